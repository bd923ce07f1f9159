"""Markup: figures, dates and labels as they stand in a page, each marked with where it comes from.

The mark is made while the value is put in place. Everything else that reaches a page is escaped text.
"""

from __future__ import annotations

import json
import re
from datetime import date
from functools import lru_cache

from markupsafe import Markup, escape

from pipeline.core.dates import find_dates
from pipeline.core.display import STATUS_WORDS
from pipeline.core.periods import Period, day_in_words, month_in_words
from pipeline.figures.codec import json_value
from pipeline.figures.figure import Figure, Figures
from pipeline.received.commentary import has_digit, markdown_parser

UNMET = "†", "does not meet a check"
CORRECTED = "‡", "rests on a corrected row"
KEPT = 10_000  # texts that are marked once for all their places: a page repeats its names and its days, and marking takes a page most of its time

# What may be a number in words: rather too much than too little, as a mark on a declared text does no harm.
_MAY_BE_NUMBER = re.compile(
    "(?i)two|twi|twel|three|thri|third|four|five|fif|six|seven|eight|nin|ten|eleven|hundred|thousand|million|billion|dozen"
    "|half|halv|quarter|zero|doubl|trebl|tripl|quadrupl"
)


def anchor(figure_id: str) -> str:
    """The id of a figure's entry in the list of figures."""
    plain = re.sub(r"[\[\]:~@]", ".", figure_id)
    return "figure-" + re.sub(r"[^A-Za-z0-9_.-]", lambda other: f"_{ord(other[0]):x}_", plain)


def figure_mark(figure: Figure, form: str = "") -> Markup:
    """The figure as printed, marked with its id, without a link. `form` "magnitude" leaves the sign out."""
    if isinstance(figure.value, str):
        return figure_told(figure, form)
    value = json_value(figure.printed)
    written = "" if value is None else json.dumps(value)
    return Markup('<data value="{}" data-figure="{}"{}>{}</data>').format(written, figure.id, *_formed(figure, form))


def figure_told(figure: Figure, form: str = "") -> Markup:
    """The same without its value for machines: where a figure is told of another one, which has an entry of its own for it."""
    return Markup('<span data-figure="{}"{}>{}</span>').format(figure.id, *_formed(figure, form))


def _formed(figure: Figure, form: str) -> tuple[Markup, str]:
    if form == "magnitude":
        return Markup(' data-form="magnitude"'), figure.magnitude
    return Markup(""), figure.display


def figure_link(figure: Figure, form: str = "") -> Markup:
    """The figure as printed with its caveat, leading to its entry in the list of figures."""
    shown = figure_mark(figure, form) + caveat_mark(figure)
    return Markup('<a class="figure" href="#{}">{}</a>').format(anchor(figure.id), shown)


def caveat_mark(figure: Figure) -> Markup:
    """A dagger where a row that the figure rests on does not meet a check, a double one where it was only corrected.

    In words for those who hear the page.
    """
    if not figure.quality:
        return Markup("")
    sign, said = CORRECTED if all(name.startswith("correction-") for name in figure.quality) else UNMET
    words = '<span class="doubt"><span aria-hidden="true">{}</span><span class="unseen"> ({})</span></span>'
    return Markup(words).format(sign, said)


def marks_line(shown: str, told: str = "") -> Markup:
    """What the marks beside the numbers in a part of a page say, on one line; not again what `told`, a part before it, has."""
    marks = [(f"[{mark}]", words) for mark, words in STATUS_WORDS.items()] + [UNMET, CORRECTED]
    new = [Markup("{} {}").format(sign, words) for sign, words in marks if _bears(shown, sign) and not _bears(told, sign)]
    return Markup('<p class="small">Marks: {}.</p>').format(Markup("; ").join(new)) if new else Markup("")


def _bears(shown: str, sign: str) -> bool:
    return sign in re.sub("<[^>]*>", "", shown)


@lru_cache(maxsize=KEPT)
def label(text: str, kind: str) -> Markup:
    """Text that stands in a definition or a source; marked when it may hold a number, so that it can be checked."""
    if not has_digit(text) and not _MAY_BE_NUMBER.search(text):
        return escape(text)
    return Markup('<span data-label="{}">{}</span>').format(kind, text)


def code(text: str) -> Markup:
    """A code, an id or a file name."""
    return Markup("<code>{}</code>").format(text)


def dates(period: Period, basis: str) -> Markup:
    """`1 April to 30 September 2023`."""
    return _time(period.first_day(basis), period.end, period.dates(basis))


@lru_cache(maxsize=KEPT)
def months(period: Period, basis: str) -> Markup:
    """`April to September 2023`; for a value on one day, that day."""
    return _time(period.first_day(basis), period.end, period.in_words(basis))


def day(text: str) -> Markup:
    """An ISO date in words."""
    return Markup('<time datetime="{}">{}</time>').format(text, day_in_words(date.fromisoformat(text)))


def month(text: str) -> Markup:
    """An ISO month in words."""
    return Markup('<time datetime="{}">{}</time>').format(text, month_in_words(date.fromisoformat(f"{text}-01")))


def commentary_html(markdown: str, figures: Figures, codes: tuple[str, ...]) -> Markup:
    """What somebody wrote, with its figures in place; dates, codes and stated numbers are marked as such."""
    parser = markdown_parser()
    parser.renderer.rules["text"] = lambda tokens, at, *_: str(_marked_text(tokens[at].content, codes))
    parser.renderer.rules["braces"] = lambda tokens, at, *_: str(_placed(tokens[at].content, figures))
    return Markup(parser.render(markdown))


def _placed(content: str, figures: Figures) -> Markup:
    if content.startswith("stated:"):
        number, _, who = content.removeprefix("stated:").partition("|")
        return Markup('<span class="stated" data-stated="{}">{}</span>').format(who.strip(), number.strip())
    if content.startswith("typed:"):
        figure_id, _, typed = (part.strip() for part in content.removeprefix("typed:").partition("|"))
        figure = figures[figure_id]
        mark = Markup('<data value="{}" data-figure="{}" data-form="typed">{}</data>')
        mark = mark.format(json.dumps(json_value(figure.printed)), figure.id, typed)
        return Markup('<a class="figure" href="#{}">{}</a>').format(anchor(figure.id), mark)
    figure_id, _, form = (part.strip() for part in content.partition("|"))
    return figure_link(figures[figure_id], form)


def _marked_text(text: str, codes: tuple[str, ...]) -> Markup:
    """The text with its dates, and the indicator codes that hold digits, marked."""
    found = [
        (start, end, Markup('<time datetime="{}">{}</time>').format(iso, text[start:end]))
        for start, end, iso in find_dates(text)
    ]
    for known in filter(has_digit, codes):
        for match in re.finditer(rf"(?<![\w-]){re.escape(known)}(?![\w-])", text):
            found.append((match.start(), match.end(), code(known)))
    done, marked = 0, Markup("")
    for start, end, mark in sorted(found):
        if start >= done:
            marked += escape(text[done:start]) + mark
            done = end
    return marked + escape(text[done:])


def _time(first: date, last: date, text: str) -> Markup:
    written = str(first) if first == last else f"{first}/{last}"
    return Markup('<time datetime="{}">{}</time>').format(written, text)
