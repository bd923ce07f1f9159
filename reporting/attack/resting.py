"""Resting: what a printed figure says of the hidden numbers that it was worked out from, by its formula and its printed precision."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from fractions import Fraction

from reporting.attack.counted import Count
from reporting.attack.knowledge import Knowledge
from reporting.attack.outside import Statement

SAYS_NOTHING = ("data only", "no data", "nothing to judge", "too few points", "grey")


def resting(records: Mapping[str, Mapping], counts: Mapping[str, Count], knowledge: Knowledge) -> Iterator[Statement | str]:
    """A statement for each printed figure that rests on a hidden one; its id where nothing can be said by sums alone."""
    hidden = {name for name, one in records.items() if one["value"] is None and "c" in one["status"].split()}
    for name, record in records.items():
        rests = [one for one in record["operands"].values() if one in hidden]
        if not rests or record["measure"] == "chart" or record["value"] is None or _says_nothing(record, records):
            continue
        yield from _statements(record, records, counts, knowledge) or [name]


def _says_nothing(record: Mapping, records: Mapping[str, Mapping]) -> bool:
    """Whether a judgement was given for want of a number. A light that lacks neither its value nor its first reference was not."""
    asked = [records[one] for one in [*record["operands"].values()][:2]]
    lacks = any(one["value"] is None and "c" not in one["status"].split() for one in asked)
    of_zero = any(one["kind"] == "zero" for one in record["reason_parts"])
    return record["value"] in SAYS_NOTHING and not record["formula"] and not of_zero and (lacks or record["measure"] != "traffic_light")


def _statements(record: Mapping, records: Mapping, counts: Mapping[str, Count], knowledge: Knowledge) -> list[Statement]:
    """`low <= above / below <= high` as two statements about sums; none where the formula is no such quotient of sums."""
    if isinstance(record["value"], str) or not record["formula"]:
        return []
    known: dict[str, dict[str, Fraction]] = {}
    for name, operand in record["operands"].items():
        if operand in counts:
            known[name] = {key: Fraction(weight) for key, weight in knowledge.weights(counts[operand]).items()}
        elif isinstance(records[operand]["value"], (int, float)):
            known[name] = {"": Fraction(str(records[operand]["value"]))}
        else:
            return []
    quotient = _quotient(ast.parse(record["formula"], mode="eval").body, known)
    if quotient is None:
        return []
    above, below = quotient
    value, half = Fraction(str(record["value"])), Fraction(1, 2 * 10 ** record["decimals"])
    sides = []
    # What is below is a count, or a number, and not below zero: so both sides may be multiplied by it.
    for end, low, high in ((value - half, 0.0, float("inf")), (value + half, float("-inf"), 0.0)):
        found = _plus(above, below, -end)
        constant = float(found.pop("", Fraction(0)))
        sides.append(Statement({name: float(weight) for name, weight in found.items()}, low - constant, high - constant, _read(record)))
    return sides


def _read(record: Mapping) -> str:
    return f"{record['id']} is printed as {record['display']}"


Sum = dict[str, Fraction]


def _quotient(node: ast.expr, known: Mapping[str, Sum]) -> tuple[Sum, Sum] | None:
    """A formula as one sum over another."""
    match node:
        case ast.Constant(value=int() | float() as number):
            return {"": Fraction(str(number))}, {"": Fraction(1)}
        case ast.Name(id=name) if name in known:
            return known[name], {"": Fraction(1)}
        case ast.BinOp(left=left, op=op, right=right):
            one, other = _quotient(left, known), _quotient(right, known)
            if one is None or other is None:
                return None
            match op:
                case ast.Add() | ast.Sub() if one[1] == other[1]:
                    return _plus(one[0], other[0], 1 if isinstance(op, ast.Add) else -1), one[1]
                case ast.Mult():
                    return _times(one[0], other[0], one[1], other[1])
                case ast.Div():
                    return _times(one[0], other[1], one[1], other[0])
    return None


def _times(a: Sum, b: Sum, c: Sum, d: Sum) -> tuple[Sum, Sum] | None:
    above, below = _product(a, b), _product(c, d)
    return None if above is None or below is None else (above, below)


def _product(one: Sum, other: Sum) -> Sum | None:
    """The product of two sums, one of which is a number."""
    for number, held in ((one, other), (other, one)):
        if number.keys() <= {""}:
            return {name: weight * number.get("", Fraction(0)) for name, weight in held.items()}
    return None


def _plus(one: Sum, other: Sum, times: Fraction | int) -> Sum:
    return {name: one.get(name, Fraction(0)) + times * other.get(name, Fraction(0)) for name in dict.fromkeys([*one, *other])}
