"""Earlier editions: what was published of a report before, kept in `published/` of its folder, so that it counts as known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipeline.files.report_folder import LEDGER


def earlier_files(folder: Path) -> list[Path]:
    """The ledgers of earlier published editions: `published/<period>_<run>.ledger.json`, in the order of their names."""
    return sorted((folder / "published").glob(f"*{LEDGER}"))


def published_before(folder: Path) -> list[dict[str, Any]]:
    """Those ledgers, read."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in earlier_files(folder)]
