"""Page: figures as tables, charts and sentences, every number with its way to its source.

In come a `Report`, its `Figures` and what was written; out goes the HTML that notebook 4 shows. Nothing is calculated here."""
