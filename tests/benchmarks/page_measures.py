"""What a page asks of its reader: `python tests/benchmarks/page_measures.py REPORT.html… [--axe] [--shots FOLDER]`.

A row a page: kilobytes, milliseconds to its first paint (from the disk, on this machine), elements, screens of a desk (1280 × 800) and of a phone (390 × 844), stops of the Tab key, those of
them after the readers' part, printed sheets, the smallest text of its charts on a phone in pixels, pixels it scrolls
sideways at 320, and with `--axe` what breaks the accessibility rules. With `--shots` it is photographed as seen on a desk, on a
phone, in the dark, in high contrast and on paper.
"""

from __future__ import annotations

import argparse
import re
import shutil
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from rich.table import Table

DESK, PHONE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}, {"width": 320, "height": 640}
STOPS = """within => [...document.querySelectorAll(within + " :is(a[href], summary, [tabindex='0'])")].filter(
    one => one.getClientRects().length && one.checkVisibility()).length"""
PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
ELEMENTS = "document.querySelectorAll('*').length"
SCREENS = "document.documentElement.scrollHeight / innerHeight"
CHART_TEXT = """Math.min(...[...document.querySelectorAll(".chart svg")].filter(one => one.getClientRects().length).map(
    one => one.getBoundingClientRect().width / one.viewBox.baseVal.width * parseFloat(one.getAttribute("font-size"))))"""
HEADS = (
    "page", "KB", "ms to paint", "elements", "screens", "on a phone", "Tab stops", "after the report", "sheets", "px of chart text", "px sideways",
)  # fmt: skip
SHOTS = {
    "desktop": {"viewport": DESK},
    "phone": {"viewport": PHONE},
    "dark": {"viewport": DESK, "color_scheme": "dark"},
    "high-contrast": {"viewport": DESK, "forced_colors": "active"},
}


def measured(browser: Browser, page_file: Path, axe: bool) -> list[str]:
    """The row of one page."""
    desk, phone, narrow = (_opened(browser, page_file, viewport=view) for view in (DESK, PHONE, NARROW))
    sheets = len(re.findall(rb"/Type /Page\b", desk.pdf(prefer_css_page_size=True)))
    text = phone.evaluate(CHART_TEXT) if phone.locator(".chart svg text").count() else 0
    row = [
        page_file.parts[-4] if len(page_file.parts) > 3 else page_file.name,
        f"{page_file.stat().st_size / 1000:,.0f}",
        f"{desk.evaluate(PAINT):.0f}",
        f"{desk.evaluate(ELEMENTS):,}",
        f"{desk.evaluate(SCREENS):.0f}",
        f"{phone.evaluate(SCREENS):.0f}",
        f"{desk.evaluate(STOPS, 'body'):,}",
        f"{desk.evaluate(STOPS, ':is(#quality, #judgements, #methods, #checks, #figures, #cells)'):,}",
        str(sheets),
        f"{text:.1f}" if text else "none",
        f"{narrow.evaluate('document.documentElement.scrollWidth') - NARROW['width']}",
    ]
    if axe:
        row.append(str(Axe().run(desk).violations_count))
    for page in (desk, phone, narrow):
        page.close()
    return row


def photograph(browser: Browser, page_file: Path, name: str, folder: Path) -> None:
    """The page in every way it is seen, as `NAME-desktop.png` and so on, and `NAME.pdf`."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind, seen in SHOTS.items():
        page = _opened(browser, page_file, **seen)
        page.screenshot(path=folder / f"{name}-{kind}.png", full_page=kind == "desktop")
        page.close()
    page = _opened(browser, page_file)
    page.pdf(path=folder / f"{name}.pdf", prefer_css_page_size=True)
    page.close()


def _opened(browser: Browser, page_file: Path, **seen: object) -> Page:
    page = browser.new_page(bypass_csp=True, **seen)
    page.goto(page_file.resolve().as_uri())
    return page


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("pages", nargs="+", type=Path)
    asked.add_argument("--axe", action="store_true")
    asked.add_argument("--shots", type=Path)
    given = asked.parse_args()
    table = Table(*HEADS, *(["axe"] if given.axe else []))
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for page_file in given.pages:
            row = measured(browser, page_file.resolve(), given.axe)
            table.add_row(*row)
            if given.shots:
                photograph(browser, page_file, row[0], given.shots)
    Console(width=160).print(table)


if __name__ == "__main__":
    main()
