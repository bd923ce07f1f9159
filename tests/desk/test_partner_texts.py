"""What is wrong with a return, as a text for the partner who sent it."""

import pytest
from in_process import report_here
from support import count_referrals

pytestmark = pytest.mark.slow
PERIOD = "2023-24-Q2"


def written(folder, partner, tmp_path):
    folder.report()
    return report_here("check", "demo", PERIOD, "--for", partner, "--data", folder.root, "--outputs", tmp_path / "outputs")


def test_a_partner_is_told_each_place_in_plain_words_what_stops_the_report_first_and_nothing_of_others(folder, tmp_path):
    folder.define("A1", comparator="none", judged=False, variance_basis=None)
    folder.define("A2", comparator="none", judged=False, variance_basis=None)
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,many", "A1,2023-24-Q1,year_to_date,-5", name="police")
    folder.receive("2023-11-28", "A2,2023-24-Q2,year_to_date,none of yours", name="council")
    ended = written(folder, "police", tmp_path)
    first, _, about, stops, *listed = ended.stdout.splitlines()
    assert ended.returncode == 1 and "none of yours" in ended.stderr
    assert first == "Report, up to 30 September 2023: about what you sent"
    assert about.startswith("2023-11-30_police.csv, which came on 30 November 2023: please look at ")
    assert "keep" in stops and "report from being made" in stops
    assert any('row 2, column value: ' in line and 'found "many"' in line for line in listed)
    assert any('row 3' in line for line in listed)
    assert listed[-1].startswith("Please send the whole file again")
    assert not [word for word in ("none of yours", "council", ".toml", "report run", "Ask the sender", "waive") if word in ended.stdout]


def test_of_a_record_the_place_is_told_and_never_the_value(folder, tmp_path):
    count_referrals(folder)
    folder.receive_cases("2023-10-05_referrals", "id,referred,place", "R1,2023-07-02,north", "R2,2023-07-03,Mary Murk at 5 Elm Road", covers="2023-04-01, 2023-09-30")
    ended = written(folder, "referrals", tmp_path)
    assert ended.returncode == 1 and "row 3, column place" in ended.stdout and "Murk" not in ended.stdout and "Elm" not in ended.stdout


def test_where_nothing_is_at_fault_that_is_said_and_a_name_that_sent_nothing_is_told(folder, tmp_path):
    folder.define("A1", comparator="none", judged=False, variance_basis=None)
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,48", name="police")
    ended = written(folder, "police", tmp_path)
    assert (ended.returncode, ended.stdout) == (0, "Nothing that police sent is at fault.\n")
    ended = written(folder, "polise", tmp_path)
    assert ended.returncode == 2 and "Did you mean police?" in ended.stderr
