"""The comparison as people read it: `compare.html` and `compare.json`, and the lines on the terminal.

Both stand in `restricted/compare/<run>-<run>/`, because they name rows of files, and are never changed: the same
comparison made again is found to be the same, another one (by a newer version of this code) stands beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.core.figure_ids import FigureId
from pipeline.core.written_files import write_file
from pipeline.page.templates_environment import environment
from reporting import editions
from reporting.audit.comparison.comparison import said
from reporting.audit.comparison.counterfactuals import PAGE_NOTEBOOK
from reporting.audit.comparison.key_differences import read_tables
from reporting.audit.comparison.sentences import affected
from reporting.audit.verification import SealedRun
from reporting.store.aside import alone, aside, open_to, put_in_place
from reporting.store.page_files import elsewhere

CSS = Path(editions.__file__).with_name("report.css")
JUDGEMENTS = ("traffic_light", "on_track")
MOST_BIGGEST = 10  # of the changes from one period to the next, the page shows so many; compare.json has them all


def publish(found: Mapping, first: SealedRun, second: SealedRun, folder: Path) -> Path:
    """Write page and JSON into a folder of their own, whole or not at all; the path of the page."""
    content = completed(found, first, second)
    with aside(folder) as beside:
        made = beside / "made"
        made.mkdir()
        written = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
        write_file(made / "compare.json", written)
        write_file(made / "compare.html", as_page(content, second))
        open_to(made, everybody=False)
        with alone(folder):
            for target in _targets(folder, f"{first.published.name}-{second.published.name}"):
                if not target.exists():
                    put_in_place([(made, target)], journal=beside)
                    return target / "compare.html"
                if _same(target, made):
                    return target / "compare.html"
    raise AssertionError("there is always another name")


def _targets(folder: Path, name: str) -> Iterator[Path]:
    yield folder / name
    yield from (folder / f"{name}-{number}" for number in range(2, 10_000))


def _same(one: Path, other: Path) -> bool:
    names = ("compare.json", "compare.html")
    there = all((folder / name).is_file() for folder in (one, other) for name in names)
    return there and all((one / name).read_bytes() == (other / name).read_bytes() for name in names)


def completed(found: Mapping, first: SealedRun, second: SealedRun) -> dict:
    """What was found, with the lights, charts and sentences that it touches, and how many there are of each."""
    periods = first.identity["period"] != second.identity["period"]
    changed = found["figures"]["changed"]
    every = [entry for kind in found["figures"].values() for entry in kind]
    revised = found.get("revised", [])
    touched = (
        {entry[name] for entry in revised for name in ("then", "now")} if periods else {entry["id"] for entry in every}
    )
    content = {
        **found,
        "periods": periods,
        "names": _names(first, second, [entry["id"] for entry in [*every, *revised]]),
        "lights": [entry["id"] for entry in changed if _judged_otherwise(entry)],
        "charts": list(_charts(first, second, touched)),
        "sentences": list(affected((first.published, second.published), touched)),
        "indicators": _indicators(first, second),
        "biggest": [entry["id"] for entry in sorted(changed, key=_size, reverse=True) if _size(entry)][:MOST_BIGGEST],
    }
    listed = ("lights", "charts", "sentences", "revised", "unexplained", "steps")
    counts = {name: len(kind) for name, kind in found["figures"].items()} | {"same": found.get("same", 0)}
    return content | {"counts": counts | {name: len(content.get(name, [])) for name in listed}}


def _names(first: SealedRun, second: SealedRun, ids: list[str]) -> dict[str, str]:
    """The short name of the indicator of every figure, as the later definition has it."""
    known = {
        code: values.get("short_name", "")
        for sealed in (first, second)
        for code, values in read_tables(sealed.text("indicators.toml")).items()
    }
    return {one: known.get(FigureId.parse(one).indicator, "") for one in ids}


def _indicators(first: SealedRun, second: SealedRun) -> dict[str, list[str]]:
    """The indicators that only one of the reports has."""
    old, new = (list(read_tables(sealed.text("indicators.toml"))) for sealed in (first, second))
    return {"new": [one for one in new if one not in old], "gone": [one for one in old if one not in new]}


def _charts(first: SealedRun, second: SealedRun, touched: set[str]) -> Iterator[dict]:
    """Charts that are new, gone or drawn otherwise: they are not rerun, because they draw nothing but figures."""
    old, new = (
        {one["id"]: one for one in sealed.ledger["figures"] if one["cell"]["notebook"].startswith(PAGE_NOTEBOOK) and one["unit"] == "chart"}
        for sealed in (first, second)
    )
    for one in dict.fromkeys([*old, *new]):
        records = [record for record in (old.get(one), new.get(one)) if record]
        points = dict.fromkeys(point for record in records for point in record["operands"].values() if point in touched)
        words = len({str(said(record)) for record in records}) > 1
        if len(records) == 1 or points or words:
            how = "drawn otherwise" if len(records) == 2 else "new" if one in new else "gone"
            yield {"id": one, "title": records[-1]["display"], "how": how, "points": list(points), "title_changed": words}


def _judged_otherwise(entry: Mapping) -> bool:
    """Whether it is a light or a judgement of another value; one that only has another mark is not told among these."""
    return FigureId.parse(entry["id"]).measure in JUDGEMENTS and entry["before"]["value"] != entry["after"]["value"]


def _size(entry: Mapping) -> float:
    """How big a change of an indicator's own value is, as a share of what it was; 0 for all else and where it was nothing."""
    parts = FigureId.parse(entry["id"])
    if entry["by"] is None or parts != FigureId(parts.indicator, "value"):
        return 0
    return abs(entry["by"] / entry["before"]["value"]) if entry["before"]["value"] else 0


def as_page(content: Mapping, second: SealedRun) -> str:
    """The page: everything in it is from `compare.json`, but for the report's own title and notice."""
    about = read_tables(second.text("report.toml"))
    entries = {entry["id"]: entry for kind in content["figures"].values() for entry in kind}
    template = environment().get_template("compare.html.j2")
    folders = {side: second.audit.parents[2].joinpath(*(content[side][name] for name in ("report", "period", "run"))) for side in ("first", "second")}
    places = {side: elsewhere(folder) for side, folder in folders.items()}
    return template.render(found=content, about=about, entries=entries, places=places, css=CSS.read_text(encoding="utf-8"))


def in_words(found: Mapping) -> Iterator[str]:
    """A comparison as lines for the terminal: the steps, the figures that changed and why, and what is unexplained."""
    for step in found["steps"]:
        yield f"{step['step']}. {step['cause']}, moves {step['moved']} figures: {'; '.join(step['what'])}"
        yield from (f"   {_row_in_words(row)}" for row in step["rows"])
        if step["note"]:
            yield f"   {step['note']}"
    periods = found["first"]["period"] != found["second"]["period"]
    for kind, entries in ({"revised": found["revised"]} if periods else found["figures"]).items():
        for entry in entries:
            causes = "; ".join(f"{move['cause']} (step {move['step']})" for move in entry["causes"])
            yield f"{kind}: {entry['id']}: {_display(entry['before'])} → {_display(entry['after'])}, because of {causes}"
    yield from (f"environment differs: {line}" for line in found["environment"])
    yield from (f"not told: {line}" for line in found["not_told"])
    yield from (f"unexplained: {line}" for line in found["unexplained"])
    counts = ", ".join(f"{len(entries)} {kind}" for kind, entries in found["figures"].items())
    yield f"figures: {counts}, {found.get('same', 0)} the same"


def _display(figure: Mapping | None) -> str:
    return (figure["display"] or f"[{figure['status']}]") if figure else "nothing"


def _row_in_words(row: Mapping) -> str:
    place = f"{row['file']}{', sheet ' + row['sheet'] if row['sheet'] else ''}, row {row['row']}"
    place += f" ({row['about']})" if row["about"] else ""
    if row["kind"] != "changed":
        return f"{place} is {row['kind']}: {row['after'] or row['before']}"
    stood = f" (stood in {row['stood']})" if row["stood"] else ""
    return f"{place}, column {row['column']}: {row['before'] or 'nothing'} → {row['after'] or 'nothing'}{stood}"
