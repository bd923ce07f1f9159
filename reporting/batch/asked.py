"""What a batch is asked for: for each report the periods that something was received for, in a range of periods."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.periods import Period


@dataclass(frozen=True)
class Asked:
    """One report for one period."""

    report: str
    period: str

    def __str__(self) -> str:
        return f"{self.report} {self.period}"


def periods_between(text: str) -> tuple[Period, Period]:
    """`2023-24-Q1..2023-24-Q4`, or one period alone, as the first and the last. Raises PeriodError, also where they are the wrong way round."""
    from pipeline.core.periods import PeriodError

    first, dots, last = text.partition("..")
    ends = Period.parse(first.strip()), Period.parse((last if dots else first).strip())
    if ends[0].start > ends[1].end:
        raise PeriodError(f'"{text}" ends before it begins. Did you mean {ends[1]}..{ends[0]}?')
    return ends


def asked_for(data: Path, reports: Iterable[str], between: tuple[Period, Period]) -> Iterator[Asked]:
    """Each report with each of its periods that lies in the range, as `report list` has them. Raises FaultsFound for definitions that cannot be read."""
    from reporting.folders.coverage import coverage

    first, last = between
    for report in reports:
        for line in coverage(data, report):
            period = Period.parse(line.period)
            if first.start <= period.start and period.end <= last.end:
                yield Asked(report, line.period)
