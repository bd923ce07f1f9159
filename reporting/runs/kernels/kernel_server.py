"""The kernel server: imports once what takes long, and forks from that each kernel that it is asked for.

A script, not a module: `python kernel_server.py HANDLE MODULE…`. No thread of Python's runs in it, so nothing is held while it
forks. Standard library only, besides the modules that it is given: none of ours for the server of one run, where each kernel
imports what it finds for itself. HANDLE is a socket whose other end the run holds: each line that comes is a kernel to be forked
(arguments, environment, folder), or a server (modules), with the socket on which that one is asked, or names what else is to be
imported before the next one (imports); each line that goes tells the process of one: [how-manieth, its id].

When the other end is closed, whoever held it, the server ends its kernels and itself. Where it is killed, the system ends them.

multiprocessing's own server of forks would run the caller's main script in every kernel, and lives as long as the caller.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import signal
import socket
import sys

END_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)
AT_ONCE = 65_536  # bytes that are heard at once


def serve(asked: socket.socket) -> dict | None:
    """Fork a kernel for each line. Returns in each kernel what was asked for, and None in the server once nobody can ask any more."""
    server, begun, servers, heard, handles = os.getpid(), [], set(), b"", []
    while True:
        told, given = b"", []
        with contextlib.suppress(ConnectionResetError):  # the other end was closed before it had heard of every kernel
            told, given, *_ = socket.recv_fds(asked, AT_ONCE, 8)
        if not told:
            break
        handles += given
        *lines, heard = (heard + told).split(b"\n")
        for what in map(json.loads, lines):
            if "imports" in what:
                _import(what["imports"])
                continue
            own = socket.socket(fileno=handles.pop(0)) if "modules" in what else None
            process = os.fork()
            if not process:
                _alone(server)
                asked.sendall(f"[{len(begun)}, {os.getpid()}]\n".encode())
                asked.close()
                if not own:
                    return what
                _import(what["modules"])
                return serve(own)
            begun.append(process)  # and not waited for: its number stays its own, whenever it is ended
            if own:
                own.close()
                servers.add(process)
    for process in begun:
        for end in (os.killpg, os.kill) if process not in servers else ():  # it may not have its group yet; a server ends its own kernels
            with contextlib.suppress(ProcessLookupError):
                end(process, signal.SIGKILL)
        os.waitpid(process, 0)
    return None


def _import(modules: list[str]) -> None:
    gc.disable()  # what is imported stays: nothing is looked through, here or in a kernel
    for name in modules:
        __import__(name)
    gc.freeze()
    gc.enable()


def _alone(server: int) -> None:
    """Have a group of its own, no random numbers of another kernel, and an end when the server ends."""
    os.setsid()
    ctypes.CDLL(None).prctl(END_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != server:  # it ended just before
        os._exit(1)
    if "numpy" in sys.modules:  # Python's own are drawn anew in a fork
        sys.modules["numpy"].random.seed()


def main() -> None:
    sys.path.pop(0)  # where this script lies, which nothing is imported from
    os.environ["JPY_PARENT_PID"] = str(os.getpid())  # ipykernel reads it at its import, and ends where it is another
    # As if they were not installed: nobody debugs a run's kernel, and each would import what does; and what reporting/__init__.py says of the other.
    sys.modules.update(debugpy=None, rfc3987_syntax=None)
    _import(sys.argv[2:])
    asked = serve(socket.socket(fileno=int(sys.argv[1])))
    if asked is None:
        return
    os.environ.clear()
    os.environ.update(asked["environment"], JPY_PARENT_PID=str(os.getppid()))
    os.chdir(asked["folder"])
    sys.argv[:] = asked["arguments"]
    from ipykernel import kernelapp

    kernelapp.launch_new_instance()


if __name__ == "__main__":
    main()
