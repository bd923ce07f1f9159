"""Core: what every room needs and no room owns: periods and days, how a number is printed, faults, the ids of figures, cited rows, and the tables that pass from notebook to notebook.

In come plain values; out go values, texts and `Fault`s. It imports nothing of this project."""
