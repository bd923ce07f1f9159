"""Indicator methods: pure calculations, each with its published source and its departures from it."""
