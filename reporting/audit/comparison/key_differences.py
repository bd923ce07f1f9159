"""Keys of definitions: which ones differ between two versions of a TOML file, and the file with some of them changed."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from pipeline.files.toml_files import line_of, toml_of

ABSENT = object()


@dataclass(frozen=True)
class KeyChange:
    """A key that has another value, is new or is gone. `keys` leads to it; numbers choose among repeated tables."""

    file: str
    keys: tuple[str | int, ...]
    before: object
    after: object
    line: int | None

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{place}: {self.name} {_told(self.before)} → {_told(self.after)}"

    @property
    def name(self) -> str:
        """The key as people say it: `CP03-P177.decimals`; the second of repeated tables is `traffic_light[2]`."""
        words = "".join(f"[{key + 1}]" if isinstance(key, int) else f".{key}" for key in self.keys)
        return words.removeprefix(".")


def read_tables(text: str) -> dict:
    """The tables of a file whose definitions a run has already read."""
    return tomllib.loads(text.removeprefix("\ufeff"), parse_float=Decimal)


def key_changes(file: str, before: str, after: str) -> list[KeyChange]:
    """Every key in which two texts of a file differ; a table that only one of them has is one key."""

    def compared(old: object, new: object, keys: tuple) -> Iterable[KeyChange]:
        if old == new and type(old) is type(new):
            return
        if isinstance(old, dict) and isinstance(new, dict):
            for key in dict.fromkeys([*old, *new]):
                yield from compared(old.get(key, ABSENT), new.get(key, ABSENT), (*keys, key))
        elif _repeated(old) and _repeated(new) and len(old) == len(new):
            for number, pair in enumerate(zip(old, new, strict=True)):
                yield from compared(*pair, (*keys, number))
        else:
            text = before if new is ABSENT else after
            yield KeyChange(file, keys, old, new, line_of(text, keys))

    return list(compared(read_tables(before), read_tables(after), ()))


def with_changes(text: str, changes: Iterable[KeyChange]) -> str:
    """The file with these keys as they are after the change, written anew: comments and the order of lines are lost."""
    tables = read_tables(text)
    for change in changes:
        table = tables
        for key in change.keys[:-1]:
            table = table[key]
        if change.after is ABSENT:
            del table[change.keys[-1]]
        else:
            table[change.keys[-1]] = change.after
    return "".join(f"{json.dumps(key)} = {toml_of(value)}\n" for key, value in tables.items())


def _repeated(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _told(value: object) -> str:
    """A value in a sentence; a table of many keys only says how it begins."""
    if value is ABSENT:
        return "nothing"
    words = toml_of(value)
    return words if len(words) <= 120 else f"{words[:119]}…"
