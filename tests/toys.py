"""Small notebooks for tests of what goes wrong while notebooks run: nothing of ours is imported, and a run takes a second or two."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

FAULTY = "faulty-cell"
NAMES = ("1_ingest", "2_quality", "3_indicators", "4_report_scorecard")
TABLE = """import pathlib
place = pathlib.Path(tables_root, 'observations.parquet')
place.parent.mkdir(exist_ok=True)
place.write_text('a table')
'told'"""


def toy(path: Path, faulty: str = "") -> Path:
    """A notebook of three small cells that leaves a table; with `faulty`, the cell FAULTY stands after the second."""
    new = nbformat.v4.new_code_cell
    named = "report_id = period = as_of = data_root = tables_root = ''"
    cells = [new(named, id="parameters", metadata={"tags": ["parameters"]}), new(TABLE, id="definitions")]
    cells += [*([new(faulty, id=FAULTY)] if faulty else []), new("'checked'", id="checks")]
    python = {"language_info": {"name": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=python), path)
    return path


@pytest.fixture
def toys(project_copy: Path) -> Path:
    """A copy of the project with small notebooks in the place of its own."""
    for name in NAMES:
        toy(project_copy / "notebooks" / f"{name}.ipynb")
    return project_copy
