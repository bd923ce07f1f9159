#!/usr/bin/env bash
# jupyter-cache 1.0.1 (what MyST-NB and Jupyter Book keep their results in): a notebook is not run again when its data changed, even data
# that was declared as its asset.
#
# What is kept is found by the code cells and the kernel alone. Assets are named so that a run elsewhere finds them; their contents are no
# part of the key. A quarter's return that is corrected leaves every figure as it was, and the run says that nothing had to be done.
# Seen: data.csv says 48, the notebook prints 48; data.csv says 85, nothing is executed, and the notebook handed out still prints 48.
# Be right by: a key that holds the digest of each file that was read, or clearing the cache whenever data arrives.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check jupyter-cache==1.0.1 ipykernel==7.1.0 nbformat==5.10.4
cd "$place"
PATH="$place/venv/bin:$PATH" "$place/venv/bin/python" - 2>/dev/null <<'PY'
from pathlib import Path

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.executors import load_executor

data, notebook = Path("data.csv").resolve(), Path("quarter.ipynb").resolve()
kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
cell = nbformat.v4.new_code_cell("print(open('data.csv').read().strip())")
nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=kernel), notebook)
cache = get_cache("cache")
cache.add_nb_to_project(str(notebook), assets=[str(data)])
seen = []
for figure in ("48", "85"):
    data.write_text(figure)
    ran = load_executor("local-serial", cache=cache).run_and_cache()
    printed = cache.merge_match_into_file(str(notebook))[1].cells[0].outputs[0].text.strip()
    seen.append((figure, len(ran.succeeded), printed))
    print(f"data says {figure}: {len(ran.succeeded)} executed, the notebook prints {printed}")
assert seen == [("48", 1, "48"), ("85", 0, "48")], "jupyter-cache behaves otherwise now"
PY
