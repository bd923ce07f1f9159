"""Caveats: a check that a row does not meet is told of exactly the figures that rest on the row, wherever they stand."""

import json
import re
import shutil
from datetime import date

import pytest
from conftest import calculate
from in_process import report_here
from support import COUNTED, DATA, count_referrals, quality_of

from pipeline.figures.figure import Figures
from pipeline.page.charts.charts import draw_charts
from pipeline.quality.waivers import apply_waivers
from pipeline.received.returns import read_returns
from pipeline.received.trackers import read_actions
from reporting.editions.caveats import caveats_of_figures

CHECK = "percentage-looks-like-a-fraction"
SHARE = {"unit": "percent", "aggregation": "ratio", "variance_basis": "points", "decimals": 1}
REPORT = "borders", "2023-24-Q2"


def made(folder):
    """All figures of the folder's report, with the caveats of its failing rows."""
    defined = folder.report()
    _, failing = quality_of(defined)
    return calculate(defined, read_returns(folder.folder).observations, failing, folder.records(defined)), failing


def doubted(figures, check):
    return {figure.id for figure in figures.values() if check in figure.quality}


def test_a_caveat_goes_through_operands_to_lights_totals_trends_and_charts_and_nowhere_else(folder):
    for code in ("A1", "A2"):
        folder.define(code, **SHARE)
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,0.9", "A2,2023-24-Q2,year_to_date,90")
    folder.receive("2022-11-30", "A1,2022-23-Q2,year_to_date,80", "A2,2022-23-Q2,year_to_date,80")
    figures, _ = made(folder)
    figures.include(Figures(chart.figure for chart in draw_charts(folder.report(), figures)))
    lights = {f"traffic-lights[{light}].total" for light in ("green", "amber", "red", "data-only", "no-data")}
    of_the_row = {"value", "point_change", "traffic_light", "trend", "trend:previous_years", "chart"}
    assert doubted(figures, CHECK) == lights | {f"A1.{measure}" for measure in of_the_row}


def test_the_earlier_year_puts_its_caveat_on_what_is_held_against_it_and_not_on_the_value(folder):
    folder.define("A1", **SHARE)
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,90")
    folder.receive("2022-11-30", "A1,2022-23-Q2,year_to_date,0.8")
    found = doubted(made(folder)[0], CHECK)
    assert {"A1.comparator", "A1.value@2022-23-Q2", "A1.point_change", "A1.traffic_light"} <= found
    assert not {"A1.value", "A1.lower_ci"} & found


def test_a_sum_carries_the_caveat_of_its_part_and_the_share_of_a_total_that_of_the_total(folder):
    folder.define("A1", basis="quarter", comparator="none", judged=False, variance_basis=None)
    folder.receive(
        "2023-11-30",
        *(f"A1,2023-24-Q2,quarter,{value},,,,,{group}" for value, group in ((9, ""), (4, "north"), (4, "south"))),
    )
    folder.receive("2023-07-31", "A1,2023-24-Q1,quarter,3")
    folder.except_in(
        "2023-24-Q2",
        waiver=[
            {
                "expectation": "parts-add-to-the-total",
                "role": "analyst",
                "reason": "one place unknown",
                "until": date(2024, 1, 31),
            }
        ],
    )
    found = doubted(made(folder)[0], "parts-add-to-the-total")
    assert {"A1.value", "A1[north].share", "A1[south].share"} <= found
    assert not {"A1[north].value", "A1[south].value", "A1.value@2023-24-Q1"} & found


def test_a_missing_part_does_not_hide_the_caveat_of_the_part_that_is_there(folder):
    folder.define("A1", **SHARE, rolling_12_months=True)
    folder.receive("2023-11-30", "A1,2023-24-Q2,quarter,0.5,1,200", "A1,2023-24-Q2,year_to_date,,2,300")
    figures, _ = made(folder)
    rolling = figures["A1.numerator~rolling_12_months"]
    assert rolling.value is None and CHECK in rolling.quality


def test_a_value_in_a_row_of_several_is_told_by_its_column(folder):
    from pipeline.core.cited_rows import Caveats, RowSet

    caveats = Caveats()
    caveats.add("returns/x.xlsx", "S", 4, CHECK, ["C"])
    assert caveats.of(RowSet("returns/x.xlsx", "S", (3, 4), "C", "")) == {CHECK}
    assert caveats.of(RowSet("returns/x.xlsx", "S", (4,), "D", "")) == set()
    assert caveats.of(RowSet("returns/x.xlsx", "T", (4,), "C", "")) == set()


def test_a_count_of_records_carries_the_caveat_of_a_record_it_counted_and_of_no_other(folder):
    count_referrals(folder, 'columns.came = { kind = "time" }', 'columns.seen = { kind = "time" }')
    folder.define(
        "A3",
        **{**SHARE, **COUNTED},
        counted={"table": "referrals", "rule": "within", "start": "came", "finish": "seen", "hours": 48},
    )
    folder.receive_cases(
        "2023-10-05_referrals", "id,referred,came,seen,place", "1,2023-07-03,2023-07-03 09:00,2023-07-01 09:00,north", "2,2023-07-03,2023-07-03 09:00,2023-07-04 09:00,south",
        covers="2023-07-01, 2023-09-30",
    )  # fmt: skip
    figures, _ = made(folder)
    found = doubted(figures, "record-ends-after-it-begins")
    assert {"A1.value", "A3.value", "A3.numerator", "A3.denominator"} <= found and "A2.value" not in found


def test_an_action_whose_sender_reports_another_status_says_so_and_others_do_not(folder):
    states = (
        "complete",
        "overdue",
        "no lead",
        "no milestones",
        "no due date",
        "planned later",
        "on target",
        "complete or on target",
        "not stated",
    )
    rule = {state: {"light": "data only", "says": state} for state in states}
    folder.settings["actions"] = {"planned_later_days": 90, "reason": "Made up.", "states": rule}
    folder.define("A1")
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,5")
    (folder.folder / "actions").mkdir()
    (folder.folder / "actions" / "2023-11-30_tracker.csv").write_text(
        "id,action,lead,due,completed,milestones,reported\n"
        "one,Ring,Manager,2023-08-31,,Call,on target\ntwo,Write,Manager,2023-08-31,,Draft,overdue\nthree,Meet,Manager,2023-10-31,,Date,\n"
    )
    assert len(read_actions(folder.folder).actions) == 3
    found = doubted(made(folder)[0], "status-is-the-one-reported")
    assert {"actions[one].status", "action-statuses[overdue].total"} <= found
    assert not {"actions[two].status", "actions[three].status"} & found


def test_counts_of_the_rows_themselves_do_not_rest_on_what_the_rows_say(folder):
    folder.define("A1", **SHARE)
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,0.9")
    found = doubted(made(folder)[0], CHECK)
    assert found and not {name for name in found if name.startswith(("rows-received", "returns", "quality-checks"))}


def test_a_caveat_names_the_rows_and_the_waiver_of_those_rows_alone(folder):
    for code in ("A1", "A2"):
        folder.define(code, **SHARE)
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,0.9", "A2,2023-24-Q2,year_to_date,0.8")
    folder.except_in(
        "2023-24-Q2",
        waiver=[
            {
                "expectation": CHECK,
                "indicator": "A2",
                "role": "analyst",
                "reason": "it is so low",
                "until": date(2024, 1, 31),
            }
        ],
    )
    figures, failing = made(folder)
    failing, faults = apply_waivers(folder.report(), failing, "2023-11-30")
    words = caveats_of_figures([figure.record() for figure in figures.values()], failing.to_dict("records"), ())
    assert faults == []
    (first,), (second,) = words["A1.value"], words["A2.value"]
    assert (first.waived, second.waived) == ((), ("waived by analyst until 31 January 2024: it is so low",))
    assert (first.rows[0][2], second.rows[0][2]) == (2, 3)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Borders with a count since April that fell, waived by a role: its run folder, and what the trace of a change prints."""
    root = tmp_path_factory.mktemp("waived")
    folder = shutil.copytree(DATA / "borders", root / "data" / "borders")
    (folder / "returns/2023-11-30_force.csv").write_text(
        "indicator,period,basis,value\nCP03-P177,2023-24-Q1,year_to_date,60\n"
    )
    with (folder / "period/2023-24-Q2.toml").open("a", encoding="utf-8") as file:
        file.write(
            '\n[[waiver]]\nexpectation = "year-to-date-does-not-fall"\nindicator = "CP03-P177"\nrole = "analyst"\n'
        )
        file.write('reason = "the force took back twelve records"\nuntil = 2024-01-31\n')
    made = report_here("run", *REPORT, "--data", root / "data", "--outputs", root / "outputs")
    assert made.returncode == 0, made.stderr
    (page,) = (root / "outputs/borders/2023-24-Q2").glob("*/report.html")
    traced = [
        report_here("trace", page.parent.name, figure, "--json", "--outputs", root / "outputs").stdout
        for figure in ("CP03-P177.percent_change", "CP03-P157.value")
    ]
    return page.parent, traced


@pytest.mark.slow
def test_a_waived_check_is_told_beside_every_figure_of_its_rows_in_the_trace_and_among_the_judgements(run):
    folder, (change, other) = run
    ledger = {record["id"]: record for record in json.loads((folder / "ledger.json").read_text())["figures"]}
    carrying = {name for name, record in ledger.items() if record["quality"]}
    of_the_row = {name for name in carrying if not name.startswith("traffic-lights")}
    assert of_the_row and all(name.startswith("CP03-P177.") for name in of_the_row)
    page = (folder / "report.html").read_text(encoding="utf-8")
    links = re.findall(
        r'<a class="figure"[^>]*><(?:data|span)[^>]*data-figure="([^"]+)"[^>]*>[^<]*</(?:data|span)>(<span class="doubt">)?',
        page,
    )
    assert {name for name, doubt in links if doubt} <= carrying and not {
        name for name, doubt in links if not doubt
    } & carrying
    told = "waived by analyst until 31 January 2024: the force took back twelve records"
    assert page.count(told) >= len(carrying) and "Checks that are waived" in page
    assert told in change and "does not meet" not in other and '"caveats": []' in other
    verdicts = json.loads((folder / "run.json").read_text())["quality"]
    assert {one["expectation"]: one["verdict"] for one in verdicts}["year-to-date-does-not-fall"] == "waived"
