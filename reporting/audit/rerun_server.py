"""Reruns: notebooks 1 to 3 of a report, cell after cell, each rerun in a new process that nothing else has touched.

A script, not a module: `python rerun_server.py` imports what takes long and belongs to nobody (pandas, Great Expectations)
and none of our code. For each code that it is told to run, one process is forked from it that imports what the notebooks of
that code import, and runs nothing; from that one each rerun is forked. It reads jobs from its input, one JSON object a line:

    code, data, tables   folders: of notebooks and `pipeline/`, of report folders, and an empty one for the tables
    parameters           report_id, period, as_of
    without              by table of notebook 1: the rows to leave out of it, as lists of `by` columns
    answer               the file for what came out

and answers each with one line once the file is there: {"figures": [records], "stopped": ""}, or no figures and the
cell that stopped, with what it said. Standard library only, besides what the notebooks import.
"""

from __future__ import annotations

import ast
import contextlib
import gc
import json
import os
import socket
import subprocess
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

NOTEBOOKS = ("1_ingest", "2_quality", "3_indicators")
FIGURES_MIME = "application/vnd.report-figures+json"
PUT_TOGETHER = "REPORT_FOLDER_IS_PUT_TOGETHER"  # pipeline/files/report_folder.py: its files are not all used
SLOW_IMPORTS = ("pandas", "pyarrow.parquet", "pydantic", "markdown_it", "great_expectations")


def serve() -> None:
    """Rerun one job after the other until the input ends."""
    for name in SLOW_IMPORTS:
        with contextlib.suppress(ImportError):
            __import__(name)
    gc.freeze()  # what is imported stays: no rerun looks through it for what might go
    with_code: dict[str, socket.socket] = {}
    for line in sys.stdin:
        if not hasattr(os, "fork"):  # Windows: slower, because nothing is imported yet
            subprocess.run([sys.executable, "-I", __file__, line], check=True)
        else:
            code = json.loads(line)["code"]
            if code not in with_code:
                with_code[code] = _process_with(Path(code))
            with_code[code].sendall(line.encode())
            with_code[code].recv(1)  # nothing, where that process has died: there is no answer then
        print("answered", flush=True)
    for ours in reversed(with_code.values()):  # a later process holds the lines of those before it
        ours.close()
        os.wait()


def _process_with(code: Path) -> socket.socket:
    """The line to a new process that has imported what this code needs: for each job it is sent it forks one that does it."""
    ours, its = socket.socketpair()
    if os.fork():
        its.close()
        return ours
    ours.close()
    with contextlib.suppress(Exception):  # a code that cannot be imported is told by the rerun that imports it
        _import(code)
    gc.freeze()
    for line in its.makefile(encoding="utf-8"):
        process = os.fork()
        if not process:
            _answer(json.loads(line))
            os._exit(0)
        os.waitpid(process, 0)
        its.sendall(b"\n")
    os._exit(0)


def _import(code: Path) -> None:
    """Import what the notebooks import, and run no other line of them."""
    _stand_in(code)
    for name in NOTEBOOKS:
        for cell in _code_cells(name):
            imports = [one for one in ast.parse(_source(cell)).body if isinstance(one, (ast.Import, ast.ImportFrom))]
            exec(compile(ast.Module(imports, []), name, "exec"), {})


def _stand_in(code: Path) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.path.insert(0, str(code))
    os.chdir(code / "notebooks")
    os.environ[PUT_TOGETHER] = "1"


def _answer(job: dict) -> None:
    """Run a job in this process and write its answer, whatever happens."""
    if sys.path[0] != job["code"]:
        _stand_in(Path(job["code"]))
    at: list[str] = []
    try:
        answer = {"figures": list(_figures(job, at)), "stopped": ""}
    except BaseException as error:  # a cell may end in anything, and every end is an answer
        said = str(error) if type(error).__name__ == "FaultsFound" else traceback.format_exc(limit=-3)
        answer = {"figures": [], "stopped": f"{at[-1] if at else 'the start'}: {said}"}
    Path(job["answer"]).write_text(json.dumps(answer), encoding="utf-8")


def _figures(job: dict, at: list[str]) -> Iterator[dict]:
    """The records that the cells' outputs carry, in their order; `at` hears which cell runs."""
    for name in NOTEBOOKS:
        known = {"__name__": "__main__"}
        for cell in _code_cells(name):
            at.append(f"{name}, cell {cell['id']}")
            shown = _run(ast.parse(_source(cell)), at[-1], known)
            if "parameters" in cell["metadata"].get("tags", []):
                known |= job["parameters"] | {"data_root": job["data"], "tables_root": job["tables"]}
            if hasattr(shown, "_repr_mimebundle_"):
                yield from shown._repr_mimebundle_().get(FIGURES_MIME, {}).get("figures", [])
        if name == NOTEBOOKS[0]:
            _leave_out(job)


def _code_cells(name: str) -> list[dict]:
    cells = json.loads(Path(f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def _source(cell: dict) -> str:
    return "".join(cell["source"])


def _run(cell: ast.Module, name: str, known: dict) -> object:
    """Run a cell; what its last expression shows, as a notebook does."""
    last = cell.body.pop() if cell.body and isinstance(cell.body[-1], ast.Expr) else None
    exec(compile(cell, name, "exec"), known)
    return eval(compile(ast.Expression(last.value), name, "eval"), known) if last else None


def _leave_out(job: dict) -> None:
    """Take rows out of the tables that notebook 1 wrote, as if they had not been received."""
    import pandas as pd

    for table, rows in job["without"].items():
        path = Path(job["tables"]) / f"{table}.parquet"
        kept = pd.read_parquet(path)
        left_out = {tuple(row) for row in rows["rows"]}
        places = zip(*(kept[column] for column in rows["by"]), strict=True)
        kept[[place not in left_out for place in places]].to_parquet(path, index=False)


if __name__ == "__main__":
    _answer(json.loads(sys.argv[1])) if len(sys.argv) > 1 else serve()
