"""The disclosure rule of a report, from its records to what may be printed (all of them made up)."""

import json

import pytest
from support import REFERRALS, count_referrals

from pipeline.core.faults import FaultsFound
from pipeline.methods.disclosure.disclose import disclose
from pipeline.quality.unprotected import unprotected
from reporting.attack.attack import attack_read
from reporting.attack.edition import Edition
from reporting.attack.wanted import Wanted

RULE = {"rule": "counts_1_to_4", "reason": "Made up."}
QUARTERS = {"2024-06": 9, "2024-09": 2, "2024-12": 8, "2025-03": 11, "2025-06": 7, "2025-09": 12, "2025-12": 3, "2026-03": 10}


def hear_cases(folder, until="2026-03", **rule):
    """A case conference whose cases are counted by quarter, to date and over twelve months; 2 were heard in one quarter, 3 in another."""
    folder.settings = {"disclosure": {**RULE, **rule}}
    folder.declare_cases(REFERRALS)
    folder.define("D6", basis="year_to_date", comparator="same_period_last_year", rolling_12_months=True, counted={"table": "referrals", "rule": "rows"})
    cases = [(month, number) for month, count in QUARTERS.items() for number in range(count) if month <= until]
    lines = [f"{month}-{number},{month}-15,north" for month, number in cases]
    folder.receive_cases("2026-04-10_referrals", "id,referred,place", *lines, covers="2024-04-01, 2026-03-31")


def edition_of(figures, name="2025-26-Q4"):
    """The ledger of a publication edition with these figures."""
    records = [{key: held for key, held in one.record().items() if key != "rows"} for one in figures.values()]
    return {"run": {"id": name, "report": "demo", "period": name}, "figures": json.loads(json.dumps(records))}


def attacked(figures, choice, earlier=()):
    wanted = {row[0]: Wanted(values=(1, 2, 3, 4)) if row[3] else Wanted(width=3) for row in choice.rows(3)}
    return attack_read(Edition.of_ledger(edition_of(figures)), wanted, [Edition.of_ledger(one) for one in earlier])


def test_a_small_quarter_cannot_be_had_from_year_to_date_rolling_sums_or_other_years(folder):
    hear_cases(folder)
    figures = folder.figures("2025-26-Q4")
    report = folder.report("2025-26-Q4")
    disclosed = disclose(report, figures)
    small = {"D6.value~quarter@2025-26-Q3", "D6.value~quarter@2024-25-Q2"}
    assert {name for name, why in disclosed.choice.why.items() if why == "small"} == small
    for name in disclosed.choice.why:
        one = disclosed.figures[name]
        assert (one.display, one.value, one.formula, one.operands, one.rows) == ("[c]", None, "", {}, ())
    assert attacked(disclosed.figures, disclosed.choice).faults == []


def test_with_that_quarter_alone_withheld_the_attack_says_what_it_follows_from(folder):
    hear_cases(folder)
    figures = folder.figures("2025-26-Q4")
    disclosed = disclose(folder.report("2025-26-Q4"), figures)
    alone = [disclosed.figures[name] if disclosed.choice.why.get(name) == "small" else one for name, one in figures.items()]
    found = attacked({one.id: one for one in alone}, disclosed.choice)
    leak = next(one for one in found.faults if one.startswith("D6.value~quarter@2025-26-Q3"))
    assert "is 3" in leak and "is printed as" in leak


def test_what_last_quarters_report_printed_counts_as_known(folder):
    """It printed 19 cases for April to September and 22 for April to December 2025: 3 were heard in the quarter between."""
    hear_cases(folder)
    report, figures = folder.report("2025-26-Q4"), folder.figures("2025-26-Q4")
    to_date = {figure.id: figure for figure in folder.figures("2025-26-Q3").values() if figure.basis == "year_to_date" and not figure.parts.period and figure.parts.measure == "value"}
    before = edition_of(to_date, "2025-26-Q3")
    disclosed = disclose(report, figures, [before])
    assert attacked(disclosed.figures, disclosed.choice, [before]).faults == []
    unaware = disclose(report, figures)
    assert set(disclosed.choice.why) >= {name for name, why in unaware.choice.why.items() if why == "small"}


def test_a_small_count_that_was_published_before_is_told_and_not_hidden_in_vain(folder):
    hear_cases(folder)
    report, figures = folder.report("2025-26-Q4"), folder.figures("2025-26-Q4")
    disclosed = disclose(report, figures, [edition_of(figures)])
    assert set(disclosed.choice.published) == {"D6.value~quarter@2025-26-Q3", "D6.value~quarter@2024-25-Q2"}
    assert disclosed.choice.why == {}


def test_counts_are_rounded_where_the_rule_says_so_and_percentages_are_of_rounded_counts(folder):
    hear_cases(folder, rule="nhs_england_sub_national")
    figures = folder.figures("2025-26-Q4")
    disclosed = disclose(folder.report("2025-26-Q4"), figures)
    shown = {name: one.value for name, one in disclosed.figures.items() if one.parts.measure == "value" and one.value is not None}
    assert shown and all(value % 5 == 0 for value in shown.values())
    change = disclosed.figures["D6.change"]
    if change.value is not None:
        operands = [disclosed.figures[one].value for one in change.operands.values()]
        assert change.value == operands[0] - operands[1]


@pytest.mark.parametrize(
    ("rule", "what"),
    [
        ({"rule": "own"}, "the rule needs hides"),
        ({"rule": "none", "hides": [1, 4]}, "the rule none hides nothing"),
        ({"rule": "own", "hides": [2, 4]}, "hides begins with 0 or 1"),
        ({"rule": "counts_1_to_4", "round_to": 5}, "goes with round_to"),
        ({"rule": "counts_1_to_4", "zeros": "hidden"}, "and one that does not, hides from 1 on"),
        ({"rule": "counts_1_to_4", "accepted": {"role": "Analyst", "reason": "Made up."}}, "accepted is for the rule none"),
    ],
)
def test_a_rule_that_does_not_go_together_is_refused(folder, rule, what):
    folder.settings = {"disclosure": {"reason": "Made up.", **rule}}
    with pytest.raises(FaultsFound, match=what):
        folder.report()


def test_a_report_that_counts_records_and_protects_nothing_is_refused_unless_a_role_accepts_it(folder):
    count_referrals(folder)
    folder.receive_cases("2023-10-05_referrals", "id,referred,place", "1,2023-08-01,north", covers="2023-07-01, 2023-09-30")
    folder.settings = {"disclosure": {"rule": "none", "reason": "Made up."}}
    (fault,) = unprotected(folder.report())
    assert "cases/2023-10-05_referrals.csv" in str(fault) and fault.file == "report.toml" and fault.row
    folder.settings["disclosure"]["accepted"] = {"role": "Analyst", "reason": "Made up."}
    assert unprotected(folder.report()) == []


def test_records_generated_for_demonstration_need_no_rule(folder):
    count_referrals(folder)
    folder.receive_cases("2023-10-05_referrals", "id,referred,place", "1,2023-08-01,north", covers="2023-07-01, 2023-09-30")
    folder.settings = {"disclosure": {"rule": "none", "reason": "Made up."}}
    record = folder.folder / "cases" / "2023-10-05_referrals.source.toml"
    record.write_text(record.read_text(encoding="utf-8") + "generated = true\n", encoding="utf-8")
    assert unprotected(folder.report()) == []


def test_a_sentence_that_says_what_is_withheld_stops_the_report(folder):
    hear_cases(folder)
    report, figures = folder.report("2025-26-Q4"), folder.figures("2025-26-Q4")
    disclosed = disclose(report, figures)
    claim = {"subject": "D6", "heading": "", "file": "commentary/2025-26-Q4.md", "sheet": "", "line": 3, "column": "", "text": "Three cases were heard.", "expected": "3"}
    import pandas as pd

    told = pd.DataFrame([{**claim, "figure": "D6.value~quarter@2025-26-Q3", "found": "Three"}, {**claim, "figure": "D6.value", "found": "32"}])
    (fault,) = disclosed.told_by(told)
    assert "says what the disclosure rule withholds" in str(fault) and "D6.value~quarter@2025-26-Q3" in str(fault)
    (fault,) = disclosed.told_by(told.iloc[1:].assign(found="32.00"))
    assert "says more of a figure than is printed" in str(fault) and "expected 32" in str(fault)
    assert list(disclosed.without_withheld(told)["expected"]) == ["[c]", "3"]
