"""The secret of a store: what is restricted is told of by keyed digests, and the id of a run under a rule is keyed too."""

import hashlib
import hmac
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from reporting.store.identity import identify
from reporting.store.secret import keyed, secret_of

TABLE = """
[referrals]
about = "One row a referral."
files = "referrals"
key = "id"
date = "at"
[referrals.columns]
id = { kind = "text" }
at = { kind = "date" }
"""
RULE = {"rule": "counts_1_to_4", "reason": "Made up."}


def test_a_store_has_one_secret_which_only_its_owner_reads_and_two_at_once_get_the_same(tmp_path):
    with ThreadPoolExecutor(8) as many:
        found = set(many.map(lambda _: secret_of(tmp_path / "store"), range(8)))
    assert len(found) == 1 and secret_of(tmp_path / "store") in found and secret_of(tmp_path / "other") not in found
    (path,) = (tmp_path / "store").iterdir()
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_keyed_digest_is_that_of_the_standard_library_over_sorted_json():
    told = hmac.new(b"key", b'{"a": 1, "b": [2]}', hashlib.sha256).hexdigest()
    assert keyed(b"key", {"b": [2], "a": 1}) == f"hmac-sha256:{told}"


@pytest.mark.parametrize("rule", [None, RULE])
def test_the_id_of_a_run_is_keyed_where_small_numbers_are_protected(folder, rule):
    """Else whoever knows everything but an extract tries extracts until the id comes out."""
    folder.settings |= {"disclosure": rule} if rule else {}
    folder.report()
    first, other = (identify(folder.root, "demo", "2023-24-Q2", "2023-11-30", [], secret) for secret in (b"1", b"2"))
    plain = hashlib.sha256(json.dumps(first.facts, sort_keys=True).encode()).hexdigest()[:16]
    assert first.facts == other.facts and (first.run == other.run == plain) == (rule is None)
    assert rule is None or plain not in (first.run, other.run)


def test_what_is_published_of_an_identity_names_no_file_of_records_and_no_definition_that_names_one(folder):
    folder.declare_cases(TABLE)
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,5")
    folder.receive_cases("2023-10-01_referrals", "id,at", "1,2023-05-01", covers="2023-04-01, 2023-09-30")
    folder.except_in("2023-24-Q2", waiver=[{"file": "cases/2023-10-01_referrals.csv"}])
    (folder.folder / "report.toml").write_text("[disclosure]\nrule = 'none'\n", encoding="utf-8")
    found = identify(folder.root, "demo", "2023-24-Q2", "2023-11-30", [], b"1")
    assert set(found.published["inputs"]) == {"cases.toml", "report.toml", "returns/2023-11-30_partners.csv"}
    hidden = {name: digest for name, digest in found.facts["inputs"].items() if name not in found.published["inputs"]}
    assert len(hidden) == 3 and found.published["restricted"] == keyed(b"1", hidden)
    told = json.dumps(found.published)
    assert not [one for one in [*hidden, *hidden.values()] if one in told]
