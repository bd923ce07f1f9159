"""Signing off and publishing a run that is what was sealed, and that passes its check as it stands now."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipeline.core.faults import Fault, FaultsFound
from pipeline.core.written_files import write_file
from reporting.audit.verification import SealedRun, alterations
from reporting.editions.edition_file import NAME, edition_file
from reporting.editions.paper.printing import PDF, NotPrinted, printed
from reporting.runs.edition_checked import EditionRefused, checked_edition, not_checked
from reporting.runs.run_failed import RunFailed
from reporting.signing.front_pages import write_front_pages
from reporting.signing.signing import publish_run, refuse_signer, sign_run
from reporting.signing.ssh_keys import NotInstalled
from reporting.signing.standing import Standing
from reporting.store.aside import alone, aside
from reporting.store.places import Places


def sign_off(
    places: Places, sealed: SealedRun, role: str, name: str, note: str, key: Path | None, told: Callable[[str], None]
) -> Standing:
    """Check a run, sign it off in a role, and return its standing. Raises FaultsFound or RunFailed; nothing was signed then."""
    try:
        refuse_signer(places, sealed.published, role, name, key)
    except FaultsFound:
        _lead(places, sealed, told)  # whoever has signed already may have been stopped before the pages said so
        raise
    told("is held against its seal and checked again")
    _refuse_altered(sealed)
    for sentence in not_checked(_checked(sealed)):
        told(sentence)
    try:
        standing = sign_run(places, sealed.published, role, name, note, key)
    except NotInstalled as missing:
        raise RunFailed(f"{missing}. Install it (Debian: openssh-client). Nothing was signed.", status=3) from None
    _lead(places, sealed, told)
    return standing


def publish(places: Places, sealed: SealedRun, told: Callable[[str], None]) -> Path:
    """Publish an approved run, and return the folder to send. Raises FaultsFound or RunFailed."""
    _refuse_altered(sealed)
    try:
        folder = publish_run(places, sealed.published, _printed)
    except FaultsFound:
        _lead(places, sealed, told)  # whoever has published it already may have been stopped before the pages said so
        raise
    _lead(places, sealed, told)
    return folder


def _printed(page: str) -> tuple[bytes, str]:
    """The PDF of a page, and what made it. Raises FaultsFound where it cannot be made: without it what is sent would say what is no longer true."""
    try:
        return printed(page)
    except NotPrinted as why:
        raise FaultsFound([Fault(f"{PDF} cannot be made with its standing on it: {why}")]) from None


def _lead(places: Places, sealed: SealedRun, told: Callable[[str], None]) -> None:
    with alone(places.restricted):
        unreadable = write_front_pages(places, sealed.published.parts[-3])
    for sentence in unreadable:
        told(sentence)


def _refuse_altered(sealed: SealedRun) -> None:
    """Raise RunFailed for a run that is not what was sealed."""
    if altered := alterations(sealed):
        listed = "\n".join(f"  {number}. {one}" for number, one in enumerate(altered, start=1))
        told = f"run {sealed.published.name} was altered:\n{listed}\nNothing was signed or published. Make the report again elsewhere, and compare."
        raise RunFailed(told, status=1)


def _checked(sealed: SealedRun) -> dict:
    """What a check of the edition finds that is not the edition's own. Raises RunFailed for a run whose check fails."""
    with aside(sealed.restricted) as folder:
        program = folder / "clean" / NAME
        program.parent.mkdir()
        write_file(program, edition_file())
        try:
            return checked_edition(sealed.audit, sealed.published, sealed.store, program)
        except EditionRefused as refused:
            told = f"the check of run {sealed.published.name} fails:\n{refused}\nNothing was signed. Correct what is listed and make the report again."
            raise RunFailed(told, status=1) from None
