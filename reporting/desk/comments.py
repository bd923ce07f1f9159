"""Comments: what reviewers say of a figure or a paragraph of a run, kept beside it and answered there.

They stand in `restricted/comments/<report>/<period>.jsonl`, a line each (`store/chained_lines`), and take no part in any run: what is
sealed stays as it is. A comment is open until somebody answers it; neither is ever taken back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from html import unescape
from pathlib import Path

from pipeline.core.faults import Fault, nearest, refuse, unseen
from pipeline.core.written_files import make_folder
from pipeline.files.cell_values import cell_text
from pipeline.files.sheet_tables import ReadColumn, read_table
from pipeline.page.markup import anchor
from reporting.store.aside import alone
from reporting.store.chained_lines import Chain
from reporting.store.page_files import page_files

FOLDER = "comments"
COLUMNS = ("place", "text", "name", "role")  # of a table of comments that somebody without the command filled in
MOST = 200  # comments of one table
LONGEST = {"text": 5000, "name": 100, "role": 100}
SHORTEST = 12  # characters of a paragraph that are quoted: fewer stand anywhere
_PARAGRAPH = re.compile(r"<(p|li|dd|figcaption|blockquote)\b[^>]*>((?:(?!<\1\b).)*?)</\1>", re.DOTALL)
_ENTRY = re.compile(r'<article class="trace".*?</article>', re.DOTALL)  # of a figure: it says ids, and is meant by its own


@dataclass(frozen=True)
class Said:
    """What somebody said: as what, on which day."""

    text: str
    name: str
    role: str
    day: str

    def __str__(self) -> str:
        return f"{' '.join(self.text.split())} ({self.role} {self.name}, {self.day})"


@dataclass(frozen=True)
class Comment:
    """A comment on a place of a run: `on` is a figure's id or a place of the page, `quoted` what stood there; `answers` in their order."""

    number: int
    run: str
    on: str
    quoted: str
    said: Said
    answers: list[Said] = field(default_factory=list)

    @property
    def in_words(self) -> str:
        quoted = f', which said "{self.quoted}"' if self.quoted else ""
        return f"comment {self.number} on {self.on}{quoted}, run {self.run}: {self.said}"


def comments_of(restricted: Path, report: str, period: str) -> list[Comment]:
    """The comments on all runs of a period, the oldest first, with their answers."""
    found: dict[int, Comment] = {}
    for line in _chain(restricted, report, period).entries():
        said = Said(line["text"], line["name"], line["role"], line["at"][:10])
        number = line.get("answers")
        if isinstance(number, int) and number in found:
            found[number].answers.append(said)
        elif not number and isinstance(line.get("number"), int):
            found[line["number"]] = Comment(line["number"], line["run"], line["on"], line["quoted"], said)
    return list(found.values())


def open_comments(restricted: Path, report: str, period: str) -> Iterator[str]:
    """A sentence for each comment that nobody has answered, and for each line of theirs that was altered."""
    for one in comments_of(restricted, report, period):
        if not one.answers:
            yield f"{one.in_words}. Answer it: report comment {one.run} --answer {one.number}"
    yield from altered(restricted, report, period)


def altered(restricted: Path, report: str, period: str) -> Iterator[str]:
    """A sentence for each line of the comments of a period that was altered."""
    yield from _chain(restricted, report, period).faults()


def comment(restricted: Path, published: Path, where: str, text: str, name: str, role: str) -> Comment:
    """Add a comment on a place of a run, which is named as `place_of_page` says. Raises LookupError and FaultsFound; nothing is added then."""
    on, quoted = place_of_page(published, where)
    return _add(restricted, published, on, quoted, Said(text, name, role, ""), 0)


def comments_in(restricted: Path, published: Path, file: Path) -> tuple[list[Comment], int]:
    """Add the comments of a table (CSV, XLSX, ODS) with a row each; those that stand there already are left, and counted.

    Nobody of ours wrote it: what is read are four columns, as text. Raises FaultsFound with every fault; nothing is added then.
    """
    table, faults = read_table(file, file.name)
    places, missing = table.places({one: (one,) for one in COLUMNS}) if table.header else ({}, [])
    faults += [*missing, *(table.unknown(COLUMNS) if table.header else ())]
    refuse(faults)
    faults += table.guarded({at: ReadColumn(name, "prose") for name, at in places.items()})
    if len(table.rows) > MOST or not table.rows:
        faults.append(replace(table.place(), what="there are too many comments" if table.rows else "there is no comment", expected=f"at most {MOST} rows" if table.rows else "a row for each comment"))
    found = []
    for number, cells in table.rows[:MOST]:
        where, *words = (cell_text(table.cell(cells, places[name], "prose")).strip() for name in COLUMNS)
        faults += [replace(one, file=file.name, sheet=table.sheet, row=number) for one in _faults(dict(zip(COLUMNS[1:], words, strict=True)))]
        try:
            found.append((place_of_page(published, where), words))
        except LookupError as error:
            faults.append(replace(table.place(number, "place"), what=str(error)))
    refuse(faults)
    report, period, run = published.parts[-3:]
    known = {(one.run, one.on, one.said.text, one.said.name, one.said.role) for one in comments_of(restricted, report, period)}
    new = dict.fromkeys((place, *words) for place, words in found if (run, place[0], *words) not in known)
    return [_add(restricted, published, *place, Said(*words, ""), 0) for place, *words in new], len(found) - len(new)


def answer(restricted: Path, published: Path, number: int, text: str, name: str, role: str) -> Comment:
    """Answer a comment on a run of this period. Raises LookupError and FaultsFound; nothing is added then."""
    known = {one.number: one for one in comments_of(restricted, *published.parts[-3:-1])}
    if number not in known:
        raise LookupError(f"there is no comment {number} on this period. {nearest(str(number), map(str, known))}")
    return _add(restricted, published, known[number].on, "", Said(text, name, role, ""), number)


def place_of_page(published: Path, where: str) -> tuple[str, str]:
    """What is meant on a run's page, and what stands there: a figure by its id, a part by its id, a paragraph by words of it.

    An address that was copied from the page counts as what it leads to. Raises LookupError where nothing is meant, or several.
    """
    asked = " ".join(where.rpartition("#")[2].split())
    figures = json.loads((published / "ledger.json").read_text(encoding="utf-8"))["figures"]
    page = "\n".join(one.read_text(encoding="utf-8") for one in page_files(published))
    if opened := re.fullmatch(r"~([0-9a-z]+)|([0-9a-z]+)~", asked):  # one of the ways to an entry (editions/page_links)
        before = page.partition(f'id="{opened[1] or opened[2]}~"')[0]
        asked = ([asked] + re.findall(r'<article class="trace" id="([^"]+)">', before))[-1]
    for one in figures:
        if asked in (one["id"], anchor(one["id"])):
            return one["id"], one["display"]
    ids = {unescape(one) for one in re.findall(r'\bid="([^"]+)"', page)}
    if asked in ids:
        return asked, ""
    told = dict.fromkeys(words for _, inner in _PARAGRAPH.findall(_ENTRY.sub("", page)) if asked in (words := _plain(inner)))
    if len(asked) >= SHORTEST and len(told) == 1:
        words = next(iter(told))
        return f'the paragraph "{words[:60]}{"…" if len(words) > 60 else ""}"', words
    what = "several paragraphs hold" if len(told) > 1 and len(asked) >= SHORTEST else "no figure, part or paragraph of this page is called, or holds,"
    known = {one["id"] for one in figures} | {one for one in ids if "~" not in one}
    raise LookupError(f'{what} "{where}". {nearest(asked, known)} A paragraph is named by at least {SHORTEST} characters of its words, as they stand there once.')


def _add(restricted: Path, published: Path, on: str, quoted: str, said: Said, answers: int) -> Comment:
    told = {"text": said.text.strip(), "name": said.name.strip(), "role": said.role.strip()}
    refuse(_faults(told))
    report, period, run = published.parts[-3:]
    chain = _chain(restricted, report, period)
    make_folder(chain.path.parent)
    with alone(restricted):
        number = chain.add({"run": run, "on": on, "quoted": quoted, **told, "answers": answers})
    return next(one for one in comments_of(restricted, report, period) if one.number == (answers or number))


def _faults(told: Mapping[str, str]) -> list[Fault]:
    faults = [fault for what, one in told.items() for fault in unseen(one, column=what, lines=what == "text")]
    faults += [Fault("this says nothing", column=what) for what, one in told.items() if not one]
    return faults + [Fault("this is too long", column=what, expected=f"at most {LONGEST[what]:,} characters") for what, one in told.items() if len(one) > LONGEST[what]]


def _plain(inner: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", "", inner)).split())


def _chain(restricted: Path, report: str, period: str) -> Chain:
    return Chain(restricted / FOLDER / report / f"{period}.jsonl", ("run", "on", "quoted", "text", "name", "role"))
