"""Marks: how many places of a page claim each kind of source, counted in what cells and the list of figures print.

The counts stand in the ledger, and the page prints them from there. What prints them is no place of its own: it is put
in last, so nothing has to be printed or read twice. The check of the edition counts the places of the finished page itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from markupsafe import Markup

COUNTS = Markup("<!-- counts -->")  # where they will stand
_TAG = re.compile(r"""<(/?)([a-z][a-z0-9-]*)((?:[^<>"']+|"[^"]*"|'[^']*')*)>""")
_NAMED = re.compile(r'([a-z-]+)="([^"]*)"')
_BY_ATTRIBUTE = {
    "data-worked": "formula constant", "data-label": "label: {}", "data-stated": "stated", "data-tick": "axis tick",
    "data-drawn": "drawn",
}  # fmt: skip


def marks(html: str) -> dict[str, int]:
    """The places of a page by the kind of source that they claim, and the claims of the commentary by their verdict."""
    return dict(sorted(Counter(_marks(html)).items()))


def _marks(html: str) -> Iterator[str]:
    drawings = 0
    for closes, tag, written in _TAG.findall(html):
        if tag == "svg":
            drawings += -1 if closes else 1
        if closes:
            continue
        named = dict(_NAMED.findall(written))
        if "data-verdict" in named:
            yield f"verdict: {named['data-verdict']}"
        if "data-figure" in named:
            drawn = tag in ("figure", "svg")
            yield "chart" if drawn else "typed" if named.get("data-form") == "typed" else "figure"
        elif tag == "time":
            yield "date"
        elif tag == "code":
            yield "cell code" if "data-cell" in named else "formula" if "data-formula" in named else "code"
        elif tag == "title" and not drawings:
            yield "label: title"
        else:
            kind = next((kind for name, kind in _BY_ATTRIBUTE.items() if name in named), "")
            if kind:
                yield kind.format(named.get("data-label", ""))
