"""Which tests the coverage of the rooms that calculate is measured with: those of these rooms, and no others.

All tests are one run, so that the end of one part waits for no other. Measuring takes two to six times as long, of all code
that runs meanwhile: pages, whole reports, what other rooms test and the finding of all tests run without it. A room's own test
of a page, or one of examples of what others reach already, is marked `no_cover`.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from coverage import Coverage

TESTS = Path(__file__).parent
ROOMS = tuple(TESTS / name for name in ("core", "files", "figures", "methods"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """What a module of these rooms does when it is imported is measured before the tests are found, and those without measuring."""
    if session.config.pluginmanager.hasplugin("_cov"):
        for room in ROOMS:
            for module in walk_packages([str(TESTS.parent / "pipeline" / room.name)], f"pipeline.{room.name}."):
                import_module(module.name)
        _measure(session.config, wanted=False)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> object:
    """Measure from here on, or no longer, as the room of the test asks."""
    room = any(room in item.path.parents for room in ROOMS)
    _measure(item.config, wanted=room and not item.get_closest_marker("no_cover"))
    return (yield)


def _measure(config: pytest.Config, *, wanted: bool) -> None:
    """Measure, or no longer. Whatever measures is stopped: in each worker pytest-cov begins twice, and where the second is paused the first goes on."""
    plugin = config.pluginmanager.getplugin("_cov")
    if plugin and plugin.cov_controller:
        measuring = Coverage.current()
        if wanted and measuring is not plugin.cov_controller.cov:
            plugin.cov_controller.resume()
        while measuring and not wanted:
            measuring.stop()
            measuring = Coverage.current()
