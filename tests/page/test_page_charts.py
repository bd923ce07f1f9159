"""A chart draws what it says: evenly spaced numbers beside its axis, and every bar, mark and label at its value."""

from __future__ import annotations

import pytest

from check_edition.page.charts import check_charts
from check_edition.page.tree import PageTree

LEDGER = {
    "C1.value": {"id": "C1.value", "value": 10, "decimals": 0, "operands": {}, "method_parts": []},
    "C1.comparator": {"id": "C1.comparator", "value": 30, "decimals": 0, "operands": {}, "method_parts": []},
    "C1.chart": {"value": "drawn", "operands": {"point_1": "C1.comparator", "point_2": "C1.value"}},
}


def tick(value: str, y: float) -> str:
    """A number beside the axis, at this place: its baseline is a little below."""
    return f'<g data-tick="y"><text x="10" y="{y + 3.6:g}" font-size="10">{value}</text></g>'


def bar(left: int, top: float) -> str:
    shape = f"M {left} 100  L {left + 20} 100  L {left + 20} {top}  L {left} {top}  z"
    return f'<path d="{shape}" clip-path="url(#c)" fill="#0b3c6f" stroke="#1a1a1a" />'


def label(figure: str, x: int, y: float, text: str) -> str:
    return f'<g data-figure="{figure}"><text x="{x}" y="{y}" font-size="10">{text}</text></g>'


# One unit is two units of the drawing: 0 is at 100, 10 at 80, 30 at 40.
TICKS = tick("0", 100) + tick("20", 60) + tick("40", 20)
BARS = bar(20, 40) + bar(60, 80)
LABELS = label("C1.comparator", 30, 36, "30") + label("C1.value", 70, 76, "10")
MARK = '<g data-point="C1.value"><use x="70" y="80" href="#m" /></g>'
SOUND = TICKS + BARS + LABELS + MARK


def faults(drawing: str) -> list[str]:
    page = PageTree(f'<figure data-figure="C1.chart"><svg>{drawing}</svg></figure>')
    check_charts(page, LEDGER)
    return [sentence for _, sentence in page.faults]


def test_a_sound_drawing_has_no_fault():
    assert faults(SOUND) == []


def test_nothing_is_asked_of_a_drawing_without_numbers_beside_its_axis():
    assert faults(bar(20, 55) + LABELS) == []


@pytest.mark.parametrize(
    ("sound", "changed", "said"),
    [
        (tick("20", 60), tick("25", 60), "not evenly spaced"),
        (tick("20", 60), tick("200", 60), "not evenly spaced"),
        (bar(20, 40), bar(20, 50), "A bar ends at no value"),
        (label("C1.value", 70, 76, "10"), label("C1.value", 70, 36, "10"), 'label of "C1.value" is not at its value'),
        (MARK, MARK.replace('y="80"', 'y="far"'), 'mark of "C1.value" is not at its value'),
        (MARK, MARK.replace("80", "78"), 'mark of "C1.value" is not at its value'),
        (BARS, bar(60, 40) + bar(20, 80), 'label of "C1.comparator" is not at its value'),
    ],
)
def test_what_is_drawn_elsewhere_is_named(sound, changed, said):
    assert any(said in fault for fault in faults(SOUND.replace(sound, changed)))


def test_a_label_of_two_lines_counts_by_the_line_that_is_nearest():
    two = '<g data-figure="C1.value"><text x="70" y="64" font-size="10">10</text> <text x="70" y="76" font-size="10">[p]</text></g>'
    assert faults(SOUND.replace(label("C1.value", 70, 76, "10"), two)) == []


@pytest.mark.parametrize(
    ("upper", "lower", "right"),
    [
        (62, 85, True),  # above one another, as far from their places as two of them need
        (85, 62, False),  # the upper one below the lower one
        (10, 85, False),  # further away than the other one takes room
    ],
)
def test_labels_of_levels_beside_one_another_stand_apart_and_in_the_order_of_their_values(upper, lower, right):
    near = {**LEDGER, "C1.comparator": {**LEDGER["C1.comparator"], "value": 12}}  # at 76, the other one at 80
    drawing = TICKS + label("C1.comparator", 300, upper, "12") + label("C1.value", 300, lower, "10")
    page = PageTree(f'<figure data-figure="C1.chart"><svg>{drawing}</svg></figure>')
    check_charts(page, near)
    assert (page.faults == []) is right
