"""Places: where the data of reports lie and where what is made of them goes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Places:
    """Where things are read and written: the folder of report folders, that of tables, and that of outputs."""

    data: Path
    processed: Path
    outputs: Path

    @classmethod
    def of(cls, data: Path, outputs: Path) -> Places:
        """`data` holds the report folders, or holds them in `raw/` as this project does."""
        data = data.resolve()
        raw = data / "raw" if (data / "raw").is_dir() else data
        outputs = outputs.resolve()
        # Nothing is written into a folder that somebody else keeps their reports in.
        processed = raw.parent / "processed" if raw.name == "raw" else outputs / "restricted" / "tables"
        return cls(raw, processed, outputs)

    @property
    def restricted(self) -> Path:
        return self.outputs / "restricted"
