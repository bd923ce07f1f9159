"""Labels that the ledger lists for its pages are held against the definitions by their parts; the producer's own are among them."""

from __future__ import annotations

import pytest
from small_editions import small_edition

from check_edition.base.findings import NotChecked, Wrong
from check_edition.page.printed_labels import check_printed
from pipeline.page.printed_labels import printed_labels

INPUTS = {
    "report.toml": 'title = "Plan 2023"\npartnership = "Zone 4"\nyears = 2\n',
    "indicators.toml": """
[A1]
unit = "percent"
target = [ { value = 50.50, says = "Plan." }, { value = 60, says = "New plan of 2023.", applies_from = "2023-24-Q2" } ]
range = [ { low = 40, high = 60 }, { low = 20, high = 30, applies_from = "2023-24-Q2" } ]
breaks = [ { applies_from = "2022-23-Q1", reason = "12 categories instead of 10" } ]
""",
    "period/2023-24-Q2.toml": '[[waiver]]\nexpectation = "sum-agrees"\nrole = "analyst"\nreason = "letter 12"\nuntil = 2024-01-31\n',
    "corrections.toml": '[[correction]]\nfile = "returns/2023-10-30_y.csv"\nrow = 9\ncolumn = "value"\nfound = "84"\n'
    'becomes = "48"\nrole = "manager"\nreason = "letter of 9 June"\n',
}
TARGETS = [{"value": "60", "applies_from": "2023-24-Q2"}, {"value": "50.50"}]
OF_TARGET = {"indicator": "A1", "measure": "target"}
RANGES = [{"low": "20", "high": "30", "applies_from": "2023-24-Q2"}, {"low": "40", "high": "60"}]
WAIVER = {"role": "analyst", "until": "2024-01-31", "reason": "letter 12"}
OWN = ["2023-04-01", "2023-09-30"]


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    """One edition for all tests, which read it and change nothing."""
    return small_edition(tmp_path_factory.mktemp("edition"), INPUTS)


@pytest.mark.parametrize(
    ("kind", "text", "parts", "told"),
    [
        ("title", "Plan 2023, 1 April to 30 September 2023, Zone 4", {"title": "Plan 2023", "partnership": "Zone 4", "days": OWN}, ""),
        ("title", "Plan 2024, 1 April to 30 September 2023, Zone 4", {"title": "Plan 2024", "partnership": "Zone 4", "days": OWN}, "the title"),
        ("title", "Plan 2023, 1 July to 30 September 2023, Zone 4", {"title": "Plan 2023", "partnership": "Zone 4", "days": OWN}, "says July, which is no month of its days"),
        ("days", "April to September 2023", {"days": OWN}, ""),
        ("days", "July to September 2023", {"days": OWN}, "says July"),
        ("days", "April to September 2022", {"days": OWN}, "says 2022"),
        ("days", "April to September 2024", {"days": ["2024-04-01", "2024-09-30"]}, "the run has no values of"),
        ("days", "2021/22", {"days": ["2021-04-01", "2022-03-31"]}, ""),
        ("days", "2021/23", {"days": ["2021-04-01", "2022-03-31"]}, "says 23"),
        ("quarter", "Q2 July to September", {"quarter": 2}, ""),
        ("quarter", "Q2 July to October", {"quarter": 2}, "says October"),
        ("quarter", "Q5 July to September", {"quarter": 5}, "there is no quarter 5"),
        ("quarter", "Q1 2023/24", {"quarter": 1, "days": ["2023-04-01", "2024-03-31"]}, ""),
        ("basis", "Rolling twelve months", {"basis": "rolling_12_months"}, ""),
        ("basis", "rolling 24 months", {"basis": "rolling_24_months"}, ""),
        ("basis", "rolling 25 months", {"basis": "rolling_24_months"}, "says 25"),
        ("waiver", "waived by analyst until 31 January 2024: letter 12", WAIVER, ""),
        ("waiver", "waived by analyst until 30 January 2024: letter 12", WAIVER, "says 30"),
        ("waiver", "waived by analyst until 30 January 2024: letter 12", {**WAIVER, "until": "2024-01-30"}, "no such waiver"),
        ("correction", "84 is read as 48", {"number": 1, "found": "84", "becomes": "48"}, ""),
        ("correction", "84 is read as 49", {"number": 1, "found": "84", "becomes": "49"}, "correction 1 says"),
        ("correction", "84 is read as 49", {"number": 1, "found": "84", "becomes": "48"}, 'does not say "48"'),
        ("break", "New from 2022-23-Q1.", {"indicator": "A1", "applies_from": "2022-23-Q1"}, ""),
        ("break", "New from 2022-23-Q2.", {"indicator": "A1", "applies_from": "2022-23-Q2"}, "breaks then is declared"),
        ("revised", "Target: 60% from 2023-24-Q2, before that 50.50%.", {**OF_TARGET, "rules": TARGETS}, ""),
        ("revised", "Target: 60% from 2023-24-Q2, before that 50.5%.", {**OF_TARGET, "rules": TARGETS}, 'does not say "50.50"'),
        ("revised", "Target: 60% from 2023-24-Q2.", {**OF_TARGET, "rules": TARGETS[:1]}, "target: it says"),
        ("revised", "Range: 20 to 30 from 2023-24-Q2, before that 40 to 60.", {"indicator": "A1", "measure": "range", "rules": RANGES}, ""),
        ("reasons", "New plan of 2023. Plan.", {**OF_TARGET, "says": ["New plan of 2023.", "Plan."]}, ""),
        ("reasons", "The definition gives no reason.", {"indicator": "A1", "measure": "range"}, ""),
        ("reasons", "New plan of 2024. Plan.", {**OF_TARGET, "says": ["New plan of 2024.", "Plan."]}, "the reasons are"),
        ("limits", "95% limits", {"level": 95}, ""),
        ("limits", "99% limits", {"level": 99}, "limits are of such a level"),
    ],
)  # fmt: skip
def test_a_printed_label_says_what_the_definitions_declare(edition, kind, text, parts, told):
    printed = {"label": "any", "text": text, "kind": kind, "parts": parts}
    if not told:
        return check_printed(edition, printed)
    with pytest.raises(Wrong, match=told):
        check_printed(edition, printed)


def test_a_kind_of_label_that_is_not_known_is_told_and_not_passed(edition):
    with pytest.raises(NotChecked, match="labels of the kind rumour are not known here"):
        check_printed(edition, {"label": "report", "text": "Plan", "kind": "rumour", "parts": {}})


def test_what_a_report_lists_for_its_pages_holds_against_its_own_definitions(folder, tmp_path):
    folder.define("A1", target=[{"value": 50, "says": "Plan."}, {"value": 60, "says": "New.", "applies_from": "2023-24-Q1"}])
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,5")
    report = folder.report()
    texts = {name: (report.folder / name).read_text(encoding="utf-8") for name in ("report.toml", "indicators.toml")}
    listed = printed_labels(report, folder.figures())
    edition = small_edition(tmp_path / "edition", texts)
    for printed in listed:
        check_printed(edition, printed)
    assert {"days", "basis", "quarter", "title", "revised", "reasons", "limits"} <= {one["kind"] for one in listed}
