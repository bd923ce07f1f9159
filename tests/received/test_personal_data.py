"""Personal data in records: told by heading and by pattern, refused unless it is declared, and then shown nowhere."""

from __future__ import annotations

import random

import pandas as pd
import pytest
from conftest import ReportFolder
from in_process import report_here
from support import COUNTED

from pipeline.core.faults import FaultsFound
from pipeline.files.personal_data import kind_of_heading, kinds_in, nhs_number
from pipeline.received.cases import read_cases
from pipeline.received.corrector import Corrector

TABLE = """
[referrals]
about = "One row a referral."
files = "referrals"
key = "id"
date = "referred"
columns.id = { kind = "text" }
columns.referred = { kind = "date" }
columns.kind = { kind = "category", optional = true }
"""
COVERS = "2025-04-01, 2025-06-30"
JANE, JOHN = "Jane Doe", "John Roe"


@pytest.mark.parametrize(
    ("kind", "headings"),
    [
        ("name", "Name, Client name, victim_forename, Surname, Name of the victim, Person's full name, Service user name, Next of kin name"),
        ("date_of_birth", "DOB, D.O.B., Date of birth, client dob, dateOfBirth, Victim's DOB, Birth date"),
        ("address", "Address, Home address line 1, Address2, House number"),
        ("postcode", "Postcode, Post Code, homePostcode, Victim address postcode"),
        ("telephone", "Tel., Tel no, Telephone number, Mobile No., Phone (home), Emergency contact number"),
        ("email", "email, E-mail, e-mail address, ClientEmail"),
        ("nhs_number", "NHS No., NHSNumber, nhs_number"),
        ("crime_reference", "Crime reference number, Crime Ref, crime ref no, CRN, Crime number"),
        ("", "LSOA name, Service name, ward name, Crime type, Crime ID, Reported by, Falls within, Location, person, victim, perpetrator, "
             "age_band, lead, address type, postcode sector, mobile patrol, case_id, referral_id, contacted_at, number, Context"),
    ],
)  # fmt: skip
def test_a_heading_names_what_it_holds_of_a_person(kind, headings):
    assert {heading: kind_of_heading(heading) for heading in headings.split(", ")} == dict.fromkeys(headings.split(", "), kind)


def test_the_check_digit_of_an_nhs_number():
    """As python-stdnum's documentation has them."""
    assert nhs_number("9434765870") and not nhs_number("9434765871")


@pytest.mark.parametrize(
    ("kind", "cells"),
    [
        ("nhs_number", ["943 476 5870"]),
        ("nhs_number", ["his number is 943-476-5870"]),
        ("nhs_number", ["9434765870", "9434765919", "4010232137"]),
        ("telephone", ["07700 900123"]),  # of the numbers that Ofcom keeps for made-up people
        ("telephone", ["(01632) 960983"]),
        ("telephone", ["+44 (0)1632 960983"]),
        ("telephone", ["ring 07700900123 after six"]),
        ("telephone", ["07700900123", "01632960983", "02079460018"]),
        ("postcode", ["she lives at SW1A 1AA"]),
        ("postcode", ["cf103at", "sw1a1aa", "m11ae"]),
        ("email", ["jane.doe@example.org"]),
        ("address", ["12a High Street"]),
        ("crime_reference", ["42/12345/23"]),
        ("crime_reference", ["Crime ref 32230012345"]),
        ("name", [JANE, JOHN, "Mohammed Ali", "unknown"]),
        ("name", ["DOE, Jane", "ROE, John", "ALI, Mohammed"]),
        ("name", ["spoke to Mr Doe", "Mrs Roe rang", "Dr. Brown came"]),
    ],
)
def test_a_column_that_holds_it_is_known_by_its_cells(kind, cells):
    assert kind in kinds_in(cells)


@pytest.mark.parametrize(
    "cells",
    [
        ["Metropolitan Police", "Barnet ASB team", "Victim Support multi-crime service", "Environmental Health", "Self-referrals"],
        ["Victoria Park", "Grace House", "James Street", "Charlotte Square", "St Mary's"],
        ["On or near Police Station", "On or near Albert Road", "Bedford 018B", "E01017514"],
        ["Dr Gray's Hospital", "Citizens Advice", "24/7 helpline 0808 2000 247"],
        ["01234567890", "01234567891", "01234567892"],  # a system's own numbers, one after the other
        ["2025000123", "2025000124", "2025000130"],
        ["2024/00012", "12/2023/24", "1/2", "00123/A"],
        ["2025-04-01 09:30", "01/04/2025", "18-25", "66+"],
        [f"{random.Random(1).randrange(10**9, 10**10) + at * 7919}" for at in range(500)],  # one in eleven passes the check digit
        [f"{random.Random(at).getrandbits(256):064x}" for at in range(500)],  # as the national street files number crimes
    ],
)
def test_names_of_services_places_and_numbers_of_systems_are_none_of_it(cells):
    assert kinds_in(cells) == {}


@pytest.fixture
def referrals(folder):
    """Three referrals with a column `extra`, as the test declares and fills it."""

    def received(declared: str, cells: list[str], rules: str = "", **rule: object) -> ReportFolder:
        folder.declare_cases(f"{TABLE}{declared}\n{rules}")
        rows = [f'{number},2025-04-{number:02},ASB,"{cell}"' for number, cell in enumerate(cells, start=1)]
        folder.receive_cases("2025-07-14_referrals", "id,referred,kind,extra", *rows, covers=COVERS)
        adds_up = rule.pop("aggregation", "sum")
        folder.define("A1", **COUNTED, aggregation=adds_up, counted={"table": "referrals", "rule": "rows", **rule})
        return folder

    return received


def test_a_column_named_after_what_it_holds_is_refused_with_its_line(referrals):
    folder = referrals('columns.who = { kind = "text", from = "Name of the victim", optional = true }', [JANE])
    with pytest.raises(FaultsFound, match='cases.toml, line 10, key referrals.columns.who: a column that holds names of people by its name; found "Name of'):
        folder.report("2025-26-Q1")


@pytest.mark.parametrize(
    ("kind", "cells"),
    [("telephone", ["asked", "07700 900123", "07700 900124"]), ("date_of_birth", ["1980-02-03", "12/11/1955", "2001-01-31"]),
     ("postcode", ["", "SW1A 1AA", "x"])],
)  # fmt: skip
def test_what_nobody_declared_is_refused_by_its_pattern_and_not_quoted(referrals, kind, cells):
    folder = referrals('columns.extra = { kind = "text", optional = true }', cells)
    faults = folder.records(folder.report("2025-26-Q1")).faults
    assert [(fault.row, fault.column) for fault in faults] == [(2 if kind == "date_of_birth" else 3, "extra")]
    assert f'personal = "{kind}"' in str(faults[0]) and not any(cell in str(faults[0]) for cell in cells if len(cell) > 1)
    folder = referrals('columns.extra = { kind = "text", optional = true, personal = "none" }', cells)
    assert folder.records(folder.report("2025-26-Q1")).faults == []


def test_days_of_work_however_old_are_no_dates_of_birth(referrals):
    folder = referrals('columns.extra = { kind = "date" }', ["2025-04-03", "2011-01-01", "2024-01-01", "2009-05-06"])
    assert folder.records(folder.report("2025-26-Q1")).faults == []


def test_what_is_declared_personal_is_counted_and_stands_in_no_table_and_no_message(referrals):
    rule = {"rule": "people", "aggregation": "distinct"}
    people = 'person = "extra"\n[referrals.columns.extra]\nkind = "text"\n'
    folder = referrals(people, ["P1", "P2", "P1"], **rule)
    open_to_all = folder.figures("2025-26-Q1")["A1.value"].value
    declared = f'{people}personal = "name"\n'
    folder = referrals(declared, [JANE, JOHN, JANE], **rule)
    assert folder.figures("2025-26-Q1")["A1.value"].value == open_to_all == 2
    rows = folder.records(folder.report("2025-26-Q1")).rows
    assert rows["extra"].tolist() == rows["whom"].tolist() and rows["whom"].nunique() == 2
    assert not rows.astype(str).apply(lambda column: column.str.contains("Doe|Roe")).any().any()
    folder = referrals(declared, [JANE, "", f"{JANE}\u200b"], **rule)
    faults = folder.records(folder.report("2025-26-Q1")).faults
    assert [(fault.file, fault.row, fault.column) for fault in faults] == [("cases/2025-07-14_referrals.csv", row, "extra") for row in (3, 4)]
    assert "Doe" not in "".join(map(str, faults)) and "not quoted" in str(faults[1])


def test_no_rule_breakdown_or_period_follows_from_what_is_personal_unless_it_is_led_to_something_else(referrals):
    columns = 'columns.extra = { kind = "text", personal = "postcode", optional = true }'
    with pytest.raises(FaultsFound, match="extra is personal, and what is personal stands in no rule"):
        referrals(columns, ["SW1A 1AA"], where={"extra": ["SW1A 1AA"]}).report("2025-26-Q1")
    leave_out = '[[referrals.leave_out]]\nreason = "A test"\nwhere = { extra = ["SW1A 1AA"] }'
    with pytest.raises(FaultsFound, match="extra is personal, and what is personal stands in no rule"):
        referrals(columns, ["SW1A 1AA"], leave_out).report("2025-26-Q1")
    folder = referrals(columns, ["SW1A 1AA", ""], where={"extra": [""]})
    assert folder.figures("2025-26-Q1")["A1.value"].value == 1  # that nothing is given may be asked
    led = columns.replace('"text"', '"category"').replace("optional", 'lookup = { file = "lookups/wards.csv", from = "postcode", to = "ward" }, values = ["North"], optional')
    (folder.folder / "lookups").mkdir()
    (folder.folder / "lookups/wards.csv").write_text("postcode,ward\nSW1A 1AA,North\n", encoding="utf-8")
    folder = referrals(led, ["SW1A 1AA", "M1 1AE"], by="extra")
    faults = folder.records(folder.report("2025-26-Q1")).faults
    assert [fault.row for fault in faults] == [3] and "M1 1AE" not in str(faults[0])
    assert referrals(led, ["SW1A 1AA"], by="extra").figures("2025-26-Q1")["A1[North].value"].value == 1


def test_a_correction_tells_nothing_personal(referrals):
    folder = referrals('columns.extra = { kind = "text", personal = "name" }', [JANE, JOHN])
    correction = f'[[correction]]\nfile = "cases/2025-07-14_referrals.csv"\nwhere = {{ id = "1" }}\ncolumn = "extra"\nfound = "x"\nbecomes = "{JOHN}"\nrole = "Analyst"\nreason = "…"\n'
    (folder.folder / "corrections.toml").write_text(correction, encoding="utf-8")
    report = folder.report("2025-26-Q1")
    corrector = Corrector(report.corrections)
    told = [*map(str, [*read_cases(folder.folder, report.case_tables, corrector=corrector).faults, *corrector.faults])]
    assert any("a correction that would tell what is personal" in one for one in told) and "row 2, column extra: correction 1" in " ".join(told)
    assert "Doe" not in " ".join(told)


def test_check_and_run_name_columns_that_are_not_declared_and_what_failed_keeps_none_of_their_cells(folder, tmp_path):
    declared = 'columns.extra = { kind = "text", personal = "name" }\n'
    folder.declare_cases(TABLE + declared)
    rows = [f"{number},2025-04-{number:02},ASB,{who},{who}" for number, who in ((1, JANE), (2, JOHN), (1, JOHN))]
    folder.receive_cases("2025-07-14_referrals", "id,referred,kind,extra,Client's name", *rows, covers=COVERS)
    folder.define("A1", **COUNTED, counted={"table": "referrals", "rule": "rows"})
    folder.report("2025-26-Q1")
    for command in ("check", "run"):
        ended = report_here(command, "demo", "2025-26-Q1", "--data", folder.root, "--outputs", tmp_path / "out")
        assert "warning: cases/2025-07-14_referrals.csv: 1 column of referrals not declared: Client's name." in ended.stderr
        assert ended.returncode == 1 and "row 4" in ended.stderr  # the key that stands there twice
    kept = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    told = [pd.read_parquet(path).to_csv() if path.suffix == ".parquet" else path.read_text(errors="replace") for path in kept]
    assert len(kept) > 5 and not any("Doe" in text or "Roe" in text for text in (*told, ended.stderr, ended.stdout))
