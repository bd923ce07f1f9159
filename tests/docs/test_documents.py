"""What is written about the project is true: pages that are made are up to date, and what a page names is there."""

from pathlib import Path

from reporting.folders.file_formats import file_formats

PROJECT = Path(__file__).resolve().parents[2]


def test_the_page_of_file_formats_is_what_report_formats_prints():
    written = (PROJECT / "docs" / "file-formats.md").read_text(encoding="utf-8")
    assert written == file_formats(), "run: report formats > docs/file-formats.md"
