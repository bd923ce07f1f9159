#!/usr/bin/env bash
# odfpy 1.4.1: the same spreadsheet made twice in one process is two different files: the second declares more namespaces.
#
# Whoever hands out tables with a checksum makes them twice and compares. In a process of its own each time the file is the same (once
# the times in the archive are set); in one process it is not: which namespaces were used is kept by the class Element, not by the
# document, so content.xml of the second declares what the styles and settings of the first used.
# Seen: content.xml of a spreadsheet of one cell, twice: the second has xmlns for chart, draw, drawing, presentation and style more.
# Be right by: clearing odf.element.Element.namespaces before each document, or one process a document.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check odfpy==1.4.1 setuptools==80.9.0 wheel
"$place/venv/bin/python" - <<'PY'
import io
import re
import zipfile

from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P


def content() -> str:
    """content.xml of a spreadsheet of one cell."""
    document = OpenDocumentSpreadsheet()
    sheet, row, cell = Table(name="One"), TableRow(), TableCell()
    cell.addElement(P(text="one"))
    row.addElement(cell)
    sheet.addElement(row)
    document.spreadsheet.addElement(sheet)
    made = io.BytesIO()
    document.write(made)
    return zipfile.ZipFile(made).read("content.xml").decode()


first, again = content(), content()
more = set(re.findall(r"xmlns:(\w+)", again)) - set(re.findall(r"xmlns:(\w+)", first))
print("the same content twice in one process:", "the same" if first == again else f"differs by {sorted(more)}")
assert first != again and {"style", "draw"} <= more, "odfpy behaves otherwise now"
PY
