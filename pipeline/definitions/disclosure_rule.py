"""Disclosure rule: how small numbers of a report are protected, as `[disclosure]` of report.toml declares it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from pipeline.files.toml_files import Table, Text

Shown = Literal["printed", "hidden"]

# What each named rule says; a report may say otherwise of any of it.
PRESETS: dict[str, dict] = {
    "none": {},
    "counts_1_to_4": {"hides": (1, 4)},
    # Hospital Episode Statistics Analysis Guide, NHS England: 1 to 7 are hidden at sub-national level, the rest is rounded.
    "nhs_england_sub_national": {"hides": (1, 7), "round_to": 5, "percentages_from": "rounded"},
    "below_10": {"hides": (0, 9), "zeros": "hidden"},
    "own": {},
}


class AcceptedUnprotected(Table):
    """Who accepts that records of people are counted without protection."""

    role: Text
    """Who decided it, by role."""
    reason: Text
    """Why; the page prints it."""


class Disclosure(Table):
    """How small numbers are protected.

    - `none`: every number is printed. A report that counts records needs more than that: see `accepted`.
    - `counts_1_to_4`: counts of 1 to 4 are hidden, [c].
    - `nhs_england_sub_national`: counts of 1 to 7 are hidden, the rest is rounded to the nearest 5.
    - `below_10`: counts below 10 are hidden, zeros too.
    - `own`: as the keys below say.

    A count that no figure tells and that follows from two that do is protected as one that is told: of 12 cases in a year and
    10 in a half of it, 2 were in the other half. As many other counts are hidden as are needed so that none can be worked out.
    """

    rule: Literal["none", "counts_1_to_4", "nhs_england_sub_national", "below_10", "own"]
    """The rule: see above. The keys below say where the report departs from it."""
    reason: Text
    """Why this rule, for every number of the report; the page prints it."""
    hides: tuple[int, int] | None = None
    """The lowest and the highest count that is hidden, such as [1, 4]."""
    zeros: Shown = "printed"
    """Whether a zero is printed."""
    whole_groups: Shown = "printed"
    """Whether it is printed that all or none of a group meet something (100% and 0%)."""
    complements: Shown = "hidden"
    """Whether it is printed that all but a small number of a group meet something: of 8 answers 7 were satisfied, so 1 was not."""
    round_to: int = Field(0, ge=0, le=100)
    """Counts that are printed are rounded to the nearest multiple of this; 0: not at all."""
    percentages_from: Literal["exact", "rounded"] = "exact"
    """Whether percentages, rates and changes are worked out from exact or from rounded counts."""
    sensitive: tuple[Text, ...] = ()
    """The codes whose counts are protected; left out: all that are counted from records."""
    same: tuple[tuple[Text, ...], ...] = ()
    """Codes that count the same thing, such as referrals and the people referred where each person is referred once.

    The totals of their tables are then one number, and what is hidden in one cannot be printed in another.
    """
    width: int | None = Field(None, ge=1)
    """How far apart the ends of every other hidden count stay at least; left out: as far as those of `hides`."""
    accepted: AcceptedUnprotected | None = None
    """Rule `none` in a report that counts records not generated for demonstration: who accepts it, and why."""

    @model_validator(mode="before")
    @classmethod
    def _as_the_preset_says(cls, values: object) -> object:
        if isinstance(values, dict) and isinstance(values.get("rule"), str):
            return {**PRESETS.get(values["rule"], {}), **values}
        return values

    @model_validator(mode="after")
    def _is_coherent(self) -> Disclosure:
        if (self.rule == "none") == bool(self.hides):
            raise ValueError("the rule none hides nothing" if self.hides else "the rule needs hides, such as [1, 4]")
        if self.hides and not 0 <= self.hides[0] <= self.hides[1]:
            raise ValueError("hides is the lowest and the highest count that is hidden, such as [1, 4]")
        if self.hides and (self.hides[0] == 0) != (self.zeros == "hidden"):
            raise ValueError('a rule that hides 0 says zeros = "hidden", and one that does not, hides from 1 on')
        if self.hides and self.hides[0] > 1:
            raise ValueError("hides begins with 0 or 1: smaller counts are not safer")
        if (self.percentages_from == "rounded") != bool(self.round_to):
            raise ValueError(
                'percentages_from = "rounded" goes with round_to: from exact counts they would give away what was rounded'
            )
        if self.accepted and self.rule != "none":
            raise ValueError("accepted is for the rule none")
        return self

    @property
    def protects(self) -> bool:
        """Whether anything is hidden."""
        return self.hides is not None

    def is_small(self, value: int) -> bool:
        """Whether a count is one that the rule itself hides."""
        return self.hides is not None and self.hides[0] <= value <= self.hides[1]

    @property
    def keeps_apart(self) -> int:
        """How far apart the ends of a count that is hidden for the sake of another stay at least."""
        first, last = self.hides or (0, 0)
        return self.width or max(last - first, 1)

    @property
    def in_words(self) -> str:
        """The rule as the page tells it, without its numbers' names."""
        if self.hides is None:
            return "every number is printed"
        first, last = self.hides
        rest = f"; the rest is rounded to the nearest {self.round_to}" if self.round_to else ""
        return f"counts from {first} to {last} are hidden{rest}"
