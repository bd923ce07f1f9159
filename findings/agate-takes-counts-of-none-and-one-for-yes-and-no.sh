#!/usr/bin/env bash
# agate 1.14.2 (under csvkit): a column of counts that are all 0 or 1 becomes yes and no, and "12%" becomes 12 beside 0.12.
#
# Types are guessed from what stands in the column, and yes or no is tried before numbers. A rare offence by ward is 0 or 1 everywhere in
# most quarters: its counts come out as True and False, cannot be added up, and are numbers again in the quarter with a 2. Percentages
# lose their sign, so a column in which partners wrote 12% and 0.12 holds two units without a trace.
# Seen: cases 1, 0, 1 as Boolean; with a 2 among them as Number; "12%" as 12 and "0.12" as 0.12 in one column.
# Be right by: declaring the type of each column, and refusing a cell with a sign where a number belongs.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check agate==1.14.2
cd "$place"
printf 'ward,cases,share\nCastle,1,12%%\nRiverbank,0,0.12\nMill,1,3%%\n' > first.csv
printf 'ward,cases,share\nCastle,1,12%%\nRiverbank,0,0.12\nMill,2,3%%\n' > second.csv
"$place/venv/bin/python" - <<'PY'
import agate

seen = []
for name in ("first.csv", "second.csv"):
    table = agate.Table.from_csv(name)
    seen.append((type(table.columns["cases"].data_type).__name__, list(table.columns["cases"].values()), [str(one) for one in table.columns["share"].values()]))
print(*seen, sep="\n")
assert seen[0] == ("Boolean", [True, False, True], ["12", "0.12", "3"]), "agate behaves otherwise now"
assert seen[1][0] == "Number", "agate behaves otherwise now"
PY
