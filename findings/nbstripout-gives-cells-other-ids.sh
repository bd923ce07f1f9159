#!/usr/bin/env bash
# nbstripout 0.9.1: stripping outputs also numbers the cells anew, and leaves papermill's record of parameters and paths where it was.
#
# As a git filter it is what keeps results out of a repository. By default it replaces the id of each cell, which nbformat made to stay with
# the cell for life, by its place: 0, 1, 2. What leads to a cell by its id (an audit trail, a review, a link) leads nowhere, and after a cell is put
# in before it, to another cell without a word. What papermill wrote into the notebook stays: the parameters of the run and the paths of its files.
# Seen: ids "parameters", "total" become "0", "1"; with --keep-id they stay; metadata.papermill.parameters is there in both.
# Be right by: nbstripout --keep-id --extra-keys "metadata.papermill cell.metadata.papermill".
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check nbstripout==0.9.1 papermill==2.7.0 nbformat==5.11.1 ipykernel==7.4.0
cd "$place"
cat >make.py <<'PY'
import nbformat
from nbformat import v4

kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
cells = [v4.new_code_cell("period = ''", id="parameters", metadata={"tags": ["parameters"]}), v4.new_code_cell("period", id="total")]
nbformat.write(v4.new_notebook(cells=cells, metadata=kernel), "one.ipynb")
PY
venv/bin/python make.py
PATH="$place/venv/bin:$PATH" papermill --no-progress-bar --prepare-only one.ipynb run.ipynb -p period 2023-24-Q2 2>/dev/null
cp one.ipynb kept.ipynb
venv/bin/nbstripout one.ipynb run.ipynb
venv/bin/nbstripout --keep-id kept.ipynb
cp run.ipynb clean.ipynb
venv/bin/nbstripout --extra-keys "metadata.papermill cell.metadata.papermill" clean.ipynb
venv/bin/python - <<'PY'
import nbformat

one, kept, run, clean = (nbformat.read(f"{name}.ipynb", as_version=4) for name in ("one", "kept", "run", "clean"))
ids = [[cell.id for cell in book.cells] for book in (one, kept)]
print("stripped:", ids[0], "| with --keep-id:", ids[1], "| parameters left:", dict(run.metadata.papermill.parameters))
assert ids == [["0", "1"], ["parameters", "total"]], "nbstripout behaves otherwise now"
assert run.metadata.papermill.parameters == {"period": "2023-24-Q2"}, "nbstripout behaves otherwise now"
assert "papermill" not in clean.metadata, "nbstripout behaves otherwise now"
PY
