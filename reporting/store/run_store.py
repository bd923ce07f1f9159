"""The store: inputs, code and lock of every run as they were, each kept once, under its checksum."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.core.written_files import link_or_copy, sync, write_file
from pipeline.files.inputs import read_input
from reporting.store.identity import Content


def stored_path(store: Path, sha256: str) -> Path:
    """Where the file with this checksum stands."""
    return store / sha256[:2] / sha256


def set_out(aside: Path, store: Path, contents: Iterable[Content]) -> None:
    """A store of these files alone, for a run that may yet be refused: links to what the store holds, and what it lacks.

    Raises OSError if a file is no longer what it was.
    """
    for content in contents:
        target = stored_path(aside, content.sha256)
        if target.exists():  # two files are alike
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            link_or_copy(stored_path(store, content.sha256), target)
        except FileNotFoundError:  # it is not there yet
            write_file(target, _read(content))


def keep(store: Path, aside: Path) -> None:
    """Take into the store what it lacks of a store that was set out: each file is on the disk before its name is."""
    new = [path for path in sorted(aside.glob("*/*")) if not stored_path(store, path.name).exists()]
    for path in new:
        os.chmod(path, 0o600)
        sync(path)
    folders = sorted({stored_path(store, path.name).parent for path in new})
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    for path in new:
        os.replace(path, stored_path(store, path.name))
    for folder in (*folders, store, store.parent) if new else ():
        sync(folder)


def _read(content: Content) -> bytes:
    found = read_input(content.path)
    if found.sha256 != content.sha256:
        raise OSError(f"{content.name} changed while the report was being made")
    return found.data


def put_back(store: Path, names: Mapping[str, str], root: Path) -> None:
    """Copy stored files, by name and checksum, to where they stood under `root`."""
    for name, sha256 in names.items():
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        write_file(target, stored_path(store, sha256).read_bytes())
