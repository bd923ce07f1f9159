"""What is sent: the folder that `report publish` writes, `outputs/published/<report>/<period>/<run>/`.

It holds the publication edition as it was signed, but for the page, on which its standing stands, on paper and on the cover of the
spreadsheets too, and `signatures/` with the sign-offs that go with it. Whoever has the persons' public keys can check them with ssh-keygen alone.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pipeline.core.written_files import make_folder, write_file
from reporting.signing.archives import SPREADSHEETS, parts_of, sent_spreadsheet
from reporting.signing.front_pages import as_signed, with_standing
from reporting.signing.sign_offs import files_of, place_of
from reporting.signing.standing import Standing
from reporting.store.aside import aside, open_to, sync_tree

SENT = "published"
SIGNATURES = "signatures"
PAGE, PAPER = "report.html", "report.pdf"


def sent_folder(outputs: Path, published: Path) -> Path:
    """Where what is sent of a run stands."""
    return outputs.joinpath(SENT, *published.parts[-3:])


def write_sent(restricted: Path, published: Path, standing: Standing, paper: bytes | None = None) -> Path:
    """Write the folder to send, whole or not at all; one that is there is written anew. `paper`: the page with this standing as a PDF."""
    target = sent_folder(restricted.parent, published)
    with aside(restricted) as folder:
        made = shutil.copytree(published, folder / target.name)
        write_file(made / PAGE, sent_page(published, standing))
        if paper is not None:
            write_file(made / PAPER, paper)
        for name in _spreadsheets(published):
            write_file(made / name, _sent_spreadsheet(published / name, standing))
        (made / SIGNATURES).mkdir()
        for one in standing.holding:
            for path in place_of(restricted, published).glob(f"{one.sign_off.role}.json*"):
                write_file(made / SIGNATURES / path.name, path.read_bytes())
        open_to(made, everybody=True)
        sync_tree(made)
        make_folder(target.parent)
        if target.exists():
            os.replace(target, folder / "before")
        os.replace(made, target)
    return target


def sent_faults(restricted: Path, published: Path, standing: Standing) -> Iterator[str]:
    """What is not as it was sent: the page is that which was signed, with its standing on it, and all else is as it was signed."""
    folder = sent_folder(restricted.parent, published)
    if not folder.is_dir():
        return
    place = place_of(restricted, published)
    wanted = files_of(published)
    roles = {one.sign_off.role for one in standing.held}
    wanted |= {f"{SIGNATURES}/{name}": digest for name, digest in files_of(place).items() if name.partition(".")[0] in roles and ".restricted." not in name}
    found = files_of(folder)
    for name in sorted({*wanted, *found} - {PAGE}):
        there = name in wanted and name in found
        standing_on_it = name == PAPER and there  # held by whoever can print it again
        if there and name in SPREADSHEETS:
            standing_on_it = _is_sent_spreadsheet(folder / name, published / name, standing)
        if wanted.get(name) != found.get(name) and not standing_on_it:
            yield f"{SENT}/{'/'.join(folder.parts[-3:])}/{name} is not what was signed"
    page = folder / PAGE
    told = page.read_bytes() if page.is_file() else b""
    try:
        right = told == sent_page(published, standing).encode()
    except (OSError, ValueError):
        right = False
    if not right:
        signed = as_signed(told.decode(errors="replace")).encode() == (published / PAGE).read_bytes()
        what = "its standing is not what follows from the signatures" if signed else "it is not the page that was signed"
        yield f"{SENT}/{'/'.join(folder.parts[-3:])}/{PAGE}: {what}"


def sent_page(published: Path, standing: Standing) -> str:
    """The page as it was sent, of whatever was published since. Raises OSError or ValueError where the page is not there, or none."""
    return with_standing((published / PAGE).read_text(encoding="utf-8"), replace(standing, superseded=""))


def _spreadsheets(edition: Path) -> list[str]:
    return [name for name in SPREADSHEETS if (edition / name).is_file()]


def _sent_spreadsheet(path: Path, standing: Standing) -> bytes:
    return sent_spreadsheet(path.read_bytes(), replace(standing, superseded=""))


def _is_sent_spreadsheet(sent: Path, signed: Path, standing: Standing) -> bool:
    """Whether a spreadsheet is the one that was signed, with its standing on it, however it is compressed."""
    try:
        return parts_of(sent.read_bytes()) == parts_of(_sent_spreadsheet(signed, standing))
    except (OSError, ValueError):
        return False
