"""Rows printed under figures: every heading, number and cell of them stands so in the stored file that the caption names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..base.findings import NotChecked, Wrong
from ..base.numbers import find_numbers
from ..base.texts import plain
from ..files.edition import Edition
from ..files.row_pages import header_of, places_of, row_pages, same_cell
from .tree import Node, PageTree, collapse, excerpt


def check_rows(page: PageTree, edition: Edition) -> list[str]:
    """Every table of rows in the list of figures, and what is said of corrected cells; faults go to the page's faults.

    Returns the reasons why tables could not be held against their files, one for each such table.
    """
    unchecked: list[str] = []
    records = {collapse(name): record for name, record in edition.printed.items()}  # a page shows two blanks as one
    counted = {collapse(name): record for name, record in edition.records.items()}
    listed = {collapse(name): f"rows/{place}" for name, place in row_pages(edition).listed.items()}
    for article, figure in page.entries.items():
        record = records.get(figure, {"rows": []})
        for table in article.inside("table"):
            try:
                _check_table(page, table, record, edition)
            except NotChecked as reason:
                unchecked.append(str(reason))
            except Wrong as error:
                page.fault(table, "Rows cannot be read", "", str(error))
        links = [one.attrs["href"] for one in article.inside("a") if one.attrs.get("href", "").startswith("rows/")]
        whole = sum(len(rows["rows"]) for rows in counted.get(figure, record)["rows"])
        are_left = whole > sum(len(table.inside("tr")) - 1 for table in article.inside("table"))
        if links != ([listed.get(figure)] if are_left else []):
            page.fault(article, f'All rows of "{figure}" are not where its entry leads', ", ".join(links), listed.get(figure, "a list of them") if are_left else "no more rows")
        for words in (one for one in article.inside("p") if one.attrs.get("class") == "caveat"):
            told = _labels(words)
            if told and not any(_in_order(told, cell) for rows in record["rows"] for cell in rows.get("corrected", ())):
                page.fault(words, f'A correction under "{figure}" is not in the ledger', words.text(), "a corrected cell")
    return unchecked


def _labels(node: Node) -> list[str]:
    """The texts in an element that are marked as those of a row."""
    return [collapse(one.text()) for one in node.bearing("data-label") if one.attrs["data-label"] == "row"]


def _in_order(told: Iterable[str], cell: Mapping) -> bool:
    """Whether texts are those of a corrected cell, in their order; what claims no number may stand there unmarked."""
    parts = iter(collapse(str(cell[name])) for name in ("row", "column", "found", "becomes"))
    return all(text in parts for text in told)


def _check_table(page: PageTree, table: Node, record: Mapping, edition: Edition) -> None:
    """One table: its file and sheet are cited by the figure, each row is one of those cited and holds these cells."""
    codes = [collapse(one.text()) for one in table.inside("code")]
    rows = next(
        (one for one in record["rows"] if [collapse(name) for name in (one["file"], one["sheet"]) if name] == codes[:-1]),
        None,
    )
    if rows is None:
        page.fault(
            table, "Rows are shown of a file that the figure does not cite", ", ".join(codes[:-1]), "a cited file"
        )
        return
    lines = edition.table(rows["file"], rows["sheet"])
    heads, *body = table.inside("tr")
    names = [collapse(cell.text()) for cell in heads.children if cell.tag == "th"][1:]
    is_text = rows["file"].endswith((".toml", ".md"))
    header = [] if is_text else header_of(edition, rows["file"], rows["sheet"])
    places = [0] if is_text else places_of(names, header)
    if places is None:
        page.fault(table, f"Headings are not those of {rows['file']}", ", ".join(names), ", ".join(header))
        return
    left_out = [one for one in table.bearing("data-label") if one.within("caption") and one.attrs["data-label"] == "row"]
    for left in (collapse(one.text()) for one in left_out):
        more = str(len(rows["rows"]) - len(body))
        if [left[start:end].replace(",", "") for start, end in find_numbers(left)] != [more]:
            page.fault(table, "Rows are miscounted", left, f"{more} more of them")
    for row in body:
        _check_row(page, row, rows, lines, places)


def _check_row(page: PageTree, row: Node, rows: Mapping, lines: list, places: list[int]) -> None:
    number = next(collapse(one.text()) for one in row.children if one.tag == "th")
    cells = [collapse(one.text()) for one in row.children if one.tag == "td"]
    if not number.isdigit() or int(number) not in rows["rows"] or int(number) > len(lines):
        page.fault(row, f"A row of {rows['file']} is shown that the figure does not cite", number, "a cited row")
        return
    line = lines[int(number) - 1]
    own = [collapse(plain(line[at])) if at < len(line) else "" for at in places]
    for found, expected in zip(cells, own, strict=False):
        if not same_cell(found, expected, rows["file"]):
            page.fault(row, f"Row {number} of {rows['file']} holds another cell", found, f'"{excerpt(expected)}"')
    if len(cells) != len(own):
        page.fault(row, f"Row {number} of {rows['file']} is shown with other columns", str(len(cells)), str(len(own)))
