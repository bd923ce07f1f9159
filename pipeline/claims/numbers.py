"""Numbers in a sentence: digits, number words, fractions and multiples, each with its unit and how exact it claims to be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from pipeline.claims.words import DENIES, QUALIFIER
from pipeline.core.display import exact, round_half_away

_ONES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
         "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]  # fmt: skip
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_SMALL = {word: value for value, word in enumerate(_ONES)} | _TENS | {"nil": 0}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "dozen": 12}
_WORD = "|".join(sorted([*_SMALL], key=len, reverse=True))
_PARTS = {"half": Fraction(1, 2), "halves": Fraction(1, 2), "third": Fraction(1, 3), "quarter": Fraction(1, 4),
          "fifth": Fraction(1, 5), "tenth": Fraction(1, 10), "sixth": Fraction(1, 6), "eighth": Fraction(1, 8)}  # fmt: skip
_VULGAR = {"½": Fraction(1, 2), "¼": Fraction(1, 4), "¾": Fraction(3, 4), "⅓": Fraction(1, 3), "⅔": Fraction(2, 3)}
MULTIPLES = {
    "doubled": 2, "doubling": 2, "double": 2, "twice": 2, "twofold": 2, "trebled": 3, "tripled": 3, "threefold": 3,
    "trebling": 3, "tripling": 3, "quadrupled": 4, "fourfold": 4, "halved": Fraction(1, 2), "halving": Fraction(1, 2),
}  # fmt: skip

_UNIT = (
    r"(?P<unit>\s?%-?\s?(?:points?\b)?|[ -]?(?:per ?cent|percentage)[ -]points?\b|\s?pp\b|[ -]?per ?cents?\b|\s?p\.p\.|\s?ppts?\b|[ -]points?\b"
    r"|[ -]?(?:hours?|hrs?|days?|weeks?|months?|years?|minutes?|yrs?|miles?|weekends?|evenings?)\b)?"
)
_DIGITS = re.compile(
    r"(?<![\w.,/#:@-])(?P<sign>[-+](?=[\d£.]))?(?P<money>£\s?)?(?P<number>\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    r"(?P<scale> million| thousand|k\b|m\b| hundred)?" + _UNIT
)
_FRACTION = re.compile(
    r"\b(?P<many>an?|one|two|three|four|five|six|seven|eight|nine)[ -](?P<part>half|halves|third|quarter|fifth|tenth|sixth|eighth)s?"
    r"(?! (?:running|in a row|of (?:the )?\d|of ~|to date|year))\b|(?<!first )(?<!second )(?<!latter )(?<!other )\b(?P<half>half)\b(?![ -](?:year|hour|day|term|a dozen|way))|(?P<vulgar>[½¼¾⅓⅔])"
)
_ONE_IN = re.compile(
    rf"\b(?P<few>\d{{1,2}}|{_WORD}) (?:(?:victims|people|cases|clients|referrals|offenders|adults|children|residents) |(?<=\bone )(?:[a-z]+ ){{1,3}}?(?=in [a-z]+(?: (?:is|was|were|are|had|has|can|could|did|came|took|led)\b|[,.;:)]|$)))?(?:in(?: every)?|out of(?: every)?) (?P<all>\d{{1,3}}|{_WORD}|a hundred)\b(?! [a-z]*(?:months|weeks|quarters|days|years)\b)(?!\d)"
)
_WORDS = re.compile(
    rf"\b(?:(?P<a>an?) (?P<scale1>hundred|thousand|dozen)|(?P<first>{_WORD})(?:[ -](?P<second>{_WORD}))?(?: (?P<scale2>hundred|thousand|dozen|million))?)"
    rf"(?:(?:(?<=hundred)|(?<=thousand)) and (?P<third>{_WORD})(?:[ -](?P<fourth>{_WORD}))?)?\b" + _UNIT
)
_PRONOUN = re.compile(  # "one of the partners", "one another", "this one"
    r"['-]| (?:of|to|another|day|thing|or|in|who|that|which|is|was|has|can|would|and|before|after|above|below|earlier|previous|here|with|for|as|at|by|from|we|they|i)\b|[.,;:)]|$"
)
_MULTIPLE = re.compile(
    rf"\b(?:{'|'.join(one for one in MULTIPLES if one not in ('twice', 'double'))})\b"
    r"|\b(?:twice|double|(?:three|four|five) times)(?= (?:as |the |that |last |what |its |our |this |those ))"
)


@dataclass(frozen=True)
class Number:
    """A number as somebody typed it, or a figure that was placed by name (`bound` is its id).

    kind: `number`; `part` (half, one in five) of something; `multiple` (doubled). unit: empty, `percent`,
    `percentage_points`, `money`, `time`.
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
    word: bool = False
    bound: str = ""
    form: str = ""

    def holds(self, actual: Fraction) -> bool:
        """Whether the number, as exact as it claims to be, tells this value."""
        if self.kind != "number":
            return self._holds_roughly(actual)
        said, places = self.value, self.decimals
        printed = rounded(actual, places)
        near = abs(actual - said) * 20 <= abs(said)
        match self.qualifier:
            case "about":
                return near or printed == said
            case "nearly":
                return actual < said and (near or printed == said)
            case "just_under":
                return actual < said and (near or printed == said)
            case "over":
                return actual > said
            case "just_over":
                return actual > said and (near or printed == said)
            case "under":
                return actual < said
            case "at_least":
                return actual >= said
            case "at_most":
                return actual <= said
        return printed == said

    def misses_narrowly(self, actual: Fraction) -> bool:
        """Whether a number that is told as approximate is too far off to be right, and too near to be called wrong."""
        near = abs(actual - self.value) * 10 <= abs(self.value)
        sides = {
            "about": True,
            "nearly": actual < self.value,
            "just_under": actual < self.value,
            "just_over": actual > self.value,
        }
        return self.kind == "number" and near and sides.get(self.qualifier, False) and not self.holds(actual)

    def _holds_roughly(self, actual: Fraction) -> bool:
        """Of a share in per cent: within 2.5 points. Of a ratio: within 5 %."""
        if self.kind == "multiple" and self.text.startswith("halv"):  # "more than halved" is below a half
            turned = {
                "over": "under",
                "under": "over",
                "just_over": "just_under",
                "just_under": "just_over",
                "nearly": "just_over",
            }
            qualifier = turned.get(self.qualifier, self.qualifier)
        else:
            qualifier = self.qualifier
        said = self.value * 100 if self.kind == "part" else self.value
        within = Fraction(5, 2) if self.kind == "part" else said / 20
        match qualifier:
            case "over" | "at_least":
                return actual > said
            case "just_over":
                return said < actual <= said + within * 2
            case "under" | "at_most":
                return actual < said
            case "nearly" | "just_under":
                return said - within * 2 <= actual < said
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
    for reader in (_points, _one_in, _fractions, _digits, _words, _multiples):
        for number in reader(text):
            if all(free[number.start : number.end]):
                found.append(number)
                free[number.start : number.end] = bytes(number.end - number.start)
    return sorted((_qualified(number, text) for number in found), key=lambda number: number.start)


_TURNED = {"over": "at_most", "under": "at_least"}  # "never fell below 90%"


def _qualified(number: Number, text: str) -> Number:
    before = text[max(0, number.start - 40) : number.start].rstrip("£ ") + " "
    name = next((name for name, pattern in QUALIFIER if pattern.search(before)), "")
    if text[number.end : number.end + 6] == " or so" or text[number.end : number.end + 11] == " or thereab":
        name = "about"
    if text[number.end : number.end + 9].startswith(" or more"):
        name = "at_least"
    if name in _TURNED and DENIES.search(re.split(r"[,;]", text[max(0, number.start - 90) : number.start])[-1]):
        name = _TURNED[name]
    if not number.unit and re.search(r"\b(?:of|in|from) every (?:hundred|100)\b[^.;]*$", text[: number.start]):
        number = replace(number, unit="percent")
    return number if not name else replace(number, qualifier=name)


def _unit(words: str | None, money: bool = False) -> str:
    words = (words or "").strip(" -")
    if money:
        return "money"
    if "point" in words or words in ("pp", "p.p.", "ppt", "ppts"):
        return "percentage_points"
    if words.startswith(("%", "per")):
        return "percent"
    return "time" if words else ""


def _digits(text: str) -> Iterator[Number]:
    for match in _DIGITS.finditer(text):
        digits = match["number"].replace(",", "").replace(" ", "")
        if " " in match["number"] and len(match["number"]) < 5:
            continue
        value, decimals = exact(digits if digits[0] != "." else f"0{digits}"), len(digits.partition(".")[2])
        scale = {"million": 10**6, "m": 10**6, "thousand": 1000, "k": 1000, "hundred": 100}.get(
            (match["scale"] or "").strip()
        )
        if scale:
            value, decimals = value * scale, decimals - len(str(scale)) + 1
        end = match.end() - (len(match[0]) - len(match[0].rstrip()))
        unit = _unit(match["unit"], bool(match["money"]))
        after = text[match.end() :]
        if re.match(r"[a-z@]|[/:]\d|-\d", after) and unit != "percent":
            continue
        yield Number(match.start(), end, text[match.start() : end], value, decimals, unit, sign=match["sign"] or "")


_POINTS = re.compile(
    r"\b(?:(?:(?P<whole>one|two|three|four|five|six|seven|eight|nine) and )?(?P<half>a half|half) ?(?:of )?(?:an? )?|(?P<one>an?|one) (?:single )?)(?:percentage |per cent |full )?points?\b"
)


def _points(text: str) -> Iterator[Number]:
    """ "half a percentage point", "a point", "two and a half points"."""
    for match in _POINTS.finditer(text):
        value = Fraction(1) if match["one"] else Fraction(1, 2) + _SMALL.get(match["whole"] or "zero", 0)
        places = 0 if match["one"] else 1
        yield Number(match.start(), match.end(), match[0], value, places, "percentage_points", word=True)


def _fractions(text: str) -> Iterator[Number]:
    for match in _FRACTION.finditer(text):
        if match["vulgar"]:
            value = _VULGAR[match["vulgar"]]
        elif match["half"]:
            value = Fraction(1, 2)
        else:
            many = {"a": 1, "an": 1}.get(match["many"]) or _SMALL[match["many"]]
            value = many * _PARTS[match["part"]]
            if (
                value > 1
                or match["part"] == "quarter"
                and not text[: match.start()].endswith("by ")
                and not re.match(
                    r"s? (?:of|fewer|more|lower|higher|less|up|down|were|are|was|is|reduction|increase|decrease|fall|rise|drop|on|compared)\b|s?[.,;)]|s?$",
                    text[match.end("part") :],
                )
            ):
                continue
        yield Number(match.start(), match.end(), match[0], value, kind="part", word=True)


def _one_in(text: str) -> Iterator[Number]:
    for match in _ONE_IN.finditer(text):
        few, many = (_plain_value(match[name]) for name in ("few", "all"))
        if 0 < few < many and (
            few == 1 or (many in (5, 10, 20, 100) and "out" not in match[0]) or " in " in match[0] and many <= 10
        ):
            yield Number(match.start(), match.end(), match[0], Fraction(few, many), kind="part", word=True)


def _plain_value(word: str) -> int:
    return int(word) if word.isdigit() else 100 if word == "a hundred" else _SMALL[word]


def _words(text: str) -> Iterator[Number]:
    for match in _WORDS.finditer(text):
        if match["a"]:
            value = _SCALES[match["scale1"]]
        elif match["second"] and (match["first"] not in _TENS or not 0 < _SMALL[match["second"]] < 10):
            continue
        else:
            value = _tens(match["first"], match["second"]) * _SCALES.get(match["scale2"] or "", 1)
        if match["third"]:
            value += _tens(match["third"], match["fourth"])
        pronoun = _PRONOUN.match(text[match.end() :]) or re.search(
            r"\b(?:the|this|that|each|every|any|not|which|last|previous|[a-z]+er) $", text[: match.start()]
        )
        if match["first"] == "one" and value == 1 and not match["unit"] and pronoun:
            continue
        yield Number(match.start(), match.end(), match[0], Fraction(value), unit=_unit(match["unit"]), word=True)


def _tens(first: str, second: str | None) -> int:
    return _SMALL[first] + (_SMALL[second] if second else 0)


def _multiples(text: str) -> Iterator[Number]:
    for match in _MULTIPLE.finditer(text):
        words = match[0]
        value = MULTIPLES.get(words) or {"three": 3, "four": 4, "five": 5}[words.split()[0]]
        yield Number(match.start(), match.end(), words, Fraction(value), kind="multiple", word=True)
