"""Commentary: what people write, in Markdown, with figures by name.

`{{ CP03-P177.value }}` places a figure; `| magnitude` leaves its sign out where the words carry it;
`{{ stated: 35 | service manager, November 2023 }}` is a number that somebody vouches for. Anything else in
double braces is refused by name: it is a lookup, never an expression. What is typed is judged in `statements`. Notes
sheets of return workbooks are read the same way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import pandas as pd
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from pipeline.core.faults import Fault, nearest, suggestion, unseen
from pipeline.core.figure_ids import MEASURES, OF_THE_REPORT, FigureId
from pipeline.core.written.sentences import statements_of
from pipeline.definitions.report import Report
from pipeline.files.authored_files import commentary_path
from pipeline.files.inputs import read_input
from pipeline.files.toml_files import not_utf8
from pipeline.received.notes_sheets import read_notes
from pipeline.received.written_sections import Section, in_lines

MOST_SENTENCES = 2_000  # of a period, in its file and in Notes sheets; the longest commentary here has 70
MOST_BYTES = 1_000_000  # of a file; a hundred thousand words
PRESENTED, RECOMMENDATIONS = "presented", "Recommendations"  # what the meeting that the report is put to is asked to decide
_BRACES = re.compile(r"\{\{(.*?)\}\}")


@dataclass(frozen=True)
class Commentary:
    """The commentary of one period: subject (a priority's id or an indicator's code) → heading → section."""

    file: str
    sections: dict[str, dict[str, Section]] = field(default_factory=dict)

    def find(self, subject: str, heading: str) -> Section | None:
        return self.sections.get(subject, {}).get(heading)


def read_commentary(report: Report, as_of: str = "") -> tuple[Commentary, list[Fault]]:
    """The commentary of the report's period: its file, and the Notes sheets of the returns received by `as_of`.

    Nothing written is no fault, and the page says so. The same heading in the file and in a sheet is one.
    """
    commentary, faults = _read_file(report)
    notes, found = read_notes(report, as_of)
    faults += found
    for (subject, heading), section in notes.items():
        if commentary.find(subject, heading) is not None:
            what, action = f"the heading is in {commentary.file} too", "Keep one of the two."
            faults.append(Fault(what, **section.place(), found=heading, action=action))
        commentary.sections.setdefault(subject, {}).setdefault(heading, section)
    return commentary, faults + _too_much(commentary)


def _too_much(commentary: Commentary) -> list[Fault]:
    """The fault of more text than can be judged: each sentence is held against every figure, forty in a second."""
    texts = [section.markdown for found in commentary.sections.values() for section in found.values()]
    if sum(map(len, texts)) <= MOST_SENTENCES:  # a sentence has a letter
        return []
    sentences = sum(1 for text in texts for _ in statements_of(text))
    if sentences <= MOST_SENTENCES:
        return []
    expected = f"at most {MOST_SENTENCES:,} for one period"
    what, action = "more sentences than can be held against the figures", "Say what matters, and leave the rest out."
    return [Fault(what, commentary.file, found=f"{sentences:,}", expected=expected, action=action)]


def _read_file(report: Report) -> tuple[Commentary, list[Fault]]:
    path = commentary_path(report.folder, report.period)
    name = f"commentary/{path.name}"
    if not path.exists():
        return Commentary(name), []
    try:
        found = read_input(path)
        if len(found.data) > MOST_BYTES:
            expected = f"at most {MOST_BYTES:,} bytes"
            return Commentary(name), [Fault("too large for a commentary", name, found=f"{len(found.data):,} bytes", expected=expected)]
        text = in_lines(found.text)
    except UnicodeDecodeError as error:
        return Commentary(name), [not_utf8(error, name, "Save it as UTF-8.")]
    return _read_sections(report, text, name)


def _read_sections(report: Report, text: str, name: str) -> tuple[Commentary, list[Fault]]:
    priorities = [priority.id for priority in report.definition.priorities]
    about, codes, presented = report.definition, report.codes_defined, [PRESENTED] if report.exceptions.presented else []
    subjects = [*priorities, *codes, *presented]
    headings = [about.sections] * len(priorities) + [about.notes] * len(codes) + [(RECOMMENDATIONS,)]
    sections: dict[str, dict[str, Section]] = {}
    faults: list[Fault] = []

    def fault(what: str, found: str, action: str) -> None:
        faults.append(Fault(what, name, row=number, found=found, action=action))

    subject = heading = None
    for number, line in enumerate(text.split("\n"), start=1):
        faults += unseen(line, name, "", number)
        if line.startswith("# "):
            subject, heading = line[2:].strip(), None
            if subject not in subjects:
                fault("there is no priority or indicator of this name", subject, nearest(subject, subjects))
            elif subject in sections:
                fault("the heading is there twice", subject, "Join the two parts.")
            sections.setdefault(subject, {})
        elif line.startswith("## "):
            heading = line[3:].strip()
            known = headings[subjects.index(subject)] if subject in subjects else ()
            if subject is None:
                fault("a heading that belongs to nothing", heading, "Put `# ` and a priority or code above it.")
                subject = ""
            elif subject in subjects and heading not in known:
                fault("unknown heading", heading, nearest(heading, known))
            elif heading in sections[subject]:
                fault("the heading is there twice", heading, "Join the two parts.")
            if heading in sections.setdefault(subject, {}):
                heading = f"{heading} (line {number})"  # told above, and looked at like any other
            sections[subject][heading] = Section("", number + 1, name)
        elif subject is not None and heading is not None:
            before = sections[subject][heading]
            sections[subject][heading] = replace(before, markdown=f"{before.markdown}{line}\n")
        elif line.strip() and not line.startswith("<!--"):
            fault("text outside a section", line[:60], "Put it under a `## ` heading.")
    return Commentary(name, sections), faults


def outline(report: Report, commentary: Commentary) -> pd.DataFrame:
    """One row a heading of the report: subject, heading, line in the file (0 where nothing was written), characters."""
    about = report.definition
    expected = [(priority.id, heading) for priority in about.priorities for heading in about.sections]
    expected += [(code, heading) for code in report.measures for heading in about.notes]
    expected += [(PRESENTED, RECOMMENDATIONS)] if report.exceptions.presented else []
    found = [(subject, heading, commentary.find(subject, heading)) for subject, heading in expected]
    rows = [(subject, heading, text.line if text else 0, len(text.markdown) if text else 0) for subject, heading, text in found]
    return pd.DataFrame(rows, columns=["subject", "heading", "line", "characters"])


def check_commentary(report: Report, commentary: Commentary, figure_ids: Iterable[str] | None = None) -> list[Fault]:
    """Everything in double braces that names no figure, and lists that number themselves. Typed numbers are judged by `statements`.

    Before there are figures (`figure_ids` None) only the indicator's code and the measure are looked up.
    """
    known = None if figure_ids is None else set(figure_ids)
    faults = []
    sections = [(subject, section) for subject, found in commentary.sections.items() for section in found.values()]
    for subject, section in sections:
        example = f"{subject if subject in report.codes else next(iter(report.codes), 'CODE')}.value"
        for match in _BRACES.finditer(section.markdown):
            place = section.place(section.markdown.count("\n", 0, match.start()))
            faults += _check_braces(match[1].strip(), report, known, example, place)
        for token in markdown_parser().parse(section.markdown):
            if token.type == "ordered_list_open" and token.map:
                what, expected = "a list that numbers itself: its numbers come from no figure", "lines that start with a hyphen"
                faults.append(Fault(what, **section.place(token.map[0]), found=f"{token.attrGet('start') or 1}{token.markup}", expected=expected))
        for offset, line in enumerate(_without_braces(section.markdown).split("\n")):
            if "{{" in line or "}}" in line:
                what = "double braces that do not open and close in one line"
                faults.append(Fault(what, **section.place(offset), expected=f"{{{{ {example} }}}}"))
    return faults


def _check_braces(content: str, report: Report, known: set[str] | None, example: str, place: dict) -> list[Fault]:
    if content.startswith("stated:"):
        number, _, who = content.removeprefix("stated:").partition("|")
        if number.strip() and who.strip():
            return []
        expected = "{{ stated: 35 | service manager, November 2023 }}"
        return [Fault("a stated number needs who or what says so", **place, found=content, expected=expected)]
    figure_id, _, form = (part.strip() for part in content.partition("|"))
    if form not in ("", "magnitude"):
        return [Fault("unknown form of a figure", **place, found=form, expected="magnitude, or nothing")]
    likely = known or {f"{code}.{measure}" for code in report.codes_defined for measure in MEASURES}
    try:
        code = FigureId.parse(figure_id).indicator
    except ValueError:
        what, expected = "not the name of a figure; nothing is worked out here", f"a name such as {example}"
        return [Fault(what, **place, found=content, expected=expected, action=suggestion(figure_id, likely))]
    if figure_id not in known if known is not None else code not in (*report.codes_defined, *OF_THE_REPORT):
        return [Fault("there is no such figure", **place, found=figure_id, action=nearest(figure_id, likely))]
    return []


def named_figures(markdown: str) -> list[str]:
    """The ids of the figures that a text places."""
    found = (match[1].strip() for match in _BRACES.finditer(markdown))
    return [content.partition("|")[0].strip() for content in found if not content.startswith("stated:")]


def _without_braces(markdown: str) -> str:
    return _BRACES.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), markdown)


def has_digit(text: str) -> bool:
    """Whether a reader would see a number in it: any decimal digit, fraction, superscript or numeral of Unicode."""
    return any(unicodedata.category(character) in ("Nd", "Nl", "No") for character in text)


def _braces_rule(state: StateInline, silent: bool) -> bool:
    match = _BRACES.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        token: Token = state.push("braces", "", 0)
        token.content = match[1].strip()
    state.pos = match.end()
    return True


def markdown_parser() -> MarkdownIt:
    """Paragraphs, bulleted lists and emphasis only: no HTML, links, images, code or headings, so nothing can leave the text."""
    parser = MarkdownIt("zero").enable(["list", "emphasis", "newline", "escape"])
    parser.inline.ruler.before("escape", "braces", _braces_rule)
    return parser
