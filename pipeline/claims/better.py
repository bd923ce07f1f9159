"""Better and worse: a direction by what the indicator counts as good."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.claims import subjects, words
from pipeline.claims.comparisons import claim_at, settle
from pipeline.claims.judge import Judge
from pipeline.claims.verdicts import Verdict


def better(judge: Judge) -> Iterator[Verdict]:
    """The verdicts on "improved", "worsened" and their like, by the indicator's polarity."""
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
            if re.match(r" (?:this|the current) ", after):
                continue  # "four of the five years were worse than this one"
            told = claim_at(judge, start, end)
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
                certain = certain or _named_alone(judge, codes, start, before)
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
            yield settle(judge, told, strict, agreeing, certain, "")


def _named_alone(judge: Judge, codes: tuple[str, ...], at: int, before: str) -> bool:
    """Whether nothing but the name of the one indicator stands before a verb: "our record on closing cases has"."""
    named = [one for one in judge.parsed.mentions if one.end <= at and one.codes == codes]
    bare = re.sub(r"\brecord (?:on|in|of)\b|\b(?:could|not|that|which)\b", " ", before)
    ends = any(re.fullmatch(r" (?:has |have )?", judge.parsed.flat[one.end : at]) for one in named)
    return len(codes) == 1 and ends and subjects.strangers(judge.names, codes, bare) == 0
