"""The page of every report in a browser: accessible, and no wider than a screen or a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.slow, pytest.mark.browser]
# One report a layout: Northmoor's is that of Borders, and axe takes minutes over its thousands of figures.
REPORTS = {
    "borders": "2023-24-Q2", "safety-plan": "2015-16-Q4", "barnet-mopac": "2015-16-Q1", "rotherham": "2017-10",
    "barnet-asb": "2017-18",
}  # fmt: skip


@pytest.mark.parametrize("width", [1280, 390], ids=["desktop", "phone"])
@pytest.mark.parametrize("report_id", REPORTS)
def test_the_page_meets_the_accessibility_rules_and_does_not_scroll_sideways(made, browser, report_id, width):
    page = browser.new_page(viewport={"width": width, "height": 900}, bypass_csp=True)
    page.goto((made(report_id, REPORTS[report_id]) / "report.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"]})
    assert found.violations_count == 0, found.generate_report()
