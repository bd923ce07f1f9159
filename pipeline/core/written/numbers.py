"""Numbers in a sentence: digits, number words, fractions and multiples, each with its unit and how exact it claims to be."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from pathlib import Path

from pipeline.core.display import exact, round_half_away

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
_TENS = {word: 10 * at for at, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_SMALL = {word: value for value, word in enumerate(_ONES)} | _TENS | {"nil": 0, "nought": 0}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "dozen": 12, "k": 1000, "m": 10**6}
_PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_VULGAR = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4), "⅓": Fraction(1, 3), "⅔": Fraction(2, 3)}
_MULTIPLES: dict[str, int | Fraction] = {
    "doubled": 2, "doubling": 2, "double": 2, "twice": 2, "twofold": 2, "trebled": 3, "tripled": 3, "threefold": 3, "trebling": 3,
    "quadrupled": 4, "halved": Fraction(1, 2), "halving": Fraction(1, 2),
    "halve": Fraction(1, 2), "tenfold": 10,
}  # fmt: skip
_WORD = "|".join(sorted(_SMALL, key=len, reverse=True))
_UNIT = (
    r"(?P<unit>\s?%-?\s?(?:age )?(?:points?\b)?|[ -]?(?:per ?cent|percentage)[ -]points?\b|\s?pp\b|[ -]?per ?cents?\b|\s?p\.p\.|\s?ppts?\b|[ -]points?\b)?"
)
_DIGITS = re.compile(
    r"(?<![\w.,/#:@-])(?P<sign>[-+](?=[\d£.]))?(?P<money>£\s?)?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    r"(?:\s?(?P<scale>million|thousand|hundred|k|m)\b)?" + _UNIT + r"(?![a-z@]|[/:]\d|-\d)"
)
_FRACTION = re.compile(
    r"\b(?P<many>an?|one|two|three|four|five|seven|nine)[ -](?P<part>half|halves|third|quarter|fifth|sixth|eighth|tenth)s?"
    r"(?! (?:running|in a row|to date|year|of (?:the year|20)))\b"
    r"|(?<!first )(?<!second )(?<!other )(?<!latter )\b(?P<half>half)\b(?![ -](?:years?|yearly|hour|day|term|way|a dozen))|(?P<vulgar>[½¼¾⅓⅔])"
)
_ONE_IN = re.compile(rf"\b(?P<few>\d{{1,2}}|{_WORD})(?: [a-z]+)? (?:in(?: every)?|out of(?: every)?) (?P<all>\d{{1,3}}|{_WORD}|a hundred)\b(?! ?(?:months|weeks|days|quarters|years|%))")
_WORDS = re.compile(
    rf"\b(?:(?P<a>an?|the) (?P<scale1>hundred|thousand|dozen)|(?P<first>{_WORD})(?:[ -](?P<second>{_WORD}))?(?: (?P<scale2>hundred|thousand|dozen|million))?)"
    rf"(?:(?:(?<=hundred)|(?<=thousand)) and (?P<third>{_WORD})(?:[ -](?P<fourth>{_WORD}))?)?\b" + _UNIT
)
_POINTS = re.compile(r"\b(?:(?P<whole>one|two|three|four|five|six|seven|eight|nine) and )?(?P<half>a half|half)?(?P<one>an?|one)?(?: (?:of )?an?)? (?:single )?(?:percentage |per cent |full )?points?\b")
_MULTIPLE = re.compile(rf"\b(?:(?P<again>half as (?:many|much|high|large)(?: [a-z]+)? again)|(?P<half>half as (?:many|much))|(?P<to>{_WORD}) to one|(?P<times>{_WORD}) times(?= (?:as|the|that|what|more|its|our|this|those))|{'|'.join(_MULTIPLES)})\b")
_PRONOUN = re.compile(r"['-]| (?:of|to|another|day|thing|or|in|who|that|which|is|was|has|can|would|and|with|for|as|at|by|from|we|they|i)\b|[.,;:)]|$")
_BEFORE_ONE = re.compile(r"\b(?:the|this|that|each|every|any|not|no|which|last|previous|at|[a-z]+er) $")

_AS_PERCENT = re.compile(r"\b(?:as a percentage|as percentages|in per ?cent|in percentage|expressed as a|as shares|as a share)\b")

MOST_DIGITS = 15  # before the point; more tells no count of anything, and is more than a float can hold

# "more than halved" is below a half, "almost halved" above it
_TURNED = {"over": "under", "under": "over", "just_over": "just_under", "just_under": "just_over", "nearly": "just_over"}


@dataclass(frozen=True)
class Number:
    """A number as somebody typed it, or a figure that was placed by name (`bound` is its id).

    kind: `number`; `part` (half, one in five) of something; `multiple` (doubled). unit: empty, `percent`,
    `percentage_points`, `money`.
    """

    start: int
    end: int
    text: str
    value: Fraction
    decimals: int = 0
    unit: str = ""
    kind: str = "number"
    qualifier: str = ""
    sign: str = ""
    bound: str = ""
    form: str = ""
    lead: int = -1  # where its qualifier starts
    shared: bool = False  # it may share the sign of the percentage after it

    def holds(self, actual: Fraction) -> bool:
        """Whether the number, as exact as it claims to be, tells this value."""
        if self.kind != "number":
            return self._holds_roughly(actual)
        said, qualifier = self.value, self.qualifier
        if qualifier in ("over", "under", "at_least", "at_most"):
            return {"over": actual > said, "under": actual < said, "at_least": actual >= said, "at_most": actual <= said}[qualifier]
        printed = rounded(actual, self.decimals) == said
        if not qualifier:
            return printed
        near = printed or abs(actual - said) * 20 <= abs(said)  # "about 300" is said of 285 to 315: within 5 %
        return near and (qualifier == "about" or (actual > said if qualifier == "just_over" else actual < said))

    def _holds_roughly(self, actual: Fraction) -> bool:
        """Of a share in per cent: within 2.5 points, half of what separates a quarter from three tenths. Of a ratio: within 5 %."""
        said = self.value * 100 if self.kind == "part" else self.value
        within = Fraction(5, 2) if self.kind == "part" else said / 20
        qualifier = _TURNED.get(self.qualifier, self.qualifier) if self.kind == "multiple" and said < 1 else self.qualifier
        if qualifier in ("over", "at_least", "just_over"):
            return said < actual and (qualifier != "just_over" or actual <= said + 2 * within)
        if qualifier in ("under", "at_most", "nearly", "just_under"):
            return actual < said and (qualifier in ("under", "at_most") or actual >= said - 2 * within)
        return abs(actual - said) <= within

    def cut_off(self, actual: Fraction) -> bool:
        """Whether it is the value with its further digits cut off, though rounding would give another."""
        step = Fraction(10) ** self.decimals
        return int(abs(actual) * step) / step == abs(self.value) and not self.holds(abs(actual))


def rounded(value: Fraction, places: int) -> Fraction:
    """Half away from zero, to so many decimals; to tens, hundreds and so on where `places` is below 0."""
    step = Fraction(10) ** places
    return Fraction(round_half_away(value * step, 0)) / step


def read_numbers(text: str, taken: Iterable[tuple[int, int]]) -> list[Number]:
    """The numbers of a sentence (as `sentences.plain` leaves it, lower case), outside of the places that are taken."""
    found: list[Number] = []
    free = bytearray(b"\1" * len(text))
    for start, end in taken:
        free[start:end] = bytes(end - start)
    for reader in (_points, _multiples, _one_in, _fractions, _digits, _words):
        for number in reader(text):
            if all(free[number.start : number.end]):
                found.append(number)
                free[number.start : number.end] = bytes(number.end - number.start)
    found.sort(key=lambda number: number.start)
    ends = {number.end for number in found}
    return _same_units([_qualified(number, text, ends) for number in found], text)


def _same_units(numbers: list[Number], text: str) -> list[Number]:
    """ "from 71 to 82%": what stands before the sign may share it."""
    for at in range(len(numbers) - 1, -1, -1):
        one, after = numbers[at], numbers[min(at + 1, len(numbers) - 1)]
        if _AS_PERCENT.search(text) and not one.unit and one.kind == "number" and not one.bound:
            numbers[at] = one = replace(one, shared=True)
        joined = re.fullmatch(r",? ?(?:to|and|or|v|vs|versus|,|against|-)? ?", text[one.end : after.end][: after.start - one.end])
        if joined and (after.unit.startswith("percent") or after.shared) and not one.unit and one.kind == after.kind == "number" and not one.bound:
            numbers[at] = replace(one, shared=True)
    return numbers


@cache
def _qualifiers() -> tuple[dict[str, str], re.Pattern[str]]:
    """The words that say how exact a number is, and one pattern of them at the end of a text, the longest first."""
    table = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    names = {word: name for name, words in table.items() for word in words}
    longest = sorted(names, key=len, reverse=True)
    return names, re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest))})$")


def _qualified(number: Number, text: str, ends: Container[int]) -> Number:
    """A number with the words that say how exact it is. `ends`: where numbers end; "2 fewer than 10" is no "fewer than 10"."""
    before = text[max(0, number.start - 40) : number.start].rstrip("£ ")
    before = re.sub(r" (?:a|an|only|exactly|the)$", "", before) if number.kind != "number" else before
    names, pattern = _qualifiers()
    match = pattern.search(before)
    if match and match[0].endswith(" than") and len(text[: max(0, number.start - 40) + match.start()].rstrip()) in ends:
        match = None
    name = names[match[0]] if match else ""
    after = text[number.end : number.end + 12]
    name = "about" if re.match(r" or (?:so|thereab)", after) else "at_least" if after.startswith(" or more") else name
    if after.startswith(" mark"):  # "went over the 250 mark"
        name = "under" if re.search(r"\b(?:below|under|beneath)\b", before) else "over"
    return replace(number, qualifier=name, lead=max(0, number.start - 40) + match.start() if match else number.start) if name else number


def unit_of(words: str | None, money: bool = False) -> str:
    """The unit that the words after a number give it."""
    words = (words or "").strip(" -")
    if money:
        return "money"
    if "point" in words or words.startswith(("pp", "p.p")):
        return "percentage_points"
    return "percent" if words.startswith(("%", "per")) else ""


def _digits(text: str) -> Iterator[Number]:
    for match in _DIGITS.finditer(text):
        digits = match["number"].replace(",", "")
        if len(digits.partition(".")[0]) > MOST_DIGITS:
            continue
        value, decimals = exact(f"0{digits}" if digits[0] == "." else digits), len(digits.partition(".")[2])
        if scale := _SCALES.get(match["scale"] or ""):
            value, decimals = value * scale, decimals - len(str(scale)) + 1
        end = match.start() + len(match[0].rstrip(" -"))
        yield Number(match.start(), end, text[match.start() : end], value, decimals, unit_of(match["unit"], bool(match["money"])), sign=match["sign"] or "")


def _points(text: str) -> Iterator[Number]:
    """ "half a percentage point", "a point", "two and a half points"."""
    for match in _POINTS.finditer(text):
        if match["half"] or match["one"]:
            value = Fraction(1) if match["one"] else Fraction(1, 2) + _SMALL.get(match["whole"] or "zero", 0)
            yield Number(match.start(), match.end(), match[0], value, 0 if match["one"] else 1, "percentage_points")


def _one_in(text: str) -> Iterator[Number]:
    for match in _ONE_IN.finditer(text):
        few, many = (_plain_value(match[name]) for name in ("few", "all"))
        counts = "out of" in match[0] and "every" not in match[0] and match["few"].isdigit()  # "8 out of 10" may be counts; "eight out of ten" is a part
        if 0 < few < many and (few == 1 or (many <= 20 or many == 100) and not counts and (" in " in match[0] or many in (5, 10, 20, 100))):
            yield Number(match.start(), match.end(), match[0], Fraction(few, many), kind="part")


def _plain_value(word: str) -> int:
    return int(word) if word.isdigit() else 100 if word == "a hundred" else _SMALL[word]


def _fractions(text: str) -> Iterator[Number]:
    for match in _FRACTION.finditer(text):
        if match["vulgar"]:
            value = _VULGAR[match["vulgar"]]
        elif match["half"]:
            value = Fraction(1, 2)
        else:
            value = Fraction({"a": 1, "an": 1}.get(match["many"]) or _SMALL[match["many"]], _PARTS[match["part"]])
        is_period = match["part"] == "quarter" and not re.match(r"s?(?: of |[.,;)]|$| \(| (?:fewer|more|lower|higher|less|up|down|on|compared|were|was))", text[match.end("part") :])
        sized = re.search(r"\b(?:by (?:[a-z]+ ){0,3}|(?:than|over|under|about|almost|nearly|roughly|around) )$", text[: match.start()])
        if 0 < value < 1 and not (is_period and not sized):
            yield Number(match.start(), match.end(), match[0], value, kind="part")


def _words(text: str) -> Iterator[Number]:
    for match in _WORDS.finditer(text):
        if match["second"] and (match["first"] not in _TENS or not 0 < _SMALL[match["second"]] < 10):
            continue
        value = _SCALES[match["scale1"]] if match["a"] else _tens(match["first"], match["second"]) * _SCALES.get(match["scale2"] or "", 1)
        value += _tens(match["third"], match["fourth"]) if match["third"] else 0
        alone = match["first"] == "one" and value == 1 and not match["unit"]
        if not (alone and (_PRONOUN.match(text, match.end()) or _BEFORE_ONE.search(text[: match.start()]))):
            yield Number(match.start(), match.end(), match[0], Fraction(value), unit=unit_of(match["unit"]))


def _tens(first: str, second: str | None) -> int:
    return _SMALL[first] + (_SMALL[second] if second else 0)


def _multiples(text: str) -> Iterator[Number]:
    for match in _MULTIPLE.finditer(text):
        value = Fraction(3, 2) if match["again"] else Fraction(1, 2) if match["half"] else Fraction(_SMALL[match["times"] or match["to"]] if match["times"] or match["to"] else _MULTIPLES[match[0]])
        yield Number(match.start(), match.end(), match[0], value, kind="multiple")
