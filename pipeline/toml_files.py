"""Reading TOML so that every fault names its file and line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from pipeline.faults import Fault, nearest

Model = TypeVar("Model", bound=BaseModel)

_HEADER = re.compile(r"\s*(\[\[?.*\]\]?)\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'[^']*'|[\w-]+)\s*=""")


def read_toml(path: Path, name: str) -> tuple[dict, list[Fault]]:
    """The file's tables and its faults; an unreadable file gives no tables and one fault."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal), []
    except FileNotFoundError:
        return {}, [Fault("the file is missing", file=name, action="Every report folder needs it; see the README.")]
    except UnicodeDecodeError as error:
        return {}, [Fault("not UTF-8 text", file=name, found=error.reason, action="Save the file as UTF-8.")]
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        row = int(line[1]) if line else None
        return {}, [Fault(f"not valid TOML: {error}", file=name, row=row, action="Mend the line; texts stand in quotes.")]


def validated(
    model: type[Model], values: object, path: Path, name: str, keys: Sequence[str | int] = ()
) -> tuple[Model | None, list[Fault]]:
    """The values as a model, or every fault pydantic finds, each with its line. `keys` leads to the values in the file."""
    try:
        return model.model_validate(values), []
    except ValidationError as error:
        return None, [_fault(model, problem, path, name, tuple(keys)) for problem in error.errors()]


def _fault(model: type[BaseModel], problem: dict, path: Path, name: str, keys: tuple[str | int, ...]) -> Fault:
    place = (*keys, *(part for part in problem["loc"] if part not in {"function-after", "tagged-union"}))
    column = ".".join(str(part) for part in place)
    row = line_of(path.read_text(encoding="utf-8"), place)
    if problem["type"] == "extra_forbidden":
        known = {field.alias or key for key, field in _model_at(model, problem["loc"][:-1]).model_fields.items()}
        action = nearest(str(problem["loc"][-1]), known)
        return Fault("unknown key", file=name, row=row, column=column, found=str(place[-1]), action=action)
    if problem["type"] == "missing":
        return Fault("a required key is missing", file=name, row=row, column=column, action="Add it.")
    message = problem["msg"].removeprefix("Value error, ")
    shown = problem.get("input")
    found = str(shown) if isinstance(shown, (str, int, float, Decimal)) else None
    return Fault(message[0].lower() + message[1:], file=name, row=row, column=column, found=found)


def _model_at(model: type[BaseModel], place: Sequence[str | int]) -> type[BaseModel]:
    for part in place:
        field = model.model_fields.get(str(part))
        if field is None:
            continue
        inner = [kind for kind in (field.annotation, *getattr(field.annotation, "__args__", ())) if isinstance(kind, type)]
        model = next((kind for kind in inner if issubclass(kind, BaseModel)), model)
    return model


def line_of(text: str, keys: Sequence[str | int]) -> int | None:
    """The line where a key stands, or the nearest table around it; numbers choose among repeated tables."""
    best, line, table, seen = 0, None, [], {}
    wanted = list(keys)
    for number, content in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(content):
            table = _header_keys(header[1])
            if header[1].startswith("[["):
                seen[tuple(table)] = seen.get(tuple(table), -1) + 1
                table = [*table, seen[tuple(table)]]
            here = table
        elif key := _KEY.match(content):
            here = [*table, key[1].strip("\"'")]
        else:
            continue
        shared = _shared(here, wanted)
        if shared == len(here) and shared > best:
            best, line = shared, number
    return line


def _header_keys(header: str) -> list[str | int]:
    try:
        tables = tomllib.loads(header)
    except tomllib.TOMLDecodeError:
        return []
    keys = []
    while tables:
        tables = tables[0] if isinstance(tables, list) else tables
        if not tables:
            break
        key, tables = next(iter(tables.items()))
        keys.append(key)
    return keys


def _shared(here: Sequence[str | int], wanted: Sequence[str | int]) -> int:
    count = 0
    for one, other in zip(here, wanted, strict=False):
        if one != other:
            break
        count += 1
    return count
