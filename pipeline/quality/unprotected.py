"""Unprotected: a report that counts records of people and declares that every number is printed."""

from __future__ import annotations

from pathlib import Path

from pipeline.core.faults import Fault
from pipeline.definitions.report import Report
from pipeline.received.received_files import case_files
from pipeline.received.source_records import read_record


def unprotected(report: Report, as_of: str = "") -> list[Fault]:
    """A fault where records are counted under the rule `none`, unless all are generated for demonstration, or a role accepts it."""
    rule, folder = report.definition.disclosure, report.folder
    counts = any(one.counted for one in report.indicators.values())
    if rule.protects or rule.accepted or not counts:
        return []
    real = [path.relative_to(folder).as_posix() for path in case_files(folder, as_of)[0] if not _is_generated(path, folder)]
    if not real:
        return []
    line = next(iter(report.definition_rows("report.toml", ("disclosure", "rule")).rows), None)
    more = f" and {len(real) - 1} more" if len(real) > 1 else ""
    action = (
        'Declare a rule, such as rule = "counts_1_to_4". Where every number may be printed, somebody has to accept it: '
        'accepted = { role = "…", reason = "…" }. Records made up for a demonstration say generated = true in their .source.toml.'
    )
    return [
        Fault(
            f"records are counted and nothing is protected: {real[0]}{more}", "report.toml",
            row=line, column="disclosure.rule", found=rule.rule,
            expected="a rule for small numbers", action=action,
        )
    ]  # fmt: skip


def _is_generated(path: Path, folder: Path) -> bool:
    return read_record(path, path.relative_to(folder).as_posix(), None)[0].generated
