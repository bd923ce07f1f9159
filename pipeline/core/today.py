"""Today: what nothing can have been received after, unless somebody asks for such a day by name (received.received_ahead).

It takes no part in what a run is made from: where it matters nothing is published.
"""

from __future__ import annotations

from datetime import date

# A clock that shows an earlier day than this, on which this line was written, is set back.
WRITTEN = date(2026, 11, 30)


def today() -> date:
    """The day that the clock shows, and none before this code was written."""
    return max(date.today(), WRITTEN)
