"""Scopes: what each number of a paragraph is by the words beside it, which periods it is of, and whose it is."""

import re
import tomllib
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

from pipeline.commentary.evidence import Evidence, Fact
from pipeline.commentary.tokens import Sentence, Token
from pipeline.core.figure_ids import FigureId
from pipeline.core.written.periods import When

TABLE = Path(__file__).with_name("frames.toml")
_BETWEEN = r"[.k]*[|&r]{1,2}[.k]*t?\.*"  # what may stand between the members of a list
WAYS = ("move", "compare", "reach")
PREPOSITIONS = "above|below|over|under|ahead of|behind|exceeding|leads|led|trails|trailed|lags".split("|")
CHANGES = ("change", "any")
_HEADING = re.compile(r"^[.vkb]*P")  # a sentence that opens with a period speaks of it


class Link(NamedTuple):
    """That a number is joined to the one that starts at `to`: part, later, earlier, again or next of it."""

    kind: str
    to: int


@cache
def table(name: str) -> list[dict]:
    """The rows of a list of `frames.toml`, their patterns compiled."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))[name]
    plain = ("kind", "role", "unit")
    return [{key: one if key in plain else re.compile(one) for key, one in row.items()} for row in rows]


def joined(link: Link, fact: Fact, other: Fact, evidence: Evidence) -> bool:
    """Whether two numbers of the report stand to one another as the words between them say."""
    if "change" in (fact.role, other.role):
        same = (fact.now, fact.before) == (other.now, other.before)
        return link.kind != "next" and (link.kind != "again" or fact.role != other.role or same)
    alike = (fact.code, fact.group, fact.role, fact.basis) == (other.code, other.group, other.role, other.basis)
    if link.kind in ("later", "earlier"):
        same = (fact.code, fact.group, fact.role) == (other.code, other.group, other.role) and fact.end != other.end
        return not (alike or same) or (fact.end > other.end) == (link.kind == "later")
    if link.kind == "next":
        return alike and abs(fact.end - other.end) == evidence.steps(fact)[1]
    pair = link.kind != "part" or {fact.role, other.role} != {"numerator", "denominator"}  # no 18 now of the 25 then
    same_days = (fact.end, fact.basis) == (other.end, other.basis)  # a part and its whole, and the share that they make
    return same_days or (fact.code, fact.group) != (other.code, other.group) or fact.unit == other.unit and pair


def links(sentence: Sentence) -> tuple[dict[int, list[Link]], dict[int, int]]:
    """The links of each number, and where the name or period of a list is of which a number of another list is told."""
    kinds, tokens = sentence.kinds, sentence.tokens
    found: dict[int, list[Link]] = {}
    numbers = [at for at, sign in enumerate(kinds) if sign == "#"]
    for one, at in zip(numbers, numbers[1:], strict=False):
        said = sentence.text[tokens[one].end : tokens[at].start]
        for row in table("link"):
            texts = {"words": said, "left": kinds[:one]}
            beside = all(row[side].search(text) for side, text in texts.items() if side in row)
            if beside and row["between"].fullmatch(kinds[one + 1 : at]):
                found.setdefault(at, []).append(Link(row["kind"], tokens[one].what.start))
    items: dict[int, int] = {}
    for run in _runs(sentence, "#"):
        first, _ = sentence.whole(run[0])
        names = [at for at in range(first, run[0]) if kinds[at] in "SG"]
        lists = [one for one in (*_runs(sentence, "P"), names) if one and first <= one[0] < run[0]]
        lists = [one for one in lists if len(run) % len(one) == 0 < len(one) - 1 and "#" not in kinds[one[0] : run[0]]]
        items |= dict(zip(run, cycle(lists[0]) if lists else (), strict=False))
    return found, items


def _runs(sentence: Sentence, signs: str) -> list[list[int]]:
    """The lists of two and more tokens of these signs, numbers of one unit, with only commas and the like between."""
    marks = [(sign, token.text) for sign, token in zip(sentence.kinds, sentence.tokens, strict=True)]
    kinds = "".join("!" if sign == "|" and text not in (",", "then", "and then") else sign for sign, text in marks)
    matches = re.finditer(rf"[{signs}](?:{_BETWEEN}[{signs}])+", kinds)
    runs = [[at for at in range(*match.span()) if sentence.kinds[at] in signs] for match in matches]
    numbers = [[sentence.tokens[at].what for at in run] if signs == "#" else [] for run in runs]
    mixed = [len({one.unit for one in run} - {""}) > 1 or len({one.kind for one in run}) > 1 for run in numbers]
    return [run for run, unlike in zip(runs, mixed, strict=True) if not unlike]


class Scopes:
    """Reads one paragraph: by the place of each number its frame, links, place in a list and periods."""

    def __init__(self, sentence: Sentence):
        self.sentence, self.kinds, self.tokens, self.areas = sentence, sentence.kinds, sentence.tokens, sentence.areas
        self.frames = {at: self._frame(at) for at in self._places("number", 0, len(self.tokens))}
        for one, at in zip([*self.frames], [*self.frames][1:], strict=False):  # "down from 27 in Q3 and 47 in Q1"
            if re.fullmatch(r"[.P]*&\.*", self.kinds[one + 1 : at]) and self.frames[at][0] == "level":
                self.frames[at] = self.frames[one] if self.frames[one][0] == "reference" else self.frames[at]
        self.links, self.items = links(sentence)
        self.attached = {at: self._attached(at) for at in self.frames}

    def _text(self, start: int, end: int) -> str:
        """What stands from one token up to another."""
        return self.sentence.text[self.tokens[start].start : self.tokens[end - 1].end] if start < end else ""

    def _places(self, kind: str, start: int, end: int) -> list[int]:
        """Where tokens of a kind stand between two places."""
        return [one for one in range(start, end) if self.tokens[one].kind == kind]

    def _frame(self, at: int) -> tuple[str, int | None]:
        first, last = self.sentence.clause(at)
        left, right = self.kinds[first:at] or self.kinds[max(first - 2, 0) : at], self.kinds[at + 1 : last]
        if first and self.tokens[first - 1].text in ("when", "where"):  # "in 2017/18, when it was"
            left = f"r{self.kinds[first:at]}"
        aside = re.match(r"[.kSG]{0,3}\|#\|", self.kinds[at + 1 :])
        if aside and self.tokens[last].text == "(":  # "10 (20%) fewer"
            right = self.kinds[at + 1 + aside.end() :].split("|")[0]
        for row in table("frame"):
            beside = all(row[side].search(text) for side, text in (("left", left), ("right", right)) if side in row)
            if beside and row.get("unit") in (None, self.tokens[at].what.unit):
                way = self._way(at, first, last, "right" in row) if row["role"] in CHANGES else None
                return row["role"], way
        raise AssertionError("the last frame fits everything")

    def _way(self, at: int, first: int, last: int, right: bool) -> int | None:
        """The direction word of a change: the nearest on the side that the frame looked at, else on the other."""
        before = [one for one in range(at - 1, first - 1, -1) if self.tokens[one].kind in WAYS]
        stop = [*self._places("number", at + 1, last), last][0]
        after = [one for one in range(at + 1, stop) if self.tokens[one].kind in WAYS]
        return [*((after or before) if right else (before or after)), None][0]

    def _attached(self, at: int) -> tuple[When, ...]:
        """The periods that stand with a number: after it, else before it, with nothing between that compares."""
        if at in self.items and self.tokens[self.items[at]].kind == "period":
            return (self.tokens[self.items[at]].what,)
        alone = self.kinds[max(at - 2, 0) : at + 2] == "P|#|"  # "Q3 (182)"
        label = re.search(r"P[.kSGo]*$" if not alone else r"P\|$", self.kinds[:at])
        if label and (alone or self.tokens[label.start()].text.endswith("'s")):  # "last year's figure of 186"
            return (self.tokens[label.start()].what,)
        role, way = self.frames[at]
        rest = self.kinds[at + 1 :].split("|")[0]
        part = re.match(r"[.kSG]{0,3}o[.P]*#", rest)  # "18 of 24 last year": both are of it
        skip = part.end() if part else 0
        right = re.match(r"[.vkSGoTB?NtaP]*?P(?:[.&]*P)*", rest[skip:].split("#")[0])
        if right and not (role in CHANGES and way is not None and way > at):
            places = self._places("period", at + 1 + skip, at + 1 + skip + right.end())
            level = role not in CHANGES and re.fullmatch(r"[.o]*", self.kinds[at + 1 : places[0]])
            if own := tuple(self.tokens[one].what for one in places if level or not self._compared(one)):
                return own
        if re.search(r"(?:^|[|&])[^#|&]*?P[.vkSGo?p]*$", self.kinds[:at]):
            place = self.kinds.rindex("P", 0, at)
            return () if self._compared(place) and role != "reference" else (self.tokens[place].what,)
        return ()

    def _compared(self, at: int) -> bool:
        """Whether a period is what something is held against: after "than", "from", or a direction word."""
        before = self.kinds[max(0, at - 6) : at]
        against, moved = re.search(r"[rf][.kSGo]*$", before), re.search(r"[mcs][.obkSG]*#?[.okSG]*$", before)
        return bool(against or self.tokens[at].what.back and moved)

    def _refs(self, at: int) -> tuple[When, ...]:
        """The periods that a change is from: those that are held against, of its clause or else of its sentence."""
        first, last = self.sentence.clause(at)
        places = self._places("period", *self.sentence.whole(at)) if self.frames[at][0] in CHANGES else []
        held = [one for one in places if self._compared(one)]
        near = [one for one in places if first <= one < last and (one in held or self.tokens[one].what.back)]
        return tuple(self.tokens[one].what for one in near or ([] if "P" in self.kinds[first:last] else held))

    def _heading(self, at: int) -> tuple[When, ...]:
        """The period with which the clause, or else the sentence, opens."""
        whole, _ = self.sentence.whole(at)
        parts = [one + 1 for one in range(whole, at) if self.tokens[one].text == ";"]
        for start in dict.fromkeys((self.sentence.clause(at)[0], *parts[-1:], whole)):
            opening = _HEADING.match(self.kinds[start:at])
            if opening and "P#" not in self.kinds[start + opening.end() : at]:  # a list, each with a period of its own
                return (self.tokens[start + opening.end() - 1].what,)
        return ()

    def _days(self, at: int) -> tuple[When, ...]:
        """The periods of a number: those with it, else that which opens its sentence, or where its own says no year."""
        own = self.attached[at]
        heading = self._heading(at) if self.frames[at][0] != "reference" else ()
        year = bool(own) and not own[0].back and any(basis == "year" for _, basis in own[0].days)
        return heading if heading and year else own or heading  # "Q3 was the worst of the year with"

    def _loose(self, at: int, refs: tuple[When, ...]) -> tuple[When, ...]:
        """The periods of its sentence that no number takes."""
        taken = {id(when) for one in (*self.attached.values(), refs) for when in one}
        found = self._places("period", *self.sentence.whole(at))
        if self.frames[at][0] == "level":  # "85 cases, 37 fewer than last year"
            counts = [one for one in found if "#" in self.kinds[slice(*self.sentence.clause(one))]]
            found = [one for one in found if one not in counts or not self._compared(one)]
        return tuple(self.tokens[one].what for one in found if id(self.tokens[one].what) not in taken)

    def subject(self, at: int) -> tuple[tuple[str, ...], bool, tuple[str, ...]]:
        """Whose it is, and of which sub-groups: named in its own stretch, else before it, else where it stands."""
        if getattr(self.tokens[at].what, "bound", ""):  # it says itself whose it is
            return (FigureId.parse(self.tokens[at].what.bound).indicator,), True, ()
        if at in self.items and self.tokens[self.items[at]].kind in ("name", "group"):
            told = self.tokens[self.items[at]].what
            return told.codes, len(told.codes) == 1, (told.group,) if told.group else ()
        name, group = self._nearest(at, "name"), self._nearest(at, "group")
        own = (self.sentence.own,) if self.sentence.own else self.sentence.section
        first, last = self._stretch(at)
        codes, groups = own, tuple(filter(None, [self.areas.get(one, "") for one in own[:1]]))
        if group is not None:
            named = dict.fromkeys(token.what.group for token in self.tokens[:at] if token.kind == "group")
            codes, groups = group.what.codes, (group.what.group,) if group in self.tokens[first:last] else (*named, "")
        elif name is not None:
            groups = tuple(filter(None, [self.areas.get(one, "") for one in name.what.codes[:1]]))
            codes = (*name.what.codes, *own) if len(name.what.codes) > 1 and self.sentence.own else name.what.codes
        codes = tuple(dict.fromkeys(codes))
        return codes, len(codes) == 1, groups

    def _nearest(self, at: int, kind: str) -> Token | None:
        places = self._places(kind, 0, len(self.tokens))
        first, last = self._stretch(at)
        places = [one for one in places if one < at or not self._rival(one)]
        inside = sorted((one for one in places if first <= one < last), key=lambda one: (abs(one - at), one < at))
        found = inside[:1] or [one for one in places if one < at][-1:]
        return self.tokens[found[0]] if found else None

    def _rival(self, at: int) -> bool:
        """Whether something is compared with what stands here: "than in England", "below that of the region"."""
        found = re.search(r"([rc])[.vof]*(?:[SG]&[.v]*)*$", self.kinds[:at])
        return bool(found) and (found[1] == "r" or self.tokens[found.start()].text in PREPOSITIONS)

    def _rivals(self, at: int, last: int) -> tuple[tuple[str, str], ...]:
        """What a word of comparison holds its subject against, indicators or sub-groups."""
        places = (one for one in range(at + 1, last) if self.kinds[one] in "SG" and self._rival(one))
        found = [self.tokens[one].what for one in places if not self._places("rest", at, one)]  # than any other
        return tuple((one.codes[0], one.group or self.areas.get(one.codes[0], "")) for one in found)

    def _stretch(self, at: int) -> tuple[int, int]:
        """The tokens around a place up to the end of its clause, or an "and" with another name or number."""
        first, last = self.sentence.clause(at)
        ands = [one for one in range(first, last) if re.match(r"&[.k]*[SG#]", self.kinds[one:last])]
        before, after = [one for one in ands if one < at], [one for one in ands if one > at]
        return max(before, default=first), min(after, default=last)

    def _named(self, start: int, end: int) -> tuple[tuple[str, str], ...]:
        """What a sentence names, indicators and sub-groups; where it does not name two, the paragraph up to its end."""
        for first in (start, 0):
            spoken = [token.what for token in self.tokens[first:end] if token.kind in ("name", "group")]
            if len(named := dict.fromkeys((one.codes[0], one.group) for one in spoken)) > 1:
                return tuple(named)
        return ()
