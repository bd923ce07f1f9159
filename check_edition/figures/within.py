"""Within: formulas worked out again where values are known as printed, each somewhere within half of its last place.

A formula gives the numbers that it can come to, from the lowest to the highest, or the words; what is printed must be one
of them. Counts are whole and printed whole: what rests on counts alone is worked out as strictly as from exact values.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from ..base.findings import NotAsked, NotChecked, Wrong
from ..base.numbers import displayed, rounded
from .formulas import FUNCTIONS, Formulas

NOT_HERE = "not checkable in this edition"
WHOLE = ("value", "numerator", "denominator", "total")  # measures that count, where no formula makes them
# Functions that only step from one outcome to the next, where two of what they are given cross or something is nought.
STEPS = ("light", "at_least", "at_most", "above", "below", "on_track", "on_track_strictly", "better_or_worse", "higher_or_lower")


class Ends(NamedTuple):
    """The lowest and the highest that a number can be."""

    low: Fraction
    high: Fraction

    @property
    def is_exact(self) -> bool:
        return self.low == self.high


Possible = Ends | frozenset[str]  # a number's ends, or the words that it may be


class Printed(Formulas):
    """The figures of a publication edition, by id, and whether what is printed of each can be so."""

    def __init__(self, records: Mapping[str, Mapping]):
        super().__init__(records)
        self._known: dict[str, Possible | None] = {}

    def value(self, figure_id: str) -> object:
        """A figure's value as it is printed."""
        value = self.records[figure_id]["value"]
        return Fraction(str(value)) if _is_number(value) else value

    def check_precision(self, record: Mapping) -> None:
        """Raise Wrong where a figure tells more than is printed of it."""
        if told := [name for name in ("rows", "exact") if name in record]:
            raise Wrong(f"it tells its {' and '.join(told)}")
        if _is_number(record["value"]) and rounded(Fraction(str(record["value"])), record["decimals"]) != Fraction(str(record["value"])):
            raise Wrong(f"its value {record['value']} has more than {record['decimals']} decimals")

    def check_display(self, record: Mapping) -> None:
        """Raise Wrong where the display does not follow from value, unit, decimals and status. [low] is less than half of the last place."""
        if record["value"] == 0 and record["display"].startswith("[low]"):
            nought = displayed(Fraction(0), record["unit"], record["decimals"], signed=False)
            record = {**record, **{name: record[name].replace("[low]", nought, 1) for name in ("display", "magnitude")}}
        super().check_display(record)

    def check(self, record: Mapping) -> None:
        """Raise Wrong where the printed value is none that the formula can give from the printed operands."""
        if not record["formula"]:
            raise NotAsked
        found, value = self._computed(record), record["value"]
        if found is None or value is None:
            if (found is None) != (value is None):
                raise Wrong(f"it is printed as {record['display']}, and an operand of it {'has no value' if found is None else 'has one'}")
        elif isinstance(found, frozenset):
            if value not in found:
                raise Wrong(f'it says "{value}", expected {" or ".join(sorted(found))}')
        elif not _is_number(value) or not _meet(found, _printed(record)) or (found.is_exact and rounded(found.low, record["decimals"]) != Fraction(str(value))):
            raise Wrong(f"it is printed as {record['display']}, and its formula gives {_told(found)}")

    def _possible(self, figure_id: str) -> Possible | None:
        """What a figure can be: as it is printed, and as its own formula has it."""
        if figure_id not in self._known:
            record = self.records.get(figure_id)
            if record is None:
                raise Wrong(f'there is no operand "{figure_id}"')
            if record["value"] is None and "c" in record["status"].split():
                raise NotChecked(NOT_HERE)
            known = _printed(record)
            if isinstance(known, Ends) and record["formula"]:
                try:
                    made = self._computed(record)
                except NotChecked:
                    made = None
                if isinstance(made, Ends) and _meet(made, known):
                    known = Ends(max(made.low, known.low), min(made.high, known.high))
            self._known[figure_id] = known
        return self._known[figure_id]

    def _computed(self, record: Mapping) -> Possible | None:
        operands = {name: self._possible(one) for name, one in record["operands"].items()}
        if None in operands.values():
            return None
        try:
            return _evaluate(ast.parse(record["formula"], mode="eval").body, operands)
        except (ZeroDivisionError, OverflowError):
            return None
        except (TypeError, ValueError, SyntaxError, AttributeError) as error:
            raise Wrong(f"{record['formula']} cannot be worked out: {error}") from None


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _printed(record: Mapping) -> Possible | None:
    value = record["value"]
    if value is None:
        return None
    if not _is_number(value):
        return frozenset({str(value)})
    number, half = Fraction(str(value)), Fraction(1, 2 * 10 ** record["decimals"])
    whole = record["unit"] == "count" and record["measure"] in WHOLE and not record["decimals"] and not record["formula"]
    return Ends(number, number) if whole else Ends(number - half, number + half)


def _meet(one: Ends, other: Possible) -> bool:
    return isinstance(other, Ends) and one.low <= other.high and other.low <= one.high


def _told(found: Ends) -> str:
    return f"{float(found.low):g}" if found.is_exact else f"{float(found.low):g} to {float(found.high):g}"


def _evaluate(node: ast.expr, operands: Mapping[str, Possible | None]) -> Possible:
    match node:
        case ast.Constant(value=str() as word):
            return frozenset({word})
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return Ends(Fraction(str(number)), Fraction(str(number)))
        case ast.Name(id=name) if name in operands:
            return operands[name]
        case ast.Name(id=name):
            raise Wrong(f'the formula names "{name}", which is no operand')
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return _minus(_evaluate(inner, operands))
        case ast.BinOp(left=left, op=op, right=right):
            a, b = _evaluate(left, operands), _evaluate(right, operands)
            match op:
                case ast.Add():
                    return Ends(a.low + b.low, a.high + b.high)
                case ast.Sub():
                    return Ends(a.low - b.high, a.high - b.low)
                case ast.Mult():
                    return _ends(one * other for one, other in product(a, b))
                case ast.Div() if b.low > 0 or b.high < 0 or b.is_exact:
                    return _ends(one / other for one, other in product(a, b))
                case ast.Div():
                    raise NotChecked(NOT_HERE)
        case ast.Call(func=ast.Name(id="count"), args=[ast.Constant(value=word)], keywords=[]):
            number = Fraction(sum(value == {word} for value in operands.values()))
            return Ends(number, number)
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            if name not in FUNCTIONS:
                raise NotChecked(f"the function {name} is not known here")
            return _called(name, [_evaluate(argument, operands) for argument in arguments])
    raise Wrong(f"outside the grammar of formulas: {ast.unparse(node)}")


def _called(name: str, given: list[Possible]) -> Possible:
    """What a function can give."""
    if name in ("max", "min", "all_of"):
        choose = max if name == "max" else min
        return Ends(choose(one.low for one in given), choose(one.high for one in given))
    if name == "abs":
        (one,) = given
        return _ends([*map(abs, one), *([Fraction(0)] if one.low <= 0 <= one.high else [])])
    if name == "equal":
        one, other = given
        return _ends(Fraction(is_so) for is_so in ({one == other} if one.is_exact and other.is_exact else {False, _meet(one, other)}))
    if name == "first_met":
        return _first_met(given)
    if name in STEPS:
        return _outcomes(FUNCTIONS[name](*values) for values in product(*(_steps(one, given) for one in given)))
    if all(one.is_exact if isinstance(one, Ends) else len(one) == 1 for one in given):
        return _outcomes([FUNCTIONS[name](*(one.low if isinstance(one, Ends) else next(iter(one)) for one in given))])
    raise NotChecked(NOT_HERE)


def _first_met(given: list[Possible]) -> Possible:
    """The words before the first condition that may hold, up to the first that does; else the last word."""
    found: frozenset[str] = frozenset()
    for word, condition in zip(given[::2], given[1::2], strict=False):
        found |= word if condition.high >= 1 else frozenset()
        if condition.low >= 1:
            return found
    return found | given[-1]


def _steps(one: Possible, given: list[Possible]) -> Iterator[object]:
    """Where a function may step: the ends of what it is given, and what else it is held against in between."""
    if not isinstance(one, Ends):
        yield from one
        return
    against = {end for other in given if isinstance(other, Ends) for end in other} | {Fraction(0)}
    yield from dict.fromkeys([*one, *(end for end in against if one.low < end < one.high)])


def _outcomes(found: Iterator[object] | list[object]) -> Possible:
    told = list(found)
    return frozenset(told) if all(isinstance(one, str) for one in told) else _ends(Fraction(one) for one in told)


def _minus(one: Possible) -> Ends:
    return Ends(-one.high, -one.low)


def _ends(found: Iterator[Fraction] | list[Fraction]) -> Ends:
    told = list(found)
    return Ends(min(told), max(told))
