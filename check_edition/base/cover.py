"""Cover: whether a text says its parts and nothing but its parts.

The checker knows no sentence of a report. It knows what a text is said to be about, holds that against the definitions and
the rows, and reads the text for two things alone: that every part stands in it, and that every number in it is a part's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from fractions import Fraction

from .findings import Wrong
from .numbers import find_numbers, whole_number
from .texts import one_line

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def check_cover(text: str, parts: object, also: Iterable[str] = ()) -> None:
    """Raise Wrong where a part does not stand in a text, or a number in it is none of the parts'.

    Parts are texts, numbers and days (ISO; of a day its year stands there, and day and month may), at any depth. `also`
    are declared texts that may stand in it.
    """
    whole, values = one_line(text), list(_values(parts))
    texts = [one_line(one) for one in values if isinstance(one, str) and not _DAY.fullmatch(one)]
    for one in texts:
        if one not in whole:
            raise Wrong(f'"{whole}" does not say "{one}"')
    rest, names = whole, [one for one in texts if _number(one) is None]  # "5", of 5%, is a number like any other
    for one in sorted({*names, *map(one_line, also)} - {""}, key=len, reverse=True):
        rest = re.sub(rf"(?<!\w){re.escape(one)}(?!\w)", " ", rest)
    said = {(_number(rest[start:end]), rest[start:end]) for start, end in find_numbers(rest)}
    wanted, allowed = _numbers(values)
    for number, words in sorted(said, key=lambda one: one[1]):
        if number is None or number not in allowed:
            raise Wrong(f'"{whole}" says {words}, which is none of its parts')
    if days := [one for one in values if isinstance(one, str) and _DAY.fullmatch(one)]:
        check_months(rest, {int(day[5:7]) for day in days})
    found = {number for number, _ in said}
    for number, instead in wanted:
        if not found & {number, instead}:
            raise Wrong(f'"{whole}" does not say {number}')


def check_months(text: str, months: Collection[int]) -> None:
    """Raise Wrong where a text names a month, in English, that is none of these."""
    for name in re.findall(rf"\b(?:{'|'.join(MONTHS)})\b", text):
        if MONTHS.index(name) + 1 not in months:
            raise Wrong(f'"{text.strip()}" says {name}, which is no month of its days')


def _numbers(values: Iterable[object]) -> tuple[list[tuple[Fraction, Fraction]], set[Fraction]]:
    """The numbers that must stand in a text, each with another form of it, and all that may."""
    wanted, allowed = [], set()
    for one in values:
        if isinstance(one, str) and (day := _DAY.fullmatch(one)):
            year, month, number = map(int, day.groups())
            wanted.append((Fraction(year), Fraction(year % 100)))
            allowed |= {Fraction(number) for number in (year, year % 100, month, number)}
        elif (isinstance(one, (int, float)) and not isinstance(one, bool)) or (isinstance(one, str) and _number(one_line(one)) is not None):
            number = Fraction(str(one)) if not isinstance(one, str) else _number(one_line(one))
            # One is a pronoun more often than a number, and not read in words.
            wanted += [] if number == 1 else [(number, number)]
            allowed.add(number)
    return wanted, allowed


def _values(parts: object) -> Iterator[object]:
    if isinstance(parts, Mapping):
        parts = list(parts.values())
    if isinstance(parts, list):
        for one in parts:
            yield from _values(one)
    else:
        yield parts


def _number(words: str) -> Fraction | None:
    """The number that a text says, in digits or in words; None where it says part of one, or several."""
    if re.fullmatch(r"[0-9]+(,[0-9]{3})*(\.[0-9]+)?", words):
        return Fraction(words.replace(",", ""))
    number = whole_number(re.sub("[-\u2010\u2011]", " ", words.lower()).split())
    return None if number is None else Fraction(number)
