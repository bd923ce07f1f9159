"""Thrift's compact protocol, in which Parquet files tell of themselves: structures as dictionaries by field number.

Format: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
"""

from __future__ import annotations

import struct

from .findings import Wrong

_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 1, 2, 3, 7, 8, 9, 10, 12


class Thrift:
    """Reads from a place `at` in some bytes. Raises IndexError where they end too soon."""

    def __init__(self, content: bytes, at: int):
        self.content, self.at = content, at

    def struct(self) -> dict:
        """A structure: its fields by their numbers."""
        found, field = {}, 0
        while head := self._byte():
            field = field + (head >> 4) if head >> 4 else self._zigzag()
            found[field] = self._value(head & 15)
        return found

    def varint(self) -> int:
        """A whole number in groups of seven bits, the lowest first."""
        number = shift = 0
        while True:
            byte = self._byte()
            number |= (byte & 127) << shift
            shift += 7
            if not byte & 128:
                return number

    def _byte(self) -> int:
        self.at += 1
        return self.content[self.at - 1]

    def _zigzag(self) -> int:
        number = self.varint()
        return number >> 1 ^ -(number & 1)

    def _value(self, kind: int) -> object:
        if kind in (_TRUE, _FALSE):
            return kind == _TRUE
        if kind == _BYTE:
            return self._byte()
        if kind in (4, 5, 6):
            return self._zigzag()
        if kind == _DOUBLE:
            self.at += 8
            return struct.unpack_from("<d", self.content, self.at - 8)[0]
        if kind == _BINARY:
            length = self.varint()
            self.at += length
            return self.content[self.at - length : self.at]
        if kind in (_LIST, _SET):
            head = self._byte()
            number = head >> 4 if head >> 4 < 15 else self.varint()
            inner = head & 15
            return [self._byte() == _TRUE if inner in (_TRUE, _FALSE) else self._value(inner) for _ in range(number)]
        if kind == _STRUCT:
            return self.struct()
        raise Wrong(f"the Parquet file holds a field of unknown kind {kind}")
