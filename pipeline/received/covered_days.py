"""Covered days: for which days of a table there are extracts of all its parts."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd


class CoveredDays:
    """The days that extracts cover, by table and part. Takes one row an extract: table, part, first_day, last_day (ISO)."""

    def __init__(self, extracts: pd.DataFrame):
        self.stretches: dict[str, dict[str, list[tuple[date, date]]]] = {}
        for one in extracts.sort_values("first_day").itertuples():
            days = date.fromisoformat(one.first_day), date.fromisoformat(one.last_day)
            self.stretches.setdefault(one.table, {}).setdefault(one.part, []).append(days)

    def gaps(self, table: str, first: date, last: date) -> list[date]:
        """The first day of every stretch of these days that no extract covers."""
        if table not in self.stretches:
            return [first]
        found: set[date] = set()
        for stretches in self.stretches[table].values():
            day = first
            for start, end in stretches:
                if start <= day <= end:
                    day = end + timedelta(days=1)
            if day <= last:
                found.add(day)
        return sorted(found)
