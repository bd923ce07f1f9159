"""The catalogue: which reports, periods and runs there are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from glob import escape as escaped
from pathlib import Path

from pipeline.core.faults import told_alike
from pipeline.core.periods import is_date
from pipeline.received.received_files import received_on

RECEIVED_IN = ("returns/", "cases/", "actions/")

PAGE = """<!DOCTYPE html>
<html lang="en-GB">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">{head}
<title>{title}</title>
<style>body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }}</style></head>
<body>
{body}
</body></html>
"""


@dataclass(frozen=True)
class Finished:
    """A run that stands in the outputs.

    `number`: the how-manieth run of its report and period it was; `newest`: the newest day of what it was made from; `lights`: how
    many indicators have each.
    """

    report: str
    period: str
    run: str
    made: str
    as_of: str
    page: Path
    number: int = 0
    newest: str = ""
    lights: Mapping[str, int] = field(default_factory=dict, hash=False)

    @property
    def age(self) -> tuple[str, int, str, str]:
        """What orders runs: the newest day of what they were made from, then their number, then when they were made.

        A day that was only asked for (`--as-of` after everything) makes data no newer. Where the clock was set back the
        number still tells the later run.
        """
        return min(self.newest or self.as_of, self.as_of), self.number, self.made, self.run


def newest_received(names: Iterable[str]) -> str:
    """The newest day on which one of these files of a report was received; empty where none says it."""
    days = [received_on(Path(name)) for name in names if name.startswith(RECEIVED_IN)]
    return max(filter(is_date, days), default="")


def report_ids(data_root: Path) -> list[str]:
    """The reports there are: folders with a report.toml."""
    return sorted(path.parent.name for path in data_root.glob("*/report.toml"))


def finished_runs(outputs: Path, report: str = "*", period: str = "*") -> list[Finished]:
    """The runs in the outputs that can be read, the newest first."""
    return read_runs(outputs, report, period)[0]


def read_runs(outputs: Path, report: str = "*", period: str = "*") -> tuple[list[Finished], list[str]]:
    """The runs in the outputs, the newest first, and a sentence for each whose run.json cannot be read."""
    runs, faulty = [], []
    named = [one if one == "*" else escaped(one) for one in (report, period)]
    for path in sorted(outputs.glob(f"{named[0]}/{named[1]}/*/run.json")):
        if path.is_relative_to(outputs / "restricted") or path.parent.name.startswith("."):
            continue
        if why := unreadable(path):
            faulty.append(f"{why} This run is left out of every list.")
        else:
            runs.append(_finished(path))
    return sorted(runs, key=lambda run: run.age, reverse=True), faulty


def unreadable(path: Path) -> str:
    """Why a run.json does not say what run it is of, and what to do; empty where it does."""
    try:
        _finished(path)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        why = f"it has no {error}" if isinstance(error, KeyError) else str(error)
        return f"{path} cannot be read: {why}. Put it back from where copies are kept; or move both editions of the run away, and make it again."
    return ""


def _finished(path: Path) -> Finished:
    """A run by its run.json. Raises ValueError, KeyError, TypeError, AttributeError, OSError or RecursionError where it is none."""
    facts = json.loads(path.read_text(encoding="utf-8"))
    names, made = facts["parameters"], facts["made"]
    texts = names["report"], names["period"], facts["run"], made["from"], names["as_of"]
    if not all(isinstance(one, str) for one in texts):
        raise ValueError("what should be texts is something else")
    # Runs of before the editions were parted tell it by the names of all their inputs.
    newest = facts.get("newest_received", newest_received(str(one["file"]) for one in facts.get("inputs", ())))
    lights = {str(light): int(number) for light, number in facts.get("traffic_lights", {}).items()}
    return Finished(*texts, path.with_name("report.html"), int(made.get("number", 0)), newest, lights)


def last_number(outputs: Path, report: str, period: str) -> int:
    """The highest number of a run of the period; 0 where there is none."""
    return max((run.number for run in finished_runs(outputs, report, period)), default=0)


def find_run(outputs: Path, name: str) -> Path:
    """The folder of a finished run, by its id, the start of its id, or its path. Raises LookupError saying what there is."""
    if (Path(name) / "run.json").is_file():
        return Path(name).resolve()
    runs, faulty = read_runs(outputs)
    found = [run.page.parent for run in runs if run.run.startswith(name)] if name else []
    if len(found) == 1:
        return found[0]
    known = ", ".join(f"{run.run} ({run.report} {run.period})" for run in runs[:8]) or "none"
    what = f'{"no run is" if not found else "several runs are"} called "{name}"; there are: {known}'
    raise LookupError("\n".join([what, *told_alike(faulty)]))
