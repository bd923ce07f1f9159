"""Dates on a page: whether the words of a `<time>` say what its datetime says."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from ..base.numbers import find_numbers


@cache  # a page names the same days many times
def date_expected(stated: str, text: str) -> str:
    """What a <time> should say instead; empty where every number in its words follows from its datetime."""
    parts, form = stated.split("/"), "[0-9]{4}(-[0-9]{2}){0,2}"
    try:
        dates = [date.fromisoformat((part + "-01-01")[:10]) for part in parts]
    except ValueError:
        dates = []
    if not dates or not re.fullmatch(f"{form}(/{form})?", stated) or parts[0] > parts[-1] + "~":
        return "a datetime like 2023, 2023-09 or 2023-09-30, or two joined by /, the first not after the last"
    given = [[int(number) for number in part.split("-")] for part in parts]
    quarters = {(month - 4) % 12 // 3 + 1 for one in given for month in one[1:2]} or {1, 2, 3, 4}
    years = {one[0] - (one[1:2] in ([1], [2], [3])) for one in given}  # financial years, from April
    named = [f"{year}[-/–]{(year + 1) % 100:02}" for year in years] + [f"(?:q|quarter\\s){n}" for n in quarters]
    rest = re.sub(rf"\b(?:{'|'.join(named)})\b", " ", text, flags=re.IGNORECASE)
    known = {form for one in given for number in one for form in (f"{number}", f"{number:02}")}
    wrong = any(rest[s:e] not in known or re.search(r"(?i)\b(q|quarter\s)$", rest[:s]) for s, e in find_numbers(rest))
    return "only its own days, months, years and quarters" if wrong or re.search("[%£€$]", text) else ""
