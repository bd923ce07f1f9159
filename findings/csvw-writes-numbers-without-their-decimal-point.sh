#!/usr/bin/env bash
# csvw 4.1.1 (CSV on the Web): a decimal column described with a group character alone is written without its decimal point: 12.25 as 1225.
#
# The standard gives the decimal character "." where a description names none. Where {"groupChar": ","} is all that is said, reading
# keeps to that and writing does not: each number with decimals comes out a power of ten too large, 0.12 as "012". What was written is
# read again without an error. Whole numbers, by which such a description is usually tried, are right: 1,234,567.
# Seen: "12.25" is read as 12.25, written as "1225", and that is read as 1225; with "decimalChar": "." beside it "12.25".
# Be right by: always naming both characters, and reading again what was written.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check csvw==4.1.1
"$place/venv/bin/python" - <<'PY'
from csvw.metadata import Datatype

seen = {}
for said in ({"groupChar": ","}, {"groupChar": ",", "decimalChar": "."}):
    rate = Datatype.fromvalue({"base": "decimal", "format": said})
    written = [rate.formatted(rate.parse(text)) for text in ("12.25", "0.12", "1,234,567")]
    seen[len(said)] = (written, str(rate.parse(written[0])))
print(*seen.values(), sep="\n")
assert seen[1] == (["1225", "012", "1,234,567"], "1225"), "csvw behaves otherwise now"
assert seen[2] == (["12.25", "0.12", "1,234,567"], "12.25")
PY
