"""Several server processes over one PostgreSQL: a request and its repetition land on different ones."""

from __future__ import annotations

import random
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx2
import pytest
import sqlalchemy as sa

from sync.protocol import canonical, messages
from sync.protocol.messages import FRAMES_PATH, Receipts
from sync.server import engine as engines
from sync.server import verifying
from sync.server.tables import FRAMES, UNITS
from tests.sync.processes import Server, place_of
from tests.sync.senders import Sender, table
from tests.sync.torture import SHARES, Torture, torture, tortured

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sync.protocol.frame import Frame

pytestmark = pytest.mark.postgres
_GENEROUS = 50.0  # seconds; nothing is measured


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Torture]:
    """Give an office that reports to two server processes in turn, often several frames in a request."""
    with tortured(tmp_path_factory.mktemp("two"), "postgresql", random.Random(5), processes=2, most=12) as made:
        yield made


def test_whatever_is_cut_flipped_doubled_or_killed_nothing_is_lost_nor_there_twice(two: Torture) -> None:
    torture(two, 10)
    assert two.done.keys() == SHARES.keys()
    assert all(server.process is not None and server.process.poll() is None for server in two.servers)


def waiting(made: Torture) -> int:
    """Return how many transactions wait for another to end."""
    with made.pair.superior.engine.connect() as connection:
        return int(connection.execute(sa.text(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")).scalar_one())


def until_waiting(made: Torture, count: int) -> None:
    """Return once so many transactions wait."""
    deadline = time.monotonic() + _GENEROUS
    while waiting(made) < count:
        assert time.monotonic() < deadline
        time.sleep(0.01)


@dataclass
class Letter:
    """A request of frames, and what comes back of it."""

    sender: Sender
    frames: list[Frame]
    nonce: str
    receipts: list[str] = field(default_factory=list)

    @property
    def body(self) -> bytes:
        """Return the frames as they travel."""
        return b"".join(one.data for one in self.frames)

    @property
    def head(self) -> str:
        """Return the authorisation."""
        return messages.authorise(self.sender.signer, self.sender.superior.signer.name, FRAMES_PATH, self.body,
                                  self.nonce).header()

    def part(self, server: Server, size: int) -> socket.socket:
        """Send so many bytes of it to a server process; returns the line, to be cut."""
        lines = (f"POST {FRAMES_PATH} HTTP/1.1\r\nHost: here\r\nAuthorization: {self.head}\r\n"
                 f"Content-Length: {len(self.body)}\r\n\r\n")
        line = socket.create_connection(place_of(server.address))
        line.sendall(lines.encode() + self.body[:size])
        return line

    def whole(self, server: Server) -> None:
        """Send all of it to a server process and take the receipts."""
        answer = httpx2.post(f"{server.address}{FRAMES_PATH}", content=self.body, timeout=_GENEROUS, trust_env=False,
                             headers={"Authorization": self.head})
        self.receipts = canonical.decode(answer.content, Receipts).receipts


@pytest.mark.parametrize("torn_first", [True, False])
def test_one_process_still_takes_what_was_cut_while_another_takes_it_again(two: Torture, torn_first: bool) -> None:
    superior, (one, other) = two.pair.superior, two.servers
    sender = Sender.of(superior, f"cut-{torn_first}")
    frames = [sender.seal(table([{"name": f"张{n}"}], first=n + 1)) for n in range(6)]
    letter = Letter(sender, frames, sender.hello().nonce)
    with ThreadPoolExecutor() as pool, engines.writing(superior.engine) as connection:  # all wait for this one's end
        connection.execute(sa.select(UNITS).where(UNITS.c.id == sender.unit.id).with_for_update()).one()
        whole = None if torn_first else pool.submit(letter.whole, other)
        until_waiting(two, 0 if torn_first else 1)
        with letter.part(one, len(letter.body) - 9):
            until_waiting(two, 1 if torn_first else 2)
        whole = whole or pool.submit(letter.whole, other)
        until_waiting(two, 2)
    whole.result()
    assert len(letter.receipts) == 6
    with engines.reading(superior.engine) as connection:
        held = connection.execute(sa.select(FRAMES.c.hash, FRAMES.c.receipt).where(
            FRAMES.c.log == sender.log).order_by(FRAMES.c.seq)).all()
    assert [tuple(row) for row in held] == list(zip([frame.hash for frame in frames], letter.receipts, strict=True))
    assert verifying.check(superior).faults == []
