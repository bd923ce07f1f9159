"""Stated numbers: who vouches for one stands with it in the stored commentary, or the period's file accepts it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from ..base.cover import MONTHS
from ..files.edition import Edition

_STATED = re.compile(r"\{\{\s*stated:([^|}]*)\|([^}]*)\}\}")
_PERIOD = re.compile(rf"(?i)\b(q[1-4]|quarters?|years?|months?|(19|20)[0-9]{{2}}|{'|'.join(MONTHS)})\b")
_HELD = re.compile(r"([^\s()]+) is (.+?)(?=[;)]|, |$)")


def is_stated(edition: Edition, text: str, who: str) -> bool:
    """Whether a number that no figure prints stands so in the stored commentary, with what the page says of it.

    Somebody vouches for it beside it; or an [[accepted]] of `period/<period>.toml` names the words, the role and the
    reason; or it names a period; or it was held against figures, and those that are named say what the ledger says.
    """
    if (text, " ".join(who.split())) in _stated(edition):
        return True
    if who.startswith("accepted by "):
        own = [
            one
            for one in edition.period_file().get("accepted", [])
            if " ".join(who.split()) == " ".join(f"accepted by {one['role']}: {one['reason']}".split())
        ]
        return any(_plain(text) in _plain(one["text"]) or _plain(one["text"]) in _plain(text) for one in own)
    written = any(_plain(text) in _plain(one) for one in _texts(edition))
    if who == "names a period":
        return written and bool(_PERIOD.search(text))
    if who.startswith("checked: "):
        return written and is_held(who, edition.records)
    return False


def is_held(who: str, records: Mapping[str, Mapping]) -> bool:
    """Whether each figure that words such as "A1.value is 1,203 [r]" name says so in the ledger."""
    held = [(records[one], said) for one, said in _HELD.findall(who) if one in records]
    return all(said in (one["display"], one["magnitude"]) for one, said in held)


def vouching(edition: Edition) -> set[str]:
    """Who or what vouches for the stated numbers of the stored commentary."""
    return {who for _, who in _stated(edition)}


@cache
def _stated(edition: Edition) -> set[tuple[str, str]]:
    """Every stated number of the commentary with who says so."""
    found = _STATED.findall("\n".join(_texts(edition)))
    return {(" ".join(number.split()), " ".join(who.split())) for number, who in found}


def _texts(edition: Edition) -> list[str]:
    """The commentary: the file of the period, and the cells of the Notes sheets in return workbooks."""
    found = []
    for name in edition.inputs:
        if name == f"commentary/{edition.run['period']}.md":
            found.append(edition.input(name).decode("utf-8-sig"))
        elif name.startswith("returns/") and name.endswith((".xlsx", ".ods")) and "Notes" in edition.sheets(name):
            found += [cell for row in edition.table(name, "Notes") for cell in row]
    return found


def _plain(text: str) -> str:
    """The words without their marks of emphasis, small and with single spaces."""
    return " ".join(re.sub(r"[*_`]", "", text).lower().split())
