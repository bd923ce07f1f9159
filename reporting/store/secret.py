"""Secret: what keys the digests of restricted files in what is published, so that nobody can try contents until one fits.

A plain digest of a small file gives the file away, byte for byte, to whoever can list what it may hold. The secret lies
in the store, below `restricted/`, and is made once: runs of one store stay the same runs.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import secrets
from pathlib import Path

from pipeline.core.written_files import clear_unfinished, write_new

NAME = "secret"


def secret_of(store: Path, *, keeps: bool = True) -> bytes:
    """The secret of a store, made when it is first asked for; of two that make one at once the first stands.

    Where nothing is kept, and there is none, it is one that nobody sees again.
    """
    path = store / NAME
    clear_unfinished(store)
    if not path.is_file():
        if not keeps:
            return secrets.token_hex(32).encode()
        with contextlib.suppress(FileExistsError):
            write_new(path, f"{secrets.token_hex(32)}\n")
    return path.read_bytes().strip()


def keyed(secret: bytes, content: object) -> str:
    """The keyed digest (HMAC-SHA-256) of something that JSON can hold."""
    return f"hmac-sha256:{_hmac(secret, content)}"


def run_id(facts: dict, key: bytes | None) -> str:
    """A run's id: the digest of what it was made from, keyed where small numbers are protected."""
    whole = hashlib.sha256(_json(facts)).hexdigest() if key is None else _hmac(key, facts)
    return whole[:16]


def _hmac(secret: bytes, content: object) -> str:
    return hmac.digest(secret, _json(content), "sha256").hex()


def _json(content: object) -> bytes:
    return json.dumps(content, sort_keys=True).encode()
