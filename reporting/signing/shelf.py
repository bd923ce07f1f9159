"""The shelf: every report and period that was made, with its days, its standing and its lights over time, as a page of links.

It is worked out from the runs that stand in the outputs each time that it is asked for. What is linked is what is there: the
page, and the page on paper and the tables where the run has them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from html import unescape
from pathlib import Path
from urllib.parse import quote

import jinja2

from pipeline.core.periods import Period, PeriodError, day_in_words, is_date
from reporting.signing.standing import Standing
from reporting.store.catalogue import Finished
from reporting.store.page_files import elsewhere

FILES = {"report.pdf": "PDF", "report.xlsx": "Excel", "report.ods": "OpenDocument", "report.csv": "CSV"}
LIGHTS = ("green", "amber", "red", "data_only", "no_data")
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_DAYS = re.compile(r", ((?:\d{1,2} [A-Z][a-z]+(?: \d{4})? to )?\d{1,2} [A-Z][a-z]+ \d{4}), ")
LAST = 4  # periods of which each indicator's light is shown
_HEAD = 4096  # bytes at the start of a page in which its title stands


@dataclass(frozen=True)
class Shown:
    """A run as the shelf shows it: with its standing and the page that people are led to."""

    run: Finished
    standing: Standing
    page: Path

    @cached_property
    def title(self) -> str:
        """What the page calls itself; of one that says nothing, its report and period."""
        try:
            with self.run.page.open("rb") as page:
                found = _TITLE.search(page.read(_HEAD).decode("utf-8", errors="replace"))
        except OSError:
            found = None
        return unescape(found[1]).strip() if found else f"{self.run.report}, {self.run.period}"

    @property
    def name(self) -> str:
        """The title without its days: what all periods of a report have in common."""
        return _DAYS.sub(", ", self.title, count=1)

    @property
    def days(self) -> str:
        """The days that the report is for, as its title says them; where it says none, the period's name."""
        found = _DAYS.search(self.title)
        return found[1] if found else self.run.period

    @property
    def received(self) -> str:
        return _in_words(self.run.as_of)

    @property
    def made(self) -> str:
        return _in_words(self.run.made)

    @property
    def lights(self) -> list[tuple[str, int]]:
        """How many indicators have each light, in the order of the lights."""
        return [(light.replace("_", " "), number) for light in LIGHTS if (number := self.run.lights.get(light, 0)) > 0]

    @property
    def in_words(self) -> str:
        return ", ".join(f"{number} {light}" for light, number in self.lights) or "no lights"

    @property
    def files(self) -> list[tuple[str, Path]]:
        """What the run's folder has besides its page, for people to take away."""
        return [(what, path) for name, what in FILES.items() if (path := self.run.page.with_name(name)).is_file()]


    @property
    def indicator_lights(self) -> dict[tuple[str, str, str], str]:
        """The light of each indicator and group that is judged, by code, name and group, in the order of the report's table."""
        try:
            with self.run.page.with_name("report.csv").open(encoding="utf-8", newline="") as table:
                rows = [row for row in csv.DictReader(table) if row["measure"] == "traffic_light" and not row["reference"] and "@" not in row["id"]]
                return {(row["indicator"], row["name"], row["category"]): row["judgement"] or row["display"] for row in rows}
        except (OSError, ValueError, KeyError, csv.Error):  # made before there was one, or altered
            return {}


@dataclass(frozen=True)
class Shelved:
    """A period of a report: its newest run, the others, and the newest runs of the period before and of that after it."""

    newest: Shown
    others: tuple[Shown, ...]
    before: Finished | None
    after: Finished | None


def lights_over_time(periods: list[Shelved]) -> tuple[list[Shelved], list[tuple[str, str, list[str]]]]:
    """The last periods of a report, the oldest first, and a row for each indicator that is judged: its code, its name, its light in each of them."""
    last = list(reversed(periods[:LAST]))
    found = [one.newest.indicator_lights for one in last]
    keys = dict.fromkeys(key for lights in reversed(found) for key in lights)
    return last, [(code, f"{name or code}{f', {group}' if group else ''}", [lights.get((code, name, group), "") for lights in found]) for code, name, group in keys]


def shelved(runs: Iterable[Finished]) -> dict[str, list[list[Finished]]]:
    """The runs of each report by their period, the latest period first, and in each the newest run first, as they come."""
    found: dict[str, dict[str, list[Finished]]] = {}
    for run in runs:
        found.setdefault(run.report, {}).setdefault(run.period, []).append(run)
    return {report: [periods[one] for one in sorted(periods, key=_end, reverse=True)] for report, periods in sorted(found.items())}


def neighbours(periods: list[list[Finished]]) -> Iterator[tuple[list[Finished], Finished | None, Finished | None]]:
    """Each period of a report with the newest run of the period before it and of the period after it."""
    newest = [runs[0] for runs in periods]
    for at, runs in enumerate(periods):
        yield runs, newest[at + 1] if at + 1 < len(newest) else None, newest[at - 1] if at else None


def shelf(outputs: Path, reports: Mapping[str, list[Shelved]], *, restricted: bool = False) -> str:
    """The shelf as a page that stands in `outputs`; `restricted` leads to the restricted editions and the pages of quality too, for whoever may read them."""

    places: dict[Path, Mapping[str, str]] = {}

    def link(path: Path) -> str:
        return quote(path.relative_to(outputs).as_posix())

    def place(shown: Shown, code: str) -> str:
        """The link to an indicator: on the page of its section, where the report has such pages."""
        edition = shown.run.page.parent
        if edition not in places:
            places[edition] = elsewhere(edition)
        return f"{link(edition / places[edition][code] if code in places[edition] else shown.page)}#{quote(code)}"

    def audit(run: Finished) -> str:
        page = outputs / "restricted" / run.page.relative_to(outputs)
        return link(page) if restricted and page.is_file() else ""

    def quality(report: str) -> str:
        page = outputs / "restricted" / "quality" / report / "index.html"
        return link(page) if restricted and page.is_file() else ""

    return _environment().get_template("shelf.html.j2").render(reports=reports, link=link, place=place, audit=audit, quality=quality, restricted=restricted, lights_over_time=lights_over_time) + "\n"


def _environment() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(Path(__file__).parent)
    return jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def _in_words(day: str) -> str:
    """A day, or what begins with one, in words; anything else as it is."""
    return day_in_words(date.fromisoformat(day[:10])) if is_date(day[:10]) else day


def _end(period: str) -> tuple[int, int, str]:
    """What orders periods; a name that is none, in a folder that somebody else made, comes before all."""
    try:
        found = Period.parse(period)
    except PeriodError:
        return 0, 0, period
    return found.months_from_year_zero, found.months, period
