"""Corrections: known errors of sources, applied while files are read, told beside every figure, and refused where they do not fit."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from conftest import calculate
from in_process import report_here
from support import DATA, count_referrals, quality_of

from pipeline.core.faults import FaultsFound
from pipeline.files.record_table import RecordTable
from pipeline.methods.judgements.rows_accounted import account_for_rows
from pipeline.quality.waivers import critical_faults
from pipeline.received.cases import read_cases
from pipeline.received.corrector import Corrector, applied_table
from pipeline.received.returns import read_returns

FILE = "returns/2023-11-30_partners.csv"
SWAPPED = f"""
[[correction]]
file = "{FILE}"
where = {{ indicator = "A1", period = "2023-24-Q2" }}
column = "value"
found = "84"
becomes = "48"
role = "data manager"
reason = "digits swapped; the sender confirmed it"
"""
LEFT_OUT = f"""
[[correction]]
file = "{FILE}"
row = 3
column = "value"
found = "many"
leave_out = true
role = "data manager"
reason = "sent by mistake"
"""


@pytest.fixture
def swapped(folder):
    """A return whose first value has its digits swapped; a second indicator stands in the same file."""
    for code in ("A1", "A2"):
        folder.define(code)
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,84", "A2,2023-24-Q2,year_to_date,7")
    return folder


def correct(folder, text):
    (folder.folder / "corrections.toml").write_text(text, encoding="utf-8")


def faults_of(folder, as_of=""):
    """What notebook 1 would say of the corrections."""
    defined, corrector = folder.report(), None
    corrector = Corrector(defined.corrections)
    inputs = [*read_returns(folder.folder, as_of, corrector).inputs["file"]]
    inputs += [*read_cases(folder.folder, defined.case_tables, as_of, corrector).inputs["file"]]
    return [str(fault) for fault in corrector.faults + corrector.idle(folder.folder, as_of, inputs)]


def test_the_value_is_read_as_corrected_and_the_file_stays_as_it_was(swapped):
    before = (swapped.folder / FILE).read_bytes()
    correct(swapped, SWAPPED)
    assert swapped.figures()["A1.value"].value == 48
    assert (swapped.folder / FILE).read_bytes() == before


def test_every_figure_that_rests_on_the_cell_says_so_and_the_others_of_the_file_do_not(swapped):
    correct(swapped, SWAPPED)
    figures = swapped.figures()
    carrying = {figure.id for figure in figures.values() if "correction-1" in figure.quality}
    assert {"A1.value", "A1.traffic_light", "A1.trend:previous_years"} <= carrying
    assert not {name for name in carrying if name.startswith("A2.")}
    (rows,) = figures["A1.value"].record()["rows"]
    assert rows["corrected"] == ({"row": 2, "column": "value", "found": "84", "becomes": "48", "correction": 1},)


def test_the_correction_of_one_count_does_not_touch_the_other(folder):
    folder.define("A1", unit="percent", aggregation="ratio", variance_basis="points", decimals=1)
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,,12,40")
    correct(folder, SWAPPED.replace('column = "value"', 'column = "numerator"').replace("84", "12").replace("48", "21"))
    figures = folder.figures()
    assert figures["A1.value"].display == "52.5% [u]"
    assert [figures[f"A1.{measure}"].quality for measure in ("value", "numerator", "denominator")] == [
        ("correction-1",), ("correction-1",), (),
    ]  # fmt: skip


def test_a_cell_that_cannot_be_read_can_be_corrected_or_its_row_left_out(folder):
    for code in ("A1", "A2"):
        folder.define(code)
    folder.receive(
        "2023-11-30", "A1,2023-24-Q2,year_to_date,84", "A2,2023-24-Q1,year_to_date,many", "A2,2023-24-Q2,year_to_date,7"
    )
    correct(folder, LEFT_OUT)
    defined = folder.report()
    corrector = Corrector(defined.corrections)
    returns = read_returns(folder.folder, "", corrector)
    assert (returns.faults, list(returns.observations["row"])) == ([], [2, 4])
    applied = applied_table(corrector.applied, returns.inputs)
    figures = calculate(defined, returns.observations, corrections=applied)
    accounts = account_for_rows(defined, returns.observations, RecordTable(read_cases(Path(), {}).rows), figures, applied)
    assert dict(zip(accounts["row"], accounts["use"], strict=True)) == {2: "used", 4: "used", 3: "sent by mistake"}
    correct(folder, LEFT_OUT.replace("leave_out = true", 'becomes = "5"'))
    corrector = Corrector(folder.report().corrections)
    assert read_returns(folder.folder, "", corrector).faults == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("84", "85"), f'{FILE}, row 2, column value: correction 1 (corrections.toml) expects another value; found "84"; expected "85"'),
        (('indicator = "A1"', 'indicator = "A3"'), f"{FILE}, column value: correction 1 (corrections.toml) matches no rows"),
        (('indicator = "A1", ', ""), "correction 1 (corrections.toml) matches 2 rows: 2, 3"),
        (('column = "value"', 'column = "valeu"'), 'names a column that is not there; found "valeu". Did you mean value?'),
        (("partners.csv", "partner.csv"), 'corrections.toml, line 3, key file: the correction matches nothing: no such file was read'),
        (("partners.csv", "partner.csv"), f"Did you mean {FILE}?"),
    ],
)  # fmt: skip
def test_a_correction_that_does_not_fit_is_refused_with_its_place(swapped, change, said):
    correct(swapped, SWAPPED.replace(*change))
    (fault,) = faults_of(swapped)
    assert said in fault


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("becomes", "leave_out = true\nbecomes"), "says what the cell `becomes` or `leave_out = true`, one of the two"),
        (("column", "row = 2\ncolumn"), "names its row by `where` or by `row`, one of the two"),
        (('found = "84"\n', ""), "`column` and `found` go together"),
        (('becomes = "48"', "becomes = 48"), "expected a text in quotes"),
        (("becomes", "becoms"), "Did you mean becomes?"),
        (('role = "data manager"\n', ""), "a required key is missing"),
    ],
)  # fmt: skip
def test_a_correction_that_says_too_much_or_too_little_is_refused(swapped, change, said):
    correct(swapped, SWAPPED.replace(*change))
    with pytest.raises(FaultsFound, match=r"corrections\.toml, line \d") as raised:
        swapped.report()
    assert said in str(raised.value)


def test_a_correction_of_a_file_that_had_not_arrived_waits(swapped):
    swapped.receive("2023-10-31", "A1,2023-24-Q1,year_to_date,3", name="early")
    correct(swapped, SWAPPED)
    assert faults_of(swapped, as_of="2023-10-31") == []
    (swapped.folder / FILE).unlink()  # what was made as of that day is made again without it
    assert faults_of(swapped, as_of="2023-10-31") == []


def test_a_corrected_value_is_checked_like_any_other(swapped):
    correct(swapped, SWAPPED.replace('becomes = "48"', 'becomes = "-48"'))
    defined = swapped.report()
    _, failing = quality_of(defined)
    assert [fault.what for fault in critical_faults(failing)] == ["a negative count"]


def test_records_are_corrected_and_left_out_in_the_same_way(folder):
    count_referrals(folder)
    folder.receive_cases(
        "2023-10-05_referrals", "id,referred,place", "1,2023-07-03,nort", "2,2023-07-04,south", "3,2023-07-05,south",
        covers="2023-07-01, 2023-09-30",
    )  # fmt: skip
    head = (
        '[[correction]]\nfile = "cases/2023-10-05_referrals.csv"\nrole = "data manager"\nreason = "as the team says"\n'
    )
    correct(
        folder,
        f'{head}where = {{ id = "1" }}\ncolumn = "place"\nfound = "nort"\nbecomes = "north"\n{head}where = {{ id = "3" }}\nleave_out = true\n',
    )
    figures = folder.figures()
    assert (figures["A1.value"].value, figures["A2.value"].value) == (1, 1)
    assert (figures["A1.value"].quality, figures["A2.value"].quality) == (("correction-1",), ())
    assert figures["rows-received.total"].value == 3 and figures["rows-received[as-the-team-says].total"].value == 1


def test_a_described_return_is_corrected_by_row_and_letter(tmp_path):
    (tmp_path / "returns").mkdir()
    (tmp_path / "returns/2023-11-30_force.csv").write_text("Offence,Q1,Q2\nBurglary,12,31\n")
    (tmp_path / "returns/2023-11-30_force.source.toml").write_text(
        'publisher = "Made up"\nlicence = "none"\nreceived = 2023-11-30\n[[layout]]\nsheet = ""\nheader_rows = [1]\nfirst_row = 2\nlast_row = 2\nbasis = "quarter"\n'
        '[[layout.columns]]\ntext = "Offence"\nholds = "label"\n[[layout.columns]]\ntext = "Q1"\nholds = "value"\nperiod = "2023-24-Q1"\n'
        '[[layout.columns]]\ntext = "Q2"\nholds = "value"\nperiod = "2023-24-Q2"\n[layout.names]\nBurglary = { indicator = "A1" }\n'
    )
    (tmp_path / "corrections.toml").write_text(
        '[[correction]]\nfile = "returns/2023-11-30_force.csv"\nrow = 2\ncolumn = "C"\nfound = "31"\nbecomes = "13"\nrole = "analyst"\nreason = "swapped"\n'
    )
    from pipeline.definitions.corrections import read_corrections
    from pipeline.received.observations import caveats_of

    corrector = Corrector(read_corrections(tmp_path)[0])
    returns = read_returns(tmp_path, "", corrector)
    assert returns.faults == [] and list(returns.observations["value"]) == [12, 13]
    none = pd.DataFrame(columns=["file", "sheet", "row", "cells", "expectation"])
    caveats = caveats_of(none, applied_table(corrector.applied, returns.inputs), returns.observations)
    ((place, ((name, columns, cell),)),) = caveats.places.items()
    assert (place[2], name, columns, cell.becomes) == (2, "correction-1", {"C"}, "13")


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Borders with a corrected cell: its run folder, its audit edition, and the trace of a change that rests on the cell."""
    root = tmp_path_factory.mktemp("corrected")
    folder = shutil.copytree(DATA / "borders", root / "data" / "borders")
    (folder / "corrections.toml").write_text(
        '[[correction]]\nfile = "returns/2023-11-30_published-report.csv"\nwhere = { indicator = "CP03-P177", period = "2023-24-Q2" }\n'
        'column = "value"\nfound = "48"\nbecomes = "84"\nrole = "data manager"\nreason = "digits swapped"\n'
    )
    made = report_here("run", "borders", "2023-24-Q2", "--data", root / "data", "--outputs", root / "outputs")
    assert made.returncode == 0, made.stderr
    (page,) = (root / "outputs/borders/2023-24-Q2").glob("*/report.html")
    traced = report_here("trace", page.parent.name, "CP03-P177.change", "--outputs", root / "outputs")
    return page.parent, root / "outputs/restricted/borders/2023-24-Q2" / page.parent.name, traced.stdout


@pytest.mark.slow
def test_a_correction_is_told_in_the_page_the_trace_and_the_ledger(run):
    published, audit, traced = run
    page = (published / "report.html").read_text(encoding="utf-8")
    assert "Known errors that are corrected as files are read" in page and "‡" in page
    assert "48 is read as 84, as the data manager says: digits swapped" in page
    assert "value=48" in traced and "column value: '48' is read as '84' (correction-1)" in traced
    assert "corrected by correction-1: 48 is read as 84" in traced
    (value,) = [
        one for one in json.loads((audit / "ledger.json").read_text())["figures"] if one["id"] == "CP03-P177.value"
    ]
    assert (value["value"], value["rows"][0]["corrected"][0]["found"]) == (84, "48")
    assert len(pd.read_csv(audit / "corrections.csv")) == 1
