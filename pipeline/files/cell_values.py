"""Cells: a cell of a return as a text or a number, whatever kind the spreadsheet gave it."""

from __future__ import annotations

import functools
import math
import re
from datetime import date, datetime, time
from decimal import Decimal

from pipeline.core.unseen_characters import plain_spaces

SINGLE = (str, int, float, Decimal, date, time)  # a cell with one value; Parquet can hold lists and more
EXACT_DIGITS = 15  # as many as a floating-point number keeps, and as Excel shows
_NUMBER = re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", re.ASCII)


def cell_text(cell: object) -> str:
    """What stands in the cell, without spaces around it; a whole number without its decimal point, a day as 2023-09-30."""
    if cell.__class__ is str and cell.isascii():  # most cells are, and there may be millions
        return cell.strip()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time() and cell.tzinfo is None:
        return cell.date().isoformat()
    return plain_spaces(str(cell)).strip()


def words(cell: object) -> str:
    """The text of a cell in one line: spaces and line breaks of any number count as one space."""
    return " ".join(cell_text(cell).split())


def cell_number(cell: object) -> tuple[float | None, str]:
    """The number in the cell (None if it is empty), or what is wrong with it.

    Of a number that a workbook stores, as many digits count as Excel shows: 6092.459999999999 is 6092.46.
    """
    if isinstance(cell, bool) or isinstance(cell, (date, datetime)):
        return None, "a date or a yes/no where a number belongs"
    if isinstance(cell, (int, float)):
        return in_measure(float(f"{cell:.{EXACT_DIGITS}g}"))
    text = cell_text(cell).replace("\u2212", "-")
    if not text:
        return None, ""
    if not _NUMBER.fullmatch(text):
        return None, "text where a number belongs"
    if len(text.replace(",", "").replace(".", "").strip("-0")) > EXACT_DIGITS:
        return None, "more digits than can be kept exactly"
    return in_measure(float(text.replace(",", "")))


def in_measure(number: float) -> tuple[float | None, str]:
    """The number, or what is wrong with it: nothing that is counted here is so large or so near to nothing."""
    if not math.isfinite(number) or (number and not 10**-EXACT_DIGITS <= abs(number) < 10**EXACT_DIGITS):
        return None, "a number out of all measure"
    return number, ""


def column_letters(number: int) -> str:
    """The name of a spreadsheet's column: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The number of a spreadsheet's column, from 1."""
    return functools.reduce(lambda number, letter: number * 26 + ord(letter) - 64, letters, 0)
