"""Typed numbers on the page: judged by the step that prints them, each stands in double braces with its figure, or with who or what vouches for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from pipeline.commentary.claim import BOUND, STATED
from pipeline.commentary.statements import judge_commentary, statement_faults
from pipeline.core.faults import Fault
from pipeline.core.figure_ids import PUBLISHED
from pipeline.core.number_words import find_number_words
from pipeline.definitions.report import Report
from pipeline.figures.figure import Figures
from pipeline.methods.disclosure.withheld_words import told_withheld, without_withheld
from pipeline.quality.written_checks import Written
from pipeline.received.commentary import Commentary, check_commentary, has_digit


def without_numbers(text: str) -> str:
    """The words of a claim that is none about a number, with an ellipsis for what may be one."""
    text = re.sub(r"\S*\d\S*", "…", text)
    for start, end in reversed(find_number_words(text)):
        text = f"{text[:start]}…{text[end:]}"
    return text


def with_sources(markdown: str, claims: Iterable[Mapping[str, object]]) -> str:
    """The Markdown of a section with its typed numbers in double braces, so that each stands on the page with its source."""
    for row in sorted(claims, key=lambda one: -int(one["start"])):
        typed = markdown[row["start"] : row["end"]]
        bare = " ".join(typed.split())
        if "{" in bare:
            continue  # placed by name
        if row["accepted"] and (row["number"] or has_digit(bare)):
            mark = f"stated: {bare} | accepted by {row['accepted']}"
        elif row["source"]:
            mark = f"stated: {bare} | {row['source']}"
        elif row["verdict"] == BOUND and row["number"]:
            mark = f"typed: {row['figure']} | {bare}"
        else:
            continue
        mark = mark.replace("{", "(").replace("}", ")").replace("\n", " ")
        markdown = f"{markdown[: row['start']]}{{{{ {mark} }}}}{markdown[row['end'] :]}"
    return markdown


def vouched_by(row: Mapping[str, object]) -> str:
    """Who or what vouches for a stated number, as it was written in its double braces; empty for any other claim."""
    return str(row["found"]).partition("|")[2].strip(" }") if row["verdict"] == STATED else ""


def review(
    report: Report, written: Written, made: Figures, printed: Figures, as_of: str
) -> tuple[pd.DataFrame, list[Fault]]:
    """The claims of the commentary (judge_commentary), and everything that it is refused for, at once.

    `made` are the figures as they were made, which claims are held against; `printed` as they may be printed, those too
    that the page itself makes. What is told of a claim holds nothing that is withheld.
    """
    known = Figures([*made.values(), *(one for name, one in printed.items() if name not in made)])
    of_today = spoken_of(known)
    statements = judge_commentary(report, written.commentary, of_today, as_of)
    faults = written.faults + check_commentary(report, written.commentary, of_today)
    faults += statement_faults(report, written.commentary, statements)
    faults += told_withheld(report, statements, known, printed)
    return without_withheld(statements, known, printed), faults


def spoken_of(figures: Figures) -> Figures:
    """The figures that sentences may speak of: without what earlier editions showed, which is taken over as it was printed."""
    return Figures(one for one in figures.values() if one.parts.reference != PUBLISHED)


def sourced(commentary: Commentary, statements: pd.DataFrame) -> Commentary:
    """The commentary with every typed number marked with its source."""
    found = {
        subject: {
            heading: replace(section, markdown=with_sources(section.markdown, _own(statements, subject, heading)))
            for heading, section in sections.items()
        }
        for subject, sections in commentary.sections.items()
    }
    return replace(commentary, sections=found)


def _own(statements: pd.DataFrame, subject: str, heading: str) -> list[dict]:
    """The claims of one section."""
    return statements[(statements["subject"] == subject) & (statements["heading"] == heading)].to_dict("records")
