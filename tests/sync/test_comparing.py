"""Comparing with the superior: exactly the records that differ, few bytes, and both sides mended."""

from __future__ import annotations

import math
from hashlib import blake2b
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.desk import comparing, session, store
from sync.protocol import recon
from sync.protocol.messages import HELLO_PATH
from sync.protocol.recon import Fan, Part
from sync.protocol.rows import Root
from sync.server import verifying
from sync.server.tables import mirror
from tests.sync.senders import row_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.sync.roads import Pair

Rows = dict[str, bytes]


class End:
    """A register in memory."""

    def __init__(self, rows: Rows) -> None:
        self.rows, self.told, self.fan = rows, 0, Fan(recon.depth_for(len(rows)))
        for record, digest in rows.items():
            self.fan.put_row(record, digest)

    def below(self, prefixes: Sequence[str]) -> Mapping[str, list[recon.Row]]:
        return {p: [(r, d) for r, d in self.rows.items() if recon.key(r).startswith(p)] for p in prefixes}

    def parts(self, prefixes: Sequence[str]) -> list[Part]:
        made = []
        for prefix in prefixes:
            part = recon.part_of_fan(self.fan, prefix)
            made.append(part or recon.part_of_rows(prefix, self.below([prefix])[prefix]))
        self.told += sum(len(p.sums) + len(p.rows) for p in made)
        return made


def differences(mine: End, theirs: End) -> recon.Found:
    return recon.differences(lambda prefixes: (mine.parts(prefixes), theirs.parts(prefixes)), mine.below)


def digest(record: int, version: int) -> bytes:
    return blake2b(f"{record} {version}".encode(), digest_size=16).digest()


@settings(max_examples=15)
@given(st.integers(0, 900), st.lists(st.tuples(st.integers(0, 899), st.sampled_from(["gone", "new", "other"])),
                                     max_size=12), st.integers(1, 5000))
def test_exactly_the_planted_differences_are_found(count: int, planted: list[tuple[int, str]], step: int) -> None:
    mine = {row_id(n * step): digest(n, 0) for n in range(count)}
    theirs = dict(mine)
    for n, what in planted:
        if what == "gone":
            theirs.pop(row_id(n * step), None)
        else:
            theirs[row_id(n * step + (what == "new" and step > 1))] = digest(n, 1)
    found = differences(End(mine), End(theirs))
    assert found.all == {r for r in mine.keys() | theirs.keys() if mine.get(r) != theirs.get(r)}
    assert found.here == {r for r in mine if theirs.get(r) != mine[r]}


def random_rows(count: int, seed: int) -> Rows:
    """Return records whose names end by chance, as real ones do."""
    names = [blake2b(f"{seed} {n}".encode(), digest_size=16).hexdigest() for n in range(count)]
    return {f"{n[:8]}-{n[8:12]}-{n[12:16]}-{n[16:20]}-{n[20:]}": digest(place, 0) for place, n in enumerate(names)}


def digits_looked_at(mine: Rows, theirs: Rows) -> int:
    """Return, counted by hand, how long the longest prefix is below which a difference is listed."""
    differs = {recon.key(r) for r in mine.keys() | theirs.keys() if mine.get(r) != theirs.get(r)}
    here, there = ([recon.key(record) for record in rows] for rows in (mine, theirs))
    depth = 0
    while any(sum(key.startswith(other[:depth]) for key in theirs_) > recon.LIST
              for other in differs for theirs_ in (here, there)):
        depth += 1
    return depth


@settings(max_examples=25)
@given(st.integers(1, 700), st.integers(0, 10**6), st.lists(st.integers(0, 10**6), max_size=9))
def test_sums_are_equal_exactly_when_the_versions_are_and_differences_take_few_rounds(
        count: int, seed: int, planted: list[int]) -> None:
    """One round for each digit until at most 32 stand on both sides: one more than log₁₆(n/32), or now and then two."""
    mine = random_rows(count, seed)
    names, theirs = list(mine), dict(mine)
    for number in planted:
        theirs[names[number % count]] = digest(number, 1)
    equal = Root().add(list(mine.values())) == Root().add(list(theirs.values()))
    assert equal == (mine == theirs)
    found = differences(End(mine), End(theirs))
    assert found.all == {record for record, each in mine.items() if theirs[record] != each}
    assert found.rounds <= digits_looked_at(mine, theirs) + 1
    assert found.rounds <= max(0, math.ceil(math.log(count / recon.LIST, recon.FAN))) + 2


def test_few_bytes_find_few_records_among_many() -> None:
    mine = {row_id(n): digest(n, 0) for n in range(20_000)}
    theirs = mine | {row_id(n): digest(n, 1) for n in range(0, 20_000, 4_000)}
    end = End(theirs)
    found = differences(End(mine), end)
    assert len(found.all) == 5
    assert (found.rounds, end.told < 12_000) == (4, True)


class Indexed(End):
    """A register in memory that finds its rows below a prefix by their last four digits."""

    def __init__(self, rows: Rows) -> None:
        super().__init__(rows)
        self.index: dict[str, list[recon.Row]] = {}
        for record, each in rows.items():
            self.index.setdefault(recon.key(record)[:4], []).append((record, each))

    def below(self, prefixes: Sequence[str]) -> Mapping[str, list[recon.Row]]:
        return {prefix: [row for key, rows in self.index.items() if key.startswith(prefix[:4]) for row in rows
                         if recon.key(row[0]).startswith(prefix)] for prefix in prefixes}


def test_fifty_records_among_very_many_cost_few_kilobytes() -> None:
    """The long form, with a million records and both databases: `python3 run.py bench sync-compare`."""
    names = [blake2b(n.to_bytes(8, "big"), digest_size=16).hexdigest() for n in range(60_000)]
    mine = {f"{n[:8]}-{n[8:12]}-{n[12:16]}-{n[16:20]}-{n[20:]}": digest(place, 0) for place, n in enumerate(names)}
    theirs = mine | {record: digest(0, 1) for record in list(mine)[::1_200]}
    end = Indexed(theirs)
    found = differences(Indexed(mine), end)
    assert (len(found.all), found.rounds) == (50, 4)
    assert end.told == 41_012 < 128 * 1024


@pytest.fixture
def altered(pair: Pair) -> tuple[Pair, list[str]]:
    """Give an office whose superior lost one record by a bug, and holds another as it once was."""
    ids = pair.add(*range(1, 41))
    pair.sync()
    members = mirror("members")
    with pair.superior.engine.begin() as connection:
        old = connection.execute(sa.select(members.table).where(members.table.c.id == ids[7])).mappings().one()
    pair.edit(ids[7], name="改了")
    pair.sync()
    with pair.superior.engine.begin() as connection:
        connection.execute(sa.delete(members.table).where(members.table.c.id.in_([ids[3], ids[7]])))
        connection.execute(sa.insert(members.table).values(dict(old)))
    assert verifying.check(pair.superior).faults
    return pair, [ids[3], ids[7]]


def _sums_follow(pair: Pair) -> None:
    """Let the superior's sums be those of its rows, as a bug that drops rows silently would leave them."""
    from sync.server.tables import ROOTS

    with pair.superior.engine.begin() as connection:
        hashes = connection.execute(sa.select(mirror("members").table.c.hash)).scalars().all()
        count, a, b = Root().add([bytes(h) for h in hashes]).wire()
        connection.execute(sa.update(ROOTS).where(ROOTS.c.register == "members").values(rows=count, a=a, b=b))


@pytest.mark.parametrize("large", [recon.LARGE, 30])  # 40 are then summed in 4,096 parts, or in 65,536
def test_what_the_superior_lost_is_shown_and_mended(
        altered: tuple[Pair, list[str]], large: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recon, "LARGE", large)
    pair, (lost, old) = altered
    _sums_follow(pair)
    with pair.at_this_computer():
        shown = session.compare_now(pair.db, post=pair.road.post)
    assert shown.counts["members"] == (40, 39)
    assert {(d.record, d.where) for d in shown.differences} == {(lost, comparing.HERE), (old, comparing.BOTH)}
    assert {d.title for d in shown.differences} == {"张4", "改了"}
    pair.add(41)
    report = pair.sync()  # the next frame's sums differ, so both are compared
    assert report.compared == 2
    assert (pair.names()[lost], pair.names()[old]) == ("张4", "改了")
    pair.check()
    with pair.at_this_computer():
        assert session.compare_now(pair.db, post=pair.road.post).differences == []


def test_sums_are_the_same_row_by_row_part_by_part_and_all_at_once() -> None:
    rows = [(f"{n:08x}-0000-7000-8000-{n * 2_654_435_761 % 16 ** 12:012x}", digest(n, 0)) for n in range(500)]
    for depth in (recon.DEPTH, recon.DEEPER):
        one, other, packed = Fan(depth), Fan(depth), Fan(depth)
        for record, each in rows:
            one.put_row(record, each)
        tails: dict[str, bytes] = {}
        for record, each in rows:
            tails[record[-depth:]] = tails.get(record[-depth:], b"") + each[:8]
        for tail, beginnings in tails.items():
            other.put(tail, beginnings)
        packed.put_all(b"".join(bytes.fromhex(record[-4:]) + each[:8] for record, each in rows))
        assert one == other == Fan.unpack(packed.pack())
        assert recon.part_of_fan(one, "") == recon.part_of_rows("", rows)


def test_a_session_without_a_difference_compares_nothing(pair: Pair) -> None:
    pair.add(1)
    pair.sync()
    assert not [path for path, _body in pair.road.requests if path == "/s/recon"]


@pytest.mark.parametrize("asked", [store.COMPARE, store.DIFFERENCE])
def test_what_was_to_be_compared_is_compared_once(pair: Pair, asked: str) -> None:
    """A person asked, or a receipt told of a difference that is gone since: no frame follows whose receipt says so."""
    pair.add(1)
    pair.sync()
    with pair.db.bookkeeping() as s:
        store.put(s, asked, value=True)
    asks = []
    for _session in range(2):
        pair.road.requests.clear()
        assert (pair.sync().compared, pair.status().differs) == (0, False)
        asks.append(len([path for path, _body in pair.road.requests if path == HELLO_PATH]))
    assert asks == [2, 1]  # who compares greets once more
