"""A page as a tree of elements that can be cut and written down again: as much of one as paper needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

_EMPTY = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))


@dataclass(eq=False)
class Element:
    """An element with its attributes and what stands in it: elements and texts in their order."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())

    @property
    def elements(self) -> list[Element]:
        return [one for one in self.children if isinstance(one, Element)]

    def all(self, *tags: str) -> Iterator[Element]:
        """Every element in it with one of these tags, in the order of the page; all elements where none is named."""
        for one in self.elements:
            if not tags or one.tag in tags:
                yield one
            yield from one.all(*tags)

    def text(self) -> str:
        """What it says, in one line."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        for one in self.children:
            if isinstance(one, str):
                yield one
            elif one.tag != "style":
                yield from one._texts()

    def html(self) -> str:
        return "".join(self._written())

    def _written(self) -> Iterator[str]:
        named = "".join(f' {name}="{escape(value)}"' for name, value in self.attributes.items())
        yield f"<{self.tag}{named}>"
        for one in self.children:
            if isinstance(one, str):
                yield one if self.tag == "style" else escape(one, quote=False)
            else:
                yield from one._written()
        if self.tag not in _EMPTY:
            yield f"</{self.tag}>"


class _Reader(HTMLParser):
    """Builds the tree. The pages are our own: everything that is opened is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(made)
        if tag not in _EMPTY:
            self._open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if any(one.tag == tag for one in self._open[1:]):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def read_markup(html: str) -> Element:
    """The `html` element of a page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return next(reader.root.all("html"))
