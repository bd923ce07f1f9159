"""Lab: the four notebooks of a report and period in JupyterLab, as copies that an analyst may change.

They lie in `restricted/lab/<report>/<period>/` with their tables, for their owner alone, because they show rows. What is there stays
as it was left; a run never reads it, so nothing that is tried here is ever published.
"""

from __future__ import annotations

import json
import os
import sys
from importlib.util import find_spec
from pathlib import Path

import nbformat

from pipeline.core.installation import INSTALLED, PACKAGES
from pipeline.core.written_files import make_folder, write_durably, write_new
from reporting.runs.asked import COMMON, notebooks_of
from reporting.store.places import Places

FOLDER = "lab"
MISSING = 'JupyterLab is not installed, and only report lab needs it. Install it with: pip install "community-safety-reports[lab]"'
# On this machine alone, with a token that Jupyter makes anew each time; it asks nothing of the network, and no question before the first cell runs.
SETTINGS = ("--ServerApp.ip=127.0.0.1", "--ServerApp.allow_remote_access=False", "--LabApp.extension_manager=readonly")
OVERRIDES = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/notebook-extension:tracker": {"autoStartDefaultKernel": True},
}
_CONFIG = ".config"  # in the folder: what Jupyter reads of ours


def is_installed() -> bool:
    return find_spec("jupyterlab") is not None


def set_out(places: Places, report: str, period: str, as_of: str) -> tuple[Path, list[str]]:
    """The folder with the notebooks set to a report and period, and the names of those that were there already and are as they were left.

    Raises LookupError where the report has no layout that can be read.
    """
    from papermill.iorw import load_notebook_node  # slow to import, as the next is
    from papermill.parameterize import parameterize_notebook

    notebooks = notebooks_of(places, report)
    if len(notebooks) == len(COMMON):
        raise LookupError(f"{report} has no layout that can be read, so there is no notebook of its page. See: report check {report} {period}")
    folder = places.restricted / FOLDER / report / period
    make_folder(folder)
    parameters = {
        "report_id": report, "period": period, "as_of": as_of, "data_root": places.data.as_posix(), "tables_root": (folder / "tables").as_posix(),
    }  # fmt: skip
    kept = []
    for path in notebooks:
        made = parameterize_notebook(load_notebook_node(str(path)), parameters, kernel_name="python3")
        try:
            write_new(folder / path.name, f"{nbformat.writes(made)}\n")
        except FileExistsError:
            kept.append(path.name)
    write_durably(folder / _CONFIG / "labconfig" / "default_setting_overrides.json", json.dumps(OVERRIDES))
    return folder, kept


def jupyter(folder: Path, port: int, *, opens: bool) -> tuple[list[str], dict[str, str]]:
    """The command that serves a folder in JupyterLab, and its environment: its kernels find this code wherever it lies."""
    first = next(iter(sorted(path.name for path in folder.glob("*.ipynb"))))
    command = [sys.executable, "-m", "jupyterlab", *SETTINGS, f"--ServerApp.root_dir={folder}", f"--LabApp.default_url=/lab/tree/{first}"]
    command += [f"--ServerApp.port={port}"] if port else []
    command += [] if opens else ["--no-browser"]
    own = {"PYTHONPATH": "" if INSTALLED else str(PACKAGES), "JUPYTER_CONFIG_PATH": str(folder / _CONFIG)}
    return command, {**os.environ, **{name: os.pathsep.join(filter(None, (path, os.environ.get(name)))) for name, path in own.items()}}
