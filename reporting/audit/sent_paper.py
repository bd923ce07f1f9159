"""Sent paper: whether the PDF in the folder that was sent is the page of that folder, printed.

It differs from the sealed one in its standing, so no checksum tells it. The page is printed again and compared to the byte;
what made the PDF stands in the register, and where another version is here now, nothing is said of it.
"""

from __future__ import annotations

from pathlib import Path

from reporting.editions.paper.printing import NotPrinted, printed
from reporting.signing.register import PUBLISHED, entries
from reporting.signing.sent import PAGE, PAPER, SENT, sent_folder


def sent_paper(restricted: Path, published: Path) -> tuple[list[str], list[str]]:
    """What of the PDF that was sent was altered, and what cannot be said of it."""
    folder = sent_folder(restricted.parent, published)
    page, pdf = folder / PAGE, folder / PAPER
    if not page.is_file() or not pdf.is_file():
        return [], []  # what is missing is told with the other files of the folder
    name = f"{SENT}/{'/'.join(folder.parts[-3:])}/{PAPER}"
    try:
        again, by = printed(page.read_text(encoding="utf-8", errors="replace"))
    except NotPrinted as why:
        return [], [f"{name} is not compared: {why}"]
    if again == pdf.read_bytes():
        return [], []
    then = next((one.get("printed", "") for one in entries(restricted, PUBLISHED, published.name)), "")
    if then and then != by:
        return [], [f"{name} is not compared: made with {then} then; {by} now"]
    return [f"{name}: it is not the page beside it, printed"], []
