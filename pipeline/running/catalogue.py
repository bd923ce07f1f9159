"""The catalogue: which reports, periods and runs there are, and the pages that lead to them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from pathlib import Path

from pipeline.running.store import write_whole

PAGE = """<!DOCTYPE html>
<html lang="en-GB">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">{head}
<title>{title}</title>
<style>body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }}</style></head>
<body>
{body}
</body></html>
"""


@dataclass(frozen=True)
class Finished:
    """A run that stands in the outputs."""

    report: str
    period: str
    run: str
    made: str
    as_of: str
    page: Path


def report_ids(data_root: Path) -> list[str]:
    """The reports there are: folders with a report.toml."""
    return sorted(path.parent.name for path in data_root.glob("*/report.toml"))


def finished_runs(outputs: Path, report: str = "*", period: str = "*") -> list[Finished]:
    """The runs in the outputs, the newest first."""
    runs = []
    for path in outputs.glob(f"{report}/{period}/*/run.json"):
        if path.is_relative_to(outputs / "restricted") or path.parent.name.startswith("."):
            continue
        facts = json.loads(path.read_text(encoding="utf-8"))
        names = facts["parameters"]
        runs.append(
            Finished(
                names["report"],
                names["period"],
                facts["run"],
                facts["made"]["from"],
                names["as_of"],
                path.with_name("report.html"),
            )
        )
    return sorted(runs, key=lambda run: (run.made, run.run), reverse=True)


def find_run(outputs: Path, name: str) -> Path:
    """The folder of a finished run, by its id, the start of its id, or its path. Raises LookupError saying what there is."""
    if (Path(name) / "run.json").is_file():
        return Path(name).resolve()
    runs = finished_runs(outputs)
    found = [run.page.parent for run in runs if run.run.startswith(name)] if name else []
    if len(found) == 1:
        return found[0]
    known = ", ".join(f"{run.run} ({run.report} {run.period})" for run in runs[:8]) or "none"
    raise LookupError(f'{"no run is" if not found else "several runs are"} called "{name}"; there are: {known}')


def write_latest(outputs: Path, report: str, period: str) -> None:
    """Lead `latest.html` to the period's newest run, and list all runs in `index.html`."""
    newest = finished_runs(outputs, report, period)[0]
    link = f"{newest.run}/report.html"
    head = f'<meta http-equiv="refresh" content="0; url={link}">'
    body = f'<p><a href="{link}">The newest report for this period</a></p>'
    write_whole(outputs / report / period / "latest.html", PAGE.format(head=head, title="Newest report", body=body))
    items = [
        f'<li><a href="{run.page.relative_to(outputs).as_posix()}">{escape(run.report)} {escape(run.period)}</a>, '
        f"data received by {escape(run.as_of)}, run {escape(run.run)}, made {escape(run.made)}</li>"
        for run in finished_runs(outputs)
    ]
    body = "<h1>Reports</h1>\n<ul>\n" + "\n".join(items) + "\n</ul>"
    write_whole(outputs / "index.html", PAGE.format(head="", title="Reports", body=body))
