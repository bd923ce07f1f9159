"""Values of ods cells: what a cell holds, what it shows in its place, and the result of its formula as it is stored."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from xml.etree import ElementTree

from pipeline.files.workbooks.ods_names import OFFICE, TABLE, TEXT

_DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d+))?S)?")
EMPTY = {
    f"{TABLE}number-columns-repeated",
    f"{TABLE}content-validation-name",
    f"{TABLE}protect",
    f"{TABLE}protected",
}


def spoken(element: ElementTree.Element) -> str:
    """The text of a paragraph, with line breaks, tabs and spaces where they stand and one space for white space of the XML."""
    parts = [re.sub(r"[ \t\r\n]+", " ", element.text or "")]
    for part in element:
        if part.tag == f"{TEXT}line-break":
            parts.append("\n")
        elif part.tag == f"{TEXT}tab":
            parts.append("\t")
        elif part.tag == f"{TEXT}s":
            parts.append(" " * min(int(part.get(f"{TEXT}c", 1)), 1_000))
        elif part.tag not in (f"{OFFICE}annotation", f"{TEXT}note", f"{TEXT}ruby-text"):
            parts.append(spoken(part))
        parts.append(re.sub(r"[ \t\r\n]+", " ", part.tail or ""))
    return "".join(parts)


def value_of(cell: ElementTree.Element, kind: str, shown: str) -> object:
    """What a cell holds; a text as it is shown."""
    value = cell.get(f"{OFFICE}value")
    if kind == "boolean":
        return cell.get(f"{OFFICE}boolean-value") == "true"
    if kind == "date" and (day := cell.get(f"{OFFICE}date-value")):
        moment = datetime.fromisoformat(day.removesuffix("Z"))
        return moment.date() if moment.time() == time() else moment
    if kind == "time" and (length := cell.get(f"{OFFICE}time-value")):
        return _time(length)
    if value is not None and kind in ("float", "percentage", "currency", ""):
        number = float(value)
        return number if number == number and abs(number) != float("inf") else value
    return shown or cell.get(f"{OFFICE}string-value", "")


def stored_result(cell: ElementTree.Element, shown: str) -> str | None:
    """The stored result of a formula; None where there is none, not even an empty text."""
    for key in ("value", "date-value", "time-value", "boolean-value", "string-value"):
        if (result := cell.get(f"{OFFICE}{key}")) is not None:
            return {"true": "1", "false": "0"}.get(result, result)
    return None if cell.find(f"{TEXT}p") is None else shown


def _time(length: str) -> time | timedelta | str:
    """A time of day, or a duration of a day and more."""
    match = _DURATION.fullmatch(length)
    if match is None:
        return length
    hours, minutes, seconds = (int(match[number] or 0) for number in (1, 2, 3))
    if hours < 24 and minutes < 60 and seconds < 60:
        return time(hours, minutes, seconds)
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def other_number(value: float, shown: str, kind: str) -> str:
    """What is told of a number beside which the workbook keeps another one as what it shows, or none at all."""
    if not shown or kind == "percentage":
        return ""
    plain = re.sub(r"[\s,\u00a0\u202f£$€]", "", shown).replace("\u2212", "-")
    if re.fullmatch(r"-?\d+(\.\d+)?", plain):
        decimals = len(plain.partition(".")[2])
        return (
            ""
            if abs(float(plain) - value) <= 0.5000001 * 10**-decimals + abs(value) * 1e-9
            else f'shows "{shown}" in its place'
        )
    if not re.search(r"\d", shown) and not (value == 0 and plain in ("-", "\u2013", "\u2014")):
        return f'shows "{shown}" in its place'
    return ""
