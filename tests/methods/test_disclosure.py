"""The disclosure rule of a report, from its records to what may be printed (all of them made up)."""

import json
from datetime import date

import pytest
from support import REFERRALS, count_referrals

from pipeline.core.faults import FaultsFound
from pipeline.figures.figure import Figures
from pipeline.methods.disclosure.disclose import disclose
from pipeline.methods.disclosure.withheld_words import told_withheld
from pipeline.page.typed_numbers import review
from pipeline.quality.unprotected import unprotected
from pipeline.quality.written_checks import read_written
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
    return attack_read(Edition.of_ledger(edition_of(figures)), wanted, [Edition.of_ledger(one) for one in earlier], small=(1, 2, 3, 4))


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


def hear_half_years(folder, first, second, **indicator):
    """Cases of which the year and its second half are told, and the first half is not."""
    folder.settings = {"disclosure": RULE}
    folder.declare_cases(REFERRALS)
    own = {"basis": "year", "comparator": "none", "judged": False, "variance_basis": None, "also_on": ["half_year"]}
    folder.define("D6", **own | indicator, counted={"table": "referrals", "rule": "rows", "bases": ["half_year", "year"]})
    lines = [f"{month}-{number},{month}-15,north" for month, count in (("2025-06", first), ("2025-12", second)) for number in range(count)]
    folder.receive_cases("2026-04-10_referrals", "id,referred,place", *lines, covers="2025-04-01, 2026-03-31")


def test_two_cases_of_a_half_year_that_no_figure_tells_do_not_follow_from_the_year_and_the_other_half(folder):
    """12 in the year and 10 in its second half: 2 were in the first."""
    hear_half_years(folder, 2, 10)
    figures = folder.figures("2025-26")
    assert {figures["D6.value"].display, figures["D6.value~half_year"].display} == {"12", "10"}
    disclosed = disclose(folder.report("2025-26"), figures)
    assert disclosed.choice.besides == {"D6.value less D6.value~half_year": "small difference"}
    assert sorted(disclosed.choice.why.values()) == ["secondary"]
    assert attacked(disclosed.figures, disclosed.choice).faults == []


def hear_places(folder, counts, complements="hidden"):
    """Cases of places, of which the total and the first two places are told."""
    folder.settings = {"disclosure": {**RULE, "complements": complements}}
    folder.declare_cases(REFERRALS.replace('["north", "south"]', str([*counts]).replace("'", '"')))
    own = {"basis": "year", "comparator": "none", "judged": False, "variance_basis": None}
    for code, place in zip(("D6", "D7", "D8"), ({}, *({"where": {"place": [one]}} for one in counts)), strict=False):
        folder.define(code, **own, counted={"table": "referrals", "rule": "rows", **place})
    lines = [f"{place}-{number},2025-06-15,{place}" for place, count in counts.items() for number in range(count)]
    folder.receive_cases("2026-04-10_referrals", "id,referred,place", *lines, covers="2025-04-01, 2026-03-31")
    return folder.figures("2025-26")


def test_two_cases_from_places_that_no_figure_tells_do_not_follow_from_the_total_and_the_other_places(folder):
    """42 cases, 20 from the north and 20 from the south: 2 are from the east or the west."""
    figures = hear_places(folder, {"north": 20, "south": 20, "east": 1, "west": 1})
    disclosed = disclose(folder.report("2025-26"), figures)
    rests = [" less ".join(f"{code}.value{days}" for code in ("D6", "D7", "D8")) for days in ("", "~quarter@2025-26-Q1")]
    assert disclosed.choice.besides.items() <= dict.fromkeys(rests, "small difference").items() and disclosed.choice.besides
    assert {*disclosed.choice.why.values()} == {"secondary"}
    assert attacked(disclosed.figures, disclosed.choice).faults == []
    told = attacked(figures, disclosed.choice).faults
    assert told and all(one.partition(" is 2 and cannot be 1, 3, 4, since ")[0] in rests for one in told)
    assert disclose(hear_again(folder, "printed"), folder.figures("2025-26")).choice.why == {}  # who is left of a group may be told


def hear_again(folder, complements):
    folder.settings = {"disclosure": {**RULE, "complements": complements}}
    return folder.report("2025-26")


def hear_quarters(folder, counts):
    """Cases of the quarters of a year; the year and three quarters are told, the last one is not."""
    folder.settings = {"disclosure": RULE}
    folder.declare_cases(REFERRALS)
    own = {"basis": "year", "comparator": "none", "judged": False, "variance_basis": None}
    folder.define("D6", **own, counted={"table": "referrals", "rule": "rows", "bases": ["quarter", "year"]}, also_on=["quarter"])
    days = ("2025-05-02", "2025-08-02", "2025-11-02", "2026-02-02")
    lines = [f"{day}-{number},{day},north" for day, count in zip(days, counts, strict=True) for number in range(count)]
    folder.receive_cases("2026-04-10_referrals", "id,referred,place", *lines, covers="2025-04-01, 2026-03-31")
    return folder.figures("2025-26")


def test_the_attack_finds_a_small_quarter_that_nobody_named_and_that_a_year_and_three_quarters_leave(folder):
    figures = hear_quarters(folder, (20, 20, 20, 2))
    records = {one["id"]: one for one in edition_of(figures)["figures"]}
    last = records.pop("D6.value~quarter")
    assert sorted(one["value"] for one in records.values() if one["id"].startswith("D6.value")) == [20, 20, 20, 62]
    other = {**last, "id": "D6[north].value", "category": "north", "method": f"{last['method']}, place: north"}
    ledger = {**edition_of(figures), "figures": [*records.values(), {**other, "value": None, "display": "[c]", "status": "c"}]}
    found = attack_read(Edition.of_ledger(ledger), {}, small=(1, 2, 3, 4)).faults
    assert [one.partition(",")[0] for one in found] == [f"D6.value{''.join(f' less D6.value~quarter@2025-26-Q{at}' for at in (1, 2, 3))} is 2 and cannot be 1"]


def test_the_attack_finds_a_small_difference_that_nobody_named(folder):
    """Another place is hidden, so these are numbers that the rule is about."""
    told = {"D6.value": 12, "D6.value~half_year": 10, "D6[north].value": None}
    hear_half_years(folder, 2, 10)
    figures = folder.figures("2025-26")
    records = {one["id"]: one for one in edition_of(figures)["figures"]}
    hidden = {**records["D6.value"], "id": "D6[north].value", "category": "north", "method": f"{records['D6.value']['method']}, place: north"}
    ledger = {**edition_of(figures), "figures": [*records.values(), {**hidden, "value": None, "display": "[c]", "status": "c"}]}
    assert {one["id"]: one["value"] for one in ledger["figures"] if one["id"] in told} == told
    (fault,) = attack_read(Edition.of_ledger(ledger), {}, small=(1, 2, 3, 4)).faults
    assert fault.startswith("D6.value less D6.value~half_year is 2 and cannot be 1, 3, 4, since ")
    assert "D6.value~half_year is printed as 10" in fault


def test_what_is_left_of_a_share_is_protected_unless_the_report_prints_it(folder):
    """7 of 8 cases are from the north: 1 is not."""
    for complements, withheld in (("hidden", {"D6.numerator", "D6.value", "D6.lower_ci", "D6.upper_ci"}), ("printed", set())):
        hear_half_years(folder, 8, 0, unit="percent", aggregation="ratio", also_on=[])
        folder.settings["disclosure"] = {**RULE, "complements": complements}
        share = {"table": "referrals", "rule": "share", "meets": {"place": ["north"]}}
        folder.indicators["D6"] |= {"counted": share}
        path = folder.folder / "cases" / "2026-04-10_referrals.csv"
        path.write_text(path.read_text(encoding="utf-8").replace("2025-06-0,2025-06-15,north", "2025-06-0,2025-06-15,south"), encoding="utf-8")
        disclosed = disclose(folder.report("2025-26"), folder.figures("2025-26"))
        assert {name for name in disclosed.choice.why if "@" not in name} == withheld


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


def test_a_light_that_is_not_judged_as_last_year_had_none_tells_of_no_zero_that_is_withheld(folder):
    """No case last year, and the rule hides 0 to 9. A report that prints zeros says so; what is not judged by definition is told under any rule."""
    told = {}
    for rule, judged in (("below_10", True), ("counts_1_to_4", True), ("below_10", False)):
        folder.settings = {"disclosure": {"rule": rule, "reason": "Made up."}}
        folder.declare_cases(REFERRALS)
        folder.define("D6", basis="year", judged=judged, counted={"table": "referrals", "rule": "rows"})
        lines = ["early,2023-05-05,north", *(f"{at},2025-06-15,north" for at in range(30))]
        folder.receive_cases("2026-04-10_referrals", "id,referred,place", *lines, covers="2023-04-01, 2026-03-31")
        figures = folder.figures("2025-26")
        disclosed = disclose(folder.report("2025-26"), figures)
        told[rule, judged] = [disclosed.figures[f"D6.{name}"].display for name in ("comparator", "traffic_light")]
        light = {**disclosed.figures, "D6.traffic_light": figures["D6.traffic_light"]}
        faults = [one for one in attacked(light, disclosed.choice).faults if one.startswith("D6.traffic_light")]
        assert bool(faults) == (told[rule, judged][1] == "[c]"), faults
    assert told == {("below_10", True): ["[c]", "[c]"], ("counts_1_to_4", True): ["0", "data only"], ("below_10", False): ["[c]", "data only"]}


@pytest.mark.parametrize("polarity", ["lower_is_better", "higher_is_better", "neutral"])
@pytest.mark.parametrize("rule", [{"rule": "count", "unit": "count"}, {"rule": "share", "unit": "percent"}])
def test_what_is_printed_is_the_same_whatever_a_withheld_number_is(folder, rule, polarity):
    """30 cases this year; of last year's the rule hides 0 to 9, and everything that is printed is the same for each of them."""
    seen = {}
    for before in (0, 1, 5, 9):
        folder.settings = {"disclosure": {"rule": "below_10", "reason": "Made up."}}
        folder.declare_cases(REFERRALS)
        share = {"rule": "share", "meets": {"place": ["north"]}} if rule["rule"] == "share" else {"rule": "rows"}
        kind = {"unit": "percent", "aggregation": "ratio", "variance_basis": "points"} if rule["rule"] == "share" else {}
        folder.define("D6", **{"basis": "year", "polarity": polarity, "judged": polarity != "neutral", "rolling_12_months": rule["rule"] != "share"} | kind, counted={"table": "referrals", **share})
        cases = [("2022-05", 40), ("2023-05", 50), ("2024-06", before), ("2025-06", 30)]
        lines = [f"{month}-{at},{month}-15,{'north' if at % 2 else 'south'}" for month, count in cases for at in range(count)]
        folder.receive_cases("2026-04-10_referrals", "id,referred,place", *lines, covers="2022-04-01, 2026-03-31")
        disclosed = disclose(folder.report("2025-26"), folder.figures("2025-26"))
        seen[before] = {name: {**one.record(), "rows": []} for name, one in disclosed.figures.items()}
    for before, printed in seen.items():
        told = {f"{name} {key}": (seen[5][name][key], held) for name, one in printed.items() for key, held in one.items() if held != seen[5][name][key]}
        assert told == {}, before


def only(figures, *names):
    return Figures(figures[name] for name in names)


def test_a_quarter_that_an_earlier_edition_withheld_does_not_follow_from_what_today_s_tells(folder):
    """That edition printed 22 from April to December and withheld the 3 of the last quarter. Today's tells of April to September alone: 19."""
    hear_cases(folder)
    report, figures = folder.report("2025-26-Q3"), folder.figures("2025-26-Q3")
    quarter, to_date, today = "D6.value~quarter", "D6.value", "D6.value@2025-26-Q2"
    before = edition_of(disclose(report, only(figures, quarter, to_date)).figures, "2025-26-Q3")
    assert [one["display"] for one in before["figures"]] == ["[c]", "22"]
    disclosed = disclose(report, only(figures, today), [before])
    assert disclosed.choice.why == {today: "secondary"}
    assert disclosed.choice.besides == {f"2025-26-Q3: {quarter}": "withheld before"}
    assert attacked(disclosed.figures, disclosed.choice, [before]).faults == []
    faults = attacked(only(figures, today), disclosed.choice, [before]).faults
    assert [one for one in faults if one.startswith(f"2025-26-Q3: {quarter} is 3 and cannot be 1, 2, 4, since ")]


def test_what_an_earlier_edition_printed_rounded_counts_as_known_so_far(folder):
    """It printed April to September as 20, to the nearest 2: 19 to 21. With 22 up to December the quarter would be 1 to 3."""
    hear_cases(folder)
    report, figures = folder.report("2025-26-Q3"), folder.figures("2025-26-Q3")
    quarter, to_date, half = "D6.value~quarter", "D6.value", "D6.value@2025-26-Q2"
    before = edition_of(only(figures, half), "2025-26-Q2")
    before["figures"][0] |= {"value": 20, "display": "20", "method": f"{before['figures'][0]['method']}, rounded to the nearest 2"}
    assert set(disclose(report, only(figures, quarter, to_date)).choice.why) == {quarter}
    disclosed = disclose(report, only(figures, quarter, to_date), [before])
    assert set(disclosed.choice.why) == {quarter, to_date}
    assert attacked(disclosed.figures, disclosed.choice, [before]).faults == []


def test_a_small_count_that_was_published_before_is_told_and_not_hidden_in_vain(folder):
    hear_cases(folder)
    report, figures = folder.report("2025-26-Q4"), folder.figures("2025-26-Q4")
    disclosed = disclose(report, figures, [edition_of(figures)])
    assert set(disclosed.choice.published) == {"D6.value~quarter@2025-26-Q3", "D6.value~quarter@2024-25-Q2"}
    assert disclosed.choice.why == {}


def test_a_zero_of_the_last_report_is_printed_beside_a_small_number_of_today(folder):
    """The last report said none, three forms were found since. A zero that were withheld would be taken for a number from 1 on."""
    folder.settings = {"disclosure": {**RULE, "sensitive": ["A1"]}}
    folder.define("A1")
    folder.receive("2023-07-14", "A1,2022-23-Q1,quarter,10,,,,,", "A1,2022-23-Q2,quarter,20,,,,,", "A1,2023-24-Q1,quarter,0,,,,,")
    folder.receive("2023-10-14", "A1,2023-24-Q2,quarter,15,,,,,")
    folder.receive("2023-11-02", "A1,2023-24-Q1,quarter,3,,,,three forms were found,", name="recount")
    folder.except_in("2023-24-Q2", last_report={"as_of": date(2023, 7, 31)})
    disclosed = disclose(folder.report(), folder.figures())
    shown = {name: disclosed.figures[f"A1.value{name}~quarter@2023-24-Q1"].display for name in ("", ":last_report")}
    assert shown == {"": "[c]", ":last_report": "0"}
    assert attacked(disclosed.figures, disclosed.choice).faults == []


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
    (fault,) = told_withheld(report, told, figures, disclosed.figures)
    assert "says what the disclosure rule withholds" in str(fault) and "D6.value~quarter@2025-26-Q3" in str(fault)
    (fault,) = told_withheld(report, told.iloc[1:].assign(found="32.00"), figures, disclosed.figures)
    assert "says more of a figure than is printed" in str(fault) and "expected 32" in str(fault)


def test_a_refused_sentence_is_kept_without_the_withheld_number_that_it_was_held_against(folder):
    hear_cases(folder)
    folder.settings["notes"] = ["What happened"]
    report, figures = folder.report("2025-26-Q4"), folder.figures("2025-26-Q4")
    (folder.folder / "commentary").mkdir()
    text = "# D6\n## What happened\nIn October to December 2025 there were 3 cases.\n"
    (folder.folder / "commentary/2025-26-Q4.md").write_text(text, encoding="utf-8")
    statements, faults = review(report, read_written(report, "", ""), figures, disclose(report, figures).figures, "")
    claim = statements[statements["found"].eq("3")].iloc[0]
    assert (claim["figure"], claim["expected"]) == ("D6.value~quarter@2025-26-Q3", "[c]")
    assert any("says what the disclosure rule withholds" in str(fault) for fault in faults)
