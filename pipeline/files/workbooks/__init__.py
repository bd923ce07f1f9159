"""Workbooks: xlsx and ods in one pass over their XML, each cell with all that changes how it looks.

In come files of any program; out go the used cells and their marks, or `Damaged` and `TooLarge` with the place.
"""
