"""Styles of ods workbooks: each takes from its parent what it does not say itself.

Source: OASIS OpenDocument 1.3 part 3, 16 (styles), 17 (formatting properties).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from pipeline.files.workbooks.number_formats import NumberFormat, ods_format
from pipeline.files.workbooks.ods_names import NUMBER, STYLE
from pipeline.files.workbooks.workbook_files import (
    local,
)


@dataclass(frozen=True)
class Style:
    """What the style of a cell does: its number format, whether it strikes its text through, and what it does under a condition."""

    shown: NumberFormat = NumberFormat()
    struck: bool = False
    conditional: tuple[tuple[str, str], ...] = ()

    @property
    def plain(self) -> bool:
        return self.shown.is_plain and not self.struck and not self.conditional


@dataclass
class Styles:
    """The styles of a workbook, by name."""

    elements: dict[tuple[str, str], ElementTree.Element] = field(default_factory=dict)
    formats: dict[str, ElementTree.Element] = field(default_factory=dict)
    read: dict[str, tuple[Style, bool]] = field(default_factory=dict)

    def add(self, root: ElementTree.Element) -> None:
        """The styles below an element."""
        for one in root.iter():
            if one.tag == f"{STYLE}style":
                self.elements[one.get(f"{STYLE}family", ""), one.get(f"{STYLE}name", "")] = one
            elif one.tag.startswith(NUMBER) and one.get(f"{STYLE}name"):
                self.formats[one.get(f"{STYLE}name", "")] = one

    def found(self, family: str, name: str, key: str) -> str:
        """An attribute of a style's properties, or of those of the styles that it rests on; the key has no namespace."""
        for style in self._chain(family, name):
            for part in style:
                for known, value in part.attrib.items():
                    if local(known) == key:
                        return value
        return ""

    def cell(self, name: str) -> tuple[Style, bool]:
        """The style of cells of this name, and whether it is plain."""
        if name not in self.read:
            chain = list(self._chain("table-cell", name))
            data = next(
                (one.get(f"{STYLE}data-style-name") for one in chain if one.get(f"{STYLE}data-style-name")), ""
            )
            shown = ods_format(self.formats[data], self.formats) if data in self.formats else NumberFormat()
            conditional = tuple(
                (one.get(f"{STYLE}condition", ""), one.get(f"{STYLE}apply-style-name", ""))
                for style in chain[:1] for one in style.findall(f"{STYLE}map")
            )  # fmt: skip
            style = Style(shown, self.strikes("table-cell", name), conditional)
            self.read[name] = (style, style.plain)
        return self.read[name]

    def strikes(self, family: str, name: str) -> bool:
        """Whether a style draws a line through its text."""
        lines = [self.found(family, name, f"text-line-through-{key}") for key in ("style", "type")]
        return any(line not in ("", "none") for line in lines)

    def _chain(self, family: str, name: str) -> Iterator[ElementTree.Element]:
        for _ in range(20):
            style = self.elements.get((family, name))
            if style is None:
                return
            yield style
            name = style.get(f"{STYLE}parent-style-name", "")
