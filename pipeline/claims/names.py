"""Named indicators: which indicator of the report the words of a sentence speak of."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.definitions.report import Report

# Words that say nothing of which indicator is meant.
EMPTY = frozenset(
    "the a an of in on at to for from by with and or but as is was were are be been being it its this that these those there their our we us they "
    "has have had do does did which who whom whose what when where than then also again still only just very much many more most less fewer "
    "all any some no not each every both other such so up down over under above below per cent percent number numbers percentage percentages "
    "proportion rate rates share total totals figure figures level levels volume volumes value values count counts overall recorded reported "
    "received made during within between after before since until now far new them into out about around same about he she his her you your if "
    "performance position result results amount trend indicator measure demand activity caseload workload period year quarter month "
    "months quarters years date partnership borough area re".split()
)
GENERIC_HEADS = frozenset(
    "change difference gap movement engagement uptake report reports reporting instance instances occurrences number numbers percentage percentages proportion rate rates share total totals figure figures level levels volume volumes value values "
    "count counts performance position result results amount trend indicator measure demand activity caseload workload survey surveys respondents it this that "
    "these they there which we all".split()
)
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|@+")
# What people shorten, and what it stands for.
_SHORT = (
    (re.compile(r"\basb\b"), "antisocial behaviour"),
    (re.compile(r"\bda\b"), "domestic abuse"),
    (re.compile(r"\brepeat\b"), "re-refer"),
)


# Words that a reader takes for one another, by the stem that stands for them.
_ALIKE = {
    word: stem
    for stem, words in {
        "person": "people persons person individuals individual residents resident inhabitants inhabitant citizens",
        "child": "children child kids",
        "female": "female females women woman",
        "male": "male males men man",
        "self": "self themselves himself herself ourselves",
        "tak": "took taken take takes taking",
        "offenc": "offence offences crime crimes",
        "violent": "violence violent",
        "satisf": "satisfaction satisfied happy pleased content",
        "client": "client clients customer customers user users",
        "refer": "refer refers referred referring referral referrals",
        "young": "young youth youths youngsters",
        "revok": "revoke revoked revocation revocations",
        "advoc": "advocate advocated advocacy",
        "clos": "close closed closes closing closure closures",
    }.items()
    for word in words.split()
}


@lru_cache(maxsize=4096)  # a text says the same words again and again
def stem(word: str) -> str:
    """A word without its ending, roughly: enough to see that closed, closing and closures are of one kind."""
    word = word.removesuffix("'s").strip("'-")
    if word in _ALIKE:
        return _ALIKE[word]
    for ending in (
        "fully",
        "ful",
        "ations",
        "ation",
        "ures",
        "ure",
        "ings",
        "ing",
        "ments",
        "ment",
        "ions",
        "ion",
        "ies",
        "ied",
        "ers",
        "er",
        "ed",
        "es",
        "s",
        "y",
        "e",
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not (ending == "s" and word.endswith("ss")):
            word = word[: -len(ending)]
            break
    word = word.removesuffix("e") if len(word) > 4 else word
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "se" else word


def stems(text: str) -> list[str]:
    """The stems of the words that carry meaning, in order."""
    return [
        stem(word) for word in _WORD.findall(text.lower().replace("anti-social", "antisocial")) if word not in EMPTY
    ]


def shortened(text: str) -> set[str]:
    """The short forms of what a text speaks of: asb for antisocial behaviour."""
    return {
        stem(short.pattern[2:-2])
        for short, meant in _SHORT
        if meant in text.lower().replace("anti-social", "antisocial")
    }


# Stems of words that many indicators share: alone they name none.
COMMON = frozenset(
    stem(word)
    for word in "case person referral incident offence victim client service support user contact agency partner abuse "
    "recipient domestic antisocial behaviour police young child children people offender".split()
)


@dataclass(frozen=True)
class Mention:
    """Where a sentence names an indicator; several codes where its words fit several equally well."""

    start: int
    end: int
    codes: tuple[str, ...]


@dataclass
class Names:
    """The words by which each indicator of a report can be called."""

    report: Report
    codes: list[str]
    groups: dict[str, list[str]] = field(default_factory=dict)  # the sub-groups of each indicator
    phrases: dict[str, list[frozenset[str]]] = field(default_factory=dict)
    vocabulary: dict[str, frozenset[str]] = field(default_factory=dict)
    spread: Counter = field(default_factory=Counter)

    partnership: frozenset[str] = frozenset()
    written: list[tuple[str, str]] = field(default_factory=list)  # names as they are written, the longest first

    def __post_init__(self) -> None:
        about = self.report.definition
        self.partnership = frozenset(stems(f"{about.partnership} {about.team}"))
        for code in self.codes:
            indicator = self.report.indicators[code]
            noun = [indicator.noun.one, indicator.noun.many]
            bare = re.sub(r"\([^)]*\)", " ", indicator.name)
            within = re.findall(r"\(([^)]*)\)", indicator.name + " " + indicator.short_name)
            texts = [indicator.short_name, *noun, bare]
            short = [stem(word.lower()) for text in within for word in re.findall(r"\b[A-Z]{3,}\b", text)]
            shared = set(stems(bare)) & COMMON
            self.phrases[code] = [frozenset(stems(text)) for text in texts if stems(text)]
            self.phrases[code] += [frozenset((one, other)) for one in short for other in shared]
            initials = ["".join(word[0] for word in re.findall(r"[a-z]+", text.lower())) for text in texts]
            words = " ".join(
                [
                    *texts,
                    *(one for one in initials if 2 < len(one) < 6),
                    *within,
                    indicator.name,
                    *indicator.categories,
                    *self.groups.get(code, []),
                ]
            )
            self.vocabulary[code] = frozenset(stems(words)) | shortened(words)
            self.spread.update(self.vocabulary[code])
            self.written += [(name.lower(), code) for name in {indicator.short_name, bare.strip()} if len(name) > 8]
        self.written.sort(key=lambda one: -len(one[0]))

    def mentions(self, text: str, own: str = "") -> list[Mention]:
        """The indicators that a sentence names, in order: by code, or by enough of the words of their names."""
        found = [
            Mention(match.start(), match.end(), (code,))
            for code in sorted(self.codes, key=len, reverse=True)
            if re.search(r"\d", code)
            for match in re.finditer(rf"(?<![\w.-]){re.escape(code.lower())}(?![\w-]|\.\d)", text)
        ]
        for name, code in self.written:
            for match in re.finditer(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text):
                if all(match.end() <= one.start or one.end <= match.start() for one in found):
                    also = own and own != code and set(stems(name)) <= self.vocabulary[own]
                    found.append(Mention(match.start(), match.end(), (own, code) if also else (code,)))
        words = [
            (match.start(), match.end(), stem(match[0])) for match in _WORD.finditer(text) if match[0] not in EMPTY
        ]
        at = 0
        while at < len(words):
            best: tuple[float, int, tuple[str, ...]] | None = None
            for length in range(min(9, len(words) - at), 0, -1):
                window = words[at : at + length]
                if any(
                    re.search(r"[,;:#~]|\b(?:while|but|and (?:the )?(?:number|percentage))\b", text[one[1] : two[0]])
                    for one, two in zip(window, window[1:], strict=False)
                ):
                    continue
                said = {one[2] for one in window}
                codes, score = self._named(said, own)
                if codes and own and own not in codes and said <= self.vocabulary[own]:
                    codes = (own, *codes)  # its own words too: either may be meant
                if codes and (best is None or score > best[0] + 0.01):
                    best = (score, length, codes)
            if best:
                start, end = words[at][0], words[at + best[1] - 1][1]
                if all(end <= one.start or one.end <= start for one in found):
                    found.append(Mention(start, end, best[2]))
                at += best[1]
            else:
                at += 1
        return sorted(found, key=lambda mention: mention.start)

    def _named(self, said: set[str], own: str) -> tuple[tuple[str, ...], float]:
        scores: dict[str, float] = {}
        for code, phrases in self.phrases.items():
            for phrase in phrases:
                shared = phrase & said
                telling = [one for one in shared if one not in COMMON]
                covered = len(shared) / len(phrase)
                enough = (
                    covered == 1 and (telling or len(shared) > 1) or (len(shared) >= 2 and telling and covered >= 0.6)
                )
                if not enough and len(shared) >= 2 and telling:
                    enough = any(self.spread[one] == 1 for one in telling) and covered >= 0.4
                enough = enough or sum(self.spread[one] == 1 for one in shared) >= 2
                strange = len(said - self.vocabulary[code])
                if enough and not strange:
                    rare = sum(1 / self.spread[one] for one in shared)
                    scores[code] = max(scores.get(code, 0), len(shared) + covered + rare)
        if not scores:
            return (), 0.0
        top = max(scores.values())
        best = tuple(code for code, score in scores.items() if score > top - 0.34)
        return (own,) if own in best else best, top

    def knows(self, code: str, word: str) -> bool:
        return word in GENERIC_HEADS or word in EMPTY or stem(word) in self.vocabulary[code]
