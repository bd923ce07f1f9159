"""Names that are typed in two ways: told with the known name, and never two things of which neither was received."""

from __future__ import annotations

import json

import pytest
from conftest import NOTEBOOK
from in_process import faults_of_run
from support import COUNTED, count_referrals

from pipeline.core.faults import Fault, FaultsFound, folded, suggestion
from pipeline.quality.spellings import category_faults, level_faults, one_slip
from pipeline.received.return_rows import read_row
from pipeline.received.returns import read_returns

COLUMNS = "indicator,period,basis,value,category"
SUB_GROUPS = {"total": False, "judged": False, "variance_basis": None, "comparator": "none"}


@pytest.fixture
def told(folder):
    """What is told of the categories of the folder's returns."""

    def lines() -> list[str]:
        report = folder.report()
        return [str(fault) for fault in category_faults(report, read_returns(folder.folder).observations)]

    return lines


def receive(folder, day, *lines, name="partners"):
    text = "\n".join([COLUMNS, *lines]) + "\n"
    (folder.folder / "returns" / f"{day}_{name}.csv").write_text(text, encoding="utf-8")


def test_a_sub_group_in_small_letters_is_told_with_the_declared_name(folder, told):
    folder.define("A1", categories={"Castle": {}, "Harbour": {}}, **SUB_GROUPS)
    receive(folder, "2023-11-30", "A1,2023-24-Q2,year_to_date,5,castle", "A1,2023-24-Q2,year_to_date,4,Harbour")
    assert told() == [
        'returns/2023-11-30_partners.csv, row 2, column category: a known category, spelled otherwise; found "castle". '
        "Did you mean Castle? Read it so by a correction (corrections.toml), or ask for the return again."
    ]


@pytest.mark.parametrize("typed", ["CASTLE WARD", "Castle-Ward", "CastleWard", "castle  ward", "Cästle Ward", "Castle_ward."])
def test_capitals_blanks_hyphens_and_accents_make_no_other_name(folder, told, typed):
    folder.define("A1", categories={"Castle Ward": {}}, **SUB_GROUPS)
    receive(folder, "2023-11-30", f"A1,2023-24-Q2,year_to_date,5,{typed}")
    [line] = told()
    assert "a known category, spelled otherwise" in line and "Did you mean Castle Ward?" in line


def test_where_nothing_is_declared_the_spelling_of_most_rows_counts(folder, told):
    receive(folder, "2023-08-30", "A1,2023-24-Q1,quarter,5,Castle", "A1,2023-24-Q1,quarter,9,")
    receive(folder, "2023-11-30", "A1,2023-24-Q2,quarter,5,Castle", "A1,2023-24-Q2,quarter,9,", name="one")
    receive(folder, "2023-11-30", "A1,2022-23-Q2,quarter,5,castle", "A1,2022-23-Q2,quarter,9,", name="two")
    folder.define("A1")
    [line] = told()
    assert line.startswith("returns/2023-11-30_two.csv, row 2, column category:") and "Did you mean Castle?" in line


@pytest.mark.parametrize("typed", ["Castel", "Castl", "Castles", "Cattle"])
def test_one_letter_from_a_declared_name_is_told_unless_it_is_declared_too(folder, told, typed):
    folder.define("A1", categories={"Castle": {}, "Harbour": {}})
    receive(folder, "2023-11-30", f"A1,2023-24-Q2,year_to_date,5,{typed}")
    [line] = told()
    assert f"a category one letter from a declared one; found \"{typed}\". Did you mean Castle?" in line
    folder.define("A1", categories={"Castle": {}, typed: {}})
    assert told() == []


def test_categories_that_break_down_a_total_may_be_others_but_not_where_there_are_only_sub_groups(folder, told):
    folder.define("A1", categories={"Castle": {}})
    receive(folder, "2023-11-30", "A1,2023-24-Q2,year_to_date,5,Moorland")
    assert told() == []
    folder.define("A1", categories={"Castle": {}}, **SUB_GROUPS)
    [line] = told()
    assert "no category of this indicator, which has no total" in line and "There are: Castle." in line


@pytest.mark.parametrize("pair", [("5-9", "59"), ("1.1", "11"), ("Ward 11", "Ward 12"), ("North East", "North West")])
def test_ages_numbers_and_points_of_the_compass_are_names_of_their_own(folder, told, pair):
    folder.define("A1", categories={pair[0]: {}})
    receive(folder, "2023-11-30", *(f"A1,2023-24-Q2,year_to_date,5,{one}" for one in pair))
    assert told() == []
    assert folded("5 – 9") == folded("5-9")


def test_a_category_that_is_counted_from_records_is_known_in_returns_too(folder, told):
    count_referrals(folder)
    counted = {"table": "referrals", "rule": "rows", "by": "place"}
    folder.define("A1", **COUNTED, counted=counted)
    receive(folder, "2022-11-30", "A1,2022-23-Q2,quarter,5,North")
    [line] = told()
    assert "Did you mean north?" in line


def test_a_level_of_a_sub_group_that_nothing_is_counted_by_is_told(folder):
    count_referrals(folder)
    folder.define("A1", **COUNTED, counted={"table": "referrals", "rule": "rows", "by": "place"}, categories={"North": {}})
    [fault] = level_faults(folder.report())
    assert (fault.file, fault.found, fault.action) == ("indicators.toml", "North", "Did you mean north?")


@pytest.mark.parametrize(
    ("own", "said"),
    [({"table": "visits"}, "there is no case table visits"), ({"by": "plaice"}, "plaice")],
    ids=["table", "column"],
)
def test_a_count_of_a_table_or_by_a_column_that_is_not_there_is_told_and_not_its_levels(folder, own, said):
    count_referrals(folder)
    folder.define("A1", **COUNTED, counted={"table": "referrals", "rule": "rows", "by": "place", **own}, categories={"North": {}})
    with pytest.raises(FaultsFound):
        folder.report()
    ended, faults = faults_of_run(folder.root, "demo", "2023-24-Q2")
    assert ended == "refused" and any(said in fault for fault in faults), faults
    assert not [fault for fault in faults if "a sub-group that the indicator is not counted by" in fault]


def test_notebook_1_tells_of_them():
    source = "".join(
        line for cell in json.loads((NOTEBOOK.parent / "1_ingest.ipynb").read_text(encoding="utf-8"))["cells"]
        for line in cell["source"] if cell["id"] == "faults"
    )  # fmt: skip
    assert "category_faults(report, returns.observations)" in source and "misplaced(step.folder" in source


@pytest.mark.parametrize(
    ("column", "typed", "meant"),
    [("basis", "Year-to-date", "year_to_date"), ("basis", "Quarter", "quarter"), ("status", "P", "p"), ("status", "X", "x")],
)
def test_a_basis_or_a_status_that_is_spelled_otherwise_is_told_with_the_known_one(column, typed, meant):
    cells = {"indicator": "A1", "period": "2023-24-Q2", "basis": "quarter", "value": "5", column: typed}
    _, faults = read_row(cells, Fault("", "returns/a.csv", row=2))
    assert any(f"Did you mean {meant}?" in str(fault) for fault in faults)


@pytest.mark.parametrize(("period", "columns"), [("2023/24 Q2", ["basis", "period"]), ("2004-05", ["basis"]), ("2017-10", ["basis"])])
def test_a_period_is_told_beside_a_basis_that_is_unknown_and_one_that_only_a_basis_could_tell_is_not(period, columns):
    cells = {"indicator": "A1", "period": period, "basis": "year to date", "value": "5"}
    _, faults = read_row(cells, Fault("", "returns/a.csv", row=2))
    assert [fault.column for fault in faults] == columns


@pytest.mark.parametrize(("typed", "code"), [("a1", "A1"), ("CP03 P177", "CP03-P177"), ("cp03-p177", "CP03-P177")])
def test_an_indicator_that_is_spelled_otherwise_is_told_with_its_code(typed, code):
    assert suggestion(typed, ["A1", "CP03-P177", "CP03-P178", "A2"]) == f"Did you mean {code}?"


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [("Castle", "Castel", True), ("Castle", "Cstle", True), ("Castle", "CASTLY", True), ("Castle", "Csatel", False),
     ("Male", "Sale", False), ("Ward 1", "Ward 2", False), ("Castle", "Castle", False), ("Castle1", "Castle", False)],
)  # fmt: skip
def test_one_slip(one, other, slip):
    assert one_slip(one, other) == slip == one_slip(other, one)
