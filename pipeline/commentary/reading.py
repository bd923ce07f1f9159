"""Reading: what each number of a sentence claims to be, by the words beside it; and what its other words claim."""

import re
from dataclasses import replace

from pipeline.commentary.claim import Claim
from pipeline.commentary.evidence import STANDS
from pipeline.commentary.scopes import CHANGES, WAYS, Scopes
from pipeline.commentary.tokens import Sentence

WORDS = (*WAYS, "same", "quantity", "superlative", "light", "place")
_RATED = re.compile(r"\b(?:per|rates?|every|each|head|a person|index)\b")
_AGAIN = re.compile(r"[,.;]? ?(?:that|this|which) (?:is|makes|means|equals|represents|leaves)\b|that is\b|which\b")
_OF_QUARTERS = re.compile(r"[a-z ]{0,24}\bquarter|[^.;]* of the (?:year|four)")
_LISTED = re.compile(r"\b(?:the|all|these|those|our|of|both|other|only|last|first)\s*(?:only )?$")
_LISTS = re.compile("of (?:the|our)|(?:most|main|largest) ")
_PLACES = dict(first=1, second=2, third=3, fourth=4, fifth=5)
_TIMES = _PLACES | dict(one=1, two=2, three=3, four=4, five=5, six=6, seven=7, eight=8, nine=9, ten=10)
_MANY = "|".join(_TIMES)
_AMONG = re.compile(rf" [a-z ]{{0,30}}?\bof (?:the |these |our |all )?(?:last |past )?({_MANY}) (?:years|quarters)\b")
_NTH = re.compile(r"\b(second|third|fourth|fifth)[ -]$")
_PLACED = re.compile(r"\b(?:rank(?:ed|s)?|placed|came|comes?|now|finished|in|stands|stood) $")
_PER = re.compile(r"(?: [a-z]+){0,4}? (?:a|per|each|every) (?P<per>day|week|month|quarter)\b(?! (?:of|in a row))")
_AVERAGED = re.compile(r"\b(?P<per>daily|weekly|monthly|quarterly) average (?:of|was|stood at|is)(?: [a-z]+)?$")
_IN_A_ROW = re.compile(
    rf"\b(?P<many>{_MANY}|\d) (?:successive |consecutive )?(?P<unit>quarter|year|time)s? (?:in a row|running)"
    rf"|\b(?P<nth>{_MANY}) (?:successive|consecutive) (?P<what>quarter|year|annual)"
    r"|\b(?:every|each) (?:single )?(?P<every>quarter|year)\b"
)
_TALLY = re.compile(
    r"\b(?:(?P<both>both)(?= (?:measures|indicators|areas|of (?:the|these|our)|[a-z]+ed|fell|rose|are|were|have)\b)"
    rf"|all (?:of )?(?:the |our )?(?P<all>{_MANY})|(?P<many>{_MANY}) (?:out )?of (?:the |our )?(?P<of>{_MANY}))\b"
    r"(?! (?:quarters|years|months|of))"
)


def claims_of(sentence: Sentence) -> list[Claim]:
    """The claims of a sentence in order: of each number, and of each other word of direction, target or extent."""
    reader = _Reader(sentence)
    claims = [reader.number_claim(at) for at in reader.frames]
    claims += [one for at in range(len(sentence.tokens)) if (one := reader.word_claim(at))]
    return sorted(claims, key=lambda claim: claim.start)


def tally(text: str) -> tuple[int, int] | tuple[()]:
    """Of how many things something is said, and of how many in all: "three of our four areas"."""
    match = _TALLY.search(text)
    if not match or match["both"]:
        return (2, 2) if match else ()
    return _TIMES[match["all"] or match["many"]], _TIMES[match["all"] or match["of"]]


def streak(text: str) -> tuple[int, int] | tuple[()]:
    """Months of a step and how many in a row are told; "every quarter" is said of the three steps in a year."""
    if not (match := _IN_A_ROW.search(text)):
        return ()
    many, unit = match["many"] or match["nth"] or "", match["unit"] or match["what"] or match["every"]
    quarters = unit == "quarter" or unit == "time" and "quarter" in text
    return 3 if quarters else 12, _TIMES.get(many) or int(many or 0)


class _Reader(Scopes):
    """Reads one paragraph. `used`: the places of direction words that a number takes as its own."""

    def __init__(self, sentence: Sentence):
        super().__init__(sentence)
        self.used: set[int] = set()

    def number_claim(self, at: int) -> Claim:
        """What a number claims to be."""
        (role, way_at), number = self.frames[at], self.tokens[at].what
        first, last = self.sentence.clause(at)
        start, end = self.sentence.whole(at)
        clause, whole = self.kinds[first:last], self.kinds[start:end]
        way = self.tokens[way_at].sense if way_at is not None else {"+": "up", "-": "down"}.get(number.sign, "")
        if number.sign and role in ("level", "any", "target"):
            role = "change"
        if role == "level" and _AGAIN.match(self._text(max(first - 1, 0), at)):
            role = "any"  # it says again what was said before
        if way_at is not None and role == "change" and not tally(self._text(start, end)):
            self.used.add(way_at)
        codes, sure, groups = self.subject(at)
        rivals = self._rivals(at, last) if role in CHANGES and codes else ()  # a number tells by how much
        refs = tuple(when for when in self._refs(at) if when not in self.attached[at])
        around = self.kinds[max(at - 1, 0) : at + 2]
        counts = _LISTED.search(self._text(start, at)) or _LISTS.match(self._text(at + 1, last))
        return Claim(
            number.start, number.end, role, codes, sure, groups, number,
            whens=self._days(at), refs=refs, loose=() if self.attached[at] else self._loose(at, refs),
            way=way, against=self._against(at, role),
            denied=bool(re.match("[^#|]*n", self.kinds[at + 1 : last])) if way_at is None else self._denied(way_at),
            links=tuple(self.links.get(at, ())), **self._of_clause(first, last),
            wished=bool(re.search("[Thw]", whole)), held=bool(re.search("[TB]", clause) or re.search("[hw]", whole)),
            near=bool(self.attached[at]), aside=around == "|#|" and self.tokens[at - 1].text == "(",
            row=bool(re.search(r"#[|&.tPv]*$", self.kinds[:at])),
            counted=bool(re.match(r"\.*[kS?]", clause[at + 1 - first :])) and not _RATED.search(self._text(start, end)),
            counts=bool(counts), tally=tally(self._text(first, last)), per=self._per(at, last),
            named=((codes[0], [*groups, ""][0]), *rivals) if rivals else self._named(start, end),
            sums=bool(self._places("sum", start, end)), rests=bool(self._places("rest", start, end)) or "n" in whole,
        )  # fmt: skip

    def _per(self, at: int, last: int) -> str:
        """The stretch of days of which a number is the average: "63 a month", "a weekly average of 15"."""
        after = _PER.match(self.sentence.text, self.tokens[at].end) if self.tokens[at].what.kind == "number" else None
        if not after and self.frames[at][0] == "reference":  # "399 a month, against the 420 of the year before"
            before = (one for one in self.frames if self.sentence.whole(at)[0] <= one < at)
            return next((per for one in before if (per := self._per(one, last))), "")
        before = _AVERAGED.search(self._text(self.sentence.clause(at)[0], at))
        return after["per"] if after else {"daily": "day"}.get(before["per"], before["per"][:-2]) if before else ""

    def _of_clause(self, first: int, last: int) -> dict[str, object]:
        """What a clause says of all its claims: what was not understood; whether it wishes or speaks of others."""
        kinds = ("word", "decide") if self._rivals(first, last) else ("word", "decide", "pace")
        words = [token.text for token in self.tokens[first:last] if token.kind in kinds]
        doubt = "e" in self.kinds[first:last] or "w" in self.kinds[first:last]
        sentence = len(self._places("stop", 0, first))
        return {"unread": tuple(words), "doubt": doubt, "clause": (first, last), "sentence": sentence}

    def _against(self, at: int, role: str) -> str:
        """Whether the clause holds a change against a target or a baseline: the next after it, else the nearest."""
        first, last = self.sentence.clause(at)
        stop = [*self._places("number", at + 1, last), last][0]
        places = [one for one in range(max(first - 2, 0), last) if self.tokens[one].kind in STANDS]
        if role == "change" and stop < last and self.frames[stop][0] in CHANGES:
            places = [one for one in places if one < stop]  # "426 fewer than in 2014/15 and 1,382 below the baseline"
        after = [one for one in places if at < one < stop and role != "target"]
        nearest = after[:1] or sorted(places, key=lambda one: abs(one - at))[:1]
        return self.tokens[nearest[0]].kind if nearest and role in (*CHANGES, "target") else ""

    def _denied(self, way_at: int) -> bool:
        first, _ = self.sentence.clause(way_at)
        return bool(re.search(r"n[.vwm]{0,4}$", self.kinds[first:way_at]))

    def _is_compared(self, at: int, first: int, last: int) -> bool:
        """Whether a comparison says what with, or is all that is said of its subject: "are down", "up on last year"."""
        before, after = self.kinds[first:at], self.kinds[at + 1 : last]
        alone = re.search(r"v[.n]*$", before)
        all_said = re.fullmatch(r"\.*", after) and re.search("v[^n]*$", before)
        if all_said or self._rivals(at, last) or re.match(r"[.kSG]*[rf]|[^|#PTB]*r", after):
            return True
        if number := re.match(r"\.{1,2}#", after):  # "up on the 182 in Q3"
            return self.frames[at + number.end()][0] in ("reference", "any")
        period = re.match(r"\.*P", after)
        return bool(period) and bool(alone or self.tokens[at + period.end()].what.back)

    def _claims_nothing(self, at: int, first: int, last: int, held: bool) -> bool:
        """Whether a word is none of its kind where it stands."""
        token, after = self.tokens[at], self.kinds[at + 1 : last]
        if token.kind == "light":  # "is rated green", and not "three are green", "green spaces"
            several = re.search("[#L]", self.kinds[first:at] + after) or self._places("sum", first, last)
            return (
                bool(several) or not re.search(r"v\.*$", self.kinds[first:at]) or not re.match(r"\.*(?:$|P|&)", after)
            )
        if token.kind == "place":
            return not _PLACED.search(self._text(first, at) + " ") or bool(re.match("[kSGu#?]", after))
        if token.kind == "quantity":  # "in none of the quarters"; all of what is not said with it
            return not re.match(r"[.o]*[vkSG]" if token.sense == "none" else r"[.o]*[kSG]", after)
        if token.kind in ("same", "superlative"):
            held_against = token.kind == "superlative" and re.search(r"[rf][.v]*$", self.kinds[first:at])
            return bool(held_against or re.match(r"[.o]*m", after))  # "than the peak"; "a steady decline"
        if token.kind == "compare":
            changes = re.search(r"m[.b]*(?:\|#\|[v.]*)?$", self.kinds[:at])  # "improved more than" compares changes
            return bool(changes) or not held and not self._is_compared(at, first, last)
        return token.kind == "move" and after == "f"  # "has been falling since"

    def _held_against(self, at: int, first: int, last: int) -> str:
        """The target or baseline that stands in a word's own stretch of its clause, up to the next such word."""
        others = [one for one in range(first, last) if self.kinds[one] in "mch" and one != at]
        end = min([one for one in others if one > at], default=last)
        stretch = [*range(at, end), *(range(first, at) if not others or others[0] > at else ())]
        on_it = re.fullmatch("o(?:n|ff) t(?:rack|arget)", self.tokens[at].text)
        return "target" if on_it else next((kind for one in stretch if (kind := self.tokens[one].kind) in STANDS), "")

    def word_claim(self, at: int) -> Claim | None:
        """What a word claims that no number takes: a direction, no change, a target met or missed, all or none."""
        token = self.tokens[at]
        first, last = self.sentence.clause(at)
        if token.kind not in WORDS or at in self.used:
            return None
        against = self._held_against(at, first, last)
        if self._claims_nothing(at, first, last, bool(against)):
            return None
        if token.sense == "exceeded" and re.match(r"\.*P", self.kinds[at + 1 : last]):  # "exceeds last year's"
            token = replace(token, kind="compare", sense="up")
        role = {"move": "direction", "compare": "direction", "quantity": token.sense}.get(token.kind, token.kind)
        role = "reach" if role == "direction" and against else role
        said, whole = self._text(first, last), self._text(*self.sentence.whole(at))
        steps, said_before = streak(whole), self.sentence.text[: token.start]
        refs, whens = self._days_of_word(at, role, bool(steps))
        codes, sure, groups, each = self._subjects(at, first, last)
        named, pace = bool(re.search("[SG]", self.kinds[first:last])), self._pace(at, last)
        return Claim(
            token.start, token.end, role, codes, sure, groups, whens=whens or self._heading(at), refs=refs,
            way=token.sense, denied=self._denied(at), against=against, **self._of_clause(first, last), steps=steps,
            each=each, tally=tally(said) if role == "direction" else (), spoken=named, follows=not named and not whens,
            rivals=self._rivals(at, last) if token.kind == "compare" or pace else (), pace=pace,
            among=_TIMES[among[1]] if (among := _AMONG.match(self.sentence.text, token.end)) else 0,
            nth=_PLACES.get(token.text) or (_PLACES[nth[1]] if (nth := _NTH.search(said_before)) else 1),
            quarterly=bool(_OF_QUARTERS.match(self.sentence.text, token.end)),
        )  # fmt: skip

    def _pace(self, at: int, last: int) -> str:
        """Whether something moved more or less than what is named after it: "fell faster than"."""
        after = re.match(r"[.vb]*([dc])[.v]*r[^#|]*?[SG]", self.kinds[at + 1 : last])
        return self.tokens[at + 1 + after.start(1)].sense if after and self.tokens[at].kind == "move" else ""

    def _days_of_word(self, at: int, role: str, in_a_row: bool) -> tuple[tuple, tuple]:
        """What a word is held against, and the periods it is of: those of its clause, the ones after it first."""
        first, last = self.sentence.clause(at)
        earlier = [id(when) for one in self.frames if self.frames[one][0] == "reference" for when in self.attached[one]]
        places = self._places("period", first, last)
        own = [one for one in places if one > at] or places
        back = [one for one in places if self.tokens[one].what.back >= 12 or id(self.tokens[one].what) in earlier]
        held = [one for one in places if self._compared(one) or one in back and role != "superlative"]
        if role == "superlative":  # "the lowest since Q2"
            own = [one for one in own if re.search(r"f\.*$", self.kinds[:one])]
        among = ("quarter", "year") if role == "superlative" else ("quarter",) if in_a_row else ()
        days = {one: [basis for _, basis in self.tokens[one].what.days] for one in places}
        wide = [one for one in places if len(days[one]) > 3 and set(among) & set(days[one])]  # "of any quarter"
        whens = tuple(self.tokens[one].what for one in places if one not in (*held, *wide))
        return tuple(self.tokens[one].what for one in own if one in held), whens

    def _subjects(self, at: int, first: int, last: int) -> tuple[tuple[str, ...], bool, tuple[str, ...], bool]:
        """Whose a word is, and whether it is said of each: "A, B and C are lower", "rose in Fable Hill and Moor"."""
        codes, sure, groups = self.subject(at)
        groups = tuple(group for group in groups if group)
        before = re.search(r"(?:[.kG?]*S[.kSG#|]*\|)+$", self.kinds[:first])
        start = first - len(before[0]) if before else first
        alike = tuple(dict.fromkeys(one.what.group for one in self.tokens[first:last] if one.kind == "group"))
        names = list(dict.fromkeys(one.what.codes for one in self.tokens[start:last] if one.kind == "name"))
        if len(names) > 1 and not groups and not re.search("[SG]", self.kinds[at:last]):
            return tuple(one[0] for one in names), True, groups, True
        if len(alike) > 1 and self.tokens[at].kind != "superlative":
            return codes[:1], True, alike, True
        return codes, sure, groups, False
