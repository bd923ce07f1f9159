"""Received measures: what a source prints instead of the values it was worked out from, and a return may bring as received.

A change without its values, a rank without the areas' values, an interval without its counts. Each has a column of its own
name in the return, and an indicator declares under `as_received` which of them it takes. They are kept and printed as
received, and never mixed with what is worked out here.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import Literal

from pipeline.core.words import worded

CHANGES = ("change", "percent_change", "point_change")
RANKS = ("rank", "areas")
INTERVALS = ("plus_minus", "lower_ci", "upper_ci")
AS_RECEIVED = (*CHANGES, *RANKS, *INTERVALS)
NUMBERS = ("value", "numerator", "denominator", *AS_RECEIVED)  # every number that a row of a return can hold
ReceivedMeasure = Literal[
    "change", "percent_change", "point_change", "rank", "areas", "plus_minus", "lower_ci", "upper_ci"
]  # fmt: skip

# Methods: of what stands so in a file, and of a change among it.
RECEIVED = worded("received", "received")
RECEIVED_CHANGE = worded("received_change", "received as a change")
RECEIVED_INTERVAL = "interval as received"


def problems(declared: Sequence[str], unit: str, comparator: str, interval: str, ranked_alone: int) -> list[str]:
    """What does not fit in an indicator's `as_received`; `ranked_alone` is how many of its groups have a received rank."""
    faults = []
    wanted = {"percent": {"point_change"}, "count": {"change", "percent_change"}, "rate": {"change", "percent_change"}}
    changes = set(declared) & set(CHANGES)
    if changes - wanted[unit]:
        faults.append(f"a received change of unit {unit} is {' or '.join(sorted(wanted[unit]))}")
    if changes and comparator in ("none", "target"):
        faults.append("a received change is one from its comparator: an earlier value, a baseline or another area")
    if bool(set(declared) & set(RANKS)) != bool(ranked_alone) or ranked_alone > 1:
        faults.append("a received rank goes with one group in areas.groups that has a rank and no areas")
    if "areas" in declared and "rank" not in declared:
        faults.append("a number of areas goes with a rank")
    held = set(declared) & set(INTERVALS)
    if held not in (set(), {"plus_minus"}, {"lower_ci", "upper_ci"}):
        faults.append("an interval is received as plus_minus, or as lower_ci and upper_ci")
    if bool(held) != bool(interval):
        faults.append("a received interval goes with `interval`, which says what it is and who printed it")
    return faults


def impossible(row) -> str:
    """What cannot be of the numbers as received in a row (`value` and AS_RECEIVED, NaN where there is none); else empty."""
    told = []
    if row.rank < 1 or row.rank % 1 > 0 or row.areas % 1 > 0 or row.areas < 2:
        told.append("a rank and a number of areas are whole, from 1 and from 2")
    if row.rank > row.areas:
        told.append("a rank beyond the number of areas")
    if row.plus_minus < 0:
        told.append("an interval of less than nothing")
    if row.lower_ci > row.value or row.value > row.upper_ci or row.lower_ci > row.upper_ci:
        told.append("a value outside its interval")
    if isnan(row.lower_ci) != isnan(row.upper_ci):
        told.append("an interval with one end")
    if row.percent_change < -100:
        told.append("a fall by more than all there was")
    return "; ".join(told)
