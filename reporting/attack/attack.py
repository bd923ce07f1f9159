"""The attack on an edition: everything that its hidden numbers can be, and where what must stay possible is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reporting.attack.counted import Count
from reporting.attack.edition import Edition
from reporting.attack.knowledge import Knowledge, minus
from reporting.attack.open_values import CONTRADICTS, NOT_FOUND_OUT, Found, attack
from reporting.attack.outside import Outside, Statement
from reporting.attack.published import Nested, Published
from reporting.attack.resting import resting
from reporting.attack.wanted import Wanted


@dataclass(frozen=True)
class Attack:
    """What was found of every hidden count, the narrowest first, and the faults in words, each with the way a number leaks."""

    found: list[Found]
    faults: list[str]
    notes: list[str]

    @property
    def passes(self) -> bool:
        """Whether nothing that must stay possible was ruled out, and everything was found out."""
        return not self.faults

    @property
    def facts(self) -> dict:
        """The outcome for run.json."""
        return {"hidden_counts": len(self.found), "passes": self.passes, "notes": self.notes}


def attack_edition(
    publication: Path, wanted: Mapping[str, Wanted], earlier: Sequence[Mapping] = (), *, bounds: bool = True, small: Sequence[int] = ()
) -> Attack:  # fmt: skip
    """Attack a publication edition together with the ledgers of earlier published ones.

    `wanted` says of each hidden count what must stay possible, and of each small number that parts of a count leave of
    it: "WHOLE less PART less PART"; of the others only how far they go is looked for. `small` are the numbers that are to be
    hidden: days of which so many follow from two printed counts are attacked though nobody names them.
    """
    return attack_read(Edition.read(publication), wanted, [Edition.of_ledger(one) for one in earlier], bounds=bounds, small=small)


def attack_read(
    edition: Edition, wanted: Mapping[str, Wanted], editions: Sequence[Edition] = (), *, bounds: bool = True, small: Sequence[int] = ()
) -> Attack:  # fmt: skip
    """The same of an edition as it was read, and earlier ones."""
    notes: list[str] = []
    found, unbounded = _attack(Published(edition, editions), wanted, bounds, small)
    if editions and any(CONTRADICTS in one.why for one in found):
        notes.append("what earlier editions print was revised since, and was left aside")
        found, unbounded = _attack(Published(edition, ()), wanted, bounds, small)
    faults = [f"{name} is hidden and stands in {place}" for name, place in edition.leaks]
    faults += [f"{name} is printed and rests on a hidden number in a way that is not bounded here" for name in unbounded]
    faults += [_told(one, wanted.get(one.name, Wanted(tuple(small)))) for one in found if not one.passes]
    return Attack(found, faults, notes)


def _attack(published: Published, wanted: Mapping[str, Wanted], bounds: bool, small: Sequence[int]) -> tuple[list[Found], list[str]]:
    edition, counts = published.edition, published.counts
    knowledge = Knowledge(published.told, published.hidden, _breakdowns(edition, counts))
    statements: list[Statement] = list(knowledge.statements())
    unbounded = []
    for one in resting(edition.records, counts, knowledge):
        (statements if isinstance(one, Statement) else unbounded).append(one)
    nested = published.named_rests(wanted)
    unnamed = published.printed_rests(small) if small else {}
    wanted = dict.fromkeys(unnamed, Wanted(tuple(small))) | dict(wanted)
    hidden = {name: knowledge.weights(count) for name, count in published.hidden.items()}
    differences = {name: minus(*map(knowledge.weights, one)) for name, one in {**unnamed, **nested}.items()}
    least = dict.fromkeys(published.hidden, 1.0) if published.prints_zeros else {}
    found = attack(Outside(statements, hidden | differences, least), wanted, bounds=bounds)
    alone = _with_all_hidden(published, {one.name: one.missing for one in found if one.missing}, {**unnamed, **nested})
    return [_but_unavoidable(one, alone[one.name]) if one.missing else one for one in found], unbounded


def _with_all_hidden(published: Published, lacking: Mapping[str, tuple[int, ...]], rests: Mapping[str, Nested]) -> dict[str, Found]:
    """What is found of numbers that lack values where everything is hidden but the zeros and what earlier editions print."""
    if not lacking:
        return {}
    still = [one for one in published.told if one[1] == 0 or one[0] in published.told_before]
    known = {one for one, *_ in still}
    others = {name: count for name, count in published.counts.items() if count not in known} | published.hidden
    knowledge = Knowledge(still, others | {f"{name}, {at}": one for name, nested in rests.items() for at, one in enumerate(nested)}, set())
    weights = {name: knowledge.weights(count) for name, count in others.items()}
    least = dict.fromkeys(weights, 1.0) if published.prints_zeros else {}
    weights |= {name: minus(*map(knowledge.weights, nested)) for name, nested in rests.items()}
    outside = Outside(list(knowledge.statements()), weights, least)
    return {one.name: one for one in attack(outside, {name: Wanted(values=values) for name, values in lacking.items()}, bounds=False)}


def _but_unavoidable(found: Found, alone: Found) -> Found:
    """A number without the values that it lacks whatever is hidden: the sum of two that are not zero is not 1."""
    still = tuple(value for value in found.missing if value not in alone.missing)
    open_ = found.low < found.high and not still and found.why != (NOT_FOUND_OUT,)
    return replace(found, missing=still, passes=open_, why=() if open_ else found.why)


def _breakdowns(edition: Edition, counts: Mapping[str, Count]) -> set[tuple[str, str]]:
    """Kinds and columns by which the report shows a total in its groups."""
    found = set()
    for name, count in counts.items():
        category = edition.records[name]["category"]
        found |= {(count.kind, column) for column, values in count.conditions if category and values == {category}}
    return found | {(kind.replace("people of", "records of", 1), column) for kind, column in found}


def _told(found: Found, wanted: Wanted) -> str:
    """A leak in words: what can be said of the number, and what says it."""
    if found.why in ((NOT_FOUND_OUT,), (CONTRADICTS,)):
        return f"{found.name}: whether it can be worked out: {found.why[0]}"
    is_ = f"is {found.low:g}" if found.low == found.high else f"lies from {found.low:g} to {found.high:g}"
    lost = f"cannot be {', '.join(map(str, found.missing))}" if found.missing else f"is known to less than {wanted.width} apart"
    return f"{found.name} {is_} and {lost}, since {'; '.join(found.why[:8])}"
