"""Comparison: what changed between two runs, figure by figure, and why.

The causes are found by counterfactual reruns: from the first run's stored inputs, code and parameters, the differences
are applied one at a time, in a printed order, and after each step the figures that moved have that cause. A figure
that moves at several steps has several, with how far each moved it. Definitions are first applied together: only
where that moves a figure are they taken apart. What cannot be applied alone (a new indicator's rows before its
definition) is tried again after the others, and at last together with them, and said so.

Nothing is believed: both runs are made again too, and must give their own ledgers; the last step must give the
second run. What does not is unexplained.

Two periods: figures correspond by id, so that the value of one quarter stands beside that of the next, and that
they differ is no news: its cause is the new period. All other differences are applied before it, to the first
run's period. So a figure of a period that both runs name has the causes for which the first report, made today, would
say something else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.core.figure_ids import FigureId
from reporting.audit.comparison.causes import COMMENTARY, DEFINITION, Change, Makings
from reporting.audit.comparison.counterfactuals import PAGE_NOTEBOOK, Rerun, Reruns, State
from reporting.audit.comparison.figures_resting_on import resting_rows
from reporting.audit.comparison.not_told import not_told
from reporting.audit.determined import COMPARED
from reporting.audit.verification import SealedRun

SAID = ("value", "status", "display")  # what a figure says: where one of these differs, it has changed


@dataclass(frozen=True)
class Step:
    """One step of a comparison: the changes applied at once, and the figures as they are after it."""

    cause: str
    what: tuple[str, ...]
    changes: tuple[Change, ...]
    figures: Mapping[str, Mapping]
    note: str = ""


@dataclass
class Walk:
    """The way from the first run to the second, one change after the other."""

    reruns: Reruns
    state: State
    figures: Mapping[str, Mapping]
    steps: list[Step] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)

    def take(self, changes: Sequence[Change]) -> None:
        """Apply all changes, each alone where it can be."""
        waiting = list(changes)
        while waiting:
            left = [change for group in _groups(waiting) for change in self._apply(group)]
            if len(left) == len(waiting):
                self._together(left)
                return
            waiting = left

    def _apply(self, group: Sequence[Change]) -> list[Change]:
        """Apply a group if no figure moves, or else each half of it; return what could not be applied."""
        if any(change.follows in self.reasons for change in group):
            return list(group)
        state = self._state_after(group)
        rerun = self.reruns.rerun(state)
        if not rerun.stopped and (len(group) == 1 or not _moved(self.figures, rerun.figures)):
            self._keep(group, state, rerun)
            return []
        if len(group) == 1:
            self.reasons[group[0].cause] = rerun.stopped
            return list(group)
        middle = len(group) // 2
        return [*self._apply(group[:middle]), *self._apply(group[middle:])]

    def _together(self, changes: Sequence[Change]) -> None:
        state = self._state_after(changes)
        rerun = self.reruns.rerun(state)
        told = " ".join(self.reasons.values())
        self._keep(changes, state, rerun, note=f"These cannot be applied one at a time. {rerun.stopped or told}")

    def _state_after(self, changes: Iterable[Change]) -> State:
        state = self.state
        for change in changes:
            state = change.apply(state)
        return state

    def _keep(self, changes: Sequence[Change], state: State, rerun: Rerun, note: str = "") -> None:
        if not rerun.stopped:
            self.state, self.figures = state, rerun.figures
        for change in changes:
            self.reasons.pop(change.cause, None)
        cause = " and ".join(dict.fromkeys(change.cause for change in changes))
        what = tuple(change.what for change in changes)
        self.steps.append(Step(cause, what, tuple(changes), self.figures, note))


def compare(first: SealedRun, second: SealedRun, reruns: Reruns) -> dict:
    """Everything that changed between two runs of a report, as `compare.json` holds it but for the sentences."""
    reruns.apart = frozenset(record["id"] for sealed in (first, second) for record in sealed.ledger["figures"] if _of_page(record))
    exact = [reruns.rerun(State.of(sealed)) for sealed in (first, second)]
    faults = [fault for pair in zip((first, second), exact, strict=True) for fault in _not_made_again(*pair, reruns.apart)]
    if any(rerun.stopped for rerun in exact):
        return {**_about(first, second), "not_told": [], "unexplained": faults, "steps": [], "figures": {"new": [], "gone": [], "changed": []}}
    makings = Makings(first, second, *exact)
    unsaid = [_unsaid(reruns, makings, *pair) for pair in zip((first, second), exact, strict=True)]
    walk = Walk(reruns, makings.without_commentary(first), unsaid[0].figures)
    walk.steps.append(Step(COMMENTARY, ("what people wrote is left out",), (), walk.figures))
    walk.take(makings.changes())
    faults += [
        f"{one}: after the last step it differs from the second run" for one in _moved(walk.figures, unsaid[1].figures)
    ]
    walk.steps.append(Step(COMMENTARY, ("what people wrote is put back",), (), exact[1].figures))
    return {**_about(first, second), **_found(first, second, exact, walk.steps), "not_told": [*not_told(first, second)], "unexplained": faults}


def _unsaid(reruns: Reruns, makings: Makings, sealed: SealedRun, exact: Rerun) -> Rerun:
    """A run made again without its commentary; the same where it has none."""
    state = makings.without_commentary(sealed)
    return exact if state == State.of(sealed) else reruns.rerun(state)


def _groups(changes: Sequence[Change]) -> list[list[Change]]:
    """Each change by itself, but definitions that follow each other together."""
    groups: list[list[Change]] = []
    for change in changes:
        if groups and change.cause == DEFINITION == groups[-1][-1].cause:
            groups[-1].append(change)
        else:
            groups.append([change])
    return groups


def _not_made_again(sealed: SealedRun, rerun: Rerun, apart: Collection[str]) -> list[str]:
    """The figures of a run that its rerun does not give."""
    run = sealed.published.name
    if rerun.stopped:
        return [f"run {run} could not be made again: {rerun.stopped}"]
    own = {record["id"]: record for record in sealed.ledger["figures"] if record["id"] not in apart}
    names = [name for name in COMPARED if name != "cell"]
    return [
        f"{one}: made again, run {run} gives another figure"
        for one in dict.fromkeys([*own, *rerun.figures])
        if one not in own
        or one not in rerun.figures
        or any(own[one].get(name) != rerun.figures[one].get(name) for name in names)
    ]


def _moved(before: Mapping[str, Mapping], after: Mapping[str, Mapping]) -> list[str]:
    return [one for one in dict.fromkeys([*before, *after]) if said(before.get(one)) != said(after.get(one))]


def said(record: Mapping | None) -> dict | None:
    """What a figure says; None for one that is not there."""
    return record and {name: record[name] for name in SAID}


def _of_page(record: Mapping) -> bool:
    """Whether a figure follows from those that are made again: a chart, a count of checks, or one of the report's own notebooks, whose names begin with no digit."""
    notebook = record["cell"]["notebook"]
    return notebook.startswith(PAGE_NOTEBOOK) or not notebook[0].isdigit()


def _about(first: SealedRun, second: SealedRun) -> dict:
    def told(sealed: SealedRun) -> dict:
        return {"run": sealed.published.name, **{name: sealed.identity[name] for name in ("report", "period", "as_of")}}

    return {"first": told(first), "second": told(second), "environment": list(_environments(first, second))}


def _environments(first: SealedRun, second: SealedRun) -> Iterable[str]:
    """What differs between the environments of the runs: named, not rerun."""
    then, now = ({**sealed.facts["environment"]["packages"], **_platform(sealed)} for sealed in (first, second))
    for name in dict.fromkeys([*then, *now]):
        if then.get(name) != now.get(name):
            yield f"{name}: {then.get(name, 'none')} then, {now.get(name, 'none')} now"


def _platform(sealed: SealedRun) -> dict[str, str]:
    made = sealed.identity
    lock = made["code"].get("requirements.lock", "none")
    return {"Python": made["python"], "platform": made["platform"], "lock of packages": lock[:12]}


def _found(first: SealedRun, second: SealedRun, exact: Sequence[Rerun], steps: Sequence[Step]) -> dict:
    """The figures that are new, gone or changed, with the steps that moved them."""
    old, new = (rerun.figures for rerun in exact)
    rows = [row for step in steps for change in step.changes for row in change.rows]
    rests = [resting_rows(figures, rows, at) for at, figures in enumerate((old, new))]
    moves: dict[str, list[dict]] = {}
    before, number = old, 0
    for step in steps:
        number += bool(step.changes)
        for one in _moved(before, step.figures):
            own = {row for change in step.changes for row in change.rows}
            on = [row for row in rests[0].get(one, []) + rests[1].get(one, []) if row in own]
            moves.setdefault(one, []).append(
                _move(number if step.changes else 0, step.cause, before.get(one), step.figures.get(one), on)
            )
        before = step.figures

    def entry(one: str, earlier: Mapping | None, later: Mapping | None) -> dict:
        return {"id": one, "before": said(earlier), "after": said(later), **_by(earlier, later), "causes": moves.get(one, [])}

    changed = _moved(old, new)
    return {
        "steps": [_told(number, step, moves) for number, step in enumerate((step for step in steps if step.changes), start=1)],
        "figures": {
            "new": [entry(one, None, new[one]) for one in changed if one not in old],
            "gone": [entry(one, old[one], None) for one in changed if one not in new],
            "changed": [entry(one, old[one], new[one]) for one in changed if one in old and one in new],
        },
        "same": len(old.keys() & new.keys()) - sum(one in old and one in new for one in changed),
        "revised": list(_revised(old, new, steps, moves)),
    }  # fmt: skip


def _told(number: int, step: Step, moves: Mapping[str, Sequence[Mapping]]) -> dict:
    return {
        "step": number, "cause": step.cause, "what": list(step.what), "note": step.note,
        "rows": [row.record() for change in step.changes for row in change.rows],
        "moved": sum(move["step"] == number for found in moves.values() for move in found),
    }  # fmt: skip


def _move(number: int, cause: str, earlier: Mapping | None, later: Mapping | None, rows: Sequence) -> dict:
    return {
        "step": number, "cause": cause, "before": said(earlier), "after": said(later), **_by(earlier, later),
        "rows": [row.record() for row in dict.fromkeys(rows)],
    }  # fmt: skip


def _by(earlier: Mapping | None, later: Mapping | None) -> dict:
    """How far a figure moved, where both its values are numbers."""
    values = [record and record["value"] for record in (earlier, later)]
    return {"by": values[1] - values[0] if all(isinstance(one, (int, float)) for one in values) else None}


def _revised(
    old: Mapping[str, Mapping], new: Mapping[str, Mapping], steps: Sequence[Step], moves: Mapping[str, list[dict]]
) -> Iterable[dict]:
    """Of two periods: the figures of a period that both runs name and of which they say something else.

    Their causes are those that move the first run's figure before the period does; what is left after these comes with the
    new period.
    """
    named = {_with_period(one, record): one for one, record in new.items()}
    last = next((at for at, step in enumerate(steps) if step.cause == "new period"), 0)
    if not last:
        return
    for one, record in old.items():
        later = named.get(_with_period(one, record))
        # the pace of each report's own period
        own = later and not (FigureId.parse(one).period or FigureId.parse(later).period)
        if later is None or own or said(record) == said(new[later]):
            continue
        causes = [move for move in moves.get(one, []) if 0 < move["step"] < last]
        today = steps[last - 1].figures.get(one)
        if said(today) != said(new[later]):
            causes.append(_move(last, "new period", today, new[later], []))
        told = {"before": said(record), "after": said(new[later]), **_by(record, new[later]), "causes": causes}
        yield {"id": one, "then": one, "now": later, **told}


def _with_period(one: str, record: Mapping) -> FigureId:
    """The id with nothing left out but the reference: what figures of different reports correspond by."""
    return replace(FigureId.parse(one), period=record["period"], basis=record["basis"])
