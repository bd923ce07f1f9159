#!/usr/bin/env bash
# papermill 2.7.0: on its command line -p reads a period 2017_10 as the number 201710, a ward 1E5 as 100000.0, and true as a text.
#
# -p guesses the kind of a value by what Python's int() and float() take, and these take underscores between digits, exponents, nan and
# infinity. A month, a financial year or a code so written arrives as another value, in the notebook and in its saved parameters, without a
# word. Of yes and no it knows only True and False with a capital: "true" arrives as a text, which is true whatever it says, "false" too.
# Seen: -p period 2017_10 -p year 2023_24 -p ward 1E5 -p final false: 201710, 202324, 100000.0, 'false'; -r keeps each as it was typed.
# Be right by: -r for every name and code, a YAML file for the rest, and a first cell that refuses what is of another type.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check papermill==2.7.0 nbformat==5.11.1 ipykernel==7.4.0
cd "$place"
venv/bin/python - <<'PY'
import nbformat
from nbformat import v4

kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
cell = v4.new_code_cell("period = ''\nyear = ''\nward = ''\nfinal = ''", id="parameters", metadata={"tags": ["parameters"]})
nbformat.write(v4.new_notebook(cells=[cell], metadata=kernel), "one.ipynb")
PY
export PATH="$place/venv/bin:$PATH"
papermill --no-progress-bar --prepare-only one.ipynb guessed.ipynb -p period 2017_10 -p year 2023_24 -p ward 1E5 -p final false 2>/dev/null
papermill --no-progress-bar --prepare-only one.ipynb raw.ipynb -r period 2017_10 -r year 2023_24 -r ward 1E5 -r final false 2>/dev/null
python - <<'PY'
import nbformat

guessed, raw = (dict(nbformat.read(f"{name}.ipynb", as_version=4).metadata.papermill.parameters) for name in ("guessed", "raw"))
print("-p:", guessed, "| -r:", raw)
assert guessed == {"period": 201710, "year": 202324, "ward": 100000.0, "final": "false"}, "papermill behaves otherwise now"
assert raw == {"period": "2017_10", "year": "2023_24", "ward": "1E5", "final": "false"}, "papermill behaves otherwise now"
PY
