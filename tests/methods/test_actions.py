"""Actions: a dated rule gives each its status, and what a source does not state is not judged."""

from datetime import date

import pytest

from pipeline.definitions.action_rule import STATES, ActionRule, status_on
from pipeline.figures.figure import Figures
from pipeline.methods.judgements.action_statuses import action_statuses, status_totals
from pipeline.received.trackers import COLUMNS, judged_on, read_actions

DAY = date(2023, 9, 30)
LIGHTS = {
    "complete": "green",
    "overdue": "red",
    "no lead": "amber",
    "no milestones": "amber",
    "planned later": "data only",
}
RULE = {
    "planned_later_days": 90, "reason": "Made up.",
    "states": {state: {"light": LIGHTS.get(state, "no data"), "says": "Made up."} for state in STATES},
}  # fmt: skip
HEADER = "id,action,lead,due,completed,milestones,opened,reported,note"


def action(**own):
    """An action with everything there, due in the month after DAY, but for what is said here."""
    whole = {"lead": "Manager", "due": "2023-10-31", "completed": "", "milestones": "Draft in May", "reported": ""}
    return whole | own


@pytest.fixture
def tracker(folder):
    """Put a tracker of that date with these lines into the report's folder."""
    folder.settings["actions"] = RULE
    (folder.folder / "actions").mkdir()

    def write(received, *lines, name="plan"):
        text = "\n".join([HEADER, *lines]) + "\n"
        (folder.folder / "actions" / f"{received}_{name}.csv").write_text(text, encoding="utf-8")

    return write


def statuses(folder, period="2023-24-Q2", as_of=""):
    report = folder.report(period)
    figures = action_statuses(report, read_actions(folder.folder, as_of).actions)
    return {figure.parts.category: figure for figure in figures.values() if figure.parts.measure == "status"}


# By hand from the table at the head of action_rule.py; 29 December 2023 is 90 days after 30 September.
@pytest.mark.parametrize(
    ("own", "status"),
    [
        ({}, "on target"),
        ({"completed": "2023-09-30"}, "complete"),
        ({"completed": "2023-10-01"}, "on target"),  # done a day later: on this day it was not
        ({"completed": "2023-06-30", "lead": "", "milestones": ""}, "complete"),  # what is done needs no lead any more
        ({"due": "2023-09-29"}, "overdue"),
        ({"due": "2023-09-30"}, "on target"),  # the day itself is still in time
        ({"due": "2023-09-29", "lead": ""}, "overdue"),
        ({"lead": ""}, "no lead"),
        ({"lead": "", "milestones": "", "due": "2024-06-30"}, "no lead"),
        ({"milestones": ""}, "no milestones"),
        ({"due": ""}, "no due date"),
        ({"due": "2023-12-29"}, "on target"),
        ({"due": "2023-12-30"}, "planned later"),
        ({"lead": "[x]", "due": "2023-09-29"}, "overdue"),  # the date decides, whoever leads
        ({"lead": "[x]"}, "not stated"),
        ({"lead": "[x]", "milestones": ""}, "no milestones"),
        ({"completed": "[x]", "due": "2023-09-29"}, "not stated"),  # it may have been done
        ({"completed": "[x]", "reported": "complete or on target"}, "complete or on target"),
        ({"due": "[x]", "reported": "on target"}, "on target"),
        ({"due": "2023-09-29", "reported": "on target"}, "overdue"),  # a report does not outweigh a date
    ],
)
def test_the_status_follows_from_the_dates_and_from_what_is_missing(own, status):
    assert status_on(DAY, action(**own), ActionRule.model_validate(RULE))[0] == status


def test_the_reason_names_what_decided():
    rule = ActionRule.model_validate(RULE)
    unsaid = action(lead="[x]", due="[x]", completed="[x]", reported="on target")
    assert status_on(DAY, action(due="2023-09-01"), rule)[1] == "it was due on 1 September 2023"
    assert status_on(DAY, unsaid, rule)[1] == (
        "as its source reports; the source states no lead, due date or day of completion"
    )


def test_a_rule_that_does_not_explain_every_status_is_refused_with_those_missing():
    states = {state: says for state, says in RULE["states"].items() if state not in ("overdue", "no lead")}
    with pytest.raises(ValueError, match="missing: overdue, no lead"):
        ActionRule.model_validate({**RULE, "states": states})


def test_an_action_is_judged_on_the_last_day_of_the_period_and_a_past_report_keeps_its_status(folder, tracker):
    tracker(
        "2024-01-15", "a,Act,Manager,2023-10-31,2023-12-01,Steps,,,", "b,Later,Manager,2024-03-31,,Steps,2023-11-01,,"
    )
    assert {name: figure.value for name, figure in statuses(folder, "2023-24-Q3").items()} == {
        "a": "complete", "b": "planned later",
    }  # fmt: skip
    assert {name: figure.value for name, figure in statuses(folder, "2023-24-Q2").items()} == {"a": "on target"}


def test_no_status_is_of_a_day_after_the_tracker_was_received(folder, tracker):
    tracker("2023-09-15", "a,Act,Manager,2023-09-20,,Steps,,,")
    report = folder.report()
    assert judged_on(report, "2023-09-15") == date(2023, 9, 15)
    assert statuses(folder)["a"].value == "on target"


def test_the_meeting_is_the_day_of_the_status_where_there_is_one(folder, tracker):
    tracker("2023-12-01", "a,Act,Manager,2023-11-10,,Steps,,,")
    folder.except_in("2023-24-Q2", presented={"committee": "Board", "date": date(2023, 11, 20)})
    assert statuses(folder)["a"].value == "overdue"


def test_a_later_tracker_of_the_same_name_takes_the_place_of_the_earlier_one(folder, tracker):
    tracker("2023-07-01", "a,Act,,2023-09-30,,Steps,,,", "gone,Gone,,,,,,,")
    tracker("2023-08-01", "a,Act,Manager,2023-09-30,,Steps,,,")
    tracker("2023-08-01", "c,Other,,2023-09-30,,Steps,,,", name="police")
    assert {name: figure.value for name, figure in statuses(folder).items()} == {"a": "on target", "c": "no lead"}
    assert {name: figure.value for name, figure in statuses(folder, as_of="2023-07-31").items()} == {
        "a": "no lead", "gone": "no lead",
    }  # fmt: skip


def test_a_later_tracker_without_an_action_does_not_clear_the_list_unless_its_record_says_so(folder, tracker):
    tracker("2023-09-30", "patrols,More patrols,Manager,2023-10-31,,Rota,,,")
    tracker("2023-10-30")
    (fault,) = read_actions(folder.folder).faults
    assert (fault.what, fault.file) == ("the tracker has no actions", "actions/2023-10-30_plan.csv")
    record = folder.folder / "actions" / "2023-10-30_plan.source.toml"
    record.write_text('publisher = "P"\nlicence = "none"\nreceived = 2023-10-30\nrows = 0\n', encoding="utf-8")
    assert read_actions(folder.folder).faults == [] and read_actions(folder.folder).actions.empty


def test_a_status_leads_to_its_row_and_the_days_to_its_due_date_are_counted(folder, tracker):
    tracker("2023-10-20", "a,Act,Manager,2023-09-01,,Steps,,,", "b,Act,Manager,2023-10-31,,Steps,,,")
    figures = action_statuses(folder.report(), read_actions(folder.folder).actions)
    row = figures["actions[b].status"].rows[0]
    assert (row.file, row.rows) == ("actions/2023-10-20_plan.csv", (3,))
    # September has 30 days: 29 days late, and 31 to go.
    assert [figures[f"actions[{name}].days_to_due"].value for name in "ab"] == [-29, 31]


def test_every_action_is_counted_once_by_its_status(folder, tracker):
    tracker("2023-10-20", "a,A,Manager,2023-09-01,,Steps,,,", "b,B,,,,,,,", "c,C,,,,,,,")
    figures = action_statuses(folder.report(), read_actions(folder.folder).actions)
    totals = status_totals(folder.report(), figures)
    assert totals["action-statuses.total"].value == 3
    assert totals["action-statuses[overdue].total"].value == 1
    assert totals["action-statuses[no-lead].total"].value == 2
    assert totals["action-statuses[complete].total"].value == 0


def test_a_report_without_a_tracker_has_no_actions(folder):
    trackers = read_actions(folder.folder)
    assert (list(trackers.actions.columns), len(trackers.actions), trackers.faults) == (COLUMNS, 0, [])
    assert status_totals(folder.report(), Figures()) == {}


@pytest.mark.parametrize(
    ("line", "column", "what"),
    [
        ("A b,Act,,,,,,,", "id", "not a usable id"),
        ("a,,,,,,,,", "action", "the cell is empty"),
        ("a,Act,,31/10/2023,,,,,", "due", "not a date"),
        ("a,Act,,2023-02-30,,,,,", "due", "not a date"),
        ("a,Act,,,2023-10-21,,,,", "completed", "completed after the tracker was received"),
        ("a,Act,,2023-05-01,,,2023-06-01,,", "due", "due before it was opened"),
        ("a,Act,,,,,[x],,", "opened", "not a date"),
        ("a,Act,,,,,,on targt,", "reported", "unknown status"),
    ],
)
def test_a_faulty_cell_is_named(folder, tracker, line, column, what):
    tracker("2023-10-20", line)
    (fault,) = read_actions(folder.folder).faults
    assert (fault.file, fault.row, fault.column, fault.what) == ("actions/2023-10-20_plan.csv", 2, column, what)


def test_an_id_that_two_trackers_share_is_refused(folder, tracker):
    tracker("2023-10-20", "a,Act,,,,,,,")
    tracker("2023-10-20", "a,Act,,,,,,,", name="police")
    assert [fault.what for fault in read_actions(folder.folder).faults] == ["the action is there twice"]


def test_a_tracker_with_other_columns_is_refused_with_each_of_them(folder):
    (folder.folder / "actions").mkdir()
    (folder.folder / "actions" / "2023-10-20_plan.csv").write_text("id,action,Lead,due,completed\na,Act,,,\n")
    found = {(fault.what, fault.column or fault.found) for fault in read_actions(folder.folder).faults}
    assert found == {("a column is missing", "lead"), ("a column is missing", "milestones"), ("unknown column", "Lead")}


def test_a_tracker_without_a_rule_is_refused(folder, tracker):
    tracker("2023-10-20", "a,Act,,,,,,,")
    del folder.settings["actions"]
    with pytest.raises(Exception, match=r"report.toml: no rule says what the status of an action is"):
        folder.report()
