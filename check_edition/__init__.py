"""The check of a restricted edition: everything in it read and worked out again, by Python's standard library alone.

It shares no code with what made the report, imports nothing from outside this folder, and is shipped in every restricted
edition as one file, `check_edition.pyz`.
"""
