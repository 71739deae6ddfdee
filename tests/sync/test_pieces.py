"""The stores of contents under real faults: disks that fill up, writes that are torn, processes that are killed."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from sync.desk import session
from sync.desk.network import Carrier
from sync.protocol.contents import read_piece
from sync.protocol.messages import PIECE_PATH
from sync.protocol.peer import NoAnswerError
from sync.protocol.refusals import Refused, Why
from sync.server import contents as there
from sync.server import verifying
from sync.server.superior import Superior
from sync.server.tables import CONTENTS, PIECES
from tests.sync.files import (
    attach,
    employer,
    kept,
    notice,
    offer,
    one,
    only_the_record,
    picture,
    pieces,
    small_pieces,
)
from tests.sync.processes import ROOT, Server, serving
from tests.sync.roads import CutError, Pair
from union_desk.contents import DamagedError, Store, digest_of
from union_desk.safety.keys import DataKey

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["notice", "one", "small_pieces"]

# Appends pieces to a content for ever, telling of each once it is durable.
APPENDING = """
import sys
from pathlib import Path
from union_desk.contents import Store
from union_desk.safety.keys import DataKey
data = Path(sys.argv[3]).read_bytes()
arriving = Store(Path(sys.argv[1]), DataKey(bytes(32))).arriving(sys.argv[2], len(data))
while arriving.have < len(data):
    arriving.append(data[arriving.have:arriving.have + 700])
    print(arriving.have, flush=True)
"""


def file_of(superior: Superior) -> Path:
    """Return the file of a superior over SQLite."""
    with superior.engine.connect() as connection:
        return Path(str(connection.exec_driver_sql("PRAGMA database_list").first()[2]))  # type: ignore[index]  # one row


def is_prefix(superior: Superior, data: bytes) -> bool:
    """Tell whether what has come of every content is one stretch from its beginning, as long as is said."""
    with superior.engine.begin() as connection:
        for row in connection.execute(sa.select(CONTENTS)).all():
            come = b"".join(there.pieces(connection, row.unit_id, row.content))
            if (len(come), come) != (row.have, data[:row.have]):
                return False
    return True


@contextmanager
def full(superior: Superior) -> Iterator[None]:
    """Let the file of a superior grow no further inside the block: SQLite itself says that the disk is full."""
    with superior.engine.connect() as connection:
        pages = [connection.exec_driver_sql("PRAGMA page_count").scalar_one() + 1]

    def limit(connection: Any, *_record: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages[0]}")

    sa.event.listen(superior.engine, "checkout", limit)
    yield
    pages[0] = 1_000_000


@contextmanager
def no_larger(size: int) -> Iterator[None]:
    """Let no file grow beyond a size inside the block: the write that would is done in part, then refused."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_superior_whose_disk_is_full_keeps_what_came_and_goes_on_when_there_is_room(one: Pair) -> None:
    data = picture(60_000)
    content = attach(one, employer(one), data)
    one.road.fault = lambda _number, path, when: path == PIECE_PATH and when == "back" and len(pieces(one)) == 2
    with pytest.raises(CutError):
        one.sync()
    one.road.fault = lambda _number, _path, _when: False
    with full(one.superior), pytest.raises(Refused) as refused:
        one.sync()
    assert refused.value.code == Why.DISK_FULL
    assert is_prefix(one.superior, data)
    assert kept(one) == {}
    one.sync()
    assert kept(one) == {content: data}
    offsets = [offset for _content, offset in pieces(one)]
    assert len(offsets) <= len(set(offsets)) + 1  # only a piece that found no room is sent again
    assert verifying.check(one.superior).faults == []


def test_a_superior_whose_last_writes_are_torn_by_a_power_cut_has_a_whole_beginning(one: Pair, tmp_path: Path) -> None:
    data = picture(9_000)
    content = attach(one, employer(one), data)
    one.road.fault = lambda _number, path, when: path == PIECE_PATH and when == "back" and len(pieces(one)) == 7
    with pytest.raises(CutError):
        one.sync()
    source = file_of(one.superior)
    log = source.with_name(source.name + "-wal").read_bytes()
    assert log
    found = set()
    for number in range(12):
        place = tmp_path / f"torn-{number}.db"
        shutil.copy(source, place)
        place.with_name(place.name + "-wal").write_bytes(log[:len(log) * (number + 12) // 24])
        torn = Superior.open(str(place))
        assert is_prefix(torn, data)
        with torn.engine.connect() as connection:
            found.add(connection.execute(sa.select(CONTENTS.c.have)).scalar() or 0)
        torn.close()
    assert len(found) > 2  # the cuts did fall between pieces
    one.road.fault = lambda _number, _path, _when: False
    one.sync()
    assert kept(one) == {content: data}


def test_a_server_killed_while_it_stores_pieces_loses_none_that_it_answered_for(
        one: Pair) -> None:
    data = picture(20_000)
    content = only_the_record(one, data)
    place = str(file_of(one.superior))
    one.superior.close()
    answered = 0
    with serving(place) as server:
        for life in range(2):
            with Carrier(server.address, "") as carrier:
                sent = iter(range(3))

                def post(path: str, body: bytes, authorization: str, carrier: Carrier = carrier,
                         sent: Iterator[int] = sent) -> bytes:
                    nonlocal answered
                    kills = path == PIECE_PATH and next(sent, None) is None
                    with killing(server) if kills else nullcontext():
                        answer = carrier.post(path, body, authorization)
                    answered += len(read_piece(body)[1]) if path == PIECE_PATH else 0
                    return answer

                with one.at_this_computer(), pytest.raises(NoAnswerError):
                    session.run_session(one.db, post=post)
            assert answered >= 3 * 1024 * (life + 1)
            server.start()
        one.superior = Superior.open(place)
        assert is_prefix(one.superior, data)
        with one.superior.engine.connect() as connection:
            assert connection.execute(sa.select(CONTENTS.c.have)).scalar_one() >= answered
        with one.at_this_computer(), Carrier(server.address, "") as carrier:
            session.run_session(one.db, post=carrier.post)
    assert kept(one) == {content: data}
    one.superior.close()


@contextmanager
def killing(server: Server) -> Iterator[None]:
    """Kill a server while it works on what is asked of it inside the block."""
    killer = threading.Thread(target=server.kill)
    killer.start()
    try:
        yield
    finally:
        killer.join()


@pytest.mark.skipif(sys.platform == "win32", reason="files are limited otherwise there")
def test_a_desk_whose_disk_is_full_keeps_whole_pieces_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    held, data = Store(tmp_path, DataKey(bytes(32))), picture(5_000)
    content = digest_of(data)
    arriving = held.arriving(content, len(data))
    with no_larger(3_000), pytest.raises(OSError, match="too large"):
        while arriving.have < len(data):
            arriving.append(data[arriving.have:arriving.have + 700])
    assert arriving.partial.stat().st_size == 3_000  # a piece stands there in part
    again = held.arriving(content, len(data))
    assert again.have == arriving.have == 2_800
    finish(again, data)
    assert held.load(content) == data


def finish(arriving: object, data: bytes) -> None:
    """Let the rest of a content come."""
    from union_desk.contents import Arriving

    assert isinstance(arriving, Arriving)
    while arriving.have < len(data):
        arriving.append(data[arriving.have:arriving.have + 700])
    arriving.finish()


def test_a_write_torn_at_any_byte_leaves_the_pieces_before_it(tmp_path: Path) -> None:
    held, data = Store(tmp_path, DataKey(bytes(32))), picture(200)
    content = digest_of(data)
    arriving = held.arriving(content, len(data))
    for start in range(0, 150, 50):
        arriving.append(data[start:start + 50])
    raw = arriving.partial.read_bytes()
    for cut in range(len(raw) + 1):
        arriving.partial.write_bytes(raw[:cut])
        assert held.arriving(content, len(data)).have == max(0, (cut - 12) // 82) * 50
    finish(held.arriving(content, len(data)), data)
    assert held.load(content) == data


@pytest.mark.parametrize("place", [1, 5, 13, 40, 100, 160])
def test_a_byte_turned_in_what_has_come_is_found_and_the_content_comes_again(tmp_path: Path, place: int) -> None:
    held, data = Store(tmp_path, DataKey(bytes(32))), picture(150)
    content = digest_of(data)
    arriving = held.arriving(content, len(data))
    for start in range(0, 100, 50):
        arriving.append(data[start:start + 50])
    raw = bytearray(arriving.partial.read_bytes())
    raw[place] ^= 64
    arriving.partial.write_bytes(raw)
    again = held.arriving(content, len(data))
    try:
        finish(again, data)
    except DamagedError:
        assert not held.holds(content)
        finish(held.arriving(content, len(data)), data)
    assert held.load(content) == data


def test_a_desk_killed_while_it_stores_pieces_loses_none_that_was_durable(tmp_path: Path) -> None:
    data = picture(60_000)
    content, source = digest_of(data), tmp_path / "source"
    source.write_bytes(data)
    held, told = Store(tmp_path / "office", DataKey(bytes(32))), 0
    for stop in (3, 11, 30):
        words = [sys.executable, "-c", APPENDING, str(tmp_path / "office"), content, str(source)]
        with subprocess.Popen(words, stdout=subprocess.PIPE, cwd=ROOT) as process:
            assert process.stdout is not None
            for _line in range(stop):
                told = int(process.stdout.readline())
            process.kill()
        assert told <= held.arriving(content, len(data)).have < len(data)
    finish(held.arriving(content, len(data)), data)
    assert held.load(content) == data


# ---- half-sent files


def begin(pair: Pair, size: int, fill: int, name: str = "和风机械厂") -> str:
    """Let the first two pieces of a file come and no more; returns its content."""
    before = len(pieces(pair))
    content = attach(pair, employer(pair, name), picture(size, fill))
    pair.road.fault = lambda _number, path, when: (
        path == PIECE_PATH and when == "back" and len(pieces(pair)) == before + 2)
    with pytest.raises(CutError):
        pair.sync()
    pair.road.fault = lambda _number, _path, _when: False
    return content


def on_their_way(superior: Superior) -> set[str]:
    """Return the contents that are there in part, and prove that no piece belongs to none."""
    with superior.engine.connect() as connection:
        rows = connection.execute(sa.select(CONTENTS.c.content, CONTENTS.c.received_at)).all()
        assert set(connection.execute(sa.select(PIECES.c.content)).scalars()) <= {row.content for row in rows}
    return {row.content for row in rows if row.received_at is None}


def moved(superior: Superior, moment: str, **where: str) -> None:
    """Let the last piece of contents have come at a moment."""
    with superior.engine.begin() as connection:
        connection.execute(sa.update(CONTENTS).where(
            *(CONTENTS.c[name] == value for name, value in where.items())).values(moved_at=moment, begun_at=moment))


def test_a_half_sent_file_that_nobody_goes_on_with_is_dropped_and_one_that_moves_or_is_whole_is_not(
        pair: Pair) -> None:
    whole = attach(pair, employer(pair, "第一家"), picture(2_000, 1))
    pair.sync()
    old = begin(pair, 5_000, 2)
    moved(pair.superior, "2020-01-01T00:00:00Z")
    assert there.tidy(pair.superior, "2019-12-31T00:00:00Z") == 0
    assert there.tidy(pair.superior, "") == 0  # never, when it is set so
    assert there.tidy(pair.superior, "2020-01-02T00:00:00Z") == 1
    assert (on_their_way(pair.superior), set(kept(pair))) == (set(), {whole})
    pair.sync()  # it begins anew
    assert set(kept(pair)) == {whole, old}
    assert verifying.check(pair.superior).faults == []


def test_a_half_sent_file_whose_record_went_into_the_bin_is_dropped_whatever_its_age(one: Pair) -> None:
    from tests.offices import ACTOR
    from union_desk import records, registers

    content = begin(one, 5_000, 2)
    with one.db.write(ACTOR, "Away") as s:
        (row,) = s.execute(registers.get("attachments").table.select()).mappings().all()
        records.delete(s, registers.get("attachments"), [row["id"]])
    assert there.tidy(one.superior, "") == 0
    one.sync()
    assert there.tidy(one.superior, "") == 1
    assert on_their_way(one.superior) == set()
    with one.db.write(ACTOR, "Back") as s:
        records.restore(s, registers.get("attachments"), [row["id"]])
    one.sync()
    assert set(kept(one)) == {content}


def test_half_sent_files_have_a_limit_and_the_next_one_waits_until_there_is_room(one: Pair) -> None:
    one.superior.most_unfinished = 8_000
    first = begin(one, 5_000, 2)
    second = attach(one, employer(one, "第二家"), picture(4_000, 3))
    with one.superior.engine.connect() as connection:
        assert {each.content for each in there.wanted(connection, one.superior, one.unit.id)} == {first}
    assert offer(one, second, 0, 4_000, picture(4_000, 3)[:1024]) == Why.NOT_WANTED
    one.sync()
    one.sync()
    assert set(kept(one)) == {first, second}
    assert on_their_way(one.superior) == set()


def test_housekeeping_drops_half_sent_files_after_the_days_that_are_set(one: Pair) -> None:
    from sync.server.housekeeping import Housekeeping

    content = begin(one, 5_000, 2)
    moved(one.superior, "2020-01-01T00:00:00Z")
    assert Housekeeping(one.superior, 10, 0).once() == 600
    assert on_their_way(one.superior) == {content}
    Housekeeping(one.superior, 10, 30).once()
    assert on_their_way(one.superior) == set()
