"""Received: returns, records, trackers, notes, commentary and corrections, as they arrived.

In come a `Report` and the files of its folder, each with its received date; out go tables that keep file, sheet, row
and cell of everything, and a `Fault` for whatever is not as declared. Nothing is calculated here."""
