"""Binding: typed numbers of a commentary turned into names of figures, in the file of those who write it.

Only a number that its figure prints to the letter is replaced, so that the sentence says what it said; from then on it says
what the figures of its quarter are. The old text stays beside the new one as `<period>.md.bak`. Notes sheets of workbooks
belong to their senders and are left alone.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.commentary.claim import BOUND, DISAGREES, PERIOD, READ, UNCHECKED
from pipeline.core.dates import find_dates
from pipeline.core.faults import Fault, FaultsFound
from pipeline.core.written.sentences import plain, without_marks
from pipeline.core.written_files import write_durably, write_new
from pipeline.received.written_sections import in_lines

BEFORE = ".bak"  # report_folder knows files of this ending to be none that a report reads


@dataclass(frozen=True)
class Change:
    """A number that gets its name. `others`: ids of further figures that it could be."""

    line: int
    typed: str
    name: str
    others: str


def bound(text: str, file: str, statements: Iterable[Mapping]) -> tuple[str, list[Change], list[Mapping]]:
    """The text with names in the place of its typed numbers, what was changed, and the typed numbers that stay.

    Takes the text of `file` with its lines ended alike, and statements as statements.judge_commentary returns them, for
    this very text. Raises FaultsFound where a number is not where the statements say: the file has changed meanwhile.
    """
    own = [row for row in statements if row["file"] == file and not row["sheet"] and row["number"] and "{" not in row["found"]]
    named = [row for row in own if row["verdict"] == BOUND and row["name"]]
    starts = _line_starts(text)
    places = sorted({(starts[row["starts_on"] - 1] + row["start"], row["end"] - row["start"]): row for row in named}.items(), reverse=True)
    changes, parted = [], []
    for (at, length), row in places:
        typed = text[at : at + length]
        as_read = plain(typed)
        without = without_marks(as_read)[0]
        if " ".join(without.split()) != row["found"]:
            raise FaultsFound([Fault("the file has changed while it was read", file, row=row["line"], found=typed, expected=row["found"], action="Try again.")])
        if without.split() != as_read.split():  # emphasis that begins or ends within the number would lose its other mark
            parted.append(row)
            continue
        text = f"{text[:at]}{{{{ {row['name']} }}}}{text[at + length :]}"
        changes.append(Change(1 + text.count("\n", 0, at), typed, row["name"], row["others"]))
    return text, changes[::-1], [row for row in own if row not in named or row in parted]


def write_bound(path: Path, text: str) -> Path:
    """Put the bound text in the place of a file, which stays beside it. Returns where the old text is now.

    The ends of its lines and its mark of byte order stay as they were. Raises FaultsFound for a file that is read-only: putting
    another in its place needs no leave of its own.
    """
    old, mode = path.read_bytes(), stat.S_IMODE(path.stat().st_mode)
    if not mode & stat.S_IWUSR:
        raise FaultsFound([Fault("the file is read-only, and was left as it is", str(path), action="Let it be written to, and bind it again.")])
    kept = next(one for one in _beside(path) if not one.exists())
    write_new(kept, old, mode)
    write_durably(path, _as_before(text, old), mode)
    return kept


def no_longer_true(statements: Iterable[Mapping], last: str) -> Iterator[str]:
    """What a text that was written for another period (`last`) now says wrongly, or may: one sentence each, in the order of the text.

    Words that the figures deny, numbers that are still typed and fit nothing, figures placed by a name with a period, which is the same
    one next quarter (a count of last year has no other name, where no figure of this period holds something against it), and periods
    and dates that it names.
    """
    rows = list(statements)
    periods = {(row["text"], row["found"]) for row in rows if row["verdict"] == PERIOD}
    for row in rows:
        where = f"{row['file']}, line {row['line']}"
        if row["verdict"] == DISAGREES:
            yield f'{where}: "{row["found"]}" is no longer true: {row["expected"]} ({row["cause"]}). {row["text"]}'
        elif row["verdict"] == UNCHECKED and row["number"]:
            yield f'{where}: "{row["found"]}" is typed and is no figure of this report. {row["text"]}'
        elif row["verdict"] == BOUND and re.fullmatch(r"\{\{[^|}]*@[^}]*\}\}", row["found"]):
            yield f'{where}: "{row["found"]}" is of the period that it names, as it was for {last}. {row["text"]}'
        elif row["verdict"] == PERIOD:
            yield f'{where}: it names "{row["found"]}", as it did for {last}. {row["text"]}'
        elif row["verdict"] == READ:  # the sentence as a whole
            typed = re.sub(r"\{\{.*?\}\}", lambda braces: " " * len(braces[0]), row["text"])
            for date in dict.fromkeys(typed[start:end] for start, end, _ in find_dates(typed)):
                if not any(row["text"] == text and date in found for text, found in periods):
                    yield f'{where}: it names "{date}", as it did for {last}. {row["text"]}'


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def _beside(path: Path) -> Iterator[Path]:
    yield path.with_name(f"{path.name}{BEFORE}")
    yield from (path.with_name(f"{path.name}.{number}{BEFORE}") for number in range(2, 10_000))


def _as_before(text: str, old: bytes) -> bytes:
    """The text with the mark of byte order and the ends of lines that the old file had."""
    mark = b"\xef\xbb\xbf" if old.startswith(b"\xef\xbb\xbf") else b""
    end = "\r\n" if b"\r\n" in old else "\r" if b"\r" in old and b"\n" not in old else "\n"
    return mark + text.replace("\n", end).encode()


def read_text(path: Path) -> str:
    """A commentary as it is read for judging: without a mark of byte order, its lines ended alike. Raises UnicodeDecodeError."""
    return in_lines(path.read_bytes().decode("utf-8-sig"))
