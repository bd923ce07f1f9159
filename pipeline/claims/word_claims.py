"""Word claims: what the words of a statement say of the figures without a number."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.claims.aims import aims
from pipeline.claims.any_other import any_other
from pipeline.claims.better import better
from pipeline.claims.both import both
from pipeline.claims.comparisons import comparisons
from pipeline.claims.halves import halves
from pipeline.claims.judge import Judge
from pipeline.claims.more_of import more_of
from pipeline.claims.movements import movements, unchanged
from pipeline.claims.nothing import nothing
from pipeline.claims.quantities import quantities
from pipeline.claims.ranks import all_groups, ranks
from pipeline.claims.series import every, running, superlatives
from pipeline.claims.targets import targets
from pipeline.claims.verdicts import Verdict


def judge_words(judge: Judge, covered: list[tuple[int, int]]) -> Iterator[Verdict]:
    """The verdicts on the words of a statement. `covered`: places of direction words that numbers have told about."""
    taken = list(covered)
    for reader in (
        aims,
        targets,
        ranks,
        all_groups,
        any_other,
        superlatives,
        every,
        running,
        unchanged,
        better,
        both,
        comparisons,
        movements,
        quantities,
        nothing,
        more_of,
        halves,
    ):
        for verdict in reader(judge):
            if all(verdict.end <= start or end <= verdict.start for start, end in taken):
                taken.append((verdict.start, verdict.end))
                yield verdict
