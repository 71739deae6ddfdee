"""The hash of a row and the sums over rows."""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b, shake_128
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol import rows
from sync.protocol.columns import Table, Value
from sync.protocol.rows import Root
from tests.sync.protocol.samples import KEY, member, names, tables, values

if TYPE_CHECKING:
    from collections.abc import Sequence

OWN = "0123456789abcdef:1"
hashes = st.lists(st.binary(min_size=16, max_size=16), max_size=20)


def hashed(table: Table, own: str = OWN) -> list[bytes]:
    return rows.hash_rows(table, table.vectors(own))


def test_the_hash_is_over_an_array_and_a_map_without_the_empty_columns() -> None:
    table = Table("members", member("x").ids, {"sex": ["1"], "name": ["张三"], "mobile": [None], "dues_base": [5]}, [0],
                  key=KEY)
    head = (b"\x95\xa7members\xc4\x10" + table.packed_ids + b"\x00\xb2" + OWN.encode()
            + b"\xc4\x10" + shake_128(KEY).digest(16))
    values = b"\x83\xa9dues_base\x05\xa4name\xa6" + "张三".encode() + b"\xa3sex\xa11"
    assert hashed(table) == [blake2b(head + values, digest_size=16).digest()]


@given(tables())
def test_a_row_has_the_same_hash_alone_and_among_others(table: Table) -> None:
    alone = [Table(table.register, [record], {n: [v[row]] for n, v in table.columns.items()}, [table.deleted[row]],
                   [table.seen[row]] if table.seen else None, picked=table.salts[row])
             for row, record in enumerate(table.ids)]
    assert [hashed(one)[0] for one in alone] == hashed(table)


@given(tables(), names.filter(lambda n: len(n) > 3))
def test_an_empty_column_and_the_order_of_columns_change_no_hash(table: Table, name: str) -> None:
    wider = dict(reversed(table.columns.items()))
    wider.setdefault(name, [None] * len(table.ids))
    assert hashed(replace(table, columns=wider)) == hashed(table)


@pytest.mark.parametrize("count", [0, 1, 15, 16, 17, 255, 256])
def test_few_values_among_many_columns_have_the_hash_of_few_columns(count: int) -> None:
    filled: dict[str, Sequence[Value]] = {f"c{n:03d}": [n] for n in range(count)}
    wide: dict[str, Sequence[Value]] = filled | {f"d{n:03d}": [None] for n in range(300)}
    ids = member("x").ids
    assert hashed(Table("members", ids, wide, [0], key=KEY)) == hashed(Table("members", ids, filled, [0], key=KEY))


@given(st.dictionaries(names, values, min_size=1), st.dictionaries(names, values, min_size=1))
def test_rows_with_other_contents_have_other_hashes(one: dict[str, Value], two: dict[str, Value]) -> None:
    def of(content: dict[str, Value]) -> bytes:
        return hashed(Table("members", member("x").ids, {n: [v] for n, v in content.items()}, [0],
                            key=KEY))[0]

    same = {n: v for n, v in one.items() if v is not None} == {n: v for n, v in two.items() if v is not None}
    assert (of(one) == of(two)) == same


def test_register_id_bin_vector_and_salt_are_part_of_the_hash() -> None:
    table = member("张三")
    others = [
        replace(table, register="branches"), replace(table, ids=member("x", 2).ids), replace(table, deleted=[1]),
        replace(table, seen=["0000000000000001:1"]), table.salted_anew({0}),
    ]
    found = [hashed(t)[0] for t in (table, *others)] + hashed(table, "0123456789abcdef:2")
    assert len(set(found)) == 7


def test_every_row_has_a_salt_and_one_without_it_cannot_be_hashed_as_before() -> None:
    table = Table("members", [*member("x").ids, *member("x", 2).ids], {"name": ["张三", "张三"]}, [0, 0])
    before, left = hashed(table), table.without_salts({1})
    assert len({*table.salts}) == 2
    assert (left.key, left.salts) == (b"", [table.salts[0], bytes(16)])
    assert [one == other for one, other in zip(before, hashed(left), strict=True)] == [True, False]
    assert hashed(table.some([1])) == before[1:]
    assert hashed(table.some([1]).respelt(OWN, [OWN])) == before[1:]
    respelt = table.respelt(OWN, [OWN, f"{OWN},fedcba9876543210:1"])
    assert respelt.salts[0] == table.salts[0]
    assert respelt.salts[1] not in table.salts


@given(hashes, hashes, st.randoms())
def test_sums_forget_order_and_what_is_taken_out(kept: list[bytes], gone: list[bytes], random: object) -> None:
    mixed = [*kept, *gone]
    random.shuffle(mixed)  # type: ignore[attr-defined]  # Hypothesis gives a Random without saying so
    assert Root().add(mixed).remove(gone) == Root().add(kept)
    assert Root().add(kept).add(gone) == Root().add(mixed)
    count, a, b = Root().add(mixed).wire()
    assert (count, int(a, 16), int(b, 16)) == Root().add(mixed)
    assert len(a) == len(b) == 16
