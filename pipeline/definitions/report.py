"""Definitions: what a report is and what its indicators mean, read from the report's folder.

A report is data. `report.toml` says whose it is, its priorities and its rules; `indicators.toml` has one
table an indicator; `period/<period>.toml` has the exceptions of one period. Unknown keys are refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.core.cited_rows import RowSet
from pipeline.core.figure_ids import FigureId
from pipeline.core.periods import Period
from pipeline.definitions.case_tables import CaseTable
from pipeline.definitions.corrections import Correction
from pipeline.definitions.indicators.areas import reference_slug
from pipeline.definitions.indicators.dated_rules import rule_on
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.indicators.measures import Measure, NarrativeMeasure
from pipeline.definitions.logs import Logs
from pipeline.definitions.report_definition import (
    NotReceived,
    OnTrack,
    PeriodExceptions,
    ReportDefinition,
    RevisionReason,
    TrafficLight,
)
from pipeline.files.inputs import read_input
from pipeline.files.toml_files import Table, line_of


class Report(Table):
    """A report for one period: its definition, indicators in order, and the period's exceptions.

    The indicators have the targets, baselines and ranges of the period's own day; `on` gives those of another.
    """

    id: str
    folder: Path
    period: Period
    definition: ReportDefinition
    codes_defined: tuple[str, ...]
    indicators: dict[str, Indicator]
    narratives: dict[str, NarrativeMeasure]
    periods: dict[str, PeriodExceptions]
    case_tables: dict[str, CaseTable] = {}
    corrections: tuple[Correction, ...] = ()
    logs: Logs = Logs()

    def overview(self):
        """A table, one row an indicator: code, name, unit, basis, how it adds up, polarity, what it is held against, whether it is judged."""
        import pandas as pd  # slow to import, and only notebooks look at this

        shown = ["code", "name", "unit", "basis", "aggregation", "polarity", "comparator", "judged"]
        rows = [{name: getattr(self.indicators[code], name) for name in shown} for code in self.codes]
        return pd.DataFrame(rows, columns=shown)

    @property
    def exceptions(self) -> PeriodExceptions:
        """What is special about the report's own period."""
        return self.periods.get(str(self.period), PeriodExceptions())

    def not_received(self, code: str, period: Period) -> tuple[NotReceived, RowSet] | None:
        """Why an indicator's value of some period is not there, and where that is said.

        For a month also in its quarter's file; for the days that the report tells of the indicator also in the report's own.
        """
        quarter = Period(period.months_from_year_zero + -period.months_elapsed % 3, 3)
        files = [str(period), *([str(quarter)] if period.months == 1 else [])]
        if period.end == self.period_of(code).end:
            files.append(str(self.period))
        for name in dict.fromkeys(files):
            for at, absent in enumerate(self.periods.get(name, PeriodExceptions()).not_received):
                if code in absent.indicators:
                    return absent, self.definition_rows(f"period/{name}.toml", ("not_received", at, "reason"))
        return None

    @property
    def codes(self) -> list[str]:
        """Indicators of this period in the order of the definition, without those on hold.

        A population is no indicator of the report but the denominator of rates.
        """
        apart = self.held | self.populations
        return [code for code in self.indicators if code not in apart]

    @property
    def populations(self) -> set[str]:
        """The codes that rates name as their population."""
        return {one.counted.population for one in self.indicators.values() if one.counted and one.counted.population}

    @property
    def indicator_codes(self) -> list[str]:
        """Every code that values may be received for, those of faulty definitions included."""
        return [code for code in self.codes_defined if code not in self.narratives]

    @property
    def held(self) -> set[str]:
        """What is on hold in this period."""
        return {hold.indicator for hold in self.exceptions.holds}

    @property
    def groups(self) -> list[tuple[str, str]]:
        """Code and category of everything that is compared and judged by itself, in order; a total's category is empty."""
        return [(code, group) for code in self.codes for group in self.indicators[code].groups]

    @property
    def measures(self) -> dict[str, Measure]:
        """Indicators and narrative measures of this period, without those on hold, in the order of the definition."""
        known = {**self.indicators, **self.narratives}
        left_out = self.held | self.populations
        return {code: known[code] for code in self.codes_defined if code in known and code not in left_out}

    def measures_of(self, priority: str) -> list[str]:
        """The codes of a priority's measures, in the order of the definition."""
        return [code for code, measure in self.measures.items() if measure.priority == priority]

    def figure_id(
        self,
        code: str,
        measure: str,
        *,
        category: str = "",
        reference: str = "",
        basis: str = "",
        period: Period | None = None,
    ) -> str:
        """The id of a figure, leaving out what equals the definition's default."""
        indicator = self.indicators.get(code)
        default = indicator and (indicator.comparator, indicator.basis)
        reference = "" if default and reference == default[0] else reference
        basis = "" if default and basis == default[1] else basis
        if period is not None and indicator:
            period = period.named_for(basis or indicator.basis)
        when = "" if period is None or period.end == self.period_of(code, basis).end else str(period)
        return str(FigureId(code, measure, category, reference_slug(reference), basis, when))

    def definition_rows(self, file: str, keys: Sequence[str | int]) -> RowSet:
        """Where a definition stands: the line of a key in a file of the report's folder."""
        found = read_input(self.folder / file)
        line = line_of(found.text, keys)
        column = str(keys[-1])
        return RowSet(file, "", (line,) if line else (), column, found.sha256)

    def period_of(self, code: str, basis: str = "") -> Period:
        """The period by which an indicator's value is told in this report, on its own or another basis.

        The report's own, unless the indicator ends with another month, comes later, or the period's file says which
        days it is of. A calendar year is the last one that was over.
        """
        indicator = self.indicators.get(code)
        if indicator is None:
            return self.period
        basis = basis or indicator.basis
        named = next((one.period for one in self.exceptions.own_days if code in one.indicators), "")
        own = Period.parse(named) if named else self.period
        if not named and indicator.ends_apart:
            own = own.last_over(indicator.ends).ending_earlier(indicator.months_behind)
        return own.last_over("calendar_year") if basis == "calendar_year" else own.naming(basis)

    def has_own_days(self, code: str) -> bool:
        """Whether an indicator's value ends on another day than the report's period, so that it is said beside it."""
        return self.period_of(code).end != self.period.end

    def own_days_reasons(self, code: str) -> list[str]:
        """Why the period's file gives an indicator days of its own; empty where it does not."""
        return [one.reason for one in self.exceptions.own_days if code in one.indicators]

    @property
    def last_report(self) -> tuple[Report, str] | None:
        """The report as it was for the period of the last one, and the day (ISO) of its data; None where it is not declared."""
        last = self.exceptions.last_report
        if last is None:
            return None
        period = Period.parse(last.period) if last.period else self.period.previous
        return self.on(period), last.as_of.isoformat()

    def on(self, period: Period) -> Report:
        """The report for another period, with the rules of its day, or of an indicator's own days."""
        report = self.model_copy(update={"period": period})
        indicators = {code: one.on(report.period_of(code)) for code, one in self.indicators.items()}
        return report.model_copy(update={"indicators": indicators})

    def revision_reasons(self, code: str) -> tuple[RevisionReason, ...]:
        """The reasons that the period's file gives for revisions of an indicator's values."""
        return tuple(one for one in self.exceptions.revision if one.indicator == code)

    @property
    def traffic_light(self) -> TrafficLight | None:
        """The newest rule that applies at the report's period: a past light keeps the rule it was made with.

        None where nothing is judged and no rule is declared.
        """
        return rule_on(self.definition.traffic_light, self.period.end)

    @property
    def on_track(self) -> OnTrack | None:
        """The newest rule for targets that applies at the report's period; None where targets are not judged in words."""
        return rule_on(self.definition.on_track, self.period.end)
