"""Comparisons: a value held against another one, a level, an area or its own past: changes, shares, ranks, limits, trends."""
