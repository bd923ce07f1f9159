"""The attack on hidden numbers, against all tables that there are (small, made-up ones)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_tables import SHAPES, SmallSystem

from reporting.attack.open_values import attack
from reporting.attack.outside import Outside, Statement
from reporting.attack.wanted import Wanted

COUNTS = st.tuples(*[st.integers(0, 6)] * 4)
few = settings(max_examples=25, deadline=None, derandomize=True)


def outside_of(small: SmallSystem, hidden: set[str]) -> Outside:
    """What somebody knows who sees everything but the hidden numbers."""
    sums = {name: {f"count {at}": number for at, number in enumerate(row) if number} for name, row in zip(small.names, small.sums.tolist(), strict=True)}
    printed = {name: value for name, value in zip(small.names, small.values.tolist(), strict=True) if name not in hidden}
    told = [Statement(sums[name], value, value, f"{name} is printed") for name, value in printed.items()]
    told += [Statement({f"count {at}": 1}, 0, float("inf"), "no count is below zero") for at in range(4)]
    return Outside(told, {name: sums[name] for name in hidden}, dict.fromkeys(hidden, 1.0))


@pytest.mark.parametrize("shape", SHAPES)
@few
@given(counts=COUNTS, data=st.data())
def test_it_finds_exactly_what_is_possible_of_each_hidden_number(shape, counts, data):
    small = SmallSystem(shape, counts)
    others = [name for name, value in zip(small.names, small.values, strict=True) if value > 0 and name not in small.small]
    hidden = {*small.small, *data.draw(st.sets(st.sampled_from(others)) if others else st.just(set()))}
    if not small.small:
        return
    seen = small.seen(hidden)
    found = {one.name: one for one in attack(outside_of(small, hidden), dict.fromkeys(small.small, Wanted(values=(1, 2, 3, 4))))}
    for name in small.small:
        assert set(found[name].missing) == {1, 2, 3, 4} - seen[name], name
        assert found[name].passes == (not found[name].missing)
        assert found[name].low == min(seen[name])


def test_a_leak_names_what_gives_the_number_away():
    small = SmallSystem("quarters, year to date and half years", (9, 2, 8, 7))
    (found,) = (one for one in attack(outside_of(small, {"Q2"}), {"Q2": Wanted(values=(1, 2, 3, 4))}) if one.name == "Q2")
    assert (found.low, found.high, found.passes) == (2, 2, False)
    assert "Q1 is printed" in found.why and "to Q2 is printed" in found.why


def test_what_contradicts_itself_is_no_pass():
    told = [Statement({"a": 1}, 5, 5, "the page"), Statement({"a": 1, "b": 1}, 3, 3, "the table")]
    (found,) = attack(Outside(told, {"b": {"b": 1}}), {"b": Wanted(width=1)})
    assert not found.passes and found.why == ("what was published does not agree with itself",)


def test_a_secondary_number_that_is_known_too_closely_fails():
    told = [Statement({"a": 1}, 5, 5, "a is printed"), Statement({"a": 1, "b": 1}, 7, 9, "the total is printed rounded")]
    for width, passes in ((2, True), (3, False)):
        (found,) = attack(Outside(told, {"b": {"b": 1}}), {"b": Wanted(width=width)})
        assert (found.passes, found.low, found.high) == (passes, 2, 4)
