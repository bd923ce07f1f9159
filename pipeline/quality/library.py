"""The library that asks the checks: Great Expectations as `gx`, without its telemetry and without what it would draw with."""

from __future__ import annotations

import importlib.util
import os
import sys
from importlib.machinery import ModuleSpec


class _LoadedWhenUsed:
    """Finds altair, by which one kind of check is drawn that no suite here has, and has it loaded once something of it is used."""

    @classmethod
    def find_spec(cls, name: str, *_: object) -> ModuleSpec | None:
        if name != "altair":
            return None
        sys.meta_path.remove(cls)
        found = importlib.util.find_spec(name)
        if found and found.loader:
            found.loader = importlib.util.LazyLoader(found.loader)
        return found


# Both before the import: the telemetry would reach the network, and altair takes a fifth of the time of all that is imported.
os.environ["GX_ANALYTICS_ENABLED"] = "false"
sys.meta_path.insert(0, _LoadedWhenUsed)

import great_expectations as gx  # noqa: E402, F401
