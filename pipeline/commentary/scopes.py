"""Scopes: which periods a number of a sentence is of and which it is held against, and whose it is."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from pipeline.commentary.lists import pairs
from pipeline.commentary.tokens import Sentence, Token
from pipeline.core.figure_ids import FigureId
from pipeline.core.written.numbers import Number
from pipeline.core.written.periods import When

TABLE = Path(__file__).with_name("frames.toml")
WAYS = ("move", "compare", "reach")
_HEADING = re.compile(r"^[.vkb]*P")  # a sentence that opens with a period speaks of it


@cache
def _frames() -> list[dict]:
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["frame"]
    return [{**row, **{side: re.compile(row[side]) for side in ("left", "right") if side in row}} for row in rows]


class Scopes:
    """Reads what the numbers of a paragraph are of, and what each is by the words beside it (`frames`).

    `pairs`: the place of what a number of a list is told of; `attached`: the periods that stand with a number itself.
    """

    def __init__(self, sentence: Sentence):
        self.sentence, self.kinds, self.tokens = sentence, sentence.kinds, sentence.tokens
        self.frames = {at: self._frame(at) for at, token in enumerate(self.tokens) if token.kind == "number"}
        self.pairs = pairs(sentence)
        self.attached = {at: self._attached(at) for at in self.frames}

    def _text(self, start: int, end: int) -> str:
        """What stands from one token up to another."""
        return self.sentence.text[self.tokens[start].start : self.tokens[end - 1].end] if start < end else ""

    def _places(self, kind: str, start: int, end: int) -> list[int]:
        """Where tokens of a kind stand between two places."""
        return [one for one in range(start, end) if self.tokens[one].kind == kind]

    def _frame(self, at: int) -> tuple[str, int | None]:
        number = self.tokens[at].what
        first, last = self.sentence.clause(at)
        left, right = self.kinds[first:at] or self.kinds[max(first - 2, 0) : at], self.kinds[at + 1 : last]
        if self.kinds[at + 1 : at + 4] == "|#|" and self.tokens[at + 1].text == "(":  # "10 (20%) fewer"
            right = self.kinds[at + 4 :].split("|")[0]
        for frame in _frames():
            before = frame["left"].search(left) if "left" in frame else None
            after = frame["right"].search(right) if "right" in frame else None
            if ("left" in frame and not before) or ("right" in frame and not after) or frame.get("unit", number.unit) != number.unit:
                continue
            return frame["role"], self._way(at, first, last, bool(before), bool(after)) if frame["role"] in ("change", "any") else None
        raise AssertionError("the last frame fits everything")

    def _way(self, at: int, first: int, last: int, left: bool, right: bool) -> int | None:
        """The direction word that belongs to a change: the nearest on the side that the frame looked at, else on the other."""
        before = [one for one in range(at - 1, first - 1, -1) if self.tokens[one].kind in WAYS]
        stop = next((one for one in range(at + 1, last) if self.tokens[one].kind == "number"), last)
        after = [one for one in range(at + 1, stop) if self.tokens[one].kind in WAYS]
        found = (after or before) if right or not left and after and after[0] - at < 4 else (before or after)
        earlier = [one for one in range(first - 1, -1, -1) if self.tokens[one].kind in WAYS] if left else []
        return (found or earlier or [None])[0]

    def _attached(self, at: int) -> tuple[When, ...]:
        """The periods that stand with a number itself: after it, or else before it, with nothing between that ends or compares."""
        if at in self.pairs and self.tokens[self.pairs[at]].kind == "period":
            return (self.tokens[self.pairs[at]].what,)
        rest = self.kinds[at + 1 :].split("|")[0]
        part = re.match(r"[.kSG]{0,3}o\.*#", rest)  # "18 of 24 last year": both are of it
        skip = part.end() if part else 0
        right = re.match(r"[.vkSGoTB?NtaP]*?P(?:[.&]*P)*", rest[skip:].split("#")[0])
        if right and not (self.frames[at][0] in ("change", "any") and self.frames[at][1] is not None and self.frames[at][1] > at):
            places = [one for one in range(at + 1, at + 1 + skip + right.end()) if self.tokens[one].kind == "period"]
            level = self.frames[at][0] not in ("change", "any") and re.fullmatch(r"[.o]*", self.kinds[at + 1 : places[0]])
            if own := tuple(self.tokens[one].what for one in places if level or not self._compared(one)):
                return own
        alone = self.kinds[max(at - 2, 0) : at + 2] == "P|#|" and self.tokens[at - 1].text == "(" and not self.tokens[at].what.unit
        label = self.tokens[at - 2] if alone else self.tokens[max(at - 1, 0)]
        if label.kind == "period" and (label is not self.tokens[at - 1] or label.text.endswith("'s")):  # "Q3 (182)", "last year's 186"
            return (label.what,)
        if re.search(r"(?:^|[|&])[^#|&]*?P[.vkSGo?p]*$", self.kinds[:at]):
            place = self.kinds.rindex("P", 0, at)
            if not self._compared(place) or self.frames[at][0] == "reference":
                return (self.tokens[place].what,)
        return ()

    def _compared(self, at: int) -> bool:
        """Whether a period is what something is held against: after "than", "from", or a direction word."""
        before = self.kinds[max(0, at - 6) : at]
        when = self.tokens[at].what
        return bool(re.search(r"[rf][.kSGo]*$", before)) or bool(when.back and re.search(r"[mcs][.obkSG]*#?[.okSG]*$", before))

    def _refs(self, at: int) -> tuple[When, ...]:
        """The periods that a change is from: those of its sentence, in its clause or else anywhere, that are held against."""
        if self.frames[at][0] not in ("change", "any"):
            return ()
        first, last = self.sentence.clause(at)
        places = self._places("period", *self.sentence.whole(at))
        near = [one for one in places if first <= one < last and (self._compared(one) or self.tokens[one].what.back)]
        far = [one for one in places if not first <= one < last and self._compared(one)]
        return tuple(self.tokens[one].what for one in near or far)

    def _heading(self, at: int) -> tuple[When, ...]:
        """The period with which the clause, or else the sentence, opens."""
        first, _ = self.sentence.clause(at)
        whole, _ = self.sentence.whole(at)
        parts = [one + 1 for one in range(whole, at) if self.tokens[one].text == ";"]
        for start in dict.fromkeys((first, *parts[-1:], whole)):
            opening = _HEADING.match(self.kinds[start:at])
            if opening and not self._compared(start + opening.end() - 1):
                return (self.tokens[start + opening.end() - 1].what,)
        return ()

    def _days(self, at: int, role: str) -> tuple[When, ...]:
        """The periods of a number: those with it, else that which opens its sentence; that too where the number's own says no year."""
        own = self.attached[at]
        heading = self._heading(at) if role != "reference" else ()
        year = bool(own) and not own[0].back and any(basis == "year" for _, basis in own[0].days)
        return heading if heading and year else own or heading  # "in 2021/22 … over the year", "Q3 was the worst of the year with"

    def _is_loose(self, place: int, at: int) -> bool:
        """Whether a period may be of a number that it does not stand with: in its clause, or in one without a number of its own."""
        first, last = self.sentence.clause(place)
        return first <= at < last or not any(token.kind == "number" and token.what.kind == "number" for token in self.tokens[first:last])

    def subject(self, at: int) -> tuple[tuple[str, ...], bool, tuple[str, ...]]:
        """Whose number it is: named in its own stretch of the clause, else before it, else where it stands; and of which sub-groups."""
        number = self.tokens[at].what
        if isinstance(number, Number) and number.bound:  # it says itself whose it is
            return (FigureId.parse(number.bound).indicator,), True, ()
        listed = self.tokens[self.pairs[at]] if at in self.pairs else None
        if listed and listed.kind in ("name", "group"):
            return listed.what.codes, len(listed.what.codes) == 1, (listed.what.group,) if listed.what.group else ()
        name = self._nearest(at, "name")
        group = self._nearest(at, "group")
        own = (self.sentence.own,) if self.sentence.own else self.sentence.section
        if group is not None and (name is None or set(group.what.codes) & set(name.what.codes) or abs(group.start - self.tokens[at].start) < abs(name.start - self.tokens[at].start)):
            first, last = self._stretch(at)
            inside = any(token is group for token in self.tokens[first:last])
            named = dict.fromkeys(token.what.group for token in self.tokens[:at] if token.kind == "group")
            codes, groups = group.what.codes, (group.what.group,) if inside else (*named, "")
        elif name is not None:
            codes, groups = name.what.codes, ()
            codes = (*codes, *own) if len(codes) > 1 and self.sentence.own and self.sentence.own not in codes else codes
        else:
            codes, groups = own, ()
        first, last = self._stretch(at)
        labelled = "S" in self.kinds[:first].rstrip("|").split("|")[-1]  # "New cases (48)", "New cases: 48"
        others = [token.what.codes for place, token in enumerate(self.tokens) if token.kind == "name" and not first <= place < last]
        if not groups and not labelled and not any(token.kind == "name" for token in self.tokens[first:last]) and len(set(others)) > 1:
            codes = tuple(dict.fromkeys([*codes, *(code for one in reversed(others) for code in one)]))  # any of those that the sentence names
        return codes, len(codes) == 1, groups

    def _nearest(self, at: int, kind: str) -> Token | None:
        places = [one for one, token in enumerate(self.tokens) if token.kind == kind]
        first, last = self._stretch(at)
        inside = sorted((one for one in places if first <= one < last), key=lambda one: (abs(one - at), one < at))
        found = inside[:1] or [one for one in places if one < at][-1:]
        return self.tokens[found[0]] if found else None

    def _stretch(self, at: int) -> tuple[int, int]:
        """The tokens around a place up to the end of its clause, an "and" with another name, or another number."""
        first, last = self.sentence.clause(at)
        ands = [one for one in range(first, last) if self.kinds[one] == "&" and self.kinds[one + 1 : last].lstrip(".k")[:1] in ("S", "G", "#")]
        return max([one for one in ands if one < at], default=first), min([one for one in ands if one > at], default=last)

    def _named(self, start: int, end: int) -> tuple[tuple[str, str], ...]:
        """The indicators and sub-groups that a sentence names; where it does not name two, those of the paragraph up to its end."""
        for first in dict.fromkeys((start, 0)):
            spoken = [token.what for token in self.tokens[first:end] if token.kind in ("name", "group")]
            groups = {one.codes[0] for one in spoken if one.group}
            named = dict.fromkeys((one.codes[0], one.group) for one in spoken if len(one.codes) == 1 and (one.group or one.codes[0] not in groups))
            if len(named) > 1:
                return tuple(named)
        return ()

    def _list_start(self, first: int) -> int:
        """Where a list of names begins that a clause ends: "A, B and C are all lower"."""
        before = re.search(r"(?:[.kG?]*S[.kSG#|]*\|)+$", self.kinds[:first])
        return first - len(before[0]) if before and all(token.text in (",", "(", ")") for token in self.tokens[first - len(before[0]) : first] if token.kind == "cut") else first
