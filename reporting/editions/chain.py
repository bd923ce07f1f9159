"""The chain: what a figure rests on, what that rests on in turn, down to the file, told at once in the figure's entry."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from markupsafe import Markup

from pipeline.core.periods import Period
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figures
from pipeline.files.report_folder import of_records
from pipeline.page.markup import anchor, caveat_mark, code, figure_told, label, months
from reporting.editions.shown_rows import withheld
from reporting.editions.worked import MOST

MEASURE_WORDS = {
    "value": "Value",
    "numerator": "Numerator",
    "denominator": "Denominator",
    "comparator": "What it is compared with",
    "target": "Target",
    "baseline": "Baseline",
    "change": "Change",
    "percent_change": "Change in per cent",
    "point_change": "Difference in percentage points",
    "gap_to_target": "Gap to the target",
    "reduction": "Reduction off the baseline",
    "annualised": "Annualised value, not a forecast",
    "share": "Share of the total",
    "total": "Count",
    "lower_ci": "Lower limit",
    "upper_ci": "Upper limit",
    "trend": "Trend",
    "traffic_light": "Traffic light",
    "on_track": "Judgement on the target",
    "chart": "Chart",
    "variation": "Verdict on the newest quarter",
    "mean": "Mean of the quarters",
    "lower_limit": "Lower end of the usual range",
    "upper_limit": "Upper end of the usual range",
    "status": "Status",
    "days_to_due": "Days to the due date",
    "rank": "Rank in a group of areas",
    "areas": "Areas in the group",
    "shared": "Other areas that share the rank",
    "rank_change": "Places nearer to first than before",
    "plus_minus": "How far the interval reaches to each side, as received",
    "significance": "Significance of a difference",
    "position": "Position beside another area or a group",
}
BESIDES = 3  # that an entry may name besides those of a chart that it leads to


class Chain:
    """The chains of the figures of a ledger; those that are `listed` have an entry of their own, to which a link leads.

    `drawn` are the ids of the captions of the charts that the page shows.
    """

    def __init__(
        self, report: Report, figures: Figures, ledger: Sequence[Mapping], listed: Sequence[str], drawn: Collection[str]
    ):
        self.report, self.figures, self.listed = report, figures, frozenset(listed)
        self.records = {record["id"]: record for record in ledger}
        charts = [record for record in ledger if record["measure"] == "chart" and caption(record["id"]) in drawn]
        # What a chart shows; its finding may rest on others, of which a word says how they go.
        points = [frozenset(one for name, one in record["operands"].items() if name.startswith("point_")) for record in charts]
        self.charts = list(zip(points, (caption(record["id"]) for record in charts), strict=True))
        self.lists: dict[tuple[str, ...], str] = {}  # the first entry that has a long list of operands, by these
        for name in listed:
            self.lists.setdefault(tuple(self.records[name]["operands"].values()), name)
        self._told: dict[tuple[str, str, bool], Markup] = {}

    def title(self, record: Mapping) -> Markup:
        """The words that head an entry: whose figure it is, which, and of when."""
        measure, own = _measure(record), self._whose(record)
        title = Markup("{}: {}").format(own, measure) if own else Markup("{}: {}").format(MEASURE_WORDS[record["measure"]], code(record["id"]))
        days = covered(record)
        return Markup("{}, {}").format(title, days) if days else title

    def rests_on(self, record: Mapping) -> Markup:
        """The operands of a figure, each with its words and its own chain.

        Many are a plain list, which leads to their entries; where the page has such a list already, what leads to that.
        """
        operands = [] if withheld(record) else [self.records[name] for name in record["operands"].values()]
        if not operands:
            return Markup("")
        few = len(operands) <= MOST
        if not few and (elsewhere := self._elsewhere(record)):
            return elsewhere
        sources = list(self._sources(record)) if few else []
        alike = len(sources) > 1 and len(set(sources)) == 1
        lines = (
            Markup("<li>{} {}{}</li>").format(self._first(one), self._words(one, record), self._below(one, told=not alike) if few else "")
            for one in operands
        )
        said = Markup('<p>Those that rest on no other: {}.</p>').format(sources[0]) if alike else ""
        return Markup('<ul class="operands{}">{}</ul>{}').format("" if few else " many", Markup("").join(lines), said)

    def _sources(self, record: Mapping) -> Iterator[Markup]:
        """How each figure at the end of a chain was received, and from where."""
        for one in map(self.records.__getitem__, record["operands"].values()):
            if not one["operands"] and not withheld(one):
                yield self._source(one)
            elif len(one["operands"]) <= MOST and not withheld(one):
                yield from self._sources(one)

    def _source(self, record: Mapping) -> Markup:
        source = Markup(", from {}").format(self.files(record)) if record["rows"] else ""
        return label(record["method"], "method") + source

    def _elsewhere(self, record: Mapping) -> Markup:
        """Where the page has a long list of operands already: the numbers of a chart, or the entry of a figure with the same ones."""
        operands = tuple(record["operands"].values())
        left, place = min(((set(operands) - shown, place) for shown, place in self.charts), key=lambda one: len(one[0]), default=(set(operands), ""))
        first = self.lists.get(operands, record["id"])
        if len(left) <= BESIDES:
            rest = [self.records[one] for one in operands if one in left]
            others = Markup("; ").join(Markup("{} {}").format(self._first(one), self._words(one, record)) for one in rest)
            also = Markup(", and of {}").format(others) if rest else ""
            return Markup('<p class="operands">Rests on figures of <a href="#{}">the chart in numbers</a>{}.</p>').format(place, also)
        if first != record["id"]:
            return Markup('<p class="operands">Rests on the same figures as <a href="#{}">{}</a>.</p>').format(anchor(first), code(first))
        return Markup("")

    def files(self, record: Mapping) -> Markup:
        """The files that a figure rests on, each once; those of records have no name."""
        names = dict.fromkeys("" if of_records(rows["file"]) else rows["file"] for rows in record["rows"])
        return Markup(", ").join(code(name) if name else Markup("records") for name in names)

    def _first(self, record: Mapping) -> Markup:
        """A figure, with a link where it has an entry."""
        figure = self.figures[record["id"]]
        shown = figure_told(figure) + caveat_mark(figure)
        return Markup('<a href="#{}">{}</a>').format(anchor(record["id"]), shown) if record["id"] in self.listed else shown

    def _below(self, record: Mapping, *, told: bool) -> Markup:
        """What a figure that is rested on rests on itself: its operands or, where that is `told` of each, how it was received and from where."""
        if withheld(record):
            return Markup("")
        operands = [self.records[name] for name in record["operands"].values()]
        if len(operands) > MOST:
            return Markup("")
        if not operands:
            return Markup(": {}").format(self._source(record)) if told else Markup("")
        return Markup("<ul>{}</ul>").format(Markup("").join(self._line(one, record, told=told) for one in operands))

    def _line(self, record: Mapping, parent: Mapping, *, told: bool) -> Markup:
        key = record["id"], parent["id"], told
        if key not in self._told:
            figure = self.figures[record["id"]]
            words = figure_told(figure), caveat_mark(figure), self._words(record, parent), self._below(record, told=told)
            self._told[key] = Markup("<li>{}{} {}{}</li>").format(*words)
        return self._told[key]

    def _words(self, record: Mapping, parent: Mapping) -> Markup:
        """What a figure is, as far as it is not said of the one that rests on it."""
        whose = self._whose(record) if self._whose(record) != self._whose(parent) else ""
        days = covered(record) if covered(record) != covered(parent) else ""
        told = (whose, _measure(record), days)
        return Markup(", ").join(one for one in told if one)

    def _whose(self, record: Mapping) -> Markup:
        """The indicator and the group of a figure in words; nothing for a figure of the whole report."""
        if record["indicator"] not in self.report.indicators:
            return Markup("")
        name = label(self.report.indicators[record["indicator"]].short_name, "definition")
        return Markup("{}, {}").format(name, label(record["category"], "category")) if record["category"] else name


def _measure(record: Mapping) -> str:
    """What of its indicator a figure is, within a sentence."""
    words = MEASURE_WORDS[record["measure"]]
    return words[:1].lower() + words[1:]


def caption(figure_id: str) -> str:
    """The id of a chart's caption in the page."""
    return f"{anchor(figure_id).replace('figure-', 'chart-', 1)}-caption"


def covered(record: Mapping) -> Markup:
    """The months that a figure is of; nothing for a count of lights, which has none, and where a chart's title or a baseline's declaration says it."""
    if not record["basis"] or record["measure"] in ("chart", "baseline"):
        return Markup("")
    return months(Period.parse(record["period"], record["basis"]), record["basis"])


def led_to(linked: Collection[str], ledger: Sequence[Mapping]) -> list[Mapping]:
    """The records that a page's links lead to, and those that these rest on, in the order of the ledger.

    `linked` are the entries that links of the page name. What was received or counted, and is told whole in the entries of
    the few figures that rest on it, has no entry unless a link leads to it; why something is withheld stands in its entry. All are in the ledger and in the audit edition.
    """
    records = {record["id"]: record for record in ledger}
    found = {name for name in records if anchor(name) in linked}
    waiting = list(found)
    while waiting:
        operands = records[waiting.pop()]["operands"].values()
        few = len(operands) <= MOST
        told = {name for name in operands if few and not records[name]["operands"] and not withheld(records[name])}
        resting = set(operands) - told - found
        found |= resting
        waiting += resting
    return [record for record in ledger if record["id"] in found]
