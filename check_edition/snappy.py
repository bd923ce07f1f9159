"""Compressed pages of Parquet files: Snappy, worked out here, and gzip.

Format: https://github.com/google/snappy/blob/main/format_description.txt
"""

from __future__ import annotations

import zlib

from .findings import NotChecked, Wrong

_CODECS = {3: "LZO", 4: "Brotli", 5: "LZ4", 6: "Zstandard", 7: "LZ4"}


def decompressed(page: bytes, codec: int, length: int) -> bytes:
    """A page of so many bytes by the number of its codec in Parquet. NotChecked: a codec that is not read; Wrong: another length."""
    if codec == 0:
        found = page
    elif codec == 1:
        found = unsnapped(page) if page else b""
    elif codec == 2:
        found = zlib.decompress(page, wbits=31)
    else:
        raise NotChecked(f"a Parquet file compressed with {_CODECS.get(codec, f'codec {codec}')}")
    if len(found) != length:
        raise Wrong(f"a page of the Parquet file holds {len(found)} bytes, and says {length}")
    return found


def unsnapped(packed: bytes) -> bytes:
    """What Snappy packed: literals, and copies of what came before. Raises IndexError for what is cut off or damaged."""
    wanted = shift = at = 0
    while True:
        byte = packed[at]
        wanted |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if not byte & 128:
            break
    found = bytearray()
    while at < len(packed):
        tag, at = packed[at], at + 1
        kind = tag & 3
        if kind == 0:
            length = (tag >> 2) + 1
            if length > 60:
                size = length - 60
                length, at = int.from_bytes(packed[at : at + size], "little") + 1, at + size
            found += packed[at : at + length]
            at += length
            continue
        if kind == 1:
            length, offset, at = (tag >> 2 & 7) + 4, tag >> 5 << 8 | packed[at], at + 1
        else:
            size = 2 if kind == 2 else 4
            length, offset, at = (tag >> 2) + 1, int.from_bytes(packed[at : at + size], "little"), at + size
        start = len(found) - offset
        if offset == 0 or start < 0:
            raise IndexError("a copy from before the beginning")
        # A copy may reach into what it makes itself: then what is there is repeated.
        piece = bytes(found[start : start + length])
        found += (piece * (length // len(piece) + 1))[:length]
    if len(found) != wanted:
        raise IndexError(f"{len(found)} bytes instead of {wanted}")
    return bytes(found)
