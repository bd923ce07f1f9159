"""Not given: counts of which too many records say nothing in a declared column, such as the place where it happened.

A record without a place may belong anywhere, so a count by place, or of the records of a place, may be too low by as many.
Up to the bound that the column declares (`not_given_above`, per cent) that is left to the list of what became of every
row; above it each count says so itself.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from pipeline.core.words import Words, joined, worded
from pipeline.methods.values.counted_records import CountedRecords

MARK = "u"


def not_given(records: CountedRecords, category: str, first: date, last: date) -> Words | str:
    """What a count of these days says of records without something in a declared column.

    Looked at are those that the rule and the category are about as far as other columns say so: those that count, and
    those left out for this very column.
    Returns  how many of how many, in words; "" up to the declared bounds (per cent).
    Trap     records of other places are among them: they have a place.
    """
    found = []
    for name, column in records.table.columns.items():
        counted_by = records.rule.by == name
        if column.not_given_above is None or (category and counted_by and category in ("", column.empty)):
            continue
        total, number = records.nothing_in(name, "" if counted_by else category, first, last)
        if number * 100 > Fraction(column.not_given_above) * total:
            most = f"{column.not_given_above.normalize():f}"
            text = f"{number} of {total} records have nothing in {name}, which is more than {most}% of them"
            found.append(worded("not_given", text, records=number, of=total, column=name, most=most))
    return joined(found)
