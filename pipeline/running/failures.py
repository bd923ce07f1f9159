"""How a run can end without a report."""


class RunFailed(Exception):
    """A run did not come to its end; nothing was published. `status` is the command's exit status."""

    def __init__(self, message: str, *, status: int):
        super().__init__(message)
        self.status = status
