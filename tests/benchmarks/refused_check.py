"""What `report check` costs of a folder with a fault of every kind, beside a check of a sound report.

    python3 start.py python tests/benchmarks/refused_check.py

Both by the real command in one session, so that the ratio does not depend on the machine: seconds of the processor, kernels included.
"""

import os
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(PROJECT), str(PROJECT / "tests"), str(PROJECT / "tests" / "runs")]

from conftest import ReportFolder  # noqa: E402
from support import DATA, PERIOD, report  # noqa: E402
from test_all_at_once import with_every_fault  # noqa: E402


def seconds(name: str, data: Path, outputs: Path, status: int) -> float:
    before = os.times()
    ended = report("check", name, PERIOD, "--data", data, "--outputs", outputs, project=PROJECT)
    assert ended.returncode == status, ended.stderr
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        faulty = with_every_fault(ReportFolder(Path(folder) / "data"))
        sound = seconds("borders", DATA, Path(folder) / "sound", 0)
        refused = seconds("demo", faulty.root, Path(folder) / "refused", 1)
    print(f"sound {sound:.1f}, refused {refused:.1f} seconds of the processor: {refused / sound:.2f} of it")


if __name__ == "__main__":
    main()
