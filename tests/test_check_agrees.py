"""`report check` and `report run` never disagree: whatever the notebooks accept has a page and an edition that hold together.

The runs are made in this process (`in_process.py`); `report check` and `report run` share the code that makes and checks both
editions, so that one cannot pass what the other refuses.
"""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from in_process import faults_of_run

from pipeline.faults import FaultsFound
from pipeline.toml_lines import line_of, lines_of

Q = "2023-24-Q2"


def outcome(folder, period=Q):
    """How a run of the folder ends, with its faults."""
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
    lines = lines_of(text)
    try:
        known = set(keys_of(tomllib.loads(text)))
    except tomllib.TOMLDecodeError:
        return
    assert known <= set(lines)
