"""Left over: text of another period that still stands in this one's commentary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from pipeline.claims import causes
from pipeline.claims.judge import Judge
from pipeline.claims.periods import titled
from pipeline.claims.verdicts import DISAGREES, MATCHES, Verdict
from pipeline.core.dates import find_dates
from pipeline.core.periods import MONTHS

_COMING = re.compile(
    r"\b(?:will|is due|are due|is planned|are planned|due to|is to be|are to be|is scheduled|are scheduled|is expected|are expected|plans? to)\b"
)
_DONE = re.compile(
    r"\b(?:was|were|has|have|had|did|took|began|started|opened|launched|held|met|visited|attended|completed|delivered|moved|joined|left|[a-z]{3,}ed)\b"
)
_OPENS = re.compile(r"^\s*(?:in|during|for|over|this is|throughout)?\s*(?:the )?~+[,:]?\s+(?:we|our)\b")
_SEASONS = {"spring": 5, "summer": 8, "autumn": 11, "winter": 2}


def left_over(judge: Judge, as_of: str, checked: list[Verdict]) -> Iterator[Verdict]:
    """Dates that had not come when the data were received, plans for days long past, and another quarter told as this one."""
    parsed = judge.parsed
    known = date.fromisoformat(as_of) if as_of else None
    end = judge.evidence.report.period.end
    for start, stop, first, last in _days(parsed.text):
        clause_start, clause_end = parsed.clause(start)
        clause = parsed.flat[clause_start:clause_end]
        coming = _COMING.search(parsed.flat)
        words = parsed.text[start:stop]
        leads = re.search(
            r"\b(?:until|by|to|from|into|through|for|before|till|ends?|expires?)\s+(?:the )?(?:end of )?(?:the )?$",
            parsed.text[max(0, start - 30) : start],
        )
        if (
            known
            and first > known
            and not coming
            and not leads
            and not re.search(
                r"\b(?:next|planned|due|deadline|valid|funded|funding|target|starts|begins|agreed|booked|scheduled|set)\b",
                clause,
            )
            and (
                _DONE.search(clause)
                or re.match(
                    r"\s*#+ (?!.*\b(?:start|begin|open|due|booked|arrive))[a-z ]+$",
                    parsed.flat[clause_start : parsed.flat.find("~", clause_start)].replace(" between", ""),
                )
            )
        ):
            yield Verdict(
                start,
                stop,
                words,
                DISAGREES,
                "",
                f"nothing later than {known.isoformat()}, when the data were received",
                causes.LEFT_OVER,
            )
        elif last < end and re.search(
            r"\b(?:will|is due|are due|is planned|are planned|is to be|are to be|is scheduled)\b(?! (?:continue|remain|now|still|be compared))[a-z ~,'-]*~?$",
            parsed.flat[clause_start : start + 1],
        ):
            yield Verdict(
                start, stop, words, DISAGREES, "", f"something still to come after {end.isoformat()}", causes.LEFT_OVER
            )
    own = judge.evidence.report.period
    agreed = any(one.verdict == MATCHES for one in checked)
    for when in parsed.periods:
        stretch = (
            re.match(rf"(?:the )?(?:1(?:st)? )?(?:{'|'.join(MONTHS).lower()}) (?:to|and|-) ", when.text)
            and when.strict[0][0] != own.months_from_year_zero
        )
        other = (
            stretch
            or (when.quarter is not None and when.quarter != own.months_from_year_zero)
            or (when.quarter is None and re.fullmatch(r"20\d\d ?[/-] ?(?:20)?\d\d", when.text) and not when.current)
        )
        if not other:
            continue
        now = re.search(
            r"\bthis $|\b(?:this quarter|this period|the current quarter|the reporting period|this year|so far|currently|the current year|at present)(?:'s)?(?: figure| figures| total| value| report| data| update| performance)?[ ,(:-]*(?:of |in |for |is |being |i\.e\. )?(?:the )?$",
            parsed.text[max(0, when.start - 60) : when.start],
        )
        so_far = re.match(r"^ (?:so far|to date)\b", parsed.text[when.end : when.end + 12]) or re.search(
            r"\b(?:so far|to date) (?:in|for) (?:the )?$", parsed.text[max(0, when.start - 20) : when.start]
        )
        referred = parsed.refers(when)
        opened = (
            when.quarter is not None
            and not agreed
            and _OPENS.search(parsed.flat)
            and when is parsed.periods[0]
            and not re.search(r"\b(?:compared|than|against|previous|since)\b", parsed.flat)
        )
        if (now or (so_far and not referred) or opened) and not judge.not_now(when.start):
            yield Verdict(
                when.start,
                when.end,
                parsed.text[when.start : when.end],
                DISAGREES,
                "",
                f"the report is for {own}",
                causes.LEFT_OVER,
            )


def _days(text: str) -> Iterator[tuple[int, int, date, date]]:
    """Days, months and seasons of a year that a text names, with the first and the last day of each."""
    for start, stop, iso in find_dates(titled(text)):
        if "/" in iso:
            continue
        parts = [int(part) for part in iso.split("-")]
        if len(parts) == 1:
            season = re.search(r"\b(spring|summer|autumn|winter) (?:of )?$", text[:start])
            if season:
                month = _SEASONS[season[1]]
                yield start, stop, date(parts[0], max(1, month - 2), 1), date(parts[0], month, 28)
            else:
                yield start, stop, date(parts[0], 1, 1), date(parts[0], 12, 31)
        elif len(parts) == 2:
            yield start, stop, date(*parts, 1), date(*parts, 28)
        else:
            yield start, stop, date(*parts), date(*parts)
