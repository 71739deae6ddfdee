"""Frames: sealed, read, torn, altered, forged."""

from __future__ import annotations

import contextlib
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol import canonical, frame, keys
from sync.protocol.columns import Table
from sync.protocol.frame import Frame, Header
from sync.protocol.refusals import Refused
from tests.sync.protocol.samples import SIGNER, draft, member, refusal, sealed, tables


def admitted(data: bytes) -> list[str]:
    """Return the hashes of the frames that a careful reader takes from these bytes before the first fault."""
    taken: list[str] = []
    try:
        for one in frame.read(data):
            one.verify(SIGNER.public)
            one.tables()
            taken.append(one.hash)
    except Refused:
        pass
    return taken


@given(st.lists(tables(), min_size=1, max_size=3))
def test_frames_stand_one_after_another_and_come_back_whole(content: list[Table]) -> None:
    made: list[Frame] = []
    for number, table in enumerate(content, 1):
        made.append(sealed(table, seq=number, prev=made[-1].hash if made else frame.FIRST))
    read = list(frame.read(b"".join(f.data for f in made)))
    assert read == made
    for one in read:
        one.verify(SIGNER.public)
    assert [t.ids for f in read for t in f.tables()] == [t.ids for t in content]


def test_the_name_of_a_frame_is_the_hash_of_its_header() -> None:
    one = sealed()
    assert one.hash == hashlib.sha256(one.head).hexdigest()
    assert one.header.phash == hashlib.sha256(one.payload).hexdigest()


def test_every_torn_prefix_gives_only_the_whole_frames_before_it() -> None:
    first = sealed(member("张三"))
    second = sealed(member("李四", 2), seq=2, prev=first.hash)
    data = first.data + second.data
    for cut in range(len(data)):
        expected = [first.hash] if cut >= len(first.data) else []
        assert [f.hash for f in frame.read(data[:cut])] == expected


def test_every_flipped_byte_is_noticed() -> None:
    first = sealed(member("张三"))
    second = sealed(member("李四", 2), seq=2, prev=first.hash)
    data = first.data + second.data
    whole = [first.hash, second.hash]
    for place in range(len(data)):
        for bit in (1, 128):
            altered = bytearray(data)
            altered[place] ^= bit
            taken = admitted(bytes(altered))
            assert taken == (whole[:1] if place >= len(first.data) else []), place


def test_a_frame_signed_by_another_key_is_refused() -> None:
    other = keys.Signer.generate()
    one = sealed()
    with refusal("unknown_device") as refused:
        one.verify(other.public)
    assert refused.value.status == 403
    forged = Frame(one.head, other.sign(keys.FRAME, one.head), one.payload)
    with refusal("tampered"):
        forged.verify(SIGNER.public)


def _head(**changes: object) -> bytes:
    document = canonical.decode(sealed().head, dict)
    document.update(changes)
    return canonical.encode(document)


@pytest.mark.parametrize("changes", [
    {"v": 2}, {"suite": 2}, {"unit": "x"}, {"unit": "A" * 32}, {"log": "1"}, {"seq": 0}, {"seq": -1}, {"seq": 2**60},
    {"seq": "1"}, {"seq": True}, {"prev": "0" * 64}, {"seq": 2, "prev": ""}, {"class": "P"},
    {"n": -1}, {"n": 10_001}, {"plen": -1},
    {"plen": 1 << 30}, {"rlen": 1 << 30}, {"deps": [1]}, {"root": {"members": [1]}}, {"cert": ""}, {"phash": None},
], ids=str)
def test_a_header_out_of_shape_is_refused(changes: dict[str, object]) -> None:
    head = _head(**changes)
    one = Frame(head, SIGNER.sign(keys.FRAME, head), b"")
    with refusal():
        list(frame.read(one.data + bytes(100)))


@pytest.mark.parametrize("head", [
    b"{}", b"[]", b"", b"null", b'{"v":1,"v":1}', b"\xff", b"[" * 60_000, b'{"a":' * 10_000, sealed().head + b" ",
])
def test_a_header_that_is_not_canonical_is_refused(head: bytes) -> None:
    with refusal():
        list(frame.read(Frame(head, bytes(64), b"").data + bytes(10)))


def test_a_header_may_hold_more_than_this_version_knows() -> None:
    head = _head(future={"a": 1})
    (one,) = frame.read(Frame(head, SIGNER.sign(keys.FRAME, head), sealed().payload).data)
    one.verify(SIGNER.public)
    assert one.header == sealed().header


def test_the_header_must_count_the_rows() -> None:
    head = _head(n=2)
    one = Frame(head, SIGNER.sign(keys.FRAME, head), sealed().payload)
    one.verify(SIGNER.public)
    with refusal("malformed"):
        one.tables()


def test_what_is_too_large_is_not_sealed() -> None:
    noise = "".join(chr(0x4E00 + (n * 7919) % 20_000) for n in range(1_500_000))
    with refusal("too_large"):
        frame.seal(draft(), [Table("members", member("x").ids, {"remark": [noise]}, [0])], {}, SIGNER)


@given(st.binary(max_size=100))
def test_any_bytes_give_frames_nothing_or_a_refusal(data: bytes) -> None:
    for start in (b"", frame.MAGIC, frame.MAGIC + b"\0\0\0\x02{}"):
        with contextlib.suppress(Refused):
            assert list(frame.read(start + data)) == []


def test_a_header_has_one_spelling() -> None:
    header = Header(unit="a", device="d", log="1", share="N", seq=1, prev="", deps={"0": (2, "h")}, n=0, plen=0, rlen=0,
                    phash="e", schema="1", root={"members": (1, "0", "f")}, cert="c")
    assert canonical.encode(header).decode() == (
        '{"cert":"c","class":"N","deps":{"0":[2,"h"]},"device":"d","log":"1","n":0,"phash":"e","plen":0,"prev":"",'
        '"rlen":0,"root":{"members":[1,"0","f"]},"schema":"1","seq":1,"suite":1,"unit":"a","v":1}')
