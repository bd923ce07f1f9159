"""The page of standards in the audit edition: every criterion is there, its evidence can be looked at, its facts are the run's."""

import json
import re
from pathlib import Path

import pytest
from support import audit_of

from reporting.editions.standards import STANDARDS, standards

PROJECT = Path(__file__).parents[2]
# NHS England RAP Community of Practice, levels of RAP: baseline 5, silver 9, gold 4; Analysis Function: seven bullets.
ASKED = {"NHS England": {"Baseline": 5, "Silver": 9, "Gold": 4}, "Government Analysis Function": {"All": 7}}


@pytest.mark.parametrize("publisher", ASKED)
def test_every_criterion_of_a_standard_is_answered(publisher):
    (standard,) = (one for one in standards() if one["name"].startswith(publisher))
    levels = [criterion.get("level", "All") for criterion in standard["criterion"]]
    assert {level: levels.count(level) for level in levels} == ASKED[publisher]
    assert all(criterion["evidence"] for criterion in standard["criterion"])


def test_what_is_met_names_something_that_is_there_to_be_looked_at():
    for standard in standards():
        for criterion in standard["criterion"]:
            assert criterion["met"] <= bool(criterion.get("shown_by")), criterion["asks"]
            missing = [name for name in criterion.get("shown_by", ()) if not (PROJECT / name).exists()]
            assert not missing, criterion["asks"]


def test_the_audit_edition_scores_the_run_with_its_own_facts(made):
    audit = audit_of(made("borders", "2023-24-Q2"))
    page = (audit / STANDARDS).read_text(encoding="utf-8")
    ledger, run = (json.loads((audit / name).read_text(encoding="utf-8")) for name in ("ledger.json", "run.json"))
    assert f"{len(ledger['figures']):,} figures came out of their cells" in page
    assert f"the result of {len(run['quality'])} checks" in page
    for standard in standards():
        met = sum(criterion["met"] for criterion in standard["criterion"])
        assert re.search(rf"<strong>{met} of {len(standard['criterion'])} met</strong>", page)
    assert "Restricted" in page and "<script" not in page
