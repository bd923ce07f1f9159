"""Areas: an indicator whose categories are areas, one of them the report's own, and the groups that it is compared in.

The own area alone is compared and judged. It may be held against another area (`area:East region`) or against a group of
areas as a whole (`group:similar`), ranked in a group, and placed above, in line with or below it.
"""

from __future__ import annotations

import re
from decimal import Decimal
from math import sqrt
from typing import Literal

from pydantic import Field, model_validator

from pipeline.files.toml_files import Slug, Table, Text

AREA, GROUP = "area:", "group:"


class AreaGroup(Table):
    """A group of areas, the own one among them. Without `areas` only its rank is known, as it was received."""

    name: Text
    """As it reads after "the": `most similar group`."""
    areas: tuple[Text, ...] = ()
    """The areas, the own one among them; left out: only its rank is received."""
    says: str = ""
    """By which rule these areas are similar, as the page says beside their chart."""
    rank: Literal["lowest_first", "highest_first"] | None = None
    """Which end is first."""
    moved_since: Literal["same_period_last_year", "previous_period"] = "same_period_last_year"
    """Since when the rank moved."""
    mean: Literal["of_counts", "of_areas"] | None = None
    """What the group comes to: from all counts together, or each area's value once."""
    position: Literal["confidence", "spread"] | None = None
    """How the own area is placed: by the 95% limits of its value, or by standard deviations around the mean."""
    standard_deviations: Decimal = Field(Decimal(2), gt=0)
    """With `spread`: how many."""

    @model_validator(mode="after")
    def _is_coherent(self) -> AreaGroup:
        if len(set(self.areas)) < len(self.areas):
            raise ValueError("an area is in the group twice")
        if not self.areas and (self.mean or self.position or not self.rank):
            raise ValueError("a group without areas has a rank that is received, and no mean and no position")
        count = len(self.areas)
        # Of a few values none can lie far from their mean in standard deviations: of n at most (n - 1) / √n.
        if self.position == "spread" and (count - 1) / sqrt(count) <= self.standard_deviations:
            raise ValueError(
                f"of {count} areas none can lie {self.standard_deviations} standard deviations from their mean; position"
                " spread takes more areas"
            )
        return self


class Areas(Table):
    """The report's own area, and the groups in which it is compared."""

    own: str = ""
    """The report's own area; left out where only ranks are received."""
    groups: dict[Slug, AreaGroup] = {}
    """Groups by name, as in `group:similar`."""

    @property
    def named(self) -> tuple[str, ...]:
        """Every area that is named here, the own one first."""
        others = (one for group in self.groups.values() for one in group.areas)
        return tuple(dict.fromkeys((self.own, *others))) if self.own else ()

    def problems(self, references: tuple[str, ...], unit: str) -> list[str]:
        """What does not fit: groups without the own area, references to what is not declared, names that are alike."""
        faults = []
        for key, group in self.groups.items():
            if group.areas and self.own not in group.areas:
                faults.append(f"the group {key} does not name the own area, {self.own or 'which is not declared'}")
            if unit == "count" and group.mean == "of_counts":
                faults.append(f"the group {key} is of numbers without counts: its mean is of_areas")
        whole = {key for key, group in self.groups.items() if group.areas}
        for reference in references:
            if reference.startswith(GROUP) and reference.removeprefix(GROUP) not in whole:
                faults.append(f"it is held against {reference}, and no group of that name has areas")
            if reference.startswith(AREA) and (not self.own or reference.removeprefix(AREA) == self.own):
                faults.append(f"it is held against {reference}, which takes an own area that is another one")
        slugs = [reference_slug(one) for one in references] + [reference_slug(GROUP + key) for key in whole]
        if len(set(slugs)) < len({*references, *(GROUP + key for key in whole)}):
            faults.append("two of the areas and groups that it is held against differ by signs alone")
        return faults


def is_area_reference(reference: str) -> bool:
    """Whether a value is held against another area or a group of areas."""
    return reference.startswith((AREA, GROUP))


def reference_slug(reference: str) -> str:
    """A reference as it stands in the id of a figure, and as an operand: `area_east_region`."""
    return re.sub(r"[^a-z0-9]+", "_", reference.lower()).strip("_")
