"""Disclosure: the one place that every figure passes before anything is worded, drawn or written."""

from __future__ import annotations

from pipeline.definitions.report import Report
from pipeline.figures.figure import Figures


def disclose(report: Report, figures: Figures) -> Figures:
    """The figures that the report's disclosure rule lets through.

    Returns  all of them under the rule `none`, which says in report.toml why that may be.
    Raises   ValueError for any other rule: nothing may pass by mistake.
    """
    if (rule := report.definition.disclosure.rule) != "none":
        raise ValueError(f"disclosure: found the rule {rule}, expected none, as no other is there yet.")
    return figures
