"""Wanted: what must stay possible of a hidden number."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass


@dataclass(frozen=True)
class Wanted:
    """Each of the `values`, or two that lie `width` apart."""

    values: tuple[int, ...] = ()
    width: int = 0

    @property
    def middle(self) -> tuple[float, float]:
        """Between which a number best lies while others are looked for, so that the way to none of them is long."""
        size = len(self.values)
        return (self.values[(size - 1) // 2], self.values[size // 2]) if size else (self.width + 1, float("inf"))

    def missing(self, shown: AbstractSet[int]) -> tuple[int, ...]:
        """The values that none of those shown is."""
        return tuple(one for one in self.values if one not in shown)

    def lacks(self, shown: AbstractSet[int], own: int) -> tuple[int, int]:
        """How far up and how far down from one of the values shown others are still to be found."""
        if self.width:
            short = max(self.width - (max(shown) - min(shown)), 0)
            return short, short
        away = [one - own for one in self.missing(shown)]
        return max([*away, 0]), max([*(-one for one in away), 0])
