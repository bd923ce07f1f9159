"""Files: tables and TOML as they lie on the disk, read once, with the place of every cell and every key.

In come paths; out go cells as text with sheet, row and column, and a `Fault` for whatever cannot be read as it looks:
hidden, merged, rounded, never calculated. What a table is about is not known here."""
