#!/usr/bin/env bash
# holidays 0.109: the bank holidays of "GB" without a part of it are those of no part: fewer than anywhere in the United Kingdom.
#
# Whoever counts working days ("first contact within two working days") asks for the country. What comes is only what all four parts share:
# neither Easter Monday nor any summer bank holiday, of which every part has one on a day of its own. A service in England is then late over
# Easter and at the end of August each year, in Scotland after New Year and in August, and nothing says that days are missing.
# Seen: 2023: 8 days for GB, 10 for England and Wales, 11 for Scotland, 12 for Northern Ireland; 10 April and 28 August are working days.
# Be right by: always naming the part (subdiv="ENG"), and refusing a report that does not say which; Scottish councils keep local days besides.
set -euo pipefail
place=$(mktemp -d); trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check holidays==0.109
"$place/venv/bin/python" - <<'PY'
import holidays

days = {part: holidays.country_holidays("GB", subdiv=part, years=2023) for part in (None, "ENG", "WLS", "SCT", "NIR")}
number = {part: len(one) for part, one in days.items()}
missing = [day for day in ("2023-04-10", "2023-08-28", "2023-08-07") if day not in days[None]]
print(number, "working days of GB:", missing)
assert number == {None: 8, "ENG": 10, "WLS": 10, "SCT": 11, "NIR": 12}, "holidays behaves otherwise now"
assert missing == ["2023-04-10", "2023-08-28", "2023-08-07"], "holidays behaves otherwise now"
assert set(days[None]) == set.intersection(*(set(one) for part, one in days.items() if part)), "holidays behaves otherwise now"
PY
