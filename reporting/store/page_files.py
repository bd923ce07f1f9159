"""Page files: report.html and, of a large report, the pages beside it on which its sections stand; by what name, and what leads to them."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = "report.html"
_TO_SECTION = re.compile(r'href="((?:[^"/]+/)?)(section-[^"/]+\.html)')
_ID = re.compile(r'(?<=\s)id="([^"]+)"')


def section_file(section: str) -> str:
    """The name of the page on which a section stands by itself."""
    return f"section-{section}.html"


def page_files(edition: Path) -> list[Path]:
    """The pages of an edition: report.html first, then those of its sections."""
    return [edition / PAGE, *sorted(edition.glob(section_file("*")))]


def ids(html: str) -> set[str]:
    """What links into a page can lead to."""
    return set(_ID.findall(html))


def elsewhere(edition: Path) -> dict[str, str]:
    """The name of the page on which each place stands, by its id, of those that stand on the page of a section; what every page has stands on report.html."""
    return {place: page.name for page in page_files(edition)[1:] for place in ids(page.read_text(encoding="utf-8"))}


def led_into(html: str, folder: str) -> str:
    """A page of an edition as it stands beside its folder, or with folder "" again in it: its links to sections lead into the folder."""
    return _TO_SECTION.sub(lambda link: f'href="{folder}/{link[2]}' if folder else f'href="{link[2]}', html)
