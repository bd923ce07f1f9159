"""Word claims: what the words of a statement say of the figures without a number: fell, met its target, highest since."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from pipeline import claim_causes as causes
from pipeline import claim_subjects as subjects
from pipeline import claim_words as words
from pipeline.agreement import DISAGREES, MATCHES, UNCHECKED, Judge, Verdict
from pipeline.claim_words import DOWN, UP
from pipeline.evidence import Level
from pipeline.periods import Period

_COMPARED = re.compile(
    r"\b(?P<how>higher|more|greater|larger|above|lower|fewer|less|smaller|below|under|over|beneath|up|down)\b(?P<what>(?: (?!than\b)[a-z'-]+){0,6}?)"
    r"(?: (?:than|on|from|compared (?:with|to)))? (?:we did |we had |we saw |they did |it did |in |for |at |on |the |its |their |our |that of |those of |those |that |level |levels |of |number |figure |seen |recorded |it was |they were |was |were |same |in )*"
    r"(?P<than>~|target|baseline|average|@-year average|#)"
)
_RANGE_WORDS = re.compile(r"\b(?:each|every|all four|both|some|one of)\b")


def judge_words(judge: Judge, covered: list[tuple[int, int]]) -> Iterator[Verdict]:
    """The verdicts on the words of a statement. `covered`: places of direction words that numbers have told about."""
    taken = list(covered)
    for reader in (_targets, _superlatives, _running, _unchanged, _better, _comparisons, _movements, _quantities):
        for verdict in reader(judge):
            if all(verdict.end <= start or end <= verdict.start for start, end in taken):
                taken.append((verdict.start, verdict.end))
                yield verdict


def _verdict(judge: Judge, match_start: int, match_end: int, verdict: str = UNCHECKED, **rest) -> Verdict:
    return Verdict(match_start, match_end, judge.parsed.text[match_start:match_end].strip(), verdict, **rest)


# Movements and comparisons


def _movements(judge: Judge) -> Iterator[Verdict]:
    flat = judge.parsed.flat
    for way, pattern in ((UP, words.MOVES_UP), (DOWN, words.MOVES_DOWN)):
        for match in pattern.finditer(flat):
            start, end = match.span()
            told = _verdict(judge, start, end)
            clause_start, clause_end = judge.parsed.clause(start)
            before, after = flat[clause_start:start], flat[end:clause_end]
            if (
                judge.not_now(start)
                or re.search(r"\bto $", before)
                or _RANGE_WORDS.search(flat[clause_start:clause_end])
            ):
                continue
            if (
                re.search(r"-$", before)
                or re.match(r"-", after)
                or match[0] in ("gain", "gained", "gains", "jump", "jumps")
            ):
                continue
            noun = (
                match[0] in words._NOUN_UP + words._NOUN_DOWN
                and bool(re.search(rf"\b(?:{words._NOUN_UP}|{words._NOUN_DOWN})$", match[0]))
                and _is_noun(before, match[0])
            )
            yield _direction(judge, told, way, start, end, noun)


def _is_noun(before: str, word: str) -> bool:
    if word in ("growth", "reduction", "reductions"):
        return True
    return bool(
        re.search(
            r"\b(?:a|an|the|this|that|no|any|of|our|its|further|slight|small|large|sharp|significant|overall|% |# )(?: [a-z-]+){0,2} ?$",
            before,
        )
    ) or before.rstrip().endswith("#")


def _direction(judge: Judge, told: Verdict, way: str, start: int, end: int, noun: bool) -> Verdict:
    flat = judge.parsed.flat
    clause_start, clause_end = judge.parsed.clause(start)
    before, after = flat[clause_start:start], flat[end:clause_end]
    denied = bool(words.DENIED.search(before))
    codes, named = judge.codes(start)
    complement = re.match(
        r"^ (?:in|of) (?:the )?(?:number of |level of |levels of |percentage of |proportion of |rate of )?([a-z' -]+)",
        after,
    )
    certain = False
    if noun and complement and subjects.content(complement[1]):
        head, tail = subjects.noun_phrase(" " + complement[1])
        certain = subjects.phrase_known(judge.names, codes, head) and not subjects.restricted(judge.names, codes, tail)
    elif noun:
        certain = subjects.subject_known(judge.names, codes, before)
    else:
        found, _ = subjects.noun_phrase(after)
        auxiliary = re.search(
            r"\b(?:has|have|had|was|were|is|been|are) (?:[a-z]+ly |also |not |again |now |further )*$", before
        )
        takes_object = (
            bool(found)
            and re.match(r"^ ?[a-z]", after)
            and re.match(r"(?:increas|reduc|rais|cut|drop|gain)", told.text) is not None
        )
        if (
            takes_object
            and subjects.phrase_known(judge.names, codes, found)
            and re.search(r"\b(?:we|partnership|partners|team|which|that|has|have)\b", before)
        ):
            certain = False
        elif takes_object:
            return told
        else:
            certain = subjects.subject_known(judge.names, codes, before) and bool(before.strip())
            if told.text.endswith(("ing", "en")) and not auxiliary:
                certain = False
            if re.search(r"\b(?:reduced|increased|falling|rising|declining|growing|dropped)$", told.text) and re.search(
                r"\b(?:a|an|the|of|with|and)\s*$", before
            ):
                certain = False
    strict, agreeing = _pairs_of(
        judge, codes, start, lambda change: (change > 0) if (way == UP) != denied else (change < 0), lenient_zero=denied
    )
    said_from_to = re.search(r"\bfrom[^#]{0,40}#+[^#]{0,40}\bto[^#]{0,30}#", after)
    if said_from_to and not denied:
        first, second = [number for number in judge.parsed.numbers if number.start > end][:2]
        if (second.value > first.value) != (way == UP) and first.value != second.value and first.unit == second.unit:
            return _differ(
                told,
                f"{first.text} to {second.text} is {'a rise' if second.value > first.value else 'a fall'}",
                causes.DIRECTION,
            )
    return _settle(judge, told, strict, agreeing, certain, way)


def _pairs_of(judge: Judge, codes: tuple[str, ...], at: int, fits, lenient_zero: bool = False):
    """The pairs of values that a word at this place can compare; those that the words force, and one that fits."""
    strict, agreeing = [], []
    for code in codes:
        for category in judge.categories(code, at):
            for now, before, forced in judge.pairs(code, category, at):
                change = now.value - before.value
                if fits(change) or (lenient_zero and change == 0):
                    agreeing.append((now, before))
                elif forced:
                    strict.append((now, before))
    return strict, agreeing


def _settle(judge: Judge, told: Verdict, strict: list, agreeing: list, certain: bool, way: str) -> Verdict:
    if agreeing:
        now, before = agreeing[0]
        return _agree(told, now.figure.id, f"{before.figure.display} to {now.figure.display}")
    measured = [
        pair
        for pair in strict
        if pair[1].figure.parts.measure != "target" or re.search(r"\btarget\b", judge.parsed.flat)
    ]
    if measured and certain and not words.ELSEWHERE.search(judge.parsed.flat):
        now, before = measured[0]
        how = "unchanged" if now.value == before.value else "a rise" if now.value > before.value else "a fall"
        against = f"{before.figure.display} to {now.figure.display} ({now.figure.id} against {before.figure.id})"
        return _differ(told, f"{how}: {against}", causes.DIRECTION, now.figure.id)
    return told


def _comparisons(judge: Judge) -> Iterator[Verdict]:
    flat = judge.parsed.flat
    for match in _COMPARED.finditer(flat):
        start = match.start()
        told = _verdict(judge, start, match.end())
        clause_start, _ = judge.parsed.clause(start)
        before = flat[clause_start:start]
        if (
            judge.not_now(start)
            or "#" in match["what"]
            or match["than"] == "#"
            and not re.search(r"(?:the|baseline|average|target|level)[a-z ]* #$|than (?:the|in|last)", match[0])
        ):
            continue
        if match["how"] in ("up", "down", "over", "under") and not re.search(
            r"\b(?:is|was|were|are|been|still|well|remain|remains|remained|^|,|numbers|figures|levels)\s*(?:also |still |well |slightly |just )*$|^\s*$|[,(]\s*$",
            before,
        ):
            continue
        if match["than"] == "#" and not _is_held(judge, match.end() - 1):
            continue
        if match["than"] == "target" or match["how"] in ("over", "under") and match["than"] == "~":
            continue
        way = UP if match["how"] in ("higher", "more", "greater", "larger", "above", "over", "up") else DOWN
        codes, named = judge.codes(start)
        head, tail = subjects.noun_phrase(match["what"])
        certain = (
            (subjects.phrase_known(judge.names, codes, head) and not subjects.restricted(judge.names, codes, tail))
            if head
            else subjects.subject_known(judge.names, codes, before)
        )
        denied = bool(words.DENIED.search(before))
        strict, agreeing = _pairs_of(
            judge,
            codes,
            start,
            lambda change, way=way, denied=denied: (change > 0) if (way == UP) != denied else (change < 0),
            lenient_zero=denied,
        )
        yield _settle(judge, told, strict, agreeing, certain, way)


def _is_held(judge: Judge, at: int) -> bool:
    """Whether the number at this place is a value of what the place speaks of, so that it can be compared with."""
    number = next((one for one in judge.parsed.numbers if one.start <= at < one.end), None)
    levels = [level for code in judge.codes(at)[0] for level in judge.evidence.every_level(code)]
    return number is None or any(number.holds(level.value) for level in levels)


def _unchanged(judge: Judge) -> Iterator[Verdict]:
    flat = judge.parsed.flat
    for match in words.STAYED.finditer(flat):
        start, end = match.span()
        told = _verdict(judge, start, end)
        clause_start, clause_end = judge.parsed.clause(start)
        before, after = flat[clause_start:start], flat[end:clause_end]
        if (
            judge.not_now(start)
            or re.match(r" (?:person|people|way|time|day|worker|officer|reason|team|house)", after)
            or _RANGE_WORDS.search(flat[clause_start:clause_end])
        ):
            continue
        word = match[0]
        if word in (
            "flat",
            "constant",
            "similar",
            "in line with",
            "consistent with",
            "level with",
            "static",
            "steady",
        ) and not re.search(
            r"\b(?:is|was|were|are|been|remain(?:s|ed)?|stayed|held|broadly|at a|stood at a|relatively|largely|fairly|very)\s*(?:broadly |very |fairly |relatively |largely |also )?$",
            before,
        ):
            continue
        if word.startswith("remain") and not re.search(r"#", after):
            continue
        if (
            "target" in after[:30]
            or word.startswith("remain")
            or re.search(r"the same$|same$", word)
            and re.match(r" ~", after)
            and not re.search(r"\b(?:is|was|were|are|remain(?:s|ed)?|stayed|as)\s*$", before)
        ):
            continue
        codes, _ = judge.codes(start)
        broadly = re.search(
            r"\b(?:broadly|largely|relatively|fairly|almost|nearly|about|roughly|much|very|more or less|virtually)\s*$",
            before,
        ) or word.startswith(("about", "much"))
        limit = (
            Fraction(5)
            if word in ("similar", "in line with", "consistent with", "level with") or "similar" in word
            else Fraction(1)
            if broadly or word in ("stable", "steady", "static", "flat", "constant", "stagnant")
            else Fraction(0)
        )

        def fits(change: Fraction, limit: Fraction = limit) -> bool:
            return change == 0

        strict, agreeing = [], []
        for code in codes:
            for category in judge.categories(code, start):
                for now, other, forced in judge.pairs(code, category, start):
                    moved = (
                        abs(now.value - other.value) / other.value * 100
                        if other.value
                        else (Fraction(0) if now.value == other.value else Fraction(1000))
                    )
                    if moved == 0 or moved < limit:
                        agreeing.append((now, other))
                    elif forced and other.figure.parts.measure != "target":
                        strict.append((now, other))
        denied = bool(re.search(r"(?:\b(?:not|never)\b|n't)\s*$", before))
        if denied:
            continue
        yield _settle(
            judge,
            told,
            strict,
            agreeing,
            subjects.subject_known(judge.names, codes, before) and bool(before.strip()),
            "",
        )


# Better and worse


def _better(judge: Judge) -> Iterator[Verdict]:
    flat = judge.parsed.flat
    for good, pattern in ((True, words.BETTER), (False, words.WORSE)):
        for match in pattern.finditer(flat):
            start, end = match.span()
            clause_start, clause_end = judge.parsed.clause(start)
            before, after = flat[clause_start:start], flat[end:clause_end]
            if (
                judge.not_now(start)
                or match[0] in ("improves", "improving", "progress", "progressed", "improvements")
                or re.search(r"\bto $", before)
            ):
                continue
            if re.match(r"^ ?(?:target|than[a-z ]* target)", after) or "target" in after[:40] and "than" in match[0]:
                continue  # judged with the targets
            told = _verdict(judge, start, end)
            noun = match[0] in ("improvement", "deterioration")
            codes, named = judge.codes(start)
            complement = re.match(r"^ (?:in|of) (?:the )?(?:number of |percentage of |rate of )?([a-z' -]+)", after)
            if noun and complement and subjects.content(complement[1]):
                head, _ = subjects.noun_phrase(" " + complement[1])
                certain = subjects.phrase_known(judge.names, codes, head)
            elif noun:
                certain = subjects.subject_known(judge.names, codes, before)
            else:
                found, _ = subjects.noun_phrase(after)
                if found and match[0] in ("improved", "worsened"):
                    continue  # "improved communication"
                certain = subjects.subject_known(judge.names, codes, before) and bool(before.strip())
            denied = bool(words.DENIED.search(before))
            strict, agreeing = [], []
            for code in codes:
                polarity = judge.evidence.report.indicators[code].polarity
                if polarity not in ("higher_is_better", "lower_is_better"):
                    continue
                for category in judge.categories(code, start):
                    for now, other, forced in judge.pairs(code, category, start):
                        change = (now.value - other.value) * (1 if polarity == "higher_is_better" else -1)
                        if (change > 0) == (good != denied) and (change != 0 or denied):
                            agreeing.append((now, other))
                        elif forced:
                            strict.append((now, other))
            yield _settle(judge, told, strict, agreeing, certain, "")


# Targets


def _targets(judge: Judge) -> Iterator[Verdict]:
    flat = judge.parsed.flat
    readers = (
        ("missed", words.MISSED), ("exceeded", words.EXCEEDED), ("met", words.MET), ("above", words.OVER_TARGET), ("below", words.UNDER_TARGET),
    )  # fmt: skip
    seen: list[tuple[int, int]] = []
    for said, pattern in readers:
        for match in pattern.finditer(flat):
            start, end = match.span()
            if any(start < other_end and other_start < end for other_start, other_end in seen):
                continue
            seen.append((start, end))
            if judge.not_now(start):
                continue
            before = judge.parsed.left(start)
            if (
                re.search(r"\b(?:two|three|several|many|most|other|contact)\b", match[0])
                or re.search(r"#", match[0][: match[0].find("target")])
                and not re.search(r"target[^#]*#", match[0])
                and re.search(r"# (?:of|targets)", match[0])
            ):
                continue
            if said == "met" and re.search(r"(?:\bnot (?:yet )?|n't |never |\bno longer )(?:[a-z]+ )?$", before):
                said_now = "missed"
            elif said in ("exceeded", "above", "below") and re.search(r"(?:\bnot |n't |never )(?:[a-z]+ )?$", before):
                said_now = {"exceeded": "not exceeded", "above": "not above", "below": "not below"}[said]
            else:
                said_now = said
            if said == "met" and re.search(r"target[a-z ~#%'()-]{0,40}\bnot\b", match[0]):
                said_now = "missed"
            yield _against_target(judge, _verdict(judge, start, end), said_now, start, before)


def _against_target(judge: Judge, told: Verdict, said: str, at: int, before: str) -> Verdict:
    codes, named = judge.codes(at)
    strict, agreeing = [], []
    for code in codes:
        polarity = judge.evidence.report.indicators[code].polarity
        target_rule = judge.evidence.report.indicators[code].target
        for category in judge.categories(code, at):
            for now, forced in judge.levels(code, category, judge.current_whens(at)):
                for target in judge.evidence.all_levels(code, category, "target"):
                    months = [Period(now.end, 3).months_covered(level.basis) for level in (now, target)]
                    matches_days = months[0] == months[1] or judge.evidence.report.indicators[code].unit == "percent"
                    gap = now.value - target.value
                    good = gap * (1 if polarity == "higher_is_better" else -1 if polarity == "lower_is_better" else 0)
                    strictly = bool(target_rule and target_rule.strictly)
                    met = good > 0 or (good == 0 and not strictly)
                    holds = {
                        "met": met, "missed": not met, "exceeded": good > 0 or (gap > 0 and not re.search(r"\b(?:was|were|is|been) (?:[a-z]+ ){0,2}exceeded", judge.parsed.flat)), "not exceeded": good <= 0 or gap <= 0,
                        "above": gap > 0, "below": gap < 0, "not above": gap <= 0, "not below": gap >= 0,
                    }[said]  # fmt: skip
                    if said in ("met", "missed", "exceeded") and polarity not in (
                        "higher_is_better",
                        "lower_is_better",
                    ):
                        continue
                    if holds and (matches_days or said in ("missed", "below", "met")):
                        agreeing.append((now, target))
                    elif forced and matches_days:
                        strict.append((now, target))
    if agreeing and not (
        strict and not any(pair[1].basis == pair[0].basis for pair in agreeing) and not _of_year(judge)
    ):
        now, target = agreeing[0]
        return _agree(told, now.figure.id, f"{now.figure.display} against the target of {target.figure.display}")
    if strict and _target_certain(judge, codes, at, before) and not words.ELSEWHERE.search(judge.parsed.flat):
        now, target = strict[0]
        return _differ(
            told,
            f"{now.figure.display} against the target of {target.figure.display} ({target.figure.id})",
            causes.TARGET,
            now.figure.id,
        )
    return told


def _of_year(judge: Judge) -> bool:
    return bool(re.search(r"\b(?:annual|yearly|full[- ]year|year's|for the year|whole year)\b", judge.parsed.flat))


def _target_certain(judge: Judge, codes: tuple[str, ...], at: int, before: str) -> bool:
    return (
        subjects.subject_known(judge.names, codes, before)
        or bool(re.search(r"\b(?:we|the service|the team|service|team|project|partnership)\b[a-z' ]*$", before))
        and len(subjects.content(before)) <= 2
    )


# Highest since, in a row


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


def _superlatives(judge: Judge) -> Iterator[Verdict]:
    flat, own = judge.parsed.flat, judge.evidence.report.period.months_from_year_zero
    for match in words.SUPERLATIVE.finditer(flat):
        start, end = match.span()
        told = _verdict(judge, start, end)
        clause_start, clause_end = judge.parsed.clause(start)
        after = flat[end:clause_end]
        codes, _ = judge.codes(start)
        if judge.not_now(start) or len(codes) != 1:
            continue
        since = re.search(r"\bsince\s*(?:the )?~", after)
        after = judge.parsed.text[end:clause_end]
        span = re.search(
            r"\b(?:of|in|for|over|during|among|across) (?:the )?(?:last |past |this )?(?:\d|one|two|three|four|five|six|any)?\s*(?:quarters?|(?:financial )?year's?|years?|20\d\d)\b|\bon record\b|\bever\b|\byet\b|\bof the four quarters\b|\bof the year\b",
            after,
        )
        if not since and not span:
            continue
        high = match["which"] in ("highest", "largest", "greatest", "record high")
        low = match["which"] in ("lowest", "fewest", "smallest", "record low")
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
                yield (
                    told
                    if len(series) < 8
                    else _compare_all(told, current, [one for one in series if one is not current], high)
                )
                continue
            elif re.search(r"year", span[0]) or "~" in span[0] or "four quarters" in span[0]:
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
            if any(
                one.end - other.end > 12 if yearly else one.end - other.end > 3
                for other, one in zip(
                    sorted(others, key=lambda x: x.end), sorted(others, key=lambda x: x.end)[1:], strict=False
                )
            ):
                yield told
                continue
            yield _compare_all(told, current, others, high)


def _compare_all(told: Verdict, current: Level, others: list[Level], high: bool) -> Verdict:
    against = [one for one in others if (one.value > current.value if high else one.value < current.value)]
    if not others:
        return told
    if against:
        return _differ(
            told,
            f"{against[-1].figure.id} is {against[-1].figure.display}, {current.figure.id} is {current.figure.display}",
            causes.NUMBER,
            current.figure.id,
        )
    return _agree(told, current.figure.id, f"{current.figure.id} is {current.figure.display}")


def _running(judge: Judge) -> Iterator[Verdict]:
    flat, own = judge.parsed.flat, judge.evidence.report.period.months_from_year_zero
    counts = {
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
    for match in words.RUNNING.finditer(flat):
        start, end = match.span()
        told = _verdict(judge, start, end)
        codes, _ = judge.codes(start)
        said = match["many"] or match["many2"] or match["many3"]
        if said.startswith("#"):
            many = int(next((number.value for number in judge.parsed.numbers if number.start >= start), 0))
        else:
            many = counts[said]
        yearly = (match["unit"] or match["unit2"] or match["unit3"]) in ("year", "annual", "yearly")
        ways = [
            way
            for way, pattern in (
                (UP, rf"{words.MOVES_UP.pattern}|\b(?:up|higher)\b"),
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
            yield _agree(told, tail[-1].figure.id, " ".join(level.figure.display for level in tail))
        else:
            yield _differ(
                told,
                "the values are " + ", ".join(level.figure.display for level in tail),
                causes.NUMBER,
                tail[-1].figure.id,
            )


# Most, all, none


def _quantities(judge: Judge) -> Iterator[Verdict]:
    flat = judge.parsed.flat
    for match in re.finditer(
        r"(?<![^\s(\"'*_])(?P<what>most|the majority|a majority|the vast majority|all|every|none|no|not all|a minority|not every|fewer than half|nobody|everybody|everyone)\b(?! (?:likely|recent|common|of the time|more|than|longer|one|importantly))",
        flat,
    ):
        start, end = match.span()
        codes, _ = judge.codes(start)
        if judge.not_now(start) or len(codes) != 1:
            continue
        indicator = judge.evidence.report.indicators[codes[0]]
        clause_start, clause_end = judge.parsed.clause(start)
        said = flat[clause_start:clause_end]
        what = match["what"]
        told = _verdict(judge, start, end)
        levels = [
            level
            for category in judge.categories(codes[0], start)[:1]
            for level, forced in judge.levels(codes[0], category, judge.current_whens(start))
            if forced
        ]
        if not levels:
            continue
        value = levels[0].value
        if re.search(r"(?:\bnot\b|n't)\s*$", flat[max(0, start - 5) : start]):
            continue
        if re.search(r"\b(?:of|in|for|from|to|with|across|at|by|than|after|above|over|first) $", flat[:start]):
            continue  # "a quarter of all cases"
        if indicator.unit == "count" and not judge.evidence.categories(codes[0]):
            found, rest = subjects.noun_phrase(flat[end:clause_end])
            if (
                what in ("no",)
                and subjects.phrase_known(judge.names, codes, found)
                and subjects.telling(judge.names, codes, subjects.content(said))
                and subjects.strangers(judge.names, codes, said) <= 0.2
                and re.search(r"\bthere (?:were|was) $|^\s*$", flat[clause_start:start])
                and not subjects.restricted(judge.names, codes, rest)
            ):
                yield (
                    _agree(told, levels[0].figure.id, "")
                    if value == 0
                    else _differ(
                        told, f"{levels[0].figure.display} ({levels[0].figure.id})", causes.NUMBER, levels[0].figure.id
                    )
                )
            continue
        if indicator.unit != "percent" or what in ("no", "every", "nobody", "everybody", "everyone"):
            continue
        whole = re.match(r" of (?:the |all |our )?#", flat[end:clause_end])
        counted = next((one for one in judge.parsed.numbers if one.start >= end), None) if whole else None
        known = counted and any(
            counted.holds(level.value) for level in judge.evidence.all_levels(codes[0], "", "denominator")
        )
        if (
            subjects.strangers(judge.names, codes, said) > (0.5 if known else 0.25)
            or len(set(subjects.content(said))) < 2
        ):
            continue
        if re.search(r"\b(?:not|never)\b|n't\b", flat[end:clause_end]) and " not " not in indicator.noun.many:
            continue
        limits = {
            "all": value == 100,
            "none": value == 0,
            "not all": value < 100,
            "not every": value < 100,
            "a minority": value < 50,
            "fewer than half": value < 50,
        }
        right = limits.get(what, value > 50)
        yield (
            _agree(told, levels[0].figure.id, levels[0].figure.display)
            if right
            else _differ(
                told, f"{levels[0].figure.display} ({levels[0].figure.id})", causes.NUMBER, levels[0].figure.id
            )
        )


def _agree(told: Verdict, figure: str, says: str) -> Verdict:
    return Verdict(told.start, told.end, told.text, MATCHES, figure, says)


def _differ(told: Verdict, says: str, cause: str, figure: str = "") -> Verdict:
    return Verdict(told.start, told.end, told.text, DISAGREES, figure, says, cause)
