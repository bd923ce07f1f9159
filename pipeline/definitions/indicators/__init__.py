"""Indicators: what each one counts, how it adds up, which way is better, its levels and the day from which each holds.

In come the tables of `indicators.toml`; out go `Indicator`s, whose rules have been held against each other."""
