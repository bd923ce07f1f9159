"""`report check` and `report run` never disagree: whatever the notebooks accept has a page and an edition that hold together.

The runs are made in this process (`in_process.py`); `report check` and `report run` share the code that makes and checks both
editions, so that one cannot pass what the other refuses.
"""

from __future__ import annotations

import re
import tomllib
from contextlib import suppress
from itertools import count

import pytest
from conftest import INDICATOR, ReportFolder
from generated import categories_of, copy_report, rename_categories, rename_files, retext
from generated_indicators import indicators, is_lawful, lines_of
from generated_records import recorded
from generated_returns import send, ways_to_send
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from in_process import faults_of_run
from support import COUNTED, DATA, count_referrals

from pipeline.core.faults import FaultsFound
from pipeline.core.periods import Period
from pipeline.files.toml_lines import line_of
from pipeline.files.toml_lines import lines_of as toml_lines_of
from reporting.folders.coverage import coverage
from reporting.folders.new_report import example_periods, layouts, write_example
from reporting.runs.blamed import blamed

LAYOUTS = layouts()
Q = "2023-24-Q2"


def outcome(folder, period=Q):
    """How a run of the folder ends, with its faults."""
    with suppress(FaultsFound):  # which a run tells too
        folder.report(period)
    return faults_of_run(folder.root, "demo", period)


# A judged indicator whose light comes out as data only


@pytest.mark.parametrize(
    ("rule", "risen", "quarter"),
    [("data_only", "data only", "Q2"), ("green_or_amber", "amber", "Q4"), ("green_or_red", "red", "Q2")],
)
def test_a_reference_of_nought_or_of_other_days_is_published_with_the_light_that_is_declared(
    folder, rule, risen, quarter
):
    folder.rules = [{"reference_zero": rule}]
    none, yearly = {"value": 0, "says": "None at all."}, {"value": 60, "basis": "year", "says": "60 a year."}
    values = {"A1": (5, 0), "A2": (0, 0), "A3": (0, 5)}
    for code in values:  # held against last year
        folder.define(code)
    for code, level in {
        "B1": none,
        "B2": none,
        "B3": yearly,
    }.items():  # a target that is reached, missed, and of a year
        folder.define(code, comparator="target", target=level)
    folder.define("B4", comparator="baseline", baseline=yearly)
    folder.define("C1", comparator="target", total=False, categories={"north": {"target": none}, "south": {}})
    folder.receive(
        "2024-05-30",
        *[f"{code},2023-24-{quarter},year_to_date,{now}" for code, (now, _) in values.items()],
        *[f"{code},2022-23-{quarter},year_to_date,{before}" for code, (_, before) in values.items()],
        *[
            f"{code},2023-24-{quarter},year_to_date,{now}"
            for code, now in {"B1": 0, "B2": 3, "B3": 20, "B4": 20}.items()
        ],
        *[f"C1,2023-24-{quarter},year_to_date,{now},,,,,{group}" for group, now in {"north": 4, "south": 7}.items()],
    )
    of_a_year = "green" if quarter == "Q4" else "data only"
    lights = {
        "A1": risen, "A2": "green", "A3": "green", "B1": "green", "B2": risen, "B3": of_a_year, "B4": of_a_year,
        "C1[north]": risen, "C1[south]": "data only",
    }  # fmt: skip
    figures = folder.figures(f"2023-24-{quarter}")
    assert {name: figures[f"{name}.traffic_light"].value for name in lights} == lights
    assert outcome(folder, f"2023-24-{quarter}") == ("accepted", [])


# Definitions in any lawful TOML

WAYS = {
    "A1": 'categories = {north = {target = {value = 3, says = "Three."}}, south = {}}\n',
    "A2": 'categories.north.target.value = 3\ncategories.north.target.says = "Three."\ncategories.south = {}\n',
    "A3": '[A3.categories.north.target]\nvalue = 3\nsays = "Three."\n[A3.categories.south]\n',
    "A4": '["A4"."categories".\'north\']\n"target" = { "value" = 3.0, \'says\' = """\nThree.\n""" }\n[A4.categories."sou\\u0074h"]\n',
    "A5": '[A5.categories] # [north]\n# north = 4\n  north  =  { target = { says = "[A1] north = 5",  value = 3 } } # 6\nsouth={}\n',
}  # fmt: skip


def test_levels_of_sub_groups_may_be_written_in_any_lawful_way(folder):
    for code in WAYS:
        folder.define(code, comparator="target", total=False, categories={"north": {}})
    folder.receive(
        "2023-11-30",
        *(f"{code},{Q},year_to_date,{now},,,,,{group}" for code in WAYS for group, now in (("north", 2), ("south", 7))),
    )
    with pytest.raises(FaultsFound, match="there is no target"):
        folder.report()
    path = folder.folder / "indicators.toml"
    text = path.read_text(encoding="utf-8")
    for way in WAYS.values():
        text = text.replace('categories = { "north" = {  } }\n', way, 1)
    path.write_text(text, encoding="utf-8")
    assert faults_of_run(folder.root, "demo", Q) == ("accepted", [])


def test_the_line_of_a_key_is_found_however_it_is_written():
    text = '''a = 1
[b]
c = [
  { d = 1 }, # [x]
  { d = "two\\n", e = { f = [1, 2,
     3] } },
]
g.h."i j" = """
[k]
"""
[[l.m]]
n = 1
[[l.m]]
n = 2
[l.m.o]
'p' = 3
'''
    expected = {
        ("a",): 1, ("b",): 2, ("b", "c"): 3, ("b", "c", 0, "d"): 4, ("b", "c", 1, "e", "f", 1): 5, ("b", "c", 1, "e", "f", 2): 6,
        ("b", "g", "h", "i j"): 8, ("l", "m", 0, "n"): 12, ("l", "m", 1): 13, ("l", "m", 1, "n"): 14, ("l", "m", 1, "o", "p"): 16,
    }  # fmt: skip
    assert {keys: line_of(text, keys) for keys in expected} == expected
    assert line_of(text, ("b", "missing", "too")) == 2
    assert line_of(text, ("missing",)) is None


def keys_of(value, keys=()):
    if keys:
        yield keys
    if isinstance(value, (dict, list)):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from keys_of(part, (*keys, key))


@given(st.text(alphabet="ab.=[]{}#'\"\n 1,\\-", max_size=60))
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_is_looked_through_and_every_key_of_lawful_toml_has_a_line(text):
    lines = toml_lines_of(text)
    try:
        known = set(keys_of(tomllib.loads(text)))
    except tomllib.TOMLDecodeError:
        return
    assert known <= set(lines)


# Periods of the reports that are here, beside those that other tests run


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "period"),
    [("borders", "2022-23-Q2"), ("safety-plan", "2015-16-Q2"), ("safety-plan", "2014-15-Q1"), ("barnet-mopac", "2014-15-Q4"),
     ("rotherham", "2017-09")],
)  # fmt: skip
def test_a_period_that_list_offers_runs(name, period):
    (offered,) = [one for one in coverage(DATA, name) if one.period == period]
    assert not offered.unexplained
    assert faults_of_run(DATA, name, period) == ("accepted", [])


def test_no_report_that_is_here_is_offered_for_a_period_that_lacks_a_reason():
    names = [path.parent.name for path in DATA.glob("*/report.toml")]
    assert [
        one.period for name in names if name != "northmoor" for one in coverage(DATA, name) if one.unexplained
    ] == []


# Whatever is typed


def test_a_count_of_records_is_printed_with_the_decimals_that_are_declared(folder):
    count_referrals(folder)
    folder.define("A1", **COUNTED, decimals=1, counted={"table": "referrals", "rule": "rows"})
    folder.receive_cases("2023-11-30_referrals", "id,referred,place", "1,2023-07-02,north", covers="2023-07-01, 2023-09-30")
    assert folder.figures()["A1.value"].display == "1.0"
    assert outcome(folder) == ("accepted", [])


@pytest.mark.parametrize("values", [[2, 2, 2, 2, 2, 2, 2, 2], [2, 2, 2, 40, 2, 2, 2, 2, 2, 2, 2, 3]])
def test_quarters_that_hardly_move_have_a_usual_range_with_a_chart(folder, values):
    folder.define("A1", basis="quarter", variation=True)
    last = Period.parse(Q)
    names = [str(last.back(3 * back)) for back in reversed(range(len(values)))]
    folder.receive("2023-11-30", *[f"A1,{name},quarter,{value}" for name, value in zip(names, values, strict=True)])
    assert "A1.upper_limit" in folder.figures()
    assert outcome(folder) == ("accepted", [])


def test_a_remark_and_what_a_sign_stands_for_are_both_told_of_one_value(folder):
    folder.define("A1")
    way = {"format": "csv", "own_layout": True, "label": "{}", "title": True, "footnote": True, "missing": ".."}
    send(folder.folder, "2023-11-30", "police", [f"A1,{Q},year_to_date,,,,x,moved 2 times", "A1,2022-23-Q2,year_to_date,7"], way)
    assert folder.figures()["A1.value"].reason == "moved 2 times; not counted"
    assert outcome(folder) == ("accepted", [])


def test_a_table_of_a_paper_may_have_any_name(folder):
    column = {"basis": "year_to_date"}
    names = ["table-1", "seven", "t"]
    folder.settings |= {
        "layout": "briefing",
        "tables": [{"id": name, "caption": "T", "indicators": ["A1"], "columns": [column]} for name in names],
        "priorities": [{"id": "asb", "title": "1", "shows": names}],
    }
    folder.define("A1")
    folder.receive("2023-11-30", f"A1,{Q},year_to_date,5")
    assert outcome(folder) == ("accepted", [])


def test_reasons_that_differ_in_capitals_or_signs_alone_are_counted_apart(folder):
    reasons = ["Repeated", "not  counted 2", "Not counted (2)", "Ŵ", "!", "USED"]
    rules = "\n".join(
        f'[[referrals.leave_out]]\nreason = "{one}"\nwhere.place = ["p{at}"]' for at, one in enumerate(reasons)
    )
    folder.declare_cases(
        "[referrals]\nabout = 'one referral'\nfiles = 'referrals'\ndate = 'referred'\ncolumns.referred = { kind = 'date' }\n"
        f"columns.place = {{ kind = 'category', values = {[f'p{at}' for at in range(7)]} }}\n{rules}\n"
    )
    folder.define("A1", basis="quarter", comparator="none", judged=False, variance_basis=None,
                  counted={"table": "referrals", "rule": "rows"})  # fmt: skip
    rows = [f"2023-07-0{at + 1},p{at}" for at in range(7)]
    folder.receive_cases("2023-11-30_referrals", "referred,place", *rows, covers="2023-07-01, 2023-09-30")
    figures = folder.figures()
    counts = [
        figure.value for figure in figures.values() if any(figure.method == f"count of rows: {one}" for one in reasons)
    ]
    assert counts == [1] * len(reasons) and figures["A1.value"].value == 1
    assert outcome(folder) == ("accepted", [])


@pytest.mark.parametrize(
    ("table", "priority"),
    [("asb", "asb"), ("a1", "asb"), ("headlines", "asb"), ("asb-name", "asb"), ("t", "a1-caption")],
)
def test_names_that_would_be_one_place_of_the_page_are_told_with_their_line(folder, table, priority):
    folder.settings |= {
        "layout": "briefing",
        "tables": [{"id": table, "caption": "T", "indicators": ["A1"], "columns": [{"basis": "year_to_date"}]}],
        "priorities": [{"id": priority, "title": "P", "shows": [table]}],
    }
    folder.define("A1", priority=priority)
    with pytest.raises(FaultsFound, match="line [0-9]+, key (priorities|tables|A1).*: the name is taken"):
        folder.report()


def test_what_the_page_cannot_print_is_told_where_it_was_typed(folder):
    folder.define("A1", definition="Cases of  Table 7, counted.")
    folder.receive("2023-11-30", f"A1,{Q},year_to_date,5,,,,see page 12 of it")
    folder.report()
    files = [folder.folder / name for name in ("indicators.toml", "returns/2023-11-30_partners.csv")]
    sentences = [
        '"7" in <p> has no source (line 9, under "Report"): found "…of Table 7, counted.", expected a figure or a date.',
        'wording: A1.value: its reason stands in no definition and follows from nothing: "see page 12 of it"',
        '"3" in <p> has no source (line 2, under "Report"): found "3 of 4 pages", expected a figure or a date.',
    ]
    told, ours = blamed(folder.folder, files, sentences)
    assert [(fault.file, fault.row, fault.column) for fault in told] == [
        ("indicators.toml", line_of(files[0].read_text(encoding="utf-8"), ("A1", "definition")), "A1.definition"),
        ("returns/2023-11-30_partners.csv", 2, "note"),
    ]
    assert ours == sentences[2:]


SIGNS = ["1", "٣", "½", "7.", "seven", "one third", "  ", "\u00a0", '"', "'", "|", "<", "</p>", "<!--", "&amp;", "{{", "}}", "{%", "%}",
         "\\", "*", "_", "`", "#", "- ", "[x]", "(2)", ";", ":", "?", "…", "2023-24-Q2", "5%", "1 April 2023", "£4", "=1+1", "Ŵ", "x" * 200]  # fmt: skip
TEXTS = st.lists(st.sampled_from([*SIGNS, "word", "Words of"]), min_size=1, max_size=6).map(" ".join).filter(str.strip)
WHOLE_RUN = settings(
    max_examples=4,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)


@WHOLE_RUN
@given(st.sampled_from(sorted(LAYOUTS)), st.lists(TEXTS, min_size=5, max_size=5), st.integers(0, 10**6))
def test_whatever_text_is_typed_where_a_text_may_stand_is_published_if_it_is_accepted(
    tmp_path_factory, layout, texts, start
):
    root = tmp_path_factory.mktemp("typed")
    write_example(root / "example", layout)
    folder = copy_report(root / "example", tmp_path_factory.mktemp("retyped"))
    numbers = count(start)
    retext(folder, lambda place: f"{texts[next(numbers) % len(texts)]} {next(numbers)}")
    groups = categories_of(folder)
    rename_categories(folder, {name: f"{plain_name(texts[0])}  {at}" for at, name in enumerate(groups)})
    rename_files(folder, lambda name: f"{plain_name(texts[1])}  7 {name}"[:80])
    ended, faults = faults_of_run(folder.parent, "example", example_periods(folder)[0])
    assert ended == "refused" or faults == []
    assert ended == "accepted" or all(": " in fault for fault in faults), faults


def plain_name(text):
    """A text as a name of a file or a sub-group may be."""
    return re.sub(r"[^\w ().;'-]", "", text).strip()[:40] or "n"


@WHOLE_RUN
@given(st.data())
def test_whatever_is_defined_received_and_recorded_is_published_if_it_is_accepted(tmp_path_factory, data):
    folder = ReportFolder(tmp_path_factory.mktemp("defined"))
    quarter = data.draw(st.integers(1, 4))
    folder.settings["layout"] = data.draw(st.sampled_from(sorted(LAYOUTS)))
    folder.rules = [{"reference_zero": data.draw(st.sampled_from(["data_only", "green_or_amber", "green_or_red"]))}]
    lawful = [values for values in data.draw(st.lists(indicators(), min_size=5, max_size=15)) if is_lawful(values)]
    lines = []
    for number, values in enumerate(lawful or [{}], start=1):
        folder.define(f"A{number}", **values)
        lines += data.draw(lines_of(f"A{number}", {**INDICATOR, **values}, quarter))
    half = len(lines) // 2  # two bodies, each in its own kind of file
    for name, own in (("police", lines[:half]), ("council", lines[half:])):
        if own:
            send(folder.folder, "2024-05-30", name, own, data.draw(ways_to_send()))
    data.draw(recorded(folder, quarter))
    ended, faults = outcome(folder, f"2023-24-Q{quarter}")
    assert ended == "refused" or faults == []
