"""Any poison in a record: its neighbours arrive in the same session, and what is poisoned is stored and reported."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.desk import status
from sync.protocol.messages import FRAMES_PATH, HELLO_PATH
from sync.server import verifying
from tests.offices import ACTOR
from union_desk import journal, records
from union_desk.registers import MEMBERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.sync.roads import Pair


COLUMNS = sorted(name for name, one in MEMBERS.fields.items() if not one.computed and name != "remark")
STRANGE = ["\0", "a\0b", "\\N", "\t\n\r", "\ufeff", "\u202e", "长" * 50_000, "NaN", "1e999", "'; --", "\U0010ffff"]
poison = st.dictionaries(
    st.sampled_from(COLUMNS),
    st.text(st.characters(codec="utf-8"), max_size=30) | st.integers(-(2**63), 2**63 - 1)
    | st.sampled_from(STRANGE) | st.floats(allow_nan=False) | st.binary(max_size=8),
    min_size=1, max_size=4)


COUNT = itertools.count(1)


def write_past_all_checks(pair: Pair, record: str, values: Mapping[str, Any]) -> None:
    """Write values of any kind into a member's row, as a repair script or another program might."""
    with pair.db.write(ACTOR, "Forced") as s:
        row = records.get(s, MEMBERS, record)
        records.update_many(s, MEMBERS, [(record, {"remark": (row["remark"], f"第{next(COUNT)}次")})])
        sets = ", ".join(f"{name} = ?" for name in values)
        gate = journal.gate_of(s)
        counted = gate.writes
        s.connection().exec_driver_sql(f"UPDATE members SET {sets} WHERE id = ?", (*values.values(), record))
        gate.writes = counted  # the journal could not even write fractions and bytes down


def raw(pair: Pair, record: str, columns: Iterable[str]) -> dict[str, Any]:
    """Return what really stands in a member's row, as a frame can carry it: fractions and bytes as text."""
    names = ", ".join(f"CASE WHEN typeof({name}) IN ('integer', 'null') THEN {name} ELSE CAST({name} AS BLOB) END"
                      for name in columns)
    with pair.db.read() as s:
        row = s.connection().exec_driver_sql(f"SELECT {names} FROM members WHERE id = ?", (record,)).one()
    return {name: value.decode("utf-8", "replace") if isinstance(value, bytes) else value
            for name, value in zip(columns, row, strict=True)}


@pytest.fixture
def members(pair: Pair) -> list[str]:
    """Give the ids of members that the superior holds."""
    ids = pair.add(*range(1, 5))
    pair.sync()
    return ids


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=poison, number=st.integers(0, 999_999))
def test_any_poison_in_one_record_delays_no_other(
        pair: Pair, members: list[str], values: dict[str, Any], number: int) -> None:
    """The same requests as for sound records: one frame, one answer; the poisoned row comes as it stands here."""
    bad, *others = members
    for record in others:
        pair.force(record, remark=f"第{number}次")
    before = raw(pair, bad, values)
    write_past_all_checks(pair, bad, values)
    pair.road.requests.clear()
    assert (pair.sync().frames, [path for path, _body in pair.road.requests]) == (1, [HELLO_PATH, FRAMES_PATH])
    there = pair.there()
    assert pair.states(*others) == [status.RECEIVED] * len(others)
    assert {there[record]["remark"] for record in others} == {f"第{number}次"}
    stands = raw(pair, bad, values)
    assert {name: there[bad].get(name) for name in values} == stands
    errors = {remark["field"] for remark in there[bad]["remarks"] if remark["level"] == "error"}
    assert {name for name, value in stands.items() if MEMBERS.fields[name].kind.faults(value)} <= errors
    assert pair.states(bad) == [status.RETURNED if errors else status.RECEIVED]
    assert verifying.check(pair.superior).faults == []
    write_past_all_checks(pair, bad, before)
