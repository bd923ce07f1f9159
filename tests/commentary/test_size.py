"""The room stays small: it once grew by a case a sentence, until nobody could say what it knew."""

import subprocess
import sys
from pathlib import Path

ROOM = Path(__file__).parents[2] / "pipeline" / "commentary"
MOST_LINES, LONGEST_LINE, MOST_COMPLEX = 2366, 120, 15  # lines with the tables; what is wanted is 2,000


def test_the_room_has_few_lines_and_none_is_long():
    lines = [line for path in ROOM.iterdir() if path.is_file() for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(lines) <= MOST_LINES
    assert [line for line in lines if len(line) > LONGEST_LINE] == []


def test_no_function_of_the_room_is_tangled():
    complexity = ["--select", "C901", "--config", f"lint.mccabe.max-complexity={MOST_COMPLEX}"]
    command = [sys.executable, "-m", "ruff", "check", "--isolated", *complexity, str(ROOM)]
    ended = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert ended.returncode == 0, ended.stdout
