"""Pseudonyms: what stands in an extract in the place of what tells people apart, keyed with a secret that no file holds.

The same text gives the same pseudonym for as long as the secret is the same, in every column, table and extract: so the
same person is counted once. Without the secret nobody can tell whether a pseudonym is somebody's, not even by trying all
names: a plain digest would give each away.

Source   HMAC-SHA256 (RFC 2104), cut to 128 bits (5: at least half of the digest).
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Sequence

from pipeline.core.faults import Fault
from pipeline.definitions.case_tables import CaseTable

VARIABLE = "REPORT_PSEUDONYM_SECRET"
SHORTEST = 32  # characters: as many as 128 bits have in hexadecimal
_DIGITS = 32  # hexadecimal, 128 bits: among a thousand million people two alike are not to be expected


def secret() -> bytes:
    """The secret of the environment; empty where there is none."""
    return os.environ.get(VARIABLE, "").strip().encode()


def secret_faults(table: CaseTable) -> list[Fault]:
    """What is wrong with the secret, for a table in which pseudonyms are to be put. The secret itself is never told."""
    there, column = len(secret().decode()), next((name for name, one in table.columns.items() if one.pseudonym), "")
    if not column or there >= SHORTEST:
        return []
    what = f"the environment variable {VARIABLE} is not set" if not there else f"the secret in {VARIABLE} is too short"
    action = (
        "Pseudonyms are keyed with it. Make one once (python -c 'import secrets; print(secrets.token_hex(32))'), keep it where only those who "
        "receive extracts get at it, and not beside the extracts: with another secret nobody is the same person any more."
    )
    return [Fault(what, column=column, expected=f"at least {SHORTEST} characters", action=action)]


def pseudonym(text: str) -> str:
    """What stands for a text; nothing for nothing."""
    return _keyed("pseudonym", text.encode()) if text else ""


def told_secret() -> str:
    """What tells one secret from another and says nothing of it: it stands in the record of each extract."""
    return _keyed("secret", b"")[:8]


def told_file(content: bytes) -> str:
    """By what a file that was not kept is known again; empty without a secret, for a plain digest could give its texts away."""
    return _keyed("file", content) if len(secret().decode()) >= SHORTEST else ""


def with_pseudonyms(headings: Sequence[str], rows: Sequence[Sequence[str]], hidden: Sequence[str]) -> list[list[str]]:
    """The rows with a pseudonym in the place of each text under one of the `hidden` headings."""
    return [[pseudonym(cell) if heading in hidden else cell for heading, cell in zip(headings, row, strict=True)] for row in rows]


def _keyed(use: str, content: bytes) -> str:
    return hmac.digest(secret(), use.encode() + b"\0" + content, "sha256").hex()[:_DIGITS]
