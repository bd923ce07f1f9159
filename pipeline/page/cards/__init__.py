"""Cards: what folds out beside an indicator: how far its figures can be relied on, what was said of it last time.

In: the report, its figures, what was received and the results of the checks. Out: what a template puts into words.
"""
