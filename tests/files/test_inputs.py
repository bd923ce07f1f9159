"""A file is opened once for as long as it stands unchanged, and never believed to be what it was."""

import os
from pathlib import Path

import pytest

from pipeline.files import inputs
from pipeline.files.inputs import read_anew, read_input
from pipeline.files.toml_files import line_in, read_toml


@pytest.fixture
def opened(tmp_path, monkeypatch):
    """A file that has stood for long, and a count of how often it is opened."""
    path = tmp_path / "indicators.toml"
    path.write_text("[A1]\nname = 'one'\n", encoding="utf-8")
    counted = []
    read_bytes = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: counted.append(path) or read_bytes(path))
    monkeypatch.setattr(inputs.time, "time_ns", lambda: os.stat(path).st_ctime_ns + 10 * 1_000_000_000)
    return path, counted


def test_bytes_checksum_tables_and_lines_come_from_one_opening(opened):
    path, counted = opened
    assert read_input(path).data == b"[A1]\nname = 'one'\n"
    # sha256sum says so
    assert read_input(path).sha256 == "fbee5b947f8ecbba899f53460c946d82911b42ee27a2cb6b4101ce3c29619d85"
    assert read_toml(path, path.name) == ({"A1": {"name": "one"}}, [])
    assert read_toml(path, path.name)[0] is read_toml(path, path.name)[0]
    assert line_in(path, ("A1", "name")) == 2
    assert counted == [path]


@pytest.mark.parametrize("how", ["written", "replaced", "its time put back"])
def test_a_file_that_is_another_one_is_read_again(opened, how):
    path, _ = opened
    then = os.stat(path)
    assert read_toml(path, path.name)[0]["A1"]["name"] == "one"
    new = path.with_name("new") if how == "replaced" else path
    new.write_text("[A1]\nname = 'two'\n", encoding="utf-8")  # as many bytes
    os.replace(new, path)
    if how == "its time put back":
        os.utime(path, ns=(then.st_atime_ns, then.st_mtime_ns))
    assert read_toml(path, path.name)[0]["A1"]["name"] == "two"


def test_a_file_that_changes_faster_than_the_clock_ticks_is_read_as_it_is(tmp_path):
    path = tmp_path / "a.toml"
    for number in range(300):
        path.write_text(f"{number:04}", encoding="utf-8")
        assert read_input(path).text == f"{number:04}"


def test_before_a_run_is_sealed_a_file_is_opened_whatever_is_known_of_it(opened):
    path, counted = opened
    known = read_input(path)
    assert read_anew(path) is known and len(counted) == 2
    assert read_input(path) is not None and len(counted) == 2


def test_what_does_not_fit_is_read_again(opened, monkeypatch):
    path, counted = opened
    monkeypatch.setattr(inputs, "MOST_KEPT", 3)
    assert read_input(path).data == read_input(path).data
    assert len(counted) == 2


def test_a_file_that_is_not_there_is_told_as_missing(tmp_path):
    _, (fault,) = read_toml(tmp_path / "report.toml", "report.toml")
    assert fault.what == "the file is missing"
    with pytest.raises(FileNotFoundError):
        read_input(tmp_path / "report.toml")
