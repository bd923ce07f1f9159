"""Front pages: the shelf of all runs, the newest of a period, and the pages on which a standing, or the way to the next report, is shown.

A page is inside what is signed, so its own bytes say what was true when it was made: a draft. Its standing is one element,
and what follows from the signatures, and the links to the reports before and after it, which it could not know, are put in the
place of that element in a copy beside the run. To check a copy, put the words of the draft back (`as_signed`): to the byte it is then the page that was signed.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from datetime import date
from html import escape
from pathlib import Path
from urllib.parse import quote

from pipeline.core.periods import day_in_words
from pipeline.core.written_files import write_durably
from reporting.signing.shelf import Shelved, Shown, neighbours, shelf, shelved
from reporting.signing.sign_offs import DID
from reporting.signing.ssh_keys import ALLOWED
from reporting.signing.standing import Standing, standing_of
from reporting.store.catalogue import PAGE, Finished, read_runs
from reporting.store.page_files import led_into
from reporting.store.places import Places

DRAFT = "Draft: not signed off"
AS_MADE = f"<div><dt>Standing</dt><dd>{DRAFT}</dd></div>"
_ELEMENT = re.compile(r"<div><dt>Standing</dt><dd>.*?</dd></div>")
_OFFERED = re.compile(r'<nav class="take-away.*?</nav>', re.DOTALL)
_FIRST = {
    "checked": "Checked by the analyst, not yet assured", "assured": "Assured, not yet approved", "approved": "Approved, not yet published",
}  # fmt: skip


def with_standing(page: str, standing: Standing, ways: str = "") -> str:
    """A page with its standing on it, and the `ways` to the reports before and after it. Raises ValueError where the page has no one place for it."""
    if page.count(AS_MADE) != 1 or len(_ELEMENT.findall(page)) != 1:
        raise ValueError("the page has no place, or more than one, for its standing")
    told = _told(standing) if standing.holding else DRAFT
    return page.replace(AS_MADE, f"<div><dt>Standing</dt><dd>{told}{ways}</dd></div>")


def as_signed(page: str) -> str:
    """The page as it was signed, from one with its standing on it."""
    return _ELEMENT.sub(AS_MADE, page, count=1)


def beside(page: str, run: str) -> str:
    """The page of a run as it stands beside the run's folder, in which the files that it offers and the pages of its sections are."""
    return led_into(_OFFERED.sub(lambda line: line[0].replace('href="', f'href="{run}/'), page, count=1), run)


def in_folder(page: str, run: str) -> str:
    """The page as it stands in the run's folder, from one `beside` it."""
    return led_into(_OFFERED.sub(lambda line: line[0].replace(f'href="{run}/', 'href="'), page, count=1), "")


def shown_page(published: Path) -> Path:
    """Where the page of a run is with its standing on it, once it has one."""
    return published.with_name(f"{published.name}.html")


def write_front_pages(places: Places, report: str = "") -> list[str]:
    """Write the pages on which a standing, or the way to the report before or after, is shown; lead `latest.html` of each period
    of the report, or of all reports, to its newest run; and list all runs in `index.html`.

    Returns a sentence for each run that could not be read, and is therefore not in the list.
    """
    reports, faulty = _reports(places, _written)
    for name, periods in reports.items():
        for period in periods if report in ("", name) else ():
            _lead_to(period.newest)
    _write_page(places.outputs / "index.html", shelf(places.outputs, reports))
    return faulty


def shown_shelf(places: Places) -> str:
    """The shelf as it is now, for whoever may read the restricted editions too; nothing is written."""
    return shelf(places.outputs, _reports(places, _as_it_stands)[0], restricted=True)


def _reports(places: Places, show: Callable[[Places, Finished, str], Shown]) -> tuple[dict[str, list[Shelved]], list[str]]:
    """The periods of each report, the latest first, with their runs as `show` has them, and a sentence for each run that cannot be read."""
    runs, faulty = read_runs(places.outputs)
    found = {
        report: [
            Shelved(show(places, newest, _ways(before, after)), tuple(show(places, one, "") for one in others), before, after)
            for (newest, *others), before, after in neighbours(periods)
        ]
        for report, periods in shelved(runs).items()
    }
    return found, faulty


def _as_it_stands(places: Places, run: Finished, ways: str) -> Shown:
    """A run with its standing and the page that people are led to, as they are now."""
    shown = shown_page(run.page.parent)
    return Shown(run, _standing(places, run), shown if shown.is_file() else run.page)


def _written(places: Places, run: Finished, ways: str) -> Shown:
    """As `_as_it_stands`, once the page with the standing on it is written anew where it is another one."""
    standing, shown, text = _standing(places, run), shown_page(run.page.parent), ""
    if ways or standing.held or standing.faulty:
        with contextlib.suppress(OSError, ValueError):  # altered: nothing is said of it but in the index
            text = beside(with_standing(run.page.read_text(encoding="utf-8"), standing, ways), run.page.parent.name)
    if text:
        _write_page(shown, text)
    else:
        shown.unlink(missing_ok=True)
    return Shown(run, standing, shown if text else run.page)


def _standing(places: Places, run: Finished) -> Standing:
    return standing_of(places.restricted, run.page.parent, places.data / ALLOWED, whole=False)


def _ways(before: Finished | None, after: Finished | None) -> str:
    """The links to the newest report of the period before and of the period after; they lead where `latest.html` there does."""
    ways = ""
    for what, run in (("Last report", before), ("Next report", after)):
        if run:
            period = run.page.parents[1].name
            ways += f'<br><a href="../{escape(quote(period))}/latest.html">{what}: {escape(Shown(run, Standing(), run.page).days)}</a>'
    return ways


def _lead_to(newest: Shown) -> None:
    folder = newest.run.page.parents[1]
    link = escape(quote(newest.page.relative_to(folder).as_posix()))
    head = f'<meta http-equiv="refresh" content="0; url={link}">'
    body = f'<p><a href="{link}">The newest report for this period</a></p>'
    _write_page(folder / "latest.html", PAGE.format(head=head, title="Newest report", body=body))


def _told(standing: Standing) -> str:
    """The standing in words for readers: who signed, as what, when and how."""
    first = _FIRST.get(standing.word, "")
    if standing.word in ("published", "superseded"):
        first = f"Published {_day(standing.published)}"
    if standing.word == "superseded":
        first += f". Superseded: a later report of this period was published, run <code>{escape(standing.superseded)}</code>"
    signed = (
        f"{DID[one.sign_off.role]} {escape(one.sign_off.name)}, {_day(one.sign_off.day)}{'' if one.signed else ' (attested, not signed with a key)'}"
        for one in standing.holding
    )
    return f"{first}; {'; '.join(signed)}"


def _day(iso: str) -> str:
    return f'<time datetime="{escape(iso)}">{day_in_words(date.fromisoformat(iso))}</time>'


def _write_page(path: Path, text: str) -> None:
    """A page that leads to reports, which everybody may read; one that is there as it should be is left alone."""
    if not path.is_file() or path.read_bytes() != text.encode():
        write_durably(path, text, 0o644)
