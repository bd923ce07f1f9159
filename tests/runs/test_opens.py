"""A run opens each of its inputs once a process."""

import json
from pathlib import Path

import pytest
from support import PERIOD, opens_of

KERNELS = {"1_ingest", "2_quality", "3_indicators", "4_report_scorecard"}


@pytest.fixture(scope="module")
def run(made) -> Path:
    return made("borders", PERIOD)


@pytest.mark.slow
def test_no_kernel_opens_an_input_twice(run):
    opens = opens_of(run)
    assert opens.keys() == {"parent", *KERNELS}
    for kernel in KERNELS:
        assert opens[kernel]["borders/indicators.toml"] == 1
        assert set(opens[kernel].values()) == {1}, kernel


@pytest.mark.slow
def test_the_run_itself_opens_each_input_once_and_once_more_before_it_is_sealed(run):
    """What it opens again is what it was made from, so that nothing is sealed that changed meanwhile."""
    inputs = {one["file"] for one in json.loads((run / "run.json").read_text(encoding="utf-8"))["inputs"]}
    assert opens_of(run)["parent"] == {f"borders/{name}": 2 for name in inputs}
