"""The page is what the executed notebook shows: line by line, so that nothing can be put right or wrong in between.

A bar that was moved, a label in another place, a figure that was exchanged for another one, name and all: the cells that
made the page still hold what they printed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from .tree import excerpt
from .ways import without_ways

_MAIN = re.compile(r"<main>\n?(.*)</main>", re.DOTALL)
_LIST = re.compile(r'^[^\n]*<section id="checks"', re.MULTILINE)


def check_cells(html: str, notebook: Mapping) -> list[str]:
    """Compare a page with the outputs of the cells tagged `report` of its notebook: a sentence for each line that differs.

    The list of figures behind them is made afterwards, from the ledger, and no cell holds it; what leads into it and back
    was added then, too (page_links.py).
    """
    body = _MAIN.search(html)
    end = _LIST.search(html)
    if not body or not end or not body.start(1) < end.start():
        return [
            "The page (line 1, all of it) has no list of figures in <main>: it cannot be held against its notebook."
        ]
    before = html.count("\n", 0, body.start(1))
    shown = without_ways(html, html[body.start(1) : end.start()]).splitlines()
    made = [(name, line) for name, output in _outputs(notebook) for line in output.splitlines()]
    return [
        f"The page is not what its notebook shows (line {before + at + 1}, {told}"
        for at, told in _differences(shown, made)
    ]


def _outputs(notebook: Mapping) -> list[tuple[str, str]]:
    """What each cell tagged `report` shows, by the cell's id."""
    found = []
    for cell in notebook["cells"]:
        if "report" in cell["metadata"].get("tags", []):
            for output in cell.get("outputs", []):
                if text := output.get("data", {}).get("text/html"):
                    found.append((cell["id"], text if isinstance(text, str) else "".join(text)))
    return found


def _alike(some: Sequence[tuple[object, str]], others: Sequence[tuple[object, str]]) -> int:
    """How many lines from the start are the same."""
    pairs = enumerate(zip(some, others, strict=False))
    return next((at for at, (one, other) in pairs if one[1] != other[1]), min(len(some), len(others)))


def _differences(shown: list[str], made: list[tuple[str, str]]) -> list[tuple[int, str]]:
    """Each line of the page that is not the notebook's: its place in `shown`, what is told of it. Empty lines do not count."""
    kept = [(at, line) for at, line in enumerate(shown) if line.strip()]
    made = [(name, line) for name, line in made if line.strip()]
    # What agrees from either end is most of a page, or all of it. Only what is left is searched for what agrees in it.
    alike = _alike(kept, made)
    rest = kept[alike:], made[alike:]
    ends = [len(one) - _alike(rest[0][::-1], rest[1][::-1]) for one in rest]
    between = [[line for _, line in one[:end]] for one, end in zip(rest, ends, strict=True)]
    matcher = SequenceMatcher(None, *between, autojunk=False)
    found = []
    for how, *places in matcher.get_opcodes():
        start, stop, first, last = (alike + place for place in places)
        for step in range(max(stop - start, 1) if how != "equal" else 0):
            at = kept[min(start + step, len(kept) - 1)][0] if kept else 0
            name, wanted = made[min(first + step, len(made) - 1)] if made else ("", "")
            line = shown[at] if shown else ""
            there = next((place for place, pair in enumerate(zip(line, wanted, strict=False)) if pair[0] != pair[1]), 0)
            expected = excerpt(wanted, there) if first < last else "nothing"
            found.append((at, f'cell {name}): found "{excerpt(line, there)}", expected "{expected}".'))
    return found
