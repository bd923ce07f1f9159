#!/usr/bin/env bash
# dateparser 1.5.0: the financial year "2023-24" is the 24th of January 2023, and a month alone is today's day of that month.
#
# A financial year written as in every UK report is read as year and day, the month being the first: a value of the whole year lands in the
# last quarter of the year before. "2011-12" is December 2011 instead. What is not said is taken from today, so "April 2023", read on the
# 31st, is 30 April, and another day when the same file is read again. Nothing is raised in any of these.
# Seen, with today set to 31 January 2024: "2023-24" and "2023/24" as 2023-01-24; "2011-12" as 2011-12-31; "April 2023" as 2023-04-30.
# Be right by: reading the periods that the report knows by their own rule, and refusing every other text.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check dateparser==1.5.0
"$place/venv/bin/python" - <<'PY'
from datetime import datetime

import dateparser

today = {"RELATIVE_BASE": datetime(2024, 1, 31, 12)}
seen = {text: str(dateparser.parse(text, languages=["en"], settings=today).date()) for text in ("2023-24", "2023/24", "2011-12", "April 2023")}
print(seen)
assert list(seen.values()) == ["2023-01-24", "2023-01-24", "2011-12-31", "2023-04-30"], "dateparser behaves otherwise now"
PY
