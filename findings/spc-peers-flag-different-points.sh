#!/usr/bin/env bash
# abspc 1.1.0 and controlchartspy 0.1.3: the same XmR limits, different special causes, on the same 23 months.
#
# Both are ports for the NHS "Making Data Count" way of reading a control chart. NHSRplotthedots (R), which abspc's
# documentation says its rules are aligned with, calls 7 points on one side of the mean, and 7 rising or falling, special.
# abspc asks for 8 and 6. controlchartspy asks for 7 and 5, but with its defaults it applies no rule at all: the result
# has no column that says so.
# Seen, on 7 months above the mean: limits 93.09 and 109.78 from both; abspc flags nothing; controlchartspy flags
# the 7 months when `shift` is switched on, and gives no flags with its defaults.
# Be right by: printing the rule set with its run lengths beside every "no unusual change", and testing it with a run of
# exactly that length and of one less.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check abspc==1.1.0 controlchartspy==0.1.3 pandas==3.1.1
"$place/venv/bin/python" - <<'PY'
import abspc
import controlchartspy
import pandas as pd

values = [100, 104, 97, 102, 99, 103, 98, 101, 100, 102, 97, 103, 99, 101, 103, 104, 105, 103, 104, 105, 104, 98, 101]
mean = sum(values) / len(values)
assert [value > mean for value in values[14:21]] == [True] * 7 and values[13] < mean and values[21] < mean

one = abspc.detect_special_causes(abspc.calculate_control_limits(pd.DataFrame({"value": values}), "XmR"))
days = pd.to_datetime([f"{month}-01" for month in pd.period_range("2023-01", periods=len(values), freq="M")])
months = pd.DataFrame({"month": days, "value": values})
plain = controlchartspy.spc(months, "month", "value", return_objs="limits").limits
ruled = controlchartspy.spc(months, "month", "value", return_objs="limits", outlier_settings={"shift": True}).limits

limits = {(round(one.lcl[0], 2), round(one.ucl[0], 2)), (round(plain[0]["ll99"], 2), round(plain[0]["ul99"], 2))}
flagged = sum(point["shift"] != "none" for point in ruled)
print("limits:", limits)
print("abspc:", int(one.special_cause.sum()), "months flagged")
print("controlchartspy:", flagged, "months flagged with shift on; columns with its defaults:", sorted(set(plain[0])))
assert limits == {(93.09, 109.78)}
assert (int(one.special_cause.sum()), flagged, "shift" in plain[0]) == (0, 7, False), "they behave otherwise now"
PY
