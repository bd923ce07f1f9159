"""Small restricted editions for tests: a ledger, its stored files, and nothing that a run of ours has made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from check_edition.files.edition import Edition

RECORD = {
    "indicator": "A1", "category": "", "measure": "value", "reference": "", "basis": "quarter", "period": "2023-24-Q2",
    "value": 48, "display": "48", "magnitude": "48", "unit": "count", "decimals": 0, "status": "", "reason": "",
    "method": "received", "formula": "", "operands": {}, "rows": [],
    "reason_parts": [], "method_parts": [{"kind": "received", "parts": {}}],
}  # fmt: skip


def record(figure_id: str, **own: object) -> dict:
    """A ledger record: a received count of the second quarter of 2023/24 but for what is said here."""
    return {"id": figure_id, "indicator": figure_id.partition(".")[0], **RECORD, **own}


def said(kind: str, **parts: object) -> list[dict]:
    """What a reason or a method says, as a record holds it."""
    return [{"kind": kind, "parts": parts}]


def cited(file: str, content: str | bytes, *rows: int, column: str = "value", sheet: str = "") -> dict:
    """The rows of a file that a record cites."""
    return {"file": file, "sheet": sheet, "column": column, "sha256": _digest(content), "rows": list(rows)}


def small_edition(
    root: Path,
    inputs: Mapping[str, str | bytes],
    figures: Sequence[Mapping] = (),
    *,
    code: Mapping[str, str] | None = None,
    period: str = "2023-24-Q2",
    tables: Mapping[str, str] | None = None,
    labels: Sequence[Mapping] = (),
) -> Edition:
    """An edition in `root` whose run read these inputs and code; `tables` are CSV files of the edition itself."""
    folder = root / "outputs" / "restricted" / "demo" / period / "0123456789abcdef"
    folder.mkdir(parents=True)
    for content in (*inputs.values(), *(code or {}).values()):
        stored = root / "outputs" / "restricted" / "store" / _digest(content)[:2] / _digest(content)
        stored.parent.mkdir(parents=True, exist_ok=True)
        stored.write_bytes(content if isinstance(content, bytes) else content.encode())
    run = {"id": folder.name, "report": "demo", "period": period, "as_of": "2023-11-30"}
    run["inputs"] = {name: _digest(content) for name, content in inputs.items()}
    run["code"] = {name: _digest(content) for name, content in (code or {}).items()}
    (folder / "ledger.json").write_text(json.dumps({"run": run, "labels": list(labels), "figures": list(figures)}), encoding="utf-8")
    for name, lines in ({"failing_rows": "file,row\n"} | dict(tables or {})).items():
        (folder / f"{name}.csv").write_text(lines, encoding="utf-8")
    return Edition(folder)


def _digest(content: str | bytes) -> str:
    return hashlib.sha256(content if isinstance(content, bytes) else content.encode()).hexdigest()
