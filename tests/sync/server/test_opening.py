"""The frame that follows is read while the database is busy; what it is refused for waits for its turn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sync.protocol.admission import Head
from sync.protocol.rows import Root
from sync.server import opening, standing
from sync.server.opening import Opening
from tests.sync.protocol.samples import refusal
from tests.sync.senders import Sender, table
from tests.sync.server.test_ingest import person

if TYPE_CHECKING:
    from sync.protocol.frame import Frame
    from sync.server.superior import Superior


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the numbers of the frames that are read, in order."""
    numbers: list[int] = []
    stepwise = opening.stepwise

    def noted(frame: Frame, withheld: dict[str, frozenset[str]]) -> opening.Steps:
        numbers.append(frame.header.seq)
        return stepwise(frame, withheld)

    monkeypatch.setattr(opening, "stepwise", noted)
    return numbers


def opened(sender: Sender, *frames: Frame) -> Opening:
    device = sender.superior.device(sender.signer.name)
    assert device is not None
    return Opening(frames, device, sender.superior.signer.public)


def test_one_frame_is_read_ahead_and_once(local: Superior, reads: list[int]) -> None:
    sender = Sender.of(local)
    frames = [sender.seal(table([person(n)], first=n)) for n in (1, 2, 3)]
    made = opened(sender, *frames)
    coming = iter(made)
    first = next(coming)
    assert list(made.read_ahead({}))
    assert not list(made.read_ahead({}))
    assert reads == [2]
    assert [book.table.register for book in made.books(first, {})] == ["members"]
    assert not list(made.read_ahead({}))
    second = next(coming)
    assert made.books(second, {})[0].table.columns["name"] == [person(2)["name"]]
    assert reads == [2, 1]


def test_a_frame_of_which_only_some_was_read_ahead_is_read_in_its_turn(local: Superior, reads: list[int]) -> None:
    sender = Sender.of(local)
    first, second = (sender.seal(table([person(n)], first=n)) for n in (1, 2))
    made = opened(sender, first, second)
    coming = iter(made)
    next(coming)
    next(made.read_ahead({}))
    assert made.books(next(coming), {})[0].table.columns["name"] == [person(2)["name"]]
    assert reads == [2, 2]


def test_a_frame_that_is_not_what_it_says_is_refused_in_its_turn(superior: Superior) -> None:
    sender = Sender.of(superior)
    first, second = (sender.seal(table([person(n)], first=n)) for n in (1, 2))
    torn = replace(second, payload=second.payload[:-1] + bytes((second.payload[-1] ^ 1,)))
    assert [receipt.seq for receipt in sender.push(first, torn)] == [1]
    with refusal("tampered"):
        sender.push(torn)
    assert [receipt.seq for receipt in sender.push(second)] == [2]


def test_while_rows_are_copied_the_next_frame_is_read(superior: Superior, reads: list[int]) -> None:
    sender = Sender.of(superior)
    frames = [sender.seal(table([person(n)], first=n)) for n in (1, 2, 3)]
    sender.push(*frames)
    assert reads == [1, 2, 3]  # each once


def test_what_a_frame_moved_is_dropped_with_it(superior: Superior) -> None:
    sender = Sender.of(superior)
    sender.push(sender.seal(table([person(1)], first=1)))
    with superior.engine.begin() as connection:
        stands = standing.Standing(connection, sender.unit.id)
        before = dict(stands.logs), stands.root("members"), stands.is_remarked("members")
        trial = stands.copy()
        (log,) = trial.logs.values()
        trial.move(log._replace(head=Head(9, log.head.hash)))
        trial.sum_up("members", (trial.root("members") or Root()).add([bytes(16)]))
        trial.remark("members")
        assert (dict(stands.logs), stands.root("members"), stands.is_remarked("members")) == before
        stands.write()
        assert standing.root_of(connection, sender.unit.id, "members") == before[1]
