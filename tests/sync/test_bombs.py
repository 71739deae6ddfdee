"""Bombs and absurd numbers in frames that are rightly signed: refused, nothing stored, no memory set aside for them."""

from __future__ import annotations

import itertools
import tracemalloc
from typing import TYPE_CHECKING

import msgspec
import pytest
import zstandard

from sync.protocol import columns, frame, limits
from sync.protocol.messages import ENROL_PATH, HELLO_PATH, RECON_PATH
from sync.protocol.refusals import Refused
from sync.server.service import Patience, Service
from tests.sync.senders import Sender, table
from tests.sync.server.test_ingest import state

if TYPE_CHECKING:
    from sync.server.superior import Superior

HUGE = 64 * 1024 * 1024
MOST = 4 * 1024 * 1024  # bytes of Python's objects that a refusal may take at its height


def wire(**changes: object) -> bytes:
    """Return rows as they travel, packed by hand."""
    one = {"t": "members", "n": 1, "id": bytes(16), "cols": {"name": ["张三"]}, "key": bytes(16)} | changes
    return msgspec.msgpack.encode([one])


def nested(depth: int) -> bytes:
    return b"\x91" * depth + b"\xc0"


PAYLOADS = {
    "zeroes": (zstandard.compress(bytes(HUGE)), None),
    "zeroes that claim to be few": (zstandard.compress(bytes(HUGE)), 1_000),
    "as many as a frame may hold": (zstandard.compress(bytes(HUGE)), limits.FRAME_RAW_BYTES),
    "two to the 31 tables": (zstandard.compress(b"\xdd\x7f\xff\xff\xff"), 5),
    "two to the 31 rows": (zstandard.compress(wire(n=2**31)), len(wire(n=2**31))),
    "a row that is none": (zstandard.compress(wire(n=-1)), len(wire(n=-1))),
    "deep": (zstandard.compress(nested(200_000)), 200_001),
    "no end": (zstandard.compress(wire())[:-3], len(wire())),
    "nothing": (b"", 0),
}


@pytest.fixture
def sender(local: Superior) -> Sender:
    return Sender.of(local, service=Service(local, Patience(clock=itertools.count(0, 30).__next__)))


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_bomb_in_a_signed_frame_is_refused_and_costs_no_memory(
        sender: Sender, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    payload, size = PAYLOADS[name]
    with monkeypatch.context() as patch:
        patch.setattr(columns, "pack", lambda _tables: (payload, len(payload) if size is None else size))
        try:
            bomb = sender.seal(table([{"name": "张三"}]))
        except Refused:  # not even sealed
            return
    before = state(sender.superior)
    tracemalloc.start()
    try:
        with pytest.raises(Refused):
            sender.push(bomb)
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < MOST
    assert state(sender.superior) == before
    sender.sealed.clear()
    assert sender.push(sender.seal(table([{"name": "张三"}])))[0].records == 1


@pytest.mark.parametrize("path", [HELLO_PATH, ENROL_PATH, RECON_PATH])
@pytest.mark.parametrize("body", [b"[" * 200_000, b'{"v":' * 100_000, b'{"v":1e999}', b'{"v":' + b"9" * 5_000 + b"}"],
                         ids=["lists", "objects", "infinite", "many digits"])
def test_documents_of_any_depth_and_size_are_refused(sender: Sender, path: str, body: bytes) -> None:
    before, nonce = state(sender.superior), sender.hello().nonce
    with pytest.raises(Refused):
        sender.post(path, body, nonce)
    assert state(sender.superior) == before


def test_the_bombs_are_bombs() -> None:
    """A decoder without bounds would set the memory aside."""
    payload, _size = PAYLOADS["zeroes"]
    assert len(payload) < 10_000
    tracemalloc.start()
    try:
        assert len(zstandard.decompress(payload)) == HUGE
        assert tracemalloc.get_traced_memory()[1] > MOST
    finally:
        tracemalloc.stop()
    assert frame.FIRST == ""
