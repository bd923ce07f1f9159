"""Hold: a claim held against the figures gives a verdict. Nothing is judged twice, and no verdict is changed."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

from pipeline.commentary.arithmetic import worked_out
from pipeline.commentary.claim import BOUND, DISAGREES, NAMED, UNCHECKED, Cause, Claim, Verdict
from pipeline.commentary.evidence import STANDS, Fact
from pipeline.commentary.fitting import Beside, Fit, Fitter, Told, beside, same_kind, size_of
from pipeline.commentary.wording import hold_word, moved
from pipeline.core.written.numbers import Number

LEVELS = ("level", "reference", "target", "whole")  # first these, then what is worked out from them
SMALL = range(2, 13)  # who counts what a report lists in words has that many at most


def hold_all(claims: list[Claim], fitter: Fitter) -> list[Verdict]:
    """The verdicts on the claims of a paragraph: what one number is bound to tells what the others can be."""
    numbers = [claim for claim in claims if claim.number]
    told: Told = [pair for run in _rows(numbers, fitter) for pair in run]
    found = {claim.start: bound(claim, [fact]) for claim, fact in told}
    waiting = [one for one in numbers if one.start not in found]
    waiting.sort(key=lambda one: (one.role not in LEVELS or one.number.kind != "number" or bool(one.links), one.start))
    while waiting:
        tried = ((claim, *bind(claim, fitter, told)) for claim in waiting)
        claim, verdict, facts = next((one for one in tried if one[1]), (waiting[0], None, []))
        if verdict is None:
            break
        found[claim.start] = verdict
        told += [(claim, fact) for fact in facts]
        waiting.remove(claim)
    found |= {claim.start: deny(claim, fitter, told) for claim in waiting}
    return [one for claim in claims if (one := found[claim.start] if claim.number else hold_word(claim, fitter, told))]


def bind(claim: Claim, fitter: Fitter, told: Told) -> tuple[Verdict | None, list[Fact]]:
    """The verdict on a number that its words and figures bear out, and what it tells; none where they do not."""
    near = beside(claim, told)
    fits = fitter.fits(claim, claim.codes, near)
    if claim.number.bound and not fits:
        return claim.judged(BOUND, claim.number.bound), []
    if facts := [fit.fact for fit in fits if not fit.against]:
        return bound(claim, facts), [one for one in (facts[0].now, facts[0].before, facts[0]) if one]
    if whole := _whole(claim, fitter, near) if claim.role == "whole" else []:
        return bound(claim, whole), whole[:1]
    if parts := worked_out(claim, told, fitter):
        return claim.judged(BOUND, parts[1].figure, parts[0].says), parts[:1]
    if code := _counted(claim, fitter, told):
        return replace(claim, number=None).judged(NAMED, says=f"it counts what is listed under {code}"), []
    return None, []


def _whole(claim: Claim, fitter: Fitter, near: Beside) -> list[Fact]:
    """Of what a number told is a part, wherever in the report the one is counted out of the other: "163 of the 470"."""
    parts = [fact for link, fact in near.linked if link.kind == "part"]
    counts = [one for code in fitter.evidence.codes if parts for one in fitter.evidence.levels(code)]
    days = {(part.value, part.end, part.basis) for part in parts}
    told = [one for one in counts if one.role == "numerator" and (one.value, one.end, one.basis) in days]
    said = {(one.code, one.group, one.end, one.basis) for one in told}
    alike = [one for one in counts if one.role == "denominator" and claim.number.holds(one.value)]
    return [one for one in alike if (one.code, one.group, one.end, one.basis) in said]


def _counted(claim: Claim, fitter: Fitter, told: Told) -> str:
    """The indicator under which as many things are listed as a word says: sub-groups, measures, names, numbers told."""
    number = claim.number
    if not claim.counts or not number.text.isalpha() or number.kind != "number" or number.value not in SMALL:
        return ""
    codes = list(dict.fromkeys((*claim.codes, *(code for code, _ in claim.named))))
    run = [one for one, _ in told if one.sentence == claim.sentence - claim.sums]
    many = [len(fitter.evidence.groups(code)) for code in codes] + [len(claim.named), len(run), len(claim.codes)]
    return codes[0] if number.value in many or claim.tally and number.value == claim.tally[0] else ""


def deny(claim: Claim, fitter: Fitter, told: Told) -> Verdict:
    """The verdict on a number that is none of the figures which its words can mean."""
    near = beside(claim, told)
    fits = fitter.fits(claim, claim.codes, near)
    plain = (claim.sure and not claim.unread or bool(claim.number.bound)) and not claim.doubt
    cause = of_misfit(claim, fits[0]) if fits else _elsewhere(claim, fitter, near)
    right, turned = _right(claim, fitter, near) if plain else [], fits and fits[0].against == ("direction",)
    if fits and plain and _denied(claim, fits[0]):
        meant = [fits[0].fact] if turned else right or [fits[0].fact]
        says = moved(meant[0]) if turned else _says(meant)
        return claim.judged(DISAGREES, meant[0].figure, says, cause)
    if claim.number.bound:
        return bound(claim, [fits[0].fact])
    facts = [fact for fact in right if not claim.sums and (not fact.now or fact.now.role == "value")]
    slips = ((slip, fact) for fact in facts for slip in _slips(claim.number, fact))
    for slip, fact in slips:  # what makes one of the right figures into the typed number
        return claim.judged(DISAGREES, fact.figure, _says([fact]), slip)
    return claim.judged(UNCHECKED, "", _says(right), cause)


def _elsewhere(claim: Claim, fitter: Fitter, near: Beside) -> str:
    """The cause of a number that is none of its indicators' figures but that of another."""
    others = [one for one in fitter.evidence.codes if one not in claim.codes]
    return Cause.INDICATOR if any(fit.against == ("subject",) for fit in fitter.fits(claim, others, near)) else ""


def _rows(numbers: list[Claim], fitter: Fitter) -> Iterator[Told]:
    """Runs of three and more numbers that are the values of days one after the other, forwards or backwards."""
    while numbers:
        size = next((at for at in range(1, len(numbers)) if not numbers[at].row), len(numbers))
        tried = (_consecutive(numbers[at:size], fitter) for at in range(size - 2))
        yield from (found for found in [next((one for one in tried if one), None)] if found)
        numbers = numbers[size:]


def _consecutive(run: list[Claim], fitter: Fitter) -> Told:
    for first in (fact for code in run[0].codes for fact in fitter.holding(run[0].number, code)):
        same = fitter.evidence.series(first)
        for step in (3, -3, 12, -12):
            facts = [same[end] for at in range(len(run)) if (end := first.end + step * at) in same]
            pairs = list(zip(run, facts, strict=False))
            if len(facts) == len(run) and all(claim.number.holds(abs(fact.value)) for claim, fact in pairs):
                return pairs
    return []


def _denied(claim: Claim, fit: Fit) -> bool:
    """Whether only one thing speaks against what a number equals, and is said with it: its direction or its period."""
    if claim.rests or fit.against != ("period",):
        return fit.against == ("direction",) and not claim.rests
    if any(end == fit.fact.end for when in claim.whens for end, _ in when.days):
        return False  # of the same days, and only of fewer or more of them
    plain = claim.near and claim.role == "level" and fit.fact.role != "change" or bool(claim.number.bound)
    return plain and len(claim.whens) == 1 and bool(claim.whens[0].days or not claim.whens[0].step)


def bound(claim: Claim, facts: list[Fact]) -> Verdict:
    """A number that is a figure; the further ones that it could be are listed."""
    others = tuple(dict.fromkeys(one.figure for one in facts[1:] if one.figure not in ("", facts[0].figure)))
    return replace(claim.judged(BOUND, facts[0].figure, facts[0].says), others=others)


def _right(claim: Claim, fitter: Fitter, near: Beside) -> list[Fact]:
    """What the words of a claim do mean: every fact that nothing but its size speaks against, the nearest first."""
    found = [one for code in claim.codes for one in fitter.facts(code) if not any(fitter.against(claim, one[1], near))]
    return [fact for _, fact in sorted(found, key=lambda one: abs(one[0] - float(claim.number.value)))]


def _says(facts: Iterable[Fact]) -> str:
    return "; ".join(dict.fromkeys(fact.says for fact in list(facts)[:3]))  # three are enough to see what was meant


def of_misfit(claim: Claim, fit: Fit) -> str:
    """The cause where a number equals a figure that its words do not mean."""
    against = fit.against
    if against == ("direction",):
        return Cause.SIGN if claim.number.sign else Cause.DIRECTION
    if "subject" in against or "group" in against:
        return Cause.INDICATOR
    if "role" in against and (fit.fact.role in STANDS or claim.role == "target"):
        return Cause.TARGET
    return Cause.PERIOD if "period" in against else Cause.UNIT if "unit" in against else Cause.NUMBER


def _slips(number: Number, fact: Fact) -> Iterator[str]:
    alike, value = same_kind(number, fact), abs(size_of(number, fact))
    if alike and number.cut_off(value):
        yield Cause.CUT_OFF
    bare = replace(number, unit="", qualifier="")
    if number.kind == "number" and not alike and value and not number.shared and bare.holds(value):
        if "percentage_points" in (fact.unit, number.unit):
            points = number.unit == "percentage_points" or "percent" in (fact.unit, number.unit)
            yield Cause.POINTS if points else Cause.UNIT
        else:
            yield Cause.COUNT if number.unit == "percent" else Cause.UNIT
    if number.kind != "number" or not alike:
        return
    if transposed(number, value):
        yield Cause.TRANSPOSED
    rest = fact.unit == "percent" and number.holds(100 - value)
    shifted = [(number.value * Fraction(10) ** by, max(0, number.decimals - by)) for by in (-2, -1, 1, 2)]
    if value and not rest and any(replace(number, value=one, decimals=by).holds(value) for one, by in shifted):
        yield Cause.HUNDRED
    if fact.role == "change" and fact.unit == "percent" and fact.now.value:
        if number.holds(abs((fact.now.value - fact.before.value) / fact.now.value * 100)):  # of the later value instead
            yield Cause.OTHER_BASE


def transposed(number: Number, value: Fraction) -> bool:
    """Whether two neighbouring digits changed places; with at least two digits, no more decimals than are typed."""
    typed, true = (f"{float(one):.{max(0, number.decimals)}f}" for one in (number.value, value))  # below nought: "8k"
    if len(typed) != len(true) or number.qualifier:
        return False
    apart = [at for at, (one, other) in enumerate(zip(typed, true, strict=True)) if one != other]
    return len(apart) == 2 and typed[apart[0]] == true[apart[1]] and typed[apart[1]] == true[apart[0]]
