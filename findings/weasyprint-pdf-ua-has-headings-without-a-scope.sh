#!/usr/bin/env bash
# WeasyPrint 70.0: in a PDF made as pdf/ua-1 no heading of a table says what it heads, although the HTML says it with scope.
#
# PDF/UA wants each TH to say whether it heads a row or a column (or to be named by its cells), and the checkpoint is one that programs
# test. The variant pdf/ua-1 writes the tags Table, TR, TH and TD, and leaves scope="col" and scope="row" out.
# Seen: a table with a heading of a column and one of a row, both with scope: two TH in the structure, none with an attribute Scope.
# Be right by: a finisher that walks the structure and writes /A << /O /Table /Scope /Column >> or /Row, by where each TH stands.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check weasyprint==70.0 pydyf==0.13.0 pypdf==6.4.0
"$place/venv/bin/python" - <<'PY'
import io

from pypdf import PdfReader
from weasyprint import HTML

page = """<html lang="en"><title>Cases</title><h1>Cases</h1><table><thead><tr><td></td><th scope="col">Cases</th></tr></thead>
<tbody><tr><th scope="row">North</th><td>48</td></tr></tbody></table>"""
made = HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")


def elements(node):
    """The elements of the structure below a node, with their types."""
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        child = child.get_object() if hasattr(child, "get_object") else child
        if isinstance(child, dict) and "/S" in child:
            yield child
            yield from elements(child)


headings = [one for one in elements(PdfReader(io.BytesIO(made)).trailer["/Root"]["/StructTreeRoot"]) if one["/S"] == "/TH"]
said = [one for one in headings if "/Scope" in str(one.get("/A", ""))]
print("headings of tables:", len(headings), "with a scope:", len(said))
assert (len(headings), len(said)) == (2, 0), "WeasyPrint behaves otherwise now"
PY
