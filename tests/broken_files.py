"""Broken and strange files, made here to the byte and the same every time: each is to end in a right reading or in a clear refusal.

None of them is harmful: what claims to be huge is a few bytes that claim it, and is stopped by bounds of our own.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence

import pandas as pd
from workbooks import MAIN, ods_rows, write_ods_xml, write_xlsx_xml, xlsx_rows

Rows = Sequence[Sequence[object]]
TEXTS = "utf-8"


def as_csv(rows: Rows, **dialect: str) -> bytes:
    lines = io.StringIO(newline="")
    csv.writer(lines, **{"lineterminator": "\n", **dialect}).writerows(rows)
    return lines.getvalue().encode()


def as_xlsx(rows: Rows, **parts: object) -> bytes:
    return _xlsx(xlsx_rows(rows), **parts)


def _xlsx(rows: str, **parts: object) -> bytes:
    file = io.BytesIO()
    write_xlsx_xml(file, rows, **parts)
    return file.getvalue()


def as_ods(rows: Rows) -> bytes:
    return _ods(ods_rows(rows))


def _ods(rows: str, **parts: str) -> bytes:
    file = io.BytesIO()
    write_ods_xml(file, rows, **parts)
    return file.getvalue()


def as_parquet(rows: Rows) -> bytes:
    header, *lines = rows
    return pd.DataFrame([list(map(str, line)) for line in lines], columns=list(header)).to_parquet()


def repacked(content: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The archive with the content of each part as `change` makes it; nothing where it is left out."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if (part := change(name, old.read(name))) is not None:
                new.writestr(name, part)
    return file.getvalue()


def part_changed(content: bytes, part: str, change: Callable[[bytes], bytes | None]) -> bytes:
    return repacked(content, lambda name, inner: change(inner) if name == part else inner)


def refused(rows: Rows) -> Mapping[str, tuple[str, bytes]]:
    """Files that nobody can read rightly: what is wrong, the ending of the name, and the bytes. `rows` are what they were before."""
    plain, xlsx, ods, parquet = as_csv(rows), as_xlsx(rows), as_ods(rows), as_parquet(rows)
    sheet, content, number = "xl/worksheets/sheet1.xml", "content.xml", '<c r="{}"><v>3</v></c>'
    found: dict[str, tuple[str, bytes]] = {}

    def put(ending: str, **files: bytes) -> None:
        found.update({f"{ending}: {what.replace('_', ' ')}": (ending, data) for what, data in files.items()})

    def extra(cell: str, row: str = '<row r="9">{}</row>') -> bytes:
        return _xlsx(xlsx_rows(rows) + row.format(cell))

    for ending, whole in ((".xlsx", xlsx), (".ods", ods), (".parquet", parquet)):
        put(
            ending, nothing=b"", one_byte=b"P", letters=b"not what it is called", zeros=bytes(4096), a_table_of_text=plain,
            a_page=b"<!DOCTYPE html><html><table><tr><td>1</td></tr></table></html>", a_picture=b"GIF89a" + bytes(64),
            a_workbook_of_before_2007=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), a_document=b"%PDF-1.7\n%%EOF\n",
            cut_off_at_its_start=whole[:10], cut_off_in_the_middle=whole[: len(whole) // 2], without_its_last_byte=whole[:-1],
            turned_round=whole[::-1],
        )  # fmt: skip
    for ending, whole, part in ((".xlsx", xlsx, sheet), (".ods", ods, content)):
        put(
            ending, an_empty_archive=repacked(whole, lambda *_: None), without_its_sheet=part_changed(whole, part, lambda _: None),
            an_empty_sheet=part_changed(whole, part, lambda _: b""), a_sheet_cut_off=part_changed(whole, part, lambda inner: inner[:-30]),
            a_sheet_with_a_zero_byte=part_changed(whole, part, lambda inner: inner.replace(b"</", b"\0</", 1)),
            a_sheet_of_an_unknown_encoding=part_changed(whole, part, lambda inner: inner.replace(b"UTF-8", b"ebcdic-9", 1)),
            a_sheet_with_bytes_of_no_encoding=part_changed(whole, part, lambda inner: inner.replace(b"</", b"\xff\xfe</", 1)),
            elements_that_do_not_nest=part_changed(whole, part, lambda inner: inner + b"</a>"),
            elements_that_are_not_closed=part_changed(whole, part, lambda inner: inner.replace(b">", b"><a>" * 5000, 2)),
            an_entity_that_is_not_declared=part_changed(whole, part, lambda inner: inner.replace(b"</", b"&who;</", 1)),
            a_file_that_an_entity_names=part_changed(
                whole, part, lambda inner: inner.replace(b"?>", b'?><!DOCTYPE a [<!ENTITY who SYSTEM "file:///dev/null">]>', 1).replace(b"</", b"&who;</", 1)
            ),
            half_a_pair_of_characters=part_changed(whole, part, lambda inner: inner.replace(b"</", b"&#xD800;</", 1)),
            one_byte_of_the_packed_sheet_turned=_turned(whole, part),
        )  # fmt: skip
    put(
        ".xlsx", two_cells_in_one_place=extra(number.format("A9") * 2), a_row_that_there_is_not=extra("", '<row r="0">{}</row>' + number.format("A0")),
        a_row_beyond_all_rows=extra(number.format("A99999999999"), '<row r="99999999999">{}</row>'),
        a_column_beyond_all_columns=extra(number.format("ZZZZ9")), a_place_that_is_none=extra(number.format("9A")),
        the_last_cell_of_the_sheet=extra(number.format("XFD1048576"), '<row r="1048576">{}</row>'),
        a_text_that_is_not_listed=extra('<c r="A9" t="s"><v>7</v></c>'), a_text_before_the_first=extra('<c r="A9" t="s"><v>-1</v></c>'),
        a_style_that_is_not_listed=extra('<c r="A9" s="4000000000"><v>3</v></c>'), a_kind_of_cell_that_there_is_not=extra('<c r="A9" t="zz"><v>3</v></c>'),
        a_number_that_is_none=extra('<c r="A9"><v>three</v></c>'), a_number_without_end=extra('<c r="A9"><v>1e999</v></c>'),
        not_a_number=extra('<c r="A9"><v>NaN</v></c>'), a_decimal_comma=extra('<c r="A9"><v>1,5</v></c>'),
        a_cell_longer_than_any=extra(f'<c r="A9" t="inlineStr"><is><t>{"a" * 40_000}</t></is></c>'),
        a_merged_range_of_the_whole_sheet=as_xlsx(rows, after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        a_merged_range_that_is_none=as_xlsx(rows, after='<mergeCells><mergeCell ref="A"/></mergeCells>'),
        merged_cells_in_the_table=as_xlsx(rows, after='<mergeCells><mergeCell ref="A2:A3"/></mergeCells>'),
        a_workbook_that_names_no_sheet=part_changed(xlsx, "xl/workbook.xml", lambda _: f'<workbook xmlns="{MAIN}"/>'.encode()),
        a_workbook_whose_sheet_is_elsewhere=part_changed(xlsx, "xl/_rels/workbook.xml.rels", lambda inner: inner.replace(b"sheet1.xml", b"../../../sheet9.xml")),
        styles_that_are_none=part_changed(xlsx, "xl/styles.xml", lambda _: b"styles"),
    )  # fmt: skip
    cell = '<table:table-cell{}><text:p>3</text:p></table:table-cell>'
    line = "<table:table-row{}>{}</table:table-row>"
    put(
        ".ods", a_row_repeated_a_billion_times=_ods(ods_rows(rows) + line.format(' table:number-rows-repeated="1000000000"', cell.format(' office:value-type="string"'))),
        a_cell_repeated_a_billion_times=_ods(ods_rows(rows) + line.format("", cell.format(' office:value-type="string" table:number-columns-repeated="1000000000"'))),
        a_number_that_is_none=_ods(ods_rows(rows) + line.format("", cell.format(' office:value-type="float" office:value="three"'))),
        a_number_without_end=_ods(ods_rows(rows) + line.format("", cell.format(' office:value-type="float" office:value="1e999"'))),
        a_day_that_there_is_not=_ods(ods_rows(rows) + line.format("", cell.format(' office:value-type="date" office:date-value="2023-02-31"'))),
    )  # fmt: skip
    put(
        ".csv", nothing=b"", a_mark_of_byte_order_alone=b"\xef\xbb\xbf", blank_lines_alone=b"\n\n\n", zeros=bytes(4096), a_workbook=xlsx,
        in_utf_16=plain.decode().encode("utf-16"), in_utf_16_without_a_mark=plain.decode().encode("utf-16-le"), in_utf_32=plain.decode().encode("utf-32"),
        in_latin_1=plain.decode().replace(str(rows[1][0]), "é").encode("latin-1"), a_zero_byte_in_a_cell=plain.replace(b"\n", b"\0\n", 2),
        a_quote_that_does_not_close=plain + b'"', a_quote_in_the_middle=plain.replace(b"\n", b'\n"a"b,', 1),
        semicolons=as_csv(rows, delimiter=";"), tabs=as_csv(rows, delimiter="\t"), bars=as_csv(rows, delimiter="|"),
        a_row_of_a_hundred_thousand_cells=plain + b",0" * 100_000 + b"\n", a_cell_of_a_megabyte=plain + b"a" * 1_000_000 + b"\n",
        the_header_alone=as_csv(rows[:1]), the_header_twice=as_csv([rows[0], *rows]), no_header=as_csv(rows[1:]),
        a_line_that_tells_who_made_it=b"Made by a system,\n" + plain, headings_turned_round=as_csv([list(rows[0])[::-1], *rows[1:]]),
        a_heading_twice=as_csv([[rows[0][0], *rows[0][:-1]], *rows[1:]]), a_page=b"<!DOCTYPE html><html><body>Please log in</body></html>",
        a_refusal_in_json=b'{"error": "not allowed"}', a_pointer_to_the_file=b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n",
        a_conflict_of_two_editions=b"<<<<<<< HEAD\n" + plain + b"=======\n" + plain + b">>>>>>> other\n",
        a_sign_that_turns_the_text=plain.replace(b"\n", "\u202e\n".encode(), 2), a_sign_without_width=plain.replace(b",", "\u200b,".encode(), 1),
        a_sign_of_no_meaning=plain.replace(b"\n", b"\x1b[2J\n", 2),
    )  # fmt: skip
    return found


def taken(rows: Rows) -> Mapping[str, tuple[str, bytes]]:
    """Files that look otherwise and say the same."""
    plain, xlsx = as_csv(rows), as_xlsx(rows)
    return {
        ".csv: a mark of byte order": (".csv", b"\xef\xbb\xbf" + plain),
        ".csv: lines ended as on Windows": (".csv", plain.replace(b"\n", b"\r\n")),
        ".csv: no end of the last line": (".csv", plain.rstrip(b"\n")),
        ".csv: a blank row of a hundred thousand cells": (".csv", plain + b"," * 100_000 + b"\n"),
        ".csv: every cell in quotes": (".csv", b"\n".join(b",".join(b'"' + cell + b'"' for cell in line.split(b",")) for line in plain.splitlines())),
        ".xlsx: a used range that claims the whole sheet": (".xlsx", part_changed(xlsx, "xl/worksheets/sheet1.xml", lambda inner: inner.replace(
            b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>', 1))),
        ".xlsx: an entity of one word": (".xlsx", part_changed(xlsx, "xl/worksheets/sheet1.xml", lambda inner: inner.replace(
            b"?>", b'?><!DOCTYPE a [<!ENTITY who "unused">]>', 1))),
        ".xlsx: a part that nobody reads": (".xlsx", as_xlsx(rows, parts={"xl/other.xml": "<a/>"})),
        ".xlsx: a sheet in UTF-16": (".xlsx", part_changed(xlsx, "xl/worksheets/sheet1.xml", lambda inner: inner.decode().replace("UTF-8", "UTF-16").encode("utf-16"))),
    }  # fmt: skip


def _turned(content: bytes, part: str) -> bytes:
    """The archive with one bit of a packed part turned: its checksum no longer fits."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        told = book.getinfo(part)
    at = told.header_offset + 30 + len(part) + told.compress_size // 2
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
