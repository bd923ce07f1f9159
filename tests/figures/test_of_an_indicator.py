"""The figures of one indicator, as a report of many asks for them."""

from pipeline.figures.figure import Figures, make_figure


def figure(name: str):
    return make_figure(name, 1, unit="count", method="received", formula="", basis="quarter", period="2025-26-Q4")


def test_the_figures_of_an_indicator_are_those_of_its_code_alone_also_after_more_were_added():
    figures = Figures(map(figure, ("1.1.value", "1.10.value", "1.1[North].value")))
    assert [one.id for one in figures.of("1.1")] == ["1.1.value", "1.1[North].value"]
    figures.include(Figures([figure("1.1.target"), figure("2.1.value")]))
    assert [one.id for one in figures.of("1.1")] == ["1.1.value", "1.1[North].value", "1.1.target"]
    assert [one.id for one in figures.of("2.1")] == ["2.1.value"]
    assert list(figures.of("1")) == []
