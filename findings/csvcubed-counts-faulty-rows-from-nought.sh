#!/usr/bin/env bash
# csvcubed 0.5.1 (the ONS tool that makes CSV on the Web cubes): a faulty row is named by its place from 0, without the header.
#
# An observation that is blank and has no status is refused, and the refusal names its row. The third line of the file,
# which a spreadsheet calls row 3, is told as row {1}: whoever opens the file at row 1 sees the header, and whoever
# counts records from one mends the record before the faulty one.
# Seen: the second record (row 3 of the file) without a count; "Observed values missing in 'Count' on rows: {1}".
# Be right by: adding 2 to each row that it names, or refusing blanks before the cube is built, with the row as the
# spreadsheet shows it. (The column may not be called Value either: that title is refused.)
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check csvcubed==0.5.1
cd "$place"
cat > cases.csv <<'CSV'
Area,Period,Measure,Unit,Count
Riverbank,2023-24,Incidents,incidents,120
Castle,2023-24,Incidents,incidents,
Castle,2022-23,Incidents,incidents,5
CSV
cat > cases.json <<'JSON'
{"$schema": "https://purl.org/csv-cubed/qube-config/v1", "title": "Cases", "description": "Made up", "columns": {
 "Area": {"type": "dimension"}, "Period": {"type": "dimension"}, "Measure": {"type": "measures"},
 "Unit": {"type": "units"}, "Count": {"type": "observations", "data_type": "integer"}}}
JSON
told=$("$place/venv/bin/csvcubed" build -c cases.json cases.csv 2>&1 || true)
grep -o "Observed values missing in 'Count' on rows: {[0-9]*}" <<<"$told" | head -1
grep -q "Observed values missing in 'Count' on rows: {1}" <<<"$told" || { echo "csvcubed behaves otherwise now"; exit 1; }
