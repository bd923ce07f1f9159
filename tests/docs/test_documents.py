"""What is written about the project is true: pages that are made are up to date, and what a page names is there."""

import ast
import json
import re
from pathlib import Path

import pytest
import typer

import reporting.command.command  # noqa: F401 (each command adds itself to the command `report`)
from reporting.command.arguments import app
from reporting.folders.file_formats import file_formats

PROJECT = Path(__file__).resolve().parents[2]
PAGES = {
    path.relative_to(PROJECT).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted([*PROJECT.glob("*.md"), *PROJECT.glob("docs/*.md"), *PROJECT.glob("tests/benchmarks/**/*.md")])
}
BELOW = [PROJECT, *(PROJECT / name for name in ("pipeline", "pipeline/methods", "reporting"))]
MADE_UP = ("riverbank", "two_year_mean")  # what a reader makes by following a page
OF_THE_PROJECT = (
    r"(?:pipeline|reporting|check_edition|tests|notebooks|expectations|findings|docs|data/raw/[a-z-]+)/[\w./*-]*"
    r"|[\w/-]+\.(?:py|ipynb|j2|lock)"
)
BENCHMARK = "tests/benchmarks/commentary/README.md"
MOST_BYTES = 6 * 1024  # a reader of the README looks at one screen and a half


def of_all_pages(pattern, pages=PAGES):
    """What a pattern finds in every page, with the page."""
    return sorted({(page, found) for page in pages for found in re.findall(pattern, PAGES[page])})


def is_there(name):
    """Whether a file or folder, or some that are like `*`, is there: from the project, or below one of its packages."""
    return any(any(root.glob(name.rstrip("/"))) for root in BELOW)


def anchors(text):
    """The anchors of a page's headings, as GitHub and GitLab make them."""
    found = []
    for heading in re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S), re.M):
        plain = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        found.append(f"{plain}-{found.count(plain)}" if plain in found else plain)
    return found


def names_in(module):
    """Every function, class and constant of a module; of a class its methods as `Class.method`."""
    for node in ast.parse(module.read_text(encoding="utf-8")).body:
        yield from (getattr(one, "id", "") for one in [*getattr(node, "targets", []), getattr(node, "target", None)])
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name
            yield from (f"{node.name}.{one.name}" for one in node.body if isinstance(one, ast.FunctionDef))


def leads_somewhere(page, link):
    path, _, anchor = link.partition("#")
    target = (PROJECT / page).parent / path if path else PROJECT / page
    return target.exists() and (not anchor or anchor in anchors(target.read_text(encoding="utf-8")))


def guards(name):
    """Whether a guard, `room/module.function`, is where it is said to be."""
    module, _, inside = name.partition(".")
    files = [root / f"{module}.py" for root in BELOW if (root / f"{module}.py").is_file()]
    return is_there(name) or bool(files and (not inside or inside in names_in(files[0])))


def can_be_called(line):
    """Whether `report` has this command, with these options."""
    command = typer.main.get_command(app).commands.get(line.split()[0])
    known = {option for parameter in command.params for option in parameter.opts} if command else set()
    return bool(command) and set(re.findall(r"--[a-z-]+", line)) <= known


def test_the_page_of_file_formats_is_what_report_formats_prints():
    assert PAGES["docs/file-formats.md"] == file_formats(), "run: report formats > docs/file-formats.md"


def test_the_readme_stays_short():
    assert len((PROJECT / "README.md").read_bytes()) <= MOST_BYTES


@pytest.mark.parametrize("kind", [r"`\w+\.csv`", "[A-Z]"], ids=["files", "batches at first sight"])
def test_the_readme_says_how_well_commentary_is_judged(kind):
    rows = re.findall(rf"^\| {kind} .*?\| \d+ \| ([\d.]+) \| \d+ \| ([\d.]+) \| ([\d.]+) \|$", PAGES[BENCHMARK], re.M)
    stopped, accused, asked = (
        f"{min(map(float, one)):.0%} to {max(map(float, one)):.0%}" for one in zip(*rows, strict=True)
    )
    said = (
        f"wrong {stopped} were stopped; of those that are right {accused} were called wrong, and for {asked} a source"
    )
    assert said in PAGES["README.md"]


def test_every_link_leads_somewhere():
    assert [found for found in of_all_pages(r"\]\((?!https?:)([^)\s]+)\)") if not leads_somewhere(*found)] == []


def test_every_file_that_a_page_names_is_there():
    named = of_all_pages(rf"`({OF_THE_PROJECT})`", [page for page in PAGES if page != "docs/guards.md"])
    missing = [(page, name) for page, name in named if not is_there(name) and not is_there(f"data/raw/*/{name}")]
    assert [found for found in missing if not any(word in found[1] for word in MADE_UP)] == []
    tests = of_all_pages(r"`(test_\w+)`")
    assert [(page, name) for page, name in tests if not list(PROJECT.glob(f"tests/**/{name}.py"))] == []


def test_every_rule_is_in_the_cell_that_is_said_to_apply_it():
    notebook = json.loads((PROJECT / "notebooks" / "3_indicators.ipynb").read_text(encoding="utf-8"))
    cells = {cell["id"] for cell in notebook["cells"]}
    named = re.findall(r"^\|[^|]*\|[^|]*\| `([a-z-]+)` \| `\w+/\w+\.py`", PAGES["docs/rules.md"], re.M)
    assert named and set(named) <= cells


def test_every_guard_is_where_it_is_said_to_be():
    named = of_all_pages(r"(?<=[ |])`([a-z_]+/[a-z_/]+(?:\.\w+)*)`", ["docs/guards.md"])
    assert [name for _, name in named if not guards(name)] == []


def test_every_command_that_a_page_names_can_be_called_so():
    named = of_all_pages(r"`(?:python3? start\.py )?report ([a-z][^`\n]*)`")
    assert [(page, line) for page, line in named if not can_be_called(line)] == []
