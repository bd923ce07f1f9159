"""Base: what every room needs: days, numbers and texts as they are read, what was found, and whether a text says its parts.

It knows no edition.
"""
