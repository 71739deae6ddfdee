"""Vectors of what was seen, and ids on the wire."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol import ids, seen

LOGS = ["0000000000000001", "0000000000000002", "00000000000000ff"]
vectors = st.dictionaries(st.sampled_from(LOGS), st.integers(1, 9))
some = vectors.filter(bool)


@given(vectors, vectors, vectors)
def test_joining_forgets_order_grouping_and_repetition(a: dict[str, int], b: dict[str, int], c: dict[str, int]) -> None:
    assert seen.join(a, b) == seen.join(b, a)
    assert seen.join(seen.join(a, b), c) == seen.join(a, seen.join(b, c))
    assert seen.join(a, a) == a


@given(vectors, vectors)
def test_the_join_is_the_least_that_covers_both(a: dict[str, int], b: dict[str, int]) -> None:
    joined = seen.join(a, b)
    assert seen.covers(joined, a)
    assert seen.covers(joined, b)
    assert seen.covers(a, b) == (joined == a)


@given(vectors, vectors)
def test_clamping_forgets_only_what_was_cut(a: dict[str, int], cuts: dict[str, int]) -> None:
    clamped = seen.clamp(a, cuts)
    assert seen.covers(a, clamped)
    assert all(clamped.get(log, 0) == min(seq, cuts.get(log, seq)) for log, seq in a.items())
    assert seen.clamp(a, dict.fromkeys(LOGS, 0)) == {}


@given(some)
def test_a_vector_has_one_spelling(a: dict[str, int]) -> None:
    assert seen.read(seen.write(a)) == a


@pytest.mark.parametrize("text", [
    "", "x", "0000000000000001",
    "0000000000000001:0", "0000000000000001:01", "0000000000000001:-1",
    "0000000000000001:1,", "0000000000000002:1,0000000000000001:1", "0000000000000001:1,0000000000000001:2",
    "0000000000000001:1 ", "000000000000000A:1", "0000000000000001:" + "9" * 19,
])
def test_any_other_spelling_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="vector"):
        seen.read(text)


@given(st.lists(st.uuids().map(str)))
def test_record_ids_are_sixteen_bytes_on_the_wire(names: list[str]) -> None:
    assert ids.unpack(ids.pack(names)) == names
    assert len(ids.pack(names)) == 16 * len(names)


@pytest.mark.parametrize("name", [
    "x", "", "0123", "00000000-0000-7000-8000-00000000000A", "{00000000-0000-7000-8000-000000000001}",
])
def test_only_canonical_ids_are_packed(name: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        ids.pack([name, "00000000-0000-7000-8000-000000000001"])
