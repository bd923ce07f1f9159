"""Likely causes: how somebody could have come to a number that does not agree. Likely, not proven: small numbers meet by chance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from pipeline.commentary.claim import Claim
from pipeline.commentary.evidence import STANDS, Fact
from pipeline.commentary.fitting import Fit, same_kind, size_of
from pipeline.core.written.numbers import Number

CUT_OFF, OTHER_BASE, COUNT, POINTS = "cut off", "other base", "count for percentage", "points for per cent"
SIGN, DIRECTION, PERIOD, INDICATOR = "sign", "direction", "other period", "other indicator"
TRANSPOSED, HUNDRED, ARITHMETIC, TARGET, UNIT, NUMBER = "transposed digits", "factor of hundred", "arithmetic", "target", "unit", "number"


def of_misfit(claim: Claim, fit: Fit) -> str:
    """The cause where a number equals a figure that its words do not mean."""
    against = fit.against
    if against == ("direction",):
        return SIGN if claim.number.sign else DIRECTION
    if "subject" in against or "group" in against:
        return INDICATOR
    if "role" in against and (fit.fact.role in STANDS or claim.role == "target"):
        return TARGET
    return PERIOD if "period" in against else UNIT if "unit" in against else NUMBER


def of_number(claim: Claim, right: list[Fact]) -> tuple[str, Fact] | None:
    """The slip that makes one of the right figures into the typed number, with that figure; None where none does."""
    return next(_slips(claim.number, right), None)


def _slips(number: Number, right: list[Fact]) -> Iterator[tuple[str, Fact]]:
    bare = replace(number, unit="", qualifier="")
    for fact in right:
        if fact.now and fact.now.role != "value":
            continue
        alike = same_kind(number, fact)
        value = abs(size_of(number, fact))
        if alike and number.cut_off(value):
            yield CUT_OFF, fact
        if number.kind != "number":
            continue
        if not alike and bare.holds(value) and value and not number.shared:
            yield _wrong_unit(number, fact), fact
        if alike and transposed(number, value):
            yield TRANSPOSED, fact
        if alike and value and not (fact.unit == "percent" and number.holds(100 - value)) and any(replace(number, value=number.value * factor, decimals=max(0, number.decimals - shift)).holds(value) for factor, shift in ((100, 2), (10, 1), (Fraction(1, 100), -2), (Fraction(1, 10), -1))):
            yield HUNDRED, fact
        if fact.role == "change" and fact.unit == "percent" and alike and _other_base(number, fact):
            yield OTHER_BASE, fact


def _wrong_unit(number: Number, fact: Fact) -> str:
    if fact.unit == "percentage_points":
        return POINTS if number.unit == "percent" else UNIT
    if number.unit == "percentage_points":
        return POINTS
    return COUNT if number.unit == "percent" else UNIT


def _other_base(number: Number, fact: Fact) -> bool:
    """Whether it is the change in per cent of the later value instead of the earlier one."""
    return bool(fact.now and fact.before and fact.now.value) and number.holds(abs((fact.now.value - fact.before.value) / fact.now.value * 100))


def transposed(number: Number, value: Fraction) -> bool:
    """Whether two neighbouring digits changed places; with at least two digits, no more decimals than are typed."""
    typed, true = (f"{float(one):.{max(0, number.decimals)}f}" for one in (number.value, value))  # below nought: "8k"
    if len(typed) != len(true) or number.qualifier:
        return False
    apart = [at for at, (one, other) in enumerate(zip(typed, true, strict=True)) if one != other]
    return len(apart) == 2 and typed[apart[0]] == true[apart[1]] and typed[apart[1]] == true[apart[0]]
