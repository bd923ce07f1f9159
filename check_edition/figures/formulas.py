"""Formulas worked out again from the recorded operands, in exact fractions."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from fractions import Fraction
from math import isclose

from ..base.findings import NotAsked, NotChecked, Wrong, same
from ..base.numbers import displayed
from .standing import as_counts
from .statistics import binomial_quantile, poisson, poisson_quantile, spread, usual_range, variation, wilson

SIGNED = ("change", "percent_change", "point_change", "gap_to_target", "rank_change")


def _met(short: bool, shortfall: Fraction, near: Fraction, reached: str) -> str:
    return reached if not short else "not yet met" if shortfall <= near else "not on line"


FUNCTIONS: dict[str, Callable] = {
    "abs": abs, "max": max, "min": min,
    "light": lambda p, green, amber: "green" if p >= green else "amber" if p >= amber else "red",
    "first_met": lambda *steps: next((steps[at - 1] for at in range(1, len(steps), 2) if steps[at]), steps[-1]),
    "at_least": lambda x, y: int(x >= y), "at_most": lambda x, y: int(x <= y), "equal": lambda x, y: int(x == y),
    "above": lambda x, y: int(x > y), "below": lambda x, y: int(x < y), "all_of": lambda *met: int(all(met)),
    "on_track": lambda shortfall, near, reached: _met(shortfall > 0, shortfall, near, reached),
    "on_track_strictly": lambda shortfall, near, reached: _met(shortfall >= 0, shortfall, near, reached),
    "better_or_worse": lambda d: "better" if d > 0 else "worse" if d < 0 else "no change",
    "higher_or_lower": lambda d: "higher" if d > 0 else "lower" if d < 0 else "no change",
    "wilson_lower": lambda cases, people: wilson(cases, people, -1),
    "wilson_upper": lambda cases, people: wilson(cases, people, 1),
    "poisson_lower": lambda events, people, per: poisson(events, people, per, -1),
    "poisson_upper": lambda events, people, per: poisson(events, people, per, 1),
    "binomial_quantile": binomial_quantile, "poisson_quantile": poisson_quantile,
    "xmr_mean": lambda *values: usual_range(values)[0],
    "xmr_lower_limit": lambda *values: usual_range(values)[0] - usual_range(values)[1],
    "xmr_upper_limit": lambda *values: sum(usual_range(values)),
    "xmr_variation": variation,
    "rank_lowest_first": lambda own, *others: 1 + sum(one < own for one in others),
    "rank_highest_first": lambda own, *others: 1 + sum(one > own for one in others),
    "how_many": lambda *areas: len(areas), "level_with": lambda own, *others: others.count(own),
    "spread_lower": lambda times, *values: spread(times, values, -1),
    "spread_upper": lambda times, *values: spread(times, values, 1),
    "significant": lambda d, a, b: "significant" if d * d - a * a > b * b else "not significant",
    "position": lambda low, high, from_, to: "above" if low > to else "below" if high < from_ else "in line",
}  # fmt: skip


def evaluate(node: ast.expr, operands: Mapping[str, object]) -> object:
    """The value of a formula's tree. Raises Wrong for a name that is no operand, NotChecked for an unknown function."""
    match node:
        case ast.Constant(value=str() as word):
            return word
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return Fraction(str(number))
        case ast.Name(id=name):
            if name not in operands:
                raise Wrong(f'the formula names "{name}", which is no operand')
            return operands[name]
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -evaluate(inner, operands)
        case ast.BinOp(left=left, op=op, right=right):
            a, b = evaluate(left, operands), evaluate(right, operands)
            match op:
                case ast.Add():
                    return a + b
                case ast.Sub():
                    return a - b
                case ast.Mult():
                    return a * b
                case ast.Div():
                    return a / b
        case ast.Call(func=ast.Name(id="count"), args=[ast.Constant(value=word)], keywords=[]):
            return Fraction(sum(value == word for value in operands.values()))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            if name not in FUNCTIONS:
                raise NotChecked(f"the function {name} is not known here")
            return FUNCTIONS[name](*[evaluate(argument, operands) for argument in arguments])
    raise Wrong(f"outside the grammar of formulas: {ast.unparse(node)}")


class Formulas:
    """The figures of a ledger, by id, and what their formulas and displays come to."""

    def __init__(self, records: Mapping[str, Mapping]):
        self.records = records
        self.exact: dict[str, object] = {}

    def value(self, figure_id: str) -> object:
        """A figure's recorded value: exact where its own formula gives what is recorded (a third is not 0.333…)."""
        if figure_id not in self.exact:
            record = self.records.get(figure_id)
            if record is None:
                raise Wrong(f'there is no operand "{figure_id}"')
            value = record["value"]
            number = isinstance(value, (int, float)) and not isinstance(value, bool)
            self.exact[figure_id] = Fraction(str(value)) if number else value
            if isinstance(value, float) and record["formula"]:
                found = self.computed(record)
                if isinstance(found, Fraction) and float(found) == value:
                    self.exact[figure_id] = found
        return self.exact[figure_id]

    def computed(self, record: Mapping) -> object:
        """What the formula gives; None where an operand has no value, or where it would divide by zero."""
        operands = {name: self.value(operand) for name, operand in record["operands"].items()}
        if None in operands.values():
            return None
        try:
            return evaluate(ast.parse(record["formula"], mode="eval").body, operands)
        except (ZeroDivisionError, OverflowError):
            return None
        except (TypeError, ValueError, SyntaxError) as error:
            raise Wrong(f"{record['formula']} cannot be worked out: {error}") from None

    def check(self, record: Mapping) -> None:
        """Raise Wrong where a formula does not give the recorded value. Roots and exponents agree to nine digits."""
        if not record["formula"]:
            raise NotAsked
        found, value = self.computed(record), record["value"]
        if isinstance(found, (Fraction, int)):
            found = Fraction(found)
            found = found.numerator if found.denominator == 1 else float(found)
        rooted = isinstance(found, float) and any(name in record["formula"] for name in ("wilson", "poisson", "spread"))
        if rooted and isinstance(value, (int, float)) and isclose(found, value, rel_tol=1e-9, abs_tol=1e-9):
            return
        same(value, found, "the ledger says")

    def check_exact(self, record: Mapping) -> None:
        """Raise Wrong where the exact value beside a decimal is not what the formula gives, or rounds to another decimal."""
        if "exact" not in record:
            raise NotAsked
        number = Fraction(record["exact"])
        same(record["value"], float(number), "beside its exact value the ledger says")
        found = self.computed(record) if record["formula"] else number
        same(record["exact"], str(found), "the exact value in the ledger is")

    def check_display(self, record: Mapping) -> None:
        """Raise Wrong where the display does not follow from value, unit, decimals and status."""
        value, marks = record["value"], [f"[{mark}]" for mark in record["status"].split()]
        if record["unit"] == "chart":
            same(bool(record["display"]), True, "a chart is named:")
            return
        if value is None and not {"[x]", "[z]", "[c]"} & set(marks):
            raise Wrong("it has no value and no mark that says why")
        for name, signed in (("display", record["measure"] in SIGNED), ("magnitude", False)):
            text = "" if value is None else value
            if not isinstance(text, str):
                number = self.value(record["id"])
                number = abs(number) if name == "magnitude" else number
                text = as_counts(record, self.records)
                text = text or displayed(number, record["unit"], record["decimals"], signed=signed)
            same(record[name], " ".join(part for part in (text, *marks) if part), f"its {name} is")
