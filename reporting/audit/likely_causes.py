"""Likely causes: how somebody could have come to a published number that is not the computed one.

Each explanation is tried by working it out, from the figure's own operands and from the other figures of its
indicator, and holds if it prints as the published number. It is likely, not proven: small numbers meet by chance.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from fractions import Fraction

from pipeline.core.display import exact, round_half_away
from pipeline.figures.figure import Figure, Figures
from pipeline.figures.formulas import evaluate
from reporting.audit.published_numbers import Printed

Explanation = tuple[str, Fraction]

UNIT_WORDS = {"percent": "per cent", "percentage_points": "percentage points", "count": "a number", "rate": "a rate"}
LEVELS = ("value", "comparator", "target", "baseline")  # what a change can have been worked out from
CHANGES = ("change", "percent_change", "point_change", "gap_to_target")
SHOWN = (*LEVELS, *CHANGES, "numerator", "denominator", "annualised", "share", "total")  # what a report prints


def unit_fits(figure: Figure, printed: Printed) -> bool:
    """Whether the number was printed in the figure's unit; printed without one, it was."""
    return printed.unit in ("", figure.unit)


def likely_cause(figures: Figures, figure: Figure, printed: Printed) -> str:
    """The first explanation that gives the published number, in words; empty if none does."""
    explanations = list(_explanations(figures, figure, printed))
    for says, value in explanations:
        if printed.rounds(value) or printed.cuts_off(value):
            return says
    for says, value in explanations:
        if printed.rounds(-value) or printed.cuts_off(-value):
            return f"{says}; and the sign is turned round"
    return "two digits changed places" if _transposed(figure, printed) else ""


def _explanations(figures: Figures, figure: Figure, printed: Printed) -> Iterator[Explanation]:
    """What is tried, the likeliest first."""
    value = exact(figure.value)
    operands = {name: figures[of] for name, of in figure.operands.items() if of in figures}
    if not unit_fits(figure, printed):
        words = [UNIT_WORDS.get(unit, unit) for unit in (printed.unit, figure.unit)]
        yield f"printed as {words[0]}, but it is {words[1]}", value
    yield _sign_in_words(figure), -value
    once = round_half_away(value, printed.decimals + 1)
    yield f"rounded twice, first to {once}", Fraction(once)
    yield from _other_base(figure, operands)
    yield from _other_figures(figures, figure)
    yield from _other_operands(figures, figure, operands)
    yield from _other_sums(figures, figure, operands)
    yield from _rounded_operands(figure, operands)
    yield "100 times too large", value * 100
    yield "100 times too small", value / 100


def _sign_in_words(figure: Figure) -> str:
    if figure.parts.measure in CHANGES:
        return "a fall printed as a rise" if figure.value < 0 else "a rise printed as a fall"
    return "the sign is turned round"


def _other_base(figure: Figure, operands: Mapping[str, Figure]) -> Iterator[Explanation]:
    if figure.parts.measure == "percent_change" and operands["value"].value:
        now, before = exact(operands["value"].value), exact(operands["reference"].value)
        on, instead = _named(operands["value"]), _named(operands["reference"])
        yield f"worked out on the other base: on {on} instead of {instead}", (now - before) / now * 100


def _other_figures(figures: Figures, figure: Figure) -> Iterator[Explanation]:
    """The indicator's other numbers: of another period or basis, against another comparator, the number for the percentage."""
    own = asdict(figure.parts)
    found = []
    for other in _numbers(figures, figure.parts.indicator):
        differs = [part for part, name in asdict(other.parts).items() if name != own[part]]
        words = " and ".join("comparator" if part == "reference" else part for part in differs)
        if "measure" in differs and (figure.unit, other.unit) == ("percent", "count"):
            words = "the number in place of the percentage"
        elif "measure" not in differs:
            words = f"another {words}"
        else:
            words = "another number of the indicator"
        if differs:
            found.append(("measure" in differs, len(differs), f"it is {_named(other)}, {words}", exact(other.value)))
    for _, _, says, value in sorted(found, key=lambda one: one[:2]):
        yield says, value


def _other_operands(figures: Figures, figure: Figure, operands: Mapping[str, Figure]) -> Iterator[Explanation]:
    """Worked out by the same formula, with another value of the indicator in the place of one of the operands."""
    others = [
        other for other in _numbers(figures, figure.parts.indicator)
        if other.parts.measure in LEVELS and other.parts.category == figure.parts.category
    ]  # fmt: skip
    for name, operand in operands.items():
        for other in others:
            if other.unit == operand.unit and other.value != operand.value:
                says = f"worked out with {_named(other)} in place of {_named(operand)}"
                yield from _evaluated(says, figure, {**operands, name: other})


def _other_sums(figures: Figures, figure: Figure, operands: Mapping[str, Figure]) -> Iterator[Explanation]:
    """A sum with a part left out, and a percentage that is the mean of the percentages of its parts."""
    if figure.method == "sum of parts":
        for part in operands.values():
            yield f"{_named(part)} left out of the sum", exact(figure.value) - exact(part.value)
    if set(operands) == {"numerator", "denominator"}:
        parts = [
            {name: figures[operand.operands[part]] for name, operand in operands.items()}
            for part in operands["numerator"].operands
            if part in operands["denominator"].operands
        ]
        percentages = [value for part in parts for _, value in _evaluated("", figure, part)]
        if percentages and len(percentages) == len(parts):
            yield "the mean of the percentages of the parts", sum(percentages, Fraction(0)) / len(parts)


def _rounded_operands(figure: Figure, operands: Mapping[str, Figure]) -> Iterator[Explanation]:
    for decimals in (None, 0):  # as the operands are printed, and as whole numbers
        rounded = {
            name: Fraction(round_half_away(exact(operand.value), operand.decimals if decimals is None else decimals))
            for name, operand in operands.items()
        }
        yield from _evaluated("worked out from rounded numbers", figure, rounded)


def _evaluated(says: str, figure: Figure, operands: Mapping[str, Figure | Fraction]) -> Iterator[Explanation]:
    """The figure's formula over these operands; nothing where there is no formula or it divides by nothing."""
    values = {name: getattr(operand, "value", operand) for name, operand in operands.items()}
    with contextlib.suppress(ZeroDivisionError):
        if operands and figure.formula:
            yield says, exact(evaluate(figure.formula, values))


def _numbers(figures: Figures, indicator: str) -> list[Figure]:
    """The figures of an indicator that a report would print as numbers."""
    return [
        figure for figure in figures.values()
        if figure.parts.indicator == indicator and figure.parts.measure in SHOWN
        and isinstance(figure.value, Fraction)
    ]  # fmt: skip


def _transposed(figure: Figure, printed: Printed) -> bool:
    """Whether two neighbouring digits of the number as it should be printed have changed places."""
    right, wrong = (
        str(abs(int(number * 10**printed.decimals)))
        for number in (Fraction(round_half_away(exact(figure.value), printed.decimals)), printed.value)
    )
    return any(
        wrong == right[:at] + right[at + 1] + right[at] + right[at + 2 :] for at in range(len(right) - 1)
    )  # fmt: skip


def _named(figure: Figure) -> str:
    return f"{figure.id} ({figure.display})"
