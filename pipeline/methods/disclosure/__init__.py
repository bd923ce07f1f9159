"""Disclosure: which cells a report's rule hides, and which more, so that none of them can be worked out from what is printed."""
