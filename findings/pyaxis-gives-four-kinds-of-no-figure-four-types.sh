#!/usr/bin/env bash
# pyaxis 0.4.3 (reader of PC-Axis files, in which NISRA's data portal hands out Northern Ireland's statistics): of a file's symbols for "no
# figure" one is an empty text, one is NaN, and the others stay symbols with their quotation marks; nil, which is a zero, is one of these.
#
# The default patterns know "." and ".." alone and take the second for disclosure control, whatever the file's DATASYMBOL says. All values
# stay text. Made numbers with errors="coerce", as one does, a count of nil becomes missing and is lost from sums without a word.
# Seen: "." becomes '', ".." becomes nan, "-" (DATASYMBOLNIL) stays '"-"', "..." stays '"..."'; a sum of 5 and nil and 2 has two values, not 3.
# Be right by: reading the DATASYMBOL lines of the file, nil as 0, every other symbol as a status beside an empty value.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check pyaxis==0.4.3 pandas==2.3.3
cd "$place"
cat >asb.px <<'PX'
CHARSET="ANSI";
AXIS-VERSION="2010";
CODEPAGE="utf-8";
LANGUAGE="en";
DECIMALS=0;
SHOWDECIMALS=0;
MATRIX="ASB";
SUBJECT-CODE="CS";
SUBJECT-AREA="Community safety";
TITLE="Antisocial behaviour by area and quarter";
CONTENTS="Antisocial behaviour";
UNITS="Incidents";
STUB="Area";
HEADING="Quarter";
VALUES("Area")="North","South";
VALUES("Quarter")="2023 Q1","2023 Q2","2023 Q3";
DATASYMBOL1="Not collected";
DATASYMBOL2="Withheld";
DATASYMBOL3="Not yet received";
DATASYMBOLNIL="None";
DATA=
5 "-" 2
"." ".." "...";
PX
"$place/venv/bin/python" - <<'PY'
import pandas as pd
from pyaxis import pyaxis

values = pyaxis.parse("asb.px", encoding="utf-8")["DATA"]["DATA"]
print([repr(value) for value in values])
north = pd.to_numeric(values[:3], errors="coerce")
print("North: values that count", north.count(), "of 3")
seen = ["nan" if pd.isna(value) else value for value in values]
assert seen == ["5", '"-"', "2", "", "nan", '"..."'] and north.count() == 2, "pyaxis behaves otherwise now"
PY
