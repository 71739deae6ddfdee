"""The network that comes back: what waits is tried at once, once, and never before the server asked."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QNetworkInformation

from sync.protocol.peer import NoAnswerError
from sync.protocol.refusals import Refused
from ui import network, reporting

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from ui.context import App

Reachability = QNetworkInformation.Reachability
AWAY, THERE = Reachability.Disconnected, Reachability.Online


class Line(QObject):
    """Stands in for what the system tells about the network."""

    reachabilityChanged = Signal(Reachability)  # noqa: N815  Qt's name

    def __init__(self, now: Reachability = AWAY) -> None:
        super().__init__()
        self.now = now

    def reachability(self) -> Reachability:
        return self.now

    def become(self, now: Reachability) -> None:
        self.now = now
        self.reachabilityChanged.emit(now)


class Tries(list[bool]):
    """The sessions that began by themselves, and the hands of the reporter's clock."""

    def __init__(self, desk: App, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__()
        self.now = 1_000.0
        monkeypatch.setattr(reporting, "time", SimpleNamespace(monotonic=lambda: self.now))
        monkeypatch.setattr(reporting, "may_report", lambda _session: True)
        self.reporter, self.line = reporting.of(desk), Line()
        monkeypatch.setattr(self.reporter, "sync", lambda *, asked: self.append(asked))
        self.reporter.follow(self.line)

    def fail(self, *, asks: float | None = None, times: int = 1) -> None:
        for _time in range(times):
            self.reporter._failed(NoAnswerError(address="https://10.0.0.1", reason="away", retry_after=asks))

    @property
    def left(self) -> float:
        """How many seconds there are until the next try."""
        return self.reporter.due - self.now


@pytest.fixture
def tries(desk: App, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> Tries:
    settled()
    return Tries(desk, monkeypatch)


@pytest.mark.parametrize(("before", "now", "back"), [
    (AWAY, THERE, True), (AWAY, Reachability.Local, True), (AWAY, Reachability.Site, True),
    (AWAY, Reachability.Unknown, True), (Reachability.Unknown, Reachability.Local, True),
    (Reachability.Local, THERE, True), (THERE, Reachability.Site, True),
    (THERE, AWAY, False), (THERE, Reachability.Unknown, False), (Reachability.Unknown, AWAY, False),
    (THERE, THERE, False), (AWAY, AWAY, False)])
def test_what_is_a_return(qapp: object, before: Reachability, now: Reachability, back: bool) -> None:
    line, told = Line(before), []
    found = network.Network(line)
    found.returned.connect(lambda: told.append(True))
    line.become(now)
    assert bool(told) is back


def test_what_waits_is_tried_at_once(tries: Tries, qtbot: QtBot) -> None:
    tries.fail(times=9)
    assert tries.left > 400
    tries.now += 6
    tries.line.become(THERE)
    assert tries.left == 0
    qtbot.waitUntil(lambda: bool(tries), timeout=20_000)
    assert tries == [False], "by itself: nobody has asked"
    tries.fail()
    assert tries.left <= 10, "what failed may have been the network: the waits begin again with the shortest"


def test_a_network_that_flaps_brings_one_try_and_never_sooner_than_the_shortest_wait(tries: Tries) -> None:
    tries.fail(times=9)
    tries.now += 2
    for _time in range(50):
        tries.line.become(THERE)
        tries.line.become(AWAY)
    assert tries.left == pytest.approx(3, abs=0.01)
    assert tries.reporter._timer.interval() == pytest.approx(3_000, abs=10)
    assert tries == []


def test_a_wait_that_the_server_asked_for_is_kept(tries: Tries) -> None:
    tries.fail(asks=600)
    tries.now += 100
    tries.line.become(THERE)
    assert tries.left >= 500
    assert tries.reporter._timer.interval() >= 500_000
    tries.reporter.set_automatic(False)
    tries.reporter.set_automatic(True)
    assert tries.left >= 500, "nor does switching it off and on again forget it"


def test_nothing_begins_where_nothing_failed_or_a_person_must_act(tries: Tries) -> None:
    tries.reporter.schedule(reporting.AFTER_CHANGE)
    tries.line.become(THERE)
    assert tries.left == 60, "a change waits its minute"
    tries.reporter._timer.stop()
    tries.reporter._failed(Refused("revoked"))
    tries.line.become(AWAY)
    tries.line.become(THERE)
    assert not tries.reporter._timer.isActive()


def test_a_return_during_a_session_shortens_the_wait_after_it(tries: Tries) -> None:
    tries.fail(times=9)
    tries.reporter._timer.stop()  # as a session does that begins
    tries.line.become(THERE)
    assert not tries.reporter._timer.isActive()
    tries.fail()
    assert tries.left <= 10


def test_the_system_is_asked_and_may_have_nothing_to_say(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    found = network.of_the_system()
    assert found is None or found.reachability() in Reachability
    if found is not None:
        network.Network(found)
    monkeypatch.setattr(network, "QNetworkInformation", SimpleNamespace(
        loadDefaultBackend=lambda: False, loadBackendByFeatures=lambda _features: False,
        Feature=QNetworkInformation.Feature))
    assert network.of_the_system() is None


def test_where_the_system_says_nothing_the_timer_alone_decides(desk: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "of_the_system", lambda: None)
    reporting.begin(desk)
    assert desk.findChildren(network.Network) == []
    line = Line()
    monkeypatch.setattr(network, "of_the_system", lambda: line)
    reporting.begin(desk)
    assert len(desk.findChildren(network.Network)) == 1
    reporting.of(desk)._timer.stop()
