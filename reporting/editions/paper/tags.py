"""Tags: what WeasyPrint leaves out of a tagged PDF and PDF/UA asks for: the scope of headings in tables, and where links lead in words."""

from __future__ import annotations

from collections.abc import Mapping

import pydyf

_OF_ROWS, _OF_COLUMNS = "/Row", "/Column"


def finish(pdf: pydyf.PDF, led_to: Mapping[str, str]) -> None:
    """Complete the tags before the file is written. `led_to`: the words of the links by the id that they lead to."""
    by_reference = {one.reference: one for one in pdf.objects if isinstance(one, pydyf.Dictionary) and one.number is not None}
    for one in by_reference.values():
        if one.get("S") == "/TH":
            one.setdefault("A", pydyf.Dictionary({"O": "/Table"}))["Scope"] = _scope(one, by_reference)
        elif one.get("Subtype") == "/Link" and "Dest" in one:
            one["Contents"] = pydyf.String(led_to.get(one["Dest"].string, one["Dest"].string))


def _scope(cell: pydyf.Dictionary, by_reference: Mapping[bytes, pydyf.Dictionary]) -> str:
    """A heading in the head of a table is that of a column, any other that of a row."""
    row = by_reference.get(cell["P"])
    part = by_reference.get(row["P"]) if row else None
    return _OF_COLUMNS if part and part["S"] == "/THead" else _OF_ROWS
