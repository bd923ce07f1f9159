"""The PDF in the folder that was sent: it is the page beside it, printed, and says the standing that the page says."""

import io
from types import SimpleNamespace

import pytest
from pypdf import PdfReader

from check_edition.publication import Publication, digests
from reporting.audit.determined import differing_files, paper_not_compared
from reporting.audit.sent_paper import sent_paper
from reporting.editions.paper.printing import printed
from reporting.signing.register import PUBLISHED, add

DRAFT = "Draft: not signed off"
SIGNED = "Published 3 December 2023; approved by Cy Orr, 2 December 2023"
PAGE = """<!DOCTYPE html><html lang="en-GB"><head><title>Small</title></head><body><main>
<header class="masthead"><h1>Small</h1><p class="period">2023</p><dl class="facts"><div><dt>Standing</dt><dd>{}</dd></div></dl></header>
<p>48 cases</p></main></body></html>"""


@pytest.fixture(scope="module")
def papers():
    """The PDF of the draft and that of the published page, and what made them."""
    (draft, by), (sent, _) = (printed(PAGE.format(standing)) for standing in (DRAFT, SIGNED))
    return draft, sent, by


@pytest.fixture
def folders(tmp_path, papers):
    """The restricted root, a run, and the folder that was sent of it."""
    published, sent = (tmp_path / way / "demo" / "2023-24-Q2" / "abc" for way in (".", "published"))
    for folder, standing, pdf in ((published, DRAFT, papers[0]), (sent, SIGNED, papers[1])):
        folder.mkdir(parents=True)
        (folder / "report.html").write_text(PAGE.format(standing), encoding="utf-8")
        (folder / "report.pdf").write_bytes(pdf)
        (folder / "ledger.json").write_text('{"run": {"id": "abc"}, "figures": []}', encoding="utf-8")
        (folder / "run.json").write_text("{}", encoding="utf-8")
    return tmp_path / "restricted", published, sent


def test_the_sealed_one_says_draft_and_the_published_one_who_signed(papers):
    draft, sent = (" ".join(PdfReader(io.BytesIO(one)).pages[0].extract_text().split()) for one in papers[:2])
    assert "Draft · page 1 of 1" in draft and "2023 · Draft" in draft
    assert "Published 3 December 2023 · page 1 of 1" in sent and "approved by Cy Orr" in sent and "Draft" not in sent


def test_what_was_sent_as_it_was_made_is_found_so(folders):
    restricted, published, _ = folders
    assert sent_paper(restricted, published) == ([], [])


def test_the_draft_in_the_place_of_the_published_pdf_is_named(folders, papers):
    restricted, published, sent = folders
    (sent / "report.pdf").write_bytes(papers[0])
    assert sent_paper(restricted, published) == (["published/demo/2023-24-Q2/abc/report.pdf: it is not the page beside it, printed"], [])


def test_a_pdf_that_another_version_made_is_not_called_altered(folders, papers):
    restricted, published, sent = folders
    restricted.mkdir()
    add(restricted, PUBLISHED, "demo", "2023-24-Q2", "abc", day="2023-12-03", sealed="0", printed="WeasyPrint 1, Pango 1")
    (sent / "report.pdf").write_bytes(papers[0])
    altered, hinders = sent_paper(restricted, published)
    assert altered == [] and hinders == [f"published/demo/2023-24-Q2/abc/report.pdf is not compared: made with WeasyPrint 1, Pango 1 then; {papers[2]} now"]


def test_the_checker_of_a_folder_that_was_sent_says_that_it_does_not_know_its_pdf(folders):
    _, published, sent = folders
    assert digests(Publication(sent))["report.pdf"].startswith("its standing stands on it: report verify")
    assert len(digests(Publication(published))["report.pdf"]) == 64
    assert digests(Publication(sent))["report.html"] == digests(Publication(published))["report.html"]


def made(folder, **paper):
    return SimpleNamespace(published=folder, audit=folder / "none", facts={"paper": paper} if paper else {})


BY = "WeasyPrint 70.0, Pango 15012"


@pytest.mark.parametrize(
    ("then", "now", "why"),
    [
        ({"made": True, "with": BY}, {"made": True, "with": BY}, ""),
        ({"made": True, "with": BY}, {"made": True, "with": "WeasyPrint 71.0, Pango 15012"}, f"report.pdf is not compared: made with {BY} then; WeasyPrint 71.0, Pango 15012 now"),
        ({"made": True, "with": BY}, {"made": False, "why": "there is no Pango"}, f"report.pdf is not compared: made with {BY} then; there is no Pango"),
        ({"made": False, "why": "there was no Pango"}, {"made": True, "with": BY}, ""),
        ({}, {"made": True, "with": BY}, ""),
    ],
    ids=["as it was", "another version", "not made now", "not made then", "a run of before there was paper"],
)  # fmt: skip
def test_the_pdf_of_a_run_is_held_against_the_one_that_is_made_again_where_the_same_program_made_both(folders, then, now, why):
    _, published, sent = folders
    assert paper_not_compared(made(published, **then), made(sent, **now)) == why
    told = [one for one in differing_files(made(published, **then), made(sent, **now)) if "report.pdf" in one]
    compared = then.get("with") == now.get("with")
    assert told == (["report.pdf: it is not what the page looks like on paper"] if compared else [])
