"""A chart draws what it says: evenly spaced numbers beside its axis, and every bar, mark and label at its value."""

from __future__ import annotations

import pytest

from check_edition.page.charts.charts import check_charts
from check_edition.page.tree import PageTree


def record(figure: str, value: object, **rest: object) -> dict:
    about = {"indicator": "C1", "category": "", "basis": "quarter", "measure": figure.partition(".")[2].partition("@")[0]}
    return {"id": figure, "value": value, "decimals": 0, "operands": {}, "method_parts": [], **about, **rest}


def chart_of(*figures: str, **findings: str) -> dict:
    return {"value": "drawn", "operands": {f"point_{at}": one for at, one in enumerate(figures, start=1)} | findings}


LEDGER = {
    "C1.value": record("C1.value", 10), "C1.comparator": record("C1.comparator", 30),
    "C1.chart": chart_of("C1.comparator", "C1.value"),
}  # fmt: skip


def tick(value: str, y: float) -> str:
    """A number beside the axis, at this place: its baseline is a little below."""
    return f'<text x="10" y="{y + 3.6:g}" data-tick="y">{value}</text>'


def bar(figure: str, left: int, top: float) -> str:
    return f'<rect x="{left}" y="{top}" width="20" height="{100 - top:g}" data-point="{figure}"/>'


def label(figure: str, x: int, y: float, text: str) -> str:
    return f'<text x="{x}" y="{y}" data-figure="{figure}">{text}</text>'


# One unit is two units of the drawing: 0 is at 100, 10 at 80, 30 at 40.
TICKS = tick("0", 100) + tick("20", 60) + tick("40", 20)
BARS = bar("C1.comparator", 20, 40) + bar("C1.value", 60, 80)
LABELS = label("C1.comparator", 30, 36, "30") + label("C1.value", 70, 76, "10")
MARK = '<circle cx="70" cy="80" r="3" data-point="C1.value"/>'
LEVEL = '<g fill="none" stroke="currentColor"><path d="M20 40L40 40" data-point="C1.comparator"/></g>'
GRID = '<g fill="none" class="stroke-grid"><path d="M20 60L90 60"/></g>'
SOUND = f'<g fill="#7a95b5">{BARS}{MARK}</g>{LEVEL}{GRID}{TICKS}{LABELS}'


def faults(drawing: str, caption: str = "", ledger: dict = LEDGER) -> list[str]:
    drawn = f'<svg font-size="10">{drawing}</svg>' if drawing else ""
    page = PageTree(f'<figure data-figure="C1.chart"><figcaption>{caption}</figcaption>{drawn}</figure>')
    check_charts(page, ledger)
    return [sentence for _, sentence in page.faults]


def test_a_sound_drawing_has_no_fault():
    assert faults(SOUND) == []


def test_nothing_is_asked_of_a_drawing_without_numbers_beside_its_axis():
    assert faults(f'<g fill="#7a95b5">{bar("C1.value", 20, 55)}</g>' + LABELS) == []


@pytest.mark.parametrize(
    ("sound", "changed", "said"),
    [
        (tick("20", 60), tick("25", 60), "not evenly spaced"),
        (tick("20", 60), tick("200", 60), "not evenly spaced"),
        (bar("C1.comparator", 20, 40), bar("C1.comparator", 20, 50), 'mark of "C1.comparator" is not at its value'),
        (bar("C1.comparator", 20, 40), bar("C1.target", 20, 40), "A mark is no figure of its chart"),
        (' data-point="C1.comparator"/>', "/>", "A shape in a drawing is no figure"),
        (GRID, GRID.replace("stroke-grid", ""), "A shape in a drawing is no figure"),
        (LEVEL, LEVEL.replace("40L40", "42L40"), 'mark of "C1.comparator" is not at its value'),
        (LEVEL, LEVEL + '<path d="M20 40L70 90" data-line="points"/>', "A line leads to no value"),
        (label("C1.value", 70, 76, "10"), label("C1.value", 70, 36, "10"), 'label of "C1.value" is not at its value'),
        (MARK, MARK.replace('cy="80"', 'cy="far"'), 'mark of "C1.value" is not at its value'),
        (MARK, MARK.replace("80", "78"), 'mark of "C1.value" is not at its value'),
        (BARS, bar("C1.comparator", 60, 40) + bar("C1.value", 20, 80), 'label of "C1.comparator" is not at its value'),
    ],
)
def test_what_is_drawn_elsewhere_is_named(sound, changed, said):
    assert any(said in fault for fault in faults(SOUND.replace(sound, changed)))


def test_a_value_that_is_left_out_of_a_drawing_is_named():
    alone = f'<g fill="#7a95b5">{bar("C1.comparator", 20, 40)}</g>{TICKS}'
    assert any('"C1.value" is not in the drawing' in fault for fault in faults(alone))


def test_a_label_of_two_lines_counts_by_the_line_that_is_nearest():
    two = '<text x="70" y="61" data-figure="C1.value">10 <tspan x="70" dy="15">[p]</tspan></text>'
    assert faults(SOUND.replace(label("C1.value", 70, 76, "10"), two)) == []


@pytest.mark.parametrize(("y", "right"), [(58.9, True), (58, False)])
def test_a_label_over_the_line_of_last_year_stands_as_far_off_as_it_has_to_give_or_take_a_decimal(y, right):
    assert (faults(SOUND.replace(label("C1.value", 70, 76, "10"), label("C1.value", 70, y, "10"))) == []) is right


@pytest.mark.parametrize(
    ("upper", "lower", "right"),
    [
        (62, 85, True),  # above one another, as far from their places as two of them need
        (85, 62, False),  # the upper one below the lower one
        (10, 85, False),  # further away than the other one takes room
    ],
)
def test_labels_of_levels_beside_one_another_stand_apart_and_in_the_order_of_their_values(upper, lower, right):
    near = {**LEDGER, "C1.comparator": record("C1.comparator", 12)}  # at 76, the other one at 80
    drawing = TICKS + label("C1.comparator", 300, upper, "12") + label("C1.value", 300, lower, "10")
    assert (faults(drawing, ledger=near) == []) is right


# Lying: a unit is two units of the drawing to the right of 20.
LYING = (
    '<text x="20" y="99" data-tick="x">0</text><text x="60" y="99" data-tick="x">20</text><g fill="#7a95b5">'
    '<rect x="20" y="10" width="20" height="14" data-point="C1.value"/></g><text x="46" y="20.6" data-figure="C1.value">10</text>'
    '<path d="M80 30L80 44" data-point="C1.comparator"/><text x="86" y="40.6" data-figure="C1.comparator">30</text>'
)


@pytest.mark.parametrize(
    ("sound", "changed", "said"),
    [
        ("", "", ""),
        ('width="20"', 'width="24"', 'mark of "C1.value" is not at its value'),
        ("M80 30L80 44", "M70 30L70 44", 'mark of "C1.comparator" is not at its value'),
        ('y="20.6"', 'y="40.6"', 'label of "C1.value" is not at its value'),
    ],
)
def test_rows_that_lie_are_read_across(sound, changed, said):
    found = faults(LYING.replace(sound, changed))
    assert any(said in one for one in found) if said else found == []


YEARS = {f"C1.value@{year}": record(f"C1.value@{year}", value) for year, value in (("2021", 9), ("2022", 12), ("2023", 7))}
CHANGE = {"C1.percent_change": record("C1.percent_change", -41.7)}
TITLED = YEARS | CHANGE | {"C1.chart": chart_of(*YEARS, finding_1="C1.percent_change")}
TITLE = (
    'It <span data-says="C1.percent_change">fell by</span> 41.7%, <span data-says="C1.value@2023">the lowest of</span>'
    ' <span data-drawn="compared">3</span> years'
)


@pytest.mark.parametrize(
    ("sound", "changed", "said"),
    [
        ("", "", ""),
        ("fell by", "rose by", 'says "rose by" of "C1.percent_change"'),
        ("fell by", "halved", 'says "halved" of "C1.percent_change"'),
        ("the lowest of", "the highest of", 'says "the highest of" of "C1.value@2023"'),
        ("C1.value@2023", "C1.value@2021", 'says "the lowest of" of "C1.value@2021"'),
        (">3<", ">4<", "miscounts what is compared"),
        ("C1.percent_change", "C1.change", 'of "C1.change"'),
    ],
)
def test_a_title_says_what_its_figures_do(sound, changed, said):
    found = faults("", TITLE.replace(sound, changed), TITLED)
    assert any(said in one for one in found) if said else found == []
