"""Quality of actions: what the suite `actions` looks at."""

from __future__ import annotations

import pandas as pd

from pipeline.definitions.action_rule import status_on
from pipeline.definitions.report import Report
from pipeline.received.trackers import judged_on


def tracked_actions(report: Report, actions: pd.DataFrame) -> pd.DataFrame:
    """One row an action: its place, `by_the_rule`, its status by the report's rule, and whether that is the one reported.

    `indicator` and `category` are those of its figures: actions, and the action's id.
    """
    rule = report.definition.actions
    found = [
        status_on(judged_on(report, row["received"]), row, rule)[0] if rule else ""
        for row in actions.to_dict("records")
    ]
    reported = actions["reported"]
    agrees = [
        not said or said == status or (said == "complete or on target" and status in ("complete", "on target"))
        for said, status in zip(reported, found, strict=True)
    ]
    return actions.assign(
        cells="", indicator="actions", category=actions["id"], by_the_rule=found,
        as_reported=pd.Series(agrees, index=actions.index, dtype=object),
    )[["file", "sheet", "row", "cells", "indicator", "category", "reported", "by_the_rule", "as_reported"]]  # fmt: skip
