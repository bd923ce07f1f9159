"""The notebooks of a report in a real JupyterLab, in a browser without a window: every cell is run, and none may fail.

    python3 start.py python tests/benchmarks/lab.py borders 2023-24-Q2

Needs the extra `lab` and Chromium, and takes about two minutes, which is why it is no test of the gate.
"""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

MOST_SECONDS = 120  # for one notebook


def cells_of(path: Path) -> tuple[int, int, list[str]]:
    """How many code cells a notebook has, how many of them ran, and what failed."""
    cells = [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    failed = [f"{one['ename']}: {one['evalue']}" for cell in cells for one in cell["outputs"] if one["output_type"] == "error"]
    return len(cells), sum(cell["execution_count"] is not None for cell in cells), failed


def run_all(page: Page, address: str, path: Path) -> tuple[int, int, list[str]]:
    """Open a notebook, run all its cells, and save it until it is done."""
    page.goto(address)
    page.wait_for_selector('.jp-Notebook-ExecutionIndicator[data-status="idle"]', timeout=60_000)
    page.get_by_role("menuitem", name="Run", exact=True).first.click()
    page.get_by_role("menuitem", name="Run All Cells").first.click()
    for _ in range(MOST_SECONDS):
        page.keyboard.press("Control+s")
        time.sleep(1)
        cells, ran, failed = cells_of(path)
        if ran == cells or failed:
            break
    return cells, ran, failed


def main(report: str, period: str) -> int:
    with tempfile.TemporaryDirectory() as outputs:
        asked = [sys.executable, "-m", "reporting", "lab", report, period, "--no-browser", "--outputs", outputs]
        lab = subprocess.Popen(asked, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        try:
            folder = Path(lab.stdout.readline().strip())
            address = next(found for line in lab.stdout if (found := re.search(r"(http://127\.0\.0\.1:\d+)/lab\S*token=(\w+)", line)))
            whole = True
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
                page = browser.new_page(viewport={"width": 1400, "height": 900})
                for path in sorted(folder.glob("*.ipynb")):
                    cells, ran, failed = run_all(page, f"{address[1]}/lab/tree/{path.name}?token={address[2]}", path)
                    print(f"{path.name}: {ran} of {cells} cells run", *failed, sep="\n  ", flush=True)
                    whole &= ran == cells and not failed
                browser.close()
            return 0 if whole else 1
        finally:
            lab.send_signal(signal.SIGINT)
            lab.wait(30)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
