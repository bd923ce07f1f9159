#!/usr/bin/env bash
# papermill 2.7.0: its own parameterize_notebook refuses a valid notebook that nbformat read, unless every cell has tags.
#
# Both functions take and give a NotebookNode of nbformat. A cell need not have tags: the format says so, and nbformat validates it.
# papermill's own reader adds empty ones; the function relies on that and ends in AttributeError for any other reader's notebook.
# Seen: nbformat.read, then parameterize_notebook: AttributeError: tags. papermill.iorw.load_notebook_node, then the same: the cell is injected.
# Be right by: reading with papermill.iorw.load_notebook_node whatever goes to papermill's functions.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check papermill==2.7.0 nbformat==5.11.1 ipykernel==7.4.0
cd "$place"
"$place/venv/bin/python" - <<'PY'
import nbformat
from nbformat import v4
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
made = v4.new_notebook(cells=[v4.new_code_cell("period = ''", id="parameters")], metadata=kernel)
nbformat.validate(made)
nbformat.write(made, "one.ipynb")
try:
    parameterize_notebook(nbformat.read("one.ipynb", as_version=4), {"period": "2023-24-Q2"})
    told = "done"
except AttributeError as error:
    told = f"AttributeError: {error}"
injected = parameterize_notebook(load_notebook_node("one.ipynb"), {"period": "2023-24-Q2"}).cells[0].metadata["tags"]
print("read by nbformat:", told, "| read by papermill:", injected)
assert told == "AttributeError: tags" and injected == ["injected-parameters"], "papermill behaves otherwise now"
PY
