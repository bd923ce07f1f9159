"""Wording: what the words of a sentence claim beside its numbers, held against the figures: directions, targets …"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from pipeline.commentary.claim import DISAGREES, MATCHES, UNCHECKED, Cause, Claim, Verdict
from pipeline.commentary.evidence import STANDS, Fact
from pipeline.commentary.fitting import Fitter, Told, direction

# "Steady" is said of what hardly moved: nobody calls a twentieth that, and everybody a fiftieth.
STEADY, MOVED = Fraction(2), Fraction(5)
SERIES = 3  # earlier values: a year has four quarters, and fewer cannot be meant by "the highest"
Answers = Iterator[tuple[bool | None, Fact]]  # whether it is so of a number; None where that cannot be said


def hold_word(claim: Claim, fitter: Fitter, told: Told) -> Verdict | None:
    """The verdict on a word: it agrees where a thing that it can mean is so; None on what claims nothing."""
    if members := _members(claim, fitter):
        return _tallied(claim, [hold_word(one, fitter, told) for one in members])
    answers, moves = list(_HELD[claim.role](claim, fitter, told)), claim.role in ("direction", "same")
    if claim.doubt or not answers and not moves:
        return None  # a wish, or a word that is of no figure here: "the group met"
    agrees = next((fact for holds, fact in answers if holds), None)
    if agrees and claim.sure and not claim.unread:
        return claim.judged(MATCHES, agrees.figure, agrees.says)
    spoken = claim.spoken or claim.refs or any(fact.code in claim.codes for _, fact in told)
    elsewhere = claim.unread and not spoken
    if not answers or not claim.sure or agrees or elsewhere or any(holds is None for holds, _ in answers):
        return claim.judged(UNCHECKED)
    says, cause = answers[0][1].says, Cause.TARGET if claim.role == "reach" else Cause.NUMBER
    if moves:
        says, cause = moved(answers[0][1]), Cause.DIRECTION
    # beside words that were not understood nothing is accused; the cause asks for a source
    return claim.judged(UNCHECKED if claim.unread else DISAGREES, answers[0][1].figure, says, cause)


def _members(claim: Claim, fitter: Fitter) -> list[Claim]:
    """The same of each of the things of which it is said: those named, or as many as are told of in all."""
    groups = claim.groups if claim.each else [one for code in claim.codes[:1] for one in fitter.evidence.groups(code)]
    measures = [{"codes": (one,), "groups": ()} for one in claim.codes]
    each = measures, [{"codes": claim.codes[:1], "groups": (one,)} for one in groups]
    many = max(len(claim.codes), len(groups)) if claim.each else claim.tally[1] if claim.tally else 0
    members = next((one for one in each if len(one) == many > 1), [])
    unread = claim.unread if claim.each else ()
    return [replace(claim, tally=(), sure=True, unread=unread, spoken=True, each=False, **one) for one in members]


def _tallied(claim: Claim, verdicts: list[Verdict | None]) -> Verdict:
    """The verdict on "three of our four areas saw a fall": as many agree as are said to, else all of them."""
    told = [one for one in verdicts if one and one.verdict in (MATCHES, DISAGREES)]
    says, right = "; ".join(one.expected for one in told), sum(one.verdict == MATCHES for one in told)
    if len(told) < len(verdicts) and not (claim.each and right < len(told)):
        cause = "" if claim.each else Cause.NUMBER
        return claim.judged(UNCHECKED, cause=cause)
    agrees = right == (len(told) if claim.each else claim.tally[0])
    verdict, cause = (MATCHES, "") if agrees else (DISAGREES, Cause.NUMBER)
    return claim.judged(verdict, told[0].figure, says, cause)


def moved(fact: Fact) -> str:
    """Which way a change went, in words, with its two values."""
    way = "a rise: " if fact.value > 0 else "a fall: " if fact.value < 0 else "no change: "
    return f"{way if fact.role == 'change' else ''}{fact.says}"


def _now(claim: Claim, fitter: Fitter, told: Told) -> list[Fact]:
    """The values that a word speaks of: those told in its clause, else those of its period, else the report's."""
    values = [(one, fact) for one, fact in told if fact.role == "value" and fact.code in claim.codes]
    levels = [(one, fact) for one, fact in values if one.role == "level" and not one.aside]
    for one, fact in levels:
        in_time = fitter.is_current(fact) or not one.whens or fitter.of(fact, claim.whens)
        if one.clause == claim.clause and in_time:
            return [fact for one, fact in levels if one.clause == claim.clause]
    before = [fact for one, fact in levels if one.end <= claim.start and one.number.kind == "number"]
    if before and claim.follows:
        return [max(before, key=lambda fact: fact.end)]
    values = [one for code in claim.codes for one in fitter.evidence.levels(code) if one.role == "value"]
    whole = [one for one in values if one.group in (claim.groups or ("",))]
    own = whole or ([] if claim.groups else values)
    return [one for one in own if (fitter.of(one, claim.whens) if claim.whens else fitter.is_current(one))]


def _changes(claim: Claim, fitter: Fitter, told: Told) -> Iterator[Fact]:
    """How a value changed: from the period that is named, a number told, else what it is usually held against."""
    for now in _now(claim, fitter, told):
        evidence, before = fitter.evidence, fitter.evidence.references(now)
        alike = [*evidence.series(now).values()]
        if claim.refs:
            found = [one for one in alike if one != now and fitter.of(one, claim.refs)]
            before = found or [one for one in evidence.standing(now, "baseline") if fitter.of(one, claim.refs)]
        else:
            numbers = [(one, fact) for one, fact in told if one.role in ("reference", "any") and fact != now]
            own = [fact for one, fact in numbers if one.clause == claim.clause]
            numbers = own or [fact for _, fact in numbers]
            before = [one for one in numbers if one in alike or one in evidence.standing(now, one.role)] or before
        yield from (next(evidence.changes(now, one)) for one in before)


def _outdone(claim: Claim, fitter: Fitter, told: Told) -> Answers:
    """Whether a value, or by how much it changed, is more or less than that of each of its rivals on the same days."""
    way = claim.pace or direction(claim.way, fitter.evidence.improves(claim.codes[0]))
    told = [(one, fact) for one, fact in told if (fact.code, fact.group) not in claim.rivals]
    for now in _now(claim, fitter, told):
        for code, group in claim.rivals:
            held = [one for one in fitter.evidence.levels(code) if (one.group, one.role) == (group, "value")]
            for other in (one for one in held if (one.end, one.basis) == (now.end, now.basis)):
                sizes = [_size(one, claim, fitter) for one in (now, other)]
                if None not in sizes and way and (claim.pace or now.unit == other.unit) and sizes[0] != sizes[1]:
                    more = (sizes[0] > sizes[1]) == (way == "up") and (not claim.pace or sizes[0] > 0)
                    yield more != claim.denied, next(fitter.evidence.changes(other, now))


def _size(now: Fact, claim: Claim, fitter: Fitter) -> Fraction | None:
    """What is compared: a value; or of a change its size, in per cent, in the way that is told."""
    if not claim.pace:
        return now.value
    before = next(iter(fitter.evidence.references(now)), None)
    change = [*fitter.evidence.changes(now, before)][-1].value if before else None
    return None if change is None else change if claim.way == "up" else -change


def _directions(claim: Claim, fitter: Fitter, told: Told) -> Answers:
    if claim.rivals:
        yield from _outdone(claim, fitter, told)
        return
    for change in _changes(claim, fitter, told):
        way = direction(claim.way, fitter.evidence.improves(change.code))
        if claim.steps and way:
            yield _streak(claim, fitter, change, way, told), change
        else:
            yield ((change.value > 0 if way == "up" else change.value < 0) != claim.denied if way else None), change


def _streak(claim: Claim, fitter: Fitter, change: Fact, way: str, told: Told) -> bool | None:
    """Whether a value went one way so many times in a row, or since a value told; None where not all are held."""
    months, times = claim.steps
    levels = [one for one in fitter.evidence.levels(change.code) if (one.group, one.role) == (change.group, "value")]
    found = {one.end: one.value for one in levels if one.basis == ("quarter" if months == 3 else change.basis)}
    starts = [fact.end for one, fact in told if one.role == "reference" and fact in levels and fact.end < change.end]
    since = (change.end - max(starts)) // months if starts else 0
    if times and since and times != since:
        return False
    times = times or since or 3  # "every quarter" is said of the three steps in a year
    back = 12 if any(when.back == 12 for when in claim.refs) else months  # "below the same quarter of 2014/15"
    ends = [(change.end - months * step, change.end - months * step - back) for step in range(times + (back > months))]
    if not all(end in found for pair in ends for end in pair):
        return None
    return all((found[now] > found[before]) if way == "up" else (found[now] < found[before]) for now, before in ends)


def _sames(claim: Claim, fitter: Fitter, told: Told) -> Answers:
    for change in _changes(claim, fitter, told):
        size = abs(change.value / change.before.value * 100) if change.before.value else Fraction(100)
        most, least = (MOVED, STEADY) if claim.way == "steady" else (0, 0)
        same = change.value == 0 or size <= least
        yield (same != claim.denied if same or size > most else None), change


def _reaches(claim: Claim, fitter: Fitter, told: Told) -> Answers:
    """Whether a value is on the side of its target or baseline that the words say; a number may tell which is meant."""
    beside = ["target" if fact.role == "wanted" else fact.role for one, fact in told if one.clause == claim.clause]
    role = claim.against or next((one for one in beside if one in STANDS), "")
    for now in _now(claim, fitter, told) if role else []:
        way = direction(claim.way, fitter.evidence.improves(now.code))
        for gap in (next(fitter.evidence.changes(now, level)) for level in fitter.evidence.standing(now, role)):
            there = gap.value > 0 if way == "up" else gap.value < 0
            there = claim.way == "met" if gap.value == 0 and claim.way in ("met", "missed") else there
            yield (there != claim.denied if way else None), gap


def _shares(claim: Claim, fitter: Fitter, told: Told) -> Answers:
    """ "All mediated cases ended in an agreement", "none was repeated": 100 and 0 per cent, where nothing is denied."""
    for now in _now(claim, fitter, told):
        if now.unit == "percent" and not claim.denied:
            is_all, is_none = now.value == 100, now.value == 0
            yield {"all": is_all, "none": is_none, "most": now.value > 50, "minority": now.value < 50}[claim.role], now


def _extremes(claim: Claim, fitter: Fitter, told: Told) -> Answers:
    """The highest or lowest: of the sub-groups, of the quarters of its year, else of all values on its basis."""
    for now in _now(replace(claim, follows=not claim.whens and not claim.spoken), fitter, told):
        way = direction(claim.way, fitter.evidence.improves(now.code))
        nth = claim.nth - 1
        levels = fitter.evidence.levels(now.code) if now.group and claim.groups and not claim.quarterly else []
        groups = [one for one in levels if one.group]
        among = [one.value for one in groups if (one.role, one.basis, one.end) == (now.role, now.basis, now.end)]
        series = sorted(fitter.evidence.series(now).items(), reverse=True)
        if not among and claim.quarterly and now.basis == "quarter":
            among = [one.value for end, one in series if (end - 3) // 12 == (now.end - 3) // 12]
        step = 12 if now.basis == "year_to_date" else 1  # part of a year is no match for the whole
        alike = [(end, one.value) for end, one in series if end != now.end and (now.end - end) % step == 0]
        since = max((end for when in claim.refs for end, _ in when.days), default=0)  # "the lowest since Q2"
        alike = [(end, value) for end, value in alike if end > since]
        earlier = [value for end, value in alike if end < now.end or fitter.of(now, claim.whens)]
        if not way:
            yield None, now
        elif len(among) > nth + 1:
            yield (sorted(among, reverse=way == "up")[nth] == now.value) != claim.denied, now
        elif len(earlier) >= (claim.among - 1 or max(SERIES, nth + 1)) and not claim.quarterly:
            year = [value for end, value in alike if now.basis == "quarter" and (end - 3) // 12 == (now.end - 3) // 12]
            some = [earlier, earlier[: claim.among - 1 or SERIES], *([year] if len(year) > nth else [])]
            best, *lately = (now.value == sorted([now.value, *one], reverse=way == "up")[nth] for one in some)
            yield (True if best else None if any(lately) or not any(fact is now for _, fact in told) else False), now


def _lights(claim: Claim, fitter: Fitter, told: Told) -> Answers:
    """Whether the traffic light of an indicator, or of its sub-group, is of the colour that is told."""
    for now in filter(fitter.is_current, _now(claim, fitter, told)[:1]):
        name = fitter.evidence.report.figure_id(now.code, "traffic_light", category=now.group)
        light = fitter.evidence.figures.get(name)
        if light is not None and light.value in ("green", "amber", "red"):
            yield (light.value == claim.way) != claim.denied, replace(now, figure=name, says=f"{name} is {light.value}")


def _place(claim: Claim, fitter: Fitter, told: Told) -> Answers:
    """Whether something is at its place among the areas, as the report ranks them, or among the sub-groups by size."""
    levels = [one for code in claim.codes for one in fitter.evidence.levels(code)]
    timely = [one for one in levels if not claim.whens and fitter.is_current(one)]  # "the last quarter" may be either
    for rank in [one for one in timely if one.role == "rank"]:
        yield (rank.value == claim.nth) != claim.denied, rank
    groups = [one for one in timely if one.role == "value" and one.group]
    for now in [one for one in groups if one.group in claim.groups]:
        sizes = [one.value for one in groups if (one.code, one.basis, one.end) == (now.code, now.basis, now.end)]
        yield (sum(size > now.value for size in sizes) + 1 == claim.nth) != claim.denied, now


_HELD = {
    "light": _lights, "place": _place,
    "direction": _directions, "same": _sames, "reach": _reaches, "superlative": _extremes,
    "all": _shares, "none": _shares, "most": _shares, "minority": _shares,
}  # fmt: skip
