"""After a cut at any byte no more goes again than the torn frame and a greeting; no frame goes that is not durable.

Bytes are counted on the road. `UNION_EVERY_CUT=1` (with `--timeout 0`) cuts at every byte of a session's requests,
`UNION_EVERY_CUT=5` at every fifth, CI at a few of them.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sync.desk import session
from sync.protocol import frame, limits
from sync.protocol.messages import FRAMES_PATH, HELLO_PATH
from sync.server import app
from tests.samples import of_many
from tests.sync.roads import CutError
from tests.sync.torn_line import TornLine
from union_desk.synctables import FRAMES, LOGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.applications import Starlette

    from sync.server.superior import Superior
    from tests.sync.roads import Pair

CUTS = 6  # of a session's bytes, in CI
RECORDS = 3


@dataclass
class CountedLine:
    """A road to the application that is cut once, at a byte on the way up or before an answer, and counts what it bore.

    up: after so many bytes of bodies it tears; back: the number of the request whose answer is lost.
    """

    made: Starlette
    up: int | None = None
    back: int | None = None
    cut: bool = False
    requests: Counter[str] = field(default_factory=Counter)
    carried: Counter[str] = field(default_factory=Counter)  # bytes of bodies by address

    def post(self, path: str, body: bytes, authorization: str) -> bytes:
        """Carry a request there and its answer back."""
        self.requests[path] += 1
        tears = self.up is not None and len(body) > self.up
        line = TornLine(self.made, random.Random(0))
        if tears:
            line.tear((400 + (self.up or 0),) * 2)
            self.carried[path] += self.up or 0
            self.up, self.cut = None, True
        else:
            self.carried[path] += len(body)
            self.up = None if self.up is None else self.up - len(body)
        answer = line.post(path, body, authorization)
        if self.back == self.requests.total() - 1:
            self.back, self.cut = None, True
            raise CutError
        return answer


@dataclass
class Counting:
    """An office whose sessions go over counted lines."""

    pair: Pair
    made: Starlette
    serials: Iterator[int] = field(default_factory=lambda: iter(range(1, 10_000)))

    def add(self) -> None:
        """Enter a member."""
        serial = next(self.serials)
        self.pair.add(serial, **of_many(serial))

    def session(self, line: CountedLine) -> bool:
        """Hold a session; tells whether it came through."""
        self.pair.patch.setattr(self.pair.road, "post", line.post)
        try:
            self.pair.sync()
        except CutError:
            return False
        return True

    def held(self) -> dict[tuple[str, int], int]:
        """Return the sizes of all frames that the office has sealed, by log and number."""
        with self.pair.db.read(whole=True) as s:
            return {(log, seq): size for log, seq, size in s.execute(sa.select(
                LOGS.c.log, FRAMES.c.seq, FRAMES.c.size).join(LOGS, LOGS.c.n == FRAMES.c.log))}

    def again(self, *, up: int | None = None, back: int | None = None) -> tuple[CountedLine, int, int]:
        """Enter some members and report them over a line that is cut once, until they have come through.

        Returns the line, the bytes of the new frames, and the largest of them.
        """
        before = self.held().keys()
        for _n in range(RECORDS):
            self.add()
        line = CountedLine(self.made, up, back)
        done = self.session(line)
        assert done is not line.cut
        assert done or self.session(line)
        new = {key: size for key, size in self.held().items() if key not in before}
        return line, sum(new.values()), max(new.values())


@pytest.fixture
def counting(enrolled: Callable[[Superior], Pair], local: Superior,
             monkeypatch: pytest.MonkeyPatch) -> Iterator[Counting]:
    monkeypatch.setattr(limits, "SEAL_RECORDS", 1)
    made = Counting(enrolled(local), app.make(local))
    made.again()
    yield made
    made.pair.check()
    made.pair.db.close()


def some_of(count: int) -> list[int]:
    """Return the bytes to cut at: a few of them, the first and the last too, or of so many bytes one."""
    if step := os.environ.get("UNION_EVERY_CUT"):
        return list(range(0, count, int(step)))
    return sorted({0, count - 1, *random.Random(4).sample(range(count), CUTS - 2)})


def test_after_a_cut_at_any_byte_up_only_the_torn_frame_and_a_greeting_go_again(counting: Counting) -> None:
    calm, net, _largest = counting.again()
    assert calm.carried[FRAMES_PATH] == net
    repeated = []
    for cut in some_of(calm.carried.total()):
        line, net, largest = counting.again(up=cut)
        again = line.carried[FRAMES_PATH] - net
        assert 0 <= again < largest, cut
        assert line.requests[HELLO_PATH] <= calm.requests[HELLO_PATH] + 1, cut
        repeated.append(again)
    assert max(repeated) > 0  # some cut did fall into a frame


def test_after_a_lost_answer_no_frame_goes_again(counting: Counting) -> None:
    calm, _net, _largest = counting.again()
    for number in range(calm.requests.total()):
        line, net, _largest = counting.again(back=number)
        assert line.carried[FRAMES_PATH] == net, number
        assert line.requests[HELLO_PATH] <= calm.requests[HELLO_PATH] + 1, number


def test_the_count_finds_a_sender_that_does_not_ask_what_is_there(
        counting: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    """A break on purpose: what the superior says that it holds already is not asked about."""
    calm, _net, _largest = counting.again()
    monkeypatch.setattr(session, "_fetch_receipts", lambda _session, *, own=True: None)
    repeated = []
    for number in range(calm.requests.total()):
        line, net, _largest = counting.again(back=number)
        repeated.append(line.carried[FRAMES_PATH] - net)
    assert max(repeated) > 0


def test_every_frame_is_durable_here_before_it_is_sent(counting: Counting) -> None:
    """What another connection to the office's database reads is what a kill at this moment would leave."""
    sent: list[tuple[str, int]] = []

    class Watching(CountedLine):
        def post(self, path: str, body: bytes, authorization: str) -> bytes:
            if path == FRAMES_PATH:
                for one in frame.read(body):
                    assert (one.header.log, one.header.seq) in counting.held()
                    sent.append((one.header.log, one.header.seq))
            return super().post(path, body, authorization)

    for _n in range(RECORDS):
        counting.add()
    assert counting.session(Watching(counting.made))
    assert len(sent) == 2 * RECORDS == len(set(sent))
