"""What is hidden for the sake of small counts, against all choices and all tables that there are (small, made-up ones)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_tables import SHAPES, SmallSystem

from pipeline.methods.disclosure import secondary
from pipeline.methods.disclosure.secondary import EXACT, suppress
from pipeline.methods.disclosure.system import Cell, Relation, System

COUNTS = st.tuples(*[st.integers(0, 6)] * 4)
few = settings(max_examples=25, deadline=None, derandomize=True)


@pytest.mark.parametrize("shape", SHAPES)
@few
@given(counts=COUNTS)
def test_nothing_that_is_hidden_can_be_worked_out_and_no_choice_hides_less(shape, counts):
    small = SmallSystem(shape, counts)
    found = suppress(small.system())
    assert small.protects(found.hidden - found.leaks)
    assert (found.how, len(found.hidden)) == (EXACT, small.least_lost())
    assert found.bound == pytest.approx(found.lost)


@pytest.mark.parametrize("shape", SHAPES)
@few
@given(counts=COUNTS)
def test_the_way_for_large_systems_protects_as_well(shape, counts):
    small = SmallSystem(shape, counts)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(secondary, "LARGE", 0)
        found = suppress(small.system())
    assert small.protects(found.hidden)
    assert found.lost >= small.least_lost()


def test_a_total_of_two_small_counts_is_not_given_away_by_what_an_earlier_report_printed():
    """The first report printed 20 for the year to June and 22 to September: the quarter is known to be 2."""
    cells = [
        Cell("to June", 20, fixed=True), Cell("to September", 22, fixed=True), Cell("July to September", 2, least=1, keeps=(1, 4)),
    ]  # fmt: skip
    found = suppress(System(cells, [Relation({"to September": 1, "to June": -1, "July to September": -1})]))
    assert found.leaks == {"July to September"} and found.hidden == set()


def test_relations_that_do_not_hold_of_the_true_values_are_refused():
    with pytest.raises(ValueError, match="its parts"):
        System([Cell("a", 1), Cell("b", 2)], [Relation({"a": 1, "b": -1}, says="its parts")])


def test_secondary_counts_keep_the_declared_width():
    """The total is known already: a, 2, and b, 5, are 7 together, so b lies within 1 to 6; with a third hidden further apart."""
    values = {"a": 2, "b": 5, "c": 9, "d": 9, "all": 25}
    cells = [Cell(name, value, least=1, fixed=name == "all", keeps=(1, 4) if value < 5 else None) for name, value in values.items()]
    total = [Relation({"all": 1, **{name: -1 for name in "abcd"}})]
    hidden = {width: suppress(System(cells, total), width=width).hidden for width in (3, 12)}
    assert (len(hidden[3]), len(hidden[12])) == (2, 3)
