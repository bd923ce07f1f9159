"""The shelf: every report and period with its days, standing and lights; the way from each page to the report before and after it."""

import json
import re

import pytest

from reporting.signing.front_pages import AS_MADE, as_signed, shown_page, shown_shelf, write_front_pages
from reporting.store.places import Places

LIGHTS = {"green": 5, "amber": 3, "red": 0, "data_only": 2, "no_data": 1}
DAYS = {"2023-24-Q1": "1 April to 30 June 2023", "2023-24-Q2": "1 April to 30 September 2023", "2023-24-Q3": "1 April to 31 December 2023"}


@pytest.fixture
def places(tmp_path):
    return Places.of(tmp_path / "data", tmp_path / "outputs")


def finish(places, period, run, *, title="Safer streets, {days}, Riverbank", lights=LIGHTS, as_of="2024-01-15", files=()):
    """A finished run of the report demo, as far as the shelf looks at it."""
    folder = places.outputs / "demo" / period / run
    folder.mkdir(parents=True)
    facts = {"run": run, "parameters": {"report": "demo", "period": period, "as_of": as_of}, "made": {"from": as_of}, "traffic_lights": lights}
    (folder / "run.json").write_text(json.dumps(facts), encoding="utf-8")
    page = f"<head><title>{title.format(days=DAYS.get(period))}</title></head><main><dl>{AS_MADE}</dl></main>"
    (folder / "report.html").write_text(page, encoding="utf-8")
    for name in files:
        (folder / name).write_text("made up", encoding="utf-8")
    return folder


def shelf_of(places):
    write_front_pages(places, "demo")
    return (places.outputs / "index.html").read_text(encoding="utf-8")


def links(page):
    return re.findall(r'href="([^"#][^"]*)"', page)


def test_each_period_tells_its_days_standing_and_lights_in_words_the_latest_first(places):
    for period, run in (("2023-24-Q2", "b"), ("2023-24-Q1", "a")):
        finish(places, period, run)
    page = shelf_of(places)
    assert ">Safer streets, Riverbank</h2>" in page
    told = [page.index(text) for text in ("1 April to 30 September 2023", "2023-24-Q2: draft, data received by 15 January 2024", "1 April to 30 June 2023")]
    assert told == sorted(told)
    assert page.count("5 green, 3 amber, 2 data only, 1 no data") == 2 and "0 red" not in page


def test_what_a_run_has_to_take_away_is_linked_and_what_it_has_not_is_not(places):
    finish(places, "2023-24-Q1", "a", files=["report.pdf", "report.ods"])
    assert links(shelf_of(places)) == [f"demo/2023-24-Q1/a/report.{kind}" for kind in ("html", "pdf", "ods")]


def test_the_other_runs_of_a_period_stand_below_the_newest_with_their_own_standing(places):
    finish(places, "2023-24-Q1", "older", as_of="2023-08-01")
    finish(places, "2023-24-Q1", "newer")
    page = shelf_of(places)
    assert links(page) == ["demo/2023-24-Q1/newer/report.html", "demo/2023-24-Q1/older/report.html"]
    assert "1 other run of this period" in page


def test_a_page_leads_to_the_last_report_and_to_the_next_and_is_still_the_page_that_was_made(places):
    runs = [finish(places, period, period[-2:]) for period in DAYS]
    made = [(run / "report.html").read_bytes() for run in runs]
    shelf_of(places)
    shown = [shown_page(run).read_text(encoding="utf-8") for run in runs]
    assert [links(page) for page in shown] == [
        ["../2023-24-Q2/latest.html"], ["../2023-24-Q1/latest.html", "../2023-24-Q3/latest.html"], ["../2023-24-Q2/latest.html"],
    ]  # fmt: skip
    assert "Last report: 1 April to 30 June 2023</a>" in shown[1] and "Next report: 1 April to 31 December 2023</a>" in shown[1]
    assert [as_signed(page).encode() for page in shown] == made == [(run / "report.html").read_bytes() for run in runs]
    for run in runs:
        assert f"url={run.name}.html" in (run.parent / "latest.html").read_text(encoding="utf-8")


def test_the_way_goes_from_the_newest_run_of_a_period_alone(places):
    finish(places, "2023-24-Q2", "b")
    first = finish(places, "2023-24-Q1", "first", as_of="2023-08-01")
    shelf_of(places)
    assert shown_page(first).is_file()
    second = finish(places, "2023-24-Q1", "second")
    shelf_of(places)
    assert (shown_page(first).is_file(), shown_page(second).is_file()) == (False, True)


def test_the_light_of_each_indicator_is_told_for_the_last_four_periods(places):
    head = "id,indicator,name,category,measure,reference,judgement,display"
    for period, light in (("2022-23-Q4", "red"), ("2023-24-Q1", "amber"), ("2023-24-Q2", "no data"), ("2023-24-Q3", "green"), ("2023-24-Q4", "green [u]")):
        judgement = light.removesuffix(" [u]")
        rows = [f"A1.traffic_light,A1,Cases <1>,,traffic_light,,{judgement},{light}", "A1.traffic_light@2022-23-Q1,A1,Cases <1>,,traffic_light,,red,red"]
        rows += ["A2.traffic_light,A2,Calls,north,traffic_light,,amber,amber"] if period == "2023-24-Q4" else []
        run = finish(places, period, f"run-{period}", title="Safer streets, Riverbank")
        (run / "report.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    page = shelf_of(places)
    told = [re.sub(r"<[^>]+>", "|", row) for row in re.findall(r"<tr>.*?</tr>", page)]
    assert [re.findall(r"[^|]+", row) for row in told] == [
        ["Indicator", "2023-24-Q1", "2023-24-Q2", "2023-24-Q3", "2023-24-Q4"],
        ["Cases &lt;1&gt;", "amber", "no data", "green", "green"],
        ["Calls, north", "not in it", "not in it", "not in it", "amber"],
    ]  # fmt: skip
    assert 'href="demo/2023-24-Q4/run-2023-24-Q4.html#A1"' in page


def test_what_a_title_holds_is_text_on_the_shelf_and_what_is_no_light_is_left_out(places):
    finish(places, "2023-24-Q2", "b", title="&lt;script&gt;alert(1)&lt;/script&gt; &amp; more, {days}, Riverbank", lights={"<b>red</b>": 7, "red": 1})
    page = shelf_of(places)
    assert ">&lt;script&gt;alert(1)&lt;/script&gt; &amp; more, Riverbank</h2>" in page
    assert "<script" not in page and "<b>red" not in page and ">1 red<" in page


def test_restricted_editions_are_linked_for_their_owner_alone(places):
    run = finish(places, "2023-24-Q1", "a")
    audit = places.restricted / "demo" / "2023-24-Q1" / "a"
    audit.mkdir(parents=True)
    (audit / "report.html").write_text("rows", encoding="utf-8")
    assert "restricted" not in shelf_of(places)
    before = sorted(places.outputs.rglob("*"))
    assert links(shown_shelf(places))[1] == "restricted/demo/2023-24-Q1/a/report.html"
    assert sorted(places.outputs.rglob("*")) == before and run.is_dir()


def test_a_shelf_without_reports_says_so(places):
    assert "No report has been made yet." in shown_shelf(places)
