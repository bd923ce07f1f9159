"""New reports: a report folder with comments in its files and a small made-up return, ready to be checked and run.

The files are copied from `pipeline/templates/reports/`: `example` for any layout, with what `example-<layout>` adds to it
or puts in its place; every other folder there is a template of its own.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pipeline.steps import PROJECT

FOLDERS = PROJECT / "pipeline" / "templates" / "reports"
EXAMPLE, LAYOUT = "example", 'layout = "scorecard"'  # as the example's report.toml has it
NAME = re.compile(r"[a-z0-9][a-z0-9-]*")


def layouts() -> list[str]:
    """The layouts that a report can have: those with a notebook."""
    notebooks = (PROJECT / "notebooks").glob("4_report_*.ipynb")
    return sorted(path.stem.removeprefix("4_report_") for path in notebooks)


def templates() -> list[str]:
    """The templates that are no example of a layout."""
    return sorted(path.name for path in FOLDERS.iterdir() if path.is_dir() and not path.name.startswith(EXAMPLE))


def write_example(target: Path, layout: str) -> None:
    """Write the example of a layout as a new report folder. Raises FileExistsError if there is anything of that name."""
    _write(target, [EXAMPLE, f"{EXAMPLE}-{layout}"], layout)


def write_template(target: Path, template: str) -> None:
    """Write a template as a new report folder. Raises FileExistsError if there is anything of that name."""
    _write(target, [template])


def _write(target: Path, folders: Sequence[str], layout: str = "") -> None:
    """Copy the folders that there are, a later one over an earlier one; the report folder is there whole or not at all."""
    if target.exists():
        raise FileExistsError(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=target.parent) as aside:
        made = Path(aside) / target.name
        for name in folders:
            if (FOLDERS / name).is_dir():
                shutil.copytree(FOLDERS / name, made, dirs_exist_ok=True)
        if layout:
            definition = (made / "report.toml").read_text(encoding="utf-8")
            text = definition.replace(LAYOUT, f'layout = "{layout}"', 1)
            (made / "report.toml").write_text(text, encoding="utf-8", newline="\n")
        os.rename(made, target)


def example_periods(folder: Path) -> list[str]:
    """The periods that a report folder has a file for."""
    return sorted(path.stem for path in (folder / "period").glob("*.toml"))
