"""Claims: what commentary says of the figures, read out of its sentences and held against them."""
