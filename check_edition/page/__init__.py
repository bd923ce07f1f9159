"""Page: a finished page read again: each number at its source, each label declared, each figure in its place, every drawing to scale."""
