#!/usr/bin/env bash
# pandera 0.35.0: a column of counts with coerce=True takes 3.7 cases as 3, and the table is valid.
#
# "coerce" is what makes a schema take counts that a spreadsheet holds as 12.0. It cuts decimals off instead of asking whether there are
# any, and the check comes after that: a mean, a rate or a share that stands in a column of counts passes, each smaller by up to one, and
# no failure is told. Text is no better where bool is coerced: "no" and "False" are both true.
# Seen: 12.0 and 3.7 as int give 12 and 3; "False" and "no" as bool give True and True. Without coerce, 12.0 is refused too.
# Be right by: checking that a number is whole before it is made an int, and declaring the words that mean yes and no.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check pandera==0.35.0 pandas==2.3.3
"$place/venv/bin/python" - <<'PY'
import pandas as pd
import pandera.pandas as pa


def seen_as(kind, values, coerce=True):
    return pa.DataFrameSchema({"column": pa.Column(kind, coerce=coerce)}).validate(pd.DataFrame({"column": values})).column.tolist()


seen = [seen_as(int, [12.0, 3.7]), seen_as(bool, ["False", "no"])]
print(seen)
assert seen == [[12, 3], [True, True]], "pandera behaves otherwise now"
try:
    seen_as(int, [12.0], coerce=False)
except pa.errors.SchemaError as error:
    print("without coerce:", str(error).splitlines()[0])
else:
    raise SystemExit("pandera behaves otherwise now")
PY
