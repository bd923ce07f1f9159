#!/usr/bin/env bash
# acro 1.0.2 (checks of statistical disclosure used by UK data services): every share of a table of shares counts as a number below 10.
#
# crosstab(normalize="index") hands the shares, not the counts they rest on, to the check of the least count. No share is 10 or more, so
# each cell fails, however many records stand behind it; the same table as counts passes. With suppress=True nothing at all is left.
# Seen: four cells of 25 to 40 records: as counts none fails; as shares the summary says that 4 cells may need suppressing.
# Be right by: checking the counts under each share, and calculating the shares from a table that passed.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check acro==1.0.2 pandas==2.3.3 statsmodels==0.15.0
cd "$place"
"$place/venv/bin/python" - 2>/dev/null <<'PY'
import logging
import warnings

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
import acro
import pandas as pd

counts = {("North", "Burglary"): 40, ("North", "Assault"): 30, ("South", "Burglary"): 25, ("South", "Assault"): 33}
records = pd.DataFrame([cell for cell, count in counts.items() for _ in range(count)], columns=["ward", "offence"])
session = acro.ACRO(suppress=False)
session.crosstab(records.ward, records.offence)
session.crosstab(records.ward, records.offence, normalize="index")
summaries = [session.results.get(name).summary for name in ("output_0", "output_1")]
fails = ["MinimumThresholdCheck: fail" in summary for summary in summaries]
print("as counts, a cell fails:", fails[0], "- as shares:", fails[1])
print(summaries[1])
assert fails == [False, True] and "4 cells" in summaries[1], "acro behaves otherwise now"
PY
