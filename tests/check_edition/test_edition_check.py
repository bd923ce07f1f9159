"""The independent check of an edition: it runs with nothing of ours, passes what is whole and names every planted defect."""

from __future__ import annotations

import ast
import io
import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from support import PERIOD, audit_of, outputs_of

from check_edition.__main__ import summary
from check_edition.base import numbers
from check_edition.base.findings import Findings
from check_edition.checks import check_edition
from check_edition.figures.formulas import Formulas
from check_edition.files.edition import Edition
from check_edition.files.workbooks import read_ods, read_xlsx
from check_edition.page.tree import PageTree
from pipeline.core.display import display_number, exact
from pipeline.figures.formulas import evaluate
from pipeline.files.spreadsheets import read_cells
from reporting.editions.edition_file import NAME, PACKAGE, edition_file
from reporting.runs.edition_checked import EditionRefused, checked_edition

RETURNS = Path(__file__).parents[1] / "reports/fernmoor/returns"


def imports(path: Path) -> set[tuple[int, str]]:
    """What a module imports: how many dots, and the first name."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {(0, name.name.partition(".")[0]) for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.level, (node.module or "").partition(".")[0]))
    return found


def test_it_imports_the_standard_library_and_itself_and_nothing_else():
    modules = sorted(PACKAGE.rglob("*.py"))
    for path in modules:
        for dots, name in imports(path):
            # A module of a room imports from its own room (one dot) or from the package (two), and never from outside it.
            own = dots and dots <= len(path.relative_to(PACKAGE).parts)
            assert own or (dots == 0 and name in sys.stdlib_module_names), (path.name, name)
    assert all(len(path.read_text(encoding="utf-8").splitlines()) < 300 for path in modules)


def test_the_file_has_the_same_bytes_every_time_and_holds_plain_source():
    assert edition_file() == edition_file()
    with zipfile.ZipFile(io.BytesIO(edition_file())) as archive:
        packed = {f"{PACKAGE.name}/{path.relative_to(PACKAGE).as_posix()}" for path in PACKAGE.rglob("*.py")}
        assert set(archive.namelist()) == {"__main__.py", *packed}
        assert {entry.date_time[0] for entry in archive.infolist()} == {2020}


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "signed"),
    [("1440", "count", 0, False), ("-7.25", "percentage_points", 1, True), ("62.5", "percent", 0, True), ("0.004", "rate", 2, False),
     ("1", "percentage_points", 0, False), ("0", "count", 0, True), ("-0.5", "days", 0, False), ("1234.565", "rate", 2, False)],
)  # fmt: skip
def test_a_display_is_what_the_page_prints(value, unit, decimals, signed):
    printed = display_number(exact(value), unit, decimals, signed=signed)
    assert numbers.displayed(exact(value), unit, decimals, signed=signed) == printed


def test_of_a_thousand_faults_of_one_kind_some_are_told_and_another_kind_is_not_hidden():
    findings = Findings()
    for at in range(1000):
        findings.fault("display", f"A{at}.value", "its display is another")
    findings.fault("formula", "B1.value", "the ledger says 3")
    told = summary(SimpleNamespace(run={"id": "a", "report": "demo", "period": PERIOD}, records={}), findings)
    assert len(told) < 40 and "FAILED: and 980 more: display" in told and "FAILED: formula: B1.value: the ledger says 3" in told


SERIES = {f"q{at}": exact(value) for at, value in enumerate([12, 15, 11, 14, 13, 16, 12, 30, 14, 13, 12, 15])}


@pytest.mark.parametrize(
    ("formula", "operands"),
    [
        ("100 * (now - then) / then", {"now": 48, "then": 85}),
        ("light(100 * (then - now) / then, 0, -15)", {"now": 115, "then": 100}),
        ('on_track(target - now, 2, "met")', {"now": 48, "target": 49}),
        ('on_track_strictly(target - now, 2, "on line")', {"now": 49, "target": 49}),
        ("better_or_worse(max(1 - now, now - 3, 0) - 0)", {"now": 5}),
        ('count("green")', {"a": "green", "b": "red", "c": "green"}),
        ("wilson_lower(cases, people)", {"cases": 81, "people": 263}),
        ("wilson_upper(cases, people)", {"cases": 0, "people": 20}),
        *[(f"poisson_{side}(events, people, 1000)", {"events": events, "people": 5000}) for side in ("lower", "upper") for events in (0, 1, 9, 10, 250)],
        *[(f"xmr_{kind}({', '.join(SERIES)})", SERIES) for kind in ("mean", "lower_limit", "upper_limit")],
        *[(f'xmr_variation("{polarity}", {", ".join(names)})', SERIES) for polarity in ("lower_is_better", "higher_is_better", "neutral") for names in ([*SERIES], [*SERIES][:8])],
    ],
)  # fmt: skip
def test_a_formula_gives_what_the_pipeline_computed_by_other_code(formula, operands):
    values = {name: value if isinstance(value, str) else exact(value) for name, value in operands.items()}
    expected = evaluate(formula, values)
    found = Formulas({name: {"value": value, "formula": ""} for name, value in values.items()})
    found.exact = dict(values)
    record = {"formula": formula, "operands": {name: name for name in values}}
    computed = found.computed(record)
    assert computed == expected if isinstance(expected, str) else float(computed) == pytest.approx(float(expected))


@pytest.mark.parametrize("name", ["2023-05-11_partners.xlsx", "2024-05-09_partners.ods"])
def test_workbooks_are_read_from_their_xml_as_the_pipeline_reads_them(name):
    path = RETURNS / name
    sheet = tomllib.loads(path.with_suffix(".source.toml").read_text(encoding="utf-8")).get("sheet", "")
    sheet, expected, _ = read_cells(path, name, sheet)
    assert len(expected) > 10
    found = (read_xlsx if name.endswith("xlsx") else read_ods)(path.read_bytes(), sheet)

    def text(cell: object) -> str:
        return (
            f"{float(cell):g}"
            if str(cell).replace(".", "").replace("-", "").isdigit() and str(cell)[-1:] != "-"
            else str(cell)
        )

    assert [[text(cell) for cell in row if text(cell)] for row in found if any(row)] == [
        [text(cell) for cell in row if text(cell)] for row in expected if any(map(str, row))
    ]


@pytest.fixture(scope="module")
def borders(made) -> Path:
    """The restricted edition of the Borders report: read it, and change nothing."""
    return audit_of(made("borders", PERIOD))


@pytest.fixture(scope="module")
def service(made) -> Path:
    """The restricted edition of a report that is counted from records."""
    return audit_of(made("barnet-asb", "2017-18"))


@pytest.fixture
def copy(tmp_path):
    """A function that copies the outputs around an edition, and gives the edition in them."""

    def copied(edition: Path) -> Path:
        outputs = outputs_of(edition.parents[3] / edition.relative_to(edition.parents[3]).relative_to("restricted"))
        shutil.copytree(outputs, tmp_path / "outputs")
        return tmp_path / "outputs" / edition.relative_to(outputs)

    return copied


def found_in(folder: Path) -> Findings:
    return check_edition(Edition(folder))


def alone(*arguments: object, cwd: Path) -> subprocess.CompletedProcess:
    """The shipped file in a Python without environment, installed packages or anything of ours."""
    command = [sys.executable, "-I", "-S", "-B", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env={}, capture_output=True, text=True, encoding="utf-8")


@pytest.mark.slow
def test_every_figure_of_both_editions_leads_to_rows_and_nothing_is_left_unchecked(borders, service):
    for edition in (borders, service):
        facts = json.loads((edition / "run.json").read_text(encoding="utf-8"))["edition_check"]
        ledger = json.loads((edition / "ledger.json").read_text(encoding="utf-8"))["figures"]
        assert facts["verdict"] == "pass" and facts["failed"] == facts["not_checked"] == {}
        assert facts["figures"] == facts["traced"] == len(ledger) > 100
        assert facts["checked"]["value"] + facts["checked"]["formula"] == len(ledger)


@pytest.mark.slow
def test_the_shipped_file_runs_alone_where_it_lies_and_leaves_nothing_behind(borders, tmp_path):
    before = sorted(borders.rglob("*"))
    ended = alone(borders / NAME, cwd=tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.splitlines()[-1] == "Everything was checked and is right."
    assert "number word" in ended.stdout and sorted(borders.rglob("*")) == before


@pytest.mark.slow
def test_without_the_store_it_does_not_pass_and_says_what_it_did_not_check(borders, tmp_path):
    ended = alone(borders / NAME, borders, "--store", tmp_path / "nowhere", cwd=tmp_path)
    assert ended.returncode == 3 and "the store is not there" in ended.stdout
    assert "Not everything could be checked." in ended.stdout


@pytest.mark.slow
def test_a_folder_that_is_no_edition_is_refused(borders, tmp_path):
    ended = alone(borders / NAME, tmp_path, cwd=tmp_path)
    assert ended.returncode == 2 and "no edition" in ended.stderr


LABELS = "definition report source period reason method category check action number vouched row".split()
PLANTED = {
    "prose": ("<p>Some 4801 calls</p>", "Some 4801 calls"),
    "table cell": ("<table><tr><td>4802</td></tr></table>", "4802"),
    "caption": ("<table><caption>The 4803 wards</caption></table>", "The 4803 wards"),
    "alternative text": ('<img src="data:image/png;base64,AA" alt="Rose by 4804">', "Rose by 4804"),
    "spoken label": ('<p aria-label="Rose by 4805">Rose</p>', "Rose by 4805"),
    "tooltip": ('<p title="Rose by 4806">Rose</p>', "Rose by 4806"),
    "text of a drawing": ("<svg><text>Peak 4807</text></svg>", "Peak 4807"),
    "title of a drawing": ("<svg><title>Peak 4808</title></svg>", "Peak 4808"),
    "description of a drawing": ("<svg><desc>Peak 4809</desc></svg>", "Peak 4809"),
    "list mark": ("<ol><li>Calls</li></ol>", "<ol> numbers itself"),
    "style": ('<style>p::after {content: "4810"}</style>', "4810"),
    "number in words": ("<p>Calls from twelve wards</p>", "Calls from twelve wards"),
    "fraction in words": ("<p>three quarters of calls</p>", "three quarters of calls"),
    "stated by nobody": ('<p data-stated="">about 4811</p>', "vouched for by nobody"),
    **{f"label: {kind}": (f'<p data-label="{kind}">within 4812 months</p>', f"is no declared label: {kind}") for kind in LABELS},
    "number that nobody states so": ('<p data-stated="chair">about 4815</p>', 'not vouched for by "chair"'),
    "undeclared code": ("<code>CP4813</code>", "CP4813"),
    "count": ('<p data-count="figure">4814</p>', 'miscounts the kind "figure"'),
}  # fmt: skip


@pytest.mark.slow
def test_a_number_without_a_source_is_named_in_every_kind_of_place_of_both_pages(borders, copy):
    edition = copy(borders)
    value = next(one for one in json.loads((edition / "ledger.json").read_text())["figures"] if one["value"] == 48)
    wrong = f'<data value="48" data-figure="{value["id"]}" data-form="typed">84</data>'
    planted = {**PLANTED, "typed number": (wrong, 'found "84", expected "48"')}
    publication = Edition(edition).publication
    for folder in (edition, publication):
        page = (folder / "report.html").read_text(encoding="utf-8")
        page = page.replace("</main>", "\n".join(html for html, _ in planted.values()) + "</main>")
        (folder / "report.html").write_text(page, encoding="utf-8")
    faults = found_in(edition).faults
    for kind in ("page of the publication", "page of the restricted edition"):
        named = [fault for fault in faults if fault.startswith(kind)]
        others = [fault for fault in named if not any(told in fault for _, told in planted.values())]
        assert all("miscounts the kind" in fault for fault in others), others  # of the places that were added
        assert [place for place, (_, told) in planted.items() if not any(told in fault for fault in named)] == []


def altered_ledger(edition: Path, figure_id: str, alter) -> None:
    """Alter a figure's record in the ledger of the restricted edition."""
    ledger = json.loads((edition / "ledger.json").read_text(encoding="utf-8"))
    alter(next(one for one in ledger["figures"] if one["id"] == figure_id))
    (edition / "ledger.json").write_text(json.dumps(ledger), encoding="utf-8")


@pytest.mark.slow
def test_each_page_is_parsed_once_and_its_places_are_those_that_the_ledger_beside_it_counts(borders, copy, monkeypatch):
    edition = copy(borders)
    ledger = json.loads((edition / "ledger.json").read_text(encoding="utf-8"))
    ledger["places"]["stated"] += 1
    (edition / "ledger.json").write_text(json.dumps(ledger), encoding="utf-8")
    parsed = []
    read = PageTree._read
    monkeypatch.setattr(PageTree, "_read", lambda tree, html: parsed.append(html) or read(tree, html))
    seal, fault = found_in(edition).faults
    assert seal.startswith("facts of the run: audit/ledger.json has the checksum")
    assert fault.startswith("places of the page: page of the restricted edition: the ledger counts")
    assert len(parsed) == len(set(parsed)) == 2


DERIVED = "CP03-P177.percent_change"
# What is changed in the record of a figure that was worked out, and what is told of it.
CHANGED_RECORDS = {
    "formula": (lambda record: {"formula": "100 * 2"}, "formula: {}: the ledger says"),
    "value": (lambda record: {"value": record["value"] + 0.5}, "formula: {}: the ledger says"),
    "exact value": (lambda record: {"exact": "-741/17"}, "exact value: {}: beside its exact value the ledger says"),
    "another fraction": (lambda record: {"exact": repr(record["value"])}, "exact value: {}: the exact value in the ledger is"),
    "display": (lambda record: {"display": "−99.5%"}, "display: {}: its display is"),
    "operand": (lambda record: {"operands": dict.fromkeys(record["operands"], "nothing.value")}, 'formula: {}: there is no operand "nothing'),
    "cell": (lambda record: {"cell": {"notebook": "3_indicators.ipynb", "id": "nowhere", "sha256": "0"}}, "there is no cell 3_indicators.ipynb#nowhere"),
}  # fmt: skip
# The same of the rows of a figure that was received.
CHANGED_ROWS = {
    "another row": (lambda rows: {"rows": [rows["rows"][0] + 1]}, "value: {}: the row"),
    "no such row": (lambda rows: {"rows": [9999]}, "there is nothing in row 9999"),
    "twice": (lambda rows: {"rows": rows["rows"] * 2}, "named twice"),
    "checksum": (lambda rows: {"sha256": "0" * 64}, "is no input of the run"),
    "another column": (lambda rows: {"column": "note"}, "value: {}: it is read from the column"),
}


@pytest.mark.slow
def test_a_record_that_was_changed_is_named_with_its_figure(borders, copy):
    """Each change to another figure, all in one ledger: none of these figures rests on another of them."""
    edition = copy(borders)
    ledger = json.loads((edition / "ledger.json").read_text(encoding="utf-8"))
    worked_out = [one for one in ledger["figures"] if one["measure"] == "percent_change" and "/" in one.get("exact", "")]
    received = [one for one in ledger["figures"] if one["method"] == "received" and one["measure"] == "value" and "@" not in one["id"]]
    changed = dict(zip(CHANGED_RECORDS, worked_out, strict=False)) | dict(zip(CHANGED_ROWS, received, strict=False))
    assert changed.keys() == CHANGED_RECORDS.keys() | CHANGED_ROWS.keys()
    for kind, record in changed.items():
        if kind in CHANGED_RECORDS:
            record.update(CHANGED_RECORDS[kind][0](record))
        else:
            record["rows"][0].update(CHANGED_ROWS[kind][0](record["rows"][0]))
    (edition / "ledger.json").write_text(json.dumps(ledger), encoding="utf-8")
    findings = found_in(edition)
    told = {kind: told.format(changed[kind]["id"]) for kind, (_, told) in {**CHANGED_RECORDS, **CHANGED_ROWS}.items()}
    assert findings.status == 1 and [kind for kind, words in told.items() if not any(words in one for one in findings.faults)] == []
    assert {changed[kind]["id"] for kind in CHANGED_RECORDS} <= set(findings.untraced)


def forged(record: dict) -> bool:
    """Raise the last number that a figure's reason, method or caption tells, in its text and in its parts alike."""
    done = False
    for name, said in (("reason", "reason"), ("display" if record["measure"] == "chart" else "method", "method")):
        numbers = re.findall(r"[0-9]+", record[name])
        if numbers and record[f"{said}_parts"]:
            old, new = numbers[-1], str(int(numbers[-1]) + 1).zfill(len(numbers[-1]))
            record[name] = new.join(record[name].rsplit(old, 1))
            parts = re.sub(rf"(?<![0-9]){old}(?![0-9])", new, json.dumps(record[f"{said}_parts"]))
            record[f"{said}_parts"], done = json.loads(parts), True
    return done


@pytest.mark.slow
def test_what_is_said_of_a_figure_is_not_believed_because_text_and_parts_agree(borders, service):
    """Whatever number is altered in a text and its parts alike is named; where it repeats an operand's text, at that one."""
    for folder in (borders, service):
        edition = Edition(folder)
        altered = [record for record in edition.records.values() if forged(record)]
        named = {fault.split(": ")[1] for fault in check_edition(edition).faults if not fault.startswith("cell: ")}
        texts = {text: {one["id"] for one in altered if text in (one["reason"], one["method"], one["display"])}
                 for one in altered for text in (one["reason"], one["method"] if one["measure"] != "chart" else one["display"])
                 if re.search("[0-9]", text)}  # fmt: skip
        assert len(texts) >= 5 and [text for text, figures in texts.items() if not figures & named] == []


@pytest.mark.slow
def test_what_was_taken_out_of_the_notebooks_or_changed_in_the_store_is_named(service, copy):
    edition = copy(service)
    notebook = edition / "3_indicators.ipynb"
    notebook.write_text(
        notebook.read_text(encoding="utf-8").replace('"id": "referrals.value"', '"id": "referrals.gone"'),
        encoding="utf-8",
    )
    opened = Edition(edition)
    name = next(name for name in opened.inputs if "referrals_generated" in name and name.endswith(".csv"))
    stored = opened.store / opened.inputs[name][:2] / opened.inputs[name]
    stored.write_bytes(stored.read_bytes()[:-2] + b"x\n")
    faults = found_in(edition).faults
    assert any("do not carry it" in fault and "referrals.value" in fault for fault in faults)
    assert any(f"the stored {name} has another checksum" in fault for fault in faults)


@pytest.mark.slow
def test_records_are_counted_again_and_a_row_that_changes_its_use_is_named(service, copy):
    edition = copy(service)
    figure = "needs[Emotional].value"

    def alter(record: dict) -> None:
        record["rows"][0]["rows"] = record["rows"][0]["rows"][1:]
        record["value"] -= 1

    altered_ledger(edition, figure, alter)
    uses = edition / "exclusions.csv"
    lines = uses.read_text(encoding="utf-8").splitlines()
    uses.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    faults = found_in(edition).faults
    assert any(f"value: {figure}: the declared rule counts cases/" in fault for fault in faults)
    assert any("rows in the file," in fault and "in exclusions.csv" in fault for fault in faults)


@pytest.mark.slow
def test_a_run_whose_edition_does_not_pass_ends_with_every_fault_named(borders, copy):
    edition = copy(borders)
    altered_ledger(edition, DERIVED, lambda record: record.update(display="−44.5%"))
    opened = Edition(edition)
    with pytest.raises(EditionRefused) as failure:
        checked_edition(edition, opened.publication, opened.store)
    assert f"display: {DERIVED}" in str(failure.value)
