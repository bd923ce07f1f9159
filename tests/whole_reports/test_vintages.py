"""Vintages: the same quarter as of two days gives the two reports that were right then.

The recount uses Python's csv module and nothing of `pipeline` (see test_northmoor).
"""

import re
from datetime import date
from fractions import Fraction

import pytest
from northmoor import FOLDER, NEWEST, PERIODS, northmoor_records
from test_northmoor import recount

import pipeline.core.today
from pipeline.core.figure_ids import FigureId
from pipeline.definitions.report_files import load_report
from pipeline.received.cases import read_cases
from pipeline.received.received_files import newest_received, received_ahead
from pipeline.received.returns import read_returns

QUARTER = "2025-26-Q3"
DAYS = ("2026-03-02", "2026-05-28")


@pytest.fixture(scope="module")
def as_of(northmoor):
    """The figures of the quarter from what had been received by each of two days."""
    return {day: northmoor(QUARTER, day) for day in DAYS}


@pytest.mark.parametrize("day", DAYS)
def test_the_figures_of_a_day_are_what_a_recount_of_the_files_of_that_day_finds(as_of, day):
    figures = as_of[day]
    for code, (count, *whole) in recount(QUARTER, day).items():
        if whole:
            assert (figures[f"{code}.numerator"].value, figures[f"{code}.denominator"].value) == (count, *whole), code
            # Of D5 twelve months have not passed: its counts are given, and no percentage.
            assert figures[f"{code}.value"].value == (None if code == "D5" else Fraction(100 * count, *whole)), code
        elif code != "A1~rolling":
            assert figures[f"{code}.value"].value == count, code


def test_the_two_days_differ_where_the_files_do_and_nowhere_else(as_of):
    early, late = (recount(QUARTER, day) for day in DAYS)
    differing = {code for code in early if early[code] != late[code]}
    assert differing == {"D5", "D8"}
    values = [
        {
            code: figures[f"{code}.numerator" if code == "D5" else f"{code}.value"].value
            for code in early
            if code != "A1~rolling"
        }
        for figures in as_of.values()
    ]
    assert {code for code in values[0] if values[0][code] != values[1][code]} == differing


def test_no_figure_of_a_day_rests_on_a_file_that_came_later(as_of):
    for day, figures in as_of.items():
        files = {rows.file for figure in figures.values() for rows in figure.rows}
        received = {name.split("/")[1][:10] for name in files if name.startswith(("cases/", "returns/"))}
        assert len(received) > 50 and max(received) <= day


@pytest.mark.parametrize("day", ["2022-02-01", "2024-05-19", "2024-05-20", "2026-03-02"])
def test_the_records_of_an_earlier_day_are_those_that_were_read_on_it(day):
    """Out of everything received since, what had been received by then, with the rows that still counted then."""
    taken_out = northmoor_records(day)
    then = read_cases(FOLDER, load_report(FOLDER.parent, "northmoor", QUARTER).case_tables, day)
    place = ["file", "row"]
    assert list(taken_out.extracts["file"]) == list(then.extracts["file"])
    found, read = (table.sort_values(place).reset_index(drop=True) for table in (taken_out.rows, then.rows))
    assert found[[*place, "day", "whom", "left_out"]].equals(read[[*place, "day", "whom", "left_out"]])


@pytest.mark.parametrize(("period", "last", "day"), [(NEWEST, QUARTER, DAYS[0]), ("2024-25-Q4", "2024-25-Q3", "2025-02-28")])
def test_every_earlier_figure_is_that_of_the_report_made_on_that_day(northmoor, period, last, day):
    """What is worked out again is what the last report said, made with its own date."""
    figures, then = northmoor(period), northmoor(last, day)
    earlier = [one for one in figures.values() if one.parts.reference == "last_report"]
    known = {(one.parts.indicator, one.parts.category, one.parts.measure, one.basis, one.period): one
             for one in then.values() if one.parts.reference == ""}  # fmt: skip
    missing = []
    for one in earlier:
        own = known.get((one.parts.indicator, one.parts.category, one.parts.measure, one.basis, one.period))
        if own is None:
            missing.append(one.id)
            continue
        assert (one.value, sorted(one.rows, key=str)) == (own.value, sorted(own.rows, key=str)), one.id
    lights = {one.parts.indicator for one in earlier if one.parts.measure == "traffic_light"}
    assert len(lights) == 16
    # Days that the last report did not show, such as the whole of the year before: values alone.
    assert {FigureId.parse(one).measure for one in missing} <= {"value", "numerator", "denominator"}, missing
    assert len(missing) < len(earlier) / 4
    revised = {one.parts.indicator for one in earlier if one.parts.measure == "value" and one.basis == "quarter"}
    assert "D5" in revised and isinstance(figures["A1.value:last_report@" + last].value, Fraction)


@pytest.mark.slow
def test_what_the_newest_report_lists_and_marks_as_revised_is_what_a_recount_of_both_days_finds(made):
    """Every quarter, every whole year and the nine months of the last report: by 2 March 2026, and by now."""
    nine_months, years = [(QUARTER, False)], [(period, False) for period in PERIODS[:-1] if period.endswith("Q4")]
    expected = {}
    for period, quarter in [*((period, True) for period in PERIODS[:-1]), *years, *nine_months]:
        then, now = (recount(period, *day, quarter=quarter) for day in ([DAYS[0]], []))
        expected |= {(code, period, quarter): (then[code], now[code]) for code in then if then[code] != now[code]}
    assert len(expected) == 9
    page = (made("northmoor", NEWEST) / "report.html").read_text(encoding="utf-8")
    table = page.split('id="revisions"')[1].split("</table>")[0]
    listed = dict(_revised(row) for row in table.split("<tr>")[2:])
    assert listed.keys() == expected.keys()
    pairs = [(shown, true) for key, counts in listed.items() for shown, true in zip(sum(counts, ()), sum(expected[key], ()), strict=True)]
    assert all(shown in (None, true) for shown, true in pairs)
    assert 0 < sum(shown is None for shown, _ in pairs) < len(pairs) / 4, "the rule of small numbers withholds few of them"
    # A percentage of D5 that is not known yet has no mark of its own: its counts have it.
    marked = re.findall(r'data-figure="(?=D5|\w+\.value)([ADMP]\d)\.(?:value|(?:numer|denomin)ator)(~\w+)?@([\w-]+)">[^<]*\[r\]', page)
    days = {(code, f"{at}-Q4" if basis == "~year" else at, basis == "~quarter") for code, basis, at in marked}
    received_as_revised = {found for found in days if found[0] == "A3"}  # its sender says so in its return
    assert days - received_as_revised == set(expected)


def _revised(row):
    """A row of the table: what it is of, and numerator and denominator as they were and as they are; None where withheld."""
    counts = re.findall(
        r'value="(\d*)" data-figure="(\w+)\.(?:numer|denomin)ator(?::last_report)?(~quarter)?@([\w-]+)"', row
    )
    ((code, basis, period),) = {found[1:] for found in counts}
    was, of, is_now, of_now = (int(found[0]) if found[0] else None for found in counts)
    return (code, period, basis == "~quarter"), ((was, of), (is_now, of_now))


# Days to come

TODAY = date(2023, 12, 15)
RECORD = 'publisher = "Made up"\nlicence = "none"\nreceived = {}\n'


def put(folder, name, text="a,b\n1,2\n"):
    path = folder.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    "name",
    ["returns/2062-11-30_police.csv", "returns/2023-12-16_police.csv", "actions/2062-11-30_tracker.csv",
     "cases/2062-11-30_referrals.csv", "cases/2062-11-30/referrals.csv"],
)  # fmt: skip
def test_a_file_that_was_received_after_today_is_refused_by_name_unless_the_report_is_asked_for_as_of_then(folder, name):
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,5")
    put(folder, name)
    day = name.split("/")[1][:10]
    [fault] = received_ahead(folder.folder, "2023-11-30", TODAY)
    assert (fault.file, fault.what, fault.found) == (name, "received after today", day)
    assert str(fault).endswith(f"ask for the report as of then: --as-of {day}.")
    assert received_ahead(folder.folder, day, TODAY) == []
    assert newest_received(folder.folder, "", TODAY) == "2023-11-30"  # and no run is made from it
    assert newest_received(folder.folder, day, TODAY) == day


def test_a_reference_table_whose_record_says_a_day_to_come_is_refused_too(folder):
    put(folder, "lookups/population.csv")
    put(folder, "lookups/population.source.toml", RECORD.format("2062-11-30"))
    [fault] = received_ahead(folder.folder, "2023-11-30", TODAY)
    assert (fault.file, fault.found) == ("lookups/population.csv", "2062-11-30")


def test_a_file_of_today_is_received(folder):
    folder.receive("2023-12-15", "A1,2023-24-Q2,year_to_date,5")
    assert received_ahead(folder.folder, "", TODAY) == []
    assert newest_received(folder.folder, "", TODAY) == "2023-12-15"


def test_a_day_to_come_is_asked_for_only_where_something_is_dated_so(folder):
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,5")
    [fault] = received_ahead(folder.folder, "2062-01-01", TODAY)
    assert (fault.column, fault.found) == ("as_of", "2062-01-01")
    assert received_ahead(folder.folder, "2023-12-15", TODAY) == []


def test_a_clock_that_is_set_back_refuses_nothing_that_was_there_when_this_was_written(monkeypatch):
    class SetBack(date):
        @classmethod
        def today(cls):
            return cls(1980, 1, 1)

    monkeypatch.setattr(pipeline.core.today, "date", SetBack)
    assert pipeline.core.today.today() == pipeline.core.today.WRITTEN
    assert received_ahead(FOLDER) == []


def test_records_cannot_be_taken_out_of_a_system_after_they_were_received(folder):
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,5")
    record = RECORD.format("2023-11-30") + "taken = 2023-12-01\n"
    put(folder, "returns/2023-11-30_partners.source.toml", record)
    [fault] = read_returns(folder.folder).faults
    assert str(fault) == (
        'returns/2023-11-30_partners.source.toml, key taken: taken out of the system after it was received; '
        'found "2023-12-01"; expected a day up to 2023-11-30.'
    )
