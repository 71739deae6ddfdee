"""Isolation (I11): whatever a union signs, no row, frame or sum of another union changes."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

from sync.protocol import envelope, frame
from sync.server import ingest
from tests.sync.malice import Malice
from tests.sync.protocol.samples import refusal
from tests.sync.senders import Sender, row_id, table
from tests.sync.server.test_ingest import state

if TYPE_CHECKING:
    import pytest

    from sync.server.superior import Device, Superior

FRAMES = 120


def test_nothing_that_one_union_signs_changes_anything_of_another(superior: Superior) -> None:
    made = Malice(superior, random.Random(20))
    made.attack(FRAMES)
    assert made.watched() == made.before
    told = made.outcomes
    assert {"taken", "answered", "wrong_unit", "malformed", "fork"} <= told.keys(), told
    assert len(made.a.sealed) > 5, "the attacker's own log went on, so its rows were really read"


def test_a_superior_that_believed_the_frame_would_be_found_out(
        local: Superior, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Malice(local, random.Random(20))
    take = ingest._take

    def believes(taken: ingest.Taken, device: Device) -> str:
        return take(taken, replace(device, unit=taken.frame.header.unit))

    monkeypatch.setattr(ingest, "_take", believes)
    draft = frame.Draft(unit=made.b.unit.id, device=made.a.signer.name, log="f" * 16, share="N", seq=1, prev="",
                        deps={}, schema="1", cert=envelope.digest(made.a.certificate))
    stolen = frame.seal(draft, [table([{"name": "改了"}])], {}, made.a.signer)
    made.post("/s/frames", stolen.data)
    assert made.watched() != made.before
    assert row_id(1) in repr(made.watched())


def test_a_log_is_written_by_its_computer_alone_and_stays_in_its_class(local: Superior) -> None:
    mine = Sender.of(local)
    mine.push(mine.seal(table([{"name": "张三"}])))
    other = Sender(local, mine.unit, mine.service, log=mine.log, sealed=list(mine.sealed))
    other.enrol(local.add_token(mine.unit.code)[1])
    before = state(local)
    with refusal("wrong_unit"):
        other.push(other.seal(table([{"name": "改了"}])))
    with refusal("wrong_unit"):
        mine.push(mine.seal(table([{"name": "改了"}]), share="S"))
    assert state(local) == before
