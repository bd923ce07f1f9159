"""Outcomes: what came of a check, as a row of the verdicts and a row for each failure, whoever evaluated it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pipeline.received.observations import PLACE, column_of

VERDICT_COLUMNS = [
    "suite", "expectation", "dimension", "severity", "verdict", "checked", "failed", "says", "why", "action",
]  # fmt: skip
FAILING_COLUMNS = [
    "suite", "expectation", "severity", "indicator", "category", *PLACE, "column", "found", "expected", "says", "action",
    "waived",
]  # fmt: skip


class QualityError(RuntimeError):
    """An expectation could not be evaluated, which is not a pass."""


def verdict(suite: str, meta: Mapping[str, str], severity: str, checked: int, failed: int, *, met: bool) -> dict:
    """One row of the verdicts: of `checked` rows `failed` ones do not meet the check that `meta` tells of."""
    return {
        "suite": suite,
        "expectation": meta["name"],
        "severity": severity,
        "verdict": "met" if met else "not met",
        "checked": checked,
        "failed": failed,
        **{key: meta[key] for key in ("dimension", "says", "why", "action")},
    }


def failure(suite: str, meta: Mapping[str, str], severity: str, row: Mapping, action: str) -> dict:
    """One row of the failing rows: a row of a checked table that does not meet the check that `meta` tells of."""
    return {
        "suite": suite,
        "expectation": meta["name"],
        "severity": severity,
        **{name: row[name] if name in row else "" for name in ("indicator", "category")},
        **{name: row[name] for name in PLACE},
        "column": column_of(row["cells"], meta["column"]),
        "found": _plain(row[meta["column"]]),
        "expected": meta["expected"].format_map(_Plain(row)),
        "says": meta["says"],
        "action": action,
        "waived": "",
    }


def together(*tables: pd.DataFrame) -> pd.DataFrame:
    """Verdicts, or failing rows, of several who checked, in one table."""
    return pd.concat([one for one in tables if len(one)] or tables[:1], ignore_index=True)


class _Plain(dict):
    """A row with its cells as people write them; only those that are asked for, of hundreds of thousands of rows."""

    def __getitem__(self, key: str) -> str:
        return _plain(super().__getitem__(key))


def _plain(cell: object) -> str:
    """A cell as people write it: 48 rather than 48.0."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
