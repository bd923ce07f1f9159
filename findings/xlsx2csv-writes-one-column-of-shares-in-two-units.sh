#!/usr/bin/env bash
# xlsx2csv 0.8.6: what a cell becomes hangs on its number format: of two equal shares one is written 13% and one 0.126, and 26 hours are 1.09.
#
# A share shown as "0%" is written with its sign and rounded; the same share shown as "0.0%" is written as a fraction; a rate shown with
# one decimal place loses the others; a time of "[h]:mm" is written as days without a unit. A column whose cells were formatted by hand, as
# those of returns are, comes out in two units, and nothing says so.
# Seen: 0.1256 as "0%" gives 13%, as "0.0%" gives 0.126; 12.3456 as "0.0" gives 12.3; 26 h 5 min gives 1.086806.
# Be right by: reading the stored values (openpyxl, calamine) and the format beside them, and refusing a column of both.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check xlsx2csv==0.8.6 openpyxl==3.1.5
cd "$place"
"$place/venv/bin/python" - <<'PY'
import datetime

import openpyxl

book = openpyxl.Workbook()
sheet = book.active
cells = [("share", 0.1256, "0%"), ("share", 0.1256, "0.0%"), ("rate", 12.3456, "0.0"), ("time", datetime.timedelta(hours=26, minutes=5), "[h]:mm")]
for row, (name, value, shown) in enumerate(cells, start=1):
    sheet.cell(row, 1, name)
    sheet.cell(row, 2, value).number_format = shown
book.save("return.xlsx")
PY
"$place/venv/bin/xlsx2csv" return.xlsx | tee seen.csv
printf 'share,13%%\nshare,0.126\nrate,12.3\ntime,1.086806\n' | cmp - <(tr -d '\r' <seen.csv) || { echo "xlsx2csv behaves otherwise now"; exit 1; }
