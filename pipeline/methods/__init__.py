"""Indicator methods: pure calculations, each with its published source and its departures from it.

In come a `Report` and `Figures`; out go more `Figures`: values, then comparisons of values, then judgements of both."""
