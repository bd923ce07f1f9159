"""Faults: what is wrong, where, what was expected, and what to do next."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from pipeline.core.unseen_characters import first_unseen

Value = TypeVar("Value")
TOLD = 20  # faults of one kind that are told in full
KINDS = 100  # kinds that are told at all
LONGEST = 1000  # characters of a part of a sentence; a cell may hold a megabyte, and what is wrong with it may quote it
COMPARED = 100_000  # names that are compared for suggestions from one set of known names: a second of work, or FEWEST texts
FEWEST = 50
_BETWEEN = r"[\s._\-\u2010-\u2015]+"  # what people put between words, or leave out


@dataclass(frozen=True)
class Fault:
    """One thing wrong with the data, a definition or the commentary.

    `row` counts as a spreadsheet does: the header is row 1. In a definition or a commentary it is the line,
    and `column` is the key.
    """

    what: str
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    found: str | None = None
    expected: str = ""
    action: str = ""

    @property
    def where(self) -> str:
        """Its place in words; empty where it has none."""
        row, column = ("line", "key") if self.file.endswith((".toml", ".md")) else ("row", "column")
        place = [self.file, f"sheet {self.sheet}" if self.sheet else ""]
        place.append(f"{row} {self.row}" if self.row is not None else "")
        place.append(f"{column} {self.column}" if self.column else "")
        return ", ".join(part for part in place if part)

    def __str__(self) -> str:
        what, expected, action = (shortened(text, LONGEST) for text in (self.what, self.expected, self.action))
        told = [f"{self.where}: {what}" if self.where else what]
        told.append(f'found "{shortened(self.found)}"' if self.found is not None else "")
        told.append(f"expected {expected}" if expected else "")
        sentence = "; ".join(part for part in told if part)
        return printable(f"{sentence}{'' if sentence.endswith(('.', '?')) else '.'} {action}".strip())


class FaultsFound(Exception):
    """The data, a definition or the commentary is at fault: nothing may be published from it.

    `faults` are all of them; the message tells a few of each kind and counts the rest (`told`).
    """

    def __init__(self, faults: Iterable[Fault]):
        self.faults = list(dict.fromkeys(faults))
        count = len(self.faults)
        super().__init__("\n".join([f"{count:,} fault{'' if count == 1 else 's'} found:", *told(self.faults)]))


def told(faults: Iterable[Fault], mark: str = "") -> list[str]:
    """The lines of a list of faults: numbered, up to TOLD of each kind in full, and how many more there are in which files.

    Every list of faults that people see is made here. A wrong column, or a file of another report, would otherwise fill
    the screen and hide the one fault that matters. `mark` stands before each in the place of its number.
    """
    numbered = list(enumerate(faults, start=1))
    kinds: dict[tuple[str, str], list[tuple[int, Fault]]] = {}
    for number, fault in numbered:
        kinds.setdefault(_kind(fault), []).append((number, fault))
    of_kinds: list[tuple[int, str]] = []
    for alike in list(kinds.values())[:KINDS]:
        of_kinds += [(number, f"{mark}: {fault}" if mark else f"  {number}. {fault}") for number, fault in alike[:TOLD]]
        if rest := alike[TOLD:]:
            files = dict.fromkeys(fault.file for _, fault in rest if fault.file)
            where = f", in {', '.join(list(files)[:8])}{' …' if len(files) > 8 else ''}" if files else ""
            of_kinds.append((alike[TOLD - 1][0], printable(f"  and {len(rest):,} more of this kind{where}.")))
    lines = [line for _, line in sorted(of_kinds, key=lambda one: one[0])]
    if others := list(kinds.values())[KINDS:]:
        lines.append(f"  and {sum(map(len, others)):,} more of {len(others):,} other kinds.")
    return lines


def told_alike(sentences: Iterable[str], mark: str = "") -> list[str]:
    """The lines of a list of sentences that are no faults of a file, bounded as `told` is."""
    return told((Fault(one) for one in sentences), mark)


def _kind(fault: Fault) -> tuple[str, str]:
    """What makes faults alike: the same thing wrong in the same column or key, whatever it is that was found there."""
    what = _kind_of_words(fault.what)
    column = fault.column.rpartition(".")[2]
    return what, column if column != fault.found else ""  # an unknown key or column is what was found itself


@lru_cache(maxsize=1000)
def _kind_of_words(what: str) -> str:
    return re.sub(r'"[^"]*"|[\d,.]*\d', "#", what.partition(":")[0].partition(" Did you mean ")[0])


def unseen(
    text: str, file: str = "", sheet: str = "", row: int | None = None, column: str = "", *, lines: bool = True
) -> list[Fault]:
    """The fault of a text with a character that cannot be seen but changes what it is, or how what stands around it reads.

    After U+202E even the figures of the page would show from right to left; with a soft hyphen a name is another one.
    A name has no `lines`.
    """
    found = first_unseen(text, lines=lines)
    if found.isprintable():  # what a terminal would print without a trace
        found = found.encode("unicode_escape").decode()
    action = "Delete it, or type the text again."
    return [Fault("a character that cannot be seen", file, sheet, row, column, found, action=action)] if found else []


def shortened(text: str, most: int = 100) -> str:
    """The start of a long text, enough to find it again."""
    return text if len(text) <= most else f"{text[:most]}…"


def printable(text: str) -> str:
    """The text with what a terminal would obey, or would not show, written out: control characters and marks of direction."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


def refuse(faults: Iterable[Fault]) -> None:
    """Raise FaultsFound with every fault, if there is any."""
    faults = list(faults)
    if faults:
        raise FaultsFound(faults)


def nearest(name: str, known: Iterable[str]) -> str:
    """A sentence naming the known name most like `name`, or the names there are."""
    known = frozenset(known)
    return suggestion(name, known) or _there_are(known)


@lru_cache(maxsize=100)
def _there_are(known: frozenset[str]) -> str:
    names = sorted(known)
    return f"There are: {', '.join(names[:12])}{' …' if len(names) > 12 else ''}." if names else "There are none."


def suggestion(name: str, known: Iterable[str]) -> str:
    """A question naming the known name most like `name`; empty if none is like it.

    A name that differs by capitals, blanks or hyphens alone comes before all others. Each text is compared once. After
    thousands of unknown texts there are no more suggestions: a column of another report is at fault, not its spelling.
    """
    close = _closest(name[:100], frozenset(known))
    return f"Did you mean {close}?" if close else ""


@lru_cache(maxsize=10_000)
def _closest(name: str, known: frozenset[str]) -> str:
    asked = _ASKED.get(known, 0)
    if asked >= max(FEWEST, COMPARED // max(len(known), 1)):
        return ""
    if len(_ASKED) > 1000:
        _ASKED.clear()
    _ASKED[known] = asked + 1
    same = folded(name)
    alike = sorted(one for one in known if folded(one) == same and one != name)
    return next(iter([*alike, *difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.5)]), "")


_ASKED: dict[frozenset[str], int] = {}


@lru_cache(maxsize=10_000)
def folded(name: str) -> str:
    """A name without what people type now one way and now another: capitals, accents, blanks, hyphens, points, `&`.

    Between two digits a mark stays: 5-9 is not 59.
    """
    text = unicodedata.normalize("NFKD", name.replace("&", " and ")).casefold()
    text = "".join(one for one in text if not unicodedata.combining(one))
    def between(mark: re.Match[str]) -> str:
        digits = text[: mark.start()][-1:].isdigit() and text[mark.end() :][:1].isdigit()
        return "-" if digits else ""

    return re.sub(_BETWEEN, between, text) or name


def present(value: Value | None) -> Value:
    """A value that is always there, by what was checked before. Raises ValueError where it is not: a fault of ours."""
    if value is None:
        raise ValueError("a value that is always there is missing")
    return value
