"""Standing: what a run's signatures make of it: draft, checked, assured, approved, published or superseded.

It is worked out anew each time it is asked for, from the sign-offs, the files that they are of, the file of allowed signers
and the register. No field says it, so none can be turned.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from reporting.signing.register import PUBLISHED, SIGNED, entries, register
from reporting.signing.sign_offs import DID, ROLES, STANDS, SignOff, digest_of, files_of, place_of, same_person
from reporting.signing.ssh_keys import ALLOWED, MISSING, NotInstalled, check_signature, may_sign

DRAFT = "draft"
UNSIGNED = "unsigned attestation"


@dataclass(frozen=True)
class Held:
    """A sign-off as it was found: whether it is signed with a key, whose fingerprint that is, and why it does not hold.

    `problems` say what was altered; `unchecked`, why nothing can be said of the signature.
    """

    sign_off: SignOff
    signed: bool
    key: str = ""
    problems: tuple[str, ...] = ()
    unchecked: str = ""

    @property
    def holds(self) -> bool:
        return not self.problems and not self.unchecked

    @property
    def who(self) -> str:
        return f"{self.sign_off.role} {self.sign_off.name} on {self.sign_off.day}"


@dataclass(frozen=True)
class Standing:
    """The standing of a run. `held`: its sign-offs in the order of the roles; `faulty`: sign-offs that cannot be read, a sentence each.

    published, superseded  the day, and the later published run; empty where there is none
    """

    held: tuple[Held, ...] = ()
    faulty: tuple[str, ...] = ()
    published: str = ""
    superseded: str = ""

    @cached_property
    def holding(self) -> tuple[Held, ...]:
        """The sign-offs that hold, up to the first role without one."""
        by_role = {one.sign_off.role: one for one in self.held if one.holds}
        last = next((at for at, role in enumerate(ROLES) if role not in by_role), len(ROLES))
        return tuple(by_role[role] for role in ROLES[:last])

    @property
    def word(self) -> str:
        if len(self.holding) == len(ROLES) and self.published:
            return "superseded" if self.superseded else "published"
        return STANDS[self.holding[-1].sign_off.role] if self.holding else DRAFT

    @property
    def in_words(self) -> str:
        """`approved (unsigned attestation of the analyst)`, with what no longer holds."""
        bare = [one.sign_off.role for one in self.holding if not one.signed]
        told = [f"{UNSIGNED} of the {' and the '.join(bare)}"] if bare else []
        told += [f"the sign-off of the {one.sign_off.role} does not hold" for one in self.held if one.problems]
        told += [f"the sign-off of the {one.sign_off.role} could not be checked" for one in self.held if one.unchecked]
        told += ["a sign-off cannot be read"] if self.faulty else []
        told += [f"by run {self.superseded}"] if self.word == "superseded" else []
        return f"{self.word} ({'; '.join(told)})" if told else self.word

    def lines(self) -> Iterator[str]:
        """A line a sign-off: who, as what, when, how."""
        for one in self.held:
            how = f"signed with key {one.key}" if one.signed and one.key else "signed" if one.signed else UNSIGNED
            yield f"{DID[one.sign_off.role]} {one.sign_off.name} on {one.sign_off.day}: {how}"

    def broken(self) -> Iterator[str]:
        """Every sign-off that does not hold, or of which that is not known."""
        yield from self.altered()
        yield from (f"the sign-off of the {one.who} could not be checked: {one.unchecked}" for one in self.held if one.unchecked)

    def altered(self) -> Iterator[str]:
        """Whose sign-off no longer holds, and why."""
        yield from self.faulty
        for one in self.held:
            yield from (f"the sign-off of the {one.who} no longer holds: {why}" for why in one.problems)


def standing_of(
    restricted: Path, published: Path, signers: Path, *, whole: bool = True, gone: Collection[str] = (), replaced: Collection[str] = ()
) -> Standing:
    """The standing of the run whose publication edition this is.

    `whole`: the files of the restricted edition are held against the sign-offs too; `gone` are those of them that were
    disposed of, by a record, `replaced` the checksums of the notes in their place.
    """
    held: list[Held] = []
    faulty = []
    place = place_of(restricted, published)
    for role in ROLES:
        path = place / f"{role}.json"
        if not path.exists():
            continue
        try:
            sign_off = SignOff.read(path)
        except ValueError as error:
            faulty.append(f"the sign-off of the {role} no longer holds: {error}")
            continue
        found = _signature(path, sign_off, signers)
        problems = [*found.problems, *_problems(restricted, published, path, sign_off, role)]
        if whole:
            problems += _restricted_problems(restricted, published, sign_off, place, gone, replaced)
        problems += [f"{one.sign_off.name} signed as {one.sign_off.role} too" for one in held if clash(one, sign_off, found.key)]
        held.append(Held(sign_off, found.signed, found.key, tuple(problems), found.unchecked))
    return Standing(tuple(held), tuple(faulty), *_publication(restricted, published))


def clash(earlier: Held, sign_off: SignOff, key: str) -> bool:
    """Whether a person who assures or approves is the one who made it: by name or by key."""
    if earlier.sign_off.role != "analyst":
        return False
    return same_person(earlier.sign_off.name, sign_off.name) or bool(key) and key == earlier.key


def _signature(path: Path, sign_off: SignOff, signers: Path) -> Held:
    if not path.with_name(f"{path.name}.sig").is_file():
        owed = may_sign(signers, sign_off.name, sign_off.day)
        why = f"it is not signed, and {sign_off.name} has a key in {ALLOWED}. If the key is newer, say so there: valid-after"
        return Held(sign_off, False, problems=(why,) if owed else ())
    if not signers.is_file():
        return Held(sign_off, True, unchecked=f"there is no {signers}, so nobody knows whose key signed")
    try:
        found = check_signature(path, sign_off.name, sign_off.role, sign_off.day, signers)
    except NotInstalled:
        return Held(sign_off, True, unchecked=MISSING)
    return Held(sign_off, True, found.key, (found.problem,) if found.problem else ())


def _problems(restricted: Path, published: Path, path: Path, sign_off: SignOff, role: str) -> Iterator[str]:
    """What of the publication edition, of the sign-offs before or of the register is not what was signed."""
    if (sign_off.report, sign_off.period, sign_off.run, sign_off.role) != (*published.parts[-3:], role):
        yield f"it is of run {sign_off.run} of {sign_off.report} {sign_off.period}, as {sign_off.role}"
    yield from _differing("publication", sign_off.publication, files_of(published))
    for earlier in ROLES[: ROLES.index(role)]:
        before = path.with_name(f"{earlier}.json")
        if sign_off.after.get(earlier) != (digest_of(before.read_bytes()) if before.is_file() else None):
            yield f"the sign-off of the {earlier} is not the one that it rests on"
    known = [one.get("statement") for one in entries(restricted, SIGNED, published.name) if one.get("role") == role]
    if known[-1:] != [digest_of(path.read_bytes())]:
        yield "the register does not know it"


def _restricted_problems(
    restricted: Path, published: Path, sign_off: SignOff, place: Path, gone: Collection[str], replaced: Collection[str]
) -> Iterator[str]:
    """What of the restricted edition, or of the register before, is not what was signed."""
    path = place / f"{sign_off.role}.restricted.json"
    content = path.read_bytes() if path.is_file() else b""
    if digest_of(content) != sign_off.restricted:
        yield f"{path.name} is not what was signed"
        return
    told = json.loads(content)
    audit = restricted.joinpath(*published.parts[-3:])
    now = {name: digest for name, digest in files_of(audit).items() if digest not in replaced}
    then = {name: digest for name, digest in told["audit"].items() if name in now or name not in gone and not (replaced and name == "report.html")}
    yield from _differing("restricted", then, now)
    if not register(restricted).has_digest(told["register"]):
        yield "the register before it was rewritten"


def _differing(edition: str, then: dict[str, str], now: dict[str, str]) -> Iterator[str]:
    for name in sorted({*then, *now}):
        if then.get(name) != now.get(name):
            how = "was added" if name not in then else "is gone" if name not in now else "is not what was signed"
            yield f"{name} of the {edition} edition {how}"


def _publication(restricted: Path, published: Path) -> tuple[str, str]:
    """The day on which a run was published, and the run that was published after it for the same period; empty where there is none."""
    report, period, run = published.parts[-3:]
    lines = [one for one in entries(restricted, PUBLISHED) if (one["report"], one["period"]) == (report, period)]
    runs = [one["run"] for one in lines]
    if run not in runs:
        return "", ""
    first = runs.index(run)
    own = lines[first]
    facts = published / "run.json"
    if not facts.is_file() or own.get("sealed") != digest_of(facts.read_bytes()):
        return "", ""
    return str(own.get("day", own["at"][:10])), next((one for one in reversed(runs[first + 1 :]) if one != run), "")
