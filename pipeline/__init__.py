"""Community-safety reports whose every figure can be followed to its cell and its rows."""

__version__ = "0.2.0"  # CHANGELOG.md says which figures it moves
