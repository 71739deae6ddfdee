"""Sealed streams: what went in comes out; whatever was altered, cut or moved is refused before a byte is used."""

from __future__ import annotations

import io
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from union_desk.safety import sealed, suites
from union_desk.safety.sealed import NotSealedError, Reader, TornError, Writer
from union_desk.safety.suites import AlteredError, SuiteMissingError

SECRET, PURPOSE = bytes(range(32)), "test 1"
EVERY = tuple(suites.SUITES)


def seal(data: bytes, suite: str = suites.AES, secret: bytes = SECRET) -> bytes:
    """Return sealed bytes."""
    stream = io.BytesIO()
    with Writer(stream, secret, PURPOSE, {"made_at": "now"}, suite) as writer:
        writer.write(data)
    return stream.getvalue()


def read(data: bytes, secret: bytes = SECRET, purpose: str = PURPOSE) -> bytes:
    """Return what sealed bytes hold."""
    stream: BinaryIO = io.BytesIO(data)
    return Reader(stream, secret, purpose, "file").readall() or b""


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "PIECE", 16)


@pytest.mark.parametrize("suite", EVERY)
@pytest.mark.parametrize("size", [0, 1, 15, 16, 17, 32, 33, 1000])
def test_what_goes_in_comes_out(suite: str, size: int) -> None:
    data = bytes(n % 251 for n in range(size))
    sealed_bytes = seal(data, suite)
    assert read(sealed_bytes) == data
    assert size < 8 or data not in sealed_bytes


@pytest.mark.parametrize("suite", EVERY)
def test_every_cut_and_every_flipped_byte_is_refused(suite: str) -> None:
    whole = seal(bytes(range(50)), suite)
    for end in range(len(whole)):
        with pytest.raises((TornError, NotSealedError, AlteredError)):
            read(whole[:end])
    for place in range(len(whole)):
        altered = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1:]
        with pytest.raises((TornError, NotSealedError, AlteredError, SuiteMissingError)):
            read(altered)


def test_pieces_cannot_be_left_out_or_moved() -> None:
    whole = seal(bytes(range(64)))
    start = len(whole) - 4 * (16 + suites.TAG_BYTES + 4)
    pieces = [whole[start + n * 36:start + (n + 1) * 36] for n in range(4)]
    for order in ([0, 1, 2], [1, 0, 2, 3], [0, 2, 3], [0, 1, 2, 3, 3]):
        moved = whole[:start] + b"".join(pieces[n] for n in order)
        if order == [0, 1, 2, 3, 3]:  # what follows the last piece is not looked at
            assert read(moved) == bytes(range(64))
            continue
        with pytest.raises((TornError, AlteredError)):
            read(moved)


def test_another_key_another_purpose_and_another_suite_are_refused() -> None:
    whole = seal(b"membership")
    with pytest.raises(AlteredError):
        read(whole, secret=bytes(32))
    with pytest.raises(NotSealedError):
        read(whole, purpose="other")
    with pytest.raises(SuiteMissingError, match="SM2"):
        suites.get(suites.SM2)


@given(st.binary(max_size=200))
@settings(max_examples=60)
def test_bytes_from_outside_are_never_taken_for_sealed(data: bytes) -> None:
    for start in (b"", sealed.MAGIC):
        with pytest.raises((NotSealedError, TornError, AlteredError)):
            read(start + data)
