"""How values are printed: rounded once, half away from zero, with unit, sign and status."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

MINUS = "\u2212"

# GSS "symbols in tables" shorthand: what each marker means on the page.
STATUS_WORDS = {
    "b": "break in series: the definition changed",
    "c": "confidential: withheld so that nobody can be identified",
    "e": "estimated",
    "k": "a small number, but not nothing",
    "low": "too small to print at this precision, but not nothing",
    "p": "provisional",
    "r": "revised",
    "u": "low reliability",
    "x": "not available",
    "z": "not applicable",
}
UNITS = ("count", "percent", "percentage_points", "rate", "rank", "hours", "days", "judgement", "chart")

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def exact(value: object) -> Fraction:
    """The number as written: 22.5 held as a binary float is 45/2, not its binary neighbour."""
    return value if isinstance(value, Fraction) else Fraction(str(value))


def round_half_away(value: Fraction, decimals: int) -> Decimal:
    """Round to `decimals` places, half away from zero (5 of 8 is 63 %; −2.5 is −3)."""
    scaled = abs(Fraction(value)) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    sign = int(value < 0 and whole > 0)
    return Decimal((sign, tuple(map(int, str(whole))), -decimals))


def display_number(value: Fraction, unit: str, decimals: int, *, signed: bool = False, magnitude: bool = False) -> str:
    """The value as printed: `1,440`, `+18.3%`, `−7.5 percentage points`.

    `signed` writes + before a rise; `magnitude` leaves the sign out, for sentences whose words carry
    the direction. A real value that would round to zero prints as [low], because 0 is only for a true zero.
    """
    rounded = round_half_away(value, decimals)
    if rounded == 0 and value != 0:
        return "[low]"
    sign = "" if magnitude or rounded == 0 else MINUS if rounded < 0 else "+" if signed else ""
    digits = f"{rounded.copy_abs():,f}"
    if unit == "percent":
        return f"{sign}{digits}%"
    if unit == "percentage_points":
        return f"{sign}{digits} percentage point{'' if abs(rounded) == 1 else 's'}"
    return f"{sign}{digits}"


def with_status(text: str, status: str) -> str:
    """The printed value followed by its markers: `−65.0% [u]`; an absent value is its marker alone."""
    marks = " ".join(f"[{mark}]" for mark in status.split())
    return " ".join(part for part in (text, marks) if part)


def inert(cell: object) -> object:
    """A text from elsewhere that a spreadsheet would run as a formula, made a text by an apostrophe, which can be taken away again."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("'", *_STARTS_A_FORMULA)) else cell
