"""Fetched: reports' folders from wherever fsspec reads (a store of objects, an archive, another machine), for one batch.

What is fetched may hold records, so it lies below `restricted/`, for its owner alone, and goes with the batch. What a run was
made from is kept in the store, as always.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import fsspec

from reporting.store.aside import aside


@contextlib.contextmanager
def fetched(url: str, restricted: Path, reports: list[str]) -> Iterator[Path]:
    """A folder with these reports' folders (all there are where none is named) as they stand at `url`.

    Raises OSError where the place cannot be read, LookupError for a report that is not there, ValueError where fsspec knows no
    such place, ImportError where it needs a package for it.
    """
    system, root = fsspec.core.url_to_fs(url)
    there = sorted(Path(path).parent.name for path in system.glob(f"{root.rstrip('/')}/*/report.toml"))
    if missing := [report for report in reports if report not in there]:
        raise LookupError(f"not at {url}: {', '.join(missing)}; there are: {', '.join(there) or 'none'}")
    with aside(restricted) as made:
        for report in reports or there:
            system.get(f"{root.rstrip('/')}/{report}/", str(made / "data" / report) + "/", recursive=True)
        yield made / "data"
