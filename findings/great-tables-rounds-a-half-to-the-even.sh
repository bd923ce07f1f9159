#!/usr/bin/env bash
# great_tables 1.1.0: 12.5% is shown as 12% and 13.5% as 14%; a missing share is the word None where a missing count stays empty.
#
# Halves go to the even number, as in Python, and not away from zero, as in Excel and in the tables that statistics offices print: beside
# a spreadsheet of the same numbers every second half differs by one, and two shares that differ by one point look two apart.
# Seen: 0.5, 1.5, 2.5 as integers: 0, 2, 2. Shares of 0.125 and 0.135 without decimals: 12% and 14%; None as "None" in a column of shares.
# Be right by: rounding exact numbers by a rule that is written down, before any table is made, and handing over texts.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check great_tables==1.1.0 pandas==3.0.6 polars==2.1.0
"$place/venv/bin/python" - <<'PY'
from great_tables import vals

whole, shares = vals.fmt_integer([0.5, 1.5, 2.5]), vals.fmt_percent([0.125, 0.135, None], decimals=0)
print(whole, shares)
assert (whole, shares) == (["0", "2", "2"], ["12%", "14%", "None"]), "great_tables behaves otherwise now"
PY
