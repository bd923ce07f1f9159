"""From a figure to its entry and back: links that return to where they came from, and the numbers that paper has."""

import pytest

from check_edition.page.cells import check_cells
from check_edition.page.inert import check_elements
from check_edition.page.tree import PageTree
from check_edition.page.ways import check_ways
from reporting.editions.page_links import with_ways

BODY = '<p><a class="figure" href="#figure-b">85</a> and <a class="figure" href="#figure-b">85</a>, <a href="#top">up</a></p>'
LIST = (
    '<section id="checks"></section>'
    '<article class="trace" id="figure-a"><h3 data-entry="1">a</h3> made in <a href="#cell-x">x</a>'
    ' <a class="own" href="#figure-a"><code>a</code></a></article>'
    '<article class="trace" id="figure-b"><h3 data-entry="2">b</h3> rests on <a class="figure" href="#figure-a">48</a></article>'
    '<section class="cell" id="cell-x"><h3>x</h3></section>'
)
PAGE = with_ways(f'<main>\n<i id="top"></i>{BODY}\n{LIST}</main>')
PAPER = '[data-entry]::after {content: "[" attr(data-entry) "]"; color: red}'


def faults(html, check=check_ways):
    page = PageTree(html)
    check(page)
    return [sentence for _, sentence in page.faults]


def test_each_of_two_links_to_one_entry_has_a_close_of_its_own_that_leads_back_to_it():
    assert '<a class="figure" href="#2~" id="~2" data-entry="2">85</a>' in PAGE
    assert '<a id="2~" href="#~2">Close</a>' in PAGE
    assert PAGE.count(">Close</a>") == 4
    assert '<a href="#top">up</a>' in PAGE
    assert faults(PAGE) == []


def test_what_the_ways_add_is_no_difference_from_the_notebook_and_anything_else_is():
    output = {"data": {"text/html": f'<i id="top"></i>{BODY}\n'}}
    notebook = {"cells": [{"id": "page", "metadata": {"tags": ["report"]}, "outputs": [output]}]}
    assert check_cells(PAGE, notebook) == []
    for told, other in (("#2~", "#4~"), (' data-entry="2"', ' data-entry="2" title="x"')):
        assert check_cells(PAGE.replace(told, other, 1), notebook) != []


@pytest.mark.parametrize(
    ("sound", "wrong", "told"),
    [
        ('~2" data-entry="2"', '~2" data-entry="1"', "bears another number than the entry"),
        ('~2" data-entry="2"', '~2"', "bears another number than the entry"),
        ('id="~3"', 'id="~3" data-entry="1"', "bears another number than the entry"),
        ('<h3 data-entry="2">', '<h3 data-entry="1">', "bears another number than its entry"),
        ('<i id="top"', '<i id="top" data-entry="1"', "bears another number than its entry"),
        ('href="#~2"', 'href="#~1"', "does not lead back"),
        ('href="#2~"', 'href="#figure-b"', "does not lead back"),
        ('href="#2~"', 'href="#4~"', "does not lead back"),
        ('"own" href="#figure-a"', '"own" href="#figure-b"', "leads elsewhere"),
        ('"own" href="#figure-a"', '"own" href="#4~"', "leads elsewhere"),
    ],
    ids=["another", "none", "of code", "entry", "elsewhere", "back to another", "to no close", "to another entry", "copied", "copied way"],
)
def test_a_wrong_number_and_a_way_that_does_not_lead_back_are_named(sound, wrong, told):
    assert sound in PAGE
    assert any(told in sentence for sentence in faults(PAGE.replace(sound, wrong, 1)))


def test_entries_in_another_order_leave_every_number_wrong():
    first, second = (
        PAGE.index('<article class="trace" id="figure-a"'),
        PAGE.index('<article class="trace" id="figure-b"'),
    )
    end = PAGE.index('<section class="cell"')
    swapped = PAGE[:first] + PAGE[second:end] + PAGE[first:second] + PAGE[end:]
    assert len([one for one in faults(swapped) if "bears another number" in one]) == 5


@pytest.mark.parametrize(
    ("css", "allowed"),
    [
        (f"@media print {{ a {{color: red}} {PAPER} p {{margin: 0}} }}", True),
        (PAPER, False),
        (f"@media screen {{ {PAPER} }}", False),
        (f"@media print {{ p {{margin: 0}} }} {PAPER}", False),
        ("@media print { a::after {content: attr(data-entry)} }", False),
        ('@media print { a::after {content: "[" attr(data-value) "]"} }', False),
        ('@media print { a::after {content: "[1" attr(data-entry) "]"} }', False),
    ],
    ids=["in print", "everywhere", "on screen", "behind print", "without brackets", "another", "with a digit"],
)
def test_a_style_prints_entry_numbers_on_paper_in_brackets_and_nothing_else(css, allowed):
    assert (faults(f"<style>{css}</style>", check_elements) == []) is allowed


@pytest.mark.parametrize(
    ("css", "allowed"),
    [
        ('@page { @bottom-right { content: "page " counter(page) " of " counter(pages); } }', True),
        ('p::after { content: "page " counter(page) " of " counter(pages); }', False),
        ('@page { @bottom-right { content: "page 1" counter(page) " of " counter(pages); } }', False),
        ('@page { @bottom-right { content: "page " counter(figures) " of " counter(pages); } }', False),
    ],
    ids=["the margin of a sheet", "elsewhere", "with a digit", "another counter"],
)
def test_a_style_counts_sheets_in_their_margin_and_nothing_else(css, allowed):
    assert (faults(f"<style>{css}</style>", check_elements) == []) is allowed
