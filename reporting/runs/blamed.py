"""Blame: where a text stands that the finished page or edition cannot stand behind, if somebody typed it.

A page is refused for what has no source. Where the words that are refused stand in a definition, a return or the
commentary, that place is told, so that whoever wrote them can write them otherwise; what stands nowhere is a fault of ours.
"""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pipeline.core.faults import Fault
from pipeline.files.inputs import read_input
from pipeline.files.toml_lines import lines_of

_FOUND = re.compile(r'found "(?:…)?(.+?)(?:…)?", expected')
_LAST = re.compile(r'"(?:…)?([^"]+?)(?:…)?"[^"]*$')
SHORTEST = 4  # of a text that is looked for: less stands anywhere
ACTION = "Write it in another way; if it should be possible as it is, report that as a fault of ours."

Place = tuple[str, int | None, str, str]


def blamed(folder: Path, files: Sequence[Path], sentences: Iterable[str]) -> tuple[list[Fault], list[str]]:
    """The faults whose words stand in one of the files, each with its place, and the sentences that no file explains."""
    texts = [text for path in files for text in _texts(path, path.relative_to(folder).as_posix())]
    told, ours = [], []
    for sentence in sentences:
        found = next(_places(sentence, texts), None)
        if found is None:
            ours.append(sentence)
        else:
            file, row, column, text = found
            what = f"the finished page cannot stand behind this text: {sentence.rstrip('.')}"
            told.append(Fault(what, file, "", row, column, text, action=ACTION))
    return told, ours


def _places(sentence: str, texts: Sequence[Place]) -> Iterator[Place]:
    """Where the words that a sentence found fault with stand."""
    quoted = _FOUND.search(sentence) or _LAST.search(sentence)
    words = _plain(quoted[1]) if quoted else ""
    if len(words) >= SHORTEST:
        yield from (place for place in texts if words in _plain(place[3]))


def _texts(path: Path, name: str) -> Iterator[Place]:
    """Every text of a file with its line or row and its key or column; of a file that is no text, only its name."""
    yield name, None, "", name
    if path.suffix not in (".toml", ".md", ".csv", ".ipynb"):
        return
    text = read_input(path).data.decode("utf-8-sig", errors="replace")
    if path.suffix == ".ipynb":
        yield from ((name, None, f"cell {cell['id']}", "".join(cell["source"])) for cell in json.loads(text)["cells"])
    elif path.suffix == ".toml":
        yield from _texts_of_toml(text, name)
    elif path.suffix == ".md":
        yield from ((name, number, "", line) for number, line in enumerate(text.splitlines(), start=1))
    else:
        rows = csv.reader(text.splitlines(keepends=True))
        header = next(rows, [])
        for number, row in enumerate(rows, start=2):
            yield from ((name, number, column, cell) for column, cell in zip(header, row, strict=False))


def _texts_of_toml(text: str, name: str) -> Iterator[Place]:
    lines = lines_of(text)
    tables = tomllib.loads(text.removeprefix("\ufeff"))
    for keys, line in lines.items():
        value: object = tables
        for key in keys:
            value = value[key]
        for one in (value, keys[-1]):
            if isinstance(one, str):
                yield name, line, ".".join(map(str, keys)), one


def _plain(text: str) -> str:
    return " ".join(text.split())
