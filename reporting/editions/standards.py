"""Standards: how the project stands to what public standards ask of a reproducible analytical pipeline, with the evidence.

The criteria and their evidence are rows of `standards.toml`; a run fills in its own facts. Nothing is scored here that a
reader cannot look at: what no file shows and no run tells stands there as not met, with the reason.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

STANDARDS = "standards.html"
_TABLE = Path(__file__).parent / "standards.toml"
_COLUMNS = {"level": "level", "asks": "what is asked", "met": "met", "evidence": "evidence"}


def standards() -> list[dict]:
    """The standards with their criteria: level (where there are levels), asks, met, evidence, shown_by (files of the project)."""
    return tomllib.loads(_TABLE.read_text(encoding="utf-8"))["standard"]


def standards_page(facts: Mapping[str, object], title: str) -> str:
    """The page of the restricted edition that scores a run's pipeline. `facts` are what `{…}` in the evidence asks for."""
    import nbformat  # slow to import, and a name of this module is needed by what must be told soon

    from reporting.editions.render import render_notebook

    cells = [
        nbformat.v4.new_markdown_cell(_introduction(title), id="standards"),
        *(nbformat.v4.new_markdown_cell(_scored(one, facts), id=f"standard-{at}") for at, one in enumerate(standards(), start=1)),
    ]
    return render_notebook(nbformat.v4.new_notebook(cells=cells), title)


def _introduction(title: str) -> str:
    return f"# {title}\n\nScored by those who wrote the project; *not met* is said where nothing shows otherwise."


def _scored(standard: Mapping, facts: Mapping[str, object]) -> str:
    """One standard as a heading, its score, and a row for each criterion."""
    criteria = standard["criterion"]
    met = sum(criterion["met"] for criterion in criteria)
    columns = [name for name in _COLUMNS if name != "level" or "level" in criteria[0]]
    told = ({**one, "met": "met" if one["met"] else "not met", "evidence": _evidence(one, facts)} for one in criteria)
    lines = [
        [_COLUMNS[name] for name in columns], ["---" for _ in columns], *([row[name] for name in columns] for row in told)
    ]  # fmt: skip
    score = f"**{met} of {len(criteria)} met**, {standard['version']}"
    return "\n".join([f"## {standard['name']}", "", score, "", *(f"| {' | '.join(line)} |" for line in lines)])


def _evidence(criterion: Mapping, facts: Mapping[str, object]) -> str:
    shown = ", ".join(f"`{name}`" for name in criterion.get("shown_by", ()))
    return criterion["evidence"].format(**facts) + (f" See {shown}." if shown else "")
