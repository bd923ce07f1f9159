"""Judge: the claims of a statement, each held against the figures that its words speak of.

Precision comes before recall: where words can be read in several ways a reading that agrees is preferred, and a
claim is said not to agree only where it is plain what it speaks of and every plain reading is false.
"""

from __future__ import annotations

import re

from pipeline.claims import words
from pipeline.claims.evidence import Level
from pipeline.claims.numbers import Number
from pipeline.claims.periods import Days, When
from pipeline.claims.spoken import Spoken


class Judge(Spoken):
    """Holds the claims of one statement against the values that its places speak of.

    `anchors`: the numbers that agree with a figure and are too long to do so by chance, with the figure's indicator.
    What stands in the same clause, without a subject of its own, speaks of that indicator too.
    """

    anchors: tuple[tuple[Number, str], ...] = ()

    def anchored(self, codes: tuple[str, ...], at: int) -> bool:
        """Whether a claim at this place stands beside a number that agrees with a figure of one of these indicators."""
        start, end = self.parsed.clause(at)
        for number, code in self.anchors:
            if not start <= number.start < end or code not in codes or number.start == at:
                continue
            first, last = sorted((number.end, at))
            between = self.parsed.flat[first:last]
            if not re.search(
                r"\b(?:as|because|since|after|when|where|due|thanks|despite|with|including|following)\b|[;:]", between
            ):
                return not words.ELSEWHERE.search(self.parsed.flat[start:end])
        return False

    def levels(
        self, code: str, category: str, whens: list[When], measure: str = "value", own: str = ""
    ) -> list[tuple[Level, bool]]:
        """The levels that these periods can mean, each with whether the words force it."""
        if not whens:
            return [
                (level, True) for level in self.evidence.levels(code, category, [self.evidence.own_days(code)], measure)
            ]
        heading = [one for one in self.parsed.heading if one.quarter and not one.current]
        if heading and all(when.current for when in whens):  # "Quarter 2: ... a year to date total of 39"
            days = [(heading[0].quarter, basis) for basis in ("own", "year_to_date")]
            return [(level, True) for level in self.evidence.levels(code, category, days, measure, own)]
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
        if any(re.match(r"since|(?:the )?year[ -]to|ytd", when.text) for when in whens):
            found = [one for one in found if one[0].basis == "year_to_date"] or found
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
        start, end = self.parsed.clause(at)
        beyond = min((one.start for one in self.parsed.numbers if number and number.end < one.start < end), default=end)
        near = self.parsed.flat[number.end : beyond] if number else ""
        whens = self.reference_whens(at)
        if within := [when for when in whens if number and number.end <= when.start < beyond]:
            whens = within
        elif re.search(r"\b(?:target|objective|goal|baseline|average)\b", near):
            whens = []
        standing = [(level, False) for level in self.evidence.current(code, category)]
        if whens and self.evidence.report.indicators[code].unit == "percent":
            current += [one for one in standing if one[0] not in {level for level, _ in current}]
        said = (
            near
            if within or re.search(r"\b(?:target|objective|goal|baseline|average)\b", near)
            else self.parsed.flat[start:end]
        )
        kinds = [
            kind
            for kind, pattern in (
                (
                    "target",
                    r"(?<!towards )(?<!towards its )(?<!towards the )(?<!towards our )\b(?:target|objective|goal)\b",
                ),
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
                declared = self.evidence.declared_references(code, category, now)
                if all(level.figure.parts.measure == "target" for level in declared):  # nothing moves against a target
                    declared += self.evidence.reference(code, category, now, "same_period_last_year")
                found += [(now, level, strict) for level in declared]
                found += [(now, level, False) for level in self.evidence.standing(code, category, "baseline", now)]
                found += [(now, level, False) for level in self.referred(code, category)]
                if self.current_whens(at) or now.end != self.evidence.own_days(code)[0]:
                    found += [
                        (now, level, strict)
                        for level in self.evidence.reference(code, category, now, "same_period_last_year")
                    ]
            elif kinds and not whens:
                moved = kinds == ["target"] and any(
                    one.search(said) for one in (words.MOVES_UP, words.MOVES_DOWN, words.BETTER)
                )
                before = self.evidence.reference(code, category, now, "same_period_last_year") if moved else []
                found += [(now, level, False) for level in before]
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
