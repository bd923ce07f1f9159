"""Where things stand in a TOML file: the line of every key, table and item of a list, however the file is written.

Headers, dotted keys, tables and lists in one line or over many are all lawful TOML. The text is known to be TOML where
it was read before; of one that is not, the lines up to its fault are told.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache

Keys = tuple[str | int, ...]

_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r"""[ \t]*("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[A-Za-z0-9_-]+)[ \t]*""")
_STRING = re.compile(
    r'''"""(?:[^"\\]|\\[\s\S]|"(?!""))*"{3,5}|\'\'\'(?:[^']|'(?!''))*'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*\''''
)
_PLAIN = re.compile(r"[^,\]}\n#]*")
DEEPEST = 60  # what is nested deeper is not looked into: no definition is, and a file made to do harm may be


@lru_cache(maxsize=64)
def lines_of(text: str) -> Mapping[Keys, int]:
    """The line of every key, table and item in a TOML text, by the keys and numbers that lead to it."""
    return _Lines(text.removeprefix("\ufeff")).read()


def line_of(text: str, keys: Sequence[str | int]) -> int | None:
    """The line where a key stands, or the nearest table around it; numbers choose among repeated tables."""
    lines = lines_of(text)
    around = (lines.get(tuple(keys[:length])) for length in range(len(keys), 0, -1))
    return next((line for line in around if line), None)


class _Lines:
    """One pass through a text. `at` is the place reached; `line` that of `counted`."""

    def __init__(self, text: str):
        self.text, self.at, self.line, self.counted = text, 0, 1, 0
        self.found: dict[Keys, int] = {}
        self.repeated: dict[Keys, int] = {}  # how often each repeated table came so far

    def read(self) -> dict[Keys, int]:
        try:
            table: Keys = ()
            while self._next() < len(self.text):
                table = self._header() if self.text[self.at] == "[" else self._statement(table, 0)
        except _NotToml:
            pass  # its own fault, told by what reads the file
        return self.found

    def _next(self) -> int:
        self.at = _end_of(_SPACE, self.text, self.at)
        return self.at

    def _here(self) -> int:
        self.line += self.text.count("\n", self.counted, self.at)
        self.counted = self.at
        return self.line

    def _note(self, keys: Keys) -> None:
        for length in range(1, len(keys) + 1):
            self.found.setdefault(keys[:length], self._here())

    def _header(self) -> Keys:
        many = self.text.startswith("[[", self.at)
        line_at = self.at
        self.at += 2 if many else 1
        names = self._names()
        self.at = line_at
        table: Keys = ()
        for number, name in enumerate(names):
            table = (*table, name)
            if many and number == len(names) - 1:
                self.repeated[table] = self.repeated.get(table, -1) + 1
            if table in self.repeated:
                self._note(table)
                table = (*table, self.repeated[table])
        self._note(table)
        end = self.text.find("\n", self.at)
        self.at = len(self.text) if end < 0 else end
        return table

    def _names(self) -> list[str]:
        """A key with its dots: `a."b.c".d` is a, b.c and d."""
        names = []
        while True:
            found = _KEY.match(self.text, self.at)
            if not found:
                raise _NotToml
            name = found[1]
            names.append(_quoted(name) if name[0] == '"' else name.strip("'"))
            self.at = found.end()
            if not self.text.startswith(".", self.at):
                return names
            self.at += 1

    def _statement(self, table: Keys, depth: int) -> Keys:
        """`key = value`; returns the table it stands in, in which the next one stands too."""
        self._here()
        keys = (*table, *self._names())
        self._note(keys)
        if not self.text.startswith("=", self.at):
            raise _NotToml
        self.at += 1
        self._value(keys, depth)
        return table

    def _value(self, keys: Keys, depth: int) -> None:
        self._next()
        self._note(keys)
        opens = self.text[self.at : self.at + 1]
        if depth > DEEPEST:
            raise _NotToml
        if opens == "[":
            self._items(keys, depth)
        elif opens == "{":
            self._members(keys, depth)
        elif opens in ('"', "'") and opens:
            found = _STRING.match(self.text, self.at)
            if not found:
                raise _NotToml
            self.at = found.end()
        else:
            self.at = _end_of(_PLAIN, self.text, self.at)

    def _items(self, keys: Keys, depth: int) -> None:
        self.at += 1
        number = 0
        while self._next() < len(self.text) and self.text[self.at] != "]":
            self._value((*keys, number), depth + 1)
            number += 1
            self._comma()
        self.at += 1

    def _members(self, keys: Keys, depth: int) -> None:
        self.at += 1
        while self._next() < len(self.text) and self.text[self.at] != "}":
            self._statement(keys, depth + 1)
            self._comma()
        self.at += 1

    def _comma(self) -> None:
        if self._next() < len(self.text) and self.text[self.at] == ",":
            self.at += 1
        elif self.text[self.at : self.at + 1] not in ("]", "}"):
            raise _NotToml


class _NotToml(Exception):
    """The text stops being TOML here."""


def _end_of(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Where what the pattern finds here ends; here, where it finds nothing."""
    found = pattern.match(text, at)
    return found.end() if found else at


def _quoted(name: str) -> str:
    try:
        return next(iter(tomllib.loads(f"{name} = 0")))
    except tomllib.TOMLDecodeError:
        return name.strip('"')
