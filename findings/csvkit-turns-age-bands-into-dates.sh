#!/usr/bin/env bash
# csvkit 2.2.0 (with agate 1.14.2): sorting a table rewrites its age bands as days, its months as days of the year 1, and counts of 0 and 1 as
# False and True.
#
# csvsort, csvjoin and csvstack guess a type for each column and write the values back as that type. "5-9" and "12-17" are months and days of
# 2001 to it, "April" is the first of April of the year 1, a column of none but 0 and 1 is a column of truths, and "none" and "na" are
# empty. All succeed without a word; csvcut and csvgrep, beside them, leave text alone.
# Seen: 12-17 becomes 2001-12-17, April becomes 0001-04-01, 1 becomes True, 43.5% becomes 43.5, none becomes empty.
# Be right by: --no-inference and --blanks at every call (without the second "none" and "na" are still emptied), or a reader that takes types
# from a written schema.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check csvkit==2.2.0 agate==1.14.2
cd "$place"
cat >cases.csv <<'CSV'
ward,month,age,marac,share,note
North,April,12-17,1,43.5%,none
South,May,5-9,0,12%,na
CSV
"$place/venv/bin/csvsort" -c ward cases.csv | tee seen.csv
cat >expected.csv <<'CSV'
ward,month,age,marac,share,note
North,0001-04-01,2001-12-17,True,43.5,
South,0001-05-01,2001-05-09,False,12,
CSV
cmp expected.csv seen.csv || { echo "csvkit behaves otherwise now"; exit 1; }
"$place/venv/bin/csvsort" --no-inference --blanks -c ward cases.csv | cmp - cases.csv || { echo "csvkit without guessing behaves otherwise now"; exit 1; }
