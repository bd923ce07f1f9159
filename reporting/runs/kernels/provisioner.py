"""The provisioner: by it jupyter_client starts a kernel that a server forks, where its own one starts a new Python."""

from __future__ import annotations

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner
from traitlets import Instance

from reporting.runs.kernels.forked_kernels import KernelServer


class ForkedProvisioner(LocalProvisioner):
    """Has a kernel forked by a server."""

    server = Instance(KernelServer)

    @property
    def pgid(self) -> int | None:
        return self.process.pid if self.process else None

    async def launch_kernel(self, cmd: list[str], **kwargs: object) -> KernelConnectionInfo:
        self.cwd = kwargs["cwd"]
        self.process = self.server.fork(cmd[2:], kwargs["env"], self.cwd)
        return self.connection_info
