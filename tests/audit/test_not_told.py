"""What a comparison cannot say is said in words."""

import hashlib
from pathlib import Path

from reporting.audit.comparison.not_told import not_told
from reporting.audit.verification import SealedRun
from reporting.store.run_store import stored_path

CASES = b'[referrals]\nkey = "id"\n\n[referrals.columns.worker]\npersonal = "name"\n\n[referrals.columns.need]\npersonal = "none"\n'


def sealed(tmp_path, figures, cases=b""):
    inputs = {"cases.toml": hashlib.sha256(cases).hexdigest()} if cases else {}
    for one, content in zip(inputs.values(), [cases], strict=False):
        path = stored_path(tmp_path, one)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    ledger = {"run": {"id": "abc", "inputs": inputs, "code": {}}, "figures": [{"id": one, "display": shown} for one, shown in figures.items()]}
    return SealedRun(Path("p"), Path("a"), tmp_path, {}, ledger)


def test_columns_that_hold_something_of_a_person_are_named_as_not_told_of(tmp_path):
    runs = [sealed(tmp_path, {"A1.value": "48"}, CASES) for _ in range(2)]
    (told,) = not_told(*runs)
    assert told.startswith("changes within columns that hold something of a person are not told") and "referrals.worker" in told and "need" not in told


def test_figures_of_own_notebooks_that_say_something_else_are_named_without_a_cause(tmp_path):
    first, second = (sealed(tmp_path, {"A1.value": "48", "own-pace.value": pace, "own-same.value": "3"}) for pace in ("62.5%", "60.0%"))
    (told,) = not_told(first, second)
    assert "no cause is told of them: of 2, these say something else: own-pace.value (62.5% → 60.0%)" in told
    (same,) = not_told(first, first)
    assert same.endswith("all of them say the same")


def test_where_there_is_neither_nothing_is_said(tmp_path):
    run = sealed(tmp_path, {"A1.value": "48"})
    assert list(not_told(run, run)) == []
