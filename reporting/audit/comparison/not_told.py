"""Not told: what a comparison cannot say, in words, so that nobody takes silence for "the same"."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.figure_ids import OWN
from reporting.audit.comparison.key_differences import read_tables
from reporting.audit.verification import SealedRun

TOLD = 10


def not_told(first: SealedRun, second: SealedRun) -> Iterator[str]:
    """A sentence for each kind of thing that is not compared, or whose cause is not looked for; none where there is nothing such."""
    personal = sorted(
        {
            f"{name}.{column}"
            for sealed in (first, second) if "cases.toml" in sealed.identity["inputs"]
            for name, table in read_tables(sealed.text("cases.toml")).items()
            for column, about in table.get("columns", {}).items() if about.get("personal", "none") != "none"
        }
    )  # fmt: skip
    if personal:
        yield (
            f"changes within columns that hold something of a person are not told, because each run numbers their values by itself: {', '.join(personal)}. "
            "Figures that rest on them are compared like all others"
        )
    before, after = ({one["id"]: one["display"] for one in sealed.ledger["figures"] if one["id"].startswith(OWN)} for sealed in (first, second))
    changed = [one for one in dict.fromkeys([*before, *after]) if before.get(one) != after.get(one)]
    if before or after:
        listed = ", ".join(f"{one} ({before.get(one, 'not there')} → {after.get(one, 'not there')})" for one in changed[:TOLD])
        more = f" and {len(changed) - TOLD:,} more" if len(changed) > TOLD else ""
        yield (
            "figures of the report's own notebooks follow from those that are compared and are not made again, so that no cause is told of them: "
            + (f"of {len(before.keys() | after.keys()):,}, these say something else: {listed}{more}" if changed else "all of them say the same")
        )
