"""Worked: how a figure comes out of its operands, in words where the arithmetic has some, in numbers otherwise.

`48 is 37 fewer than 85; 37 of 85 is 43.5%`. A step of a formula that is a figure of its own is told by that figure: no number
is worked out here, and each is marked with the figure that it is.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from pipeline.figures.figure import Figure, Figures
from pipeline.methods.values.standing import counts_shown
from pipeline.page.markup import caveat_mark, figure_told

MOST = 8  # operands that are told in numbers; more are a list, which is read better

_NAME_OR_NUMBER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[^A-Za-z_]+")
_JUDGED = re.compile(
    r"light\((?P<light>.+), (?P<green>-?[\d.]+), (?P<amber>-?[\d.]+)\)|(?P<way>better_or_worse|higher_or_lower)\((?P<moved>.+)\)"
    r'|on_track(?:_strictly)?\((?P<short>.+), (?P<near>[\d.]+), "(?P<reached>[^"]+)"\)'
)
_FUNCTION = re.compile(r"(?!max\b)\b[A-Za-z_]+\(")
_SIGNS = {"*": "×", "/": "÷", "-": "−", "max": "the largest of "}


class Worked:
    """The words and numbers of formulas, over all figures of a ledger: `steps` are those that a formula may pass through."""

    def __init__(self, figures: Figures, ledger: Sequence[Mapping]):
        self.figures = figures
        self.steps = {
            _step(_tree(record["formula"]), record["operands"]): record["id"]
            for record in ledger if record["measure"] in ("change", "point_change", "percent_change", "gap_to_target", "reduction")
            and record["formula"] and record["value"] is not None
        }  # fmt: skip

    def told(self, record: Mapping) -> Markup:
        """The formula in words or else in numbers; a judgement adds what it was held against.

        Empty where the formula is a rule of its own, such as the limits of a proportion, where it has very many operands, and
        where it says no more than the one operand.
        """
        expression, held = _judged(record["formula"])
        if record["value"] is None or not expression or _FUNCTION.search(expression) or len(record["operands"]) > MOST:
            return Markup("")
        own = self.figures[record["id"]]
        tree = _tree(expression)
        clauses = self._clauses(tree, record["operands"], None if held else own)
        if clauses and "".join(expression.split()) == "".join(ast.unparse(tree).split()):  # else an analyst's own spelling, told as it is
            return Markup('<span data-worked="{}">{}{}</span>').format(record["id"], Markup("; ").join(clauses), _in_signs(held))
        if not held and (expression in record["operands"] or counts_shown(own)):
            return Markup("")
        parts = [
            self._mark(record["operands"][piece]) if piece in record["operands"] else escape(_in_signs(piece))
            for piece in _NAME_OR_NUMBER.findall(expression)
        ]
        return Markup('<span data-worked="{}">{}{}</span>').format(record["id"], Markup("").join(parts), _in_signs(held))

    def _clauses(self, tree: ast.expr, operands: Mapping[str, str], own: Figure | None) -> list[Markup] | None:
        """What a difference, and a share in per cent, say; None for anything else, and where a step is no figure."""
        made = own or self._figure(tree, operands)
        match _unsigned(tree):
            case ast.BinOp(ast.Name(one), ast.Sub(), ast.Name(other)) if made:
                value, reference = self.figures[operands[one]], self.figures[operands[other]]
                return [_difference(value, reference, made)]
            case ast.BinOp(ast.BinOp(part, ast.Div(), ast.Name(whole)), ast.Mult(), ast.Constant(int(100))) if made:
                within = self._figure(part, operands)
                before = [] if isinstance(part, ast.Name) else self._clauses(part, operands, None)
                if within is None or before is None or counts_shown(made):
                    return None
                if within.value == 0 and before:
                    return before
                of = figure_told(within, "magnitude" if before else ""), self._mark(operands[whole]), figure_told(made, "magnitude")
                return [*before, Markup("{} of {} is {}").format(*of)]
        return None

    def _figure(self, tree: ast.expr, operands: Mapping[str, str]) -> Figure | None:
        """The figure that a part of a formula is, but for its sign."""
        tree = _unsigned(tree)
        return self.figures.get(operands[tree.id] if isinstance(tree, ast.Name) else self.steps.get(_step(tree, operands), ""))

    def _mark(self, figure_id: str) -> Markup:
        return figure_told(self.figures[figure_id]) + caveat_mark(self.figures[figure_id])


def _difference(value: Figure, reference: Figure, made: Figure) -> Markup:
    ends = figure_told(value) + caveat_mark(value), figure_told(reference) + caveat_mark(reference)
    if made.value == 0:
        return Markup("{} is the same as {}").format(*ends)
    below = made.value < 0
    than = ("fewer than" if below else "more than") if made.unit == "count" else "below" if below else "above"
    return Markup("{} is {} {} {}").format(ends[0], figure_told(made, "magnitude"), than, ends[1])


def _judged(formula: str) -> tuple[str, str]:
    """The arithmetic of a formula, and for a judgement what its result is held against, in words."""
    judged = _JUDGED.fullmatch(formula)
    if not judged:
        return formula, ""
    if judged["light"]:
        return judged["light"], f"; green from {judged['green']}, amber from {judged['amber']}"
    if judged["short"]:
        edge = "if negative" if "strictly" in formula else "if not positive"
        return judged["short"], f"; {judged['reached']} {edge}, not yet met up to {judged['near']}"
    positive, negative = judged["way"].split("_or_")
    return judged["moved"], f"; {positive} if positive, {negative} if negative"


def _tree(formula: str) -> ast.expr:
    return ast.parse(formula, mode="eval").body


def _unsigned(tree: ast.expr) -> ast.expr:
    """A part of a formula without a minus before it: the words say which way, and the magnitude how far."""
    match tree:
        case ast.UnaryOp(ast.USub(), inner):
            return _unsigned(inner)
        case ast.BinOp(left, ast.Mult() | ast.Div() as sign, right):
            return ast.BinOp(_unsigned(left), sign, right)
    return tree


def _step(tree: ast.expr, operands: Mapping[str, str]) -> str:
    """A part of a formula with the figures that it is of: two that are alike are the same number, but for its sign."""
    return re.sub(r"[A-Za-z_]\w*", lambda name: operands.get(name[0], name[0]), ast.unparse(_unsigned(tree)))


def _in_signs(text: str) -> str:
    """Arithmetic as people write it."""
    return re.sub(r"[*/-]|\bmax\b", lambda sign: _SIGNS[sign[0]], text)
