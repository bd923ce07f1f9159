"""`report watch`: a page that is kept up to date while somebody writes."""

from __future__ import annotations

import pytest

from pipeline.core.faults import Fault, FaultsFound
from reporting.runs import watching
from reporting.runs.run_failed import RunFailed
from reporting.runs.watching import Watched
from reporting.store.places import Places


@pytest.fixture
def watched(folder, tmp_path, monkeypatch):
    """A small report that is watched, with one return."""
    monkeypatch.setattr(watching, "EVERY", 0.01)
    folder.report()
    folder.receive("2023-10-31", "A1,2023-24-Q2,year_to_date,48")
    return Watched(Places.of(tmp_path, tmp_path / "outputs"), "demo", "2023-24-Q2", "")


def test_it_checks_at_first_and_after_every_change_and_goes_on_after_a_fault(watched, folder, tmp_path):
    """Three times something is saved; the second time it is wrong. What an editor leaves is no change."""
    commentary = folder.folder / "commentary/2023-24-Q2.md"
    commentary.parent.mkdir()
    seen, told = [], []
    page = tmp_path / "made.html"

    def checked():
        text = commentary.read_text() if commentary.exists() else "nothing"
        seen.append(text)
        if text == "wrong":
            raise FaultsFound([Fault("no such heading", "commentary/2023-24-Q2.md")])
        page.write_text(f"page of {text}")
        watched.take(page)

    def hears(what: str):
        told.append(what)
        (folder.folder / "commentary/.2023-24-Q2.md.swp").write_text(str(len(told)))
        if len(told) == 4:
            raise KeyboardInterrupt
        commentary.write_text(("good", "wrong", "right again")[len(told) - 1])

    with pytest.raises(KeyboardInterrupt):
        watched.watch(checked, hears)
    assert seen == ["nothing", "good", "wrong", "right again"]
    assert "no such heading" in told[2] and "The page is as it was before. Watching goes on." in told[2]
    assert all("the page is up to date" in told[at] for at in (0, 1, 3))
    assert watched.page.read_text() == "page of right again" and watched.page.stat().st_mode & 0o777 == 0o600


def test_of_the_notebooks_that_stopped_the_last_are_kept_and_those_of_a_plain_run_too(watched, folder, tmp_path):
    plain, *watching = (tmp_path / f"demo-{at}" for at in range(4))
    for one in (plain, *watching):
        (one / "tables").mkdir(parents=True)
    faults = [RunFailed(str(one), status=1, kept=one) for one in watching] + [RunFailed("the page is refused", status=1)]
    told = []

    def checked():
        raise faults[len(told)]

    def hears(what: str):
        told.append(what)
        if len(told) == 4:
            raise KeyboardInterrupt
        folder.receive(f"2023-11-0{len(told)}", "A1,2023-24-Q2,year_to_date,49")

    with pytest.raises(KeyboardInterrupt):
        watched.watch(checked, hears)
    assert [one.exists() for one in (plain, *watching)] == [True, False, False, True]


def test_somebody_who_stops_a_check_stops_watching(watched):
    def stopped():
        raise RunFailed("stopped before the report was finished", status=3, stopped=True)

    with pytest.raises(KeyboardInterrupt):
        watched.watch(stopped, pytest.fail)


def test_it_ends_where_its_own_code_changes(watched, folder, monkeypatch):
    """What has been imported is as it was; a page of two versions would be of neither."""

    def hears(what: str):
        monkeypatch.setattr(watched, "_code", lambda: "another")
        folder.receive("2023-11-01", "A1,2023-24-Q2,year_to_date,49")

    with pytest.raises(RunFailed, match="the code that makes reports has changed. Start watching again."):
        watched.watch(lambda: None, hears)
