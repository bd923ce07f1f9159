"""Decimals: to how many an indicator's figures are printed: one number, one by measure, or as its values were received."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from pipeline.files.toml_files import Table

MOST = 6
AS_RECEIVED = "as_received"


def places_of_values(declared: object) -> object:
    """How many decimals values have: a number, or as each was received. Raises ValueError for anything else."""
    number = isinstance(declared, int) and not isinstance(declared, bool)
    if declared != AS_RECEIVED and not (number and 0 <= declared <= MOST):
        raise ValueError(f'expected a whole number from 0 to {MOST}, or "{AS_RECEIVED}"')
    return declared


Places = Annotated[int, Field(ge=0, le=MOST)]
OfValues = Annotated[int | str, BeforeValidator(places_of_values)]


class DecimalsByMeasure(Table):
    """Decimals of the value, and of what is worked out from it where it is not to be printed as usual.

    Usual is for percentages of change, shares and reductions one decimal, for everything else that of the values.
    """

    value: OfValues
    change: Places | None = None
    percent_change: Places | None = None
    point_change: Places | None = None
    gap_to_target: Places | None = None
    reduction: Places | None = None
    annualised: Places | None = None
    share: Places | None = None
    lower_ci: Places | None = None
    upper_ci: Places | None = None
    mean: Places | None = None
    lower_limit: Places | None = None
    upper_limit: Places | None = None


# Declared as a table, or by one number or word that is that of the values.
Decimals = Annotated[
    DecimalsByMeasure, BeforeValidator(lambda declared: declared if isinstance(declared, dict) else {"value": declared})
]


def decimals_written(cell: object) -> int | None:
    """How many decimals a number was given with: 72.00 has two. None for a workbook's number, which is stored without them."""
    return min(len(cell.strip().partition(".")[2]), MOST) if isinstance(cell, str) and cell.strip() else None
