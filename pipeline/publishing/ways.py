"""Ways: each link into the end of the page leads to an entry, and from the entry back to exactly that link.

Without a script: an entry has one Close for every link that leads to it, and the style shows the one that was led to.
A browser moves the focus along. On paper nothing can be followed: there each figure bears the number of its entry.
"""

from __future__ import annotations

import re
from collections import Counter

_LINK = re.compile(r'href="#((?:figure|cell)-[^"]+)"')
_FIGURE = re.compile(r'<article class="trace" id="([^"]+)">')
_ENTRY = re.compile(r'<(?:article|section) class="(?:trace|cell)" id="([^"]+)">')


def with_ways(html: str) -> str:
    """The page with the ways there and back, and with the number of its entry at every figure.

    The n-th link to the entry `E` becomes `from-E~n`; it leads to `E~n`, the Close that leads back to it.
    """
    numbers = {entry: number for number, entry in enumerate(_FIGURE.findall(html), start=1)}
    led: Counter[str] = Counter()

    def there(link: re.Match) -> str:
        entry = link[1]
        led[entry] += 1
        number = f' data-entry="{numbers[entry]}"' if entry in numbers else ""
        return f'href="#{entry}~{led[entry]}" id="from-{entry}~{led[entry]}"{number}'

    def back(start: re.Match) -> str:
        ways = (f"{start[1]}~{one}" for one in range(1, led[start[1]] + 1))
        return start[0] + "".join(f'<a class="close" id="{way}" href="#from-{way}">Close</a>' for way in ways)

    html = _LINK.sub(there, html)
    return _ENTRY.sub(back, html)
