"""Any other: a period held against several before it, "more referrals than in any of the four years before"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.claims import causes, subjects, words
from pipeline.claims.comparisons import claim_at
from pipeline.claims.evidence import Level
from pipeline.claims.judge import Judge
from pipeline.claims.verdicts import Verdict

_COUNT = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_MANY = rf"(?P<many>{'|'.join(_COUNT)}|[2-6])"
_ANY = re.compile(
    r"\b(?P<how>more|higher|larger|greater|fewer|lower|less|smaller)(?P<what>(?: (?!than\b)[a-z'-]+){0,4}) than (?:in |during |for )?any "
    rf"(?:of the (?:(?:last|past|previous|preceding|other) )?{_MANY} (?P<unit>year|quarter)s(?: before)?"
    r"|(?P<whole>other) quarter(?: of the (?:financial )?year| this year| of 20\d\d/\d\d)?)(?=[,;.]|$| and )"
)


def any_other(judge: Judge) -> Iterator[Verdict]:
    """The verdicts on a value said to be above or below each of several before it, or each other quarter of the year."""
    text = judge.parsed.text.lower()
    for match in _ANY.finditer(text):
        start, end = match.span()
        codes, _ = judge.codes(start)
        clause = judge.parsed.clause(start)[0]
        if judge.not_now(start) or len(codes) != 1 or judge.categories(codes[0], start) != [""] or judge.denied(start):
            continue
        before = judge.parsed.flat[clause:start]
        head, _ = subjects.noun_phrase(match["what"])
        known = (
            subjects.phrase_known(judge.names, codes, head)
            if head
            else subjects.subject_known(judge.names, codes, before)
        )
        named = any(
            not judge.parsed.refers(one) and not one.current for one in judge.parsed.periods if one.end <= start
        )
        series = _series(judge, codes[0], match)
        if named or not known or len(series) < 2 or words.ELSEWHERE.search(text):
            continue
        now, others, claim = series[-1], series[:-1], claim_at(judge, start, end)
        up = match["how"] in ("more", "higher", "larger", "greater")
        against = [one for one in others if (one.value >= now.value if up else one.value <= now.value)]
        says = f"{now.figure.id} is {now.figure.display}"
        if against:
            said = f"{says}, {against[-1].figure.id} is {against[-1].figure.display}"
            yield claim.differs(now.figure.id, said, causes.DIRECTION)
        else:
            yield claim.agrees(now.figure.id, says)


def _series(judge: Judge, code: str, match: re.Match[str]) -> list[Level]:
    """The values that are compared, the report's own last; none where one of them is not held."""
    end, _ = judge.evidence.own_days(code)
    if match["whole"]:
        step, many = 3, 3
    else:
        step, many = (12 if match["unit"] == "year" else 3), _COUNT.get(match["many"]) or int(match["many"])
    bases = ("year", "year_to_date", "rolling_12_months") if step == 12 else ("quarter",)
    if end % 12 != 2 and (step == 12 or match["whole"]):  # a year that is not over cannot be held against whole ones
        return []
    found = []
    for back in range(many, -1, -1):
        held = [one for on in bases for one in judge.evidence.levels(code, "", [(end - back * step, on)])]
        if not held or len({one.value for one in held}) > 1:
            return []
        found.append(held[0])
    return found
