"""The store: inputs, code and lock of every run as they were, each kept once, under its checksum."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.files.inputs import read_input
from reporting.store.aside import write_durably
from reporting.store.identity import Content
from reporting.store.secret import NAME, secret_of


def stored_path(store: Path, sha256: str) -> Path:
    """Where the file with this checksum stands."""
    return store / sha256[:2] / sha256


def keep(store: Path, contents: Iterable[Content]) -> None:
    """Copy each file into the store, unless it is there. Raises ValueError if a file is no longer what it was."""
    for content in contents:
        target = stored_path(store, content.sha256)
        if not target.exists():
            write_durably(target, _read(content))


def set_out(aside: Path, store: Path, contents: Iterable[Content]) -> None:
    """A store of these files alone, for a run that may yet be refused: links to what the store holds, and what it lacks."""
    aside.mkdir(parents=True, exist_ok=True)
    (aside / NAME).write_bytes(secret_of(store))
    for content in contents:
        target = stored_path(aside, content.sha256)
        if target.exists():  # two files are alike
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(stored_path(store, content.sha256), target)
        except OSError:  # it is not there yet, or this file system links nothing
            target.write_bytes(_read(content))


def _read(content: Content) -> bytes:
    found = read_input(content.path)
    if found.sha256 != content.sha256:
        raise ValueError(f"{content.name} changed while the report was being made")
    return found.data


def put_back(store: Path, names: Mapping[str, str], root: Path) -> None:
    """Copy stored files, by name and checksum, to where they stood under `root`."""
    for name, sha256 in names.items():
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(stored_path(store, sha256), target)
