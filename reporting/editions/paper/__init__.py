"""The page on paper: report.html goes in, a tagged PDF of the same words comes out, the same to the byte from the same page."""
