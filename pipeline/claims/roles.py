"""Roles: the part that a number plays in its sentence: a level, a change, a target, what is compared with, a part of a whole."""

from __future__ import annotations

import re

from pipeline.claims import words
from pipeline.claims.judge import Judge
from pipeline.claims.numbers import Number
from pipeline.claims.words import DOWN, UP

_TARGET_BEFORE = re.compile(
    r"(?<!on )\b(?P<kind>target|objective|goal|expectation|profile|baseline|average)(?: level| figure| rate| line)?(?: for [a-z~ ]{1,25}?)?(?: (?:of|was|is|being|set at|stands at|stood at|remains|remained|which is|which was|:))*\s*"
    + words.ABOUT
    + r"\(?$"
)
_TARGET_AFTER = re.compile(
    r"^[ -](?:(?!(?:on|of|from|above|below|against|vs?|versus|than|over|under|to|by|as|at|in|its|the|short|towards)\b)[a-z-]+ ){0,1}(?P<kind>target|objective|goal|expectation|profile|baseline|average|required by now|required|profiled)\b(?! baseline)(?! (?:was|were|has|have)\b)"
)
_OF = re.compile(
    r"^ (?:[a-z-]+ ){0,3}?(?:out )?of (?:the |our |all |these |those |a total of |an overall |some |~+ )*#"
)
_AFTER_OF = re.compile(
    r"# (?:[a-z-]+ ){0,3}?(?:out )?of (?:the |our |all |these |those |a total of |an overall |some |~+ )*$"
)
OPENS = re.compile(r"(?:^|[,;] )(?:out )?of (?:the |all |our )*$")  # "Of 206 people, 192 were"
_INHERITS = re.compile(
    r"#[^#.;)]{0,30}(?:\(|, ?|- ?)\s*(?:or |to be precise |i\.e\. |equivalent to |equal to |equating to |which equates to |which is |that is |a change of |representing |or by |a |an |about |around |nearly |almost |over |just )*$|#[a-z ]{0,24} (?:or|equivalent to|equating to|equal to|representing|which equates to|which is|that is) (?:about |around |nearly |almost |over |just |a |an )*$"
)
_REFERENCE = re.compile(
    r"\b(?:from|having been|having stood at|previously|formerly|compared (?:with|to)|comparison (?:with|to)|against|versus|vs?\.?|than|up on|down on|relative to|as opposed to|rather than|instead of|(?:behind|ahead of|below|above|short of)(?= (?:the )?~))\s+"
    r"(?:(?:the|a|our|its|last|~+|level|levels|figure|total|baseline|average|@-year|target|value|rate|number|count|peak|high|low|previous|position|same|period|in|"
    r"for|at|reported|recorded|of|was|were|just|only|that|those|it|year's|a total|seen) ){0,8}" + words.ABOUT + r"$"
)
_SHOWS_CHANGE = re.compile(
    r"\b(?:changed?|changes|difference|swing|movement|gap|varied|moved) (?:by|of) " + words.ABOUT + "$"
)

_BY = re.compile(
    rf"\b(?:higher|lower|more|fewer|less|better|worse|up|down)\b[^;.]*\bby {words.ABOUT}$"
)  # "both are up: by 3 and by 5"


def role_of(judge: Judge, number: Number) -> tuple[str, tuple[str, int, str] | None]:
    """The part a number plays: change, target, baseline, reference, part of, whole of, ratio or level; and the direction said."""
    left, right = judge.parsed.left(number.start), judge.parsed.right(number.end)
    if (
        number.kind == "multiple"
        or not re.match(r"^ as (?:many|much)[a-z ]{0,25} again\b", right)
        and (
            number.kind == "part"
            and re.match(
                r"^ (?:as many|those|that of|the (?:number|level|figure|rate|amount|total)|(?:of )?~|of the (?:number|level|figure|total)? ?~|what)",
                right,
            )
        )
    ):
        return "ratio", None
    if number.kind == "part" and re.match(r"^ as (?:many|much)[a-z ]{0,25} again\b", right):
        return "change", (UP, number.end, "after")
    if number.sign and number.unit in ("percent", "percentage_points", "") and re.search(r"(?:^|[(,]) ?$", left):
        return "change", (UP if number.sign == "+" else DOWN, number.start, "sign")
    way = judge.way_said(number)
    if way and way[2] == "after" and not number.unit and re.match(r" [a-z' -]+[(,] ?(?:up|down) (?:from|on)\b", right):
        return "level", None  # "220 referrals (up from 186)"
    before = [one for one in judge.parsed.in_clause(number.start, judge.parsed.numbers) if one.end <= number.start]
    if re.search(r"(?:\(|\bfrom |[,:] )$", left) and re.match(r" to #", right):
        return "reference", None
    paired = re.match(r" (?:vs?\.?|against|compared|versus|from) ", right)
    if not paired and re.search(r"~\s*\($", left) and number.unit == ("percent" if _percent(judge, number) else ""):
        return "reference", None
    if "~" in re.split(r"[)#]", right)[0] and left.rstrip().endswith("("):
        return "reference", None
    bracketed = re.search(r"\b(target|baseline|average) \($", left)
    if bracketed and re.match(r"\)", right):
        return ("target" if bracketed[1] == "target" else "baseline"), None
    if (
        left.rstrip().endswith("(")
        and before
        and not before[-1].bound
        and not way
        and number.unit in ("percent", "percentage_points")
    ):
        role, said = role_of(judge, before[-1])
        if role == "change" and before[-1].unit != number.unit:
            return role, said
    if re.match(r" (?:vs?\.?|against|versus) ", right) and re.search(r"\b(?:target|baseline|average) \($", left):
        return "level", None
    if re.search(r"\b(?:target|baseline|average),? at (?:just |about )?$", left) or re.search(
        r"\b(?:within|on|above|below|met|meets|beats?|beat|exceeds?|exceeded|missed|than|under|over|reached)(?: the| its| our)? (?:target|baseline|average) \($",
        left,
    ):
        return "either", None
    target = _TARGET_BEFORE.search(left) or _TARGET_AFTER.search(right)
    if target and not (way and way[2] == "after" and number.unit in ("percentage_points", "")):
        return ("baseline" if target["kind"] in ("baseline", "average") else "target"), None
    if OPENS.search(left) and re.match(r" [a-z' -]{2,40}#", right):
        return ("whole of" if not number.unit and number.kind == "number" else "level"), None
    if _OF.search(right) and not number.unit and number.kind == "number":
        return "part of", None
    if _AFTER_OF.search(left) and not number.unit and number.kind == "number":
        before = [one for one in judge.parsed.numbers if one.end <= number.start]
        if before and before[-1].kind == "number" and before[-1].unit in ("", "percent"):
            return ("whole of" if not before[-1].unit else "level"), None
    if way:
        return "change", way
    if number.sign and number.unit in ("percent", "percentage_points", ""):
        return "change", (UP if number.sign == "+" else DOWN, number.start, "sign")
    if _SHOWS_CHANGE.search(left) or _BY.search(left):
        return "change", None
    before = [one for one in judge.parsed.in_clause(number.start, judge.parsed.numbers) if one.end <= number.start]
    if before and _INHERITS.search(left) and not before[-1].bound and not paired:
        role, said = role_of(judge, before[-1])
        if role == "change" and (before[-1].unit != number.unit or re.search(r"\bor [a-z ]*$", left)):
            return role, said
        if role in ("whole of",) and number.unit == "percent":
            return "share", None
    if _REFERENCE.search(_without_qualifier(left)):
        return "reference", None
    return "level", None


def _percent(judge: Judge, number: Number) -> bool:
    """Whether what a number concerns is a percentage."""
    codes, _ = judge.codes(number.start)
    return any(judge.evidence.report.indicators[code].unit == "percent" for code in codes)


def _without_qualifier(left: str) -> str:
    """The text before a number without the words that say how exact it is: "fewer than" compares with nothing."""
    for _, pattern in words.QUALIFIER:
        if match := pattern.search(left):
            return left[: match.start()]
    return left


def in_list(judge: Judge, number: Number) -> bool:
    """Whether a number is one of three or more in a row: "47, 33, 27 and now 12"."""
    numbers = judge.parsed.numbers
    at = numbers.index(number)
    linked = [
        bool(
            re.fullmatch(
                r"(?:, ?| and | to |, and |, then | then | and now |, now )", judge.parsed.flat[one.end : other.start]
            )
        )
        for one, other in zip(numbers, numbers[1:], strict=False)
    ]
    before = after = 0
    while at - before - 1 >= 0 and linked[at - before - 1]:
        before += 1
    while at + after < len(linked) and linked[at + after]:
        after += 1
    return before + after >= 2
