"""Tags: what WeasyPrint leaves out of a tagged PDF and PDF/UA asks for: the scope of headings in tables, and where links lead in words."""

from __future__ import annotations

from collections.abc import Mapping

import pydyf

_NEVER_WITHIN = ("/Link", "/P", *(f"/H{level}" for level in range(1, 7)))
_OF_ROWS, _OF_COLUMNS = "/Row", "/Column"


def finish(pdf: pydyf.PDF, led_to: Mapping[str, str]) -> None:
    """Complete the tags before the file is written. `led_to`: the words of the links by the id that they lead to."""
    by_reference = {one.reference: one for one in pdf.objects if isinstance(one, pydyf.Dictionary) and one.number is not None}
    for one in list(by_reference.values()):
        if one.get("S") == "/LI":
            _give_body(pdf, one, by_reference)
        elif one.get("S") == "/TH":
            one.setdefault("A", pydyf.Dictionary({"O": "/Table"}))["Scope"] = _scope(one, by_reference)
        elif one.get("S") in _NEVER_WITHIN and by_reference[one["P"]].get("S") == one["S"]:
            one["S"] = "/Span"  # a part of a link or heading that is laid out by itself is not another one
        elif one.get("Subtype") == "/Link" and "Dest" in one:
            one["Contents"] = pydyf.String(led_to.get(one["Dest"].string, one["Dest"].string))


def _give_body(pdf: pydyf.PDF, item: pydyf.Dictionary, by_reference: dict[bytes, pydyf.Dictionary]) -> None:
    """What an item of a list says stands in its body; on the sheet that an item goes on to it has none."""
    kids = [by_reference[one] for one in item["K"] if one in by_reference]
    loose = [one for one in kids if one.get("S") not in ("/Lbl", "/LBody", "/L")]
    if loose:
        body = pydyf.Dictionary({"Type": "/StructElem", "S": "/LBody", "P": item.reference, "K": pydyf.Array(one.reference for one in loose)})
        if "Pg" in item:
            body["Pg"] = item["Pg"]
        pdf.add_object(body)
        item["K"] = pydyf.Array([*(one.reference for one in kids if one not in loose), body.reference])
        for one in loose:
            one["P"] = body.reference


def _scope(cell: pydyf.Dictionary, by_reference: Mapping[bytes, pydyf.Dictionary]) -> str:
    """A heading in the head of a table is that of a column, any other that of a row."""
    row = by_reference.get(cell["P"])
    part = by_reference.get(row["P"]) if row else None
    return _OF_COLUMNS if part and part["S"] == "/THead" else _OF_ROWS
