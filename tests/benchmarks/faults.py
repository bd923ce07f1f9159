"""At how many points a run and the commands that write were tried, and how many they survived.

    python tests/benchmarks/faults.py [killed] [full] [signal] [commands]

killed    what a run leaves that is killed at each file operation it makes, one after the other (some 2,500)
full      from each first writing of a file on, no byte more can be written
signal    a run is really killed at the first operation of each kind, and made again
commands  new, receive, bind --write and dispose, killed at each file operation that they make

Nothing is chosen by hand: the operations are those that Python tells of (`tests/faulty_runs.py`). A point that is not survived is
named, and the exit status is 1. Without words: all four, some ten minutes of a processor.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).parents[2]
sys.path[:0] = [str(PROJECT)]
sys.path += [str(PROJECT / "tests"), str(PROJECT / "tests" / "runs")]

import test_faults as faults  # noqa: E402
from faulty_runs import Point, first_ones, forked, full_from, killed_at, left_at_each, operations  # noqa: E402
from in_process import report_here  # noqa: E402

Found = tuple[object, str]  # a point, and what is wrong there: nothing where it was survived


def emptied(root: Path) -> None:
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()


def told(what: str, found: Iterator[Found]) -> bool:
    """Print how many points were tried and survived, and name the others."""
    began, tried, wrong = time.monotonic(), 0, 0
    for point, why in found:
        tried += 1
        if why:
            wrong += 1
            print(f"NOT SURVIVED: {point}: {why[-400:]}", flush=True)
    print(f"{what}: {tried} points tried, {tried - wrong} survived, {time.monotonic() - began:.0f} s", flush=True)
    return not wrong


def outcome(work, *given: object) -> str:
    try:
        work(*given)
    except AssertionError as wrong:
        return str(wrong) or "not survived"
    return ""


def killed(root: Path, words: tuple[object, ...]) -> Iterator[Found]:
    emptied(root)
    known: set[frozenset] = set()
    for point, synced in left_at_each(root, words, lambda point: True):
        yield point, outcome(faults.assert_survives, root, words, point, synced, known)


def kinds(root: Path, words: tuple[object, ...]) -> list[Point]:
    """The first operation of each kind of a run."""
    emptied(root)
    record, first = root.with_name("kinds"), first_ones(most=1, every=10**9)
    with record.open("w") as file:
        forked(words, lambda: operations(root, lambda one: first(one) and print(one.number, one.what, one.path, file=file, flush=True)))
    return [Point(int(number), what, path) for number, what, path in (line.split(" ", 2) for line in record.read_text().splitlines())]


def full(root: Path, words: tuple[object, ...]) -> Iterator[Found]:
    def survives(point: Point) -> None:
        done = forked(words, full_from(lambda one: one.kind == point.kind, root))
        stands = faults.assert_whole_or_not_there(root)
        assert done.status == 3 and "Traceback" not in done.stderr, done.stderr
        assert ("The report itself is finished" if stands else "Nothing was published") in done.stderr, done.stderr
        assert f"File too large: '{root}/outputs" in done.stderr, done.stderr
        faults.assert_nothing_half_made(root)

    for point in kinds(root, words):
        if point.what == "open" and not point.path.endswith((".sealing", ".reads")):  # neither holds anything that is lost
            emptied(root)
            yield point, outcome(survives, point)


def signalled(root: Path, words: tuple[object, ...]) -> Iterator[Found]:
    def survives(point: Point) -> None:
        assert forked(words, killed_at(lambda one: one.kind == point.kind, root)).status == -9
        again = forked(words)
        assert again.status == 0 and faults.assert_whole_or_not_there(root), again.stderr
        faults.assert_nothing_half_made(root)

    for point in kinds(root, words):
        emptied(root)
        yield point, outcome(survives, point)


def bound(root: Path) -> tuple[object, ...]:
    made = faults.ReportFolder(root)
    made.define("A1", basis="quarter")
    made.receive("2023-11-30", "A1,2023-24-Q2,quarter,48", "A1,2022-23-Q2,quarter,50")
    made.report()
    (made.folder / "commentary").mkdir()
    (made.folder / f"commentary/{faults.PERIOD}.md").write_text("# asb\n## Context\nThere were 48 cases in A1.\n", encoding="utf-8")
    return "bind", "demo", faults.PERIOD, "--write", "--data", root, "--outputs", root.with_name(f"{root.name}.outputs")


def disposed(root: Path) -> tuple[object, ...]:
    made = faults.ReportFolder(root / "data")
    made.define("A1", basis="quarter")
    made.receive("2023-11-30", "A1,2023-24-Q2,quarter,48", "A1,2022-23-Q2,quarter,50")
    made.report()
    where = "--data", root / "data", "--outputs", root / "outputs"
    assert report_here("run", "demo", faults.PERIOD, *where).returncode == 0
    return "dispose", "demo", "returns/2023-11-30_partners.csv", "--role", "Records manager", "--reason", "Kept long enough", "--yes", *where


def commands(place: Path) -> Iterator[Found]:
    for prepare in (faults.new_one, faults.received, bound, disposed):
        root = place / prepare.__name__
        tried = []
        why = outcome(lambda root=root, prepare=prepare, tried=tried: tried.append(faults.assert_each_file_is_as_before_or_as_after(root, prepare(root))))
        yield from (((prepare.__name__, number), "") for number in range(sum(tried)))
        if why:
            yield prepare.__name__, why


def main(asked: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        words = faults.small_report(place / "place")
        assert report_here(*words).returncode == 0  # everything that it imports is imported
        tries = {
            "killed": lambda: killed(place / "place", words), "full": lambda: full(place / "place", words),
            "signal": lambda: signalled(place / "place", words), "commands": lambda: commands(place),
        }  # fmt: skip
        return 0 if all([told(name, tries[name]()) for name in asked or tries]) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
