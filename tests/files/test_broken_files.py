"""Broken files: whatever is sent ends in a right reading or in a clear refusal that names the file, soon and in little memory."""

from __future__ import annotations

import re
import resource
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from broken_files import TEXTS, as_csv, as_ods, as_parquet, as_xlsx, refused, taken
from conftest import ReportFolder
from hypothesis import given, settings
from hypothesis import strategies as st
from test_sheet_guards import READERS, prepared

from pipeline.definitions.report_files import read_report

MOST_SECONDS, MOST_BYTES = 5, 600_000_000  # of the processor, and of memory beyond what the process has, for any one file
ROWS = READERS["return"].rows
TEXTS_OF_A_LOOKUP = (".xlsx: not a number", ".csv: the header twice")  # a table of names takes any text for a name
REFUSED, TAKEN = ({name: made(reader.rows) for name, reader in READERS.items()} for made in (refused, taken))


@contextmanager
def bounded() -> Iterator[None]:
    """Fail where what is done in here takes more time or memory than any one file may."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    has = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    began = time.process_time()
    resource.setrlimit(resource.RLIMIT_AS, (has + MOST_BYTES, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
    assert time.process_time() - began < MOST_SECONDS


def told(reader: str, folder: ReportFolder, ending: str, data: bytes) -> list[str]:
    """What the reader tells of its file with these bytes."""
    place, folder = prepared(reader, folder)
    (folder.folder / f"{place.file}{ending}").write_bytes(data)
    with bounded():
        return [str(fault) for fault in place.read(folder)]


def readers_of(what: str) -> list[str]:
    """The reader of returns, and one of the others that takes such a file, each in its turn."""
    if what in TEXTS_OF_A_LOOKUP:
        return ["return"]
    others = [name for name in READERS if name != "return" and (name == "extract" or not what.startswith(".parquet"))]
    return (["return"] if not what.startswith(".parquet") else []) + [others[zlib.crc32(what.encode()) % len(others)]]


@pytest.mark.parametrize(("what", "reader"), [(what, reader) for what in REFUSED["return"] for reader in readers_of(what)])
def test_what_cannot_be_read_rightly_is_refused_with_the_name_of_its_file(what, reader, folder):
    ending, data = REFUSED[reader][what]
    faults = told(reader, folder, ending, data)
    assert any(f"{READERS[reader].file}{ending}" in fault for fault in faults), faults
    assert len(faults) < 50 and all(len(fault) < 10_000 for fault in faults)
    assert not any(re.search(r"Traceback|Error\b.*object|0x[0-9a-f]{6}", fault) for fault in faults), faults


@pytest.mark.parametrize(("what", "reader"), [(what, reader) for what in TAKEN["return"] for reader in readers_of(what)])
def test_what_only_looks_otherwise_is_read(what, reader, folder):
    ending, data = TAKEN[reader][what]
    assert told(reader, folder, ending, data) == []


WHOLE = {".csv": as_csv(ROWS), ".xlsx": as_xlsx(ROWS), ".ods": as_ods(ROWS), ".parquet": as_parquet(READERS["extract"].rows)}


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """A file with some of its bytes changed, gone or there twice."""
    ending = draw(st.sampled_from(list(WHOLE)))
    data = bytearray(WHOLE[ending])
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        until = at + draw(st.integers(0, 40))
        data[at:until] = draw(st.one_of(st.binary(max_size=8), st.just(bytes(data[at:until]) * 2), st.just(b"\0"), st.just(b'"')))
    return ending, bytes(data)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(file=damaged())
def test_damage_anywhere_ends_in_a_reading_or_in_faults(file, tmp_path_factory):
    ending, data = file
    reader = "extract" if ending == ".parquet" else "return"
    for fault in told(reader, ReportFolder(tmp_path_factory.mktemp("damaged")), ending, data):
        assert "Traceback" not in fault and len(fault) < 10_000


VALUES = st.one_of(
    st.integers(-(2**70), 2**70), st.floats(), st.booleans(), st.dates(), st.text(max_size=20), st.just([]), st.just([[[]]]), st.just({})
)


@st.composite
def definitions(draw: st.DrawFn) -> tuple[str, bytes]:
    """A definition of a report with lines gone, there twice or saying something else, or with damaged bytes."""
    file = draw(st.sampled_from(["report.toml", "indicators.toml"]))
    lines = DEFINED[file].splitlines()
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        key = lines[at].partition(" = ")[0]
        lines[at : at + 1] = draw(st.sampled_from([[], [lines[at]] * 2, [f"{key} = {value_of(draw(VALUES))}"], [f"{key}x = 1"], [lines[at][: len(lines[at]) // 2]]]))
        lines = lines or [""]
    return file, "\n".join(lines).encode(TEXTS, "surrogatepass")


def value_of(value: object) -> str:
    """As TOML would have it, or nearly."""
    text = repr(value).replace("'", '"').replace("True", "true").replace("False", "false")
    return str(value) if type(value).__name__ == "date" else text


DEFINED: dict[str, str] = {}


@pytest.fixture(scope="module")
def defined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report's folder whose definitions are damaged one after the other."""
    made = ReportFolder(tmp_path_factory.mktemp("definitions"))
    made.define("A1", target=[{"value": 3, "says": "3."}], categories={"North": {}, "South": {}})
    made.define("A2", basis="quarter", comparator="none", judged=False, variance_basis=None)
    made.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,4")
    made.report()
    DEFINED.update({file: (made.folder / file).read_text(encoding=TEXTS) for file in ("report.toml", "indicators.toml")})
    return made.root


@settings(max_examples=50, deadline=None, derandomize=True)
@given(data=st.data())
def test_a_definition_that_says_anything_else_is_a_report_or_faults_with_their_file(data, defined):
    file, text = data.draw(definitions())
    for name, whole in DEFINED.items():
        (defined / "demo" / name).write_text(whole, encoding=TEXTS)
    (defined / "demo" / file).write_bytes(text)
    with bounded():
        report, faults = read_report(defined, "demo", "2023-24-Q2")
    assert report or faults
    assert all(fault.file and "Traceback" not in str(fault) for fault in faults), faults
