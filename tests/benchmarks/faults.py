"""At how many points a run and the commands that write were tried, and how many they survived.

    python tests/benchmarks/faults.py [killed] [full] [commands] [signal [FOLDER]]

killed    what a run leaves that is killed at each file operation it makes, one after the other (some 2,500)
full      from each first writing of a file on, no byte more can be written
commands  new, receive, bind --write, dispose, sign-off and publish, killed at each file operation that they make
signal    the real command, with its kernels, is killed at a file operation that it or a kernel makes, and what it started lives on.
          Of operations before which the same lies on the disk and as many processes live one stands for all, since what is left is
          the same; once no kernel is left, what lies aside, which the next run removes unread, makes no difference (`killed` tries each
          operation there). FOLDER keeps what was traced and what is done: asked again, it goes on from there.

Nothing is chosen by hand: the operations are those that Python tells of (`tests/file_operations.py`). A point that is not survived
is named, and the exit status is 1. Without words: all four, some half an hour of a processor.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

PROJECT = Path(__file__).parents[2]
sys.path[:0] = [str(PROJECT)]
sys.path += [str(PROJECT / "tests"), str(PROJECT / "tests" / "runs")]

import test_faults as faults  # noqa: E402
from faulty_runs import first_ones, forked, full_from, left_at_each  # noqa: E402
from file_operations import ASIDE, Point, living, operations  # noqa: E402
from in_process import report_here  # noqa: E402
from support import command_of, copy_project, environment_of  # noqa: E402

from reporting.signing.register import entries, register  # noqa: E402
from reporting.signing.sent import sent_faults  # noqa: E402
from reporting.signing.signing import ALLOWED  # noqa: E402
from reporting.signing.standing import Standing, standing_of  # noqa: E402
from reporting.store.places import Places  # noqa: E402

SAYS_NOTHING = re.compile(r"/\(digest\)$|/kernels/")  # files that are what they are called, and what kernels have for themselves
LIVES_ON = 60  # seconds that what was started may live on after the command
ALONE_BUT_FOR_THE_SERVER = 2  # processes: the command, and the one that kernels are forked from
WORDS = ("killed", "full", "commands", "signal")
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


class Real:
    """The real command, from a copy of the project in which every Python tells of its file operations below `root`."""

    def __init__(self, root: Path, words: tuple[object, ...], kept: Path):
        self.root, self.words, self.kept = root, words, kept
        self.project, self.temporary = kept / "project", root.with_name(f"{root.name}.temporary")
        if not self.project.exists():
            copy_project(self.project)
        shutil.copy(PROJECT / "tests" / "file_operations.py", self.project / "sitecustomize.py")

    def run(self, end: Sequence[object] = ()) -> int:
        """Make the report, or be killed at an operation; returns once no process of it is left, with the exit status of the command."""
        for folder in (self.root, self.temporary):
            emptied(folder)
        mark = f"{time.time_ns()}-of-the-command"
        told = {"UNDER": self.root, "INTO": self.kept / "told.part", "OF": mark, "END": json.dumps(end)}
        env = environment_of(self.project, {"TMPDIR": str(self.temporary), **{f"OPERATIONS_{name}": str(one) for name, one in told.items()}})
        ended = subprocess.run(command_of(*self.words), cwd=self.project, env=env, capture_output=True, text=True)
        until = time.monotonic() + LIVES_ON
        while living(mark) and time.monotonic() < until:
            time.sleep(0.2)
        assert not living(mark), "a process of it lives on"
        return ended.returncode

    def groups(self) -> dict[str, int]:
        """The operations that stand for all, as JSON, with how many they stand for."""
        kept = self.kept / "told"
        if not kept.exists():
            (self.kept / "told.part").unlink(missing_ok=True)
            assert self.run() == 0
            (self.kept / "told.part").rename(kept)
        found: dict[tuple[object, ...], list[list]] = {}
        for line in kept.read_text().splitlines():
            *point, files, processes = json.loads(line)
            lies = [one for one in files if (processes > ALONE_BUT_FOR_THE_SERVER or ASIDE not in one) and not SAYS_NOTHING.search(one)]
            found.setdefault((*lies, processes), []).append(point)
        # Whether a kernel comes to an operation of its own folder depends on which is first: one that is always come to stands for them.
        return {json.dumps(min(points, key=lambda point: bool(SAYS_NOTHING.search(point[2])))): len(points) for points in found.values()}


def signalled(root: Path, words: tuple[object, ...], kept: Path) -> Iterator[Found]:
    real, known = Real(root, words, kept), set()
    done = kept / "done"
    over = done.read_text().splitlines() if done.exists() else []

    def survives(point: str) -> None:
        assert real.run(json.loads(point)) == -9, "the command did not come to this operation"
        assert not [path for path in real.temporary.rglob("*") if path.is_file()], "a file stays among everybody's temporary ones"
        faults.assert_survives(root, words, point, None, known)

    groups = real.groups()
    print(f"signal: {len(groups)} operations stand for {sum(groups.values())}; {len(over)} are done", flush=True)
    for point in groups:
        if point not in over:
            why = outcome(survives, point)
            with done.open("a") as file:
                file.write("" if why else f"{point}\n")
            yield point, why


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


SIGNS = [("sign-off", "--role", role, "--name", name) for role, name in (("analyst", "Ann"), ("assurer", "Bo"), ("approver", "Cy"))]
SIGNED = [*SIGNS, ("publish",)]  # in this order


def signing(root: Path, at: int) -> Iterator[Found]:
    """The how-manieth of SIGNED, killed at each operation that it makes: no file half there, the register whole, and asked for again it is done."""
    made = faults.ReportFolder(root / "data")
    made.define("A1", basis="quarter")
    made.receive("2023-11-30", "A1,2023-24-Q2,quarter,48", "A1,2022-23-Q2,quarter,50")
    made.report()
    where = "--data", root / "data", "--outputs", root / "outputs"
    assert report_here("run", "demo", faults.PERIOD, *where).returncode == 0
    places = Places.of(root / "data", root / "outputs")
    (run,) = (path for path in places.outputs.glob(f"demo/{faults.PERIOD}/*") if path.is_dir())
    wanted = [(word, run.name, *others, *where) for word, *others in SIGNED]
    for words in wanted[:at]:
        assert report_here(*words).returncode == 0
    before, after, known = len(entries(places.restricted)), ["checked", "assured", "approved", "published"][at], []

    def standing() -> Standing:
        assert not [*register(places.restricted).faults()], [*register(places.restricted).faults()]
        found = standing_of(places.restricted, run, places.data / ALLOWED)
        wrong = [*found.broken(), *(sent_faults(places.restricted, run, found) if found.published else ())]
        assert not wrong, wrong
        return found

    def survives() -> None:
        faults.assert_whole_or_not_there(root)
        assert len(entries(places.restricted)) - before <= 1
        standing()
        lies = sorted((path.relative_to(root).as_posix(), path.stat().st_size) for path in root.rglob("*") if path.is_file())
        if lies not in known:  # from the same files the command ends the same
            known.append(lies)
            again = forked(wanted[at])
            assert again.status in (0, 1) and "Traceback" not in again.stderr, again.stderr
            assert standing().word == after, (standing().word, again.stderr)
            faults.assert_nothing_half_made(root)

    for point, _ in left_at_each(root, wanted[at], lambda point: True):
        yield (SIGNED[at][0], point), outcome(survives)


def commands(place: Path) -> Iterator[Found]:
    for at in range(len(SIGNED)):
        yield from signing(place / f"signing-{at}", at)
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
        kept = next((Path(one).resolve() for one in asked if one not in WORDS), place / "kept")
        kept.mkdir(exist_ok=True)
        words = faults.small_report(place / "place")
        assert report_here(*words).returncode == 0  # everything that it imports is imported
        tries = {
            "killed": lambda: killed(place / "place", words), "full": lambda: full(place / "place", words),
            "commands": lambda: commands(place), "signal": lambda: signalled(place / "place", words, kept),
        }  # fmt: skip
        return 0 if all([told(name, tries[name]()) for name in tries if name in asked or not asked]) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
