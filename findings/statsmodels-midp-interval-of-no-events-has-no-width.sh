#!/usr/bin/env bash
# statsmodels 0.15.0: the mid-p interval of a rate with no events has no width, and its lower limit is above its upper one.
#
# confint_poisson(count, exposure, method="midp-c") gives the limits of a rate. Of no events in a quarter, the commonest small count there is
# (homicides, cases in a small ward), the lower limit must be 0. It comes out as the upper one, a rounding error higher: a rate of 0 whose
# interval does not hold 0. The upper limit is right, so a chart that draws upper limits alone shows nothing odd. The exact and score methods give 0.
# Seen: no events in 1,000: (0.00299574, 0.00299573); three events: (0.00076, 0.00816).
# Be right by: setting the lower limit to 0 where the count is 0, or method="exact-c"; and refusing limits that do not hold their own value.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check statsmodels==0.15.0 scipy==1.17.1 numpy==2.4.6 pandas==3.1.1
"$place/venv/bin/python" - <<'PY'
from statsmodels.stats.rates import confint_poisson

none, three = (tuple(map(float, confint_poisson(count, 1000, method="midp-c"))) for count in (0, 3))
others = {method: float(confint_poisson(0, 1000, method=method)[0]) for method in ("exact-c", "score", "sqrt-a")}
print("mid-p of 0:", none, "| of 3:", three, "| lower limit of 0 by the others:", others)
assert 0.00299 < none[0] < 0.003 and abs(none[1] - none[0]) < 1e-6, "statsmodels behaves otherwise now"
assert three[0] < 0.003 < three[1] and set(others.values()) == {0.0}, "statsmodels behaves otherwise now"
PY
