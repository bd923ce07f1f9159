"""Observed reads: whatever library a notebook opens a file with, the run knows it, and one that is not declared stops it."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import nbformat
import openpyxl
import pyarrow.csv
import pyarrow.parquet
import pytest
from support import PERIOD, PROJECT, report
from toys import toy

from pipeline.files.inputs import read_anew
from reporting.runs.kernels import file_watches as watches
from reporting.runs.kernels import observer
from reporting.runs.kernels.file_watches import Fanotify, Inotify, NotOffered
from reporting.runs.kernels.observer import Observer
from reporting.runs.observed_reads import read_observations, refuse_undeclared
from reporting.runs.run_failed import RunFailed
from reporting.store.identity import Content, Identity

pytest_plugins = ["support"]

# How each library that we have, or that a notebook may use, reads a file: name, its ending, and a cell that reads PATH.
READERS = [
    ("open", "txt", "open(PATH).read()"),
    ("os", "txt", "import os\nos.close(os.open(PATH, os.O_RDONLY))"),
    ("pathlib", "txt", "import pathlib\npathlib.Path(PATH).read_bytes()"),
    ("tomllib", "toml", "import tomllib\nwith open(PATH, 'rb') as file:\n    tomllib.load(file)"),
    ("zipfile", "zip", "import zipfile\nzipfile.ZipFile(PATH).namelist()"),
    ("sqlite3", "db", "import sqlite3\nsqlite3.connect(PATH).execute('select 1')"),
    ("pandas", "csv", "import pandas\npandas.read_csv(PATH)"),
    ("pandas-pyarrow", "csv", "import pandas\npandas.read_csv(PATH, engine='pyarrow')"),
    ("pandas-parquet", "parquet", "import pandas\npandas.read_parquet(PATH)"),
    ("pandas-calamine", "xlsx", "import pandas\npandas.read_excel(PATH, engine='calamine')"),
    ("pyarrow", "csv", "import pyarrow.csv\npyarrow.csv.read_csv(PATH)"),
    ("pyarrow-parquet", "parquet", "import pyarrow.parquet\npyarrow.parquet.read_table(PATH)"),
    ("pyarrow-dataset", "parquet", "import pyarrow.dataset\npyarrow.dataset.dataset(PATH).to_table()"),
    ("pyarrow-memory-map", "csv", "import pyarrow\npyarrow.memory_map(PATH).read()"),
    ("calamine", "xlsx", "import python_calamine\npython_calamine.load_workbook(PATH)"),
    ("openpyxl", "xlsx", "import openpyxl\nopenpyxl.load_workbook(PATH)"),
    ("duckdb", "csv", "import duckdb\nduckdb.sql(f\"select * from read_csv('{PATH}')\").fetchall()"),
    ("another-process", "txt", "import subprocess, sys\nsubprocess.run([sys.executable, '-c', f'open({PATH!r})'], check=True)"),
]  # fmt: skip
THERE = [one for one in READERS if one[0] != "duckdb" or importlib.util.find_spec("duckdb")]
native = pytest.mark.skipif(sys.platform != "linux", reason="only Linux offers a watch that sees opens")


def write(path: Path) -> None:
    """A small file that is what its ending says."""
    match path.suffix:
        case ".xlsx":
            openpyxl.Workbook().save(path)
        case ".parquet":
            pyarrow.parquet.write_table(pyarrow.table({"a": [1]}), path)
        case ".zip":
            zipfile.ZipFile(path, "w").close()
        case ".db":
            path.touch()
        case _:
            path.write_text("a = 1\n", encoding="utf-8")


def write_in(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        write(folder / name)


def identity(*declared: Path, folder: Path) -> Identity:
    inputs = tuple(Content.of(path, path.relative_to(folder).as_posix(), read_anew) for path in declared)
    return Identity("demo", PERIOD, "", inputs, (), "3", "linux")


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("data")
    (root / "demo/returns").mkdir(parents=True)
    for name, ending, _ in THERE:
        write(root / "demo/returns" / f"{name}.{ending}")
    return root


@pytest.fixture(scope="module")
def reads(data, tmp_path_factory):
    """What was observed of one notebook with a cell for each library, run as a report's notebooks are."""
    from reporting.runs.execution import execute
    from reporting.runs.kernels.kernels import Kernels

    folder = tmp_path_factory.mktemp("notebook")
    cells = [
        nbformat.v4.new_code_cell(f"PATH = {str(data / 'demo/returns' / f'{name}.{ending}')!r}\n{code}", id=name)
        for name, ending, code in THERE
    ]
    cells.insert(
        0, nbformat.v4.new_code_cell("report_id: str = ''", id="parameters", metadata={"tags": ["parameters"]})
    )
    python = {"language_info": {"name": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=python), folder / "all.ipynb")
    with Kernels([folder / "all.ipynb"], folder, observed=data, left_out=folder) as kernels:
        executed = execute(
            folder / "all.ipynb", folder / "executed.ipynb", {"report_id": "demo"}, kernels, cell_timeout=60
        )
        return read_observations([(kernels.record_of(folder / "all.ipynb"), executed)])


@native
@pytest.mark.slow
def test_a_file_opened_by_any_library_is_observed_with_the_cell_that_opened_it(data, reads):
    seen = {path.stem: (read.notebook, read.cell, read.sure) for path, read in reads.opened.items()}
    assert seen == {name: ("all.ipynb", name, name != "another-process") for name, _, _ in THERE}
    assert not reads.incomplete


@native
@pytest.mark.slow
def test_all_that_is_not_declared_is_refused_at_once_and_by_name(data, reads):
    folder = data / "demo"
    with pytest.raises(RunFailed) as refused:
        refuse_undeclared(reads, identity(folder / "returns/open.txt", folder=folder), data)
    lines = str(refused.value).splitlines()
    assert (
        refused.value.status == 3
        and lines[0] == f"{len(THERE) - 1} faults found:"
        and lines[-1] == "Nothing was published."
    )
    assert (
        "returns/calamine.xlsx: opened by notebook all.ipynb, cell calamine, but the run does not declare that it reads it. "
        "Do not read it, or make it one of the run's declared inputs (reporting/store/identity.py)."
    ) in str(refused.value)  # fmt: skip
    assert "returns/open.txt" not in str(refused.value)
    [line] = [line for line in lines if "another-process" in line]
    assert "while notebook all.ipynb, cell another-process ran, by it or by another program" in line
    assert line.endswith("(a spreadsheet, a virus scanner), close that and run again.")


@native
@pytest.mark.slow
def test_what_is_declared_is_counted_and_what_of_it_was_not_opened_is_named(data, reads):
    folder = data / "demo"
    (folder / "report.toml").touch()
    declared = [folder / "report.toml", *(folder / "returns").iterdir()]
    everything = identity(*declared, folder=folder)
    refuse_undeclared(reads, everything, data)
    facts = reads.facts(everything)
    assert (facts["files"], facts["declared_not_opened"], facts["complete"]) == (len(THERE), ["report.toml"], True)
    assert facts["observed_by"][0] == "audit hook" and facts["observed_by"][1] in ("fanotify", "inotify")


@native
@pytest.mark.slow
def test_a_notebook_that_reads_what_is_not_declared_publishes_nothing(toys):
    earlier = "pathlib.Path(data_root, report_id, 'published/2023-24-Q2.csv')"
    toy(toys / "notebooks/3_indicators.ipynb", f"import pyarrow.csv\npyarrow.csv.read_csv({earlier})")
    ended = report("check", "borders", PERIOD, project=toys)
    assert (ended.returncode, ended.stdout) == (3, ""), ended.stderr
    assert "published/2023-24-Q2.csv: opened by notebook 3_indicators.ipynb, cell faulty-cell, but" in ended.stderr


def observed(root: Path, record: Path, monkeypatch, *kinds: type, left_out: str = "outputs") -> Observer:
    """An observer in this process, with these watches of the system and without the audit hook, which would stay."""

    def not_offered():
        raise NotOffered

    for kind in (Fanotify, Inotify):
        monkeypatch.setattr(observer, kind.__name__, kind if kind in kinds else not_offered)
    monkeypatch.setattr(sys, "addaudithook", lambda hook: None)
    made = Observer(root, root / left_out, record)
    made.before(SimpleNamespace(store_history=True))
    return made


def told(record: Path):
    cell = nbformat.v4.new_code_cell("1", id="one")
    return read_observations([(record, nbformat.v4.new_notebook(cells=[cell]))])


@native
@pytest.mark.parametrize("kind", [Fanotify, Inotify])
def test_each_watch_sees_a_native_reader_and_only_one_knows_who_it_was(kind, tmp_path, monkeypatch):
    write_in(tmp_path / "data", "own.csv", "other.csv", "outputs/made.csv")
    try:
        kind().add(tmp_path / "data")
    except NotOffered:
        pytest.skip(f"{kind.name} is not offered here")
    watching = observed(tmp_path / "data", tmp_path / "all.reads", monkeypatch, kind)
    pyarrow.csv.read_csv(tmp_path / "data/own.csv")
    pyarrow.csv.read_csv(tmp_path / "data/outputs/made.csv")
    subprocess.run([sys.executable, "-c", f"open({str(tmp_path / 'data/other.csv')!r})"], check=True)
    watching.after(None)
    seen = {path.name: read.sure for path, read in told(tmp_path / "all.reads").opened.items()}
    assert seen == ({"own.csv": True} if kind is Fanotify else {"own.csv": False, "other.csv": False})


@native
def test_outputs_around_the_data_folder_leave_nothing_out(tmp_path, monkeypatch):
    write_in(tmp_path / "outputs/data", "own.csv")
    watching = observed(tmp_path / "outputs/data", tmp_path / "all.reads", monkeypatch, Inotify, left_out="..")
    pyarrow.csv.read_csv(tmp_path / "outputs/data/own.csv")
    watching.after(None)
    assert [path.name for path in told(tmp_path / "all.reads").opened] == ["own.csv"]


@native
@pytest.mark.parametrize("kind", [Fanotify, Inotify])
def test_a_folder_that_appears_is_watched_from_then_on_and_the_run_says_so(kind, tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    watching = observed(tmp_path / "data", tmp_path / "all.reads", monkeypatch, kind, Inotify)
    (tmp_path / "data/new").mkdir()
    watching.after(None)
    write(tmp_path / "data/new/own.csv")
    watching.after(None)
    reads = told(tmp_path / "all.reads")
    assert [path.name for path in reads.opened] == ["own.csv"]
    assert reads.incomplete == f"what was opened in a folder just as it appeared was not seen: {tmp_path / 'data/new'}"


@native
@pytest.mark.parametrize("kind", [Fanotify, Inotify])
def test_a_queue_that_overflows_is_no_pass(kind, tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    watching = observed(tmp_path / "data", tmp_path / "all.reads", monkeypatch, kind, Inotify)
    holds = int(Path("/proc/sys/fs/inotify/max_queued_events").read_text())
    for number in range(holds + 1):
        os.close(os.open(tmp_path / f"data/{number}", os.O_CREAT))
    watching.after(None)
    with pytest.raises(RunFailed, match="all.ipynb opened is not known: more files were opened at once") as failed:
        told(tmp_path / "all.reads")
    assert failed.value.status == 3


def test_without_a_watch_the_run_says_that_it_saw_only_what_python_opened(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    observed(tmp_path / "data", tmp_path / "all.reads", monkeypatch)
    reads = told(tmp_path / "all.reads")
    assert reads.how == ("audit hook",)
    assert reads.incomplete == "only what Python opens itself was seen: this system watches no folders"


def test_folders_that_cannot_be_watched_though_others_could_are_no_pass(tmp_path, monkeypatch):
    def full(self, folder):
        raise OSError(28, "inotify_add_watch: No space left on device")

    (tmp_path / "data").mkdir()
    monkeypatch.setattr(watches.Inotify, "add", full)
    monkeypatch.setattr(watches.Inotify, "__init__", lambda self: None)
    observed(tmp_path / "data", tmp_path / "all.reads", monkeypatch, Inotify)
    with pytest.raises(RunFailed, match="No space left on device.*\n.*fs.inotify"):
        told(tmp_path / "all.reads")


def test_a_kernel_that_kept_no_record_is_no_pass(tmp_path):
    with pytest.raises(RunFailed, match="what notebook all.ipynb opened is not known: its kernel kept no record"):
        told(tmp_path / "all.reads")


def test_the_observer_imports_nothing_heavy_and_imports_where_the_system_is_another():
    code = "import os, sys; del os.O_NONBLOCK, os.O_CLOEXEC; import reporting.runs.kernels.observer; "
    code += "print(sorted({'pandas', 'pyarrow', 'numpy'} & set(sys.modules)))"
    ended = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert ended.stdout == "[]\n"
