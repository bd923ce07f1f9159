"""Named indicators and sub-groups: which of the report's the words of a sentence speak of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.commentary.lexicon import lexicon
from pipeline.definitions.report import Report

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_ENDINGS = "fully ful ations ation ures ure ings ing ments ment ions ion ies ied ers er ed es s y e".split()
# Words that a reader takes for one another, by the stem that stands for them.
_ALIKE = {
    word: words.split()[0]
    for words in (
        "person people persons individuals individual residents resident", "child children child kids youngsters", "female females women woman",
        "male males men man", "self themselves himself herself", "tak took taken take takes taking", "offenc offence offences crime crimes offending",
        "violent violence", "satisf satisfaction satisfied happy content", "client clients customer customers user users",
        "confident confidence", "refer refers referred referring referral referrals", "young youth youths", "revok revoke revoked revocation revocations",
        "advoc advocate advocated advocacy", "clos close closed closes closing closure closures", "repeat re repeats repeated",
        "agreement agreed agreement agreements agree", "monitor monitored monitoring", "engag engaged engagement", "treat treatment treated",
    )
    for word in words.split()
}  # fmt: skip
# Stems that many indicators share: alone they name none.
_COMMON_WORDS = (
    "case person referral incident offence victim client service support user contact agency partner abuse recipient domestic antisocial behaviour police"
    " young child offender year month day number percentage proportion share rate total new time"
)
_UNKNOWN = ("not given", "not known", "not stated", "not recorded", "unknown")
_SHORT = {"asb": "antisocial behaviour", "da": "domestic abuse", "dv": "domestic violence", "iom": "integrated offender management"}


@lru_cache(maxsize=8192)  # a text says the same words again and again
def stem(word: str) -> str:
    """A word without its ending, roughly: enough to see that closed, closing and closures are of one kind."""
    word = word.removesuffix("'s").strip("'-")
    if word in _ALIKE:
        return _ALIKE[word]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not (ending == "s" and word.endswith("ss")):
            word = word[: -len(ending)]
            break
    word = word.removesuffix("e") if len(word) > 4 else word
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "se" else word


_COMMON = frozenset(stem(word) for word in _COMMON_WORDS.split())
_SAYS = {word for word, entry in lexicon().entries.items() if entry.kind in ("move", "compare", "reference", "from", "target")}
_EMPTY = _SAYS | frozenset("the a an of in on at to for from by and or but as is was were are who that which it its per no not be been are their our we all came come comes went goes got see saw put puts".split())


def stems(text: str) -> list[str]:
    """The stems of the words that carry meaning, in order; short forms are written out too."""
    words = _WORD.findall(text.lower().replace("anti-social", "antisocial"))
    longer = [part for word in words for part in (word, *_SHORT.get(word, "").split())]
    return [stem(word) for word in longer if word not in _EMPTY]


@dataclass(frozen=True)
class Mention:
    """Where a sentence names indicators (several where its words fit several equally well), or a sub-group of one."""

    start: int
    end: int
    codes: tuple[str, ...]
    group: str = ""


@dataclass
class Names:
    """The words by which each indicator of a report, and each of its sub-groups, can be called."""

    report: Report
    groups: dict[str, list[str]]
    phrases: dict[str, list[frozenset[str]]] = field(default_factory=dict)
    vocabulary: dict[str, frozenset[str]] = field(default_factory=dict)
    spread: Counter = field(default_factory=Counter)

    def __post_init__(self) -> None:
        for code, groups in self.groups.items():
            about = self.report.indicators[code]
            texts = [about.short_name, about.noun.one, about.noun.many, re.sub(r"\([^)]*\)", " ", about.name)]
            brackets = " ".join(re.findall(r"\(([^)]*)\)", f"{about.name} {about.short_name}"))
            letters = [stem(word.lower()) for word in re.findall(r"\b[A-Z]{3,}\b", brackets)]
            shared = set(stems(about.name)) & _COMMON
            self.phrases[code] = [frozenset(stems(text)) for text in texts if stems(text)]
            self.phrases[code] += [frozenset((one, other)) for one in letters for other in shared]
            short = (word for word, meant in _SHORT.items() if meant in about.name.lower())
            self.vocabulary[code] = frozenset(stems(" ".join([*texts, brackets, *groups, *short])))
            self.spread.update(self.vocabulary[code])

    def mentions(self, text: str, own: str) -> list[Mention]:
        """The indicators that a text (lower case, numbers and periods blanked) names, in order."""
        found = [
            Mention(match.start(), match.end(), (code,))
            for code in sorted(self.groups, key=len, reverse=True)
            for match in re.finditer(rf"(?<![\w.-]){re.escape(code.lower())}(?![\w-]|\.\d|%)", text)
            if re.search("[a-z]", code) and re.search(r"\d", code)
        ]
        words = [(match.start(), match.end(), stem(match[0])) for match in _WORD.finditer(text) if match[0] not in _EMPTY]
        at = 0
        while at < len(words):
            length, codes = self._longest(text, words[at : at + 9], own)  # no name here has more than nine words that carry meaning
            if codes and all(words[at + length - 1][1] <= one.start or one.end <= words[at][0] for one in found):
                found.append(Mention(words[at][0], words[at + length - 1][1], codes))
            at += max(length, 1)
        return sorted(found, key=lambda mention: mention.start)

    def _longest(self, text: str, words: list[tuple[int, int, str]], own: str) -> tuple[int, tuple[str, ...]]:
        best: tuple[float, int, tuple[str, ...]] = (0.0, 0, ())
        for length in range(1, len(words) + 1):
            window = words[:length]
            gaps = (text[one[1] : two[0]] for one, two in zip(window, window[1:], strict=False))
            if any(re.search(r"[,;:()#~.\d]|\b(?:while|but|than)\b", gap) for gap in gaps):
                break
            joined = next((at for at in range(1, length) if " and " in text[window[at - 1][1] : window[at][0]]), 0)
            if joined and all(one[2] in _COMMON for one in window[:joined]):
                break  # "1,440 offences and violence without injury": a name begins after the "and"
            codes, score = self._named({one[2] for one in window}, own, bool(joined))
            if codes and own and own not in codes and {one[2] for one in window} <= self.vocabulary[own]:
                codes = (own, *codes)  # its own words too: either may be meant
            if codes and score > best[0] + 0.01:  # a longer stretch must say more
                best = (score, length, codes)
        return best[1], best[2]

    def _named(self, said: set[str], own: str, joined: bool) -> tuple[tuple[str, ...], float]:
        scores: dict[str, float] = {}
        for code, phrases in self.phrases.items():
            if said - self.vocabulary[code] or (code in self.report.populations and code != own):
                continue
            for phrase in phrases:
                if self._enough(phrase & said, phrase) and not (joined and phrase - said):  # over an "and" only a whole name
                    shared = phrase & said
                    rare = sum(1 / self.spread[one] for one in shared)
                    scores[code] = max(scores.get(code, 0), len(shared) + len(shared) / len(phrase) + rare)
        top = max(scores.values(), default=0.0)
        best = tuple(code for code, score in scores.items() if score > top - 0.34)  # a third of a word apart: as good
        return ((own,) if own in best else best), top

    def _enough(self, shared: frozenset[str], phrase: frozenset[str]) -> bool:
        """Whether these words of a name are enough to mean it: all of them, most of them, or those that no other name has."""
        telling, covered = [one for one in shared if one not in _COMMON], len(shared) / len(phrase)
        if covered == 1 and (telling or len(shared) > 1):
            return True
        if len(shared) >= 2 and telling:
            rare = any(self.spread[one] == 1 for one in telling)
            return covered >= 0.6 or (rare and covered >= 0.4)  # three words of five, or two with one that no other name has
        return sum(self.spread[one] == 1 for one in telling) >= 2

    def group_mentions(self, text: str, codes: tuple[str, ...]) -> Iterator[Mention]:
        """The sub-groups of these indicators that a text names: by their whole name, or by all of its words that carry meaning."""
        for code in codes:
            groups = self.groups.get(code, [])
            for group in groups:
                for match in re.finditer(_written(group), text):
                    yield Mention(match.start(), match.end(), (code,), group)
            own = Counter(one for group in groups for one in set(stems(group)))
            telling = {one: group for group in groups for one in stems(group) if own[one] == 1 and len(stems(group)) > 1}
            named = set(stems(f"{self.report.indicators[code].name} {self.report.indicators[code].noun.many}"))
            for match in _WORD.finditer(text):  # a word that only one of them has
                if (one := stem(match[0])) in telling and one not in named:
                    yield Mention(match.start(), match.end(), (code,), telling[one])

    def knows(self, codes: tuple[str, ...], word: str) -> bool:
        """Whether a word belongs to the names of these indicators."""
        return any(stem(word) in self.vocabulary[code] for code in codes if code in self.vocabulary)


@lru_cache(maxsize=2048)
def _written(name: str) -> str:
    """The pattern of how a sub-group is written: its words in order with any endings; "46-55" also as "46 to 55", "66+" as "66 and over"."""
    if name.lower() in _UNKNOWN:
        return rf"\b(?:{'|'.join(_UNKNOWN)}|do(?:es)? not know|did not say)\b"
    if ages := re.fullmatch(r"(\d+) ?[-–] ?(\d+)", name):
        return rf"(?<![\w.,]){ages[1]} ?(?:-|–|to|and) ?{ages[2]}(?![\w%])"
    if ages := re.fullmatch(r"(\d+)(?:\+| and over)", name):
        return rf"(?<![\w.,]){ages[1]}(?:\+| (?:years )?(?:and|or) (?:over|older|above|more))(?![\w%])"
    words = [word for word in re.findall(r"[a-z0-9]+", name.lower()) if word not in _EMPTY]
    shapes = [_shapes(word) for word in words]
    return r"(?<![\w-])" + r"\W+(?:\w+\W+){0,2}".join(shapes) + r"(?![\w-])" if words else r"(?!)"


def _shapes(word: str) -> str:
    alike = [other for other, one in _ALIKE.items() if one == _ALIKE.get(word, "-")]
    base = word if len(word) < 5 else word[:-1] if word.endswith(("s", "e", "y")) else word
    return "(?:" + "|".join([rf"{re.escape(base)}\w{{0,3}}", *map(re.escape, alike)]) + ")"

