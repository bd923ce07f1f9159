"""Words: what is said of a figure or on a page, together with what it is said of.

A reason, a method or a caption is a text for readers. Whoever checks it holds its parts against definitions and rows, and
reads nothing out of the text again; so whoever makes it keeps them: a kind with its parts, such as
`not_received {sender, reason, due}`. What is printed as it was received, or declares nothing but itself, has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Self, TypedDict


class Statement(TypedDict):
    """What a text says, as the ledger holds it."""

    kind: str
    parts: dict[str, object]


class Words(str):
    """A text with its statements. Every other operation on it gives plain text."""

    statements: tuple[Statement, ...]

    def __new__(cls, text: str, statements: Iterable[Statement] = ()) -> Self:
        made = super().__new__(cls, text)
        made.statements = tuple(statements)
        return made


def worded(kind: str, text: str, **parts: object) -> Words:
    """A text of one statement. Dates become ISO texts; a part that says nothing is left out."""
    said = {name: _plain(part) for name, part in parts.items() if not _is_empty(part)}
    return Words(text, [{"kind": kind, "parts": said}])


def joined(texts: Sequence[str], by: str = "; ") -> Words:
    """Several texts as one, with the statements of all of them; without those that are empty."""
    there = [text for text in texts if text]
    return Words(by.join(there), [one for text in there for one in statements_of(text)])


def statements_of(text: str) -> list[Statement]:
    """The statements of a text; none of a plain one."""
    return list(text.statements) if isinstance(text, Words) else []


def _is_empty(part: object) -> bool:
    return part is None or (isinstance(part, (str, list, tuple, dict)) and not part)


def _plain(part: object) -> object:
    """A part as JSON holds it."""
    if isinstance(part, date):
        return part.isoformat()
    if isinstance(part, Mapping):
        return {str(name): _plain(one) for name, one in part.items()}
    if isinstance(part, (list, tuple)):
        return [_plain(one) for one in part]
    return part if part is None or isinstance(part, (str, int, float, bool)) else str(part)
