"""What is made aside and put in place: whole or not at all, whoever dies when, and readable by nobody else."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.core.written_files import PREFIX
from reporting.store.aside import ALONE, alone, aside, clear_abandoned, open_to, put_in_place

posix = pytest.mark.skipif(os.name == "nt", reason="modes and signals of POSIX")
FILE_OPERATIONS = {"open", "os.rename", "os.link", "os.remove", "os.chmod", "os.mkdir", "os.listdir", "os.rmdir"}


def seal(root: Path, last: int = 0) -> tuple[int, int]:
    """Put a run in place in a process of its own that is killed at its `last` file operation; its end, and how many it made."""
    reading, writing = os.pipe()
    if not (process := os.fork()):
        seen = 0

        def count(event, _):
            nonlocal seen
            if event in FILE_OPERATIONS:
                seen += 1
                if seen == last:
                    os.kill(os.getpid(), signal.SIGKILL)

        (root / "restricted").mkdir(parents=True, exist_ok=True)
        sys.addaudithook(count)
        with aside(root / "restricted") as made, alone(root / "restricted"):
            parts = []
            for name, target in (("tables", "processed/run"), ("audit", "restricted/run"), ("publication", "run")):
                (made / name).mkdir()
                (made / name / "file").write_text(name)
                parts.append((made / name, root / target))
            put_in_place(parts, journal=made)
        os.write(writing, str(seen).encode())
        os._exit(0)
    os.close(writing)
    told = os.read(reading, 20)
    os.close(reading)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), int(told or 0)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def sealed(root: Path) -> list[bool]:
    return [(root / name / "file").exists() for name in ("processed/run", "restricted/run", "run")]


def test_whoever_is_alone_clears_what_the_dead_left_and_waits_for_nobody(tmp_path):
    named = "from pipeline.core.written_files import own_prefix; print(own_prefix())"
    dead = subprocess.run([sys.executable, "-c", named], capture_output=True, text=True, check=True).stdout.strip()
    left = tmp_path / f"{dead}left"
    left.mkdir()
    with alone(tmp_path), aside(tmp_path) as made:
        assert made.is_dir() and not left.exists()


@posix
def test_whoever_is_killed_at_any_file_operation_leaves_all_of_a_run_or_none_of_it(tmp_path):
    end, operations = seal(tmp_path / "whole")
    assert end == 0 and sealed(tmp_path / "whole") == [True] * 3 and operations > 30
    ends = set()
    for last in range(1, operations + 1):
        root = tmp_path / str(last)
        assert seal(root, last)[0] == -signal.SIGKILL
        clear_abandoned(root / "restricted")  # the first step of whoever comes next
        found = sealed(root)
        assert len(set(found)) == 1, (last, found)
        ends.add(found[0])
        assert found[0] or seal(root)[0] == 0  # and the next run of the same is made
        assert not [one for one in (root / "restricted").glob(f"{PREFIX}*")]
        assert not list(root.rglob("*.part"))
    assert ends == {True, False}


@posix
def test_what_is_made_aside_is_for_its_owner_alone_and_gone_at_the_end(tmp_path):
    before = os.umask(0)
    try:
        with aside(tmp_path / "restricted") as made:
            (made / "records").write_text("")
            assert mode(made) == 0o700 and mode(tmp_path / "restricted") == 0o700
    finally:
        os.umask(before)
    assert list((tmp_path / "restricted").iterdir()) == []


@posix
def test_modes_are_what_they_are_to_be_whatever_the_umask(tmp_path):
    (tmp_path / "run" / "inner").mkdir(parents=True)
    (tmp_path / "run" / "inner" / "page").write_text("")
    for everybody, folder, file in ((True, 0o755, 0o644), (False, 0o700, 0o600)):
        for umask in (0, 0o077):
            before = os.umask(umask)
            try:
                open_to(tmp_path / "run", everybody=everybody)
            finally:
                os.umask(before)
            assert (mode(tmp_path / "run" / "inner"), mode(tmp_path / "run" / "inner" / "page")) == (folder, file)


def test_the_folder_of_a_process_at_work_and_that_of_another_machine_are_left_alone(tmp_path):
    other = tmp_path / f"{PREFIX}00000000-1-1-x"
    other.mkdir()
    with aside(tmp_path) as mine:
        assert clear_abandoned(tmp_path) == [] and mine.exists() and other.exists()


def test_a_process_number_that_another_process_has_now_is_not_taken_for_the_one_that_died(tmp_path):
    with aside(tmp_path) as mine:
        machine = mine.name.removeprefix(PREFIX).split("-")[0]
        dead = tmp_path / f"{PREFIX}{machine}-{os.getpid()}-1-x"
        dead.mkdir()
        assert clear_abandoned(tmp_path) == [dead]


def test_two_do_not_put_in_place_at_once(tmp_path):
    holds = "import sys, time\nfrom pathlib import Path\nfrom reporting.store.aside import alone\n"
    holds += "with alone(Path(sys.argv[1])):\n    print('in', flush=True)\n    time.sleep(0.5)\n    print('out', flush=True)"
    other = subprocess.Popen([sys.executable, "-c", holds, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert other.stdout.readline() == "in\n"
    with alone(tmp_path):
        assert other.stdout.readline() == "out\n"
    assert other.wait() == 0


@posix
def test_nobody_who_died_holds_up_the_next(tmp_path):
    script = "import os,sys,signal\nfrom pathlib import Path\nfrom reporting.store.aside import alone\nwith alone(Path(sys.argv[1])):\n os.kill(os.getpid(), signal.SIGKILL)"
    assert subprocess.run([sys.executable, "-c", script, str(tmp_path)]).returncode == -signal.SIGKILL
    with alone(tmp_path):
        pass
    assert [one.name for one in tmp_path.iterdir()] == [ALONE]


def test_a_folder_on_another_file_system_is_copied_beside_its_place_first(tmp_path, monkeypatch):
    source, target = tmp_path / "made", tmp_path / "there" / "run"
    source.mkdir()
    (source / "file").write_text("whole")
    monkeypatch.setattr("reporting.store.aside._beside", lambda one, to: (to.parent.mkdir(), to.with_name(".run.part"))[1])
    put_in_place([(source, target)], journal=tmp_path)
    assert (target / "file").read_text() == "whole" and not (tmp_path / "there" / ".run.part").exists()
