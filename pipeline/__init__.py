"""Community-safety reports whose every figure can be followed to its cell and its rows."""
