"""The status that a dated rule gives each action, as on the day of the meeting."""

from __future__ import annotations

from datetime import date

import pandas as pd

from pipeline.core.cited_rows import RowSet
from pipeline.core.display import exact
from pipeline.core.faults import present
from pipeline.core.periods import is_date
from pipeline.core.words import worded
from pipeline.definitions.action_rule import STATES, status_on
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures, derive_figure, make_figure
from pipeline.received.trackers import judged_on


def action_statuses(report: Report, actions: pd.DataFrame) -> Figures:
    """The status of every action as on its day, with the reason, and the days to its due date.

    Takes    actions as trackers.read_actions gives them, one row an action; those opened later are left out.
    Returns  `actions[ID].status` in words, and `actions[ID].days_to_due` in days (below 0: overdue) where it is not
             complete.
    Source   the rule in report.toml: definitions/action_rule.py.
    """
    made: list[Figure] = []
    rule_rows = report.definition_rows("report.toml", ("actions", "planned_later_days")) if len(actions) else None
    for action in actions.to_dict("records"):
        day = judged_on(report, action["received"])
        if action["opened"] > day.isoformat():
            continue
        state, reason = status_on(day, action, present(report.definition.actions))
        rows = RowSet(action["file"], action["sheet"], (action["row"],), "", action["sha256"])
        common = {"formula": "", "basis": "", "period": str(report.period), "received_by": action["received"]}
        made.append(
            make_figure(
                f"actions[{action['id']}].status", state, unit="judgement", reason=reason,
                method=worded("action_rule", f"rule of the action tracker, as on {day.isoformat()}", day=day), rows=(rows, rule_rows), **common,
            )
        )  # fmt: skip
        if state != "complete" and is_date(action["due"]):
            made.append(
                make_figure(
                    f"actions[{action['id']}].days_to_due", exact((date.fromisoformat(action["due"]) - day).days),
                    unit="days", method=worded("days_to_due", f"days from {day.isoformat()} to the due date", day=day), rows=(rows,), **common,
                )
            )  # fmt: skip
    return Figures(made)


def status_totals(report: Report, figures: Figures) -> Figures:
    """How many actions there are, and how many have each status.

    Returns  `action-statuses.total` and `action-statuses[on-target].total`, counts; none where there are no actions.
    """
    statuses = [figure for figure in figures.values() if figure.parts.measure == "status"]
    operands = {f"action_{number}": status for number, status in enumerate(statuses, start=1)}
    counted = {f"[{state.replace(' ', '-')}]": f'count("{state}")' for state in STATES}
    formulas = {"": " + ".join(counted.values()), **counted} if statuses else {}
    return Figures(
        derive_figure(
            f"action-statuses{category}.total", formula, operands, unit="count", method=worded("judgements_counted", "count of actions"),
            basis="", period=str(report.period),
        )
        for category, formula in formulas.items()
    )  # fmt: skip
