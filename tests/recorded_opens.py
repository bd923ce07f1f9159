"""Every Python that starts with this as its `sitecustomize` writes down which files of a folder it opens.

A line each time, into a file named after the process: `parent`, or a kernel's notebook, by the arguments that it has by then.
"""

import os
import sys


def record(folder: str, into: str) -> None:
    """From now on, write down each open of a file in a folder."""

    def name() -> str:
        return next((os.path.basename(one).removesuffix(".json") for one in sys.argv if one.endswith(".json")), "parent")

    def hook(event: str, arguments: tuple) -> None:
        if event == "open" and isinstance(arguments[0], (str, bytes)):
            path = os.path.abspath(os.fsdecode(arguments[0]))
            if path.startswith(folder + os.sep) and not os.path.isdir(path):
                file = os.open(os.path.join(into, name()), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
                os.write(file, os.fsencode(os.path.relpath(path, folder)) + b"\n")
                os.close(file)

    sys.addaudithook(hook)


if "OPENS_RECORDED_IN" in os.environ:
    record(os.environ["OPENS_UNDER"], os.environ["OPENS_RECORDED_IN"])
