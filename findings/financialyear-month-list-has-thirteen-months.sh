#!/usr/bin/env bash
# financialyear 1.3, Finyear("2023-24").month_list(): thirteen months, May 2023 twice.
#
# The list is made by steps of 30 days from 1 April: 1 May, 31 May, 30 June and so on. Whoever loops over it to add up
# twelve monthly returns into a year counts May twice, in every financial year, and no total looks odd for it.
# Seen: 13 months, of which 05-2023 stands twice.
# Be right by: counting months as numbers (year x 12 + month), never as days, and refusing a list that is not twelve long.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check financialyear==1.3
"$place/venv/bin/python" - <<'PY'
import collections
from financialyear.src.main import Finyear

months = Finyear("2023-24").month_list()
twice = [month for month, times in collections.Counter(months).items() if times > 1]
print(len(months), "months; twice:", twice)
assert (len(months), twice) == (13, ["05-2023"]), "financialyear behaves otherwise now"
PY
