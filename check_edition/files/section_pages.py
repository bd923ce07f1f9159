"""The page of an edition in one piece: that of a large report is cut, and each section stands on a page of its own beside report.html.

What is on such a page is the head of report.html, what says of which report it is, one section, and the entries of its figures; every
other letter is known here. Put together they are one page, of which all is checked that is checked of a page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..base.findings import NotAsked, Wrong

PAGE = "report.html"
_ELSEWHERE = re.compile(
    r'<section class="elsewhere">\n<h2>(?P<title>(?s:.*?))</h2>\n<p><a href="(?P<file>section-[^"/]+\.html)">This section is a page of its own</a>, '
    r"with its indicators, their charts and the entries of their figures\.</p>\n</section>"
)
_BACK = f'<p><a href="{PAGE}">The whole report</a>, of which this is one section, says what standing it has, what was received, and how it was made.</p>\n</header>\n'
_LIST = """
<section id="figures" aria-labelledby="figures-title">
<h2 id="figures-title">List of figures</h2>
{received}<p class="asked-for on-screen">An entry opens when its number is followed. <a href="#figures">Show the whole list</a> of this section, which is then printed with it.</p>
<p class="to-close on-screen"><a href="#{section}">Put the list away</a></p>
<div class="traces">
"""
_END = "</div>\n</section>\n"
_SKIP = '<body>\n<a class="skip" href="#{section}">Skip to the section</a>\n'
_ABOUT = ('<aside class="notice restricted"[^>]*>[^<]*</aside>\n', r'<p class="as-received">[^\n]*</p>\n', r'(?s)<p class="notice" role="note">.*?</p>\n', r"(?s)<h1>.*?</h1>\n", r'<p class="period">[^\n]*</p>\n')
_ENTRY = re.compile(r'<article class="trace" id="[^"]*">.*?</article>\n', re.DOTALL)
_NUMBER = re.compile(r'<h3 data-entry="(\d+)">')
_ID = re.compile(r'(?<=\s)id="([^"]+)"')
_LINK = re.compile(r'href="((?:section-[^"/#]+|report)\.html)?#([^"]+)"')


def take_whole(folder: Path, pages: list[str]) -> None:
    """Add to `pages` the page of an edition as it was before it was cut. Raises Wrong where a page is more or less than a part of it,
    and NotAsked where it never was cut."""
    pages.append(_whole(folder))
    if not [*folder.glob("section-*.html")]:
        raise NotAsked


def _whole(folder: Path) -> str:
    pages = {path.name: path.read_text(encoding="utf-8") for path in (folder / PAGE, *sorted(folder.glob("section-*.html")))}
    front = pages[PAGE]
    named = [one["file"] for one in _ELSEWHERE.finditer(front)]
    if sorted(named) != sorted({*pages} - {PAGE}):
        raise Wrong(f"report.html leads to the sections {', '.join(named) or 'none'}, and there are {', '.join({*pages} - {PAGE}) or 'none'}")
    if not named:
        return front
    places = {name: {*_ID.findall(text)} for name, text in pages.items()}
    joined = {name: _in_one(name, pages.pop(name), places) for name in [*pages]}  # a large page is held no more often than it has to be
    about = [next((one[0] for one in re.finditer(pattern, joined[PAGE])), "") for pattern in _ABOUT]
    parts = {name: _parts(name, joined.pop(name), joined[PAGE], about) for name in named}

    def put_back(placeholder: re.Match) -> str:
        section = parts[placeholder["file"]][0]
        if re.sub(r"<h2[^>]*>", "<h2>", section).partition("<h2>")[2].partition("</h2>")[0] != placeholder["title"]:
            raise Wrong(f'report.html calls {placeholder["file"]} otherwise than that page does: "{placeholder["title"]}"')
        return section

    whole = _ELSEWHERE.sub(put_back, joined[PAGE])
    start, listed = whole.index('<section id="figures"'), '<div class="traces">\n'
    head, end = whole[: whole.index(listed, start) + len(listed)], whole.index("</div>\n</section>\n", start)
    entries = [*_ENTRY.findall(whole[len(head) : end]), *(one for _, held in parts.values() for one in _ENTRY.findall(held))]
    return head + "".join(sorted(entries, key=_number)) + whole[end:]


def _in_one(name: str, text: str, places: Mapping[str, set[str]]) -> str:
    """A page with its links as in the whole one. Raises Wrong where one leads to a page that has no such place."""

    def led(link: re.Match) -> str:
        page, place = link[1] or name, link[2]
        if link[1] == name or place not in places.get(page, ()):
            raise Wrong(f"{name}: a link leads to {page}#{place}, where nothing is, or not as a link within a page does")
        return f'href="#{place}"'

    return _LINK.sub(led, text)


def _parts(name: str, text: str, front: str, about: Sequence[str]) -> tuple[str, str]:
    """The section and the entries of a page of a section, whose head holds what is `about` the whole report. Raises Wrong where anything else stands on it."""
    section = name.removeprefix("section-").removesuffix(".html")
    restricted, received, *about = about
    body = _SKIP.format(section=section) + restricted + '<main>\n<header class="masthead">\n' + "".join(about) + _BACK
    begins, ends = front[: front.index("<body>")] + body, _END + front[front.rindex("</main>") :]
    listed = _LIST.format(section=section, received=received)
    held, _, entries = text[len(begins) : len(text) - len(ends)].rpartition(listed)
    own = re.match(r'<section\b[^>]*\bid="([^"]*)"', held)
    depth = [sum(1 if tag == "<section" else -1 for tag in re.findall(r"</?section\b", held[:at])) for at in (one.end() for one in re.finditer("</section", held))]
    is_one = bool(own) and own[1] == section and depth[-1:] == [0] and 0 not in depth[:-1] and held.endswith("</section>")
    if not (text.startswith(begins) and text.endswith(ends) and is_one and _are_entries(entries)):
        raise Wrong(f"{name} is not the head of the report, the section {section} and the entries of its figures, and nothing else")
    return held, entries


def _are_entries(text: str) -> bool:
    return not _ENTRY.sub("", text) and text.count("<article") == text.count('\n<article class="trace"') + text.startswith("<article")


def _number(entry: str) -> int:
    found = _NUMBER.search(entry)
    return int(found[1]) if found else 0
