"""How many planted causes a comparison attributes rightly: `python tests/benchmarks/planted_causes.py [--few]`.

Each plant changes one thing in a copy of Fernmoor, some in one of Northmoor (both made up), and the comparison of the runs
without and with it has to name exactly that cause, with the row, key or file that was changed, for every figure that moved.
Mixed plants are two or three of different causes at once. The only disclosure rule lets everything through: another reason
for it is planted beside another cause, and has to be a step of its own that moves nothing. What is expected comes from how the plants were made, never from the comparison: runs with the
first, the first two and all three of them, planted in the order in which comparisons apply causes, say which figures each moves.
"""

from __future__ import annotations

import itertools
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2])]

from planting import PROJECT, Plant, Workshop, count_calls, figures_of, in_file, in_table, new_return  # noqa: E402

from reporting.audit.comparison.comparison import compare  # noqa: E402
from reporting.audit.verification import SealedRun  # noqa: E402

FERNMOOR, NORTHMOOR = PROJECT / "tests" / "reports" / "fernmoor", PROJECT / "data" / "raw" / "northmoor"
LOOKUP, IN_NORTHMOOR, DISCLOSURE = "lookup", "lookup, Northmoor", "disclosure, wording"
NEWEST, YEAR_BEFORE = "returns/2026-04-23_partners.csv", "returns/2025-05-08_partners.csv"
LATE = (
    "1.4,,2024-25-Q4,point_in_time,9,,,,", "1.5,,2024-25-Q4,quarter,57,,,,", "2.1,,2024-25-Q4,quarter,48,,,,",
    "2.4,,2024-25-Q4,year_to_date,371,,,,", "2.6,,2024-25-Q4,quarter,,94,40200,,",
)  # fmt: skip
# Returns that both runs have, each received on a day of its own: an earlier as-of date leaves out the last of them.
RECEIVED_IN_MAY = (
    "1.1,,2025-26-Q1,quarter,208,,,,", "1.1,,2025-26-Q3,quarter,173,,,,", "1.3,,2025-26-Q3,quarter,2,,,,",
    "1.4,,2025-26-Q3,point_in_time,5,,,,", "feel-safe,,2025-26-Q3,quarter,62.4,,,,", "1.5,,2025-26-Q3,quarter,47,,,,",
    "2.1,,2025-26-Q3,quarter,51,,,,", "2.2,,2025-26-Q3,quarter,,43,50,,", "2.3,,2025-26-Q3,quarter,,870,920,,",
    "2.6,,2025-26-Q3,quarter,,101,40400,,",
)  # fmt: skip
SIZES = {"two causes at once": 2, "three causes at once": 3}
MIXED, SEED = 12, 4


def revised(old: str, new: str, column: str, file: str = NEWEST) -> Plant:
    """A cell of a return is changed in place."""
    row = next(number for number, line in enumerate(lines_of(file), start=1) if line.startswith(old))
    before, after = old.split(","), new.split(",")
    at = next(number for number, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1])

    return Plant(
        "data revised",
        f"{old} → {new}",
        lambda folder: in_file(folder, file, old, new) and None,
        rows=((file, row, column, _as_read(before[at]), after[at]),),
    )


def _as_read(number: str) -> str:
    """A number as comparisons tell it: 64.0 is 64."""
    return number.removesuffix(".0")


def revised_later(number: int, old: str, new: str, column: str) -> Plant:
    """A corrected value in a return of its own, received later."""
    name = f"2026-06-{number:02}_corrected.csv"
    before, after = old.split(","), new.split(",")
    at = next(number for number, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1])
    return Plant(
        "data revised", f"{name}: {new}", lambda folder: new_return(folder, name, new),
        rows=((f"returns/{name}", 2, column, before[at], after[at]),),
    )  # fmt: skip


def late(line: str) -> Plant:
    """A row that was missing is added at the end of a return that is there."""
    lines = lines_of(YEAR_BEFORE)

    def change(folder: Path) -> None:
        in_file(folder, YEAR_BEFORE, lines[-1] + "\n", f"{lines[-1]}\n{line}\n")

    return Plant("late rows", f"row added: {line}", change, rows=((YEAR_BEFORE, len(lines) + 1),))


def late_file(number: int, line: str) -> Plant:
    """A row that was missing arrives in a return of its own."""
    name = f"2026-06-{number:02}_late.csv"
    return Plant(
        "late rows", f"{name}: {line}", lambda folder: new_return(folder, name, line), rows=((f"returns/{name}", 2),)
    )


def looked_up(file: str, row: int, column: str, name: str, old: str, new: str) -> Plant:
    """A name of a lookup leads elsewhere."""
    file = f"lookups/{file}"
    return Plant(
        "data revised", f"{name}: {old} → {new}", lambda folder: in_file(folder, file, f"{name},{old}", f"{name},{new}") and None,
        rows=((file, row, column, old, new),),
    )  # fmt: skip


def correction(file: str, start: str, column: str, found: str, becomes: str = "") -> Plant:
    """A correction of the cell of a row is declared, or (without `becomes`) that the row does not count."""
    row = next(number for number, line in enumerate(lines_of(file), start=1) if line.startswith(start))
    what = f'becomes = "{becomes}"' if becomes else "leave_out = true"
    text = f'''[[correction]]
file = "{file}"
row = {row}
column = "{column}"
found = "{found}"
{what}
role = "data manager"
reason = "Made up."
'''
    return Plant(
        "corrections", f"{file}, row {row}: {what}", lambda folder: (folder / "corrections.toml").write_text(text) and None,
        rows=((file, row, column, found, becomes or "left out"),),
    )  # fmt: skip


def definition(name: str, header: str, old: str, new: str, key: str, at: int = 0) -> Plant:
    """A key of a definition has another value."""
    return Plant(
        "definition or rule", f"{name} {key}", lambda folder: in_table(folder, name, header, old, new, at), names=key
    )


def top_key(old: str, new: str, key: str) -> Plant:
    return Plant(
        "definition or rule",
        f"report.toml {key}",
        lambda folder: in_file(folder, "report.toml", old, new) and None,
        names=key,
    )


def code(file: str, old: str, new: str) -> Plant:
    return Plant("code", f"{file}: {old} → {new}", code=(file, old, new), names=file)


def as_of(day: str) -> Plant:
    return Plant("parameter", f"--as-of {day}", as_of=day, names=day)


def prepare(folder: Path) -> None:
    """What both runs have: records, some rows of last year missing, and ten returns of May. Nobody has written anything."""
    unwritten(folder)
    count_calls(folder)
    for line in LATE:
        in_file(folder, YEAR_BEFORE, line + "\n", "")
    for day, line in enumerate(RECEIVED_IN_MAY, start=1):
        new_return(folder, f"2026-05-{day:02}_late.csv", line)


def unwritten(folder: Path) -> None:
    shutil.rmtree(folder / "commentary")


def lines_of(file: str) -> list[str]:
    """The lines of a return as both runs have it."""
    return [line for line in (FERNMOOR / file).read_text(encoding="utf-8").splitlines() if line not in LATE]


def plants() -> dict[str, list[Plant]]:
    """The single plants by cause."""
    q4 = "2025-26-Q4"
    return {
        "data revised": [
            revised(f"1.1,,{q4},quarter,262,", f"1.1,,{q4},quarter,282,", "value"),
            revised(f"1.2,,{q4},year_to_date,258,", f"1.2,,{q4},year_to_date,231,", "value"),
            revised(f"1.3,,{q4},quarter,1,", f"1.3,,{q4},quarter,3,", "value"),
            revised(f"feel-safe,,{q4},quarter,64.0,", f"feel-safe,,{q4},quarter,61.5,", "value"),
            revised(f"2.2,,{q4},quarter,,42,", f"2.2,,{q4},quarter,,40,", "numerator"),
            revised(f"2.3,,{q4},quarter,,848,900", f"2.3,,{q4},quarter,,848,912", "denominator"),
            revised("2.4,,2024-25-Q3,year_to_date,335,", "2.4,,2024-25-Q3,year_to_date,341,", "value", YEAR_BEFORE),
            revised("1.5,,2024-25-Q3,quarter,53,", "1.5,,2024-25-Q3,quarter,72,", "value", YEAR_BEFORE),
            revised_later(4, f"2.2,,{q4},quarter,,42,49,p,two case files are not closed yet", f"2.2,,{q4},quarter,,41,49,p,two case files are not closed yet", "numerator"),
            revised_later(5, f"2.3,,{q4},quarter,,848,900,,", f"2.3,,{q4},quarter,,811,900,,", "numerator"),
            revised_later(6, "1.2,,2024-25-Q4,year_to_date,239,,,,", "1.2,,2024-25-Q4,year_to_date,260,,,,", "value"),
        ],
        LOOKUP: [
            looked_up("beats.csv", beat + 1, "district", f"Beat {beat}", old, new)
            for beat, old in enumerate(("North", "North", "North", "South", "South"), start=1)
            for new in ("North", "South", "Harbour") if new != old
        ],
        "late rows": [*map(late, LATE), *(late_file(10 + number, line) for number, line in enumerate(LATE))],
        "corrections": [
            correction(NEWEST, f"1.4,,{q4}", "value", "1", "7"),
            correction(NEWEST, f"1.1,,{q4}", "value", "262", "226"),
            correction(NEWEST, f"1.2,,{q4}", "value", "258", "285"),
            correction(NEWEST, f"feel-safe,,{q4}", "value", "64.0", "46.0"),
            correction(NEWEST, f"1.5,,{q4}", "value", "59", "95"),
            correction(NEWEST, f"2.1,,{q4}", "value", "49", "94"),
            correction(NEWEST, f"2.2,,{q4}", "numerator", "42", "24"),
            correction(NEWEST, f"2.6,,{q4}", "denominator", "40400", "44000"),
            correction(YEAR_BEFORE, "1.1,,2024-25-Q4", "value", "158", "185"),
            correction(YEAR_BEFORE, "feel-safe,,2024-25-Q4", "value", "64.4"),
        ],
        "definition or rule": [
            definition("indicators.toml", '["1.1"]', 'polarity = "lower_is_better"', 'polarity = "higher_is_better"', "1.1.polarity"),
            definition("indicators.toml", '["1.2"]', "judged = true", "judged = false", "1.2.judged"),
            definition("indicators.toml", '["1.3"]', "decimals = 0", "decimals = 1", "1.3.decimals"),
            definition("indicators.toml", '["2.2"]', "decimals = 1", "decimals = 0", "2.2.decimals"),
            definition("indicators.toml", '["2.3"]', "decimals = 1", "decimals = 2", "2.3.decimals"),
            definition("indicators.toml", "[feel-safe]", 'polarity = "higher_is_better"', 'polarity = "lower_is_better"', "feel-safe.polarity"),
            definition("report.toml", "[[traffic_light]]", "amber_from = -5", "amber_from = -20", "traffic_light[2].amber_from", 1),
            definition("report.toml", "[[traffic_light]]", "green_from = 0", "green_from = 3", "traffic_light[2].green_from", 1),
            top_key("small_base = 50", "small_base = 400", "small_base"),
            top_key("years = 5", "years = 4", "years"),
            Plant("definition or rule", "the hold on 2.8 ends", _end_hold, names="holds"),
        ],
        "parameter": [
            *(as_of(f"2026-05-{day:02}") for day in range(1, 10)), as_of("2026-04-23"),
        ],
        "code": [
            code("pipeline/figures/limits.py", "denominator: int, confidence: float = 0.95", "denominator: int, confidence: float = 0.8"),
            code("pipeline/figures/limits.py", "events: int, confidence: float = 0.95", "events: int, confidence: float = 0.8"),
            code("pipeline/methods/comparisons/trends.py", 'TOO_FEW = "too few points"', 'TOO_FEW = "not enough points"'),
            code("pipeline/methods/comparisons/trends.py", 'return f"better_or_worse({difference})"', 'return f"higher_or_lower({difference})"'),
            code("pipeline/core/display.py", 'MINUS = "\\u2212"', 'MINUS = "-"'),
            code("pipeline/core/display.py", "(2 * scaled.numerator + scaled.denominator)", "(2 * scaled.numerator)"),
            code("pipeline/methods/comparisons/comparisons.py", "(value - reference) / reference * 100", "(value - reference) / value * 100"),
            code("pipeline/methods/comparisons/comparisons.py", "abs(cases) < report", "abs(cases) > report"),
            code("pipeline/methods/comparisons/comparisons.py", 'places("percent_change", 1)', 'places("percent_change", 3)'),
            code("pipeline/methods/judgements/performance.py", '(value - {name}) / {name} * 100"', '(value - {name}) / {name} * 50"'),
            code("pipeline/figures/variation.py", "return XmR(", "points = points[::-1]\n    return XmR("),
        ],
    }  # fmt: skip


def disclosure(number: int) -> Plant:
    """Another reason for the rule that lets everything through."""
    reason = f'reason = "In wording {number} nobody'
    return Plant(
        "disclosure", f"reason {number}", lambda folder: in_file(folder, "report.toml", 'reason = "Nobody', reason) and None,
        names="disclosure.reason",
    )  # fmt: skip


def in_northmoor() -> list[Plant]:
    """Neighbourhoods that lie in another ward, so that its thousands of incidents are counted there."""
    wards = ((2, "Storyford 001", "Inkwell", "Paper Mill"), (14, "Upper Fable 002", "Fable Hill", "Moor Edge"))
    return [looked_up("neighbourhoods.csv", row, "ward", *moved) for row, *moved in wards]


def _end_hold(folder: Path) -> None:
    path = folder / "period" / "2025-26-Q4.toml"
    path.write_text(path.read_text(encoding="utf-8").split("[[holds]]")[0], encoding="utf-8")


def faults_of(found: Mapping, planted: Sequence[Plant], runs: Sequence[SealedRun]) -> list[str]:
    """What a comparison says wrongly. `runs` are the run without any plant, with the first, with the first two, …"""
    faults = [f"unexplained: {line}" for line in found["unexplained"]]
    entries = {entry["id"]: entry for kind in found["figures"].values() for entry in kind}
    steps = [step for step in found["steps"] if step["moved"]]
    moved = {plant.cause: changed(*pair) for plant, pair in zip(planted, itertools.pairwise(runs), strict=True)}
    if sorted(step["cause"] for step in steps) != sorted(cause for cause, figures in moved.items() if figures):
        faults.append(f"causes {[step['cause'] for step in steps]}, planted {list(moved)}")
    for figure in changed(runs[0], runs[-1]) | entries.keys():
        told = [move["cause"] for move in entries.get(figure, {"causes": []})["causes"]]
        if told != [cause for cause, figures in moved.items() if figure in figures]:
            faults.append(f"{figure}: {told}")
    for plant in planted:
        if not any(
            plant.names in what for step in found["steps"] if plant.cause in step["cause"] for what in step["what"]
        ):
            faults.append(f"does not name {plant.names}")
    wanted = {row for plant in planted for row in plant.rows}
    named = {
        (row["file"], row["row"], *((row["column"], row["before"], row["after"]) if row["kind"] == "changed" else ()))
        for step in steps if step["cause"] != "parameter" for row in step["rows"]
    }  # fmt: skip
    if named != wanted:
        faults.append(f"rows {sorted(named)}, planted {sorted(wanted)}")
    return faults


def mixed(singles: Mapping[str, Sequence[Plant]], number: int, size: int) -> Iterator[list[Plant]]:
    """So many mixtures of plants of different causes; returns received later do not go with an earlier as-of date."""
    draw = random.Random(SEED)
    singles = {kind: pool for kind, pool in singles.items() if kind != LOOKUP}  # data revised as well
    kinds = [kinds for kinds in itertools.combinations(singles, size)]
    for at in range(number):
        chosen = kinds[at % len(kinds)]
        pools = [
            [plant for plant in singles[kind] if "parameter" not in chosen or "2026-06" not in plant.about]
            for kind in chosen
        ]  # fmt: skip
        planted = [draw.choice(pool) for pool in pools]
        while len({row[:2] for plant in planted for row in plant.rows}) < sum(len(plant.rows) for plant in planted):
            planted = [draw.choice(pool) for pool in pools]  # two plants in one row would be one
        yield planted


def main() -> int:
    """Print a table of what was attributed rightly; the exit status is 1 where anything was not."""
    started, table, wrong = time.monotonic(), {}, []
    singles = plants()
    few = "--few" in sys.argv
    beside = [pool[at % len(pool)] for at, pool in zip(range(0 if few else 10), itertools.cycle(singles.values()))]
    if few:
        singles = {kind: chosen[:1] for kind, chosen in singles.items() if kind != LOOKUP}
    mixtures = {word: [*mixed(singles, MIXED if not few else 1, size)] for word, size in SIZES.items()}
    beside_others = {plant.cause for chosen in mixtures.values() for planted in chosen for plant in planted if few}
    in_fernmoor = [
        *((kind, [plant]) for kind, chosen in singles.items() for plant in chosen if kind not in beside_others),
        *((DISCLOSURE, [plant, disclosure(number)]) for number, plant in enumerate(beside)),
        *((word, planted) for word, chosen in mixtures.items() for planted in chosen),
    ]
    elsewhere = [] if few else [(IN_NORTHMOOR, [plant]) for plant in in_northmoor()]
    for source, prepared, tried in ((FERNMOOR, prepare, in_fernmoor), (NORTHMOOR, unwritten, elsewhere)):
        with tempfile.TemporaryDirectory() as folder, Workshop(Path(folder), source, prepared) as workshop:
            first = workshop.run() if tried else None
            for kind, planted in tried:
                runs = [first, *(workshop.run(*planted[:number]) for number in range(1, len(planted) + 1))]
                faults = faults_of(compare(first, runs[-1], workshop.reruns), planted, runs)
                faults += [] if changed(first, runs[1]) else ["nothing moved, so nothing was tried"]
                right, all_of = table.get(kind, (0, 0))
                table[kind] = right + (not faults), all_of + 1
                wrong += [f"{kind}: {' + '.join(plant.about for plant in planted)}: {fault}" for fault in faults]
    print("cause                     right  planted")
    for kind, (right, all_of) in table.items():
        print(f"{kind:<25} {right:>5} {all_of:>8}")
    print(f"{time.monotonic() - started:.0f} seconds")
    print("\n".join(wrong))
    return 1 if wrong else 0


def changed(first: SealedRun, second: SealedRun) -> set[str]:
    """The figures that say something else, read from the ledgers alone."""
    then, now = figures_of(first), figures_of(second)
    return {one for one in {*then, *now} if then.get(one) != now.get(one)}


if __name__ == "__main__":
    sys.exit(main())
