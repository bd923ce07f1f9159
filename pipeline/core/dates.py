"""Dates as people write them in a text: `26 October 2023`, `September 2023`, `2023/24`, `quarter 2 of 2023/24`, `2023`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from pipeline.core.periods import MONTHS, Period

_DATE = re.compile(
    r"\b(?:quarter (?P<quarter>[1-4]) of )?(?P<first>\d{4})/(?P<last>\d{2})\b"
    rf"|\b(?:(?P<day>\d{{1,2}}) )?(?P<month>{'|'.join(MONTHS)}) (?P<year>\d{{4}})\b"
    r"|\b(?P<alone>(?:19|20)\d{2})\b(?!/)"
)


def find_dates(text: str) -> Iterator[tuple[int, int, str]]:
    """Where each date stands (start, end) and its machine form: a day, a month, a year, or `first/last` day.

    A day that no calendar has (31 June 2023) and a financial year that is none (2023/25) are left out.
    """
    for match in _DATE.finditer(text):
        written = _iso(match)
        if written:
            yield match.start(), match.end(), written


def _iso(match: re.Match[str]) -> str:
    try:
        if match["first"]:
            quarter = f"-Q{match['quarter']}" if match["quarter"] else ""
            period = Period.parse(f"{match['first']}-{match['last']}{quarter}", basis="year")
            return f"{period.start}/{period.end}"
        if match["alone"]:
            return str(match["alone"])
        month = f"{match['year']}-{MONTHS.index(match['month']) + 1:02d}"
        return str(date.fromisoformat(f"{month}-{int(match['day']):02d}")) if match["day"] else month
    except ValueError:
        return ""
