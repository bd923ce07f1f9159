"""Likely causes: how somebody could have come to a number that does not agree. Likely, not proven: small numbers meet by chance."""

from __future__ import annotations

from fractions import Fraction

from pipeline.claims.evidence import Evidence, Level
from pipeline.claims.numbers import Number, rounded
from pipeline.core.display import exact

CUT_OFF, OTHER_BASE, COUNT, POINTS, SIGN, DIRECTION, PERIOD, INDICATOR = (
    "cut off", "other base", "count for percentage", "points for per cent", "sign", "direction", "other period", "other indicator",
)  # fmt: skip
LEFT_OVER, TRANSPOSED, HUNDRED, ARITHMETIC, TARGET, UNIT, NUMBER = (
    "left over", "transposed digits", "factor of hundred", "arithmetic", "target", "unit", "number",
)  # fmt: skip


def cause_of_level(evidence: Evidence, number: Number, codes: tuple[str, ...], right: list[Level]) -> str:
    """The likeliest cause of a value that does not agree with any of the right ones."""
    values = [level.value for level in right]
    if any(number.cut_off(value) for value in values):
        return CUT_OFF
    percent = any(evidence.report.indicators[code].unit == "percent" for code in codes)
    if number.unit == "percent" and not percent and any(number.holds(value) for value in values):
        return COUNT
    if number.unit != "percent" and percent and any(number.holds(value) for value in values):
        return COUNT if not number.unit else UNIT
    if any(transposed(number, value) for value in values):
        return TRANSPOSED
    if any(_hundredfold(number, value) for value in values):
        return HUNDRED
    for code in codes:
        for (_, _, measure), levels in evidence.all_of(code):
            for level in levels:
                if level not in right and _same_kind(evidence, number, level) and number.holds(level.value):
                    return (
                        TARGET
                        if measure in ("target", "baseline")
                        else PERIOD
                        if measure == "value"
                        else COUNT
                        if percent and not number.unit
                        else NUMBER
                    )
        changes = [figure for level in right for figure in evidence.changes.get(level.figure.id, [])]
        if any(
            number.holds(abs(exact(figure.value))) and (figure.unit == "percent") == (number.unit == "percent")
            for figure in changes
        ):
            return NUMBER
    for code in evidence.codes:
        if (
            code not in codes
            and number.value >= 10
            and not number.qualifier
            and any(
                _same_kind(evidence, number, level) and number.holds(level.value) for level in evidence.current(code)
            )
        ):
            return INDICATOR
    return NUMBER


def cause_of_change(
    evidence: Evidence, number: Number, codes: tuple[str, ...], pairs: list[tuple[Level, Level, bool]], way: str
) -> str:
    """The likeliest cause of a change that does not agree."""
    percent = any(evidence.report.indicators[code].unit == "percent" for code in codes)
    for now, before, _ in pairs:
        points = now.value - before.value
        relative = points / before.value * 100 if before.value else None
        turned = points / now.value * 100 if now.value else None
        told = relative if number.unit == "percent" else points
        if told is not None and number.cut_off(abs(told)):
            return CUT_OFF
        if percent and number.unit == "percent" and number.holds(abs(points)):
            return POINTS
        if number.unit == "percentage_points" and relative is not None and number.holds(abs(relative)):
            return POINTS
        if not percent and number.unit == "percent" and number.holds(abs(points)):
            return COUNT
        if number.unit == "" and relative is not None and number.holds(abs(relative)):
            return COUNT
        if (
            number.unit == "percent"
            and turned is not None
            and (number.holds(abs(turned)) or number.cut_off(abs(turned)))
        ):
            return OTHER_BASE
        if told is not None and transposed(number, abs(told)):
            return TRANSPOSED
        if told is not None and _hundredfold(number, abs(told)):
            return HUNDRED
    for now, before, _ in pairs:
        if number.unit != "percent" and (number.holds(now.value) or number.holds(before.value)):
            return NUMBER
        if number.unit == "percent" and before.value and number.holds(now.value / before.value * 100):
            return OTHER_BASE
    for code in codes:
        if _other_change(evidence, number, code):
            return PERIOD
    for code in evidence.codes:
        if code not in codes and number.value >= 10 and number.decimals and _other_change(evidence, number, code):
            return INDICATOR
    return NUMBER


def _other_change(evidence: Evidence, number: Number, code: str) -> bool:
    unit = {"percent": ("percent",), "percentage_points": ("percentage_points",)}.get(number.unit, ("count", "rate"))
    return any(
        figure.unit in unit and figure.parts.indicator == code and exact(figure.value) and number.holds(abs(exact(figure.value)))
        for figures in evidence.changes.values() for figure in figures
    )  # fmt: skip


def _same_kind(evidence: Evidence, number: Number, level: Level) -> bool:
    return (level.figure.unit == "percent") == (number.unit == "percent")


def _hundredfold(number: Number, value: Fraction) -> bool:
    return bool(value) and any(number.holds(value * factor) for factor in (100, Fraction(1, 100), 10, Fraction(1, 10)))


def transposed(number: Number, value: Fraction) -> bool:
    """Whether two neighbouring digits of the number as it should be typed have changed places, or any of four and more."""
    step = Fraction(10) ** number.decimals
    right, wrong = str(abs(int(rounded(value, number.decimals) * step))), str(abs(int(number.value * step)))
    if len(right) == len(wrong) >= 4 and sorted(right) == sorted(wrong) and right != wrong:
        return True
    return len(right) == len(wrong) and any(
        right[at] != right[at + 1] and wrong == right[:at] + right[at + 1] + right[at] + right[at + 2 :]
        for at in range(len(right) - 1)
    )  # fmt: skip
