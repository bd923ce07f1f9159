"""Authored files: what people write into a report's folder beside what they receive: definitions, lookups, commentary."""

from __future__ import annotations

from pathlib import Path

from pipeline.files.report_folder import DEFINITIONS, none_of_ours


def definition_files(folder: Path) -> list[Path]:
    """The definition files of a report, those that exist."""
    periods = sorted(path for path in (folder / "period").glob("*.toml") if not none_of_ours(path))
    return [path for path in (*(folder / name for name in DEFINITIONS), *periods) if path.exists()]


def lookup_files(folder: Path) -> list[Path]:
    """Every lookup and reference table of a report, with their records."""
    return sorted(path for path in (folder / "lookups").glob("*") if path.is_file() and not none_of_ours(path))


def own_notebooks(folder: Path) -> list[Path]:
    """The notebooks that an analyst adds to a report: each runs before the page is made, in the order of their names."""
    return sorted(path for path in (folder / "notebooks").glob("*.ipynb") if path.is_file() and not none_of_ours(path))


def commentary_path(folder: Path, period: object) -> Path:
    """Where the commentary of a period stands in a report's folder."""
    return folder / "commentary" / f"{period}.md"
