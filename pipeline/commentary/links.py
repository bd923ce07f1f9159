"""Links: how the numbers of a sentence are joined to one another, by the words between them.

A number can be a part of another ("18 of 24"), the same thing earlier or later ("from 50 to 40"), the same said again
in another way ("92, or 4.4%"), or the next of a row ("then to 40"). `joined` is the one rule of what follows for the
figures that they are.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

from pipeline.commentary.evidence import Evidence, Fact
from pipeline.commentary.tokens import Sentence

TABLE = Path(__file__).with_name("frames.toml")
_BETWEEN = r"[.k]*[|&r]{1,2}[.k]*t?\.*"  # what may stand between the members of a list


class Link(NamedTuple):
    """That a number is joined to the one that starts at `to`: part, later, earlier, again or next of it."""

    kind: str
    to: int


@cache
def table(name: str) -> list[dict]:
    """The rows of a list of `frames.toml`, their patterns compiled."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))[name]
    plain = ("kind", "role", "unit")
    return [{key: one if key in plain else re.compile(one) for key, one in row.items()} for row in rows]


def joined(link: Link, fact: Fact, other: Fact, evidence: Evidence) -> bool:
    """Whether two numbers of the report stand to one another as the words between them say."""
    if "change" in (fact.role, other.role):
        same = (fact.now, fact.before) == (other.now, other.before)
        return link.kind != "next" and (link.kind != "again" or fact.role != other.role or same)
    alike = (fact.code, fact.group, fact.role, fact.basis) == (other.code, other.group, other.role, other.basis)
    if link.kind in ("later", "earlier"):
        return not alike or (fact.end > other.end) == (link.kind == "later")
    if link.kind == "next":
        return alike and abs(fact.end - other.end) == evidence.steps(fact)[1]
    pair = link.kind != "part" or {fact.role, other.role} != {"numerator", "denominator"}  # no 18 now of the 25 then
    same_days = (fact.end, fact.basis) == (other.end, other.basis)  # a part and its whole, and the share that they make
    return same_days or (fact.code, fact.group) != (other.code, other.group) or fact.unit == other.unit and pair


def links(sentence: Sentence) -> tuple[dict[int, list[Link]], dict[int, int]]:
    """The links of each number, and where the name or period of a list is of which a number of another list is told."""
    kinds, tokens = sentence.kinds, sentence.tokens
    found: dict[int, list[Link]] = {}
    numbers = [at for at, sign in enumerate(kinds) if sign == "#"]
    for one, at in zip(numbers, numbers[1:], strict=False):
        said = sentence.text[tokens[one].end : tokens[at].start]
        for row in table("link"):
            texts = {"words": said, "left": kinds[:one]}
            beside = all(row[side].search(text) for side, text in texts.items() if side in row)
            if beside and row["between"].fullmatch(kinds[one + 1 : at]):
                found.setdefault(at, []).append(Link(row["kind"], tokens[one].what.start))
    items: dict[int, int] = {}
    for run in _runs(sentence, "#"):
        first, _ = sentence.whole(run[0])
        names = [at for at in range(first, run[0]) if kinds[at] in "SG"]
        lists = [one for one in (*_runs(sentence, "P"), names) if one and first <= one[0] < run[0]]
        lists = [one for one in lists if len(run) % len(one) == 0 < len(one) - 1 and "#" not in kinds[one[0] : run[0]]]
        items |= dict(zip(run, cycle(lists[0]) if lists else (), strict=False))
    return found, items


def _runs(sentence: Sentence, signs: str) -> list[list[int]]:
    """The lists of two and more tokens of these signs, numbers of one unit, with only commas and the like between."""
    marks = [(sign, token.text) for sign, token in zip(sentence.kinds, sentence.tokens, strict=True)]
    kinds = "".join("!" if sign == "|" and text not in (",", "then", "and then") else sign for sign, text in marks)
    matches = re.finditer(rf"[{signs}](?:{_BETWEEN}[{signs}])+", kinds)
    runs = [[at for at in range(*match.span()) if sentence.kinds[at] in signs] for match in matches]
    numbers = [[sentence.tokens[at].what for at in run] if signs == "#" else [] for run in runs]
    mixed = [len({one.unit for one in run} - {""}) > 1 or len({one.kind for one in run}) > 1 for run in numbers]
    return [run for run, unlike in zip(runs, mixed, strict=True) if not unlike]
