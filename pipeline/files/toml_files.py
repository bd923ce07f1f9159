"""TOML files: tables whose keys are all known, read so that every fault names its file and line."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from pipeline.core.faults import Fault, nearest, suggestion, unseen
from pipeline.core.unseen_characters import odd_space
from pipeline.files.cell_values import EXACT_DIGITS
from pipeline.files.inputs import Input, NotReadable, read_input
from pipeline.files.toml_lines import line_of

Model = TypeVar("Model", bound=BaseModel)


def said_as(holds: str) -> object:
    """What a kind of value is called in docs/file-formats.md, where its Python type does not say it."""
    return Field(json_schema_extra={"holds": holds})


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$"), said_as("name in small letters, digits and hyphens")
]

def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles), said_as("regular expression")]

# What belongs where pydantic found something else, by the start of its name for the error.
_EXPECTED = {
    "string_type": "a text in quotes",
    "string_too_short": "a text that is not empty",
    "int_": "a whole number",
    "bool_": "true or false",
    "decimal_": "a number",
    "date_": "a date such as 2027-03-31, without quotes",
    "model_": "a table with keys of its own",
    "dict_": "a table with keys of its own",
    "tuple_type": "a list in square brackets",
}
MOST_BYTES = 5_000_000  # of a file; the largest definition here has 60,000
DEEPEST = 20  # levels of tables and lists; the deepest definition has 7
PLACED = 200  # faults of a file that get their line, which is looked for in the whole text
IN_MEASURE = f"0, or a number from 1e-{EXACT_DIGITS} to below 1e{EXACT_DIGITS}"


class Table(BaseModel):
    """A table of a definition file: it cannot be changed once read, and a key it does not know is a fault.

    Texts lose the blanks around them, as cells do. The text below a key says what it means, once for those who read
    the code and those who read docs/file-formats.md, which `report formats` writes from it: there alone it is read, as
    pydantic would look for it among all modules at every start of a process, which took half of what all models take.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def read_toml(path: Path, name: str) -> tuple[dict[str, Any], list[Fault]]:
    """The file's tables and its faults; an unreadable file gives no tables and one fault.

    A mark of byte order at its start, as some editors write it, is no part of the text. What no definition needs and
    would only be felt later is refused here: a file of megabytes, tables nested without end, numbers out of all measure.
    The tables are those of everybody who reads the file: nobody may change them.
    """
    try:
        tables, faults = read_input(path).once(("toml", name), lambda found: _read_toml(found, name))
    except FileNotFoundError:
        return {}, [Fault("the file is missing", file=name, action="Every report folder needs it; `report new` writes an example.")]
    except NotReadable as error:
        return {}, [Fault(error.what, file=name, action="Put the file itself there.")]
    return tables, list(faults)


def line_in(path: Path, keys: Sequence[str | int]) -> int | None:
    """The line of a file where a key stands, or the nearest table around it."""
    return line_of(read_input(path).text, keys)


def fault_in(folder: Path, file: str, keys: Sequence[str | int], what: str, **told: str | None) -> Fault:
    """The fault of a key of a definition, with its line. `column`: how the key is called, if not by all that leads to it."""
    column = told.pop("column", ".".join(map(str, keys))) or ""
    return Fault(what, file, "", line_in(folder / file, keys), column, **told)  # type: ignore[arg-type]


# What is wrong with a name that is not known, its file and keys, how the key is called, the names there, and those that are known.
Named = tuple[str, str, Sequence[str | int], str, Iterable[str], Iterable[str]]


def unknown_names(folder: Path, named: Iterable[Named]) -> Iterator[Fault]:
    """The fault of each name in a definition that there is nothing of, with the nearest that there is."""
    for what, file, keys, column, names, known in named:
        for name in names:
            if name not in known:
                yield fault_in(folder, file, keys, what, column=column, found=name, action=nearest(name, known))


def _read_toml(found: Input, name: str) -> tuple[dict[str, Any], list[Fault]]:
    if len(found.data) > MOST_BYTES:
        expected = f"at most {MOST_BYTES:,} bytes"
        return {}, [Fault("too large for a definition", name, found=f"{len(found.data):,} bytes", expected=expected)]
    try:
        text = found.text
        tables = tomllib.loads(text, parse_float=_decimal)
        if (deep := _depth(tables)) > DEEPEST:
            return {}, [_too_deep(name, deep)]
        return tables, [*_unseen(tables, text, name), *_out_of_measure(tables, text, name)]
    except UnicodeDecodeError as error:
        return {}, [not_utf8(error, name, "Save it as UTF-8.")]
    except RecursionError:
        return {}, [_too_deep(name)]
    except tomllib.TOMLDecodeError as error:
        place = re.search(r" \(at line (\d+), column (\d+)\)", str(error))
        what = str(error).replace(place[0], f", character {place[2]}") if place else str(error)
        row = int(place[1]) if place else text.rstrip().count("\n") + 1
        return {}, [
            Fault(
                f"not valid TOML: {what[0].lower()}{what[1:]}",
                file=name,
                row=row,
                action="Mend the line; texts stand in quotes.",
            )
        ]
    except ValueError:  # Python reads no whole number of more digits
        digits = re.search(r"\d{4000,}", text.replace("_", ""))
        at = text[: digits.start()].count("\n") + 1 if digits else None
        return {}, [Fault("a number of thousands of digits", name, row=at, expected=IN_MEASURE)]


def _decimal(text: str) -> Decimal:
    """A number with a decimal point, exactly; one that even this cannot hold is no number."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("nan")


def _too_deep(name: str, deep: int | None = None) -> Fault:
    found = None if deep is None else f"{deep} levels"
    return Fault("tables or lists nested too deep", name, found=found, expected=f"at most {DEEPEST} levels")


def _depth(tables: object) -> int:
    """How deep tables and lists are nested; without recursion, which ends long before what a file can hold."""
    deep, level = 0, [tables]
    while level := [
        part for one in level if isinstance(one, (dict, list)) for part in (one.values() if isinstance(one, dict) else one)
    ]:
        deep += 1
    return deep


def _out_of_measure(value: object, text: str, name: str, keys: tuple[str | int, ...] = ()) -> Iterator[Fault]:
    """The numbers, at any depth, that no calculation here can keep exactly."""
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        number = Decimal(value)
        if not number.is_finite() or (number and not -EXACT_DIGITS <= number.adjusted() < EXACT_DIGITS):
            place = (name, "", line_of(text, keys), ".".join(map(str, keys)))
            yield Fault("a number out of all measure", *place, found=str(value), expected=IN_MEASURE)
    elif isinstance(value, (dict, list)):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _out_of_measure(part, text, name, (*keys, key))


def _unseen(value: object, text: str, name: str, keys: tuple[str | int, ...] = ()) -> Iterator[Fault]:
    """The texts and keys, at any depth, with a character that cannot be seen; in names also a blank that is no plain space."""
    if isinstance(value, str):
        # What stands in a list, or is a key, is a name: it is compared with what sheets hold, where all blanks are alike.
        if found := unseen(value) or (_odd_space(value) if keys and isinstance(keys[-1], int) else []):
            yield from _placed_at(found, text, name, keys)
    elif isinstance(value, (dict, list)):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(key, str) and (found := unseen(key, lines=False) or _odd_space(key) or _at_its_ends(key, keys)):
                yield from _placed_at(found, text, name, (*keys, key))
            yield from _unseen(part, text, name, (*keys, key))


def _at_its_ends(key: str, keys: tuple[str | int, ...]) -> list[Fault]:
    """The fault of a name that is empty, or that only a blank at its end tells from another; an empty cell may be a symbol."""
    if not key and keys[-1:] == ("symbols",):
        return []
    what = "a name that is empty, or has a blank at its end"
    return [] if key and key == key.strip() else [Fault(what, found=key, action="Mend it.")]


def _odd_space(text: str) -> list[Fault]:
    found, action = odd_space(text), "Type a plain space."
    return [Fault("a blank that is no plain space, in a name", found=found, action=action)] if found else []


def _placed_at(faults: list[Fault], text: str, name: str, keys: tuple[str | int, ...]) -> Iterator[Fault]:
    for fault in faults:
        yield replace(fault, file=name, row=line_of(text, keys), column=".".join(map(str, keys)))


def toml_of(value: object) -> str:
    """A value as it is written in a TOML file, a table within one line. Texts are those of JSON, but for the delete character."""
    match value:
        case Mapping():
            return "{" + ", ".join(f"{json.dumps(key)} = {toml_of(part)}" for key, part in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(toml_of, value)) + "]"
        case bool():
            return str(value).lower()
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case datetime() | date() | time():
            return value.isoformat()
    return str(value)


def not_utf8(error: UnicodeDecodeError, name: str, action: str) -> Fault:
    """The fault of a file that is not UTF-8, with the line where that shows."""
    return Fault("not UTF-8 text", file=name, row=error.object[: error.start].count(b"\n") + 1, action=action)


def validated(
    model: type[Model], values: object, path: Path, name: str, keys: Sequence[str | int] = ()
) -> tuple[Model | None, list[Fault]]:
    """The values as a model, or every fault pydantic finds, each with its line. `keys` leads to the values in the file."""
    try:
        return model.model_validate(values), []
    except ValidationError as error:
        problems = error.errors()
        faulty = {problem["loc"][:length] for problem in problems for length in range(len(problem["loc"]))}
        # A list that is "too short" because its items are at fault is not a fault of its own.
        told = [problem for problem in problems if problem["type"] != "too_short" or problem["loc"] not in faulty]
        text = read_input(path).text
        return None, [
            _fault(model, problem, text if at < PLACED else "", name, (*keys, *_written(problem["loc"], values)))
            for at, problem in enumerate(told)
        ]


def _fault(model: type[BaseModel], problem: ErrorDetails, text: str, name: str, place: tuple[str | int, ...]) -> Fault:
    column = ".".join(str(part) for part in place)
    row = line_of(text, place)
    if problem["type"] == "extra_forbidden":
        known = {field.alias or key for key, field in _model_at(model, problem["loc"][:-1]).model_fields.items()}
        action = nearest(str(problem["loc"][-1]), known)
        return Fault("unknown key", file=name, row=row, column=column, found=str(place[-1]), action=action)
    if problem["type"] == "missing":
        return Fault("a required key is missing", file=name, row=row, column=column, action="Add it.")
    shown = problem.get("input")
    found = str(shown) if isinstance(shown, (str, int, float, Decimal)) else None
    if problem["type"] == "literal_error":
        values = re.findall(r"'([^']*)'", problem["ctx"]["expected"])
        expected = "one of " + ", ".join(values)
        return Fault("not a known value", name, "", row, column, found, expected, suggestion(str(shown), values))
    kind = next((kind for kind in _EXPECTED if problem["type"].startswith(kind)), "")
    if kind:
        return Fault("not the kind of value that belongs here", name, "", row, column, found, _EXPECTED[kind])
    message = problem["msg"].removeprefix("Value error, ")
    return Fault(message[0].lower() + message[1:], file=name, row=row, column=column, found=found)


def _written(place: Sequence[str | int], values: Any) -> Iterator[str | int]:
    """A place as it is written: where one table stands for a list of one, it has no number in that list."""
    for part in place:
        if part in {"function-after", "tagged-union"} or (isinstance(part, int) and not isinstance(values, list)):
            continue
        yield part
        there = part in (values if isinstance(values, dict) else range(len(values)) if isinstance(values, list) else ())
        values = values[part] if there else None


def _model_at(model: type[BaseModel], place: Sequence[str | int]) -> type[BaseModel]:
    for part in place:
        fields = {field.alias or key: field for key, field in model.model_fields.items()}
        field = fields.get(str(part))
        if field is None:
            continue
        inner = [
            kind for kind in (field.annotation, *getattr(field.annotation, "__args__", ())) if isinstance(kind, type)
        ]
        model = next((kind for kind in inner if issubclass(kind, BaseModel)), model)
    return model
