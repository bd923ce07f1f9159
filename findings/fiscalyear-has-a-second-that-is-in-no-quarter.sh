#!/usr/bin/env bash
# fiscalyear 0.4.0: what happened in the last second of a quarter is in no quarter, and is told as of the fourth one.
#
# A quarter ends at 23:59:59, and the next begins at 00:00:00. A time with a part of a second, as databases and Excel give them, lies
# between the two: neither holds it. Asked for its quarter, such a time says 4, whichever it is. Whoever counts records by
# `in quarter` loses it from every quarter, and the four no longer add up to what was received.
# Seen: half a second before midnight on 30 June 2023, with the year from April: in Q1 no, in Q2 no, its own quarter 4.
# Be right by: taking the day of a record first, and intervals that are open at their end.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check fiscalyear==0.4.0
"$place/venv/bin/python" - <<'PY'
import fiscalyear

fiscalyear.setup_fiscal_calendar(start_month=4)
first, second = (fiscalyear.FiscalQuarter(2024, number) for number in (1, 2))
late, before = (fiscalyear.FiscalDateTime(2023, 6, 30, 23, 59, 59, part) for part in (500_000, 0))
seen = [(one in first, one in second, one.fiscal_quarter) for one in (before, late)]
print("ends", first.end, "- next begins", second.start, "-", seen)
assert seen == [(True, False, 1), (False, False, 4)], "fiscalyear behaves otherwise now"
PY
