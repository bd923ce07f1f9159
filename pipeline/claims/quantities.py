"""Quantities: most, all, none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.claims import causes, subjects
from pipeline.claims.comparisons import claim_at
from pipeline.claims.judge import Judge
from pipeline.claims.verdicts import Verdict


def quantities(judge: Judge) -> Iterator[Verdict]:
    """The verdicts on "most", "all", "none", "a minority"."""
    flat = judge.parsed.flat
    for match in re.finditer(
        r"(?<![^\s(\"'*_])(?P<what>most|the majority|a majority|the vast majority|all|every|none|no|not all|a minority|not every|fewer than half|nobody|everybody|everyone)\b(?! (?:year|quarters?|~|along|round|through|but|in all|told|the more|the (?:year|quarters|time|while)|four|three|likely|recent|common|of the time|more|than|longer|one|importantly))",
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
        told = claim_at(judge, start, end)
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
                    told.agrees(levels[0].figure.id, "")
                    if value == 0
                    else told.differs(
                        levels[0].figure.id, f"{levels[0].figure.display} ({levels[0].figure.id})", causes.NUMBER
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
            told.agrees(levels[0].figure.id, levels[0].figure.display)
            if right
            else told.differs(levels[0].figure.id, f"{levels[0].figure.display} ({levels[0].figure.id})", causes.NUMBER)
        )
