"""Printing: the PDF of a page made in a process beside this one, and what is to be said where it cannot be made."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from pipeline.core.installation import PACKAGES
from pipeline.core.written_files import write_file
from reporting.editions.paper.made import MISSING

PDF = "report.pdf"
INSTALL = "Install the extra `paper` (pip install 'community-safety-reports[paper]'; Debian: libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)."


class NotPrinted(Exception):
    """A PDF could not be made; the words say why and what to do."""


class Printing:
    """A PDF on its way: what makes it is imported at once, it begins with its page, ends when it is asked for, and stops with the block that it is made in.

    Where this process ends without a page, however it ends, so does that one.
    """

    def __init__(self, pdf: Path):
        self.pdf = pdf
        # -P would hide the packages of a clone, -I those of an environment: it is the Python that runs already.
        command = [sys.executable, "-m", "reporting.editions.paper.made", str(pdf)]
        way = os.pathsep.join(filter(None, (str(PACKAGES), os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": way},
            text=True, encoding="utf-8", errors="replace",
        )  # fmt: skip

    def begin(self, page: Path) -> None:
        """The page is there."""
        with contextlib.suppress(BrokenPipeError):  # it ended without its libraries, which `ended` tells
            self._process.stdin.write(f"{json.dumps(str(page))}\n")
            self._process.stdin.flush()

    def __enter__(self) -> Printing:
        return self

    def __exit__(self, *failed: object) -> None:
        self.stop()

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()

    def ended(self) -> dict:
        """How many pages it has, and what made it. Raises NotPrinted; then there is no PDF."""
        out, err = self._process.communicate()
        if self._process.returncode == 0:
            return json.loads(out)
        self.pdf.unlink(missing_ok=True)
        if self._process.returncode == MISSING:
            raise NotPrinted(f"WeasyPrint or a library of its is missing ({out.strip()}). {INSTALL}")
        last = (err.strip().splitlines() or [f"it ended with {self._process.returncode} and said nothing"])[-1]
        raise NotPrinted(f"WeasyPrint did not come to its end: {last}. Report this as a fault of ours.")


def printed(page: str) -> tuple[bytes, str]:
    """The PDF of a page, and what made it. Raises NotPrinted."""
    with tempfile.TemporaryDirectory(prefix="paper-") as folder:
        html, pdf = Path(folder) / "report.html", Path(folder) / PDF
        write_file(html, page)
        with Printing(pdf) as printing:
            printing.begin(html)
            made = printing.ended()
        return pdf.read_bytes(), made["with"]
