"""The report's folder: every file in it is used, known to be none of ours, or named with where it belongs."""

from __future__ import annotations

import os
import shutil
import socket
import time
from contextlib import chdir
from pathlib import Path

import pytest
from in_process import report_here
from support import PERIOD, PROJECT

from pipeline.core.faults import Fault
from pipeline.definitions.report_files import load_report, read_report
from pipeline.files.inputs import NotReadable, read_input
from pipeline.files.report_folder import NOT_OURS, PUT_TOGETHER, better_name, misplaced, none_of_ours, unfit_files
from pipeline.files.spreadsheets import read_sheet
from pipeline.received.commentary import read_commentary
from pipeline.received.received_files import case_files, received_files, return_files

RETURN = "returns/2023-11-30_published-report.csv"


class Folder:
    """A copy of the Borders report's folder, to put files into."""

    def __init__(self, path: Path):
        self.path = path

    def put(self, name: str, content: str = "") -> None:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")

    @property
    def faults(self) -> list[Fault]:
        """Everything that a run would say of the names of files."""
        found = [*misplaced(self.path), *return_files(self.path)[1], *case_files(self.path)[1]]
        found += [*received_files(self.path / "actions")[1], *read_report(self.path.parent, "borders", PERIOD)[1]]
        return list(dict.fromkeys(found))

    @property
    def only(self) -> str:
        faults = self.faults
        assert len(faults) == 1, [str(fault) for fault in faults]
        return str(faults[0])


@pytest.fixture
def borders(tmp_path: Path) -> Folder:
    shutil.copytree(PROJECT / "data/raw/borders", tmp_path / "borders")
    return Folder(tmp_path / "borders")


@pytest.mark.parametrize("name", ["barnet-asb", "barnet-mopac", "borders", "northmoor", "rotherham", "safety-plan"])
def test_every_file_of_the_reports_that_are_here_is_used(name):
    assert misplaced(PROJECT / "data/raw" / name) == []


@pytest.mark.parametrize(
    ("file", "right"),
    [
        ("commentary/2023-24-Q2 (1).md", "2023-24-Q2.md is there already: keep one of the two."),
        ("commentary/2023-24-Q1.MD", "Did you mean 2023-24-Q1.md? Rename the file."),
        ("commentary/2023-24-Q1.markdown", "Did you mean 2023-24-Q1.md? Rename the file."),
        ("commentary/2023-24-Q1.txt", "Did you mean 2023-24-Q1.md? Rename the file."),
        ("commentary/2023-24-Q1.md.txt", "Did you mean 2023-24-Q1.md? Rename the file."),
        ("commentary/2023-24-Q1", "Did you mean 2023-24-Q1.md? Rename the file."),
        ("commentary/2023-24-q1.md", "Did you mean 2023-24-Q1.md? Rename the file."),
        ("commentary/2023-24 Q1 - Copy.md", "Did you mean 2023-24-Q1.md? Rename the file."),
        ("commentary/Q1 2023-2024.md", "Did you mean 2023-24-Q1.md? Rename the file."),
        ("commentary/2023-24-Q5.md", "Rename the file."),
        ("commentary/2023-24-Q2.docx", "a file that nothing reads"),
        ("commentary/notes.md", '"notes" is not a period'),
        ("commentary/2032-33-Q2.md", 'found "2032-33-Q2"; expected a period that began by 2023-11-30'),
        ("commentary/old/2023-24-Q1.md", "commentary/old/: a folder that nothing reads"),
        ("period/2023-24-Q1.TOML", "Did you mean 2023-24-Q1.toml? Rename the file."),
        ("period/2023-24-Q2.toml.txt", "2023-24-Q2.toml is there already: keep one of the two."),
        ("period/2023-24-Q2 (2).toml", "Did you mean 2023-24-Q2.toml?"),
        ("published/2023-24-Q2.CSV", "2023-24-Q2.csv is there already"),
        ("published/2023-24-Q2.xlsx", "a file that nothing reads"),
        ("returns/2023-12-01_police.CSV", "Did you mean 2023-12-01_police.csv? Rename the file."),
        ("returns/20231201_police.csv", "Did you mean 2023-12-01_police.csv? Rename the file."),
        ("returns/01-12-2023 police.csv", "Did you mean 2023-12-01_police.csv? Rename the file."),
        ("returns/police.csv", "expected a name such as 2023-11-30_police.csv"),
        ("returns/2023-12-01_police.pdf", "expected a name such as 2023-11-30_police.csv"),
        ("returns/2023-12-01_police.source.toml", "a record of a file that is not there"),
        ("returns/2023-11-30_published-reprot.source.toml", "Did you mean 2023-11-30_published-report?"),
        ("returns/2023-12-01_police.source.TOML", "a return is named by the date it was received"),
        ("returns/december/2023-12-01_police.csv", "returns/december: a folder where a file belongs"),
        ("actions/2023-12-01_tracker.source.toml", "a record of a file that is not there"),
        ("lookups/wards.csv", "lookups/wards.csv: a table that nothing uses"),
        ("lookups/wards.pdf", "a file that nothing reads"),
        ("lookups/wards.source.toml", None),
        ("queries/referrals.sql", "half of a query; expected referrals.toml beside it"),
        ("cases/2023-12-01_referrals.csv", "cases/: extracts that nothing is counted from; expected a cases.toml"),
        ("indicator.toml", "Did you mean indicators.toml?"),
        ("Report.TOML", "Did you mean report.toml?"),
        ("corrections.toml.txt", "Did you mean corrections.toml?"),
        ("2023-24-Q2.md", "2023-24-Q2.md: a file that nothing reads"),
        ("Commentary/2023-24-Q1.md", "Commentary/: a folder that nothing reads; expected one of period, commentary"),
        ("retruns/2023-12-01_police.csv", "Did you mean returns?"),
        (".hidden.md", ".hidden.md: a file that nothing reads"),
        ("commentary/.2023-24-Q1.md", "commentary/.2023-24-Q1.md: "),
    ],
)  # fmt: skip
def test_a_file_that_nothing_reads_is_named_with_the_nearest_right_name(borders, file, right):
    borders.put(file)
    told = [str(fault) for fault in borders.faults]
    if right is None:  # told where reference tables are read
        assert told == []
    else:
        assert any(right in one and one.startswith(file.split("/")[0]) for one in told), told
        assert len(told) == 1


@pytest.mark.parametrize(
    "file",
    ["Thumbs.db", "desktop.ini", "commentary/.DS_Store", "returns/~$2023-12-01_police.xlsx", "returns/.~lock.police.ods#",
     "period/._2023-24-Q2.toml", "commentary/2023-24-Q2.md~", "commentary/.2023-24-Q2.md.swp", "report.toml.bak",
     ".git/config", ".gitignore", "cases/2023-12-01/THUMBS.DB", "__pycache__/make.cpython-311.pyc", "make_returns.py",
     "README.md", "LICENSE", "lookups/.gitkeep", "published/#2023-24-Q2.csv#", ".vscode/settings.json", "report.toml.orig"],
)  # fmt: skip
def test_what_systems_and_editors_leave_behind_is_none_of_ours(borders, file):
    borders.put(file)
    assert borders.faults == []


def test_a_program_or_a_readme_is_known_in_the_folder_itself_alone(borders):
    borders.put("commentary/README.md")
    borders.put("period/make.py")
    assert len(borders.faults) == 2


def test_a_link_that_leads_nowhere_is_named(borders):
    (borders.path / "commentary/2023-24-Q1.md").symlink_to(borders.path / "gone.md")
    assert borders.only.startswith("commentary/2023-24-Q1.md: a link that leads nowhere")


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _link_to_a_pipe(path: Path) -> None:
    os.mkfifo(path.with_name(".git-pipe"))  # of which the folder says nothing
    path.symlink_to(".git-pipe")


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one, chdir(path.parent):  # its whole path would be too long a name
        one.bind(path.name)


def _link_out(path: Path) -> None:
    path.symlink_to(__file__)


@pytest.mark.parametrize("file", ["report.toml", "cases.toml", "commentary/2023-24-Q2.md", "returns/2023-12-01_police.csv", "period/2023-24-Q2.toml"])
@pytest.mark.parametrize(
    ("put", "what"),
    [
        (_pipe, "a named pipe, where a file belongs"),
        (_link_to_a_pipe, "a named pipe, where a file belongs"),
        (_socket, "a socket, where a file belongs"),
        (lambda path: path.symlink_to("/dev/zero"), "a link that leads out of the report's folder"),
        (_link_out, "a link that leads out of the report's folder"),
    ],
)
def test_what_is_no_file_of_the_folder_is_refused_and_never_opened(borders, file, put, what):
    path = borders.path / file
    path.unlink(missing_ok=True)
    put(path)
    for command in ("check", "run"):
        ended = report_here(command, "borders", PERIOD, "--data", borders.path.parent, "--outputs", borders.path.parent / "out")
        assert ended.returncode == 1 and f"{file}: {what}" in ended.stderr


def test_a_folder_that_is_elsewhere_and_a_link_within_the_report(borders):
    shutil.move(borders.path / "commentary", borders.path.parent / "elsewhere")
    (borders.path / "commentary").symlink_to(borders.path.parent / "elsewhere")
    assert borders.only.startswith("commentary: a link that leads out of the report's folder")
    (borders.path / "commentary").unlink()
    shutil.move(borders.path.parent / "elsewhere", borders.path / "commentary")
    (borders.path / "commentary/2023-24-Q1.md").symlink_to("2023-24-Q2.md")
    assert borders.faults == []


def test_a_pipe_elsewhere_holds_nobody_up(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    assert "a named pipe" in str(read_sheet(tmp_path / "pipe.csv", "pipe.csv", "")[1][0])
    with pytest.raises(NotReadable, match="pipe.csv: a named pipe"):
        read_input(tmp_path / "pipe.csv")


def test_a_file_out_of_all_measure_is_refused_before_it_is_read(borders):
    with (borders.path / "returns/2023-12-01_police.csv").open("wb") as file:
        file.truncate(5_000_000_000)  # takes no room on the disk
    assert "too large to be read: it has 5,000 MB; 400 MB are read" in str(unfit_files(borders.path)[0])
    assert "too large to be read" in str(read_sheet(borders.path / "returns/2023-12-01_police.csv", "one", "")[1][0])


def test_a_table_that_a_record_or_cases_toml_names_is_used_and_a_later_record_may_name_it(borders):
    borders.put("lookups/wards.csv")
    borders.put("returns/2023-12-01_police.csv")
    borders.put("returns/2023-12-01_police.source.toml", "")
    assert [fault.file for fault in misplaced(borders.path)] == ["lookups/wards.csv"]
    assert misplaced(borders.path, "2023-11-30") == []  # by then it is not known what the later return needs
    borders.put("returns/2023-12-01_police.source.toml", 'lookup = { file = "lookups/wards.csv" }')
    assert misplaced(borders.path) == []


def test_the_folder_that_a_comparison_puts_together_may_hold_what_only_one_run_uses(borders, monkeypatch):
    borders.put("lookups/wards.csv")
    monkeypatch.setenv(PUT_TOGETHER, "1")
    assert misplaced(borders.path) == []


def test_a_folder_of_version_control_is_not_gone_through(borders):
    for number in range(200):
        borders.put(f".git/objects/{number:03d}/x")
    assert borders.faults == []


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r", "mixed"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_commentary_is_read_however_its_lines_end(borders, ends, mark):
    path = borders.path / "commentary" / f"{PERIOD}.md"
    text = path.read_text(encoding="utf-8")
    report = load_report(borders.path.parent, "borders", PERIOD)
    expected, _ = read_commentary(report)
    lines = text.split("\n")
    ended = ["\n", "\r", "\r\n"] if ends == "mixed" else [ends]
    written = "".join(line + ended[at % len(ended)] for at, line in enumerate(lines[:-1])) + lines[-1]
    path.write_bytes((mark + written).encode())
    found, faults = read_commentary(report)
    assert faults == [] and found == expected and sum(map(len, found.sections.values())) > 5


def test_the_right_name_of_a_right_name_is_itself():
    assert better_name("2023-24-Q2.md", "period", ("md",)) == "2023-24-Q2.md"
    assert better_name("2023-11-30_police.csv", "received", ("csv",)) == "2023-11-30_police.csv"


def test_no_pattern_of_what_is_none_of_ours_takes_a_file_that_is():
    ours = ["report.toml", "2023-24-Q2.toml", "2023-24-Q2.md", "2023-11-30_police.csv", "2023-11-30_police.source.toml"]
    assert not any(none_of_ours(Path(name)) for name in ours) and len(set(NOT_OURS)) == len(NOT_OURS)


def test_more_commentary_than_can_be_judged_is_refused_within_seconds(borders):
    report = load_report(borders.path.parent, "borders", PERIOD)
    sentence = "New cases fell by 3 from 51 last year to 48 in quarter 2, which is better. "
    borders.put(f"commentary/{PERIOD}.md", "# CP03-P177\n## Our successes and issues\n" + sentence * 5_000 + "\n")
    started = time.process_time()
    _, faults = read_commentary(report)
    assert time.process_time() - started < 60
    assert [str(fault) for fault in faults] == [
        f"commentary/{PERIOD}.md: more sentences than can be held against the figures; "
        'found "5,000"; expected at most 2,000 for one period. Say what matters, and leave the rest out.'
    ]
    borders.put(f"commentary/{PERIOD}.md", "# CP03-P177\n## Our successes and issues\n" + sentence * 2_000 + "\n")
    assert read_commentary(report)[1] == []


def test_a_commentary_of_megabytes_is_refused_without_being_read(borders):
    report = load_report(borders.path.parent, "borders", PERIOD)
    borders.put(f"commentary/{PERIOD}.md", "x" * 1_000_001)
    [fault] = read_commentary(report)[1]
    assert fault.what == "too large for a commentary"
