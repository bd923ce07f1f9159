"""Standing: what is not known yet is not given, few cases are marked and counted out, and nothing is better that was not judged."""

import re
from dataclasses import replace
from html import unescape

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from in_process import faults_of_run

from check_edition.page.charts.charts import check_charts
from check_edition.page.judging_words import check_standing
from check_edition.page.tree import PageTree
from pipeline.commentary.statements import judge_commentary, statement_faults
from pipeline.core.periods import Period
from pipeline.methods.values.standing import NOT_JUDGED, is_open
from pipeline.page.charts.charts import draw_charts
from pipeline.page.narrative import where_we_are
from pipeline.page.page import Page
from pipeline.received.commentary import read_commentary
from pipeline.received.returns import read_returns

PERCENT = {
    "unit": "percent", "aggregation": "ratio", "variance_basis": "points", "decimals": 1,
    "noun": {"one": "of cases was repeated", "many": "of cases were repeated"},
}  # fmt: skip
TARGET = {"comparator": "target", "target": {"value": 25, "says": "No more than a quarter."}}
CASES = """
[referrals]
about = "One row a referral."
files = 'referrals'
key = "id"
date = "referred"
columns.id = { kind = "text" }
columns.who = { kind = "text" }
columns.referred = { kind = "date" }
columns.closed = { kind = "date", optional = true }
columns.start = { kind = "time" }
columns.done = { kind = "time", optional = true }
"""
AHEAD = {"table": "referrals", "rule": "recurs", "same": ["who"], "months": 12, "looks": "ahead", "since": "closed"}
WITHIN = {"table": "referrals", "rule": "within", "start": "start", "finish": "done", "hours": 48}


def text_of(markup):
    bare = re.sub(
        "<[^>]+>", "", re.sub("</?(?:dt|dd|div|p|h[1-6]|li|section|td|th|span class=.what.)[ >]", " <x>", str(markup))
    )
    return re.sub(r"\s+", " ", unescape(bare)).strip()


def page_of(folder, period="2023-24-Q2"):
    report = folder.report(period)
    figures = folder.figures(period)
    inputs = read_returns(report.folder).inputs
    verdicts = pd.DataFrame(columns=["expectation", "dimension", "severity", "verdict", "why"])
    return Page(report, figures, [], read_commentary(report)[0], inputs, verdicts, pd.DataFrame())


def record(number, who, day, closed="", done=""):
    return f"{number},{who},{day},{closed},{day} 09:00,{done}"


@pytest.fixture
def followed(folder):
    """Two years of referrals: of the first all are followed for twelve months, of the second not one."""
    folder.declare_cases(CASES)
    header = "id,who,referred,closed,start,done"
    first = [record(n, f"A{n}", "2023-05-10", "2023-06-01") for n in range(1, 5)]
    again = [record(9, "A1", "2023-12-01", "2023-12-20"), record(10, "A2", "2024-02-01", "2024-03-01")]
    second = [record(n, f"B{n}", "2025-01-10", "2025-02-01") for n in range(20, 26)] + [record(30, "B20", "2025-03-01")]
    folder.receive_cases("2024-04-10_referrals", header, *first, *again, covers="2023-04-01, 2024-03-31")
    folder.receive_cases("2025-04-10_referrals", header, *second, covers="2024-04-01, 2025-03-31")
    folder.define("A1", **{**PERCENT, **TARGET, "basis": "year", "counted": AHEAD})
    return folder


def test_a_percentage_whose_follow_up_is_not_complete_is_not_given_and_nothing_is_said_of_it(followed):
    figures = followed.figures("2024-25-Q4")
    value = figures["A1.value"]
    assert (value.value, value.display) == (None, "[x]")
    assert value.reason == "5 records were not yet at the end of the 12 months; final after 1 February 2026"
    assert (figures["A1.numerator"].value, figures["A1.denominator"].value) == (1, 6)
    assert figures["A1.traffic_light"].value == "no data"
    for measure in ("gap_to_target", "lower_ci", "upper_ci"):
        absent = figures[f"A1.{measure}"]
        assert absent.value is None and absent.operands["value"] == "A1.value", measure  # which says why
    assert figures["A1.trend:previous_years"].value == "too few points"


def test_the_latest_complete_percentage_is_the_headline_and_the_other_one_is_so_far(followed):
    page = page_of(followed, "2024-25-Q4")
    card = text_of(page.part("priorities").html)
    # Two of the six of 2023/24 came again within twelve months of their closing.
    assert "Latest complete, April 2023 to March 2024 2 of 6 [u]" in card
    assert "so far 1 [p] of 6; 5 records were not yet" in card
    assert text_of(page.where_we_are("A1")) == (
        "There is no figure for April 2024 to March 2025 yet ([x]): so far 1 [p] of 6; 5 records were not yet at the end of the "
        "12 months; final after 1 February 2026. The latest complete one is 2 of 6 [u], for April 2023 to March 2024."
    )
    assert not re.search("better|worse", card)


def test_one_record_without_its_time_is_enough_where_a_percentage_can_only_rise():
    assert is_open(1, 200, counted_in=True) and not is_open(0, 200, counted_in=True)


def test_the_few_that_are_quick_do_not_stand_for_the_many_that_are_still_in_time(folder):
    folder.declare_cases(CASES)
    lines = [record(n, f"P{n}", "2025-03-31", done="2025-03-31 12:00" if n < 4 else "") for n in range(1, 11)]
    folder.receive_cases(
        "2025-04-01_referrals", "id,who,referred,closed,start,done", *lines, covers="2025-01-01, 2025-03-31"
    )
    own = {"judged": False, "comparator": "none", "variance_basis": None}
    folder.define("A1", **{**PERCENT, **own, "basis": "quarter", "counted": WITHIN})
    value = folder.figures("2024-25-Q4")["A1.value"]
    assert (value.display, value.reason) == (
        "[x]", "7 records were still in time when the records were taken, and left out"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("numerator", "denominator", "printed"),
    [
        (1, 1, "1 of 1 [u]"),
        (3, 6, "3 of 6 [u]"),
        (0, 19, "0 of 19 [u]"),
        (10, 20, "50.0% [u]"),
        (21, 29, "72.4% [u]"),
        (15, 30, "50.0%"),
        (1000, 2000, "50.0%"),
    ],
)
def test_a_percentage_of_few_cases_is_marked_and_one_of_very_few_is_counted_out(
    folder, numerator, denominator, printed
):
    folder.settings["small_base"] = 30
    folder.define("A1", **{**PERCENT, **TARGET, "polarity": "higher_is_better"})
    folder.receive("2023-11-30", f"A1,2023-24-Q2,year_to_date,,{numerator},{denominator}")
    figures = folder.figures()
    assert figures["A1.value"].display == printed
    marked = denominator < 30
    for one in ("value", "traffic_light", "gap_to_target"):
        assert ("u" in figures[f"A1.{one}"].status.split()) == marked, one
    text = text_of(where_we_are(folder.report(), figures, "A1"))
    assert ("small number of cases" in text) == marked
    if denominator < 20:
        assert text.startswith(f"From April to September 2023, {numerator} of {denominator} [u] cases were repeated.")
        assert "%" not in text.partition(".")[0]


def test_earlier_values_shares_and_trends_carry_the_mark_of_their_own_few_cases(folder):
    folder.define("A1", **PERCENT)
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,,80,100", "A1,2022-23-Q2,year_to_date,,3,6")
    folder.define("A2", comparator="none", judged=False)
    folder.receive(
        "2023-11-30", "A2,2023-24-Q2,year_to_date,9", "A2,2023-24-Q2,year_to_date,2,,,,,North",
        "A2,2023-24-Q2,year_to_date,7,,,,,South", name="shares",
    )  # fmt: skip
    figures = folder.figures()
    assert figures["A1.value"].display == "80.0%"
    assert figures["A1.comparator"].display == "3 of 6 [u]"
    assert figures["A1.point_change"].display == "+30.0 percentage points [u]"
    assert figures["A1.trend"].display == "worse [u]" and figures["A1.traffic_light"].display.endswith("[u]")
    assert figures["A2[North].share"].display == "2 of 9 [u]"


def test_a_percentage_that_came_with_its_base_alone_is_marked_too(folder):
    folder.define("A1", **PERCENT)
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,50,,6", "A1,2022-23-Q2,year_to_date,50,,600")
    figures = folder.figures()
    assert figures["A1.value"].display == "50.0% [u]" and figures["A1.comparator"].display == "50.0%"


def test_what_is_not_judged_is_only_higher_or_lower_whatever_its_polarity(folder):
    folder.define("A1", judged=False, polarity="lower_is_better", basis="quarter", variation=True)
    values = [100, 101, 99, 100, 102, 98, 100, 101, 180]
    quarters = [f"{year}-Q{n}" for year in ("2021-22", "2022-23", "2023-24") for n in range(1, 5)][: len(values)]
    folder.receive("2023-11-30", *[f"A1,{one},quarter,{value}" for one, value in zip(quarters, values, strict=True)])
    figures = folder.figures("2023-24-Q1")
    assert figures["A1.trend"].value == "higher"
    assert figures["A1.variation"].value == "above the usual range"


CARDS = {
    "scorecard": ("headlines", "lights_summary", "priorities"),
    "targets": ("headlines", "lights_summary", "themes"),
    "outcomes": ("headlines", "standings", "projects"),
}
KINDS = [
    {},
    {"judged": False},
    {"polarity": "higher_is_better"},
    {"comparator": "baseline", "baseline": {"value": 0, "says": "None."}},
    {"comparator": "target", "target": {"says": "Still to be set."}},
    {**PERCENT, **TARGET},
    {**PERCENT, "polarity": "within_range", "range": [30, 60]},
]
COUNT = st.none() | st.integers(0, 12)


@pytest.mark.no_cover
@pytest.mark.parametrize("layout", CARDS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_page_says_better_or_worse_where_its_light_judges_nothing(tmp_path_factory, layout, data):
    from conftest import ReportFolder

    folder = ReportFolder(tmp_path_factory.mktemp("page"))
    folder.settings |= {"layout": layout}
    lines = []
    for at, kind in enumerate(KINDS, start=1):
        folder.define(f"A{at}", **kind)
        for period in ("2023-24-Q1", "2023-24-Q2", "2022-23-Q1", "2022-23-Q2", "2021-22-Q2"):
            number = data.draw(COUNT, f"A{at} {period}")
            basis = "quarter" if period.endswith("Q1") else "year_to_date"
            if number is not None:
                counts = f",{number},12" if kind.get("unit") == "percent" else f"{number},,"
                lines.append(f"A{at},{period},{basis},{counts}")
    folder.receive("2023-11-30", *(lines or ["A1,2022-23-Q2,year_to_date,1"]))
    page = page_of(folder)
    html = "<main>" + "".join(str(page.part(name).html) for name in CARDS[layout]) + "</main>"
    ledger = {figure.id: figure.record() for figure in page.figures.values()}
    tree = PageTree(html)
    check_standing(tree, ledger)
    assert tree.faults == []
    for figure in page.figures.values():  # in the ledger as on the page
        if figure.parts.measure in ("trend", "variation") and figure.value in ("better", "worse"):
            parts = figure.parts
            light = page.find(parts.indicator, "traffic_light", category=parts.category)
            assert light.value not in NOT_JUDGED, figure.id


def test_the_check_of_the_page_finds_a_word_of_judgement_beside_a_light_that_judges_nothing(folder):
    folder.define("A1")
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,5")
    page = page_of(folder)
    html = str(page.part("priorities").html)
    ledger = {figure.id: figure.record() for figure in page.figures.values()}
    assert ledger["A1.traffic_light"]["value"] == "no data"
    forged = PageTree(html.replace("</dl>", "<div><dt>Seen</dt><dd>worse</dd></div></dl>", 1))
    check_standing(forged, ledger)
    assert any('"worse" stands where nothing was judged' in told for _, told in forged.faults)


def quarterly(folder, values, period="2023-24-Q2", **own):
    """The figures and charts of a series of quarters that ends with the period."""
    folder.define("A1", **{**own, "basis": "quarter", "variation": True})
    last = Period.parse(period)
    names = [str(last.back(3 * back)) for back in reversed(range(len(values)))]
    folder.receive(
        "2023-11-30", *[f"A1,{name},quarter,{value}" for name, value in zip(names, values, strict=True)], name="series"
    )
    figures = folder.figures(period)
    charts = draw_charts(folder.report(period), figures)
    return figures, next((one for one in charts if one.kind == "variation"), None), names


@pytest.mark.parametrize(
    ("own", "values", "measure", "cut", "uncut"),
    [
        # Moves 1, 1, 3, 3, 1 (mean 1.8): 2.66 × 1.8 = 4.788 on either side of the mean of 98.8333.
        (PERCENT, [98, 99, 100, 97, 100, 99], "upper_limit", ("100.0%", "most"), ("94.0%", "lower_limit")),
        # Moves 1, 2, 1, 1, 3 (mean 1.6): 4.256 on either side of 1.1667.
        ({}, [1, 0, 2, 1, 0, 3], "lower_limit", ("0.0", "least"), ("5.4", "upper_limit")),
    ],
)
def test_a_usual_range_ends_where_its_values_must_and_says_so(folder, own, values, measure, cut, uncut):
    figures, chart, _ = quarterly(folder, values, **own)
    limit, other = figures[f"A1.{measure}"], figures[f"A1.{uncut[1]}"]
    assert limit.display == cut[0]
    assert limit.method == f"XmR trial limits, under twelve points, cut at the {cut[1]} that can be"
    assert other.display == uncut[0] and "cut" not in other.method
    assert chart.cut == (measure.replace("_", " "),) and chart.outside == ()


def test_values_that_lie_beyond_what_is_usual_for_their_unit_are_not_cut_off(folder):
    figures, _, _ = quarterly(folder, [98, 110, 120, 97, 130, 99], **{**PERCENT, "comparator": "none", "judged": False})
    assert figures["A1.upper_limit"].value > 100


def test_a_point_outside_its_limits_is_ringed_and_named_and_no_other_is(folder):
    values = [100, 110, 95, 105, 98, 180, 102, 96, 108, 99, 104, 97, 101]  # limits 84.7 and 129.9
    figures, chart, names = quarterly(folder, values)
    ringed = f"A1.value@{names[5]}"
    assert chart.outside == (("October to December 2021", f"A1.value@{names[5]}", "above"),)
    assert re.findall('data-outside="([^"]+)"', chart.svg) == [ringed] * 2  # wide and narrow
    assert ": 1 of 13 quarters lies outside the usual range" in text_of(chart.finding)
    ledger = {figure.id: figure.record() for figure in figures.values()} | {chart.figure.id: chart.figure.record()}

    def faults(svg):
        page = PageTree(f'<figure data-figure="{chart.figure.id}">{svg}</figure>')
        check_charts(page, ledger)
        return [told for _, told in page.faults]

    assert faults(chart.svg) == []
    unmarked = chart.svg.replace(f'data-outside="{ringed}"', "")
    assert any("lies outside its usual range and is not ringed" in told for told in faults(unmarked))


def test_a_light_of_a_range_is_held_against_the_range_and_its_band_is_drawn(folder):
    folder.define("A1", polarity="within_range", variance_basis="points", range=[50, 80])
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,98", "A1,2022-23-Q2,year_to_date,60")
    page = page_of(folder)
    charts = draw_charts(page.report, page.figures)
    assert [one.band for one in charts] == [True]
    page = replace(page, charts=charts)
    card = text_of(page.part("priorities").html)
    assert "Compared with range 50 to 80" in card and "The band is the range 50 to 80." in card
    assert "range 50 to 80" in text_of(page.part("lights_summary").html)
    ledger = {figure.id: figure.record() for figure in page.figures.values()}
    tree = PageTree(f'<figure data-figure="{charts[0].figure.id}">{charts[0].svg}</figure>')
    check_charts(tree, ledger | {charts[0].figure.id: charts[0].figure.record()})
    assert tree.faults == []


@pytest.mark.parametrize(
    ("text", "stopped"),
    [
        ("# A1\n\n## Issues\n\nThere are {{ stated: 0 | the manager }} waiting.\n", True),
        ("# asb\n\n## Issues\n\nOf {{ A1.comparator }} before, {{ stated: nil | the manager }} are left.\n", True),
        ("# asb\n\n## Issues\n\nThere were {{ A1.comparator }}. Now {{ stated: 0 | it is said }} wait.\n", True),
        ("# A1\n\n## Issues\n\nThere are {{ stated: 5 | the manager }} waiting.\n", False),
        ("# A2\n\n## Issues\n\nThere are {{ stated: 0 | the manager }} in the other queue.\n", False),
    ],
)
def test_a_stated_nought_does_not_stand_for_a_figure_that_is_missing(folder, text, stopped):
    folder.settings["notes"] = ["Issues"]
    folder.define("A1")
    folder.define("A2")
    folder.receive("2023-11-30", "A1,2022-23-Q2,year_to_date,9", "A2,2023-24-Q2,year_to_date,4", "A2,2022-23-Q2,year_to_date,3")
    report, figures = folder.report(), folder.figures()
    (report.folder / "commentary").mkdir()
    (report.folder / "commentary" / "2023-24-Q2.md").write_text(text, encoding="utf-8")
    commentary, _ = read_commentary(report)
    faults = [str(one) for one in statement_faults(report, commentary, judge_commentary(report, commentary, figures))]
    assert any("[x] (A1.value), which is missing" in one for one in faults) == stopped, faults


# What is drawn of it


@pytest.fixture
def drawn(followed):
    """The page of three years, the last of which is not known yet, with its charts, and its ledger."""
    lines = [record(100 + n, f"Z{n % 5}", f"2022-0{n}-10", f"2022-0{n}-20") for n in range(4, 10)]
    followed.receive_cases("2023-04-10_referrals", "id,who,referred,closed,start,done", *lines, covers="2022-04-01, 2023-03-31")
    report, figures = followed.report("2024-25-Q4"), followed.figures("2024-25-Q4")
    charts = draw_charts(report, figures)
    page = replace(page_of(followed, "2024-25-Q4"), figures=figures, charts=charts)
    records = {one.id: one.record() for one in [*figures.values(), *(chart.figure for chart in charts)]}
    return str(page.part("priorities").html), records


def faults_of_charts(html, records):
    page = PageTree(html)
    check_charts(page, records)
    return [said for _, said in page.faults]


def test_a_year_that_is_still_followed_up_is_an_empty_dashed_outline_and_its_words_say_until_when(drawn):
    html, records = drawn
    outlines = re.findall('<g([^>]*)><rect [^>]* data-open="A1.value"', html)
    assert len(outlines) == 2 and all('fill="none"' in one and "stroke-dasharray" in one for one in outlines)
    assert "Dashed outline: follow-up not complete" in text_of(html)
    said = "[x], follow-up not complete until 1 February 2026"
    assert said.replace(",", "") in text_of(html.split("The chart in numbers")[1]).replace(",", "")
    assert faults_of_charts(html, records) == []


UNTIL = '<time datetime="2026-02-01">1 February 2026</time>'


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        (' data-open="A1.value"', "", "is no outline, and its follow-up is not complete"),
        ('data-open="A1.value"', 'data-open="A1.value@2023-24-Q4"', "is an outline, and no such value"),
        ('fill="none"', 'fill="#0b3c6f"', "is filled or not dashed"),
        (f", follow-up not complete until {UNTIL}", "", "do not say that its follow-up is not complete"),
        ("2026-02-01", "2026-03-01", "do not say that its follow-up is not complete"),
    ],
)
def test_the_check_of_an_edition_knows_what_is_drawn_of_it(drawn, right, wrong, told):
    html, records = drawn
    if right.startswith("fill"):
        before, mark, after = html.partition('data-open="A1.value"')
        group, _, rest = before.rpartition(right)
        html = group + wrong + rest + mark + after
    else:
        html = html.replace(right, wrong)
    assert any(told in fault for fault in faults_of_charts(html, records))


@pytest.mark.no_cover
def test_a_page_with_a_year_that_is_still_followed_up_passes_the_check_of_its_edition(drawn, followed):
    assert faults_of_run(followed.root, "demo", "2024-25-Q4") == ("accepted", [])
