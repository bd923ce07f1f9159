"""A notebook that an analyst adds to a report: it runs between the figures and the page, and what it makes is traced like any figure."""

import json
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import nbformat
import pytest
from in_process import report_here
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from check_edition.checks import check_edition
from check_edition.files.edition import Edition
from pipeline.core.faults import FaultsFound
from pipeline.figures.figure import Figures, make_figure
from pipeline.page.charts.breakdown_charts import declare_chart
from reporting.audit.trace import Tracer
from reporting.command.audit_commands import sealed_run
from reporting.runs.asked import identity_of, notebooks_of
from reporting.runs.kept_steps import KeptSteps
from reporting.store.catalogue import find_run
from reporting.store.places import Places

PERIOD = "2023-24-Q2"
PARAMETERS = 'report_id: str = ""\nperiod: str = ""\nas_of: str = ""\ndata_root: str = ""\ntables_root: str = ""'
OPEN = (
    "from pipeline.core.notebook_tables import open_step\nfrom pipeline.figures.figure import Figures, derive_figure\n\n"
    'step = open_step(report_id, period, as_of, data_root, tables_root, reads=["figures"], writes=["figures"])\n'
    'figures = Figures.from_table(step.read("figures"))\nfigures.table()'
)
MADE = (
    'added = figures.include(Figures([derive_figure(\n    "own-closed-of-opened.value", "closed / opened * 100", {"closed": figures["A2.value"], "opened": figures["A1.value"]},\n'
    '    zero_base="opened", unit="percent", decimals=1, method="Cases closed, of those opened", basis="year_to_date", period=period,\n)]))\n'
    'step.write("figures", figures.table())\nadded'
)


def add(folder, *cells, name="closed_of_opened"):
    """A notebook of the report's own with these cells after the parameters."""
    (folder.folder / "notebooks").mkdir(exist_ok=True)
    parameters = new_code_cell(PARAMETERS, id="parameters", metadata={"tags": ["parameters"]})
    code = [new_code_cell(source, id=f"cell-{number}", metadata={}) for number, source in enumerate(cells, start=1)]
    notebook = new_notebook(cells=[new_markdown_cell("# Closed of opened", id="title"), parameters, *code])
    nbformat.write(notebook, folder.folder / "notebooks" / f"{name}.ipynb")


@pytest.fixture
def demo(folder):
    for code in ("A1", "A2"):
        folder.define(code, name=f"Number of {code}", short_name=code, comparator="none", judged=False, variance_basis=None)
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,48", "A2,2023-24-Q2,year_to_date,30")
    return folder


def run(demo, tmp_path):
    demo.report()
    return report_here("run", "demo", PERIOD, "--data", demo.root, "--outputs", tmp_path / "outputs")


CHART = (
    "from pipeline.page.charts.breakdown_charts import declare_chart\n\n"
    "def own(name, words, code):\n"
    '    return derive_figure(f"own-{name}.value", "counted", {"counted": figures[f"{code}.value"]}, unit="count", method=words, basis="year_to_date", period=period)\n\n'
    'figures.include(Figures([own("opened", "Cases opened", "A1"), own("shut", "Cases closed", "A2")]))'
)
DRAWN = (
    'charts = figures.include(Figures([declare_chart("own-pace.chart", "Closed beside opened", [figures["own-opened.value"], figures["own-shut.value"]])]))\n'
    'step.write("figures", figures.table())\ncharts'
)
PICTURE = "from IPython.display import Image\n\nImage(data=bytes.fromhex('89504e470d0a1a0a'), format='png')"


@pytest.mark.slow
def test_a_chart_that_it_declares_is_drawn_from_its_figures_traced_and_checked(demo, tmp_path):
    add(demo, OPEN, CHART, DRAWN)
    ended = run(demo, tmp_path)
    assert ended.returncode == 0, ended.stderr
    page = Path(ended.stdout.strip())
    chart = page.read_text(encoding="utf-8").split('<figure data-figure="own-pace.chart"')[1].split("</figure>")[0]
    assert "Closed beside opened" in chart and all(f'data-point="own-{name}.value"' in chart for name in ("opened", "shut"))
    wide = {name: float(size) for size, name in re.findall(r'width="([0-9.]+)"[^>]*data-point="own-(\w+).value"', chart.partition("</svg>")[0])}
    assert abs(wide["opened"] / wide["shut"] - 48 / 30) < 0.01
    sealed = sealed_run(tmp_path / "outputs", find_run(tmp_path / "outputs", page.parent.name).name)
    assert check_edition(Edition(sealed.audit, sealed.store, sealed.published)).faults == []
    with Tracer(sealed) as tracer:
        assert "2023-11-30_partners.csv" in json.dumps(tracer.trace("own-pace.chart"))


def made(names, *more):
    """A cell that makes a figure of each of these names and formulas of a and b, and one that declares their chart."""
    listed = ", ".join(
        f'derive_figure("own-x{chr(97 + at)}.value", {formula!r}, {{"a": figures["A1.value"], "b": figures["A2.value"]}}, unit={unit!r}, method={name!r}, basis="year_to_date", period=period)'
        for at, (name, formula, unit) in enumerate(names)
    )
    return "from pipeline.page.charts.breakdown_charts import declare_chart\n\n" f"shown = [{listed}]\nfigures.include(Figures(shown))", *more


@pytest.mark.slow
def test_figures_are_told_and_drawn_however_their_formulas_are_spelled_and_their_names_are_written(demo, tmp_path):
    names = [("Fewer", "b-a", "count"), ("In brackets", "(b - a)", "count"), ("Other way", "a  -  b", "count"), ("</text><script>x</script>", "a", "count"),
             ("Environmental/neighbourhood-nuisance/" * 9, "b", "count"), ("Part", "b/a*100.0", "percent"), ("The same part", "(b / a) * 100", "percent")]  # fmt: skip
    add(demo, OPEN, *made(names, DRAWN.replace('[figures["own-opened.value"], figures["own-shut.value"]]', "shown[:5]")))
    ended = run(demo, tmp_path)
    assert ended.returncode == 0, ended.stderr
    page = Path(ended.stdout.strip()).read_text(encoding="utf-8")
    assert "<script" not in page
    assert page.count('data-point="own-xe.value"') == 2  # wide and narrow


@pytest.mark.slow
def test_a_name_that_nobody_can_read_and_a_unit_that_there_is_not_are_refused_with_their_cell(demo, tmp_path):
    add(demo, OPEN, *made([(" ", "a", "count"), ("a\u202eb", "b", "count"), ("Cases", "a - b", "<b>")], 'step.write("figures", figures.table())'))
    ended = run(demo, tmp_path)
    assert ended.returncode == 1 and not (tmp_path / "outputs" / "demo").exists()
    told = ended.stderr
    for said in ("own-xa.value has no name", "a character that cannot be seen", "own-xc.value is in no unit that a page can print"):
        assert f"notebooks/closed_of_opened.ipynb, column cell cell-2: {said}" in told


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check", "run"])
def test_a_picture_is_refused_with_its_cell_and_what_to_do_instead_before_anything_else_runs(demo, tmp_path, command):
    add(demo, OPEN, PICTURE, MADE)
    demo.report()
    ended = report_here(command, "demo", PERIOD, "--data", demo.root, "--outputs", tmp_path / "outputs")
    assert ended.returncode == 1 and "notebooks/closed_of_opened.ipynb, column cell cell-2: a picture is no part of a report" in ended.stderr
    assert "image/png" in ended.stderr and "declare_chart(" in ended.stderr and not (tmp_path / "outputs" / "demo").exists()
    assert "runs notebook 4 of 5" in ended.stderr and "runs notebook 5 of 5" not in ended.stderr


@pytest.mark.parametrize(
    ("figure_id", "names", "said"),
    [
        ("A1.chart", ("own-a.value", "own-b.value"), "it is not called own-CODE.chart"),
        ("own-x.chart", ("own-a.value",), "fewer than two figures"),
        ("own-x.chart", ("own-a.value", "A1.value"), "it shows A1.value: make a figure of your own"),
        ("own-x.chart", ("own-a.value", "own-c.value"), "different units (count, percent)"),
    ],
)
def test_a_chart_that_cannot_be_drawn_says_why(figure_id, names, said):
    units = {"own-c.value": "percent"}
    shown = [
        make_figure(name, Fraction(3), unit=units.get(name, "count"), formula="", method="Made up", basis="quarter", period=PERIOD) for name in names
    ]
    with pytest.raises(ValueError, match=re.escape(said)):
        declare_chart(figure_id, "Made up", shown)


@pytest.mark.slow
def test_what_it_makes_is_on_the_page_in_the_ledger_and_traced_to_the_rows_and_is_said_to_be_the_analysts_own(demo, tmp_path):
    add(demo, OPEN, MADE)
    ended = run(demo, tmp_path)
    assert ended.returncode == 0, ended.stderr
    page = Path(ended.stdout.strip())
    text = page.read_text(encoding="utf-8")
    assert "Added by the analyst" in text and "Cases closed, of those opened" in text and ">62.5%</data>" in text  # 30 of 48
    record = next(one for one in json.loads(page.with_name("ledger.json").read_text(encoding="utf-8"))["figures"] if one["id"].startswith("own-"))
    assert record["cell"]["notebook"] == "closed_of_opened.ipynb" and record["operands"] == {"closed": "A2.value", "opened": "A1.value"}
    assert "closed_of_opened.ipynb" in {one["notebook"] for one in json.loads(page.with_name("run.json").read_text(encoding="utf-8"))["steps"]}
    sealed = sealed_run(tmp_path / "outputs", find_run(tmp_path / "outputs", page.parent.name).name)
    assert "notebooks/closed_of_opened.ipynb" in sealed.identity["inputs"]
    with Tracer(sealed) as tracer:
        traced = tracer.trace("own-closed-of-opened.value")
    assert "2023-11-30_partners.csv" in json.dumps(traced) and "derive_figure(" in json.dumps(traced)
    edition = Edition(sealed.audit, sealed.store, sealed.published)
    assert check_edition(edition).faults == []
    forged = sealed.audit / "closed_of_opened.ipynb"
    forged.write_text(forged.read_text(encoding="utf-8").replace('"closed / opened * 100"', '"closed / opened * 99"').replace("closed / opened * 100", "closed / opened * 99"), encoding="utf-8")
    assert check_edition(Edition(sealed.audit, sealed.store, sealed.published)).faults


@pytest.mark.slow
def test_figures_that_it_shows_again_are_told_as_the_analysts_fault_and_nothing_is_published(demo, tmp_path):
    add(demo, OPEN.removesuffix(".table()"), MADE)
    ended = run(demo, tmp_path)
    assert ended.returncode == 1 and "figure A1.value is made twice, or replaced and never made: closed_of_opened.ipynb, cell cell-1" in ended.stderr
    assert "Nothing was published. A notebook of the report's own shows what it makes" in ended.stderr
    assert not (tmp_path / "outputs" / "demo").exists()


@pytest.mark.slow
def test_words_with_a_number_that_has_no_source_are_told_with_their_cell(demo, tmp_path):
    add(demo, OPEN, MADE.replace("Cases closed, of those opened", "Cases closed of every 100 opened"))
    ended = run(demo, tmp_path)
    assert ended.returncode == 1 and "notebooks/closed_of_opened.ipynb, column cell cell-2: the finished page cannot stand behind this text" in ended.stderr


def test_it_can_put_nothing_in_the_place_of_a_figure(demo):
    figures = demo.figures()
    other = replace(figures["A1.value"], formula="a * 1", operands={"a": "A1.value"})
    with pytest.raises(ValueError, match="figure A1.value is made twice"):
        figures.include(Figures([other]))


def faults_of(folder):
    with pytest.raises(FaultsFound) as found:
        folder.report()
    return str(found.value)


def test_a_notebook_that_is_called_as_ours_are_is_refused(demo):
    add(demo, OPEN, MADE, name="3_indicators")
    assert "notebooks/3_indicators.ipynb: a notebook of the report's own is called as ours are" in faults_of(demo)


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"cells": 7}', b"\xff\xfe", '{"cells": [{"cell_type": "code", "source": "1"}], "metadata": {}, "nbformat": 4}',
     '{"cells": [], "metadata": {"language_info": {"name": "R"}}, "nbformat": 4}', "[" * 100_000],
    ids=["empty", "a list", "no cells", "cells of nothing", "not UTF-8", "cells without names", "another language", "nested"],
)  # fmt: skip
def test_a_file_that_is_no_notebook_is_told_with_what_to_do(demo, content):
    (demo.folder / "notebooks").mkdir()
    (demo.folder / "notebooks" / "mine.ipynb").write_bytes(content if isinstance(content, bytes) else content.encode())
    told = faults_of(demo)
    assert "notebooks/mine.ipynb: this is no notebook whose cells have names" in told and "Open it in JupyterLab and save it again." in told


def test_under_a_rule_that_protects_small_numbers_there_is_none(demo):
    demo.settings["disclosure"] = {"rule": "counts_1_to_4", "reason": "Made up."}
    add(demo, OPEN, MADE)
    assert "a report that protects small numbers takes no notebook of its own" in faults_of(demo)


def test_an_indicator_cannot_be_called_as_what_it_makes(demo):
    demo.define("own-x", name="Number of x", short_name="x", comparator="none", judged=False, variance_basis=None)
    add(demo, OPEN, MADE)
    assert "indicators.toml" in faults_of(demo) and "are those of notebooks of the report's own" in faults_of(demo)


def test_what_a_notebook_made_before_is_not_taken_again_where_an_own_one_wrote_over_it(demo, tmp_path):
    demo.report()
    add(demo, OPEN, MADE)
    places = Places.of(demo.root, tmp_path / "outputs")
    notebooks = notebooks_of(places, "demo")
    steps = kept_of(places, notebooks, tmp_path)
    for notebook in notebooks:
        assert steps.take(notebook, tmp_path / "reads") is None
        table = "figures" if notebook.name.startswith(("3_", "closed")) else notebook.stem
        (tmp_path / "tables" / f"{table}.parquet").write_text(notebook.name, encoding="utf-8")
        steps.ran(notebook, {"cells": []}, tmp_path / "reads", (0, 1))
    steps.add_all()
    assert [one.name for one in kept_of(places, notebooks, tmp_path).first_ones()] == ["1_ingest.ipynb", "2_quality.ipynb"]


def kept_of(places, notebooks, aside):
    """The kept steps of a run that is made in this folder, with a record of reads that names nothing."""
    (aside / "tables").mkdir(exist_ok=True)
    (aside / "reads").write_text('{"how": ["python", "system"]}\n', encoding="utf-8")
    identity = identity_of(places, "demo", PERIOD, "", notebooks)
    return KeptSteps(places, identity, notebooks, aside, {"report_id": "demo"})
