"""How a run can end without a report, and what stands then."""

from __future__ import annotations

from pathlib import Path

NOTHING = "Nothing was published."
ABSENT = "not installed"  # in the place of a version, in run.json
_pages: list[Path] = []


class RunFailed(Exception):
    """A run did not come to its end; its message says whether anything was published. `status` is the command's exit status, `stopped` says that somebody stopped it,
    and `kept` where the notebooks are as far as they got.
    """

    def __init__(self, message: str, *, status: int, stopped: bool = False, kept: Path | None = None):
        super().__init__(message)
        self.status, self.stopped, self.kept = status, stopped, kept


def makes(page: Path) -> None:
    """Say which page this command is making, before it is made."""
    _pages[:] = [page]


def what_stands() -> str:
    """What a command that was stopped leaves: it is looked up and not remembered, for it may be stopped anywhere.

    A run is published by one renaming. What comes after that, the pages that lead to it and clearing away, may fail
    while the report itself is there for everybody.
    """
    for page in _pages:
        if (page.parent / "run.json").is_file() and page.is_file():
            return f"The report itself is finished: {page}\nOnly the pages that lead to it may not yet do so. Run it again for them."
    return NOTHING
