"""Report folders with other texts: every text that a person may type into a definition, a record or a return, put at random.

Which keys hold texts is read from the models themselves, so that a new key is tried without being named here.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import UnionType
from typing import Annotated, Union, get_args, get_origin

from pydantic import AfterValidator, BaseModel, StringConstraints

from pipeline.definitions.case_tables import CaseTable
from pipeline.definitions.corrections import Correction
from pipeline.definitions.indicators.indicator import Indicator
from pipeline.definitions.indicators.measures import NarrativeMeasure
from pipeline.definitions.logs import Logs
from pipeline.definitions.report_definition import PeriodExceptions, ReportDefinition
from pipeline.received.source_records import SourceRecord

# Texts that name something that stands elsewhere, or that a program reads: another text there would be a fault.
NAMES = set(
    "code indicator indicators expectation category file files table sheet column columns where found becomes date key person"
    " same text values empty sha256 state kind format scored region measure start end until group groups population"
    " between counted link links source_column cells says_in role_column lookup other_spellings layout query".split()
)
Keys = tuple[str | int, ...]


def texts_in(model: object, values: object, keys: Keys = ()) -> Iterator[Keys]:
    """The places of the free texts in the values of a model: those that are there, and optional ones that could be."""
    origin = get_origin(model)
    if origin is Annotated:
        kind, *limits = get_args(model)
        patterns = [one for one in limits if isinstance(one, StringConstraints) and one.pattern]
        if not patterns and not any(isinstance(one, AfterValidator) for one in limits):
            yield from texts_in(kind, values, keys)
    elif origin in (Union, UnionType):
        for kind in get_args(model):
            yield from texts_in(kind, values, keys)
    elif model is str:
        if isinstance(values, str):
            yield keys
    elif origin is tuple and isinstance(values, list):
        for at, value in enumerate(values):
            yield from texts_in(get_args(model)[0], value, (*keys, at))
    elif origin is dict and isinstance(values, dict):
        for name, value in values.items():
            yield from texts_in(get_args(model)[1], value, (*keys, name))
    elif isinstance(model, type) and issubclass(model, BaseModel) and isinstance(values, dict):
        for name, field in model.model_fields.items():
            if name in NAMES:
                continue
            annotation = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
            if name in values:
                yield from texts_in(annotation, values[name], (*keys, name))
            elif field.annotation is str and field.default == "" and name not in DO_SOMETHING:
                yield (*keys, name)


DO_SOMETHING = {"received_says", "sheet", "population"}  # empty and filled mean more than another text


def retext(folder: Path, text_for: Callable[[str], str]) -> None:
    """Put another text into every place for one in a report's folder. `text_for` is given the place's name."""
    for path in sorted(folder.rglob("*.toml")):
        name = path.relative_to(folder).as_posix()
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        for keys in list(_texts_of(name, values)):
            put(values, keys, text_for(f"{name}: {'.'.join(map(str, keys))}"))
        path.write_text(toml_text(values), encoding="utf-8")


def _texts_of(name: str, values: dict) -> Iterator[Keys]:
    if name == "report.toml":
        yield from texts_in(ReportDefinition, values)
    elif name == "indicators.toml":
        for code, one in values.items():
            yield from texts_in(NarrativeMeasure if one.get("kind") == "narrative" else Indicator, one, (code,))
    elif name == "cases.toml":
        for table, one in values.items():
            yield from texts_in(CaseTable, one, (table,))
    elif name == "corrections.toml":
        for at, one in enumerate(values.get("correction", [])):
            yield from texts_in(Correction, one, ("correction", at))
    elif name == "logs.toml":
        yield from texts_in(Logs, values)
    elif name.startswith("period/"):
        yield from texts_in(PeriodExceptions, values)
    elif name.endswith(".source.toml"):
        yield from texts_in(SourceRecord, values)


def put(values: object, keys: Keys, text: str) -> None:
    """Put a text at a place."""
    for key in keys[:-1]:
        values = values[key]
    values[keys[-1]] = text


def copy_report(source: Path, root: Path) -> Path:
    """A copy of a report's folder without commentary, whose claims are about the old names."""
    shutil.copytree(source, root / source.name, ignore=shutil.ignore_patterns("commentary", "published"))
    for path in (root / source.name).rglob("*.source.toml"):  # a record that is changed has another checksum of nothing
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        values.pop("sha256", None)
        path.write_text(toml_text(values), encoding="utf-8")
    return root / source.name


def rename_categories(folder: Path, names: Mapping[str, str]) -> None:
    """Other names for sub-groups, in the definitions and in the returns in our own layout."""
    path = folder / "indicators.toml"
    values = tomllib.loads(path.read_text(encoding="utf-8"))
    for one in values.values():
        if isinstance(one.get("categories"), dict):
            one["categories"] = {names.get(name, name): level for name, level in one["categories"].items()}
    path.write_text(toml_text(values), encoding="utf-8")
    for path in (folder / "returns").glob("*.csv"):
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
        if rows and "category" in rows[0]:
            out = io.StringIO()
            writer = csv.DictWriter(out, rows[0].keys(), lineterminator="\n")
            writer.writeheader()
            writer.writerows({**row, "category": names.get(row["category"], row["category"])} for row in rows)
            path.write_text(out.getvalue(), encoding="utf-8")


def categories_of(folder: Path) -> list[str]:
    """The names of sub-groups in the definitions and the returns of a folder."""
    values = tomllib.loads((folder / "indicators.toml").read_text(encoding="utf-8"))
    found = [name for one in values.values() if isinstance(one.get("categories"), dict) for name in one["categories"]]
    for path in (folder / "returns").glob("*.csv"):
        found += [row.get("category") or "" for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))]
    return [name for name in dict.fromkeys(found) if name]


def toml_text(values: Mapping) -> str:
    """A TOML file: a line for each table, whatever its keys and texts hold."""
    return "".join(f"{toml_value(key)} = {toml_value(value)}\n" for key, value in values.items())


def toml_value(value: object) -> str:
    """A value as TOML in one line, whatever its keys and texts hold."""
    match value:
        case dict():
            return "{ " + ", ".join(f"{toml_value(key)} = {toml_value(part)}" for key, part in value.items()) + " }"
        case list():
            return "[" + ", ".join(map(toml_value, value)) + "]"
        case bool():
            return str(value).lower()
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return str(value)


def rename_files(folder: Path, name_for: Callable[[str], str]) -> None:
    """Other names, after the day that they were received, for the returns and trackers of a folder, with their records."""
    for kind in ("returns", "actions"):
        for path in sorted((folder / kind).glob("*")):
            if path.name.endswith(".source.toml"):
                continue
            day, _, name = path.stem.partition("_")
            made = path.with_name(f"{day}_{name_for(name)}{path.suffix}")
            record = path.with_suffix(".source.toml")
            if record.exists():
                record.rename(made.with_suffix(".source.toml"))
            path.rename(made)
