"""Figure ids: one parser and one writer, and what is left out is the definition's default."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.figure_ids import MEASURES, FigureId
from pipeline.core.periods import Period


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("CP03-P177.value", ("CP03-P177", "", "value", "", "", "")),
        ("CP03-P177.percent_change", ("CP03-P177", "", "percent_change", "", "", "")),
        ("1.3.percent_change:baseline", ("1.3", "", "percent_change", "baseline", "", "")),
        ("2.1.value~quarter@2015-16-Q2", ("2.1", "", "value", "", "quarter", "2015-16-Q2")),
        ("CP03-P177.value@2021-22", ("CP03-P177", "", "value", "", "", "2021-22")),
        ("referral-source[housing].share", ("referral-source", "housing", "share", "", "", "")),
        ("mediation-satisfaction.chart~year", ("mediation-satisfaction", "", "chart", "", "year", "")),
        ("rows-received[after-the-period].total", ("rows-received", "after-the-period", "total", "", "", "")),
        ("need[Aged 65 to 74, alone].share@2017-18", ("need", "Aged 65 to 74, alone", "share", "", "", "2017-18")),
        ("CP.value.value", ("CP.value", "", "value", "", "", "")),
    ],
)
def test_an_id_is_read_part_by_part_and_written_the_same(text, parts):
    read = FigureId.parse(text)
    assert (read.indicator, read.category, read.measure, read.reference, read.basis, read.period) == parts
    assert str(read) == text


names = st.text("abcXYZ0189._-", min_size=1, max_size=12).filter(lambda name: name[0].isalnum())
words = st.text("abcxyz_129", max_size=12)


@given(
    st.builds(
        FigureId,
        indicator=names,
        measure=st.sampled_from(MEASURES),
        category=st.text(max_size=12).filter(lambda text: not set(text) & set("[]")),
        reference=words,
        basis=words,
        period=st.sampled_from(["", "2015-16-Q2", "2021-22", "2017-10"]),
    )
)
def test_what_is_written_is_read_again(figure_id):
    assert FigureId.parse(str(figure_id)) == figure_id


@pytest.mark.parametrize(
    "text",
    ["", "value", ".value", "CP03-P177", "CP03-P177.valu", "CP03 P177.value", "CP03-P177.value + 1", "CP03-P177[].value",
     "CP03-P177[a[b]].share", "CP03-P177.value:Baseline", "CP03-P177.value@", "CP03-P177.value@2021-22~year", "CP03-P177.value\n"],
)  # fmt: skip
def test_what_is_no_id_is_refused(text):
    with pytest.raises(ValueError, match="expected"):
        FigureId.parse(text)


def test_an_id_leaves_out_what_the_definition_says_anyway(folder):
    folder.define("1.3", comparator="same_period_last_year", basis="year_to_date")
    report = folder.report("2015-16-Q2")
    last_year = Period.parse("2014-15-Q2")
    assert report.figure_id("1.3", "value", basis="year_to_date", period=report.period) == "1.3.value"
    assert report.figure_id("1.3", "percent_change", reference="same_period_last_year") == "1.3.percent_change"
    assert report.figure_id("1.3", "percent_change", reference="baseline") == "1.3.percent_change:baseline"
    assert report.figure_id("1.3", "value", basis="quarter", period=last_year) == "1.3.value~quarter@2014-15-Q2"
