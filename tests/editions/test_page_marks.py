"""The places of a page are counted by the kind of source that they claim, in what is printed of it."""

from reporting.editions.page_marks import marks

PAGE = """
<head><title>Safety report</title></head>
<p data-verdict="matches">matches</p><p data-verdict="matches">matches</p><p data-verdict="stated">stated</p>
<p><a class="figure" href="#x"><data value="48" data-figure="A1.value">48</data></a> or
<data value="48" data-figure="A1.value" data-form="typed">forty-eight</data>, <span data-figure="A1.trend">a > b</span></p>
<figure data-figure="A1.chart"><svg aria-label="1 > 0"><title>Chart</title><text data-tick="x">5</text></svg></figure>
<figure><svg data-figure="A1.chart"/></figure>
<time datetime="2023-09">September 2023</time> <code>A1</code> <code data-cell="3#a">x &lt; 1</code>
<code data-formula="A1.change">a - b</code> <span data-worked="A1.change">48 − 4</span>
<span data-label="definition">within 12 months</span> <b data-label="report">2 rooms</b> <b data-label="report">No</b>
<span data-stated="the chair's word">35</span> <p class="data-stated">7</p>
"""


def test_every_place_is_counted_once_under_the_kind_that_it_claims():
    assert marks(PAGE) == {
        "axis tick": 1,
        "cell code": 1,
        "chart": 2,
        "code": 1,
        "date": 1,
        "figure": 2,
        "formula": 1,
        "formula constant": 1,
        "label: definition": 1,
        "label: report": 2,
        "label: title": 1,  # what names a drawing is none
        "stated": 1,
        "typed": 1,
        "verdict: matches": 2,
        "verdict: stated": 1,
    }
