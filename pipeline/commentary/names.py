"""Named indicators and sub-groups: which of the report's the words of a sentence speak of."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

from pipeline.definitions.report import Report

TABLE = Path(__file__).with_name("lexicon.toml")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
# No name goes on over these.
_BREAKS = re.compile(r"[,;:()#~.\d]|\b(?:and|while|but|than|fewer|more|lower|higher|not|never)\b")
_ENDINGS = "fully ful ations ation ures ure ings ing ments ment ions ion ies ied ers er ed es s y e".split()
# Words that a reader takes for one another, by the stem that stands for them.
_ALIKE = {
    word: words.split()[0]
    for words in (
        "person people persons individuals individual residents resident", "child children child kids youngsters",
        "female females women woman", "male males men man", "self themselves himself herself", "violent violence",
        "tak took taken take takes taking", "offenc offence offences crime crimes offending", "young youth youths",
        "satisf satisfaction satisfied happy content", "client clients customer customers user users",
        "confident confidence", "refer refers referred referring referral referrals", "repeat re repeats repeated",
        "revok revoke revoked revocation revocations", "advoc advocate advocated advocacy", "treat treatment treated",
        "clos close closed closes closing closure closures", "agreement agreed agreement agreements agree",
        "engag engaged engagement", "monitor monitored monitoring",
    )
    for word in words.split()
}  # fmt: skip
# Stems that many indicators share: alone they name none.
_COMMON_WORDS = (
    "case person referral incident offence victim client service support user contact agency partner abuse recipient"
    " domestic antisocial behaviour police young child offender year month day number percentage proportion share rate"
    " total new time"
)
_SHORT = {"asb": "antisocial behaviour", "da": "domestic abuse", "dv": "domestic violence"}
_SHORT["iom"] = "integrated offender management"
_UNKNOWN = ("not given", "not known", "not stated", "not recorded", "unknown")
MOST_WORDS = 9  # no name here has more that carry meaning


class Lexicon(NamedTuple):
    """Kind (move, compare …) and sense (up, met …) of every word or phrase, and one pattern that finds the longest."""

    entries: dict[str, tuple[str, str]]
    pattern: re.Pattern


@cache
def lexicon() -> Lexicon:
    """The lexicon of the package. A phrase in two lists keeps the first: the order of the file is that of weight."""
    entries: dict[str, tuple[str, str]] = {}
    for kind, senses in tomllib.loads(TABLE.read_text(encoding="utf-8")).items():
        for sense, words in senses.items():
            found = [form for word in words.split(",") for form in _forms(" ".join(word.split()))]
            entries = dict.fromkeys(found, (kind, sense)) | entries
    longest = sorted(entries, key=len, reverse=True)
    return Lexicon(entries, re.compile(rf"(?<![\w'-])(?:{'|'.join(map(re.escape, longest))})(?![\w-])"))


def _forms(entry: str) -> list[str]:
    """The words of an entry: each of those between strokes; with a star their regular forms: increases, increased …"""
    if "/" in entry:
        choices = product(*(word.split("/") for word in entry.split()))
        return [form for words in choices for form in _forms(" ".join(words))]
    stem = entry.removesuffix("*")
    root, plural = stem.removesuffix("e"), "es" if re.search("(?:s|sh|ch|x)$", stem) else "s"
    return [stem] if stem == entry else [stem, stem + plural, f"{root}ed", f"{root}ing"]


@lru_cache(maxsize=8192)  # a text says the same words again and again
def stem(word: str) -> str:
    """A word without its ending, roughly: enough to see that closed, closing and closures are of one kind."""
    word = word.removesuffix("'s").strip("'-")
    if word in _ALIKE:
        return _ALIKE[word]
    ending = next((one for one in _ENDINGS if word.endswith(one) and len(word) - len(one) >= 3), "")
    word = word.removesuffix(ending) if not word.endswith("ss") else word
    word = word.removesuffix("e") if len(word) > 4 else word
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "se" else word


_COMMON = frozenset(stem(word) for word in _COMMON_WORDS.split())
_TELLING = ("move", "compare", "reference", "target")
_SAYS = {word for word, (kind, _) in lexicon().entries.items() if kind in _TELLING}
_EMPTY = _SAYS.union(
    "the a an of in on at to for from by and or but as is was were are who that which it its per no not be been their"
    " our we all came come comes went goes got see saw put puts".split()
)


def stems(text: str) -> list[str]:
    """The stems of the words that carry meaning, in order; short forms are written out too."""
    words = _WORD.findall(text.lower().replace("anti-social", "antisocial"))
    return [stem(part) for word in words for part in (word, *_SHORT.get(word, "").split()) if part not in _EMPTY]


@dataclass(frozen=True)
class Mention:
    """Where a sentence names indicators (several where its words fit several equally well), or a sub-group of one."""

    start: int
    end: int
    codes: tuple[str, ...]
    group: str = ""


class Names:
    """The words by which each indicator of a report, and each of its sub-groups, can be called."""

    def __init__(self, report: Report, groups: dict[str, list[str]]):
        self.report, self.groups = report, groups
        self.phrases: dict[str, list[frozenset[str]]] = {}
        self.vocabulary: dict[str, frozenset[str]] = {}
        for code in groups:
            about = report.indicators[code]
            texts = [about.short_name, about.noun.one, about.noun.many, re.sub(r"\([^)]*\)", " ", about.name)]
            brackets = " ".join(re.findall(r"\(([^)]*)\)", f"{about.name} {about.short_name}"))
            letters = [stem(word.lower()) for word in re.findall(r"\b[A-Z]{3,}\b", brackets)]
            short = [word for word, meant in _SHORT.items() if meant in about.name.lower()]
            self.phrases[code] = [frozenset(found) for text in texts if (found := stems(text))]
            shared = {*stems(about.name)} & _COMMON
            self.phrases[code] += [frozenset((one, other)) for one in letters for other in shared]
            self.vocabulary[code] = frozenset(stems(" ".join([*texts, brackets, *groups[code], *short])))
        self.spread = Counter(one for words in self.vocabulary.values() for one in words)

    def mentions(self, text: str, own: str) -> list[Mention]:
        """The indicators that a text (lower case, numbers and periods blanked) names, in order."""
        codes = [code for code in sorted(self.groups, key=len, reverse=True) if re.search("[a-z].*[0-9]", code, re.I)]
        found = [
            Mention(*match.span(), (code,)) for code in codes
            for match in re.finditer(rf"(?<![\w.-]){re.escape(code.lower())}(?![\w-]|\.\d|%)", text)
        ]  # fmt: skip
        words = [(*match.span(), stem(match[0])) for match in _WORD.finditer(text) if match[0] not in _EMPTY]
        while words:
            length, named = self._longest(text, words[:MOST_WORDS], own)
            start, end = words[0][0], words[max(length, 1) - 1][1]
            if named and all(end <= one.start or one.end <= start for one in found):
                found.append(Mention(start, end, named))
            words = words[max(length, 1) :]
        return sorted(found, key=lambda mention: mention.start)

    def _longest(self, text: str, words: list[tuple[int, int, str]], own: str) -> tuple[int, tuple[str, ...]]:
        """How many of these words say most, and what they name: a longer stretch must say more."""
        best: tuple[float, int, tuple[str, ...]] = (0.0, 0, ())
        for length in range(1, len(words) + 1):
            said, gap = {one[2] for one in words[:length]}, text[words[max(length - 2, 0)][1] : words[length - 1][0]]
            if _BREAKS.search(gap):
                break
            codes, score = self._named(said, own)
            if codes and own and own not in codes and said <= self.vocabulary[own]:
                codes = (own, *codes)  # its own words too: either may be meant
            if codes and score > best[0] + 0.01:
                best = (score, length, codes)
        return best[1], best[2]

    def _named(self, said: set[str], own: str) -> tuple[tuple[str, ...], float]:
        scores: dict[str, float] = {}
        for code, phrases in self.phrases.items():
            if said - self.vocabulary[code] or code in self.report.populations and code != own:
                continue
            for phrase in phrases:
                if self._enough(shared := phrase & said, phrase):
                    score = len(shared) + len(shared) / len(phrase) + sum(1 / self.spread[one] for one in shared)
                    scores[code] = max(scores.get(code, 0), score)
        top = max(scores.values(), default=0.0)
        best = tuple(code for code, score in scores.items() if score > top - 0.34)  # a third of a word apart: as good
        return ((own,) if own in best else best), top

    def _enough(self, shared: frozenset[str], phrase: frozenset[str]) -> bool:
        """Whether these words of a name are enough to mean it: all, most, or those that no other name has."""
        telling, covered = shared - _COMMON, len(shared) / len(phrase)
        rare = sum(self.spread[one] == 1 for one in telling)
        if covered == 1 or len(shared) < 2:
            return covered == 1 and (bool(telling) or len(shared) > 1)
        return rare >= 2 or bool(telling) and covered >= (0.4 if rare else 0.6)  # three of five, or two with a rare one

    def group_mentions(self, text: str, codes: tuple[str, ...]) -> Iterator[Mention]:
        """The sub-groups of these indicators that a text names: by their whole name, or by a word that only one has."""
        for code in codes:
            groups = {group: stems(group) for group in self.groups.get(code, [])}
            for group in groups:
                yield from (Mention(*match.span(), (code,), group) for match in re.finditer(_written(group), text))
            own = Counter(one for words in groups.values() for one in set(words))
            longer = [(one, group) for group, words in groups.items() if len(words) > 1 for one in words]
            telling = {one: group for one, group in longer if own[one] == 1}
            about = self.report.indicators[code]
            named = {*stems(f"{about.name} {about.noun.many}")}
            for match in _WORD.finditer(text):
                if (one := stem(match[0])) in telling and one not in named:
                    yield Mention(*match.span(), (code,), telling[one])

    def knows(self, codes: tuple[str, ...], word: str) -> bool:
        """Whether a word belongs to the names of these indicators."""
        return any(stem(word) in self.vocabulary[code] for code in codes)


@lru_cache(maxsize=2048)
def _written(name: str) -> str:
    """The pattern of how a sub-group is written: its words in order with any endings; "46-55" also as "46 to 55" …"""
    if name.lower() in _UNKNOWN:
        return rf"\b(?:{'|'.join(_UNKNOWN)}|do(?:es)? not know|did not say)\b"
    if ages := re.fullmatch(r"(\d+) ?[-–] ?(\d+)", name):
        return rf"(?<![\w.,]){ages[1]} ?(?:-|–|to|and) ?{ages[2]}(?![\w%])"
    if ages := re.fullmatch(r"(\d+)(?:\+| and over)", name):
        return rf"(?<![\w.,]){ages[1]}(?:\+| (?:years )?(?:and|or) (?:over|older|above|more))(?![\w%])"
    shapes = []
    for word in [word for word in re.findall(r"[a-z0-9]+", name.lower()) if word not in _EMPTY]:
        base = word[:-1] if len(word) > 4 and word.endswith(("s", "e", "y")) else word
        alike = [other for other, one in _ALIKE.items() if one == _ALIKE.get(word, "-")]
        shapes.append("(?:" + "|".join([rf"{re.escape(base)}\w{{0,3}}", *map(re.escape, alike)]) + ")")
    return r"(?<![\w-])" + r"\W+(?:\w+\W+){0,2}".join(shapes) + r"(?![\w-])" if shapes else r"(?!)"
