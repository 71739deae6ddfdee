"""What a torn line costs: never more than the torn frame, and pieces that fit the line; bytes are counted."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sync.desk.pace import Pace
from sync.protocol import limits
from sync.protocol.messages import FRAMES_PATH
from sync.server import app
from sync.server import engine as engines
from sync.server.service import Service
from sync.server.tables import FRAMES
from tests.sync.roads import CutError
from tests.sync.senders import Sender, table
from tests.sync.torn_line import TornLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.server.superior import Superior
    from tests.sync.roads import Pair


def frame_sizes(superior: Superior) -> list[int]:
    with engines.reading(superior.engine) as connection:
        return list(connection.execute(sa.select(sa.func.length(FRAMES.c.data)).order_by(
            FRAMES.c.log, FRAMES.c.seq)).scalars())


def sync_through(pair: Pair, line: TornLine) -> int:
    """Hold sessions until one ends well; returns how many it took."""
    pair.patch.setattr(pair.road, "post", line.post)
    for sessions in range(1, 400):
        try:
            pair.sync()
        except CutError:
            continue
        return sessions
    pytest.fail("it never came through")


def test_of_a_torn_request_the_whole_frames_stand_and_only_the_torn_one_goes_again(
        local: Superior, monkeypatch: pytest.MonkeyPatch) -> None:
    sender = Sender.of(local)
    made = [sender.seal(table([{"name": f"张{n}"}], first=n + 1)) for n in range(5)]
    line = TornLine(app.make(local), Random(1))
    monkeypatch.setattr(sender.service, "post", line.post)
    nonce = sender.hello().nonce
    body = b"".join(one.data for one in made)
    line.tear((400 + len(made[0].data) + len(made[1].data) + 1,) * 2)
    with pytest.raises(CutError):
        sender.post(FRAMES_PATH, body, nonce)
    line.tear(None)
    assert [known.seq for known in sender.hello().logs] == [2]
    sender.post(FRAMES_PATH, b"".join(one.data for one in made[2:]), sender.hello().nonce)
    assert [known.seq for known in sender.hello().logs] == [5]


def test_frames_before_a_tear_stand_only_where_the_sender_may_report(
        local: Superior, monkeypatch: pytest.MonkeyPatch) -> None:
    sender, other = Sender.of(local), Sender.of(local, "2")
    one = sender.seal(table([{"name": "张三"}]))
    line = TornLine(app.make(local), Random(1))
    monkeypatch.setattr(sender.service, "post", line.post)
    monkeypatch.setattr(other.service, "post", line.post)
    cut = (400 + len(one.data) + 1,) * 2
    whole = one.data + one.data

    def attempt(who: Sender, nonce: str) -> None:
        line.tear(cut)
        with pytest.raises(CutError):
            who.post(FRAMES_PATH, whole, nonce)
        line.tear(None)
        assert frame_sizes(local) == []

    attempt(sender, "68f0.ab.cd")  # a nonce that this superior never gave
    attempt(sender, other.hello().nonce)  # one that it gave to another computer
    attempt(other, other.hello().nonce)  # another union's frame
    nonce = sender.hello().nonce
    local.revoke(sender.signer.name)
    attempt(sender, nonce)


def test_a_request_that_is_not_signed_is_not_answered_though_its_frames_prove_themselves(
        local: Superior, monkeypatch: pytest.MonkeyPatch) -> None:
    sender = Sender.of(local)
    made = [sender.seal(table([{"name": f"张{n}"}], first=n + 1)) for n in range(2)]
    line = TornLine(app.make(local), Random(1))
    honest = sender.service
    sender.service = Service(local)
    nonce = sender.hello().nonce
    monkeypatch.setattr(sender.service, "post", lambda path, body, auth: line.post(path, body + b"x", auth))
    with pytest.raises(AssertionError, match="not_signed"):
        sender.post(FRAMES_PATH, b"".join(one.data for one in made), nonce)
    sender.service = honest
    assert all(known.seq <= 2 for known in sender.hello().logs)
    assert sender.push(*made)[0].records == 1


def test_a_first_upload_over_a_torn_line_carries_little_twice(
        enrolled: Callable[[Superior], Pair], local: Superior, monkeypatch: pytest.MonkeyPatch) -> None:
    pair = enrolled(local)
    for name, value in (("SEAL_RECORDS", 24), ("SEAL_LEAST", 2), ("SEAL_STEP", 1)):
        monkeypatch.setattr(limits, name, value)
    pair.add(*range(1, 241))
    line = TornLine(app.make(pair.superior), Random(3))
    line.tear((4_000, 12_000))
    sessions = sync_through(pair, line)
    sizes = frame_sizes(pair.superior)
    net, largest = sum(sizes), max(sizes)
    assert line.cuts >= 5
    assert sessions == line.cuts + 1
    assert line.bodies[FRAMES_PATH] <= net + line.cuts * largest + 400 * 2 * len(sizes)
    pair.check()
    pair.db.close()


def test_a_pace_finds_what_a_line_carries_whatever_that_is() -> None:
    for stretch in (30_000, 480_000, 4_000_000):
        chance, pace = Random(stretch), Pace.kept(None, 262_144, (1_024, 262_144), 1_024)
        carried = net = 0
        left = chance.expovariate(1 / stretch)
        for _piece in range(4_000):
            piece = pace.size
            if left >= piece:
                left, carried, net = left - piece, carried + piece, net + piece
                pace.went()
            else:
                carried, left = carried + int(left), chance.expovariate(1 / stretch)
                pace.cut()
        assert carried / net < {30_000: 1.18, 480_000: 1.05, 4_000_000: 1.03}[stretch], (stretch, carried / net)


def test_a_pace_that_was_never_cut_doubles_and_is_kept_between_sessions() -> None:
    pace = Pace.kept(None, 32, (4, 256), 1)
    for expected in (64, 128, 256, 256):
        pace.went()
        assert pace.size == expected
    pace.cut()
    again = Pace.kept(pace.keep, 32, (4, 256), 1)
    assert (again.size, again.calm) == (128, 128)
    again.went()
    assert again.size == 129
    for _cut in range(9):
        again.cut()
    assert again.size == 4
