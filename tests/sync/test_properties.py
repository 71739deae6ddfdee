"""What holds for any versions, any frames and any order of arrival."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.protocol import canonical, columns, core, frame, merging, seen, versions
from sync.protocol.keys import Signer
from sync.protocol.refusals import Refused
from sync.protocol.versions import Version
from tests.simulation.store import Content, Light, MemoryStore
from tests.sync.protocol.samples import member, tables

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from sync.protocol.columns import Table

LOGS = [f"{n:016x}" for n in range(1, 4)]
vectors = st.dictionaries(st.sampled_from(LOGS), st.integers(1, 3), min_size=1).map(seen.write)
# equal vectors are equal versions: a number of a log is given once
some_versions = st.lists(vectors, max_size=7, unique=True).map(
    lambda found: [Version(v, bytes([n]) * 16, n % 3 == 0, {"a": v}) for n, v in enumerate(found)])
fields = st.dictionaries(st.sampled_from("abc"), st.integers(0, 3))


def joined(arriving: Sequence[Version]) -> tuple[Version, ...]:
    held: tuple[Version, ...] = ()
    for each in arriving:
        held = versions.put(held, each) or held
    return held


@given(some_versions, st.randoms(), st.data())
def test_versions_join_in_any_order_any_grouping_and_any_repetition(
        found: list[Version], chance: random.Random, data: st.DataObject) -> None:
    mixed = found + data.draw(st.lists(st.sampled_from(found), max_size=4)) if found else []
    chance.shuffle(mixed)
    cut = data.draw(st.integers(0, len(mixed)))
    assert joined(mixed) == joined(found)
    assert joined([*joined(mixed[:cut]), *joined(mixed[cut:])]) == joined(found)
    left = joined(found)
    assert all(any(seen.text_covers(kept.seen, each.seen) for kept in left) for each in found)
    assert not any(a is not b and seen.text_covers(a.seen, b.seen) for a in left for b in left)


@given(fields, fields, fields)
def test_a_merge_takes_each_sides_changes_and_names_every_field_both_changed(
        base: dict[str, int], shown: dict[str, int], other: dict[str, int]) -> None:
    merged, disputed = merging.merge(base, shown, other)
    for name in "abc":
        one, two, was = shown.get(name), other.get(name), base.get(name)
        if two in {one, was}:
            assert merged.get(name) == one
        elif one == was:
            assert merged.get(name) == two
        else:
            assert merged.get(name) == one
        assert (name in disputed) == (one != two and was not in {one, two})
    swapped, again = merging.merge(base, other, shown)
    assert again == disputed
    assert all(swapped.get(n) == merged.get(n) for n in "abc" if n not in disputed)


def _history(chance: random.Random) -> list[Light]:
    """Return the frames of three computers of one union that hear of each other now and then."""
    numbers = iter(range(1, 10_000))
    stores = [MemoryStore("U", lambda: f"{next(numbers):016x}", name) for name in "xyz"]
    for _step in range(12):
        one, other = chance.sample(stores, 2)
        one.edit(("rows", str(chance.randint(0, 2))), Content({chance.choice("abc"): str(next(numbers))}))
        one.seal()
        for found in list(one.frames.values()):
            _offer(other, found)
        core.reconcile(other)
        other.seal_all()
    return [f for s in stores for (log, _seq), f in s.frames.items() if log == s.writing]


def _offer(store: MemoryStore, one: Light) -> bool:
    try:
        return core.receive(store, one)
    except Refused:
        return False


@settings(max_examples=25)
@given(st.randoms(use_true_random=False))
def test_frames_in_any_order_with_repetitions_end_the_same(chance: random.Random) -> None:
    """Whatever comes early is refused and offered again, until nothing more is admitted."""
    found = _history(chance)
    views = []
    for _order in range(3):
        superior, mixed = MemoryStore("S", lambda: "0" * 16, "superior"), found + chance.choices(found, k=5)
        chance.shuffle(mixed)
        while sum(_offer(superior, one) for one in mixed):
            pass
        assert {log: len(h) for log, h in superior.heads.items()} == {
            log: max(f.header.seq for f in found if f.header.log == log) for log in {f.header.log for f in found}}
        views.append({key: {(v.seen, v.digest) for v in held} for key, held in superior.of("U").items()})
    assert views[0] == views[1] == views[2]


# ---- the reader of frames, fed with rubbish


def _sealed(rows: Table, seq: int = 1, prev: str = "") -> frame.Frame:
    signer = Signer(bytes(32))
    draft = frame.Draft(unit="a" * 32, device=signer.name, log="0123456789abcdef", share="N", seq=seq, prev=prev,
                        deps={}, schema="1", cert="c" * 64)
    return frame.seal(draft, [rows], {}, signer)


@settings(max_examples=150)
@given(st.binary(max_size=400), st.integers(0, 2**32 - 1))
def test_bytes_that_are_no_frame_are_refused_and_nothing_else_happens(rubbish: bytes, length: int) -> None:
    for data in (rubbish, b"UDF1" + rubbish, b"UDF1" + length.to_bytes(4, "big") + rubbish):
        try:
            assert list(frame.read(data)) == []
        except Refused:
            continue


@settings(max_examples=120)
@given(st.data())
def test_a_frame_with_a_byte_turned_is_torn_refused_or_found_out(data: st.DataObject) -> None:
    one = _sealed(member("张三"))
    bytes_ = bytearray(one.data)
    bytes_[data.draw(st.integers(0, len(bytes_) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        found = list(frame.read(bytes(bytes_)))
        for each in found:
            each.verify(Signer(bytes(32)).public)
            each.tables()
    except Refused:
        return
    assert found == []  # the length grew: nothing whole is there


@settings(max_examples=120)
@given(st.recursive(
    st.none() | st.booleans() | st.integers(-2**63, 2**64 - 1) | st.text(max_size=5) | st.binary(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8))
def test_a_payload_of_any_shape_is_refused_or_is_rows(value: Any) -> None:
    import msgspec
    import zstandard

    raw = msgspec.msgpack.encode(value)
    try:
        found = columns.unpack(zstandard.ZstdCompressor().compress(raw), len(raw))
    except Refused:
        return
    assert all(len(t.ids) == len(t.deleted) for t in found)


@settings(max_examples=20)
@given(tables(), st.sampled_from(["blood_type", "shoes"]))
def test_columns_of_a_newer_program_travel_bit_for_bit(table: Table, name: str) -> None:
    wider = columns.Table(table.register, table.ids, {**table.columns, name: [n for n, _ in enumerate(table.ids)]},
                          table.deleted, table.seen)
    (back,) = _sealed(wider).tables()
    assert back.ids == wider.ids
    assert {n: list(v) for n, v in back.columns.items()} == {n: list(v) for n, v in wider.columns.items()}


@given(st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5) | st.none(), max_size=4))
def test_a_document_has_one_spelling(document: dict[str, object]) -> None:
    data = canonical.encode(document)
    assert canonical.encode(canonical.decode(data, dict)) == data
    with pytest.raises(Refused):
        canonical.decode(data + b" ", dict)
