"""What register and signatures say of a run that is looked at again: whether it was swapped, and whose sign-off no longer holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from reporting.signing.front_pages import as_signed, in_folder, shown_page
from reporting.signing.register import MADE, entries, register
from reporting.signing.sent import sent_faults
from reporting.signing.sign_offs import digest_of
from reporting.signing.standing import Standing, standing_of

UNKNOWN = "the register does not know the run: it was made before there was one, or was put here by other means"


def attested(
    restricted: Path, published: Path, signers: Path, gone: Collection[str], replaced: Collection[str]
) -> tuple[Standing, list[str], list[str]]:
    """The standing of a run, what was altered of it since it was signed, and what cannot be said.

    `gone` and `replaced` are what recorded deletions took from the restricted edition (`standing_of`).
    """
    standing = standing_of(restricted, published, signers, gone=gone, replaced=replaced)
    altered = [*standing.altered(), *sent_faults(restricted, published, standing)]
    shown, page = shown_page(published), published / "report.html"
    if shown.is_file() and page.is_file():
        told = in_folder(shown.read_text(encoding="utf-8", errors="replace"), published.name)
        if as_signed(told).encode() != page.read_bytes():
            altered.append(f"{shown.name}, beside the run, is not its page with the standing on it")
    unknown = [one for one in standing.broken() if one not in altered]
    return standing, altered, unknown if entries(restricted, MADE, published.name) else [*unknown, UNKNOWN]


def swapped(restricted: Path, published: Path) -> Iterator[str]:
    """Where the register's chain is broken, and an edition that is not the one whose making it tells of last."""
    yield from register(restricted).faults()
    for known in entries(restricted, MADE, published.name)[-1:]:
        for name, folder in (("publication", published), ("audit", restricted.joinpath(*published.parts[-3:]))):
            path = folder / "run.json"
            if path.is_file() and known.get(name) != digest_of(path.read_bytes()):
                edition = "publication" if name == "publication" else "restricted"
                yield f"run.json of the {edition} edition is not what the register has of {known['at']}: the run was swapped, or altered with its seal"
