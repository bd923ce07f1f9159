"""Links: how the numbers of a sentence are joined to one another, by the words between them.

A number can be a part of another ("18 of 24"), the same thing earlier or later ("from 50 to 40"), the same said again in
another way ("92, or 4.4%"), the next of a row ("then to 40"), or told of another in the order of two lists ("26 and 17
respectively"). `joined` is the one rule of what follows for the figures that they are.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pipeline.commentary.evidence import Evidence, Fact
from pipeline.commentary.tokens import Sentence

TABLE = Path(__file__).with_name("frames.toml")
IN_ORDER = "respectively"
_BETWEEN = re.compile(r"[.k]*[|&]{1,2}[.k]*t?\.*")  # what may stand between the members of a list


class Link(NamedTuple):
    """That a number is joined to the one that starts at `to`: part, later, earlier, again, next or told of it."""

    kind: str
    to: int


@cache
def table(name: str) -> list[dict]:
    """The rows of a list of `frames.toml`, their patterns compiled."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))[name]
    patterns = ("left", "right", "between", "words")
    return [{key: re.compile(one) if key in patterns else one for key, one in row.items()} for row in rows]


def joined(link: Link, fact: Fact, other: Fact, evidence: Evidence) -> bool:
    """Whether two numbers of the report stand to one another as the words between them say."""
    if fact.role == other.role == "change":
        return link.kind != "again" or (fact.now, fact.before) == (other.now, other.before)
    if "change" in (fact.role, other.role):
        return link.kind != "told of" or other in (fact.now, fact.before)
    alike = (fact.code, fact.group, fact.role, fact.basis) == (other.code, other.group, other.role, other.basis)
    if link.kind in ("later", "earlier"):
        return not alike or (fact.end > other.end) == (link.kind == "later")
    if link.kind == "next":
        return alike and abs(fact.end - other.end) == evidence.steps(fact)[1]
    if link.kind == "told of":
        return fact is not other and (alike or fact in evidence.references(other))
    same_days = (fact.end, fact.basis) == (other.end, other.basis)  # a part and its whole, and the share that they make
    return same_days or (fact.code, fact.group) != (other.code, other.group) or fact.unit == other.unit


def links(sentence: Sentence) -> tuple[dict[int, list[Link]], dict[int, int]]:
    """The links of each number, and the place of the name or period of a list of which a number of another list is told."""
    kinds, tokens = sentence.kinds, sentence.tokens
    found: dict[int, list[Link]] = {}
    numbers = [at for at, sign in enumerate(kinds) if sign == "#"]
    for one, at in zip(numbers, numbers[1:], strict=False):
        said = sentence.text[tokens[one].end : tokens[at].start]
        for row in table("link"):
            if not row["between"].fullmatch(kinds[one + 1 : at]) or "words" in row and not row["words"].search(said):
                continue
            if "left" not in row or row["left"].search(kinds[:one]):
                found.setdefault(at, []).append(Link(row["kind"], tokens[one].what.start))
    items = _listed(sentence)
    for at in [at for at, to in items.items() if kinds[to] == "#"]:
        found.setdefault(at, []).append(Link("told of", tokens[items.pop(at)].what.start))
    return found, items


def _listed(sentence: Sentence) -> dict[int, int]:
    """For each number of a list the place of what it is told of: names, periods or, where a word says so, numbers in the same order."""
    found: dict[int, int] = {}
    starts = [0, *(at + 1 for at, token in enumerate(sentence.tokens) if token.kind == "stop"), len(sentence.tokens)]
    for first, last in zip(starts, starts[1:], strict=False):
        ordered = any(token.text == IN_ORDER for token in sentence.tokens[first:last])
        numbers = [at for at in range(last) if sentence.kinds[at] == "#"]
        for run in _runs(sentence, "#", first, last):
            lists = [one for signs in ("P", "SG") for one in _runs(sentence, signs, first, last) if len(one) == len(run)]
            lists = [one for one in lists if one[-1] < run[0] and not any(one[0] < at < run[0] for at in numbers)]
            before = [at for at in numbers if at < run[0]][-len(run) :]
            found |= dict(zip(run, (*lists, before if ordered else [])[0], strict=False))
        compared, names = (_runs(sentence, signs, first, last, compared=True) for signs in ("#", "SG"))
        if len(compared) == len(names) == 1 and len(compared[0]) == len(names[0]) == 2:
            found = dict(zip(compared[0], names[0], strict=True)) | found  # "A grew faster than B, by 63.3% against 51.7%"
    return found


def _runs(sentence: Sentence, signs: str, first: int, last: int, compared: bool = False) -> list[list[int]]:
    """The lists of two and more tokens of these signs with only commas and the like between them; or two that are compared."""
    runs: list[list[int]] = []
    for at in (at for at in range(first, last) if sentence.kinds[at] in signs):
        start = runs[-1][-1] if runs else at
        one, this, between = sentence.tokens[start].what, sentence.tokens[at].what, sentence.kinds[start + 1 : at]
        cuts = [token.text for token in sentence.tokens[start + 1 : at] if token.kind == "cut"]
        joins = bool(_BETWEEN.fullmatch(between)) and not set(cuts) - {",", "then", "and then"}
        held = r"\.*r\.*" if signs == "#" else r"[^#PTB]*[dcm]\.*r\.*|\.*r\.*"
        alike = signs != "#" or one.unit in ("", this.unit) and one.kind == this.kind
        if runs and alike and (joins or compared and re.fullmatch(held, between)):
            runs[-1].append(at)
        else:
            runs.append([at])
    return [run for run in runs if len(run) > 1]
