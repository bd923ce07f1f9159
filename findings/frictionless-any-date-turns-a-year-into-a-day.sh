#!/usr/bin/env bash
# frictionless 5.21.0: a date field of format "any" reads 2023 as today's day of that year, and half of a column of British dates the other way round.
#
# Table Schema has "any" for dates that are written in several ways, as in returns that several partners fill in. A cell that holds a year alone is
# valid and becomes the day on which it is read, in that year, so the same file gives other days tomorrow. 03/04/2023 becomes 4 March, 13/04/2023 in the
# next row becomes 13 April: both are valid, and only days up to the 12th change their month.
# Seen: 2023 is read as today's month and day in 2023; 03/04/2023 as 2023-03-04; 13/04/2023 as 2023-04-13; validate() says valid.
# Be right by: a pattern (format "%d/%m/%Y") for each sender, which refuses the year alone.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check frictionless==5.21.0
cd "$place"
printf 'referred\n03/04/2023\n13/04/2023\n2023\n' >referrals.csv
venv/bin/python - <<'PY'
import datetime

from frictionless import Resource, Schema, validate


def resource(written):
    fields = [{"name": "referred", "type": "date", "format": written}]
    return Resource(path="referrals.csv", schema=Schema.from_descriptor({"fields": fields}))


before = datetime.date.today()
with resource("any") as opened:
    read = [row["referred"] for row in opened.read_rows()]
after = datetime.date.today()
valid, strict = validate(resource("any")).valid, validate(resource("%d/%m/%Y"))
print("any:", [str(day) for day in read], "valid:", valid, "| %d/%m/%Y: rows at fault", strict.flatten(["rowNumber"]))
assert read[:2] == [datetime.date(2023, 3, 4), datetime.date(2023, 4, 13)] and valid, "frictionless behaves otherwise now"
assert (read[2].month, read[2].day) in {(one.month, one.day) for one in (before, after)} and read[2].year == 2023, "frictionless behaves otherwise now"
assert strict.flatten(["rowNumber"]) == [[4]], "frictionless behaves otherwise now"
PY
