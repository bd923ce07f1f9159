"""Run in an environment of its own, with pytauargus (0.6.0) installed: how many cells τ-ARGUS hides of a two-way table of counts.

Reads {"table": rows of counts, "range": per cent} as JSON from its standard input and writes the fewest cells that its optimal
method hides (totals included) with any of its cost variables. Counts below 5 are unsafe.
"""

import json
import shutil
import sys
import tempfile

from pytauargus import protect

COSTS = (None, "-1", "-2", "-3")


def hidden(told: dict, cost: str | None) -> int:
    """The cells hidden, small ones and others, with one cost variable (None: that of the response)."""
    cells = [(f"r{i:02}", f"c{j:02}") for i, row in enumerate(told["table"]) for j, count in enumerate(row) for _ in range(count)]
    records = {"row": [row for row, _ in cells], "column": [column for _, column in cells], "n": [1.0] * len(cells)}
    folder = tempfile.mkdtemp()
    try:
        found = protect(
            records, ["row", "column"], response="n", safety_rules=f"FREQ(5,{told['range']})", suppress="OPT(1)", workdir=folder,
            **({"cost_var": cost} if cost else {}),
        )  # fmt: skip
        return sum(status != "S" for status in found.tables[0].status())
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    told = json.load(sys.stdin)
    print(json.dumps({cost or "response": hidden(told, cost) for cost in COSTS}))
