"""What is withheld: the counts that the rule hides and those hidden for their sake, and every figure that rests on one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from pipeline.core.figure_ids import LAST_REPORT
from pipeline.definitions.disclosure_rule import Disclosure
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures
from pipeline.methods.disclosure.relations import Counts, by_source
from pipeline.methods.disclosure.secondary import Suppression, suppress
from pipeline.methods.disclosure.system import Cell, Relation, System
from pipeline.methods.disclosure.tallies import Tallies, Tally, domain

# Judgements that say nothing of the number behind them.
SAY_NOTHING = ("data only", "no data", "nothing to judge", "too few points", "grey")
SMALL, SECONDARY, RESTS, PUBLISHED = "small", "secondary", "rests on hidden", "published before"


Ledger = Mapping[str, Any]
Counted = Mapping[str, tuple[Tally, int]]  # by figure, what it counts and how many


@dataclass
class Withheld:
    """The ids of figures that are withheld, each with why: it is small, hidden for the sake of another, or rests on such.

    `suppression` is how the choice was made; `values` are those of all counts, and `keeps` what of the small ones must stay
    possible. `published` are small counts that an earlier edition has printed already, so that
    hiding them would be in vain.
    """

    why: dict[str, str]
    suppression: Suppression
    values: dict[str, int]
    keeps: dict[str, tuple[int, int]]
    published: list[str] = field(default_factory=list)

    def rows(self, width: int) -> list[tuple[object, ...]]:
        """Figure, why, true value, and what must stay possible: first and last value of a small count, else a width."""
        rows: list[tuple[object, ...]] = [(name, why, self.values.get(name), *self.keeps.get(name, (None, None)), None if name in self.keeps else width) for name, why in self.why.items()]
        return [*rows, *((name, PUBLISHED, self.values[name], None, None, None) for name in self.published)]


def withheld(report: Report, figures: Figures, earlier: Iterable[Ledger] = ()) -> Withheld:
    """What the report's rule withholds. `earlier` are ledgers of earlier published editions: what they print stays known."""
    rule = report.definition.disclosure
    told = Tallies(report)
    tallies = {name: (tally, int(one.value)) for name, one in figures.items() if isinstance(one.value, Fraction) and (tally := told.of(one))}
    before = _printed_before(told, tallies, earlier)
    system, cells = _system(report, rule, figures, tallies, before)
    suppression = suppress(system, width=rule.keeps_apart)
    hidden = [name for name, cell in cells.items() if cell in suppression.hidden and name in tallies]
    why = {name: SMALL if rule.is_small(tallies[name][1]) else SECONDARY for name in hidden}
    why = {name: SECONDARY for name in _as_last_reported(figures, why) if name in tallies} | why
    published = [name for name, cell in cells.items() if name in tallies and cell in suppression.leaks]
    values = {name: value for name, (_, value) in tallies.items()}
    kept = {cell.name: cell.keeps for cell in system.cells if cell.keeps}
    keeps = {name: kept[cells[name]] for name in why if cells.get(name) in kept}
    return Withheld(why | resting_on(figures, why, tallies), suppression, values, keeps, published)


def _system(
    report: Report, rule: Disclosure, figures: Figures, tallies: Counted,
    before: Counted,
) -> tuple[System, dict[str, str]]:  # fmt: skip
    """All counts of a report as one system, and the cell of each figure that is a count."""
    rests = _resting_figures(figures, tallies)
    figures_of: dict[tuple[str, bool, object, object], list[str]] = {}
    for name, (tally, _) in {**tallies, **before}.items():
        figures_of.setdefault((tally.source, tally.additive, tally.region, (tally.first, tally.last)), []).append(name)
    cells: list[Cell] = []
    relations: list[Relation] = []
    of: dict[str, str] = {}
    wholes = _whole_groups(rule, figures, tallies)
    for source, additive, known in by_source({**before, **tallies}):
        table = report.case_tables.get(source.split(" of ")[-1].partition(",")[0])
        columns = {column for region, _ in known for column, _ in region}
        counts = Counts(source, additive, {one: domain(table, one) if table else None for one in columns}, known)
        values = counts.completed()
        if values is None:
            raise ValueError(f"{source}: counts that do not go together, so nothing can be said of what follows from them")
        for place in counts.all_cells:
            name, own = counts.name(place), figures_of.get((source, additive, *place), [])
            of |= dict.fromkeys(own, name)
            printed = [one for one in own if one in tallies]
            cells.append(_cell(rule, name, values[name], printed, own, rests, wholes))
        relations += counts.relations
    return System(cells, relations), of


def _cell(
    rule: Disclosure, name: str, value: int, printed: list[str], own: list[str], rests: Mapping[str, set[str]], wholes: set[str]
) -> Cell:
    """A cell of the system, for the figures that print it now, and `own` those that ever did."""
    if not own:
        return Cell(name, value, printed=False, weight=0.0)
    before = len(own) > len(printed)
    whole = bool(wholes.intersection(own))
    keeps = rule.hides if rule.is_small(value) else _around(value, rule.keeps_apart) if whole else None
    low = high = value
    if rule.hides and rule.round_to and value and not before:
        nearest, near = rounded(value, rule.round_to), rule.round_to // 2
        low, high = max(nearest - near, rule.hides[1] + 1), nearest + near
    shows_zeros = rule.zeros == "printed" and rule.whole_groups == "printed"
    lost = set(printed).union(*(rests[one] for one in printed))
    return Cell(
        name, value, low, high, least=int(shows_zeros and value > 0), weight=float(len(lost)),
        fixed=before or (value == 0 and rule.zeros == "printed" and not whole), keeps=keeps,
    )  # fmt: skip


def _around(value: int, width: int) -> tuple[int, int]:
    """What must stay possible of a count that tells something of all of a group: it, and some below it (above nothing)."""
    return (value - width, value) if value >= width else (0, max(width, value))


def rounded(value: int, base: int) -> int:
    """To the nearest multiple of a base; a half goes up."""
    return int((Fraction(value, base) + Fraction(1, 2)) // 1) * base if base else value


def _whole_groups(rule: Disclosure, figures: Figures, tallies: Counted) -> set[str]:
    """Counts by which all or none of a group meet something, where the rule hides that."""
    if rule.whole_groups == "printed":
        return set()
    found = set()
    for one in figures.values():
        counts = [one.operands[name] for name in ("numerator", "denominator") if one.operands.get(name) in tallies]
        if len(counts) == 2:
            met, whole = (tallies[name][1] for name in counts)
            found |= {counts[0]} if whole and met in (0, whole) else set()
    return found


def _printed_before(told: Tallies, tallies: Counted, earlier: Iterable[Ledger]) -> Counted:
    """The counts that earlier editions print, by edition and id. One that was another number then is no longer the same count."""
    now = {tally: value for tally, value in tallies.values()}
    found = {}
    for edition in earlier:
        for one in Figures.from_records(edition["figures"]).values():
            tally = told.of(one) if isinstance(one.value, Fraction) else None
            if tally and isinstance(one.value, Fraction) and now.get(tally, one.value) == one.value:
                found[f"{edition['run']['id']}: {one.id}"] = (tally, int(one.value))
    return found


def _as_last_reported(figures: Figures, hidden: Iterable[str]) -> list[str]:
    """The figures of the last report of the same days as hidden ones: they would be close to them."""
    days = {(one.parts.indicator, one.parts.category, one.parts.measure, one.period, one.basis) for one in map(figures.__getitem__, hidden)}
    return [
        one.id for one in figures.values() if one.parts.reference == LAST_REPORT and one.value is not None
        and (one.parts.indicator, one.parts.category, one.parts.measure, one.period, one.basis) in days
    ]  # fmt: skip


def _resting_figures(figures: Figures, tallies: Counted) -> dict[str, set[str]]:
    """By figure, those that would be withheld with it."""
    rests: dict[str, set[str]] = {name: set() for name in figures}
    users: dict[str, list[str]] = {}
    for one in figures.values():
        for operand in set(one.operands.values()):
            users.setdefault(operand, []).append(one.id)
    for name in tallies:
        open_, found = [name], rests[name]
        while open_:
            for user in users.get(open_.pop(), ()):
                if user not in found and _betrays(figures[user]) and user not in tallies:
                    found.add(user)
                    open_.append(user)
    return rests


def _betrays(figure: Figure) -> bool:
    """Whether a figure that rests on a hidden one would say something of it; a chart leaves its point out."""
    if figure.value is None:
        return "z" in figure.status.split()
    return figure.parts.measure != "chart" and figure.value not in SAY_NOTHING


def resting_on(figures: Figures, hidden: Iterable[str], tallies: Counted = {}) -> dict[str, str]:  # noqa: B006
    """Every figure that rests on a hidden one, and is no count whose own cell was decided."""
    found: dict[str, str] = {}
    open_ = set(hidden)
    for one in figures.values():
        if one.id not in open_ and one.id not in tallies and _betrays(one) and open_.intersection(one.operands.values()):
            found[one.id] = RESTS
            open_.add(one.id)
    return found
