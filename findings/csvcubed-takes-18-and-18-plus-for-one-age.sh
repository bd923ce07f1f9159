#!/usr/bin/env bash
# csvcubed 0.5.1: age groups that differ in a sign only ("18" and "18+") cannot stand in one cube.
#
# Codes of a dimension become parts of addresses, and signs are dropped on the way: "18" and "18+" both become "18",
# and the whole build is refused as a collision, as with "A&E" beside "A E". Such labels are ordinary in this field; a
# table that opens in every other tool cannot be handed over in this form.
# Seen: "The values '18', '18+' map to the same URI-safe identifier '18'".
# Be right by: giving categories an identifier of their own in the definition, in words ("18-and-over"), and a label.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check csvcubed==0.5.1
cd "$place"
cat > ages.csv <<'CSV'
Age,Period,Measure,Unit,Count
Under 18,2023-24,Incidents,incidents,120
18,2023-24,Incidents,incidents,7
18+,2023-24,Incidents,incidents,55
CSV
cat > ages.json <<'JSON'
{"$schema": "https://purl.org/csv-cubed/qube-config/v1", "title": "Ages", "description": "Made up", "columns": {
 "Age": {"type": "dimension"}, "Period": {"type": "dimension"}, "Measure": {"type": "measures"},
 "Unit": {"type": "units"}, "Count": {"type": "observations", "data_type": "integer"}}}
JSON
told=$("$place/venv/bin/csvcubed" build -c ages.json ages.csv 2>&1 || true)
grep -o "The values .* map to the same URI-safe identifier '18'" <<<"$told" | head -1
grep -q "map to the same URI-safe identifier '18'" <<<"$told" || { echo "csvcubed behaves otherwise now"; exit 1; }
