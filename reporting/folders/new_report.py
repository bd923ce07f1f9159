"""New reports: a report folder with comments in its files and a small made-up return, ready to be checked and run.

The files stand in `templates/` beside this module: `example` is written for any layout, what belongs to one of them between
`<%` and `%>`; every other folder there is a template of its own, copied as it is.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.core.installation import NOTEBOOKS
from pipeline.core.written_files import write_file
from reporting.store.aside import aside_among_others, put_in_place

FOLDERS = Path(__file__).parent / "templates"
EXAMPLE = "example"
# An option of `report new` for each, and what may take its place: nothing that means something where it stands.
PLACEHOLDERS = {"PARTNERSHIP": re.compile(r"[\w .,&'()-]+"), "FORCE": re.compile(r"[a-z-]+")}
NAME = re.compile(r"[a-z0-9][a-z0-9-]*")


def layouts() -> list[str]:
    """The layouts that a report can have: those with a notebook."""
    return sorted(path.stem.removeprefix("4_report_") for path in NOTEBOOKS.glob("4_report_*.ipynb"))


def templates() -> list[str]:
    """The templates besides the example of the layouts."""
    return sorted(path.name for path in FOLDERS.iterdir() if path.is_dir() and path.name != EXAMPLE)


def write_example(target: Path, layout: str) -> None:
    """Write the example of a layout as a new report folder. Raises FileExistsError if there is anything of that name."""
    source = FOLDERS / EXAMPLE
    files = Environment(
        loader=FileSystemLoader(source), undefined=StrictUndefined, autoescape=False, trim_blocks=True,
        # The commentary has double braces of its own.
        block_start_string="<%", block_end_string="%>", variable_start_string="<<", variable_end_string=">>",
    )  # fmt: skip
    with _new_folder(target) as made:
        for name in files.list_templates():
            if text := files.get_template(name).render(layout=layout).strip():  # else it belongs to other layouts
                path = made / name
                path.parent.mkdir(parents=True, exist_ok=True)
                write_file(path, f"{text}\n")


def write_template(target: Path, template: str, fill: Mapping[str, str] | None = None) -> None:
    """Write a template as a new report folder, with every placeholder in `fill` replaced by what is said for it.

    Raises FileExistsError if there is anything of that name.
    """
    with _new_folder(target) as made:
        shutil.copytree(FOLDERS / template, made, dirs_exist_ok=True)
        for path in made.rglob("*.toml") if fill else ():
            text = path.read_text(encoding="utf-8")
            for word, said in fill.items():
                text = text.replace(word, said)
            write_file(path, text)


def placeholders(template: str) -> set[str]:
    """The placeholders of a template: what its user still has to say."""
    texts = [path.read_text(encoding="utf-8") for path in (FOLDERS / template).rglob("*.toml")]
    return {word for word in PLACEHOLDERS if any(word in text for text in texts)}


@contextmanager
def _new_folder(target: Path) -> Iterator[Path]:
    """A folder to fill, which then is there whole or not at all."""
    with aside_among_others(target.parent) as aside:
        if target.exists():
            raise FileExistsError(target)
        made = aside / target.name
        made.mkdir()
        yield made
        put_in_place([(made, target)], journal=aside)


def example_periods(folder: Path) -> list[str]:
    """The periods that a report folder has a file for."""
    return sorted(path.stem for path in (folder / "period").glob("*.toml"))
