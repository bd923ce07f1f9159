"""A quarter played through by the commands of the README, by an analyst, a partner, a reviewer, three signers and an auditor.

    python tests/benchmarks/a_quarter.py

prints each command with what it said. The report is that of `report new`, so every number in it is made up. It stops where a command ends
otherwise than it should, or what it says or leaves behind is missing.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from openpyxl import load_workbook

REPORT, LAST, THIS = "riverside", "2025-26-Q4", "2026-27-Q1"
PEOPLE = {"analyst": "Ann Lister", "assurer": "Bo As", "approver": "Cy Orr"}
WRONG = {2: ("405 incidents",), 3: (None, 90, 88), 4: (97,), 5: (18,), 6: (50,), 7: (28,)}  # rows of the sheet Return: value and counts
MENDED = {**WRONG, 2: (405,), 3: (None, 84, 98), 4: (96,)}
WRITTEN = "\n# S1\n\n## What we are doing\n\nIncidents {verb} by 4, from 401 to 405.\n"
OF_DATA = ("new", "template")  # look at report folders alone
OF_RUNS = ("comment", "compare", "trace", "sample", "quality")  # look at what was made alone


class Desk:
    """A folder in which commands of the project are given, as somebody would who installed it."""

    def __init__(self, folder: Path):
        self.folder = folder

    def gives(self, *arguments: str, ends: int = 0, says: tuple[str, ...] = ()) -> str:
        """Give a command, print it and what it said, and return its last line. Raises SystemExit where it did not end or speak so."""
        print(f"\n$ report {shlex.join(arguments)}", flush=True)
        where = [*(() if arguments[0] in OF_RUNS else ("--data", "data")), *(() if arguments[0] in OF_DATA else ("--outputs", "outputs"))]
        command = [sys.executable, "-m", "reporting", *arguments, *where]
        ended = subprocess.run(command, cwd=self.folder, capture_output=True, text=True)
        told = ended.stdout + ended.stderr
        print(told.strip(), flush=True)
        if ended.returncode != ends or not all(words in told for words in says):
            raise SystemExit(f"it ended with {ended.returncode}, not {ends}, or did not say {says}")
        return (ended.stdout.splitlines() or [""])[-1]

    def file(self, name: str) -> Path:
        return self.folder / "data" / name

    def fills(self, form: str, values: dict[int, tuple], day: str) -> Path:
        """The partner fills in the workbook and sends it; it is saved under the day on which it came."""
        book = load_workbook(self.folder / form)
        for row, cells in values.items():
            for column, cell in zip("JKL", cells, strict=False):
                book["Return"][f"{column}{row}"] = cell
        path = self.file(f"{REPORT}/returns/{day}_police.xlsx")
        book.save(path)
        print(f"\n{path.name} has come", flush=True)
        return path


def play(folder: Path) -> None:
    desk = Desk(folder)
    desk.gives("new", REPORT, "--layout", "scorecard")
    first = Path(desk.gives("run", REPORT, LAST)).parent.name
    desk.gives("template", REPORT, THIS, "--output", "form.xlsx")

    sent = desk.fills("form.xlsx", WRONG, "2026-08-04")
    desk.gives("check", REPORT, THIS, ends=1, says=("3 faults found",))
    desk.gives("check", REPORT, THIS, "--for", "police", ends=1, says=("row 4, column value", "96, the sum of the categories"))
    sent.unlink()
    desk.fills("form.xlsx", MENDED, "2026-08-06")

    desk.file(f"{REPORT}/period/{THIS}.toml").write_text(f'last_report = {{ period = "{LAST}", as_of = 2026-05-07 }}\n')
    desk.gives("bind", "--from", LAST, REPORT, THIS, "--write")
    text = desk.file(f"{REPORT}/commentary/{THIS}.md")
    begun = text.read_text()
    text.write_text(begun + WRITTEN.format(verb="fell"))
    desk.gives("check", REPORT, THIS, ends=1, says=("1 fault found",))
    text.write_text(begun + WRITTEN.format(verb="rose"))
    page = Path(desk.gives("run", REPORT, THIS))
    run = page.parent.name

    desk.gives("comment", run, "S1.percent_change", "--text", "Is June complete?", "--name", PEOPLE["assurer"], "--role", "reviewer")
    desk.gives("check", REPORT, THIS, says=("to answer: comment 1",))
    desk.gives("comment", run, "--answer", "1", "--text", "Yes: the police said so.", "--name", PEOPLE["analyst"], "--role", "analyst")
    keys = []
    for role, name in PEOPLE.items():
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", folder / role], check=True)
        keys.append(f'"{name}" {(folder / role).with_suffix(".pub").read_text()}')
    desk.file("allowed_signers").write_text("".join(keys))
    for role, name in PEOPLE.items():
        desk.gives("sign-off", run, "--role", role, "--name", name, "--key", role)
    published = Path(desk.gives("publish", run))
    missing = {"report.html", "report.pdf", "report.xlsx", "report.ods", "report.csv"} - {path.name for path in published.iterdir()}
    if missing or not re.search(r"<dt>Standing</dt><dd>[^<]*[Pp]ublished", (published / "report.html").read_text()):
        raise SystemExit(f"the folder to send lacks {missing or 'its standing'}")

    desk.gives("compare", first, run, says=("new period",))
    desk.gives("trace", run, "S1.percent_change", says=("(405 - 401) / 401 * 100", "2026-08-06_police.xlsx, sheet Return", "row 2"))
    desk.gives("sample", run)
    desk.gives("quality", REPORT)
    desk.gives("verify", run, says=("standing: published", ": pass; "))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        play(Path(made))
