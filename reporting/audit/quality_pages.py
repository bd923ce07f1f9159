"""Pages of data quality: for each partner what was received when, which checks its rows did not meet, and how that was before.

They are made from the newest finished run of each period, stand in `restricted/quality/<report>/` because they show rows, and
are made anew each time. What a run found is what its restricted edition holds; nothing is checked again here.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pipeline.core.periods import Period, is_date
from pipeline.core.written_files import write_durably
from pipeline.page.templates_environment import environment
from pipeline.received.received_files import received_on, sender_of
from reporting import editions
from reporting.store.catalogue import Finished, finished_runs

CSS = Path(editions.__file__).with_name("report.css")
NOT_OF_A_FILE = "What no file brought"  # a value that is missing is missing from all of them
MOST_ROWS = 200  # of one partner and period; the restricted edition's failing_rows.csv has them all


@dataclass(frozen=True)
class Received:
    """A file that came for a period: its rows, and the days from the period's end to its arrival (negative: before)."""

    file: str
    received: str
    after: int
    rows: int | None


@dataclass(frozen=True)
class Quarter:
    """What a partner sent for one period, and the rows that did not meet a check then and in no run of an earlier period."""

    period: str
    run: str
    received: tuple[Received, ...]
    failing: tuple[Mapping, ...]
    by_dimension: Mapping[str, int]

    @property
    def shown(self) -> tuple[Mapping, ...]:
        return self.failing[:MOST_ROWS]


@dataclass
class Partner:
    """One who sends: `quarters`, the newest first. The name is that of the files after the day they came."""

    name: str
    page: str
    quarters: list[Quarter] = field(default_factory=list)


def write_quality_pages(outputs: Path, report: str) -> Path:
    """Make the pages of a report from its finished runs; the path of the one that leads to the others. Raises LookupError where none is."""
    runs = newest_of_each_period(finished_runs(outputs, report))
    if not runs:
        raise LookupError(f"no run of {report} is in {outputs}. Make one: report run {report} PERIOD")
    folder = outputs / "restricted" / "quality" / report
    partners, dimensions = partners_of(runs, outputs / "restricted")
    about = {"report": report, "periods": [run.period for run in runs], "dimensions": dimensions}
    template = environment().get_template("quality.html.j2")
    css = CSS.read_text(encoding="utf-8")
    pages = {"index.html": {"partner": None}} | {partner.page: {"partner": partner} for partner in partners}
    for name, one in pages.items():
        write_durably(folder / name, template.render(**about, **one, partners=partners, css=css))
    for left in folder.glob("*.html"):
        if left.name not in pages:
            left.unlink()
    return folder / "index.html"


def newest_of_each_period(runs: Sequence[Finished]) -> list[Finished]:
    """Of runs in the order of the catalogue (the newest first) the first of each period; the latest period first."""
    newest = {run.period: run for run in reversed(runs)}
    return sorted(newest.values(), key=lambda run: Period.parse(run.period).end, reverse=True)


def partners_of(runs: list[Finished], restricted: Path) -> tuple[list[Partner], list[str]]:
    """Everybody who sent something, by name, with a quarter for each run; and the dimensions of quality that are checked."""
    partners: dict[str, Partner] = {}
    dimensions: dict[str, None] = {}
    for at, run in enumerate(runs):
        earlier = {one["file"] for older in runs[at + 1 :] for one in _inputs(restricted, older)}
        came = [one for one in map(_received(run), _inputs(restricted, run)) if one and one.file not in earlier]
        of_check = {one["expectation"]: one["dimension"] for one in _table(restricted, run, "verdicts")}
        dimensions |= dict.fromkeys(of_check.values())
        told = {_key(row) for older in runs[at + 1 :] for row in _table(restricted, older, "failing_rows")}
        failing = [row for row in _table(restricted, run, "failing_rows") if _key(row) not in told]
        for name in sorted({_sender(one.file) for one in came} | {_sender(row["file"]) for row in failing}):
            partner = partners.setdefault(name, Partner(name, _page(name, [one.page for one in partners.values()])))
            rows = tuple(row for row in failing if _sender(row["file"]) == name)
            partner.quarters.append(
                Quarter(
                    run.period, run.run, tuple(one for one in came if _sender(one.file) == name), rows,
                    Counter(of_check[row["expectation"]] for row in rows),
                )
            )  # fmt: skip
    return sorted(partners.values(), key=lambda one: (one.name == NOT_OF_A_FILE, one.name)), sorted(dimensions)


def _received(run: Finished) -> Callable[[Mapping], Received | None]:
    end = Period.parse(run.period).end

    def received(one: Mapping) -> Received | None:
        """What came with a day in its name; definitions and commentary have none."""
        day = received_on(Path(one["file"]))
        if not one["file"].startswith(("returns/", "cases/", "actions/")) or not is_date(day) or one["file"].endswith(".toml"):
            return None
        return Received(one["file"], day, (date.fromisoformat(day) - end).days, one["rows"])

    return received


def _key(row: Mapping) -> tuple[str, ...]:
    """What makes a failing row the same in two runs: each run reads all files again, and a row is told of the first that found it."""
    return tuple(row[name] for name in ("expectation", "indicator", "category", "file", "sheet", "row", "column", "found", "expected"))


def _sender(file: str) -> str:
    return sender_of(file) or NOT_OF_A_FILE


def _page(name: str, taken: list[str]) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-") or "partner"
    names = (f"{plain}{end}.html" for end in ("", *(f"-{number}" for number in range(2, len(taken) + 3))))
    return next(one for one in names if one not in (*taken, "index.html"))


def _inputs(restricted: Path, run: Finished) -> list[dict]:
    path = restricted / run.report / run.period / run.run / "run.json"
    return json.loads(path.read_text(encoding="utf-8"))["inputs"] if path.is_file() else []


def _table(restricted: Path, run: Finished, name: str) -> list[dict]:
    """A table of a restricted edition; none where it was disposed of."""
    path = restricted / run.report / run.period / run.run / f"{name}.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
