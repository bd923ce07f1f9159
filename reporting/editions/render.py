"""Rendering: executed notebooks through nbconvert with our own templates, which load nothing from anywhere."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import nbformat
from markdown_it import MarkdownIt
from markupsafe import Markup
from nbconvert.exporters.templateexporter import TemplateExporter

from reporting.editions.page_links import with_ways

HERE = Path(__file__).parent
CHOSEN = "/* What of the overview is shown. */"  # where the style of it will stand
OFFERED = Markup("<!-- offered -->\n")  # where the line to the files beside the page will stand

RESTRICTED = "Restricted: for those who may see the rows of what was received, and not to be sent on with a report."


def render_report(
    notebook: nbformat.NotebookNode, title: str, appendix: Markup, notice: str, *, restricted: str = ""
) -> str:
    """The report: OFFERED, the outputs of the cells tagged `report`, and the list of figures.

    The `notice` stands at the foot of every printed sheet, and before it what makes the page `restricted`.
    """
    foot = sheet_foot(f"{restricted} {notice}".strip())
    page = {"title": title, "appendix": appendix, "foot": foot, "restricted": restricted, "offered": OFFERED}
    html = _render("report", notebook, page)
    return with_ways(html.replace(CHOSEN, chosen_rows(html), 1))


def chosen_rows(html: str) -> str:
    """A style for each choice of rows that the page offers: what is not chosen is not shown. On paper all are."""
    words = dict.fromkeys(re.findall(r'<details [^>]*data-show="([a-z][a-z0-9-]*)"', html))
    rules = (f"#lights:has([data-show={word}][open]) [data-row]:not([data-row~={word}]) {{ display: none; }}" for word in words)
    return f"@media screen {{ {' '.join(rules)} }}"


def sheet_foot(notice: str) -> str:
    """A style that prints the notice and the number of the sheet on every sheet.

    A notice with digits or signs that a style gives a meaning to is left out: it stands on the first sheet in any case.
    """
    numbered = '@bottom-right { content: "page " counter(page) " of " counter(pages); }'
    if not re.fullmatch(r"[^\W\d_](?:[^\W\d_]|[ .,;:!?'’()–-])*", notice):
        return f"@page {{ {numbered} }}"
    return f'@page {{ @bottom-left {{ content: "{notice}"; }} {numbered} }}'


def render_notebook(notebook: nbformat.NotebookNode, title: str) -> str:
    """An executed notebook with code and outputs, each cell at `#cell-id=<id>`."""
    return _render("notebook", notebook, {"title": title, "restricted": RESTRICTED})


def _render(template: str, notebook: nbformat.NotebookNode, page: dict) -> str:
    css = re.sub(r"/\*.*?\*/\s*|^ +", "", (HERE / "report.css").read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)  # what is for those who change it
    body, _ = _exporter(template).from_notebook_node(notebook, resources={"page": {**page, "css": css}})
    return body


@cache
def _exporter(template: str) -> TemplateExporter:
    """What renders a template, which it compiles once."""
    return TemplateExporter(
        template_name=template,
        template_paths=[str(HERE / "nbconvert" / template)],
        template_file="index.html.j2",
        file_extension=".html",
        preprocessors=[],
        default_preprocessors=[],
        filters={"markdown_text": MarkdownIt("js-default", {"html": False}).render},
    )
