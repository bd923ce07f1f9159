#!/usr/bin/env bash
# frictionless 5.21.0: a column of the financial years 2009-10, 2010-11 and 2011-12 is described as months: October 2009 and so on.
#
# The type of a column is guessed from its cells, and these three years can be read as year and month. Values of whole years lie two years
# and a month apart then, and are written back as months. The description that is kept with the data refuses the next return: 2012-13
# is no month. With one later year among them the same column is text, so it depends on which years a partner sends.
# Seen: 2009-10 to 2011-12 as yearmonth(year=2009, month=10) and so on; with 2012-13 as a string.
# Be right by: declaring the column as text with a pattern, and never keeping a description that was guessed.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check frictionless==5.21.0
cd "$place"
printf 'year,cases\n2009-10,12\n2010-11,30\n2011-12,41\n' > early.csv
printf 'year,cases\n2009-10,12\n2010-11,30\n2012-13,41\n' > later.csv
"$place/venv/bin/python" - <<'PY'
from frictionless import Resource

seen = []
for name in ("early.csv", "later.csv"):
    resource = Resource(name)
    resource.infer()
    seen.append((resource.schema.get_field("year").type, str(resource.read_rows()[0]["year"])))
print(seen)
assert [kind for kind, _ in seen] == ["yearmonth", "string"], "frictionless behaves otherwise now"
PY
