"""Indicator methods: pure calculations, each with its published source and its departures from it.

In come a `Report` and `Figures`; out go more `Figures`: values, then comparisons of values, then judgements of both.
What is so of every method, unless it says otherwise:

Takes    the report for its period, and the figures made so far.
Returns  new figures in the order of the definition, one for each indicator and category: exact, in the unit that is named.
         What cannot be worked out is [x] or [z] with its reason, never 0. Marks of what a figure rests on are carried on.
Raises   ValueError for an id that is made twice. Data raise nothing here: their faults were told before.
"""
