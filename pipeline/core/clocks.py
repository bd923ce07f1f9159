"""Clocks: days and times as extracts write them, in the time of the place where they happened.

A time with an offset or Z is told in the local time of the table's zone; one without is local already. When the clocks
go back an hour is there twice: a time in it without an offset is the first of the two. When they go forward an
hour is not there, and a time in it is refused. Between two times those hours count that passed.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LOCAL = "Europe/London"
NO_TIME = "not a day with a time"
_MOMENT = re.compile(
    r"(?:(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})|(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4}))"
    r"(?P<clock>[ Tt](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?"
    r"(?: ?(?P<utc>[Zz])| ?(?P<sign>[+-])(?P<hours>\d{2})(?::?(?P<minutes>\d{2}))?)?)?",
    re.ASCII,
)


class NoSuchMoment(ValueError):
    """What stands there is no day, no time, or one that no clock of the place ever showed."""


@lru_cache
def zone_of(name: str) -> ZoneInfo:
    """The time zone of this name. Raises ValueError where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"there is no time zone {name}; expected a name such as {LOCAL}") from None


def day_of(cell: object, zone: str = LOCAL) -> str:
    """The local day of a day or a time, ISO. Raises NoSuchMoment."""
    moment = _moment(cell, zone)
    return (moment.date() if isinstance(moment, datetime) else moment).isoformat()


def time_of(cell: object, zone: str = LOCAL) -> str:
    """The local time, ISO, to the second where it has seconds; the second of two hours alike bears its offset.

    Raises NoSuchMoment, also for a day without a time.
    """
    moment = _moment(cell, zone, NO_TIME)
    if not isinstance(moment, datetime):
        raise NoSuchMoment(NO_TIME)
    text = moment.replace(tzinfo=None).isoformat(timespec="seconds" if moment.second else "minutes")
    return text + (moment.isoformat()[-6:] if moment.fold else "")


def instant(text: str, zone: str = LOCAL) -> datetime:
    """When a day or a time of `day_of` or `time_of` was, in universal time: what hours are counted between. A day begins at 0:00."""
    return _universal(datetime.fromisoformat(text), zone_of(zone)).replace(tzinfo=None)


def _universal(moment: datetime, zone: ZoneInfo) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _moment(cell: object, zone: str, otherwise: str = "not a day") -> date | datetime:
    read = cell if isinstance(cell, date) else _parsed(cell, otherwise)
    if not isinstance(read, datetime):
        return read
    try:
        whole = _to_the_second(read)
        universal = _universal(whole, zone_of(zone))
        local = universal.astimezone(zone_of(zone))
    except (OverflowError, ValueError):
        raise NoSuchMoment("there is no such day") from None
    if whole.tzinfo is None and local.replace(tzinfo=None, fold=0) != whole.replace(fold=0):
        raise NoSuchMoment("there was no such time: the clocks went forward over it")
    return local if whole.tzinfo else local.replace(fold=0)


def _to_the_second(moment: datetime) -> datetime:
    """The second that a time lies in. A workbook stores 14:05 as a part of a day, which comes out some microseconds beside it."""
    universal = moment.astimezone(UTC) if moment.tzinfo else moment
    nearest = datetime(*universal.timetuple()[:6], universal.microsecond, tzinfo=universal.tzinfo) + timedelta(microseconds=500)
    return nearest.replace(microsecond=0)


def _parsed(cell: object, otherwise: str) -> date | datetime:
    text = cell.strip() if isinstance(cell, str) else ""
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise NoSuchMoment(otherwise)
    try:
        named = ("year", "month", "day") if match["year"] else ("y", "m", "d")
        day = date(*(int(match[name]) for name in named))
    except ValueError:
        raise NoSuchMoment("there is no such day") from None
    if not match["clock"]:
        return day
    try:
        clock = time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0))
    except ValueError:
        raise NoSuchMoment("there is no such time") from None
    part = round(float(f"0.{match['part'] or 0}") * 10**6)
    moment = datetime.combine(day, clock) + timedelta(microseconds=part)
    if match["utc"]:
        return moment.replace(tzinfo=UTC)
    if not match["sign"]:
        return moment
    offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
    if int(match["minutes"] or 0) > 59 or offset > timedelta(hours=14):
        raise NoSuchMoment("there is no such offset")
    return moment.replace(tzinfo=timezone(offset if match["sign"] == "+" else -offset))
