"""Agreement: the claims of a statement, each held against the figures that its words speak of.

Precision comes before recall: where words can be read in several ways a reading that agrees is preferred, and a
claim is said not to agree only where it is plain what it speaks of and every plain reading is false.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from pipeline import claim_words as words
from pipeline.claim_numbers import Number
from pipeline.claim_periods import Days, When
from pipeline.claim_words import DOWN, UP
from pipeline.display import exact
from pipeline.evidence import Evidence, Level
from pipeline.named_indicators import Names, stems
from pipeline.parsed import Parsed

BOUND, MATCHES, STATED, DISAGREES, UNCHECKED = "bound", "matches", "stated", "does not agree", "cannot be checked"
_PREPOSITION = re.compile(
    r" (?:at|to|for|from|in|of|by|on|with|during|into|within|across|among|between|over|under|about|per|against|than|through|since) "
)


@dataclass(frozen=True)
class Verdict:
    """What came of one claim. `expected` is what the figures say, in words; `figure` the one that it was held against."""

    start: int
    end: int
    text: str
    verdict: str
    figure: str = ""
    expected: str = ""
    cause: str = ""
    number: bool = False


@dataclass(frozen=True)
class Reading:
    """One way to read a claim: the value that the figures give for it, and the figure, if the ledger has it."""

    value: Fraction
    figure: str
    says: str
    unit: str
    strict: bool = True
    levels: tuple[Level, ...] = ()


def change_reading(evidence: Evidence, now: Level, before: Level, unit: str, strict: bool) -> Reading | None:
    """The change between two values, in per cent, in points or in number."""
    if unit == "percent" and before.value == 0:
        return None
    value = (now.value - before.value) / before.value * 100 if unit == "percent" else now.value - before.value
    found = ""
    for figure in evidence.changes.get(now.figure.id, []):
        others = [
            evidence.figures[of] for name, of in figure.operands.items() if name != "value" and of in evidence.figures
        ]
        same = any(before.figure.id in (other.id, *other.operands.values()) for other in others)
        if same and (figure.unit == "percent") == (unit == "percent") and exact(figure.value) == value:
            found = figure.id
    says = f"{before.figure.display} to {now.figure.display} ({before.figure.id} to {now.figure.id})"
    return Reading(value, found, says, unit, strict, (now, before))


class Judge:
    """Judges the claims of one statement."""

    def __init__(self, evidence: Evidence, names: Names, parsed: Parsed, own: str):
        self.evidence, self.names, self.parsed, self.own = evidence, names, parsed, own
        self.fallback = (own,) if own else ()

    # What a place of the sentence speaks of

    def codes(self, at: int) -> tuple[tuple[str, ...], bool]:
        """The indicators that a claim at this place concerns, and whether the sentence names them."""
        start, end = self.parsed.clause(at)
        inside = [one for one in self.parsed.mentions if start <= one.start < end]
        before = [one for one in inside if one.start <= at]
        if before or inside:
            after = [one for one in inside if one.start > at]
            near = after[0] if after and not before else before[-1]
            between = self.parsed.flat[at : after[0].start].lstrip("# ") if after else ""
            if (
                after
                and before
                and not re.search(r"\b(?:than|compared|against|while|and|from|to|on|by|but|with)\b|[#,~(]", between)
                and len(between) < 40
            ):
                near = after[0]
            return near.codes, True
        earlier = [one for one in self.parsed.mentions if one.start < start]
        if earlier:
            return earlier[-1].codes, True
        return self.fallback, False

    def categories(self, code: str, at: int) -> list[str]:
        """The sub-groups that the clause names; the whole where it names none."""
        start, end = self.parsed.clause(at)
        said = self.parsed.text[start:end]
        known = self.evidence.categories(code)
        named = [one for one in known if re.search(rf"(?<!\w){re.escape(one.lower())}(?!\w)", said)]
        if named:
            return named
        return [""] if self.evidence.report.indicators[code].total else known

    def told_apart(self, code: str, number: Number) -> list[str]:
        """The sub-groups that the words right after a number name, of an indicator that has no total."""
        if self.evidence.report.indicators[code].total:
            return []
        after = set(stems(re.split(r"[#,;.]", self.parsed.flat[number.end : number.end + 50])[0]))
        return [one for one in self.evidence.categories(code) if set(stems(one)) & after]

    def knows(self, codes: Iterable[str], word: str) -> bool:
        return any(self.names.knows(code, word) for code in codes)

    def not_now(self, at: int) -> bool:
        """Whether a claim at this place is hoped for, planned or conditional."""
        start, end = self.parsed.clause(at)
        before = self.parsed.flat[max(start, at - 160) : at]
        around = self.parsed.flat[max(start, at - 30) : at + 12]
        if re.search(r"\bnext (?:year|quarter|period|month)\b|\bin future\b", self.parsed.flat[start:end]):
            return True
        return bool(words.NOT_NOW.search(before)) or any(
            start + 0 <= max(start, at - 30) + match.start() <= at for match in words.INFINITIVE.finditer(around)
        )

    def denied(self, at: int) -> bool:
        return bool(words.DENIED.search(self.parsed.left(at, 40)))

    # Periods

    def when_of(self, number: Number) -> list[When]:
        """The periods that a level is said to be of: those just after it, or else the nearest one before."""
        inside = self.parsed.in_clause(number.start, self.parsed.periods)
        others = [one.start for one in self.parsed.numbers if one is not number]
        after = [one for one in inside if one.start >= number.end and not re.match(r"\s*[:=] ?#", self.parsed.flat[one.end :]) and not any(number.end <= other < one.start for other in others)
                 and len(self.parsed.flat[number.end : one.start].split()) <= 9
                 and not words.REFERENCE.search(self.parsed.flat[number.end : one.start])
                 and not re.search(r"\b(?:than|compared|against|versus|since|down on|up on)\b", self.parsed.flat[number.end : one.start])]  # fmt: skip
        vague = [one for one in after[:1] if one.current and not re.search(r"\d|quarter", one.text)]
        earlier = [
            one
            for one in inside
            if one.end <= number.start
            and (one.quarter or not one.current)
            and not any(one.end <= other < number.start for other in others)
        ]
        if vague and earlier:
            return earlier[-1:]
        if after:
            same = [
                one
                for one in inside
                if one.start > after[0].start and re.match(r"(?:the )?same|to date|so far|cumul", one.text)
            ]
            return [*after[:1], *same[:1]]
        numbers = [one for one in self.parsed.numbers if one is not number]
        before = [
            one for one in inside if one.end <= number.start
            and not any(not re.fullmatch(r"\s*\(", self.parsed.flat[one.end : number.start]) and other.end < one.start and re.fullmatch(r" ?(?:[a-z'-]+ ){0,4}", self.parsed.flat[other.end : one.start]) for other in numbers)
        ]  # fmt: skip
        if not self.after_reference(number):
            before = [
                one
                for one in before
                if not self.parsed.refers(one) or re.fullmatch(r"\s*\(", self.parsed.flat[one.end : number.start])
            ]
        if re.match(r" (?:vs?\.?|against|compared|versus) ", self.parsed.flat[number.end :]):
            before = [one for one in before if not self.parsed.refers(one)]
        near = [one for one in before if not any(one.end <= other < number.start for other in others)]
        if near:
            return near[-1:]
        spoken = [one for one in before if not self.parsed.refers(one)] or list(self.parsed.heading)
        return spoken[-1:] if spoken and not self.after_reference(number) else []

    def after_reference(self, number: Number) -> bool:
        return bool(
            re.search(
                r"(?:compared (?:with|to)|against|versus|than|from|on)\s+(?:[a-z']+ ){0,4}$",
                self.parsed.left(number.start),
            )
        )

    def reference_whens(self, at: int) -> list[When]:
        inside = self.parsed.in_clause(at, self.parsed.periods)
        found = [one for one in inside if self.parsed.refers(one)]
        if not found:
            found = [one for one in self.parsed.periods if self.parsed.refers(one) and not self._of_its_own(one, at)]
        return found

    def _of_its_own(self, when: When, at: int) -> bool:
        """Whether a later clause compares with this period something of a period that the clause names itself."""
        return when.start > at and any(
            one.quarter and one is not when and not self.parsed.refers(one)
            for one in self.parsed.in_clause(when.start, self.parsed.periods)
        )

    def current_whens(self, at: int) -> list[When]:
        inside = [one for one in self.parsed.in_clause(at, self.parsed.periods) if not self.parsed.refers(one)]
        if inside:
            return inside
        elsewhere = [one for one in self.parsed.periods if not self.parsed.refers(one) and one.start < at]
        return [one for one in elsewhere if {basis for _, basis in one.strict} != {"month"}]

    # Levels and changes

    def levels(
        self, code: str, category: str, whens: list[When], measure: str = "value", own: str = ""
    ) -> list[tuple[Level, bool]]:
        """The levels that these periods can mean, each with whether the words force it."""
        if not whens:
            return [
                (level, True) for level in self.evidence.levels(code, category, [self.evidence.own_days(code)], measure)
            ]
        found: list[tuple[Level, bool]] = []
        for when in whens:
            forced = self.evidence.levels(code, category, when.strict, measure, own)
            earlier = self.evidence.levels(code, category, self.relative_days(when), measure, own)
            named = bool(re.match(r"20\d\d", when.text))  # "in 2014/15" may mean the same months of it
            found += [(level, not named) for level in earlier]
            found += [(level, named or not earlier) for level in forced]
            summed = re.search(
                r"\b(?:to date|total|cumulative|cumulatively|so far|half|altogether)\b", self.parsed.text
            )
            if forced and re.match(r".*quarter|q\d", when.text) and not summed:
                continue
            found += [(level, False) for level in self.evidence.levels(code, category, when.lenient, measure, own)]
        if len(whens) > 1:
            common = [
                one
                for one in found
                if all(one[0].end in {days[0] for days in (*when.strict, *when.lenient)} for when in whens)
            ]
            found = common or found
        return found

    def relative_days(self, when: When) -> list[Days]:
        """The days of "last year" in a sentence that speaks of a quarter that it names: a year before that quarter."""
        if not when.back:
            return []
        spoken = [
            one
            for one in self.parsed.periods
            if one.start < when.start
            and not one.back
            and not one.current
            and not self.parsed.refers(one)
            or one.start < when.start
            and one.quarter
        ]
        return [(end - when.back, basis) for end, basis in spoken[-1].strict] if spoken else []

    def pairs(self, code: str, category: str, at: int, number: Number | None = None) -> list[tuple[Level, Level, bool]]:
        """Which values a change at this place can be between: now, before, and whether the words force it."""
        current = self.levels(code, category, self.current_whens(at))
        if not self.current_whens(at) and any(
            re.search(r"quarter|^q\d", when.text) for when in self.reference_whens(at)
        ):
            end = self.evidence.own_days(code)[0]
            current = [
                (level, True) for level in self.evidence.levels(code, category, [(end, "quarter"), (end, "level")])
            ] or current
        whens = self.reference_whens(at)
        start, end = self.parsed.clause(at)
        said = self.parsed.flat[start:end]
        kinds = [
            kind
            for kind, pattern in (
                ("target", r"(?<!towards )(?<!towards its )(?<!towards the )(?<!towards our )\b(?:target|goal)\b"),
                ("baseline", r"\b(?:baseline|average|@-year average)\b"),
            )
            if re.search(pattern, said)
        ]
        found: list[tuple[Level, Level, bool]] = []
        for now, strict in current:
            for kind in kinds:
                found += [(now, level, strict) for level in self.evidence.standing(code, category, kind, now)]
            for when in whens:
                if when.back:
                    found += [
                        (now, level, strict)
                        for level in self.evidence.levels(code, category, [(now.end - when.back, now.basis)])
                    ]
                    if when.text[:2] != "20":
                        continue
                for days, forced in ((when.strict, True), (when.lenient, False)):
                    found += [
                        (now, level, strict and forced) for level in self.evidence.levels(code, category, days, own=now.basis)
                        if level.end < now.end and (level.basis == now.basis)
                    ]  # fmt: skip
            if whens and not found:
                found += [(now, level, True) for level in self.baseline_of(code, category, whens, now)]
                found += [(now, level, True) for level in self.referred(code, category)]
            if not kinds and not whens:
                found += [(now, level, strict) for level in self.evidence.declared_references(code, category, now)]
                found += [(now, level, False) for level in self.evidence.standing(code, category, "baseline", now)]
                found += [(now, level, False) for level in self.referred(code, category)]
                if self.current_whens(at) or now.end != self.evidence.own_days(code)[0]:
                    found += [
                        (now, level, strict)
                        for level in self.evidence.reference(code, category, now, "same_period_last_year")
                    ]
            elif kinds and not whens:
                pass
            elif kinds and any(one[1].figure.parts.measure == "value" for one in found):
                found = [one if one[1].figure.parts.measure == "value" else (*one[:2], False) for one in found]
        return list(dict.fromkeys(found))

    def baseline_of(self, code: str, category: str, whens: list[When], now: Level) -> list[Level]:
        """The baseline, where it is declared to be of the year that the words name."""
        declared = self.evidence.report.indicators[code].level("baseline", category)
        years = {
            f"{(days[0] - 3) // 12}/{((days[0] - 3) // 12 + 1) % 100:02d}"
            for when in whens
            if when.text[:2] == "20"
            for days in when.strict
        }
        known = declared is not None and any(year in declared.says for year in years)
        return self.evidence.standing(code, category, "baseline", now) if known else []

    def referred(self, code: str, category: str) -> list[Level]:
        """The values that numbers of the statement give as what is compared with: "down from 7%"."""
        told = [
            one
            for one in self.parsed.numbers
            if re.search(
                r"\b(?:from|on|than|against|compared (?:with|to)) (?:the |a |just |about )*$",
                self.parsed.flat[max(0, one.start - 20) : one.start],
            )
        ]
        levels = [
            level
            for measure in ("value", "baseline", "target")
            for level in self.evidence.all_levels(code, category, measure)
        ]
        told = [one for one in told if one.kind == "number" and not one.qualifier]
        return [
            level
            for level in levels
            for one in told
            if one.holds(level.value) and (one.unit == "percent") == (level.figure.unit == "percent")
        ]

    def way_said(self, number: Number) -> tuple[str, int, str] | None:
        """The direction that stands with a number, the place of its word, and whether it is before or after."""
        left, right = self.parsed.left(number.start), self.parsed.right(number.end)
        if number.sign and number.unit != "time":
            pass
        for way, pattern in words.CHANGED_BEFORE:
            if match := pattern.search(left):
                if (
                    not re.search(r"\b(?:from|to)\s+" + words.ABOUT + "$", left[match.start() :])
                    and "#" not in match[0]
                ):
                    return way, number.start - len(left) + match.start(), "before"
        if re.search(rf"\bby {words.ABOUT}$", left):  # "violence rose by 5% and robbery by 3%"
            earlier = [
                (match.start(), way) for way, pattern in ((UP, words.MOVES_UP), (DOWN, words.MOVES_DOWN))
                for match in pattern.finditer(self.parsed.flat[: number.start])
            ]  # fmt: skip
            if earlier:
                return max(earlier)[1], number.start, "before"
        for way, pattern in words.CHANGED_AFTER:
            if (match := pattern.search(right)) and not re.match(r"^[^a-z]*(?:of|out of|and|or|to|in|at)\b", right):
                return way, number.end + match.end(), "after"
        return None
