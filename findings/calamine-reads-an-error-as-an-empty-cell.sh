#!/usr/bin/env bash
# python-calamine 0.9.1: a cell with #DIV/0! or #N/A is read as an empty one.
#
# In the rows that it gives, an error of a spreadsheet and a cell that nobody filled in are both the empty text. A return whose formulas
# lost their source looks like one that has not been filled in yet: the partner is asked for numbers that they believe they sent. openpyxl
# gives the error as it stands, so the two readers disagree about what is there.
# Seen: the column 12, #DIV/0!, #N/A, empty: calamine 12.0, '', '', ''; openpyxl 12, '#DIV/0!', '#N/A', None.
# Be right by: looking at the type of each cell (t="e" in the sheet's XML) before its value, and telling errors by their place.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check python-calamine==0.9.1 openpyxl==3.1.5
cd "$place"
"$place/venv/bin/python" - <<'PY'
import openpyxl
from python_calamine import CalamineWorkbook

book = openpyxl.Workbook()
for row, value in enumerate(("cases", 12, "#DIV/0!", "#N/A"), start=1):
    book.active.cell(row, 1, value)
book.active.cell(5, 2, "last row")
assert [book.active.cell(row, 1).data_type for row in (3, 4)] == ["e", "e"]
book.save("return.xlsx")
calamine = [row[0] for row in CalamineWorkbook.from_path("return.xlsx").get_sheet_by_index(0).to_python()[1:]]
others = [row[0] for row in openpyxl.load_workbook("return.xlsx").active.iter_rows(min_row=2, values_only=True)]
print("calamine:", calamine, "- openpyxl:", others)
assert calamine == [12.0, "", "", ""], "python-calamine behaves otherwise now"
assert others == [12, "#DIV/0!", "#N/A", None]
PY
