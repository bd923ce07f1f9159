"""The finished page is read again: what has a source passes, what has none is named."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from check_edition.base.numbers import typed_agrees
from check_edition.page.check import check_page

CELL = "calls.assign(change=100 * n)"


def record(id: str, value: object, display: str, *, formula: str | None = "", magnitude: str = "") -> dict:
    printed = {"display": display, "magnitude": magnitude or display}
    of_whom = {"indicator": id.partition(".")[0], "category": "", "operands": {}}
    printed |= {"decimals": 1 if isinstance(value, float) else 0}
    return {"id": id, "value": value, "measure": id.partition(".")[2], "formula": formula} | of_whom | printed


CHANGE = "7.3 percentage points"
LEDGER = [
    record("C1.value", 48, "48", formula="n"),
    record("C1.comparator", 40, "40", formula="p"),
    record("C1.change", -7.25, f"−{CHANGE}", magnitude=CHANGE, formula="100 * (n - p) / p2"),
    record("C1.traffic_light", "green", "Green"),
    record("C2.value", None, "[x]"),
    record("C1.chart", None, "", formula=None),
]
LABELS = {
    "title": ["Safety report, Quarter 2"],
    "definition": ["Repeat calls within 12 months"],
    "period": ["2022/23"],
    "code": ["C1"],
}


class Known:
    """What is declared for this page: labels by kind, every stated number, and no rows."""

    def expected(self, kind: str, text: str) -> str:
        return "" if text in LABELS.get(kind, ()) else "the whole text of a declared one"

    def stated(self, text: str, who: str) -> bool:
        return who != "nobody we know"

    def check_stored(self, page) -> None:
        pass


KNOWN = Known()
CELLS = {"3_indicators#changes": CELL}
GOOD = {
    "figure": '<data value="48" data-figure="C1.value">48</data>',
    "magnitude": f'fell by <data value="-7.3" data-figure="C1.change" data-form="magnitude">{CHANGE}</data>',
    "judgement": '<span data-figure="C1.traffic_light">Green</span>',
    "absent": '<data value="" data-figure="C2.value">[x]</data>',
    "date": '<time datetime="2023-07/2023-09">Q2 2023/24, to September 2023</time>',
    "cell code": f'<pre><code data-cell="3_indicators#changes">{CELL}\n</code></pre>',
    "formula": '<code data-formula="C1.change">100 * (n - p) / p2</code>',
    "code": "<code>C1</code>",
    "formula constant": '<i data-worked="C1.change">100 × <data value="48" data-figure="C1.value">48</data> / p</i>',
    "label": '<span data-label="definition">Repeat calls\n within <b>12</b> months</span>',
    "stated": '<span data-stated="service manager, November">about 35</span>',
    "chart": '<figure data-figure="C1.chart"><svg><style>text {fill: #000000}</style><g clip-path="url(#box)">'
    '<clipPath id="box"><rect width="9"/></clipPath><text data-tick="y">1,000</text><text data-tick="x">−5%</text>'
    '<text data-label="period" x="2">2022/23</text></g></svg></figure>',
    "count": '<span data-count="figure">5</span> <span data-count="magic">0</span>',
}
PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Safety report, Quarter 2</title>
<style>h1::before {content: "→"; width: 48%} ul {list-style: none}</style></head>
<body>
<!-- 99 problems, none of them text -->
<h1 id="top">Burglary</h1>
<p>In words. <a href="#top">Up</a> <a href="trace.html#C1.value:x">Trace</a><br></p>
<img alt="A map" src="data:image/png;base64,AA11">
GOOD</body>
</html>
"""


def make_page(more: str = "", **changed: str) -> str:
    """A page with one good place of each kind; `changed` puts another in its place, `more` adds some."""
    return PAGE.replace("GOOD", "".join(f"<div>{part}</div>\n" for part in (GOOD | changed | {"more": more}).values()))


def check(page: str):
    return check_page(page, ledger=LEDGER, labels=KNOWN, cells=CELLS)


def only_fault(more: str) -> str:
    """The one fault of a page that is good but for what was added."""
    (fault,) = check(make_page(more)).faults
    return fault


def test_page_with_a_source_for_every_digit_passes_and_is_counted_by_kind():
    found = check(make_page())
    assert found.faults == []
    assert found.passed
    assert found.counts == {
        "axis tick": 2,
        "cell code": 1,
        "chart": 1,
        "code": 1,
        "date": 1,
        "figure": 3,  # the three whose text has a digit
        "formula": 1,
        "formula constant": 1,
        "label: definition": 1,
        "label: period": 1,
        "label: title": 1,
        "stated": 1,
    }
    assert found.marked == {**found.counts, "figure": 5}  # those that say "green" and "[x]" too


@pytest.mark.parametrize(
    ("planted", "excerpt"),
    [
        ("<p>Calls rose to 48 in all</p>", "Calls rose to 48 in all"),
        ("<table><tr><td>4,801</td></tr></table>", "4,801"),
        ("<table><caption>The 9 wards</caption></table>", "The 9 wards"),
        ('<img src="data:image/png;base64,AA" alt="Rose by 48">', "Rose by 48"),
        ('<p aria-label="Rose by 48">Rose</p>', "Rose by 48"),
        ('<p title="Rose by ½">Rose</p>', "Rose by ½"),
        ('<figure data-figure="C1.chart"><svg><text>Peak 48</text></svg></figure>', "Peak 48"),
        ("<svg><title>Peak 48</title></svg>", "Peak 48"),
        ("<h2>The 48 calls</h2>", "The 48 calls"),
        ("<span hidden>some 48 more</span>", "some 48 more"),
        ('<span aria-hidden="true" class="visually-hidden">some 48 more</span>', "some 48 more"),
        ("<p>a rise of ½</p>", "a rise of ½"),
        ("<p>squared²</p>", "squared²"),
        ("<p>Ward Ⅳ</p>", "Ward Ⅳ"),
        ("<p>rose to ٤٨</p>", "rose to ٤٨"),
        ("<p>rose to \uff14\uff18</p>", "rose to \uff14\uff18"),
        ("<p>rose to &#49;</p>", "rose to 1"),
        ("<p>rose by &frac12;</p>", "rose by ½"),
        ("<p>4<!-- -->th</p>", "4"),
        ("loose 48", "loose 48"),
        ("<details><summary>More</summary><noscript></noscript>48</details>", "48"),
        ('<p class="48"><b><i>deep 7</i></b></p>', "deep 7"),
    ],
)
def test_digit_without_a_source_is_named_wherever_it_stands(planted, excerpt):
    assert any(f'found "{excerpt}"' in fault for fault in check(make_page(planted)).faults)


def test_fault_says_what_line_heading_excerpt_and_what_was_expected():
    fault = only_fault("<h2>Violence in <em>Leith</em></h2>\n<p>Last year\n some 4,801 calls</p>")
    line = make_page("@").split("@")[0].count("\n") + 3
    assert fault == (
        f'"4,801" in <p> has no source (line {line}, under "Violence in Leith"): found "Last year some 4,801 calls",'
        " expected a figure, date, code, label, count or stated number."
    )


def test_each_number_in_a_long_text_is_named_with_its_own_surroundings():
    faults = check(make_page(f"<p>First 11{' and so on' * 20} then 22</p>")).faults
    assert [re.search('found "(.*?)"', fault)[1] for fault in faults] == [
        "First 11 and so on and so on and so on a…",
        "…o on and so on then 22",
    ]


def test_digits_in_comments_styles_and_markup_are_not_text():
    more = '<!-- 48 --><style>p {margin: 48px} /* 48 */</style><template><p>48</p></template><p data-x="48">No</p>'
    assert check(make_page(more)).faults == []


@pytest.mark.parametrize(
    ("planted", "expected"),
    [
        ('<data value="48" data-figure="C1.value">49</data>', 'found "49", expected "48"'),
        ('<data value="48" data-figure="C1.value">48<b>0</b></data>', 'found "480", expected "48"'),
        ('<data value="49" data-figure="C1.value">48</data>', 'has the value "49"'),
        ('<data value="48.0" data-figure="C1.value">48</data>', 'expected value="48"'),
        ('<data data-figure="C1.value">48</data>', 'expected value="48"'),
        ('<data value="48" data-figure="C9.value">48</data>', 'names "C9.value"'),
        (f'<data value="-7.3" data-figure="C1.change">{CHANGE}</data>', f'expected "−{CHANGE}"'),
        (f'<data value="-7.25" data-figure="C1.change">−{CHANGE}</data>', 'expected value="-7.3"'),  # more than is printed
        ('<span data-figure="C1.traffic_light">Red</span>', 'found "Red", expected "Green"'),
        ('<span data-figure="C9.traffic_light">Green</span>', 'names "C9.traffic_light"'),
        ('<data value="48">48</data>', "<data> names no source"),
        ("<data>in words</data>", "<data> names no source"),
    ],
)
def test_figure_that_is_not_printed_as_recorded_is_a_fault(planted, expected):
    assert any(expected in fault for fault in check(make_page(planted)).faults)


@pytest.mark.parametrize(
    "planted",
    [
        '<data value="green" data-figure="C1.traffic_light">Green</data>',
        '<data value="48" data-figure="C1.value">\n  48<!-- calls -->\n</data>',
        '<svg data-figure="C1.chart"><g data-figure="C1.change"><title>−7.3 percentage points</title></g></svg>',
    ],
)
def test_figure_may_be_of_any_element_whose_whole_text_is_the_figure(planted):
    assert check(make_page(planted, count="")).faults == []


@pytest.mark.parametrize("tag", ["figure", "svg"])
@pytest.mark.parametrize("figure", ["C9.chart", "C1.value"])
def test_chart_that_is_not_in_the_list_of_figures_is_a_fault(tag, figure):
    fault = only_fault(f'<{tag} data-figure="{figure}"></{tag}>')
    assert f'<{tag}> names "{figure}"' in fault and "expected the id of a chart" in fault


def test_figure_id_beside_a_chart_does_not_excuse_its_digits():
    assert '"48" in <text> has no source' in only_fault('<svg data-figure="C1.chart"><text>48</text></svg>')


@pytest.mark.parametrize(
    ("stated", "text"),
    [
        ("2023", "2023"),
        ("2023-09", "September 2023"),
        ("2023-09-30", "30th September 2023"),
        ("2023-09-30", "2023-09-30"),
        ("2023-09-05", "5 September 2023"),
        ("2023-07/2023-09", "Q2 2023-24"),
        ("2016-01/2016-03", "Quarter 4, 2015–16 (January to March 2016)"),
        ("2023-04-01/2024-03-31", "1 April 2023 to 31 March 2024"),
        ("2023/2024", "2023/24"),
        ("2023/2023-06", "from 2023"),
        ("2023-06/2023", "from June 2023"),
        ("2023/2024", "Q3 2023/24"),
    ],
)
def test_date_that_agrees_with_its_words_passes(stated, text):
    assert check(make_page(f'<time datetime="{stated}">{text}</time>')).faults == []


@pytest.mark.parametrize(
    ("stated", "text"),
    [
        ("2023-09-30", "29 September 2023"),
        ("2023-09-30", "30 September 2022"),
        ("2023-09-30", "30 September 2023, 48 calls"),
        ("2023-09-30", "30% in September"),
        ("2023-07/2023-09", "Q3 2023-24"),
        ("2023-07/2023-09", "Q7"),
        ("2023-07/2023-09", "2022/23"),
        ("2023-07/2023-09", "2023/25"),
        ("2023-09", "2023²"),
        ("2023-09", "September \uff12\uff10\uff12\uff13"),
        ("2023-09/2023-07", "July 2023"),
        ("2023-13", "2023"),
        ("2023-02-30", "30 February 2023"),
        ("2023-9", "2023"),
        ("20230930", "2023"),
        ("2023-W01-1", "2023"),
        ("2021/2022/2023", "2023"),
        ("", "2023"),
    ],
)
def test_date_that_does_not_agree_with_its_words_is_a_fault(stated, text):
    fault = only_fault(f'<time datetime="{stated}">{text}</time>')
    assert "<time> does not agree" in fault and f'found "{text}"' in fault


@pytest.mark.parametrize("month", range(1, 13))
def test_quarters_and_years_are_those_of_the_financial_year_from_april(month):
    quarter = {1: 4, 2: 4, 3: 4, 4: 1, 5: 1, 6: 1, 7: 2, 8: 2, 9: 2, 10: 3, 11: 3, 12: 3}[month]
    passing = [
        f"{said} {year}"
        for said in ("Q1", "Q2", "Quarter 3", "quarter 4")
        for year in ("2022/23", "2023–24", "2024-25")
        if check(make_page(f'<time datetime="2023-{month:02}">{said} {year}</time>')).passed
    ]
    assert passing == [["Q1", "Q2", "Quarter 3", "quarter 4"][quarter - 1] + (" 2022/23" if month < 4 else " 2023–24")]


def test_date_without_a_datetime_is_a_fault():
    assert "a datetime like" in only_fault("<time>2023</time>")


@pytest.mark.parametrize(
    ("planted", "expected"),
    [
        (f'<code data-cell="3_indicators#changes">{CELL} + 1</code>', 'differs from the cell code "3_indicators#'),
        ('<code data-cell="3_indicators#changes"></code>', f'expected "{CELL}"'),
        ('<code data-cell="3_indicators#other"></code>', 'differs from the cell code "3_indicators#other"'),
        (f'<code data-cell="3_indicators#other">{CELL}</code>', 'differs from the cell code "3_indicators#other"'),
        ('<code data-formula="C1.change">100 * (n - p) / p</code>', 'differs from the formula "C1.change"'),
        ('<code data-formula="C9.change">100 * n</code>', 'names "C9.change"'),
        ("<code>C2</code>", "is no declared code (line"),
        ("<code>C1 48</code>", 'found "C1 48"'),
    ],
)
def test_code_that_is_not_the_code_it_names_is_a_fault(planted, expected):
    assert expected in only_fault(planted)


@pytest.mark.parametrize(
    ("planted", "expected"),
    [
        ('<span data-worked="C1.change">1000 × n</span>', 'works with "1000"'),
        ('<span data-worked="C1.change">2 × n</span>', 'works with "2"'),  # p2 is an operand, not a constant
        ('<span data-worked="C1.change">100 × <b>48</b></span>', 'works with "48"'),
        ('<span data-worked="C1.change">100²</span>', 'works with "100²"'),
        ('<span data-worked="C9.change">100</span>', 'names "C9.change"'),
        ('<span data-worked="C1.chart">100</span>', 'works with "100"'),
    ],
)
def test_worked_formula_holds_figures_and_its_own_constants_only(planted, expected):
    assert expected in only_fault(planted)


@pytest.mark.parametrize(
    "planted",
    [
        '<span data-label="definition">Repeat calls within 12 months: 48</span>',
        '<span data-label="definition">2022/23</span>',
        '<span data-label="unheard-of">2022/23</span>',
        '<span data-label="">2022/23</span>',
    ],
)
def test_label_that_no_definition_holds_is_a_fault(planted):
    assert "is no declared label" in only_fault(planted)


def test_number_stated_by_nobody_is_a_fault():
    assert "vouched for by nobody" in only_fault('<span data-stated=" ">about 35</span>')


def test_stated_numbers_are_counted_one_by_one_so_that_a_wide_exemption_shows():
    found = check(make_page('<div data-stated="the chair"><p>35</p><p>36</p><p>37</p></div>'))
    assert found.counts["stated"] == 4


@pytest.mark.parametrize(
    "planted",
    [
        '<svg><text data-tick="y">10</text></svg>',
        '<figure><svg><text data-tick="y">10</text></svg></figure>',
        '<figure data-figure="C1.chart"><p data-tick="y">10</p></figure>',
        '<figure data-figure="C1.chart"><svg><text data-tick="z">10</text></svg></figure>',
        '<figure data-figure="C1.chart"><svg><text data-tick="y">10 calls</text></svg></figure>',
        '<figure data-figure="C1.chart"><svg><text data-tick="y">10 20</text></svg></figure>',
        '<figure data-figure="C1.chart"><svg><text data-tick="y">1,0</text></svg></figure>',
        '<figure data-figure="C1.chart"><svg><text data-tick="y">½</text></svg></figure>',
    ],
)
def test_tick_is_one_number_in_the_drawing_of_a_chart(planted):
    assert "is no axis tick" in only_fault(planted)


@pytest.mark.parametrize(("kind", "text"), [("figure", "4"), ("figure", "many"), ("figure", "05"), ("chart", "3")])
def test_count_that_is_not_what_the_check_counted_is_a_fault(kind, text):
    assert f'miscounts the kind "{kind}"' in only_fault(f'<span data-count="{kind}">{text}</span>')


def test_count_may_be_data():
    assert check(make_page('<data data-count="chart">1</data>')).faults == []


def test_places_inside_a_count_are_not_counted():
    more = '<p data-count="date"><time datetime="2023-01">1</time></p>'
    assert check(make_page(more)).faults == []


def test_nearest_element_with_a_source_decides_and_a_label_around_a_stated_number_is_held_against_what_is_declared():
    inner = '<span data-stated="the chair"><span data-label="period">35</span></span>'
    outer = '<span data-label="period"><span data-stated="the chair">35</span></span>'
    assert "is no declared label: period" in only_fault(inner)
    assert "is no declared label: period" in only_fault(outer)


def test_title_that_nobody_declared_is_a_fault_even_without_digits():
    page = make_page().replace("<title>Safety report, Quarter 2", "<title>Safety report")
    assert ["is no declared label: title" in fault for fault in check(page).faults] == [True]
    page = make_page().replace("<title>Safety report", "<title>48: Safety report")
    assert ['found "48: Safety report, Quarter 2"' in fault for fault in check(page).faults] == [True]


@pytest.mark.parametrize(
    "name", ["alt", "title", "aria-label", "aria-description", "aria-valuetext", "placeholder", "summary", "label"]
)
def test_attribute_that_is_seen_or_heard_has_no_digits_even_inside_a_source(name):
    fault = only_fault(f'<span data-stated="the chair" {name}="some 48 calls">so</span>')
    assert f'"48" in {name} of <span>' in fault and 'found "some 48 calls"' in fault


@pytest.mark.parametrize("named", ['name="description"', 'NAME="Description"', 'property="og:title"'])
def test_description_of_the_page_has_no_digits(named):
    assert 'found "48 calls"' in only_fault(f'<meta {named} content="48 calls">')


@pytest.mark.parametrize(
    "planted",
    [
        "<ol><li>calls</li></ol>",
        '<ul type="1"><li>calls</li></ul>',
        '<ul><li type="1">calls</li></ul>',
        '<ul><li value="4">calls</li></ul>',
        '<ul style="list-style: decimal"><li>calls</li></ul>',
        "<style>ul {list-style-type: lower-roman}</style>",
    ],
)
def test_list_that_numbers_itself_is_a_fault(planted):
    assert check(make_page(planted)).faults


@pytest.mark.parametrize(
    "planted",
    [
        "<input>",
        "<textarea></textarea>",
        "<iframe></iframe>",
        "<object></object>",
        "<embed>",
        "<form></form>",
        "<base>",
        "<link>",
        "<math></math>",
        "<noscript></noscript>",
        '<progress value="9"></progress>',
        "<script>let x = 48</script>",
        '<meta http-equiv="Refresh">',
        '<template shadowrootmode="open">48</template>',
        "<svg><template>48</template></svg>",
    ],
)
def test_element_that_does_more_than_tell_is_refused(planted):
    assert "is refused" in only_fault(planted)


@pytest.mark.parametrize(
    "planted",
    [
        '<img src="https://example.org/x.png">',
        '<img src="x.png">',
        '<img src="data:image/svg+xml,%3Csvg%3E">',
        '<img srcset="x.png">',
        '<img srcset="data:image/png,AA">',
        '<a href="data:image/png,AA">x</a>',
        '<svg><use href="data:image/png,AA"/></svg>',
        '<a href="https://example.org">x</a>',
        '<a href="//example.org">x</a>',
        '<a href="/etc">x</a>',
        '<a href="mailto:x">x</a>',
        '<a href="\\\\example.org">x</a>',
        '<a href="">x</a>',
        '<a href="#top" ping="x">x</a>',
        '<p background="x.png"></p>',
        '<video poster="x.png"></video>',
        '<button formaction="x">x</button>',
        '<svg><use href="x.svg#a"/></svg>',
        '<svg><image xlink:href="x.png"/></svg>',
        '<svg><rect fill="url(https://example.org#x)"/></svg>',
        '<svg><rect fill="u\\72l(https://example.org#x)"/></svg>',
        '<p style="background: url(x.png)"></p>',
        "<p style=\"background: image-set('x.png')\"></p>",
        "<style>@import 'x.css';</style>",
        "<style>p {background: URL( 'x.png' )}</style>",
        "<style>p {background: u\\72l(x.png)}</style>",
    ],
)
def test_anything_that_asks_for_a_file_is_a_fault(planted):
    assert check(make_page(planted)).faults


def test_what_the_page_holds_or_what_lies_beside_it_may_be_used():
    more = (
        '<style>p {background: url("data:image/png;base64,AA4/")} .a::after {content: "→"}</style>'
        '<a href="../trace/C1.html#x">x</a>'
        '<svg><image xlink:href="data:image/png;base64,AA4"/><use href="#top"/><rect fill="#000"/></svg>'
        '<p>Write url(x) or @import</p><svg><text data-stated="C:\\notes">35</text></svg>'
    )
    assert check(make_page(more)).faults == []


@pytest.mark.parametrize(
    "planted",
    [
        '<p onclick="x">x</p>',
        '<svg onload="x"></svg>',
        '<a href="javascript:x">x</a>',
        '<a href="java&#9;script:x">x</a>',
    ],
)
def test_script_is_a_fault_wherever_it_hides(planted):
    assert "runs a script" in only_fault(planted)


@pytest.mark.parametrize(
    "css",
    [
        "p::before {content: '48'}",
        "p::before {content: '½'}",
        "p::before {content/* */: '48'}",
        "p::before {content: '/*' '48' '*/'}",
        "p::before {content: '\\34'}",
        "p::before {--said: '48'; content: var(--said)}",
        "q {quotes: '4' '8'}",
        "p::before {content: counter(x)}",
        "p::before {content: counters(x, '.')}",
        "p::before {content: attr(class)}",
        "@counter-style x {system: cyclic}",
    ],
)
def test_style_that_prints_something_untraced_is_a_fault(css):
    assert any("A style loads or prints" in fault for fault in check(make_page(f"<style>{css}</style>")).faults)
    if css.startswith("p::before {"):
        style = css.removeprefix("p::before {").removesuffix("}")
        assert "A style loads or prints" in "".join(check(make_page(f'<p style="{style}">x</p>')).faults)


def test_ids_stand_once_and_links_lead_somewhere():
    faults = check(make_page('<p id="twice"></p><p id="twice"></p><a href="#nowhere">x</a>')).faults
    assert any("id of <p> is not the only one" in fault and '"twice"' in fault for fault in faults)
    assert any("href of <a> leads nowhere" in fault and '"#nowhere"' in fault for fault in faults)
    assert check(make_page('<p id="C1[a b]"></p><a href="#C1%5Ba%20b%5D">x</a>')).faults == []
    assert check(make_page('<p id="C1%5B"></p><a href="#C1%5B">x</a>')).faults == []


@pytest.mark.parametrize(
    "broken",
    [
        "<p>",
        "</p>",
        "</br>",
        "<b><i></b></i>",
        "<p/>",
        "<p",
        "a < b",
        "<p class=x></p>",
        '<p class="a"id="b"></p>',
        "<!doctype other>",
        "<?xml version='1.0'?>",
        "<svg><![CDATA[48]]></svg>",
        # Where Python's parser and a browser part: the browser shows the digits.
        "<!--> 48 <!-- -->",
        "<!-- --!> 48 <!-- -->",
        "<!-- -- ><style> --> 48 </style>",
        "<style></style x> 48 <style></style>",
        "<svg><style/></svg>",
        "<title><style></title>48</style>",
        '<p data-x="</noscript>48"></p>',
        "<style>p {} ",
        "<!-- never closed 48",
    ],
)
def test_markup_that_browsers_may_read_otherwise_is_a_fault(broken):
    assert check(make_page(broken)).faults


def test_page_in_which_nothing_closes_is_told_not_crashed_on():
    faults = check(make_page("<td>48\n" * 300)).faults
    assert any('"48" in <td> has no source' in fault for fault in faults)
    assert any("A tag is out of order" in fault and 'found "</div>", expected </td>' in fault for fault in faults)
    assert not check(make_page("<div>" * 300 + "</div>" * 300)).passed
    assert not check(make_page("</page></page>")).passed


def test_broken_markup_is_shown_with_its_line():
    assert check_page("<p>\n\n<i>x</p>", ledger=[], labels=None, cells={}).faults == [
        'A tag is out of order (line 3, before any heading): found "</p>", expected </i>.'
    ]
    assert check_page("\n<p>x", ledger=[], labels=None, cells={}).faults == [
        '<p> is never closed (line 2, before any heading): found "<p>", expected </p>.'
    ]
    (fault,) = check_page("\n<p>x</p>\n a < b", ledger=[], labels=None, cells={}).faults
    assert fault.startswith('Markup is not plain (line 3, before any heading): found "< b", expected quoted attributes')


def test_second_of_two_attributes_does_not_hide_the_first():
    assert 'found "some 48"' in only_fault('<p title="some 48" title="none">x</p>')


def test_all_faults_are_listed_in_the_order_of_the_page():
    faults = check(make_page("<ol>\n<li>48</li>\n<li>49</li></ol>\n<p title='50'>x</p>")).faults
    assert [fault.split(" (line")[0] for fault in faults] == [
        "<ol> numbers itself, from nowhere",
        '"48" in <li> has no source',
        '"49" in <li> has no source',
        '"50" in title of <p> has no source',
    ]


def test_nothing_but_an_untraced_digit_is_read_when_the_inputs_are_empty():
    assert check_page("<p>No digits</p>", ledger=[], labels=None, cells={}).passed
    assert not check_page("<p>1 digit</p>", ledger=[], labels=None, cells={}).passed


# Every place between two tags of the valid page, but for those inside a stated number, which vouches for
# any digit, and an axis tick, which is any one number; style sheets and comments hold no text.
PIECES = re.split(r"(<style>.*?</style>|<!--.*?-->|<[^>]*>)", make_page())
EXCUSED = ("data-stated", "data-tick")
PLACES = [
    (at, cut)
    for at, piece in enumerate(PIECES)
    if at % 2 == 0 and not (at and any(name in PIECES[at - 1] for name in EXCUSED))
    for cut in range(len(piece) + 1)
]
# In a date or a worked formula some numbers are at home; these never are.
STRANGE = st.sampled_from(["66", "4801", "½", "²", "٤", "\uff18", "Ⅳ", "\U0001d7d7", "&#54;", "&#x36;"])
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=3).map(html.escape)


@settings(deadline=None)  # a busy machine is no fault of the page
@given(place=st.sampled_from(PLACES), before=WORDS, digit=STRANGE, after=WORDS)
def test_digit_put_anywhere_into_a_good_page_is_found(place, before, digit, after):
    at, cut = place
    pieces = PIECES.copy()
    pieces[at] = pieces[at][:cut] + before + digit + after + pieces[at][cut:]
    faults = check("".join(pieces)).faults
    assert any(html.unescape(digit) in re.search('found "(.*?)", expected', fault, re.DOTALL)[1] for fault in faults)


@settings(deadline=None)
@given(st.characters(categories=["Nd", "Nl", "No"]), st.sampled_from(["p", "td", "b", "h2", "caption"]))
def test_every_character_that_counts_as_a_number_is_a_digit(digit, tag):
    assert f'found "{digit}"' in only_fault(f"<{tag}>{digit}</{tag}>")


@pytest.mark.parametrize(
    ("planted", "word"),
    [
        ("<p>Calls came from twelve wards</p>", "twelve"),
        ("<table><caption>The nine wards</caption></table>", "nine"),
        ("<table><tr><td>Two hundred and one</td></tr></table>", "Two hundred and one"),
        ('<img src="data:image/png;base64,AA" alt="Calls doubled">', "doubled"),
        ('<p aria-label="a third of calls">Calls</p>', "a third"),
        ("<svg><title>Half of calls</title></svg>", "Half"),
        ("<svg><text>forty</text></svg>", "forty"),
        ('<style>p::after {content: "twice"}</style>', "twice"),
        ("<p>Calls t\u00adwo</p>", "t\u00adwo"),
        ("<p>three quarters of calls</p>", "three quarters"),
        ('<time datetime="2023-09">twelve months to September 2023</time>', "twelve months to September 2023"),
        ('<span data-label="definition">calls within twelve months</span>', "calls within twelve months"),
        ("<code>C1 two</code>", "C1 two"),
    ],
)
def test_number_in_words_without_a_source_is_named_wherever_it_stands(planted, word):
    assert any(word in fault for fault in check(make_page(planted)).faults)


@pytest.mark.parametrize(
    "words",
    [
        "one of them came first, another second, the third quarter later",
        "this quarter, by the half year, in the first half of the year, on behalf of",
        "often, someone, height, tentative, weight, canine, Benton, network",
        "a third party",
    ],
)
def test_pronouns_places_in_a_row_and_periods_are_no_numbers(words):
    assert check(make_page(f"<p>{words}</p>")).passed


@pytest.mark.parametrize(
    ("text", "value", "unit", "measure", "agrees"),
    [
        ("44%", 44.4, "percent", "share", True),
        ("45", 44.5, "percent", "share", True),  # half away from zero
        ("44", 44.5, "percent", "share", False),
        ("44.5 per cent", 44.46, "percent", "share", True),
        ("1,234", 1234, "count", "value", True),
        ("1243", 1234, "count", "value", False),
        ("12", -12, "count", "change", True),  # "fell by 12": the words carry the direction
        ("\u221212%", -12.2, "percent", "percent_change", True),
        ("+12%", -12.2, "percent", "percent_change", False),
        ("44%", 44, "count", "value", False),
        ("3%", 3, "percentage_points", "point_change", False),
        ("3 points", 3, "percentage_points", "point_change", True),
        ("twelve", 12, "count", "value", True),
        ("Two hundred and twelve", 212, "count", "value", True),
        ("a dozen", 13, "count", "value", False),
        ("half", 47.5, "percent", "share", True),
        ("half", 47.4, "percent", "share", False),
        ("a third", -33.3, "percent", "percent_change", True),
        ("three quarters", 71, "percent", "share", False),
        ("doubled", 95, "percent", "percent_change", True),  # 1.95 times
        ("doubled", 89, "percent", "percent_change", False),
        ("halved", -50, "percent", "percent_change", True),
        ("some", 12, "count", "value", False),
        ("12", None, "count", "value", False),
    ],
)
def test_typed_number_agrees_at_the_precision_it_was_typed_with(text, value, unit, measure, agrees):
    assert typed_agrees(text, value, unit, measure) is agrees


def test_typed_number_on_the_page_is_checked_against_its_figure_and_counted():
    ledger = [{**one, "unit": "count"} for one in LEDGER]
    page = make_page('<p>Some <data value="48" data-figure="C1.value" data-form="typed">forty-eight</data> calls</p>')
    good = check_page(page, ledger=ledger, labels=KNOWN, cells=CELLS)
    assert (good.faults, good.counts["typed"], good.counts["number word"]) == ([], 1, 1)
    (fault,) = check_page(page.replace("forty-eight", "84"), ledger=ledger, labels=KNOWN, cells=CELLS).faults
    assert '<data> does not agree with the figure "C1.value"' in fault and 'found "84", expected "48"' in fault
