"""Each frame is read once, however long the chain of records on an erased one, in whatever order they came."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from sync.server import erasing
from sync.server.bones import Bones
from sync.server.erased import Found
from tests.sync.senders import Sender, row_id, table
from tests.sync.server.test_erasing import ERASURE
from tests.sync.server.test_ingest import person

if TYPE_CHECKING:
    import sqlalchemy as sa

    from sync.protocol import frame
    from sync.protocol.columns import Table
    from sync.server.superior import Superior

CHAIN = (
    table([{"member_id": row_id(1)}, {"member_id": row_id(2)}], "cadres", first=11),
    table([{"cadre_id": row_id(11)}, {"cadre_id": row_id(12)}], "assessments", first=21),
    table([{"assessment_id": row_id(21)}, {"assessment_id": row_id(22)}], "assessment_scores", first=31),
    table([{"owner_register": "assessments", "owner_id": row_id(number)} for number in (21, 22)], "attachments",
          first=41),
    table([person(1), person(2)]),
)
"""Two members, each with a file, what hangs on it, and what hangs on that."""


@pytest.mark.parametrize("order", [CHAIN, CHAIN[::-1]], ids=["as it was written", "the last first"])
def test_every_ring_is_found_whatever_the_order(order: tuple[Table, ...]) -> None:
    found = Found()
    found.begin([("members", row_id(1))])
    with Bones(found.of) as bones:
        for place, one in enumerate(order):
            bones.add(place, [one])
        bones.add(99, [table([{"name": "协会"}], "branches", first=51)])
        bones.add(98, [table([person(2)], first=2)])
        bones.follow(found)
        assert bones.places(found) == {0, 1, 2, 3, 4}
    assert {name: ids for name, ids in found.belonging().items() if ids} == {
        "members": {row_id(1)}, "cadres": {row_id(11)}, "assessments": {row_id(21)}, "assessment_scores": {row_id(31)},
        "attachments": {row_id(41)}}


def test_a_frame_is_read_once_and_again_only_if_it_speaks_of_the_person(
    local: Superior, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender, read, reads = Sender.of(local), erasing._frame, Counter[int]()

    def counted(connection: sa.Connection, unit: str, place: int) -> tuple[frame.Frame, str]:
        reads[place] += 1
        return read(connection, unit, place)

    monkeypatch.setattr(erasing, "_frame", counted)
    gone = {name: erasing.left("members", name, value) for name, value in person(1).items()}
    sender.push(*(sender.seal(one) for one in (*CHAIN[::-1], table([person(5)], first=5), table([person(6)], first=6))),
                sender.seal(table([gone]), table([ERASURE], "erasures", first=60)))
    assert erasing.carry_out(local).frames == 1
    assert dict(reads) == {1: 2, 2: 2, 3: 2, 4: 2, 5: 2, 6: 1, 7: 1, 8: 2}
    reads.clear()
    sender.push(sender.seal(table([person(7)], first=7)))
    assert erasing.carry_out(local).frames == 0
    assert dict(reads) == {9: 1}, "what was looked through is not read for a frame that says nothing of the person"
