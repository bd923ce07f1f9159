"""Not given: counts of which too many records say nothing in a declared column, such as the place where it happened.

A record without a place may belong anywhere, so a count by place, or of the records of a place, may be too low by as many.
Up to the bound that the column declares (`not_given_above`, per cent) that is left to the list of what became of every
row; above it each count says so itself.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pandas as pd

from pipeline.core.words import Words, joined, worded
from pipeline.definitions.case_tables import CaseTable
from pipeline.definitions.indicators.counting_rules import Counted
from pipeline.received.cases import matching

MARK = "u"


def not_given(
    table: CaseTable, rows: pd.DataFrame, rule: Counted, category: str, of_days: Callable[[pd.DataFrame], pd.DataFrame]
) -> Words:
    """What a count says of records without something in a declared column.

    Takes    rows, all records of the table; of_days, which keeps those in the days of the count. Looked at are those
             that the rule and the category are about as far as other columns say so: those that count, and those left
             out for this very column.
    Returns  how many of how many, in words; "" up to the declared bounds (per cent).
    Trap     records of other places are among them: they have a place.
    """
    found = []
    for name, column in table.columns.items():
        nothing = {"", column.empty}
        if column.not_given_above is None or (category and rule.by == name and category in nothing):
            continue
        meant = rows[rows["left_out"].isin({"", *table.reasons_about(name)})]
        where, where_not = ({one: values for one, values in told.items() if one != name} for told in (rule.where, rule.where_not))
        meant = of_days(meant[matching(meant, where, where_not)])
        if category and rule.by != name:
            meant = meant[meant[rule.by] == category]
        number, total = int(meant[name].isin(nothing).sum()), len(meant)
        if number * 100 > Fraction(column.not_given_above) * total:
            most = f"{column.not_given_above.normalize():f}"
            text = f"{number} of {total} records have nothing in {name}, which is more than {most}% of them"
            found.append(worded("not_given", text, records=number, of=total, column=name, most=most))
    return joined(found)
