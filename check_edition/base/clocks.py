"""Clocks: a time of a record as its place told it, and when it was, counted here without anything of the pipeline."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .findings import NotChecked, Wrong

LOCAL = "Europe/London"
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)(?:[ Tt](\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d+))?)? ?([Zz]|[+-]\d\d(?::?\d\d)?)?)?")


def local_moment(text: str, zone: str) -> str:
    """`2025-07-01`, or `2025-07-01T00:30` of `2025-06-30T23:30:00Z`; the second of two hours alike bears its offset.

    Raises Wrong for what is no day or time.
    """
    if british := re.match(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
        text = f"{british[3]}-{int(british[2]):02}-{int(british[1]):02}{text[british.end() :]}"
    match = _TIME.fullmatch(text)
    if not match:
        raise Wrong(f'"{text}" is no day or time')
    day, hour, minute, second, part, offset = match.groups()
    if hour is None:
        return day
    moment = datetime.fromisoformat(f"{day}T{int(hour):02}:{minute}:{second or '00'}")
    if (part or "").ljust(4, "0")[:4] >= "9995":
        moment += timedelta(seconds=1)
    if offset:
        sign, digits = (1, "0000") if offset in "Zz" else (int(f"{offset[0]}1"), offset[1:].replace(":", "").ljust(4, "0"))
        moment -= sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        moment = moment.replace(tzinfo=UTC).astimezone(_zone(zone))
    told = moment.replace(tzinfo=None).isoformat(timespec="seconds" if moment.second else "minutes")
    return told + (f"{moment:%z}"[:3] + ":" + f"{moment:%z}"[3:5] if moment.fold else "")


def when(text: str, zone: str) -> datetime:
    """When a day or time of `local_moment` was, in universal time. Of a day its beginning."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=_zone(zone))).astimezone(UTC)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        raise NotChecked(f"this computer knows no time zone {name}") from None
