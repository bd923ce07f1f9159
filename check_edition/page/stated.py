"""Stated numbers: who vouches for one stands with it in the stored commentary, or the period's file accepts it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache

from ..base.cover import MONTHS
from ..base.numbers import find_numbers
from ..base.texts import one_line
from ..files.edition import Edition

_STATED = re.compile(r"\{\{\s*stated:([^|}]*)\|([^}]*)\}\}")
_PERIOD = re.compile(rf"(?i)\b(q[1-4]|quarters?|years?|months?|(19|20)[0-9]{{2}}|{'|'.join(MONTHS)})\b")


def is_stated(edition: Edition, text: str, who: str) -> bool:
    """Whether a number that no figure prints stands so in the stored commentary, with what the page says of it.

    Somebody vouches for it beside it; or an [[accepted]] of `period/<period>.toml` names the words, and its role and reason
    stand in what is said; or it is written, and what is said names figures and tells what the ledger does, or indicators in
    whose definition it stands; or the ledger lists that it names a period, which it does.
    """
    who = one_line(who)
    if (one_line(text), who) in _stated(edition):
        return True
    for one in edition.period_file().get("accepted", []):
        words, claim = _plain(one["text"]), _plain(text)
        if (words in claim or claim in words) and all(one_line(one[key]) in who for key in ("role", "reason")):
            return True
    if not any(_plain(text) in one for one in _words(edition)):
        return False
    told, right = is_held(who, edition.records)
    codes = [code for code in edition.toml("indicators.toml") if re.search(rf"(?<!\w){re.escape(code)}(?!\w)", who)]
    if not codes and told == who:
        return who in {one["text"] for one in edition.labels if one["label"] == "stated"} and bool(_PERIOD.search(text))
    rest = re.sub("|".join(map(re.escape, sorted(codes, key=len, reverse=True))) or "$", " ", told)
    return right and not find_numbers(rest)


def is_held(who: str, records: Mapping[str, Mapping]) -> tuple[str, bool]:
    """What is said besides figures and what the ledger says of them, and whether it says of each that is named what the ledger does."""
    named = sorted((one for one in records if one in who), key=len, reverse=True)
    rest, *pairs = re.split(f"({'|'.join(map(re.escape, named))})", who) if named else [who]
    for figure, said in zip(pairs[::2], pairs[1::2], strict=True):
        own = next((one for one in (records[figure]["display"], records[figure]["magnitude"]) if one in said), None)
        if own is None:
            return who, False
        rest += said.replace(own, " ", 1)
    return rest, True


def vouching(edition: Edition) -> set[str]:
    """Who or what vouches for the stated numbers of the stored commentary."""
    return {who for _, who in _stated(edition)}


@cache
def _stated(edition: Edition) -> set[tuple[str, str]]:
    """Every stated number of the commentary with who says so."""
    found = _STATED.findall("\n".join(_texts(edition)))
    return {(one_line(number), one_line(who)) for number, who in found}


@cache
def _words(edition: Edition) -> Sequence[str]:
    return [_plain(one) for one in _texts(edition)]


def _texts(edition: Edition) -> list[str]:
    file, notes = commentary_texts(edition)
    return [file, *notes]


def commentary_texts(edition: Edition) -> tuple[str, list[str]]:
    """The commentary: the file of the period, empty where there is none, and the cells of the Notes sheets in return workbooks."""
    name = f"commentary/{edition.run['period']}.md"
    file = edition.input(name).decode("utf-8-sig") if name in edition.inputs else ""
    books = [one for one in edition.inputs if one.startswith("returns/") and one.endswith((".xlsx", ".ods"))]
    notes = [cell for one in books if "Notes" in edition.sheets(one) for row in edition.table(one, "Notes") for cell in row]
    return file, notes


@cache
def earlier_notes(edition: Edition) -> set[str]:
    """The paragraphs of Notes sheets for the periods of published editions that had them, each figure as that edition printed it."""
    found: set[str] = set()
    for name in (one for one in edition.inputs if one.startswith("published/") and one.endswith(".ledger.json")):
        ledger = json.loads(edition.input(name))
        shown = {one["id"]: one for one in ledger["figures"]}
        for book in (one for one in edition.inputs if one.startswith("returns/") and one.endswith((".xlsx", ".ods"))):
            if book[len("returns/") :][:10] <= ledger["run"]["as_of"] and "Notes" in edition.sheets(book):
                rows = (row for row in edition.table(book, "Notes") if ledger["run"]["period"] in [cell.strip() for cell in row])
                found |= {block for row in rows for cell in row for block in _told_then(cell, shown)}
    return found


def _told_then(cell: str, shown: Mapping[str, Mapping]) -> list[str]:
    def printed(braces: re.Match[str]) -> str:
        name, _, form = braces[1].partition("|")
        if "stated:" in name:
            return name.partition("stated:")[2].strip()
        return shown[name.strip()]["magnitude" if form.strip() == "magnitude" else "display"] if name.strip() in shown else "…"

    lines = [re.sub(r"^\s*[-*+]\s+", "\n", line) if line.strip() else "\n" for line in cell.splitlines()]
    blocks = re.sub(r"\{\{([^}]*)\}\}", printed, "\n".join(["", *lines])).split("\n\n")
    return [one_line(re.sub(r"[*\\]|\b_|_\b", "", one)) for one in blocks if one.strip()]


def _plain(text: str) -> str:
    """The words without their marks of emphasis, small and with single spaces."""
    return " ".join(re.sub(r"[*_`]", "", text).lower().split())
