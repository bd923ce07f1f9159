"""Workers: where the reports of a batch are made: a cluster of this machine's own by default, or one that runs already.

A scheduler runs whatever it is sent. So the one that is begun here listens on this machine alone and speaks TLS with
certificates that exist for this batch only: on a machine with several users nobody else can send it anything.
"""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import dask
import psutil
from distributed import Client, LocalCluster
from distributed.security import Security

# A worker that dies takes what it was making with it; that is begun again elsewhere, but not for ever.
DEATHS = 2
SETTINGS = {
    "distributed.worker.daemon": False,  # a daemon may have no children, and notebooks run in kernels
    "distributed.scheduler.allowed-failures": DEATHS,
    "distributed.scheduler.worker-saturation": 1.0,  # a report is long: none waits at a busy worker while another is free
    "distributed.worker.memory.spill": False,  # a worker holds nothing that could be put on the disk
    "distributed.worker.memory.target": False,
    "distributed.admin.tick.limit": "1h",  # a worker that renders a page answers late, and need not say so
}


@contextlib.contextmanager
def own_workers(number: int, memory: int, folder: Path) -> Iterator[Client]:
    """A cluster of this machine with so many workers, each with at most `memory` bytes; ended with the batch. `folder`: for its own files."""
    with dask.config.set(SETTINGS):
        secure = Security.temporary()
        with LocalCluster(
            n_workers=number, threads_per_worker=1, memory_limit=memory, host="127.0.0.1", protocol="tls://", security=secure,
            dashboard_address=None, local_directory=str(folder), silence_logs=logging.CRITICAL,
        ) as cluster, Client(cluster, security=secure, set_as_default=False) as client:  # fmt: skip
            client.run(_limit, memory)
            yield client


@contextlib.contextmanager
def workers_at(address: str, certificates: Path | None, timeout: int = 20) -> Iterator[Client]:
    """The workers of a scheduler that runs already. `certificates`: a folder with ca.pem, cert.pem and key.pem, for TLS.

    Raises OSError or TimeoutError where nothing answers in `timeout` seconds, refuses, or has no worker.
    """
    secure = None
    if certificates:
        names = {"tls_ca_file": "ca.pem", "tls_client_cert": "cert.pem", "tls_client_key": "key.pem"}
        secure = Security(require_encryption=True, **{key: str(certificates / name) for key, name in names.items()})
    with dask.config.set(SETTINGS), Client(address, security=secure, timeout=timeout, set_as_default=False) as client:
        client.wait_for_workers(1, timeout=timeout)
        yield client


def memory_of_each(number: int) -> int:
    """The memory of a worker where none is said: an even share of what the machine has free, in bytes."""
    return psutil.virtual_memory().available // number


def _limit(memory: int) -> None:
    """Bound what each kernel of a worker may take too: Dask watches the worker's own process alone."""
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        bound = memory if most == resource.RLIM_INFINITY else min(memory, most)
        resource.setrlimit(resource.RLIMIT_DATA, (bound, most))
