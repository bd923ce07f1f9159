"""Step needs: everything that the result of a notebook rests on. A result is used again only where all of it is the same.

What a notebook read is observed, as are the modules and files of ours that it used. What it might have seen without reading is
taken whole: every name in the report's folder, the packages that are installed, the environment, the day.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pipeline.core.installation import EXPECTATIONS, PACKAGES, name_of
from pipeline.core.today import today
from pipeline.files.inputs import read_input
from pipeline.files.report_folder import none_of_ours
from reporting.store.identity import CODE_SUFFIXES, OURS, Identity

# What runs every notebook and keeps what came out.
ALWAYS = ("reporting/__init__.py", "reporting/runs/")
OBSERVER = PACKAGES / "reporting/runs/kernels/observer.py"  # in every kernel, with what it imports
# Variables that tell of a terminal or of where somebody is, one that changes nothing by its own promise (forked_kernels), and one that
# every process which checks sets for itself (pipeline.quality.library), so that it is the same in all wherever it was set before.
PASSING = re.compile(r"_|SHLVL|PWD|OLDPWD|COLUMNS|LINES|WINDOWID|TERM.*|SSH_.*|XDG_.*|DBUS_.*|PYTEST_.*|REPORT_COLD_KERNELS|GX_ANALYTICS_ENABLED")
_FROM = re.compile(r"^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^)]*\)|[^\n]*)", re.MULTILINE)
_IMPORT = re.compile(r"^[ \t]*import[ \t]+([^\n]*)", re.MULTILINE)


def codes_of(notebooks: Iterable[Path]) -> dict[Path, dict[str, str]]:
    """The files of ours that each notebook's result rests on, by name, with their checksums.

    The notebook, the modules that it imports and those that they import, whatever else lies in the packages of these
    (templates, tables of words), the expectations where one of them reads them, and what runs it.
    """
    found = {path for name in OURS for path in (PACKAGES / name).rglob("*") if path.suffix in CODE_SUFFIXES}
    modules = {_module_of(path): path for path in found if path.suffix == ".py"}
    beside: dict[Path, set[Path]] = {}
    for path in found - {*modules.values()}:  # each belongs to the package that it lies in, at any depth
        package = next((one for one in path.parents if (one / "__init__.py").is_file()), path.parent)
        beside.setdefault(package, set()).add(path)
    always = [path for path in modules.values() if name_of(path).startswith(ALWAYS)]
    codes = {}
    for notebook in notebooks:
        files = {notebook, *always, *_reached(notebook, {name: path for name, path in modules.items() if name.startswith("pipeline")})}
        files |= {path for package in {file.parent for file in files} for path in beside.get(package, ())}
        if any("EXPECTATIONS" in read_input(file).text for file in files if file.suffix == ".py"):
            files |= set(EXPECTATIONS.glob("*.json"))
        codes[notebook] = {name_of(path): read_input(path).sha256 for path in sorted(files)}
    return codes


def _module_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGES).with_suffix("").parts).removesuffix(".__init__")


def _reached(notebook: Path, modules: Mapping[str, Path]) -> set[Path]:
    """Those of these modules that a notebook may import, or one of them, with the packages that they lie in."""
    cells = json.loads(read_input(notebook).text)["cells"]
    waiting = _imported(read_input(OBSERVER).text) | _imported("\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"))
    names: set[str] = set()
    while new := {name for module in waiting for name in _with_packages(module) if name in modules} - names:
        names |= new
        waiting = {one for name in new for one in read_input(modules[name]).once("imported modules", lambda read: _imported(read.text))}
    return {modules[name] for name in names}


def _imported(source: str) -> set[str]:
    """The modules that a text may import; of `from a import b` both a and a.b."""
    found = {name for module, names in _FROM.findall(source) for name in (module, *(f"{module}.{one}" for one in re.findall(r"\w+", names)))}
    return found | {name for names in _IMPORT.findall(source) for name in re.findall(r"[\w.]+", names)}


def _with_packages(module: str) -> Iterator[str]:
    """A module and every package that it lies in."""
    parts = module.split(".")
    yield from (".".join(parts[:end]) for end in range(1, len(parts) + 1))


def surroundings(identity: Identity, parameters: Mapping[str, str], folder: Path) -> dict[str, object]:
    """What every notebook of a run might see: its parameters, all names in the report's folder, Python, packages, environment and day."""
    return {
        "parameters": dict(parameters), "names": digest(sorted(names_in(folder))), "inputs": sorted(one.name for one in identity.inputs),
        "python": [sys.version, sys.executable, identity.platform], "packages": _packages(), "day": today().isoformat(),
        "environment": digest(sorted((name, text) for name, text in os.environ.items() if not PASSING.fullmatch(name))),
    }  # fmt: skip


def names_in(folder: Path) -> Iterator[str]:
    """Every file and folder of a report's folder that may be ours: a folder ends with a slash, a link leads somewhere."""
    for at, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not none_of_ours(Path(name))]
        for name in (*(f"{name}/" for name in folders), *(name for name in names if not none_of_ours(Path(name)))):
            path = os.path.join(at, name.rstrip("/"))
            yield f"{os.path.relpath(at, folder)}/{name}{'>' + os.readlink(path) if os.path.islink(path) else ''}"


@functools.cache
def _packages() -> str:
    """What is installed: each package's name and version, and when it was installed."""
    found = [path for place in sys.path if place for path in Path(place).glob("*.dist-info")]
    return digest(sorted((path.name, path.stat().st_mtime_ns) for path in found))


def digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def missing(used: Iterable[Path], code: Mapping[str, str]) -> list[str]:
    """Files of ours that a notebook was seen to use, and that are not among those that it was taken to rest on."""
    return sorted({name for path in used if (name := name_of(path)) not in code})
