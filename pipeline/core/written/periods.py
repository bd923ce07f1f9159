"""Periods in a sentence: which days its words can speak of, seen from the report's period.

Words can fit several days: "last year" is the whole of it, or the same months of it. All are kept: a number that fits any
of them is right.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pipeline.core.dates import find_dates
from pipeline.core.periods import MONTHS, Period

Days = tuple[int, str]  # a stretch of days: its last month, counted from year zero, and its basis
TABLE = Path(__file__).with_suffix(".toml")
_MONTH = "|".join(name.lower() for name in MONTHS)
_MONTHS = rf"{_MONTH}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
_SEASON = {"spring": 0, "summer": 1, "autumn": 2, "winter": 3}
_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4, "opening": 1, "closing": 4, "last": 4, "one": 1, "two": 2, "three": 3, "four": 4}
_MANY = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "twenty-four": 24}
_YEAR = r"(?P<year>(?:(?:19|20)\d\d ?[/-] ?(?:20)?|(?<![\d/])\d\d/)(?P<to>\d\d))\b(?![-/]\d)"
_WHOSE = (
    rf"(?:(?: |, ?| ?\()(?:of |in |for )?(?:the )?(?:{_YEAR}|(?P<last>last year|previous year|prior year|year before|preceding year)"
    r"|this (?:financial )?year|(?<=of the )year|year(?= )))?"
)
_QUARTER = re.compile(
    rf"\b(?:the )?(?:{_YEAR.replace('year>', 'year0>').replace('to>', 'to0>')}[ -])?(?:(?P<last0>last year's )?(?:q|quarter ?)(?P<a>[1-4]|one|two|three|four)\b"
    rf"|(?P<last1>last year's )?(?P<b>first|second|third|fourth|final|opening|closing|1st|2nd|3rd|4th) quarters?(?! of (?:an?|all|the [a-z]+s)\b)(?! (?:running|in a row))"
    rf"|(?P<c>first|second|third)(?=,? (?:and|to) (?:the )?(?:second|third|fourth|final) quarters?\b)){_WHOSE}"
)
_ELLIPSIS = re.compile(
    r"(?:\b(?:in|of|was|is|were|than|and) the|(?<=[.;,] )the) (?P<nth>first|second|third|fourth|last|final|next)\b(?= ?(?:[.,;:)]|$|(?:and|but|it|there|we|they|only|just|to|was|had|brought|saw)\b))"
)
_TO_DATE = re.compile(r"\b(?:by|to|up to|until|end of|at|after)(?: the)?(?: end of)?(?: the)? ?$")
_STRETCH = re.compile(
    rf"\b(?:(?:1(?:st)? )?(?P<first>{_MONTHS})(?: (?P<first_year>\d{{4}}))? (?:to|and|until|-|through to) (?:the end of )?(?:\d{{1,2}}(?:st|nd|rd|th)? )?(?P<last>{_MONTHS})(?: (?P<year>\d{{4}}))?"
    rf"|(?:the )?(?P<many>{'|'.join(_MANY)}|12|6|9|3|24) (?P<unit>months|years) (?:to|ending|ended|up to)(?: (?:the end of|\d{{1,2}}(?:st|nd|rd|th)?))? ?(?P<ending>{_MONTHS})(?: (?P<ending_year>\d{{4}}))?"
    rf"|(?P<at>by|at|on|to|as at|until|as of) (?:the )?(?:end of |last day of )?(?:\d{{1,2}}(?:st|nd|rd|th)? )?(?P<day>{_MONTHS})(?:(?: (?P<day_year>\d{{4}}))|(?P<day_last> (?:of )?(?:last year|the year before)))?)\b"
)
_MONTH_ALONE = re.compile(rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)? (?:of )?)(?:{_MONTH})\b(?: \d{{4}})?|\b(?:last )?(?P<name>{_MONTH})\b(?<!\bmay)(?<!\bmarch)|\b(?:in|of|during|last) (?:may|march)\b")


@dataclass(frozen=True)
class When:
    """Words for a period, where they stand and which days they can mean. `back`: months before what is compared with it; 0 of the report's own.

    `step`: months by which it lies before the period that was named before it: "the year before"; -1 where that says how many:
    "the one before". `same`: the first month of the year in which it has the days of that period: "the same months of 2022".
    """

    start: int
    end: int
    text: str
    days: tuple[Days, ...] = ()
    back: int = 0
    step: int = 0
    same: int = 0


@cache
def _phrases() -> list[tuple[re.Pattern[str], list[tuple[str, int, str]], int, int]]:
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["phrase"]
    parsed = []
    for row in rows:
        days = [(anchor, int(shift), basis) for anchor, shift, basis in (one.split() for one in row["days"])]
        parsed.append((re.compile(rf"(?<![\w-])(?:{row['words']})(?!\w)"), days, row.get("back", 0), row.get("step", 0)))
    return parsed


def read_periods(text: str, period: Period) -> list[When]:
    """The periods that a sentence names (lower case, as `sentences.plain` leaves it), in order and without overlaps."""
    found: list[When] = []
    for reader in (_quarters, _halves, _same, _stretches, _fixed, _seasons, _years, _dates):
        for when in reader(text, period):
            if all(when.end <= other.start or other.end <= when.start for other in found):
                found.append(when)
    return _one_after_another(text, sorted(found, key=lambda when: when.start))


def _one_after_another(text: str, found: list[When]) -> list[When]:
    """The periods, of which one that is told from another can also lie so many months before the one that was named before it."""
    for at in range(1, len(found)):
        when, named = found[at], found[at - 1]
        step = named.step or named.back or 3 if when.step < 0 else when.step
        if not when.days and not when.step:
            found[at] = replace(when, days=named.days, back=named.back)
        elif text[named.end : when.start] in (" and ", " and the ") and when.days and named.days and when.days[0][0] - named.days[0][0] == 3:
            found[at] = replace(when, days=(*when.days, (when.days[0][0], "half_year")))  # "the second and third quarters"
        elif when.same:
            found[at] = replace(when, days=(*when.days, *((_in_year(end, when.same), basis) for end, basis in named.days)))
        elif step:
            found[at] = replace(when, days=(*when.days, *((end - step, basis) for end, basis in named.days)), step=step)
    return found


def _in_year(month: int, first: int) -> int:
    """The month of the same name in the year that begins with `first`."""
    return first + (month - first) % 12


def _year_of(match: re.Match[str], name: str = "year") -> int | None:
    """The first of the two years that a financial year is called by; None where none is named."""
    said = match[name]
    return None if not said else int(said[:2]) + 2000 if said[2] == "/" else int(said[:4])


def _quarters(text: str, period: Period) -> Iterator[When]:
    own = period.months_from_year_zero
    for match in _QUARTER.finditer(text):
        nth = next(match[name] for name in "abc" if match[name])
        number = int(nth[0]) if nth[0].isdigit() else _NTH[nth]
        last = match["last"] or match["last0"] or match["last1"]
        year = _year_of(match) or _year_of(match, "year0")
        start = year or (own - 3) // 12 - (1 if last else 0)
        end = start * 12 + 2 + 3 * number
        if not year and not last and end > own:
            end -= 12
        to_date = _TO_DATE.search(text[max(0, match.start() - 24) : match.start()])
        days: tuple[Days, ...] = ((end, "quarter"), (end, "level"))
        if to_date:  # "by quarter 2" is said of the quarter too
            days = ((end, "own"), (end, "year_to_date"), *(days if to_date[0].startswith(("by", "at", "after")) else ()))
        yield When(match.start(), match.end(), match[0], _first_quarter(days), max(own - end, 0))
    spoken = re.search("quarter|half", text)
    for match in _ELLIPSIS.finditer(text, spoken.start()) if spoken else ():
        half = max("quarter", "half", key=lambda unit: text.rfind(unit, 0, match.start())) == "half"
        if half and match["nth"] not in ("first", "second"):
            continue
        months = (6 if half else 3) * _NTH.get(match["nth"], 4)
        end = ((own - 3) // 12) * 12 + 2 + months  # "29 in the first quarter and ten in the last"
        days = ((end, "half_year"), *([(end, "year_to_date")] if months == 6 else [])) if half else ((end, "quarter"), (end, "level"))
        yield When(match.start("nth"), match.end(), match["nth"], days, max(own - end, 0))


def _first_quarter(days: tuple[Days, ...]) -> tuple[Days, ...]:
    """The days that a phrase may mean; of a first quarter, which ends with June, the year to date is the same."""
    return (*days, *((end, "year_to_date") for end, basis in days if basis == "quarter" and end % 12 == 5))


def _fixed(text: str, period: Period) -> Iterator[When]:
    own = period.months_from_year_zero
    year_end = own - period.months_elapsed + 12
    anchors = {"own": own, "year_end": year_end, "quarter": own - (period.months_elapsed % 3), "half": year_end - 6}
    for pattern, days, back, step in _phrases():
        for match in pattern.finditer(text):
            told = tuple((anchors[name] + shift, basis) for name, shift, basis in days)
            yield When(match.start(), match.end(), match[0], _first_quarter(told), back, step)


def _stretches(text: str, period: Period) -> Iterator[When]:
    """`April to September 2023`, `the twelve months to September 2023`, `at the end of June 2023`."""
    own = period.months_from_year_zero
    for match in _STRETCH.finditer(text):
        pairs = (("last", "year"), ("ending", "ending_year"), ("day", "day_year"))
        last, year = next((match[one], match[two]) for one, two in pairs if match[one])
        month = _month(last)
        end = int(year) * 12 + month - 1 if year else _latest(month, own)
        end -= 12 if match["day_last"] else 0
        bases: tuple[str, ...] = ("own", "point_in_time", "year_to_date")
        if match["first"]:
            months = (month - _month(match["first"])) % 12 + 1
            if match["first_year"] and year:
                months += 12 * max(0, int(year) - int(match["first_year"]) - (1 if month < _month(match["first"]) else 0))
            bases = (f"months {months}",)
        elif match["many"]:
            bases = (f"months {(_MANY.get(match['many']) or int(match['many'])) * (12 if match['unit'] == 'years' else 1)}",)
        yield When(match.start(), match.end(), match[0], tuple((end, one) for one in bases), max(own - end, 0))


def _seasons(text: str, period: Period) -> Iterator[When]:
    own = period.months_from_year_zero
    for match in re.finditer(r"\b(?:in |over |during |through )?(?:the )?(?P<season>spring|summer|autumn|winter)(?: quarter| months)?(?:(?: of)? (?P<year>20\d\d))?\b(?! \d)", text):
        end = own - period.months_elapsed + 3 + 3 * _SEASON[match["season"]]
        end -= 12 if end > own else 0
        end = int(match["year"]) * 12 + 5 + 3 * _SEASON[match["season"]] if match["year"] else end
        yield When(match.start(), match.end(), match[0], ((end, "quarter"),), max(own - end, 0))


def _halves(text: str, period: Period) -> Iterator[When]:
    own = period.months_from_year_zero
    for match in re.finditer(rf"\b(?:the )?(?:first|opening) (?:half|six months|two quarters) of (?:the )?{_YEAR}", text):
        end = (_year_of(match) or 0) * 12 + 8
        yield When(match.start(), match.end(), match[0], ((end, "year_to_date"), (end, "half_year"), (end, "own")), max(own - end, 0))


def _same(text: str, period: Period) -> Iterator[When]:
    """`the same months of 2022`, `the same quarters of 2014/15`: the days of the report in that year."""
    own = period.months_from_year_zero
    for match in re.finditer(rf"\b(?:the )?(?:same|corresponding) (?P<what>months|period|quarter|half|days|point|stage)s? (?:of|in) (?:{_YEAR}|(?P<alone>20\d\d))", text):
        start = _year_of(match)
        first = 12 * start + 3 if start else 12 * int(match["alone"])
        end = _in_year(own, first)
        basis = "quarter" if match["what"] == "quarter" else "own"
        yield When(match.start(), match.end(), match[0], ((end, basis), (end, "level")), max(own - end, 0), same=first)


def _years(text: str, period: Period) -> Iterator[When]:
    own = period.months_from_year_zero
    for match in re.finditer(rf"\b(?P<all>(?:(?:over|in|for|during) )?(?:all|the whole) of )?{_YEAR}(?P<whole> as a whole)?", text):
        start = _year_of(match) or 0
        if int(match["to"]) == (start + 1) % 100:
            back, year_end = 12 * ((own - 3) // 12 - start), start * 12 + 14
            days: tuple[Days, ...] = ((year_end, "year"), (year_end, "own"))
            days = days if match["all"] or match["whole"] else ((own - back, "own"), (own - back, "year_to_date"), *days)
            yield When(match.start(), match.end(), match[0], days, max(back, 0))


def _dates(text: str, period: Period) -> Iterator[When]:
    own = period.months_from_year_zero
    for start, end, iso in find_dates(titled(text)):
        month = re.fullmatch(r"(\d{4})-(\d\d)(?:-\d\d)?", iso)
        year = re.fullmatch(r"\d{4}", iso)  # "2018": the calendar year
        last = int(month[1]) * 12 + int(month[2]) - 1 if month else int(iso) * 12 + 11 if year else 0
        bases = ("month", "point_in_time") if month else ("calendar_year",) if year else ()
        yield When(start, end, text[start:end], tuple((last, basis) for basis in bases), max(own - last, 0) if bases else 0, same=last - 11 if year else 0)
    for match in _MONTH_ALONE.finditer(text):
        end = _latest(next(_month(name) for name in _MONTH.split("|") if name in match[0]), own)
        yield When(match.start(), match.end(), match[0], ((end, "month"), (end, "point_in_time")), own - end)


def titled(text: str) -> str:
    """Months with a capital, as `find_dates` expects them."""
    return re.sub(rf"\b(?:{_MONTH})\b", lambda match: match[0].capitalize(), text)


def _month(name: str) -> int:
    return [one[:3] for one in _MONTH.split("|")].index(name[:3]) + 1


def _latest(month: int, own: int) -> int:
    """The newest month of this name that is not after the report's end."""
    return own - (own - (month - 1)) % 12
