#!/usr/bin/env bash
# pyreadstat 1.3.7: "refused" and "not asked" of an SPSS file both become NaN, though the file names them apart.
#
# Surveys of crime keep why an answer is not there as codes that the file declares missing: -9 refused, -8 not asked. By default such codes
# are taken out before anybody sees them, whatever else is asked for, labels included. The base of a percentage then cannot be told: those
# who were asked and refused belong to it, those who were not asked do not.
# Seen: 34, -8, -9, 55 are read as 34, NaN, NaN, 55, with labels too; with user_missing=True as they stand in the file.
# Be right by: reading with user_missing=True, and counting each code by itself before anything is left out.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check pyreadstat==1.3.7 pandas==2.3.3
cd "$place"
"$place/venv/bin/python" - <<'PY'
import pandas as pd
import pyreadstat

labels = {"age": {-8: "Not asked", -9: "Refused"}}
pyreadstat.write_sav(pd.DataFrame({"age": [34.0, -8.0, -9.0, 55.0]}), "survey.sav", missing_ranges={"age": [{"lo": -9, "hi": -8}]}, variable_value_labels=labels)
asked = ({}, {"apply_value_formats": True}, {"user_missing": True})
seen = [pyreadstat.read_sav("survey.sav", **one)[0]["age"].astype(float).fillna(0).tolist() for one in asked]
print("0 stands for NaN:", *seen)
assert seen == [[34, 0, 0, 55], [34, 0, 0, 55], [34, -8, -9, 55]], "pyreadstat behaves otherwise now"
PY
