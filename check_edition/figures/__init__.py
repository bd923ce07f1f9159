"""Figures: every record of the ledger worked out again: formulas, sources, rules of their day, marks, lights, and what is said of them."""
