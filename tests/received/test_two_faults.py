"""Two faults of different kinds in one row, and one each in two rows: both are told in one go, whatever reads the rows.

For each reader one folder holds a row with each fault alone, and one with every two that do not touch the same cells.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import pytest
from conftest import ReportFolder
from in_process import faults_of_run, report_here
from openpyxl import Workbook, load_workbook
from support import COUNTED

from pipeline.definitions.action_rule import STATES

Q = "2023-24-Q2"
FILE = "2023-11-30_partners"
SOURCE = 'publisher = "P"\nlicence = "L"\nreceived = 2023-11-30\n'


@dataclass(frozen=True)
class Planted:
    """A fault: the cells that are written over, what is told of it, and which other cells must be right for it to be seen."""

    cells: Mapping[str, object]
    told: str
    rests_on: Sequence[str] = ()

    def touches(self) -> set[str]:
        return {*self.cells, *self.rests_on}


RETURN = {
    "unknown indicator": Planted({"indicator": "Z9"}, "unknown indicator"),
    "bracket": Planted({"category": "north [2]"}, "a bracket or a new line in a category"),
    "period": Planted({"period": "2023-24-Q7"}, "2023-24-Q7"),
    "basis": Planted({"basis": "quaterly"}, "unknown basis"),
    "text": Planted({"value": "ten"}, "text where a number belongs"),
    "negative": Planted({"value": "-3"}, "a negative count", ["indicator"]),
    "counts": Planted({"numerator": "1.5", "denominator": "9"}, "a count with a fraction"),
    "marker": Planted({"status": "[q]"}, "unknown marker"),
    "twice": Planted({"category": "whole"}, "the same value is given twice", ["indicator", "period", "basis"]),
}
EXTRACT = {
    "no day": Planted({"visited": "2023-07-32"}, "there is no such day"),
    "outside": Planted({"visited": "2023-01-02"}, "lies outside the days"),
    "to come": Planted({"visited": "2024-01-02"}, "lies after the day it was received"),
    "place": Planted({"place": "nroth"}, "not a declared value"),
    "no key": Planted({"id": ""}, "the cell is empty"),
    "twice": Planted({"id": "k0"}, "the same record stands more than once"),
    "nobody's": Planted({"belongs": "k999"}, "belongs to no record"),
}
TRACKER = {
    "id": Planted({"id": "Not An Id"}, "not a usable id"),
    "twice": Planted({"id": "k0"}, "the action is there twice"),
    "action": Planted({"action": ""}, "the cell is empty"),
    "due": Planted({"due": "soon"}, "not a date"),
    "completed": Planted({"completed": "2024-02-01"}, "completed after the tracker was received"),
    "reported": Planted({"reported": "fine"}, "unknown status"),
}
NOTES = {
    "indicator": Planted({"indicator": "Z9"}, "unknown indicator"),
    "period": Planted({"period": "2023-24-Q7"}, "the row has a text and no period"),
    "role": Planted({"role": ""}, "nobody says so"),
    "date": Planted({"date": "soon"}, "not a date"),
    "braces": Planted({"Our issues": "{{ A1.value"}, "double braces that do not open and close"),
    "unseen": Planted({"Our successes": "Five\u200bteams"}, "a character that cannot be seen"),
}
DESCRIBED = {
    "label": Planted({"label": "Nroth"}, "a label that is not described"),
    "period": Planted({"when": "Autumn"}, "a period that is not described"),
    "text": Planted({"value": "ten"}, "text where a number belongs"),
    "other text": Planted({"denominator": "ten"}, "text where a number belongs"),
    "negative": Planted({"numerator": "-3"}, "a negative count", ["value", "denominator", "label", "when"]),
    "not of its counts": Planted({"value": "80"}, "the percentage is not that of its counts", ["numerator", "denominator", "label", "when"]),
}
CORRECTIONS = {
    "unknown key": Planted({"raeson": '"typed"'}, "unknown key"),
    "nobody": Planted({"role": None}, "a required key is missing"),
    "no such column": Planted({"column": '"volue"'}, "names a column that is not there", ["where"]),
    "no such column to look in": Planted({"where": '{ categorie = "north" }'}, "names a column that is not there"),
    "no row": Planted({"where": '{ category = "nowhere" }'}, "matches no rows", ["column"]),
    "another value": Planted({"found": '"44"'}, "expects another value", ["column", "where"]),
}
COMMENTARY = {
    "subject": Planted({"subject": "# nowhere"}, "there is no priority or indicator of this name"),
    "heading": Planted({"heading": "## Contxet"}, "unknown heading", ["subject"]),
    "twice": Planted({"again": "## Context"}, "the heading is there twice", ["subject", "heading"]),
    "braces": Planted({"text": "{{ A1.value"}, "double braces that do not open and close"),
    "figure": Planted({"more": "{{ Z9.value }}"}, "there is no such figure"),
    "unseen": Planted({"last": "Five\u200bteams"}, "a character that cannot be seen"),
}


def rows_of(faults: Mapping[str, Planted]) -> Iterator[tuple[tuple[str, ...], dict[str, object]]]:
    """Which faults a row has, and the cells that they write over: each alone, and every two that can be seen side by side."""
    for name, one in faults.items():
        yield (name,), dict(one.cells)
    for (name, one), (other_name, other) in combinations(faults.items(), 2):
        if not one.cells.keys() & other.touches() and not other.cells.keys() & one.touches():
            yield (name, other_name), {**one.cells, **other.cells}


def written(header: Sequence[str], rows: Sequence[Mapping[str, object]]) -> str:
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerows([header, *([row.get(name, "") for name in header] for row in rows)])
    return text.getvalue()


def sheet_of(book: Workbook, title: str, header: Sequence[str], rows: Sequence[Mapping[str, object]]) -> None:
    sheet = book.create_sheet(title)
    for row in [header, *([row.get(name, "") for name in header] for row in rows)]:
        sheet.append(row)
    for row in sheet.iter_rows():
        for cell in row:
            cell.number_format = "@"


def lines_of_return(faulty: Sequence[dict]) -> list[dict]:
    lines = [{"indicator": "A1", "category": "whole", "period": Q, "basis": "quarter", "value": "40"}]
    lines += [{"indicator": "A1", "category": f"g{at}", "period": Q, "basis": "quarter", "value": "10"} for at in range(len(faulty))]
    return [lines[0], *({**line, **cells} for line, cells in zip(lines[1:], faulty, strict=True))]


RETURN_HEADER = ["indicator", "category", "period", "basis", "value", "numerator", "denominator", "status", "note"]
NOTES_HEADER = ["indicator", "period", "role", "date", "Our successes", "Our issues", "What we are doing"]


def long_return(folder: ReportFolder, faulty: Sequence[dict]) -> list[str]:
    folder.define("A1", **{**COUNTED, "total": None})
    (folder.folder / f"returns/{FILE}.csv").write_text(written(RETURN_HEADER, lines_of_return(faulty)), encoding="utf-8")
    return [f"returns/{FILE}.csv, row {at}," for at in range(3, len(faulty) + 3)]


def workbook(folder: ReportFolder, faulty: Sequence[dict]) -> list[str]:
    folder.define("A1", **COUNTED)
    book = Workbook()
    book.remove(book.active)
    sheet_of(book, "Return", RETURN_HEADER, lines_of_return(faulty))
    book.save(folder.folder / f"returns/{FILE}.xlsx")
    return [f"returns/{FILE}.xlsx, sheet Return, row {at}," for at in range(3, len(faulty) + 3)]


def notes(folder: ReportFolder, faulty: Sequence[dict]) -> list[str]:
    folder.settings["notes"] = NOTES_HEADER[4:]
    texts = []
    for at, cells in enumerate(faulty):
        folder.define(f"N{at}", **COUNTED)
        usual = {"indicator": f"N{at}", "period": Q, "role": "manager", "date": "2023-11-01", "Our issues": "Few.", "Our successes": "Many."}
        texts.append({**usual, **cells})
    book = Workbook()
    book.remove(book.active)
    values = [{"indicator": f"N{at}", "period": Q, "basis": "quarter", "value": "10"} for at in range(len(faulty))]
    sheet_of(book, "Return", RETURN_HEADER, values)
    sheet_of(book, "Notes", NOTES_HEADER, texts)
    book.save(folder.folder / f"returns/{FILE}.xlsx")
    return [f"returns/{FILE}.xlsx, sheet Notes, row {at}," for at in range(2, len(faulty) + 2)]


def described(folder: ReportFolder, faulty: Sequence[dict]) -> list[str]:
    folder.define("P1", **{**COUNTED, "unit": "percent", "aggregation": "ratio", "noun": {"one": "answer", "many": "answers"}})
    lines, names, periods = [], [], []
    for at, cells in enumerate(faulty):
        usual = {"label": f"Area {at}", "when": f"Time {at}", "value": "50", "numerator": "5", "denominator": "10"}
        lines.append({**usual, **cells})
        names.append(f'"Area {at}" = {{ category = "g{at}" }}')
        periods.append(f'[[layout.periods]]\ntext = "Time {at}"\nperiod = "{Q}"\nbasis = "quarter"')
    header = ["label", "when", "value", "numerator", "denominator"]
    columns = ", ".join(f'{{ text = "{one}", holds = "{holds}" }}' for one, holds in zip(header, ["label", "period", *header[2:]], strict=True))
    layout = f'[[layout]]\nheader_rows = [1]\nfirst_row = 2\nlast_row = {len(faulty) + 1}\nindicator = "P1"\ncolumns = [{columns}]\n[layout.names]\n'
    path = folder.folder / f"returns/{FILE}.csv"
    path.write_text(written(header, lines), encoding="utf-8")
    path.with_suffix(".source.toml").write_text("\n".join([SOURCE + layout, *names, *periods]), encoding="utf-8")
    return [f"returns/{FILE}.csv, row {at}," for at in range(2, len(faulty) + 2)]


def extract(folder: ReportFolder, faulty: Sequence[dict]) -> list[str]:
    folder.declare_cases(
        "[visits]\nabout = 'one visit'\nfiles = 'visits'\ndate = 'visited'\nkey = 'id'\ncolumns.id = { kind = 'text' }\n"
        "columns.visited = { kind = 'date' }\ncolumns.place = { kind = 'category', values = ['north', 'south'] }\n"
        "[sites]\nabout = 'one site'\nfiles = 'sites'\ndate = 'opened'\nkey = 'id'\ncolumns.id = { kind = 'text' }\n"
        "columns.opened = { kind = 'date' }\n[calls]\nabout = 'one call'\nfiles = 'calls'\nkey = 'id'\n"
        "link = { column = 'belongs', table = 'sites' }\ncolumns.id = { kind = 'text' }\ncolumns.belongs = { kind = 'text' }\ncolumns.place = { kind = 'category', values = ['north', 'south'] }\n"
    )
    folder.define("A1", **COUNTED, counted={"table": "visits", "rule": "rows"})
    folder.receive_cases("2023-10-02_sites", "id,opened", "k0,2023-07-01", "k1,2023-07-32", covers="2023-07-01, 2023-09-30")
    places = {}
    for table, own in (("visits", [one for one in faulty if "belongs" not in one]), ("calls", [one for one in faulty if "visited" not in one])):
        usual = {"visited": "2023-07-02", "place": "north", "belongs": "k0"}
        rows = [{**usual, "id": f"k{at}", **cells} for at, cells in enumerate([{}, *own])]
        header = ["id", "visited" if table == "visits" else "belongs", "place"]
        folder.receive_cases(f"2023-10-02_{table}", *written(header, rows).splitlines(), covers="2023-07-01, 2023-09-30")
        places |= {id(cells): f"cases/2023-10-02_{table}.csv, row {at}," for at, cells in enumerate(own, start=3)}
    return [places.get(id(cells), "") for cells in faulty]


def tracker(folder: ReportFolder, faulty: Sequence[dict]) -> list[str]:
    folder.receive("2023-11-30", f"A1,{Q},year_to_date,48")
    states = {state: {"light": "no data", "says": "Made up."} for state in STATES}
    folder.settings["actions"] = {"planned_later_days": 90, "reason": "Made up.", "states": states}
    header = ["id", "action", "lead", "due", "completed", "milestones", "reported"]
    usual = {"action": "Do it", "due": "2023-12-01"}
    rows = [{**usual, "id": f"k{at}", **cells} for at, cells in enumerate([{}, *faulty])]
    (folder.folder / "actions").mkdir()
    (folder.folder / f"actions/{FILE}.csv").write_text(written(header, rows), encoding="utf-8")
    return [f"actions/{FILE}.csv, row {at}," for at in range(3, len(faulty) + 3)]


def corrections(folder: ReportFolder, faulty: Sequence[dict]) -> list[str]:
    folder.receive("2023-11-30", *(f"A1,{Q},year_to_date,48,,,,,g{at}" for at in range(len(faulty))))
    text = []
    for at, cells in enumerate(faulty):
        usual = {"file": f'"returns/{FILE}.csv"', "where": f'{{ category = "g{at}" }}', "column": '"value"', "found": '"48"', "becomes": '"47"',
                 "role": '"manager"', "reason": '"swapped"'}  # fmt: skip
        text += ["[[correction]]", *(f"{key} = {value}" for key, value in {**usual, **cells}.items() if value is not None)]
    (folder.folder / "corrections.toml").write_text("\n".join(text), encoding="utf-8")
    return [f"correction {at} (corrections.toml)|correction.{at - 1}." for at in range(1, len(faulty) + 1)]


def commentary(folder: ReportFolder, faulty: Sequence[dict]) -> list[str]:
    folder.receive("2023-11-30", f"A1,{Q},year_to_date,48")
    folder.settings["priorities"] = [{"id": "asb", "title": "P"}, *({"id": f"p{at}", "title": f"P {at}"} for at in range(len(faulty)))]
    lines, places = [], []
    for at, cells in enumerate(faulty):
        usual = {"subject": f"# p{at}", "heading": "## Context", "text": "All well.", "more": "All is well.", "again": "", "last": "Very well."}
        first = len(lines) + 1
        lines += {**usual, **cells}.values()
        places.append("|".join(f"commentary/{Q}.md, line {number}:" for number in range(first, len(lines) + 1)))
    (folder.folder / "commentary").mkdir()
    (folder.folder / f"commentary/{Q}.md").write_text("\n".join(lines), encoding="utf-8")
    return places


READERS: dict[Callable, Mapping[str, Planted]] = {
    long_return: RETURN, workbook: RETURN, described: DESCRIBED, extract: EXTRACT, tracker: TRACKER, notes: NOTES,
    corrections: CORRECTIONS, commentary: COMMENTARY,
}  # fmt: skip


def folder_of(reader: Callable, folder: ReportFolder) -> Iterator[tuple[str, str, str]]:
    """Fills the folder; a name for each fault of each row, its place (several by `|`), and what is told of it."""
    rows = list(rows_of(READERS[reader]))
    places = reader(folder, [cells for _, cells in rows])
    folder.report() if reader is not corrections else folder_without_reading(folder)
    for (names, _), place in zip(rows, places, strict=True):
        yield from ((" and ".join([name, *(one for one in names if one != name)]), place, READERS[reader][name].told) for name in names if place)


def folder_without_reading(folder: ReportFolder) -> None:
    with pytest.raises(Exception, match="unknown key"):
        folder.report()


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__)
def test_two_faults_in_a_row_and_in_two_rows_are_told_at_once(folder, reader):
    planted = list(folder_of(reader, folder))
    ended, faults = faults_of_run(folder.root, "demo", Q)
    assert ended == "refused" and len(planted) > len(READERS[reader])
    untold = [name for name, place, what in planted if not any(what in one and any(part in one for part in place.split("|")) for one in faults)]
    assert untold == [], "\n".join(faults)


def test_check_and_run_tell_the_same_list(folder, tmp_path):
    planted = list(folder_of(long_return, folder))
    where = "demo", Q, "--data", folder.root, "--outputs", tmp_path / "outputs"
    check, run = report_here("check", *where), report_here("run", *where)
    assert check.returncode == run.returncode == 1
    listed = [[line for line in one.stderr.splitlines() if line.startswith("  ")] for one in (check, run)]
    assert listed[0] == listed[1] and len(listed[0]) > len({what for _, _, what in planted})


HEADINGS = {long_return: ("basis", "bassis"), workbook: ("note", "notte"), extract: ("place", "plaec"), tracker: ("lead", "laed"), notes: ("role", "rolle")}


@pytest.mark.parametrize("reader", HEADINGS, ids=lambda reader: reader.__name__)
def test_a_misspelt_heading_hides_no_faulty_cell_under_another(folder, reader):
    right, wrong = HEADINGS[reader]
    planted = list(folder_of(reader, folder))
    for path in folder.folder.glob("*/2023-*"):
        if path.suffix == ".csv":
            head, _, rest = path.read_text(encoding="utf-8").partition("\n")
            path.write_text(f"{head.replace(right, wrong)}\n{rest}", encoding="utf-8")
        elif path.suffix == ".xlsx":
            book = load_workbook(path)
            for sheet in book:
                for cell in sheet[1]:
                    cell.value = wrong if cell.value == right else cell.value
            book.save(path)
    touched = [name for name, one in READERS[reader].items() if right in one.touches()]
    faults = faults_of_run(folder.root, "demo", Q)[1]
    assert any(wrong in one for one in faults), "\n".join(faults)
    alone = [(place, what) for name, place, what in planted if " and " not in name and name not in touched]
    assert [what for place, what in alone if not any(what in one and place in one for one in faults)] == [], "\n".join(faults)
