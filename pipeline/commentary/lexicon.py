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
    """The lexicon of the package. A phrase in two lists keeps the first: the order of the file is that of weight."""
    entries: dict[str, Entry] = {}
    for kind, senses in tomllib.loads(TABLE.read_text(encoding="utf-8")).items():
        for sense, words in senses.items():
            found = [form for word in words.split(",") for form in _forms(" ".join(word.split()))]
            entries = dict.fromkeys(found, Entry(kind, sense)) | entries
    longest = sorted(entries, key=len, reverse=True)
    return Lexicon(entries, re.compile(rf"(?<![\w'-])(?:{'|'.join(map(re.escape, longest))})(?![\w-])"))


def _forms(word: str) -> list[str]:
    """A word as it stands; with a star its regular forms too: increases, increased, increasing for `increase*`."""
    stem = word.removesuffix("*")
    root, plural = stem.removesuffix("e"), "es" if re.search("(?:s|sh|ch|x)$", stem) else "s"
    return [stem] if stem == word else [stem, stem + plural, f"{root}ed", f"{root}ing"]
