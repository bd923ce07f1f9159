"""The page on paper: every number of it is the page's, a program that reads aloud finds its way, and it is the same each time it is made."""

import io
import json
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from in_process import report_here
from pypdf import PdfReader
from pypdf.generic import ContentStream
from support import DATA

from reporting.editions.paper.printing import NotPrinted, printed
from reporting.editions.paper.sheets import sheets as as_sheets

PERIOD = "1 April to 30 September 2023"


@pytest.fixture(scope="module")
def run(made):
    return made("borders", "2023-24-Q2")


@pytest.fixture(scope="module")
def pdf(run):
    return PdfReader(run / "report.pdf")


@pytest.fixture(scope="module")
def sheets(pdf):
    """The words of each sheet."""
    return [" ".join(sheet.extract_text().split()) for sheet in pdf.pages]


@pytest.fixture(scope="module")
def read_part(page):
    """What of the page is read: without the list of figures, and without what is folded away."""
    soup = BeautifulSoup(page, "html.parser").main
    for one in soup.select("#figures, #cells, #checks, .on-screen, .on-paper, details:not([open])"):
        one.decompose()
    return soup


def elements(tree, kind=None):
    """The elements of a structure tree in the order of reading, each with its kinds from the root down."""

    def below(one, way):
        one = one.get_object()
        if isinstance(one, list):
            for kid in one:
                yield from below(kid, way)
            return
        if "/S" in one:
            way = (*way, one["/S"])
            if kind in (None, one["/S"]):
                yield one, way
        kids = one.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            if not isinstance(kid, (int, float)):
                yield from below(kid, way)

    return list(below(tree["/K"], ()))


@pytest.fixture(scope="module")
def tree(pdf):
    return pdf.trailer["/Root"]["/StructTreeRoot"]


def bare(text):
    return re.sub(r"\s+", "", text)


def test_every_figure_that_is_read_on_the_page_stands_on_paper_as_the_ledger_prints_it(read_part, sheets, ledger):
    paper = bare("".join(sheets))
    shown = {one["data-figure"]: one for one in read_part.select("data[data-figure], span[data-figure]")}
    assert len(shown) > 80
    assert {name for name in shown if bare(ledger[name]["display"]).lstrip("+−") not in paper} == set()


def test_no_number_stands_on_paper_that_does_not_stand_on_the_page(read_part, page, sheets):
    run_line = BeautifulSoup(page, "html.parser").select_one("#checks").get_text(" ")
    read = Counter(re.findall(r"\d[\d,.]*\d|\d", f"{read_part.get_text(' ')} {run_line}"))
    for number, sheet in enumerate(sheets, start=1):
        text = sheet.replace(f"page {number} of {len(sheets)}", "")
        leaders = re.sub(r"\.{3,} ?\d+", "", re.sub(r"(?:\. ?){4,}\d*", "", text))
        assert not {one for one in re.findall(r"\d[\d,.]*\d|\d", leaders) if one not in read}, f"sheet {number}"


def test_each_sheet_bears_title_period_and_standing_and_its_number(sheets):
    for number, sheet in enumerate(sheets, start=1):
        assert f"Draft · page {number} of {len(sheets)}" in sheet
        assert f"{PERIOD} · Draft" in sheet
        assert "Safer Communities quarterly performance report" in sheet


def test_fifteen_indicators_take_twelve_sheets_at_most_and_the_last_is_a_scorecard_of_one_row_each(pdf, sheets, tree, run):
    indicators = {one["indicator"] for one in json.loads((run / "ledger.json").read_text())["figures"] if one["measure"] == "value" and one["basis"]}
    assert len(indicators) == 15 and len(sheets) <= 12
    last = pdf.pages[-1].mediabox
    assert last.width > last.height and all(one.mediabox.height > one.mediabox.width for one in pdf.pages[:-1])
    scorecard = elements(tree, "/Table")[-1][0]
    assert len(elements(scorecard, "/TR")) == 1 + 15


def test_the_contents_give_the_sheet_on_which_each_part_starts(sheets):
    contents = "".join(sheets[:2]).partition("Contents")[2]
    for part, words in (("Data quality", "Data quality Returns received"), ("Referrals to Cedar", "Cedar referrals"), ("Scorecard", "Scorecard The course")):
        told = int(re.search(rf"{part}[ .]+(\d+)", contents)[1])
        assert words in sheets[told - 1], part


def test_nothing_bears_the_number_of_an_entry_that_is_not_on_paper(sheets):
    assert not re.search(r"\d\[\d+\]", "".join(sheets))


def test_the_document_says_its_title_and_its_language(pdf):
    root = pdf.trailer["/Root"]
    assert pdf.metadata.title == f"Safer Communities quarterly performance report, {PERIOD}, Scottish Borders Safer Communities"
    assert root["/Lang"] == "en-GB" and root["/ViewerPreferences"]["/DisplayDocTitle"] and root["/MarkInfo"]["/Marked"]
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data() and all(sheet["/Tabs"] == "/S" for sheet in pdf.pages)


def test_all_that_is_drawn_is_tagged_or_an_ornament(pdf):
    drawn = {b"Tj", b"TJ", b"f", b"f*", b"S", b"s", b"B", b"B*", b"b", b"Do", b"sh"}
    for number, sheet in enumerate(pdf.pages, start=1):
        depth = 0
        for _, operator in ContentStream(sheet.get_contents(), pdf).operations:
            depth += {b"BDC": 1, b"BMC": 1, b"EMC": -1}.get(operator, 0)
            assert depth or operator not in drawn, f"sheet {number}: {operator} outside of any tag"


def test_every_drawing_says_in_words_what_it_shows(tree, page):
    charts = BeautifulSoup(page, "html.parser").select("figure.chart")
    told = [" ".join(one["/Alt"].split()) for one, _ in elements(tree, "/Figure")]
    courses = [one for one in told if re.fullmatch(r"The course of .+: its chart has the values in numbers\.", one)]
    assert len(told) - len(courses) == len(charts) == 12 and len(courses) == page.count('class="course"')
    for chart in charts:
        title = chart.select_one("figcaption .finding, figcaption a").get_text()
        rows = [[" ".join(cell.get_text().split()) for cell in row.select("th, td")] for row in chart.select("details tbody tr")]
        [own] = [one for one in told if title in one and all(f"{label}: {cells[0]}" in one for label, *cells in rows)]
        assert rows and own


def test_every_heading_of_a_table_says_what_it_is_the_heading_of(tree):
    headings = elements(tree, "/TH")
    assert {one["/A"]["/Scope"] for one, way in headings if "/THead" in way} == {"/Column"}
    assert {one["/A"]["/Scope"] for one, way in headings if "/THead" not in way} == {"/Row"}


def test_headings_follow_each_other_without_a_gap_and_lead_the_bookmarks(pdf, tree):
    levels = [int(way[-1][2]) for _, way in elements(tree) if re.fullmatch("/H[1-6]", way[-1])]
    assert levels[0] == 1 and all(level <= before + 1 for before, level in zip(levels, levels[1:], strict=False))
    marked = [one for part in pdf.outline for one in (part if isinstance(part, list) else [part])]
    assert len(marked) == sum(level in (2, 3) for level in levels) and marked[0].title == "In short"


def test_lists_have_items_links_say_where_they_lead_and_neither_stands_in_its_like(pdf, tree):
    for _, way in elements(tree):
        assert way[-2:] not in (("/Link", "/Link"), ("/H2", "/H2"), ("/P", "/P")), way
        assert way[-1] != "/LI" or way[-2] == "/L", way
        assert way[-2:-1] != ("/LI",) or way[-1] in ("/Lbl", "/LBody", "/L"), way
        assert way[-2:-1] != ("/L",) or way[-1] in ("/LI", "/L"), way
    links = [one.get_object() for sheet in pdf.pages for one in sheet.get("/Annots", [])]
    assert len(links) > 20 and not {one["/Contents"] for one in links if re.match("CP03|#", one["/Contents"])}


def test_fonts_are_those_of_a_package_whatever_the_machine_has(pdf):
    fonts = {font.get_object()["/BaseFont"].partition("+")[2] for sheet in pdf.pages for font in sheet["/Resources"]["/Font"].values()}
    assert fonts and all(one.startswith(("DejaVu-Sans", "STIXGeneral")) for one in fonts)


def test_what_is_read_as_sentences_has_ten_and_a_half_points(pdf):
    sizes = Counter()
    for sheet in pdf.pages:
        def seen(text, _matrix, placed, font, size):
            name = font["/BaseFont"].partition("+")[2] if font else ""
            sizes[name.split("-")[0], round(size * abs(placed[0]), 1)] += len(text.strip())
        sheet.extract_text(visitor_text=seen)
    read = {size: many for (name, size), many in sizes.items() if name.startswith("STIX")}
    assert sum(read.values()) > 8_000 and min(size for size, many in read.items() if many) >= 10.5


@pytest.mark.parametrize(("report", "period"), [("rotherham", "2017-10"), ("barnet-mopac", "2015-16-Q1"), ("barnet-asb", "2017-18"), ("safety-plan", "2015-16-Q4")])
def test_every_layout_has_a_landscape_scorecard_of_one_row_an_indicator(made, report, period):
    run = made(report, period)
    paper = BeautifulSoup(as_sheets((run / "report.html").read_text(encoding="utf-8"), ""), "html.parser")
    judged = {(one["indicator"], one["category"]) for one in json.loads((run / "ledger.json").read_text())["figures"] if one["measure"] == "value" and one["basis"]}
    last = paper.main.find_all("section", recursive=False)[-1]
    rows = [row.get_text(" ") for row in last.select("table.overview tbody tr")]
    assert last["id"] == "scorecard" and "landscape" in last["class"] and len(paper.select("table.overview")) == 1
    assert {code for code, _ in judged} == {code for code, _ in judged if any(re.search(rf"(?<!\S){re.escape(code)}(?!\S)", row) for row in rows)}
    assert paper.select_one("nav#contents a[href='#scorecard']") or not paper.select("nav#contents")


def test_the_same_page_gives_the_same_bytes(run):
    assert printed((run / "report.html").read_text(encoding="utf-8"))[0] == (run / "report.pdf").read_bytes()


SMALL = """<!DOCTYPE html><html lang="en-GB"><head><title>Small</title></head><body><main>
<header class="masthead"><h1>Small</h1><p class="period">2023</p></header>{}</main></body></html>"""


def test_a_page_for_paper_fetches_nothing(tmp_path):
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text y="9">4711</text></svg>', encoding="utf-8")
    pages = [printed(SMALL.format(f'<p>read</p><img alt="" src="{where}">'))[0] for where in (secret.as_uri(), "data:,")]
    texts = [PdfReader(io.BytesIO(one)).pages[0].extract_text() for one in pages]
    assert texts[0] == texts[1] and "read" in texts[0]


def test_without_its_libraries_a_run_says_so_and_is_made_without_paper(tmp_path, monkeypatch):
    gone = tmp_path / "gone" / "weasyprint"
    gone.mkdir(parents=True)
    words = "cannot load library 'libpango-1.0-0'"
    (gone / "__init__.py").write_text(f'raise OSError("{words}")\n', encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(gone.parent))
    with pytest.raises(NotPrinted, match="libpango-1.0-0"):
        printed(SMALL.format(""))
    ended = report_here("run", "barnet-mopac", "2015-16-Q1", "--outputs", tmp_path / "outputs", with_paper=True)
    assert ended.returncode == 0, ended.stderr
    assert "report.pdf is not made: WeasyPrint or a library of its is missing" in ended.stderr and "Debian: libpango" in ended.stderr
    made = Path(ended.stdout.strip().splitlines()[-1]).parent
    assert not (made / "report.pdf").exists() and json.loads((made / "run.json").read_text())["paper"] == {"made": False}


def test_the_first_sheet_is_the_cover_for_a_committee_where_the_report_is_put_to_one(tmp_path):
    data = tmp_path / "data" / "raw" / "barnet-mopac"
    shutil.copytree(DATA / "barnet-mopac", data)
    period, text = data / "period" / "2015-16-Q1.toml", data / "commentary" / "2015-16-Q1.md"
    period.write_text(period.read_text(encoding="utf-8").replace("\npaper = ", '\nitem = "7a"\npaper = ', 1), encoding="utf-8")
    written = text.read_text(encoding="utf-8") + "\n# presented\n\n## Recommendations\n\n"
    asked = "run", "barnet-mopac", "2015-16-Q1", "--data", tmp_path / "data", "--outputs", tmp_path / "outputs"
    text.write_text(f"{written}- That the plan be for <b>27</b> people.\n", encoding="utf-8")
    refused = report_here(*asked)
    assert refused.returncode == 1 and "a number without a source" in refused.stderr
    text.write_text(f"{written}- That the committee notes {{{{ 3.2.value }}}} of people.\n- That it asks for <b>more</b>.\n", encoding="utf-8")
    ended = report_here(*asked, with_paper=True)
    assert ended.returncode == 0, ended.stderr
    first = " ".join(PdfReader(Path(ended.stdout.strip().splitlines()[-1]).with_name("report.pdf")).pages[0].extract_text().split())
    assert "Community Leadership Committee" in first and "9 September 2015" in first and "Item 7a" in first.replace("Paper", "")
    recommended = first.partition("Recommendations")[2].replace("•", "").replace("  ", " ")
    assert recommended.lstrip().startswith("That the committee notes 80% of people. That it asks for <b>more</b>.")
