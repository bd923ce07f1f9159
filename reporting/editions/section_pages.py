"""Section pages: a report that is too large for one page has each section on a page of its own, with the entries of its figures.

report.html keeps all that is said of the whole: what needs a decision, the lights, the contents, quality, methods, and the entries of figures
of no section. Nothing is made anew: the page is made in one piece, and cut. Whoever puts the pieces together has it again, to the
byte, and that is how the check of the edition reads it (check_edition/files/section_pages.py).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from reporting.store.page_files import PAGE, ids, section_file

MOST = 2_000_000  # bytes of a published page in one piece; one that has more is cut
ELSEWHERE = """<section class="elsewhere">
<h2>{title}</h2>
<p><a href="{file}">This section is a page of its own</a>, with its indicators, their charts and the entries of their figures.</p>
</section>"""
BACK = '<p><a href="{page}">The whole report</a>, of which this is one section, says what standing it has, what was received, and how it was made.</p>'
LIST = """
<section id="figures" aria-labelledby="figures-title">
<h2 id="figures-title">List of figures</h2>
{received}<p class="asked-for on-screen">An entry opens when its number is followed. <a href="#figures">Show the whole list</a> of this section, which is then printed with it.</p>
<p class="to-close on-screen"><a href="#{section}">Put the list away</a></p>
<div class="traces">
"""
END = "</div>\n</section>\n"
_ENTRY = re.compile(r'<article class="trace" id="([^"]+)">.*?</article>\n', re.DOTALL)
_SECTION = re.compile(r'</section>|<section\b(?:[^>]*\bid="([^"]*)")?[^>]*>')
_HEADING = re.compile(r"<h2[^>]*>(.*?)</h2>", re.DOTALL)
_HEAD = ('<aside class="notice restricted"[^>]*>.*?</aside>\n', '<p class="as-received">.*?</p>\n', r'<p class="notice" role="note">.*?</p>\n', "<h1>.*?</h1>\n", '<p class="period">.*?</p>\n')
_LINK = re.compile(r'href="#([^"]+)"')


def cut(whole: str, sections: Sequence[str], section_of: Mapping[str, str]) -> dict[str, str]:
    """The pages of a report by their names, report.html first; that one alone where it has none of the sections.

    Takes  the page in one piece; the ids of its sections; and of each entry of its list, by its id, the section that it belongs to.
    """
    found = {one: span for one, span in _spans(whole).items() if one in sections}
    if not found:
        return {PAGE: whole}
    entries: defaultdict[str, list[str]] = defaultdict(list)

    def taken(entry: re.Match) -> str:
        section = section_of.get(entry[1], "")
        if section not in found:
            return entry[0]
        entries[section].append(entry[0])
        return ""

    kept, at = [], 0
    for section, (start, end) in sorted(found.items(), key=lambda one: one[1]):
        title = _HEADING.search(whole, start, end)
        kept += [whole[at:start], ELSEWHERE.format(title=title[1] if title else section, file=section_file(section))]
        at = end
    front = _ENTRY.sub(taken, "".join([*kept, whole[at:]]))
    start, end = whole.index("<body>"), whole.rindex("</main>")
    restricted, received, *about = (next((one[0] for one in re.finditer(pattern, whole, re.DOTALL)), "") for pattern in _HEAD)
    head, pages = f'{restricted}<main>\n<header class="masthead">\n{"".join(about)}', {}
    for section in (one for one in sections if one in found):
        begins = f'{whole[:start]}<body>\n<a class="skip" href="#{section}">Skip to the section</a>\n{head}'
        listed = f"{LIST.format(section=section, received=received)}{''.join(entries[section])}{END}"
        pages[section_file(section)] = f"{begins}{BACK.format(page=PAGE)}\n</header>\n{whole[slice(*found[section])]}{listed}{whole[end:]}"
    pages = {PAGE: front, **pages}
    return {name: led(page, name, places) for places in [places_of(pages)] for name, page in pages.items()}


def places_of(pages: Mapping[str, str]) -> dict[str, str]:
    """On which page each place stands, by its id; what every page has stands on the first."""
    return {place: name for name in reversed(pages) for place in ids(pages[name])}


def led(page: str, name: str, places: Mapping[str, str]) -> str:
    """A page whose links to what stands on another page lead there."""
    own = ids(page)
    return _LINK.sub(lambda link: link[0] if link[1] in own or link[1] not in places else f'href="{places[link[1]]}#{link[1]}"', page)


def led_from_beside(page: str, places: Mapping[str, str]) -> str:
    """A page in a folder of the edition, whose links to places of report.html lead to the page that has them."""
    return re.sub(rf'href="\.\./{re.escape(PAGE)}#([^"]+)"', lambda link: f'href="../{places.get(link[1], PAGE)}#{link[1]}"', page)


def _spans(whole: str) -> dict[str, tuple[int, int]]:
    """Where each section of the page begins and ends, by its id, with all sections in it."""
    found, around = {}, []
    for tag in _SECTION.finditer(whole):
        if tag[0] != "</section>":
            around.append((tag[1], tag.start()))
        elif around:
            name, start = around.pop()
            found[name] = start, tag.end()
    return found
