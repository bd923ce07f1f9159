#!/usr/bin/env bash
# pyjstat 2.4.0: a table whose rows stand in any other order becomes a JSON-stat dataset in which values belong to other categories.
#
# JSON-stat (what statistical offices' table servers give and take) writes values alone, in the order of the dimensions. pyjstat takes the order of
# a dimension's categories from where each first stands in the table, and the values in the order of the rows, without holding one
# against the other. Any sorting by value, or two tables put one below the other, is enough; nothing is raised, and the sums stay right.
# Seen: six rows sorted by value. "2023 Q1, Total" is 15 in the table and 10 in the dataset that was made of it; 15 is now the North's in Q2.
# Likewise a table without one of the combinations: five values for a dataset whose size says six, and no error.
# Be right by: sorting by all dimensions before, with every combination present, and comparing what Dataset.read(...).write("dataframe") gives back.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check pyjstat==2.4.0 pandas==3.1.1
"$place/venv/bin/python" - <<'PY'
import json

import pandas as pd
from pyjstat.pyjstat import Dataset

ordered = pd.DataFrame({
    "Quarter": ["2023 Q1"] * 3 + ["2023 Q2"] * 3, "Area": ["North", "South", "Total"] * 2, "value": [10, 5, 15, 12, 6, 18],
})
keys = ["Quarter", "Area"]


def read_back(table):
    made = Dataset.read(Dataset.read(table).write()).write("dataframe")
    return {tuple(row[key] for key in keys): row["value"] for row in made.to_dict("records")}


true = {tuple(row[key] for key in keys): row["value"] for row in ordered.to_dict("records")}
by_size = read_back(ordered.sort_values("value"))
assert read_back(ordered) == true, "pyjstat behaves otherwise now"
moved = {key: (true[key], by_size[key]) for key in true if true[key] != by_size[key]}
print("in the table, in the dataset:", moved)
assert sum(by_size.values()) == sum(true.values()) and moved, "pyjstat behaves otherwise now"
short = json.loads(Dataset.read(ordered.iloc[:5]).write())
print("size", short["size"], "values", len(short["value"]))
assert (short["size"], len(short["value"])) == ([2, 3], 5), "pyjstat behaves otherwise now"
PY
