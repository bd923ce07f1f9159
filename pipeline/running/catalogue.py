"""The catalogue: which reports, periods and runs there are, and the pages that lead to them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from pathlib import Path

from pipeline.definitions import Report, load_report
from pipeline.periods import Period
from pipeline.running.store import write_whole
from pipeline.sources import read_returns

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


@dataclass(frozen=True)
class Coverage:
    """What has been received for one period: the indicators with a line, and those without, each with its reason if one is given."""

    period: str
    received: tuple[str, ...]
    missing: tuple[str, ...]


def coverage(data_root: Path, report_id: str) -> list[Coverage]:
    """The periods that a report could be made for, oldest first: those with a value on an indicator's own basis.

    Raises FaultsFound if the definitions cannot be read.
    """
    observations = read_returns(data_root / report_id).observations
    readable = observations[observations["readable"]]
    periods = [Period.parse(*names) for names in readable[["period", "basis"]].itertuples(index=False)]
    if not periods:
        return []
    report = load_report(data_root, report_id, str(max(period for period in periods)))
    found: dict[Period, set[str]] = {}
    for row, period in zip(readable.itertuples(), periods, strict=True):
        if row.indicator in report.indicators and row.basis == report.indicators[row.indicator].basis:
            found.setdefault(period, set()).add(row.indicator)
    return [
        Coverage(
            str(period),
            tuple(code for code in report.indicators if code in codes),
            tuple(_missing(report, code, period) for code in report.indicators if code not in codes),
        )
        for period, codes in sorted(found.items())
    ]


def _missing(report: Report, code: str, period: Period) -> str:
    known = report.not_received(code, period)
    return f"{code} ({known[0].sender}: {known[0].reason})" if known else f"{code} (no reason given)"


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
