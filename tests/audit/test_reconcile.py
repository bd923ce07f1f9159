"""Published numbers beside computed figures. Where a number comes from a published report, the test says which."""

import json
import shutil
from fractions import Fraction

import pytest
from in_process import report_here
from support import DATA, PERIOD

from pipeline.core.faults import Fault
from reporting.audit.published_numbers import Printed, parse_printed, read_published
from reporting.audit.reconciliation import exit_status, reconcile, summary

HEADER = "figure,published,accepted,reason,note"
RATIO = {"unit": "percent", "aggregation": "ratio", "decimals": 1, "variance_basis": "points"}


@pytest.fixture
def lines(folder):
    """The lines of a reconciliation of these published rows, with what the folder has received."""

    def made(*rows, period=PERIOD):
        (folder.folder / "published").mkdir(exist_ok=True)
        (folder.folder / f"published/{period}.csv").write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
        published, faults = read_published(folder.folder, period)
        found, unknown = reconcile(folder.figures(period), published, period)
        assert faults + unknown == []
        return found

    return made


@pytest.fixture
def faults(folder):
    """The faults of these published rows, each as it is told."""
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,48", "A1,2022-23-Q2,year_to_date,85")

    def told(*rows):
        (folder.folder / "published").mkdir()
        (folder.folder / f"published/{PERIOD}.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
        published, found = read_published(folder.folder, PERIOD)
        return [str(fault) for fault in found + reconcile(folder.figures(), published, PERIOD)[1]]

    return told


def verdicts(lines):
    return [line.verdict for line in lines]


@pytest.mark.parametrize(
    ("text", "value", "decimals", "unit"),
    [
        ("10.2%", "10.2", 1, "percent"),
        ("1,440", "1440", 0, ""),
        ("−7.5 percentage points", "-7.5", 1, "percentage_points"),
        ("-7.5 percentage points", "-7.5", 1, "percentage_points"),
        ("67%", "67", 0, "percent"),
        ("+18.3 per cent", "18.3", 1, "percent"),
        ("0.72", "0.72", 2, ""),
        ("13.0%", "13", 1, "percent"),
        ("48 hours", "48", 0, "hours"),
    ],
)
def test_a_printed_number_is_read_with_its_precision_and_unit(text, value, decimals, unit):
    assert parse_printed(text) == Printed(Fraction(value), decimals, unit)


@pytest.mark.parametrize("text", ["", "1,44", "12 of 22", "1.2.3", "about 5", "5 apples", "--5", "[x]", "data only"])
def test_what_is_no_printed_number_is_not_read_as_one(text):
    assert parse_printed(text) is None


@pytest.mark.parametrize(
    ("earlier", "now", "printed", "verdict"),
    [
        # Community Safety Plan 2014-17, year end of 2015/16
        (13425, 12043, "-10.2%", "agrees by cutting off"),  # −10.294 %: measure 1.3 against its baseline
        (2318, 2203, "-4.9%", "agrees by cutting off"),  # −4.961 %: measure 4.1 against its baseline
        (1146, 1440, "25.7%", "agrees"),  # 25.654 %: measure 2.1
        (192, 336, "75.5%", "disagrees"),  # 75 %: measure 2.2, first quarter
        # Rotherham, twelve months to October 2017
        (1902, 3179, "67%", "agrees"),  # 67.1 %: domestic crimes
        (188, 163, "-13%", "agrees"),  # −13.3 %: repeat cases
        # Hand arithmetic: half goes away from zero, and cutting off goes towards it
        (8, 13, "62.5%", "agrees"),
        (8, 13, "63%", "agrees"),
        (8, 13, "62%", "agrees by cutting off"),
        (8, 3, "-63%", "agrees"),
        (8, 3, "-62%", "agrees by cutting off"),
        (8, 3, "-64%", "disagrees"),
    ],
)
def test_a_percentage_change_is_held_beside_what_was_printed(folder, lines, earlier, now, printed, verdict):
    folder.define("A1")
    folder.receive("2023-11-30", f"A1,2023-24-Q2,year_to_date,{now}", f"A1,2022-23-Q2,year_to_date,{earlier}")
    assert verdicts(lines(f"A1.percent_change,{printed}")) == [verdict]


def cause(lines, figure, printed):
    (line,) = lines(f'{figure},"{printed}"')
    assert line.verdict == "disagrees"
    return line.why


@pytest.mark.parametrize(
    ("figure", "printed", "says"),
    [
        # 85 → 48: −37, which is −43.5 % of 85 and −77.1 % of 48
        ("A1.percent_change", "-77.1%", "worked out on the other base: on A1.value (48) instead of A1.comparator (85)"),
        ("A1.percent_change", "43.5%", "a fall printed as a rise"),
        ("A1.percent_change", "-37%", "it is A1.change (−37), the number in place of the percentage"),
        (
            "A1.percent_change",
            "37%",
            "it is A1.change (−37), the number in place of the percentage; and the sign is turned round",
        ),
        ("A1.percent_change", "-0.4%", "100 times too small"),
        ("A1.percent_change", "-34.5%", "two digits changed places"),
        ("A1.percent_change", "-20%", "worked out with A1.value~year@2021-22 (60) in place of A1.comparator (85)"),
        ("A1.percent_change", "-12.3%", ""),
        ("A1.change", "-37%", "printed as per cent, but it is a number"),
        ("A1.value", "85", "it is A1.value@2022-23-Q2 (85), another period"),
        ("A1.value", "60", "it is A1.value~year@2021-22 (60), another basis and period"),
        ("A1.value", "84", "two digits changed places"),
    ],
)
def test_a_likely_cause_is_found_for_a_count(folder, lines, figure, printed, says):
    folder.define("A1")
    folder.receive(
        "2023-11-30",
        "A1,2023-24-Q2,year_to_date,48",
        "A1,2022-23-Q2,year_to_date,85",
        "A1,2021-22,year,60",
    )
    assert cause(lines, figure, printed) == says


def test_points_printed_as_per_cent_are_named(folder, lines):
    """Rotherham printed the fall of the outcome rate from 29 % to 19 % as −10 %."""
    folder.define("A1", **RATIO, basis="year_to_date")
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,19", "A1,2022-23-Q2,year_to_date,29")
    assert cause(lines, "A1.point_change", "-10%") == "printed as per cent, but it is percentage points"
    assert verdicts(lines('A1.point_change,"-10 percentage points"')) == ["agrees"]
    assert [line.difference for line in lines("A1.point_change,-10%")] == [""], "the numbers do not differ"


def test_a_mean_of_percentages_is_named(folder, lines):
    """10 % of 10 and 50 % of 90 are 46 % together, and not their mean, 30 %."""
    folder.define("A1", **RATIO, basis="year_to_date")
    folder.receive("2023-11-30", "A1,2023-24-Q1,quarter,,1,10", "A1,2023-24-Q2,quarter,,45,90")
    assert verdicts(lines("A1.value,46%")) == ["agrees"]
    assert cause(lines, "A1.value", "30%") == "the mean of the percentages of the parts"


def test_a_part_left_out_of_a_sum_is_named(folder, lines):
    """The first three quarters of measure 2.1 of the Community Safety Plan: 326 + 347 + 355 = 1,028."""
    folder.define("A1", basis="year_to_date")
    folder.receive("2024-02-29", *(f"A1,2023-24-Q{n},quarter,{value}" for n, value in enumerate((326, 347, 355), 1)))
    assert verdicts(lines('A1.value,"1,028"', period="2023-24-Q3")) == ["agrees"]
    (line,) = lines("A1.value,681", period="2023-24-Q3")
    assert line.why == "A1.value~quarter@2023-24-Q2 (347) left out of the sum"


def test_a_difference_of_rounded_numbers_is_named(folder, lines):
    """29.4 − 19.6 is 9.8; rounded first, 29 − 20 is 9."""
    folder.define("A1", **RATIO, basis="year_to_date")
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,19.6", "A1,2022-23-Q2,year_to_date,29.4")
    assert verdicts(lines('A1.point_change,"-10 percentage points"')) == ["agrees"]
    assert cause(lines, "A1.point_change", "-9.0") == "worked out from rounded numbers"


def test_rounding_twice_is_named(folder, lines):
    """Barnet's project printed 49 of 338 needs, 14.497 %, as 15 %: 14.5 % first."""
    folder.define("A1", **RATIO, basis="year_to_date")
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,,49,338")
    assert cause(lines, "A1.value", "15%") == "rounded twice, first to 14.5"


def test_another_comparator_is_named(folder, lines):
    folder.define("A1", baseline={"value": 60, "says": "Plan."})
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,48", "A1,2022-23-Q2,year_to_date,85")
    assert (
        cause(lines, "A1.percent_change", "-20.0%") == "worked out with A1.baseline (60) in place of A1.comparator (85)"
    )


def test_what_is_missing_cannot_be_checked_and_nothing_of_nothing_disagrees(folder, lines):
    folder.define("A1")
    folder.define("A2", **RATIO)
    folder.receive(
        "2023-11-30",
        "A1,2023-24-Q2,year_to_date,,,,x,not counted",
        "A2,2023-24-Q2,year_to_date,,0,0",
        "A2,2022-23-Q2,year_to_date,,1,2",
    )
    found = lines("A1.value,5", "A2.value,0%")
    assert verdicts(found) == ["cannot be checked", "disagrees"]
    assert [line.why for line in found] == ["not counted", "there is none to print: denominator is zero"]
    assert verdicts(lines("A1.value,[x]", "A2.value,[z]")) == ["agrees", "agrees"]


def test_a_judgement_is_held_beside_the_printed_word(folder, lines):
    folder.define("A1")
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,48", "A1,2022-23-Q2,year_to_date,85")
    assert verdicts(lines("A1.traffic_light,Green")) == ["agrees"]
    assert verdicts(lines("A1.traffic_light,red")) == ["disagrees"]


@pytest.mark.parametrize(
    ("rows", "status", "open_ones"),
    [
        (["A1.value,48"], 0, 0),
        (["A1.value,48", "A1.change,-38"], 1, 1),
        (["A1.value,48", "A1.change,-38,Analyst,Misprint."], 0, 0),
        (["A2.value,5"], 3, 1),  # cannot be checked: never told as a pass
        (["A2.value,5", "A1.change,-38"], 1, 2),
        (["A2.value,5,Analyst,Never received."], 0, 0),
    ],
)
def test_the_exit_status_says_whether_anything_is_left_to_settle(folder, lines, rows, status, open_ones):
    folder.define("A1")
    folder.define("A2")
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,48", "A1,2022-23-Q2,year_to_date,85")
    found = lines(*rows)
    assert exit_status(found) == status
    assert summary(found)["not settled"] == open_ones


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([HEADER, "A1.valeu,48"], ["names no measure"]),
        ([HEADER, "A9.value,48"], ["row 2, column figure: there is no such figure", "Did you mean A1.value?"]),
        ([HEADER, "A1.value,48 apples"], ["row 2, column published: not a printed number", '"48 apples"']),
        ([HEADER, "A1.value,"], ["column published: not a printed number"]),
        ([HEADER, "A1.change,-38,Analyst"], ["half of an acceptance", "column reason"]),
        ([HEADER, "A1.change,-38,,Misprint"], ["half of an acceptance", "column accepted"]),
        ([HEADER, "A1.value,48", "A1.value,49"], ["row 2, column figure: the figure is there twice"]),
        ([HEADER, "A1.value,48,Analyst,Misprint"], ["a disagreement is accepted, and the numbers agree"]),
        ([HEADER, "A1.value,1,440"], ["half of an acceptance"]),
        ([HEADER, "A1.value,1,440,,,,"], ["more cells than columns"]),
        (["figure,printed", "A1.value,48"], ["column published: a column is missing", "unknown column", "printed"]),
        ([HEADER], ["the file has no rows"]),
    ],
)
def test_a_faulty_file_is_told_with_row_and_column(faults, rows, says):
    told = " ".join(faults(*rows))
    assert all(words in told for words in (*says, f"published/{PERIOD}.csv")), told


def test_all_faults_are_told_at_once(faults):
    assert len(faults(HEADER, "A9.value,48", "A1.value,apples 3", "A1.change,-38,Analyst")) == 3


def test_without_a_file_the_fault_says_what_to_write(folder):
    (fault,) = read_published(folder.folder, PERIOD)[1]
    assert isinstance(fault, Fault)
    assert "published/2023-24-Q2.csv" in str(fault) and "figure, published, accepted, reason, note" in str(fault)


@pytest.mark.slow
def test_the_command_on_borders_end_to_end(tmp_path):
    """What November 2023 printed agrees, but for the 0 % of no surveys, which is accepted; one altered number does not."""
    outputs = tmp_path / "outputs"
    folder = shutil.copytree(DATA / "borders", tmp_path / "data" / "borders")
    where = ("--data", folder.parent, "--outputs", outputs)
    ended = report_here("reconcile", "borders", PERIOD, *where)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout.splitlines()[-1].endswith("disagrees: 1, cannot be checked: 0, not settled: 0")

    path = folder / f"published/{PERIOD}.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("-43.5%", "-77.1%"), encoding="utf-8")
    ended = report_here("reconcile", "borders", PERIOD, "--json", *where)
    told = json.loads(ended.stdout)
    assert ended.returncode == 1
    assert told["counts"]["not settled"] == 1
    assert [line["why"].split(":")[0] for line in told["figures"] if line["figure"] == "CP03-P177.percent_change"] == [
        "worked out on the other base"
    ]
    assert not list(outputs.glob("borders")), "reconciling publishes nothing"
