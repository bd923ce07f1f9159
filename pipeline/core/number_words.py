"""Number words: numbers that a text says in words, so that somebody can be asked where they come from.

"One", "first" and "second" are no numbers, but pronouns and places in a row; "quarter" and "half year" are periods, unless
they are said to be a part of something. The check of a finished page finds the same ones by itself.
"""

from __future__ import annotations

import re

_SMALL = (
    "zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
    " nineteen twenty thirty forty fifty sixty seventy eighty ninety"
).split()
_LARGE = "dozen hundred thousand million billion".split()
_FRACTIONS = "third fifth sixth seventh eighth ninth tenth twelfth twentieth hundredth".split()
_NUMBER = f"(?:{'|'.join(sorted(_SMALL + _LARGE, key=len, reverse=True))})"
_PART = f"(?:half|quarter|{'|'.join(_FRACTIONS)})"
_PARTS = f"(?:halves|{'|'.join(f'{one}s' for one in _FRACTIONS)})"
_HALF_OF_TIME = r"half[ -]+(?:years?|yearly|terms?|days?|hours?)\b"
_ALTERNATIVES = (
    rf"(?:{_NUMBER}|one|an?)[- ]quarters?(?= of\b)", rf"{_NUMBER}[- ]quarters?\b",
    rf"(?:{_NUMBER}|one|a)[- ]{_PARTS}", rf"one[- ](?!{_HALF_OF_TIME}|quarter\b){_PART}",
    rf"(?:(?<=by )|(?<=under )|(?<=over )|(?<=nearly )|(?<=almost )|(?<=about ))an? (?!{_HALF_OF_TIME}){_PART}",
    rf"an? (?!quarter\b){_PART}(?= of\b)", rf"{_PARTS}(?= of\b)",
    r"(?<!first )(?<!second )(?<!other )(?<!latter )half(?!-? *(?:years?|yearly|terms?|days?|hearted|way)\b)",
    "(?:dozens|hundreds|thousands|millions|billions|twos|threes|tens|twenties)",
    rf"(?:(?:an?|one) (?={'|'.join(_LARGE)}))?(?:one )?{_NUMBER}"
    rf"(?:(?:-| | and |, )(?:{_NUMBER}|(?<=[-dy] )one|(?<=and )one|(?<=-)one))*",
    "(?:doubl|trebl|tripl|quadrupl)(?:e|es|ed|ing)", "halv(?:e|es|ed|ing)", "twice|thrice|twofold|threefold",
)  # fmt: skip
_NUMBERS = re.compile(rf"(?i)(?<!\w)(?:{'|'.join(_ALTERNATIVES)})(?!\w)")


def find_number_words(text: str) -> list[tuple[int, int]]:
    """Where the numbers in words start and end, in their order."""
    plain = re.sub(r"\s", " ", text.replace("\u2010", "-").replace("\u2011", "-"))
    return [match.span() for match in _NUMBERS.finditer(plain)]
