"""A short session cut at every byte, there and back: nothing changes, or as much as whole frames hold."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sync.desk.remote import Remote
from sync.protocol import frame
from sync.protocol.messages import FEED_PATH, FRAMES_PATH, HELLO_PATH, Hello
from sync.protocol.peer import NoAnswerError
from sync.protocol.refusals import Refused
from sync.server import posting
from sync.server.service import Patience, Service
from sync.server.tables import FRAMES
from tests.sync.senders import Sender, table
from tests.sync.server.test_ingest import state
from tests.sync.test_posts import PAPER

if TYPE_CHECKING:
    from sync.protocol.columns import Value
    from sync.server.superior import Superior

ROWS: list[dict[str, Value]] = [{"name": "张三", "sex": "1"}]


def test_a_request_cut_at_any_byte_leaves_nothing_or_whole_frames(local: Superior) -> None:
    sender = Sender.of(local, service=Service(local, Patience(clock=itertools.count(0, 2).__next__)))
    one, two = sender.seal(table(ROWS)), sender.seal(table(ROWS, first=2))
    body, nonce, before = one.data + two.data, sender.hello().nonce, state(local)
    for cut in range(len(one.data)):
        with pytest.raises(Refused):
            sender.post(FRAMES_PATH, body[:cut], nonce)
    assert state(local) == before
    sender.post(FRAMES_PATH, body[:len(one.data)], nonce)
    first = state(local)
    for cut in range(len(one.data) + 1, len(body), 7):
        sender.post(FRAMES_PATH, body[:cut], nonce)
    assert state(local) == first
    sender.post(FRAMES_PATH, body, nonce)
    with local.engine.begin() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(FRAMES)).scalar_one() == 2


def test_an_answer_cut_at_any_byte_is_no_answer(local: Superior) -> None:
    sender = Sender.of(local)
    sender.push(sender.seal(table(ROWS)))
    posting.post(local, "posted_papers", [PAPER])
    posting.post(local, "posted_papers", [PAPER | {"title": "改"}])
    answers: dict[str, bytes] = {}

    def post(path: str, body: bytes, authorization: str) -> bytes:
        answers[path] = sender.service.post(path, body, authorization)
        return answers[path]

    remote = Remote(post, sender.signer, local.signer.public)
    hello = Hello(challenge="c", app="t", schema="1", heads=[])
    welcome = remote.hello(hello)
    (log,) = [each.log for each in welcome.feed]
    whole = list(frame.read(remote.feed(log, 0, welcome.nonce)))
    assert len(whole) == 2
    told = answers[HELLO_PATH]
    for cut in range(len(told)):
        with pytest.raises(NoAnswerError):
            Remote(lambda *_request, cut=cut: told[:cut], sender.signer, local.signer.public).hello(hello)
    feed = answers[FEED_PATH]
    for cut in range(len(feed)):
        try:
            found = list(frame.read(feed[:cut]))
        except Refused:
            assert cut < 4  # not even the sign of a frame
            continue
        assert found == whole[:len(found)]
        assert len(found) == (cut >= len(whole[0].data))


