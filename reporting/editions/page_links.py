"""Ways: each link into the end of the page leads to an entry, and from the entry back to exactly that link.

Without a script: an entry has one Close for every link that leads to it, and the style shows the one that was led to.
A browser moves the focus along. On paper nothing can be followed: there each figure bears the number of its entry.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import count

_LINK = re.compile(r'href="#((?:figure|cell)-[^"]+)"')
_FIGURE = re.compile(r'<article class="trace" id="([^"]+)">')
_ENTRY = re.compile(r'<(?:article|section) class="(?:trace|cell)" id="([^"]+)">')


def with_ways(html: str) -> str:
    """The page with the ways there and back, and with the number of its entry at every figure.

    The n-th link of the page becomes `from-n`. It leads to a Close in the entry, which leads back to it.
    """
    numbers = {entry: number for number, entry in enumerate(_FIGURE.findall(html), start=1)}
    closes: defaultdict[str, str] = defaultdict(str)
    turn = count(start=1)

    def there(link: re.Match) -> str:
        entry, own = link[1], next(turn)
        closes[entry] += f'<a class="close" id="{entry}~{own}" href="#from-{own}">Close</a>'
        number = f' data-entry="{numbers[entry]}"' if entry in numbers else ""
        return f'href="#{entry}~{own}" id="from-{own}"{number}'

    html = _LINK.sub(there, html)
    return _ENTRY.sub(lambda start: start[0] + closes[start[1]], html)
