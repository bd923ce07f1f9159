"""What docs/how-to-add.md tells to write works: its own examples are put in place and its own tests run."""

import csv
import json
import re
import shutil
import sys
import tomllib
from pathlib import Path
from types import ModuleType

from support import page_of

from pipeline.commentary import names
from pipeline.commentary.checker import Checker
from pipeline.commentary.claim import DISAGREES
from pipeline.page.templates_environment import environment
from pipeline.quality import checks

PROJECT = Path(__file__).resolve().parents[2]
PAGE = (PROJECT / "docs" / "how-to-add.md").read_text(encoding="utf-8")


def examples(heading, language):
    """The blocks of a language below a heading of the page."""
    section = re.search(rf"^## {heading}$(.*?)(?=^## |\Z)", PAGE, re.M | re.S)[1]
    return re.findall(rf"^```{language}\n(.*?)^```$", section, re.M | re.S)


def run(code, name="example"):
    """The names that a piece of code defines."""
    module = ModuleType(name)
    exec(compile(code, name, "exec"), module.__dict__)
    return module


def test_the_method_of_the_page_is_one_module_and_its_test_passes(folder, monkeypatch):
    method, test, cell = examples("A method", "python")
    name = re.search(r"from (\S+) import", cell)[1]
    monkeypatch.setitem(sys.modules, name, run(method, name))
    run(test).test_a_value_and_the_one_a_year_before_are_averaged(folder)


def test_the_check_of_the_page_is_one_expectation_and_its_test_passes(folder, monkeypatch, tmp_path):
    expectation, (test,) = (
        json.loads(examples("A check of the data", "json")[0]),
        examples("A check of the data", "python"),
    )
    suites = tmp_path / "expectations"
    shutil.copytree(PROJECT / "expectations", suites)
    suite = json.loads((suites / "observations.json").read_text(encoding="utf-8"))
    suite["expectations"].append(expectation)
    (suites / "observations.json").write_text(json.dumps(suite), encoding="utf-8")
    read_suite = checks.read_suite
    monkeypatch.setattr(checks, "read_suite", lambda name: read_suite(name, suites))
    tried = run(test).test_a_number_above_a_million_is_told
    for case in tried.pytestmark[0].args[1]:
        tried(folder, *case)


def test_the_layout_of_the_page_is_one_template_that_shows_every_indicator(folder):
    folder.define("A1", name="Number of graffiti reports")
    folder.receive("2023-11-30", "A1,2023-24-Q2,year_to_date,48", "A1,2022-23-Q2,year_to_date,85")
    template = environment().from_string(examples("A layout", "jinja")[0])
    told = re.sub(r"<[^>]+>", "", str(template.make_module({"page": page_of(folder)}).priorities()))
    assert "Number of graffiti reports" in told and "48 cases" in told


def test_the_word_of_the_page_is_one_entry_and_decides_its_sentences(folder, monkeypatch, tmp_path):
    for code, short_name, before, now in (("A1", "Graffiti incidents", 50, 40), ("C3", "Referrals", 55, 60)):
        folder.define(code, name=f"Number of {short_name.lower()}", short_name=short_name)
        values = f"{code},2022-23-Q2,year_to_date,{before}", f"{code},2023-24-Q2,year_to_date,{now}"
        folder.receive("2023-11-30", *values, name=code.lower())
    checker = Checker(folder.report(), folder.figures())
    ((kind, senses),) = tomllib.loads(examples("A word of commentary", "toml")[0]).items()
    ((sense, words),) = senses.items()
    rows = list(csv.reader(examples("A word of commentary", "csv")[0].splitlines()))

    def called_wrong():
        return [any(one.verdict == DISAGREES for one in checker.judge(text, subject)) for subject, text, *_ in rows]

    assert not any(called_wrong())  # nothing is said of what is not understood
    table = names.TABLE.read_text(encoding="utf-8")
    changed = tmp_path / "lexicon.toml"
    added = words.split(", ")[-1]
    changed.write_text(re.sub(rf'(?m)(^{kind}\.{sense} = "+)', rf"\1{added}, ", table), encoding="utf-8")
    monkeypatch.setattr(names, "TABLE", changed)
    names.lexicon.cache_clear()
    try:
        assert called_wrong() == [outcome == "wrong" for _, _, outcome, *_ in rows]
    finally:
        names.lexicon.cache_clear()
