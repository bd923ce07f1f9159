"""Definitions: what people declare in a report's folder: the report, its indicators and rules, the layouts of returns, lookups.

In come TOML files; out go checked models (`Report`, `Indicator`) and a `Fault` with its line for whatever makes no sense.
Nothing that was received is read here."""
