"""What people wrote stands on the page as they wrote it: the notice, the title, definitions, reasons and the commentary, word by word.

Numbers are held against the figures elsewhere; what is read here are the words between them. Words that the page's own code
makes of figures (trends, "Where we are") stand in no stored text, and are not read here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import dropwhile

from ..base.texts import one_line
from ..files.edition import Edition
from .declared import declared_texts
from .stated import commentary_texts
from .tree import HEADINGS, Node, PageTree, collapse

HEAD = {"p": {"notice": "notice", "team": "team", "partnership": "partnership", "motto": "motto"}, "h1": {"": "title"}}
# What the definition of a report means where it names none.
HEADINGS_UNSAID = {"sections": ("Context", "Successes", "Issues", "Activities"), "notes": ("Our successes and issues", "What we are doing")}
NOTHING, UNSAID = "Nothing was written for this period.", "The definition gives no reason."
_FOOT = re.compile(r'@bottom-(?:left|center)\s*\{\s*content:\s*"([^"]*)"')
_ITEM = re.compile(r"^\s*[-*+]\s+")
_BRACES = re.compile(r"\{\{(.*?)\}\}")
_SIGNS = re.compile(r"[*_\\]")


def check_written(page: PageTree, edition: Edition) -> None:
    """Everything on a page that stands in a stored text; what is wrong goes to the page's faults. Raises NotChecked, Wrong."""
    about = edition.toml("report.toml")
    _check_head(page, about)
    _check_definitions(page, edition)
    headings = [heading for key, usual in HEADINGS_UNSAID.items() for heading in about.get(key, usual)]
    _check_commentary(page, edition, [*headings, *(["Recommendations"] if edition.period_file().get("presented") else [])])


def _check_head(page: PageTree, about: Mapping) -> None:
    heads = [node for node in page.root.inside("header") if node.classed("masthead")]
    told = {}
    for node in heads[0].children if heads else []:
        for name, key in HEAD.get(node.tag, {}).items():
            if not name or node.classed(name):
                told[key] = node
    for key in ("notice", "title", "partnership", "team", "motto"):
        wanted = one_line(about.get(key) or "")
        found = told.get(key)
        if found is None and wanted:
            page.fault(page.root, f"The page does not bear its {key}", "nothing", f'"{wanted}"', 1)
        elif found is not None and one_line(found.text()) != wanted:
            page.fault(found, f"The {key} is not that of report.toml", found.text(), f'"{wanted}"')
    marks = {"", *(one_line(one.text()) for one in page.root.inside("aside") if one.classed("restricted"))}
    for node, style in page.styles:
        for words in _FOOT.findall(style):
            before = one_line(words).removesuffix(one_line(about["notice"])).strip()
            if one_line(words) == before or before not in marks:
                page.fault(node, "The notice on every sheet is not that of report.toml", words, f'"{about["notice"]}"')


def _check_definitions(page: PageTree, edition: Edition) -> None:
    """Names and definitions of indicators, and why people decided what they did."""
    defined = edition.toml("indicators.toml")
    for section in (node for node in page.root.inside("section") if node.classed("definition")):
        code = next((collapse(one.text()) for one in section.inside("code")), "")
        names, texts = section.inside("a"), [node for node in section.children if node.tag == "p"]
        for key, nodes in (("name", names), ("definition", texts)):
            wanted = one_line(str(defined.get(code, {}).get(key, "")))
            if not nodes or one_line(nodes[0].text()) != wanted:
                page.fault(section, f"The {key} of {code} is not that of indicators.toml", nodes[0].text() if nodes else "nothing", f'"{wanted}"')
    reasons: set[str] = set()
    for node in (one for listed in page.root.inside("ul") if listed.classed("judgements") for one in listed.inside("span") if one.classed("why")):
        reasons = reasons or {one_line(text) for kind in ("report", "definition") for text in declared_texts(edition, kind)} | {UNSAID}
        if not _made_of(one_line(node.text()), reasons):
            page.fault(node, "A reason stands in no definition", node.text(), "the whole text of a declared one")


def _made_of(text: str, declared: Collection[str]) -> bool:
    """Whether a text is a declared one, or several of them: of a level that was revised each rule gives its reason."""
    if text in declared:
        return True
    for one in sorted(declared, key=len, reverse=True):
        text = text.replace(one, "") if len(one) > 1 else text
    return not text.strip()


def _check_commentary(page: PageTree, edition: Edition, headings: list[str]) -> None:
    """Each paragraph and item under a heading of the report is one that somebody wrote, and none of the period's file is left out."""
    known = {one_line(heading) for heading in headings}
    file, notes = commentary_texts(edition)
    told = dropwhile(lambda line: not line.startswith("# "), file.splitlines())  # what is above all headings is on no page
    wanted = list(_blocks("\n".join(told)))
    wrote = {*wanted, *(block for note in notes for block in _blocks(note)), one_line(NOTHING)}
    shown = set()
    for part in page.root.inside():
        if part.tag not in ("p", "li"):
            continue
        headed = _under(part) in known
        if not headed and any(one.classed("trace") for one in part.around()):
            continue  # most paragraphs of a page are those of the list of figures, which repeats nothing that people wrote
        words = _words(part)
        shown.add(words)
        if headed and words and words not in wrote and not part.classed("by"):
            page.fault(part, "Nobody wrote this in the commentary", part.text(), "the words of the commentary")
    for block in wanted:
        if block not in shown:
            page.fault(page.root, "The page leaves out what the commentary says, or says it otherwise", "", f'"{block[:100]}"', 1)


def _under(part: Node) -> str:
    """The heading that what people wrote stands under: before it in the element that holds it, lists left aside."""
    node: Node | None = part
    while node is not None and node.parent is not None:
        before = node.parent.children[: node.parent.children.index(node)]
        heading = next((one for one in reversed(before) if one.tag in HEADINGS), None)
        if heading is not None:
            return one_line(heading.text())
        if node.parent.tag not in ("ul", "li"):
            return ""
        node = node.parent
    return ""


def _blocks(markdown: str) -> Iterator[str]:
    """The paragraphs and items of a text, in words, with the names of the figures that are placed in them."""
    block: list[str] = []
    for line in [*markdown.splitlines(), ""]:
        if not line.strip() or line.startswith(("# ", "## ")) or _ITEM.match(line):
            if block:
                yield _plain(_BRACES.sub(_placed, " ".join(block)))
            block = []
        if line.strip() and not line.startswith(("# ", "## ")):
            block.append(_ITEM.sub("", line, count=1))


def _placed(braces: re.Match[str]) -> str:
    """What stands on the page in the place of double braces: a figure by its name, or a number that somebody vouches for."""
    name, _, _ = braces[1].partition("|")
    return name.partition("stated:")[2].strip() if "stated:" in name else f"{{{name.strip()}}}"


def _words(part: Node) -> str:
    """The words of a paragraph or an item, without those of the lists and paragraphs in it; placed figures by their names."""
    inner = {node for node in part.inside() if node.tag in ("ul", "p")}
    placed = {node: node.attrs["data-figure"] for node in part.bearing("data-figure") if node.attrs.get("data-form") != "typed"}
    told: list[str] = []
    for text in part.texts():
        around = list(text.parent.around())
        if not inner.isdisjoint(around) or any(one.classed("doubt") for one in around):
            continue
        figure = next((placed[one] for one in around if one in placed), None)
        name = f"{{{figure}}}"
        if figure is None:
            told.append(text.words)
        elif not told or told[-1] != name:
            told.append(name)
    return _plain("".join(told))


def _plain(text: str) -> str:
    return one_line(_SIGNS.sub("", text))
