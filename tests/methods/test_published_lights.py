"""Lights as published: what earlier editions showed, never judged again, never made up, and looked up again by the checker."""

import json

import pytest
from in_process import faults_of_run
from support import page_of

from check_edition.base.findings import Wrong
from check_edition.figures.published import check_published
from reporting.editions.ledger import publication_record

QUARTERS = ("2022-23-Q2", "2022-23-Q3", "2022-23-Q4", "2023-24-Q1", "2023-24-Q2")


@pytest.fixture
def two_years(folder):
    """A1 of each quarter: 40 fewer than the year before (green), but for 2022-23-Q4 with 10 more (amber)."""
    folder.define("A1", basis="quarter")
    for year, values in (("2021-22", (100, 100, 100, 100)), ("2022-23", (60, 60, 60, 110)), ("2023-24", (20, 20))):
        lines = [f"A1,{year}-Q{number},quarter,{value}" for number, value in enumerate(values, start=1)]
        folder.receive(f"20{year[-2:]}-11-30", *lines)
    return folder


def publish(folder, period, run, as_of="2023-11-30", light=None):
    """Keep an edition of a period as `report publish` does; with another light than it had, where one is given."""
    records = [{**publication_record(figure.record()), "cell": {}} for figure in folder.figures(period).values()]
    for record in records:
        if light and record["id"] == "A1.traffic_light":
            record |= {"value": light, "display": light, "magnitude": light}
    ledger = {"run": {"id": run, "report": "demo", "period": period, "as_of": as_of}, "figures": records}
    path = folder.folder / "published" / f"{period}_{run}.ledger.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(ledger), encoding="utf-8")
    return ledger


class Stored:
    """The stored files of a run for 2023-24-Q2, as the checker asks for them."""

    run = {"period": "2023-24-Q2"}  # noqa: RUF012 (never changed)

    def __init__(self, files):
        self.inputs = self.files = files

    def input(self, name):
        return self.files[name]


def lights(folder, period="2023-24-Q2"):
    return {name: one.value for name, one in folder.figures(period).items() if one.parts.reference == "published"}


def test_the_lights_of_the_last_four_periods_are_those_that_were_published(two_years):
    for number, period in enumerate(("2022-23-Q1", *QUARTERS)):
        publish(two_years, period, f"run{number}")
    assert lights(two_years) == {
        "A1.traffic_light:published@2022-23-Q2": "green", "A1.traffic_light:published@2022-23-Q3": "green",
        "A1.traffic_light:published@2022-23-Q4": "amber", "A1.traffic_light:published@2023-24-Q1": "green",
    }  # fmt: skip


def test_a_light_stays_as_it_was_published_although_today_it_would_be_another(two_years):
    publish(two_years, "2023-24-Q1", "abc", light="red")
    figure = two_years.figures()["A1.traffic_light:published@2023-24-Q1"]
    assert (figure.value, figure.method, figure.formula, dict(figure.operands)) == ("red", "as published in run abc", "", {})


def test_of_two_editions_of_a_period_that_with_the_newest_data_counts(two_years):
    publish(two_years, "2023-24-Q1", "zzz", as_of="2023-08-01", light="red")
    publish(two_years, "2023-24-Q1", "aaa", as_of="2023-09-01", light="amber")
    assert list(lights(two_years).values()) == ["amber"]


@pytest.mark.parametrize("unshown", [{"value": None, "status": "c"}, {"id": "A1.trend"}], ids=["withheld", "not there"])
def test_a_light_that_an_edition_did_not_show_is_not_made_up(two_years, unshown):
    ledger = publish(two_years, "2023-24-Q1", "abc")
    light = next(one for one in ledger["figures"] if one["id"] == "A1.traffic_light")
    light |= unshown
    (two_years.folder / "published" / "2023-24-Q1_abc.ledger.json").write_text(json.dumps(ledger), encoding="utf-8")
    assert lights(two_years) == {}


def test_an_edition_of_the_same_or_a_later_period_is_no_earlier_one(two_years):
    publish(two_years, "2023-24-Q2", "abc")
    assert lights(two_years) == {} and lights(two_years, "2023-24-Q1") == {}


def test_the_card_says_of_each_earlier_light_how_it_is_known(two_years):
    publish(two_years, "2022-23-Q4", "abc")
    two_years.except_in("2023-24-Q2", last_report={"as_of": "2023-08-01"})
    card = page_of(two_years).part("priorities")._repr_html_()
    folded = card.partition('<details class="before">')[2].partition("</details>")[0]
    assert 'data-figure="A1.traffic_light:published@2022-23-Q4"' in folded and "as published" in folded


@pytest.mark.no_cover
def test_a_finished_report_with_published_lights_passes_its_check(two_years):
    for number, period in enumerate(QUARTERS[:4]):
        publish(two_years, period, f"run{number}")
    two_years.report()
    assert faults_of_run(two_years.root, "demo", "2023-24-Q2") == ("accepted", [])


@pytest.mark.parametrize(
    ("changed", "told"),
    [({"value": "red"}, "run abc showed"), ({"status": "r"}, "run abc showed"), ({"period": "2022-23-Q4"}, "run abc showed"),
     ({"method_parts": [{"kind": "as_published", "parts": {"run": "xyz"}}]}, "no edition of run xyz")],
)  # fmt: skip
def test_the_checker_names_a_light_that_the_edition_did_not_show(two_years, changed, told):
    ledger = publish(two_years, "2023-24-Q1", "abc")
    edition = Stored({"published/2023-24-Q1_abc.ledger.json": json.dumps(ledger).encode()})
    record = two_years.figures()["A1.traffic_light:published@2023-24-Q1"].record()
    with pytest.raises(Wrong, match=told):
        check_published(edition, {**record, **changed})
