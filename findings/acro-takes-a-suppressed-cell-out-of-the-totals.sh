#!/usr/bin/env bash
# acro 1.0.2 (checks of statistical disclosure used by UK data services): a suppressed count is gone from the totals as well, without a mark.
#
# With suppress=True and margins=True the table is counted again without the records of the suppressed cell. Its row, column and grand
# totals are then what is left, look like any other number, and agree with each other: a reader takes 95 incidents for all there were.
# Seen: 98 incidents, 3 of them in one cell below the threshold of 10; the cell is NaN, and "All" says 25 (of 28), 30 (of 33) and 95 (of 98).
# Be right by: taking totals from the records as they were counted, and hiding further cells so that the hidden one cannot be worked out.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check acro==1.0.2 pandas==2.3.3 statsmodels==0.15.0
cd "$place"
"$place/venv/bin/python" - 2>/dev/null <<'PY'
import logging
import warnings

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
import acro
import pandas as pd

counts = {("North", "Burglary"): 40, ("North", "Assault"): 30, ("South", "Burglary"): 25, ("South", "Assault"): 3}
records = pd.DataFrame([cell for cell, count in counts.items() for _ in range(count)], columns=["ward", "offence"])
table = acro.ACRO(suppress=True).crosstab(records.ward, records.offence, margins=True)
print(table)
seen = (bool(pd.isna(table.loc["South", "Assault"])), table.loc["South", "All"], table.loc["All", "Assault"], table.loc["All", "All"])
assert seen == (True, 25, 30, 95), "acro behaves otherwise now"
PY
