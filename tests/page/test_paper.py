"""A committee's paper: numbers come from the order, tables from declared columns, and names that lead nowhere are refused."""

from datetime import date

import pytest
from support import page_of

from pipeline.core.faults import FaultsFound
from pipeline.core.periods import Period
from pipeline.definitions.paper_definition import Column
from pipeline.page.paper import paper_sections
from pipeline.received.commentary import read_commentary

COLUMNS = [
    {"basis": "rolling_12_months", "years_back": 1},
    {"basis": "rolling_12_months"},
    {"change": True},
    {"basis": "year_to_date", "ends": "quarter"},
]


@pytest.fixture
def paper(folder):
    """A paper with one section, in which a table of indicator A1 stands."""
    folder.settings |= {
        "layout": "briefing", "sections": ["Paragraphs"], "years": 2,
        "priorities": [{"id": "asb", "title": "Antisocial behaviour", "shows": ["numbers"]}],
        "tables": [{"id": "numbers", "caption": "Numbers", "indicators": ["A1"], "columns": COLUMNS}],
    }  # fmt: skip
    folder.define("A1", basis="rolling_12_months")
    return folder


def write(folder, text, period="2017-10"):
    (folder.folder / "commentary").mkdir(exist_ok=True)
    (folder.folder / "commentary" / f"{period}.md").write_text(text, encoding="utf-8")


def test_a_list_belongs_to_the_paragraph_above_it_and_the_next_paragraph_has_the_next_number(paper):
    write(paper, "# asb\n\n## Paragraphs\n\nFirst:\n\n- one\n\n- two\n\nSecond\nstill second.\n\nThird.\n")
    report = paper.report("2017-10")
    (section,) = paper_sections(report, read_commentary(report)[0])
    assert [paragraph.number for paragraph in section.paragraphs] == ["1.1", "1.2", "1.3"]
    assert "- two" in section.paragraphs[0].markdown and "still second" in section.paragraphs[1].markdown


def test_a_section_without_text_has_its_number_and_no_paragraphs(paper):
    report = paper.report("2017-10")
    (section,) = paper_sections(report, read_commentary(report)[0])
    assert (section.number, section.paragraphs) == ("1", ())


# October 2017 is the seventh month of 2017/18: the last quarter over ended in September, the last year in March.
@pytest.mark.parametrize(
    ("column", "period", "days"),
    [
        ({"basis": "rolling_12_months"}, "2017-10", "1 November 2016 to 31 October 2017"),
        ({"basis": "rolling_12_months", "years_back": 1}, "2016-10", "1 November 2015 to 31 October 2016"),
        ({"basis": "year_to_date"}, "2017-10", "1 April to 31 October 2017"),
        ({"basis": "year_to_date", "ends": "quarter"}, "2017-09", "1 April to 30 September 2017"),
        ({"basis": "quarter", "ends": "quarter"}, "2017-18-Q2", "1 July to 30 September 2017"),
        ({"basis": "year", "ends": "year"}, "2016-17", "1 April 2016 to 31 March 2017"),
        ({"basis": "year", "ends": "year", "years_back": 1}, "2015-16", "1 April 2015 to 31 March 2016"),
    ],
)
def test_a_column_covers_the_days_that_it_declares(column, period, days):
    found = Column.model_validate(column).period(Period.parse("2017-10"))
    assert (str(found), found.dates(column["basis"])) == (period, days)


def test_a_cell_that_was_never_received_is_not_available_and_so_is_its_change(paper):
    paper.receive("2017-11-20", "A1,2017-10,rolling_12_months,120")
    figures = paper.figures("2017-10")
    assert figures["A1.value@2016-10"].display == "[x]"
    assert figures["A1.value@2016-10"].reason == "no value for November 2015 to October 2016 was ever received"
    assert figures["A1.percent_change"].display == "[x]"
    assert figures["A1.value~year_to_date@2017-09"].reason == "no value for April to September 2017 was ever received"


def test_a_change_between_columns_is_worked_out_where_the_indicator_itself_is_held_against_nothing(paper):
    paper.define("A1", basis="year_to_date", comparator="none", judged=False)
    paper.receive("2017-11-20", "A1,2017-10,rolling_12_months,120", "A1,2016-10,rolling_12_months,100",
                  "A1,2017-10,year_to_date,70")  # fmt: skip
    figures = paper.figures("2017-10")
    assert figures["A1.percent_change:same_period_last_year~rolling_12_months"].display == "+20.0%"
    assert figures["A1.change:same_period_last_year~rolling_12_months"].display == "+20"


@pytest.mark.parametrize(
    "columns",
    [
        [{"change": True}],
        [{"basis": "year_to_date"}, {"change": True}],
        [{"basis": "year_to_date", "years_back": 1}, {"basis": "rolling_12_months"}, {"change": True}],
        [{"basis": "year_to_date"}, {"basis": "year_to_date", "years_back": 1}, {"change": True}],
        [{"basis": "year_to_date", "years_back": 2}, {"basis": "year_to_date"}, {"change": True}],
    ],
)
def test_a_change_between_columns_that_are_not_a_year_apart_is_refused(paper, columns):
    paper.settings["tables"][0]["columns"] = columns
    with pytest.raises(
        FaultsFound, match="a change stands after two columns of the same basis, the second a year later"
    ):
        paper.report("2017-10")


def faults(paper):
    with pytest.raises(FaultsFound) as found:
        paper.report("2017-10")
    return [(fault.file, fault.what, fault.found) for fault in found.value.faults]


def test_names_that_lead_nowhere_are_refused_all_at_once(paper):
    paper.settings["tables"][0]["indicators"] = ["A1", "B2"]
    paper.settings["priorities"][0]["shows"] = ["numbers", "riks"]
    asked = {"made": date(2017, 7, 25), "asks": "What?", "state": "answered", "says": "That.", "answered_in": ["abs"]}
    paper.except_in("2017-10", recommendations=[asked], risks=[{"risk": "R", "response": "S", "indicators": ["C3"]}])
    assert faults(paper) == [
        ("report.toml", "there is no part of the paper of this name", "riks"),
        ("report.toml", "there is no indicator of this name", "B2"),
        ("period/2017-10.toml", "there is no section of this name", "abs"),
        ("period/2017-10.toml", "there is no indicator of this name", "C3"),
    ]


def test_a_table_stands_in_exactly_one_section(paper):
    paper.settings["priorities"][0]["shows"] = []
    assert faults(paper) == [("report.toml", "no section shows the table", "numbers")]
    paper.settings["priorities"][0]["shows"] = ["numbers", "numbers"]
    assert faults(paper) == [("report.toml", "it is shown in two places", "numbers")]


BURGLARY = {"basis": "year", "also_against": ["same_period_last_year"], "comparator": "none", "judged": False}
YEARS = [f"A1,{year}-{year - 1999},year,{value}" for year, value in ((2016, 400), (2017, 380), (2018, 380), (2019, 475))]


@pytest.mark.parametrize(
    ("column", "heads"),
    [
        ({"basis": "year", "ends": "year", "years": 3}, ["2017-18", "2018-19", "2019-20"]),
        ({"basis": "year", "ends": "year", "years": 2, "years_back": 1}, ["2017-18", "2018-19"]),
        ({"basis": "calendar_year", "years": 2}, ["2018", "2019"]),
        ({"basis": "rolling_24_months", "ends": "september", "years": 2}, ["2018-19-Q2", "2019-20-Q2"]),
    ],
)
def test_one_declaration_stands_for_a_column_a_year(paper, column, heads):
    paper.settings["tables"][0]["columns"] = [column]
    (table,) = paper.report("2019-20-Q4").definition.tables
    assert [str(one.period(Period.parse("2019-20-Q4"))) for one in table.columns] == heads


def test_changes_by_year_are_worked_out_each_from_the_year_before_and_one_without_it_is_missing(paper):
    paper.settings["tables"][0]["columns"] = [{"basis": "year", "ends": "year", "years": 4, "shows": "percent_change"}]
    paper.define("A1", **{**BURGLARY, "comparator": "same_period_last_year"})
    paper.receive("2020-05-01", *YEARS)
    figures = paper.figures("2019-20")
    names = [f"A1.percent_change{year}" for year in ("@2016-17", "@2017-18", "@2018-19", "")]
    assert [figures[name].display for name in names] == ["[x]", "−5.0%", "0.0%", "+25.0%"]  # 20 of 400, 0 of 380, 95 of 380
    assert figures[names[0]].reason == "no value for April 2015 to March 2016 was ever received"
    assert figures[names[1]].operands == {"value": "A1.value@2017-18", "reference": "A1.value@2016-17"}


def test_a_change_over_a_declared_break_is_marked(paper):
    paper.settings["tables"][0]["columns"] = [{"basis": "year", "ends": "year", "years": 2, "shows": "change"}]
    breaks = [{"applies_from": "2018-19-Q1", "reason": "Counted anew."}]
    paper.define("A1", **{**BURGLARY, "comparator": "same_period_last_year"}, breaks=breaks)
    paper.receive("2020-05-01", *YEARS)
    figures = paper.figures("2019-20")
    assert figures["A1.percent_change@2018-19"].display == "0.0% [b]"
    assert figures["A1.percent_change"].display == "+25.0%"


@pytest.mark.parametrize(
    ("column", "told"),
    [
        ({"basis": "year", "years": 21}, "years"),
        ({"basis": "year", "shows": "difference"}, "not a known value"),
        ({"change": True, "years": 2}, "is one column, of which nothing else is said"),
        ({"basis": "calendar_year", "ends": "year"}, "a calendar year ends in December"),
    ],
)
def test_a_column_by_year_that_makes_no_sense_is_refused(paper, column, told):
    paper.settings["tables"][0]["columns"] = [{"basis": "year"}, {"basis": "year", "years_back": 1}, column]
    with pytest.raises(FaultsFound, match=told):
        paper.report("2019-20")


def test_percentages_have_no_changes_in_per_cent(paper):
    paper.settings["tables"][0]["columns"] = [{"basis": "year", "shows": "percent_change"}]
    paper.define("A1", basis="year", unit="percent", aggregation="ratio", variance_basis="points")
    with pytest.raises(FaultsFound, match="percentages differ in percentage points: A1"):
        paper.report("2019-20")


def test_each_indicator_of_a_table_leads_to_what_is_known_of_its_quality(paper):
    paper.receive("2017-11-20", "A1,2017-10,rolling_12_months,120", "A1,2016-10,rolling_12_months,100")
    page = page_of(paper, "2017-10")
    assert 'href="#about-A1"' in page.part("paper")._repr_html_()
    assert 'id="about-A1"' in page.part("methods")._repr_html_()
