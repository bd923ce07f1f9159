"""Periods in a sentence: which days its words speak of, seen from the report's period.

Words can fit several days: "in 2022/23" is the whole year, or the same months of it. All are kept: `strict` are the
readings that the words force, `lenient` those that a reader would let pass. A sentence that fits any of them is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.core.dates import find_dates
from pipeline.core.periods import MONTHS, Period

# A stretch of days: the last month (counted from year zero), and the basis: `own` is that of the indicator.
Days = tuple[int, str]

_MONTH = "|".join(name.lower() for name in MONTHS)
_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4, "one": 1, "two": 2, "three": 3, "four": 4,
        "1": 1, "2": 2, "3": 3, "4": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}  # fmt: skip
_YEAR = r"(?P<year>(?:19|20)\d\d) ?[/-] ?(?:20)?(?P<to>\d\d)\b(?!-\d)"
_WHOSE = (
    r"(?:(?: |, ?| ?\()(?:of |in |for )?(?:the )?(?:"
    + _YEAR
    + r"|(?P<last>last year|previous year|prior year|year before|preceding year)|this (?:financial )?year|(?<=of the )year))?"
)
_NUMBER = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "a": 1}


@dataclass(frozen=True)
class When:
    """Words for a period, where they stand and which days they can mean. `back` counts the years that they lie back."""

    start: int
    end: int
    text: str
    strict: tuple[Days, ...] = ()
    lenient: tuple[Days, ...] = ()
    current: bool = False
    quarter: int | None = None  # the last month of the quarter that is named
    back: int = 0  # how many months earlier than what is compared; 0 where it does not depend on that


_QUARTER = re.compile(
    r"\b(?:the )?(?:"
    + _YEAR.replace("year>", "year0>").replace("to>", "to0>")
    + r"[ -])?(?:(?:q|quarter ?)(?P<a>[1-4]|one|two|three|four)\b|(?P<b>first|second|third|fourth|final|1st|2nd|3rd|4th) quarter(?! of (?:an?|all|the [a-z]+s)\b)(?! (?:running|in a row))|(?P<c>first|second|third|fourth) quarters?(?= and)|(?P<d>third|fourth|second)(?= quarters\b))"
    + _WHOSE
    + r"|\b(?P<e>first|second|third)(?=,? (?:and|to) (?:the )?(?:second|third|fourth) quarters?\b)"
)


def read_periods(text: str, period: Period) -> list[When]:
    """The periods that a sentence names (lower case, as `sentences.plain` leaves it), in order and without overlaps."""
    found: list[When] = []
    for when in (
        *_quarters(text, period),
        *_fixed(text, period),
        *_stretches(text, period),
        *_years(text, period),
        *_dates(text, period),
    ):
        if all(when.end <= other.start or other.end <= when.start for other in found):
            found.append(when)
    return sorted(found, key=lambda when: when.start)


def _quarters(text: str, period: Period) -> Iterator[When]:
    own = period.months_from_year_zero
    for match in _QUARTER.finditer(text):
        nth = next(match[name] for name in "abcde" if match[name])
        start = (own - 3) // 12
        year = match["year"] or match["year0"]
        start = int(year) if year else start - 1 if match["last"] else start
        end = start * 12 + 2 + 3 * _NTH[nth]
        if not year and not match["last"] and end > own:
            end -= 12
        before = text[max(0, match.start() - 24) : match.start()]
        to_date = bool(re.search(r"\b(?:by|to|up to|until|end of|at|after)(?: the)?(?: end of)?(?: the)? ?$", before))
        strict = ((end, "quarter"), (end, "level"))
        if to_date:
            strict = ((end, "own"), (end, "year_to_date"))
        elif end % 12 == 5:  # of the first quarter the year to date is the same
            strict = (*strict, (end, "year_to_date"))
        yield When(match.start(), match.end(), match[0], strict, ((end, "own"), (end, "year_to_date"), (end, "quarter")),
                   end == own, end)  # fmt: skip


def _fixed(text: str, period: Period) -> Iterator[When]:
    own = period.months_from_year_zero
    year_end = own - period.months_elapsed + 12
    quarter = own + -period.months_elapsed % 3
    last_year = (
        ((own - 12, "own"),),
        ((year_end - 12, "year"), (own - 12, "quarter"), (own - 12, "year_to_date"), (year_end - 12, "own")),
    )
    same = (((own - 12, "own"),), ((own - 12, "quarter"), (own - 12, "year_to_date")))
    same_quarter = (
        ((quarter - 12, "quarter"), (quarter - 12, "level")),
        ((own - 12, "own"), (own - 12, "year_to_date")),
    )
    now = (((own, "own"), (own, "year_to_date")), ((own, "year"), (own, "rolling_12_months")))
    this_quarter = (((quarter, "quarter"), (quarter, "level")), ((quarter, "own"),))
    previous = (((quarter - 3, "quarter"), (quarter - 3, "level")), ((quarter - 3, "own"),))
    backs = {id(same): 12, id(last_year): 12, id(previous): 3}
    either = ((*previous[0], *this_quarter[0]), (*previous[1], *this_quarter[1]))
    half = ((own - period.months_elapsed + 6, "year_to_date"), (own - period.months_elapsed + 6, "half_year"))
    rolling = (
        ((own, "rolling_12_months"),),
        ((own, "own"), (own, "year"), (own, "year_to_date")) if period.months_elapsed == 12 else ((own, "own"),),
    )
    before_that = (((own - 12, "rolling_12_months"),), ((own - 12, "own"), (own - 12, "year")))
    phrases = (
        (
            r"(?:the )?(?:first half|first six months|first two quarters) of (?:last year|the previous year|"
            + _YEAR
            + r")",
            None,
            None,
        ),
        (
            r"(?:the )?(?:same|corresponding|equivalent|comparable) (?:period|months|quarter|time(?: period)?|point|stage|half(?:(?:-| )year)?|stage|six months|nine months|days|two quarters)(?:(?: (?:of|in|last|the|a|for) ?)+(?:last year|previous year|year before|prior year|year earlier|preceding year|year|"
            + _YEAR
            + r"))?(?: (?:previously|ago|before|earlier))?",
            None,
            None,
        ),
        (
            r"(?:this|that) time last year|(?:the )?(?:half[- ]?way|mid|mid-year) ?(?:point|stage|mark) (?:of |in )?last year|at this (?:point|stage) last year|(?:one year|12 months|twelve months|a year) (?:ago|earlier|before|previously|prior)|year[ -]on[ -]year|on the year(?! to)",
            same,
            False,
        ),
        (
            r"(?:ly|py)(?= \d)|last year's (?:figure|total|level|number|rate|result|value|position|performance|count)?|(?:during |over )?last (?:financial )?(?:year|yr)|the (?:previous|preceding|prior) (?:financial )?year|(?:the |in the )?year before(?! last)|previous year's",
            last_year,
            False,
        ),
        (
            r"(?:the )?(?:previous|preceding|prior) (?:12|twelve) months|(?:the )?(?:12|twelve) months (?:before|earlier|to the year before)",
            before_that,
            False,
        ),
        (
            r"(?:the )?(?:last|past|latest|previous) (?:12|twelve) months|(?:rolling|over|in the|over the|during the) (?:12|twelve) months(?! (?:to|before|ending|ended|earlier))",
            rolling,
            True,
        ),
        (
            r"(?:the )?(?:previous|preceding|prior) quarter(?:'s)?|(?:the )?quarter before|quarter[ -]on[ -]quarter|on the quarter(?! to)",
            previous,
            False,
        ),
        (
            r"(?:in|over|during|within|for) the last quarter",
            this_quarter if period.months_elapsed == 12 else either,
            True,
        ),
        (r"last quarter(?:'s)?", either, False),
        (
            r"(?:in |over |for |during )?(?:this|the current|the latest|the reporting|the most recent|the newest) quarter(?: alone)?|(?:in|over|during|for|within) the (?:last )?quarter(?: alone)?(?! of)|the quarter alone|quarter's|the last quarter(?: alone)?|the quarter itself|the (?:last|past|final|latest) (?:three|3) months",
            this_quarter,
            True,
        ),
        (
            r"(?:the )?(?:first half of (?:the|this) year|half[- ]?way (?:through|into) (?:the|this) (?:financial )?year|half[- ]year|first six months(?: of the year)?|first half|first two quarters)(?! of (?:last|the previous|20))",
            ((half), ()),
            False,
        ),
        (
            r"(?:the )?year[ -]to[ -]date|ytd|to date|so far(?: this year)?|since (?:the (?:start|beginning) of )?(?:1(?:st)? )?april(?: \d{4})?|this (?:financial )?year|(?:over|in|during|for|across|throughout|of) the (?:whole |full )?year(?!'s)|year[ -]end|(?:the|this) year's|the full year|the whole year|this period|the (?:reporting |current )?period|the year as a whole",
            now,
            True,
        ),
        (r"(?:at present|currently|at the moment|presently|now)\b", now, True),
    )
    for words, readings, current in phrases:
        for match in re.finditer(rf"\b(?:{words})", text):
            strict_lenient, back_said = readings, 0
            if readings is None:
                strict_lenient = same_quarter if "quarter" in match[0] and "quarters" not in match[0] else same
                back_said = 12
                if match.groupdict().get("year"):
                    back = back_said = 12 * ((own - 3) // 12 - int(match["year"]))
                    shift = 12 - back
                    strict_lenient = tuple(
                        tuple((end + shift, basis) for end, basis in days) for days in strict_lenient
                    )
            if match[0].strip():
                back = back_said or backs.get(id(strict_lenient), 0)
                yield When(match.start(), match.end(), match[0], *strict_lenient, bool(current), back=back)
    for match in re.finditer(r"\b(?P<many>three|six|nine|3|6|9) months (?:ago|earlier|before|previously)\b", text):
        back = {"three": 3, "six": 6, "nine": 9}.get(match["many"]) or int(match["many"])
        readings = tuple((own - back, basis) for basis in ("own", "quarter", "level"))
        yield When(match.start(), match.end(), match[0], readings, (), back=back)
    for match in re.finditer(
        r"\b(?:in |over |during |through )?(?:the )?(?P<season>spring|summer|autumn|winter)(?: quarter| months)?\b(?! \d)",
        text,
    ):
        end = year_end - 9 + 3 * ("spring", "summer", "autumn", "winter").index(match["season"])
        yield When(match.start(), match.end(), match[0], (), ((end, "quarter"), (end - 12, "quarter")), end == quarter)
    for match in re.finditer(rf"\b(?P<many>{'|'.join(_NUMBER)}|\d) years? (?:ago|earlier|before|previously)\b", text):
        back = 12 * (_NUMBER.get(match["many"]) or int(match["many"]))
        lenient = ((year_end - back, "year"), (own - back, "year_to_date"))
        yield When(match.start(), match.end(), match[0], ((own - back, "own"),), lenient)


def _stretches(text: str, period: Period) -> Iterator[When]:
    """`April to September 2023`, `the twelve months to September 2023`, `the end of June 2023`."""
    pattern = (
        rf"\b(?:(?:1(?:st)? )?(?P<first>{_MONTH})(?: (?P<first_year>\d{{4}}))? (?:to|and|until|-) (?:\d{{1,2}}(?:st|nd|rd|th)? )?(?P<last>{_MONTH})(?: (?P<year>\d{{4}}))?"
        rf"|(?:the )?(?P<many>two|three|six|nine|twelve|12|6|9|3) months (?:to|ending|ended)(?: (?:the end of|\d{{1,2}}(?:st|nd|rd|th)?))? ?(?P<ending>{_MONTH})(?: (?P<ending_year>\d{{4}}))?"
        rf"|(?P<at>by|at|on|to|at the end of|as at|by the end of|until|the end of) (?:(?:the )?end (?:of )?)?(?:\d{{1,2}}(?:st|nd|rd|th)? )?(?P<day>{_MONTH})(?:(?: (?P<day_year>\d{{4}}))|(?P<day_last> (?:of )?(?:last year|the year before|the previous year)))?)\b"
    )
    for match in re.finditer(pattern, text):
        last, year = next(
            (
                (match[one], match[two])
                for one, two in (("last", "year"), ("ending", "ending_year"), ("day", "day_year"))
                if match[one]
            )
        )
        month = _month(last)
        end = int(year) * 12 + month - 1 if year else _latest(month, period.months_from_year_zero)
        end -= 12 if match["day_last"] else 0
        if match["first"]:
            months = (month - _month(match["first"])) % 12 + 1
            if match["first_year"] and year:
                months = (int(year) - int(match["first_year"])) * 12 + month - _month(match["first"]) + 1
            basis = (f"months {months}",)
        elif match["many"]:
            basis = (
                f"months { ({'two': 2, 'three': 3, 'six': 6, 'nine': 9, 'twelve': 12}.get(match['many']) or int(match['many'])) }",
            )
        else:
            basis = ("own", "point_in_time", "year_to_date")
        yield When(
            match.start(),
            match.end(),
            match[0],
            tuple((end, one) for one in basis),
            (),
            end == period.months_from_year_zero,
        )


def _years(text: str, period: Period) -> Iterator[When]:
    own = period.months_from_year_zero
    for match in re.finditer(rf"\b{_YEAR}", text):
        start, to = int(match["year"]), int(match["to"])
        if to != (start + 1) % 100:
            continue
        back = 12 * ((own - 3) // 12 - start)
        year_end = start * 12 + 14
        if not back:
            yield When(
                match.start(),
                match.end(),
                match[0],
                ((own, "own"), (own, "year_to_date")),
                ((own, "year"), (own, "quarter"), (own, "rolling_12_months")),
                True,
            )
        else:
            strict = ((year_end, "year"), (own - back, "own"), (own - back, "year_to_date"), (year_end, "own"))
            yield When(match.start(), match.end(), match[0], strict, ((own - back, "quarter"),), back=back)


def _dates(text: str, period: Period) -> Iterator[When]:
    for start, end, iso in find_dates(titled(text)):
        month = re.fullmatch(r"(\d{4})-(\d\d)(?:-\d\d)?", iso)
        days: tuple[Days, ...] = ()
        if month:
            days = ((int(month[1]) * 12 + int(month[2]) - 1, "month"),)
        yield When(start, end, text[start:end], days, ())
    for match in re.finditer(
        rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)? (?:of )?)(?:{_MONTH})\b(?: \d{{4}})?|\blast (?:{_MONTH})\b|\b(?:{_MONTH})\b(?<!\bmay)(?<!\bmarch)",
        text,
    ):
        month = next(_month(name) for name in _MONTH.split("|") if name in match[0])
        end = _latest(month, period.months_from_year_zero)
        days: tuple[Days, ...] = ((end, "month"),)
        if match[0].startswith("last ") and end == period.months_from_year_zero:
            days = ((end - 12, "own"),)  # the one before the month with which the report ends
        yield When(match.start(), match.end(), match[0], days, ())


def titled(text: str) -> str:
    """Months with a capital, as `find_dates` expects them."""
    return re.sub(rf"\b(?:{_MONTH})\b", lambda match: match[0].capitalize(), text)


def _month(name: str) -> int:
    return _MONTH.split("|").index(name) + 1


def _latest(month: int, own: int) -> int:
    """The newest month of this name that is not after the report's end."""
    return own - (own - (month - 1)) % 12
