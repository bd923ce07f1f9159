"""A report that is too large for one page: each section on a page of its own, which leads to the others, and is checked with them as one."""

import re
import shutil

import pytest
from in_process import PROJECT, report_here
from playwright.sync_api import Browser
from support import assert_accessible, audit_of, outputs_of

from check_edition.base.findings import NotAsked, Wrong
from check_edition.checks import check_edition
from check_edition.files.edition import Edition
from check_edition.files.section_pages import take_whole
from check_edition.publication import Publication, check_publication
from reporting.desk.comments import place_of_page
from reporting.editions.section_pages import cut
from reporting.runs import publication
from reporting.runs.watching import Watched
from reporting.signing.front_pages import beside, in_folder
from reporting.store.page_files import elsewhere
from reporting.store.places import Places


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The Borders report, as if it were too large for one page."""
    outputs = tmp_path_factory.mktemp("outputs")
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(publication, "MOST", 100_000)
        ended = report_here("run", "borders", "2023-24-Q2", "--data", PROJECT / "data/raw", "--outputs", outputs)
    assert ended.returncode == 0, ended.stderr
    return next(outputs.glob("borders/2023-24-Q2/*/report.html")).parent


def whole(folder):
    pages = []
    take_whole(folder, pages)
    return pages[0]


def pages_of(folder):
    return {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.html") if path.name.startswith(("report", "section-"))}


def test_both_editions_have_a_page_for_each_section_with_its_indicators_and_their_entries(run):
    for folder in (run, audit_of(run)):
        pages = pages_of(folder)
        sections = [name for name in pages if name != "report.html"]
        assert len(sections) > 1
        for name in sections:
            codes = re.findall(r'<article class="indicator" id="([^"]+)"', pages[name])
            assert codes and not any(f'<article class="indicator" id="{code}"' in pages["report.html"] for code in codes)
            entries = re.findall(r'<article class="trace" id="figure-([A-Z0-9]+-[A-Z0-9]+)\.', pages[name])
            assert entries and set(entries) <= set(codes)
            assert f'<a href="{name}">This section is a page of its own</a>' in pages["report.html"]


def test_every_link_within_a_page_or_to_another_one_leads_to_something(run):
    for folder in (run, audit_of(run)):
        pages = pages_of(folder)
        ids = {name: set(re.findall(r'\sid="([^"]+)"', page)) for name, page in pages.items()}
        links = [(name, *link) for name, page in pages.items() for link in re.findall(r'href="([\w-]+\.html)?#([^"]+)"', page)]
        assert len({file for _, file, _ in links}) == len(pages) + 1  # to each page, and within one
        assert [one for one in links if one[2] not in ids[one[1] or one[0]]] == []


def test_rows_of_a_figure_lead_back_to_the_page_that_has_its_entry(run):
    audit = audit_of(run)
    for path in audit.glob("rows/*.html"):
        for page, place in re.findall(r'href="\.\./([\w-]+\.html)#([^"]+)"', path.read_text(encoding="utf-8")):
            assert f' id="{place}"' in (audit / page).read_text(encoding="utf-8")


def test_a_published_page_says_nothing_of_rows_on_any_of_its_pages(run):
    assert not any('class="rows"' in page for page in pages_of(run).values())
    assert any('class="rows"' in page for name, page in pages_of(audit_of(run)).items() if name != "report.html")


def test_the_pieces_put_together_are_the_page_that_was_cut_to_the_byte(run):
    for folder in (run, audit_of(run)):
        page, records = whole(folder), Edition(audit_of(run)).printed.values()
        ids = re.findall(r'<section class="priority" id="([^"]+)"', page)
        section_of = {entry: one for one in ids for entry in re.findall(r' id="(figure-[^"]+)"', (folder / f"section-{one}.html").read_text(encoding="utf-8"))}
        assert cut(page, ids, section_of) == pages_of(folder)
        assert len(re.findall('<article class="trace"', page)) == (len(records) if folder != run else len(re.findall("<h3 data-entry", page)))


def test_what_a_report_or_a_section_is_called_never_keeps_its_page_from_being_put_together(run, tmp_path):
    named = r"\g<1>{section} {file}\nand {title} \\\\1\g<3>"
    page = re.sub(r'(?s)(<h1>|<h2[^>]*>|<p class="notice" role="note">)(.*?)(</h1>|</h2>|</p>)', named, whole(run))
    ids = re.findall(r'<section class="priority" id="([^"]+)"', page)
    pages = cut(page, ids, {})
    assert len(pages) > 1 and all("<h1>{section} {file}\nand" in one for one in pages.values())
    for name, text in pages.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert whole(tmp_path) == page


def test_a_page_in_one_piece_is_left_as_it_is(tmp_path):
    assert cut("<main>One</main>", ["asb"], {}) == {"report.html": "<main>One</main>"}
    (tmp_path / "report.html").write_text("<main>One</main>", encoding="utf-8")
    with pytest.raises(NotAsked):
        whole(tmp_path)


def test_an_indicator_on_the_page_of_a_section_can_be_commented_on(run):
    code = next(one for one in elsewhere(run) if re.fullmatch("[A-Z0-9]+-[A-Z0-9]+", one))
    assert place_of_page(run, f"{elsewhere(run)[code]}#{code}")[0] == code


def test_the_page_that_stands_beside_the_run_leads_to_the_pages_of_the_sections(run):
    page = (run / "report.html").read_text(encoding="utf-8")
    moved = beside(page, run.name)
    leads = re.findall(r'href="([^"#]*section-[^"#]+)', moved)
    assert leads and all((run.parent / one).is_file() for one in leads)
    assert in_folder(moved, run.name) == page


def test_a_watched_page_leads_to_the_pages_of_its_sections_and_these_back_to_a_whole_one(run, tmp_path):
    watched = Watched(Places.of(PROJECT / "data", tmp_path), "borders", "2023-24-Q2", "")
    watched.take(run / "report.html")
    leads = set(re.findall(r'href="([^"#]*section-[^"#]+)', watched.page.read_text(encoding="utf-8")))
    assert len(leads) == len(pages_of(run)) - 1 and all((watched.page.parent / one).is_file() for one in leads)
    assert pages_of(watched.page.with_suffix("")) == pages_of(run)


def changed(run, tmp_path, name, edit):
    folder = tmp_path / run.name
    shutil.copytree(run, folder)
    page = folder / name
    before = page.read_text(encoding="utf-8")
    page.write_text(edit(before), encoding="utf-8")
    assert page.read_text(encoding="utf-8") != before
    return folder


def first_section(run):
    return sorted(path.name for path in run.glob("section-*.html"))[0]


CUT_OTHERWISE = {
    "a sentence between": (lambda page: page.replace("</header>\n<section", "</header>\n<p>All is well.</p>\n<section", 1), "and nothing else"),
    "a sentence in an entry's place": (lambda page: page.replace('<div class="traces">\n', '<div class="traces">\n<p>All is well.</p>\n', 1), "and nothing else"),
    "another title": (lambda page: re.sub("<h1>.*?</h1>", "<h1>All is well</h1>", page, count=1), "and nothing else"),
    "another style": (lambda page: page.replace("<style>", "<style>data { display: none; }", 1), "and nothing else"),
    "another heading": (lambda page: re.sub(r"(<h2 id=[^>]*>).*?</h2>", r"\1All is well</h2>", page, count=1), "calls"),
    "no entry": (lambda page: re.sub(r'<article class="trace".*?</article>\n', "", page, count=1, flags=re.DOTALL), "where nothing is"),
    "a link to nothing": (lambda page: page.replace('href="report.html#', 'href="report.html#no-', 1), "where nothing is"),
}  # fmt: skip
SAID_OTHERWISE = {
    "another number": (lambda page: re.sub(r'(<div class="main">.*?<data [^>]*>)[^<]*', r"\g<1>1,234", page, count=1, flags=re.DOTALL), "differs from the figure"),
    "a link to another entry": (lambda page: re.sub(r'href="#(\w+)~"', 'href="#{}~"'.format(re.findall(r'href="#(\w+)~"', page)[1]), page, count=1), "leads to another"),
    "a bar moved": (lambda page: re.sub(r'(<rect x="[^"]*" y=")[^"]*', r"\g<1>1", page, count=1), "not at its value"),
}  # fmt: skip


@pytest.mark.parametrize("what", CUT_OTHERWISE)
def test_what_is_no_piece_of_the_page_is_named(run, tmp_path, what):
    edit, told = CUT_OTHERWISE[what]
    with pytest.raises(Wrong, match=told):
        whole(changed(run, tmp_path, first_section(run), edit))


@pytest.mark.parametrize("what", SAID_OTHERWISE)
def test_what_the_page_of_a_section_says_otherwise_than_the_ledger_is_named(run, tmp_path, what):
    edit, told = SAID_OTHERWISE[what]
    faults = check_publication(Publication(changed(run, tmp_path, first_section(run), edit))).faults
    assert any(told in fault for fault in faults if "run.json" not in fault), faults


def test_a_page_of_a_section_that_is_gone_or_added_is_named_by_the_check_of_either_edition(run, tmp_path):
    assert check_publication(Publication(run)).faults == []
    folder = tmp_path / run.name
    shutil.copytree(run, folder)
    (folder / first_section(run)).rename(folder / "section-other.html")
    told = "report.html leads to the sections"
    assert any(told in fault for fault in check_publication(Publication(folder)).faults)
    assert any(told in fault for fault in check_edition(Edition(audit_of(run), outputs_of(run) / "restricted/store", folder)).faults)


@pytest.mark.parametrize("width", [1280, 320])
def test_the_page_of_a_section_is_accessible_and_a_figure_of_the_first_page_opens_there_and_closes_back(run, browser: Browser, width):
    page = browser.new_page(viewport={"width": width, "height": 800}, bypass_csp=True)
    page.goto((run / first_section(run)).as_uri())
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.goto((run / "report.html").as_uri())
    link = page.locator('a.figure[href^="section-"]:visible').first
    number = link.inner_text()
    link.click()
    opened = page.locator(".trace:visible")
    assert opened.count() == 1 and number.split()[0] in opened.inner_text()
    page.locator(".close a:visible").click()
    assert page.url.partition("#")[0] == (run / "report.html").as_uri()
