#!/usr/bin/env bash
# phonenumbers 9.0.43: the numbers that Ofcom keeps for films and plays are possible, but not valid, and valid only finds none of them.
#
# Whoever tests a guard against telephone numbers in records of people with made-up numbers, as they should, takes Ofcom's: 07700 900xxx,
# 01632 960xxx. The library's matcher, as delivered (leniency VALID), finds none of these in a text, so the test says that the
# guard finds nothing; set to POSSIBLE so that the test passes, the guard also takes a reference of eleven digits for a telephone.
# Seen: of two drama numbers none is valid and none is found by VALID; both are found by POSSIBLE, and so is 02345 678901.
# Be right by: a pattern of British numbers that takes the drama ones, and a column refused for several cells, not for one.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check phonenumbers==9.0.43
"$place/venv/bin/python" - <<'PY'
import phonenumbers
from phonenumbers import Leniency, PhoneNumberMatcher

drama, reference = ["07700 900123", "01632 960456"], "02345 678901"
valid = [phonenumbers.is_valid_number(phonenumbers.parse(one, "GB")) for one in drama]
possible = [phonenumbers.is_possible_number(phonenumbers.parse(one, "GB")) for one in drama]
found = {
    name: [len(list(PhoneNumberMatcher(f"call {one} today", "GB", leniency=leniency))) for one in (*drama, reference)]
    for name, leniency in (("VALID", Leniency.VALID), ("POSSIBLE", Leniency.POSSIBLE))
}
print("valid:", valid, "possible:", possible, "found:", found)
assert (valid, possible) == ([False, False], [True, True]), "phonenumbers behaves otherwise now"
assert found == {"VALID": [0, 0, 0], "POSSIBLE": [1, 1, 1]}, "phonenumbers behaves otherwise now"
PY
