"""Labels of a page are held against the stored definitions by the check of the edition, which trusts no list of ours."""

from __future__ import annotations

import json

import pytest
from small_editions import cited, record, small_edition

from check_edition.page.check import check_page
from check_edition.page.labels import Labels
from check_edition.page.rows import check_rows
from check_edition.page.tree import PageTree

RETURN = "indicator,category,period,basis,value,note\nA1,18 to 24,2023-24-Q2,quarter,48,3 forms came late\n"
INPUTS = {
    "report.toml": """
title = "Plan 2023"
partnership = "Zone 4"
layout = "briefing"
years = 2
sections = ["Text"]
[[priorities]]
id = "asb"
title = "Top 10 streets"
[[traffic_light]]
amber_from = -15
key = { amber = "Down by 15%" }
[actions]
planned_later_days = 90
""",
    "indicators.toml": """
[A1]
name = "Calls within 12 months"
short_name = "Calls in 12 months"
unit = "count"
noun = { one = "call", many = "calls to 101" }
target = { value = 40, says = "The plan of 2020: 40 or fewer" }
[[A1.judgements]]
about = "Q2"
decision = "48 stands"
reason = "letter of 3 May"
[[A1.breaks]]
applies_from = "2022-23-Q1"
reason = "12 categories instead of 10"
""",
    "period/2023-24-Q2.toml": """
published = "30 November 2023"
[[accepted]]
text = "nearly 50 calls"
role = "chair"
reason = "as the minutes say"
[[not_received]]
indicators = ["A1"]
sender = "Area 7 police"
reason = "a new system since 1 May."
due = 2024-01-15
[[waiver]]
expectation = "sum-agrees"
role = "analyst"
reason = "letter 12"
until = 2024-01-31
""",
    "corrections.toml": '[[correction]]\nfile = "returns/2023-10-30_y.csv"\nrow = 9\ncolumn = "value"\nfound = "84"\n'
    'becomes = "48"\nrole = "manager"\nreason = "letter of 9 June"\n',
    "cases.toml": '[calls]\nfiles = "calls"\n[[calls.leave_out]]\nreason = "from outside zone 4"\n',
    "returns/2023-11-30_x.csv": RETURN,
    "returns/2023-11-30_x.source.toml": 'publisher = "Unit 5"\nlicence = "OGL 3.0"\nreceived_says = "20 or 21 May"\n',
    "actions/2023-11-30_plan.csv": "id,action,due,completed,lead,milestones\nac1,Train 2 mediators,,,,\n",
    "commentary/2023-24-Q2.md": "# asb\n\n## Text\n\nAbout {{ stated: 35 | service manager, November 2023 }} came, after Q3 2022,\nwhen it was 42.\n\n"
    "Next:\n\n- one\n\n- two\n\nLast\nparagraph.\n",
}  # fmt: skip
META = {"name": "sum-agrees", "says": "2 sums differ", "why": "Half a sum is none.", "action": "Ask for page 2."}
CODE = {
    "expectations/observations.json": json.dumps({"expectations": [{"meta": META}]}),
    "pipeline/page/charts/charts.py": "def draw_2():\n    return 2\n",
}
FIGURE = record(
    "A1.value", reason="3 forms came late", rows=[cited("returns/2023-11-30_x.csv", RETURN, 2)], category="18 to 24"
)

CHART = record("A1.chart:quarters", measure="chart", unit="chart", display="Calls in 12 months, by quarter")
LABELS = [
    {"label": "title", "text": "Plan 2023, 1 April to 30 September 2023, Zone 4"},
    {"label": "period", "text": "April to September 2023"},
    {"label": "check", "text": "84 is read as 48"},
    {"label": "stated", "text": "names a period"},
]  # what they say is tried in test_printed_labels


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    """One edition for all tests, which read it and change nothing."""
    return small_edition(tmp_path_factory.mktemp("edition"), INPUTS, [FIGURE, CHART], code=CODE, labels=LABELS)


DECLARED = {
    "title": ["Plan 2023, 1 April to 30 September 2023, Zone 4"],
    "report": ["Plan 2023", "letter of 9 June", "50"],
    "definition": ["Calls within 12 months", "The plan of 2020: 40 or fewer", "Calls in 12 months, by quarter"],
    "source": ["20 or 21 May"],
    "period": ["April to September 2023"],
    "reason": ["3 forms came late"],
    "method": ["received"],
    "category": ["18 to 24"],
    "check": ["2 sums differ", "2 sums differ; Ask for page 2.", "Did you mean A1? Ask for page 2.", "84 is read as 48"],
    "action": ["Train 2 mediators"],
    "number": ["1", "1.1", "1.2", "1.3"],
    "vouched": ["service manager, November 2023"],
    "code": ["A1", "A1.value", "0123456789abcdef", "returns/2023-11-30_x.csv", "sum-agrees", "correction-1", "pipeline/page/charts/charts.py#draw_2"],
}  # fmt: skip
UNDECLARED = {
    "title": ["Plan 2024, 1 April to 30 September 2023, Zone 4"],
    "report": ["Plan 2024", "Calls within 12 months", "-15"],
    "definition": ["Calls within 13 months", "Plan 2023", "40", "Calls in 12 months, by week 3"],
    "source": ["48"],
    "period": ["April to September 2024", "Plan 2023"],
    "reason": ["4 forms came late"],
    "method": ["99% limits"],
    "category": ["18 to 25"],
    "check": ["3 sums differ", "2 sums differ; Ask for page 3.", "48 is read as 84", "Did you mean 12 A1? Ask for page 2."],
    "action": ["Train 3 mediators"],
    "number": ["2", "1.4"],
    "vouched": ["service manager, November 2022"],
    "code": ["A2", "0123456789abcdee", "correction-2", "pipeline/page/charts/charts.py#draw_3"],
    "unheard-of": ["2023/24"],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in DECLARED.items() for text in texts])
def test_a_label_that_is_declared_or_made_of_what_is_passes(edition, kind, text):
    assert Labels(edition, rows=True).expected(kind, text) == ""


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in UNDECLARED.items() for text in texts])
def test_a_label_of_any_kind_whose_text_stands_in_no_definition_is_a_fault_on_the_page(edition, kind, text):
    labels = Labels(edition, rows=True)
    assert labels.expected(kind, text)
    element = f"<code>{text}</code>" if kind == "code" else f'<p data-label="{kind}">{text}</p>'
    element = f"<title>{text}</title>" if kind == "title" else element
    faults = check_page(element, ledger=[FIGURE], labels=labels, cells={}).faults
    (fault,) = [one for one in faults if not one.startswith("The page ")]
    assert fault.startswith(f"<{element[1:].partition(' ')[0].partition('>')[0]}> is no declared ")


def test_a_label_is_held_against_the_definition_although_it_claims_no_number(edition):
    page = '<p data-label="report">Plan of the year</p>'
    assert check_page(page, ledger=[], labels=Labels(edition, rows=True), cells={}).faults


def test_a_stored_definition_that_was_changed_lets_no_label_pass(tmp_path):
    edition = small_edition(tmp_path, INPUTS, [FIGURE], code=CODE)
    digest = edition.inputs["indicators.toml"]
    (edition.store / digest[:2] / digest).write_text('[A1]\nname = "Calls within 13 months"\n')
    assert "another checksum" in Labels(edition, rows=True).expected("definition", "Calls within 13 months")


@pytest.mark.parametrize(
    ("text", "who", "vouched"),
    [
        ("35", "service manager, November 2023", True), ("36", "service manager, November 2023", False),
        ("35", "service manager", False), ("nearly 50", "accepted by chair: as the minutes say", True),
        ("50", "accepted by clerk: as the minutes say", False), ("60", "accepted by chair: as the minutes say", False),
        ("Q3 2022", "names a period", True), ("Q2 2022", "names a period", False), ("42", "names a period", False),
        ("42", "checked: A1.value is 48", True), ("42", "checked: A1.value is 42", False), ("41", "checked: A1.value is 48", False),
        ("42", "checked: 40 to 42 is a rise", False), ("42", "by somebody", False), ("42", "A1.value is 48 of 50", False),
        ("42", "it stands so in the definition of A1", True), ("41", "it stands so in the definition of A1", False),
        ("nearly 50", "as the minutes say, the clerk", False), ("Q3 2022", "names a period and the chair", False),
    ],
)  # fmt: skip
def test_a_stated_number_stands_in_the_commentary_with_who_says_so(edition, text, who, vouched):
    assert Labels(edition, rows=True).stated(text, who) is vouched


ROWS = """<article class="trace"><h3>A1</h3><a class="own"><code>A1.value</code></a><table class="rows"><caption><code>returns/2023-11-30_x.csv</code>,
 fingerprint <code>abc</code></caption><thead><tr><th>Row</th><th>indicator</th><th>category</th><th>period</th><th>basis</th>
<th>value</th><th>note</th></tr></thead><tbody><tr><th>2</th><td>A1</td><td>18 to 24</td><td>2023-24-Q2</td><td>quarter</td>
<td>48</td><td>3 forms came late</td></tr></tbody></table></article>"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("<td>48</td>", "<td>84</td>", 'holds another cell (line 3, under "A1"): found "84", expected "48"'),
        ("<th>2</th>", "<th>1</th>", "that the figure does not cite"),
        ("<th>value</th>", "<th>values</th>", "Headings are not those of"),
        ("_x.csv</code>", "_y.csv</code>", "of a file that the figure does not cite"),
        ("<td>A1</td>", "", "is shown with other columns"),
        ("</table>", '<caption data-label="row">4 more rows</caption></table>', "Rows are miscounted"),
        ("</article>", '<p class="caveat">Row <i data-label="row">2</i> is read as 49</p></article>', "is not in the ledger"),
    ],
)  # fmt: skip
def test_rows_printed_under_a_figure_are_those_of_the_stored_file(edition, old, new, told):
    whole, altered = PageTree(ROWS), PageTree(ROWS.replace(old, new))
    check_rows(whole, edition)
    assert whole.faults == []
    check_rows(altered, edition)
    assert any(told in sentence for _, sentence in altered.faults), altered.faults


def test_no_page_for_publication_may_print_a_row(edition):
    page = '<article class="trace"><table><td data-label="row">48</td></table></article>'
    faults = check_page(page, ledger=[], labels=Labels(edition, rows=False), cells={}).faults
    assert any("no rows, which belong into the restricted edition" in fault for fault in faults)
