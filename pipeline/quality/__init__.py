"""Quality: what the received data must meet before anything is calculated: suites of expectations, waivers, lateness.

In come a `Report` and what was received; out go verdicts, one per expectation and row, and what was waived by whom."""
