"""What is hidden for the sake of small counts, against all choices and all tables that there are (small, made-up ones)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_tables import SHAPES, TABLES, SmallSystem

from pipeline.methods.disclosure import secondary
from pipeline.methods.disclosure.differences import small_differences
from pipeline.methods.disclosure.relations import Counts
from pipeline.methods.disclosure.secondary import EXACT, suppress
from pipeline.methods.disclosure.system import Cell, Relation, System

QUICKEST = "rolling sums"
COUNTS = st.tuples(*[st.integers(0, 6)] * 4)
# Each shape goes the same way through the code: coverage is measured with the quickest.
MEASURED_ONCE = [shape if shape == QUICKEST else pytest.param(shape, marks=pytest.mark.no_cover) for shape in SHAPES]
few = settings(max_examples=25, deadline=None, derandomize=True)


@pytest.mark.parametrize("shape", MEASURED_ONCE)
@few
@given(counts=COUNTS)
def test_nothing_that_is_hidden_can_be_worked_out_and_no_choice_hides_less(shape, counts):
    small = SmallSystem(shape, counts)
    found = suppress(small.system())
    assert small.protects(found.hidden - found.leaks)
    assert (found.how, len(found.hidden)) == (EXACT, small.least_lost())
    assert found.bound == pytest.approx(found.lost)


@pytest.mark.parametrize("shape", MEASURED_ONCE)
@few
@given(counts=COUNTS)
def test_the_way_for_large_systems_protects_as_well(shape, counts):
    small = SmallSystem(shape, counts)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(secondary, "LARGE", 0)
        found = suppress(small.system())
    assert small.protects(found.hidden)
    assert found.lost >= small.least_lost()


# What a report may tell of the cases of two places in two half years: which of these four counts each adds up.
HALVES = {"first": ("2025-04-01", "2025-09-30"), "second": ("2025-10-01", "2026-03-31"), "year": ("2025-04-01", "2026-03-31")}
TELLS = {
    (frozenset({("place", frozenset({place}))}) if place else frozenset(), HALVES[half]): np.array([place in ("", one) and half in ("year", two) for one in ("north", "south") for two in ("first", "second")])
    for place in ("", "north", "south") for half in HALVES
}  # fmt: skip


@few
@given(counts=COUNTS, told=st.sets(st.sampled_from(list(TELLS)), min_size=2, max_size=5))
def test_a_small_number_by_which_two_counts_differ_stays_open_as_one_that_is_told_does(counts, told):
    known = {place: int(TELLS[place] @ counts) for place in TELLS if place in told}
    everything = Counts("records", True, {"place": frozenset({"north", "south"})}, known)
    values = everything.completed()
    differences = small_differences(known, (), lambda value: 1 <= value <= 4, everything.domains, in_time=True, of_groups=True)
    of = {everything.name(place): TELLS[place] for place in known}
    cells = [Cell(name, int(values[name]), least=int(values[name] > 0), fixed=values[name] == 0, keeps=(1, 4) if 1 <= values[name] <= 4 else None) for name in of]
    cells += [Cell(name, values[name], printed=False, weight=0) for name in map(everything.name, everything.all_cells) if name not in of]
    relations = list(everything.relations)
    for (whole, part), value in differences.items():
        cells.append(Cell(f"{whole} less {part}", value, printed=False, weight=0, keeps=(1, 4)))
        relations.append(Relation({cells[-1].name: 1, everything.name(part): 1, everything.name(whole): -1}))
    hidden = suppress(System(cells, relations)).hidden

    def possible(hidden, sums):
        """What a sum can be for one who sees all that is told but what is hidden, by trying every table."""
        printed, others = ([one for name, one in of.items() if (name in hidden) is is_hidden] for is_hidden in (False, True))
        fits = np.all([TABLES @ one == one @ counts for one in printed] + [TABLES @ one > 0 for one in others], axis=0)
        return {1, 2, 3, 4} & set((TABLES[fits] @ sums).tolist())

    whatever = {name for name, one in of.items() if one @ counts > 0}
    nested = [(whole, part) for whole in known for part in known if (TELLS[whole] >= TELLS[part]).all() and TELLS[part] @ counts]
    for whole, part in nested:
        left = TELLS[whole].astype(int) - TELLS[part]
        if 1 <= left @ counts <= 4:
            assert possible(hidden, left) == possible(whatever, left), (whole, part)


def test_where_zeros_are_hidden_none_in_the_other_half_is_a_small_difference_and_all_of_a_group_is_none():
    """12 in the year and in its first half, all of them from the north: of all and none of a group the rule decides by itself."""
    everywhere, north = frozenset(), frozenset({("place", frozenset({"north"}))})
    known = {(everywhere, HALVES["year"]): 12, (everywhere, HALVES["first"]): 12, (north, HALVES["year"]): 12}
    found = small_differences(known, (), lambda value: value <= 9, {"place": frozenset({"north", "south"})}, in_time=True, of_groups=True)
    assert found == {((everywhere, HALVES["year"]), (everywhere, HALVES["first"])): 0}


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
