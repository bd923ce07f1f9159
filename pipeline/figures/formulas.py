"""Formulas: the arithmetic over named operands that makes each figure, kept as text and evaluated exactly.

The grammar is numbers, operand names, + - * / and brackets, and the functions below. What is recorded
in the ledger is what was computed, so anybody can compute it again.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from fractions import Fraction
from math import isfinite

from pipeline.core.display import exact
from pipeline.figures import limits
from pipeline.figures.variation import COMMON_CAUSE, xmr

Value = Fraction | str


class FormulaError(ValueError):
    """A formula outside the grammar, or one that names an operand that is not there."""


def first_met(*steps: Value) -> str:
    """The word of the first step whose condition holds; steps are word, condition, word, condition, and the word otherwise."""
    words, conditions = steps[0::2], steps[1::2]
    return next((str(word) for word, holds in zip(words, conditions, strict=False) if holds), str(words[-1]))


def light(performance: Fraction, green_from: Fraction, amber_from: Fraction) -> str:
    """Green from `green_from`, amber from `amber_from`, red below; both edges belong to the better light."""
    return first_met("green", at_least(performance, green_from), "amber", at_least(performance, amber_from), "red")


def at_least(number: Fraction, least: Fraction) -> Fraction:
    """Whether a number is not below another: 1 or 0, as every condition."""
    return Fraction(number >= least)


NOT_YET_MET, NOT_ON_LINE = "not yet met", "not on line"


def on_track(shortfall: Fraction, near: Fraction, reached: str) -> str:
    """`reached` where nothing is short, "not yet met" up to and including `near`, "not on line" beyond."""
    return reached if shortfall <= 0 else _short(shortfall, near)


def on_track_strictly(shortfall: Fraction, near: Fraction, reached: str) -> str:
    """The same where the level itself does not reach the target: exactly on it is "not yet met"."""
    return reached if shortfall < 0 else _short(shortfall, near)


def _short(shortfall: Fraction, near: Fraction) -> str:
    return NOT_YET_MET if shortfall <= near else NOT_ON_LINE


def better_or_worse(improvement: Fraction) -> str:
    """The sign of an improvement, in words."""
    return "better" if improvement > 0 else "worse" if improvement < 0 else "no change"


def higher_or_lower(difference: Fraction) -> str:
    """The sign of a difference, in words."""
    return "higher" if difference > 0 else "lower" if difference < 0 else "no change"


VARIATION_WORDS = {
    "Above UCL": "above the usual range",
    "Below LCL": "below the usual range",
    "7 Point Trend (Increasing)": "rising for seven in a row",
    "7 Point Trend (Decreasing)": "falling for seven in a row",
    "2 in 3 Above CL": "near the upper end of the usual range again",
    "2 in 3 Below CL": "near the lower end of the usual range again",
    "7 Points Above CL": "above the mean for seven in a row",
    "7 Points Below CL": "below the mean for seven in a row",
}


def xmr_variation(polarity: str, *values: Fraction) -> str:
    """What the XmR rules say of the last of the values, in words, and whether it is better or worse."""
    cause = xmr(values).special_causes[-1]
    if len(set(values)) == 1:
        return "no variation"
    if cause == COMMON_CAUSE:
        return "no unusual change"
    better = {"higher_is_better": ("Above", "Increasing"), "lower_is_better": ("Below", "Decreasing")}.get(polarity)
    verdict = "" if better is None else f", which is {'better' if any(side in cause for side in better) else 'worse'}"
    return VARIATION_WORDS[cause] + verdict


def rank_lowest_first(own: Fraction, *others: Fraction) -> Fraction:
    """The rank of a value where the lowest is 1; the same values share the better rank."""
    return Fraction(1 + sum(other < own for other in others))


def rank_highest_first(own: Fraction, *others: Fraction) -> Fraction:
    """The rank of a value where the highest is 1; the same values share the better rank."""
    return Fraction(1 + sum(other > own for other in others))


def position(lower: Fraction, upper: Fraction, from_: Fraction, to: Fraction) -> str:
    """Above where all of the first interval lies over the second, below where all of it lies under, otherwise in line."""
    return "above" if lower > to else "below" if upper < from_ else "in line"


def significant(difference: Fraction, half: Fraction, other_half: Fraction) -> str:
    """Whether a difference is larger than the root of the summed squares of two half intervals."""
    return "significant" if difference**2 > half**2 + other_half**2 else "not significant"


FUNCTIONS: dict[str, Callable[..., Value | float]] = {
    "light": light,
    "first_met": first_met,
    "at_least": at_least,
    "at_most": lambda number, most: Fraction(number <= most),
    "above": lambda number, other: Fraction(number > other),
    "below": lambda number, other: Fraction(number < other),
    "equal": lambda number, other: Fraction(number == other),
    "all_of": lambda *conditions: Fraction(all(conditions)),
    "on_track": on_track,
    "on_track_strictly": on_track_strictly,
    "better_or_worse": better_or_worse,
    "higher_or_lower": higher_or_lower,
    "abs": abs,
    "max": max,
    "min": min,
    "wilson_lower": lambda cases, people: limits.wilson(cases, people)[0] * 100,
    "wilson_upper": lambda cases, people: limits.wilson(cases, people)[1] * 100,
    "poisson_lower": lambda events, people, per: limits.poisson(events)[0] / float(people) * float(per),
    "poisson_upper": lambda events, people, per: limits.poisson(events)[1] / float(people) * float(per),
    "binomial_quantile": lambda *given: Fraction(limits.binomial_quantile(*given)),
    "poisson_quantile": lambda *given: Fraction(limits.poisson_quantile(*given)),
    "xmr_mean": lambda *values: xmr(values).mean,
    "xmr_lower_limit": lambda *values: xmr(values).lower_limit,
    "xmr_upper_limit": lambda *values: xmr(values).upper_limit,
    "xmr_variation": xmr_variation,
    "rank_lowest_first": rank_lowest_first,
    "rank_highest_first": rank_highest_first,
    "how_many": lambda *areas: Fraction(len(areas)),
    "level_with": lambda own, *others: Fraction(sum(other == own for other in others)),
    "spread_lower": lambda times, *values: limits.spread(values, float(times))[0],
    "spread_upper": lambda times, *values: limits.spread(values, float(times))[1],
    "position": position,
    "significant": significant,
}
_OPERATIONS: dict[type[ast.operator], Callable[[Fraction | float, Fraction | float], Fraction | float]] = {
    ast.Add: lambda left, right: left + right,
    ast.Sub: lambda left, right: left - right,
    ast.Mult: lambda left, right: left * right,
    ast.Div: lambda left, right: left / right,
}


def evaluate(formula: str, operands: Mapping[str, Value]) -> Value:
    """The formula's value: an exact fraction (of a root, the decimal that it is written as), or a judgement in words.

    `count("green")` counts the operands with that value. Raises FormulaError outside the grammar and
    ZeroDivisionError where the arithmetic does: callers decide beforehand what a zero base means.
    """
    try:
        body = ast.parse(formula, mode="eval").body
    except (SyntaxError, ValueError) as error:
        raise FormulaError(f"not in the grammar of formulas: {formula} ({error})") from None
    value = _value(body, operands)
    return exact(value) if isinstance(value, float) else value


def _value(node: ast.expr, operands: Mapping[str, Value]) -> Value | float:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool) and isfinite(number):
            return exact(number)
        case ast.Constant(value=str() as word):
            return word
        case ast.Name(id=name) if name in operands:
            return operands[name]
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATIONS:
            return _OPERATIONS[type(op)](_number(left, operands), _number(right, operands))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_number(operand, operands)
        case ast.Call(func=ast.Name(id="count"), args=[ast.Constant(value=str() as word)], keywords=[]):
            return Fraction(sum(value == word for value in operands.values()))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in FUNCTIONS:
            return FUNCTIONS[name](*[_value(argument, operands) for argument in arguments])
    raise FormulaError(f"not in the grammar of formulas, or an unknown operand: {ast.unparse(node)}")


def _number(node: ast.expr, operands: Mapping[str, Value]) -> Fraction | float:
    value = _value(node, operands)
    if isinstance(value, str):
        raise FormulaError(f"words cannot be calculated with: {ast.unparse(node)}")
    return value
