"""Styles and strings of xlsx workbooks, which all of their sheets share.

Source: ECMA-376 part 1, 18.4 (shared strings), 18.8 (styles).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol
from xml.etree import ElementTree

from pipeline.files.workbooks.number_formats import NumberFormat, built_in, excel_format
from pipeline.files.workbooks.workbook_files import (
    WorkbookFile,
    local,
)

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # a character that XML cannot hold (ST_Xstring)
YES = ("1", "true")


class Shares(Protocol):
    """A workbook whose parts are shared by its sheets."""

    file: WorkbookFile

    def part(self, kind: str) -> str:
        """Where a part that the workbook has at most one of stands; empty where it has none."""


@dataclass(frozen=True)
class Style:
    """What a cell's style does: its number format, and whether it strikes its text through."""

    shown: NumberFormat
    struck: bool = False

    @cached_property
    def plain(self) -> bool:
        return self.shown.is_plain

    @cached_property
    def percentage(self) -> bool:
        return self.shown.is_percentage

    @cached_property
    def dated(self) -> bool:
        return self.shown.is_day or self.shown.is_duration


@dataclass(frozen=True)
class Text:
    """A text with what is raised in it and whether any of it is struck through."""

    text: str
    raised: str = ""
    struck: bool = False


PLAIN = Style(NumberFormat())


def styles(book: Shares) -> tuple[dict[str, Style], dict[str, Style]]:
    """The styles of cells and those of conditional formats, by their numbers."""
    part = book.part("styles")
    if not part:
        return {}, {}
    root = book.file.xml(part)
    groups = {local(group.tag): group for group in root}
    codes = {one.get("numFmtId", ""): one.get("formatCode", "") for one in groups.get("numFmts", ())}
    fonts = [_is_struck(font) for font in groups.get("fonts", ())]

    def style(number: str, struck: bool) -> Style:
        shown = excel_format(codes[number]) if number in codes else built_in(int(number or 0))
        return Style(shown, struck)

    cells = {}
    for number, one in enumerate(groups.get("cellXfs", ())):
        font = int(one.get("fontId", 0))
        cells[str(number)] = style(one.get("numFmtId", "0"), font < len(fonts) and fonts[font])
    conditional = {}
    for number, one in enumerate(groups.get("dxfs", ())):
        conditional[str(number)] = conditional_style(one)
    return cells, conditional


def conditional_style(element: ElementTree.Element) -> Style:
    parts = {local(part.tag): part for part in element}
    code = parts["numFmt"].get("formatCode", "General") if "numFmt" in parts else "General"
    return Style(excel_format(code), "font" in parts and _is_struck(parts["font"]))


def _is_struck(font: ElementTree.Element) -> bool:
    return any(local(part.tag) == "strike" and part.get("val", "1") in YES for part in font)


def shared_strings(book: Shares) -> list[Text]:
    part = book.part("sharedStrings")
    texts: list[Text] = []
    for _, element in book.file.ends(part, ("si",)) if part else ():
        texts.append(text_of(element))
        book.file.cleared(element)
    return texts


def text_of(element: ElementTree.Element) -> Text:
    """The text of a string: all of its runs but how it is spoken."""
    if len(element) == 1 and element[0].tag.endswith("}t"):
        return Text(unescaped(element[0].text or ""))
    text, raised, struck = "", "", False
    for part in element:
        name = local(part.tag)
        if name == "t":
            text += part.text or ""
        elif name == "r":
            run = "".join(one.text or "" for one in part if local(one.tag) == "t")
            looks = {local(look.tag): look for one in part if local(one.tag) == "rPr" for look in one}
            text += run
            if "vertAlign" in looks and looks["vertAlign"].get("val", "baseline") != "baseline":
                raised += run
            struck = struck or ("strike" in looks and looks["strike"].get("val", "1") in YES and bool(run.strip()))
    return Text(unescaped(text), raised.strip(), struck)


def unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
