"""The shelf, served on this machine alone: read only, and to nobody who does not know its address.

Everybody on a machine can reach its loopback, so the address holds a secret that is made anew each time. It stands in the path: a
cookie would be sent to every port of the machine, those of other people too. What can be asked for is what a run holds: both of
its editions, the pages that lead to it, what was sent, comparisons, and pages of quality. All else is not there: the store, the register, other
files, folders, links that lead elsewhere. A page may load and run nothing.
"""

from __future__ import annotations

import hmac
import os
import secrets
import shutil
import socket
import socketserver
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from reporting.signing.front_pages import shown_shelf
from reporting.signing.sent import SENT
from reporting.store.places import Places

ADDRESSES = {"127.0.0.1": socket.AF_INET, "::1": socket.AF_INET6}
SHOWN = {".html": "text/html; charset=utf-8", ".json": "application/json", ".jsonld": "application/json", ".txt": "text/plain; charset=utf-8"}
NOT_THERE = "There is nothing here. The address is the one that report serve printed; it changes with each start."
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}  # fmt: skip


class ShelfServer(ThreadingHTTPServer):
    """Serves the outputs of these places at one of ADDRESSES; port 0 is any that is free. Raises OSError where it cannot be had."""

    daemon_threads = True
    allow_reuse_address = os.name != "nt"  # there it would let another program take the same port

    def __init__(self, places: Places, address: str = "127.0.0.1", port: int = 0):
        self.places, self.secret, self.address_family = places, secrets.token_urlsafe(32), ADDRESSES[address]
        super().__init__((address, port), _Answer)
        name = f"[{address}]" if ":" in address else address
        port = self.server_address[1]
        self.hosts = {f"{one}:{port}" for one in (name, "localhost")} | ({name, "localhost"} if port == 80 else set())
        self.url = f"http://{name}:{port}/{self.secret}/"

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(self)  # without looking up a name for the machine, which may ask the network
        self.server_name, self.server_port = self.server_address[:2]

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes away in the middle is no fault."""


class _Answer(BaseHTTPRequestHandler):
    server: ShelfServer
    server_version, sys_version, timeout = "report", "", 30

    def parse_request(self) -> bool:
        """Whether a request may be looked at: it reads, and means this address and no other that leads to it (a name that was rebound)."""
        if not super().parse_request():
            return False
        if self.command not in ("GET", "HEAD"):
            self._say(HTTPStatus.METHOD_NOT_ALLOWED, "This can only be read.", Allow="GET, HEAD")
        elif self.headers.get_all("Host", []) not in [[host] for host in self.server.hosts]:
            self._say(HTTPStatus.MISDIRECTED_REQUEST, NOT_THERE)
        else:
            return True
        return False

    def do_GET(self) -> None:
        parts = urlsplit(self.path).path.split("/")[1:]
        known = hmac.compare_digest(parts[0].encode(), self.server.secret.encode())
        asked = [unquote(part, errors="replace") for part in parts[1:]]
        if not known or not asked:
            self._say(HTTPStatus.NOT_FOUND, NOT_THERE)
        elif asked in ([""], ["index.html"]):
            self._send(HTTPStatus.OK, shown_shelf(self.server.places).encode(), SHOWN[".html"])
        elif path := readable(self.server.places.outputs, asked):
            self._send_file(path)
        else:
            self._say(HTTPStatus.NOT_FOUND, NOT_THERE)

    do_HEAD = do_GET

    def _send_file(self, path: Path) -> None:
        try:
            file = path.open("rb")
        except OSError:
            return self._say(HTTPStatus.NOT_FOUND, NOT_THERE)
        with file:
            kind = SHOWN.get(path.suffix)
            more = {} if kind else {"Content-Disposition": "attachment"}
            self._start(HTTPStatus.OK, kind or "application/octet-stream", os.fstat(file.fileno()).st_size, **more)
            if self.command == "GET":
                shutil.copyfileobj(file, self.wfile)

    def _say(self, status: HTTPStatus, words: str, **more: str) -> None:
        self._send(status, f"{words}\n".encode(), SHOWN[".txt"], **more)

    def _send(self, status: HTTPStatus, content: bytes, kind: str, **more: str) -> None:
        self._start(status, kind, len(content), **more)
        if self.command != "HEAD":
            self.wfile.write(content)

    def _start(self, status: HTTPStatus, kind: str, length: int, **more: str) -> None:
        self.send_response(status)
        for name, value in {**HEADERS, **more, "Content-Type": kind, "Content-Length": str(length)}.items():
            self.send_header(name, value)
        self.end_headers()

    def send_error(self, code: int, *_: object) -> None:
        """What is no request at all."""
        self.command, self.request_version = self.command or "", self.protocol_version
        self._say(HTTPStatus(code), "This is no request that can be answered.")

    def log_message(self, *_: object) -> None:
        """Nothing is kept of what is asked: it holds the secret."""


def readable(outputs: Path, asked: list[str]) -> Path | None:
    """The file of a run that these names lead to, one after the other, from the outputs; nothing where it is none."""
    if any(part in ("", "..") or part.startswith(".") or any(sign in part for sign in "/\\\0:") for part in asked):
        return None
    path = outputs.joinpath(*asked)
    inner = asked[1:] if asked[0] in ("restricted", SENT) else asked
    made_of_runs = asked[:2] in (["restricted", "compare"], ["restricted", "quality"]) and len(asked) == 4
    if not (made_of_runs or _of_a_run(outputs, inner, asked)) or not path.is_file() or path.resolve() != path:
        return None
    return path


def _of_a_run(outputs: Path, inner: list[str], asked: list[str]) -> bool:
    """Whether names below the outputs, or below a part of them (`inner`), are of a run or lead to one."""
    if len(inner) > 3:
        return outputs.joinpath(*inner[:3], "run.json").is_file()
    if len(inner) < 3 or inner is not asked:
        return False
    folder, name = outputs.joinpath(*inner[:2]), inner[2]
    return name == "latest.html" and any(folder.glob("*/run.json")) or name.endswith(".html") and (folder / name[:-5] / "run.json").is_file()
