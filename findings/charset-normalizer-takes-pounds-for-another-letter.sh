#!/usr/bin/env bash
# charset-normalizer 3.5.3 (what requests asks for an encoding): the £ of a return that Excel saved on Windows is read as another letter.
#
# Excel's plain "CSV" is Windows-1252, in which £ is one byte. Where a file has few other letters beyond ASCII, as returns have, the best
# guess is a code page of Central Europe or of Japan: every byte can be read, no error is raised, and "£1,200" stands there as "Ł1,200".
# Seen: a return with one £ and one é gives cp1250 and "Ł"; one with a £ alone gives cp932 and the Japanese bracket "｣".
# Be right by: reading UTF-8 and nothing else, and refusing the file with its row where that fails; a guess has no place here.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check charset-normalizer==3.5.3
"$place/venv/bin/python" - <<'PY'
from charset_normalizer import from_bytes

returns = ["indicator,value,note\nA1,12,Cost of £1,200 met by the grant\nA2,30,Café scheme closed\n", "Ward,Cost\nCastle,£5\n"]
seen = []
for text in returns:
    found = from_bytes(text.encode("cp1252")).best()
    seen.append((found.encoding, str(found)[text.index("£")]))
print(seen)
assert seen == [("cp1250", "Ł"), ("cp932", "｣")], "charset-normalizer behaves otherwise now"
PY
