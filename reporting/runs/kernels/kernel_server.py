"""The kernel server: imports once what takes long and belongs to nobody, and forks from that each kernel that it is asked for.

A script, not a module: `python kernel_server.py HANDLE MODULE…`. It imports none of our code, so each kernel imports what it
finds for itself, and no thread of Python's runs in it, so nothing is held while it forks. Standard library only, besides the
modules that it is given. HANDLE is a socket whose other end the run holds: each line that comes is a kernel to be forked
(arguments, environment, folder), and each line that goes tells the process of one: [how-manieth, its id].

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


def serve(asked: socket.socket) -> dict | None:
    """Fork a kernel for each line. Returns in each kernel what was asked for, and None in the server once nobody can ask any more."""
    server, kernels = os.getpid(), []
    for number, line in enumerate(asked.makefile(encoding="utf-8")):
        kernel = os.fork()
        if not kernel:
            _alone(server)
            asked.sendall(f"[{number}, {os.getpid()}]\n".encode())
            asked.close()
            return json.loads(line)
        kernels.append(kernel)  # and not waited for: its number stays its own, whenever it is ended
    for kernel in kernels:
        for end in (os.killpg, os.kill):  # it may not have its group yet
            with contextlib.suppress(ProcessLookupError):
                end(kernel, signal.SIGKILL)
        os.waitpid(kernel, 0)
    return None


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
    gc.disable()  # what is imported stays: nothing is looked through, here or in a kernel
    for name in sys.argv[2:]:
        __import__(name)
    gc.freeze()
    gc.enable()
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
