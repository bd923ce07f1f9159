"""SSH keys: signatures are made and checked by `ssh-keygen -Y`, and whose key counts stands in `allowed_signers` of the data folder.

Each role signs in a namespace of its own, `approver@community-safety-reports`, so no signature can be taken for another role's,
and `namespaces="approver@community-safety-reports"` in `allowed_signers` says who may approve.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from pipeline.core.faults import Fault, FaultsFound

ALLOWED = "allowed_signers"
PROJECT = "community-safety-reports"
MISSING = "ssh-keygen is not installed, so no signature can be made or checked"
_SMALLEST = {"ED25519": 0, "ECDSA": 256, "RSA": 2048, "ED25519-SK": 0, "ECDSA-SK": 256}  # kind of key → least bits
_LISTED = re.compile(r"(?P<bits>\d+) (?P<key>SHA256:\S+) .*\((?P<kind>[\w-]+)\)")
_SIGNER = re.compile(r'\s*(?:"(?P<quoted>[^"]*)"|(?P<plain>[^\s"#]+))\s+(?P<options>(?:[\w-]+(?:="[^"]*")?,?)*\s+)?(?P<kind>(?:ssh|ecdsa|sk)-\S+)\s+\S+')
_GOOD = re.compile(r"Good .* key (?P<key>SHA256:\S+)")


class NotInstalled(Exception):
    """The program that makes and checks signatures is not there."""


@dataclass(frozen=True)
class Checked:
    """A signature that was checked: the fingerprint of its key, and why it does not hold; empty where it does."""

    key: str
    problem: str


def sign(statement: bytes, key: Path, role: str) -> bytes:
    """The signature of a statement. Raises FaultsFound for what is no key that can sign, or does not; NotInstalled."""
    listed = _ran("-l", "-f", str(key))
    told = _LISTED.search(listed.stdout)
    if not key.is_file() or not told:
        raise FaultsFound([_fault("there is no SSH key here", key, action="Name the file of your own key, such as ~/.ssh/id_ed25519.")])
    kind, least = told["kind"], _SMALLEST.get(told["kind"])
    if least is None or int(told["bits"]) < least:
        found, expected = f"{kind} of {told['bits']} bits", "Ed25519, ECDSA, or RSA of at least 2048 bits"
        raise FaultsFound([_fault("a key of this kind is not supported", key, found, expected, "Make one with: ssh-keygen -t ed25519")])
    signed = _ran("-Y", "sign", "-f", str(key), "-n", namespace(role), given=statement)
    if signed.returncode or not signed.stdout.startswith("-----BEGIN SSH SIGNATURE-----"):
        why = (signed.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise FaultsFound([_fault("the key did not sign", key, why, action="Is the passphrase right, or the key's agent running?")])
    return signed.stdout.encode()


def check_signature(statement: Path, name: str, role: str, day: str, signers: Path) -> Checked:
    """Whether the signature beside a statement is that person's, on that day (ISO), by a key that is theirs. Raises NotInstalled."""
    own = ("-n", namespace(role), "-s", f"{statement}.sig")
    content = statement.read_bytes()
    names = ("-f", str(signers), "-I", name, f"-Overify-time={day.replace('-', '')}120000")
    found = _ran("-Y", "verify", *own, *names, given=content)
    made = _GOOD.search(found.stdout if not found.returncode else _ran("-Y", "check-novalidate", *own, given=content).stdout)
    if made is None:
        return Checked("", "it is not what was signed, or was signed for something else")
    return Checked(made["key"], _why(found.stderr, name, role, signers) if found.returncode else "")


def may_sign(signers: Path, name: str, day: str) -> bool:
    """Whether a person has a key in the file of allowed signers on that day (ISO); they sign with it, then."""
    asked = day.replace("-", "")
    for line in _signers(signers):
        since = re.search(r'valid-after="?(\d{8})', line["options"] or "")
        if _is(line, name) and not (since and since[1] > asked):
            return True
    return False


def namespace(role: str) -> str:
    return f"{role}@{PROJECT}"


def _why(told: str, name: str, role: str, signers: Path) -> str:
    """Why a whole signature is not accepted."""
    if not any(_is(line, name) for line in _signers(signers)):
        return f"{name} is not in {ALLOWED}"
    if until := re.search(r"has expired: .* valid-before (\d{4}-\d\d-\d\d)", told):
        return f"the key of {name} was valid until {until[1]} ({ALLOWED})"
    if since := re.search(r"not yet valid: .* valid-after (\d{4}-\d\d-\d\d)", told):
        return f"the key of {name} is valid from {since[1]} on ({ALLOWED})"
    if "namespace" in told:
        return f"{ALLOWED} does not let {name} sign as {role}"
    return f"the key that signed is not the one that {ALLOWED} has for {name}"


def _signers(signers: Path) -> Sequence[re.Match[str]]:
    text = signers.read_text(encoding="utf-8", errors="replace") if signers.is_file() else ""
    return [found for line in text.splitlines() if (found := _SIGNER.match(line))]


def _is(line: re.Match[str], name: str) -> bool:
    return any(fnmatchcase(name, one) for one in (line["quoted"] or line["plain"]).split(","))


def _ran(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[str]:
    program = shutil.which("ssh-keygen")
    if program is None:
        raise NotInstalled(MISSING)
    ended = subprocess.run([program, *arguments], input=given, capture_output=True, env={**os.environ, "LC_ALL": "C", "TZ": "UTC"})
    out, err = (text.decode(errors="replace") for text in (ended.stdout, ended.stderr))
    return subprocess.CompletedProcess(ended.args, ended.returncode, out, err)


def _fault(what: str, key: Path, found: str = "", expected: str = "", action: str = "") -> Fault:
    return Fault(what, str(key), found=found or None, expected=expected, action=action)
