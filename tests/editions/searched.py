"""Every byte of a publication edition, searched for what stands in its restricted edition alone.

Also by hand, over any finished run: `python tests/editions/searched.py outputs/<report>/<period>/<run>`.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import platform
import re
import sys
import tomllib
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

# Where a cell of a spreadsheet stands, which is nobody's name: E10, A1:E10, $A$1, 'Notes'.A3.
_CELL = r"(?:(?:'[^']*'|\w+)[.!])?\$?[A-Z]{1,3}\$?\d+"
_ADDRESS = re.compile(rf'(?<= )(?:r|ref|sqref|activeCell|topLeftCell|table:[a-z-]*address)="{_CELL}(?:[: ]{_CELL})*"')
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
FIGURES = "application/vnd.report-figures+json"


def betrayed(published: Path) -> list[str]:
    """What of the restricted edition stands anywhere in the publication edition, or in the pages that lead to it."""
    outputs = published.parents[2]
    audit = outputs / "restricted" / published.relative_to(outputs)
    pages = [outputs / "index.html", published.parent / "latest.html"]
    contents = dict(_files([*sorted(published.rglob("*")), *pages]))
    secrets = list(_secrets(audit, outputs / "restricted" / "store"))
    found = []
    for name, text in contents.items():
        words, numbers = set(re.findall(r"[\w-]+", text)), set(re.findall(r"\d+\.\d+", text))
        for what, secret in secrets:
            inside = secret in numbers if what == "value" else secret in words if what == "identifier" else secret in text
            found += [f"{name}: {what} {secret}"] if inside else []
    withheld = {row["figure"] for row in _csv((audit / "disclosure.csv").read_text(encoding="utf-8")) if row["why"] != "published before"}
    return found + list(_told(published, withheld))


def _files(paths: list[Path]) -> Iterator[tuple[str, str]]:
    """Files as texts, byte by byte; of archives their directory, and what is in them, as in a PDF, as it was before it was compressed, without the addresses of cells."""
    for path in (one for one in paths if one.is_file()):
        content = path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                yield from ((f"{path.name}/{name}", _ADDRESS.sub("", archive.read(name).decode("latin-1"))) for name in archive.namelist())
                content = content[archive.start_dir :]  # compressed, any two letters stand somewhere by chance
        elif content.startswith(b"%PDF"):
            content = _STREAM.sub(lambda stream: _inflated(stream[1]), content)
        yield path.name, content.decode("latin-1")


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream


def _secrets(audit: Path, store: Path) -> Iterator[tuple[str, str]]:
    """Names, digests and identifiers of records, the exact values behind printed ones, and the machine."""
    run = json.loads((audit / "ledger.json").read_text(encoding="utf-8"))["run"]
    held = {name: (store / digest[:2] / digest).read_bytes() for name, digest in run["inputs"].items()}
    restricted = {name for name, content in held.items() if name.startswith("cases/") or (name.endswith(".toml") and b"cases/" in content)}
    for name in restricted:
        if name.startswith("cases/"):
            yield from (("name", one) for one in (name, Path(name).name.partition(".")[0]))
        yield from _digests(held[name])
    for path in sorted(one for one in audit.rglob("*") if one.is_file()):
        yield from _digests(path.read_bytes())
    identity = {name: value for name, value in run.items() if name != "id"}
    if tomllib.loads(held["report.toml"].decode())["disclosure"]["rule"] != "none":
        yield from _digests(json.dumps(identity, sort_keys=True).encode())
    yield from (("machine", one) for one in (platform.node(), platform.platform(), platform.release()))
    yield from (("identifier", one) for one in sorted(_identifiers(held)))
    notebook = json.loads((audit / "3_indicators.ipynb").read_text(encoding="utf-8"))
    bundles = [one["data"][FIGURES] for cell in notebook["cells"] for one in cell.get("outputs", []) if FIGURES in one.get("data", {})]
    for record in (one for bundle in bundles for one in bundle["figures"]):
        told = len(f"{record['value']}".partition(".")[2])  # drawings have two decimals
        if isinstance(record["value"], float) and told > max(2, record["decimals"]):
            yield "value", f"{abs(record['value'])}"


def _digests(content: bytes) -> Iterator[tuple[str, str]]:
    digest = hashlib.sha256(content)
    yield "digest", digest.hexdigest()[:12]
    yield "digest", base64.urlsafe_b64encode(digest.digest()).decode().rstrip("=")


def _identifiers(held: dict[str, bytes]) -> set[str]:
    """What stands under the key and the person of every table of records, but for numbers, and for actions of a tracker that is printed."""
    tables = tomllib.loads(held["cases.toml"].decode()) if "cases.toml" in held else {}
    names = {table.get(kind) for table in tables.values() for kind in ("key", "person")} - {None}
    names |= {table["columns"][name].get("from", name) for table in tables.values() for name in names if name in table["columns"]}
    rows = (row for name, content in held.items() if re.fullmatch(r"cases/.*\.csv", name) for row in _csv(content.decode("utf-8-sig")))
    tracked = {word for name, content in held.items() if re.fullmatch(r"actions/.*\.csv", name) for word in re.findall(r"[\w-]+", content.decode())}
    return {row[name] for row in rows for name in names & row.keys() if row[name] and not row[name].isdigit()} - tracked


def _told(published: Path, withheld: set[str]) -> Iterator[str]:
    """Hidden figures with a number: in the ledger, or in an element of the page that is of them."""
    for record in json.loads((published / "ledger.json").read_text(encoding="utf-8"))["figures"]:
        if record["id"] in withheld and (record["value"] is not None or record["formula"] or record["operands"] or record["display"] != "[c]"):
            yield f"ledger.json: {record['id']}"
    page = (published / "report.html").read_text(encoding="utf-8")
    for value, figure, text in re.findall(r'<data value="([^"]*)" data-figure="([^"]*)"[^>]*>([^<]*)<', page):
        if figure in withheld and (value or re.search(r"\d", text)):
            yield f"report.html: {figure}"
    for figure, drawn in re.findall(r'<g[^>]*data-(?:figure|point|open|outside)="([^"]*)"[^>]*>(.*?)</g>', page, re.S):
        if figure in withheld and re.search(r">[^<]*\d", drawn):
            yield f"report.html, drawing: {figure}"


def _csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


if __name__ == "__main__":
    told = betrayed(Path(sys.argv[1]).resolve())
    print("\n".join(told) or "nothing of the restricted edition stands in the publication edition")
    sys.exit(bool(told))
