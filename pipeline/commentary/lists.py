"""Lists: numbers that a sentence tells one after the other, of names, periods or numbers that it tells in the same order; and how
many times in a row something is said to have happened, to how many things of how many.

"Numbers in 2020/21 and 2021/22 were 1,645 and 1,620"; "32 and 30, compared with 17 and 26 respectively". Numbers are paired
with numbers only where a word says so.
"""

from __future__ import annotations

import re

from pipeline.commentary.tokens import Sentence

IN_ORDER = "respectively"
_BETWEEN = re.compile(r"[.k]*[|&]{1,2}[.k]*t?\.*")  # what may stand between the members of a list: commas, "and", "then to"
NUMBERS = {word: at for at, word in enumerate("none one two three four five six seven eight nine ten".split())}
_IN_A_ROW = re.compile(
    r"\b(?P<many>two|three|four|five|second|third|fourth|fifth|\d)(?: (?:successive|consecutive))? (?P<unit>quarter|year|time)s? (?:in a row|running|in succession)\b"
    r"|\b(?P<nth>second|third|fourth|fifth|two|three|four) (?:successive|consecutive) (?P<what>quarter|year)s?\b|\b(?:every|each) (?:single )?(?P<every>quarter|year)\b|\b(?P<times>second|third|fourth|fifth) (?:successive|consecutive) (?P<kind>annual|quarterly)\b"
)
_SMALL = "|".join(NUMBERS)
_TALLY = re.compile(rf"\b(?:all (?:of )?(?:the |our )?(?P<all>{_SMALL})|(?P<many>{_SMALL}) (?:out )?of (?:the |our )?(?P<of>{_SMALL}))\b(?! (?:quarters|years|months|of))")
_TIMES = {"two": 2, "second": 2, "three": 3, "third": 3, "four": 4, "fourth": 4, "five": 5, "fifth": 5}


def pairs(sentence: Sentence) -> dict[int, int]:
    """For each number of such a list the place of what it is told of."""
    found: dict[int, int] = {}
    starts = [0, *(at + 1 for at, token in enumerate(sentence.tokens) if token.kind == "stop"), len(sentence.tokens)]
    for first, last in zip(starts, starts[1:], strict=False):
        numbers = _runs(sentence, "#", first, last)
        ordered = any(token.text == IN_ORDER for token in sentence.tokens[first:last])
        for run in numbers:
            items = _items(sentence, run, first, last, ordered)
            found |= dict(zip(run, items, strict=False))
        numbers, names = (_runs(sentence, signs, first, last, compared=True) for signs in ("#", "SG"))
        if len(numbers) == len(names) == 1 and len(numbers[0]) == len(names[0]) == 2 and names[0][1] < numbers[0][0]:
            found = dict(zip(numbers[0], names[0], strict=True)) | found  # "A grew faster than B, by 63.3% compared with 51.7%"
    return found


def _runs(sentence: Sentence, signs: str, first: int, last: int, compared: bool = False) -> list[list[int]]:
    """The lists of two and more tokens of these signs, with nothing between them but commas and the like; or two that are compared."""
    kinds = sentence.kinds
    places = [at for at in range(first, last) if kinds[at] in signs]
    runs: list[list[int]] = []
    for at in places:
        last_one, this = (sentence.tokens[runs[-1][-1] if runs else at].what, sentence.tokens[at].what)
        alike = signs != "#" or last_one.unit in ("", this.unit) and last_one.kind == this.kind
        between = range(runs[-1][-1] + 1 if runs else at, at)
        joined = all(sentence.tokens[one].kind != "cut" or sentence.tokens[one].text in (",", "then", "and then") for one in between)
        held = signs != "#" and re.fullmatch(r"[^#PTB]*[dcm]\.*r\.*", kinds[between.start : at]) or re.fullmatch(r"\.*r\.*", kinds[between.start : at])
        if alike and runs and held and compared or alike and joined and runs and _BETWEEN.fullmatch(kinds[between.start : at]):
            runs[-1].append(at)
        else:
            runs.append([at])
    return [run for run in runs if len(run) > 1]


def _items(sentence: Sentence, run: list[int], first: int, last: int, ordered: bool) -> list[int]:
    """What the numbers of a list are of: a list of periods or names as long before them; else, where a word says so, numbers."""
    numbers = [at for at, token in enumerate(sentence.tokens) if token.kind == "number"]
    for signs in ("P", "SG"):
        for items in _runs(sentence, signs, first, last):
            if len(items) == len(run) and items[-1] < run[0] and not any(items[0] < at < run[0] for at in numbers):
                return items
    before = [at for at in numbers if at < run[0]]
    return before[-len(run) :] if ordered and len(before) >= len(run) else []


def streak(text: str) -> tuple[int, int] | tuple[()]:
    """Months of a step and how many in a row a sentence speaks of; "every quarter" is said of the three steps in a year."""
    match = _IN_A_ROW.search(text)
    if not match:
        return ()
    many = match["many"] or match["nth"] or match["times"]
    unit = match["unit"] or match["what"] or match["every"] or str(match["kind"]).removesuffix("ly")
    return 3 if unit == "quarter" or unit == "time" and "quarter" in text else 12, int(many) if many and many.isdigit() else _TIMES.get(many or "", 3)


def tally(text: str) -> tuple[int, int] | tuple[()]:
    """Of how many things, and of how many in all, a sentence speaks: "three of our four areas", "all four areas"."""
    match = _TALLY.search(text)
    if not match:
        return ()
    of = NUMBERS[match["all"] or match["of"]]
    return of if match["all"] else NUMBERS[match["many"]], of
