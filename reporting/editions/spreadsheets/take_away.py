"""What people take away of a report: its spreadsheets and its tidy table, as files that stand beside the page.

What is not installed makes no file, and is told in a sentence; everything else is made.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module

from markupsafe import Markup

from pipeline.definitions.report import Report
from reporting.editions.paper.printing import PDF
from reporting.editions.spreadsheets.tidy_table import PUBLISHED, description, tidy_csv
from reporting.editions.spreadsheets.workbook import workbook
from reporting.store.identity import Identity

XLSX, ODS = "report.xlsx", "report.ods"
BETWEEN = Markup(" · ")
# What the page offers, in this order, as far as it is there. The words take the size of the file, where it is known before the page is.
PRODUCTS = {XLSX: "spreadsheet (XLSX{})", ODS: "ODS{}", PUBLISHED.file: "CSV{}", PDF: "PDF{}"}
# The package that each needs besides, as people install it and as Python imports it.
_NEEDS = {XLSX: ("gptables", "gptables"), ODS: ("odfpy", "odf")}
_INSTALL = 'pip install "community-safety-reports[spreadsheets]"'


def offered(files: Mapping[str, bytes | None]) -> Markup:
    """The line of a page that leads to the files beside it; None stands for one that is made after the page."""
    links = BETWEEN.join(link_to(name, files[name]) for name in PRODUCTS if name in files)
    return Markup('<nav class="take-away on-screen" aria-label="Take away">Take away: {}</nav>\n').format(links) if links else Markup()


def link_to(name: str, content: bytes | None = None) -> Markup:
    """The link to a file, with its size where that is known."""
    size = Markup() if content is None else Markup(', <span data-label="size">{} KB</span>').format(f"{-(-len(content) // 1000):,}")
    return Markup('<a href="{}">{}</a>').format(name, Markup(PRODUCTS[name]).format(size))


def tables_for_programs(report: Report, names: Mapping[str, str], records: Iterable[Mapping], run: str) -> dict[str, bytes]:
    """The tidy table of the published ledger's records with its description, by file; `names` are those of indicators by their codes."""
    described = description(PUBLISHED, f"Figures of {report.id} {report.period}, run {run}")
    return {
        PUBLISHED.file: tidy_csv(PUBLISHED, report.id, names, records).encode(),
        PUBLISHED.described_in: (json.dumps(described, indent=1, ensure_ascii=False) + "\n").encode(),
    }


def spreadsheets(
    report: Report, records: Iterable[Mapping], actions: Iterable[Mapping], identity: Identity, told: Callable[[str], None]
) -> dict[str, bytes]:
    """The spreadsheets by file, from the records of the published ledger; `told` hears of each that cannot be made here, and why."""
    files = {}
    book = workbook(report, records, actions, identity.run, identity.as_of)
    for name, (package, module) in _NEEDS.items():
        try:
            import_module(module)
        except ImportError:
            told(f"does not make {name}, for {package} is not installed. To have it: {_INSTALL}")
            continue
        kind = name.rpartition(".")[2]
        files[name] = getattr(import_module(f"reporting.editions.spreadsheets.{kind}"), kind)(book)
    return files
