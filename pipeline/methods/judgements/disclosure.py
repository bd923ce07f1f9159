"""Disclosure: the one place that every figure passes before anything is worded, drawn or written."""

from __future__ import annotations

from pipeline.definitions.report import Report
from pipeline.figures.figure import Figures


def disclose(report: Report, figures: Figures) -> Figures:
    """The figures that the report's disclosure rule lets through. The rule `none` lets all through, and says why in report.toml."""
    assert report.definition.disclosure.rule == "none"
    return figures
