"""Series: the highest since, the lowest on record, the third rise in a row."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.claims import causes, subjects, words
from pipeline.claims.comparisons import claim_at
from pipeline.claims.evidence import Level
from pipeline.claims.judge import Judge
from pipeline.claims.verdicts import Verdict
from pipeline.claims.words import DOWN, UP


def _series(judge: Judge, code: str, category: str, yearly: bool) -> list[Level]:
    """The values of an indicator that can stand beside each other, in order: its quarters, or its years."""
    basis_order = (
        ("year",)
        if yearly
        else (
            "quarter",
            *(
                (judge.evidence.report.indicators[code].basis,)
                if judge.evidence.report.indicators[code].basis in ("point_in_time", "rolling_12_months")
                else ()
            ),
        )
    )
    for basis in basis_order:
        levels = sorted(
            (level for level in judge.evidence.all_levels(code, category) if level.basis == basis),
            key=lambda level: level.end,
        )
        if len(levels) > 1:
            return levels
    return []


def superlatives(judge: Judge) -> Iterator[Verdict]:
    """The verdicts on "highest since", "lowest of the year", "best on record"; unchecked where the series does not reach that far."""
    flat, own = judge.parsed.flat, judge.evidence.report.period.months_from_year_zero
    for match in words.SUPERLATIVE.finditer(flat):
        start, end = match.span()
        told = claim_at(judge, start, end)
        clause_start, clause_end = judge.parsed.clause(start)
        after = flat[end:clause_end]
        codes, _ = judge.codes(start)
        if judge.not_now(start) or len(codes) != 1:
            continue
        since = re.search(r"\bsince\s*(?:the )?~", after)
        after = judge.parsed.text[end:clause_end]
        span = re.search(
            r"\b(?:of|in|for|over|during|among|across) (?:the )?(?:last |past |this )?(?:\d|one|two|three|four|five|six|any)?\s*(?:quarters?|(?:financial )?year's?|years?|20\d\d)\b|^ this (?:financial )?year\b|\bon record\b|\bever\b|\byet\b|\bof the four quarters\b|\bof the year\b|^(?: of the)? quarter\b(?! since| on record| for)",
            after,
        )
        if not since and not span:
            continue
        high = match["which"] in ("highest", "largest", "greatest", "busiest", "record high")
        low = match["which"] in ("lowest", "fewest", "smallest", "quietest", "record low")
        indicator = judge.evidence.report.indicators[codes[0]]
        if not (high or low):
            if indicator.polarity not in ("higher_is_better", "lower_is_better"):
                continue
            high = (match["which"] in ("best",)) == (indicator.polarity == "higher_is_better")
        for category in judge.categories(codes[0], start)[:1]:
            quarters = _series(judge, codes[0], category, yearly=False)
            years = _series(judge, codes[0], category, yearly=True)
            yearly = (
                bool(re.search(r"\byears\b|\bany (?:financial )?year\b", after))
                and bool(years)
                and "quarter" not in judge.parsed.text
            )
            series = years if yearly else quarters
            ends = {level.end: level for level in series}
            current = series[-1] if series and series[-1].end >= own - 2 else None
            whens = [one for one in judge.parsed.periods if one.start > end] if since else []
            named = [
                one
                for one in judge.parsed.periods
                if not judge.parsed.refers(one) and one.quarter and one.start not in {when.start for when in whens}
            ]
            if named and named[0].quarter in ends:
                current = ends[named[0].quarter]
            if current is None:
                yield told
                continue
            if since and whens:
                firsts = {days[0] for days in (*whens[0].strict, *whens[0].lenient)}
                first = min((end_month for end_month in firsts), default=None)
                if first is None or not any(level.end <= first for level in series):
                    yield told
                    continue
                others = [level for level in series if max(firsts) < level.end < current.end]
            elif re.search(r"on record|ever|yet", span[0]):
                if "quarter" not in judge.parsed.text and indicator.basis == "year_to_date":
                    series, current = years, years[-1] if years and years[-1].end >= own else None
                if current is None:
                    yield told
                    continue
                yield (
                    told
                    if len(series) < (4 if series is years else 8)
                    else _compare_all(told, current, [one for one in series if one is not current], high)
                )
                continue
            elif re.search(r"year|quarter", span[0]) or "~" in span[0]:
                many = re.search(r"(two|three|four|five|six|\d\b)", span[0])
                if yearly or (many and years and "year" in span[0]):
                    count = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}.get(
                        many[1] if many else "", int(many[1]) if many and many[1].isdigit() else 0
                    )
                    if not count or len(years) < count or years[-1].end < own:
                        yield told
                        continue
                    current, others = years[-1], years[-count:-1]
                else:
                    fy = (current.end - 3) // 12
                    others = [level for level in series if (level.end - 3) // 12 == fy and level is not current]
                    if len(others) < 3 and own % 12 == 2 or not others:
                        yield told
                        continue
            else:
                yield told
                continue
            reached = sorted(level.end for level in (*others, current))
            if any(
                later - earlier > (12 if yearly else 3) for earlier, later in zip(reached, reached[1:], strict=False)
            ):
                yield told  # a value in between is not known
                continue
            yield _compare_all(told, current, others, high)


def _compare_all(told: Verdict, current: Level, others: list[Level], high: bool) -> Verdict:
    against = [one for one in others if (one.value > current.value if high else one.value < current.value)]
    if not others:
        return told
    if against:
        return told.differs(
            current.figure.id,
            f"{against[-1].figure.id} is {against[-1].figure.display}, {current.figure.id} is {current.figure.display}",
            causes.NUMBER,
        )
    return told.agrees(current.figure.id, f"{current.figure.id} is {current.figure.display}")


_MANY = {
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
}
_EVERY = re.compile(
    r"\b(?:every|each|all four|all (?:three|five)|in each) (?:of the )?(?:single )?(?:last |past )?(?P<many>four |three |five |two |#+ )?(?P<unit>quarter|year)s?\b(?! (?:but|except|bar|apart|other|before)\b)"
    r"|\b(?P<unit2>quarter|year) (?:after|by) (?:quarter|year)\b|\b(?:in )?each of the (?:last |past )?(?P<many3>#+|two|three|four|five) ?(?P<unit3>years|quarters)"
)


def every(judge: Judge) -> Iterator[Verdict]:
    """The verdicts on "rose every quarter", "fell in each of the last three years"."""
    flat, own = judge.parsed.flat, judge.evidence.report.period.months_from_year_zero
    for match in _EVERY.finditer(judge.parsed.text):
        start, end = match.span()
        codes, _ = judge.codes(start)
        ways = [way for way, pattern in ((UP, words.MOVES_UP), (DOWN, words.MOVES_DOWN)) if pattern.search(flat)]
        if judge.not_now(start) or len(codes) != 1 or len(ways) != 1 or judge.denied(start):
            continue
        told = claim_at(judge, start, end)
        unit = match["unit"] or match["unit2"] or match["unit3"]
        series = _series(judge, codes[0], judge.categories(codes[0], start)[0], unit.startswith("year"))
        if not unit.startswith("year"):
            series = [level for level in series if (level.end - 3) // 12 == (own - 3) // 12]
        many = _MANY.get((match["many"] or match["many3"] or "").strip())
        series = series[-many - 1 :] if many and unit.startswith("year") else series
        since = next((one for one in judge.parsed.periods if one.start > end), None)
        if since and re.search(r"\bsince (?:the )?$", flat[end : since.start]):
            first = min(
                (days[0] for days in since.strict if any(level.end == days[0] for level in series)), default=None
            )
            series = [level for level in series if first is not None and level.end >= first]
        before = flat[judge.parsed.clause(start)[0] : start]
        moved = (words.MOVES_UP if ways[0] == UP else words.MOVES_DOWN).search(before)
        if len(series) < 3 or not subjects.subject_known(
            judge.names, codes, before[: moved.start()] if moved else before
        ):
            yield told
            continue
        changes = [later.value - earlier.value for earlier, later in zip(series, series[1:], strict=False)]
        says = " ".join(level.figure.display for level in series)
        if all((change > 0) if ways[0] == UP else (change < 0) for change in changes):
            yield told.agrees(series[-1].figure.id, says)
        else:
            yield told.differs(series[-1].figure.id, f"the values are {says}", causes.DIRECTION)


def running(judge: Judge) -> Iterator[Verdict]:
    """The verdicts on "the third rise in a row"; unchecked where the series is too short."""
    flat, own = judge.parsed.flat, judge.evidence.report.period.months_from_year_zero
    for match in words.RUNNING.finditer(flat):
        start, end = match.span()
        told = claim_at(judge, start, end)
        codes, _ = judge.codes(start)
        said = match["many"] or match["many2"] or match["many3"]
        if said.startswith("#"):
            many = int(next((number.value for number in judge.parsed.numbers if number.start >= start), 0))
        else:
            many = _MANY[said]
        yearly = (match["unit"] or match["unit2"] or match["unit3"]) in ("year", "annual", "yearly")
        ways = [
            way
            for way, pattern in (
                (UP, rf"{words.MOVES_UP.pattern}|\b(?:up|higher)\b|\bmore\b(?=[a-z ]* than\b)"),
                (DOWN, rf"{words.MOVES_DOWN.pattern}|\b(?:down|lower|fewer)\b"),
            )
            if re.search(pattern, flat)
        ]
        if (
            judge.not_now(start)
            or len(codes) != 1
            or len(ways) != 1
            or many > 12
            or match["unit"] == "month"
            or match["unit2"] == "month"
        ):
            continue
        series = _series(judge, codes[0], judge.categories(codes[0], start)[0], yearly)
        if len(series) < many + 1 or series[-1].end < own:
            yield told
            continue
        tail = series[-many - 1 :]
        changes = [later.value - earlier.value for earlier, later in zip(tail, tail[1:], strict=False)]
        if all((change > 0) if ways[0] == UP else (change < 0) for change in changes):
            yield told.agrees(tail[-1].figure.id, " ".join(level.figure.display for level in tail))
        elif _of_something_else(judge, codes, start):
            yield told
        else:
            yield told.differs(
                tail[-1].figure.id, "the values are " + ", ".join(level.figure.display for level in tail), causes.NUMBER
            )


def _of_something_else(judge: Judge, codes: tuple[str, ...], at: int) -> bool:
    """Whether the words around a run are hardly of the indicator: "for the third year running we increased our patrols"."""
    first, last = judge.parsed.clause(at)
    said = words.RUNNING.sub(" ", words.MOVES_UP.sub(" ", words.MOVES_DOWN.sub(" ", judge.parsed.flat[first:last])))
    return subjects.strangers(judge.names, codes, said) > 0.5
