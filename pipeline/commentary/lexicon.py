"""The lexicon: which words mean a direction, a comparison, a target; read once from `lexicon.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("lexicon.toml")


@dataclass(frozen=True)
class Entry:
    """A word or phrase: its kind (move, compare, target …) and its sense in it (up, down, met …)."""

    kind: str
    sense: str


@dataclass(frozen=True)
class Lexicon:
    """Every entry by its words, and one pattern that finds the longest of them."""

    entries: dict[str, Entry]
    pattern: re.Pattern
    qualifiers: dict[str, str]
    qualifier: re.Pattern  # one of them at the end of a text


@cache
def lexicon() -> Lexicon:
    """The lexicon of the package. A phrase in two lists keeps the first: the order of the file is the order of weight."""
    entries: dict[str, Entry] = {}
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    qualifiers = {word: sense for sense, words in table.pop("qualifier").items() for word in words}
    for kind, senses in table.items():
        for sense, words in senses.items():
            for word in words:
                entries.setdefault(word, Entry(kind, sense))
    longest = sorted(entries, key=len, reverse=True)
    before = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(qualifiers, key=len, reverse=True)))})$")
    return Lexicon(entries, re.compile(rf"(?<![\w'-])(?:{'|'.join(map(re.escape, longest))})(?![\w-])"), qualifiers, before)
