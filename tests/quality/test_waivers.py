"""Waivers: a check that a role lets rows miss until a day; expired, idle and impossible ones are refused by name."""

import json
from datetime import date
from pathlib import Path

import pytest
from support import page_of, quality_of

from pipeline.quality.waivers import apply_waivers, critical_faults, mark_waived

EXPECTATIONS = sorted((Path(__file__).parents[2] / "expectations").glob("*.json"))
METAS = [
    expectation["meta"]
    for path in EXPECTATIONS
    for expectation in json.loads(path.read_text(encoding="utf-8"))["expectations"]
]
WAIVER = {
    "expectation": "year-to-date-does-not-fall", "indicator": "A1", "role": "partnership analyst",
    "reason": "two records were taken back", "until": date(2024, 1, 31),
}  # fmt: skip


@pytest.fixture
def falling(folder):
    """Two indicators whose count since April falls from the first quarter to the second."""
    for code in ("A1", "A2"):
        folder.define(code)
    lines = [
        f"{code},2023-24-{quarter},year_to_date,{value}"
        for code in ("A1", "A2")
        for quarter, value in (("Q1", 9), ("Q2", 8))
    ]
    folder.receive("2023-11-30", *lines)
    return folder


def waived(folder, *waivers, as_of="2023-11-30"):
    """The verdicts, what still stops the run (row of the return), and the faults of the waivers."""
    folder.except_in("2023-24-Q2", waiver=[{**WAIVER, **one} for one in waivers])
    report = folder.report()
    verdicts, failing = quality_of(report)
    failing, faults = apply_waivers(report, failing, as_of)
    return mark_waived(verdicts, failing), [fault.row for fault in critical_faults(failing)], faults


@pytest.mark.parametrize("meta", METAS, ids=lambda meta: meta["name"])
def test_every_check_says_whether_it_can_be_waived_and_why_not(meta):
    assert isinstance(meta["can_be_waived"], bool)
    assert meta["can_be_waived"] or meta["not_waived_because"].endswith(".")


def test_a_check_is_named_once_in_all_suites():
    names = [meta["name"] for meta in METAS]
    assert len(names) == len(set(names))


def test_a_waived_row_does_not_stop_the_run_and_others_do(falling):
    verdicts, stops, faults = waived(falling, {})
    assert (stops, faults) == ([5], [])
    row = verdicts.set_index("expectation").loc["year-to-date-does-not-fall"]
    told = "waived by partnership analyst until 31 January 2024: two records were taken back"
    assert (row.verdict, row.waived) == ("not met", told)


def test_a_check_is_waived_where_every_row_that_misses_it_is(falling):
    verdicts, stops, faults = waived(falling, {}, {"indicator": "A2", "role": "data manager"})
    assert (stops, faults) == ([], [])
    row = verdicts.set_index("expectation").loc["year-to-date-does-not-fall"]
    assert row.verdict == "waived" and "by partnership analyst" in row.waived and "by data manager" in row.waived


def test_a_waiver_without_an_indicator_is_for_all_of_them(falling):
    assert waived(falling, {"indicator": ""})[1:] == ([], [])


@pytest.mark.parametrize(("as_of", "expired"), [("2024-01-31", False), ("2024-02-01", True)])
def test_a_waiver_holds_up_to_its_last_day_whatever_day_it_is_today(falling, as_of, expired):
    faults = [str(fault) for fault in waived(falling, {}, as_of=as_of)[2]]
    assert [fault[:90] for fault in faults] == (
        ['period/2023-24-Q2.toml, line 1, key until: the waiver has expired; found "2024-01-31"; exp']
        if expired
        else []
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"expectation": "year-to-date-does-not-fal"}, "unknown expectation; found \"year-to-date-does-not-fal\""),
        ({"expectation": "year-to-date-does-not-fal"}, "Did you mean year-to-date-does-not-fall?"),
        ({"indicator": "A3"}, "the waiver matches nothing"),
        ({"indicator": "A3"}, "It is not met by rows of: A1, A2."),
        ({"category": "north"}, "the waiver matches nothing"),
        ({"expectation": "received-after-the-period", "indicator": ""}, "Every row meets the check."),
        ({"file": "returns/2023-10-14_partners.csv"}, "the waiver matches nothing"),
        ({"expectation": "value-is-given-once"}, "this check is never waived"),
        ({"expectation": "value-is-given-once"}, "It would be chance which of the two values is printed."),
    ],
)  # fmt: skip
def test_a_waiver_that_cannot_hold_is_refused_with_its_place(falling, change, said):
    _, _, faults = waived(falling, change)
    assert len(faults) == 1
    assert str(faults[0]).startswith("period/2023-24-Q2.toml, line 1, ") and said in str(faults[0])


LATER = "returns/2023-12-04_partners.csv"


@pytest.mark.parametrize(("as_of", "at_fault"), [("2023-12-03", False), ("2023-12-04", True)])
def test_a_waiver_that_names_its_file_waits_until_that_has_arrived(falling, as_of, at_fault):
    faults = waived(falling, {"file": LATER}, as_of=as_of)[2]
    assert [fault.what for fault in faults] == (["the waiver matches nothing"] if at_fault else [])


def test_a_waiver_that_names_its_file_is_for_rows_of_no_other(falling):
    assert waived(falling, {"indicator": "", "file": "returns/2023-11-30_partners.csv"})[1:] == ([], [])


def test_the_page_says_which_waivers_and_corrections_wait_for_their_files(falling):
    falling.except_in("2023-24-Q2", waiver=[{**WAIVER, "file": LATER}, WAIVER])
    correction = {"row": 2, "column": "value", "found": "9", "becomes": "8", "role": "analyst", "reason": "typed"}
    lines = [f"{key} = {json.dumps(value)}" for key, value in ({"file": LATER} | correction).items()]
    (falling.folder / "corrections.toml").write_text("\n".join(["[[correction]]", *lines]), encoding="utf-8")
    judgements = str(page_of(falling).part("judgements").html)
    assert judgements.count("had not arrived yet, so this waits") == 2
    assert judgements.count(f"<code>{LATER}</code> had not arrived yet") == 2


def test_what_is_not_waived_still_stops_beside_a_waiver_at_fault(falling):
    assert waived(falling, {"indicator": "A3"})[1] == [3, 5]
