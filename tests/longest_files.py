"""The files that take longest: they come first, so that no worker is left alone with one, and are named at the end.

A second is one of the processor, of the processes that a test starts too: what else the machine does takes none of them.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest

# The longest of those that the end of a whole run names; keep them so.
FIRST = (
    "test_compare", "test_northmoor", "test_faults", "test_kept_steps", "test_cases", "test_check_agrees", "test_forgeries", "test_bad_input",
    "test_vintages", "test_failures", "test_edition_check", "test_determinism", "test_installed", "test_line_of_sight", "test_on_paper",
)  # fmt: skip
NAMED = 15
BEGAN = pytest.StashKey[float]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files, then those that make whole reports, then the others."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    places = {name: place for place, name in enumerate(FIRST)}
    items.sort(key=lambda item: (places.get(item.path.stem, len(FIRST)), item.path not in slow))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> object:
    item.stash[BEGAN] = _seconds()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> object:
    torn_down = yield
    item.user_properties.append(("seconds", _seconds() - item.stash[BEGAN]))
    return torn_down


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    by_file: Counter[str] = Counter()
    for report in (one for reports in terminalreporter.stats.values() for one in reports if isinstance(one, pytest.TestReport)):
        by_file[report.nodeid.partition("::")[0]] += dict(report.user_properties).get("seconds", 0)
    if not by_file.total():
        return
    terminalreporter.section(f"the longest files, of {by_file.total():.0f} seconds of the processor")
    for name, seconds in by_file.most_common(NAMED):
        terminalreporter.write_line(f"{seconds:6.1f}  {name}")


def _seconds() -> float:
    """What this process and those that it started and that have ended took."""
    return sum(os.times()[:4])
