"""A table is shown alike wherever a notebook runs: what it shows is compared when the run is made again."""

import pandas as pd

from pipeline.core.notebook_tables import open_step


def test_a_wide_table_is_shown_with_all_its_columns_also_where_pandas_was_imported_before_there_was_a_kernel(tmp_path):
    wide = pd.DataFrame({f"column {number}": ["text"] for number in range(15)})
    with pd.option_context("display.max_columns", 0):  # what pandas takes there
        assert "..." in repr(wide)
        open_step("borders", "2023-24-Q2", "", "", str(tmp_path), reads=[], writes=[])
        assert "..." not in repr(wide)
