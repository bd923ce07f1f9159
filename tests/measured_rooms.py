"""Which tests the coverage of the rooms that calculate is measured with: those of these rooms, and no others.

All tests are one run, so that the end of one part waits for no other. Measuring takes two to six times as long, of all code
that runs meanwhile: pages, whole reports and what other rooms test run without it. A room's own test of a page, or one of
examples of what others reach already, is marked `no_cover`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from coverage import Coverage

TESTS = Path(__file__).parent
ROOMS = tuple(TESTS / name for name in ("core", "files", "figures", "methods"))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> object:
    """Measure from here on, or no longer, as the room of the test asks.

    Whatever measures is stopped: in each worker pytest-cov begins twice, and where the second is paused the first goes on.
    """
    plugin = item.config.pluginmanager.getplugin("_cov")
    if plugin and plugin.cov_controller:
        measuring = Coverage.current()
        if any(room in item.path.parents for room in ROOMS):
            if measuring is not plugin.cov_controller.cov:
                plugin.cov_controller.resume()
        else:
            while measuring:
                measuring.stop()
                measuring = Coverage.current()
    return (yield)
