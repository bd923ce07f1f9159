"""Identifiers: what tells records, people or places apart, and texts that stand there and tell nothing apart.

Two rows with the same identifier are taken for the same record or person. So a word for "nothing", a number that a
spreadsheet has rounded, or a text with a character that nobody sees, is refused where an identifier belongs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.core.unseen_characters import first_unseen, odd_space
from pipeline.files.cell_values import EXACT_DIGITS

# Compared without case, and without what stands around them: <NULL>, (none), n.a.
NOTHING = {
    "null", "nil", "none", "nan", "nat", "na", "nothing", "blank", "empty", "missing", "undefined", "void",
    "unknown", "notknown", "nk", "notgiven", "notrecorded", "notavailable", "notapplicable", "notstated", "notprovided",
    "unspecified", "anonymous", "anon", "tbc", "tba", "tbd",
}  # fmt: skip
_ONE_LETTER = re.compile(r"\[[xzc]\]", re.IGNORECASE)
_SHORTENED = re.compile(r"-?\d+([.,]\d+)?[Ee][+-]\d{1,3}|-?\d+[.,]\d+[Ee]\d{1,3}")
_DECIMAL = re.compile(r"-?\d+\.\d*")


def not_an_identifier(text: str, cell: object) -> tuple[str, str]:
    """What is wrong with a text where an identifier belongs, and what to do; two empty texts where nothing is.

    `cell` is the value as its file holds it: a number of more than fifteen digits was rounded when it was stored.
    """
    if first_unseen(text, lines=False) or (isinstance(cell, str) and odd_space(cell.strip(" "))):
        return "a character that cannot be seen in an identifier", "Delete it, or type the text again."
    if _says_nothing(text):
        action = f'Leave the cell empty; or, where the system writes it so, declare same_as = {{ "{text}" = "" }}.'
        return "no identifier, but a word or sign for having none", action
    if _SHORTENED.fullmatch(text):
        return "a number that was shortened", "Format the column as text before the numbers are put in, and save it again."
    if _DECIMAL.fullmatch(text):
        return "a number with decimals where an identifier belongs", "Export the column as text."
    if isinstance(cell, float) and abs(cell) >= 10**EXACT_DIGITS:
        return (
            f"stored as a number of more than {EXACT_DIGITS} digits, so its last digits are lost",
            "Format the column as text before the numbers are put in, and save it again.",
        )
    return "", ""


def rounded(texts: Iterable[str]) -> set[str]:
    """Those long numbers of a column whose digits beyond the fifteenth are all 0, and more of them than chance would make.

    So a spreadsheet leaves them when it writes a text file. Of true numbers with k more digits one in 10^k ends so; ten
    times that is no chance.
    """
    by_length: dict[int, set[str]] = {}
    for text in set(texts):
        digits = text.lstrip("-")
        if len(digits) > EXACT_DIGITS and digits.isascii() and digits.isdigit():
            by_length.setdefault(len(digits) - EXACT_DIGITS, set()).add(text)
    found: set[str] = set()
    for beyond, same_length in by_length.items():
        ending = {text for text in same_length if not text[-beyond:].strip("0")}
        if len(ending) * 10**beyond >= 10 * len(same_length):
            found |= ending
    return found


def _says_nothing(text: str) -> bool:
    if _ONE_LETTER.fullmatch(text):
        return True
    plain = re.sub(r"[\W_]+", "", text).lower()
    return not plain or plain in NOTHING or text == "\\N"  # \\N is how databases write null
