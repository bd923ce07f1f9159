"""Figures: one number with its formula, its operands, its rows and its marks, and the arithmetic that formulas may use.

In come values and cited rows; out go `Figure`s, exact, each under its id."""
