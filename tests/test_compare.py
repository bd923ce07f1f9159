"""Two runs of a report: which figures changed, and why, down to the row, the key or the file."""

import sys

import pytest
from benchmarks import planted_causes
from planting import Plant, Workshop, figures_of, in_file, in_table, new_return

from pipeline.auditing.comparison import compare
from pipeline.auditing.key_differences import key_changes, with_changes

NEWEST = "returns/2026-04-23_partners.csv"


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    """Runs of Fernmoor without pages, with anything planted in it."""
    with Workshop(tmp_path_factory.mktemp("compared")) as made:
        yield made


@pytest.fixture(scope="module")
def first(workshop):
    return workshop.run()


def compared(workshop, first, *plants, period="2025-26-Q4"):
    return compare(first, workshop.run(*plants, period=period), workshop.reruns)


def changed_file(old, new, name=NEWEST):
    return Plant("", "", lambda folder: in_file(folder, name, old, new) and None)


def steps_of(found):
    return [(step["cause"], step["moved"]) for step in found["steps"]]


def test_one_changed_row_moves_exactly_the_figures_that_rest_on_it_and_the_row_is_named(workshop, first):
    """2.1, victims in the quarter: 49 of the newest quarter, beside 50 of the one before; row 11 of its file."""
    found = compared(workshop, first, changed_file("2.1,,2025-26-Q4,quarter,49", "2.1,,2025-26-Q4,quarter,53"))
    (step,) = found["steps"]
    (row,) = step["rows"]
    assert (step["cause"], row["kind"], row["file"], row["row"], row["column"], row["before"], row["after"]) == (
        "data revised", "changed", NEWEST, 11, "value", "49", "53",
    )  # fmt: skip
    changed = {entry["id"]: entry for entry in found["figures"]["changed"]}
    records = {one["id"]: one for one in first.ledger["figures"]}

    def rests(one):
        own = any(rows["file"] == NEWEST and 11 in rows["rows"] for rows in records[one]["rows"])
        return own or any(map(rests, records[one]["operands"].values()))

    assert all(rests(one) for one in changed)
    assert {"2.1.value", "2.1.change", "2.1.percent_change"} <= set(changed)
    assert [changed["2.1.value"][side]["display"] for side in ("before", "after")] == ["49", "53"]
    assert all(entry["causes"][0]["rows"] == [row] for entry in changed.values())
    assert (found["unexplained"], found["figures"]["new"], found["figures"]["gone"]) == ([], [], [])


def test_a_run_compared_with_itself_has_no_change(workshop, first):
    found = compare(first, first, workshop.reruns)
    assert (found["steps"], found["unexplained"], found["same"]) == ([], [], len(figures_of(first)))
    assert not any(found["figures"].values())


def test_a_later_return_that_says_another_value_revises_the_row_that_stood_in_the_earlier_one(workshop, first):
    later = Plant(
        "", "", lambda folder: new_return(folder, "2026-05-20_corrected.csv", "1.5,,2025-26-Q4,quarter,61,,,,")
    )
    found = compared(workshop, first, later)
    assert [cause for cause, moved in steps_of(found) if moved] == ["data revised"]
    (row,) = (row for step in found["steps"] for row in step["rows"])
    assert (row["file"], row["row"], row["before"], row["after"], row["stood"]) == (
        "returns/2026-05-20_corrected.csv", 2, "59", "61", f"{NEWEST}, row 10",
    )  # fmt: skip


def test_an_earlier_date_that_somebody_gave_is_a_parameter_and_names_the_rows_that_had_not_arrived(workshop, first):
    """The police returned 233 for 1.1 on 30 April 2026 in place of what stood in October's return."""
    found = compared(workshop, first, Plant("", "", as_of="2026-04-29"))
    (step,) = found["steps"]
    assert (step["cause"], step["what"]) == ("parameter", ["as-of date 2026-04-30 → 2026-04-29"])
    assert {(row["column"], row["before"]) for row in step["rows"]} >= {("value", "233")}
    assert {row["stood"] for row in step["rows"]} == {"returns/2026-04-30_police.csv, row 2"}


def test_a_new_indicator_with_its_rows_is_applied_in_the_order_in_which_it_can_be(workshop, first):
    """The rows of an indicator that is not defined are refused, so its definition comes first."""

    def change(folder):
        text = (folder / "indicators.toml").read_text(encoding="utf-8")
        own = text.split('["2.1"]')[1].split('["2.2"]')[0]
        (folder / "indicators.toml").write_text(f'{text}\n["2.9"]{own}', encoding="utf-8")
        in_file(
            folder,
            NEWEST,
            "2.8,,2025-26-Q4,quarter,13,,,,\n",
            "2.8,,2025-26-Q4,quarter,13,,,,\n2.9,,2025-26-Q4,quarter,7,,,,\n",
        )

    found = compared(workshop, first, Plant("", "", change))
    assert found["unexplained"] == []
    assert {"2.9.value"} <= {entry["id"] for entry in found["figures"]["new"]}
    assert all(entry["causes"] for kind in found["figures"].values() for entry in kind)


def test_wording_moves_no_figure_and_is_told_as_one_step(workshop, first):
    reworded = Plant(
        "", "", lambda folder: in_table(folder, "indicators.toml", '["1.1"]', 'owner = "', 'owner = "Deputy ')
    )
    assert steps_of(compared(workshop, first, reworded)) == [("definition or rule", 0)]


def test_a_stored_run_whose_ledger_says_something_else_is_not_explained_away(workshop, first):
    second = workshop.run(changed_file("1.4,,2025-26-Q4,point_in_time,1", "1.4,,2025-26-Q4,point_in_time,2"))
    next(one for one in second.ledger["figures"] if one["id"] == "1.5.value")["display"] = "1,000"
    found = compare(first, second, workshop.reruns)
    assert len(found["unexplained"]) == 1 and found["unexplained"][0].startswith("1.5.value: made again, run")


def test_the_next_period_is_compared_with_the_last_and_earlier_figures_have_their_causes(workshop):
    """1.5 counted 49 in the quarter to December; the next report has 47, because the row was changed."""
    last = workshop.run(period="2025-26-Q3")
    revised = changed_file(
        "1.5,,2025-26-Q3,quarter,49", "1.5,,2025-26-Q3,quarter,47", "returns/2026-01-22_partners.csv"
    )
    found = compared(workshop, last, revised)
    assert found["unexplained"] == []
    assert found["steps"][-1]["cause"] == "new period"
    own = [entry for entry in found["revised"] if any(move["cause"] == "data revised" for move in entry["causes"])]
    assert own and all(entry["id"].startswith("1.5.") for entry in own)
    value = next(entry for entry in found["figures"]["changed"] if entry["id"] == "2.1.value")
    assert [move["cause"] for move in value["causes"]] == ["new period"]
    assert (value["before"]["display"], value["after"]["display"]) == ("50", "49")


@pytest.mark.parametrize(
    ("before", "after", "names"),
    [
        ('[a]\nb = 1\n[a.c]\nd = "x"', '[a]\nb = 1\n[a.c]\nd = "y"', ["a.c.d"]),
        ("[[a]]\nb = 1\n[[a]]\nb = 2", "[[a]]\nb = 1\n[[a]]\nb = 3", ["a[2].b"]),
        ("[[a]]\nb = 1", "[[a]]\nb = 1\n[[a]]\nb = 3", ["a"]),
        ("a = 1.50", "a = 1.5", []),
        ("a = 2024-01-01\nb = true", "a = 2024-01-02", ["a", "b"]),
    ],
)
def test_keys_that_differ_are_named_and_can_be_changed_one_by_one(before, after, names):
    changes = key_changes("x.toml", before, after)
    assert [change.name for change in changes] == names
    assert key_changes("x.toml", with_changes(before, changes), after) == []


@pytest.mark.slow
def test_a_planted_cause_of_each_kind_is_attributed_rightly(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["planted_causes.py", "--few"])
    assert planted_causes.main() == 0, capsys.readouterr().out
