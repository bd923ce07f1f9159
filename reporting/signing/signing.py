"""Signing and publishing a finished run, once it was checked: what each is refused for, and what it writes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pipeline.core.faults import Fault, FaultsFound, refuse
from pipeline.core.today import today
from pipeline.core.written_files import write_durably, write_file
from pipeline.files.report_folder import LEDGER
from reporting.signing.register import PUBLISHED, SIGNED, add, register
from reporting.signing.sent import PAPER, sent_folder, sent_page, write_sent
from reporting.signing.sign_offs import (
    ROLES,
    SignOff,
    digest_of,
    files_of,
    name_faults,
    particulars,
    place_of,
    write_sign_off,
)
from reporting.signing.ssh_keys import ALLOWED, check_signature, may_sign, sign
from reporting.signing.standing import Standing, clash, standing_of
from reporting.store.aside import alone
from reporting.store.places import Places


def refuse_signer(places: Places, published: Path, role: str, name: str, key: Path | None) -> None:
    """Raise FaultsFound for what keeps a person from signing in a role, before the run is checked."""
    _refuse_person(name, key, places.data / ALLOWED)
    _refuse_turn(standing_of(places.restricted, published, places.data / ALLOWED, whole=False), role)


def sign_run(places: Places, published: Path, role: str, name: str, note: str = "", key: Path | None = None) -> Standing:
    """Sign a run off and return its standing. Raises FaultsFound, and NotInstalled for a key without ssh-keygen; nothing is signed then."""
    signers, place = places.data / ALLOWED, place_of(places.restricted, published)
    audit = places.restricted.joinpath(*published.parts[-3:])
    _refuse_person(name, key, signers)
    with alone(places.restricted):
        _refuse_gone(published)
        standing = standing_of(places.restricted, published, signers)
        _refuse_turn(standing, role)
        restricted = particulars(note, audit, register(places.restricted).last_digest)
        before = {earlier: digest_of((place / f"{earlier}.json").read_bytes()) for earlier in ROLES[: ROLES.index(role)]}
        made = SignOff(*published.parts[-3:], role, name, today().isoformat(), files_of(published), digest_of(restricted), before)
        signature, own = _signature(made, key, signers) if key else (b"", "")
        for one in standing.held:
            if clash(one, made, own):
                what = f"{name} cannot be the {role}: the {one.who} is the same person"
                refuse([Fault(what, action="Nobody assures or approves their own work.")])
        add(places.restricted, SIGNED, made.report, made.period, made.run, role=role, statement=digest_of(made.statement))
        write_sign_off(place, made, restricted, signature)
    return standing_of(places.restricted, published, signers)


def publish_run(places: Places, published: Path, printed: Callable[[str], tuple[bytes, str]] | None = None) -> Path:
    """Mark an approved run as published and write the folder to send, which is returned. Raises FaultsFound.

    The ledger goes first, into `published/` of the report, so that later reports take its figures as known; the register last.
    What was stopped in between is done again. `printed` makes the PDF of a page, and says what made it; a run with a PDF needs it.
    """
    report, period, run = published.parts[-3:]
    ledger = places.data / report / "published" / f"{period}_{run}{LEDGER}"
    with alone(places.restricted):
        _refuse_gone(published)
        content = (published / "ledger.json").read_bytes()
        standing = standing_of(places.restricted, published, places.data / ALLOWED)
        _refuse_unapproved(standing, run)
        sent = sent_folder(places.outputs, published)
        if standing.published and sent.is_dir():
            refuse([Fault(f"run {run} was published on {standing.published} already, and stands in {sent}", action="Send that.")])
        if not ledger.parent.parent.is_dir():
            what = "this report has no folder, so no later report would know what was published"
            refuse([Fault(what, str(ledger.parent.parent), action="Name the folder of the reports with --data.")])
        if ledger.exists() and ledger.read_bytes() != content:
            refuse([Fault("another ledger is there under this name", str(ledger), action="Move it away: what was published is never changed.")])
        as_published = replace(standing, published=standing.published or today().isoformat())
        on_paper = printed is not None and (published / PAPER).is_file()
        paper, by = printed(sent_page(published, as_published)) if on_paper else (None, "")
        if not ledger.exists():
            write_durably(ledger, content, 0o644)
        write_sent(places.restricted, published, as_published, paper)
        if not standing.published:
            seal = digest_of((published / "run.json").read_bytes())
            told = {"day": today().isoformat(), "sealed": seal} | ({"printed": by} if by else {})
            add(places.restricted, PUBLISHED, report, period, run, **told)
    return sent


def _refuse_person(name: str, key: Path | None, signers: Path) -> None:
    """Raise FaultsFound for a name that cannot be a signer's, and for somebody with a key who does not use it."""
    faults = name_faults(name)
    if key is None and may_sign(signers, name, today().isoformat()):
        faults.append(Fault(f"{name} has a key in {ALLOWED}, and signs with it", str(signers), action="Name its file with --key."))
    refuse(faults)


def _refuse_gone(published: Path) -> None:
    """Raise FaultsFound where a run was cleared away while others waited for `alone`: what is gone is neither signed nor published."""
    if not (published / "run.json").is_file():
        refuse([Fault("the run is not there any more", str(published), action="It was cleared away meanwhile. Make it again: report run.")])


def _refuse_turn(standing: Standing, role: str) -> None:
    """Raise FaultsFound where it is not the turn of a role: it has signed, an earlier one has not, or what was signed no longer holds."""
    own = next((one for one in standing.held if one.sign_off.role == role), None)
    if own:
        refuse([Fault(f"the {own.who} has signed it off already", action="A sign-off is never replaced; what has changed is another run.")])
    refuse(Fault(one, action="Nothing is signed on top of it.") for one in standing.broken())
    if len(standing.holding) < ROLES.index(role):
        what = f"the {ROLES[len(standing.holding)]} signs before the {role}"
        refuse([Fault(what, action=f"The order is {', '.join(ROLES)}.")])


def _refuse_unapproved(standing: Standing, run: str) -> None:
    if len(standing.holding) < len(ROLES):
        missing = ROLES[len(standing.holding)]
        why = "; ".join(standing.broken()) or f"the {missing} has not signed it off"
        what = f"run {run} is {standing.word}, and only what is approved is published: {why}"
        refuse([Fault(what, action=f"Next: report sign-off {run} --role {missing} --name NAME")])


def _signature(made: SignOff, key: Path, signers: Path) -> tuple[bytes, str]:
    """The signature of a statement by a key that allowed signers have for this person, and the key's fingerprint. Raises FaultsFound, NotInstalled."""
    signature = sign(made.statement, key, made.role)
    with tempfile.TemporaryDirectory() as folder:
        statement = Path(folder) / "statement"
        write_file(statement, made.statement)
        write_file(statement.with_name("statement.sig"), signature)
        checked = check_signature(statement, made.name, made.role, made.day, signers)
    if checked.problem:
        action = f'A line of it is the name, "{made.name}", and then what the .pub file of the key holds.'
        raise FaultsFound([Fault(checked.problem, str(signers), action=action)])
    return signature, checked.key
