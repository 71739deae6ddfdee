"""A receipt is given after the commit and never before: the server process dies by itself on either side of it."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import httpx2
import pytest
import sqlalchemy as sa

from sync.protocol import canonical, envelope, keys
from sync.protocol.messages import FRAMES_PATH, Receipts
from sync.protocol.receipts import Receipt
from sync.server import engine as engines
from sync.server import verifying
from sync.server.service import Service
from sync.server.tables import FRAMES
from tests.sync.processes import Server
from tests.sync.senders import Sender, table
from tests.sync.server.test_ingest import state

if TYPE_CHECKING:
    from sync.server.superior import Superior

# The server's own program, in which one function ends the process when it has done its work.
DYING = """
import os, signal, sys
from importlib import import_module
place, name = sys.argv.pop(1).split(":")
owner = import_module(place)
for part in name.split(".")[:-1]:
    owner = getattr(owner, part)
really = getattr(owner, name.split(".")[-1])

def dies(*given, **named):
    really(*given, **named)
    os.kill(os.getpid(), signal.SIGKILL)

setattr(owner, name.split(".")[-1], dies)
from sync.server import cli
sys.exit(cli.main(sys.argv[1:]))
"""
STORED = "sync.server.ingest:_store"
ANSWERED = "sync.server.deliveries:Delivery.finish"


class Far:
    """What a `Sender` needs of a service: its requests go to a server process."""

    def __init__(self, server: Server) -> None:
        self.server = server

    def post(self, path: str, body: bytes, authorization: str = "") -> bytes:
        """Carry a request; raises httpx2's error where no answer comes."""
        answer = httpx2.post(f"{self.server.address}{path}", content=body, timeout=50, trust_env=False,
                             headers={"authorization": authorization})
        assert answer.status_code == 200, answer.text
        return answer.content


@pytest.fixture
def sender(superior: Superior) -> Sender:
    return Sender.of(superior)


def die(sender: Sender, address: str, place: str) -> None:
    """Send everything that is sealed to a server process that dies when that has been done."""
    server = Server(address, program=("-c", DYING, place))
    server.start()
    sender.service = Far(server)  # type: ignore[assignment]  # it posts, and no more is asked
    nonce = sender.hello().nonce
    with pytest.raises(httpx2.HTTPError):
        sender.post(FRAMES_PATH, b"".join(one.data for one in sender.sealed), nonce)
    assert server.process is not None
    assert server.process.wait(50) == -signal.SIGKILL
    assert server.process.stdout is not None
    server.process.stdout.close()


def stored(superior: Superior) -> list[str]:
    """Return the receipts that stand in the superior's database."""
    with engines.reading(superior.engine) as connection:
        return list(connection.execute(sa.select(FRAMES.c.receipt).order_by(FRAMES.c.seq)).scalars())


def send_again(sender: Sender) -> list[str]:
    """Send everything that is sealed to a server in this process; returns the receipts as they came."""
    sender.service = Service(sender.superior)
    body = b"".join(one.data for one in sender.sealed)
    return canonical.decode(sender.post(FRAMES_PATH, body, sender.hello().nonce), Receipts).receipts


def test_killed_between_the_commit_and_the_answer_the_same_frame_gets_the_same_receipt(
        sender: Sender, address: str) -> None:
    for number in (1, 2):
        sender.seal(table([{"name": f"张{number}"}], first=number))
    die(sender, address, ANSWERED)
    given = stored(sender.superior)
    assert len(given) == 2
    assert send_again(sender) == given == send_again(sender) == stored(sender.superior)
    told = [envelope.open_(sender.superior.signer.public, keys.RECEIPT, text, Receipt) for text in given]
    assert [one.hash for one in told] == [one.hash for one in sender.sealed]
    assert verifying.check(sender.superior).faults == []


def test_killed_before_the_commit_there_is_neither_a_receipt_nor_anything_of_the_frame(
        sender: Sender, address: str) -> None:
    sender.seal(table([{"name": "张三"}]))
    before = state(sender.superior)
    die(sender, address, STORED)
    assert (stored(sender.superior), state(sender.superior)) == ([], before)
    assert len(send_again(sender)) == 1
    assert verifying.check(sender.superior).faults == []
