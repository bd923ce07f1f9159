"""Labels: texts with numbers that are no figures, each held against what is declared in the stored files of the run.

| label      | its text equals, or is made from |
|------------|---|
| any        | a label that the ledger lists for it, which `printed_labels` holds against what it says: titles, names of periods … |
| report     | a text under the keys of `declared.KEYS` in report.toml, period/*.toml, corrections.toml, logs.toml, cases.toml |
| definition | the same in indicators.toml; the caption of a chart |
| source     | publisher, licence or received_says of a .source.toml |
| reason, method | the reason or method of a figure; what those are made from is checked figure by figure (`statements`) |
| category   | a group of a definition, of a description, or of the column of groups in a return |
| check      | says, why or action of an expectation |
| action     | a cell of an action tracker |
| size       | the size of a file that stands beside the published page |
| number     | a section or paragraph of the paper, counted again in report.toml and the commentary |
| vouched    | who vouches for a stated number of the commentary |
| earlier    | a paragraph of a Notes sheet for an earlier period, its figures as a published edition of that period has them |
| event      | the number of an event of report.toml |
| row        | the cell in its place: see `page_rows` |
| code       | a figure, cell, file, checksum, sheet, check, function of the stored code, or the run itself |
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property

from ..base.findings import NotChecked, Wrong
from ..base.numbers import find_numbers
from ..base.texts import one_line
from ..files.edition import RECORDS, Edition
from ..files.taken_away import size_in_words
from .charts.flags import check_events
from .declared import categories, check_texts, declared_texts, expectations
from .paper_numbers import paper_numbers
from .rows import check_rows
from .stated import earlier_notes, is_stated, vouching
from .tree import PageTree, collapse
from .written import check_written


class Labels:
    """The declared texts of an edition by kind, each kind read from the store when it is first asked for.

    `rows` says whether a page may print rows: that of the restricted edition. What could not be held against anything,
    because a stored file is not there, is counted in `unchecked` by its reason.
    """

    def __init__(self, edition: Edition, *, rows: bool):
        self.edition, self.rows = edition, rows
        self.unchecked: Counter[str] = Counter()
        self._known: dict[str, set[str]] = {}

    def expected(self, kind: str, text: str) -> str:
        """What a label of this kind should be instead; empty where its text is declared, or made of what is."""
        if kind == "row":
            return "" if self.rows else "no rows, which belong into the restricted edition"
        try:
            if self._is_declared(kind, text):
                return ""
        except NotChecked as reason:
            self.unchecked[str(reason)] += 1
            return ""
        except Wrong as error:
            return f"a text of the definitions, which cannot be read: {error}"
        return {"period": "a name of a period up to the run's own", "code": "a name that the run has"}.get(
            kind, "the whole text of a declared one"
        )

    def stated(self, text: str, who: str) -> bool:
        """Whether somebody vouches for a number in the stored commentary, or accepts it in the period's file."""
        try:
            return is_stated(self.edition, text, who)
        except NotChecked as reason:
            self.unchecked[str(reason)] += 1
            return True

    def check_stored(self, page: PageTree) -> None:
        """The rows that a page prints under its figures, and what people wrote; what is wrong goes to the page's faults."""
        try:
            if self.rows:
                self.unchecked.update(check_rows(page, self.edition))
            check_written(page, self.edition)
            check_events(page, self.edition)
        except NotChecked as reason:
            self.unchecked[str(reason)] += 1
        except Wrong as error:
            page.fault(page.root, "A stored file cannot be read", str(error), "the stored texts of the run", 1)

    def _is_declared(self, kind: str, text: str) -> bool:
        if kind not in self._known:
            listed = {one["text"] for one in self.edition.labels if one["label"] == kind}
            self._known[kind] = {collapse(one) for one in self._texts(kind) | listed}
        known = self._known[kind]
        if text in known or (kind == "code" and self._is_function(text)):
            return True
        return kind == "check" and self._are_checks(text, known)

    def _texts(self, kind: str) -> set[str]:
        edition, records = self.edition, self.edition.printed.values()
        if kind == "definition":
            texts = declared_texts(edition, kind) | {one["display"] for one in records if one["measure"] == "chart"}
            return texts | {text.removeprefix("of ") for text in texts}  # after counts, such as 3 of 6, it reads without
        if kind in ("report", "source"):
            return declared_texts(edition, kind)
        if kind == "reason":
            return {text for record in records for text in (record["reason"], record["reason"].rstrip("."))}
        if kind == "method":
            return {record["method"] for record in records}
        if kind == "category":
            return categories(edition)
        if kind == "check":
            return check_texts(edition)
        if kind == "action":
            trackers = [name for name in edition.inputs if re.fullmatch(r"actions/[^/]+\.(csv|xlsx|ods)", name)]
            sheets = [edition.toml(name.rpartition(".")[0] + ".source.toml").get("sheet", "") for name in trackers]
            tables = (edition.read_table(*one) for one in zip(trackers, sheets, strict=True))
            return {told for table in tables for row in table for cell in row for told in (cell.strip(), one_line(cell))}
        if kind == "event":
            return {str(number) for number, _ in enumerate(edition.toml("report.toml").get("event", []), start=1)}
        if kind == "vouched":
            return vouching(edition)
        if kind == "size":
            return {size_in_words(path) for path in edition.publication.iterdir()} if edition.publication.is_dir() else set()
        if kind == "number":
            return paper_numbers(edition)
        if kind == "earlier":
            return earlier_notes(edition)
        return self._codes if kind == "code" else set()

    @cached_property
    def _codes(self) -> set[str]:
        edition = self.edition
        rows = [rows for record in edition.records.values() for rows in record["rows"]]
        corrections = range(1, len(edition.toml("corrections.toml").get("correction", [])) + 1)
        found = {edition.run["id"], *edition.records, *edition.cells, *filter(self._may_name, edition.inputs), *edition.toml("indicators.toml")}
        found |= {digest[:12] for name, digest in edition.inputs.items() if self._may_name(name)} | {one["sheet"] for one in rows}
        found |= {meta["name"] for meta in expectations(edition)} | {f"correction-{number}" for number in corrections}
        failing = edition.csv("failing_rows.csv")
        found |= {f"{one['file']}, row {one['row'].removesuffix('.0')}" for one in failing if self._may_name(one["file"])}
        return {collapse(one) for one in found}

    def _may_name(self, file: str) -> bool:
        """Whether a page may name a file, or tell its digest: one of records in the restricted edition alone."""
        return self.rows or not file.startswith(RECORDS)

    def _is_function(self, text: str) -> bool:
        return text.startswith("pipeline/") and "#" in text and self.edition.function(text) is not None

    def _are_checks(self, text: str, known: set[str]) -> bool:
        """Whether a text is made of declared ones, and what stands between them, such as a name that may be meant, tells no number."""
        for one in sorted((one for one in known | self._codes if one in text), key=len, reverse=True):
            text = re.sub(rf"(?<!\w){re.escape(one)}(?!\w)", " ", text)
        return not find_numbers(text)
