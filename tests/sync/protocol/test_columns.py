"""The rows of a frame, packed and unpacked, whole or out of shape."""

from __future__ import annotations

import contextlib

import msgspec
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol import columns, limits
from sync.protocol.columns import Table
from sync.protocol.refusals import Refused
from tests.sync.protocol.samples import member, refusal, tables


def plain(table: Table) -> tuple[object, ...]:
    seen = list(table.seen) if table.seen else None
    return table.register, table.ids, {n: list(v) for n, v in table.columns.items()}, list(table.deleted), seen


@given(tables(), tables("branches"))
def test_what_is_packed_is_unpacked(first: Table, second: Table) -> None:
    payload, size = columns.pack([first, second])
    assert [plain(t) for t in columns.unpack(payload, size)] == [plain(first), plain(second)]


def test_few_distinct_values_travel_once_and_come_with_their_dictionary() -> None:
    ids = [f"00000000-0000-7000-8000-{n:012x}" for n in range(300)]
    table = Table("members", ids, {"sex": ["1", "2", None] * 100, "name": [f"n{n}" for n in range(300)]}, [0] * 300)
    (back,) = columns.unpack(*columns.pack([table]))
    assert back.dictionaries == {"sex": ["1", "2", None]}
    assert back.columns["sex"] == ["1", "2", None] * 100


def _wire(**changes: object) -> tuple[bytes, int]:
    table = {"t": "members", "n": 1, "id": bytes(16), "cols": {"name": ["张三"]}} | changes
    raw = msgspec.msgpack.encode([{k: v for k, v in table.items() if v is not None}])
    return zstandard.compress(raw), len(raw)


@pytest.mark.parametrize("changes", [
    {"n": 0}, {"n": 2}, {"n": limits.FRAME_RECORDS + 1, "id": bytes(16 * (limits.FRAME_RECORDS + 1))},
    {"id": bytes(15)}, {"id": bytes(32), "n": 2}, {"t": "../x"}, {"t": "Members"}, {"t": None},
    {"cols": {"name; drop": ["x"]}}, {"cols": {"name": ["a", "b"]}}, {"cols": {"name": [1.5]}},
    {"cols": {"name": [True]}}, {"cols": {"name": [["deep"]]}}, {"cols": {"name": {"d": [], "i": b"\0"}}},
    {"cols": {"name": {"d": ["x"], "i": b"\1"}}}, {"cols": {"name": {"d": ["x"], "i": b"\0", "more": 1}}},
    {"seen": []}, {"seen": [1]}, {"seen": ["x"]}, {"seen": ["0123456789abcdef:0"]},
    {"seen": ["1123456789abcdef:1,0123456789abcdef:1"]}, {"del": b"\0\0"},
    {"cols": {f"c{n}": ["x"] for n in range(1001)}},
], ids=str)
def test_a_table_out_of_shape_is_refused(changes: dict[str, object]) -> None:
    with refusal():
        columns.unpack(*_wire(**changes))


def test_a_register_may_stand_only_once() -> None:
    with refusal():
        columns.unpack(*columns.pack([member("张三"), member("李四", 2)]))


def test_a_bomb_is_refused_before_memory_is_set_aside() -> None:
    bomb = zstandard.compress(bytes(64 * 1024 * 1024))
    assert len(bomb) < 10_000
    for claimed in (len(bomb), limits.FRAME_RAW_BYTES, 64 * 1024 * 1024):
        with refusal():
            columns.unpack(bomb, claimed)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_read_never_anything_else(data: bytes) -> None:
    for payload, size in ((data, len(data)), (zstandard.compress(data), len(data))):
        with contextlib.suppress(Refused):
            columns.unpack(payload, size)


@pytest.mark.parametrize("head", [b"\xdd\x7f\xff\xff\xff", b"\xdf\x7f\xff\xff\xff", b"\x91" * 100_000])
def test_claimed_sizes_and_depth_do_no_harm(head: bytes) -> None:
    with refusal():
        columns.unpack(zstandard.compress(head), len(head))
