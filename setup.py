"""The one thing that pyproject.toml cannot say: a wheel carries what stands beside the packages in a clone.

Where the code looks for it: pipeline/core/installation.py. An editable install finds it where it is.
"""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

PROJECT = Path(__file__).resolve().parent
CARRIED = ("notebooks/*.ipynb", "expectations/*.json", "requirements.lock")


class WithResources(build_py):
    """Copies the packages, and then into one of them what they need."""

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            for name in carried():
                target = Path(self.build_lib, "pipeline", "resources", name)
                self.mkpath(str(target.parent))
                self.copy_file(str(PROJECT / name), str(target))

    def get_source_files(self) -> list[str]:
        return [*super().get_source_files(), *carried()]


def carried() -> list[str]:
    """The files to carry, by their names in the project."""
    return [path.relative_to(PROJECT).as_posix() for pattern in CARRIED for path in sorted(PROJECT.glob(pattern))]


setup(cmdclass={"build_py": WithResources})
