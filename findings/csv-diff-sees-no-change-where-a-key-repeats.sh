#!/usr/bin/env bash
# csv-diff 1.2: of rows that share a key only the last is compared, so a figure that changed in an earlier one is "no change".
#
# Rows are put in a dictionary by the key column; a key that repeats takes the place of the one before, and nothing says so. Returns that
# have a row for a ward and another for the ward's second month, or a key chosen too short, compare as equal.
# Seen: two files of three rows, A 48 against A 47 in the first row: no row added, removed or changed.
# Be right by: counting the keys first and refusing one that repeats, or by --key on a column that is unique (or none, which compares rows).
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check csv-diff==1.2
cd "$place"
printf 'ward,incidents\nA,48\nA,5\nB,3\n' >received.csv
printf 'ward,incidents\nA,47\nA,5\nB,3\n' >again.csv
"$place/venv/bin/csv-diff" received.csv again.csv --key ward --json | tee seen.json
"$place/venv/bin/python" - <<'PY'
import json

seen = json.load(open("seen.json"))
assert not any(seen[kind] for kind in ("added", "removed", "changed", "columns_added", "columns_removed")), "csv-diff behaves otherwise now"
PY
