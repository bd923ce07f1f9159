"""Reading: what each number of a sentence claims to be, by the words beside it; and what its other words claim."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.commentary.claim import Claim
from pipeline.commentary.evidence import STANDS
from pipeline.commentary.lists import IN_ORDER, streak, tally
from pipeline.commentary.scopes import WAYS, Scopes
from pipeline.commentary.tokens import Sentence
from pipeline.core.written.numbers import Number

WORDS = (*WAYS, "same", "quantity", "superlative")
MOST_WORDS = 60  # more is a list and no sentence; the longest real one has 6
_PLACING = ("over", "under", "above", "below", "off")  # they need something to stand against
_RATED = re.compile(r"\b(?:per|rates?|every|each|head|a person|index)\b")


def claims_of(sentence: Sentence) -> list[Claim]:
    """The claims of a sentence in order: one a number, and one for each word of direction, target or extent that no number uses."""
    reader = _Reader(sentence)
    numbers = [reader.number_claim(at) for at, token in enumerate(sentence.tokens) if token.kind == "number"]
    words = [one for at in range(len(sentence.tokens)) if (one := reader.word_claim(at))] if len(sentence.of_kind(*WORDS)) <= MOST_WORDS else []
    return sorted([*numbers, *words], key=lambda claim: claim.start)


class _Reader(Scopes):
    """Reads one paragraph. `used`: the places of direction words that a number takes as its own."""

    def __init__(self, sentence: Sentence):
        super().__init__(sentence)
        self.used: set[int] = set()

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
        before = self._text(max(self.sentence.clause(at)[0] - 1, 0), at)
        if role == "level" and re.match(r"[,.;]? ?(?:that|this|which) (?:is|makes|means|equals|represents|leaves)\b|that is\b|which\b", before):
            role = "any"  # it says again what was said before
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
            chained=bool(re.search(r"t\.{0,2}$", self.kinds[:at]) or re.search(r"\b(?:then|finally|next|after that)\b", self._text(first, at))),
            held=bool(re.search("[TB]", self.kinds[first:last]) or re.search("[hw]", self.kinds[start:end])), near=bool(own), aside=self.kinds[max(at - 1, 0) : at + 2] == "|#|" and self.tokens[at - 1].text == "(",
            listed=bool(re.search(r"#[|&.tPv]*$", self.kinds[:at])), whole=self._is_whole(at, first),
            light=next((colour for colour in ("green", "amber", "red") if re.search(rf"\b{colour}\b", self._text(at + 1, end))), ""),
            sentence=len(self._places("stop", 0, start)), named=self._named(start, end), sums=bool(self._places("sum", start, end)),
            rests=bool(self._places("rest", start, end)) or "n" in self.kinds[first:last],
            **self._mate(at), partner=self.tokens[self.pairs[at]].what.start if at in self.pairs and self.tokens[self.pairs[at]].kind == "number" else -1,
            counted=bool(re.match(r"\.*[kS?]", self.kinds[at + 1 : last])) and not _RATED.search(said),
        )  # fmt: skip

    def _of_clause(self, first: int, last: int) -> dict[str, object]:
        """What a clause says of all its claims: the words that were not understood, and whether it wishes, doubts or speaks of others."""
        words = [token.text for token in self.tokens[first:last] if token.kind in ("word", "decide")]
        unread = tuple(word for word in words if word != IN_ORDER or not self.pairs)
        return {"unread": unread, "doubt": "e" in self.kinds[first:last] or "w" in self.kinds[slice(*self.sentence.whole(first))], "clause": (first, last)}

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

    def _is_whole(self, at: int, first: int) -> bool:
        """Whether the number before, in the same clause, is a part of this one, or how many times it: "18 of 24", "twice the 43"."""
        before = [token for token in self.tokens[first:at] if token.kind == "number"]
        part = re.search(r"#[.kSG?]{0,3}o[^|#]{0,9}$", self.kinds[first:at])
        return bool(before) and (bool(part) or before[-1].what.kind == "multiple")

    def _against(self, at: int, role: str) -> str:
        """Whether the clause holds a change against a target or a baseline."""
        if role not in ("change", "any", "target"):
            return ""
        first, last = self.sentence.clause(at)
        places = [place for place in range(max(first - 2, 0), last) if self.tokens[place].kind in STANDS]
        stop = next((one for one in range(at + 1, last) if self.kinds[one] == "#"), last)
        if role == "change" and any(self._compared(one) for one in self._places("period", at + 1, stop)):
            places = [place for place in places if place < stop]  # "426 fewer than in 2014/15 and 1,382 below the baseline"
        if role != "target":  # "a quarter off and better than the 20% asked for"
            places = [place for place in places if place < stop or "&" not in self.kinds[at:place]]
        after = [place for place in places if place > at and (role == "target" or "#" not in self.kinds[at + 1 : place])]
        nearest = min(places, key=lambda place: abs(place - at), default=None) if role == "target" or not after else after[0]
        return "" if nearest is None else self.tokens[nearest].kind

    def _denied(self, way_at: int | None) -> bool:
        if way_at is None:
            return False
        first, _ = self.sentence.clause(way_at)
        return bool(re.search(r"n[.vwm]{0,4}$", self.kinds[first:way_at]))

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
        elif token.kind == "quantity" and (re.match(r"[.o]*P", self.kinds[at + 1 :]) or token.sense == "none" and not re.match(r"[.o]*[vkSG]", self.kinds[at + 1 :])):
            return None  # "in none of the quarters", "had none"
        elif token.sense in ("all", "most", "minority") and not re.match(r"[.o]*[kSG]", clause[at - first + 1 :]):
            return None  # all of what is not said with it
        elif token.kind == "same" and re.match(r"\.*m", self.kinds[at + 1 :]):
            return None  # "a steady decline"
        elif token.kind in WAYS and re.match(r"f\|", self.kinds[at + 1 : last + 1] + "|"):
            return None  # "has been falling since"
        elif token.kind == "superlative" and re.match(r"[.o]*m", self.kinds[at + 1 :]):
            return None  # "the biggest fall"
        elif token.kind == "compare" and (not self._is_compared(at, first, last) or "never" in self.sentence.text[self.tokens[first].start : token.start]):
            return None
        if self.kinds[max(first - 1, 0)] == "|" and self.tokens[max(first - 1, 0)].kind == "aside":
            return None
        earlier = {id(when) for number, found in self.attached.items() if self.frames[number][0] == "reference" for when in found}
        periods = [(spot, self.tokens[spot].what) for spot in self._places("period", first, last)]
        own = [(spot, when) for spot, when in periods if at < spot < end] or periods
        held = [when for spot, when in periods if self._compared(spot) or when.back >= 12 or id(when) in earlier]
        refs = tuple(when for _, when in own if when in held)
        steps = streak(self._text(*self.sentence.whole(at)))
        among = {"superlative": ("quarter", "year")}.get(role, ("quarter",) if steps else ())  # "the highest of any quarter of the year"
        wide = [when for _, when in periods if len(when.days) > 3 and any(basis in among for _, basis in when.days)]
        whens = tuple(when for _, when in periods if when not in (*held, *wide))
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
            quarterly=bool(re.match(r"[a-z ]{0,24}\bquarter|[^.;]* of the (?:year|four)", self.sentence.text[token.end :])),
            spoken=bool(re.search("[SG]", clause)), follows=not re.search("[SG]", clause) and not whens,
        )  # fmt: skip
