"""Installation: where the code and its own files lie, and where data and outputs are unless somebody says otherwise.

In a clone, notebooks, expectations and the lock stand beside the packages, and so do data and outputs. An installed
package carries the first three within itself (setup.py puts them there), and its data and outputs are those of the folder
that it is used in: nothing is ever read from or written to where packages are installed.
"""

from __future__ import annotations

from pathlib import Path

PACKAGES = Path(__file__).resolve().parents[2]  # what `pipeline`, `reporting` and `check_edition` lie in
CARRIED = PACKAGES / "pipeline" / "resources"  # never there in a clone
INSTALLED = CARRIED.is_dir()

RESOURCES = CARRIED if INSTALLED else PACKAGES
NOTEBOOKS = RESOURCES / "notebooks"
EXPECTATIONS = RESOURCES / "expectations"
LOCK = RESOURCES / "requirements.lock"

HOME = Path() if INSTALLED else PACKAGES
DATA = HOME / "data"
OUTPUTS = HOME / "outputs"


def name_of(path: Path) -> str:
    """What a file of the code is called, the same in a clone and installed: `notebooks/1_ingest.ipynb`, `pipeline/core/installation.py`."""
    return path.relative_to(RESOURCES if path.is_relative_to(RESOURCES) else PACKAGES).as_posix()
