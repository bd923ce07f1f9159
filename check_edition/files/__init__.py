"""Files: an edition as it stands on disk, and its stored files as rows of texts: CSV, TOML and workbooks, with the declared corrections.

Parquet files are not read: what rests on one is told as not checked.
"""
