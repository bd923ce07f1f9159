#!/usr/bin/env bash
# text-unidecode 1.3 (under many makers of file names and anchors) and anyascii 0.3.3: "2½ hours" becomes "21/2 hours".
#
# A mixed number is written as a figure and a fraction without a space. Both put "1/2" for ½ where it stands, so the whole number and
# the numerator run together: two and a half becomes twenty-one halves. Unidecode 1.4.0, of the same name but for a word, leaves a space.
# Besides, text-unidecode makes "[?]" of a minus sign, so that -4% and an unknown number look alike.
# Seen: "2½ hours" as "21/2 hours" from both; "2 1/2 hours" from Unidecode.
# Be right by: reading fractions as numbers before any text is made plain, or refusing them in what is read as a number.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check text-unidecode==1.3 anyascii==0.3.3 Unidecode==1.4.0
"$place/venv/bin/python" - <<'PY'
import anyascii
import text_unidecode
import unidecode

said = "within 2½ hours"
seen = [text_unidecode.unidecode(said), anyascii.anyascii(said), unidecode.unidecode(said)]
print(seen, text_unidecode.unidecode("−4%"))
assert seen == ["within 21/2 hours", "within 21/2 hours", "within 2 1/2 hours"], "they behave otherwise now"
assert text_unidecode.unidecode("−4%") == "[?]4%", "text-unidecode behaves otherwise now"
PY
