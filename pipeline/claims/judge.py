"""Judge: the claims of a statement, each held against the figures that its words speak of.

Precision comes before recall: where words can be read in several ways a reading that agrees is preferred, and a
claim is said not to agree only where it is plain what it speaks of and every plain reading is false.
"""

from __future__ import annotations

import re

from pipeline.claims.evidence import Level
from pipeline.claims.numbers import Number
from pipeline.claims.periods import Days, When
from pipeline.claims.spoken import Spoken


class Judge(Spoken):
    """Holds the claims of one statement against the values that its places speak of."""

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
