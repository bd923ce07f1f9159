"""Files are written in one way: whole or not at all, and what the system refuses is told with the name of the file."""

from __future__ import annotations

import ast
import errno
import os
import resource
from pathlib import Path

import pandas as pd
import pytest

from pipeline.core.written_files import link_or_copy, write_durably, write_file, write_new, write_piecewise
from pipeline.files.record_files import RecordFile

PROJECT = Path(__file__).parents[2]
WRITERS = {"write_file": write_file, "write_durably": write_durably, "write_new": write_new}
# Those that write by themselves: the one way, the folder aside that is put in place with it, the record that a kernel keeps line by
# line, and the script that runs the code of old runs and may import none of ours.
OWN = {"pipeline/core/written_files.py", "reporting/runs/kernels/observer.py", "reporting/audit/rerun_server.py"}
WRITING = {"write_text", "write_bytes", "copyfile", "copy", "copy2", "mkstemp", "NamedTemporaryFile", "to_csv", "to_parquet", "to_excel"}


def writes(call: ast.Call) -> bool:
    """Whether a call writes a file under a path by itself."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    owner = getattr(getattr(call.func, "value", None), "id", "")
    if name == "open":
        modes = [one.value for one in (*call.args, *(word.value for word in call.keywords)) if isinstance(one, ast.Constant)]
        return any(isinstance(mode, str) and set(mode) <= set("rwxabt+") and set(mode) & set("wx+") for mode in modes)
    if name in ("to_csv", "to_parquet", "to_excel"):  # without a path they only say what would stand there
        return bool(call.args)
    return (name in WRITING and (name != "copy" or owner == "shutil")) or (name == "write" and owner == "nbformat")


def test_nothing_writes_files_in_a_way_of_its_own():
    found = [
        f"{path.relative_to(PROJECT).as_posix()}:{node.lineno}"
        for package in ("pipeline", "reporting")
        for path in sorted((PROJECT / package).rglob("*.py"))
        if path.relative_to(PROJECT).as_posix() not in OWN
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and writes(node)
    ]
    assert found == [], "write with pipeline.core.written_files"


def on_a_full_disk(work) -> str:
    """What a process of its own tells of this, when no byte more can be written to any file."""
    reading, writing = os.pipe()
    if not os.fork():
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        try:
            work()
        except OSError as error:
            os.write(writing, str(error).encode())
        os._exit(0)
    os.close(writing)
    os.wait()
    with os.fdopen(reading) as told:
        return told.read()


@pytest.mark.skipif(os.name == "nt", reason="limits of POSIX")
@pytest.mark.parametrize("writer", WRITERS)
def test_a_full_disk_is_told_with_the_name_of_the_file_and_leaves_nothing_in_its_place(writer, tmp_path):
    path = tmp_path / "index.html"
    assert on_a_full_disk(lambda: WRITERS[writer](path, "new")) == f"[Errno {errno.EFBIG}] File too large: '{path}'"
    assert [one.name for one in tmp_path.iterdir()] == (["index.html"] if writer == "write_file" else [])  # which is aside


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_no_space_left_is_told_with_the_name_of_the_file():
    with pytest.raises(OSError, match="No space left on device: '/dev/full'"):
        write_file(Path("/dev/full"), b"new")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_no_space_left_is_told_with_the_name_of_a_file_that_is_written_piece_by_piece():
    with pytest.raises(OSError, match="No space left on device: '/dev/full'"), write_piecewise(Path("/dev/full")) as file:
        file.write(b"new")
    with pytest.raises(OSError, match="No space left on device: '/dev/full'"), RecordFile(Path("/dev/full"), ["file", "row"]) as records:
        records.add(pd.DataFrame({"file": ["a.csv"], "row": [2]}))


def test_a_file_that_cannot_be_written_whole_leaves_the_old_one(tmp_path):
    write_durably(tmp_path / "index.html", "old")
    told = on_a_full_disk(lambda: write_durably(tmp_path / "index.html", "new"))
    assert str(tmp_path / "index.html") in told
    assert {one.name: one.read_text() for one in tmp_path.iterdir()} == {"index.html": "old"}


def test_a_new_file_is_never_put_in_the_place_of_another(tmp_path):
    (tmp_path / "file").write_text("old")
    with pytest.raises(FileExistsError, match="file'"):
        write_new(tmp_path / "file", "new")
    assert {one.name: one.read_text() for one in tmp_path.iterdir()} == {"file": "old"}


def test_where_nothing_can_be_linked_a_file_is_copied_and_a_new_one_put_in_place(tmp_path, monkeypatch):
    def refused(*_):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    write_new(tmp_path / "file", "new")
    link_or_copy(tmp_path / "file", tmp_path / "other")
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "file", "newer")
    assert {one.name: one.read_text() for one in tmp_path.iterdir()} == {"file": "new", "other": "new"}


def test_a_folder_that_is_in_the_way_is_named(tmp_path):
    (tmp_path / "index.html").mkdir()
    with pytest.raises(IsADirectoryError, match="index.html'"):
        write_durably(tmp_path / "index.html", "new")
