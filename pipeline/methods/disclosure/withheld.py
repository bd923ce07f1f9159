"""What is withheld: the counts that the rule hides and those hidden for their sake, and every figure that rests on one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from pipeline.core.figure_ids import LAST_REPORT
from pipeline.core.words import statements_of
from pipeline.definitions.disclosure_rule import Disclosure
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures
from pipeline.methods.disclosure.differences import Place, small_differences, small_rests
from pipeline.methods.disclosure.relations import Counts, by_source
from pipeline.methods.disclosure.secondary import Suppression, suppress
from pipeline.methods.disclosure.system import Cell, Relation, System
from pipeline.methods.disclosure.tallies import Tallies, Tally, domain
from pipeline.methods.disclosure.told_before import Ledger, Told, told_before

# Judgements that say nothing of the number behind them, where they were given for want of one.
SAY_NOTHING = ("data only", "no data", "nothing to judge", "too few points", "grey")
SMALL, SECONDARY, RESTS, PUBLISHED = "small", "secondary", "rests on hidden", "published before"
DIFFERENCE, WITHHELD_BEFORE = "small difference", "withheld before"

Counted = Mapping[str, tuple[Tally, int]]  # by figure, what it counts and how many


@dataclass
class Withheld:
    """The ids of figures that are withheld, each with why: it is small, hidden for the sake of another, or rests on such.

    `suppression` is how the choice was made; `values` are those of all counts, and `keeps` what of the small ones must stay
    possible. `published` are small counts that an earlier edition has printed already, so that hiding them would be in vain.
    `besides` are counts that no figure of this edition tells, each with why it stays open: small ones that would follow from two or
    more figures, "WHOLE less PART less PART", and those that an earlier edition withheld, "RUN: FIGURE".
    """

    why: dict[str, str]
    suppression: Suppression
    values: dict[str, int]
    keeps: dict[str, tuple[int, int]]
    published: list[str] = field(default_factory=list)
    besides: dict[str, str] = field(default_factory=dict)

    def rows(self, width: int) -> list[tuple[object, ...]]:
        """Figure, why, true value, and what must stay possible: first and last value of a small count, else a width."""
        rows: list[tuple[object, ...]] = [(name, why, self.values.get(name), *self.keeps.get(name, (None, None)), None if name in self.keeps else width) for name, why in self.why.items()]
        rows += [(name, why, self.values.get(name), *self.keeps[name], None) for name, why in self.besides.items()]
        return [*rows, *((name, PUBLISHED, self.values[name], None, None, None) for name in self.published)]


def withheld(report: Report, figures: Figures, earlier: Iterable[Ledger] = ()) -> Withheld:
    """What the report's rule withholds. `earlier` are ledgers of earlier published editions: what they print stays known."""
    rule = report.definition.disclosure
    told = Tallies(report)
    tallies = {name: (tally, int(one.value)) for name, one in figures.items() if isinstance(one.value, Fraction) and (tally := told.of(one))}
    before = told_before(told, dict(tallies.values()), earlier)
    system, cells = _system(report, rule, figures, tallies, before)
    suppression = suppress(system, width=rule.keeps_apart)
    hidden = [name for name, cell in cells.items() if cell in suppression.hidden and name in tallies]
    why = {name: SMALL if rule.is_small(tallies[name][1]) else SECONDARY for name in hidden}
    why = {name: SECONDARY for name in _as_last_reported(figures, why, shows_zeros=rule.zeros == "printed") if name in tallies} | why
    published = [name for name, cell in cells.items() if name not in before and cell in suppression.leaks]
    values = {name: system.cells[system.at[cell]].value for name, cell in cells.items() if name not in before}
    kept = {cell.name: cell.keeps for cell in system.cells if cell.keeps}
    besides = {name: DIFFERENCE for name in values if name not in tallies and name not in published}
    besides |= {name: WITHHELD_BEFORE for name, one in before.items() if one.is_withheld and cells.get(name) in suppression.keeps}
    keeps = {name: kept[cells[name]] for name in [*why, *besides] if cells.get(name) in kept}
    resting = sorted(_resting(figures, why, _users(figures), tallies), key=list(figures).index)
    return Withheld(why | dict.fromkeys(resting, RESTS), suppression, values, keeps, published, besides)


def _system(
    report: Report, rule: Disclosure, figures: Figures, tallies: Counted, before: Mapping[str, Told],
) -> tuple[System, dict[str, str]]:  # fmt: skip
    """All counts of a report as one system, and the cell of each figure that is a count, and of each small difference of two of them."""
    users = _users(figures)
    rests = {name: _resting(figures, [name], users, tallies) for name in tallies}
    figures_of: dict[tuple[str, bool, object, object], list[str]] = {}
    for name, tally in [*((name, tally) for name, (tally, _) in tallies.items()), *((name, one.tally) for name, one in before.items())]:
        figures_of.setdefault((tally.source, tally.additive, tally.region, (tally.first, tally.last)), []).append(name)
    cells: list[Cell] = []
    relations: list[Relation] = []
    of: dict[str, str] = {}
    wholes = _whole_groups(rule, figures, tallies)
    exact = {name: (one.tally, one.low) for name, one in before.items() if one.is_exact}
    exact_of = {(source, additive): known for source, additive, known in by_source(exact)}
    for source, additive, today in by_source(tallies):
        counts, values = _completed(report, source, additive, today, exact_of.get((source, additive), {}), before)
        known = counts.known
        for place in counts.all_cells:
            name, own = counts.name(place), figures_of.get((source, additive, *place), [])
            of |= dict.fromkeys(own, name)
            if place in known:
                printed = [one for one in own if one in tallies]
                cells.append(_cell(rule, name, values[name], printed, [one for one in own if one in tallies or one in exact], rests, wholes))
            else:
                cells.append(_untold(rule, name, values[name], counts.within.get(place)))
            for one in own:
                if one in before and place in known and not before[one].is_exact:
                    cells.append(Cell(one, values[name], before[one].low, int(before[one].high), weight=0.0, fixed=True))
                    relations.append(Relation({one: 1, name: -1}, says=one))
        relations += counts.relations
        in_time, of_groups = not source.startswith("open"), rule.complements == "hidden"
        nested = small_differences(known, counts.within, rule.is_small, counts.domains, in_time=in_time, of_groups=of_groups)
        left = small_rests(counts.sums, known, counts.within, rule.is_small, in_time=in_time, of_groups=of_groups)
        for places, value in [*nested.items(), *left.items()]:
            of_whole, *of_parts = map(counts.name, places)
            name = " less ".join([of_whole, *of_parts])
            of[" less ".join(figures_of[source, additive, *place][0] for place in places)] = name
            cells.append(Cell(name, value, printed=False, weight=0.0, keeps=rule.hides))
            relations.append(Relation({name: 1, **dict.fromkeys(of_parts, 1), of_whole: -1}, says=name))
    return System(cells, relations), of


def _completed(
    report: Report, source: str, additive: bool, today: Mapping[Place, int], exact: Mapping[Place, int], before: Mapping[str, Told]
) -> tuple[Counts, dict[str, int]]:  # fmt: skip
    """The counts of a source with a value for each; without what earlier editions tell where that does not go with today's."""
    table = report.case_tables.get(source.split(" of ")[-1].partition(",")[0])
    within = _within(source, additive, {**exact, **today}, before)
    for known, held in (({**exact, **today}, within), ({**exact, **today}, {}), (dict(today), {})):
        columns = {column for region, _ in [*known, *held] for column, _ in region}
        counts = Counts(source, additive, {one: domain(table, one) if table else None for one in columns}, known, held)
        if (values := counts.completed()) is not None:
            return counts, values
    raise ValueError(f"{source}: counts that do not go together, so nothing can be said of what follows from them")


def _within(source: str, additive: bool, known: Collection[Place], before: Mapping[str, Told]) -> dict[Place, tuple[int, float]]:
    """The counts of a source that only earlier editions tell, rounded or withheld, with what all of these leave open of each."""
    found: dict[Place, tuple[int, float]] = {}
    for one in before.values():
        place = one.tally.region, (one.tally.first, one.tally.last)
        if (one.tally.source, one.tally.additive) == (source, additive) and place not in known:
            low, high = found.get(place, (0, float("inf")))
            found[place] = max(low, one.low), min(high, one.high)
    return found


def _untold(rule: Disclosure, name: str, value: int, before: tuple[int, float] | None) -> Cell:
    """A cell that no figure tells; `before` is what earlier editions leave open of it."""
    if before is None:
        return Cell(name, value, printed=False, weight=0.0)
    low, high = before
    if high < float("inf"):
        return Cell(name, value, low, int(high), weight=0.0, fixed=True)
    return Cell(name, value, least=int(rule.zeros == "printed"), printed=False, weight=0.0, keeps=rule.hides)


def _cell(
    rule: Disclosure, name: str, value: int, printed: list[str], own: list[str], rests: Mapping[str, Iterable[str]], wholes: set[str]
) -> Cell:
    """A cell of the system, for the figures that print it now, and `own` those that ever did."""
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


def _as_last_reported(figures: Figures, hidden: Iterable[str], *, shows_zeros: bool) -> list[str]:
    """The figures of the last report of the same days as hidden ones: they would be close to them. A zero is printed where zeros are."""
    days = {(one.parts.indicator, one.parts.category, one.parts.measure, one.period, one.basis) for one in map(figures.__getitem__, hidden)}
    return [
        one.id for one in figures.values() if one.parts.reference == LAST_REPORT and one.value is not None and (one.value or not shows_zeros)
        and (one.parts.indicator, one.parts.category, one.parts.measure, one.period, one.basis) in days
    ]  # fmt: skip


def _resting(figures: Figures, hidden: Iterable[str], users: Mapping[str, list[str]], tallies: Counted) -> dict[str, None]:
    """Every figure that rests on a hidden one, straight or by others, and is no count whose own cell is decided."""
    found: dict[str, None] = {}
    open_ = list(hidden)
    while open_:
        for user in users.get(open_.pop(), ()):
            if user not in found and user not in tallies and _betrays(figures[user], figures):
                found[user] = None
                open_.append(user)
    return found


def _users(figures: Figures) -> dict[str, list[str]]:
    """By figure, those that are worked out from it."""
    users: dict[str, list[str]] = {}
    for one in figures.values():
        for operand in set(one.operands.values()):
            users.setdefault(operand, []).append(one.id)
    return users


def _betrays(figure: Figure, figures: Figures) -> bool:
    """Whether a figure that rests on a hidden one would say something of it; a chart leaves its point out."""
    if figure.value is None:
        return "z" in figure.status.split()
    return figure.parts.measure != "chart" and (figure.value not in SAY_NOTHING or _given_by_numbers(figure, figures))


def _given_by_numbers(figure: Figure, figures: Figures) -> bool:
    """Whether such a judgement follows from numbers all the same: by a condition that they met, for the reason that one is zero,
    or as a light for which all that its rule asks first is there: then its reference is zero, or no condition before one that lacks a number held.
    """
    asked_first = [figures[name] for name in figure.operands.values()][:2] if figure.parts.measure == "traffic_light" else []
    of_zero = any(said["kind"] == "zero" for said in statements_of(figure.reason))
    return bool(figure.formula or of_zero or (asked_first and all(one.value is not None for one in asked_first)))
