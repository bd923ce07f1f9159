"""Days and times in a workbook: which number formats show a number as one, and which day a number of days is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from xml.etree import ElementTree

# Formats that a workbook need not spell out (ECMA-376, part 1, 18.8.30). 45 to 47 are times, [h]:mm:ss a duration.
_BUILT_IN = {*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)}
_PRINTED = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]')  # parts that are printed as they stand, colours and conditions
_DURATION = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)


def is_day_format(code: str) -> bool:
    """Whether a number format shows a day or a time of day. A duration such as [h]:mm is a number."""
    first = _PRINTED.sub("", code.split(";")[0])
    return (
        bool(re.search("[dmyhs]", first, re.IGNORECASE)) and not _DURATION.search(code) and first.lower() != "general"
    )


def day_styles(styles: ElementTree.Element | None) -> set[str]:
    """The numbers of the cell styles of a workbook (`s` of a cell) that show days or times, from xl/styles.xml."""
    if styles is None:
        return set()
    main = styles.tag[: styles.tag.index("}") + 1]
    own: Mapping[str, str] = {
        one.get("numFmtId", ""): one.get("formatCode", "") for one in styles.iter(f"{main}numFmt")
    }
    formats = styles.find(f"{main}cellXfs")
    found = set()
    for number, style in enumerate(formats if formats is not None else ()):
        name = style.get("numFmtId", "0")
        if is_day_format(own[name]) if name in own else int(name) in _BUILT_IN:
            found.add(str(number))
    return found


def day_text(stored: str, *, from_1904: bool) -> str:
    """`2023-10-01`, or `2023-10-01 14:05:00`, of a number of days since 1900 or 1904; to the nearest thousandth of a second.

    Counting from 1900 there is a 29 February 1900, number 60, which never was.
    """
    days = float(stored)
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 31 if days < 60 else 30)
    day = start + timedelta(milliseconds=round(days * 86_400_000))
    return day.date().isoformat() if (day.hour, day.minute, day.second, day.microsecond) == (0,) * 4 else str(day)
