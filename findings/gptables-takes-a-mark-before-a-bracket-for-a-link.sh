#!/usr/bin/env bash
# gptables 2.0.2: a mark in square brackets right before words in round ones is taken for a link, and the workbook is refused.
#
# The field marks its numbers in square brackets ([x], [c], [p]) and puts places and units in round ones, and people leave out the
# space: "[p](Northmoor)". The library, which is made for these tables, takes any "[a](b)" in any cell for Markdown's link, and
# XlsxWriter below it knows no address of that kind. Data decides whether a workbook can be written.
# Seen: a cell "[p](Northmoor)" raises ValueError, "Unknown URL type: Northmoor"; "[p] (Northmoor)" is written as it stands.
# Be right by: a space between the two brackets, or writing what people typed through XlsxWriter's write_string.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check gptables==2.0.2 pandas==3.1.1 XlsxWriter==3.3.1 openpyxl==3.1.5
cd "$place"
"$place/venv/bin/python" - <<'PY'
import gptables
import openpyxl
import pandas


def written(text: str):
    """The cell of a one-row table as a reader of the workbook finds it."""
    table = gptables.GPTable(
        table=pandas.DataFrame({"Area": ["Northmoor"], "Note": [text]}), table_name="areas", title="Areas", index_columns={}, scope="", source=""
    )
    gptables.write_workbook("made.xlsx", {"Areas": table}, cover=None, contentsheet=None, auto_width=False)
    sheet = openpyxl.load_workbook("made.xlsx")["Areas"]
    return next(cell for row in sheet.iter_rows() for cell in row if cell.column == 2 and cell.row == sheet.max_row)


try:
    joined = written("[p](Northmoor)").value
except ValueError as error:
    joined = f"ValueError: {error}"
apart = written("[p] (Northmoor)").value
print("without a space:", joined, "| with one:", apart)
assert joined == "ValueError: Unknown URL type: Northmoor", "gptables behaves otherwise now"
assert apart == "[p] (Northmoor)", "gptables behaves otherwise now"
PY
