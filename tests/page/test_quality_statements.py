"""The quality statement of an indicator: what is declared, received and found of it, by dimension of quality, where its card leads."""

import html
import re
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from in_process import faults_of_run
from support import page_of

from pipeline.page.cards.quality_statements import quality_statement

LOG = """
[[data]]
source = "Return of the service"
text = "One case in 20 has no place."
indicators = ["A1"]
role = "data manager"
noted = 2023-11-21
"""
DIMENSIONS = (
    "Relevance", "Source and coverage", "Accuracy and reliability", "Timeliness and punctuality", "Revisions",
    "Coherence and comparability", "Next review",
)  # fmt: skip


@pytest.fixture
def known(folder):
    """A1 with all that can be known of it, and A2 with nothing besides its definition."""
    broken = [{"applies_from": "2023-24-Q1", "reason": "Calls by telephone count from then on."}]
    folder.define("A1", breaks=broken, source="Return of the service")
    folder.define("A2", short_name="Other cases")
    folder.receive("2023-08-01", "A1,2023-24-Q1,year_to_date,20")
    folder.receive("2023-11-30", "A1,2023-24-Q1,year_to_date,21", "A1,2023-24-Q2,year_to_date,48,,,p,one office is late")
    folder.receive("2022-11-30", "A1,2022-23-Q1,year_to_date,40", "A1,2022-23-Q2,year_to_date,85", "A2,2022-23-Q2,year_to_date,30")
    (folder.folder / "logs.toml").write_text(LOG, encoding="utf-8")
    absent = {"indicators": ["A2"], "sender": "the council", "reason": "a system was down", "due": date(2024, 1, 15)}
    folder.except_in("2023-24-Q2", last_report={"as_of": date(2023, 8, 1)}, not_received=[absent])
    return folder


def told(page, code):
    """What the statement of an indicator says, by its headings."""
    shown = page.part("methods")._repr_html_()
    section = shown.partition(f'<section class="definition" id="about-{code}">')[2].partition("</section>")[0]
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", section, re.DOTALL)
    return {heading: " ".join(html.unescape(re.sub("<[^>]*>", "", words)).split()) for heading, words in pairs}


def test_a_statement_says_what_is_known_by_the_dimensions_of_quality(known):
    said = told(page_of(known), "A1")
    assert tuple(said) == DIMENSIONS
    assert said["Relevance"] == "Better when lower; compared with: same period last year."
    assert said["Source and coverage"].startswith("Return of the service")
    assert said["Source and coverage"].endswith("Used as it was received, for April to September 2023.")
    assert "Return of the service: One case in 20 has no place. [p] provisional." in said["Accuracy and reliability"]
    assert said["Timeliness and punctuality"] == (
        "What its values rest on was received by 30 November 2023; they end on 30 September 2023. Not there, or not final: one office is late."
    )
    assert said["Revisions"] == "Values of it stand in the table of revisions."
    assert said["Coherence and comparability"] == "Adds up over time. New from 2023-24-Q1. Calls by telephone count from then on."
    assert said["Next review"] == "31 March 2027. Answers for it: Manager; checked by: Analyst."


def test_what_was_not_received_is_said_with_the_reason_and_the_day_it_is_due(known):
    said = told(page_of(known), "A2")
    assert "not received from the council (a system was down; due 15 January 2024)" in said["Timeliness and punctuality"]
    assert said["Revisions"] == "No value of it that the last report told is another one now."
    assert said["Coherence and comparability"].endswith("No break of its series is declared.")


def test_without_a_last_report_nothing_is_said_to_be_unrevised(known):
    known.except_in("2023-24-Q2")
    assert told(page_of(known), "A1")["Revisions"] == "Not compared with an earlier report."


def test_rows_that_fail_a_check_are_told_of_their_own_indicator_alone_with_who_waived_it(folder):
    for code in ("A1", "A2"):
        folder.define(code)
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,8", "A2,2023-24-Q2,year_to_date,8")
    row = {"expectation": "year-to-date-does-not-fall", "indicator": "A1", "file": "returns/a.csv", "row": 3, "cells": "", "action": ""}
    failing = pd.DataFrame([{**row, "says": "it fell", "waived": "waived by the analyst"}])
    page = replace(page_of(folder), failing=failing)
    assert told(page, "A1")["Accuracy and reliability"] == "year-to-date-does-not-fall: it fell (waived by the analyst)."
    assert told(page, "A2")["Accuracy and reliability"] == "No row that its figures rest on fails a check or was corrected."


def test_a_corrected_row_is_told_by_the_name_of_its_correction(folder):
    folder.define("A1")
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,8")
    page = page_of(folder)
    figure = page.figures["A1.value"]
    page.figures._figures["A1.value"] = replace(figure, quality=("correction-1",))
    corrected = {"correction-1": "80 is read as 8"}
    stated = quality_statement(page.report, page.figures, page.inputs, page.failing, corrected, [], "A1")
    assert [(one.name, one.says) for one in stated.problems] == [("correction-1", "80 is read as 8")]


def test_each_card_leads_to_its_statement_and_the_finished_page_passes_its_check(known):
    known.report()
    assert faults_of_run(known.root, "demo", "2023-24-Q2") == ("accepted", [])
    card = page_of(known).part("priorities")._repr_html_()
    assert all(f'<a href="#about-{code}">Definition and quality</a>' in card for code in ("A1", "A2"))
