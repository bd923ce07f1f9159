"""Kept drawings: a chart whose data did not change is not drawn again, and every other is."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pipeline.figures.figure import Figures
from pipeline.figures.same_data import digest_of
from pipeline.page.charts import chart_sheets
from pipeline.page.charts.breakdown_charts import draw_breakdowns
from pipeline.page.charts.charts import draw_charts
from pipeline.page.charts.drawing import Sheet


@pytest.fixture
def draws(tmp_path, monkeypatch, fernmoor):
    """Draws the charts of some indicators, of changed figures or a changed definition too, with what was kept before; how many drawings were made."""
    report, figures = fernmoor("2023-24-Q2")
    report = report.model_copy(update={"indicators": dict(list(report.indicators.items())[:6])})
    made = []
    svg = Sheet.svg
    monkeypatch.setattr(Sheet, "svg", lambda sheet, *asked: made.append(sheet) or svg(sheet, *asked))
    monkeypatch.setenv(chart_sheets.KEPT, str(tmp_path))

    def drawn(figures=figures, **changes):
        (tmp_path / "used").unlink(missing_ok=True)
        chart_sheets._known.cache_clear()
        made.clear()
        changed = report.model_copy(update=changes)
        charts = draw_charts(changed, figures) + draw_breakdowns(changed, figures)
        (tmp_path / "known").write_bytes((tmp_path / "used").read_bytes())
        return charts, len(made)

    yield figures, report, drawn
    chart_sheets._known.cache_clear()


def test_what_was_drawn_of_the_same_data_is_taken_and_is_what_would_be_drawn(draws, tmp_path):
    _, _, drawn = draws
    first, made = drawn()
    assert len(first) > 5 and made == 2 * len(first)
    assert len((tmp_path / "used").read_text(encoding="utf-8").splitlines()) == len(first), "each has a digest of its data"
    again, made = drawn()
    assert again == first and made == 0


def test_a_changed_figure_has_the_charts_that_show_it_drawn_again_and_no_others(draws):
    figures, _, drawn = draws
    first, _ = drawn()
    of = {chart.figure.id: set(chart.figure.operands.values()) for chart in first}
    name = next(name for chart in first for name in chart.figure.operands.values() if figures[name].parts.measure == "value" and figures[name].value is not None)
    other = Figures(replace(one, display=f"{one.display} [r]", status="r") if one.id == name else one for one in figures.values())
    second, made = drawn(other)
    assert made == 2 * sum(name in shown for shown in of.values()) > 0
    assert [one.svg for one in second] != [one.svg for one in first]


def test_a_changed_definition_has_what_it_bears_on_drawn_again(draws, tmp_path):
    _, report, drawn = draws
    first, _ = drawn()
    code = first[0].code
    other = {**report.indicators, code: report.indicators[code].model_copy(update={"short_name": "Another"})}
    charts, made = drawn(indicators=other)
    assert made >= 2 * sum(chart.code == code for chart in first)
    (tmp_path / "known").unlink()
    assert drawn(indicators=other)[0] == charts


def test_what_is_not_known_to_be_the_same_is_not_taken_for_it():
    held = {"values": [1, 2], "name": "a"}

    def work(wide: float) -> object:
        return held["values"], wide

    first = digest_of(work)
    assert digest_of(work) == first
    held["values"].append(3)
    second = digest_of(work)
    held["name"] = "b"
    assert len({first, second, digest_of(work), digest_of(1), digest_of("1"), digest_of((1,)), digest_of(True), digest_of(None)}) == 8
    with pytest.raises(TypeError):
        digest_of(object())


def test_a_line_that_is_kept_is_a_drawing_by_its_data(draws, tmp_path):
    charts, _ = draws[2]()
    lines = [json.loads(line) for line in (tmp_path / "used").read_text(encoding="utf-8").splitlines()]
    assert [(wide, narrow) for _, wide, narrow in lines] == [(chart.wide, chart.narrow) for chart in charts]
    assert len({key for key, _, _ in lines}) == len(lines)
