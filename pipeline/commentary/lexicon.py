"""The lexicon: which words mean a direction, a comparison, a target; read once from `lexicon.toml`."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).with_name("lexicon.toml")


class Entry(NamedTuple):
    """A word or phrase: its kind (move, compare, target …) and its sense in it (up, down, met …)."""

    kind: str
    sense: str


class Lexicon(NamedTuple):
    """Every entry by its words, and one pattern that finds the longest of them."""

    entries: dict[str, Entry]
    pattern: re.Pattern


@cache
def lexicon() -> Lexicon:
    """The lexicon of the package. A phrase in two lists keeps the first: the order of the file is the order of weight."""
    entries: dict[str, Entry] = {}
    for kind, senses in tomllib.loads(TABLE.read_text(encoding="utf-8")).items():
        for sense, words in senses.items():
            entries = {word: Entry(kind, sense) for word in words} | entries
    longest = sorted(entries, key=len, reverse=True)
    return Lexicon(entries, re.compile(rf"(?<![\w'-])(?:{'|'.join(map(re.escape, longest))})(?![\w-])"))
