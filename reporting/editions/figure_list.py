"""The list of figures: for every figure what it is, how it was made, from what, and in which cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from pipeline.commentary.statements import VERDICTS
from pipeline.core.periods import Period
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figures
from pipeline.files.report_folder import of_records
from pipeline.page.markup import anchor, figure_link, months
from pipeline.page.templates_environment import environment
from reporting.editions.caveats import CaveatWords
from reporting.editions.page_marks import COUNTS
from reporting.editions.shown_rows import SourceRows, withheld

MEASURE_WORDS = {
    "value": "Value",
    "numerator": "Numerator",
    "denominator": "Denominator",
    "comparator": "What it is held against",
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
KIND_WORDS = {
    "figure": "Figures",
    "chart": "Charts",
    "date": "Dates",
    "code": "Codes, names of files and fingerprints",
    "cell code": "Code of cells",
    "formula": "Formulas",
    "formula constant": "Formulas in numbers",
    "typed": "Numbers typed that agree with a figure",
    "stated": "Numbers typed and vouched for",
    "axis tick": "Numbers on the axes of charts",
    "label: definition": "Texts of indicators' definitions",
    "label: report": "Texts of the report's definition",
    "label: category": "Names of sub-groups and categories",
    "label: row": "Cells of rows that figures rest on",
    "label: period": "Names of periods",
    "label: reason": "Reasons why a value is not there",
    "label: method": "Names of methods",
    "label: source": "Texts about returns",
    "label: check": "Texts about checks",
    "label: action": "Texts of the action tracker",
    "label: number": "Numbers of sections and paragraphs",
    "label: title": "Title of the page",
    "label: vouched": "Who vouches for a number",
}
_LINKED = re.compile(r'href="#(figure-[^"~]+)')
_NAME_OR_NUMBER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[^A-Za-z_]+")
_JUDGED = re.compile(
    r"light\((?P<light>.+), (?P<green>-?[\d.]+), (?P<amber>-?[\d.]+)\)|(?P<way>better_or_worse|higher_or_lower)\((?P<moved>.+)\)"
    r'|on_track(?:_strictly)?\((?P<short>.+), (?P<near>[\d.]+), "(?P<reached>[^"]+)"\)'
)
_FUNCTION = re.compile(r"(?!max\b)\b[A-Za-z_]+\(")
_SIGNS = {"*": "×", "/": "÷", "-": "−", "max": "the largest of "}


def appendix(
    report: Report,
    figures: Figures,
    ledger: Sequence[Mapping],
    cells: Mapping[str, str],
    facts: Mapping[str, str],
    called: Mapping[str, Mapping[str, str]],
    source_rows: Mapping[str, Sequence[SourceRows]],
    caveats: Mapping[str, Sequence[CaveatWords]],
) -> Markup:
    """The end of the page: checks of the page, list of figures, and the code of every cell that made one.

    Where the places of the page are counted, COUNTS stands. `called` is the code that each cell calls; `source_rows` the
    rows that figures rest on, by id, in the edition that may hold them; `caveats` the checks that figures do not meet, by id.
    """
    used = dict.fromkeys(f"{record['cell']['notebook']}#{record['cell']['id']}" for record in ledger)
    template = environment().get_template("appendix.html.j2")
    return Markup(
        template.render(
            report=report,
            figures=figures,
            ledger=by_indicator(report, ledger),
            covered=covered,
            cells={name: cells[name] for name in used},
            called=called,
            functions={name: source for cell in used for name, source in called[cell].items()},
            source_rows=source_rows,
            caveats=caveats,
            counts=COUNTS,
            facts=facts,
            measure_words=MEASURE_WORDS,
            sources=sources,
            withheld=withheld,
            worked=lambda record: worked(record, figures),
            cell_anchor=cell_anchor,
        )  # fmt: skip
    )


def led_to(shown: str, ledger: Sequence[Mapping]) -> list[Mapping]:
    """The records that a page's links lead to, and those that these rest on, in the order of the ledger.

    `shown` is the page without its list. Other figures are in the ledger, and in the list of the audit edition.
    """
    records = {record["id"]: record for record in ledger}
    linked = set(_LINKED.findall(shown))
    found = {name for name in records if anchor(name) in linked}
    waiting = list(found)
    while waiting:
        resting = set(records[waiting.pop()]["operands"].values()) - found
        found |= resting
        waiting += resting
    return [record for record in ledger if record["id"] in found]


def sources(record: Mapping) -> list[str]:
    """The files that a figure rests on, each once; an empty name for those of records, which are not told."""
    return list(dict.fromkeys("" if of_records(rows["file"]) else rows["file"] for rows in record["rows"]))


def place_counts(counts: Mapping[str, int]) -> Markup:
    """The places of the page by kind, and the claims of the commentary by their verdict, as the page prints them."""
    template = environment().get_template("place_counts.html.j2")
    return Markup(template.render(counts=counts, kind_words=KIND_WORDS, verdicts=(*VERDICTS, "accepted")))


def by_indicator(report: Report, ledger: Sequence[Mapping]) -> list[Mapping]:
    """The figures of one indicator together, in the order of the report; those of no indicator at the end."""
    place = {code: number for number, code in enumerate(report.codes)}
    return sorted(ledger, key=lambda record: place.get(record["indicator"], len(place)))


def covered(record: Mapping) -> Markup:
    """The months that a figure is of; nothing for a count of lights, which has none, and where a chart's title or a baseline's declaration says it."""
    if not record["basis"] or record["measure"] in ("chart", "baseline"):
        return Markup("")
    return months(Period.parse(record["period"], record["basis"]), record["basis"])


def cell_anchor(cell: str) -> str:
    """The id of a cell's code in the page."""
    return "cell-" + re.sub(r"[^A-Za-z0-9_-]", "-", cell)


def worked(record: Mapping, figures: Figures) -> Markup:
    """The formula in numbers, each a link to its own entry: (48 − 85) ÷ 85 × 100. A judgement adds what it was held against.

    Empty where the formula is a rule of its own, such as the limits of a proportion, or has very many operands.
    """
    formula, operands = record["formula"], record["operands"]
    judged = _JUDGED.fullmatch(formula)
    expression, held = formula, ""
    if judged and judged["light"]:
        expression, held = judged["light"], f"; green from {judged['green']}, amber from {judged['amber']}"
    elif judged and judged["short"]:
        edge = "if negative" if "strictly" in formula else "if not positive"
        expression, held = judged["short"], f"; {judged['reached']} {edge}, not yet met up to {judged['near']}"
    elif judged:
        positive, negative = judged["way"].split("_or_")
        expression, held = judged["moved"], f"; {positive} if positive, {negative} if negative"
    if not expression or _FUNCTION.search(expression) or len(operands) > 8:
        return Markup("")
    parts = [
        figure_link(figures[operands[piece]]) if piece in operands else escape(_in_signs(piece))
        for piece in _NAME_OR_NUMBER.findall(expression)
    ]
    return Markup('<span data-worked="{}">{}{}</span>').format(record["id"], Markup("").join(parts), _in_signs(held))


def _in_signs(text: str) -> str:
    """Arithmetic as people write it."""
    return re.sub(r"[*/-]|\bmax\b", lambda sign: _SIGNS[sign[0]], text)
