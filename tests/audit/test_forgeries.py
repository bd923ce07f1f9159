"""Seven kinds of forgery, each by somebody who may write everywhere and renews every checksum, and the register too.

`report verify` names each of them, because it makes the run again; a checker that comes from elsewhere names each as far as an
edition allows; and where somebody signed the run before, it says whose signature no longer holds.
"""

import hashlib
import json
import shutil
import subprocess
import zipfile

import pytest
from in_process import report_here
from programs import program_path
from support import PERIOD, outputs_of

from check_edition.checks import check_edition
from check_edition.files.edition import Edition
from check_edition.publication import Publication, check_publication
from reporting.audit import verification
from reporting.audit.signing_off import publish, sign_off
from reporting.audit.verification import SealedRun, verify
from reporting.command.audit_commands import editions
from reporting.runs.run_facts import published_facts
from reporting.runs.run_failed import RunFailed
from reporting.signing.register import REGISTER, entries
from reporting.signing.sign_offs import ROLES
from reporting.store.places import Places

pytestmark = [pytest.mark.slow, pytest.mark.ssh]
NAMES = dict(zip(ROLES, ("Ann Lister", "Bo As", "Cy Orr"), strict=True))
NOTICE = ("Not issued by Scottish Borders Council", "Issued by Scottish Borders Council")
PAGES = (".html", ".ipynb")


@pytest.fixture(scope="module")
def finished(made):
    """The outputs of one run of the Borders report: read them, and change nothing."""
    return outputs_of(made("borders", PERIOD))


@pytest.fixture
def outputs(finished, made_again, tmp_path, monkeypatch):
    """A copy of the outputs that a test may alter, and what they are compared with at hand."""
    monkeypatch.setattr(verification, "_made_again", lambda *_: made_again)
    return shutil.copytree(finished, tmp_path / "outputs")


def sealed(outputs):
    return SealedRun.open(*editions(next(outputs.glob(f"borders/{PERIOD}/*/run.json")).parent))


def in_all(outputs, old, new, *endings):
    """Replace a text wherever it stands in either edition, in files of some endings or of all."""
    run = sealed(outputs)
    found = 0
    for folder in (run.published, run.audit):
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            content = path.read_bytes()
            if (not endings or path.suffix in endings) and path.suffix != ".pyz" and old.encode() in content:
                path.write_bytes(content.replace(old.encode(), new.encode()))
                found += 1
    assert found, old


def renew(outputs):
    """Write every checksum of the run anew: in both run.json and, where nobody has added to it since, in the register."""
    run = sealed(outputs)
    facts = json.loads((run.audit / "run.json").read_bytes())
    for name in facts["outputs"]:
        part, _, inner = name.partition("/")
        facts["outputs"][name] = digest((run.published if part == "publication" else run.audit) / inner)
    secret = (run.store / "secret").read_bytes().strip()
    for folder, told in ((run.audit, facts), (run.published, published_facts(facts, secret))):
        (folder / "run.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (first, *_) = lines = (run.restricted / REGISTER).read_text(encoding="utf-8").splitlines()
    known = {**json.loads(first), "publication": digest(run.published / "run.json"), "audit": digest(run.audit / "run.json")}
    (run.restricted / REGISTER).write_text("\n".join([json.dumps(known), *lines[1:]]) + "\n", encoding="utf-8")


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def relabelled(outputs):
    """Another return under the genuine run's id."""
    run = sealed(outputs)
    old = run.identity["inputs"]["returns/2023-11-30_published-report.csv"]
    content = (run.store / old[:2] / old).read_bytes().replace(b"48", b"49", 1)
    new = hashlib.sha256(content).hexdigest()
    (run.store / new[:2]).mkdir(exist_ok=True)
    (run.store / new[:2] / new).write_bytes(content)
    in_all(outputs, old, new)


def words(outputs):
    in_all(outputs, "</a> fewer than the <a", "</a> more than the <a", *PAGES)


def commentary(outputs):
    in_all(outputs, "The move to MOSAIC is complete.", "The move to MOSAIC has failed.", *PAGES)


def notice(outputs):
    in_all(outputs, *NOTICE, *PAGES)


def numbers(outputs):
    for old, new in ((">48<", ">49<"), ('value="48"', 'value="49"'), ('value=\\"48\\"', 'value=\\"49\\"'), ('"display": "48"', '"display": "49"'), ('"value": 48,', '"value": 49,')):
        in_all(outputs, old, new)


def checker(outputs):
    path = sealed(outputs).audit / "check_edition.pyz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("__main__.py", "print('Everything was checked and is right.')\n")


def facts(outputs):
    in_all(outputs, '"green": 5', '"green": 6', ".json")


def tables(outputs):
    in_all(outputs, ",used\n", ",left out\n", ".csv")


def notebook_pages(outputs):
    in_all(outputs, ">48<", ">49<", ".html")


KINDS = {  # what is forged → what verifying names, and what a clean checker names; nothing where an edition does not tell
    relabelled: ("ledger.json: what the run was made from does not give its id", "run's id: what the run was made from gives another id"),
    words: ("report.html, line ", ""),
    commentary: ("report.html, line ", "Nobody wrote this in the commentary"),
    notice: ("report.html, line ", "The notice is not that of report.toml"),
    numbers: ("CP03-P177.value: 49 then, 48 now (differs by -1); differs in value, display", "value: CP03-P177.value: "),
    checker: ("restricted check_edition.pyz: it is not the check that the run's code makes", "checker in the edition: it is not that of the stored code"),
    facts: ("restricted run.json, traffic_lights.green: 6, made again 5", "facts of the run: run.json counts the lights"),
    tables: ("restricted exclusions.csv, line 2: it says something else", "value: rows-received[used].total: "),
    notebook_pages: ("restricted 3_indicators.html, line ", "page of a notebook: "),
}  # fmt: skip


# At once where none of them touches a file in which another has to be found.
AT_ONCE = [(relabelled,), (words,), (commentary, checker, tables), (notice, facts), (numbers,), (notebook_pages,)]


@pytest.mark.parametrize("forged", AT_ONCE, ids=lambda forged: "-".join(forge.__name__ for forge in forged))
def test_each_kind_of_forgery_is_named_by_verify_and_by_a_clean_checker(outputs, tmp_path, forged):
    for forge in forged:
        forge(outputs)
    renew(outputs)
    run = sealed(outputs)
    found = verify(run, tmp_path / "allowed_signers")
    faults = check_edition(Edition(run.audit, run.store, run.published)).faults
    assert found.verdict == "fail"
    for by_verify, by_checker in map(KINDS.get, forged):
        assert any(by_verify in one for one in [*found.altered, *found.differences]), found
        assert any(by_checker in one for one in faults) if by_checker else faults == []


def test_each_kind_is_tried():
    assert sorted(forge.__name__ for forged in AT_ONCE for forge in forged) == sorted(forge.__name__ for forge in KINDS)


@pytest.fixture(scope="module")
def signed(finished, tmp_path_factory):
    """A copy of the outputs, signed off by three people after its check, and published."""
    folder = tmp_path_factory.mktemp("signed")
    places = Places.of(folder / "data", shutil.copytree(finished, folder / "outputs"))
    (places.data / "borders").mkdir(parents=True)
    keygen = program_path("ssh-keygen")
    lines = []
    for role, name in NAMES.items():
        subprocess.run([keygen, "-q", "-t", "ed25519", "-N", "", "-f", folder / role], check=True)
        lines.append(f'"{name}" {(folder / role).with_suffix(".pub").read_text(encoding="utf-8")}')
    (places.data / "allowed_signers").write_text("".join(lines), encoding="utf-8")
    for role, name in NAMES.items():
        sign_off(places, sealed(places.outputs), role, name, "", folder / role, lambda _: None)
    publish(places, sealed(places.outputs), lambda _: None)
    return places


def test_a_signed_run_passes_and_a_forged_one_says_whose_signature_no_longer_holds(signed, made_again, tmp_path, monkeypatch):
    monkeypatch.setattr(verification, "_made_again", lambda *_: made_again)
    whole = verify(sealed(signed.outputs), signed.data / "allowed_signers")
    assert (whole.verdict, whole.standing.word, whole.altered + whole.differences + whole.hinders) == ("pass", "published", [])
    outputs = shutil.copytree(signed.outputs, tmp_path / "outputs")
    words(outputs)
    renew(outputs)
    found = verify(sealed(outputs), signed.data / "allowed_signers")
    for role, name in NAMES.items():
        assert any(f"the sign-off of the {role} {name} on " in one and "report.html of the publication edition is not what was signed" in one for one in found.altered)
    assert any("register.jsonl, line 2: it does not follow on the line before it" in one for one in found.altered)
    assert (found.verdict, found.standing.word) == ("fail", "draft")


def test_what_was_sent_is_checked_by_itself_with_its_sign_offs_and_its_standing(signed, tmp_path):
    sent = next((signed.outputs / "published").glob("*/*/*"))
    findings = check_publication(Publication(sent))
    assert (findings.faults, findings.checked["sign-off"], findings.checked["standing on the page"]) == ([], 3, 1)
    for old, new, named in (("Cy Orr", "Di Orr", "standing on the page: "), ("Safer Communities", "Safe Communities", "sign-off: analyst.json: it is of the files")):
        folder = shutil.copytree(sent, tmp_path / new)
        page = folder / "report.html"
        page.write_text(page.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        assert any(one.startswith(named) for one in check_publication(Publication(folder)).faults)


def test_what_was_altered_or_fails_its_check_is_not_signed(finished, tmp_path):
    for forge, told in ((notice, "the check of run"), (None, "was altered")):
        outputs = shutil.copytree(finished, tmp_path / told.replace(" ", "-"))
        if forge:
            forge(outputs)
            renew(outputs)
        else:
            page = sealed(outputs).published / "report.html"
            page.write_text(page.read_text(encoding="utf-8").replace(*NOTICE), encoding="utf-8")
        with pytest.raises(RunFailed, match=told) as refused:
            sign_off(Places.of(tmp_path / "data", outputs), sealed(outputs), "analyst", "Ed Nokey", "", None, lambda _: None)
        assert refused.value.status == 1 and "Nothing was signed" in str(refused.value)
        assert len(entries(outputs / "restricted")) == 1


def test_the_commands_sign_and_publish_and_tell_what_keeps_them_from_it(finished, tmp_path):
    outputs = shutil.copytree(finished, tmp_path / "outputs")
    (tmp_path / "data" / "borders").mkdir(parents=True)
    run = sealed(outputs).published.name

    def told(command, *words):
        ended = report_here(command, *words, "--data", tmp_path / "data", "--outputs", outputs)
        return ended.returncode, ended.stdout + ended.stderr

    who = ("--name", "Ed Nokey")
    assert told("sign-off", "0000", "--role", "analyst", *who)[0] == 2
    assert 'there is no role "analist". Did you mean analyst?' in told("sign-off", run, "--role", "analist", *who)[1]
    status, text = told("sign-off", run, "--role", "assurer", *who)
    assert (status, "the analyst signs before the assurer" in text, "Nothing was signed." in text) == (1, True, True)
    status, text = told("publish", run)
    assert (status, f"run {run} is draft, and only what is approved is published" in text, "Nothing was published." in text) == (1, True, True)
    for role, name in NAMES.items():
        status, text = told("sign-off", run, "--role", role, "--name", name)
    assert (status, f"run {run}: approved (unsigned attestation of the analyst and the assurer and the approver)" in text) == (0, True)
    status, text = told("publish", run)
    assert (status, text.strip().splitlines()[-1]) == (0, str(outputs / "published" / "borders" / PERIOD / run))
