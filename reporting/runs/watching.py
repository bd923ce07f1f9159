"""Watching: the page of a report kept up to date while somebody writes. It is checked after every change, and nothing is published.

The page lies in `restricted/watched/`, for its owner alone: nobody has signed it, and what is sent is made by a run. Of the notebooks
that stopped while it was watched the last ones are kept.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

from pipeline.core.faults import FaultsFound
from pipeline.core.written_files import write_durably
from reporting.runs.asked import identity_of, notebooks_of
from reporting.runs.run_failed import RunFailed
from reporting.runs.step_needs import names_in
from reporting.store.identity import Identity
from reporting.store.page_files import PAGE, led_into, page_files
from reporting.store.places import Places

FOLDER = "watched"
EVERY = 0.5  # seconds: what was saved is seen, and a laptop's battery does not notice


class Watched:
    """A report of a period that is watched, and its page."""

    def __init__(self, places: Places, report: str, period: str, as_of: str):
        self._places, self._report, self._asked = places, report, (report, period, as_of)
        self.page = places.restricted / FOLDER / report / f"{period}.html"
        self._kept: Path | None = None  # notebooks of this watching, and of nobody else's run

    def take(self, page: Path) -> None:
        """Put a finished page in place of the last one; the pages of its sections stand in a folder beside it, with the whole one that they lead back to."""
        folder = self.page.with_suffix("")
        shutil.rmtree(folder, ignore_errors=True)
        for section in page_files(page.parent)[1:]:
            write_durably(folder / section.name, section.read_bytes())
            write_durably(folder / PAGE, page.read_bytes())
        write_durably(self.page, led_into(page.read_text(encoding="utf-8"), folder.name))

    def watch(self, checked: Callable[[], None], told: Callable[[str], None]) -> None:
        """Have the report checked now and after every change, until somebody stops it. `told` hears of each end, a fault too.

        Raises KeyboardInterrupt; RunFailed where the code itself changes, for this process goes on with what it began with.
        """
        code, seen, done = self._code(), None, None
        while True:
            now = self._now()
            if now == seen != done:  # twice the same: nobody is in the middle of saving
                if self._code() != code:
                    raise RunFailed("the code that makes reports has changed. Start watching again.", status=3)
                self._check(checked, told)
                done = now
            seen = now
            time.sleep(EVERY)

    def _check(self, checked: Callable[[], None], told: Callable[[str], None]) -> None:
        started = time.monotonic()
        try:
            checked()
        except (RunFailed, FaultsFound, LookupError, OSError) as fault:
            if isinstance(fault, RunFailed) and fault.stopped:
                raise KeyboardInterrupt from None
            if isinstance(fault, RunFailed) and fault.kept:
                if self._kept:
                    shutil.rmtree(self._kept, ignore_errors=True)
                self._kept = fault.kept
            there = "The page is as it was before." if self.page.exists() else "There is no page yet."
            told(f"report: {fault}\n{there} Watching goes on.")
        else:
            told(f"{time.strftime('%H:%M:%S')}: the page is up to date ({time.monotonic() - started:.1f} seconds). Watching goes on.")

    def _code(self) -> object:
        return self._identity().code

    def _now(self) -> object:
        """What there is: the files that the report is made from, and the names of all others; what cannot be read is one such thing."""
        try:
            identity = self._identity()
            return identity.inputs, identity.as_of, sorted(names_in(self._places.data / self._report))
        except (FaultsFound, OSError, ValueError) as fault:
            return str(fault)

    def _identity(self) -> Identity:
        return identity_of(self._places, *self._asked, notebooks_of(self._places, self._report))
