"""Cells: a cell of a return as a text or a number, whatever kind the spreadsheet gave it."""

from __future__ import annotations

import re
from datetime import date, datetime

EXACT_DIGITS = 15  # as many as a floating-point number keeps, and as Excel shows
_NUMBER = re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", re.ASCII)


def cell_text(cell: object) -> str:
    """What stands in the cell, without spaces around it; a whole number without its decimal point."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).replace("\u00a0", " ").strip()


def cell_number(cell: object) -> tuple[float | None, str]:
    """The number in the cell (None if it is empty), or what is wrong with it."""
    if isinstance(cell, bool) or isinstance(cell, (date, datetime)):
        return None, "a date or a yes/no where a number belongs"
    if isinstance(cell, (int, float)):
        return float(cell), ""
    text = cell_text(cell).replace("\u2212", "-")
    if not text:
        return None, ""
    if not _NUMBER.fullmatch(text):
        return None, "text where a number belongs"
    if len(text.replace(",", "").replace(".", "").strip("-0")) > EXACT_DIGITS:
        return None, "more digits than can be kept exactly"
    return float(text.replace(",", "")), ""
