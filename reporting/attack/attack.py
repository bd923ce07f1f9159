"""The attack on an edition: everything that its hidden numbers can be, and where what must stay possible is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reporting.attack.counted import Count, Counts
from reporting.attack.edition import Edition
from reporting.attack.knowledge import Knowledge, Printed
from reporting.attack.open_values import CONTRADICTS, NOT_FOUND_OUT, Found, attack
from reporting.attack.outside import Outside, Statement
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
    publication: Path, wanted: Mapping[str, Wanted], earlier: Sequence[Mapping] = (), *, bounds: bool = True
) -> Attack:
    """Attack a publication edition together with the ledgers of earlier published ones.

    `wanted` says of each hidden count what must stay possible; of the others only how far they go is looked for.
    """
    return attack_read(Edition.read(publication), wanted, [Edition.of_ledger(one) for one in earlier], bounds=bounds)


def attack_read(
    edition: Edition, wanted: Mapping[str, Wanted], editions: Sequence[Edition] = (), *, bounds: bool = True
) -> Attack:
    """The same of an edition as it was read, and earlier ones."""
    notes: list[str] = []
    found, unbounded = _attack(edition, editions, wanted, bounds)
    if editions and any(CONTRADICTS in one.why for one in found):
        notes.append("what earlier editions print was revised since, and was left aside")
        found, unbounded = _attack(edition, [], wanted, bounds)
    faults = [f"{name} is hidden and stands in {place}" for name, place in edition.leaks]
    faults += [f"{name} is printed and rests on a hidden number in a way that is not bounded here" for name in unbounded]
    faults += [_told(one, wanted.get(one.name, Wanted())) for one in found if not one.passes]
    return Attack(found, faults, notes)


def _attack(
    edition: Edition, earlier: Sequence[Edition], wanted: Mapping[str, Wanted], bounds: bool
) -> tuple[list[Found], list[str]]:
    counts = Counts(edition.records).found
    hidden = {name: counts[name] for name in counts if name in edition.hidden}
    told: Printed = [
        (count, edition.records[name]["value"], f"{name} is printed as {edition.records[name]['display']}")
        for name, count in counts.items() if edition.records[name]["value"] is not None
    ]  # fmt: skip
    told += _printed_before(earlier, {count: number for count, number, _ in told})
    knowledge = Knowledge(told, hidden, _breakdowns(edition, counts))
    statements: list[Statement] = list(knowledge.statements())
    unbounded = []
    for one in resting(edition.records, counts, knowledge):
        (statements if isinstance(one, Statement) else unbounded).append(one)
    zeros = any(number == 0 for _, number, _ in told)
    least = dict.fromkeys(hidden, 1.0) if zeros else {}
    weights = {name: knowledge.weights(count) for name, count in hidden.items()}
    found = attack(Outside(statements, weights, least), wanted, bounds=bounds)
    alone = _with_all_hidden({one.name: one for one in found if one.missing}, told, counts, bool(least))
    return [_but_unavoidable(one, alone[one.name]) if one.missing else one for one in found], unbounded


def _with_all_hidden(lacking: Mapping[str, Found], told: Printed, counts: Mapping[str, Count], zeros_printed: bool) -> dict[str, Found]:
    """What is found of numbers that lack a value where everything is hidden but the zeros."""
    if not lacking:
        return {}
    zeros = [one for one in told if one[1] == 0]
    of_zeros = {one for one, *_ in zeros}
    others = {name: count for name, count in counts.items() if count not in of_zeros}
    knowledge = Knowledge(zeros, others, set())
    weights = {name: knowledge.weights(count) for name, count in others.items()}
    outside = Outside(list(knowledge.statements()), weights, dict.fromkeys(weights, 1.0) if zeros_printed else {})
    return {one.name: one for one in attack(outside, {name: Wanted(values=one.missing) for name, one in lacking.items()}, bounds=False)}


def _but_unavoidable(found: Found, alone: Found) -> Found:
    """A number without the values that it lacks whatever is hidden: the sum of two that are not zero is not 1."""
    still = tuple(value for value in found.missing if value not in alone.missing)
    open_ = found.low < found.high and not still and found.why != (NOT_FOUND_OUT,)
    return replace(found, missing=still, passes=open_, why=() if open_ else found.why)


def _printed_before(earlier: Sequence[Edition], now: Mapping[Count, float]) -> Printed:
    """What earlier editions print of counts that this one does not print; one that is another number now was revised."""
    found: Printed = []
    for edition in earlier:
        for name, count in Counts(edition.records).found.items():
            record = edition.records[name]
            if record["value"] is not None and count not in now:
                found.append((count, record["value"], f"{edition.name} printed {name} as {record['display']}"))
    return found


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
