"""Number formats: whether a sheet shows a cell's value, or hides it, masks it, scales it or prints something beside it.

A format has sections, each for some values: `#,##0;[Red]-#,##0;"-"`. Both kinds of workbooks are read into the same sections.
Rounding is no concern here, nor are colours: a negative number that only its colour tells is shown without its minus. A dash in the place of zero is the accountants' zero and passes.
Source: ECMA-376 part 1, 18.8.31 (number formats); OpenDocument 1.3 part 3, 16.29 (data styles).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from xml.etree import ElementTree

# Formats that a workbook need not spell out (18.8.30); those of other numbers are days and times, or are shown as General.
_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    37: "#,##0;(#,##0)", 38: "#,##0;[Red](#,##0)", 39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;[Red](#,##0.00)",
    46: "[h]:mm:ss", 48: "##0.0E+0", 49: "@", **dict.fromkeys((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)), "yyyy-mm-dd"),
}  # fmt: skip
_TOKEN = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]|general|am/pm|a/p|e[+-]|.', re.IGNORECASE | re.DOTALL)
_COLOUR = re.compile(r"\[(black|blue|cyan|green|magenta|red|white|yellow|colou?r ?\d+)\]", re.IGNORECASE)
_CONDITION = re.compile(r"\[?(?:value\(\)|cell-content\(\))?\s*(<=|>=|<>|!=|<|>|=)\s*(-?\d+(?:\.\d+)?)\]?")
_SCALED = re.compile(r"[0#?],+(?![0#?,])")
_DASHES = {"-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212"}
_SIGNS = {*_DASHES, "+", "(", ")", "'", "%"}  # 12 that is shown as 12% is 12; a true percentage is told elsewhere
Condition = tuple[str, float]


@dataclass(frozen=True)
class Section:
    """What one section of a format does. `printed` are the characters that it prints as they stand, signs among them.

    `always` says that a digit is printed whatever the number is, `decimals` how many stand after the point.
    """

    condition: Condition | None = None
    printed: str = ""
    digits: bool = False
    always: bool = False
    decimals: int = 0
    scaled: bool = False
    percent: bool = False
    day: bool = False
    duration: bool = False
    text: bool = False

    @property
    def shows(self) -> bool:
        return self.digits or self.day or self.text

    @property
    def dash(self) -> bool:
        """Whether it prints the accountants' zero: a dash, with or without a currency and places for digits."""
        return "".join(one for one in self.printed if not (one.isspace() or unicodedata.category(one) == "Sc")) in _DASHES

    @property
    def besides(self) -> str:
        """What it prints that is no part of a number: anything but signs, spaces and a currency."""
        odd = [one for one in self.printed if not (one.isspace() or one in _SIGNS or unicodedata.category(one) == "Sc")]
        return self.printed.strip() if odd else ""


@dataclass(frozen=True)
class NumberFormat:
    """The sections for numbers, in order, and the one for texts where there is one."""

    numbers: tuple[Section, ...] = (Section(digits=True, always=True),)
    texts: Section | None = None

    @property
    def is_day(self) -> bool:
        return self.numbers[0].day and not self.numbers[0].duration if self.numbers else False

    @property
    def is_duration(self) -> bool:
        return self.numbers[0].duration if self.numbers else False

    @property
    def is_percentage(self) -> bool:
        return any(section.percent for section in self.numbers)

    @property
    def is_plain(self) -> bool:
        """Whether it shows every value as it is, so that no cell need be looked at."""
        values: tuple[str | float, ...] = (0.0, 1.0, -1.0, 3.4e-7, "text")
        conditional = any(section.condition for section in self.numbers)
        return not conditional and not any(map(self.changes, values))

    def changes(self, value: str | float) -> str:
        """What it does to a value, in words that follow "the number format"; empty where the value is shown."""
        if isinstance(value, str):
            return self._changes_text()
        section = self._of(float(value))
        if section is None or not self.numbers:
            return ""
        if not section.shows:
            printed = section.printed.strip()
            if value == 0 and section.dash:
                return ""
            return f'shows "{printed}" in its place' if printed else "hides it"
        if section.day or section.text:
            return ""
        if section.scaled:
            return "shows only its thousands or millions"
        if section.besides:
            return f'prints "{section.besides}" beside it'
        if not section.always and abs(round(float(value), section.decimals)) == 0:
            return "" if value == 0 and section.dash else "hides a zero"
        return self._changes_sign(section, float(value))

    def _changes_text(self) -> str:
        if self.texts is None:
            return ""
        printed = self.texts.printed.strip()
        if not self.texts.text:
            return f'shows "{printed}" in its place' if printed else "hides it"
        return f'prints "{printed}" beside it' if printed else ""

    def _changes_sign(self, section: Section, value: float) -> str:
        signed = any(one in _DASHES or one == "(" for one in section.printed)
        own = len(self.numbers) > 1 and not any(one.condition for one in self.numbers)
        if value > 0 and signed:
            return "shows it as if it were negative"
        if value < 0 and own and section is not self.numbers[0] and not signed:
            return "shows it without its minus"
        return ""

    def _of(self, value: float) -> Section | None:
        """The section for a number; None where a condition leaves it out, and it is shown as it is."""
        sections = self.numbers
        if any(section.condition for section in sections):
            for at, section in enumerate(sections):
                if section.condition is None and (at < 2 and len(sections) > at + 1 and not (at == 1 and value < 0)):
                    continue
                if section.condition is None or holds(section.condition, value):
                    return section
            return None
        if len(sections) == 2:
            return sections[0] if value >= 0 else sections[1]
        if len(sections) > 2:
            return sections[0] if value > 0 else sections[1] if value < 0 else sections[2]
        return sections[0] if sections else None


def holds(condition: Condition, value: float) -> bool:
    """Whether a number meets a condition."""
    sign, bound = condition
    return {
        "<": value < bound, ">": value > bound, "<=": value <= bound, ">=": value >= bound, "=": value == bound,
    }.get(sign, value != bound)  # fmt: skip


def condition_of(text: str) -> Condition | None:
    """A condition such as `[<5]`, `value()>=0` or `cell-content()=3`; None where it is anything else."""
    match = _CONDITION.fullmatch(text.strip())
    return (match[1], float(match[2])) if match else None


def excel_format(code: str) -> NumberFormat:
    """The format that a code of Excel stands for."""
    parts: list[list[str]] = [[]]
    for token in _TOKEN.findall(code):
        if token == ";":
            parts.append([])
        else:
            parts[-1].append(token)
    sections = [_section(part) for part in parts[:4]]
    if len(sections) == 4:
        return NumberFormat(tuple(sections[:3]), sections[3])
    last = sections[-1]
    if last.text and len(sections) > 1:
        return NumberFormat(tuple(sections[:-1]), last)
    return NumberFormat(tuple(sections), last if last.text else None)


def built_in(number: int) -> NumberFormat:
    """A format by its number, where the workbook does not spell it out."""
    return excel_format(_BUILT_IN.get(number, "General"))


def _section(tokens: Sequence[str]) -> Section:
    printed, core, section = "", "", Section()
    for token in tokens:
        small = token.lower()
        if small.startswith('"') or (token[0] == "\\" and len(token) > 1):
            text = token.strip('"') if token[0] == '"' else token[1:]
            printed, core = printed + text, core + "\x00"
        elif token[0] == "_" and len(token) > 1:
            core += "\x00"
        elif token[0] == "*" and len(token) > 1:
            printed, core = printed + token[1].strip(), core + "\x00"
        elif _COLOUR.fullmatch(token):
            continue
        elif small.startswith("[") and (condition := condition_of(token)):
            section = replace(section, condition=condition)
        elif re.fullmatch(r"\[(h+|m+|s+)\]", small):
            section = replace(section, day=True, duration=True)
        elif small.startswith("[$"):
            symbol = token[2:-1].partition("-")[0]
            printed += "" if re.fullmatch("[A-Z]{3}", symbol) else symbol
        elif re.match(r"\[(dbnum|natnum|eng)", small):
            continue
        elif small.startswith("["):
            printed, core = printed + token, core + "\x00"
        elif small == "general":
            section = replace(section, digits=True, always=True)
        elif small in ("am/pm", "a/p") or small in "ymdhs":
            section = replace(section, day=True)
            core += "\x00"
        elif small in ("e+", "e-") or token in "0#?.,%/:":
            core += token if token in "0#?.,%/:" else "E"
        elif token == "@":
            section = replace(section, text=True)
        else:
            printed, core = printed + token, core + "\x00"
    if section.day:
        return replace(section, printed=printed)
    whole, _, decimals = core.partition(".")
    return replace(
        section, printed=printed, digits=section.digits or bool(re.search("[0#?]", core)),
        always=section.always or "0" in core or ("/" in core and "?" in core),
        decimals=len(re.findall("[0#?]", decimals)), scaled=bool(_SCALED.search(core)), percent="%" in core,
    )  # fmt: skip


# OpenDocument

_NUMBER, _STYLE = (f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("datastyle", "style"))


def ods_format(style: ElementTree.Element, others: Mapping[str, ElementTree.Element]) -> NumberFormat:
    """The format that a data style of OpenDocument stands for; `others` are the styles that its conditions lead to."""
    base = _ods_section(style)
    conditional = []
    for one in style.findall(f"{_STYLE}map"):
        condition, other = one.get(f"{_STYLE}condition", ""), others.get(one.get(f"{_STYLE}apply-style-name", ""))
        if other is not None and (read := condition_of(condition)):
            conditional.append(replace(_ods_section(other), condition=read))
    if style.tag == f"{_NUMBER}text-style":
        return NumberFormat(tuple(conditional) or NumberFormat().numbers, base)
    signs = [section.condition for section in conditional]
    if signs in (
        [(">=", 0.0)],
        [(">", 0.0)],
        [(">", 0.0), ("<", 0.0)],
    ):  # the usual sections, not conditions of their own
        numbers = [replace(section, condition=None) for section in conditional]
        numbers = [*numbers, base] if signs != [(">", 0.0)] else [numbers[0], base, base]
        return NumberFormat(tuple(numbers))
    return NumberFormat((*conditional, base))


def _ods_section(style: ElementTree.Element) -> Section:
    kind = style.tag.removeprefix(_NUMBER)
    section = Section(day=kind in ("date-style", "time-style"), percent=kind == "percentage-style")
    if style.get(f"{_NUMBER}truncate-on-overflow") == "false":
        section = replace(section, duration=True)
    printed = ""
    for part in style:
        name = part.tag.removeprefix(_NUMBER)
        if name in ("number", "scientific-number", "fraction"):
            section = replace(
                section, digits=True, decimals=int(part.get(f"{_NUMBER}decimal-places", "0") or 0),
                always=int(part.get(f"{_NUMBER}min-integer-digits", "1") or 0) > 0 or name != "number",
                scaled=float(part.get(f"{_NUMBER}display-factor", "1") or 1) != 1,
            )  # fmt: skip
            printed += "".join(embedded.text or "" for embedded in part.findall(f"{_NUMBER}embedded-text"))
        elif name == "boolean":
            section = replace(section, digits=True, always=True)
        elif name == "text-content":
            section = replace(section, text=True)
        elif name in ("text", "fill-character"):
            printed += (part.text or "").replace("%", "") if kind == "percentage-style" else part.text or ""
    return replace(section, printed=printed)
