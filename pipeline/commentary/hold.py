"""Hold: a claim held against the figures of the report gives a verdict. Nothing is judged twice and no verdict is changed.

A number that is one of the figures its words can mean is bound to it. One that equals a figure which its words deny, or
of which a known slip makes it, does not agree where it is plain what is meant; else it cannot be checked and needs a source.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.commentary import causes
from pipeline.commentary.arithmetic import Told, worked_out
from pipeline.commentary.claim import Claim
from pipeline.commentary.evidence import Fact
from pipeline.commentary.fitting import Fit, Fitter
from pipeline.commentary.verdicts import BOUND, DISAGREES, NAMED, UNCHECKED, Verdict
from pipeline.commentary.wording import hold_word, moved


def hold_all(claims: list[Claim], fitter: Fitter) -> list[Verdict]:
    """The verdicts on the claims of one sentence: first on levels, then on what is worked out from them."""
    told: Told = []
    found: dict[int, Verdict] = {}
    numbers = [claim for claim in claims if claim.number]
    for run, facts in series(numbers, fitter):
        found |= {claim.start: bound(claim, [fact]) for claim, fact in zip(run, facts, strict=True)}
        told += zip(run, facts, strict=True)
    levels = ("level", "reference", "target", "whole")  # first these, then what is worked out from them
    waiting = sorted((one for one in numbers if one.start not in found), key=lambda one: (one.role not in levels or one.number.kind != "number", one.start))
    while waiting:  # what one number is bound to tells the days of others: "30 in all, two fewer than in the quarter before"
        bound_now = next(((claim, verdict, facts) for claim in waiting for verdict, facts in [bind(claim, fitter, told)] if verdict), None)
        if bound_now is None:
            break
        claim, found[claim.start], facts = bound_now
        told += [(claim, fact) for fact in facts]
        waiting.remove(claim)
    found |= {claim.start: deny(claim, fitter, told) for claim in waiting}
    return [one for claim in claims if (one := found[claim.start] if claim.number else hold_word(claim, fitter, told))]


def bind(claim: Claim, fitter: Fitter, told: Told) -> tuple[Verdict | None, list[Fact]]:
    """The verdict on a number that its words and figures bear out, and the levels that it tells; none where they do not."""
    anchors = _anchors(claim, told)
    if claim.partner >= 0 and not any(one.start == claim.partner for one, _ in told):
        return None, []  # first what it is told of
    if claim.partner >= 0:
        claim = replace(claim, codes=(anchors[0].code,), groups=(anchors[0].group,) if anchors[0].group else ())
    if claim.number.bound:
        fits = fitter.named(claim, anchors)
        if not fits:
            return Verdict(claim.start, claim.end, "", BOUND, claim.number.bound, number=True), []
    else:
        fits = fitter.fits(claim, claim.codes, anchors)
    fits = _in_order(claim, fits, told)
    if fits and not fits[0].against:
        facts = [fit.fact for fit in fits if not fit.against]
        levels = [facts[0]] if facts[0].role != "change" else [facts[0].now, facts[0].before, facts[0]]
        return bound(claim, facts), [one for one in levels if one]
    lights = [one for one in fitter.evidence.of_the_report if claim.light and one.group == claim.light and claim.number.holds(one.value)]
    if lights and not claim.number.unit:
        return bound(claim, lights), []
    if parts := worked_out(claim, told, fitter):
        return Verdict(claim.start, claim.end, "", BOUND, parts[1].figure, parts[0].says, number=True, unread=claim.unread), [parts[0]]
    if code := _counted(claim, fitter, told):
        return Verdict(claim.start, claim.end, "", NAMED, expected=f"it counts what is listed under {code}"), []
    return None, []


def _counted(claim: Claim, fitter: Fitter, told: Told) -> str:
    """The indicator under which as many things are listed as a number word says: sub-groups, measures of a section, names, numbers told."""
    number = claim.number
    if not claim.counts or number.unit or number.kind != "number" or not number.text.isalpha() or not 2 <= number.value <= 12:
        return ""
    if claim.tally and number.value == claim.tally[0] != claim.tally[1]:
        return claim.codes[0]  # the word beside it says of how many it is so
    codes = list(dict.fromkeys((*claim.codes, *(code for code, _ in claim.named))))
    run = [one for one, _ in told if one.sentence == claim.sentence - claim.sums]
    lists = [len(fitter.evidence.groups(code)) for code in codes] + [len(claim.named), len(run), len(claim.codes)]
    return codes[0] if codes and number.value in lists else ""


def _in_order(claim: Claim, fits: list[Fit], told: Told) -> list[Fit]:
    """The fits of a number, those last that are not before, or after, the other number of "from 50 to 40", or not what it restates."""
    against: dict[Fact, str] = {}
    for one, other in told:
        for fit in fits:
            alike = (fit.fact.code, fit.fact.group, fit.fact.role, fit.fact.basis) == (other.code, other.group, other.role, other.basis)
            if one.start == claim.mate and alike and (fit.fact.end > other.end) != claim.later:
                against[fit.fact] = "direction"
            if one.start == claim.restates and fit.fact.role == other.role == "change" and (fit.fact.now, fit.fact.before) != (other.now, other.before):
                against[fit.fact] = "period"
    found = [replace(fit, against=(*fit.against, against[fit.fact])) if fit.fact in against else fit for fit in fits]
    return sorted(found, key=lambda fit: len(fit.against))


def _anchors(claim: Claim, told: Told) -> list[Fact]:
    """What other numbers are, up to the end of its sentence; first the one that this is told of."""
    near = [(one, fact) for one, fact in told if one.sentence <= claim.sentence]
    return [fact for _, fact in sorted(near, key=lambda one: (one[0].start != claim.partner, abs(claim.start - one[0].start)))]


def deny(claim: Claim, fitter: Fitter, told: Told) -> Verdict:
    """The verdict on a number that is none of the figures which its words can mean."""
    anchors = _anchors(claim, told)
    if claim.partner >= 0 and not any(one.start == claim.partner for one, _ in told):
        claim = replace(claim, partner=-1)
    if claim.number.bound:
        fit = fitter.named(claim, anchors)[0]
        wrong = not claim.doubt and _denied(claim, fit) and not (claim.unread and fit.against == ("period",))
        return _wrong(claim, causes.of_misfit(claim, fit), [fit.fact]) if wrong else bound(claim, [fit.fact])
    fits = _in_order(claim, fitter.fits(claim, claim.codes, anchors), told)
    plain = claim.sure and not claim.doubt and not claim.unread
    right = _right(claim, fitter, anchors) if plain else []
    if fits and plain and _denied(claim, fits[0]):
        return _wrong(claim, causes.of_misfit(claim, fits[0]), right or [fits[0].fact])
    if slip := causes.of_number(claim, right):
        return _wrong(claim, slip[0], [slip[1]])
    cause = causes.of_misfit(claim, fits[0]) if fits else _elsewhere(claim, fitter, told)
    return Verdict(claim.start, claim.end, "", UNCHECKED, expected=_says(right), cause=cause, number=True, unread=claim.unread)


def _elsewhere(claim: Claim, fitter: Fitter, told: Told) -> str:
    """The cause of a number that is none of its indicators' figures but that of another."""
    others = [one for one in fitter.evidence.codes if one not in claim.codes]
    fits = fitter.fits(claim, others, [fact for _, fact in told])
    return causes.INDICATOR if any(fit.against == ("subject",) for fit in fits) else ""


def series(numbers: list[Claim], fitter: Fitter) -> Iterable[tuple[list[Claim], list[Fact]]]:
    """Runs of three and more numbers in a list that are the values of days one after the other, forwards or backwards."""
    run: list[Claim] = []
    for claim in [*numbers, None]:
        if claim and claim.listed and run:
            run.append(claim)
            continue
        for size in range(len(run), 2, -1):
            if facts := _consecutive(run[-size:], fitter):
                yield run[-size:], facts
                break
        run = [claim] if claim else []


def _consecutive(run: list[Claim], fitter: Fitter) -> list[Fact]:
    for code in run[0].codes:
        starts = [one for one in fitter.holding(run[0].number, code) if one.role in ("value", "change") and one.unit != "rate"]
        for first in starts:
            alike = [one for _, one in fitter.facts(code) if one.role == "change" == first.role and _kind(one) == _kind(first)]
            for step in (3, -3, 12, -12):
                ends = [first.end + step * at for at in range(len(run))]
                same = {one.end: one for one in alike} or fitter.evidence.series(first)
                facts = [same[end] for end in ends if end in same]
                if len(facts) == len(run) and all(claim.number.holds(abs(fact.value)) for claim, fact in zip(run, facts, strict=True)):
                    return facts
    return []


def _kind(change: Fact) -> tuple[object, ...]:
    """What is alike in the same change of all days."""
    return change.group, change.basis, change.unit, change.before.role, change.end - change.before.end


def _denied(claim: Claim, fit: Fit) -> bool:
    """Whether the words beside a number leave no doubt that it is not the figure that it equals: only one thing speaks against it, said with the number."""
    if fit.against == ("direction",) or claim.rests:
        return not claim.rests
    return fit.against == ("period",) and len(claim.whens) == 1 and (claim.near or bool(claim.number.bound)) and claim.role == "level" and not claim.aside


def bound(claim: Claim, facts: list[Fact]) -> Verdict:
    """A number that is a figure; the further ones that it could be are listed."""
    best = facts[0]
    others = dict.fromkeys(one.figure for one in facts[1:] if one.figure and one.figure != best.figure)
    figure = best.figure or (best.now.figure if best.now else "")
    return Verdict(claim.start, claim.end, "", BOUND, figure, best.says, number=True, others=tuple(others), unread=claim.unread)


def _wrong(claim: Claim, cause: str, right: list[Fact]) -> Verdict:
    says = moved(right[0]) if cause in (causes.DIRECTION, causes.SIGN) else _says(right)
    return Verdict(claim.start, claim.end, "", DISAGREES, right[0].figure, says, cause, number=True, unread=claim.unread)


def _right(claim: Claim, fitter: Fitter, anchors: list[Fact]) -> list[Fact]:
    """What the words of a claim do mean: every fact that nothing but its size speaks against, the nearest first."""
    found = [(size, fact) for code in claim.codes for size, fact in fitter.facts(code) if not tuple(fitter.against(claim, fact, anchors))]
    return [fact for _, fact in sorted(found, key=lambda one: abs(one[0] - float(claim.number.value)))]


def _says(facts: list[Fact]) -> str:
    return "; ".join(dict.fromkeys(fact.says for fact in facts[:3]))  # three are enough to see what was meant
