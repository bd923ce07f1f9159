"""The hand-over bundle: what the restricted edition says of itself to programs that have never heard of this project."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import platform
import re
import warnings
from datetime import datetime
from pathlib import Path

import pytest
from csvw import CSVW
from support import PERIOD, audit_of

from reporting.editions.spreadsheets.tidy_table import LEDGER, description, tidy_csv

pytest_plugins = ["support"]

RECORD = {
    "id": "A1.change", "indicator": "A1", "category": "", "measure": "change", "reference": "", "basis": "quarter",
    "period": "2023-24-Q2", "received_by": "2023-11-30", "value": -37, "display": "−37", "unit": "count", "decimals": 0,
    "status": "", "reason": "", "method": "difference", "formula": "value - reference",
    "operands": {"value": "A1.value", "reference": "A1.comparator"}, "quality": ["completeness"], "rows": [],
    "cell": {"notebook": "3_indicators.ipynb", "id": "changes", "sha256": "0" * 64},
}  # fmt: skip
ROWS = {"file": "returns/2023-11-30_a.xlsx", "sheet": "Q2", "rows": [9, 2, 3, 4], "column": "value", "sha256": "1" * 64}


def written(**changed: object) -> dict[str, str]:
    """The row of one record, as any reader of CSV sees it."""
    [row] = csv.DictReader(io.StringIO(tidy_csv(LEDGER, "demo", {}, [{**RECORD, **changed}])))
    return row


def described(folder: Path, *records: dict) -> bool:
    """Whether a table of these records is what its description says, as the validator judges."""
    (folder / "ledger.csv").write_text(tidy_csv(LEDGER, "demo", {}, records), encoding="utf-8")
    (folder / "ledger.csv-metadata.json").write_text(json.dumps(description(LEDGER, "Figures")), encoding="utf-8")
    return valid(folder)


def valid(folder: Path) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("always")  # a warning is how the validator says that a cell is invalid
        try:
            return CSVW(str(folder / "ledger.csv-metadata.json"), validate=True).is_valid
        except ValueError:  # how it says that a key repeats
            return False


def test_a_negative_number_stays_a_number_and_a_judgement_is_not_among_the_numbers():
    assert (written()["value"], written()["judgement"], written()["display"]) == ("-37", "", "−37")
    light = written(value="red", display="Red", unit="judgement")
    assert (light["value"], light["judgement"]) == ("", "red")
    assert written(value=None, status="x")["value"] == ""


@pytest.mark.parametrize("text", ["=1+1", "+44", "-see note", "@SUM(A1)", "\tx", "'quoted'", "plain", "1 = 1"])
def test_a_text_that_a_spreadsheet_would_run_is_a_text_and_can_be_had_again(text):
    cell = written(reason=text)["reason"]
    assert not cell.startswith(("=", "+", "-", "@", "\t"))
    assert cell.removeprefix("'") == text
    assert (cell == text) == (text in ("plain", "1 = 1"))


def test_lists_are_json_and_rows_are_runs():
    row = written(rows=[ROWS])
    assert json.loads(row["operands"]) == RECORD["operands"] and json.loads(row["quality"]) == ["completeness"]
    assert json.loads(row["rows"]) == ["returns/2023-11-30_a.xlsx, sheet Q2, column value, rows 2-4, 9"]
    assert written()["rows"] == ""


def test_the_validator_refuses_what_the_description_does_not_allow(tmp_path):
    assert described(tmp_path, RECORD)
    assert not described(tmp_path, RECORD, RECORD)  # an id is there once
    assert not described(tmp_path, {**RECORD, "decimals": -1})
    assert not described(tmp_path, {**RECORD, "received_by": "30 November 2023"})
    assert not described(tmp_path, {**RECORD, "id": ""})


# From here on the edition of a real run.


@pytest.fixture(scope="module")
def edition(made) -> Path:
    return audit_of(made("borders", PERIOD))


@pytest.fixture(scope="module")
def graph(edition) -> dict[str, dict]:
    """The entities of the crate by id."""
    entities = json.loads((edition / "ro-crate-metadata.json").read_text(encoding="utf-8"))["@graph"]
    assert len({entity["@id"] for entity in entities}) == len(entities)
    return {entity["@id"]: entity for entity in entities}


def references(entity: dict, name: str) -> list[str]:
    found = entity.get(name, [])
    return [one["@id"] for one in (found if isinstance(found, list) else [found])]


def types(entity: dict) -> list[str]:
    return entity["@type"] if isinstance(entity["@type"], list) else [entity["@type"]]


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.slow
def test_the_table_is_valid_and_is_the_ledger(edition):
    assert valid(edition)
    figures = json.loads((edition / "ledger.json").read_text(encoding="utf-8"))["figures"]
    rows = list(CSVW(str(edition / "ledger.csv-metadata.json")).tables[0].iterdicts())
    assert [row["id"] for row in rows] == [figure["id"] for figure in figures]
    for row, figure in zip(rows, figures, strict=True):
        assert (row["judgement"] if row["value"] is None else row["value"]) == figure["value"]
        assert (row["display"].removeprefix("'"), row["decimals"]) == (figure["display"], figure["decimals"])
    described = json.loads((edition / "ledger.csv-metadata.json").read_text(encoding="utf-8"))
    assert all(column["titles"] and column["dc:description"] for column in described["tableSchema"]["columns"])
    assert len(described["tableSchema"]["columns"]) == len(LEDGER.columns)


@pytest.mark.slow
def test_only_the_restricted_edition_is_handed_over(edition):
    published = edition.parents[3] / edition.relative_to(edition.parents[2])
    assert not {"ledger.csv", "ro-crate-metadata.json"} & {path.name for path in published.iterdir()}


@pytest.mark.slow
def test_the_crate_has_what_ro_crate_1_1_requires(edition, graph):
    descriptor, root = graph["ro-crate-metadata.json"], graph["./"]
    assert (descriptor["@type"], references(descriptor, "about")) == ("CreativeWork", ["./"])
    assert references(descriptor, "conformsTo") == ["https://w3id.org/ro/crate/1.1"]
    assert root["@type"] == "Dataset" and root["name"] and root["description"]
    assert datetime.fromisoformat(root["datePublished"]) and graph[references(root, "license")[0]]["name"]
    files = {entity_id for entity_id, entity in graph.items() if "File" in entity["@type"]}
    assert set(references(root, "hasPart")) == files
    for entity in graph.values():
        for name, value in entity.items():
            for one in value if isinstance(value, list) else [value]:
                assert isinstance(one, str) or set(one) == {"@id"}, (entity["@id"], name)
                if not isinstance(one, str) and not one["@id"].startswith("https://w3id.org/ro/crate/"):
                    assert one["@id"] in graph, (entity["@id"], name)


@pytest.mark.slow
def test_the_crate_has_what_process_run_crate_requires_and_recommends(graph):
    root = graph["./"]
    [profile] = references(root, "conformsTo")
    assert (
        re.fullmatch(r"https://w3id\.org/ro/wfrun/process/\d\.\d", profile)
        and graph[profile]["@type"] == "CreativeWork"
    )
    actions = [entity for entity in graph.values() if entity["@type"] == "CreateAction"]
    assert {action["@id"] for action in actions} == set(references(root, "mentions"))
    assert [action["@id"] for action in actions] == [
        "#run",
        "#1_ingest",
        "#2_quality",
        "#3_indicators",
        "#4_report_scorecard",
    ]
    for action in actions:
        [tool], [agent] = references(action, "instrument"), references(action, "agent")
        assert {"SoftwareApplication", "SoftwareSourceCode"} & set(types(graph[tool]))
        assert graph[tool]["name"] and (graph[tool].get("version") or graph[tool]["softwareVersion"])
        assert graph[agent]["@type"] == "Organization" and action["name"] and action["description"]
        began, ended = (datetime.fromisoformat(action[name]) for name in ("startTime", "endTime"))
        assert began <= ended and began.utcoffset() is not None
        assert action["actionStatus"] == "http://schema.org/CompletedActionStatus"
        assert references(action, "object") and references(action, "result")


@pytest.mark.slow
def test_every_input_leads_to_the_store_and_every_output_is_what_it_says(edition, graph):
    facts = json.loads((edition / "run.json").read_text(encoding="utf-8"))
    objects = [graph[one] for one in references(graph["#run"], "object") if graph[one]["@type"] == "File"]
    assert {one["name"]: one["sha256"] for one in objects} == {one["file"]: one["sha256"] for one in facts["inputs"]}
    for entity in graph.values():
        if "contentUrl" in entity:
            assert digest(edition / entity["contentUrl"]) == entity["sha256"]
    made = {one for action in references(graph["./"], "mentions") for one in references(graph[action], "result")}
    assert made == {path.relative_to(edition).as_posix() for path in edition.rglob("*") if path.is_file()} - {"ro-crate-metadata.json"}
    assert {"report.html", "ledger.json", "ledger.csv", "run.json"} <= set(references(graph["#run"], "result"))
    assert all(digest(edition / one) == graph[one]["sha256"] for one in made if one != "run.json")
    assert set(references(graph["#1_ingest"], "result")) == {"1_ingest.html", "1_ingest.ipynb"}


@pytest.mark.slow
def test_each_notebook_has_the_inputs_that_it_was_seen_to_open(graph):
    opened = {
        action: {graph[one]["name"] for one in references(graph[action], "object")}
        for action in ("#1_ingest", "#2_quality")
    }
    assert "returns/2023-11-30_published-report.csv" in opened["#1_ingest"]
    assert "returns/2023-11-30_published-report.csv" not in opened["#2_quality"]
    assert all({"report.toml", "period"} <= names for names in opened.values())


@pytest.mark.slow
def test_the_crate_names_no_person_and_no_machine(edition, graph, project):
    text = (edition / "ro-crate-metadata.json").read_text(encoding="utf-8")
    assert str(project) not in text and str(edition.parents[3]) not in text
    assert f'"{platform.node()}"' not in text and '"Person"' not in text
    assert "Not issued by" in graph["./"]["description"]
