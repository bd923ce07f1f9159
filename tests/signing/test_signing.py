"""Sign-offs: who may sign what, in which order, with which key; what the standing then is, and whose signature no longer holds."""

import json
import shutil
import subprocess
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import cache

import pandas as pd
import pytest

from pipeline.core.faults import FaultsFound
from pipeline.core.periods import day_in_words
from pipeline.core.today import today
from reporting.editions.spreadsheets.ods import ods
from reporting.editions.spreadsheets.sheets import Number, Sheet, Workbook
from reporting.editions.spreadsheets.xlsx import xlsx
from reporting.signing import ssh_keys
from reporting.signing.archives import COVER_LINE
from reporting.signing.attested import attested, swapped
from reporting.signing.front_pages import AS_MADE, as_signed, shown_page, write_front_pages
from reporting.signing.register import MADE, add, add_made, entries, register
from reporting.signing.sign_offs import digest_of, place_of
from reporting.signing.signing import publish_run, sign_run
from reporting.signing.ssh_keys import NotInstalled, namespace
from reporting.signing.standing import standing_of
from reporting.store.aside import alone
from reporting.store.places import Places

pytestmark = pytest.mark.ssh
PEOPLE = {"analyst": "Ann Lister", "assurer": "Bo As", "approver": "Cy Orr"}
AUDIT, SIGNED, SENT = "restricted/demo/2023-24-Q2/abc", "restricted/signed/demo/2023-24-Q2/abc", "published/demo/2023-24-Q2/abc"
OF_ALL = tuple(PEOPLE.values())


@pytest.fixture(scope="session")
def keys(tmp_path_factory):
    """A key for each person: the path of the private half by name."""
    folder = tmp_path_factory.mktemp("keys")
    return {name: new_key(folder / name.split()[0]) for name in (*PEOPLE.values(), "Di Other")}


def new_key(path, kind="ed25519", *more):
    subprocess.run(["ssh-keygen", "-q", "-t", kind, *more, "-N", "", "-C", "", "-f", path], check=True)
    return path


@pytest.fixture
def places(tmp_path, keys):
    """Outputs without runs, and a report's folder, with the keys of three people in allowed_signers."""
    return places_in(tmp_path, keys)


def places_in(folder, keys):
    (folder / "data" / "demo").mkdir(parents=True)
    made = Places.of(folder / "data", folder / "outputs")
    allow(made, *(line(name, keys[name]) for name in PEOPLE.values()))
    return made


@pytest.fixture(scope="module")
def signed(tmp_path_factory, keys):
    """A run that was signed by all three and published: copy it, and change nothing."""
    folder = tmp_path_factory.mktemp("signed")
    made = places_in(folder, keys)
    run = finish(made, "abc")
    sign_all(made, run, keys)
    publish_run(made, run)
    write_front_pages(made, "demo")
    return folder


@pytest.fixture
def published(signed, tmp_path):
    """A copy of that run which a test may alter: its places and its publication edition."""
    shutil.copytree(signed, tmp_path / "signed")
    made = Places.of(tmp_path / "signed" / "data", tmp_path / "signed" / "outputs")
    return made, made.outputs / "demo" / "2023-24-Q2" / "abc"


@pytest.fixture
def run(places):
    return finish(places, "abc")


def line(name, key, options=""):
    return f'"{name}" {options}{" " if options else ""}{key.with_suffix(".pub").read_text(encoding="utf-8")}'


def allow(places, *lines):
    (places.data / "allowed_signers").write_text("".join(lines), encoding="utf-8")


def finish(places, name, as_of="2023-11-30"):
    """A finished run of the report demo, as far as signing looks at it: its publication edition."""
    published, audit = (root / "demo" / "2023-24-Q2" / name for root in (places.outputs, places.restricted))
    facts = {"run": name, "parameters": {"report": "demo", "period": "2023-24-Q2", "as_of": as_of}, "made": {"from": as_of}}
    for folder in (published, audit):
        folder.mkdir(parents=True)
        (folder / "run.json").write_text(json.dumps(facts), encoding="utf-8")
        (folder / "report.html").write_text(f"<main><dl>{AS_MADE}</dl>48 cases</main>", encoding="utf-8")
        (folder / "ledger.json").write_text('{"figures": []}', encoding="utf-8")
    for name_of_file, content in spreadsheets().items():
        (published / name_of_file).write_bytes(content)
    add_made(places.restricted, published, published, audit)
    return published


@cache
def spreadsheets():
    """Both spreadsheets of a report that has one figure."""
    table = Sheet("Values", "Values", "This worksheet contains one table.", ("Indicator", "Value"), (("Cases", Number(48, 0)),))
    book = Workbook("Report", "Report", "Team", "2023-11-30", (COVER_LINE,), ("About.",), ("Team",), (table,))
    return {"report.xlsx": xlsx(book), "report.ods": ods(book)}


def sign_all(places, run, keys, *roles):
    for role in roles or PEOPLE:
        sign_run(places, run, role, PEOPLE[role], key=keys.get(PEOPLE[role]))


def standing(places, run):
    return standing_of(places.restricted, run, places.data / "allowed_signers")


def altered(places, run):
    return [*swapped(places.restricted, run), *attested(places.restricted, run, places.data / "allowed_signers", (), ())[1]]


def refused(what, *arguments, **more):
    with pytest.raises(FaultsFound) as found:
        what(*arguments, **more)
    return str(found.value)


def test_the_standing_follows_from_the_signatures_step_by_step(places, run, keys):
    words = [standing(places, run).word]
    for role, name in PEOPLE.items():
        words.append(sign_run(places, run, role, name, key=keys[name]).word)
    publish_run(places, run)
    words.append(standing(places, run).word)
    assert words == ["draft", "checked", "assured", "approved", "published"]
    assert altered(places, run) == []


def test_a_run_is_superseded_by_the_one_that_is_published_after_it(places, run, keys):
    later = finish(places, "def", "2024-01-15")
    for one in (run, later):
        sign_all(places, one, keys)
        publish_run(places, one)
    write_front_pages(places, "demo")
    assert (standing(places, run).in_words, standing(places, later).in_words) == ("superseded (by run def)", "published")
    assert "Superseded: a later report of this period was published, run <code>def</code>" in shown_page(run).read_text(encoding="utf-8")
    assert (altered(places, run), altered(places, later)) == ([], [])


def test_index_and_page_show_the_standing_and_the_page_that_was_signed_is_as_it_was(places, run, keys):
    before = (run / "report.html").read_bytes()
    sign_all(places, run, keys, "analyst", "assurer")
    write_front_pages(places, "demo")
    shown = shown_page(run).read_text(encoding="utf-8")
    assert "Assured, not yet approved; checked by Ann Lister, <time" in shown
    assert (run / "report.html").read_bytes() == before == as_signed(shown).encode()
    assert ": assured, data received by" in (places.outputs / "index.html").read_text(encoding="utf-8")
    assert "url=abc.html" in (run.parent / "latest.html").read_text(encoding="utf-8")


def test_what_is_sent_can_be_checked_with_ssh_keygen_alone(published):
    places, _ = published
    folder = places.outputs / SENT
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "Published <time" in page and digest_of(as_signed(page).encode()) == json.loads((folder / "signatures" / "approver.json").read_bytes())["publication"]["report.html"]
    for role, name in PEOPLE.items():
        statement = folder / "signatures" / f"{role}.json"
        asked = ["-Y", "verify", "-f", places.data / "allowed_signers", "-I", name, "-n", namespace(role), "-s", f"{statement}.sig"]
        assert subprocess.run(["ssh-keygen", *asked], input=statement.read_bytes(), capture_output=True).returncode == 0


def test_the_note_and_the_checksums_of_restricted_files_are_not_sent(places, run, keys):
    sign_run(places, run, "analyst", PEOPLE["analyst"], "row 12 was looked at", keys[PEOPLE["analyst"]])
    sign_all(places, run, keys, "assurer", "approver")
    sent = b"".join(path.read_bytes() for path in publish_run(places, run).rglob("*") if path.is_file())
    kept = json.loads((place_of(places.restricted, run) / "analyst.restricted.json").read_bytes())
    assert (kept["note"], b"row 12" in sent, kept["salt"].encode() in sent) == ("row 12 was looked at", False, False)


def test_the_published_ledger_is_known_to_later_reports(published):
    places, run = published
    kept = places.data / "demo" / "published" / "2023-24-Q2_abc.ledger.json"
    assert kept.read_bytes() == (run / "ledger.json").read_bytes()


def test_who_has_no_key_attests_and_every_place_says_that_it_is_unsigned(places, run, keys):
    allow(places, *(line(PEOPLE[role], keys[PEOPLE[role]]) for role in ("assurer", "approver")))
    sign_run(places, run, "analyst", "Ed Nokey")
    sign_all(places, run, keys, "assurer", "approver")
    page = (publish_run(places, run) / "report.html").read_text(encoding="utf-8")
    assert standing(places, run).in_words == "published (unsigned attestation of the analyst)"
    assert page.count("(attested, not signed with a key)") == 1
    assert altered(places, run) == []


@pytest.mark.parametrize(
    ("role", "name", "key", "told"),
    [
        ("assurer", "Bo As", "Bo As", "the analyst signs before the assurer"),
        ("analyst", "Ann Lister", None, "Ann Lister has a key in allowed_signers, and signs with it"),
        ("analyst", "Di Other", "Di Other", "Di Other is not in allowed_signers"),
        ("analyst", "Ann Lister", "Bo As", "the key that signed is not the one that allowed_signers has for Ann Lister"),
        ("analyst", "*", "Bo As", '"*" cannot be the name of a signer'),
        ("analyst", "  ", "Bo As", "cannot be the name of a signer"),
    ],
)
def test_who_may_not_sign_is_told_why_and_nothing_is_signed(places, run, keys, role, name, key, told):
    assert told in refused(sign_run, places, run, role, name, key=keys.get(key))
    assert (standing(places, run).held, len(entries(places.restricted))) == ((), 1)


@pytest.mark.parametrize("role", ["assurer", "approver"])
@pytest.mark.parametrize("name", ["Ann Lister", "ann  LISTER", "Ann Again"])
def test_nobody_assures_or_approves_their_own_work_by_name_or_by_key(places, run, keys, role, name):
    key = keys["Ann Lister"] if name == "Ann Again" else keys["Di Other"]
    sign_all(places, run, keys, *(("analyst", "assurer") if role == "approver" else ("analyst",)))
    allow(places, *(line(one, keys[one]) for one in PEOPLE.values()), line(name, key))
    if name == "Ann Lister":
        key = keys["Ann Lister"]
    told = refused(sign_run, places, run, role, name, key=key)
    assert f"{name} cannot be the {role}: the analyst Ann Lister on {today()} is the same person" in told


def test_a_role_that_has_signed_does_not_sign_again(places, run, keys):
    sign_all(places, run, keys, "analyst")
    assert "the analyst Ann Lister" in (told := refused(sign_all, places, run, keys, "analyst")) and "has signed it off already" in told


def test_only_what_is_approved_is_published_and_only_once(places, run, keys):
    sign_all(places, run, keys, "analyst", "assurer")
    assert "run abc is assured, and only what is approved is published: the approver has not signed it off" in refused(publish_run, places, run)
    assert not (places.data / "demo" / "published").exists() and not (places.outputs / "published").exists()
    sign_all(places, run, keys, "approver")
    publish_run(places, run)
    assert "was published on" in refused(publish_run, places, run)


def test_a_key_that_expired_or_is_not_valid_yet_does_not_sign(places, run, keys):
    name = PEOPLE["analyst"]
    allow(places, line(name, keys[name], 'valid-before="20200101"'))
    assert f"the key of {name} was valid until 2020-01-01" in refused(sign_run, places, run, "analyst", name, key=keys[name])
    allow(places, line(name, keys[name], 'valid-after="29990101"'))
    assert f"the key of {name} is valid from 2999-01-01 on" in refused(sign_run, places, run, "analyst", name, key=keys[name])


def test_allowed_signers_says_who_may_approve(places, run, keys):
    allow(places, *(line(name, keys[name], f'namespaces="{namespace("analyst")},{namespace("assurer")}"') for name in PEOPLE.values()))
    sign_all(places, run, keys, "analyst", "assurer")
    assert "allowed_signers does not let Cy Orr sign as approver" in refused(sign_all, places, run, keys, "approver")


def test_a_signature_of_before_a_key_was_withdrawn_holds_and_one_of_after_does_not(places, run, keys):
    sign_all(places, run, keys, "analyst")
    name = PEOPLE["analyst"]
    for days, word in ((1, "checked"), (-1, "draft")):
        until = (today() + timedelta(days=days)).strftime("%Y%m%d")
        allow(places, line(name, keys[name], f'valid-before="{until}"'))
        assert standing(places, run).word == word
    assert f"the key of {name} was valid until" in altered(places, run)[0]


@pytest.mark.parametrize(
    ("kind", "more", "told"),
    [("rsa", ("-b", "1024"), "RSA of 1024 bits"), (None, (), "there is no SSH key here"), ("text", (), "there is no SSH key here")],
)
def test_a_key_that_is_none_or_too_weak_is_refused(places, run, tmp_path, kind, more, told):
    key = tmp_path / "key"
    if kind == "text":
        key.write_text("my key", encoding="utf-8")
    elif kind:
        new_key(key, kind, *more)
    allow(places)
    assert told in refused(sign_run, places, run, "analyst", "Ann Lister", key=key)


def test_without_ssh_keygen_nothing_is_signed_with_a_key_and_nothing_that_was_signed_counts(places, run, keys, monkeypatch):
    sign_all(places, run, keys, "analyst")
    monkeypatch.setenv("PATH", "")
    found = standing(places, run)
    assert (found.word, found.held[0].unchecked, list(found.altered())) == ("draft", ssh_keys.MISSING, [])
    with pytest.raises(NotInstalled, match="ssh-keygen is not installed"):
        ssh_keys.sign(b"statement", keys["Bo As"], "assurer")


def test_where_nobody_says_whose_key_is_whose_a_signature_is_not_checked_and_not_altered(places, run, keys):
    sign_all(places, run, keys, "analyst")
    (places.data / "allowed_signers").unlink()
    found = standing(places, run)
    assert (found.word, list(found.altered()), "so nobody knows whose key signed" in found.held[0].unchecked) == ("draft", [], True)


def in_place(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")




@pytest.mark.parametrize("name", ["report.xlsx", "report.ods"])
def test_a_spreadsheet_that_is_sent_says_its_standing_on_its_cover_and_is_otherwise_what_was_signed(published, name):
    places, run = published
    sent = places.outputs / SENT / name

    def cover(path):
        return list(pd.read_excel(path, sheet_name="Cover", header=None, engine="calamine")[0])

    day = day_in_words(today())
    told = f"Standing: Published {day}; checked by Ann Lister, {day}; assured by Bo As, {day}; approved by Cy Orr, {day}"
    assert (cover(run / name)[2], cover(sent)[2]) == ("Standing: Draft: not signed off", told)
    assert [one for at, one in enumerate(cover(sent)) if at != 2] == [one for at, one in enumerate(cover(run / name)) if at != 2]
    parts = {one: zipfile.ZipFile(sent).read(one) for one in zipfile.ZipFile(sent).namelist()}
    for old, new, found in ((b"", b"", []), (b"48", b"49", [f"{name} is not what was signed"]), (b"Cy Orr", b"Di Orr", [f"{name} is not what was signed"])):
        with zipfile.ZipFile(sent, "w", zipfile.ZIP_STORED) as archive:  # however it is compressed
            for one, content in parts.items():
                archive.writestr(one, content.replace(old, new) if old else content)
        assert [one.rpartition("/")[2] for one in altered(places, run)] == found


@pytest.mark.parametrize(
    ("path", "old", "new", "word", "whose", "told"),
    [
        ("demo/2023-24-Q2/abc/report.html", "48", "49", "draft", OF_ALL, "report.html of the publication edition is not what was signed"),
        (f"{AUDIT}/ledger.json", "[]", "[1]", "draft", OF_ALL, "ledger.json of the restricted edition is not what was signed"),
        (f"{SIGNED}/assurer.json", "Bo As", "Cy Orr", "checked", ("Cy Orr",), "it is not what was signed, or was signed for something else"),
        (f"{SIGNED}/approver.restricted.json", '"note": ""', '"note": "seen"', "assured", ("Cy Orr",), "approver.restricted.json is not what was signed"),
        (f"{SENT}/report.html", "48", "49", "published", (), "published/demo/2023-24-Q2/abc/report.html: it is not the page that was signed"),
        (f"{SENT}/report.html", "Cy Orr", "Di Orr", "published", (), "report.html: its standing is not what follows from the signatures"),
        (f"{SENT}/ledger.json", "[]", "[1]", "published", (), "published/demo/2023-24-Q2/abc/ledger.json is not what was signed"),
        (f"{SENT}/signatures/analyst.json", "Ann", "Anna", "published", (), "signatures/analyst.json is not what was signed"),
        ("demo/2023-24-Q2/abc.html", "48", "49", "published", (), "abc.html, beside the run, is not its page"),
    ],
)  # fmt: skip
def test_whatever_is_altered_after_it_was_signed_is_named_with_whose_signature_no_longer_holds(published, path, old, new, word, whose, told):
    places, run = published
    assert altered(places, run) == []
    in_place(places.outputs / path, old, new)
    found = altered(places, run)
    assert standing(places, run).word == word
    assert any(told in one for one in found), found
    for name in whose:
        assert any(f"{name} on {today()} no longer holds" in one for one in found), found


def test_a_signature_that_is_taken_away_makes_no_attestation_of_it(published):
    places, run = published
    (place_of(places.restricted, run) / "approver.json.sig").unlink()
    assert standing(places, run).word == "assured"
    assert any("it is not signed, and Cy Orr has a key in allowed_signers" in one for one in altered(places, run))


def test_an_attestation_that_the_register_does_not_know_counts_for_nothing(places, run, keys):
    allow(places)
    sign_run(places, run, "analyst", "Ed Nokey")
    in_place(place_of(places.restricted, run) / "analyst.json", "Ed Nokey", "Jo Chief")
    assert (standing(places, run).word, [one for one in altered(places, run) if "the register does not know it" in one] != []) == ("draft", True)


@pytest.mark.parametrize("forged", ["5", "null", '"some day"'])
def test_a_sign_off_whose_day_is_none_is_named_and_counts_for_nothing(places, run, forged):
    allow(places)
    sign_run(places, run, "analyst", "Ed Nokey")
    in_place(place_of(places.restricted, run) / "analyst.json", f'"day": "{today()}"', f'"day": {forged}')
    assert (standing(places, run).word, altered(places, run)) == (
        "draft", ["the sign-off of the analyst no longer holds: it says no person and no day, or something else in their place"],
    )  # fmt: skip


def test_a_run_that_was_swapped_with_its_seal_is_named(places, run):
    for folder in (run, places.restricted / "demo" / "2023-24-Q2" / "abc"):
        in_place(folder / "run.json", "2023-11-30", "2023-12-30")
    told = altered(places, run)
    assert [one.split(" of ")[1].split(" edition")[0] for one in told] == ["the publication", "the restricted"]
    assert all("the run was swapped, or altered with its seal" in one for one in told)


@pytest.mark.parametrize(
    ("alter", "line"),
    [
        (lambda lines: [lines[0].replace(b"abc", b"abd"), *lines[1:]], 2),
        (lambda lines: [lines[0], *lines[2:]], 2),
        (lambda lines: [lines[1], lines[0], *lines[2:]], 1),
        (lambda lines: [*lines[:2], b'{"what": "made"', *lines[2:]], 3),
    ],
)
def test_a_register_of_which_a_line_is_altered_taken_out_put_in_or_moved_says_where(published, alter, line):
    places, _ = published
    path = places.restricted / "register.jsonl"
    path.write_bytes(b"\n".join(alter(path.read_bytes().split(b"\n"))))
    assert next(register(places.restricted).faults()).startswith(f"register.jsonl, line {line}: ")


def test_a_register_that_was_written_anew_is_named_by_whoever_signed_before(places, run, keys):
    sign_all(places, run, keys, "analyst")
    path = places.restricted / "register.jsonl"
    known = entries(places.restricted)
    path.unlink()
    add(places.restricted, MADE, "demo", "2023-24-Q2", "put-in")
    for one in known:
        add(places.restricted, *(one.pop(name) for name in ("what", "report", "period", "run")), **{name: one[name] for name in one if name not in ("number", "before", "at")})
    (told,) = altered(places, run)
    assert list(register(places.restricted).faults()) == [] and "the register before it was rewritten" in told


def test_a_line_that_was_broken_off_is_named_and_the_next_follows_on_it(places, run):
    path = places.restricted / "register.jsonl"
    with path.open("ab") as file:
        file.write(b'{"number": 2, "bef')
    add(places.restricted, MADE, "demo", "2023-24-Q2", "def")
    assert [one["run"] for one in entries(places.restricted)] == ["abc", "def"]
    (told,) = register(places.restricted).faults()
    assert told.startswith("register.jsonl, line 2: it is no entry")


def test_many_that_add_to_the_register_at_once_each_follow_on_the_one_before(places):
    def one(number):
        with alone(places.restricted):
            add(places.restricted, MADE, "demo", "2023-24-Q2", str(number))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(one, range(24)))
    assert (list(register(places.restricted).faults()), len(entries(places.restricted))) == ([], 24)


def test_what_was_disposed_of_by_a_record_takes_no_signature_away(published):
    """The record names what went from the restricted edition, and the note that stands in the place of its page."""
    places, run = published
    audit = places.restricted / "demo" / "2023-24-Q2" / "abc"
    (audit / "ledger.json").unlink()
    (audit / "report.html").write_text("Deleted.", encoding="utf-8")
    told = places.restricted, run, places.data / "allowed_signers"
    assert attested(*told, {"ledger.json"}, {digest_of(b"Deleted.")})[1] == []
    assert sum("no longer holds" in one for one in attested(*told, set(), set())[1]) == 6
