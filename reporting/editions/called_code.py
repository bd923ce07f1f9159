"""The code behind a cell: the functions and classes of `pipeline/` that a notebook's cell calls by name."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

from pipeline.files.inputs import Input, read_input


def called_code(cells: Mapping[str, str], project: Path) -> dict[str, dict[str, str]]:
    """For every cell (`notebook#cell-id`) the code it calls: `pipeline/methods/comparisons/comparisons.py#changes` → its source.

    Takes the cells' sources in the order of the notebooks; a name counts as called where a cell of the same notebook has
    imported it from `pipeline`. Only what the cell itself calls is listed, not what that calls in turn.
    """
    imported: dict[tuple[str, str], str] = {}
    called: dict[str, dict[str, str]] = {}
    for cell, source in cells.items():
        notebook, tree = cell.partition("#")[0], ast.parse(source)
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pipeline."):
                imported |= {(notebook, name.asname or name.name): node.module for name in node.names}
        names = [
            node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        ]
        found = {}
        for name in dict.fromkeys(names):
            module = imported.get((notebook, name))
            path = project.joinpath(*module.split(".")).with_suffix(".py") if module else None
            if path and name in (definitions := read_input(path).once(called_code, _definitions)):
                found[f"{path.relative_to(project).as_posix()}#{name}"] = definitions[name]
        called[cell] = found
    return called


def _definitions(module: Input) -> dict[str, str]:
    """The source of every function and class at the top of a module, by name.

    As ast.get_source_segment gives it, which splits the whole module again for every name: a tenth of a second a module.
    """
    lines = module.text.split("\n")
    found = {}
    for node in ast.parse(module.text).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            own = lines[node.lineno - 1 : node.end_lineno]
            own[-1] = own[-1].encode()[: node.end_col_offset].decode()  # without what is said behind its last line
            found[node.name] = "\n".join(own)
    return found


def cell_sources(notebooks: Mapping[str, Mapping]) -> dict[str, str]:
    """The code of every cell, by `notebook#cell-id`. A file of a notebook holds it line by line."""
    return {
        f"{name}#{cell['id']}": "".join(cell["source"])
        for name, notebook in notebooks.items()
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
    }
