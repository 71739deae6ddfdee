"""The throw-away PostgreSQL itself: separate databases, prepared templates, nothing left behind."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests import postgres as fixture


def test_a_test_gets_an_empty_database_of_its_own(
    postgres: fixture.Cluster, postgres_database: fixture.Database
) -> None:
    with postgres.connect(postgres_database.name) as connection:
        tables = connection.execute("select count(*) from pg_tables where schemaname = 'public'").fetchone()
    assert tables == (0,)


def test_sqlalchemy_reaches_the_database_by_its_url(postgres_database: fixture.Database) -> None:
    engine = sa.create_engine(postgres_database.url)
    with engine.connect() as connection:
        assert connection.scalar(sa.text("select current_database()")) == postgres_database.name
    engine.dispose()


def test_a_copy_of_a_template_has_its_tables_and_leaves_it_alone(postgres: fixture.Cluster) -> None:
    prepared = []

    def prepare(database: fixture.Database) -> None:
        prepared.append(database.name)
        with postgres.connect(database.name) as connection:
            connection.execute("create table people (name text)")

    for _ in range(2):
        copy = postgres.fresh(postgres.template("people_template", prepare))
        with postgres.connect(copy.name) as connection:
            assert connection.execute("select count(*) from people").fetchone() == (0,)
            connection.execute("insert into people values ('张三')")
        postgres.drop(copy)
    assert prepared == ["people_template"]


def test_dropping_cuts_whoever_is_connected(postgres: fixture.Cluster) -> None:
    database = postgres.fresh()
    with postgres.connect(database.name):
        postgres.drop(database)
    with postgres.connect() as connection:
        assert connection.execute("select 1 from pg_database where datname = %s", (database.name,)).fetchone() is None


def test_without_the_programs_the_reason_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Path, "glob", lambda self, pattern: iter(()))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(fixture.NotInstalledError, match="not installed"):
        fixture.programs()
