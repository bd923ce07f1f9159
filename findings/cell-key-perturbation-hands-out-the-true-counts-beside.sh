#!/usr/bin/env bash
# cell-key-perturbation 3.1.0 (the ONS method that adds noise to counts): the table that comes back holds the true counts next to the noisy.
#
# create_perturbed_table returns, besides the column "count" to be published, the columns pre_sdc_count, ckey, pcv and pvalue: the count
# before the method, and the noise that was added. Suppressed cells show their true count too. Written out as it comes, as one writes a table
# of a method of disclosure control, nothing is protected.
# Seen: two wards of 43 and 3 people; "count" says a multiple of 5 and <NA>, pre_sdc_count says 43 and 3 in the same rows.
# Be right by: keeping the columns that were asked for and "count" alone, before the table is written anywhere.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check cell-key-perturbation==3.1.0 pandas==2.3.3
cd "$place"
"$place/venv/bin/python" - <<'PY'
import pandas as pd
from cell_key_perturbation.create_perturbed_table import create_perturbed_table
from cell_key_perturbation.utils.generate_test_ptable import generate_ptable_10_5_rule

people = pd.DataFrame([(ward, number % 256) for ward, count in (("North", 43), ("South", 3)) for number in range(7, 7 + count * 255, 255)], columns=["ward", "key"])
table = create_perturbed_table(people, generate_ptable_10_5_rule(), [], ["ward"], "key")
print(table)
assert list(table["pre_sdc_count"]) == [43, 3] and table["count"].isna().tolist() == [False, True], "the method's table is another now"
assert list(table.columns) == ["ward", "pre_sdc_count", "ckey", "pcv", "pvalue", "count"], "the method's table is another now"
PY
