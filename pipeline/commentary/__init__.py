"""Commentary: what people wrote, bound to the figures and held against them.

In come written sections and `Figures`; out go statements, each with the figure that it gives and a verdict."""
