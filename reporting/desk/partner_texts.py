"""Partner texts: what is wrong with a return, in words that can be sent to the partner who sent it.

One list a file: where, what stands there, what is expected. What an analyst would do about it is left out, and so is every value of a
record: a partner finds it by its row. Checks that somebody has waived are not asked about again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd

from pipeline.core.faults import Fault, told
from pipeline.core.notebook_tables import faults_from
from pipeline.core.periods import Period, day_in_words, is_date
from pipeline.files.report_folder import of_records
from pipeline.files.toml_files import read_toml
from pipeline.quality.waivers import as_fault
from pipeline.received.received_files import received_on, sender_of
from reporting.store.catalogue import RECEIVED_IN


@dataclass(frozen=True)
class Asked:
    """A place of a received file that is at fault; `stops` says whether it keeps the report from being made."""

    fault: Fault
    stops: bool


def asked_in(tables: Path) -> list[Asked] | None:
    """What is at fault in received files, by the tables of a check as far as it came, what stops a report first; None where it read none."""
    if not (path := tables / "faults.parquet").exists():
        return None
    found = [Asked(fault, True) for fault in faults_from(pd.read_parquet(path))]
    if path := next((one for name in ("all_failing_rows", "failing_rows") if (one := tables / f"{name}.parquet").exists()), None):
        rows = [row for row in pd.read_parquet(path).itertuples() if not row.waived]
        found += [Asked(as_fault(row), row.severity == "critical") for row in rows]
    ours = [one for one in found if one.fault.file.startswith(RECEIVED_IN) and not one.fault.file.endswith(".toml")]
    return sorted(ours, key=lambda one: not one.stops)


def senders(folder: Path) -> list[str]:
    """Everybody who sent a file that lies in a report's folder."""
    files = (path for kind in RECEIVED_IN for path in (folder / kind).rglob("*") if path.is_file() and not path.name.endswith(".source.toml"))
    return sorted({sender_of(path.relative_to(folder).as_posix()) for path in files})


def partner_text(partner: str, folder: Path, period: str, asked: Iterable[Asked]) -> str:
    """The text to send to a partner of the report in this folder; empty where nothing of theirs is at fault."""
    by_file: dict[str, list[Asked]] = {}
    for one in asked:
        if sender_of(one.fault.file) == partner:
            by_file.setdefault(one.fault.file, []).append(one)
    if not by_file:
        return ""
    title = read_toml(folder / "report.toml", "report.toml")[0].get("title", folder.name)
    lines = [f"{title}, up to {day_in_words(Period.parse(period).end)}: about what you sent", ""]
    for file, ones in sorted(by_file.items()):
        lines += [*_of_file(file, ones), ""]
    lines += ["Please send the whole file again, with what is wrong put right. If something is right as it stands, please say so, and why."]
    return "\n".join(lines)


def _of_file(file: str, asked: list[Asked]) -> Iterator[str]:
    day, stops = received_on(Path(file)), sum(one.stops for one in asked)
    came = f", which came on {day_in_words(date.fromisoformat(day))}" if is_date(day) else ""
    places = "one place" if len(asked) == 1 else f"these {len(asked):,} places"
    yield f"{Path(file).name}{came}: please look at {places}. Rows are counted as a spreadsheet counts them; the headings are row 1."
    if stops:
        first = "It keeps" if len(asked) == 1 else "All of them keep" if stops == len(asked) else f"The first {stops:,} keep" if stops > 1 else "The first keeps"
        yield f"{first} the report from being made{'.' if stops == len(asked) else '; the others may be right.'}"
    else:
        yield "The report can be made; what is listed may be right, and we would like to be sure."
    yield from told(replace(one.fault, file="", action="", found=None if of_records(file) else one.fault.found) for one in asked)
