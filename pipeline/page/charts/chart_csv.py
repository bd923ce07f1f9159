"""A chart as CSV: the table that stands under it, held in a link of the page itself, so that a page that is sent alone has it too."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import quote

from markupsafe import Markup

from pipeline.core.display import inert
from pipeline.figures.codec import json_value
from pipeline.figures.figure import Figure, Figures
from pipeline.page.charts.chart import Chart

HEADINGS = ("series", "value", "shorthand", "figure")


def csv_link(drawn: Chart, figures: Figures, first: str) -> Markup:
    """The link that saves the chart's table, one row a figure; nothing is asked of any server. `first` heads its first column."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow([first.lower(), *HEADINGS])
    for words, cells in drawn.rows:
        for series, figure_id in cells:
            if figure_id:
                told = (inert(" ".join(text.split())) for text in (words, series))  # as a page shows blanks
                writer.writerow([*told, *_printed(figures[figure_id]), figure_id])
    name = re.sub(r"[^A-Za-z0-9_.-]+", "-", drawn.figure.id)
    link = '<a class="held" download="{}.csv" href="data:text/csv;charset=utf-8,{}">This chart as CSV</a>'
    return Markup(link).format(name, quote(written.getvalue(), safe=",/()@:"))


def _printed(figure: Figure) -> tuple[object, str]:
    """The value as it is printed, empty where it is shorthand alone, and the shorthand."""
    marks = re.findall(r"\[(\w+)\]", figure.display)
    absent = figure.printed is None or "low" in marks
    return "" if absent else json_value(figure.printed), " ".join(marks)
