"""Archives: a spreadsheet is a zip of XML, in which its standing is one text of its cover, as it is one element of a page.

Written again with the same dates, an archive has the same bytes whenever it is made. How parts are compressed follows from the
zlib that is there, so what was sent is held against what was signed part by part.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from html import escape, unescape

from reporting.signing.front_pages import AS_MADE, DRAFT, with_standing
from reporting.signing.standing import Standing

SPREADSHEETS = ("report.xlsx", "report.ods")
COVER_LINE = f"Standing: {DRAFT}"


def repacked(content: bytes, changes: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """The archive with some parts changed, in the order that it has, under one date and with nothing of the machine."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(packed, "w") as archive:
        for part in given.infolist():
            entry = zipfile.ZipInfo(part.filename, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system, entry.external_attr = part.compress_type, 3, 0o644 << 16
            archive.writestr(entry, changes.get(part.filename, bytes)(given.read(part)))
    return packed.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    """What is in an archive, by name, before it was compressed. Raises ValueError for what is no archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise ValueError(f"it is no archive: {error}") from None


def sent_spreadsheet(content: bytes, standing: Standing) -> bytes:
    """A spreadsheet with the standing on its cover that the page has. Raises ValueError where it has no place for it."""
    as_made = f">{COVER_LINE}<".encode()
    places = [name for name, part in parts_of(content).items() if as_made in part]
    if len(places) != 1:
        raise ValueError("the spreadsheet has no place, or more than one, for its standing")
    words = unescape(re.sub("<[^>]*>", "", with_standing(AS_MADE, standing))).removeprefix("Standing")
    told = f">Standing: {escape(words, quote=False)}<".encode()
    return repacked(content, {places[0]: lambda part: part.replace(as_made, told, 1)})
