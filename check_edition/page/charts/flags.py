"""Flags: an event that a chart flags stands at its day, among the days of the values that are drawn, and is told below the chart.

The days come from the figures: the middle of a bar or a point is the middle of the days that its value covers, and a line across a
bar is of the same days a year before. Where the event stands follows from two of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ...base.days import MONTHS, days_to, last_month, own_days
from ...files.edition import Edition
from ..tree import Node, PageTree, collapse
from .drawn import NEAR, middle_of, place_of, places_of

YEAR, LETTER = 12, 13  # months; how wide the number of a flag may stand beside the next one
OVER_TIME = ("quarters", "years", "variation")


@dataclass(frozen=True)
class _Slots:
    """The slots of a drawing over time: how many months each has, the last month and the place of one, how far the next one is, and their ends."""

    months: int
    last: int
    place: float
    step: float
    ends: tuple[int, int]

    def place_of(self, day: date) -> float:
        last = self.last_month(day)
        first, end = map(date.fromisoformat, days_to(last, next(name for name, months in MONTHS.items() if months == self.months)))
        part = (day - first).days / ((end - first).days + 1)
        return self.place + ((last - self.last) // self.months + part - 0.5) * self.step

    def last_month(self, day: date) -> int:
        """The last month, counted from year 0, of the slot in which a day lies."""
        month = day.year * YEAR + day.month - 1
        return month + (self.last - month) % self.months

    def hold(self, day: date) -> bool:
        return self.ends[0] <= self.last_month(day) <= self.ends[1]


def check_flags(page: PageTree, chart: Node, operands: Mapping[str, Mapping]) -> None:
    """Every flag of a chart's drawings; what is wrong goes to the page's faults."""
    told = {number: day for number, day, _ in _told(chart)}
    values = {one["id"]: one for one in operands.values() if one.get("measure") == "value"}
    for drawing in chart.inside("svg"):
        flags = {node.attrs["data-flag"]: node for node in drawing.bearing("data-flag")}
        for number in sorted(flags.keys() ^ told.keys()):
            page.fault(flags.get(number, drawing), f'The event "{number}" is not both flagged in a drawing and told below it', "", "a flag in each drawing for every event that is told")
        slots = _slots(drawing, values) if flags else None
        if flags and slots is None:
            page.fault(drawing, "Where a flag stands cannot be told from a drawing", "", "two values that cover different days")
            continue
        for number, day in sorted(told.items()):
            if number in flags:
                found, wanted = {x for x, _ in places_of(flags[number])}, slots.place_of(day)
                if not all(abs(x - wanted) <= NEAR for x in found):
                    page.fault(flags[number], f'The flag of the event "{number}" is not at its day', f"{max(found):g}", f"{wanted:.1f}, which is {day.isoformat()}")
        _check_numbers(page, drawing, flags)


def check_events(page: PageTree, edition: Edition) -> None:
    """What is told of events is what report.toml says, and a chart flags all that lie in its days. Raises NotChecked, Wrong."""
    events = {str(number): one for number, one in enumerate(edition.toml("report.toml").get("event", []), start=1)}
    for chart in page.root.inside("figure") if events else ():
        record = edition.printed.get(chart.attrs.get("data-figure", ""))
        if record is None:
            continue
        told = list(_told(chart))
        for number, day, node in told:
            if number in events and day != _first_day(events[number]):
                page.fault(node, f'The event "{number}" is told with another day than report.toml has', day.isoformat(), _first_day(events[number]).isoformat())
        shows = next((one["parts"].get("shows") for one in record["method_parts"] if one["kind"] == "chart"), "")
        values = {name: edition.printed[name] for name in record["operands"].values() if edition.printed.get(name, {}).get("measure") == "value"}
        slots = next((_slots(drawing, values) for drawing in chart.inside("svg")), None) if shows in OVER_TIME else None
        for number, event in events.items():
            day, of = _first_day(event), event.get("indicators") or [record["indicator"]]
            known = day.isoformat() <= own_days(edition.run["period"])[1] and record["indicator"] in of
            if slots and known and slots.hold(day) and number not in [one for one, _, _ in told]:
                page.fault(chart, f'The event "{number}" lies in the days of a chart that does not flag it', "", f"a flag at {day.isoformat()}")


def _told(chart: Node) -> Iterator[tuple[str, date, Node]]:
    """The events that are explained below a chart: number, first day, and where."""
    for item in chart.inside("li"):
        numbers = [collapse(one.text()) for one in item.bearing("data-label") if one.attrs["data-label"] == "event"]
        days = [one.attrs.get("datetime", "").partition("/")[0] for one in item.inside("time")]
        if numbers and days:
            try:
                yield numbers[0], date.fromisoformat((days[0] + "-01-01")[:10]), item
            except ValueError:  # a fault of the date itself, which is told where dates are
                continue


def _first_day(event: Mapping) -> date:
    return event["on"] if "on" in event else date.fromisoformat(own_days(event["period"])[0])


def _slots(drawing: Node, values: Mapping[str, Mapping]) -> _Slots | None:
    """The slots of a drawing by what stands in them; None where fewer than two tell their days."""
    found: dict[int, float] = {}
    lengths = set()
    for name in ("data-point", "data-open"):
        for node in drawing.bearing(name):
            record = values.get(node.attrs[name])
            if record and (months := MONTHS.get(record["basis"])):
                found[last_month(record["period"], record["basis"]) + (YEAR if node.tag == "path" else 0)] = middle_of(node)
                lengths.add(months)
    first, last = min(found, default=0), max(found, default=0)
    if len(lengths) != 1 or first == last:
        return None
    months = lengths.pop()
    return _Slots(months, last, found[last], (found[last] - found[first]) * months / (last - first), (first, last))


def _check_numbers(page: PageTree, drawing: Node, flags: Mapping[str, Node]) -> None:
    """The number of a flag stands above it, or as far to the right as the numbers before it need."""
    texts = [(place_of(one, "x"), collapse(one.text()), one) for one in drawing.inside("text") if one.attrs.get("data-label") == "event"]
    free = 0.0
    for x, number, node in sorted(texts, key=lambda one: one[0]):
        at = middle_of(flags[number]) if number in flags else float("nan")
        if not abs(max(at, free) - x) <= LETTER:
            page.fault(node, f'The number of the event "{number}" does not stand at its flag', f"{x:g}", f"{max(at, free):.1f}")
        free = x + LETTER
