"""A case system's database as a source: a query's result is frozen, and neither the database nor a password gives itself away."""

import csv
import hashlib
import hmac
import io
import sqlite3
import subprocess
import sys
import time
import tomllib
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import create_engine, text
from support import PROJECT, report

from pipeline.core.faults import FaultsFound
from pipeline.core.periods import Period
from pipeline.definitions.case_tables import read_case_tables
from pipeline.received.cases import read_cases
from pipeline.received.source_records import read_record
from reporting.folders.databases import Unreachable
from reporting.folders.extraction import extract
from reporting.folders.queries import query_tables

pytest_plugins = ["database_server"]
needs_postgres = [pytest.mark.postgres, pytest.mark.slow]

VARIABLE = "CASE_SYSTEM_URL"
QUARTER, RECEIVED = Period.parse("2025-26-Q4"), date(2026, 4, 20)
SECOND_DAY = date(2026, 4, 21)
FIRST, SECOND = "cases/2026-04-20_referrals-2025-26-Q4.csv", "cases/2026-04-21_referrals-2025-26-Q4.csv"
RECORDS = """
    create table referral (id integer primary key, client varchar(20), name varchar(40), referred timestamp, source varchar(20));
    insert into referral values
        (1, 'P1', 'Made Up', '2025-12-31 23:59:00', 'Police'),
        (2, 'P2', 'Made Up', '2026-01-01 00:00:00', 'Police'),
        (3, 'P3', 'Made Up', '2026-02-14 09:30:00', null),
        (4, 'P1', 'Made Up', '2026-03-31 18:45:00', 'Self'),
        (5, 'P4', 'Made Up', '2026-04-01 00:00:00', 'Self');
"""
QUERY = """
select id as referral_id, client as person, referred as referred_at, source as "Referral source"
from referral where referred >= :first_day and referred < :day_after order by id
"""
CASES = """
[referrals]
about = "One row a referral."
files = 'referrals(-.*)?'
key = "referral_id"
date = "referred_at"
[referrals.columns]
referral_id = { kind = "text" }
person = { kind = "text" }
referred_at = { kind = "time" }
source = { kind = "category", from = "Referral source", values = ["Police", "Self"], empty = "Not given" }
"""
RECORD = 'connection = "CASE_SYSTEM_URL"\npublisher = "Fictional service"\nlicence = "Made up"\nabout = "Referrals."\n'


@pytest.fixture
def folder(tmp_path):
    """A report's folder with a query for one case table."""
    folder = tmp_path / "data" / "demo"
    (folder / "queries").mkdir(parents=True)
    (folder / "report.toml").touch()
    (folder / "cases.toml").write_text(CASES, encoding="utf-8")
    (folder / "queries/referrals.sql").write_text(QUERY, encoding="utf-8")
    (folder / "queries/referrals.toml").write_text(RECORD, encoding="utf-8")
    return folder


@pytest.fixture
def sqlite(tmp_path, monkeypatch):
    """A SQLite database with five referrals, three of them in the quarter; the environment names it."""
    path = tmp_path / "case system.db"
    with sqlite3.connect(path) as database:
        database.executescript(RECORDS)
    database.close()
    monkeypatch.setenv(VARIABLE, f"sqlite:///{path}")
    return path


@pytest.fixture
def postgres(postgres_url, monkeypatch):
    """The same referrals in PostgreSQL, with times that have a zone; the environment names the database."""
    engine = create_engine(postgres_url)
    with engine.begin() as connection:
        connection.execute(text("drop table if exists referral"))
        connection.execute(text("set time zone 'Europe/London'"))
        for statement in RECORDS.replace("timestamp", "timestamptz").strip().rstrip(";").split(";"):
            connection.execute(text(statement.replace(":", "\\:")))
    monkeypatch.setenv(VARIABLE, postgres_url)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=needs_postgres)])
def database(request):
    """Both kinds of database, one after the other."""
    return request.getfixturevalue(request.param)


def extracted(folder, received=RECEIVED):
    return extract(folder, QUARTER, query_tables(folder), received)


def refusal(folder, received=RECEIVED):
    with pytest.raises(FaultsFound) as refused:
        extracted(folder, received)
    return str(refused.value)


def rewrite(folder, name, old, new):
    path = folder / name
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new), encoding="utf-8")


def contents(folder):
    return {path.name: path.read_bytes() for path in (folder / "cases").glob("*")}


def test_the_rows_of_the_days_are_frozen_with_times_on_the_last_day(folder, database):
    ((one, rows),) = extracted(folder)
    assert (one.path, rows) == (folder / FIRST, 3)
    frozen = pd.read_csv(folder / FIRST, dtype=str, keep_default_na=False)
    assert frozen.values.tolist() == [
        ["2", "P2", "2026-01-01 00:00:00", "Police"],
        ["3", "P3", "2026-02-14 09:30:00", ""],
        ["4", "P1", "2026-03-31 18:45:00", "Self"],
    ]
    assert list(frozen.columns) == ["referral_id", "person", "referred_at", "Referral source"]


def test_a_frozen_extract_is_read_as_the_records_of_its_table(folder, database):
    extracted(folder)
    records = read_cases(folder, read_case_tables(folder)[0])
    assert records.faults == []
    assert records.rows[["referral_id", "day", "source", "left_out"]].values.tolist() == [
        ["2", "2026-01-01", "Police", ""],
        ["3", "2026-02-14", "Not given", ""],
        ["4", "2026-03-31", "Self", ""],
    ]
    assert records.extracts[["first_day", "last_day"]].values.tolist() == [["2026-01-01", "2026-03-31"]]


def test_the_record_says_who_when_what_days_and_how_many(folder, database):
    extracted(folder)
    record = tomllib.loads((folder / FIRST).with_suffix(".source.toml").read_text(encoding="utf-8"))
    assert (record["publisher"], record["received"], record["covers"]) == (
        "Fictional service",
        RECEIVED,
        [date(2026, 1, 1), date(2026, 3, 31)],
    )
    assert record["sha256"] == hashlib.sha256((folder / FIRST).read_bytes()).hexdigest()
    assert record["query"]["sha256"] == hashlib.sha256(QUERY.encode()).hexdigest()
    assert (record["query"]["file"], record["query"]["rows"]) == ("queries/referrals.sql", 3)
    assert record["query"]["asked"].tzinfo is not None
    assert record["query"]["text"] == QUERY, "the record keeps the query it was made by, whatever becomes of the file"


def test_the_same_rows_give_the_same_bytes_and_an_extract_is_never_replaced(folder, database):
    extracted(folder)
    before = contents(folder)
    assert "it is there already, and an extract is never replaced" in refusal(folder)
    assert contents(folder) == before
    extracted(folder, date(2026, 4, 21))
    assert (folder / FIRST).read_bytes() == (folder / SECOND).read_bytes()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("from referral", "from referrals", "the query failed: "),
        ("client as person", "client as person, name", "the query returns other columns"),
        ("client as person", "client as client", "the query returns other columns"),
        ("client as person, ", "", "the query returns other columns"),
        ("where referred", "where id > 100 and referred", "the query returned no rows; expected rows of 2026-01-01 to 2026-03-31"),
        ("select id", "selekt id", "the query failed: "),
    ],
)  # fmt: skip
def test_a_query_that_goes_wrong_says_so_and_leaves_the_last_extract_alone(folder, database, old, new, says):
    extracted(folder)
    before = contents(folder)
    rewrite(folder, "queries/referrals.sql", old, new)
    told = refusal(folder, date(2026, 4, 21))
    assert says in told and "queries/referrals.sql" in told
    assert contents(folder) == before
    (folder / "queries/referrals.sql").write_text(QUERY, encoding="utf-8")
    assert extracted(folder, date(2026, 4, 21))[0][1] == 3


def test_a_query_cannot_change_the_database(folder, database):
    """It would even return the declared columns of the rows that it deletes."""
    columns = 'returning id as referral_id, client as person, referred as referred_at, source as "Referral source"'
    deleting = f"delete from referral where referred >= :first_day and referred < :day_after {columns}"
    (folder / "queries/referrals.sql").write_text(deleting, encoding="utf-8")
    told = refusal(folder)
    # PostgreSQL is asked through a cursor, and takes no such statement there.
    assert "the query failed: " in told and ("readonly" in told or 'syntax error at or near "delete"' in told)
    (folder / "queries/referrals.sql").write_text(QUERY, encoding="utf-8")
    assert extracted(folder)[0][1] == 3


@pytest.mark.postgres
@pytest.mark.slow
def test_nor_can_a_query_that_a_cursor_takes(folder, postgres):
    with postgres.begin() as connection:
        connection.execute(text("create sequence if not exists counted"))
    rewrite(folder, "queries/referrals.sql", "select id as", "select nextval('counted') as")
    assert "cannot execute nextval() in a read-only transaction" in refusal(folder)


def test_nothing_is_written_unless_every_query_succeeds(folder, database):
    """Linked tables come from one moment or not at all; all failures are told at once."""
    for name in ("needs", "visits"):
        (folder / f"queries/{name}.toml").write_text(RECORD, encoding="utf-8")
        (folder / f"queries/{name}.sql").write_text(QUERY.replace("from referral", f"from {name}"), encoding="utf-8")
    content = (folder / "cases.toml").read_text(encoding="utf-8")
    more = [CASES.replace("[referrals", f"[{name}").replace("'referrals", f"'{name}") for name in ("needs", "visits")]
    (folder / "cases.toml").write_text(content + "".join(more), encoding="utf-8")
    told = refusal(folder)
    assert "2 faults" in told and "queries/needs.sql" in told and "queries/visits.sql" in told
    assert contents(folder) == {}


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("queries/referrals.sql", ":day_after", ":last_day", "unknown parameter"),
        ("queries/referrals.sql", "and referred < :day_after", "", "expected :day_after"),
        ("queries/referrals.toml", 'licence = "Made up"\n', "", "a required key is missing"),
        ("queries/referrals.toml", "publisher", "publisherr", "line 2, key publisherr: unknown key"),
        ("cases.toml", "referrals(-.*)?", "referrals", "no extract would have this name"),
        ("cases.toml", "[referrals", "[others", "a query for a table that is not declared"),
    ],
)
def test_what_is_wrong_before_asking_is_told_with_its_place(folder, sqlite, name, old, new, says):
    rewrite(folder, name, old, new)
    assert says in refusal(folder)
    assert contents(folder) == {}


def test_days_that_are_not_over_are_not_extracted(folder, sqlite):
    assert "the days are not over" in refusal(folder, date(2026, 3, 31))


def test_a_missing_query_or_record_is_told(folder, sqlite):
    (folder / "queries/referrals.sql").unlink()
    (folder / "queries/others.sql").write_text(QUERY, encoding="utf-8")
    told = refusal(folder)
    assert "queries/referrals.sql: the query is missing" in told
    assert "a query for a table that is not declared" in told


def test_texts_with_commas_quotes_and_line_breaks_of_every_system_are_read_as_the_database_holds_them(folder, sqlite):
    held = ['a,"b"', "two\nlines", "two\r\nlines", "two\rlines", "=1+1", "007", "-2"]
    with sqlite3.connect(sqlite) as database:
        database.execute("delete from referral")
        database.executemany("insert into referral values (?, ?, 'Made Up', '2026-02-01 10:00:00', 'Police')", enumerate(held, start=1))
    database.close()
    extracted(folder)
    frozen = (folder / FIRST).read_bytes().decode()
    assert [row[1] for row in csv.reader(io.StringIO(frozen, newline=""), strict=True)] == ["person", *held]
    records = read_cases(folder, read_case_tables(folder)[0])
    assert (records.faults, len(records.rows)) == ([], len(held))


def test_a_query_with_a_character_that_no_record_may_hold_is_refused_before_it_is_asked(folder, sqlite):
    rewrite(folder, "queries/referrals.sql", "from referral", "from\t/* a\u200bb */ referral")
    assert 'queries/referrals.sql, row 3: a character that cannot be seen; found "\\u200b"' in refusal(folder)
    rewrite(folder, "queries/referrals.sql", "\u200b", "")
    extracted(folder)
    assert read_record(folder / FIRST, FIRST, RECEIVED)[1] == [], "tabs and line breaks of a query are kept"


def test_what_no_cell_can_hold_is_refused(folder, sqlite):
    rewrite(folder, "queries/referrals.sql", "client as person", "x'00ff' as person")
    assert "column person holds what is neither text, number, date nor time (bytes)" in refusal(folder)


SECRET = "s3cret"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        (f"postgresql://someone:{SECRET}@127.0.0.1:1/cases-of-people", "nothing answers there"),
        (f"postgresql://someone:{SECRET}@host:{SECRET}/cases-of-people", "it is not a URL"),
        (f"someone {SECRET}", "it is not a URL"),
        (f"mssql+pyodbc://someone:{SECRET}@host/cases-of-people", "no driver is installed"),
        (f"nosuchkind://someone:{SECRET}@host/cases-of-people", "no driver is installed"),
        (f"sqlite:////nowhere/{SECRET}.db", "there is no such database file"),
    ],
)
def test_a_connection_that_fails_is_told_without_a_word_of_it(folder, monkeypatch, url, says):
    monkeypatch.setenv(VARIABLE, url)
    with pytest.raises(Unreachable) as failed:
        extracted(folder)
    assert says in str(failed.value) and VARIABLE in str(failed.value)
    assert not any(word in str(failed.value) for word in (SECRET, "someone", "cases-of-people", "127.0.0.1"))
    assert failed.value.__suppress_context__
    assert not Path(f"/nowhere/{SECRET}.db").exists()


def test_a_url_written_into_the_record_is_refused_and_not_repeated(folder, sqlite):
    rewrite(folder, "queries/referrals.toml", VARIABLE, f"postgresql://someone:{SECRET}@host/db")
    told = refusal(folder)
    assert "line 1, key connection: not the name of an environment variable" in told
    assert SECRET not in told and "someone" not in told


def test_a_connection_that_is_not_set_says_which(folder, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    assert f"Set {VARIABLE} to the database's URL" in refusal(folder)


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("not%40so%2Fsecret", "another", "it refuses the user or the password"),
        ("keeper", "nobody-here", "it refuses the user or the password"),
        ("/postgres?", "/nowhere?", "the server has no database of that name"),
    ],
)
def test_a_server_that_refuses_is_told_in_words_of_ours(folder, postgres_url, monkeypatch, old, new, says):
    monkeypatch.setenv(VARIABLE, postgres_url.replace(old, new))
    with pytest.raises(Unreachable, match=says) as failed:
        extracted(folder)
    assert not any(word in str(failed.value) for word in ("another", "nobody-here", "nowhere", "host="))


@pytest.mark.postgres
@pytest.mark.slow
def test_the_command_end_to_end_from_a_postgresql_server(folder, postgres, postgres_url, project):
    """The real command: an extract, the record that reads again, and no word of the connection anywhere."""
    env = {VARIABLE: postgres_url}
    arguments = ("extract", "demo", "2025-26-Q4", "--received", "2026-04-20", "--data", folder.parent)
    ended = report(*arguments, project=project, env=env)
    assert (ended.returncode, ended.stdout) == (0, f"{folder / FIRST}: 3 rows\n"), ended.stderr
    record, faults = read_record(folder / FIRST, FIRST, RECEIVED)
    assert (faults, record.query.rows) == ([], 3)

    rewrite(folder, "queries/referrals.sql", "from referral", "from nothing_here")
    failed = report(*arguments[:3], "referrals", "--received", "2026-04-21", *arguments[-2:], project=project, env=env)
    assert failed.returncode == 1
    assert 'relation "nothing_here" does not exist' in failed.stderr
    assert "No extract was written, and those that are there are as they were." in failed.stderr

    wrong = report(*arguments, project=project, env={VARIABLE: postgres_url.replace("secret", "known")})
    assert wrong.returncode == 1 and "it is there already" in wrong.stderr
    unknown = report(*arguments[:3], "referals", *arguments[3:], project=project, env=env)
    assert unknown.returncode == 2 and "Did you mean referrals?" in unknown.stderr

    written = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    told = "".join(one.stdout + one.stderr for one in (ended, failed, wrong, unknown))
    for word in ("not@so/secret", "not%40so%2Fsecret", "keeper", postgres_url):
        assert word not in told and word.encode() not in written


WITHOUT_EXTRAS = """
import sys
sys.modules |= dict.fromkeys(("sqlalchemy", "psycopg", "jupyterlab"))  # importing one of them says that it is not there
from reporting.command.command import main
main()
"""


@pytest.mark.parametrize(
    ("command", "status", "told"),
    [
        (["extract", "demo", "2025-26-Q4"], 3, 'Install it with: pip install "community-safety-reports[database]"'),
        (["formats"], 0, ""),
    ],
)
def test_without_the_database_packages_only_extract_stops_and_says_what_to_install(command, status, told, folder):
    data = ["--data", folder.parent] if command[0] == "extract" else []
    ended = subprocess.run([sys.executable, "-c", WITHOUT_EXTRAS, *command, *data], cwd=PROJECT, capture_output=True, text=True)
    assert (ended.returncode, len(ended.stderr.splitlines())) == (status, 1 if told else 0), ended.stderr
    assert told in ended.stderr


ENDLESS = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) as referral_id, :first_day, :day_after from n"


def test_a_query_that_does_not_end_is_stopped_when_its_time_is_over(folder, database):
    rewrite(folder, "queries/referrals.toml", "about", "seconds = 1\nabout")
    (folder / "queries/referrals.sql").write_text(ENDLESS, encoding="utf-8")
    began = time.monotonic()
    assert "the query failed: it was not answered within 1 seconds, and was stopped" in refusal(folder)
    assert time.monotonic() - began < 10 and contents(folder) == {}


def test_a_query_that_returns_rows_without_end_is_stopped_too(folder, sqlite, monkeypatch):
    monkeypatch.setattr("reporting.folders.databases.MOST_ROWS", 1000)
    endless = ENDLESS.replace("count(*) as referral_id", "i as referral_id")
    (folder / "queries/referrals.sql").write_text(endless, encoding="utf-8")
    assert "it returns more than 1,000 rows" in refusal(folder)


def test_pseudonyms_are_frozen_in_the_place_of_people(folder, database, monkeypatch):
    rewrite(folder, "cases.toml", 'person = { kind = "text" }', 'person = { kind = "text", pseudonym = true }')
    assert "REPORT_PSEUDONYM_SECRET is not set" in refusal(folder)
    monkeypatch.setenv("REPORT_PSEUDONYM_SECRET", "s" * 32)
    extracted(folder)
    frozen = pd.read_csv(folder / FIRST, dtype=str)["person"]
    assert frozen.tolist() == [hmac.new(b"s" * 32, f"pseudonym\0{who}".encode(), "sha256").hexdigest()[:32] for who in ("P2", "P3", "P1")]
    assert read_cases(folder, read_case_tables(folder)[0]).faults == []
    rewrite(folder, "queries/referrals.sql", "client as person", "'NULL' as person")
    assert "no identifier, but a word or sign for having none" in refusal(folder, SECOND_DAY)
