"""Invented tables and frames, and the strategies that make them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import strategies as st

from sync.protocol import frame, keys
from sync.protocol.columns import Table, Value
from sync.protocol.refusals import Refused

if TYPE_CHECKING:
    from sync.protocol.frame import Frame

SIGNER = keys.Signer(bytes(range(32)))
UNIT, LOG = "a" * 32, "0123456789abcdef"
KEY = bytes(range(16))
"""Of the salts, the same in every sample, so that equal rows have equal hashes."""

text = st.text(st.characters(codec="utf-8"), max_size=12)
values: st.SearchStrategy[Value] = st.one_of(st.none(), text, st.integers(-(2**63), 2**63 - 1))
names = st.from_regex(r"[a-z][a-z0-9_]{0,10}", fullmatch=True)
ids = st.uuids().map(str)


@st.composite
def tables(draw: st.DrawFn, register: str = "members") -> Table:
    """Make a table of up to 20 rows with any columns."""
    rows = draw(st.lists(ids, min_size=1, max_size=20, unique=True))
    count = len(rows)
    columns = draw(st.dictionaries(names, st.lists(values, min_size=count, max_size=count), max_size=6))
    deleted = draw(st.lists(st.integers(0, 1), min_size=count, max_size=count))
    seen = draw(st.none() | st.lists(st.none() | st.just("0000000000000001:3"), min_size=count, max_size=count))
    return Table(register, rows, dict(columns), deleted, seen if seen and any(seen) else None, key=KEY)


def draft(seq: int = 1, prev: str = frame.FIRST) -> frame.Draft:
    """Return what sealing knows before the rows."""
    return frame.Draft(unit=UNIT, device=SIGNER.name, log=LOG, share="N", seq=seq, prev=prev, deps={}, schema="1",
                       cert="c" * 64)


def sealed(*content: Table, seq: int = 1, prev: str = frame.FIRST) -> Frame:
    """Return a signed frame of these tables."""
    return frame.seal(draft(seq, prev), content or (member("张三"),), {}, SIGNER)


def member(name: str, number: int = 1) -> Table:
    """Return a table of one member."""
    return Table("members", [f"00000000-0000-7000-8000-{number:012x}"], {"name": [name], "sex": ["1"]}, [0],
                 key=KEY)


def refusal(*codes: str) -> pytest.RaisesExc[Refused]:
    """Expect a refusal, with one of these codes if any are named."""
    return pytest.raises(Refused, check=lambda refused: not codes or refused.code in codes)
