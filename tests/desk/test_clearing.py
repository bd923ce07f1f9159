"""Superseded drafts are listed, and go when that is asked for: whole, never the newest, never what anybody signed, published or compared."""

import hashlib
import json
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from in_process import report_here
from support import PROJECT

from pipeline.core.faults import FaultsFound
from pipeline.core.written_files import own_prefix
from reporting.desk.clearing import clear
from reporting.signing.front_pages import AS_MADE
from reporting.signing.register import CLEARED, PUBLISHED, SIGNED, add, entries, register
from reporting.signing.signing import publish_run, sign_run
from reporting.store.aside import ALONE, alone, clear_abandoned
from reporting.store.places import Places

PERIOD = "2023-24-Q2"


@pytest.fixture
def places(tmp_path):
    """Three runs of one period and one of another, each with its own return in the store, and code that they share."""
    made = Places.of(tmp_path / "data", tmp_path / "outputs")
    made.data.mkdir()
    for number, (period, name) in enumerate([(PERIOD, "first"), (PERIOD, "second"), (PERIOD, "newest"), ("2023-24-Q1", "other")], start=1):
        finish(made, period, name, f"2023-11-{number:02d}")
    return made


def stored(places, content):
    digest = hashlib.sha256(content.encode()).hexdigest()
    path = places.restricted / "store" / digest[:2] / digest
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return digest


def finish(places, period, name, as_of):
    inputs = [{"file": "returns/a.csv", "sha256": stored(places, f"the return of {name}")}]
    code = {"notebooks/1_ingest.ipynb": stored(places, "code"), "expectations/a.json": stored(places, f"rules of {period}")}
    facts = {"run": name, "parameters": {"report": "demo", "period": period, "as_of": as_of}, "made": {"from": as_of}, "inputs": inputs, "code": code}
    for root in (places.processed, places.restricted, places.outputs):
        folder = root / "demo" / period / name
        folder.mkdir(parents=True)
        (folder / "run.json").write_text(json.dumps(facts), encoding="utf-8")
        (folder / "report.html").write_text(f"<main>{AS_MADE}</main>", encoding="utf-8")
    (places.restricted / "store" / "secret").write_text("kept", encoding="utf-8")


def clean(places, *more):
    return report_here("clean", *more, "--data", places.data, "--outputs", places.outputs)


def runs(places):
    """The runs that are there, by the parts that are there of them."""
    roots = (places.processed, places.restricted, places.outputs)
    names = [sorted(path.name for path in root.glob("demo/*/*") if path.is_dir()) for root in roots]
    assert names[0] == names[1] == names[2]
    return names[0]


def contents(places):
    return sorted(path.read_text(encoding="utf-8") for path in (places.restricted / "store").glob("??/*"))


def test_what_is_superseded_is_listed_with_its_size_and_nothing_is_removed(places):
    before = sorted(places.outputs.rglob("*"))
    ended = clean(places)
    assert ended.returncode == 0, ended.stderr
    second, first, last = ended.stdout.splitlines()
    assert second.startswith(f"demo {PERIOD}, run second, data received by 2023-11-02, made 2023-11-02: ") and second.endswith(" kB")
    assert first.startswith(f"demo {PERIOD}, run first, ")
    assert last.startswith("2 superseded drafts and 2 stored copies that no run needs, ") and last.endswith("Nothing was removed: report clean --remove does it.")
    assert sorted(places.outputs.rglob("*")) == before


def test_drafts_go_with_their_restricted_part_tables_and_what_was_stored_for_them_alone(places):
    size = sum(path.stat().st_size for one in ("first", "second") for path in places.outputs.parent.rglob(f"{one}/*"))
    size += len("the return of first") + len("the return of second")
    ended = clean(places, "--remove")
    assert (ended.returncode, runs(places)) == (0, ["newest", "other"]), ended.stderr
    assert ended.stdout.splitlines()[-1] == f"Freed: 2 superseded drafts and 2 stored copies that no run needs, {size / 1000:,.0f} kB."
    assert contents(places) == ["code", "rules of 2023-24-Q1", f"rules of {PERIOD}", "the return of newest", "the return of other"]
    assert (places.restricted / "store" / "secret").read_text(encoding="utf-8") == "kept"
    index = (places.outputs / "index.html").read_text(encoding="utf-8")
    assert "run newest" in index and "run first" not in index
    assert {one["run"] for one in entries(places.restricted, CLEARED)} == {"first", "second"} and list(register(places.restricted).faults()) == []
    assert clean(places).stdout == "0 superseded drafts and 0 stored copies that no run needs, 0 kB.\n"


def sign(places):
    add(places.restricted, SIGNED, "demo", PERIOD, "first", role="analyst")


def signed_without_a_register(places):
    (places.restricted / "signed" / "demo" / PERIOD / "first").mkdir(parents=True)


def publish(places):
    add(places.restricted, PUBLISHED, "demo", PERIOD, "first")


def sent(places):
    (places.outputs / "published" / "demo" / PERIOD / "first").mkdir(parents=True)


def known_as_published(places):
    path = places.data / "demo" / "published" / f"{PERIOD}_first.ledger.json"
    path.parent.mkdir(parents=True)
    path.write_text("{}", encoding="utf-8")


def compare(places):
    (places.restricted / "compare" / "first-newest").mkdir(parents=True)


@pytest.mark.parametrize(
    ("done", "why"),
    [(sign, "it was signed"), (signed_without_a_register, "it was signed"), (publish, "it was published"), (sent, "it was published"),
     (known_as_published, "it was published"), (compare, "a comparison rests on it")],
)  # fmt: skip
def test_what_people_rest_on_is_kept_with_its_stored_files_and_said_so(places, done, why):
    done(places)
    ended = clean(places, "--remove")
    assert f"run first, data received by 2023-11-01, made 2023-11-01: kept, because {why}" in ended.stdout
    assert runs(places) == ["first", "newest", "other"] and "the return of first" in contents(places)


def test_only_the_report_that_is_named_is_cleared_and_one_that_is_not_there_is_told(places):
    assert (clean(places, "demo", "--remove").returncode, runs(places)) == (0, ["newest", "other"])
    ended = clean(places, "dem")
    assert ended.returncode == 2 and 'no run of "dem" is in ' in ended.stderr and 'Did you mean demo?' in ended.stderr


@pytest.mark.parametrize("spoilt", ["outputs", "restricted"])
def test_while_a_run_cannot_be_read_nothing_goes(places, spoilt):
    path = getattr(places, spoilt) / "demo" / "2023-24-Q1" / "other" / "run.json"
    path.write_text("cut", encoding="utf-8")
    ended = clean(places, "--remove")
    assert ended.returncode == 3 and str(path) in ended.stderr and "so nothing was removed" in ended.stderr
    assert len(runs(places)) == 4 and len(contents(places)) == 7


def test_while_a_run_is_being_made_nothing_goes(places):
    (places.restricted / f"{own_prefix()}x").mkdir()
    ended = clean(places, "--remove")
    assert ended.returncode == 3 and "a run is being made" in ended.stderr and len(runs(places)) == 4


def in_turn(places, waiting, meanwhile):
    """What `waiting` ends with, which comes while somebody else is alone, and has to wait until `meanwhile` is done."""
    with ThreadPoolExecutor(1) as pool:
        with alone(places.restricted):
            ended = pool.submit(waiting)
            time.sleep(0.05)
            assert not ended.done()
            meanwhile()
        return ended.exception(timeout=30)


def test_a_draft_that_is_signed_in_the_moment_in_which_it_is_cleared_is_either_gone_and_unsigned_or_signed_and_kept(places):
    first, second = (places.outputs / "demo" / PERIOD / name for name in ("first", "second"))
    refused = in_turn(places, lambda: sign_run(places, first, "analyst", "A. Analyst"), lambda: clear(places))
    assert isinstance(refused, FaultsFound) and "the run is not there any more" in str(refused) and str(first) in str(refused)
    assert (runs(places), entries(places.restricted, SIGNED), (places.restricted / "signed").exists()) == (["newest", "other"], [], False)
    finish(places, PERIOD, "second", "2023-11-02")
    assert in_turn(places, lambda: clear(places), lambda: add(places.restricted, SIGNED, "demo", PERIOD, "second", role="analyst")) is None
    assert second.is_dir() and runs(places) == ["newest", "other", "second"]
    published = in_turn(places, lambda: publish_run(places, second), lambda: shutil.rmtree(second))
    assert isinstance(published, FaultsFound) and "the run is not there any more" in str(published)


# Killed at each call by which the system removes or renames something; the next that comes finds every run whole or not at all.
KILLED = """
import os, shutil, sys
left = int(sys.argv[1])
def counted(call):
    def counts(*arguments, **more):
        global left
        if left == 0:
            os._exit(9)
        left -= 1
        return call(*arguments, **more)
    return counts
os.replace, shutil.rmtree = counted(os.replace), counted(shutil.rmtree)
os.fsync = lambda handle: None
sys.argv[:] = ["report", *sys.argv[2:]]
from reporting.command import command
command.main()
"""


def test_killed_anywhere_it_leaves_no_run_in_parts(places):
    left, seen = 0, set()
    asked = ["clean", "--remove", "--data", str(places.data), "--outputs", str(places.outputs)]
    while True:
        ended = subprocess.run([sys.executable, "-c", KILLED, str(left), *asked], cwd=PROJECT, capture_output=True, text=True)
        assert ended.returncode in (0, 9), ended.stderr
        if ended.returncode == 0:
            break
        clear_abandoned(places.restricted)  # as whoever comes next does
        seen.add(tuple(runs(places)))
        left += 1
    assert runs(places) == ["newest", "other"] and seen >= {("first", "newest", "other", "second")}
    assert [path.name for path in places.outputs.rglob(".*")] == [ALONE]
