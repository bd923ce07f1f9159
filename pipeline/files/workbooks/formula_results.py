"""Formula results: whether what a workbook stores as the result of a formula was ever worked out.

Some programs write a formula without a result, or with 0 in its place, and leave the work to whoever opens the file;
one that converts such a file keeps the 0. A formula without a result is not calculated, and in a workbook that asks for
all to be calculated none is. A stored 0 (or nothing) stands where it can be worked out again here from constants and cells
of the sheet; where it cannot, it stands only if the file shows that it was calculated: it lists the order in which that
was done, or another formula of the sheet has a result.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pipeline.files.cell_values import column_number
from pipeline.files.workbooks.workbook_files import Grid

_MOST_VISITED = 2_000_000  # cells that are looked at to work out the formulas of a sheet
_TOKEN = re.compile(
    r"\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|(\$?[A-Z]{1,3}\$?\d{1,7})(?::(\$?[A-Z]{1,3}\$?\d{1,7}))?(?![\w(!.])|([A-Z][A-Z.]*)\(|(<=|>=|<>|.))",
    re.DOTALL,
)
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")


class _Unknown(Exception):
    """A formula that is not worked out here."""


class Formulas:
    """The formulas of a sheet with their stored results. `stale`: none was calculated; `trusted`: all were."""

    def __init__(self, grid: Grid, sheet: str, *, stale: bool = False, trusted: bool = False):
        self.grid, self.sheet, self.stale, self.trusted = grid, sheet, stale, trusted
        self.doubtful: dict[tuple[int, int], str] = {}
        self.without: dict[tuple[int, int], str] = {}
        self.visited = 0

    def add(self, place: tuple[int, int], formula: str, result: str | None) -> None:
        """Note a formula and its stored result: None where there is none, "" where it is an empty text."""
        told = f"={_plain(formula, self.sheet)}"
        if result is None or self.stale:
            self.without[place] = told
        elif _is_nothing(result):
            self.doubtful[place] = told
        else:
            self.trusted = True

    def uncalculated(self) -> Iterator[tuple[tuple[int, int], str]]:
        """The formulas whose stored result is none, by their cells."""
        yield from self.without.items()
        worked_out: dict[tuple[int, int], float] = {}
        for place, formula in self.doubtful.items():
            try:
                right = abs(self._result(place, worked_out, 0)) < 1e-6
            except (_Unknown, ArithmeticError, ValueError, LookupError):
                right = self.trusted
            if not right:
                yield place, formula

    def _result(self, place: tuple[int, int], known: dict[tuple[int, int], float], depth: int) -> float:
        if place not in known:
            if depth > 50:
                raise _Unknown
            known[place] = _Parser(self.doubtful[place][1:], lambda cell: self._cell(cell, known, depth)).result()
        return known[place]

    def _cell(self, place: tuple[int, int], known: dict[tuple[int, int], float], depth: int) -> object:
        self.visited += 1
        if self.visited > _MOST_VISITED or place in self.without:
            raise _Unknown
        return self._result(place, known, depth + 1) if place in self.doubtful else self.grid.at(*place)


def _is_nothing(result: str) -> bool:
    try:
        return float(result or 0) == 0
    except ValueError:
        return False


def _plain(formula: str, sheet: str) -> str:
    """A formula as Excel writes it, its own sheet left unnamed: `of:=SUM([.B2:.B5];[$Own.A1])` is SUM(B2:B5,A1)."""
    formula = formula.strip()
    if match := re.match(r"(of|oooc|msoxl):=?|=", formula):
        formula = formula[match.end() :]
    own = rf"\$?(?:'{re.escape(sheet)}'|{re.escape(sheet)})"
    formula = re.sub(rf"(?<![\w']){own}!", "", re.sub(rf"(?<=[\[:]){own}\.", ".", formula))
    if "[" in formula:
        formula = re.sub(r"\[([^\]]*)\]", lambda one: re.sub(r"(^|:)\.", r"\1", one[1]), formula).replace(";", ",")
    return formula


class _Parser:
    """Works out sums, differences, products and quotients of numbers and cells, and a few functions of them."""

    FUNCTIONS: dict[str, Callable[[list[Any]], float]] = {
        "SUM": lambda cells: math.fsum(_numbers(cells)),
        "PRODUCT": lambda cells: math.prod(_numbers(cells)),
        "MIN": lambda cells: min(_numbers(cells), default=0),
        "MAX": lambda cells: max(_numbers(cells), default=0),
        "AVERAGE": lambda cells: math.fsum(_numbers(cells)) / len(_numbers(cells)),
        "COUNT": lambda cells: len(_numbers(cells)),
        "COUNTA": lambda cells: sum(cell != "" for cell in cells),
        "ABS": lambda cells: abs(_one(cells)),
        "IF": lambda cells: _one([cells[1 if cells[0] else 2]]),
        "ROUND": lambda cells: round(float(cells[0]), int(cells[1])),
    }

    COMPARISONS: dict[str, Callable[[float, float], bool]] = {
        "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
    }  # fmt: skip

    def __init__(self, formula: str, cell: Callable[[tuple[int, int]], object]):
        self.cell = cell
        self.tokens = [match.groups() for match in _TOKEN.finditer(formula) if any(match.groups())]
        self.at = 0

    def result(self) -> float:
        value = self._compared(0)
        if self.at < len(self.tokens):
            raise _Unknown
        return value

    def _mark(self) -> str:
        return (self.tokens[self.at][4] or "") if self.at < len(self.tokens) else ""

    def _compared(self, depth: int) -> float:
        value = self._sum(depth)
        if (mark := self._mark()) in self.COMPARISONS:
            self.at += 1
            value = float(self.COMPARISONS[mark](value, self._sum(depth)))
        return value

    def _sum(self, depth: int) -> float:
        value = self._product(depth)
        while (mark := self._mark()) in ("+", "-") and mark:
            self.at += 1
            other = self._product(depth)
            value = value + other if mark == "+" else value - other
        return value

    def _product(self, depth: int) -> float:
        value = self._power(depth)
        while (mark := self._mark()) in ("*", "/") and mark:
            self.at += 1
            other = self._power(depth)
            value = value * other if mark == "*" else value / other
        return value

    def _power(self, depth: int) -> float:
        if depth > 50:
            raise _Unknown
        if self._mark() in ("+", "-") and self._mark():
            sign = self._mark()
            self.at += 1
            return self._power(depth + 1) * (-1 if sign == "-" else 1)
        value = self._atom(depth)
        while self._mark() == "%":
            self.at, value = self.at + 1, value / 100
        if self._mark() == "^":
            self.at += 1
            exponent = self._power(depth + 1)
            if abs(exponent) > 100:
                raise _Unknown
            value = value**exponent
        return value

    def _atom(self, depth: int) -> float:
        if self.at >= len(self.tokens):
            raise _Unknown
        number, first, last, function, mark = self.tokens[self.at]
        self.at += 1
        if number:
            return float(number)
        if first and not last:
            return _one([self.cell(_place(first))])
        if function in self.FUNCTIONS:
            return float(self.FUNCTIONS[function](list(self._arguments(depth))))
        if mark == "(":
            value = self._compared(depth + 1)
            self._close()
            return value
        raise _Unknown

    def _arguments(self, depth: int) -> Iterator[object]:
        while True:
            first, last = self.tokens[self.at][1:3] if self.at < len(self.tokens) else (None, None)
            if first and last:
                self.at += 1
                (top, left), (bottom, right) = _place(first), _place(last)
                for row in range(top, bottom + 1):
                    for column in range(left, right + 1):
                        yield self.cell((row, column))
            elif first and (self.at + 1 == len(self.tokens) or self.tokens[self.at + 1][4] in (",", ")")):
                self.at += 1
                yield self.cell(_place(first))
            else:
                yield self._compared(depth + 1)
            if self._mark() != ",":
                self._close()
                return
            self.at += 1

    def _close(self) -> None:
        if self._mark() != ")":
            raise _Unknown
        self.at += 1


def _place(reference: str) -> tuple[int, int]:
    match = _CELL.fullmatch(reference)
    if not match:
        raise _Unknown
    return int(match[2]), column_number(match[1])


def _numbers(cells: Sequence[object]) -> list[float]:
    return [float(cell) for cell in cells if isinstance(cell, (int, float)) and not isinstance(cell, bool)]


def _one(cells: Sequence[object]) -> float:
    """A cell as an operand: an empty one is 0, yes is 1; of a text nothing is known."""
    held = (cells[0] or 0) if len(cells) == 1 else None
    if not isinstance(held, (int, float)):
        raise _Unknown
    return float(held)
