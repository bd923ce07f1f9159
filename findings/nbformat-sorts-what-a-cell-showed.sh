#!/usr/bin/env bash
# nbformat 5.11.1: what a cell showed as JSON has another order once the notebook was saved and read again.
#
# A pipeline that takes tables out of executed notebooks gets the rows' keys in the order in which the cell made them, while the
# notebook is in memory; from the file it gets them sorted by name. A step that is run, and one that is taken from a file of an earlier
# run, then give tables with other columns first, and their digests differ though nothing changed.
# Seen: an output of application/json with the keys "value" and "reference" comes back as "reference", "value".
# Be right by: keeping what has an order as a list, or reading outputs from the file alone, also when the notebook is in memory.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check nbformat==5.11.1
"$place/venv/bin/python" - <<'PY'
import nbformat
from nbformat import v4

shown = v4.new_output("display_data", data={"application/json": {"value": 48, "reference": 85}})
made = v4.new_notebook(cells=[v4.new_code_cell("", id="values", outputs=[shown])])
before = list(made.cells[0].outputs[0].data["application/json"])
after = list(nbformat.reads(nbformat.writes(made), as_version=4).cells[0].outputs[0].data["application/json"])
print("in memory:", before, "from the file:", after)
assert (before, after) == (["value", "reference"], ["reference", "value"]), "nbformat behaves otherwise now"
PY
