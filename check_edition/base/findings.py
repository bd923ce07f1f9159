"""Findings: what was checked, what failed, and what could not be checked, each counted by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


class NotChecked(Exception):
    """Something that cannot be checked here; the words are the reason under which it is counted."""


class NotAsked(Exception):
    """A check that is not asked of what stands at a place; nothing is counted."""


class Wrong(Exception):
    """Something that does not agree; the words say what was found and what was expected."""


@dataclass
class Findings:
    """Places checked, by kind; every fault in words; what could not be checked, by kind and reason.

    `untraced` are the figures that do not lead to rows through what was checked alone; `places` counts the places of
    the pages that hold numbers, by page and kind.
    """

    checked: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    unchecked: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    untraced: list[str] = field(default_factory=list)
    places: dict[tuple[str, str], int] = field(default_factory=dict)

    def check(self, kind: str, place: str, action: Callable[[], object]) -> bool:
        """Count what an action finds at a place: nothing, Wrong or NotChecked. Says whether nothing was found."""
        try:
            action()
        except NotAsked:
            return True
        except NotChecked as reason:
            self.unchecked[kind, str(reason)] += 1
            return False
        except Wrong as wrong:
            self.fault(kind, place, str(wrong))
            return False
        except Exception as error:  # whatever an altered edition makes of the check, it is no pass
            self.fault(kind, place, f"cannot be read as it stands: {type(error).__name__}: {error}")
            return False
        self.checked[kind] += 1
        return True

    def fault(self, kind: str, place: str, what: str) -> None:
        self.failed[kind] += 1
        self.faults.append(f"{kind}: {place}: {what}" if place else f"{kind}: {what}")

    @property
    def status(self) -> int:
        """0 everything was checked and is right; 1 something is wrong; 3 something could not be checked."""
        return 1 if self.faults else 3 if self.unchecked or not self.checked else 0


def method_of(record: Mapping) -> str:
    """The kind of a figure's method; empty where it is told in words alone."""
    return next((one["kind"] for one in record["method_parts"]), "")


def same(found: object, recorded: object, where: str) -> None:
    """Raise Wrong where what was found is not what was expected."""
    if found != recorded:
        raise Wrong(f"{where} {_told(found)}, expected {_told(recorded)}")


def _told(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)
