"""Papers: sections and paragraphs of a committee paper, numbered by their order.

A section is a priority of `report.toml`; its paragraphs are those of the commentary, and a list belongs to the
paragraph above it. Nobody types a number, so none is wrong after a paragraph has moved.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.definitions.report import Report
from pipeline.definitions.report_definition import Priority
from pipeline.received.commentary import Commentary, markdown_parser


@dataclass(frozen=True)
class Paragraph:
    """A numbered paragraph: `2.1`, and its Markdown with the lists that follow it."""

    number: str
    markdown: str


@dataclass(frozen=True)
class PaperSection:
    """A numbered section of the paper with its paragraphs, under all of its headings."""

    number: str
    priority: Priority
    paragraphs: tuple[Paragraph, ...]


def paper_sections(report: Report, commentary: Commentary) -> list[PaperSection]:
    """The sections of the paper in the order of the definition, numbered from 1; paragraphs from 1 in each."""
    sections = []
    for number, priority in enumerate(report.definition.priorities, start=1):
        written = [commentary.find(priority.id, heading) for heading in report.definition.sections]
        texts = [text for section in written if section for text in _paragraphs(section.markdown)]
        paragraphs = (Paragraph(f"{number}.{at}", text) for at, text in enumerate(texts, start=1))
        sections.append(PaperSection(str(number), priority, tuple(paragraphs)))
    return sections


def _paragraphs(markdown: str) -> list[str]:
    """The Markdown cut where a paragraph starts that is not part of a list."""
    starts = [
        token.map[0]
        for token in markdown_parser().parse(markdown)
        if token.level == 0 and token.type == "paragraph_open"
    ]
    lines = markdown.split("\n")
    if not any(lines):
        return []
    cuts = [0, *starts[1:], len(lines)]
    return ["\n".join(lines[start:end]) for start, end in zip(cuts, cuts[1:], strict=False)]
