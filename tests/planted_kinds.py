"""What can be wrong with a number of a finished page: one maker of defects for each kind.

A maker takes the page and a printed figure, or None for what belongs to no figure, and gives (where, line, what it is,
edits) for every defect of its kind that fits there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping

from planted_page import Found, Place

from pipeline.page.markup import anchor

WORDS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()
WORDS += "sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
DRAWING, ALTERNATIVE = "the drawing of a chart", "the alternative text of a chart"

Maker = Callable[[str, Place | None], Iterator[Found]]


def kinds_of(ledger: Mapping[str, Mapping]) -> dict[str, Maker]:
    """The makers of every kind. `ledger` holds the figures' records by their ids."""
    return {
        "stale value": _another(ledger, _stale),
        "transposed digits": _changed(_transposed),
        "sign": _changed(_other_sign),
        "times a hundred": _changed(_times_100),
        "right text of another indicator": _another(ledger, _other_indicator),
        "right text and value of another indicator": _another(ledger, _other_indicator, value=True),
        "another indicator's figure, name and all": _another(ledger, _other_indicator, value=True, name=True),
        "right text of another period": _another(ledger, _other_period),
        "right text and value of another period": _another(ledger, _other_period, value=True),
        "another period's figure, name and all": _another(ledger, _other_period, value=True, name=True),
        "number word for a figure": _changed(_one_more_in_words),
        "number word without a source": _word_beside,
        "alternative text": _changed(lambda text: _transposed(text) or _times_100(text), only=ALTERNATIVE),
        "number in what is heard": _heard,
        "label of a figure in a chart": _changed(_one_more, only=DRAWING),
        "number beside an axis": _ticks,
        "label of another period": _period_labels,
        "bar or point": _points,
        "caption of another chart": _captions,
        "title of a chart": _titles,
        "heading of another row": _row_headings,
        "number of another entry": _entry_numbers,
        "label that no definition holds": _labels,
        "row that no file holds": _rows,
        "number that nobody states so": _stated,
    }


def _another(
    ledger: Mapping[str, Mapping], fits: Callable[[Mapping, Mapping], bool], *, value: bool = False, name: bool = False
) -> Maker:
    """Another figure is printed: its text, where asked its value, and where asked its name and link as well."""

    def make(html: str, place: Place | None) -> Iterator[Found]:
        other = _first_other(ledger, place, fits) if place else None
        if not place or not other:
            return
        text = _as_printed(place, other)
        changed = opening = html[slice(*place.tag)]
        edits = [(place.start, place.end, text)]
        if value:
            changed = re.sub(r'\bvalue="[^"]*"', f'value="{json.dumps(other["value"])}"', changed)
        if name:
            changed = changed.replace(f'data-figure="{place.figure}"', f'data-figure="{other["id"]}"')
            if place.link:
                link = html[slice(*place.link)]
                edits.append((*place.link, re.sub(r'href="#[^"]*"', f'href="#{anchor(other["id"])}"', link)))
        if changed != opening:
            edits.append((*place.tag, changed))
        if not value or changed != opening:
            yield place.where, place.line, f"{place.text} became {text}, which is {other['id']}", edits

    return make


def _first_other(
    ledger: Mapping[str, Mapping], place: Place, fits: Callable[[Mapping, Mapping], bool]
) -> Mapping | None:
    own = ledger[place.figure]
    for record in ledger.values():
        number = isinstance(record["value"], (int, float)) and record["unit"] == own["unit"]
        if number and fits(own, record) and _as_printed(place, record) != place.text:
            return record
    return None


def _as_printed(place: Place, record: Mapping) -> str:
    """How another figure would be printed here: without its sign where there is none."""
    return record["magnitude"] if place.text[:1].isdigit() else record["display"]


def _other_indicator(own: Mapping, other: Mapping) -> bool:
    return own["indicator"] != other["indicator"] and own["measure"] == other["measure"]


def _other_period(own: Mapping, other: Mapping) -> bool:
    alike = all(own[name] == other[name] for name in ("indicator", "category"))
    return alike and (own["period"], own["reference"]) != (other["period"], other["reference"])


def _stale(own: Mapping, other: Mapping) -> bool:
    return _other_period(own, other) and own["measure"] == other["measure"] and other["period"] < own["period"]


def _changed(change: Callable[[str], str | None], *, only: str = "") -> Maker:
    """The text of a figure is changed."""

    def make(html: str, place: Place | None) -> Iterator[Found]:
        new = change(place.text) if place and only in ("", place.where) else None
        if place and new is not None and new != place.text:
            yield place.where, place.line, f"{place.text} became {new}", [(place.start, place.end, new)]

    return make


def _transposed(text: str) -> str | None:
    for at in re.finditer(r"(?=(\d)(\d))", text):
        first, second = at.groups()
        if first != second and not (second == "0" and at.start() == 0):
            return text[: at.start()] + second + first + text[at.start() + 2 :]
    return None


def _other_sign(text: str) -> str | None:
    if text[:1] in ("−", "+"):
        return ("+" if text[0] == "−" else "−") + text[1:]
    return f"−{text}" if text[:1].isdigit() and text.strip("0.,% ") else None


def _times_100(text: str) -> str | None:
    number = re.search(r"\d[\d,]*(?:\.\d+)?", text)
    if not number or not number[0].strip("0.,"):
        return None
    return text[: number.start()] + f"{float(number[0].replace(',', '')) * 100:g}" + text[number.end() :]


def _one_more(text: str) -> str | None:
    number = re.search(r"\d+", text)
    return text.replace(number[0], str(int(number[0]) + 1), 1) if number else None


def _one_more_in_words(text: str) -> str | None:
    number = re.fullmatch(r"[−+]?(\d{1,2})(?:\.\d+)?(%?)", text)
    if not number or int(number[1]) == 99:
        return None
    tens, ones = divmod(int(number[1]) + 1, 10)
    word = WORDS[10 * tens + ones] if tens < 2 else TENS[tens - 2] + (f"-{WORDS[ones]}" if ones else "")
    return word + (" per cent" if number[2] else "")


def _word_beside(html: str, place: Place | None) -> Iterator[Found]:
    """A number word that nobody worked out, behind a figure."""
    if place and place.where != DRAWING:
        end = html.index(">", place.end) + 1
        end = html.index(">", end) + 1 if html.startswith("</a>", end) else end
        word = ("nearly half", "twelve more", "a third of them", "it has doubled", "forty-two")[place.start % 5]
        yield place.where, place.line, f'"{word}" stands behind {place.text}', [(end, end, f" ({word})")]


def _line(html: str, at: int) -> int:
    return html.count("\n", 0, at) + 1


def _heard(html: str, place: Place | None) -> Iterator[Found]:
    """A number, in digits or in a word, in what a screen reader says of an element, or in what shows on hovering."""
    if place:
        return
    for turn, label in enumerate(re.finditer(r'aria-label="([^"]*)"', html)):
        more = ("12 in all", "twelve in all")[turn % 2]
        yield (
            "what is heard",
            _line(html, label.start()),
            f'"{more}" was added to "{label[1]}"',
            [(label.end(1),) * 2 + (f", {more}",)],
        )
    for tag in re.finditer(r"<(?:table|nav|section)\b", html):
        yield (
            "a title",
            _line(html, tag.start()),
            '"up by 12%" was added',
            [(tag.end(), tag.end(), ' title="up by 12%"')],
        )


def _ticks(html: str, place: Place | None) -> Iterator[Found]:
    """One number beside an axis; all others stay."""
    for tick in () if place else re.finditer(r'<text[^>]* data-tick="[xy]">([^<]+)<', html):
        if new := _times_100(tick[1]):
            yield DRAWING, _line(html, tick.start()), f"{tick[1]} became {new}", [(*tick.span(1), new)]


def _period_labels(html: str, place: Place | None) -> Iterator[Found]:
    """A declared label in a place where another one belongs."""
    pattern = r'(?:<text [^>]*data-label="period">|<span data-label="period">)([^<]*\d[^<]*)<'
    for one, other in () if place else _with_next(re.finditer(pattern, html)):
        where = DRAWING if one[0].startswith("<text") else "a table or an alternative text"
        yield where, _line(html, one.start()), f"{one[1]} became {other[1]}", [(*one.span(1), other[1])]


def _labels(html: str, place: Place | None) -> Iterator[Found]:
    """A label of any kind with another number, or with one more in words."""
    for turn, one in enumerate(() if place else re.finditer(r'<span data-label="(?!row)(\w+)">([^<]*)<', html)):
        number = re.search(r"[0-9]+", one[2])
        new = one[2].replace(number[0], str(int(number[0]) + 1), 1) if number and turn % 2 else f"{one[2]}, twelve in all"
        yield f"a label: {one[1]}", _line(html, one.start()), f"{one[2]} became {new}", [(*one.span(2), new)]


def _rows(html: str, place: Place | None) -> Iterator[Found]:
    """A cell, a heading or the number of a row that is shown under a figure."""
    for one in () if place else re.finditer(r'<span data-label="row">([^<]*)<', html):
        number = re.search(r"[0-9]+", one[1])
        new = one[1].replace(number[0], str(int(number[0]) + 1), 1) if number else f"{one[1]} 12"
        yield "a row", _line(html, one.start()), f"{one[1]} became {new}", [(*one.span(1), new)]


def _stated(html: str, place: Place | None) -> Iterator[Found]:
    """A stated number with another number, or with somebody else behind it."""
    for turn, one in enumerate(() if place else re.finditer(r'data-stated="([^"]*)">([^<]*)<', html)):
        at, new = (1, f"{one[1]} and the chair") if turn % 2 else (2, f"{one[2]} dozen")
        yield "a stated number", _line(html, one.start()), f"{one[at]} became {new}", [(*one.span(at), new)]


def _captions(html: str, place: Place | None) -> Iterator[Found]:
    """A chart under the caption of another one, and a caption that tells a number."""
    pattern = r'<(?:a class="figure measured"[^>]*|caption)>([^<]+)<'
    for turn, (one, other) in enumerate(() if place else _with_next(re.finditer(pattern, html))):
        new = (other[1], f"{one[1]}: up by 12%", f"{one[1]}: twelve more")[turn % 3]
        yield "a caption", _line(html, one.start()), f"{one[1]} became {new}", [(*one.span(1), new)]


def _titles(html: str, place: Place | None) -> Iterator[Found]:
    """The title of a chart says the other way, or counts one more."""
    other = {"fell by": "rose by", "rose by": "fell by", "above": "below", "below": "above"}
    for one in () if place else re.finditer(r'<span data-(?:says|drawn)="[^"]*">([^<]+)<', html):
        new = str(int(one[1]) + 1) if one[1].isdigit() else other.get(one[1], "rose by")
        yield ALTERNATIVE, _line(html, one.start()), f"{one[1]} became {new}", [(*one.span(1), new)]


def _row_headings(html: str, place: Place | None) -> Iterator[Found]:
    """The row of one indicator under the heading of another."""
    pattern = r'<th scope="row"[^>]*>(<a href="#[^"]*">[^<]*</a>)(?: <a[^>]*>)? ?<code>[^<]*</code>'
    for one, other in () if place else _with_next(re.finditer(pattern, html)):
        yield "a table", _line(html, one.start()), f"{one[1]} became {other[1]}", [(*one.span(1), other[1])]


def _entry_numbers(html: str, place: Place | None) -> Iterator[Found]:
    """The number that paper shows at a figure, or at the entry itself, is that of the next entry."""
    for entry in () if place else re.finditer(r'data-entry="(\d+)"', html):
        new = str(int(entry[1]) + 1)
        yield "what paper shows", _line(html, entry.start()), f"[{entry[1]}] became [{new}]", [(*entry.span(1), new)]


def _with_next(matches: Iterator[re.Match]) -> list[tuple[re.Match, re.Match]]:
    """Each match with the one after it, the last with the first; not where both say the same."""
    found = list(matches)
    return [pair for pair in zip(found, found[1:] + found[:1], strict=True) if pair[0][1] != pair[1][1]]


def _points(html: str, place: Place | None) -> Iterator[Found]:
    """A bar that ends elsewhere, or a mark that stands elsewhere, while every label stays."""
    for bar in () if place else re.finditer(r'<rect [^>]*width="([\d.]+)" height="([\d.]+)" data-point=', html):
        longer = [(*bar.span(at), f"{float(bar[at]) + 20:g}") for at in (1, 2)]
        yield DRAWING, _line(html, bar.start()), "a bar is larger by 20", longer
    for line in () if place else re.finditer(r'<path d="M([\d.]+) [\d.]+L\1 [^"]*" data-point=', html):
        yield DRAWING, _line(html, line.start()), "a level stands further by 20", [(*line.span(1), f"{float(line[1]) + 20:g}")]
    for mark in () if place else re.finditer(r'<(?:circle|use)\b[^>]*?\b(?:cy|y)="([-\d.]+)"', html):
        yield (
            DRAWING,
            _line(html, mark.start()),
            "a mark stands lower by 20",
            [(*mark.span(1), f"{float(mark[1]) + 20:g}")],
        )
