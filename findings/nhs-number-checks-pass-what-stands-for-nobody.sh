#!/usr/bin/env bash
# python-stdnum 2.2 and nhs-number 2.2.0: 0000000000, 1111111111 and 9999999999 have a right check digit, and pass as NHS numbers.
#
# The check digit is a weighted sum by 11, which all zeros and every figure repeated ten times meet. These are what people type where a form
# insists on a number. So "is it valid" does not tell a person from nobody, and everybody without a number is one person when people are
# counted by it. The two packages part on 2222222222, which lies in a range that is not given out: only one of them knows ranges.
# Seen: both take 0000000000, 1111111111 and 9999999999; 2222222222 python-stdnum alone.
# Be right by: refusing one figure repeated as an identifier before any check digit, and counting such records as people not known.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check python-stdnum==2.2 nhs-number==2.2.0
"$place/venv/bin/python" - <<'PY'
import nhs_number
from stdnum.gb import nhs

typed = ["0000000000", "1111111111", "2222222222", "9999999999", "1234567890"]
seen = [[one for one in typed if check(one)] for check in (nhs.is_valid, nhs_number.is_valid)]
print(*seen, sep="\n")
assert seen == [["0000000000", "1111111111", "2222222222", "9999999999"], ["0000000000", "1111111111", "9999999999"]], "they behave otherwise now"
PY
