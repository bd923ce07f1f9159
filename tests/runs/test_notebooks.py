"""The notebooks are stored as a story: named cells, short, without outputs, and the same first steps in each."""

import ast
import json
import re
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
PARAMETERS = ["report_id", "period", "as_of", "data_root", "tables_root"]

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def code_cells(path):
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def test_there_are_four_steps_and_the_last_is_named_after_its_layout():
    assert [path.name[0] for path in NOTEBOOKS] == sorted(path.name[0] for path in NOTEBOOKS)
    assert {path.stem for path in NOTEBOOKS} >= {"1_ingest", "2_quality", "3_indicators", "4_report_scorecard"}


@each_notebook
def test_a_notebook_is_valid_and_stored_without_outputs(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert all(not cell.outputs and cell.execution_count is None for cell in code_cells(path))


@each_notebook
def test_every_cell_has_a_readable_name_of_its_own(path):
    names = [cell["id"] for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in names), names


@each_notebook
def test_cells_are_short_and_hold_no_definitions_loops_or_branches(path):
    for cell in code_cells(path):
        assert len(cell.source.splitlines()) <= 15, cell["id"]
        refused = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.If, ast.Try, ast.With, ast.Lambda)
        found = [type(node).__name__ for node in ast.walk(ast.parse(cell.source)) if isinstance(node, refused)]
        assert not found, f"{cell['id']}: {found} belongs in pipeline/ with a test"


@each_notebook
def test_the_parameters_come_first_with_a_type_a_default_and_an_explanation(path):
    first = code_cells(path)[0]
    assert (first["id"], first.metadata.tags) == ("parameters", ["parameters"])
    lines = first.source.splitlines()
    assert [line.split(":")[0] for line in lines] == PARAMETERS
    assert all(re.fullmatch(r'[a-z_]+: str = "[^"#=]*"  # .+', line) for line in lines)


@each_notebook
def test_the_second_cell_declares_what_is_read_and_written(path):
    second = code_cells(path)[1]
    assert second["id"] == "inputs-and-outputs"
    call = ast.parse(second.source).body[-1].value
    assert call.func.id == "open_step"
    assert [argument.id for argument in call.args] == PARAMETERS
    declared = {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
    used = "\n".join(cell.source for cell in code_cells(path)[2:])
    assert set(re.findall(r'step\.(?:read|file)\("(\w+)"\)', used)) == set(declared["reads"])
    assert set(re.findall(r'step\.write\("(\w+)"', used)) == set(declared["writes"])


def test_every_table_that_is_read_was_written_by_a_notebook_before():
    written = set()
    for path in NOTEBOOKS:
        source = "\n".join(cell.source for cell in code_cells(path))
        assert set(re.findall(r'step\.(?:read|file)\("(\w+)"\)', source)) <= written, path.name
        written |= set(re.findall(r'step\.write\("(\w+)"', source))


@each_notebook
def test_every_cell_but_the_declarations_ends_in_something_worth_looking_at(path):
    silent = {"parameters", "inputs-and-outputs", "page"}
    for cell in code_cells(path):
        last = ast.parse(cell.source).body[-1]
        assert isinstance(last, ast.Expr) or cell["id"] in silent, cell["id"]


@each_notebook
def test_a_notebook_tells_its_story_in_prose_before_it_calculates(path):
    cells = nbformat.read(path, as_version=4).cells
    assert cells[0].cell_type == "markdown" and cells[0].source.startswith(f"# {path.name[0]} · ")
    assert sum(cell.cell_type == "markdown" for cell in cells) >= 4


def test_nothing_in_pipeline_that_notebooks_use_knows_a_report_or_a_notebook():
    root = Path(__file__).parents[2]
    names = {path.parent.name for path in (root / "data" / "raw").glob("*/report.toml")}
    for path in (root / "pipeline").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not [name for name in names if re.search(rf"\b{re.escape(name)}\b", text)], path
        if path.parent.name in ("pipeline", "methods") and path.name != "__main__.py":
            assert not re.search(r"^(from|import) pipeline\.(running|auditing|publishing)", text, re.M), path
