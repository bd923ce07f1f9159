"""Publication: from executed notebooks to a sealed run folder, in both editions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pandas as pd
from markupsafe import Markup

import pipeline
from pipeline.core.display import UNITS, inert
from pipeline.core.faults import Fault, unseen
from pipeline.core.figure_ids import OWN
from pipeline.core.installation import PACKAGES
from pipeline.core.written_files import link_or_copy, write_file
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figures
from pipeline.files.authored_files import own_notebooks
from pipeline.methods.judgements.traffic_lights import LIGHTS
from pipeline.page.markup import anchor
from pipeline.page.printed_labels import page_title, printed_labels
from reporting.editions.called_code import called_code, cell_sources
from reporting.editions.caveats import caveats_of_figures
from reporting.editions.chain import Chain, led_to
from reporting.editions.crate import CRATE, crate
from reporting.editions.edition_file import NAME, edition_file
from reporting.editions.figure_list import appendix, by_indicator, place_counts
from reporting.editions.ledger import LedgerError, as_made, collect_ledger, publication_record
from reporting.editions.page_links import captions, linked
from reporting.editions.page_marks import COUNTS, marks
from reporting.editions.render import OFFERED, RESTRICTED, render_notebook, render_report
from reporting.editions.row_pages import FOLDER as ROWS
from reporting.editions.row_pages import row_pages
from reporting.editions.section_pages import MOST, cut, led_from_beside, places_of
from reporting.editions.shown_rows import SourceReader, SourceRows
from reporting.editions.spreadsheets.take_away import offered, spreadsheets, tables_for_programs
from reporting.editions.spreadsheets.tidy_table import LEDGER, description, tidy_csv
from reporting.editions.standards import STANDARDS, standards_page
from reporting.runs.observed_reads import Reads
from reporting.runs.run_failed import RunFailed
from reporting.store.identity import Identity
from reporting.store.page_files import PAGE

NOTHING = Markup()
MOST_ROWS = 5  # under one figure of the page: a page of a thousand counts stays readable; the pages of rows show them all


@dataclass(frozen=True)
class Published:
    """A finished page with its ledger; that of `audit_pages` holds the rows of every figure too. The check of the edition reads both.

    Both are the pages of an edition by their names, report.html first: a large report has its sections on pages of their own.
    `row_pages` stand beside the restricted page, by name; `places` and `audit_places` are those of each page by the kind of source that they claim; `files` stand beside the published
    page, by name; `names` are those of the indicators by their codes.
    """

    pages: Mapping[str, str]
    audit_pages: Mapping[str, str]
    row_pages: Mapping[str, str]
    ledger: list[dict]
    labels: list[dict]
    places: dict[str, int]
    audit_places: dict[str, int]
    notebooks: Mapping[str, nbformat.NotebookNode]
    files: Mapping[str, bytes]
    names: Mapping[str, str]

    @property
    def traffic_lights(self) -> dict[str, int]:
        """How many indicators have each light, as the ledger says."""
        totals = {
            record["category"]: record["value"] for record in self.ledger if record["indicator"] == "traffic-lights"
        }
        return {light.replace(" ", "_"): totals[light.replace(" ", "-")] for light in LIGHTS if light.replace(" ", "-") in totals}


def make_page(
    report: Report, identity: Identity, notebooks: Mapping[str, nbformat.NotebookNode], tables: Path, told: Callable[[str], None],
    later: Sequence[str] = (), prints: Callable[[str], None] = lambda page: None,
) -> Published:  # fmt: skip
    """Collect the ledger and render the page, as it is published and with rows; and what people take away of it.

    `told` hears what cannot be made here; the page offers too what is made `later`. `prints` has the page as soon as it is there,
    without what it offers and counts, of which paper has nothing: a PDF takes longer than all the rest that is made here.
    """
    try:
        ledger = collect_ledger(notebooks)
    except LedgerError as error:
        if not own_notebooks(report.folder):
            raise
        action = "A notebook of the report's own shows what it makes, and of other figures their table: figures.table()."
        raise RunFailed(f"{error}\nNothing was published. {action}", status=1) from None
    if unnamed := list(_unnamed(ledger)):
        raise RunFailed("\n".join((*unnamed, "Nothing was published.")), status=1)
    cells = cell_sources(notebooks)
    figures = Figures.from_records(ledger)
    title = page_title(report)
    failing = pd.read_parquet(tables / "all_failing_rows.parquet").dropna(subset=["row"]).to_dict("records")
    called = called_code(cells, PACKAGES)
    last = list(notebooks.values())[-1]
    facts = {"run": identity.run, "as_of": identity.as_of}
    caveats = caveats_of_figures(ledger, failing, report.corrections)
    shown = render_report(last, title, Markup(), report.definition.notice)
    drawn = captions(shown)

    def page(listed: Sequence[Mapping], source_rows: Mapping[str, Sequence[SourceRows]], all_rows: Mapping[str, str], restricted: str = "") -> str:
        end = appendix(report, figures, ledger, by_indicator(report, listed), drawn, cells, facts, called, source_rows, all_rows, caveats)
        return render_report(last, title, end, report.definition.notice, restricted=restricted)

    def counted(html: str, offers: Markup = NOTHING) -> tuple[str, dict[str, int]]:
        html = html.replace(OFFERED, offers, 1)
        counts = marks(html)
        return html.replace(COUNTS, place_counts(counts), 1), counts

    published = page(led_to(linked(shown), ledger), {}, {})
    large = [one.id for one in report.definition.priorities] if len(published.encode()) > MOST else []
    section_of = {anchor(one["id"]): report.measures[one["indicator"]].priority for one in ledger if one["indicator"] in report.measures}
    prints(cut(published, large, section_of)[PAGE])
    reader = SourceReader(lambda name, sha256: report.folder / name, report.case_tables)
    with_rows = {record["id"]: reader.rows_of(record, MOST_ROWS) for record in ledger if record["rows"]}
    uses = pd.read_parquet(tables / "exclusions.parquet", columns=["file", "sheet", "row", "use"]).to_dict("records")
    rows = row_pages(as_made(notebooks), with_rows, reader, uses, Chain(report, figures, ledger, (), ()), RESTRICTED)
    names = {code: measure.short_name for code, measure in {**report.indicators, **report.narratives}.items()}
    records = [publication_record(record) for record in ledger]
    actions = pd.read_parquet(tables / "actions.parquet").to_dict("records")
    files = tables_for_programs(report, names, records, identity.run) | spreadsheets(report, records, actions, identity, told)
    html, places = counted(published, offered({**files, **dict.fromkeys(later)}))
    audit, audit_places = counted(page(ledger, with_rows, rows.listed, RESTRICTED))
    pages, audit_pages = (cut(one, large, section_of) for one in (html, audit))
    where = places_of(audit_pages)
    row_files = {name: led_from_beside(one, where) for name, one in rows.pages.items()}
    return Published(pages, audit_pages, row_files, ledger, printed_labels(report, figures), places, audit_places, notebooks, files, names)


def _unnamed(ledger: Sequence[Mapping]) -> Iterator[str]:
    """What the report's own notebooks call their figures and nobody could read beside one, told: it is a typed text like any other."""
    for record in (one for one in ledger if one["indicator"].startswith(OWN)):
        place = {"file": f"notebooks/{record['cell']['notebook']}", "column": f"cell {record['cell']['id']}"}
        yield from map(str, unseen(record["method"], **place, lines=False))
        if not record["method"].strip():
            yield str(Fault(f"{record['id']} has no name, and the page would show a number alone", **place, action="Say in its method what it is."))
        if record["unit"] not in UNITS:
            yield str(Fault(f"{record['id']} is in no unit that a page can print", **place, found=record["unit"], expected=f"one of {', '.join(UNITS)}"))


def write_publication(folder: Path, published: Published, identity: Identity) -> None:
    """The edition that is safe to send to anyone: the page, the ledger without rows, and what people take away."""
    folder.mkdir(parents=True)
    for name, content in {**published.pages, **published.files}.items():
        write_file(folder / name, content)
    records = [publication_record(record) for record in published.ledger]
    _write_ledger(folder, published, {"id": identity.run, **identity.published}, records, published.places)


def _write_ledger(folder: Path, published: Published, run: dict, records: list[dict], places: Mapping[str, int]) -> None:
    write_json(folder / "ledger.json", {"run": run, "places": places, "labels": published.labels, "figures": records})


def write_audit(folder: Path, published: Published, identity: Identity, executed: Path, tables: Path) -> None:
    """The restricted edition: the page with the rows of every figure, the ledger with rows (also as a table), the executed notebooks, and every row with its use."""
    folder.mkdir(parents=True)
    for name, content in published.audit_pages.items():
        write_file(folder / name, content)
    (folder / ROWS).mkdir()
    for name, page in published.row_pages.items():
        write_file(folder / ROWS / name, page)
    _write_ledger(folder, published, {"id": identity.run, **identity.facts}, published.ledger, published.audit_places)
    write_file(folder / LEDGER.file, tidy_csv(LEDGER, identity.report, published.names, published.ledger))
    write_json(folder / LEDGER.described_in, description(LEDGER, f"Figures of {identity.report} {identity.period}, run {identity.run}"))
    for name, notebook in published.notebooks.items():
        link_or_copy(executed / name, folder / name)
        page = render_notebook(notebook, f"{name}, run {identity.run}")
        write_file((folder / name).with_suffix(".html"), page)
    write_file(folder / NAME, edition_file())
    for name in ("exclusions", "all_verdicts", "all_failing_rows", "corrections", "disclosure"):
        table = pd.read_parquet(tables / f"{name}.parquet").map(inert)
        write_file(folder / f"{name.removeprefix('all_')}.csv", table.to_csv(index=False, lineterminator="\n"))
    facts = {
        "figures": f"{len(published.ledger):,}", "typed": published.places.get("stated", 0), "notebooks": len(published.notebooks),
        "checks": len(pd.read_parquet(tables / "all_verdicts.parquet")), "version": pipeline.__version__,
    }  # fmt: skip
    title = f"Standards of reproducible reporting: {identity.report} {identity.period}, run {identity.run}"
    write_file(folder / STANDARDS, standards_page(facts, title))


def write_crate(
    folder: Path,
    report: Report,
    identity: Identity,
    tables: Path,
    reads: Reads,
    times: Mapping[str, tuple[float, float]],
    whole: tuple[float, float],
) -> None:
    """The description of the restricted edition, once everything else but run.json is in it."""
    inputs = pd.read_parquet(tables / "inputs.parquet").to_dict("records")
    opened = {name: reads.opened_by(name, identity) for name in times}
    write_json(folder / CRATE, crate(folder, report, identity, inputs, opened, times, whole))


def write_json(path: Path, content: object) -> None:
    """JSON as people can read and compare it."""
    write_file(path, json.dumps(content, indent=1, ensure_ascii=False) + "\n")
