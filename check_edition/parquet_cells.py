"""What the values of a Parquet column are: texts, numbers, days or times, each told as the other readers tell a cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from .findings import NotChecked

_TEXTS, _DECIMAL, _DAY, _TIMESTAMP, _INTEGER, _NOTHING = (1, 4, 12), 5, 6, 8, 10, 11  # fields of the union LogicalType
_OLD_TEXTS, _OLD_DECIMAL, _OLD_DAY, _OLD_TIMES = (0, 4, 19), 5, 6, {9: 1, 10: 2}  # of ConvertedType
_OLD_UNSIGNED, _OLD_SIGNED = {11: 8, 12: 16, 13: 32, 14: 64}, (15, 16, 17, 18)
_A_SECOND = {1: 10**3, 2: 10**6, 3: 10**9}
_BYTES = (6, 7)


def cell_reader(element: Mapping, zone: str | None) -> Callable[[object], str]:
    """What makes a text of a column's values, by its element of the schema; `zone` is its time zone as pandas noted it.

    Raises NotChecked for columns whose cells would not be texts, numbers, days or times.
    """
    logical, old = element.get(10, {}), element.get(6)
    if logical.keys() & set(_TEXTS) or (not logical and old in _OLD_TEXTS):
        return lambda value: value.decode()
    if _DECIMAL in logical or old == _OLD_DECIMAL:
        scale = element.get(7, 0)
        return lambda value: str(Decimal(_whole(value)).scaleb(-scale))
    if _DAY in logical or old == _OLD_DAY:
        return lambda value: (datetime(1970, 1, 1) + timedelta(days=value)).date().isoformat()
    if _TIMESTAMP in logical or old in _OLD_TIMES:
        about = logical.get(_TIMESTAMP, {})
        if about.get(1) and zone != "UTC":
            raise NotChecked("times of a time zone in a Parquet file")
        unit = next(iter(about[2])) if about else _OLD_TIMES[old]
        return lambda value: _time(value, _A_SECOND[unit], "+00:00" if about.get(1) else "")
    if _INTEGER in logical or old in _OLD_UNSIGNED or old in _OLD_SIGNED:
        about = logical.get(_INTEGER, {1: _OLD_UNSIGNED.get(old, 64), 2: old not in _OLD_UNSIGNED})
        return str if about.get(2) else lambda value: str(value % 2 ** about[1])
    if (logical.keys() - {_NOTHING}) or old is not None or element[1] in _BYTES:
        raise NotChecked("a Parquet column that holds neither texts nor numbers nor days")
    return _number


def _number(value: object) -> str:
    if isinstance(value, float):
        return "" if value != value else str(int(value)) if value.is_integer() else str(value)
    return str(value)


def _whole(value: object) -> int:
    return int.from_bytes(value, "big", signed=True) if isinstance(value, bytes) else value


def _time(value: int, second: int, zone: str) -> str:
    """`2025-06-30`, or `2025-06-30 14:05:00` with the parts of a second where there are some."""
    seconds, part = divmod(value, second)
    moment = datetime(1970, 1, 1) + timedelta(seconds=seconds)
    if not part and not zone and (moment.hour, moment.minute, moment.second) == (0, 0, 0):
        return moment.date().isoformat()
    nano = part * (10**9 // second)
    digits = f".{nano // 1000:06}" if nano and nano % 1000 == 0 else f".{nano:09}" if nano else ""
    return f"{moment}{digits}{zone}"
