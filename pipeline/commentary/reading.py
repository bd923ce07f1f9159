"""Reading: what each number of a sentence claims to be, by the words beside it; and what its other words claim."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path

from pipeline.commentary.claim import Claim
from pipeline.commentary.evidence import STANDS
from pipeline.commentary.lists import IN_ORDER, pairs
from pipeline.commentary.tokens import Sentence, Token
from pipeline.core.figure_ids import FigureId
from pipeline.core.written.numbers import Number
from pipeline.core.written.periods import When

TABLE = Path(__file__).with_name("frames.toml")
_WAYS = ("move", "compare", "reach")
WORDS = (*_WAYS, "same", "quantity", "superlative")
MOST_WORDS = 60  # more is a list and no sentence; the longest real one has 6
_PLACING = ("over", "under", "above", "below", "off")  # they need something to stand against
_HEADING = re.compile(r"^[.vkb]*P")  # a sentence that opens with a period speaks of it


_RATED = re.compile(r"\b(?:per|rates?|every|each|head|a person|index)\b")
NUMBERS = {word: at for at, word in enumerate("none one two three four five six seven eight nine ten".split())}
_IN_A_ROW = re.compile(
    r"\b(?P<many>two|three|four|five|second|third|fourth|fifth|\d)(?: (?:successive|consecutive))? (?P<unit>quarter|year|time)s? (?:in a row|running|in succession)\b"
    r"|\b(?P<nth>second|third|fourth|fifth|two|three|four) (?:successive|consecutive) (?P<what>quarter|year)s?\b|\b(?:every|each) (?:single )?(?P<every>quarter|year)\b|\b(?P<times>second|third|fourth|fifth) (?:successive|consecutive) (?P<kind>annual|quarterly)\b"
)
_SMALL = "|".join(NUMBERS)
_TALLY = re.compile(rf"\b(?:all (?:of )?(?:the |our )?(?P<all>{_SMALL})|(?P<many>{_SMALL}) (?:out )?of (?:the |our )?(?P<of>{_SMALL}))\b(?! (?:quarters|years|months|of))")
_TIMES = {"two": 2, "second": 2, "three": 3, "third": 3, "four": 4, "fourth": 4, "five": 5, "fifth": 5}


def streak(text: str) -> tuple[int, int] | tuple[()]:
    """Months of a step and how many in a row a sentence speaks of; "every quarter" is said of the three steps in a year."""
    match = _IN_A_ROW.search(text)
    if not match:
        return ()
    many = match["many"] or match["nth"] or match["times"]
    unit = match["unit"] or match["what"] or match["every"] or str(match["kind"]).removesuffix("ly")
    return 3 if unit == "quarter" or unit == "time" and "quarter" in text else 12, int(many) if many and many.isdigit() else _TIMES.get(many or "", 3)


def tally(text: str) -> tuple[int, int] | tuple[()]:
    """Of how many things, and of how many in all, a sentence speaks: "three of our four areas", "all four areas"."""
    match = _TALLY.search(text)
    if not match:
        return ()
    of = NUMBERS[match["all"] or match["of"]]
    return of if match["all"] else NUMBERS[match["many"]], of


@cache
def _frames() -> list[dict]:
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["frame"]
    return [{**row, **{side: re.compile(row[side]) for side in ("left", "right") if side in row}} for row in rows]


def claims_of(sentence: Sentence) -> list[Claim]:
    """The claims of a sentence in order: one a number, and one for each word of direction, target or extent that no number uses."""
    reader = _Reader(sentence)
    numbers = [reader.number_claim(at) for at, token in enumerate(sentence.tokens) if token.kind == "number"]
    words = [one for at in range(len(sentence.tokens)) if (one := reader.word_claim(at))] if len(sentence.of_kind(*WORDS)) <= MOST_WORDS else []
    return sorted([*numbers, *words], key=lambda claim: claim.start)


class _Reader:
    """Reads one sentence. `used`: the places of direction words that a number takes as its own."""

    def __init__(self, sentence: Sentence):
        self.sentence, self.kinds, self.tokens = sentence, sentence.kinds, sentence.tokens
        self.used: set[int] = set()
        self.frames = {at: self._frame(at) for at, token in enumerate(self.tokens) if token.kind == "number"}
        self.pairs = pairs(sentence)
        self.attached = {at: self._attached(at) for at in self.frames}

    def number_claim(self, at: int) -> Claim:
        """What a number claims to be."""
        role, way_at = self.frames[at]
        number = self.tokens[at].what
        assert isinstance(number, Number)
        way = self.tokens[way_at].sense if way_at is not None else {"+": "up", "-": "down"}.get(number.sign, "")
        if number.sign and role in ("level", "any", "target"):
            role = "change"
        if role == "reference" and at in self.pairs and self.tokens[self.pairs[at]].kind in ("name", "group"):
            role = "any"
        codes, sure, groups = self.subject(at)
        if way_at is not None and role == "change" and not tally(self._text(*self.sentence.whole(at))):
            self.used.add(way_at)
        own = self.attached[at]
        refs = tuple(when for when in self._refs(at) if when not in own)
        taken = {id(when) for one in self.attached.values() for when in one}
        start, end = self.sentence.whole(at)
        loose = tuple(
            self.tokens[one].what for one in self._places("period", start, end)
            if id(self.tokens[one].what) not in taken | set(map(id, refs)) and self._is_loose(one, at)
            and not (role == "level" and self._compared(one) and "#" in self.kinds[slice(*self.sentence.clause(one))])
        )  # fmt: skip
        first, last = self.sentence.clause(at)
        said = self._text(start, end)
        return Claim(
            number.start, number.end, role, codes, sure, groups, number, whens=self._days(at, role), refs=refs,
            loose=() if own else loose, way=way, denied=self._denied(way_at), against=self._against(at, role), **self._of_clause(first, last),
            wished=bool(re.search("[Thw]", self.kinds[start:end])), restates=self._restated(at),
            tally=tally(self._text(first, last)), counts=bool(re.search(r"\b(?:the|all|these|those|our|of|both|other|only|last|first)\s*(?:only )?$", self._text(start, at)))
            or bool(re.match(r"(?:of (?:the|our)|(?:most|main|largest) )", self._text(at + 1, last))),
            held=bool(re.search("[TB]", self.kinds[first:last]) or re.search("[hw]", self.kinds[start:end])), near=bool(own), aside=self.kinds[max(at - 1, 0) : at + 2] == "|#|" and self.tokens[at - 1].text == "(",
            listed=bool(re.search(r"#[|&.tPv]*$", self.kinds[:at])), whole=self._is_whole(at, first),
            light=next((colour for colour in ("green", "amber", "red") if re.search(rf"\b{colour}\b", self._text(at + 1, end))), ""),
            sentence=len(self._places("stop", 0, start)), named=self._named(start, end), sums=bool(self._places("sum", start, end)),
            rests=bool(self._places("rest", start, end)) or "n" in self.kinds[first:last],
            **self._mate(at), partner=self.tokens[self.pairs[at]].what.start if at in self.pairs and self.tokens[self.pairs[at]].kind == "number" else -1,
            counted=bool(re.match(r"\.*[kS?]", self.kinds[at + 1 : last])) and not _RATED.search(said),
        )  # fmt: skip

    def _days(self, at: int, role: str) -> tuple[When, ...]:
        """The periods of a number: those with it, else that which opens its sentence; that too where the number's own says no year."""
        own = self.attached[at]
        heading = self._heading(at) if role != "reference" else ()
        year = bool(own) and not own[0].back and any(basis == "year" for _, basis in own[0].days)
        return heading if heading and year else own or heading  # "in 2021/22 … over the year", "Q3 was the worst of the year with"

    def _of_clause(self, first: int, last: int) -> dict[str, object]:
        """What a clause says of all its claims: the words that were not understood, and whether it wishes, doubts or speaks of others."""
        words = [token.text for token in self.tokens[first:last] if token.kind in ("word", "decide")]
        unread = tuple(word for word in words if word != IN_ORDER or not self.pairs)
        return {"unread": unread, "doubt": "e" in self.kinds[first:last] or "w" in self.kinds[slice(*self.sentence.whole(first))], "clause": (first, last)}

    def _text(self, start: int, end: int) -> str:
        """What stands from one token up to another."""
        return self.sentence.text[self.tokens[start].start : self.tokens[end - 1].end] if start < end else ""

    def _places(self, kind: str, start: int, end: int) -> list[int]:
        """Where tokens of a kind stand between two places."""
        return [one for one in range(start, end) if self.tokens[one].kind == kind]

    def _restated(self, at: int) -> int:
        """Where the number before stands that this one says again in another way: "92 offences, or 4.4%", "92 (4.4%)"."""
        before = re.search(r"#[.kS]{0,3}[|&.]{1,2}$", self.kinds[:at])
        words = {token.text for token in self.tokens[before.start() + 1 : at]} if before else set()
        return self.tokens[before.start()].what.start if before and words & {"or", "("} else -1

    def _mate(self, at: int) -> dict[str, object]:
        """The other number of "from 50 to 40", "to 40 from 50", and whether this is the later one."""
        first, last = self.sentence.clause(at)
        for found in re.finditer(r"(?P<one>[ft])\.*(?P<a>#)[^|#]*?(?P<two>[ft])[.v]*(?P<b>#)", self.kinds[first:last]):
            places = (first + found.start("a"), first + found.start("b"))
            if at in places and found["one"] != found["two"]:
                mate = self.tokens[places[at == places[0]]].what.start
                return {"mate": mate, "later": (found["one"] if at == places[0] else found["two"]) == "t"}
        return {}

    def _named(self, start: int, end: int) -> tuple[tuple[str, str], ...]:
        """The indicators and sub-groups that a sentence names; where it does not name two, those of the paragraph up to its end."""
        for first in dict.fromkeys((start, 0)):
            spoken = [token.what for token in self.tokens[first:end] if token.kind in ("name", "group")]
            groups = {one.codes[0] for one in spoken if one.group}
            named = dict.fromkeys((one.codes[0], one.group) for one in spoken if len(one.codes) == 1 and (one.group or one.codes[0] not in groups))
            if len(named) > 1:
                return tuple(named)
        return ()

    def _is_whole(self, at: int, first: int) -> bool:
        """Whether the number before, in the same clause, is a part of this one, or how many times it: "18 of 24", "twice the 43"."""
        before = [token for token in self.tokens[first:at] if token.kind == "number"]
        part = re.search(r"#[.kSG?]{0,3}o[^|#]{0,9}$", self.kinds[first:at])
        return bool(before) and (bool(part) or before[-1].what.kind == "multiple")

    def _is_loose(self, place: int, at: int) -> bool:
        """Whether a period may be of a number that it does not stand with: in its clause, or in one without a number of its own."""
        first, last = self.sentence.clause(place)
        return first <= at < last or not any(token.kind == "number" and token.what.kind == "number" for token in self.tokens[first:last])

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
        before = [one for one in range(at - 1, first - 1, -1) if self.tokens[one].kind in _WAYS]
        stop = next((one for one in range(at + 1, last) if self.tokens[one].kind == "number"), last)
        after = [one for one in range(at + 1, stop) if self.tokens[one].kind in _WAYS]
        found = (after or before) if right or not left and after and after[0] - at < 4 else (before or after)
        earlier = [one for one in range(first - 1, -1, -1) if self.tokens[one].kind in _WAYS] if left else []
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

    def _list_start(self, first: int) -> int:
        """Where a list of names begins that a clause ends: "A, B and C are all lower"."""
        before = re.search(r"(?:[.kG?]*S[.kSG#|]*\|)+$", self.kinds[:first])
        return first - len(before[0]) if before and all(token.text in (",", "(", ")") for token in self.tokens[first - len(before[0]) : first] if token.kind == "cut") else first

    def _is_compared(self, at: int, first: int, last: int) -> bool:
        """Whether a comparison says what with, or is all that is said of its subject: "are down", "fewer than", "up on last year"."""
        after = self.kinds[at + 1 : last]
        alone = re.search(r"v[.n]*$", self.kinds[first:at]) and self.tokens[at].text not in _PLACING
        number = re.match(r"\.{1,2}#", after)  # "up on the 182 in Q3"
        if number and self.frames[at + number.end()][0] == "reference":
            return True
        if re.match(r"[.kSG]*[rf]|[^|#PTB]*r", after) or re.fullmatch(r"\.*", after) and "v" in self.kinds[first:at] or alone and re.match(r"\.*P", after):
            return True
        period = re.match(r"\.*P", after)
        return bool(period) and self.tokens[at + period.end()].what.back > 0

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

    def _against(self, at: int, role: str) -> str:
        """Whether the clause holds a change against a target or a baseline."""
        if role not in ("change", "any", "target"):
            return ""
        first, last = self.sentence.clause(at)
        places = [place for place in range(max(first - 2, 0), last) if self.tokens[place].kind in STANDS]
        stop = next((one for one in range(at + 1, last) if self.kinds[one] == "#"), last)
        if role == "change" and any(self._compared(one) for one in self._places("period", at + 1, stop)):
            places = [place for place in places if place < stop]  # "426 fewer than in 2014/15 and 1,382 below the baseline"
        after = [place for place in places if place > at and (role == "target" or "#" not in self.kinds[at + 1 : place])]
        nearest = min(places, key=lambda place: abs(place - at), default=None) if role == "target" or not after else after[0]
        return "" if nearest is None else self.tokens[nearest].kind

    def _denied(self, way_at: int | None) -> bool:
        if way_at is None:
            return False
        first, _ = self.sentence.clause(way_at)
        return bool(re.search(r"n[.vwm]{0,4}$", self.kinds[first:way_at]))

    def word_claim(self, at: int) -> Claim | None:
        """What a word claims that no number takes: a direction, no change, a target met or missed, all or none."""
        token = self.tokens[at]
        if at in self.used or token.kind not in WORDS:
            return None
        first, last = self.sentence.clause(at)
        clause = self.kinds[first:last]
        codes, sure, groups = self.subject(at)
        if token.sense == "exceeded" and re.match(r"\.*P", self.kinds[at + 1 : last]):  # "exceeds last year's"
            token = replace(token, kind="compare", sense="up")
        role = {"move": "direction", "compare": "direction", "quantity": token.sense, "same": "same"}.get(token.kind, token.kind)
        groups = tuple(group for group in groups if group) or groups
        others = [one for one in range(first, last) if self.kinds[one] in "mch" and one != at]  # each word has its own stretch
        start, end = max([one + 1 for one in others if one < at], default=first), min([one for one in others if one > at], default=last)
        against = next((self.tokens[one].kind for one in [*range(at, end), *(range(start, at) if start == first else ())] if self.tokens[one].kind in STANDS), "")
        if (against := "target" if token.text in ("on track", "on target", "off track", "off target") else against) and role in ("direction", "reach"):
            role = "reach"
        elif token.kind == "quantity" and re.match(r"[.o]*P", self.kinds[at + 1 :]):
            return None  # "in none of the quarters"
        elif token.sense in ("all", "most", "minority") and not re.match(r"[.o]*[kSG]", clause[at - first + 1 :]):
            return None  # all of what is not said with it
        elif token.kind == "same" and re.match(r"\.*m", self.kinds[at + 1 :]):
            return None  # "a steady decline"
        elif token.kind in _WAYS and re.match(r"f\|", self.kinds[at + 1 : last + 1] + "|"):
            return None  # "has been falling since"
        elif token.kind == "superlative" and re.match(r"[.o]*m", self.kinds[at + 1 :]):
            return None  # "the biggest fall"
        elif token.kind == "compare" and (not self._is_compared(at, first, last) or "never" in self.sentence.text[self.tokens[first].start : token.start]):
            return None
        if self.kinds[max(first - 1, 0)] == "|" and self.tokens[max(first - 1, 0)].kind == "aside":
            return None
        earlier = {id(when) for number, found in self.attached.items() if self.frames[number][0] == "reference" for when in found}
        periods = [(spot, one.what) for spot, one in enumerate(self.tokens[first:last], first) if one.kind == "period"]
        refs = tuple(when for spot, when in periods if self._compared(spot) or when.back >= 12 or id(when) in earlier)
        steps = streak(self._text(*self.sentence.whole(at)))
        whens = tuple(when for _, when in periods if when not in refs and not (steps and len(when.days) > 4))
        names = list(dict.fromkeys(one.what.codes for one in self.tokens[self._list_start(first) : last] if one.kind == "name"))
        alike = tuple(dict.fromkeys(one.what.group for one in self.tokens[first:last] if one.kind == "group"))
        each = len(names) > 1 and not groups and not re.search("[SG]", self.kinds[at:last])
        codes = tuple(one[0] for one in names) if each else codes
        if len(alike) > 1 and re.search(r"G\.?k*[|&]+[.k]*G", clause) and role == "direction":  # "rose in Fable Hill and Moor Edge"
            each, codes, groups = True, codes[:1], alike
        return Claim(
            token.start, token.end, role, codes, each or (sure and len(names) < 2), groups, whens=whens or self._heading(at), refs=refs, way=token.sense,
            denied=self._denied(at), against=against, **self._of_clause(first, last), steps=steps, each=each,
            tally=tally(self._text(first, last)) if role == "direction" else (),
            quarterly=bool(re.match(r"[a-z ]{0,16}\bquarter|[^.;]* of the (?:year|four)", self.sentence.text[token.end :])),
            spoken=bool(re.search("[SG]", clause)), follows=not re.search("[SG]", clause) and not whens,
        )  # fmt: skip

