"""Defects planted in the finished page of the Borders report, at least ten of each kind: every one is found and named.

`tests/benchmarks/planted_defects.py` prints the same as a table, for any finished page.
"""

from __future__ import annotations

import pytest
from planted_kinds import kinds_of
from planted_page import FinishedPage, hunt, make_defects
from support import audit_of

pytest_plugins = ["support"]
pytestmark = pytest.mark.slow

EACH = 12
KINDS = tuple(kinds_of({}))


@pytest.fixture(scope="module")
def finished(made):
    return FinishedPage(audit_of(made("borders", "2023-24-Q2")) / "report.html")


@pytest.fixture(scope="module")
def defects(finished):
    return make_defects(finished.html, kinds_of(finished.ledger), each=EACH, seed=2026)


@pytest.fixture(scope="module")
def found(finished, defects):
    return hunt(finished, defects)


def test_the_page_is_sound_before_anything_is_planted(finished):
    assert finished.faults(finished.html) == {}


@pytest.mark.parametrize("kind", KINDS)
def test_every_planted_defect_of_this_kind_is_named_with_its_line(kind, defects, found):
    planted = [defect for defect in defects if defect.kind == kind]
    missed = [str(defect) for defect in planted if not found[defect]]
    print(f"{kind}: {len(planted) - len(missed)} of {len(planted)} found")
    assert len(planted) >= 10
    assert not missed, "\n".join([f"{len(missed)} of {len(planted)} were not found:", *missed])


def test_defects_are_planted_in_every_kind_of_place(defects):
    places = {defect.where for defect in defects}
    wanted = {"a sentence", "a table", "a caption", "the list of figures"}
    wanted |= {"the drawing of a chart", "the alternative text of a chart", "what is heard", "a title"}
    assert wanted <= places


def test_the_same_page_always_gets_the_same_defects(finished, defects):
    again = make_defects(finished.html, kinds_of(finished.ledger), each=EACH, seed=2026)
    assert list(map(str, again)) == list(map(str, defects))
