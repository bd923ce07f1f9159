"""Text from elsewhere comes out as text: nothing in a name, a note or a commentary runs, loads or is worked out."""

from __future__ import annotations

import csv
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from in_process import report_here
from openpyxl import Workbook
from support import DATA, PERIOD

from pipeline.figures.figure import Figures
from pipeline.page.markup import anchor, code, commentary_html, label
from reporting.editions.render import sheet_foot

RETURN = "returns/2023-11-30_published-report"
FRAGMENTS = [
    "<script>alert(1)</script>", "</style><style>*{display:none}</style>", "</title></textarea></script>", "=cmd()", "🚓",
    "Llŷn a Ŵyn", "$x$ $$y$$ \\(z\\)", "`code`", "**bold** _em_", "[link](http://evil.example/a)",
    "![image](http://evil.example/b.png)", "<http://evil.example/>", "<img src=http://evil.example/c onerror=alert(2)>",
    '"><svg onload=alert(3)>', "' onmouseover=alert(4) '", "<!-- -->", "<![CDATA[ ]]>", "&lt;b&gt; &#51;", "{{ 7*7 }}",
    "{% raw %}", "{# #}", "{0.__class__}", "%(x)s", "${7*7}", "javascript:alert(5)",
]  # fmt: skip
HOSTILE = " · ".join(FRAGMENTS)
# In commentary double braces and digits are refused, and two kinds of emphasis are meant.
WRITTEN = [re.sub(r"\d", "x", part) for part in FRAGMENTS if "{{" not in part and "**" not in part and "__" not in part]
FILE = "returns/2023-12-01_<img src=x onerror=alert(6)>.xlsx"
SHEET = "=cmd()"


@pytest.fixture(scope="module")
def outputs(tmp_path_factory) -> Path:
    """The outputs of a run in which every text that people write is hostile."""
    root = tmp_path_factory.mktemp("hostile")
    spoil(shutil.copytree(DATA / "borders", root / "data" / "borders"))
    ended = report_here("run", "borders", PERIOD, "--data", root / "data", "--outputs", root / "outputs")
    assert ended.returncode == 0, ended.stderr
    return root / "outputs"


@pytest.fixture(scope="module")
def pages(outputs) -> list[Path]:
    """The report, then every page of the restricted edition."""
    found = [*outputs.glob("borders/*/*/report.html"), *sorted(outputs.glob("restricted/borders/*/*/*.html"))]
    assert len(found) == 7
    return found


def spoil(folder: Path) -> None:
    """Put the hostile text into every field of every file that holds words, and into the names of a file and a sheet."""
    written = json.dumps(HOSTILE, ensure_ascii=False)  # also a text of TOML
    report_keys = (
        "title|partnership|team|motto|notice|about|decision|reason|role|answers_for|green|amber|red|data_only|no_data"
    )
    change(folder / "report.toml", rf'(?m)^({report_keys}) = ".*"$', rf"\g<1> = {escaped(written)}")
    indicator_keys = "name|short_name|definition|source|owner|checked_by|about|decision|reason"
    change(folder / "indicators.toml", rf'(?m)^({indicator_keys}) = ".*"$', rf"\g<1> = {escaped(written)}")
    change(folder / "indicators.toml", r'\b(says|one|many) = "[^"]*"', rf"\g<1> = {escaped(written)}")
    change(folder / f"period/{PERIOD}.toml", r'(?m)^published = ".*"$', f"published = {escaped(written)}")
    change(
        folder / f"{RETURN}.source.toml",
        r'(?m)^(publisher|licence|received_says|about) = ".*"$',
        rf"\g<1> = {escaped(written)}",
    )
    change(folder / f"{RETURN}.source.toml", r"(?m)^sha256 = .*\n", "")
    with (folder / f"{RETURN}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    with (folder / f"{RETURN}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *([*row[:-1], HOSTILE] for row in rows)])
    book = Workbook()
    book.active.title = SHEET
    book.active.append(header)
    book.active.append(["CP03-P177", None, PERIOD, "year_to_date", 48, None, None, None, HOSTILE])
    book.save(folder / FILE)
    stated = '{{ stated: <b>35</b> | "><script>alert(7)</script> }}'
    text = "\n\n".join([*WRITTEN, stated])
    change(folder / f"commentary/{PERIOD}.md", r"(?m)^(## .*)$", rf"\g<1>\n\n{escaped(text)}\n")


def change(path: Path, pattern: str, replacement: str) -> None:
    text, count = re.subn(pattern, replacement, path.read_text(encoding="utf-8"))
    assert count
    path.write_text(text, encoding="utf-8")


def escaped(text: str) -> str:
    """A text to stand in the replacement of a regular expression."""
    return text.replace("\\", "\\\\")


class Elements(HTMLParser):
    """The elements of a page, and its text."""

    def __init__(self, html: str):
        super().__init__()
        self.found: list[tuple[str, dict]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


@pytest.mark.slow
def test_every_hostile_text_can_be_read_on_the_page(pages):
    page = Elements(pages[0].read_text(encoding="utf-8"))
    assert page.text.count(HOSTILE) > 400
    for part in WRITTEN:
        assert part in page.text
    assert "<b>35</b>" in page.text
    assert Path(FILE).name in page.text


@pytest.mark.slow
def test_no_page_has_an_element_or_an_attribute_that_runs_or_loads(pages):
    for path in pages:
        for tag, attrs in Elements(path.read_text(encoding="utf-8")).found:
            assert tag not in {
                "script",
                "img",
                "iframe",
                "object",
                "embed",
                "link",
                "base",
                "form",
                "input",
                "textarea",
            }, path.name
            assert not [name for name in attrs if name.startswith("on") or name in ("src", "srcset", "srcdoc")], (
                path.name
            )
            away = attrs.get("href", "#")  # nowhere but to the page itself, the table and the rows beside it, and a chart's table as text
            assert away == "report.csv" or away.startswith(("#", "data:text/csv", "rows/figures-")), path.name


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize(
    "options", [{}, {"offline": True}, {"bypass_csp": True}], ids=["online", "offline", "no-policy"]
)
def test_in_a_browser_nothing_runs_and_nothing_leaves_the_page(pages, browser, options):
    context = browser.new_context(**options)
    for path in pages:
        page, seen = context.new_page(), []
        page.on("request", lambda request, seen=seen: seen.append(request.url))
        page.on("dialog", lambda dialog, seen=seen: (seen.append(dialog.message), dialog.dismiss()))
        page.on("console", lambda message, seen=seen: seen.append(message.text))
        page.on("pageerror", lambda error, seen=seen: seen.append(str(error)))
        page.goto(path.as_uri())
        page.locator("body").hover()
        page.wait_for_timeout(200)
        assert seen == [path.as_uri()]
        assert page.evaluate("document.scripts.length") == 0
    assert HOSTILE in context.pages[0].locator("h1").inner_text()


@pytest.mark.slow
def test_a_spreadsheet_finds_no_formula_in_our_tables(outputs):
    tables = [*outputs.glob("restricted/borders/*/*/*.csv")]
    names = {"corrections", "disclosure", "exclusions", "failing_rows", "ledger", "verdicts"}
    assert {path.name for path in tables} == {f"{name}.csv" for name in names}
    cells = [cell for path in tables for row in csv.reader(path.open(encoding="utf-8", newline="")) for cell in row]
    assert f"'{SHEET}" in cells
    texts = [cell for cell in cells if not re.fullmatch(r"-\d+(\.\d+)?", cell)]  # a number below zero is no formula
    assert [cell for cell in texts if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


# Pieces of the page, without a run


ALLOWED = {"p", "ul", "ol", "li", "em", "strong", "br", "time", "code", "span"}


@given(
    st.lists(
        st.sampled_from(
            [*WRITTEN, "\n\n", "\n", "- ", "> ", "# ", "    ", "**", "_", "\\", "<", ">", "&", '"', "'", "ŵ"]
        ),
        max_size=12,
    )
)
def test_commentary_makes_no_element_but_paragraphs_lists_and_emphasis(parts):
    page = Elements(str(commentary_html("".join(parts), Figures(), ("CP03-P177",))))
    assert {tag for tag, _ in page.found} <= ALLOWED
    assert all(set(attrs) <= {"datetime", "class"} for _, attrs in page.found)


@pytest.mark.parametrize("part", WRITTEN)
def test_commentary_prints_what_was_written(part):
    page = Elements(str(commentary_html(f"Before {part} after", Figures(), ())))
    assert page.text.strip() == f"Before {part} after".replace(
        "\\", ""
    )  # a backslash takes its meaning from what follows


@pytest.mark.parametrize("part", FRAGMENTS)
def test_labels_and_codes_print_what_was_written(part):
    for made in (label(part, "definition"), code(part)):
        page = Elements(str(made))
        assert page.text == part
        assert {tag for tag, _ in page.found} <= {"span", "code"}


def test_who_vouches_for_a_number_stays_inside_its_attribute():
    page = Elements(str(commentary_html('{{ stated: <b>35</b> | "><script>alert(1)</script> }}', Figures(), ())))
    assert page.found == [("p", {}), ("span", {"class": "stated", "data-stated": '"><script>alert(1)</script>'})]
    assert page.text.strip() == "<b>35</b>"


def test_categories_that_differ_in_signs_alone_keep_their_own_places():
    names = ["under 18", "under-18", "under/18", "<b>", "(b)", "ŵ", "ŷ"]
    assert len({anchor(f"A1[{name}].value") for name in names}) == len(names)
    assert all(re.fullmatch(r"[\w.-]+", anchor(f"A1[{name}].value"), re.ASCII) for name in names)


@pytest.mark.parametrize(
    "notice", ['Made up"; } body { color: red', "Made up \\", "Made up </style>", "Made up in 2023", "/* Made up"]
)
def test_a_notice_that_a_style_could_read_otherwise_is_not_put_into_one(notice):
    assert sheet_foot(notice) == '@page { @bottom-right { content: "page " counter(page) " of " counter(pages); } }'


def test_a_notice_in_plain_words_stands_at_the_foot_of_every_printed_sheet():
    assert 'content: "Entirely made up. Not issued by anybody."' in sheet_foot(
        "Entirely made up. Not issued by anybody."
    )
