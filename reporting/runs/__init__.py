"""Runs: the notebooks executed in order, watched, checked and sealed, or nothing at all.

In comes an `Identity`; out goes a finished run, or `RunFailed` and what is kept of it."""
