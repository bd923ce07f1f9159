"""Spoken groups: which sub-groups of an indicator a place of a statement speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.claims.evidence import Evidence
from pipeline.claims.names import stem, stems
from pipeline.claims.numbers import Number
from pipeline.claims.parsed import Parsed

_ITS = re.compile(r"[ :;,-]*(?:while |whereas |but |and )?(?:its|their|it|they|there)\b")


class SpokenGroups:
    """The sub-groups that the clauses of one statement name. `group`: the one that claims are read as said of, for a while."""

    evidence: Evidence
    parsed: Parsed
    group: str | None = None

    @contextmanager
    def of_group(self, category: str) -> Iterator[None]:
        """Read claims as said of one sub-group, for a while."""
        self.group = category
        try:
            yield
        finally:
            self.group = None

    def categories(self, code: str, at: int) -> list[str]:
        """The sub-groups that the clause names; the whole where it names none."""
        if self.group is not None:
            return [self.group]
        start, end = self.parsed.clause(at)
        said = self.parsed.text[start:end]
        known = self.evidence.categories(code)
        named = [one for one in known if re.search(rf"(?<!\w){re.escape(one.lower())}(?!\w)", said)]
        if not named and not self.groups_said(code, start, end) and _ITS.match(self.parsed.flat[start:end]):
            if earlier := self.groups_said(code, 0, start):
                return [*earlier, ""]
        named = [one for one in named or self.groups_said(code, start, end) if not _excepted(said, one)]
        if named:
            return self._nearest_group(named, at, start, end) if len(named) > 1 else named
        return [""] if self.evidence.report.indicators[code].total else known

    def _nearest_group(self, named: list[str], at: int, start: int, end: int) -> list[str]:
        """Of several sub-groups that a clause names the one that stands with the number: "the hotline had 12, the police 10"."""
        said = self.parsed.text[start:end]
        first = {group: re.search(rf"(?<!\w){re.escape(group.lower())}(?!\w)", said) for group in named}
        numbers = [one for one in self.parsed.numbers if start <= one.start < end and one.kind == "number"]
        if not all(first.values()) or len(numbers) != len(named) or at not in {one.start for one in numbers}:
            return named
        order = sorted((start + match.start(), group) for group, match in first.items())
        rank = [one.start for one in numbers].index(at)
        places = [(place, "group") for place, _ in order] + [(one.start, "number") for one in numbers]
        kinds = [kind for _, kind in sorted(places)]
        alternate = all(one != other for one, other in zip(kinds, kinds[1:], strict=False))
        return [order[rank][1]] if alternate or "respectively" in said else named

    def groups_said(self, code: str, start: int, end: int) -> list[str]:
        """The sub-groups all of whose words stand between two places."""
        text = re.sub(r"(\d) ?(?:to|and) ?(?=\d)", r"\1-", self.parsed.text[start:end])
        text = re.sub(r"(\d+) (?:and|or) (?:over|older|above)\b", r"\1+", text)
        aged = [
            one
            for one in self.evidence.categories(code)
            if re.search(rf"(?<![\w.]){re.escape(one.lower())}(?![\w%.])", text) and re.search(r"\d", one)
        ]
        if aged:
            return aged
        said = set(stems(text))
        return [
            one
            for one in self.evidence.categories(code)
            if set(stems(one))
            and set(stems(one)) <= said
            and (" other" not in one.lower() or " other" in text)
            and _together(text, stems(one))
        ]

    def told_apart(self, code: str, number: Number) -> list[str]:
        """The sub-groups that the words right after a number name, of an indicator that has no total."""
        if self.evidence.report.indicators[code].total:
            return []
        after = set(
            stems(re.split(r"[#,;.]| (?:and|but|while|with) ", self.parsed.flat[number.end : number.end + 50])[0])
        )
        return [one for one in self.evidence.categories(code) if set(stems(one)) & after]


def _excepted(said: str, group: str) -> bool:
    """Whether a sub-group is named as the exception: "every neighbourhood but Fable Hill"."""
    before = r"\b(?:but|except(?: for)?|apart from|other than|excluding|bar|save for) (?:the |in |for )?"
    return bool(re.search(before + re.escape(group.lower()), said))


def _together(text: str, wanted: list[str]) -> bool:
    """Whether the words of a name stand close together in a text, in any order."""
    said = [stem(word) for word in re.findall(r"[a-z]+", text)]
    width = len(wanted) + 2
    return any(set(wanted) <= set(said[at : at + width]) for at in range(len(said)))
