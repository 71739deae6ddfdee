"""Somebody alters what ties the superior's tables together: nothing drops out of the check's sight by that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from sync.protocol.rows import Root
from sync.server import engine as engines
from sync.server import posting, verifying
from sync.server.tables import DEVICES, FRAMES, KEPT, LOGS, OTHER, POSTS, ROOTS, UNITS, mirror
from tests.sync.senders import Sender, row_id, table
from tests.sync.server.test_ingest import person, state

if TYPE_CHECKING:
    from sync.server.superior import Superior

BOOK = mirror("members")


@pytest.fixture
def sender(local: Superior) -> Sender:
    """Give a union that reported two members in two frames, and one of a book that is not known here."""
    made = Sender.of(local)
    made.push(made.seal(table([person(1)])),
              made.seal(table([person(2)], first=2), table([{"a": "b"}], "unknown_book")))
    other = Sender.of(local, "2")
    other.push(other.seal(table([person(3)])))
    return made


def faults(superior: Superior) -> set[tuple[str, str, str]]:
    return set(verifying.check(superior).faults)


def change(superior: Superior, *statements: sa.Executable) -> None:
    with engines.writing(superior.engine) as connection:
        for statement in statements:
            connection.execute(statement)


def test_nothing_is_found_where_nothing_was_altered(local: Superior, sender: Sender) -> None:
    assert sender.sealed
    assert faults(local) == set()


def test_a_log_whose_computer_or_union_is_gone_is_named(local: Superior, sender: Sender) -> None:
    mine = LOGS.c.log == sender.log
    for statement in (sa.update(LOGS).where(mine).values(device="0" * 64),
                      sa.update(LOGS).where(mine).values(unit_id="x"),
                      sa.update(UNITS).where(UNITS.c.code == "1").values(id="x"),
                      sa.update(DEVICES).where(DEVICES.c.device == sender.signer.name).values(device="x")):
        before = everything(local)
        change(local, statement)
        assert sender.log in {where for _code, what, where in faults(local) if what == "log"}, str(statement)
        put_back(local, before)
    assert faults(local) == set()


def test_a_frame_of_no_log_of_another_union_or_out_of_order_is_named(local: Superior, sender: Sender) -> None:
    second = sa.and_(FRAMES.c.log == sender.log, FRAMES.c.seq == 2)
    for values, what in (({"unit_id": "x"}, "log"), ({"place": 0}, "order"), ({"records": 7}, "receipt"),
                         ({"received_at": "1980-01-01T00:00:00Z"}, "receipt")):
        before = everything(local)
        change(local, sa.update(FRAMES).where(second).values(**values))
        assert (what, f"{sender.log}:2") in {fault[1:] for fault in faults(local)}, values
        put_back(local, before)
    before = everything(local)
    change(local, sa.delete(LOGS).where(LOGS.c.log == sender.log))
    assert {fault[1:] for fault in faults(local)} >= {("log", f"{sender.log}:{seq}") for seq in (1, 2)}
    put_back(local, before)
    change(local, sa.update(LOGS).where(LOGS.c.log == sender.log).values(share="S"))
    assert {fault[1:] for fault in faults(local)} == {("log", f"{sender.log}:{seq}") for seq in (1, 2)}


def test_a_computer_that_is_not_that_of_its_certificate_is_named(local: Superior, sender: Sender) -> None:
    mine = DEVICES.c.device == sender.signer.name
    with engines.reading(local.engine) as connection:
        other = connection.execute(sa.select(DEVICES.c.unit_id, DEVICES.c.certificate).where(~mine)).one()
    for values in ({"unit_id": other.unit_id}, {"certificate": other.certificate}, {"certificate": "x.y"}):
        before = everything(local)
        change(local, sa.update(DEVICES).where(mine).values(**values))
        assert ("certificate", sender.signer.name) in {fault[1:] for fault in faults(local)}, values
        put_back(local, before)


@pytest.mark.parametrize("book", ["members", "unknown_book"])
def test_rows_whose_sums_were_taken_out_are_named_and_come_back(local: Superior, sender: Sender, book: str) -> None:
    sound = state(local)
    change(local, sa.delete(ROOTS).where(ROOTS.c.unit_id == sender.unit.id, ROOTS.c.register == book),
           sa.update(BOOK.table).where(BOOK.table.c.unit_id == sender.unit.id).values(name="改"),
           sa.update(OTHER).values(extra='{"a": "c"}'))
    assert ("1", "sum", book) in faults(local)
    verifying.rebuild(local, sender.unit.id)
    assert faults(local) == set()
    assert state(local) == sound


def test_a_version_put_beside_those_of_a_book_without_rows_is_named(local: Superior, sender: Sender) -> None:
    change(local, sa.insert(KEPT).values(unit_id=sender.unit.id, register="branches", id=row_id(1), hash="0" * 32,
                                         seen="", content="{}"))
    assert faults(local) == {("1", "sum", "branches")}


def test_a_row_whose_hash_and_sums_were_made_to_fit_is_given_away_by_what_the_office_signed(
        local: Superior, sender: Sender) -> None:
    """Whoever knows how hashes are made can alter a row with its hash and its sums; not the header of a frame."""
    assert verifying.check(local).faults == []
    one = BOOK.table.c.unit_id == sender.unit.id, BOOK.table.c.id == row_id(1)
    with engines.writing(local.engine) as connection:
        connection.execute(sa.update(BOOK.table).where(*one).values(name="改"))
        row = connection.execute(sa.select(BOOK.table).where(*one)).one()
        (digest,) = verifying.rehash(BOOK, [row])
        connection.execute(sa.update(BOOK.table).where(*one).values(hash=digest))
        hashes = [bytes(h) for h in connection.execute(sa.select(BOOK.table.c.hash).where(one[0])).scalars()]
        rows, a, b = Root().add(hashes).wire()
        connection.execute(sa.update(ROOTS).where(
            ROOTS.c.unit_id == sender.unit.id, ROOTS.c.register == "members").values(rows=rows, a=a, b=b))
    assert faults(local) == {("1", "sum", "members")}
    verifying.rebuild(local, sender.unit.id)
    assert faults(local) == set()


def test_a_paper_that_nobody_can_read_is_named(local: Superior) -> None:
    posting.post(local, "posted_papers", [{"id": row_id(1), "title": "x"}])
    change(local, sa.update(POSTS).values(id="nobody"))
    assert faults(local) == {("", "altered", "posted_papers:nobody")}


@pytest.mark.parametrize("one", [DEVICES, LOGS, FRAMES, ROOTS, KEPT, POSTS, BOOK.table], ids=lambda one: one.name)
def test_whatever_stands_in_a_column_the_check_goes_on(local: Superior, sender: Sender, one: sa.Table) -> None:
    posting.post(local, "posted_papers", [{"id": row_id(1), "title": "x"}])
    change(local, sa.insert(KEPT).values(unit_id=sender.unit.id, register="members", id=row_id(1), hash="0" * 32,
                                         seen="", content="{}"))
    keys = {column.name for column in one.primary_key} | {"unit_id"}
    names = [c.name for c in one.columns if c.name not in keys and isinstance(c.type, sa.Text | sa.LargeBinary)]
    with engines.reading(local.engine) as connection:
        before = [dict(row) for row in connection.execute(sa.select(one)).mappings()]
    for name in names if one is not BOOK.table else ("seen", "hash", "salt", "extra"):
        for rubbish in ("", "\0", "[1", "é"):
            change(local, sa.update(one).values({name: rubbish.encode() if isinstance(
                one.c[name].type, sa.LargeBinary) else rubbish}))
            verifying.check(local)
        change(local, sa.delete(one), sa.insert(one).values(before))


TIED = (UNITS, DEVICES, LOGS, FRAMES)


def everything(superior: Superior) -> dict[str, list[dict[str, Any]]]:
    with engines.reading(superior.engine) as connection:
        return {one.name: [dict(row) for row in connection.execute(sa.select(one)).mappings()] for one in TIED}


def put_back(superior: Superior, before: dict[str, list[dict[str, Any]]]) -> None:
    for one in TIED:
        change(superior, sa.delete(one), sa.insert(one).values(before[one.name]))
