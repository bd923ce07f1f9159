"""Colours of charts, each named by what it draws. The page's style gives each again in the dark and in high contrast.

Ink is the text's own colour (`currentColor`), so that it is right wherever the page puts the drawing. Whatever a line crosses is
light enough for it to be seen.
"""

INK, MIDDLE, GRID, PAPER = "#1a1a1a", "#767676", "#d9d9d9", "#ffffff"
THIS, BAR, PALE = "#0b3c6f", "#7a95b5", "#e6edf5"  # a point or line of values; a bar; a band, or what is provisional
ROLES = {MIDDLE: "middle", GRID: "grid", PAPER: "paper", THIS: "this", BAR: "bar", PALE: "pale"}
