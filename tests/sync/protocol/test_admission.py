"""Which frame may follow, and how two ends of a log differ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol.admission import NOTHING, HashAt, Head, Known, Step, compare, is_repeated
from sync.protocol.frame import Frame, Header
from sync.protocol.limits import TAIL_HASHES
from tests.sync.protocol.samples import member, refusal, sealed


def chain(length: int, salt: str = "", start: list[str] | None = None) -> list[str]:
    return [*(start or []), *(f"{salt}{n}" for n in range(len(start or []), length))]


def hash_at(hashes: list[str]) -> HashAt:
    return lambda seq: hashes[seq - 1] if 0 < seq <= len(hashes) else None


def known(theirs: list[str], mine: list[str]) -> Known:
    """Tell of a log as a superior does."""
    end = min(len(theirs), len(mine))
    return Known(len(theirs), end, tuple(theirs[max(0, end - TAIL_HASHES):end]))


def log_of(length: int) -> list[Frame]:
    made: list[Frame] = []
    for n in range(1, length + 1):
        made.append(sealed(member(f"{n}"), seq=n, prev=made[-1].hash if made else ""))
    return made


FRAMES = log_of(4)


def judge(one: Frame, held: list[Frame], *, header: Header | None = None) -> bool:
    head = Head(len(held), held[-1].hash) if held else NOTHING
    return is_repeated(header or one.header, one.hash, head, hash_at([f.hash for f in held]), {})


@pytest.mark.parametrize("held", range(4))
@pytest.mark.parametrize("number", range(1, 5))
def test_only_the_next_frame_is_new(held: int, number: int) -> None:
    one = FRAMES[number - 1]
    if number <= held:
        assert judge(one, FRAMES[:held])
    elif number == held + 1:
        assert not judge(one, FRAMES[:held])
    else:
        with refusal("gap") as refused:
            judge(one, FRAMES[:held])
        assert refused.value.params["head"] == held


def test_another_frame_with_a_known_number_is_a_fork() -> None:
    other = sealed(member("other"), seq=2, prev=FRAMES[0].hash)
    with refusal("fork"):
        judge(other, FRAMES[:2])


def test_the_next_number_on_another_chain_is_a_fork() -> None:
    other = sealed(member("other"), seq=3, prev="f" * 64)
    with refusal("fork"):
        judge(other, FRAMES[:2])


@pytest.mark.parametrize(("held", "verdict"), [
    ({}, "early"), ({"b": ["x"]}, "early"), ({"b": ["x", "z"]}, "fork"), ({"b": ["x", "y", "z"]}, ""),
])
def test_a_frame_waits_for_what_it_was_built_on(held: dict[str, list[str]], verdict: str) -> None:
    first = FRAMES[0].header
    header = Header(**{name: getattr(first, name) for name in first.__struct_fields__} | {"deps": {"b": (2, "y")}})
    others = {log: hash_at(hashes) for log, hashes in held.items()}
    if verdict:
        with refusal(verdict):
            is_repeated(header, "h", NOTHING, hash_at([]), others)
    else:
        assert not is_repeated(header, "h", NOTHING, hash_at([]), others)


@given(st.integers(0, 80), st.integers(0, 80), st.integers(0, 80), st.booleans())
def test_comparing_heads_finds_who_is_ahead_and_where_branches_part(
        common: int, mine: int, theirs: int, is_open: bool) -> None:
    shared = chain(common)
    ours = chain(common + mine, "m", shared)
    held = chain(common + theirs, "t", shared)
    found = compare(Head(len(ours)), hash_at(ours), known(held, ours), is_open=is_open)
    if mine and theirs:
        assert found.step is Step.CUT
        reach = min(len(ours), len(held)) - TAIL_HASHES
        assert found.common == (common if common > reach else 0)
    elif mine:
        assert (found.step, found.common) == (Step.SEND, common)
    elif theirs:
        assert (found.step, found.common) == (Step.ROLL_OVER if is_open else Step.NOTHING, common)
    else:
        assert found.step is Step.NOTHING
