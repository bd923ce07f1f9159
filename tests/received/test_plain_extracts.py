"""A plain CSV file is read by its columns; whatever stands in it, that says to the letter what reading it cell by cell says."""

from __future__ import annotations

import tomllib
from itertools import product

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.definitions.case_tables import CaseTable
from pipeline.files.personal_data import are_codes, kinds_in
from pipeline.files.plain_tables import PlainTable, read_columns
from pipeline.received.cases import read_extract
from pipeline.received.corrector import Corrector

TABLE = """
about = "One row a referral."
files = 'referrals'
key = "id"
date = "on"
[columns]
id = { kind = "text" }
on = { kind = "date" }
at = { kind = "time", optional = true }
month = { kind = "month", optional = true }
score = { kind = "number", optional = true }
place = { kind = "category", values = ["Fable Hill", "Inkwell"], same_as = { "the hill" = "Fable Hill" }, empty = "Not given" }
note = { kind = "text", optional = true, from = ["note", "Note"] }
who = { kind = "text", optional = true, pseudonym = true }
carer = { kind = "text", optional = true, personal = "name" }
ward = { kind = "text", pattern = '(.+) \\d', optional = true }
"""
HEADINGS = ("id", "on", "at", "month", "score", "place", "note", "who", "carer", "ward", "not declared")
RIGHT = ("R1", "2025-06-30", "2025-06-30 14:05", "2025-06", "3.5", "Inkwell", "all well", "0123456789abcdef0123456789abcdef", "A friend", "Moor 1", "x")
CELLS = (
    "", " ", "\u00a0", "\u200b", "R1", "r-0017", " R1 ", "R1\u00a0", "DA00835x0", "ab12cd", "AB1 2CD", "f8c7185e384f2ba50184d2b15dfe3289", "123456789012",
    "1234567890000000000", "1234567890123456789", "1.2E+15", "12.0", "null", "N/A", "#N/A", "#REF!", "Err:502", "30/06/2025", "2025-13-01", "1925-06-30",
    "1931-02-03", "1940-12-24", "2025-03-30 01:30", "2025-06-30T14:05:00Z", "2025-06-30 14:05:00.4", "2025-06", "1,000", "-3", "three", "the hill", "Fable  Hill",
    "fable hill", "Mr. Smith", "Mr. Jones", "Mrs. Brown", "GIR 0AA", "jane@example.org", "020 7946 0018", "943 476 5919", "é", "¿", "a;b", "it's", "=1+1",
)  # fmt: skip
PLAIN = b"id,on,not declared\nR1,2025-06-30,\nR2,2025-07-01,x\n"


class CellByCell(Corrector):
    """It corrects nothing, and says of every file that it would: so each is read as one with corrections is."""

    def corrects(self, name):
        return True


def read_both_ways(folder, content):
    """What is read of an extract by its columns, and cell by cell: the records as lists, the headings that were not read, and the faults."""
    path = folder / "2025-08-01_referrals.csv"
    path.write_bytes(content)
    extract = {"table": "referrals", "part": "", "file": f"cases/{path.name}", "received": "2025-08-01", "sha256": "0" * 64, "first_day": "2025-06-01"}
    table = CaseTable.model_validate(tomllib.loads(TABLE))
    for corrector in (Corrector(), CellByCell()):
        rows, others, faults = read_extract(folder, path, extract, table, "", corrector)
        yield {name: rows[name].tolist() for name in sorted(rows)}, others, faults


def is_plain(folder, content):
    path = folder / "extract.csv"
    path.write_bytes(content)
    return isinstance(read_columns(path, path.name)[0], PlainTable)


def written(cell, quotes):
    return '"' + cell.replace('"', '""') + '"' if quotes or set(cell) & set('",\r\n') else cell


@st.composite
def extracts(draw):
    """The bytes of an extract: mostly rows that are right, with some cells, line ends, widths and marks that are not."""
    headings = [*draw(st.permutations(HEADINGS))][: len(HEADINGS) if draw(st.integers(0, 30)) else 4]
    end = draw(st.sampled_from(["\n"] * 10 + ["\r\n"] * 10 + ["\r"]))
    quotes = draw(st.sampled_from([False, False, True]))
    odd = st.one_of(st.sampled_from(CELLS), st.text(st.sampled_from('aZ09 ,"\t\u00a0é#:@-/.'), max_size=8), *[st.just('a "b"\nc')] * (not draw(st.integers(0, 9))))
    lines = [",".join(headings)]
    for number in range(draw(st.integers(0, 12))):
        cells = [RIGHT[HEADINGS.index(one)] if one != "id" else f"R{number // 2}" for one in headings]
        for at in draw(st.lists(st.integers(0, len(cells) - 1), max_size=3)):
            cells[at] = draw(odd)
        cells = cells[:-1] if not draw(st.integers(0, 60)) else cells
        lines.append(",".join(written(one, quotes) for one in cells) if draw(st.integers(0, 25)) else draw(st.sampled_from(["", "," * (len(cells) - 1), 'a"b,c', '"a"b,c'])))
    text = end.join(lines) + draw(st.sampled_from(["", end, end, end + end, "\n"]))
    mark, coding = draw(st.sampled_from([(b"", "utf-8")] * 10 + [(b"\xef\xbb\xbf", "utf-8")] * 3 + [(b"", "cp1252")]))
    return mark + text.encode(coding, "replace")


@given(extracts())
@example(PLAIN)
@example(b'id,on,note\r\n"R1",2025-06-30,"a ""b"", c"\r\n\r\n\r\n')
@example(b"id,on,note\nR1,2025-06-30,Mr. Smith\nR2,2025-06-30,Mr. Jones\nR3,2025-06-30,Mrs. Brown\nR4,2025-06-30,Jo Doe\n")
@example(b"id,on,note\nR1,1925-06-30,1925-06-30\nR2,1931-02-03,1931-02-03\nR3,1940-12-24,1940-12-24\n")
@example("id,on,note\nR1,2025-06-30,\u00a0\n ,\u00a0,\t\n,,\nR1 ,2025-06-31,#REF!\n".encode())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_extract_is_read_alike_by_its_columns_and_cell_by_cell(tmp_path, content):
    by_columns, by_cells = read_both_ways(tmp_path, content)
    assert by_columns == by_cells


@pytest.mark.parametrize(
    "content",
    [
        PLAIN, b"\xef\xbb\xbf" + PLAIN, PLAIN.replace(b"\n", b"\r\n"), PLAIN + b"\n\r\n", PLAIN + b",,\n", PLAIN[:-1], PLAIN.replace(b"\nR2", b"\n\nR2"),
        PLAIN.replace(b"R1", b'"R1"'), PLAIN.replace(b"R1", b'"R ""1"", and, more"'), PLAIN.replace(b"R1", "Ré".encode()), PLAIN + b"R3,2025-13-13,#REF!\n",
    ],
)  # fmt: skip
def test_what_is_one_line_a_row_is_read_by_its_columns(tmp_path, content):
    assert is_plain(tmp_path, content)


@pytest.mark.parametrize(
    "content",
    [
        b"", PLAIN.splitlines()[0], PLAIN.replace(b"\n", b"\r"), PLAIN.replace(b"x", b"x\ry"), PLAIN.replace(b"R1", b'"R\n1"'), PLAIN.replace(b"R1", b'R"1'),
        PLAIN.replace(b"R1", b'"R"1'), PLAIN.replace(b"R1", b'"R1'), PLAIN + b"R3\n", PLAIN + b"R3,2025-07-01,x,y\n", PLAIN.replace(b"R1", b"R\0"),
        PLAIN.replace(b"R1", b"R\xe9"), PLAIN.replace(b"R1", b"\xed\xa0\x80"), PLAIN.replace(b",not declared", b","), PLAIN.replace(b",", b";"),
        PLAIN.replace(b"R1", b"R" * 131_073),
    ],
)  # fmt: skip
def test_what_is_not_is_read_cell_by_cell(tmp_path, content):
    assert not is_plain(tmp_path, content)


@given(
    st.lists(st.from_regex(r"[A-Za-z0-9_.-]{1,14}", fullmatch=True), max_size=30),
    st.lists(st.one_of(st.sampled_from(CELLS), st.from_regex(r"(0[127]\d{8,9}|\d{10}|[A-Z]{2}\d{1,2} ?\d[A-Z]{2}|(crime ref|CRN|niche)[ :]{0,2}\d{5}|Jo Doe\d?)", fullmatch=True)), max_size=12),
)
@example(["R01", "x-AB12CD"], ["GIR 0AA"])
@example(["a1b2c3d4e5f6"], ["Mr. Smith", "Mr. Jones", "Mr. Brown"])
def test_codes_change_nothing_of_what_a_column_holds_of_people(texts, others):
    codes = [text for text, is_code in zip(texts, are_codes(pa.array(texts, pa.string())), strict=True) if is_code]
    rest = [text for text in dict.fromkeys([*texts, *others]) if text not in codes]
    assert kinds_in(rest, len(set(codes))) == kinds_in([*rest, *codes])


def test_a_code_is_no_word_for_having_none_no_number_and_nothing_of_a_person():
    starts, middles = ("R", "crn", "a1", "0", "00000000000"), ("", "0", "-", "x9", " ", "e")
    texts = [*CELLS, *("".join(parts) for parts in product(starts, middles, middles, middles))]
    codes = {text for text, is_code in zip(texts, are_codes(pa.array(texts, pa.string())), strict=True) if is_code}
    assert {"R1", "r-0017", "DA00835x0", "f8c7185e384f2ba50184d2b15dfe3289"} <= codes
    assert not codes & {"", "ab12cd", "123456789012", "null", "N/A", "R1\u00a0", "1.2E+15", "GIR 0AA", "crn00", "Ré"}
