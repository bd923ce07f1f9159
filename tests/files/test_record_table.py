"""Records where DuckDB is asked: the same from a frame and from its file, and nothing but that file within reach."""

import gc

import duckdb
import pandas as pd
import pytest

from pipeline.files.record_table import RecordTable, conditions

ROWS = pd.DataFrame({
    "file": ["cases/b.csv", "cases/a.csv", "cases/a.csv"], "sheet": ["", "", ""], "sha256": ["2", "1", "1"], "row": [2, 3, 2],
    "place's \"name\"": ["North", "", "South"],
})  # fmt: skip


@pytest.fixture
def stored(tmp_path):
    path = tmp_path / "it's here.parquet"
    ROWS.to_parquet(path, index=False)
    return path


def test_records_are_the_same_from_a_frame_and_from_its_file(stored):
    for records in (RecordTable(ROWS), RecordTable(stored)):
        assert records.files == [("cases/a.csv", "", "1"), ("cases/b.csv", "", "2")]
        where, values = conditions({"place's \"name\"": ("North", "South", "x' or true --")}, {"file": ("cases/b.csv",)})
        assert records.ask(f'select "row" from records where {where}', values).fetchall() == [(2,)]
        assert records.ask(f"select count(*) from records where {conditions({'file': ()}, {})[0]}", [[]]).fetchall() == [(0,)]


@pytest.mark.parametrize("query", ["select * from read_csv('{other}')", "copy (select 1) to '{other}'", "attach '{other}'", "install httpfs",
                                   "set enable_external_access = true", "select * from read_parquet('https://example.org/a.parquet')"])  # fmt: skip
@pytest.mark.parametrize("from_file", [True, False])
def test_nothing_but_the_table_is_within_reach(stored, tmp_path, query, from_file):
    other = tmp_path / "other.csv"
    other.write_text("a\n1\n")
    records = RecordTable(stored if from_file else ROWS)
    assert records.ask("select count(*) from records").fetchall() == [(3,)]
    with pytest.raises(duckdb.Error, match=r"(?i)permission|cannot|disabled"):
        records.ask(query.format(other=other))
    assert other.read_text() == "a\n1\n"


def test_what_does_not_fit_into_memory_lies_where_nobody_else_may_enter_and_is_gone_with_the_table(stored):
    records = RecordTable(stored)
    records.ask("set memory_limit = '20MB'")
    records.ask("create temp table large as select md5(number :: varchar) as text from range(2000000) many(number)")
    (aside,) = (path for path in stored.parent.iterdir() if path != stored)
    assert aside.stat().st_mode & 0o777 == 0o700
    assert any(aside.rglob("*.tmp"))
    assert records.ask("select count(*) from large").fetchall() == [(2_000_000,)]
    del records
    gc.collect()
    assert [*stored.parent.iterdir()] == [stored]
