#!/usr/bin/env bash
# uk-postcode-utils 1.1, ukpostcodeparser 1.1.2: the postcode that health and care records give people without a home is refused as none.
#
# Records of people with no fixed abode carry ZZ99 3VZ, those whose address is not known ZZ99 3WZ: postcodes of the NHS for what has no
# place. Both packages hold a postcode against the letters that the Royal Mail uses, so these are called malformed. Where rows with a
# malformed postcode are dropped or sent back, it is homeless people who are missing from the count, in every quarter alike.
# Seen: SW1A 1AA is valid for both; ZZ99 3VZ and ZZ99 3WZ are refused by both.
# Be right by: knowing the pseudo-postcodes (ZZ99 …) before validation, and counting them as "no fixed abode" and "not known".
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check uk-postcode-utils==1.1 ukpostcodeparser==1.1.2
"$place/venv/bin/python" - <<'PY'
from ukpostcodeparser import parse_uk_postcode
from ukpostcodeparser.exceptions import InvalidPostcodeError
from ukpostcodeutils.validation import is_valid_postcode


def parsed(text):
    try:
        return "".join(parse_uk_postcode(text)) == text
    except InvalidPostcodeError:
        return False


found = {one: (is_valid_postcode(one), parsed(one)) for one in ("SW1A1AA", "ZZ993VZ", "ZZ993WZ")}
print(found)
assert found == {"SW1A1AA": (True, True), "ZZ993VZ": (False, False), "ZZ993WZ": (False, False)}, "the packages behave otherwise now"
PY
