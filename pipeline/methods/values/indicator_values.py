"""Values on each basis: as received where received, otherwise counted from records or worked out from parts.

A value is found by the days it covers, so that the first quarter and the year to date in June are one value. What was
received is never derived. Its parts are the quarters or months of its days, or else whatever was received that lies end
to end over them. Parts add up only for sums; percentages and rates are the sum of numerators over the sum of
denominators, never a mean; people counted once (distinct) and stocks do not add. A missing part gives [x] with the parts
named, never a silent partial sum. What covers days on both sides of a declared break is marked [b].
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from pipeline.core.cited_rows import Caveats, RowSet
from pipeline.core.display import exact
from pipeline.core.faults import present
from pipeline.core.periods import Period
from pipeline.core.words import worded
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.indicators.received_measures import AS_RECEIVED, RECEIVED
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, derive_figure, make_figure, with_mark
from pipeline.files.record_table import RecordTable
from pipeline.methods.values.absences import parts_missing
from pipeline.methods.values.counting import CaseCounts
from pipeline.methods.values.parts import COUNTED, part_name, parts_of, tiled
from pipeline.methods.values.populations import (
    areas_received,
    mean_of_parts,
    newest_population,
    population_figure,
    sum_of_areas,
)
from pipeline.methods.values.standing import as_counts, is_open, shown_as, small_base, unfinished_value
from pipeline.received.observations import column_of, most_decimals, newest, with_coverage

SUM = worded("added_up", "sum of parts")
MEAN = worded("added_up", "mean of the populations of the parts")
DIFFERENCE = worded("difference", "difference of two years to date", years=2)
ABSENT = {"x", "z", "c"}
NO_REASON = "the return gives no reason"
Common = dict[str, Any]  # the fields of a figure that are known before it is worked out


class Values:
    """Value figures by indicator, category, measure and the days covered, each made when first asked for.

    Takes    observations, one row a received line; cases and extracts as cases.Cases holds them; caveats, what bears on
             rows; before, the values of the last report: what is another number now than then is marked [r].
    Trap     only rows of days that were over by the end of the report's period count; the newest of the same days does.
    """

    def __init__(
        self, report: Report, observations: pd.DataFrame, caveats: Caveats, cases: RecordTable, extracts: pd.DataFrame,
        before: Values | None = None,
    ):  # fmt: skip
        self.report, self.before = report, before
        self.counts = CaseCounts(report, cases, extracts, caveats)
        self.figures: dict[tuple[str, str, str, str, int], Figure | None] = {}
        known = {*report.codes, *report.populations}
        rows = newest(with_coverage(observations[observations["indicator"].isin(known)]))
        rows = rows[rows["last_day"] <= report.period.end.isoformat()]
        self.rows = {
            (row.indicator, row.category, row.first_day, row.last_day): row for row in rows.itertuples(index=False)
        }
        self.given = most_decimals(rows)
        self.days_of: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for code, category, *days in self.rows:
            self.days_of.setdefault((code, category), []).append((days[0], days[1]))

    def listed(self) -> list[tuple[str, str]]:
        """Every indicator with its categories, in the order of the definition; the total is the empty category."""
        found: dict[str, set[str]] = {code: set() for code in self.report.codes}
        for code, category, *_ in self.rows:
            if code in found:
                found[code].add(category)
        listed = []
        for code, categories in found.items():
            indicator = self.report.indicators[code]
            counted = indicator.counted.categories(self.report.case_tables) if indicator.counted else ()
            declared = [*indicator.groups, *indicator.categories, *indicator.area_names, *counted]
            listed += [(code, category) for category in dict.fromkeys([*declared, *sorted(categories)])]
        return listed

    def row(self, code: str, category: str, period: Period, basis: str) -> Any | None:
        """What was received of some days, as a row of the observations; None where nothing was."""
        return self.rows.get((code, category, period.first_day(basis).isoformat(), period.end.isoformat()))

    def made(self) -> list[Figure]:
        """Every figure asked for so far, with the parts it was worked out from."""
        return [figure for figure in self.figures.values() if figure]

    def find(self, code: str, category: str, period: Period, basis: str, measure: str = "value") -> Figure | None:
        """The figure, received or worked out, in the indicator's unit or, of `numerator` and `denominator`, as a count; None
        where nothing is known of it.
        """
        key = (code, category, measure, basis, period.months_from_year_zero)
        if key not in self.figures:
            made = self._make(code, category, period, basis, measure)
            earlier = self.earlier(code, category, period, basis, measure) if made else None
            if made and earlier and None not in (earlier.value, made.value) and earlier.value != made.value:
                made = with_mark(made, "r")
            over = self.report.indicators[code].broken_within(period.first_day(basis), period.end)
            self.figures[key] = with_mark(made, "b") if made and over and made.value is not None else made
        return self.figures[key]

    def earlier(self, code: str, category: str, period: Period, basis: str, measure: str = "value") -> Figure | None:
        """The figure as the last report knew it; None where it knew nothing, and for days that were not over by then."""
        known = self.before if self.before and self.before.is_over(code, period) else None
        return known.find(code, category, period, basis, measure) if known else None

    def is_over(self, code: str, period: Period) -> bool:
        """Whether these days were over by the end of what the report tells of the indicator, and the report had it."""
        return period.end <= self.report.period_of(code).end and code in {*self.report.codes, *self.report.populations}

    def _make(self, code: str, category: str, period: Period, basis: str, measure: str) -> Figure | None:
        indicator = self.report.indicators[code]
        named = period.named_for(basis)
        figure_id = self.report.figure_id(code, measure, category=category, basis=basis, period=named)
        row = self.row(code, category, period, basis)
        common = {"basis": basis, "period": str(named)}
        if row is not None:
            return self._received(figure_id, indicator, row, measure, period, basis, common)
        if measure == "value" and indicator.aggregation == "ratio":
            known = (self.find(code, category, period, basis, counted) for counted in COUNTED)
            counts = [one for one in known if one]
            if len(counts) < len(COUNTED):
                return None
            if "p" in counts[0].status.split() and self._is_open(indicator, category, period, basis):
                return unfinished_value(figure_id, indicator, counts, common)
            ratio = self._ratio(figure_id, indicator, counts, common, self._places(indicator))
            return replace(ratio, reason=ratio.reason or counts[0].reason)
        if indicator.counted and measure == "denominator" and indicator.counted.population:
            row = newest_population(self.rows, indicator.counted.population, period)
            found = self.find(row.indicator, "", Period.parse(row.period, row.basis), row.basis) if row else None
            return population_figure(figure_id, found, basis, period) if found else None
        if indicator.aggregation == "stock" and basis != indicator.basis:
            return None  # what was open in a whole quarter is another number than what is open on a day
        if indicator.counted and (measure == "value" or indicator.aggregation == "ratio"):
            counted = self.counts.find(figure_id, indicator, category, period, basis, measure)
            if counted:
                return counted
        if code in self.report.populations and not category:
            areas = areas_received(self.rows, code, period)
            return sum_of_areas(figure_id, indicator, {one: present(self.find(code, one, period, basis)) for one in areas}, common)
        return self._from_parts(figure_id, indicator, category, period, basis, measure, common)

    def _received(
        self, figure_id: str, indicator: Indicator, row: Any, measure: str, period: Period, basis: str, common: Common
    ) -> Figure | None:
        common = {**common, "received_by": row.received}
        has_counts = pd.notna(row.numerator) and pd.notna(row.denominator)
        if measure == "value" and has_counts and not ABSENT & set(row.status.split()):
            counts = [present(self.find(indicator.code, row.category, period, basis, counted)) for counted in COUNTED]
            return self._ratio(figure_id, indicator, counts, common, self._places(indicator, row), row.status, row.note)
        number = getattr(row, measure)
        if pd.isna(number) and measure in COUNTED:
            return None
        few = measure == "value" and pd.notna(row.denominator) and self._few(indicator.unit, row.denominator)
        rows = (RowSet(row.file, row.sheet, (int(row.row),), column_of(row.cells, measure), row.sha256),)
        counted, there = measure in COUNTED, pd.notna(number)
        marks = [mark for mark in row.status.split() if not (counted and mark in ABSENT)]
        marks += ["u"] if there and few and "u" not in marks else []
        return make_figure(
            figure_id,
            exact(number) if there else None,
            unit="count" if counted else indicator.unit,
            decimals=0 if counted else self._places(indicator, row),
            status=" ".join(marks if there or ABSENT & set(marks) else ["x", *marks]),
            reason=row.note or ("" if there else _without_value(row)),
            method=RECEIVED,
            formula="",
            rows=rows,
            **common,
        )

    def _few(self, unit: str, number: float) -> bool:
        return unit == "percent" and 0 < exact(number) < self.report.definition.small_base

    def _ratio(
        self,
        figure_id: str,
        indicator: Indicator,
        counts: list[Figure],
        common: Common,
        decimals: int,
        status: str = "",
        note: str = "",
    ) -> Figure:
        """Numerator over denominator; [z] where the denominator is 0, because 0 of 0 is not 0 %. Of few cases it is marked."""
        figure = derive_figure(
            figure_id, f"numerator / denominator * {indicator.per}", dict(zip(COUNTED, counts, strict=True)),
            zero_base="denominator", mark=f"{status} {small_base(self.report, indicator.unit, counts[1])}",
            unit=indicator.unit, decimals=decimals, method="ratio of counts", **common,
        )  # fmt: skip
        figure = shown_as(figure, as_counts(indicator.unit, *counts))
        return replace(figure, reason=note) if note and (status or figure.value is None) else figure

    def _is_open(self, indicator: Indicator, category: str, period: Period, basis: str) -> bool:
        """Whether too many of the records behind a percentage have not had their time."""
        rule = indicator.counted
        pending, whole = self._pending(indicator, category, period, basis) if rule else (0, 0)
        return rule is not None and is_open(pending, whole, counted_in=rule.rule == "recurs")

    def _pending(self, indicator: Indicator, category: str, period: Period, basis: str) -> tuple[int, int]:
        """The records that may still come to meet the rule, and all that it looked at, where it counts no such days in their parts."""
        own = self.counts.pending(indicator, category, period, basis)
        if own is not None:
            return own
        parts = parts_of(period, basis) if basis != "month" else []
        found = [self._pending(indicator, category, part, part_basis) for part, part_basis in parts]
        return sum(one for one, _ in found), sum(whole for _, whole in found)

    def _from_parts(
        self, figure_id: str, indicator: Indicator, category: str, period: Period, basis: str, measure: str, common: Common
    ) -> Figure | None:
        if indicator.aggregation not in ("sum", "ratio") or (indicator.aggregation == "ratio" and measure == "value"):
            return None
        if basis == "quarter":
            figure = self._difference(figure_id, indicator, category, period, measure, common)
            if figure:
                return figure
        days = parts_of(period, basis)
        parts = self._parts(indicator, category, days, measure)
        if any(part is None or part.value is None for part in parts.values()):
            received = self._end_to_end(indicator, category, period, basis, measure)
            days, parts = (received, self._parts(indicator, category, received, measure)) if received else (days, parts)
        known = {name: part for name, part in parts.items() if part is not None}
        if not known:
            return None
        unit = "count" if measure in COUNTED else indicator.unit
        common = {"unit": unit, "decimals": 0 if measure in COUNTED else self._places(indicator), **common}
        if len(known) < len(parts):
            missing = [part for part, figure in zip(days, parts.values(), strict=True) if figure is None]
            reason, rows = parts_missing(self.report, indicator.code, missing)
            return make_figure(
                figure_id, None, status="x", reason=reason, method="not all parts were received", formula="",
                operands={name: part.id for name, part in known.items()}, rows=rows, **common,
            )  # fmt: skip
        formula, method = " + ".join(parts), SUM
        if indicator.unit == "rate" and measure == "denominator" and len(parts) > 1:
            formula, method = mean_of_parts(days, list(parts)), MEAN
        return derive_figure(figure_id, formula, known, method=method, **common)

    def _parts(
        self, indicator: Indicator, category: str, days: list[tuple[Period, str]], measure: str
    ) -> dict[str, Figure | None]:
        return {part_name(*one): self.find(indicator.code, category, *one, measure) for one in days}

    def _end_to_end(
        self, indicator: Indicator, category: str, period: Period, basis: str, measure: str
    ) -> list[tuple[Period, str]]:
        """The received values that lie end to end over these days, such as a half year and a quarter; empty without such."""
        subject = (indicator.code, category)
        known = [days for days in self.days_of.get(subject, ()) if pd.notna(getattr(self.rows[*subject, *days], measure))]
        found = tiled(period.first_day(basis).isoformat(), period.end.isoformat(), known)
        rows = [self.rows[*subject, *days] for days in found]
        return [(Period.parse(row.period, row.basis), row.basis) for row in rows]

    def _difference(
        self, figure_id: str, indicator: Indicator, category: str, period: Period, measure: str, common: Common
    ) -> Figure | None:
        """A quarter as the difference of two years to date of the same received date; only for sums."""
        if indicator.aggregation != "sum" or measure != "value" or period.quarter == 1:
            return None
        days = (period, period.previous)
        keys = [
            (indicator.code, category, part.first_day("year_to_date").isoformat(), part.end.isoformat())
            for part in days
        ]
        rows = [self.rows[key] for key in keys if key in self.rows]
        if len(rows) < len(keys) or rows[0].received != rows[1].received:
            return None
        now, before = (present(self.find(indicator.code, category, part, "year_to_date", measure)) for part in days)
        told = [row.status.split() for row in rows]  # a break that the sender marks, and that no definition declares
        return derive_figure(
            figure_id, "year_to_date - year_to_date_before", {"year_to_date": now, "year_to_date_before": before},
            mark="b" if any("b" in marks for marks in told) else "",
            unit=indicator.unit, decimals=self._places(indicator), method=DIFFERENCE, **common,
        )  # fmt: skip

    def _places(self, indicator: Indicator, row: Any = None) -> int:
        """The decimals of a value: as declared, or as a row gives it; what is worked out, as the most precise row of it does."""
        if not indicator.decimals_as_received:
            return indicator.decimals
        given = row is not None and pd.notna(row.decimals)
        return int(row.decimals) if given else self.given.get(indicator.code, indicator.decimals)


def _without_value(row: Any) -> str:
    """Why a row has no value where it gives no reason."""
    instead = any(pd.notna(getattr(row, measure, None)) for measure in AS_RECEIVED)
    return "the source prints no value, only what is received in its place" if instead else NO_REASON
