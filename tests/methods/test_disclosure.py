"""Disclosure: nothing passes by a rule that is not there."""

import pytest

from pipeline.methods.judgements.disclosure import disclose


def test_a_rule_that_is_not_there_lets_nothing_through(folder):
    report, figures = folder.report(), folder.figures()
    assert disclose(report, figures) is figures
    unknown = report.definition.disclosure.model_copy(update={"rule": "counts under five"})
    report = report.model_copy(update={"definition": report.definition.model_copy(update={"disclosure": unknown})})
    with pytest.raises(ValueError, match="found the rule counts under five, expected none"):
        disclose(report, figures)
