"""Claim: what a number or a word of a sentence says of the figures; and Verdict: what came of it."""

from dataclasses import dataclass

from pipeline.commentary.scopes import Link
from pipeline.core.written.numbers import Number
from pipeline.core.written.periods import When

# A number is bound to its figure; a word matches the figures; both can disagree with them, or be beyond them.
BOUND, MATCHES, STATED, DISAGREES, UNCHECKED = "bound", "matches", "stated", "does not agree", "cannot be checked"
PERIOD, NAMED = "period", "named"  # digits of a period, or of a definition: no claims, but on the page
READ = "read"  # a whole sentence, with the words of it that were not understood


class Cause:
    """How somebody could have come to a number or a word that does not agree."""

    CUT_OFF, OTHER_BASE, COUNT, POINTS = "cut off", "other base", "count for percentage", "points for per cent"
    SIGN, DIRECTION, PERIOD, INDICATOR = "sign", "direction", "other period", "other indicator"
    TRANSPOSED, HUNDRED, TARGET, UNIT, NUMBER = "transposed digits", "factor of hundred", "target", "unit", "number"


@dataclass(frozen=True)
class Verdict:
    """What came of one claim: what the figures say (`expected`) and the one that it was held against (`figure`)."""

    start: int
    end: int
    text: str
    verdict: str
    figure: str = ""
    expected: str = ""
    cause: str = ""
    number: bool = False
    others: tuple[str, ...] = ()  # further figures that a bound number fits
    unread: tuple[str, ...] = ()  # words of its clause that were not understood


@dataclass(frozen=True)
class Claim:
    """What a number or a word claims, and how sure its sentence is of it."""

    start: int
    end: int
    role: str  # level, change, reference, target, whole or any of a number; direction, same, reach … of a word
    codes: tuple[str, ...]  # the indicators that it can be of, the likeliest first
    sure: bool  # its sentence leaves no doubt which
    groups: tuple[str, ...] = ()  # its sub-groups
    number: Number | None = None
    whens: tuple[When, ...] = ()  # the periods it is of
    refs: tuple[When, ...] = ()  # those it is held against
    loose: tuple[When, ...] = ()  # those of its sentence that no other number takes
    way: str = ""  # up, down, good, bad, met, missed …: the sense of its word
    denied: bool = False
    against: str = ""  # held against a target or a baseline
    links: tuple[Link, ...] = ()  # how it is joined to other numbers
    clause: tuple[int, int] = (0, 0)
    sentence: int = 0  # which of its paragraph it stands in
    unread: tuple[str, ...] = ()  # words of its clause that were not understood, or that decide and are not worked out
    doubt: bool = False  # a wish, or of other people or places
    wished: bool = False  # its sentence speaks of a target, or of what is wished for
    held: bool = False  # its sentence speaks of a target or a baseline
    near: bool = False  # its periods stand with it, and do not only open its sentence
    aside: bool = False  # it stands alone in brackets
    row: bool = False  # little but a comma or "and" stands between it and the number before
    counted: bool = False  # a noun follows, and nothing says that it is a rate
    counts: bool = False  # it may count what the sentence or the report lists: "the four areas", "these three"
    spoken: bool = False  # its clause names an indicator or a sub-group
    follows: bool = False  # it says more of the number before, without a name of its own
    each: bool = False  # it is said of each of its indicators
    named: tuple[tuple[str, str], ...] = ()  # what its sentence, or else its paragraph, names
    sums: bool = False  # a word says that it is a sum
    rests: bool = False  # a word says that it is what is left
    tally: tuple[int, int] | tuple[()] = ()  # of how many things it is said, and of how many in all
    steps: tuple[int, int] | tuple[()] = ()  # months of a step, and how many in a row are told
    rivals: tuple[tuple[str, str], ...] = ()  # indicators and sub-groups that its subject is compared with
    pace: str = ""  # whether it changed more or less than its rivals
    per: str = ""  # the stretch of days of which a number is the average
    among: int = 0  # of how many days: "the lowest of the three years"
    nth: int = 1  # "second lowest"
    quarterly: bool = False  # said of the quarters of a year: "the busiest quarter"

    def judged(self, verdict: str, figure: str = "", says: str = "", cause: str = "") -> Verdict:
        """The verdict on it, at its place."""
        number, place = self.number is not None, (self.start, self.end, "")
        return Verdict(*place, verdict, figure, says, cause, number=number, unread=self.unread)
