"""Subjects: whether the words around a claim speak of an indicator, or of something that the report does not measure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.claims import words
from pipeline.claims.names import COMMON, EMPTY, GENERIC_HEADS, Names, stem

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|[#~@]+")
_PREPOSITIONS = frozenset(
    "at to for from in of by on with during into within across among between over under about per against than through since per as".split()
)
VERBS = frozenset(
    "is was were are be been being has have had having do does did will would stood stands stand reached reach totalled totaled rose fell went came saw see seen show shows showed shown "
    "remain remains remained became become becomes made make makes took taken got get gave given led resulted followed follows according thanks due because so "
    "puts put leaves left takes makes brings brought keeps going comes coming means "
    "held stayed kept hovered ran runs stays holds keeps ended finished opened closes leapt swelled tumbled slumped sank slid dwindled shrank cut eased crept edged inched moved changed "
    "slipped improved worsened deteriorated climbed jumped dropped increased decreased declined reduced grew risen fallen peaked averaged rising falling growing dipped "
    "said say told tell felt feel feels stated agreed answered rated confirmed taken seen arrived ended began started went dealt meant means suggests suggest reflects reflecting reflect reflected".split()
)
_CONNECTIVES = frozenset(
    "and or but while vs v versus which who that whose where when if because although though whereas with compared against than so as also however this".split()
)
_FILLERS = frozenset(
    "stage point juncture additional extra also again well now further already actually still even only just slightly sharply significantly steadily markedly considerably notably substantially "
    "overall encouraging encouragingly pleasingly unfortunately disappointingly pleased report reported report note see seen saw seeing sees recorded there here been "
    "welcome positive good news great disappointing our latest current recent total totalled combined continued continue continues has have had since by been "
    "year-on-year strong large small big clear slight sharp significant marked modest notable real welcome encouraging steady considerable dramatic huge marginal substantial consistent "
    "think believe glad sorry happy know clearly numerically first second partners team we partnership data show shows showed according statistics stats "
    "different separate individual distinct unique itself alone end whole final ytd quarterly annual profiled taken on annually yearly monthly cumulative cumulatively quarter new really quite rather very".split()
)


_ENDS = _PREPOSITIONS | VERBS | _CONNECTIVES
_NOTHING = EMPTY | _FILLERS | _PREPOSITIONS


PERSONS = frozenset(
    "people person persons children young adults residents clients victims offenders users households families women men".split()
)


def content(text: str) -> list[str]:
    """The words of a text that could name something."""
    told = (word.removesuffix("'s") for word in _WORD.findall(text) if word[0] not in "#~@")
    return [word for word in told if word not in _NOTHING]


def known(names: Names, codes: Iterable[str], word: str) -> bool:
    """Whether a word belongs to one of the indicators, or could stand for any."""
    return (
        any(stem(word) in names.vocabulary[code] for code in codes)
        or word in GENERIC_HEADS
        or stem(word) in names.partnership
    )


def subject_known(names: Names, codes: tuple[str, ...], text: str) -> bool:
    """Whether the subject at the end of a text (what stands before the verb) is an indicator, or a word that stands for one."""
    text = text[-300:]
    subject = re.split(words.SUBJECT_STOP, text)[-1]
    if not content(subject):
        tail = re.split(r"[,;:()]", text)
        subject = (
            next((one for one in reversed(tail) if content(one)), "") if not re.search(r"[a-z]", subject) else subject
        )
    phrases = re.split(r"\b(?:" + "|".join(_PREPOSITIONS - {"than"}) + r")\b", subject)
    told = [content(one) for one in phrases]
    first = next((one for one in told if one), [])
    if not first:
        return bool(re.search(r"[a-z@]", subject)) or not subject.strip()
    nouns = [
        word
        for word in first
        if word not in VERBS and not word.endswith("ly") and (not word.endswith("ed") or known(names, codes, word))
    ]
    if not nouns:
        return True
    rest = [[word for word in one if word not in VERBS] for one in told[told.index(first) + 1 :]]
    if any(one and not any(known(names, codes, word) for word in one) for one in rest):
        return False  # "violence in licensed premises" is a part of it
    return all(known(names, codes, word) for word in nouns)  # "youth-related incidents" are others


def noun_phrase(text: str) -> tuple[list[str], str]:
    """The words right after a number that name what is counted, and the rest of the text."""
    found: list[str] = []
    at = 0
    for match in _WORD.finditer(text):
        gap = text[at : match.start()]
        word = match[0]
        if re.search(r"[,;:.()]", gap) or word[0] in "#~@" or word in _ENDS:
            break
        if word in (
            "short",
            "ahead",
            "better",
            "worse",
            "target",
            "baseline",
            "average",
            "plan",
            "goal",
            "required",
            "fewer",
            "more",
            "less",
            "lower",
            "higher",
            "above",
            "below",
            "up",
            "down",
            "increase",
            "decrease",
            "reduction",
            "rise",
            "fall",
            "drop",
        ):
            break
        if found and (word.endswith("ed") or word in ("made", "seen", "overall", "altogether", "each", "so")):
            break
        if word not in EMPTY and word not in _FILLERS:
            found.append(word)
        at = match.end()
    return found, text[at:]


def phrase_known(names: Names, codes: tuple[str, ...], found: list[str]) -> bool:
    """Whether every word of a noun phrase belongs to one of the indicators."""
    return bool(found) and known(names, codes, found[-1]) and all(known(names, codes, word) for word in found)


def telling(names: Names, codes: tuple[str, ...], found: list[str]) -> bool:
    """Whether a word among these belongs to one of the indicators and not to many."""
    return any(
        stem(word) not in COMMON and any(stem(word) in names.vocabulary[code] for code in codes) for word in found
    )


def restricted(names: Names, codes: tuple[str, ...], rest: str) -> bool:
    """Whether what follows narrows the count down to a part that no figure tells: "from education", "who were women"."""
    rest = rest.lstrip()
    if re.match(
        r"(?:[a-z]+ed )?(?:who|whose|whom|where)\b|(?:that|which) (?:were|was|had|have|involved|concerned|came|could|can|should|might|must|need|remain|are still)\b",
        rest,
    ):
        return True
    match = re.match(
        r"(?:[a-z]+(?:ed|de|en) )?(?P<how>from|about|for|by|with|in|into|to|at|on|of|involving|concerning|regarding|against|across|among|within|over|per|during|relating to|linked to|under)\s+(?P<what>[^,;.()#~]*)",
        rest,
    )
    if not match:
        return bool(re.match(r"(?:involving|concerning|regarding|relating|linked|including)\b", rest))
    if match["how"] in ("from", "to", "of") and not content(match["what"]):
        return False
    told = content(
        re.split(
            r" (?:is|was|were|are|has|have|had|which|that|compared|than|and|but|so|while|as|in|since|because|thanks|due|after|following|against) ",
            " " + match["what"] + " ",
        )[0]
    )
    told = [word for word in told if word not in VERBS]
    if not told or not any(known(names, codes, word) for word in told):
        return bool(told)
    inner = re.split(
        r" (?:at|on|for|from|by|with|within|among|across|per|involving) ", " " + match["what"].rstrip() + " "
    )[1:]
    return any(
        (said := [word for word in content(one) if word not in VERBS])
        and not any(known(names, codes, word) for word in said)
        for one in inner
    )


def narrowed(right: str) -> bool:
    """Whether a number without a noun is made another one by what follows: "the 200 that we are funded for"."""
    if "~" in right:
        return False
    return bool(
        re.match(
            r" (?:it|we|they|for|for which|in which|of which|that|which|who|from|with|by|needed|funded|planned|expected|commissioned|reported|seen)\b",
            right,
        )
    )


def strangers(names: Names, codes: tuple[str, ...], text: str) -> float:
    """The part of a text's words that do not belong to the indicator, 0 to 1."""
    told = [word for word in content(text) if word not in VERBS]
    return sum(not known(names, codes, word) for word in told) / len(told) if told else 0.0
