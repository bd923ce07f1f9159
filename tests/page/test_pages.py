"""The page of every report in a browser: accessible, and no wider than a screen or a phone."""

import re

import pytest
from support import assert_accessible

pytestmark = [pytest.mark.slow, pytest.mark.browser]
# One report a layout: Northmoor's is that of Borders, and axe takes minutes over its thousands of figures.
REPORTS = {
    "borders": "2023-24-Q2", "safety-plan": "2015-16-Q4", "barnet-mopac": "2015-16-Q1", "rotherham": "2017-10",
    "barnet-asb": "2017-18",
}  # fmt: skip


@pytest.mark.parametrize("width", [1280, 360], ids=["desktop", "phone"])
@pytest.mark.parametrize("report_id", REPORTS)
def test_the_page_meets_the_accessibility_rules_and_does_not_scroll_sideways(made, browser, report_id, width):
    page = browser.new_page(viewport={"width": width, "height": 900}, bypass_csp=True)
    page.goto((made(report_id, REPORTS[report_id]) / "report.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_accessible(page)


@pytest.mark.parametrize("width", [1280, 390], ids=["desktop", "phone"])
def test_without_a_script_close_comes_back_to_the_very_figure_that_was_opened(made, browser, width):
    page = browser.new_page(viewport={"width": width, "height": 900}, java_script_enabled=False)
    page.goto((made("borders", REPORTS["borders"]) / "report.html").as_uri())

    def focused_after(*keys: str) -> str:
        for key in keys:
            page.keyboard.press(key)
        return page.locator(":focus").get_attribute("id")

    change = page.locator('main a.figure:has(data[data-figure="CP03-P177.percent_change"])')
    point = page.locator('.chart svg a:has([data-figure="CP03-P177.value"]):visible')
    points = [point.nth(0)] if width > 600 else []  # the narrow drawing is for the eye, and its table has the links
    for figure in (change.nth(0), change.nth(2), *points):
        opened = figure.get_attribute("id")
        figure.focus()
        close = focused_after("Enter")
        assert page.locator(f'.trace:has([id="{close}"]) > h3').is_visible()
        assert focused_after("Enter") == opened
    change.nth(1).focus()
    opened, close = change.nth(1).get_attribute("id"), focused_after("Enter")
    operand = focused_after("Tab")  # the first number that it rests on
    assert focused_after("Enter", "Enter") == operand
    assert page.locator(f'.trace:has([id="{close}"])').is_visible()
    assert focused_after("Shift+Tab", "Enter") == change.nth(0).get_attribute("id") != opened


def test_the_list_of_figures_is_not_shown_and_not_tabbed_through_until_it_is_asked_for(made, browser):
    page = browser.new_page(viewport={"width": 1280, "height": 800}, java_script_enabled=False)
    page.goto((made("borders", REPORTS["borders"]) / "report.html").as_uri())
    entries = page.locator("#figures .trace:visible, #cells .cell:visible")
    assert entries.count() == 0
    page.get_by_role("link", name="Show the whole list").click()
    assert page.locator("#figures .trace:visible").count() == page.locator("#figures .trace").count() > 100
    page.get_by_role("link", name="Put the list away").click()
    assert entries.count() == 0
    page.locator('#CP03-P177 a.figure:has([data-figure="CP03-P177.percent_change"])').first.click()
    assert entries.count() == 1


def test_without_a_script_the_reds_alone_can_be_shown_which_is_said_and_stays_so_when_a_figure_is_opened(made, browser):
    page = browser.new_page(viewport={"width": 1280, "height": 800}, java_script_enabled=False)
    page.goto((made("borders", REPORTS["borders"]) / "report.html").as_uri())
    rows = page.locator(".overview tbody tr:visible")
    assert rows.count() == 15
    page.get_by_text("red", exact=True).and_(page.locator("summary")).click()
    assert page.locator(".filters p:visible").inner_text().startswith("2 of 15 shown: red.")
    rows.first.locator("a.figure").first.click()
    assert rows.count() == 2 and page.locator(".trace:visible").count() == 1
    page.emulate_media(media="print")
    assert rows.count() == 15


@pytest.mark.parametrize(("width", "most"), [(390, 70), (320, 95)], ids=["phone", "narrow"])
def test_on_a_phone_value_and_difference_stand_in_sight_below_the_light_and_the_name(made, browser, width, most):
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto((made("borders", REPORTS["borders"]) / "report.html").as_uri())
    row = page.locator('.overview tr:has([data-figure="CP03-P177.value"])')
    light, value, change = (row.locator(f'a:has([data-figure="CP03-P177.{one}"])').bounding_box() for one in ("traffic_light", "value", "change"))
    assert light["y"] + light["height"] <= value["y"] and abs(value["y"] - change["y"]) < 4
    assert change["x"] + change["width"] <= width and row.bounding_box()["height"] < most


def test_the_contents_stay_in_sight_on_a_wide_screen_with_the_light_of_each_indicator(made, browser):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto((made("borders", REPORTS["borders"]) / "report.html").as_uri())
    page.locator("#methods").scroll_into_view_if_needed()
    link = page.get_by_role("navigation", name="Contents").get_by_role("link", name="Referrals to Cedar")
    assert 0 <= link.bounding_box()["y"] < 800
    assert link.locator("xpath=..").inner_text().startswith("■")


@pytest.mark.parametrize("width", [1280, 1600, 390], ids=["desktop", "wide", "phone"])
def test_an_opened_entry_never_covers_what_has_the_focus(made, browser, width):
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto((made("borders", REPORTS["borders"]) / "report.html").as_uri())
    page.locator('#CP03-P177 a.figure:has([data-figure="CP03-P177.percent_change"])').first.click()
    page.locator("#headlines a").first.focus()
    covered = """() => {
        const one = document.activeElement, at = one.getClientRects()[0], panel = document.querySelector(".trace:has(:target)");
        const over = document.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2);
        return panel.contains(over) && !panel.contains(one) ? one.outerHTML : "";
    }"""
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate(covered) == ""


def test_on_paper_fifteen_indicators_take_at_most_twelve_sheets_and_the_list_is_printed_where_it_was_opened(made, browser):
    page = browser.new_page()
    address = (made("borders", REPORTS["borders"]) / "report.html").as_uri()
    sheets = {}
    for opened in ("", "#figures"):
        page.goto(address + opened)
        sheets[opened] = len(re.findall(rb"/Type /Page\b", page.pdf(prefer_css_page_size=True)))
    assert 5 < sheets[""] <= 12 < sheets["#figures"]


@pytest.mark.parametrize("scheme", [{"color_scheme": "dark"}, {"forced_colors": "active"}], ids=["dark", "high contrast"])
def test_the_page_and_its_charts_can_be_read_in_the_dark_and_in_high_contrast(made, browser, scheme):
    page = browser.new_page(viewport={"width": 320, "height": 900}, bypass_csp=True, **scheme)
    page.goto((made("borders", REPORTS["borders"]) / "report.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert_accessible(page)
    ink = page.locator(".chart svg text").first.evaluate("one => getComputedStyle(one).fill")
    assert ink == page.locator("html").evaluate("one => getComputedStyle(one).color")


def test_on_paper_a_figure_bears_the_number_of_its_entry_and_a_pdf_leads_there(made, browser):
    page = browser.new_page()
    page.goto((made("borders", REPORTS["borders"]) / "report.html").as_uri() + "#figures")
    figure = page.locator('main a.figure:has(data[data-figure="CP03-P177.percent_change"])').first
    entry = page.locator('.trace:has(.own > code:text-is("CP03-P177.percent_change"))')
    shows = "(element, part) => getComputedStyle(element, part).content"
    printed = [(figure, "::after"), (entry.locator("h3"), "::before")]
    assert [one.evaluate(shows, part) for one, part in printed] == ["none", "none"]
    page.emulate_media(media="print")
    number = page.locator(".trace .own").all_inner_texts().index("CP03-P177.percent_change") + 1
    assert [one.evaluate(shows, part) for one, part in printed] == [f'"[{number}]"'] * 2
    close = page.locator(figure.get_attribute("href").replace("#", '[id="') + '"]')
    # A PDF's link to what is not laid out leads nowhere.
    assert close.evaluate("one => getComputedStyle(one).display") == "block"
