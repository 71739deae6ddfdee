"""The second wall: what a forged statement inside a union's transaction sees of the others, which is nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest
import sqlalchemy as sa

from sync.protocol.messages import LogHead
from sync.protocol.refusals import Refused, Why
from sync.server import engine as engines
from sync.server import posting, tables, wall
from sync.server.superior import Superior
from tests.samples import member
from tests.sync.senders import Sender, row_id, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.postgres import Cluster
    from tests.postgres import Database as Place


@pytest.fixture
def walled(postgres_database: Place) -> Iterator[Superior]:
    made = Superior.open(postgres_database.url)
    yield made
    made.close()


def fill(superior: Superior) -> tuple[Sender, Sender]:
    made = []
    for code in ("1", "2"):
        sender = Sender.of(superior, code)
        rows = [{n: int(v) if isinstance(v, bool) else v for n, v in member(1).items()}]
        sender.push(sender.seal(table(rows), table([{"a": "b"}], "of_a_newer_program")))
        superior.add_token(code)
        made.append(sender)
    return made[0], made[1]


def everything(connection: sa.Connection, unit: str) -> tuple[int, int]:
    """Return how many rows a transaction sees of a unit, and how many of others, over all tables that have a unit."""
    own = others = 0
    for held in tables.of_units():
        column = held.c["id" if held is tables.UNITS else "unit_id"]
        for (found,) in connection.execute(sa.select(column)):
            mine = str(found).replace("-", "") == unit
            own, others = own + mine, others + (not mine)
    return own, others


def test_a_forged_statement_in_a_unions_transaction_sees_and_changes_nothing_of_others(walled: Superior) -> None:
    one, two = fill(walled)
    with engines.reading(walled.engine) as connection:
        own, others = everything(connection, one.unit.id)
        assert min(own, others) > 5
    with engines.writing(walled.engine, one.unit.id) as connection:
        assert everything(connection, one.unit.id) == (own, 0)
        mirror = tables.mirror("members").table
        theirs = sa.update(mirror).values(name="x").where(mirror.c.unit_id == two.unit.id)
        assert connection.execute(theirs).rowcount == 0
        assert connection.execute(sa.delete(tables.FRAMES)).rowcount == 1
        connection.rollback()
    with pytest.raises(sa.exc.ProgrammingError, match="row-level security"), \
            engines.writing(walled.engine, one.unit.id) as connection:
        connection.execute(sa.insert(tables.REMARKS).values(
            unit_id=two.unit.id, register="members", record="x", level="error", code="x", field="x", message="x",
            params="{}"))
    with pytest.raises(sa.exc.ProgrammingError, match="permission denied"), \
            engines.reading(walled.engine, one.unit.id) as connection:
        connection.execute(sa.select(tables.SUPERIOR))


def test_what_the_superior_wrote_is_seen_by_whom_it_is_for(walled: Superior) -> None:
    one, two = fill(walled)
    for audience in ("", one.unit.id, two.unit.id):
        posting.post(walled, "posted_papers", [{"id": row_id(1), "title": "x"}], audience)
    both = {"", one.unit.id, two.unit.id}
    for sender, other in ((one, two), (two, one)):
        heads = [LogHead(log=known.log, share="D", seq=known.seq, hash="") for known in sender.hello().feed]
        assert len(heads) == 2
        with engines.reading(walled.engine, sender.unit.id) as connection:
            seen = connection.execute(sa.select(tables.LOGS.c.audience).where(
                tables.LOGS.c.unit_id == walled.own_unit)).scalars()
            assert set(seen) == both - {other.unit.id}
            frames = connection.execute(sa.select(tables.FRAMES.c.log).where(
                tables.FRAMES.c.unit_id == walled.own_unit)).scalars()
            assert set(frames) == {head.log for head in heads}
            assert connection.execute(sa.update(tables.LOGS).where(
                tables.LOGS.c.unit_id == walled.own_unit).values(closed=True)).rowcount == 0


def test_without_a_unit_the_role_sees_nothing_at_all(walled: Superior) -> None:
    """Not even what the superior posted for all, with its file, which every unit may read."""
    one, _two = fill(walled)
    posting.post(walled, "posted_papers", [{"id": row_id(1), "title": "x"}])
    with engines.writing(walled.engine) as connection:
        connection.execute(sa.insert(tables.CONTENTS).values(
            unit_id=walled.own_unit, content="0" * 64, size=1, have=1, begun_at="", received_at="", receipt="",
            posted=True))
    with engines.reading(walled.engine, one.unit.id) as connection:
        assert everything(connection, one.unit.id)[1] == 3  # log, frame and file
    with engines.reading(walled.engine) as connection:
        connection.exec_driver_sql(f"SET LOCAL ROLE {wall.ROLE}")
        assert everything(connection, one.unit.id) == (0, 0)


def test_a_door_closes_behind_its_statement_and_with_the_transaction(walled: Superior) -> None:
    one, _two = fill(walled)
    with engines.reading(walled.engine, one.unit.id) as connection:
        with wall.door(connection):
            assert everything(connection, one.unit.id)[1] > 0
        assert everything(connection, one.unit.id)[1] == 0
    with engines.reading(walled.engine) as connection:
        assert everything(connection, one.unit.id)[1] > 0


def test_a_log_that_belongs_to_another_union_is_refused_as_before(walled: Superior) -> None:
    one, two = fill(walled)
    stolen = Sender(walled, two.unit, two.service, two.signer, one.log, two.certificate)
    with pytest.raises(Refused) as refused:
        stolen.push(stolen.seal(table([{"name": "x"}])))
    assert refused.value.code == Why.WRONG_UNIT


def test_a_plain_user_who_may_not_make_roles_works_without_the_wall_until_the_role_is_given(
        postgres: Cluster, postgres_database: Place) -> None:
    def as_admin(statement: str) -> None:
        with psycopg.connect(postgres_database.dsn, autocommit=True) as connection:
            connection.execute(statement.encode())

    name = f"plain_{postgres_database.name}"
    as_admin(f"CREATE ROLE {name} LOGIN")
    as_admin(f"CREATE SCHEMA {name} AUTHORIZATION {name}")  # found first, by its name
    url = postgres_database.url.replace("://ud@", f"://{name}@")
    for expected in (False, True):
        superior = Superior.open(url)
        stands: Any = superior.engine.get_execution_options().get("walled", False)
        assert stands is expected
        if expected:
            one, _two = fill(superior)
            with engines.reading(superior.engine, one.unit.id) as connection:
                assert everything(connection, one.unit.id)[1] == 0
        superior.close()
        as_admin(f"DO $$ BEGIN CREATE ROLE {wall.ROLE} NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
        as_admin(f"GRANT {wall.ROLE} TO {name}")


def test_sqlite_has_no_wall_and_needs_none_to_work(local: Superior) -> None:
    one, _two = fill(local)
    with engines.writing(local.engine, one.unit.id) as connection, wall.door(connection):
        assert everything(connection, one.unit.id)[1] > 0


@pytest.mark.parametrize("bulk", [False, True])
def test_a_database_that_goes_away_in_a_unions_transaction_is_told_as_busy(
        walled: Superior, postgres: Cluster, bulk: bool) -> None:
    one, _two = fill(walled)
    with pytest.raises(Refused) as refused, engines.writing(walled.engine, one.unit.id) as connection:
        number = connection.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
        with postgres.connect() as other:
            other.execute("SELECT pg_terminate_backend(%s, 60000)", (number,))
        with connection.begin_nested():
            if bulk:  # the driver's own fault, as from copying
                connection.connection.cursor().execute("SELECT 1")
            connection.execute(sa.text("SELECT 1"))
    assert refused.value.code == Why.BUSY
    assert one.hello().logs
