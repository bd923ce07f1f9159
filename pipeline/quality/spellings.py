"""Spellings: one name typed in two ways is not two things.

`Castle` and `castle` would become two sub-groups, and of both it would be said that no value was ever received, which is
not true. What differs by capitals, blanks, hyphens or accents alone is the same name typed otherwise; beside a name that
a definition declares, so is what differs by one letter. Either is a fault with the known name. Two names that are truly
as alike as that are declared both (`[CODE.categories]`).
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from pipeline.core.faults import Fault, folded, nearest
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.report import Report
from pipeline.files.toml_files import line_in

SHORTEST = 5  # letters of a name that one letter may be a slip in: `Male` and `Sale` are two words


def category_faults(report: Report, observations: pd.DataFrame) -> list[Fault]:
    """Rows of returns whose category is a known one spelled otherwise, or none of an indicator that has only its own.

    Takes observations as sources.read_returns gives them; rows that could not be read are looked at too.
    """
    faults = []
    named = observations[observations["category"].ne("") & observations["indicator"].isin(report.indicators)]
    for code, rows in named.groupby("indicator", sort=False):
        indicator = report.indicators[code]
        declared = declared_categories(report, indicator)
        known = _spellings(declared, rows)
        judged = {name: _judged(name, code, indicator, declared, known) for name in rows["category"].unique()}
        for row in rows.drop_duplicates(["category", "file", "sheet", "row"]).itertuples(index=False):
            what, action = judged[row.category]
            if what:
                place = (row.file, row.sheet, int(row.row), "category", row.category)
                faults.append(Fault(what, *place, action=action))
    return faults


def _judged(
    name: str, code: str, indicator: Indicator, declared: tuple[str, ...], known: dict[str, str]
) -> tuple[str, str]:
    """What is wrong with a category of an indicator, and what to do; both empty where nothing is."""
    if name in declared:
        return "", ""
    if (meant := known[folded(name)]) != name:
        action = f"Did you mean {meant}? Read it so by a correction (corrections.toml), or ask for the return again."
        return "a known category, spelled otherwise", action
    if slip := next((one for one in declared if one_slip(one, name)), ""):
        action = f"Did you mean {slip}? If it is another one, declare it in [{code}.categories] too."
        return "a category one letter from a declared one", action
    if not indicator.total:
        action = f"{nearest(name, declared)} Declare it in [{code}.categories], or correct it."
        return "no category of this indicator, which has no total", action
    return "", ""


def declared_categories(report: Report, indicator: Indicator) -> tuple[str, ...]:
    """The categories that the definition names for an indicator: sub-groups, areas, and those that it is counted by."""
    counted = indicator.counted.categories(report.case_tables) if indicator.counted else ()
    named = (*indicator.groups, *indicator.categories, *indicator.area_names, *counted)
    return tuple(one for one in dict.fromkeys(named) if one)


def level_faults(report: Report) -> list[Fault]:
    """Sub-groups with levels of their own that nothing of their indicator is counted by, so that no level ever holds."""
    faults = []
    for code, indicator in report.indicators.items():
        rule = indicator.counted
        table = report.case_tables.get(rule.table) if rule else None
        if rule is None or table is None or rule.by not in table.columns:
            continue
        counted = rule.categories(report.case_tables)
        for name in indicator.categories:
            if name not in counted:
                row = line_in(report.folder / "indicators.toml", (code, "categories", name))
                place = ("indicators.toml", "", row, f"{code}.categories")
                what = "a sub-group that the indicator is not counted by"
                faults.append(Fault(what, *place, found=name, action=nearest(name, counted)))
    return faults


def one_slip(one: str, other: str) -> bool:
    """Whether two names differ by one letter: another, one more or less, or two that changed places; digits never."""
    one, other = sorted((one.casefold(), other.casefold()), key=len)
    if len(one) < SHORTEST or len(other) - len(one) > 1 or one == other:
        return False
    at = next((number for number, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), len(one))
    rest, beyond = one[at:], other[at:]
    if len(other) > len(one):
        slipped, alike = beyond[:1], beyond[1:] == rest
    else:
        swapped = rest[:2] == beyond[:2][::-1] and rest[2:] == beyond[2:]
        slipped, alike = rest[:1] + beyond[:1], rest[1:] == beyond[1:] or swapped
    return alike and slipped.isalpha()


def _spellings(declared: Iterable[str], rows: pd.DataFrame) -> dict[str, str]:
    """The spelling that counts of each name: the declared one, or else the one that most rows have, the earlier of two."""
    typed = rows.sort_values(["received", "file", "row"], kind="stable")["category"].value_counts(sort=False)
    known: dict[str, str] = {}
    for name in [*declared, *typed.sort_values(ascending=False, kind="stable").index]:
        known.setdefault(folded(name), name)
    return known
