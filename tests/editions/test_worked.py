"""An entry says in words how its figure comes out of its operands, and the check finds words that say something else."""

from fractions import Fraction

import pytest

from check_edition.page.places import check_places
from check_edition.page.tree import PageTree
from pipeline.figures.figure import Figures, make_figure
from reporting.editions.ledger import publication_record
from reporting.editions.worked import Worked


def ledger(value, reference, change, percent, light="green"):
    """The records of a value, what it is compared with, and what is worked out of both, as a run records them."""
    made = [
        record("A1.value", value), record("A1.comparator", reference),
        record("A1.change", change, "value - reference"),
        record("A1.percent_change", percent, "(value - reference) / reference * 100", unit="percent"),
        record("A1.traffic_light", light, "light(-(value - reference) / reference * 100, 0, -15)", unit="judgement"),
        record("A1.share", percent, "value / reference * 100", unit="percent"),
        record("A1.mean", change, "(value + reference) / 2"),
        record("A1.lower_ci", percent, "wilson_lower(value, reference)", unit="percent"),
    ]  # fmt: skip
    return {one["id"]: one for one in made}


def record(id, value, formula="", unit="count"):
    operands = {"value": "A1.value", "reference": "A1.comparator"} if formula else {}
    about = {"unit": unit, "decimals": 1 if unit == "percent" else 0}
    figure = make_figure(id, value if isinstance(value, str) else Fraction(str(value)), **about, method="m", basis="quarter", period="2023-24-Q2", formula=formula, operands=operands)
    return {**figure.record(), "indicator": "A1", "measure": id.partition(".")[2]}


def told(records, id):
    return Worked(Figures.from_records(records.values()), list(records.values())).told(records[id])


def words(html):
    return PageTree(f"<p>{html}</p>").root.text()


FELL = ledger(48, 85, -37, -43.5)


@pytest.mark.parametrize(
    ("records", "id", "said"),
    [
        (FELL, "A1.change", "48 is 37 fewer than 85"),
        (FELL, "A1.percent_change", "48 is 37 fewer than 85; 37 of 85 is 43.5%"),
        (FELL, "A1.traffic_light", "48 is 37 fewer than 85; 37 of 85 is 43.5%; green from 0, amber from −15"),
        (FELL, "A1.mean", "(48 + 85) ÷ 2"),
        (FELL, "A1.lower_ci", ""),
        (FELL, "A1.value", ""),
        (ledger(90, 85, 5, 5.9), "A1.percent_change", "90 is 5 more than 85; 5 of 85 is 5.9%"),
        (ledger(85, 85, 0, 0), "A1.percent_change", "85 is the same as 85"),
        (ledger(61, 186, -125, 32.8), "A1.share", "61 of 186 is 32.8%"),
    ],
)
def test_what_is_worked_out_is_told_in_words_or_in_numbers(records, id, said):
    assert words(told(records, id)) == said


def faults(records, id, html):
    """What the check finds in an entry that tells this."""
    operands = "".join(f'<li><data data-figure="{one}"></data></li>' for one in records[id]["operands"].values())
    own = f'<p><strong><data data-figure="{id}"></data></strong>: {html}</p><ul class="operands">{operands}</ul>'
    page = PageTree(f'<article class="trace">{own}<a class="own"><code>{id}</code></a></article>')
    check_places(page, records)
    return page.faults


@pytest.mark.parametrize("id", ["A1.change", "A1.percent_change", "A1.traffic_light", "A1.mean", "A1.share"])
def test_words_and_numbers_that_are_right_pass_the_check(id):
    assert faults(FELL, id, told(FELL, id)) == []


def test_a_difference_that_is_too_small_to_be_printed_is_still_above_or_below():
    small = ledger(57.36, 57.4, -0.04, -0.07)
    html = told(small, "A1.change")
    assert words(html) == "57 is [low] fewer than 57"
    assert faults(small, "A1.change", html) == []
    assert faults(small, "A1.change", html.replace("fewer than", "more than")) != []
    published = {name: publication_record(one) for name, one in small.items()}
    assert published["A1.change"]["value"] == 0
    assert faults(published, "A1.change", html) == [], "which of both, what is published does not tell"


@pytest.mark.parametrize(
    ("id", "right", "wrong"),
    [
        ("A1.change", "fewer than", "more than"),
        ("A1.change", "fewer than", "the same as"),
        ("A1.change", "A1.value", "A1.comparator"),
        ("A1.percent_change", "A1.change", "A1.share"),
        ("A1.percent_change", "> of <", "> out of <"),
        ("A1.percent_change", 'data-figure="A1.percent_change"', 'data-figure="A1.share"'),
        ("A1.traffic_light", 'data-figure="A1.percent_change"', 'data-figure="A1.nothing"'),
        ("A1.mean", 'data-figure="A1.value"', 'data-figure="A1.change"'),
    ],
)
def test_words_that_say_something_else_are_named(id, right, wrong):
    html = told(FELL, id)
    assert right in html
    assert faults(FELL, id, html.replace(right, wrong)) != []
