"""Texts: how a cell or a name is read, and the texts that stand under the keys of a definition."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping


def plain(text: str) -> str:
    """The text of a cell with every blank as a plain space, without those around it."""
    return re.sub("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]", " ", text).strip()


def one_line(text: str) -> str:
    """A name or a heading as it is read: blanks, tabs and line breaks of any number are one space."""
    return " ".join(text.split())


def texts_under(value: object, keys: set[str], key: str = "") -> Iterator[str]:
    """Every text and number that stands under one of the keys, at any depth, as text; without keys everything."""
    if isinstance(value, Mapping):
        for name, part in value.items():
            yield from texts_under(part, keys, name)
    elif isinstance(value, list):
        for part in value:
            yield from texts_under(part, keys, key)
    elif (not keys or key in keys) and not isinstance(value, bool):
        yield str(value)
