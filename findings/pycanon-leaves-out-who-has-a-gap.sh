#!/usr/bin/env bash
# pycanon 1.0.1.post2 (checks of anonymity): a record with a gap in what could identify it counts in no group, and the table passes.
#
# k-anonymity is the size of the smallest group of records that look alike. Where one of the columns is empty, the record is in none of the
# groups that are formed, so who is the only one of an age band, with the sex not given, does not lower k; nor does their offence count for
# l-diversity. Not given is common in such records, and rare combinations are just those.
# Seen: two groups of three and one person alone whose sex is empty: k 3 and l 2. With "not given" written there: k 1 and l 1.
# Be right by: putting a word of its own in the place of every gap before anything is checked or counted.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check pycanon==1.0.1.post2 pandas==3.0.6
"$place/venv/bin/python" - <<'PY'
import pandas as pd
from pycanon.anonymity import k_anonymity, l_diversity

records = pd.DataFrame({
    "age": ["18-25"] * 3 + ["26-40"] * 3 + ["41-65"], "sex": ["F"] * 3 + ["M"] * 3 + [None],
    "offence": ["theft", "assault", "theft", "assault", "theft", "fraud", "arson"],
})
seen = [(int(k_anonymity(one, ["age", "sex"])), int(l_diversity(one, ["age", "sex"], ["offence"]))) for one in (records, records.fillna("not given"))]
print("k and l with the gap:", seen[0], "- with words in its place:", seen[1])
assert seen == [(3, 2), (1, 1)], "pycanon behaves otherwise now"
PY
