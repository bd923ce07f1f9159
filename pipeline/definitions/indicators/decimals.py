"""Decimals: to how many an indicator's figures are printed: one number, one by measure, or as its values were received."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from pipeline.files.toml_files import Table, said_as

MOST = 6
AS_RECEIVED = "as_received"


def places_of_values(declared: object) -> object:
    """How many decimals values have: a number, or as each was received. Raises ValueError for anything else."""
    number = isinstance(declared, int) and not isinstance(declared, bool)
    if declared != AS_RECEIVED and not (number and 0 <= declared <= MOST):
        raise ValueError(f'expected a whole number from 0 to {MOST}, or "{AS_RECEIVED}"')
    return declared


Places = Annotated[int, Field(ge=0, le=MOST)]
OfValues = Annotated[
    int | str, BeforeValidator(places_of_values), said_as(f"whole number from 0 to {MOST}, or `{AS_RECEIVED}`")
]


class DecimalsByMeasure(Table):
    """Decimals of the value, and of what is worked out from it where it is not to be printed as usual.

    Usual is for percentages of change, shares and reductions one decimal, for everything else that of the values.
    """

    value: OfValues
    """Of the value: a number, or `as_received`."""
    change: Places | None = None
    """Of the change."""
    percent_change: Places | None = None
    """Of the change in per cent."""
    point_change: Places | None = None
    """Of the change in percentage points."""
    gap_to_target: Places | None = None
    """Of the gap to the target."""
    reduction: Places | None = None
    """Of the reduction from the baseline."""
    annualised: Places | None = None
    """Of the value carried on to a year."""
    share: Places | None = None
    """Of shares."""
    lower_ci: Places | None = None
    """Of the lower confidence limit."""
    upper_ci: Places | None = None
    """Of the upper confidence limit."""
    mean: Places | None = None
    """Of the mean of the usual range."""
    lower_limit: Places | None = None
    """Of the lower limit of the usual range."""
    upper_limit: Places | None = None
    """Of the upper limit of the usual range."""


# Declared as a table, or by one number or word that is that of the values.
Decimals = Annotated[
    DecimalsByMeasure,
    BeforeValidator(lambda declared: declared if isinstance(declared, dict) else {"value": declared}),
    said_as(f"whole number from 0 to {MOST}, `{AS_RECEIVED}`, or table by measure"),
]


def decimals_written(cell: object) -> int | None:
    """How many decimals a number was given with: 72.00 has two. None for a workbook's number, which is stored without them."""
    return min(len(cell.strip().partition(".")[2]), MOST) if isinstance(cell, str) and cell.strip() else None
