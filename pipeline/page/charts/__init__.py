"""Charts: figures drawn as inert SVG, with the words and the data table that say the same."""
