"""Sign-offs: what a person says of a run by signing it, as one small file, which is what their key signs.

| file in `restricted/signed/<report>/<period>/<run>/` | holds |
|---|---|
| `<role>.json` | who, as what, when, and the checksum of every file of the publication edition; it goes with what is published |
| `<role>.json.sig` | the signature of that file by an SSH key; without it the sign-off is an unsigned attestation |
| `<role>.restricted.json` | the note, the checksum of every file of the restricted edition, that of the register; never sent |

The first holds the checksum of the third, so both editions are signed. A random salt in the third keeps anybody from trying
contents of restricted files until one fits.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.core.faults import Fault, folded
from pipeline.core.periods import is_date
from pipeline.core.written_files import write_durably

FOLDER = "signed"
STANDS = {"analyst": "checked", "assurer": "assured", "approver": "approved"}  # role → standing with that role's sign-off
ROLES = tuple(STANDS)
DID = {"analyst": "checked by", "assurer": "assured by", "approver": "approved by"}


@dataclass(frozen=True)
class SignOff:
    """What a person signs. `publication`: checksums by file; `restricted`: that of the part that is never sent; `after`: those of the sign-offs before, by role."""

    report: str
    period: str
    run: str
    role: str
    name: str
    day: str
    publication: Mapping[str, str]
    restricted: str
    after: Mapping[str, str]

    @property
    def statement(self) -> bytes:
        return _json({"statement": "This run of the report is signed off.", **asdict(self)})

    @classmethod
    def read(cls, path: Path) -> SignOff:
        """Raises ValueError where a file is none."""
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            told.pop("statement")
            found = cls(**told)
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise ValueError(f"it cannot be read: {error}") from None
        texts = (found.report, found.period, found.run, found.role, found.name, found.day, found.restricted)
        if not all(isinstance(one, str) for one in texts) or not is_date(found.day):
            raise ValueError("it says no person and no day, or something else in their place")
        if found.role not in ROLES or not isinstance(found.publication, dict) or not isinstance(found.after, dict):
            raise ValueError("it says no role that there is, or not what was signed")
        return found


def particulars(note: str, audit: Path, register: str) -> bytes:
    """The part of a sign-off that is never sent: checksums of the restricted edition by file, and that of the register's last line then."""
    return _json({"note": note, "audit": files_of(audit), "register": register, "salt": secrets.token_hex(32)})


def place_of(restricted: Path, published: Path) -> Path:
    """Where the sign-offs of a run stand."""
    return restricted.joinpath(FOLDER, *published.parts[-3:])


def files_of(edition: Path) -> dict[str, str]:
    """The checksum of every file of an edition, by its name in it."""
    paths = sorted(path for path in edition.rglob("*") if path.is_file())
    return {path.relative_to(edition).as_posix(): digest_of(path.read_bytes()) for path in paths}


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def write_sign_off(place: Path, sign_off: SignOff, restricted: bytes, signature: bytes) -> None:
    """Put a sign-off in place; its statement last, without which nothing was signed off."""
    write_durably(place / f"{sign_off.role}.restricted.json", restricted)
    if signature:
        write_durably(place / f"{sign_off.role}.json.sig", signature)
    write_durably(place / f"{sign_off.role}.json", sign_off.statement)


def name_faults(name: str) -> list[Fault]:
    """Why a person cannot be named so: a name of allowed signers is a pattern, which some signs would widen."""
    odd = sorted({one for one in name if one in ',"*?!#' or not one.isprintable()})
    if not name.strip() or odd:
        what = f'"{name}" cannot be the name of a signer'
        return [Fault(what, found="".join(odd), expected='a name such as "Jane Doe" or jane.doe@council.gov.uk, without , " * ? ! #')]
    return []


def same_person(one: str, other: str) -> bool:
    """Whether two names are one, whatever their capitals, accents, blanks and points."""
    return folded(one) == folded(other)


def _json(content: object) -> bytes:
    return (json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()
