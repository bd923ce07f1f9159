"""More of one: two sub-groups of an indicator held against each other, "men outnumber women", "noise came up more often than parking"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.claims import causes
from pipeline.claims.comparisons import claim_at
from pipeline.claims.groups import Segment, code_of, groups, plain_of, segments, value_of
from pipeline.claims.judge import Judge
from pipeline.claims.verdicts import Verdict

_MORE = re.compile(
    r"\b(?:outnumber(?:s|ed|ing)?|overt(?:ook|akes?|aken))\b|\b(?:more|less) (?:often|frequent|frequently|common|commonly|numerous) than\b"
)
_ALSO = frozenset(
    "overtook overtake overtakes overtaken outnumber outnumbers outnumbered outnumbering frequent frequently commonly numerous further meet met trouble troubles brought called asked "
    "need needed mentioned among service user users referred".split()
)
_OF_SOMETHING_ELSE = re.compile(r"~|\b(?:not|no|never|than (?:in|last)|before|if|would|should|will|used)\b")


def more_of(judge: Judge) -> Iterator[Verdict]:
    """The verdicts on which of two sub-groups is the larger."""
    text = judge.parsed.text
    for word in _MORE.finditer(text):
        segment = next(one for one in segments(text) if one.start <= word.start() < one.end)
        code = code_of(judge, word.start())
        named = groups(judge, code, segment) if code else []
        around = Segment(segment.start, segment.end)
        if (
            len(named) != 2
            or not named[0].end <= word.start() < named[1].start
            or _OF_SOMETHING_ELSE.search(judge.parsed.flat[around.start : around.end])
        ):
            continue
        first, second = (value_of(judge, code, one.category) for one in named)
        if first is None or second is None or not plain_of(judge, code, around, named, _ALSO):
            continue
        more = not word[0].startswith("less")
        claim = claim_at(judge, *word.span())
        says = f"{first.figure.display} ({first.figure.id}) and {second.figure.display} ({second.figure.id})"
        if (first.value > second.value) == more and first.value != second.value:
            yield claim.agrees(first.figure.id, says)
        else:
            yield claim.differs(first.figure.id, says, causes.DIRECTION)
