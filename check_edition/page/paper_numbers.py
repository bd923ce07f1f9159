"""The numbers of a paper's sections and paragraphs, counted again in report.toml and in the stored commentary."""

from __future__ import annotations

import re

from ..files.edition import Edition

_LIST = re.compile(r"\s|[-*+] |\d+[.)] ")
_HEADINGS = ("Context", "Successes", "Issues", "Activities")  # where report.toml names none


def paper_numbers(edition: Edition) -> set[str]:
    """`2` for every priority in its order, `2.1` for every paragraph under it; none where the layout is no paper."""
    about = edition.toml("report.toml")
    if about["layout"] != "briefing":
        return set()
    name, found = f"commentary/{edition.run['period']}.md", set()
    text = edition.input(name).decode("utf-8-sig") if name in edition.inputs else ""
    written = _sections(text)
    for number, priority in enumerate(about["priorities"], start=1):
        found.add(str(number))
        blocks = [
            block
            for heading in about.get("sections", _HEADINGS)
            for block in written.get((priority["id"], heading), [])
        ]
        found |= {f"{number}.{at}" for at in range(1, len(blocks) + 1)}
    return found


def _sections(text: str) -> dict[tuple[str, str], list[str]]:
    """The paragraphs by subject and heading. What starts as a list belongs to the paragraph above it."""
    found: dict[tuple[str, str], list[str]] = {}
    subject = heading = ""
    new = True
    for line in text.splitlines():
        if line.startswith("# "):
            subject, heading, new = line[2:].strip(), "", True
        elif line.startswith("## "):
            heading, new = line[3:].strip(), True
        elif line.strip():
            own = found.setdefault((subject, heading), [])
            if new and not (own and _LIST.match(line)):
                own.append(line)
            new = False
        else:
            new = True
    return found
