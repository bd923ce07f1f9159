"""Parquet files read by the standard library: flat tables as pandas and pyarrow write them, each cell as a text.

Format: https://parquet.apache.org/docs/file-format/. Read are plain and dictionary-encoded pages of both versions, without
compression or with Snappy or gzip. Anything else (nested columns, other codecs and encodings, times of a zone that is not
named) raises NotChecked with its name, and nothing is guessed.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator, Mapping

from .findings import NotChecked, Wrong
from .parquet_cells import cell_reader
from .parquet_thrift import Thrift
from .snappy import decompressed

_BOOLEAN, _INT32, _INT64, _FLOAT, _DOUBLE, _BYTES, _FIXED = 0, 1, 2, 4, 5, 6, 7
_PLAIN, _PLAIN_DICTIONARY, _RLE, _RLE_DICTIONARY = 0, 2, 3, 8
_WIDE = {_INT32: "i", _INT64: "q", _FLOAT: "f", _DOUBLE: "d"}
_DATA, _DICTIONARY, _DATA_2 = 0, 2, 3


def read_parquet(content: bytes) -> list[list[str]]:
    """The column names, then every row; an empty cell is "". Raises Wrong for what is no Parquet file, or is cut off."""
    if content[:4] != b"PAR1" or content[-4:] != b"PAR1":
        raise NotChecked("an encrypted Parquet file") if content[-4:] == b"PARE" else Wrong("it is no Parquet file")
    try:
        (length,) = struct.unpack("<I", content[-8:-4])
        about = Thrift(content, len(content) - 8 - length).struct()
        return _table(content, about)
    except (LookupError, TypeError, AttributeError, ValueError, RecursionError, struct.error, zlib.error) as error:
        raise Wrong(f"the Parquet file cannot be read to its end: {error!r}") from None


def _table(content: bytes, about: Mapping) -> list[list[str]]:
    root, *schema = about[2]
    if len(schema) != root.get(5, 0) or any(one.get(3, 0) == 2 for one in schema):
        raise NotChecked("a Parquet file with columns inside columns")
    pandas = next((json.loads(one[2]) for one in about.get(5, ()) if one[1] == b"pandas"), {})
    columns = []
    for at, element in enumerate(schema):
        name = element[4].decode()
        if name in pandas.get("index_columns", ()):
            continue
        zone = next((one["metadata"] or {} for one in pandas.get("columns", ()) if one["name"] == name), {}).get(
            "timezone"
        )
        text = cell_reader(element, zone)
        values = (value for group in about[4] for value in _chunk(content, group[1][at][3], element))
        columns.append([name, *("" if value is None else text(value) for value in values)])
    if any(len(column) != about[3] + 1 for column in columns):
        raise Wrong("a column of the Parquet file has other rows than the file says")
    return [list(row) for row in zip(*columns, strict=True)]


def _chunk(content: bytes, chunk: Mapping, element: Mapping) -> Iterator[object]:
    """The values of one column in one group of rows; None where there is none."""
    at, read, dictionary = min(chunk[9], chunk.get(11) or chunk[9]), 0, []
    while read < chunk[5]:
        thrift = Thrift(content, at)
        head = thrift.struct()
        page = content[thrift.at : thrift.at + head[3]]
        at = thrift.at + head[3]
        if head[1] == _DICTIONARY:
            raw = decompressed(page, chunk[4], head[2])
            dictionary = _plain(raw, element, head[7][1])
        elif head[1] in (_DATA, _DATA_2):
            values = list(_page(page, head, chunk[4], element, dictionary))
            read += len(values)
            yield from values


def _page(page: bytes, head: Mapping, codec: int, element: Mapping, dictionary: list) -> Iterator[object]:
    """The values of one data page, with the places where there are none."""
    optional = element.get(3, 0) == 1
    if head[1] == _DATA:
        number, encoding = head[5][1], head[5][2]
        raw = decompressed(page, codec, head[2])
        start = 4 + struct.unpack_from("<I", raw)[0] if optional else 0
        levels, raw = raw[4:start], raw[start:]
    else:
        number, encoding, start = head[8][1], head[8][4], head[8][5] + head[8][6]
        levels, raw = page[head[8][6] : start], page[start:]
        if head[8].get(7, True):
            raw = decompressed(raw, codec, head[2] - start)
    there = list(_hybrid(levels, 1, number)) if optional else [1] * number
    values = iter(_values(raw, encoding, element, sum(there), dictionary))
    for one in there:
        yield next(values) if one else None


def _values(raw: bytes, encoding: int, element: Mapping, number: int, dictionary: list) -> list:
    if encoding == _PLAIN:
        return _plain(raw, element, number)
    if encoding in (_PLAIN_DICTIONARY, _RLE_DICTIONARY):
        return [dictionary[place] for place in _hybrid(raw[1:], raw[0], number)] if number else []
    if encoding == _RLE and element[1] == _BOOLEAN:
        return [bool(one) for one in _hybrid(raw[4:], 1, number)]
    raise NotChecked(f"a Parquet page in encoding {encoding}")


def _plain(raw: bytes, element: Mapping, number: int) -> list:
    """Values as they stand one after the other."""
    kind = element[1]
    if kind in _WIDE:
        return list(struct.unpack_from(f"<{number}{_WIDE[kind]}", raw))
    if kind == _BOOLEAN:
        return [bool(raw[place // 8] >> place % 8 & 1) for place in range(number)]
    if kind not in (_BYTES, _FIXED):
        raise NotChecked(f"a Parquet column of type {kind}")
    found, at = [], 0
    for _ in range(number):
        length = element[2] if kind == _FIXED else struct.unpack_from("<I", raw, at)[0]
        at += 0 if kind == _FIXED else 4
        if at + length > len(raw):
            raise IndexError("a text goes beyond its page")
        found.append(raw[at : at + length])
        at += length
    return found


def _hybrid(raw: bytes, width: int, number: int) -> Iterator[int]:
    """So many whole numbers of `width` bits each, in runs of the same one or packed in eights."""
    thrift, size = Thrift(raw, 0), (width + 7) // 8
    while number > 0:
        head = thrift.varint()
        if head & 1:
            length = (head >> 1) * width
            packed = int.from_bytes(raw[thrift.at : thrift.at + length], "little")
            run = [packed >> place * width & (1 << width) - 1 for place in range(min(number, (head >> 1) * 8))]
            thrift.at += length
        else:
            run = [int.from_bytes(raw[thrift.at : thrift.at + size], "little")] * min(number, head >> 1)
            thrift.at += size
        if not run:
            raise IndexError("an empty run")
        number -= len(run)
        yield from run
