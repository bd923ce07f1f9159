"""Likely causes: how somebody could have come to a number that does not agree. Small numbers meet by chance."""

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
TRANSPOSED, HUNDRED, TARGET, UNIT, NUMBER = "transposed digits", "factor of hundred", "target", "unit", "number"


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
    facts = (fact for fact in right if not fact.now or fact.now.role == "value")
    return next(((cause, fact) for fact in facts for cause in _slips(claim.number, fact)), None)


def _slips(number: Number, fact: Fact) -> Iterator[str]:
    alike, value = same_kind(number, fact), abs(size_of(number, fact))
    if alike and number.cut_off(value):
        yield CUT_OFF
    bare = replace(number, unit="", qualifier="")
    if number.kind == "number" and not alike and value and not number.shared and bare.holds(value):
        if "percentage_points" in (fact.unit, number.unit):
            yield POINTS if "percent" in (fact.unit, number.unit) or number.unit == "percentage_points" else UNIT
        else:
            yield COUNT if number.unit == "percent" else UNIT
    if number.kind != "number" or not alike:
        return
    if transposed(number, value):
        yield TRANSPOSED
    rest = fact.unit == "percent" and number.holds(100 - value)
    if value and not rest and any(_shifted(number, by).holds(value) for by in (-2, -1, 1, 2)):
        yield HUNDRED
    if fact.role == "change" and fact.unit == "percent" and fact.now.value:
        if number.holds(abs((fact.now.value - fact.before.value) / fact.now.value * 100)):  # of the later value instead
            yield OTHER_BASE


def _shifted(number: Number, places: int) -> Number:
    """A number with its decimal point so many places to the right."""
    return replace(number, value=number.value * Fraction(10) ** places, decimals=max(0, number.decimals - places))


def transposed(number: Number, value: Fraction) -> bool:
    """Whether two neighbouring digits changed places; with at least two digits, no more decimals than are typed."""
    typed, true = (f"{float(one):.{max(0, number.decimals)}f}" for one in (number.value, value))  # below nought: "8k"
    if len(typed) != len(true) or number.qualifier:
        return False
    apart = [at for at, (one, other) in enumerate(zip(typed, true, strict=True)) if one != other]
    return len(apart) == 2 and typed[apart[0]] == true[apart[1]] and typed[apart[1]] == true[apart[0]]
