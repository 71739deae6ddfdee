"""Finding fifty records that differ among very many: bytes, requests and seconds, beside one pass over all hashes."""

from __future__ import annotations

import os
import tempfile
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.desk import device, enrolment, session, store
from sync.protocol.rows import Root
from sync.server.service import Service
from sync.server.superior import Superior
from sync.server.tables import ROOTS, mirror
from tests.benchmarks.figures import Board, timed
from tests.benchmarks.lines import Line
from tests.offices import PASSPHRASE
from tests.postgres import running
from union_desk.database import Database
from union_desk.synctables import RECORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sync.protocol.certificates import Unit

NAME = "sync-compare"
DEFAULT_ROWS = 1_000_000
DIFFERENT, WIRE, SECONDS = 50, 128 * 1024, 3.0
_ADDRESS, _CHUNK = "http://127.0.0.1:1", 20_000
_REGISTER, _SEEN = "members", "0123456789abcdef:1"


def main(rows: int) -> None:
    """Give an office and its superior so many versions, of which fifty differ, and let both be compared."""
    with tempfile.TemporaryDirectory(prefix="ud-compare-") as folder, running() as cluster:
        os.environ[device.FOLDER] = f"{folder}/devices"
        db = Database.create(Path(folder) / "office", PASSPHRASE)
        superior = Superior.open(cluster.fresh().url)
        unit, token = superior.add_unit("和风机械厂工会", "460100001")
        line = Line(Service(superior).post)
        enrolment.enrol(db, _ADDRESS, token.text, post=line.post)
        fill(db, superior, unit, rows)
        floor = timed(one_pass, db, superior)[1]
        boards = []
        for what in ("first time, all sums made anew", "again, sums kept at the superior"):
            line.requests = line.size = 0
            found, seconds = timed(session.compare_now, db, post=line.post)
            assert len(found.differences) == min(rows, DIFFERENT)
            boards.append((what, seconds, line.size, line.requests))
        superior.close()
        db.close()
    show(rows, boards, floor)


def show(rows: int, boards: list[tuple[str, float, int, int]], floor: float) -> None:
    """Print the board."""
    board = Board(f"sync-compare: {DIFFERENT} records differ among {rows:,}")
    for what, seconds, size, requests in boards:
        board.add(f"found, {what}", seconds, floor=floor, at_most=SECONDS)
        board.add("bytes there and back", size / 1024, "KiB", at_most=WIRE / 1024)
        board.add("requests", float(requests), "")
    board.show()


def _rows(rows: int, *, changed: bool) -> Iterator[tuple[str, bytes]]:
    step = max(1, rows // DIFFERENT)
    for n in range(rows):
        other = changed and n % step == 0 and n // step < DIFFERENT
        name = blake2b(n.to_bytes(8, "big"), digest_size=16).hexdigest()
        yield (f"{name[:8]}-{name[8:12]}-7{name[13:16]}-8{name[17:20]}-{name[20:]}",
               blake2b(f"{n} {other}".encode(), digest_size=16).digest())


def _chunks(rows: int, *, changed: bool) -> Iterator[list[tuple[str, bytes]]]:
    chunk: list[tuple[str, bytes]] = []
    for each in _rows(rows, changed=changed):
        chunk.append(each)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    yield chunk


def fill(db: Database, superior: Superior, unit: Unit, rows: int) -> None:
    """Write versions and sums on both sides as if they had travelled, without the rows' contents."""
    with db.bookkeeping() as s:
        root = Root()
        for chunk in filter(None, _chunks(rows, changed=False)):
            root = root.add([digest for _name, digest in chunk])
            s.execute(sa.insert(RECORDS), [
                {"register": _REGISTER, "record": name, "log": 1, "seq": 1, "through": 0, "hash": digest, "seen": _SEEN}
                for name, digest in chunk])
        store.put_root(s, _REGISTER, root)
    with superior.engine.begin() as connection:
        root = Root()
        for chunk in filter(None, _chunks(rows, changed=True)):
            root = root.add([digest for _name, digest in chunk])
            connection.execute(sa.insert(mirror(_REGISTER).table), [
                {"unit_id": unit.id, "id": name, "seen": _SEEN, "hash": digest, "salt": b"", "deleted": False}
                for name, digest in chunk])
        count, a, b = root.wire()
        connection.execute(sa.insert(ROOTS).values(unit_id=unit.id, register=_REGISTER, rows=count, a=a, b=b))


def one_pass(db: Database, superior: Superior) -> None:
    """Look once at every hash on both sides, inside the databases."""
    with db.read(whole=True) as s:
        s.execute(sa.select(sa.func.max(RECORDS.c.hash), sa.func.count())).one()
    table = mirror(_REGISTER).table
    with superior.engine.connect() as connection:
        connection.execute(sa.select(sa.func.max(sa.func.encode(table.c.hash, "hex")), sa.func.count())).one()


if __name__ == "__main__":
    main(DEFAULT_ROWS)
