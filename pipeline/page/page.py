"""The page: the parts of a report, each an HTML fragment that notebook 4 shows and nbconvert puts together."""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd
from markupsafe import Markup

from pipeline.commentary.statements import COLUMNS as STATEMENT_COLUMNS
from pipeline.commentary.statements import UNSAID
from pipeline.core.display import STATUS_WORDS
from pipeline.core.figure_ids import OWN
from pipeline.core.periods import Period
from pipeline.definitions.action_rule import STATES
from pipeline.definitions.corrections import Correction, caveat_name, in_words
from pipeline.definitions.indicators.areas import is_area_reference
from pipeline.definitions.indicators.received_measures import RECEIVED_CHANGE
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figure, Figures
from pipeline.files.report_folder import of_records
from pipeline.methods.comparisons.comparisons import EARLIER, reference_figure, reference_of
from pipeline.methods.comparisons.ranks import rank_id
from pipeline.methods.judgements.rows_accounted import REASONS, declared_reasons, row_total_ids
from pipeline.methods.judgements.traffic_lights import lights_of
from pipeline.methods.values.parts import COUNTED
from pipeline.methods.values.standing import is_judged, is_unfinished, latest_complete
from pipeline.page import markup, narrative, revisions
from pipeline.page.cards.last_time import LastNotes, last_notes, lights_before
from pipeline.page.cards.quality_statements import QualityStatement, quality_statement
from pipeline.page.charts.breakdown_charts import draw_declared
from pipeline.page.charts.chart import Chart
from pipeline.page.templates_environment import environment
from pipeline.page.typed_numbers import with_sources, without_numbers
from pipeline.received.commentary import Commentary
from pipeline.received.observations import month_of
from pipeline.received.trackers import judged_on


class PageError(RuntimeError):
    """A part of the page could not be made: a fault of ours, not of the data."""


@dataclass(frozen=True)
class Part:
    """A part of the page, as a notebook shows it."""

    html: Markup

    def _repr_html_(self) -> str:
        return str(self.html)


@dataclass(frozen=True)
class Page:
    """Everything a report's layout draws on: the ledger's figures, charts, what was written, and the checks.

    inputs: one row a return (sources.Returns.inputs); verdicts and failing: as quality.check_quality returns them;
    actions: one row an action (actions.Trackers.actions); editions: the ledgers of what was published of the report before.
    """

    report: Report
    figures: Figures
    charts: Sequence[Chart]
    commentary: Commentary
    inputs: pd.DataFrame
    verdicts: pd.DataFrame
    failing: pd.DataFrame
    actions: pd.DataFrame = field(default_factory=pd.DataFrame)
    statements: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(STATEMENT_COLUMNS)))
    editions: Sequence[Mapping] = ()

    def part(self, name: str) -> Part:
        """One part of the page: a macro of `templates/<layout>.html.j2`, or else of `common.html.j2`.

        Raises PageError naming the template's line.
        """
        templates = environment()
        template = templates.get_template(f"{self.report.definition.layout}.html.j2")
        try:
            if not hasattr(template.make_module({"page": self}), name):
                template = templates.get_template("common.html.j2")
            html = Markup(getattr(template.make_module({"page": self}), name)())
            return Part(html + markup.marks_line(html) if name == "headlines" else html)
        except Exception as error:
            # Jupyter cannot show a traceback through a template: name the line instead.
            lines = [
                frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".j2")
            ]
            raise PageError(f"{template.name}, part {name}, line {lines[-1] if lines else 0}: {error!r}") from None

    @property
    def received_by(self) -> str:
        """The newest received date among the returns that were used, ISO."""
        return max(self.inputs["received"], default="")

    def find(self, code: str, measure: str, **parts: str) -> Figure | None:
        """A figure of an indicator for the report's period, if it was made."""
        return self.figures.get(self.report.figure_id(code, measure, **parts))

    def added(self) -> list[Figure]:
        """What an analyst's own notebooks made, in their order, but for charts."""
        own = (figure for figure in self.figures.values() if figure.parts.indicator.startswith(OWN))
        return [figure for figure in own if figure.parts.measure != "chart"]

    def added_charts(self) -> list[Chart]:
        """The charts that an analyst's own notebooks declared, in their order."""
        return draw_declared(self.figures)

    def reference(self, code: str, category: str = "") -> Figure | None:
        return reference_figure(self.report, self.figures, code, category)

    def vintages(self) -> list[tuple[str, int]]:
        """The days by which the values that others are held against had been received, ISO, with how many: that of most of them first."""
        held = (self.reference(code, group) for code, group in self.report.groups)
        return Counter(one.received_by for one in held if one is not None and one.received_by).most_common()

    def differences(self, code: str, category: str = "", reference: str = "") -> list[Figure]:
        """Change, % change, points and gap to target: those there are; of another reference than the comparator the changes alone."""
        measures = ("change", "percent_change", "point_change", *(() if reference else ("gap_to_target",)))
        found = (self.find(code, measure, category=category, reference=reference) for measure in measures)
        there = [figure for figure in found if figure is not None]
        received = [figure for figure in there if figure.method == RECEIVED_CHANGE]
        return received or there

    def also_against(self, code: str, category: str = "") -> list[tuple[str, Figure, list[Figure]]]:
        """What a value is held against besides its comparator: the reference, its figure, and the differences there are."""
        value, comparator = self.find(code, "value", category=category), self.report.indicators[code].comparator
        held = [
            (reference, reference_of(self.report, self.figures, value, reference))
            for reference in self.report.indicators[code].references
            if reference != comparator
        ]
        return [(one, figure, self.differences(code, category, one)) for one, figure in held if figure]

    def judged(self, code: str, category: str = "") -> bool:
        """Whether a light or a judgement was given, so that words of better and worse may stand beside it."""
        return is_judged(self.report, self.figures, code, category)

    def so_far(self, value: Figure) -> tuple[Figure, Figure, Figure | None] | None:
        """Of a percentage whose follow-up is not complete: its counts so far, and the latest complete one; None for any other value."""
        if not is_unfinished(value):
            return None
        return (*(self.figures[value.operands[one]] for one in COUNTED), latest_complete(self.figures, value))

    def population_day(self, denominator: Figure) -> str:
        """The day that the population of a rate was counted or estimated for, ISO; empty where it is no population."""
        found = self.figures.get(denominator.operands.get("population", ""))
        return Period.parse(found.period, found.basis).end.isoformat() if found else ""

    def charts_of(self, code: str) -> list[Chart]:
        return [chart for chart in self.charts if chart.code == code]

    def charts_of_all(self, codes: Sequence[str]) -> list[Chart]:
        return [chart for code in codes for chart in self.charts_of(code)]

    @cached_property
    def revised(self) -> list[revisions.Revision]:
        return revisions.revisions(self.report, self.figures, self.commentary)

    def movements(self, direction: str, *, over_time: bool) -> list[narrative.Movement]:
        """Judged indicators by direction: those that moved since an earlier value, or those held against a level."""
        found = narrative.movements(self.report, self.figures, direction)
        return [one for one in found if (self.report.indicators[one.code].comparator in EARLIER) == over_time]

    def by_areas(self, found: Sequence[narrative.Movement]) -> bool:
        """Whether one of these is held against another area or a group."""
        return any(is_area_reference(self.report.indicators[one.code].comparator) for one in found)

    def ranks(self, code: str) -> list[tuple[str, Figure, Figure | None, Figure | None]]:
        """The group's name, the own area's rank in it, of how many, and how it moved, for each group that has a rank."""
        indicator = self.report.indicators[code]
        groups = indicator.areas.groups if indicator.areas else {}
        found = [
            (group.name, *(self.figures.get(rank_id(self.report, indicator, key, one)) for one in ("rank", "areas", "rank_change")))
            for key, group in groups.items() if group.rank
        ]  # fmt: skip
        return [one for one in found if one[1] is not None]

    def missing(self) -> list[list[tuple[str, Figure]]]:
        return narrative.missing_together(self.report, self.figures)

    def where_we_are(self, code: str, category: str = "") -> Markup:
        return narrative.where_we_are(self.report, self.figures, code, category)

    def written(self, subject: str, heading: str) -> Markup | None:
        """What somebody wrote under a heading; None where nothing was written."""
        section = self.commentary.find(subject, heading)
        if section is None or not section.markdown.strip():
            return None
        text = self.placed(section.markdown)
        if not section.by:
            return text
        return text + Markup('<p class="by">Written by: {}, {}</p>').format(section.by, markup.day(section.day))

    def claims(self) -> list[dict]:
        """The claims that the commentary makes, in its order."""
        return self.statements[~self.statements["verdict"].isin(UNSAID)].to_dict("records")

    def claim(self, row: dict) -> Markup:
        """The words of a claim, its numbers marked as they are where it stands."""
        words = row["found"] if row["number"] or "{{" in row["found"] else without_numbers(row["found"])
        return self.placed(with_sources(words, [{**row, "start": 0, "end": len(words)}]))

    def placed(self, markdown: str) -> Markup:
        """What somebody wrote, with its figures in place."""
        return markup.commentary_html(markdown, self.figures, self.report.codes_defined)

    def statuses(self) -> list[str]:
        """The markers that stand on the page, each once."""
        used = {mark for figure in self.figures.values() for mark in figure.status.split()}
        return [mark for mark in STATUS_WORDS if mark in used]

    def doubted(self) -> bool:
        """Whether a figure rests on a row that does not meet a check, or was corrected."""
        return any(figure.quality for figure in self.figures.values())

    def received(self) -> list[tuple[str, list[str], str, str, str]]:
        """The files received: name, days, publisher, licence and fingerprint. Files of records have no name and no fingerprint here, so those of a publisher are one row."""
        days: dict[tuple[str, str, str, str], dict[str, None]] = {}
        for file, received, publisher, licence, sha256 in self.inputs[["file", "received", "publisher", "licence", "sha256"]].itertuples(index=False):
            own = ("", publisher, licence, "") if of_records(file) else (file, publisher, licence, sha256[:12])
            days.setdefault(own, {})[received] = None
        return [(file, list(received), *rest) for (file, *rest), received in days.items()]

    def unmet(self) -> list[tuple[str, str, str, str]]:
        """The rows that do not meet a check: place, month, what it says, what to do or who waived it. Records have no place here."""
        told = (
            ("" if of_records(row.file) else row.file if month_of(row.cells) else f"{row.file}, row {row.row}",
             month_of(row.cells), row.says, row.waived or row.action)
            for row in self.failing.itertuples()
        )  # fmt: skip
        return list(dict.fromkeys(told))

    def corrections(self) -> list[tuple[str, Correction, str]]:
        """The corrections with their names, and what each does in words."""
        return [(caveat_name(at), one, in_words(one, at)) for at, one in enumerate(self.report.corrections, start=1)]

    def tracked(self) -> list[tuple[dict, Figure]]:
        """Every action that has a status, with it, in the order of the trackers; what is complete comes last."""
        found = [(row, self.figures.get(f"actions[{row['id']}].status")) for row in self.actions.to_dict("records")]
        there = [(row, status) for row, status in found if status is not None]
        return sorted(there, key=lambda one: one[1].value == "complete")

    def left_out(self) -> list[tuple[Figure, str]]:
        """How many rows were left out for each reason, and the reason in words."""
        words = REASONS | {reason: reason for reason in declared_reasons(self.report)}
        ids = row_total_ids(self.report)
        return [(self.figures[ids[reason]], told) for reason, told in words.items()]

    def status_days(self) -> list[str]:
        """The days of which the actions' statuses are, ISO."""
        return sorted({judged_on(self.report, row["received"]).isoformat() for row, _ in self.tracked()})

    def status_totals(self) -> list[tuple[str, Figure]]:
        """Every status that an action has, with how many have it."""
        totals = [(state, self.figures[f"action-statuses[{state.replace(' ', '-')}].total"]) for state in STATES]
        return [(state, total) for state, total in totals if total.value]

    def lights(self) -> list[str]:
        """The lights that this report can have."""
        return lights_of(self.report)

    def light_total(self, light: str) -> Figure:
        return self.figures[f"traffic-lights[{light.replace(' ', '-')}].total"]

    def lights_before(self, code: str) -> list[tuple[str, list[Figure]]]:
        """The lights that an indicator had in earlier reports, the newest first, by group; none for what is told in words."""
        return lights_before(self.report, self.figures, code) if code in self.report.indicators else []

    @cached_property
    def last_notes(self) -> LastNotes | None:
        """What was written for the last period of which an edition was published."""
        return last_notes(self.report, self.editions)

    def quality_statement(self, code: str) -> QualityStatement:
        """How far the figures of an indicator can be relied on."""
        corrected = {name: done for name, _, done in self.corrections()}
        return quality_statement(self.report, self.figures, self.inputs, self.failing, corrected, self.revised, code)

    def methods(self) -> list[str]:
        """The methods that made the figures, each once, in the order they were applied.

        A count is told for the whole, not again for each of its categories.
        """
        told = (
            figure.method for figure in self.figures.values() if figure.basis and figure.method
            and not (figure.parts.category and figure.method.endswith(f": {figure.parts.category}"))
        )  # fmt: skip
        return list(dict.fromkeys(told))


def preview(charts: Sequence[Chart]) -> Part:
    """All charts with their titles, to look at in the notebook."""
    drawn = [Markup("<h4>{}</h4>{}").format(chart.title, Markup(chart.svg)) for chart in charts]
    return Part(Markup('<div style="max-width: 36em">{}</div>').format(Markup("").join(drawn)))
