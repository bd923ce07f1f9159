"""Wording: what the words of a sentence claim beside its numbers, held against the figures: directions, targets, all and none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from pipeline.commentary import causes
from pipeline.commentary.arithmetic import Told
from pipeline.commentary.claim import Claim
from pipeline.commentary.evidence import STANDS, Fact
from pipeline.commentary.fitting import Fitter, direction
from pipeline.commentary.verdicts import DISAGREES, MATCHES, UNCHECKED, Verdict

# "Steady" is said of what hardly moved: nobody calls a twentieth that, and everybody a fiftieth.
STEADY, MOVED = Fraction(2), Fraction(5)


def hold_word(claim: Claim, fitter: Fitter, told: Told) -> Verdict | None:
    """The verdict on a word: it agrees where what it can mean is so, and does not where nothing that it can mean is; none on what claims nothing."""
    held = {"direction": _directions, "same": _sames, "reach": _reaches, "all": _shares, "none": _shares, "most": _shares, "minority": _shares, "superlative": _extremes}[claim.role]
    if claim.tally and (told_of := _tallied(claim, fitter, told)):
        return told_of
    singly = [{"codes": (code,)} for code in claim.codes] if len(claim.codes) > 1 else [{"groups": (group,)} for group in claim.groups]
    verdicts = [hold_word(replace(claim, each=False, **one), fitter, told) for one in singly if claim.each]
    for wanted in (DISAGREES, UNCHECKED):  # what is said of each is wrong where it is wrong of one, and open where it is open of one
        if found := [one for one in verdicts if one and one.verdict == wanted]:
            return found[0]
    if verdicts:
        return verdicts[0]
    answers = list(held(claim, fitter, told))
    if claim.doubt or not answers and claim.role not in ("direction", "same"):
        return None  # a wish, or a word that is of no figure here: "the group met"
    agrees = next((fact for holds, fact in answers if holds), None)
    if agrees and claim.sure and not claim.unread:
        return Verdict(claim.start, claim.end, "", MATCHES, agrees.figure or (agrees.now.figure if agrees.now else ""), agrees.says)
    unnamed = claim.unread and not claim.spoken and not claim.refs and not any(fact.code in claim.codes for _, fact in told)  # it may be of something else
    if not answers or not claim.sure or agrees or unnamed or any(holds is None for holds, _ in answers):
        return Verdict(claim.start, claim.end, "", UNCHECKED, unread=claim.unread)
    fact = answers[0][1]
    says = moved(fact) if claim.role in ("direction", "same") else fact.says
    cause = causes.TARGET if claim.role == "reach" else causes.DIRECTION if claim.role in ("direction", "same") else causes.NUMBER
    verdict = UNCHECKED if claim.unread else DISAGREES  # beside words that were not understood nothing is accused; the cause asks for a source
    return Verdict(claim.start, claim.end, "", verdict, fact.figure or (fact.now.figure if fact.now else ""), says, cause, unread=claim.unread)


def _tallied(claim: Claim, fitter: Fitter, told: Told) -> Verdict | None:
    """The verdict on "three of our four areas saw a fall": of the sub-groups, or the measures named, as many as are said to."""
    many, of = claim.tally
    code = claim.codes[0]
    groups = [{"codes": (code,), "groups": (group,)} for group in fitter.evidence.groups(code)]
    measures = [{"codes": (one,), "groups": ()} for one in claim.codes]
    members = next((one for one in (groups, measures) if len(one) == of), None)
    if members is None:
        return None
    alone = replace(claim, tally=(), sure=True, unread=(), spoken=True, each=False)
    verdicts = [hold_word(replace(alone, **one), fitter, told) for one in members]
    right, wrong = (sum(one is not None and one.verdict == kind for one in verdicts) for kind in (MATCHES, DISAGREES))
    if right + wrong < of:
        return Verdict(claim.start, claim.end, "", UNCHECKED, cause=causes.NUMBER, unread=claim.unread)
    says = "; ".join(one.expected for one in verdicts if one)
    return Verdict(claim.start, claim.end, "", MATCHES if right == many else DISAGREES, verdicts[0].figure, says, "" if right == many else causes.NUMBER)


def moved(fact: Fact) -> str:
    """Which way a change went, in words, with its two values."""
    way = "a rise: " if fact.value > 0 else "a fall: " if fact.value < 0 else "no change: "
    return f"{way if fact.role == 'change' else ''}{fact.says}"


def _now(claim: Claim, fitter: Fitter, told: Told) -> list[Fact]:
    """The values that a word speaks of: those told in its clause, else those of its period, else those of the report's."""
    beside = [
        fact for one, fact in told
        if one.clause == claim.clause and fact.code in claim.codes and fact.role == "value" and one.role == "level" and not one.aside
        and (fitter.is_current(fact) or not one.whens or fitter.of(fact, claim.whens))
    ]  # fmt: skip
    if beside:
        return beside
    before = [fact for one, fact in told if one.end <= claim.start and one.role == "level" and one.number.kind == "number" and not one.aside and fact.code in claim.codes and fact.role == "value"]
    if before and claim.follows:
        return [max(before, key=lambda fact: fact.end)]
    values = [one for code in claim.codes for one in fitter.evidence.levels(code) if one.role == "value" and (not claim.groups or one.group in claim.groups)]
    own = values if claim.groups else [one for one in values if not one.group] or values
    return [one for one in own if (fitter.of(one, claim.whens) if claim.whens else fitter.is_current(one))]


def _before(claim: Claim, fitter: Fitter, told: Told, now: Fact) -> list[Fact]:
    """What a value is said to have moved from: the period that is named, a number told as such, else what it is usually held against."""
    alike = [one for one in fitter.evidence.levels(now.code) if (one.group, one.role) == (now.group, now.role) and one != now]
    from_numbers = [
        fact for one, fact in told
        if one.sentence == claim.sentence and (one.role == "reference" or one.clause <= claim.clause and fact.end < now.end)
        and (fact.code, fact.group) == (now.code, now.group) and fact != now
        and ((fact.role, fact.basis) == (now.role, now.basis) or fact in fitter.evidence.standing(now, fact.role) and fact.role in STANDS)
    ]  # fmt: skip
    if claim.refs:
        grows = now.basis == "year_to_date"  # a year to date is held against another one as long
        back = {when.back for when in claim.refs if when.back % 12 == 0}
        found = [one for one in alike if (fitter.of(one, claim.refs) or now.end - one.end in back) and one.basis == now.basis and not (grows and (now.end - one.end) % 12)]
        return found or [one for one in fitter.evidence.standing(now, "baseline") if fitter.of(one, claim.refs)]
    return from_numbers or fitter.evidence.references(now)


def _changes(claim: Claim, fitter: Fitter, told: Told) -> Iterator[Fact]:
    for now in _now(claim, fitter, told):
        for before in _before(claim, fitter, told, now):
            yield next(fitter.evidence.changes(now, before))


def _directions(claim: Claim, fitter: Fitter, told: Told) -> Iterator[tuple[bool | None, Fact]]:
    for change in _changes(claim, fitter, told):
        way = direction(claim.way, fitter.evidence.improves(change.code))
        if not way:
            yield None, change
            continue
        if claim.steps:
            yield _streak(claim, fitter, change, way), change
            continue
        went = change.value > 0 if way == "up" else change.value < 0
        yield went != claim.denied, change


def _streak(claim: Claim, fitter: Fitter, change: Fact, way: str) -> bool | None:
    """Whether a value went one way so many times in a row; None where the report does not hold them all."""
    months, times = claim.steps
    yearly = any(one.basis == "year" for one in fitter.evidence.levels(change.code)) and change.basis == "year_to_date"
    basis = "quarter" if months == 3 else "year" if yearly else change.basis
    found = {one.end: one.value for one in fitter.evidence.levels(change.code) if (one.group, one.role, one.basis) == (change.group, "value", basis)}
    back = 12 if any(when.back == 12 for when in claim.refs) else months  # "each quarter was below the same quarter of 2014/15"
    pairs = [(change.end - months * step, change.end - months * step - back) for step in range(times + (back > months))]
    if any(end not in found for pair in pairs for end in pair):
        return None
    return all((found[now] > found[before]) if way == "up" else (found[now] < found[before]) for now, before in pairs) and not claim.denied


def _sames(claim: Claim, fitter: Fitter, told: Told) -> Iterator[tuple[bool | None, Fact]]:
    for change in _changes(claim, fitter, told):
        moved = abs(change.value / change.before.value * 100) if change.before.value else Fraction(100 if change.value else 0)
        same = change.value == 0 or (None if moved <= MOVED else False) if claim.way == "steady" else change.value == 0
        same = True if claim.way == "steady" and moved <= STEADY else same
        yield (same if same is None else same != claim.denied), change


def _reaches(claim: Claim, fitter: Fitter, told: Told) -> Iterator[tuple[bool | None, Fact]]:
    """Whether a value is on the side of its target or baseline that the words say; which is meant may be told by a number of the clause."""
    beside = ["target" if fact.role == "wanted" else fact.role for one, fact in told if one.clause == claim.clause and fact.role in (*STANDS, "wanted")]
    role = claim.against or next(iter(beside), "")
    for now in _now(claim, fitter, told) if role else []:
        for level in fitter.evidence.standing(now, role):
            gap = next(fitter.evidence.changes(now, level))
            way = direction(claim.way, fitter.evidence.improves(now.code))
            there = claim.way == "met" if gap.value == 0 and claim.way in ("met", "missed") else gap.value > 0 if way == "up" else gap.value < 0
            yield (there != claim.denied) if way else None, gap


def _shares(claim: Claim, fitter: Fitter, told: Told) -> Iterator[tuple[bool | None, Fact]]:
    """ "All mediated cases ended in an agreement", "none was repeated": 100 and 0 per cent, where the sentence denies nothing."""
    for now in _now(claim, fitter, told):
        if now.unit == "percent" and not claim.denied and now.role not in STANDS:
            yield {"all": now.value == 100, "none": now.value == 0, "most": now.value > 50, "minority": now.value < 50}[claim.role], now


def _extremes(claim: Claim, fitter: Fitter, told: Told) -> Iterator[tuple[bool | None, Fact]]:
    """The highest or lowest of all values on its basis; of the last four at least, whichever are meant."""
    for now in _now(replace(claim, follows=not claim.whens), fitter, told):
        if now.group and claim.groups:
            same = [one.value for one in fitter.evidence.levels(now.code) if one.group not in ("", now.group) and (one.role, one.basis, one.end) == (now.role, now.basis, now.end)]
            if same and not any(re.search(r"quarter|\bq\d|month", when.text) for when in claim.whens):
                yield (now.value >= max(same) if claim.way == "highest" else now.value <= min(same)) != claim.denied, now
                continue
        extreme = max if claim.way == "highest" else min
        year = [one for end, one in fitter.evidence.series(now).items() if now.basis == "quarter" and (end - 3) // 12 == (now.end - 3) // 12]
        if len(year) == 4 and claim.quarterly:
            yield (now.value == extreme(one.value for one in year)) != claim.denied, now
            continue
        if claim.quarterly and now.basis != "quarter":
            continue
        values = [one.value for end, one in sorted(fitter.evidence.series(now).items(), reverse=True) if end < now.end]
        beside = any(fact is now for _, fact in told)
        if len(values) >= 3 and not claim.denied:  # a year has four quarters: fewer cannot be meant
            yield (True if now.value == extreme([now.value, *values]) else None if not beside or now.value == extreme([now.value, *values[:3]]) else False), now
