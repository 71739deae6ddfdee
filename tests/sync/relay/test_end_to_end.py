"""What the city can prove about a record: its hash is the office's, and the frame it came in names the office's own.

A relay makes frames of its own, since it leaves out what its policy keeps. What is promised is therefore this. The
hash of a record at the city is the office's wherever the policy keeps nothing of that book and has never changed. Every
frame at the city names by its hash the one it was made of, under the relay's signature; that frame lies at the county
(and in the office), and the office's own signature over it holds. So whoever is shown that frame at the city knows that
it is the one that was meant, and that the office signed it, whatever the policy kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import sqlalchemy as sa

from sync.protocol import certificates, frame
from sync.protocol.refusals import Refused
from sync.server import engine as engines
from sync.server import verifying
from sync.server.tables import DEVICES, FRAMES, LOGS, mirror
from tests.sync.relay.test_policy import lines
from union_desk import synctables as sync_tables
from union_desk.synctables import RECORDS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sync.protocol.columns import Table
    from sync.protocol.frame import Frame
    from sync.server.superior import Superior
    from tests.sync.relay.levels import Level
    from tests.sync.roads import Pair

BOOKS = ("members", "membership_events")


class Held(NamedTuple):
    """A frame that a superior holds, with the key that signed it and that computer's certificate."""

    one: Frame
    key: bytes
    certificate: str


def frames_at(superior: Superior, unit: str) -> dict[str, Held]:
    """Return the frames that a superior holds of a unit, by hash."""
    with engines.reading(superior.engine) as connection:
        found = connection.execute(sa.select(FRAMES.c.data, DEVICES.c.key, DEVICES.c.certificate).join(
            LOGS, LOGS.c.log == FRAMES.c.log).join(DEVICES, DEVICES.c.device == LOGS.c.device).where(
            FRAMES.c.unit_id == unit)).all()
    held = [Held(one, bytes(key), certificate) for data, key, certificate in found for one in frame.read(bytes(data))]
    return {each.one.hash: each for each in held}


def hashes_at(superior: Superior, unit: str, book: str) -> dict[str, bytes]:
    """Return the hashes that a superior holds of a unit's records, by id."""
    one = mirror(book)
    with engines.reading(superior.engine) as connection:
        return {record: bytes(digest) for record, digest in connection.execute(
            sa.select(one.table.c.id, one.table.c.hash).where(one.of(unit)))}


def hashes_in(pair: Pair, book: str) -> dict[str, bytes]:
    """Return the hashes of the versions that the office sealed last, by id."""
    with pair.db.read(whole=True) as s:
        return {record: bytes(digest) for record, digest in s.execute(
            sa.select(RECORDS.c.record, RECORDS.c.hash).where(RECORDS.c.register == book))}


def prove(pair: Pair, level: Level) -> int:
    """Prove every frame at the city down to the office's signature; returns how many there are.

    What the city has of its own are its frames and the relay's key; the county shows the office's frames.
    """
    county, city = frames_at(level.superior, pair.unit.id), frames_at(level.above, pair.unit.id)
    with pair.db.read(whole=True) as s:
        sealed = set(s.execute(sa.select(sync_tables.FRAMES.c.hash)).scalars())
    for each in city.values():
        each.one.verify(each.key)  # the relay's signature
        assert certificates.verify(level.above.signer.public, each.certificate).unit == level.unit.id
        assert each.one.header.origin is not None
        log, seq, digest = each.one.header.origin
        origin = county[digest]
        assert digest in sealed
        assert (origin.one.header.log, origin.one.header.seq, frame.hash_of(origin.one.head)) == (log, seq, digest)
        origin.one.verify(origin.key)  # the office's signature
        told = certificates.verify(level.superior.signer.public, origin.certificate)
        assert (told.unit, told.public) == (pair.unit.id, origin.key)
        with pytest.raises(Refused):
            origin.one.verify(each.key)
    return len(city)


@pytest.mark.usefixtures("small_frames")
def test_every_hash_at_the_city_is_the_offices_and_its_signature_holds_over_three_levels(
        pair: Pair, level: Level) -> None:
    ids = pair.add(*range(1, 7))
    pair.sync()
    level.relay()
    pair.edit(ids[0], name="王新")
    pair.delete(ids[1])
    pair.sync()
    level.relay()
    for book in BOOKS:
        assert hashes_in(pair, book) == hashes_at(level.superior, pair.unit.id, book) == hashes_at(
            level.above, pair.unit.id, book)
    assert len(hashes_at(level.above, pair.unit.id, "members")) == 6
    assert prove(pair, level) >= 3
    assert verifying.check(level.above).faults == []


def test_under_a_policy_that_keeps_a_field_only_that_book_has_hashes_of_its_own(
        small: tuple[Pair, Level], tmp_path: Path) -> None:
    pair, level = small
    level.policy = lines(tmp_path, "members,id_number,omit,,")
    pair.add(1, 2)
    pair.sync()
    level.relay()
    members, events = (hashes_at(level.above, pair.unit.id, book) for book in BOOKS)
    assert events == hashes_in(pair, "membership_events")
    assert members.keys() == hashes_in(pair, "members").keys()
    assert not set(members.values()) & set(hashes_in(pair, "members").values())
    assert prove(pair, level) == 1


def test_a_record_altered_at_the_relay_is_found_by_the_offices_hash(
        small: tuple[Pair, Level], monkeypatch: pytest.MonkeyPatch) -> None:
    """A break on purpose: a relay that changes a value as it passes a record on."""
    pair, level = small
    (record,) = pair.add(1)
    pair.sync()
    seal = frame.seal

    def changes(draft: frame.Draft, tables: Sequence[Table], *rest: Any) -> Frame:
        for table in tables:
            if "name" in table.columns:
                table.columns["name"] = ["改"] * len(table.ids)
        return seal(draft, tables, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(frame, "seal", changes)
        level.relay()
    assert level.there(pair.unit)[record]["name"] == "改"
    assert hashes_at(level.above, pair.unit.id, "members") != hashes_in(pair, "members")
