"""Ways: each link into the end of the page leads to an entry, and from the entry back to exactly that link.

Without a script: an entry has one Close for every link that leads to it, and the style shows the one that was led to.
A browser moves the focus along. On paper nothing can be followed: there each figure bears the number of its entry.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import count

from numpy import base_repr

_LINK = re.compile(r'(?<!class="own" )href="#((?:figure|cell)-[^"]+)"')  # not an entry's link to itself, which is copied
_DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_NUMBER = re.compile(r' data-entry="\d+"')
_FIGURE = re.compile(r'<article class="trace" id="([^"]+)">')
_ENTRY = re.compile(r'<(?:article|section) class="(?:trace|cell)" id="([^"]+)">')


def with_ways(html: str) -> str:
    """The page with the ways there and back, and with the number of its entry at every figure that is not drawn.

    The n-th link to an entry becomes `~n`. It leads to `n~`, a Close in the entry, which leads back to it: short names, to the base
    of 36, as there are thousands and each stands four times. A link to an entry that the page does not have is left as it is.
    """
    entries = set(_ENTRY.findall(html))
    numbers = {entry: number for number, entry in enumerate(_FIGURE.findall(html), start=1)}
    closes: defaultdict[str, str] = defaultdict(str)
    turn = count(start=1)

    def there(link: re.Match) -> str:
        entry = link[1]
        if entry not in entries:
            return link[0]
        own = base_repr(next(turn), 36).lower()
        closes[entry] += f'<a id="{own}~" href="#~{own}">Close</a>'
        number = f' data-entry="{numbers[entry]}"' if entry in numbers else ""
        return f'href="#{own}~" id="~{own}"{number}'

    html = _LINK.sub(there, html)
    html = _DRAWING.sub(lambda drawing: _NUMBER.sub("", drawing[0]), html)  # no style prints one there
    return _ENTRY.sub(lambda start: f'{start[0]}<p class="close">{closes[start[1]]}</p>' if start[1] in closes else start[0], html)


def linked(html: str) -> set[str]:
    """The entries that the links of a page without entries name."""
    return set(_LINK.findall(html))


def captions(html: str) -> set[str]:
    """The ids of the captions of a page's charts."""
    return set(re.findall(r'<figcaption id="([^"]+)"', html))
