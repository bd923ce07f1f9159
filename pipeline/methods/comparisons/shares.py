"""Shares: each category of an indicator as a percentage of the stated total.

The parts must add to the total, "Not given" among them. Printed shares are rounded one by one and may not
add to 100; they are not forced to.
"""

from __future__ import annotations

from pipeline.definitions.report import Report
from pipeline.figures.figure import Figures, derive_figure
from pipeline.methods.comparisons.comparisons import current_values
from pipeline.methods.values.standing import as_counts, shown_as, small_base


def shares(report: Report, figures: Figures) -> Figures:
    """Each category as a percentage of the stated total, for the report's own period.

    Returns  `CODE[CATEGORY].share`, per cent, one decimal unless declared; [z] of a total of 0; [u] of a small one, and
             under twenty "3 of 6". None for percentages and rates.
    Trap     each is rounded by itself, so what is printed may not add to 100.
    """
    made = []
    for code, category, value in current_values(report, figures):
        total = figures.get(report.figure_id(code, "value"))
        if category and total is not None and report.indicators[code].aggregation != "ratio":
            share = derive_figure(
                report.figure_id(code, "share", category=category), "part / total * 100", {"part": value, "total": total},
                zero_base="total", mark=small_base(report, "percent", total), unit="percent",
                decimals=report.indicators[code].places("share", 1),
                method="share of the stated total", basis=report.indicators[code].basis, period=str(report.period_of(code)),
            )  # fmt: skip
            made.append(shown_as(share, as_counts("percent", value, total)))
    return Figures(made)
