"""Pages of data quality: what each partner sent, when, and which of its rows did not meet a check, period by period."""

import re

import pytest
from conftest import ReportFolder
from in_process import report_here

PARTNERS = {"police": "A1", "council": "A2"}


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> dict[str, str]:
    """Two partners over two quarters. The police sent the first quarter ten days before it was over."""
    root = tmp_path_factory.mktemp("quality")
    folder = ReportFolder(root / "data" / "raw")
    for code in PARTNERS.values():
        folder.define(code, basis="quarter", comparator="none", judged=False, variance_basis=None)
    folder.receive("2023-06-20", "A1,2023-24-Q1,quarter,12", name="police")
    folder.receive("2023-07-15", "A2,2023-24-Q1,quarter,7", name="council")
    folder.receive("2023-10-12", "A1,2023-24-Q2,quarter,9", name="police")
    folder.receive("2023-09-30", "A2,2023-24-Q2,quarter,8", name="council")
    where = ("--data", root / "data", "--outputs", root / "outputs")
    for period, day in (("2023-24-Q1", "2023-07-20"), ("2023-24-Q2", "2023-10-20")):
        folder.report(period)
        ended = report_here("run", "demo", period, "--as-of", day, *where)
        assert ended.returncode == 0, ended.stderr
    ended = report_here("quality", "demo", "--outputs", root / "outputs")
    assert ended.returncode == 0, ended.stderr
    made = root / "outputs" / "restricted" / "quality" / "demo"
    assert ended.stdout.strip() == str(made / "index.html")
    assert (made.stat().st_mode & 0o777, (made / "police.html").stat().st_mode & 0o777) == (0o700, 0o600)
    return {path.name: path.read_text(encoding="utf-8") for path in made.iterdir()}


def rows(page: str, caption: str) -> list[list[str]]:
    """The cells of the table with this caption, as texts."""
    (table,) = (one for one in re.findall("<table.*?</table>", page, re.DOTALL) if f"{caption}</caption>" in one)
    cells = (re.findall("<t[hd].*?>(.*?)</t[hd]>", row, re.DOTALL) for row in re.findall("<tr>(.*?)</tr>", table, re.DOTALL))
    return [[re.sub("<[^>]+>", "", cell).strip() for cell in row] for row in cells]


def test_the_first_page_leads_to_each_partner_and_says_what_came_last(pages):
    assert set(pages) == {"index.html", "council.html", "police.html"}
    found = rows(pages["index.html"], "What each partner sent last, and the rows of it that do not meet a check")
    assert found[1:] == [
        ["council", "2023-24-Q2", "30 September 2023, on its last day", "0"],
        ["police", "2023-24-Q2", "12 October 2023, 12 days after its end", "0"],
    ]


def test_a_partners_page_has_its_rows_that_failed_by_dimension_and_period(pages):
    heading, second, first = rows(pages["police.html"], "Rows that did not meet a check, by dimension of quality and period")
    assert (second[0], second[-1], first[0], first[-1]) == ("2023-24-Q2", "0", "2023-24-Q1", "1")
    assert first[heading.index("Timeliness")] == "1"


def test_a_failing_row_is_shown_with_its_place_and_what_to_do(pages):
    (_, row) = rows(pages["police.html"], "Rows that do not meet a check, 2023-24-Q1")
    assert row[0].startswith("returns/2023-06-20_police.csv, row 2") and row[1:3] == ["A1", "received before the days it covers were over"]
    assert row[-1], "what to do"
    assert "2023-06-20_police" not in pages["council.html"]


def test_each_file_stands_under_the_period_for_which_it_came(pages):
    received = {period: rows(pages["police.html"], f"Files received, {period}")[1:] for period in ("2023-24-Q1", "2023-24-Q2")}
    assert received == {
        "2023-24-Q1": [["returns/2023-06-20_police.csv", "20 June 2023", "10 days before its end", "1"]],
        "2023-24-Q2": [["returns/2023-10-12_police.csv", "12 October 2023", "12 days after its end", "1"]],
    }


def test_a_report_without_runs_is_told_how_to_make_one(tmp_path):
    ended = report_here("quality", "demo", "--outputs", tmp_path)
    assert ended.returncode == 2 and "report run demo PERIOD" in ended.stderr
    assert not list(tmp_path.iterdir())
