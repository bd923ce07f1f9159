#!/usr/bin/env bash
# pyexcel-ods3 0.6.1 (on ezodf): of 32 or more rows that are alike and stand below each other, one is read; of 31, all are.
#
# An ODS file stores neighbouring rows that are the same once, with how often they repeat. The reader unfolds such a row only if it repeats
# fewer than 32 times, which spares it the million empty rows at the end of a sheet, and takes it once otherwise. A list of incidents with
# a day and a place and no number of their own has such rows: the count is right for years and wrong in the first busy month.
# Seen: after a header, 31 equal records are read as 31, and 32 equal records as 1; what stands below them moves up.
# Be right by: reading number-rows-repeated of every row that has something in it, and holding what was read against the sender's total.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check pyexcel-ods3==0.6.1 pyexcel-ezodf==0.3.4 odfpy==1.4.1
cd "$place"
"$place/venv/bin/python" - <<'PY'
import pyexcel_ods3
from odf import table, text
from odf.opendocument import OpenDocumentSpreadsheet

seen = {}
for alike in (31, 32):
    document, sheet = OpenDocumentSpreadsheet(), table.Table(name="Incidents")
    for times, cells in ((1, ("day", "place")), (alike, ("2023-10-31", "High Street")), (1, ("2023-11-01", "Mill Lane"))):
        row = table.TableRow(**({"numberrowsrepeated": times} if times > 1 else {}))
        for words in cells:
            cell = table.TableCell(valuetype="string")
            cell.addElement(text.P(text=words))
            row.addElement(cell)
        sheet.addElement(row)
    document.spreadsheet.addElement(sheet)
    document.save("incidents.ods")
    seen[alike] = len(pyexcel_ods3.get_data("incidents.ods")["Incidents"]) - 2
print("equal records in the file, and read:", seen)
assert seen == {31: 31, 32: 1}, "pyexcel-ods3 behaves otherwise now"
PY
