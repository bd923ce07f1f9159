"""Received files: the returns and the case extracts of a report by the day they arrived, each with its record.

A return is `returns/<received>_<name>.csv|xlsx|ods`; an extract is `cases/<received>_<name>` with one of these endings
or `.parquet`, or any such file in `cases/<received>/` and the folders in it. Files are read, never changed.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from pipeline.core.faults import Fault
from pipeline.core.periods import is_date
from pipeline.core.today import today
from pipeline.files.report_folder import PLACES, RECORD, TABLES, none_of_ours, rename
from pipeline.files.toml_files import read_toml

CASE_SUFFIXES = (".csv", ".xlsx", ".ods", ".parquet")
_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})_[^/\\]+\.(csv|xlsx|ods)", re.ASCII)


def return_files(folder: Path, as_of: str = "") -> tuple[list[Path], list[Fault]]:
    """The returns of a report received by `as_of` (ISO date; empty: all), oldest first, and files whose names say nothing."""
    return received_files(folder / "returns", as_of)


def received_files(folder: Path, as_of: str = "") -> tuple[list[Path], list[Fault]]:
    """The files in a folder that were received by `as_of`, oldest first, and those whose names do not say when they were."""
    chosen, faults = [], []
    for path in sorted(folder.glob("*")):
        if path.name.endswith(".source.toml") or none_of_ours(path):
            continue
        match, name = _NAME.fullmatch(path.name), f"{folder.name}/{path.name}"
        if path.is_dir():
            faults.append(Fault("a folder where a file belongs", file=name, action="Put the return itself there."))
        elif match is None or not is_date(match[1]):
            what, expected = "a return is named by the date it was received", "a name such as 2023-11-30_police.csv (csv, xlsx or ods)"
            faults.append(Fault(what, file=name, expected=expected, action=rename(path.name, PLACES[folder.name])))
        elif path.is_file() and (not as_of or match[1] <= as_of):
            chosen.append(path)
    return chosen, faults


def source_record_path(path: Path) -> Path:
    """Where the record of a received file stands: beside it, ending in `.source.toml`."""
    return path.with_suffix(RECORD)


def tracker_files(folder: Path, as_of: str = "") -> list[Path]:
    """The newest tracker of each name received by `as_of` (ISO date; empty: all)."""
    files, _ = received_files(folder / "actions", as_of)
    return list({path.stem[len("2017-12-31_") :]: path for path in files}.values())


def received_on(path: Path) -> str:
    """The day an extract was received, ISO: at the start of its name, or the name of a folder around it; else no day."""
    named = [path.name[:10], *(folder.name for folder in path.parents)]
    return next((name for name in named if is_date(name)), path.parent.name)


def sender_of(file: str) -> str:
    """Who sent a file, as its name says: `police` of `returns/2023-11-30_police.csv`, of an extract's folder likewise; nobody of a definition."""
    parts = Path(file).parts
    if len(parts) < 2:
        return ""
    return re.sub(r"^\d{4}-\d{2}-\d{2}_?", "", Path(parts[1]).stem) or Path(parts[-1]).stem


def arrived_after(file: str, day: str) -> bool:
    """Whether a file arrived after a day (ISO; empty: never), as its name or its folder says, whether it is there or not."""
    received = received_on(Path(file))
    return bool(day) and is_date(received) and received > day


def case_files(folder: Path, as_of: str = "") -> tuple[list[Path], list[Fault]]:
    """The extracts received by `as_of` (ISO date; empty: all), oldest first, and files whose names do not say when."""
    chosen, faults = [], []
    for path in sorted((folder / "cases").rglob("*")):
        inner = path.relative_to(folder)
        if path.is_dir() or path.name.endswith(".source.toml") or any(map(none_of_ours, (inner, *inner.parents))):
            continue
        if path.suffix not in CASE_SUFFIXES or not is_date(received_on(path)):
            what = "an extract is named by the date it was received"
            expected = "a name such as 2025-07-14_referrals.csv, or a folder such as 2025-07-14 (csv, xlsx, ods or parquet)"
            faults.append(Fault(what, file=inner.as_posix(), expected=expected, action=rename(path.name, PLACES["cases"])))
        elif path.is_file() and (not as_of or received_on(path) <= as_of):
            chosen.append(path)
    return sorted(chosen, key=lambda path: (received_on(path), path.name)), faults


def reference_tables(folder: Path) -> tuple[list[Path], list[Fault]]:
    """The tables in `lookups/` that have a record beside them, and the faults of records without their table."""
    found, faults = [], []
    for record in sorted((folder / "lookups").glob("*.source.toml")):
        stem = record.name.removesuffix(".source.toml")
        tables = [path for ending in TABLES if (path := record.with_name(f"{stem}.{ending}")).exists()]
        found += tables[:1]
        if not tables:
            what, action = "the table that this record describes is not there", "Put the table beside its record, or take the record away."
            faults.append(Fault(what, file=f"lookups/{record.name}", action=action))
    return found, faults


def newest_received(folder: Path, as_of: str = "", day: date | None = None) -> str:
    """The newest received date among returns, extracts, trackers and reference tables, ISO; empty if there are none.

    Without an `as_of` no day after `day` (today) is meant, whatever a file says.
    """
    until = as_of or (day or today()).isoformat()
    return max((one for one in _received(folder).values() if one <= until), default="")


def received_ahead(folder: Path, as_of: str = "", day: date | None = None) -> list[Fault]:
    """Files that say they were received after `day` (today), and a day asked for (`as_of`, ISO) by which nothing was.

    A return dated 2062 by a slip would outrank every correction for a generation. So a file of a day to come is a fault,
    until the report is asked for as of that day or a later one (`--as-of 2062-04-01`), as demonstrations need it.
    """
    now, faults = (day or today()).isoformat(), []
    ahead = {name: received for name, received in _received(folder).items() if received > now}
    for name, received in ahead.items():
        if received > as_of:
            action = f"Correct the day. If it is meant, ask for the report as of then: --as-of {received}."
            faults.append(Fault("received after today", name, found=received, expected=f"a day up to {now}", action=action))
    if as_of > now and not any(received <= as_of for received in ahead.values()):
        expected = f"a day up to {now}"
        what = "the report is asked for as of a day to come, and nothing is dated after today by then"
        faults.append(Fault(what, column="as_of", found=as_of, expected=expected))
    return faults


def _received(folder: Path) -> dict[str, str]:
    """When each file of a report says that it was received, ISO, oldest first."""
    files = [*received_files(folder / "returns")[0], *received_files(folder / "actions")[0], *case_files(folder)[0]]
    days = {path.relative_to(folder).as_posix(): received_on(path) for path in files}
    for path in reference_tables(folder)[0]:
        days[f"lookups/{path.name}"] = _recorded_on(path)
    return dict(sorted(days.items(), key=lambda one: one[1]))


def _recorded_on(table: Path) -> str:
    """The day on which a reference table was received, ISO, as its record says; no day where it does not say one."""
    record = source_record_path(table)
    received = read_toml(record, record.name)[0].get("received")
    return received.isoformat() if type(received) is date else ""
