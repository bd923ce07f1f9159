"""Auditing: finished pages and runs are read again, by code that had no part in making them."""
