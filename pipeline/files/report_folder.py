"""The report's folder: every file in it is used, known to be none of ours, or named as a fault with the nearest right name.

A file that is passed over in silence is worse than one that is wrong: the page says that nothing was written while the
text stands in `2025-26-Q4 (1).md`. This is the one list of what a folder may hold; whatever reads a part of it asks here
what belongs to others (`none_of_ours`). Rows and keys are read elsewhere, and nothing is opened here but `cases.toml`
and the records, for the tables in `lookups/` that they name.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from pipeline.core.faults import Fault, suggestion
from pipeline.core.periods import Period, PeriodError, is_date
from pipeline.core.written_files import PREFIX
from pipeline.files.inputs import NotReadable, read_input, standing_of

# What systems, office programs, editors and version control leave behind: never ours, wherever it stands.
NOT_OURS = (
    "thumbs.db", "ehthumbs*.db", "desktop.ini", "$recycle.bin", "system volume information", "@eadir",
    ".ds_store", "._*", ".localized", "icon\r", ".spotlight-v100", ".trash*", ".fseventsd", ".directory", ".appledouble",
    ".nfs*", ".fuse_hidden*", ".dropbox*", ".stfolder", "~$*", ".~lock.*#",
    "*~", "#*#", ".#*", "*.swp", "*.swo", "*.bak", "*.orig", "*.rej", "*.tmp",
    ".git*", ".hg*", ".svn", ".editorconfig", ".idea", ".vscode", "__pycache__", ".ipynb_checkpoints",
    f"{PREFIX}*",  # what a command of ours was writing when it was killed, and the next that writes there clears
)  # fmt: skip
# In the folder itself, and only there: programs that make what is received, which no run ever reads or runs, and what
# tells people about the folder.
BESIDE = ("*.py", "readme", "readme.*", "licen[cs]e", "licen[cs]e.*")
# A folder that is put together from the inputs of two runs, to find out why they differ, may hold what only one uses.
PUT_TOGETHER = "REPORT_FOLDER_IS_PUT_TOGETHER"

DEFINITIONS = ("report.toml", "indicators.toml", "cases.toml", "corrections.toml", "logs.toml")
RECORD = ".source.toml"
LEDGER = ".ledger.json"  # in published/: the ledger of an edition that was published, `<period>_<run>.ledger.json`
TABLES = ("csv", "xlsx", "ods")
RECORDS = "cases/"  # one row a case: what is restricted, by name, number and digest; a return is a table that somebody may publish


@dataclass(frozen=True)
class Place:
    """A folder of a report's folder: what its files are named by, how they end, and one that would be right.

    `named`: "period", "received" (the day, then a name), or "table" (any name; others say which are used).
    """

    folder: str
    named: str
    endings: tuple[str, ...]
    example: str

    @property
    def has_records(self) -> bool:
        return self.named == "received" or self.folder == "lookups"


PLACES = {
    place.folder: place
    for place in (
        Place("period", "period", ("toml",), "2023-24-Q2.toml"),
        Place("commentary", "period", ("md",), "2023-24-Q2.md"),
        Place("published", "period", ("csv",), "2023-24-Q2.csv"),
        Place("returns", "received", TABLES, "2023-11-30_police.csv"),
        Place("actions", "received", TABLES, "2023-11-30_tracker.csv"),
        Place("cases", "received", (*TABLES, "parquet"), "2023-11-30_referrals.csv"),
        Place("lookups", "table", TABLES, "wards.csv"),
        Place("queries", "table", ("sql", "toml"), "referrals.sql"),
        Place("notebooks", "table", ("ipynb",), "cases_per_officer.ipynb"),
    )
}


def of_records(name: str) -> bool:
    """Whether a file of a report's folder holds records of people, or says what such a file is."""
    return name.startswith(RECORDS)


def none_of_ours(path: Path | PurePosixPath) -> bool:
    """Whether a file or folder, by its name, is what a system or another program left there."""
    return _like(path.name, NOT_OURS)


def misplaced(folder: Path, as_of: str = "") -> list[Fault]:
    """The files and folders of a report's folder that nothing reads, each with where it belongs.

    Names of returns, trackers, extracts and periods are looked at where these are read (`received`, `definitions`). Of
    records only those of files received by `as_of` are opened, as by the run itself.
    """
    if os.environ.get(PUT_TOGETHER):
        return []
    files, faults = _found(folder)
    faults += unfit_files(folder)
    for file in files:
        faults += _root_faults(file) if len(file.parts) == 1 else _faults_in(file, PLACES[file.parts[0]], files)
    names = {file.as_posix() for file in files}
    if "cases.toml" not in names and any(name.startswith("cases/") for name in names):
        action = "Declare in cases.toml what they hold."
        faults.append(Fault("extracts that nothing is counted from", "cases/", expected="a cases.toml", action=action))
    return faults + _before_their_time(names) + _unused_tables(folder, names, as_of)


def unfit_files(folder: Path) -> list[Fault]:
    """What must not even be opened: no file at all, a link that leads nowhere or out of the folder, a file out of all measure.

    A named pipe would hold up whoever opens it for ever, and a link to elsewhere would take in what nobody sent.
    """
    root, faults = os.path.realpath(folder), []
    for at, folders, names in os.walk(folder):
        for name in sorted((*folders, *names)):
            path = Path(at, name)
            if none_of_ours(path):
                continue
            what, action = _unfit(path, root)
            if what:
                faults.append(Fault(what, path.relative_to(folder).as_posix(), action=action))
        folders[:] = [name for name in folders if not none_of_ours(Path(name))]
    return faults


def _unfit(path: Path, root: str) -> tuple[str, str]:
    itself = "Put the file itself there, or take it away."
    if not path.exists():
        return "a link that leads nowhere", itself
    if not Path(os.path.realpath(path)).is_relative_to(root):
        return "a link that leads out of the report's folder", itself
    if path.is_dir():
        return ("a link to a folder", "Put the files themselves there.") if path.is_symlink() else ("", "")
    try:
        standing_of(path)
    except NotReadable as error:
        return error.what, "Send it in parts." if path.is_file() else itself
    return "", ""


def better_name(name: str, named: str, endings: Sequence[str]) -> str:
    """The right name that a file of a place was probably meant to have; empty where none is near."""
    stem, dot, ending = name.strip().rpartition(".")
    if ending.lower() not in endings:
        other = {"markdown": "md", "mdown": "md", "mkd": "md", "txt": endings[0], "tml": "toml", "text": endings[0]}
        ending = other.get(ending.lower(), "" if dot else endings[0])
        stem = stem if dot else name.strip()
    while (inner := stem.rpartition("."))[1] and inner[2].lower() in ("md", "toml", "csv", "txt", "markdown"):
        stem = inner[0]  # a second ending that a system hid: 2025-26-Q4.md.txt
    stem = re.sub(r"(?i)^copy of |[ _-]*(?:\(\d+\)|- copy|copy(?: \d+)?)$", "", stem).strip()
    stem = _period_in(stem) if named == "period" else _day_first(stem) if named == "received" else stem
    return f"{stem}.{ending.lower()}" if stem and ending.lower() in endings else ""


def rename(name: str, place: Place, names: Sequence[str] = ()) -> str:
    """What to do with a file of a wrong name: the name that it was probably meant to have, and whether that is taken."""
    better = better_name(name, place.named, place.endings)
    if not better or better == name:
        return "Rename the file."
    taken = f" {better} is there already: keep one of the two." if f"{place.folder}/{better}" in names else ""
    return f"Did you mean {better}?{taken or ' Rename the file.'}"


def _found(folder: Path) -> tuple[list[PurePosixPath], list[Fault]]:
    """The files that may be ours, in order, and the faults of what is not a file, or stands in a folder of no meaning."""
    files, faults = [], []
    for at, folders, names in os.walk(folder):
        here = PurePosixPath(Path(at).relative_to(folder).as_posix())
        for name in sorted(folders):
            path = here / name
            if none_of_ours(path):
                folders.remove(name)
            elif path.parts[0] not in PLACES or (len(path.parts) > 1 and path.parts[0] != "cases"):
                folders.remove(name)
                if path.parts[0] in ("returns", "actions"):
                    continue  # told where these are read
                known = PLACES if len(path.parts) == 1 else ()
                action = f"{suggestion(name, known)} Rename it, or put it somewhere else.".strip()
                expected = f"one of {', '.join(PLACES)}" if known else f"files such as {PLACES[path.parts[0]].example}"
                faults.append(Fault("a folder that nothing reads", f"{path}/", expected=expected, action=action))
        for name in sorted(names):
            path = here / name
            if none_of_ours(path) or (len(path.parts) == 1 and _like(name, BESIDE)):
                continue
            if Path(at, name).is_file():  # what is none is told by unfit_files
                files.append(path)
    return sorted(files), faults


def _before_their_time(names: set[str]) -> list[Fault]:
    """Texts and published numbers of a period that began after everything that was received: its year was mistyped."""
    days = [name.split("/")[-1][:10] for name in names if name.startswith(("returns/", "actions/"))]
    days += [part[:10] for name in names if name.startswith("cases/") for part in name.split("/")[1:]]
    newest = max(filter(is_date, days), default="")
    faults = []
    for name in sorted(names) if newest else ():
        place, _, file = name.partition("/")
        try:
            began = Period.parse(file.rpartition(".")[0]).start.isoformat() if place in ("commentary", "published") else ""
        except PeriodError:
            continue
        if began > newest:
            what, expected = "written of a period of which nothing was received", f"a period that began by {newest}"
            faults.append(Fault(what, name, found=file.rpartition(".")[0], expected=expected, action="Rename the file."))
    return faults


def _unused_tables(folder: Path, names: set[str], as_of: str) -> list[Fault]:
    """Tables in `lookups/` without a record of their own that neither cases.toml nor the record of a return names."""
    tables = {name for name in names if name.startswith("lookups/") and name.rpartition(".")[2] in TABLES}
    unnamed = {name for name in tables if f"{name.rpartition('.')[0]}{RECORD}" not in names}
    records = [name for name in names if name.startswith("returns/") and name.endswith(RECORD)]
    for name in ["cases.toml", *records] if unnamed else []:
        if name in records and as_of and name.removeprefix("returns/")[:10] > as_of:
            return []  # it may be the one that names them, and it is not there yet
        if name in names:
            text = read_input(folder / name).data.decode("utf-8", errors="replace")
            unnamed -= {table for table in unnamed if table in text}
    action = "Name it where it is to be used (lookup in cases.toml), or take it away."
    return [Fault("a table that nothing uses", name, action=action) for name in sorted(unnamed)]


def _root_faults(file: PurePosixPath) -> list[Fault]:
    if file.name in DEFINITIONS:
        return []
    near = next((name for name in DEFINITIONS if better_name(file.name, "table", ("toml",)).lower() == name), "")
    near = f"Did you mean {near}?" if near else suggestion(file.name, DEFINITIONS)
    expected = f"{', '.join(DEFINITIONS)}, or a file in one of the folders"
    return [Fault("a file that nothing reads", str(file), expected=expected, action=f"{near} Rename or move it.".strip())]


def _faults_in(file: PurePosixPath, place: Place, files: Sequence[PurePosixPath]) -> list[Fault]:
    names = [str(one) for one in files]
    if place.has_records and file.name.endswith(RECORD):
        stem = str(file).removesuffix(RECORD)
        if place.folder == "lookups" or any(f"{stem}.{ending}" in names for ending in place.endings):
            return []  # a record in lookups/ without its table is told where reference tables are read
        beside = [one for one in names if one.startswith(f"{file.parent}/") and not one.endswith(RECORD)]
        near = suggestion(file.name.removesuffix(RECORD), [PurePosixPath(one).stem for one in beside])
        action = f"{near} Name the record as its file is named, or take it away.".strip()
        return [Fault("a record of a file that is not there", str(file), action=action)]
    if place.folder == "published" and file.name.endswith(LEDGER):
        try:
            Period.parse(file.name.partition("_")[0])
            return []
        except PeriodError as error:
            return [Fault(str(error), str(file), action="Name it by its period and its run, such as 2023-24-Q2_a7655c66e6d2ccfd.ledger.json.")]
    ending = file.name.rpartition(".")[2]
    if place.named == "received":
        return []
    if ending not in place.endings:
        expected = f"a name such as {place.example} ({' or '.join(place.endings)})"
        return [Fault("a file that nothing reads", str(file), expected=expected, action=rename(file.name, place, names))]
    if place.named == "period":
        try:
            Period.parse(file.stem)
        except PeriodError as error:
            if place.folder == "period":
                return []  # told where these are read
            return [Fault(str(error), str(file), action=rename(file.name, place, names))]
    if place.folder == "queries":
        other = file.with_suffix(".toml" if ending == "sql" else ".sql")
        if str(other) not in names:
            return [Fault("half of a query", str(file), expected=f"{other.name} beside it", action="Add it, or take both away.")]
    return []


def _like(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(name.lower(), pattern) for pattern in patterns)


def _period_in(stem: str) -> str:
    """The period that a name is meant for, in the one way in which it is written."""
    plain = re.sub(r"[\s_/.\u2010-\u2015]+", "-", stem.strip()).upper()
    year = re.search(r"(?<!\d)((?:19|20)\d{2})-?(?:(?:19|20)?(\d{2}))?(?!\d)", plain)
    quarter = re.search(r"Q(?:UARTER)?-?([1-4])(?!\d)", plain)
    if not year or ("Q" in plain and not quarter):
        return ""
    name = f"{year[1]}-{year[2]}" if year[2] else f"{year[1]}-{(int(year[1]) + 1) % 100:02d}"
    name += f"-Q{quarter[1]}" if quarter else ""
    try:
        Period.parse(name)
    except PeriodError:
        return ""
    return name


def _day_first(stem: str) -> str:
    """A name that begins with the day of receipt, from one that has that day in another form or place."""
    day = re.search(r"(?<!\d)((?:19|20)\d{2})[-._ ]?(\d{2})[-._ ]?(\d{2})(?!\d)", stem)
    other = None if day else re.search(r"(?<!\d)(\d{2})[-._ ](\d{2})[-._ ]((?:19|20)\d{2})(?!\d)", stem)
    found = day or other
    if not found:
        return ""
    iso = "-".join(found.groups() if day else found.groups()[::-1])
    if not is_date(iso):
        return ""
    rest = re.sub(r"[\s_-]+", "-", stem[: found.start()] + " " + stem[found.end() :]).strip("-. ")
    return f"{iso}_{rest}" if rest else ""
