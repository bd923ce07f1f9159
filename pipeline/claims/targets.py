"""Targets: met, missed, exceeded, above and below, without a number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.claims import causes, subjects, words
from pipeline.claims.comparisons import claim_at
from pipeline.claims.judge import Judge
from pipeline.claims.verdicts import Verdict
from pipeline.core.periods import Period
from pipeline.methods.comparisons.rules_of_day import level_on


def targets(judge: Judge) -> Iterator[Verdict]:
    """The verdicts on "on target", "missed", "exceeded", "short of the target"."""
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
                or re.search(r"#", re.split(words.AIM, match[0])[0])
                and not re.search(rf"{words.AIM}[^#]*#", match[0])
                and re.search(r"# (?:of|targets)", match[0])
            ):
                continue
            if said == "met" and re.search(r"(?:\bnot (?:yet )?|n't |never |\bno longer )(?:[a-z]+ )?$", before):
                said_now = "missed"
            elif said in ("exceeded", "above", "below") and re.search(r"(?:\bnot |n't |never )(?:[a-z]+ )?$", before):
                said_now = {"exceeded": "not exceeded", "above": "not above", "below": "not below"}[said]
            else:
                said_now = said
            if said == "met" and re.search(rf"{words.AIM}[a-z ~#%'()-]{{0,40}}\bnot\b", match[0]):
                said_now = "missed"
            yield _against_target(judge, claim_at(judge, start, end), said_now, start, before)


def _against_target(judge: Judge, told: Verdict, said: str, at: int, before: str) -> Verdict:
    codes, named = judge.codes(at)
    strict, agreeing = [], []
    measure = "baseline" if "baseline" in told.text and not re.search(words.AIM, told.text) else "target"
    for code in codes:
        polarity = judge.evidence.report.indicators[code].polarity
        for category in judge.categories(code, at):
            for now, forced in judge.levels(code, category, judge.current_whens(at)):
                for target in judge.evidence.of_day(code, category, measure, now):
                    months = [Period(now.end, 3).months_covered(level.basis) for level in (now, target)]
                    matches_days = months[0] == months[1] or judge.evidence.report.indicators[code].unit == "percent"
                    gap = now.value - target.value
                    good = gap * (1 if polarity == "higher_is_better" else -1 if polarity == "lower_is_better" else 0)
                    rule = level_on(judge.evidence.report, code, "target", category, Period(now.end, 1))
                    strictly = bool(rule and rule.strictly)
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
        return told.agrees(now.figure.id, f"{now.figure.display} against the target of {target.figure.display}")
    if strict and _target_certain(judge, codes, at, before) and not words.ELSEWHERE.search(judge.parsed.flat):
        now, target = strict[0]
        return told.differs(
            now.figure.id,
            f"{now.figure.display} against the target of {target.figure.display} ({target.figure.id})",
            causes.TARGET,
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
