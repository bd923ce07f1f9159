#!/usr/bin/env bash
# xlcalculator 0.5.0 (works a workbook's formulas out): COUNTIF(range, ">5") counts the mark [c], and AVERAGE over it is an error.
#
# Excel compares only numbers with a number and leaves text in a range out of an average. Here a withheld cell counts as above any threshold,
# and the average of a column with one withheld cell cannot be had. pycel, beside it, does as Excel does. A return that was checked by
# working its formulas out anew is then called wrong, or wrong ones right.
# Seen: over 5, [c], 7: COUNTIF ">5" gives 2 and AVERAGE #VALUE!; pycel 1.0b30 gives 1 and 6.
# Be right by: taking counts and means from the cells by code of one's own, with marks read as marks, and never from a formula's result.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check xlcalculator==0.5.0 pycel==1.0b30 openpyxl==3.1.5 numpy==1.26.4
cd "$place"
"$place/venv/bin/python" - 2>/dev/null <<'PY'
import openpyxl
from pycel import ExcelCompiler
from xlcalculator import Evaluator, ModelCompiler

book = openpyxl.Workbook()
sheet = book.active
sheet.title = "Return"
for row, value in enumerate((5, "[c]", 7), start=1):
    sheet.cell(row, 2, value)
sheet["A1"], sheet["A2"] = '=COUNTIF(B1:B3,">5")', "=AVERAGE(B1:B3)"
book.save("return.xlsx")
model = Evaluator(ModelCompiler().read_and_parse_archive("return.xlsx"))
one = [str(model.evaluate(f"Return!{cell}")) for cell in ("A1", "A2")]
other = [ExcelCompiler(filename="return.xlsx").evaluate(f"Return!{cell}") for cell in ("A1", "A2")]
print("xlcalculator:", one, "- pycel:", other)
assert (one, other) == (["2", "#VALUE!"], [1, 6]), "they behave otherwise now"
PY
