"""Street files of data.police.uk, as downloaded, through the template `recorded-crime`. Places, records and people are made up."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from conftest import calculate
from in_process import report_here
from support import audit_of, quality_of

from pipeline.definitions.report_files import load_report
from pipeline.figures.figure import Figures
from pipeline.received.cases import read_cases
from pipeline.received.returns import read_returns
from reporting.folders.new_report import write_template

HEADER = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context"
ASB = "Anti-social behaviour"
# Month → records: identifier, small area, type.
STREET = {
    "2025-01": [("", "Eastmere 001A", ASB), ("j1", "Eastmere 001A", "Burglary")],
    "2025-02": [("f1", "Westmere 002B", "Robbery")],
    "2025-04": [
        ("", "Eastmere 001A", ASB),
        ("", "Eastmere 001A", ASB),  # alike in every column: two incidents
        ("b1", "Eastmere 001A", "Burglary"),
        ("b2", "Westmere 002B", "Burglary"),
        ("d1", "Fernmoor 001C", "Drugs"),  # of another partnership, under a short form of its name
        ("d2", "", "Drugs"),
        ("r1", "Oldport 003A", "Robbery"),  # of a district that is part of a new authority
    ],
    "2025-05": [
        ("", "Westmere 002B", ASB),
        ("b1", "Eastmere 001A", "Other theft"),  # published in April under another type
        ("s1", "Eastmere 001A", "Shoplifting"),
        ("d2", "Eastmere 001A", "Drugs"),  # had no place in April, so it did not count there
    ],
    "2025-06": [("v1", "Westmere 002B", "Vehicle crime"), ("", "", ASB), ("", "Eastmere 001A", ASB)],
}
LOOKUP = """LAD23CD,LAD23NM,CSP23CD,CSP23NM,PFA23CD,PFA23NM,ObjectId
X1,Eastmere,Y1,The Meres,Z1,Moorland,1
X2,Westmere,Y1,The Meres,Z1,Moorland,2
X3,"Fernmoor, County of",Y2,Fernmoor,Z1,Moorland,3
X4,Oldport and Newhaven,Y3,Oldport,Z1,Moorland,4
X4,Oldport and Newhaven,Y4,Newhaven,Z1,Moorland,5
"""
PEOPLE = {"Moorland": (99_000, 98_000), "Eastmere": (40_000, 39_500), "Westmere": (10_000, 9_500),
          "Fernmoor, County of": (30_000, 30_000), "Oldport and Newhaven": (19_000, 19_000)}  # fmt: skip


class Download:
    """A report folder made from the template, with what somebody downloaded on 1 August 2025."""

    def __init__(self, root: Path, partnership: str = "The Meres"):
        self.root, self.folder = root, root / "meres"
        write_template(self.folder, "recorded-crime", {"PARTNERSHIP": partnership, "FORCE": "moorland"})
        self.write(
            "lookups/names-in-street-files.csv",
            "name,partnership,why\nFernmoor,Fernmoor,short\nOldport,Oldport,merged\n",
        )
        self.write("lookups/LAD_to_CSP_to_PFA_lookup_2023-12.csv", "\ufeff" + LOOKUP)
        self.population()
        for month, records in STREET.items():
            self.street(month, records)

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))

    def street(
        self, month: str, records: list, *, received: str = "2025-08-01", name: str = "", header: str = HEADER
    ) -> None:
        lines = [f"{number},{month},,,,,,,{area},{kind},," for number, area, kind in records]
        self.write(f"cases/{received}/{name or f'{month}-moorland-street'}.csv", "\r\n".join([header, *lines]) + "\r\n")

    def population(self) -> None:
        book = openpyxl.Workbook()
        book.active.title = "Cover sheet"
        sheet = book.create_sheet("MYE4")
        for row in range(1, 8):
            sheet.cell(row, 1, "About this table.")
        for row, cells in enumerate([("Code", "Name", "Geography", "Mid-2025", "Mid-2024"),
                                     *(("X", name, "Area", *numbers) for name, numbers in PEOPLE.items())], start=8):  # fmt: skip
            for column, cell in enumerate(cells, start=1):
                sheet.cell(row, column, cell)
        book.save(self.folder / "lookups/LAD23_Mid_Year_pop_2011_to_2022.xlsx")

    def figures(self, period: str = "2025-26-Q1") -> Figures:
        report = load_report(self.root, "meres", period)
        records, returns = read_cases(self.folder, report.case_tables), read_returns(self.folder)
        assert not [*records.faults, *returns.faults]
        return calculate(report, returns.observations, records=records)

    def faults(self, period: str = "2025-26-Q1") -> list[str]:
        report = load_report(self.root, "meres", period)
        return list(map(str, [*read_cases(self.folder, report.case_tables).faults, *read_returns(self.folder).faults]))


@pytest.fixture
def download(tmp_path) -> Download:
    return Download(tmp_path)


def test_every_record_of_the_partnership_counts_once_by_type(download):
    figures = download.figures()
    types = {"Burglary": 2, "Shoplifting": 1, "Drugs": 1, "Vehicle crime": 1}
    found = {figure.parts.category: figure.value for figure in figures.values() if figure.id.endswith("].value")
             and figure.parts.indicator == "crime"}  # fmt: skip
    assert (figures["asb.value"].value, figures["crime.value"].value) == (4, 5)
    assert Counter(found) == Counter(types) and len(found) == 13  # a type without a record is a true zero
    assert ASB not in found


def test_rows_received_are_those_used_and_those_left_out_for_each_reason(download):
    totals = {
        one.parts.category: one.value for one in download.figures().values() if one.parts.indicator == "rows-received"
    }
    records, populations = sum(map(len, STREET.values())), 4
    assert totals.pop("") == records + populations == sum(totals.values())
    assert {reason: number for reason, number in totals.items() if number} == {
        "used": 9 + 3 + populations,  # those of the quarter, and of the two earlier months that are shown by themselves
        "the-place-is-not-given": 2, "in-another-partnership": 2, "the-same-crime-was-published-before": 1,
    }  # fmt: skip


def test_the_rate_rests_on_the_newest_residents_of_all_authorities_at_the_end_of_the_period(download):
    figures = download.figures()
    assert figures["crime-rate.value"].value == pytest.approx(5 / 50_000 * 1000)
    assert figures["asb-rate.value"].value == pytest.approx(4 / 50_000 * 1000)
    (people,) = figures["crime-rate.denominator"].operands.values()
    assert figures[people].formula == "eastmere + westmere"
    parts = [figures[one].rows[0] for one in figures[people].operands.values()]
    assert [(one.file, one.sheet, one.rows, one.column) for one in parts] == [
        ("lookups/LAD23_Mid_Year_pop_2011_to_2022.xlsx", "MYE4", (row,), "D") for row in (10, 11)
    ]


def test_a_quarter_with_a_missing_month_has_no_value_and_says_which_month(download):
    value = download.figures("2024-25-Q4")["crime.value"]
    assert (value.display, value.reason) == ("[x]", "no value for March 2025 was ever received")
    download.street("2025-03", [])
    (fault,) = download.faults("2024-25-Q4")  # cut to its header: by its name alone it would be there
    assert "2025-03-moorland-street.csv: the extract has no records" in fault
    record = 'publisher = "Made up"\nlicence = "none"\nreceived = 2025-08-01\nrows = 0\n'
    download.write("cases/2025-08-01/2025-03-moorland-street.source.toml", record)
    assert download.figures("2024-25-Q4")["crime.value"].value == 2


def test_a_month_that_is_downloaded_again_replaces_the_earlier_one(download):
    download.street(
        "2025-06",
        [("v1", "Westmere 002B", "Vehicle crime"), ("v2", "Westmere 002B", "Vehicle crime")],
        received="2025-09-02",
    )
    figures = download.figures()
    assert (figures["crime.value"].value, figures["asb.value"].value) == (6, 3)
    assert figures["rows-received[superseded].total"].value == 3


def test_the_folders_of_the_download_and_other_spellings_of_the_header_are_read(download):
    (download.folder / "cases/2025-08-01/2025-06-moorland-street.csv").unlink()
    header = "\ufeff" + HEADER.replace("Crime ID", "crime_id").replace("LSOA name", "lsoa_name").replace(
        "Context", " Context "
    )
    download.street("2025-06", STREET["2025-06"], name="2025-06/2025-06-moorland-street", header=header)
    assert download.figures()["crime.value"].value == 5


def test_the_forces_that_cover_an_area_together_must_all_be_there(download):
    path = download.folder / "cases.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("<part>moorland", "<part>moorland|border"), encoding="utf-8"
    )
    download.street("2025-04", [("x1", "Eastmere 001A", "Drugs")], name="2025-04-border-street")
    assert download.figures()["crime.value"].reason == "no values for May 2025 and June 2025 were ever received"


@pytest.mark.parametrize(
    ("month", "records", "rest", "told"),
    [
        ("2025-07", [("n1", "Nowhere 001A", "Drugs")], {}, "a name that is not in lookups/names-in-street-files.csv or lookups/LAD"),
        ("2025-07", [("n1", "Oldport and Newhaven 001A", "Drugs")], {}, "leads to several names: Oldport, Newhaven"),
        ("2025-07", [("n1", "Eastmere 001A", "Violent crime")], {}, 'found "Violent crime"'),
        ("2025-07", [("n1", "Eastmere", "Drugs")], {}, "the text has not the declared form"),
        ("2025-06", STREET["2025-06"], {"name": "2025-06/2025-06-moorland-street"}, "arrived on the same day"),
        ("2025-06", STREET["2025-06"], {"name": "2025-06-moorland-street (1)"}, "the extract belongs to no case table"),
        ("2025-07", [], {"header": "Month,Reported by,Falls within,Easting,Northing,Location,Crime type,Context"}, "a column is missing"),
    ],
)  # fmt: skip
def test_what_no_rule_covers_is_refused_by_name(download, month, records, rest, told):
    download.street(month, records, **rest)
    assert any(told in fault for fault in download.faults())


def test_records_of_another_month_than_the_file_is_named_for_stop_the_run(download):
    download.street("2025-06", STREET["2025-06"], name="2025-07-moorland-street")
    failing = quality_of(load_report(download.root, "meres", "2025-26-Q1"))[1]
    assert "the record's day lies outside the days that its extract covers" in set(failing["says"])


def test_a_misspelt_partnership_is_refused_instead_of_leaving_out_every_record(tmp_path):
    faults = Download(tmp_path, "The Mere").faults()
    assert any(
        "cases.toml, line" in fault and "a name that no row can have" in fault and "The Meres" in fault
        for fault in faults
    )
    assert any("no label leads to this name" in fault for fault in faults)


def test_the_people_of_an_authority_in_several_partnerships_cannot_be_divided(tmp_path):
    (fault,) = Download(tmp_path, "Oldport").faults()
    assert "Oldport and Newhaven belongs only in part to Oldport" in fault


def test_without_the_workbook_its_record_says_so(download):
    (download.folder / "lookups/LAD23_Mid_Year_pop_2011_to_2022.xlsx").unlink()
    (fault,) = download.faults()
    assert "the table that this record describes is not there" in fault


def test_the_command_writes_the_template_for_a_partnership(tmp_path):
    def new(*more: str) -> int:
        return report_here("new", "meres", "--template", "recorded-crime", *more, "--data", tmp_path).returncode

    assert new("--partnership", 'The "Meres"') == 2 and not (tmp_path / "meres").exists()
    assert new("--partnership", "Bristol, City of", "--force", "avon-and-somerset") == 0
    text = (tmp_path / "meres/cases.toml").read_text(encoding="utf-8")
    assert 'partnership = ["Bristol, City of"]' in text and "(?P<part>avon-and-somerset)-street" in text


@pytest.mark.slow
def test_the_download_becomes_a_report_outside_the_project(tmp_path):
    download = Download(tmp_path / "elsewhere")
    run = report_here("run", "meres", "2025-26-Q1", "--data", download.root, "--outputs", tmp_path / "outputs")
    assert run.returncode == 0, run.stderr
    page = Path(run.stdout.splitlines()[-1])
    ledger = json.loads(page.with_name("ledger.json").read_text(encoding="utf-8"))
    shown = {one["id"]: one["display"] for one in ledger["figures"]}
    # One of five incidents and, without the one published again, one of eight crimes have no small area: more than the template lets pass without a mark.
    assert (shown["crime.value"], shown["asb.value"], shown["crime-rate.value"]) == ("5 [u]", "4 [u]", "0.10 [u]")
    text = page.read_text(encoding="utf-8")
    assert "In another partnership" in (audit_of(page.parent) / "exclusions.csv").read_text(encoding="utf-8")
    assert 'datetime="2025-06-30"' in text
    assert "1 of 5 records have nothing in" in text and "1 of 8 records have nothing in" in text
