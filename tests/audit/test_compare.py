"""Two runs of a report: which figures changed, and why, down to the row, the key or the file."""

import json
import re
import shutil
import sys
from html import unescape
from pathlib import Path

import pytest
from benchmarks import planted_causes
from benchmarks.planted_causes import code
from in_process import report_here
from planting import Plant, WarmReruns, Workshop, count_calls, figures_of, in_file, in_table, new_return
from support import DATA, assert_accessible, audit_of, outputs_of

from reporting.audit.comparison.comparison import compare
from reporting.audit.comparison.comparison_page import in_words, publish
from reporting.audit.comparison.differing_code import parts_in_words
from reporting.audit.comparison.key_differences import key_changes, with_changes
from reporting.audit.verification import SealedRun

NEWEST = "returns/2026-04-23_partners.csv"
STATES = (
    "complete", "on target", "planned later", "overdue", "no lead", "no milestones", "no due date",
    "complete or on target", "not stated",
)  # fmt: skip
ACTION_RULE = (
    '[actions]\nplanned_later_days = 90\nreason = "Made up."\n\n[actions.states]\n'
    + "".join(f'"{state}" = {{ light = "data only", says = "Made up." }}\n' for state in STATES)
    + "\n[disclosure]"
)
RETURN = "returns/2023-11-30_published-report.csv"


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    """Runs of Fernmoor without pages and commentary, with anything planted in it."""
    with Workshop(
        tmp_path_factory.mktemp("compared"), prepare=lambda folder: shutil.rmtree(folder / "commentary")
    ) as made:
        yield made
    WarmReruns.cool()


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


def test_a_tracker_takes_the_place_of_the_one_before_it_and_only_what_changed_is_told(workshop):
    """Two trackers of one name: in the later one the first action is done, and a third is there."""

    def tracker(day, *lines):
        def change(folder):
            (folder / "actions").mkdir(exist_ok=True)
            text = "\n".join(["id,action,lead,due,completed,milestones", *lines]) + "\n"
            (folder / "actions" / f"{day}_tracker.csv").write_text(text, encoding="utf-8")

        return Plant("", "", change)

    rule = Plant("", "", lambda folder: in_file(folder, "report.toml", "[disclosure]", ACTION_RULE) and None)
    early = tracker("2026-04-01", "a1,Mend lights,Manager,2026-05-01,,write", "a2,Open hall,Manager,2026-05-01,,write")
    done = "a1,Mend lights,Manager,2026-05-01,2026-03-20,write"
    late = tracker(
        "2026-05-20", done, "a2,Open hall,Manager,2026-05-01,,write", "a3,Plant trees,Manager,2026-06-01,,write"
    )
    first, second = workshop.run(rule, early), workshop.run(rule, early, late)
    found = compare(first, second, workshop.reruns)
    assert found["unexplained"] == []
    causes = {
        entry["id"]: [move["cause"] for move in entry["causes"]] for kind in found["figures"].values() for entry in kind
    }
    assert (causes["actions[a1].status"], causes["actions[a3].status"]) == (["data revised"], ["late rows"])
    assert "actions[a2].status" not in causes
    back = compare(second, workshop.run(rule, early, late, Plant("", "", as_of="2026-05-19")), workshop.reruns)
    assert [step["cause"] for step in back["steps"] if step["moved"]] == ["parameter"]
    assert back["unexplained"] == []


def test_a_name_that_a_lookup_leads_elsewhere_is_named_and_moves_exactly_what_is_counted_by_it(workshop):
    """Beats 1, 2 and 3 lie in North, with 1, 2 and 3 calls; beats 4 and 5 in South. Beat 4 moves to North; 7 is new."""
    counting = Plant("", "", count_calls)
    moved = changed_file("Beat 4,South", "Beat 4,North", "lookups/beats.csv")
    added = changed_file("Beat 6,Harbour\n", "Beat 6,Harbour\nBeat 7,Harbour\n", "lookups/beats.csv")
    found = compare(workshop.run(counting), workshop.run(counting, moved, added), workshop.reruns)
    (step,) = found["steps"]
    assert (step["cause"], step["what"], found["unexplained"]) == ("data revised", ["lookups/beats.csv"], [])
    keys = ("kind", "row", "about", "column", "before", "after")
    assert [tuple(row[key] for key in keys) for row in step["rows"]] == [
        ("changed", 5, "Beat 4", "district", "South", "North"),
        ("new", 8, "Beat 7", "", "", "beat=Beat 7, district=Harbour"),
    ]
    changed = {entry["id"]: entry for entry in found["figures"]["changed"]}
    values = [
        [changed[f"calls-{district}.value"][side]["value"] for side in ("before", "after")]
        for district in ("north", "south")
    ]
    assert values == [[6, 10], [9, 5]] and not any(one.startswith("calls-harbour") for one in changed)
    assert "   lookups/beats.csv, row 5 (Beat 4), column district: South → North" in in_words(found)


def test_another_reason_for_the_disclosure_rule_is_a_step_of_its_own_that_moves_nothing(workshop, first):
    """The only rule that there is lets every figure through."""
    found = compared(workshop, first, changed_file('reason = "Nobody', 'reason = "No person', "report.toml"))
    (step,) = found["steps"]
    assert (step["cause"], step["moved"], found["unexplained"]) == ("disclosure", 0, [])
    assert step["what"][0].startswith('report.toml, line 45: disclosure.reason "Nobody stands')
    assert next(in_words(found)).startswith("1. disclosure, moves 0 figures: report.toml, line 45")


def test_figures_that_rest_on_the_disclosure_table_have_disclosure_as_their_cause_after_all_others(workshop, first):
    """Rules come later: here code that is made up for the test takes its small base from the reason of the rule."""
    stand_in = code(
        "pipeline/methods/comparisons/comparisons.py", "abs(cases) < report.definition.small_base",
        'abs(cases) < (400 if "stricter" in report.definition.disclosure.reason else 50)',
    )  # fmt: skip
    stricter = changed_file('reason = "Nobody', 'reason = "stricter: nobody', "report.toml")
    found = compared(workshop, first, stricter, stand_in)
    assert [(cause, bool(moved)) for cause, moved in steps_of(found)] == [
        ("code", False), ("disclosure", True),
    ]  # fmt: skip
    assert found["steps"][0]["what"] == ["pipeline/methods/comparisons/comparisons.py (low_reliability)"]
    causes = {entry["id"]: [move["cause"] for move in entry["causes"]] for entry in found["figures"]["changed"]}
    assert causes["1.2.percent_change"] == ["disclosure"] and found["unexplained"] == []


@pytest.mark.parametrize(
    ("name", "before", "after", "told"),
    [
        ("a.py", "def f(x):\n    return x", "def f(x):\n    return x  # as it is", "a.py"),
        ("a.py", "class A:\n    def f(self): return 1\n    def g(self): return 2", "class A:\n    def f(self): return 1\n    def g(self): return 3", "a.py (A.g)"),
        ("a.py", "N = 1\ndef f(): return N", "N = 2\ndef g(): return N", "a.py (N, f, g)"),
        ("a.py", "", "def f(: broken", "a.py"),
        ("page.html.j2", "one", "two", "page.html.j2"),
        ("n.ipynb", '{"cells": [{"id": "a", "source": ["1"]}, {"id": "b", "source": ["2"]}]}', '{"cells": [{"id": "a", "source": ["1"]}, {"id": "b", "source": ["3"]}]}', "n.ipynb (cell b)"),
    ],
)  # fmt: skip
def test_code_that_differs_is_named_by_its_functions_names_and_cells(name, before, after, told):
    assert parts_in_words(name, before, after) == told


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


@pytest.fixture(scope="module")
def two_runs(tmp_path_factory):
    """The outputs of two runs of the Borders report, and their ids: in the second one row and one rule are others."""
    root = tmp_path_factory.mktemp("two-runs")
    same, changed = (shutil.copytree(DATA / "borders", root / name / "borders") for name in ("same", "changed"))
    in_file(changed, RETURN, "CP03-P177,,2023-24-Q2,year_to_date,48", "CP03-P177,,2023-24-Q2,year_to_date,84")
    in_file(changed, "report.toml", "amber_from = -15", "amber_from = -10")
    runs = []
    for folder in (same, changed):
        asked = ("run", "borders", "2023-24-Q2", "--data", folder.parent, "--outputs", root / "outputs")
        as_kernels = folder == same  # of this one, which is held against the real command's, all that it makes besides the page
        ended = report_here(*asked, with_spreadsheets=as_kernels, with_paper=as_kernels)
        assert ended.returncode == 0, ended.stderr
        runs.append(Path(ended.stdout.splitlines()[-1]).parent.name)
    return root / "outputs", *runs


@pytest.fixture(scope="module")
def comparison(two_runs):
    """What the command printed, and the folder of the comparison."""
    outputs, *runs = two_runs
    ended = report_here("compare", *runs, "--outputs", outputs)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout.splitlines(), outputs / "restricted" / "compare" / "-".join(runs)


@pytest.mark.slow
def test_the_command_names_the_row_and_the_key_and_prints_the_page_last(comparison):
    """48 new cases against 85 become 84: one fewer, (84 - 85) / 85 = -1.2 per cent; 15 per cent of amber become 10."""
    lines, folder = comparison
    assert lines[-1] == str(folder / "compare.html")
    assert f"   {RETURN}, row 2 (CP03-P177, 2023-24-Q2, year_to_date), column value: 48 → 84" in lines
    assert any("report.toml, line 21: traffic_light[1].amber_from -15 → -10" in line for line in lines)
    assert "changed: CP03-P177.percent_change: −43.5% → −1.2%, because of data revised (step 1)" in lines


@pytest.mark.slow
def test_what_the_tests_own_process_makes_is_what_kernels_make(two_runs, made):
    outputs, first, _ = two_runs
    by_kernels = made("borders", "2023-24-Q2")
    assert by_kernels.name == first
    for folder in (by_kernels, audit_of(by_kernels)):
        for name in ("report.html", "ledger.json"):
            here = outputs / folder.relative_to(outputs_of(by_kernels)) / name
            assert here.read_bytes() == (folder / name).read_bytes(), here


@pytest.mark.slow
def test_lights_sentences_and_charts_that_a_change_touches_are_listed(comparison):
    found = json.loads((comparison[1] / "compare.json").read_text(encoding="utf-8"))
    assert found["lights"] == ["CP03-P179.traffic_light", "CP03-P118.traffic_light"]
    pairs = [(one["before"], one["after"]) for one in found["sentences"]]
    assert any("There were 48 new" in before and "There were 84 new" in after for before, after in pairs)
    assert [one["points"] for one in found["charts"]] == [["CP03-P177.value", "CP03-P177.change", "CP03-P177.percent_change"]]


@pytest.mark.slow
def test_every_number_of_the_page_is_in_its_json(comparison):
    """But for the report's own title and notice, which have none here."""
    texts = re.sub(
        r"<style>.*?</style>|<[^>]+>", " ", (comparison[1] / "compare.html").read_text(encoding="utf-8"), flags=re.S
    )
    known = json.dumps(json.loads((comparison[1] / "compare.json").read_text(encoding="utf-8")), ensure_ascii=False)
    days = {"30", "2023"}  # the day of the data is written as a date
    assert {one for one in re.findall(r"\d[\d.,]*\d|\d", unescape(texts)) if one not in known} <= days


@pytest.mark.slow
def test_a_comparison_is_never_changed_the_same_one_stands_once_and_another_beside_it(comparison, two_runs):
    outputs, *runs = two_runs
    folder = comparison[1].parent
    before = (comparison[1] / "compare.html").read_bytes()
    found = json.loads((comparison[1] / "compare.json").read_text(encoding="utf-8"))
    places = [Path("borders", "2023-24-Q2", run) for run in runs]
    sealed = [
        SealedRun.open(outputs / one, outputs / "restricted" / one, outputs / "restricted" / "store") for one in places
    ]
    assert publish(found, *sealed, folder) == comparison[1] / "compare.html"
    other = publish({**found, "environment": ["pandas: 1 then, 2 now"]}, *sealed, folder)
    assert (other.parent.name, (comparison[1] / "compare.html").read_bytes()) == (f"{comparison[1].name}-2", before)


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390], ids=["desktop", "phone"])
def test_the_page_meets_the_accessibility_rules_and_does_not_scroll_sideways(comparison, browser, width):
    page = browser.new_page(viewport={"width": width, "height": 900}, bypass_csp=True)
    page.goto((comparison[1] / "compare.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_accessible(page)


@pytest.mark.slow
def test_a_planted_cause_of_each_kind_is_attributed_rightly(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["planted_causes.py", "--few"])
    assert planted_causes.main() == 0, capsys.readouterr().out
