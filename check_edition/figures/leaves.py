"""Leaves: figures that no formula makes, each traced to the rows, the line, the rule or the operands that give it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache, partial

from ..base.findings import Findings, NotAsked, NotChecked, Wrong, method_of, same
from ..files.edition import Edition
from ..records.action_status import check_action
from ..records.case_rows import CaseRows
from ..records.recounts import Recounts
from .published import check_published
from .received_values import check_absent, check_declared, check_received
from .standing import check_judged, check_open, check_small
from .statements import check_statements
from .unjudged import check_data_only, check_missing, check_target_days

# Words that a judgement has where it cannot be made, and what must then be so of what it rests on.
RECEIVED = ("received", "received_change")
UNMADE = ("too few points", "no data", "nothing to judge")


class Leaves:
    """The leaves of an edition and what its tables of rows and of verdicts say."""

    def __init__(self, edition: Edition, cases: CaseRows):
        self.edition, self.cases = edition, cases
        self.indicators = edition.toml("indicators.toml")
        period = edition.toml(f"period/{edition.run['period']}.toml")
        self.recounts = Recounts(cases, self.indicators, str(period.get("last_report", {}).get("as_of", "")))
        self.uses = edition.csv("exclusions.csv")
        self.verdicts = edition.csv("verdicts.csv")

    def check(self, record: Mapping) -> None:
        """Raise Wrong where the value is not what its source gives, NotChecked where the source cannot be recounted."""
        if record["formula"]:
            raise NotAsked
        method, value = method_of(record), record["value"]
        if record["measure"] == "chart":
            same(bool(record["operands"]), True, "it draws figures:")
        elif record["indicator"] == "actions":
            check_action(self.edition, record)
        elif method == "as_published":
            check_published(self.edition, record)
        elif record["measure"] == "total":
            self._total(record)
        elif self.recounts.is_counted(record):
            self.recounts.check(record)
        elif method in ("declared", "not_set") and record["rows"]:
            check_declared(self.edition, record)
        elif method in RECEIVED:
            check_received(self.edition, record)
        elif value == "data only":
            check_data_only(self.edition, record)
        elif value in UNMADE or record["measure"] == "traffic_light":
            check_missing(self.edition, record)
        elif value is None:
            check_absent(self.edition, record)
        else:
            raise NotChecked(f"no recount: {record['method'].partition(':')[0].partition(', from')[0]}")

    def check_words(self, record: Mapping) -> None:
        """Raise Wrong where a figure's reason or method is not made of what is declared. Counts and actions say it by their value."""
        if record["indicator"] != "actions" and not self.recounts.is_counted(record):
            check_statements(self.edition, record)

    def check_standing(self, record: Mapping) -> None:
        """Raise Wrong where a figure says more than is known: see `standing`."""
        records = self.edition.records
        check_small(record, records, int(self.edition.toml("report.toml").get("small_base", 50)))
        check_judged(record, records)
        check_target_days(self.edition, record)
        if record["measure"] == "value":
            check_open(record, records, is_so=self.recounts.is_open(record))

    def _total(self, record: Mapping) -> None:
        """What the report counts of itself: rows by their use, files, and checks with their verdicts."""
        method = method_of(record)
        cited = Counter((rows["file"], rows["sheet"], str(row)) for rows in record["rows"] for row in rows["rows"])
        if method == "files_counted":
            same(record["value"], len({use["file"] for use in self.uses}), "the ledger says")
        elif method == "checks_counted":
            met = [one for one in self.verdicts if record["category"] in ("", one["verdict"])]
            same(record["value"], len(met), "the ledger says")
        elif method == "rows_counted":
            use = record["method_parts"][0]["parts"].get("use", "")
            found = Counter((one["file"], one["sheet"], one["row"]) for one in self.uses if use in ("", one["use"]))
            same(record["value"], sum(found.values()), "the ledger says")
            if use and found != cited:
                raise Wrong(
                    f"exclusions.csv has other rows for this use, such as {next(iter((found - cited) + (cited - found)))}"
                )
        else:
            raise NotChecked(f"no recount: {record['method'].partition(':')[0]}")


def check_uses(leaves: Leaves, findings: Findings) -> None:
    """Every row of every return and extract has one use, and that of a record follows from the declared rules."""
    cases = leaves.cases
    told_of: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for use in leaves.uses:
        told_of[use["file"]][use["row"]] = use["use"].lstrip("'")
    declared = {rule["reason"] for table in cases.tables.values() for rule in table.get("leave_out", [])} | {
        "superseded"
    }

    @cache
    def found_in(table: str) -> Mapping[str, Mapping[str, str]]:
        found: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for one in cases.as_of(table):
            found[one.extract.file][str(one.row)] = one.left_out
        return found

    def check(table: str, file: str) -> None:
        found, told = found_in(table)[file], told_of[file]
        if found.keys() != told.keys():
            raise Wrong(f"{len(found)} rows in the file, {len(told)} in exclusions.csv")
        for row, left_out in found.items():
            use = told[row] if told[row] in declared else ""
            same(use, left_out, f"row {row}: exclusions.csv says")

    for one in cases.extracts:
        findings.check("rows accounted for", one.file, partial(check, one.table, one.file))
