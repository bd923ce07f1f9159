"""Attention: what a report puts before those who decide, the most pressing first.

Reds by how far they miss, what turned for the worse since the last report, values that were not there then either, and
actions that are late or that nobody answers for; and what is the same for many actions, which a table says once. Nothing is judged here: each rests on a light, a judgement or a status that
the report gives.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from pipeline.definitions.action_rule import NOT_STATED
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures
from pipeline.figures.formulas import NOT_ON_LINE, NOT_YET_MET
from pipeline.methods.judgements.last_report import JUDGEMENTS
from pipeline.page.revisions import Change, changed_judgements, improvement, pairs

RANKS = {"green": 0, "met": 0, "on line": 0, "amber": 1, NOT_YET_MET: 1, "red": 2, NOT_ON_LINE: 2}
WORST = ("red", NOT_ON_LINE)
PRESSING = ("overdue", "no lead")


def reds(report: Report, figures: Figures) -> list[Figure]:
    """The red lights and the targets that are not on line, those that miss by most first.

    How far is what the rule of the lights judges: the change for the worse in per cent or in percentage points.
    """
    named = (report.figure_id(code, one, category=group) for code, group in report.groups for one in JUDGEMENTS)
    found = [figures[one] for one in named if one in figures and figures[one].value in WORST]
    return sorted(found, key=lambda one: improvement(report, figures, one) or 0)


def turned_worse(report: Report, figures: Figures) -> list[Change]:
    """The lights and judgements that are worse than in the last report; of that of today the worst are among `reds` too."""
    changed = changed_judgements(report, figures) if report.last_report else []
    ranked = [one for one in changed if {one.then.value, one.now.value} <= RANKS.keys()]
    return [one for one in ranked if RANKS[one.now.value] > RANKS[one.then.value]]


def missing_again(report: Report, figures: Figures) -> list[Figure]:
    """The values that are not there, and were not there in the last report."""
    values = pairs(report, figures, "value") if report.last_report else []
    both = [one for one in values if one.then is not None and one.now is not None]
    return [one.now for one in both if one.then.value is None and one.now.value is None and "z" not in one.now.status.split()]


def pressing_actions(tracked: Sequence[tuple[Mapping, Figure]]) -> list[tuple[Mapping, Figure]]:
    """The actions that are overdue, then those that nobody answers for."""
    return [one for state in PRESSING for one in tracked if one[1].value == state]


def never_stated(tracked: Sequence[tuple[Mapping, Figure]]) -> list[str]:
    """Which of lead, due and milestones no source states of any of these actions."""
    return [column for column in ("lead", "due", "milestones") if all(action[column] == NOT_STATED for action, _ in tracked)]


def shared_reasons(tracked: Sequence[tuple[Mapping, Figure]]) -> dict[str, str]:
    """The reason of each status that several actions have, all for that one reason."""
    reasons = defaultdict(list)
    for _, status in tracked:
        reasons[status.value].append(status.reason)
    return {status: told[0] for status, told in reasons.items() if len(told) > 1 and len(set(told)) == 1}
