#!/usr/bin/env bash
# pyjstat 2.4.0: through its table the marks of a JSON-stat dataset are gone, and the dataset made of it says its source is "Self-elaboration".
#
# JSON-stat keeps for each value a status (withheld, provisional, revised) and for the dataset its source. The table that pyjstat makes has neither:
# a count that was withheld and one that nobody has look alike, and provisional ones like final ones. Written again, the dataset names a source
# that nobody stated, where the publisher's stood, and a moment of making that is that of the import.
# Seen: status {"1": "c", "3": "p"} and source "Police recorded crime" read; no column says them; written: no status, source "Self-elaboration".
# Be right by: reading `status` and `source` from the JSON itself, into columns of their own, and setting `source` before a dataset goes out.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check pyjstat==2.4.0 pandas==3.1.1
"$place/venv/bin/python" - <<'PY'
import json

from pyjstat.pyjstat import Dataset

published = {
    "version": "2.0", "class": "dataset", "label": "Incidents", "source": "Police recorded crime", "updated": "2023-07-01",
    "id": ["Quarter", "Area"], "size": [2, 2],
    "dimension": {
        "Quarter": {"label": "Quarter", "category": {"index": ["2023 Q1", "2023 Q2"]}},
        "Area": {"label": "Area", "category": {"index": ["North", "South"]}},
    },
    "value": [10, None, 12, 5], "status": {"1": "c", "3": "p"},
}
table = Dataset.read(json.dumps(published)).write("dataframe")
again = json.loads(Dataset.read(table).write())
print("columns:", list(table.columns), "| status:", again.get("status"), "| source:", again["source"])
assert list(table.columns) == ["Quarter", "Area", "value"], "pyjstat behaves otherwise now"
assert "status" not in again and again["source"] == "Self-elaboration", "pyjstat behaves otherwise now"
PY
