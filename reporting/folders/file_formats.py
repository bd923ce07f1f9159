"""File formats: every key of every TOML file of a report's folder, in Markdown, from the models that read them.

What a key means is the text below it in its model, and nowhere else. `report formats` prints what is written here;
docs/file-formats.md is its output, and a test says when it is no longer.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import get_args

from pydantic import BaseModel

from pipeline.definitions.case_tables import CaseTable
from pipeline.definitions.corrections import Corrections
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.indicators.measures import NarrativeMeasure
from pipeline.definitions.logs import Logs
from pipeline.definitions.report_definition import PeriodExceptions, ReportDefinition
from pipeline.files.toml_files import Table
from pipeline.received.source_records import SourceRecord
from reporting.folders.queries import Query

# File, the table that holds the keys (empty: the file itself), and its model.
FILES: tuple[tuple[str, str, type[BaseModel]], ...] = (
    ("report.toml", "", ReportDefinition),
    ("indicators.toml", "CODE", Indicator),
    ("indicators.toml, a measure told in words", "CODE", NarrativeMeasure),
    ("period/PERIOD.toml", "", PeriodExceptions),
    ("cases.toml", "TABLE", CaseTable),
    ("corrections.toml", "", Corrections),
    ("logs.toml", "", Logs),
    ("NAME.source.toml, beside the file that it is about", "", SourceRecord),
    ("queries/TABLE.toml", "", Query),
)
HEAD = """# File formats: every key of every TOML file

Written by `report formats` from the models that read these files: do not edit this page, but the text below the key in
its model. What else a report's folder holds, and the columns of returns and trackers, is told in
[files and records](files-and-records.md); what a rule does, in [rules](rules.md).

A key that is not listed is refused with its line. `[a.b]` is a table, `[[a.b]]` one of a list of tables. Words in
capitals stand for names of your own.
"""
_KINDS = {"string": "text", "integer": "whole number", "number": "number", "boolean": "`true` or `false`"}
_NOUN = re.compile(r"(text|name|period|whole number|row number|number|date|table|regular expression)\b")
_LEFT_OUT = ("", [], {}, None)  # defaults that say nothing: the key may be left out


def file_formats() -> str:
    """The page, in Markdown. Raises ValueError for a key without words: they belong below the key in its model."""
    return "\n".join([HEAD, *(line for file, table, model in FILES for line in _file(file, table, model))]).rstrip() + "\n"


def _file(file: str, table: str, model: type[BaseModel]) -> Iterator[str]:
    """The sections of one file: its own keys first, then those of each table in it, in the order of the keys."""
    root = model.model_json_schema()
    tables, models = {"": root, **root.get("$defs", {})}, _models(model)
    places: dict[str, list[str]] = {"": [f"[{table}]"] if table else []}

    def place(name: str, at: str) -> None:
        for key, value in tables[name]["properties"].items():
            for below, listed, named in _tables_of(value):
                there = ".".join(filter(None, [at, key, "NAME" if named else ""]))
                known = below in places
                places.setdefault(below, []).append(f"[[{there}]]" if listed else f"[{there}]")
                if not known:
                    place(below, there)

    place("", table)
    yield f"## {file}\n"
    for name, found in places.items():
        if found:
            yield f"### {', '.join(f'`{place}`' for place in found)}\n"
        yield from _section(tables[name], models[name or model.__name__])


def _section(table: dict, model: type[BaseModel]) -> Iterator[str]:
    said = _words_of(model)
    yield f"{table['description']}\n"
    yield "| key | holds | if left out | what it says |\n|---|---|---|---|"
    for key, value in table["properties"].items():
        if key not in said:
            raise ValueError(f"{table['title']}.{key} has no words: write what it says below it in its model")
        cells = (f"`{key}`", _holds(value), _default(key, value, table), said[key])
        yield f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"
    yield ""


def _words_of(model: type[BaseModel]) -> dict[str, str]:
    """What stands below each key of a model, by key; below one that it has from another model, what stands there."""
    found = {}
    for one in reversed([kind for kind in model.__mro__ if issubclass(kind, Table)]):
        (made,) = ast.parse(inspect.getsource(one)).body
        for key, below in pairwise(made.body):
            match key, below:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(words))):
                    found[model.model_fields[name].alias or name] = " ".join(words.split())
    return found


def _models(model: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """A model and those of the tables in it, by name."""
    found, waiting = {}, [model]
    while waiting:
        one = waiting.pop()
        waiting += get_args(one)
        if isinstance(one, type) and issubclass(one, BaseModel) and one.__name__ not in found:
            found[one.__name__] = one
            waiting += [field.annotation for field in one.model_fields.values()]
    return found


def _tables_of(value: dict, listed: bool = False, named: bool = False) -> Iterator[tuple[str, bool, bool]]:
    """The tables that a key can hold: the model's name, whether in a list, and whether each under a name of its own."""
    if "$ref" in value:
        yield value["$ref"].rpartition("/")[2], listed, named
    for one in value.get("anyOf", ()):
        yield from _tables_of(one, listed, named)
    if "items" in value:
        yield from _tables_of(value["items"], True, named)
    for one in (value.get("additionalProperties"), *value.get("patternProperties", {}).values()):
        if isinstance(one, dict):
            yield from _tables_of(one, listed, True)


def _holds(value: dict) -> str:
    """What a key holds, in words: `whole number from 0 to 36`, `list of texts`."""
    if "holds" in value:
        return value["holds"]
    if "enum" in value or "const" in value:
        return ", ".join(f"`{one}`" for one in value.get("enum", [value.get("const")]))
    if "anyOf" in value:
        # A number with decimals may also be given as a text, which TOML has no need of.
        numbers = [one for one in value["anyOf"] if one.get("type") == "number"]
        kinds = numbers or [one for one in value["anyOf"] if one.get("type") != "null"]
        return (", " if all("enum" in one for one in kinds) else ", or ").join(map(_holds, kinds))
    if value.get("type") == "array":
        if "prefixItems" in value:
            return f"list of {len(value['prefixItems'])} {_several(value['prefixItems'][0])}"
        return f"list of {_several(value['items'])}"
    if value.get("type") == "object":
        kinds = [one for one in (value.get("additionalProperties"), *value.get("patternProperties", {}).values()) if one]
        names = value.get("propertyNames", {}).get("enum", ())
        by = f", by {', '.join(f'`{name}`' for name in names)}" if names else ""
        return f"table of {_several(kinds[0])}{by}"
    if "$ref" in value:
        return "table"
    if "format" in value:
        return {"date": "date", "date-time": "day with its time"}[value["format"]]
    return f"{_KINDS[value['type']]}{_bounds(value)}"


def _several(value: dict) -> str:
    """What a list or a table holds several of: `texts`, `lists of texts`."""
    if "items" in value:
        return f"lists of {_several(value['items'])}"
    one = _holds(value)
    noun = _NOUN.match(one)
    return one.replace(noun[0], f"{noun[0]}s", 1) if noun else one.replace("basis", "bases", 1)


def _bounds(value: dict) -> str:
    words = {"minimum": "from", "exclusiveMinimum": "above", "maximum": "to", "exclusiveMaximum": "below"}
    return "".join(f" {word} {value[bound]:g}" for bound, word in words.items() if bound in value)


def _default(key: str, value: dict, table: dict) -> str:
    if key in table.get("required", ()):
        return "required"
    default = value.get("default")
    if default in _LEFT_OUT and default is not False:
        return ""
    number = isinstance(default, str) and any(one.get("type") == "number" for one in value.get("anyOf", ()))
    return f"`{default if number else json.dumps(default)}`"
