"""What a command prints is for a terminal, which obeys some characters: they are written out, whatever file or person they came from."""

import re
from pathlib import Path

import pytest

from reporting.command.arguments import print_lines

COMMANDS = sorted(Path(__file__).parents[2].joinpath("reporting", "command").glob("*.py"))


def test_what_a_terminal_would_obey_is_written_out_and_a_path_stays_as_it_is(capsys):
    print_lines("one\x1b[2J", "two\u202elines\nof it", Path("a\u00a0folder"))
    assert capsys.readouterr().out == "one\\x1b[2J\ntwo\\u202elines\nof it\na\u00a0folder\n"


@pytest.mark.parametrize("path", [path for path in COMMANDS if path.name != "arguments.py"], ids=lambda path: path.stem)
def test_every_command_prints_that_way(path):
    printed = re.findall(r"(?<![\w.])print\((.*)", path.read_text(encoding="utf-8"))
    assert [one for one in printed if "compare.json" not in one] == []  # what other programs read is JSON, which escapes by itself
