"""Numbers in a text, in digits and in words, and whether a number that somebody typed agrees with a figure.

"One", "first" and "second" are no claims: they are pronouns and places in a row more often than numbers. "Quarter" and
"half year" are periods, unless they are said to be a part of something.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache

_UNDER_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
CARDINALS = {word: number for number, word in enumerate(_UNDER_TWENTY)}
CARDINALS |= {word: number * 10 for number, word in enumerate(_TENS, start=2)}
SCALES = {"dozen": 12, "hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
PARTS = {"half": 2, "halve": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9}
PARTS |= {"tenth": 10, "twelfth": 12, "twentieth": 20, "hundredth": 100}
TIMES = {
    "doubl": Fraction(2), "twice": Fraction(2), "twofold": Fraction(2), "halv": Fraction(1, 2), "trebl": Fraction(3),
    "tripl": Fraction(3), "thrice": Fraction(3), "threefold": Fraction(3), "quadrupl": Fraction(4),
}  # fmt: skip

_WORD = "|".join(sorted({*CARDINALS, *SCALES} - {"one"}, key=len, reverse=True))
_ANY = rf"(?:{_WORD}|one)"
_PLURAL = "(?:dozens|hundreds|thousands|millions|billions|twos|threes|tens|twenties)"
_PART = "(?:" + "|".join(word for word in PARTS if word != "halve") + ")"
_PARTS = "(?:halves|" + "|".join(f"{word}s" for word in PARTS if word not in ("half", "halve", "quarter")) + ")"
_PERIOD = r"(?=[ -]+(?:years?|yearly|terms?|days?|hours?)\b)"
_NUMBER_WORDS = re.compile(
    rf"""(?ix)(?<![\w])(?:
      (?:{_ANY}|a|an)(?:-|\ )quarters?(?=\ of\b) | (?:{_WORD})(?:-|\ )quarters?\b  # a quarter of, three quarters
    | (?:{_ANY}|a)(?:-|\ ){_PARTS} | one(?:-|\ )(?!half{_PERIOD}|quarter\b){_PART}  # two thirds, one third
    | (?:(?<=by\ )|(?<=under\ )|(?<=over\ )|(?<=nearly\ )|(?<=almost\ )|(?<=about\ ))an?\ (?!half{_PERIOD}){_PART}
    | an?\ (?!quarter\b){_PART}(?=\ of\b)  # a third of
    | {_PARTS}(?=\ of\b)
    | (?<!first\ )(?<!second\ )(?<!other\ )(?<!latter\ )half(?!-?\ *(?:years?|yearly|terms?|days?|hearted|way)\b)
    | {_PLURAL}
    | (?:(?:an?|one)\ (?={"|".join(SCALES)}))?(?:(?:one\ )?(?:{_WORD}))
      (?:(?:-|\ |\ and\ |,\ )(?:{_WORD}|(?<=[-dy]\ )one|(?<=and\ )one|(?<=-)one))*
    | (?:doubl|trebl|tripl|quadrupl)(?:e|es|ed|ing) | halv(?:e|es|ed|ing) | twice | thrice | twofold | threefold
    )(?![\w])"""
)
_TYPED = re.compile(
    r"(?P<sign>[+\-\u2212]?)(?P<pound>£?)(?P<digits>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
    r"\s*(?P<unit>%|per cent|percent|percentage points?|points?)?"
)
_UNITS = {"%": ("percent",), "per": ("percent",), "poi": ("percentage_points",)}


class _Shape(dict):
    """0 for the code of every character that Unicode counts as a number; each is looked up when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = "0" if unicodedata.category(chr(code)) in ("Nd", "Nl", "No") else chr(code)
        return self[code]


_SHAPE = _Shape()


@cache  # the same texts stand on a page many times, and on the page of the other edition
def find_numbers(text: str) -> Sequence[tuple[int, int]]:
    """Where the numbers of a text start and end, in its order. A digit is anything that Unicode counts as a number."""
    digits = [number.span() for number in re.finditer(r"0(?:[.,]?0)*", text.translate(_SHAPE))]
    return tuple(sorted([*digits, *find_number_words(text)]))


@cache
def find_number_words(text: str) -> Sequence[tuple[int, int]]:
    """Where the numbers in words start and end. What cannot be seen between two letters does not hide one."""
    at = [place for place, character in enumerate(text) if unicodedata.category(character) not in ("Cf", "Mn")]
    seen = "".join(text[place] for place in at).replace("\u2010", "-").replace("\u2011", "-")
    words = _NUMBER_WORDS.finditer(re.sub(r"\s", " ", seen))
    return [(at[word.start()], at[word.end() - 1] + 1) for word in words]


def typed_agrees(text: str, value: object, unit: str, measure: str) -> bool:
    """Whether a number as somebody typed it says the same as a figure, at the precision that was typed.

    Digits: the rounded value has the same size, a typed sign and a typed unit are its own. Words: the same whole number.
    Parts ("a third", "fell by half") hold within 2.5 percentage points, multiples ("doubled") within 5 %.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    exact, text = Fraction(str(value)), re.sub(r"\s+", " ", text).strip()
    typed = _TYPED.fullmatch(text)
    if typed:
        decimals = len(typed["digits"].partition(".")[2])
        said, own = Fraction(typed["digits"].replace(",", "")), rounded(exact, decimals)
        right_sign = not typed["sign"] or own == 0 or (typed["sign"] == "+") == (own > 0)
        known = _UNITS[("poi" if "point" in typed["unit"] else typed["unit"][:3])] if typed["unit"] else (unit,)
        return said == abs(own) and right_sign and unit in known and not (typed["pound"] and unit.startswith("percent"))
    words = re.sub(r"[-\u2010\u2011,]", " ", text.lower()).split()
    stem = re.sub("(?:e|es|ed|ing)$", "", words[0]) if len(words) == 1 else ""
    if stem in TIMES:
        ratio = 1 + exact / 100 if unit == "percent" and measure == "percent_change" else exact
        return abs(ratio - TIMES[stem]) <= TIMES[stem] / 20
    if part := _part(words):
        return unit == "percent" and abs(abs(exact) - part * 100) <= Fraction("2.5")
    number = whole_number(words)
    return number is not None and number == abs(exact if unit == "count" else rounded(exact, 0))


def rounded(value: Fraction, decimals: int) -> Fraction:
    """Rounded to so many places, half away from zero."""
    size = Fraction(int(abs(value) * 10**decimals + Fraction(1, 2)), 10**decimals)
    return -size if value < 0 else size


def as_printed(record: Mapping) -> object:
    """The value of a figure at the precision at which it is printed: all of it that a page or what is published may tell."""
    value = record["value"]
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    return _as_printed(record.get("exact", str(value)), record["decimals"])


@cache  # a page shows a figure in many places
def _as_printed(exact: str, decimals: int) -> int | float:
    number = rounded(Fraction(exact), decimals)
    return number.numerator if number.denominator == 1 else float(number)


def displayed(value: Fraction, unit: str, decimals: int, *, signed: bool) -> str:
    """A number as the page prints it: `1,440`, `+18.3%`, `−7.5 percentage points`; `[low]` where it would round to 0."""
    printed = rounded(value, decimals)
    if printed == 0 and value != 0:
        return "[low]"
    sign = "\u2212" if printed < 0 else "+" if signed and printed > 0 else ""
    digits = f"{Decimal(abs(printed).numerator) / Decimal(abs(printed).denominator):,.{decimals}f}"
    points = "" if abs(printed) == 1 else "s"
    return sign + digits + {"percent": "%", "percentage_points": f" percentage point{points}"}.get(unit, "")


def whole_number(words: list[str]) -> int | None:
    """The number that words say, such as two hundred and twelve or a dozen; None where they say none."""
    words = [word for word in words if word != "and"]
    if words[:1] == ["a"] and words[1:2] and words[1] in SCALES:
        words = ["one", *words[1:]]
    if not words or any(word not in CARDINALS and word not in SCALES for word in words):
        return None
    total = group = 0
    for word in words:
        if word in CARDINALS:
            group += CARDINALS[word]
        elif SCALES[word] < 1_000:
            group = max(group, 1) * SCALES[word]
        else:
            total, group = total + max(group, 1) * SCALES[word], 0
    return total + group


def _part(words: list[str]) -> Fraction | None:
    """The part that words say, such as half, a third or three quarters."""
    if words in (["half"], ["a", "half"], ["one", "half"]):
        return Fraction(1, 2)
    if len(words) != 2:
        return None
    number = 1 if words[0] in ("a", "an") else CARDINALS.get(words[0])
    part = PARTS.get(words[1]) or PARTS.get(words[1].removesuffix("s"))
    return Fraction(number, part) if number and part else None
