"""An edition as it stands on disk: its ledger, its executed notebooks, and the stored files under it."""

from __future__ import annotations

import ast
import csv
import hashlib
import hmac
import io
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from ..base.findings import NotChecked, Wrong
from .corrections import corrected
from .taken_away import read_csv
from .workbooks import read_ods, read_xlsx, sheet_names

FIGURES = "application/vnd.report-figures+json"
RECORDS = "cases/"


class NotAnEdition(Exception):
    """The folder is no restricted edition that can be read."""


class Edition:
    """The folder of a restricted edition. `inputs` and `code` are digests by name.

    `printed` are the ledger's figures by id. `records` are the same as the cells made them, before the disclosure rule
    withheld or rounded some (`replaced`).
    """

    def __init__(self, folder: Path, store: Path | None = None, publication: Path | None = None):
        outputs = folder.parents[3] if len(folder.parents) > 3 else folder
        self.folder, self.store = folder, store or outputs / "restricted" / "store"
        self.publication = publication or outputs.joinpath(*folder.parts[-3:])
        try:
            self.ledger = json.loads((folder / "ledger.json").read_text(encoding="utf-8"))
            self.run, figures = self.ledger["run"], self.ledger["figures"]
            self.printed: dict[str, Mapping] = {record["id"]: record for record in figures}
            self.inputs, self.code = self.run["inputs"], self.run["code"]
            self.labels: list[Mapping] = self.ledger.get("labels", [])
            self.notebooks = {
                path.name: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.ipynb"))
            }
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise NotAnEdition(f"{folder}: {error}") from None
        if len(self.printed) < len(figures):
            raise NotAnEdition(f"{folder}: the ledger names a figure twice")
        made, self.replaced = self._as_made()
        self.records = {name: made[name] if name in self.replaced and name in made else one for name, one in self.printed.items()}
        self._tomls: dict[str, dict] = {}
        self._tables: dict[tuple[str, str], list[Sequence[str]]] = {}
        self._read: dict[tuple[str, str], list[Sequence[str]]] = {}

    @property
    def cells(self) -> dict[str, tuple[str, list[dict]]]:
        """Every code cell of the executed notebooks: its source and the figure records in its outputs, by notebook#id."""
        return {
            f"{name}#{cell['id']}": (source, [record for bundle in bundles for record in bundle.get("figures", [])])
            for name, cell, source, bundles in self._code_cells()
        }

    def _code_cells(self) -> Iterator[tuple[str, Mapping, str, list[Mapping]]]:
        """Every code cell with its notebook, its source and what its outputs carry."""
        for name, notebook in self.notebooks.items():
            for cell in (one for one in notebook["cells"] if one["cell_type"] == "code"):
                yield name, cell, "".join(cell["source"]), [output.get("data", {}).get(FIGURES, {}) for output in cell["outputs"]]

    @cached_property
    def published(self) -> dict:
        """The ledger of the publication. Raises NotChecked where that is not there."""
        path = self.publication / "ledger.json"
        if not path.is_file():
            raise NotChecked("the publication is not there")
        return json.loads(path.read_text(encoding="utf-8"))

    def _as_made(self) -> tuple[dict[str, Mapping], dict[str, Mapping]]:
        """The figures as the cells made them, each with its cell, and those that another cell replaced, as they are printed."""
        made: dict[str, Mapping] = {}
        replaced: dict[str, Mapping] = {}
        for name, cell, source, bundles in self._code_cells():
            place = {"notebook": name, "id": cell["id"], "sha256": hashlib.sha256(source.encode()).hexdigest()}
            for bundle in bundles:
                found = replaced if bundle.get("replaces") else made
                found |= {record["id"]: {**record, "cell": place} for record in bundle.get("figures", [])}
        return made, replaced

    def is_restricted(self, name: str) -> bool:
        """Whether an input is of records of people: their file, what is said of it, or a definition that names one."""
        return name.startswith(RECORDS) or (name.endswith(".toml") and RECORDS.encode() in self.input(name))

    def keyed(self, content: object) -> str:
        """The keyed digest of something. Raises NotChecked without the secret, which lies in the store."""
        path = self.store / "secret"
        if not path.is_file():
            raise NotChecked("the secret of keyed digests is not in the store")
        key, told = path.read_bytes().strip(), json.dumps(content, sort_keys=True).encode()
        return f"hmac-sha256:{hmac.digest(key, told, 'sha256').hex()}"

    def stored(self, digest: str, name: str) -> bytes:
        """The stored file with this checksum. Raises Wrong where its bytes have another, NotChecked where it is not there."""
        path = self.store / digest[:2] / digest
        if not path.is_file():
            raise NotChecked("the store is not there" if not self.store.is_dir() else f"{name} is not in the store")
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != digest:
            raise Wrong(f"the stored {name} has another checksum than {digest[:12]}…")
        return content

    def input(self, name: str) -> bytes:
        """An input of the run, by its name in the report's folder."""
        if name not in self.inputs:
            raise Wrong(f"{name} is no input of the run")
        return self.stored(self.inputs[name], name)

    def toml(self, name: str) -> dict:
        """A definition of the run, its texts without the blanks around them; empty where the report has none of this name."""
        if name not in self._tomls:
            self._tomls[name] = _stripped(tomllib.loads(self.input(name).decode("utf-8-sig"))) if name in self.inputs else {}
        return self._tomls[name]

    def written(self, name: str) -> dict:
        """A definition of the run with its numbers as they are written: 57.50 is no 57.5."""
        return _stripped(tomllib.loads(self.input(name).decode("utf-8-sig"), parse_float=str))

    @property
    def is_older(self) -> bool:
        """Whether the ledger is of a form that told reasons and methods in words alone."""
        return "labels" not in self.ledger or not all("method_parts" in one for one in self.records.values())

    def period_file(self) -> dict:
        """What is special about the run's own period: `period/<period>.toml`."""
        return self.toml(f"period/{self.run['period']}.toml")

    def json(self, name: str) -> dict:
        """A JSON file of the stored code, such as a suite of expectations."""
        return json.loads(self.stored(self.code[name], name))

    def table(self, name: str, sheet: str = "") -> list[Sequence[str]]:
        """The rows of an input as texts: row n of a spreadsheet is item n - 1. Of TOML and Markdown each line is one text."""
        if (name, sheet) not in self._tables:
            content = self.input(name)
            if name.endswith(".csv"):
                read = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
            elif name.endswith((".toml", ".md")):
                read = [[line] for line in content.decode().splitlines()]
            elif name.endswith((".xlsx", ".ods")):
                read = (read_xlsx if name.endswith(".xlsx") else read_ods)(content, sheet)
            else:
                kind = "Parquet" if name.endswith(".parquet") else name.rpartition(".")[2]
                raise NotChecked(f"{kind} files are not read here, and no figure that rests on one is counted again")
            self._tables[name, sheet] = read
        return self._tables[name, sheet]

    def sheets(self, name: str) -> list[str]:
        """The names of the sheets of a stored workbook, in their order."""
        return sheet_names(self.input(name), name)

    def read_table(self, name: str, sheet: str = "") -> list[Sequence[str]]:
        """The rows of an input as the run read them: with the declared corrections."""
        if (name, sheet) not in self._read:
            declared = self.toml("corrections.toml").get("correction", [])
            self._read[name, sheet] = corrected(self.table(name, sheet), declared, name, sheet)
        return self._read[name, sheet]

    def csv(self, name: str) -> list[dict[str, str]]:
        """A table of the edition itself, one dictionary a row."""
        return read_csv(self.folder / name)

    def function(self, name: str) -> str | None:
        """The source of a function or class of the stored code, by `path#name`; None where the code has none of that name."""
        path, _, wanted = name.partition("#")
        if path not in self.code:
            return None
        source = self.stored(self.code[path], path).decode()
        kinds = (ast.FunctionDef, ast.ClassDef)
        found = [node for node in ast.parse(source).body if isinstance(node, kinds) and node.name == wanted]
        return ast.get_source_segment(source, found[0]) if found else None


def _stripped(value: object) -> object:
    """The same tables, with no blanks around their texts."""
    if isinstance(value, dict):
        return {name: _stripped(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_stripped(part) for part in value]
    return value.strip() if isinstance(value, str) else value
