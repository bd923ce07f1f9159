"""Front pages: the index of all runs with their standing, the newest of a period, and each signed run's page with its standing on it.

A page is inside what is signed, so its own bytes say what was true when it was made: a draft. Its standing is one element,
and what follows from the signatures is put in the place of that element in a copy beside the run. To check a copy, put the
words of the draft back (`as_signed`): to the byte it is then the page that was signed.
"""

from __future__ import annotations

import re
from datetime import date
from html import escape
from pathlib import Path
from urllib.parse import quote

from pipeline.core.periods import day_in_words
from pipeline.core.written_files import write_durably
from reporting.signing.sign_offs import DID
from reporting.signing.ssh_keys import ALLOWED
from reporting.signing.standing import Standing, standing_of
from reporting.store.catalogue import PAGE, read_runs
from reporting.store.places import Places

AS_MADE = "<div><dt>Standing</dt><dd>Draft: not signed off</dd></div>"
_ELEMENT = re.compile(r"<div><dt>Standing</dt><dd>.*?</dd></div>")
_FIRST = {
    "checked": "Checked by the analyst, not yet assured", "assured": "Assured, not yet approved", "approved": "Approved, not yet published",
}  # fmt: skip


def with_standing(page: str, standing: Standing) -> str:
    """A page with its standing on it. Raises ValueError where the page has no one place for it."""
    if page.count(AS_MADE) != 1 or len(_ELEMENT.findall(page)) != 1:
        raise ValueError("the page has no place, or more than one, for its standing")
    return page.replace(AS_MADE, f"<div><dt>Standing</dt><dd>{_told(standing)}</dd></div>") if standing.holding else page


def as_signed(page: str) -> str:
    """The page as it was signed, from one with its standing on it."""
    return _ELEMENT.sub(AS_MADE, page, count=1)


def shown_page(published: Path) -> Path:
    """Where the page of a run is with its standing on it, once it has one."""
    return published.with_name(f"{published.name}.html")


def write_front_pages(places: Places, report: str, period: str) -> list[str]:
    """Write each signed run's page with its standing, lead `latest.html` to the period's newest run, and list all runs in `index.html`.

    Returns a sentence for each run that could not be read, and is therefore not in the list.
    """
    runs, faulty = read_runs(places.outputs)
    items, leads = [], {}
    for run in runs:
        standing = standing_of(places.restricted, run.page.parent, places.data / ALLOWED, whole=False)
        page = leads[run.run] = _page_of(run.page, standing)
        items.append(
            f'<li><a href="{escape(quote(page.relative_to(places.outputs).as_posix()))}">{escape(run.report)} {escape(run.period)}</a>, '
            f"{escape(standing.in_words)}, data received by {escape(run.as_of)}, run {escape(run.run)}, made {escape(run.made)}</li>"
        )
    newest = next((run for run in runs if (run.report, run.period) == (report, period)), None)
    if newest:
        folder = places.outputs / report / period
        link = escape(quote(leads[newest.run].relative_to(folder).as_posix()))
        head = f'<meta http-equiv="refresh" content="0; url={link}">'
        body = f'<p><a href="{link}">The newest report for this period</a></p>'
        _write_page(folder / "latest.html", PAGE.format(head=head, title="Newest report", body=body))
    body = "<h1>Reports</h1>\n<ul>\n" + "\n".join(items) + "\n</ul>"
    _write_page(places.outputs / "index.html", PAGE.format(head="", title="Reports", body=body))
    return faulty


def _page_of(page: Path, standing: Standing) -> Path:
    """The page that people are led to: a draft's own, or that of a run with its standing on it, which is written anew where it is another one."""
    shown = shown_page(page.parent)
    if not standing.held and not standing.faulty:
        shown.unlink(missing_ok=True)
        return page
    try:
        text = with_standing(page.read_text(encoding="utf-8"), standing)
    except (OSError, ValueError):
        shown.unlink(missing_ok=True)  # altered: nothing is said of it but in the index
        return page
    if not shown.is_file() or shown.read_bytes() != text.encode():
        _write_page(shown, text)
    return shown


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
    """A page that leads to reports, which everybody may read."""
    write_durably(path, text, 0o644)
