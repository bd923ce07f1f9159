"""Sheets: a finished page as it goes on paper, with nothing in it that paper cannot use.

Left out are the list of figures, the code, what is folded away, and links that lead to these. What stays keeps its words and its
numbers; a drawing says in words what it shows; contents have page numbers; the scorecard is a sheet of its own, the last one. It goes by
classes and ids alone, so a page may change around them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from reporting.editions.paper.markup_tree import Element, read_markup

ENDS = ("figures", "cells")  # what the page has after what is read
ON_SCREEN = "accessibility"  # a heading and its paragraph, which are about the page on a screen
CHECKS = "checks"  # of which paper has the run that it is of
_DROPPED = frozenset(("skip", "on-screen", "on-paper", "sideways", "close", "unseen", "column-name", "head", "counts", "method-names", "verdicts"))
SCORECARDS = frozenset(("overview",))  # tables of one row an indicator
STANDING = "Standing"
ACROSS = 3  # charts beside each other: as drawn for a phone, so that their letters are of a size that can be read
BESIDE = 700  # letters that are written as high as a chart stands, in a column as wide as one


def sheets(page: str, css: str) -> str:
    """The page for paper, as HTML."""
    html = read_markup(_without_the_end(page))
    head, body = (next(html.all(tag)) for tag in ("head", "body"))
    title = next(head.all("title"))
    head.children = ["\n", Element("meta", {"charset": "utf-8"}), title, Element("style", {}, [css])]
    for figure in body.all("figure"):
        _say_what_is_drawn(figure)
    for row in body.all("tr"):
        _draw_course(row)
    _set_apart(body)
    _prune(body, _is_left_out)
    about_the_screen = [two for parent in body.all() for two in _from(parent, ON_SCREEN)]
    _prune(body, about_the_screen.__contains__)
    for checks in (one for one in body.all("section") if one.attributes.get("id") == CHECKS):
        _prune(checks, lambda one: not any(True for _ in one.all("code", "time")) and one.tag not in ("code", "time"))
    _prune_links(body)
    _lay_out(body)
    _name_the_standing(body)
    for terms in list(body.all("dl")):
        _as_list(terms)
    for figure in body.all("figure", "figcaption"):  # for a PDF the drawing alone is a figure
        figure.attributes["class"] = f"{figure.attributes.get('class', '')} {figure.tag}".strip()
        figure.tag = "div" if figure.tag == "figure" else "p"
    return f"<!DOCTYPE html>\n{html.html()}"


def _without_the_end(page: str) -> str:
    """The page without its list of figures and its code, which are most of its bytes and need not be read to be left out."""
    starts = [at for name in ENDS if (at := page.find(f'<section id="{name}"')) >= 0]
    return page if not starts else page[: min(starts)] + page[page.rfind("</main>") :]


def _say_what_is_drawn(figure: Element) -> None:
    """Put into a drawing, where a PDF has its alternative text, what the page says of it beside it: its caption, its words, its numbers."""
    by_id = {one.attributes["id"]: one for one in figure.all() if "id" in one.attributes}
    told = " ".join(figure.attributes.get(name, "") for name in ("aria-labelledby", "aria-describedby")).split()
    said = [by_id[name].text() for name in told if name in by_id]
    rows = [row for table in figure.all("table") for row in _rows_in_words(table)]
    for drawing in figure.all("svg"):
        group = drawing.attributes.get("data-panel")
        own = rows if group is None else [row for row in rows if row.startswith(f"{' '.join(group.split())}: ")]
        drawing.children.insert(0, Element("title", {}, [". ".join(one.removesuffix(".") for one in (*said, "; ".join(own)) if one) + "."]))


def _draw_course(row: Element) -> None:
    """The small drawing in a row of the scorecard, whose look the page's style has, and a drawing in a PDF must have itself."""
    for drawing in (one for one in row.all("svg") if "course" in one.classes):
        name = next((one.text() for one in row.elements if one.tag == "th"), "")
        drawing.attributes |= {"width": "84", "height": "26", "fill": "none", "stroke": "#16202b"}
        for one in drawing.elements:
            one.attributes |= {"path": {"stroke-dasharray": "3 2", "stroke": "#4a5968"}, "circle": {"fill": "#16202b"}}.get(one.tag, {})
        drawing.children.insert(0, Element("title", {}, [f"The course of {name}: its chart has the values in numbers."]))


def _rows_in_words(table: Element) -> Iterator[str]:
    """Each row of a table as a sentence: `April to June 2023: 48`, with the names of its columns where there are several."""
    names = [one.text() for head in table.all("thead") for one in head.all("th")][1:]
    for row in (row for body in table.all("tbody") for row in body.all("tr")):
        label, *cells = (one.text() for one in row.elements)
        named = [f"{name} {cell}" for name, cell in zip(names, cells, strict=False)] if len(cells) > 1 else cells
        yield f"{label}: {', '.join(named)}"


def _is_left_out(one: Element) -> bool:
    folded = one.tag == "details" and "open" not in one.attributes
    again = one.tag == "svg" and "wide" in one.classes  # the same drawing for another width
    return bool(one.classes & _DROPPED) or folded or again or "hidden" in one.attributes


def _prune(parent: Element, left_out: Callable[[Element], bool]) -> None:
    parent.children = [one for one in parent.children if isinstance(one, str) or not left_out(one)]
    for one in parent.elements:
        _prune(one, left_out)


def _prune_links(body: Element) -> None:
    """Links that lead to something on paper stay; of the others the words alone, and in contents not even these."""
    there = {one.attributes["id"] for one in body.all() if "id" in one.attributes}

    def led(one: Element) -> bool:
        return one.attributes.get("href", "").removeprefix("#") in there

    for contents in body.all("nav"):
        _prune(contents, lambda one: one.tag == "li" and not any(map(led, one.all("a"))))
    # What marks a number for programs is text on paper. One run of text is laid out faster, and WeasyPrint breaks its lines right.
    _unwrap(body, lambda one: one.tag in ("data", "time") or one.tag == "a" and not led(one) or one.tag == "span" and not one.classes)


def _unwrap(parent: Element, opened: Callable[[Element], bool]) -> None:
    children: list[Element | str] = []
    for one in parent.children:
        if isinstance(one, Element):
            _unwrap(one, opened)
            children += one.children if opened(one) else [one]
        else:
            children.append(one)
    parent.children = children


def _set_apart(body: Element) -> None:
    """Move the scorecard to the end, on sheets of its own."""
    main = next(body.all("main"))
    found = [(parent, one) for parent in main.all() for one in parent.elements if one.tag == "table" and one.classes & SCORECARDS]
    if not found:
        return
    about = [(parent, one) for parent, table in found for one in _beside_it(parent, table)]
    for parent, one in about:
        parent.children.remove(one)
    heading = Element("h2", {}, ["Scorecard"])
    main.children.append(Element("section", {"id": "scorecard", "class": "landscape"}, [heading, *(one for _, one in about)]))
    for contents in body.all("nav"):
        for one in (listed for listed in contents.elements if listed.tag == "ul"):
            one.children.append(Element("li", {}, [Element("a", {"href": "#scorecard"}, ["Scorecard"])]))


def _from(parent: Element, name: str) -> list[Element]:
    """The element of an id and the one after it, where they stand right in `parent`."""
    ids = [one.attributes.get("id") for one in parent.elements]
    return parent.elements[ids.index(name) : ids.index(name) + 2] if name in ids else []


def _beside_it(parent: Element, table: Element) -> list[Element]:
    """A table with the small print right before and after it."""
    at = parent.elements.index(table)
    return [one for one in parent.elements[max(0, at - 1) : at + 2] if one is table or "small" in one.classes]


def _lay_out(body: Element) -> None:
    """Put beside each other what is short: columns of about one length, made here, since a program that lays out pages tries many.

    The order of reading stays the order of the page.
    """
    for one in list(body.all("div", "nav", "ul")):
        if "narrative" in one.classes:
            _in_columns(one, one.elements, 2)
        elif one.tag == "nav":
            for listed in [listed for listed in one.elements if listed.tag == "ul"]:
                _in_columns(listed, listed.elements, ACROSS)
    for article in list(body.all("article")):
        _fill_up(article)
    _in_rows(body)


def _fill_up(article: Element) -> None:
    """What is written of an indicator stands beside its charts where their last row has room for it, else in columns below them.

    What its charts are of, and which months they show, is said at the first of them; the axes of the others have their months.
    """
    held = [one for one in article.elements if "charts" in one.classes or one.tag == "figure"]
    drawn = [figure for one in held for figure in ([one] if one.tag == "figure" else one.elements)]
    for figure in drawn[1:]:
        for caption in figure.elements:
            _prune(caption, lambda one: "about" in one.classes)
    notes = next((one for one in article.elements if "notes" in one.classes), None)
    if notes is None or not drawn or any(one.tag != "figure" for one in drawn):
        return
    free, last = -len(drawn) % ACROSS, drawn[len(drawn) // ACROSS * ACROSS :]
    if free and len(notes.text()) <= free * BESIDE:
        cells = [_cell([notes], free), *(_cell([one]) for one in last)]
        if article.children.index(held[0]) < article.children.index(notes):
            cells = [*cells[1:], cells[0]]
        for parent in (article, *held):
            parent.children = [one for one in parent.children if one not in last]
        article.children[article.children.index(notes)] = _row(*cells)
    elif not free:
        notes.children = [_row(*(_cell([one]) for one in notes.elements))]


def _in_rows(parent: Element) -> None:
    """Charts that follow each other stand beside each other, and so does what a layout puts beside a chart."""
    put = "charts" in parent.classes
    children: list[Element | str] = []
    waiting: list[Element] = []
    for one in [*parent.elements, None] if put else [*parent.children, None]:
        drawn = isinstance(one, Element) and (one.tag == "figure" or put and len(parent.elements) > 1)
        if drawn:
            waiting.append(one)
        across = ACROSS if all(held.tag == "figure" for held in waiting) else 2
        if len(waiting) == across or waiting and not drawn and not (isinstance(one, str) and not one.strip()):
            children.append(_row(*(_cell([held]) for held in waiting), *([_cell([])] * (across - len(waiting)))))
            waiting = []
        if not drawn and one is not None:
            children.append(one)
            if isinstance(one, Element) and not put and "beside" not in one.classes:
                _in_rows(one)
    parent.children = children


def _row(*cells: Element) -> Element:
    """What stands beside each other, and on one sheet."""
    return Element("div", {"class": "beside"}, [Element("div", {"class": f"row across-{ACROSS}"}, list(cells))])


def _in_columns(parent: Element, held: list[Element], number: int) -> None:
    """Deal out what an element holds into columns of about the same length of text."""
    if len(held) < number:
        return
    lengths = [len(one.text()) + 60 for one in held]  # a heading or a line's end costs about that
    whole, so_far, dealt = sum(lengths), 0, [[] for _ in range(number)]
    for one, length in zip(held, lengths, strict=True):
        dealt[min(number - 1, int(number * (so_far + length / 2) / whole))].append(one)
        so_far += length
    columns = [_cell(list(column)) for column in dealt]
    if parent.tag == "ul":
        columns = [Element(cell.tag, cell.attributes, [Element("ul", {}, cell.children)]) for cell in columns]
        parent.tag = "div"
    parent.attributes["class"] = f"{parent.attributes.get('class', '')} row".strip()
    parent.children = list(columns)


def _cell(held: list[Element], share: int = 1) -> Element:
    return Element("div", {"class": f"cell share-{share}"}, list(held))


def _as_list(terms: Element) -> None:
    """Terms with what is said of them, as a list: in a PDF a list has items, and nothing between it and them."""
    terms.tag, terms.attributes["class"] = "ul", f"terms {terms.attributes.get('class', '')}".strip()
    for pair in terms.elements:
        pair.tag = "li"
        for one in pair.elements:
            if one.tag in ("dt", "dd"):
                one.attributes["class"] = f"{one.tag} {one.attributes.get('class', '')}".strip()
                one.tag = "span"


def _name_the_standing(body: Element) -> None:
    """Mark the one place that says the standing, with its first words for the foot of every sheet."""
    facts = [one for one in body.all("div") if any(term.text() == STANDING for term in one.elements if term.tag == "dt")]
    for said in (one for fact in facts for one in fact.elements if one.tag == "dd"):
        said.attributes |= {"class": "standing", "data-short": re.split("[:;]", said.text())[0]}


def links(html: str) -> dict[str, str]:
    """The words of the links of a page by the id that they lead to; of several the first."""
    found: dict[str, str] = {}
    for one in read_markup(html).all("a"):
        found.setdefault(one.attributes.get("href", "").removeprefix("#"), one.text())
    return found
