"""Indicators: what each one counts, how it may be added up, which way is better, and who answers for it.

One indicator is one table of `indicators.toml`. Unknown keys are refused.
"""

from __future__ import annotations

from pydantic import model_validator

from pipeline.definitions.indicators.coherence import problems
from pipeline.definitions.indicators.declared_indicator import DeclaredIndicator
from pipeline.definitions.indicators.level_rules import Revision, revisions
from pipeline.definitions.indicators.measures import Judgement


class Indicator(DeclaredIndicator):
    """What an indicator counts, how it may be added up, and how it is judged. Keys that do not go together are refused."""

    @property
    def revisions(self) -> list[Revision]:
        """What holds from a declared period on: targets, baselines and ranges that replace others, or that begin."""
        return revisions(self)

    @property
    def all_judgements(self) -> tuple[Judgement, ...]:
        """The judgements on this indicator, with its breaks and what was accepted of its target."""
        targets = [one for owner in (self, *self.categories.values()) for one in owner.targets]
        accepted = [one.accepted for one in targets if one.accepted]
        revised = [Judgement(about=one.about, decision=one.in_words, reason=one.reason) for one in self.revisions]
        breaks = [
            Judgement(about="Break in the series", decision=f"New from {one.applies_from}.", reason=one.reason)
            for one in self.breaks
        ]
        return (*self.judgements, *breaks, *revised, *accepted)

    @model_validator(mode="after")
    def _is_coherent(self) -> Indicator:
        if faults := problems(self):
            raise ValueError("; ".join(faults))
        return self
