"""The superior writes to its unions from several threads while they read: no reader ever skips a frame.

Over PostgreSQL, where two transactions really overlap; over SQLite there is one writer anyway.
"""

from __future__ import annotations

import itertools
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sync.desk.remote import Remote
from sync.protocol import frame
from sync.protocol.messages import Hello
from sync.server import engine as engines
from sync.server import posting, verifying
from tests.sync.conftest import POSTGRES
from tests.sync.senders import Sender, row_id
from tests.sync.test_posts import PAPER, held

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.server.superior import Superior
    from tests.sync.roads import Pair

pytestmark = [pytest.mark.postgres, pytest.mark.parametrize("address", [POSTGRES], indirect=True)]
WRITERS, EACH = 3, 5
_GENEROUS = 50.0  # seconds; nothing is measured


def paper(number: int) -> dict[str, str]:
    return PAPER | {"id": row_id(number), "title": f"第{number}号"}


class Reader:
    """A computer of a union that reads what the superior posts; it notes the number of every frame as it came."""

    def __init__(self, sender: Sender) -> None:
        self.remote = Remote(sender.service.post, sender.signer, sender.superior.signer.public)
        self.read: dict[str, list[int]] = {}
        self.records: set[str] = set()

    def look(self) -> None:
        """Take what there is of every log."""
        welcome = self.remote.hello(Hello(challenge="c", app="test", schema="1", heads=[]))
        for log in (each.log for each in welcome.feed):
            had = self.read.setdefault(log, [])
            for one in frame.read(self.remote.feed(log, had[-1] if had else 0, welcome.nonce)):
                had.append(one.header.seq)
                self.records |= {record for table in one.tables() for record in table.ids}

    def skipped_nothing(self) -> bool:
        """Tell whether every log was read number by number."""
        return all(numbers == list(range(1, len(numbers) + 1)) for numbers in self.read.values())


def write(superior: Superior, numbers: range, audiences: list[str]) -> None:
    """Post papers to these audiences in turn."""
    for number, audience in zip(numbers, itertools.cycle(audiences)):
        posting.post(superior, "posted_papers", [paper(number)], audience)


def test_readers_under_load_skip_nothing_and_end_with_what_is_addressed_to_them(superior: Superior, pair: Pair) -> None:
    """Three writers at once, to all, to one union and to another, while an office and two computers read."""
    one, other = Sender.of(superior, "1"), Sender.of(superior, "2")
    readers = [Reader(one), Reader(other)]
    audiences = ["", pair.unit.id, one.unit.id]
    with ThreadPoolExecutor(WRITERS) as pool:
        writing = [pool.submit(write, superior, range(n * EACH + 1, n * EACH + EACH + 1), audiences[n:] + audiences[:n])
                   for n in range(WRITERS)]
        while not all(each.done() for each in writing):
            for reader in readers:
                reader.look()
                assert reader.skipped_nothing()
            pair.sync()
        for each in writing:
            each.result()
    for reader in readers:
        reader.look()
        assert reader.skipped_nothing()
    pair.sync()
    meant = {audience: {row_id(n * EACH + k + 1) for n in range(WRITERS) for k in range(EACH)
                        if audiences[(n + k) % len(audiences)] == audience} for audience in audiences}
    assert readers[0].records == meant[""] | meant[one.unit.id]
    assert readers[1].records == meant[""]
    assert set(held(pair.db, "posted_papers")) == meant[""] | meant[pair.unit.id]
    assert verifying.check(superior).faults == []


def until_one_waits(superior: Superior) -> None:
    """Return once a transaction waits for another to end."""
    deadline = time.monotonic() + _GENEROUS
    with superior.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not connection.execute(sa.text(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
                "AND datname = current_database()")).scalar_one():
            assert time.monotonic() < deadline
            time.sleep(0.01)


def overlap(superior: Superior, meanwhile: Callable[[], None]) -> BaseException | None:
    """Post in a transaction that stays open while another one wants to post; returns what went wrong there."""
    with ThreadPoolExecutor(1) as pool:
        with engines.writing(superior.engine) as connection:
            posting.post_within(connection, superior, "posted_papers", [paper(1)])
            second = pool.submit(posting.post, superior, "posted_papers", [paper(2)])
            until_one_waits(superior)
            meanwhile()
        return second.exception(_GENEROUS)


def test_a_long_transaction_is_neither_overtaken_nor_skipped(superior: Superior) -> None:
    reader = Reader(Sender.of(superior))
    posting.post(superior, "posted_papers", [paper(9)])

    def meanwhile() -> None:
        reader.look()
        assert list(reader.read.values()) == [[1]]

    assert overlap(superior, meanwhile) is None
    reader.look()
    assert list(reader.read.values()) == [[1, 2, 3]]
    assert reader.records == {row_id(1), row_id(2), row_id(9)}


def test_without_the_lock_one_of_two_writers_would_fail(superior: Superior, monkeypatch: pytest.MonkeyPatch) -> None:
    """A break on purpose: then both take the same number, and only the table's key stands before the reader."""
    posting.post(superior, "posted_papers", [paper(9)])
    monkeypatch.setattr(posting, "lock", lambda _connection: None)
    assert overlap(superior, lambda: None) is not None
