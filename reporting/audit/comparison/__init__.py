"""Comparison of two runs: which figures differ, and which change of file, key, row or code made each of them differ."""
