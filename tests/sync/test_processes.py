"""Real processes, killed and cut: whatever happens, the next session finishes and nothing is there twice."""

from __future__ import annotations

import contextlib
import itertools
import random
import signal
import threading
import time
from typing import TYPE_CHECKING

import pytest

from sync.desk import device, enrolment, session, store
from sync.protocol.peer import NoAnswerError
from sync.protocol.refusals import Refused
from sync.server.service import Service
from sync.server.superior import Superior
from tests.sync.processes import Proxy, Server, proxied, serving, start_session
from tests.sync.roads import Pair, Road

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from union_desk.database import Database


@pytest.fixture
def server(address: str) -> Iterator[Server]:
    with serving(address) as made:
        yield made


@pytest.fixture
def remote(server: Server, office: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pair]:
    """Give an office enrolled at a server process; the superior is opened beside it to look at its tables."""
    superior = Superior.open(server.database)
    unit, token = superior.add_unit("和风机械厂工会", "460100001")
    monkeypatch.setenv(device.FOLDER, str(tmp_path / "devices"))
    enrolment.enrol(office, server.address, token.text)
    yield Pair(office, superior, unit, Road(Service(superior)), tmp_path / "devices", monkeypatch)
    superior.close()


def through(pair: Pair, address: str) -> None:
    """Let the office find its server at another address."""
    with pair.db.bookkeeping() as s:
        store.put_superior(s, store.Superior(**{**vars(store.superior(s)), "server": address}))


def test_an_office_reports_to_a_server_process(remote: Pair) -> None:
    remote.add(1, 2, 3)
    assert session.run_session(remote.db).records == 6
    remote.check()


@pytest.mark.usefixtures("small_frames")
def test_the_server_is_killed_again_and_again_while_it_takes_frames(remote: Pair, server: Server) -> None:
    chance, serial = random.Random(5), itertools.count(1)
    kills = 0
    for most in (0.0, 0.25, 0.25):  # the first comes before anything is sent, however fast the machine is
        remote.add(*itertools.islice(serial, 24))
        killer = threading.Timer(chance.uniform(0.0, most), server.kill)
        killer.start()
        try:
            session.run_session(remote.db)
        except (NoAnswerError, Refused):
            kills += 1
        killer.join()
        server.start()
    assert kills
    session.run_session(remote.db)
    session.run_session(remote.db)
    remote.check()


def test_the_office_is_killed_again_and_again_while_it_reports(remote: Pair) -> None:
    chance, serial = random.Random(6), itertools.count(1)
    unfinished = 0
    for most in (0.0, 0.3, 0.3):  # the first dies before it has begun, however fast the machine is
        remote.add(*itertools.islice(serial, 24))
        process = start_session(remote.db.folder, remote.db.key.raw, remote.devices)
        time.sleep(chance.uniform(0.0, most))
        process.kill()
        assert process.stdout is not None
        unfinished += process.stdout.read() == b""
        process.wait(10)
        process.stdout.close()
    assert unfinished
    session.run_session(remote.db)
    remote.check()


def _cut_somewhere(remote: Pair, proxy: Proxy, serial: Iterator[int], way: str, at: int) -> bool:
    remote.add(*itertools.islice(serial, 3))
    proxy.cut(**{way: at})
    try:
        session.run_session(remote.db)
    except NoAnswerError:
        proxy.cut()
        return True
    proxy.cut()
    return False


@pytest.mark.usefixtures("small_frames")
def test_the_road_is_cut_at_any_byte_there_or_back(remote: Pair, server: Server) -> None:
    chance, serial = random.Random(7), itertools.count(1)
    with proxied(server.address) as proxy:
        through(remote, proxy.address)
        cuts = sum(_cut_somewhere(remote, proxy, serial, way, chance.randrange(0, most))
                   for way, most in (("up", 4000), ("down", 5000)) for _time in range(8))
        assert cuts > 5
        for _round in range(2):
            session.run_session(remote.db)
        remote.check()


@pytest.mark.usefixtures("small_frames")
def test_after_a_cut_no_more_than_one_request_is_repeated(remote: Pair, server: Server) -> None:
    remote.add(*range(1, 41))
    with proxied(server.address) as proxy:
        through(remote, proxy.address)
        proxy.cut(down=6000)
        with pytest.raises(NoAnswerError):
            session.run_session(remote.db)
        proxy.cut()
        report = session.run_session(remote.db)
    stored = sum(size for size, in _sizes(remote))
    assert report.sent_bytes < stored
    remote.check()


def _sizes(pair: Pair) -> list[tuple[int]]:
    with pair.db.read() as s:
        return [(row[0],) for row in s.connection().exec_driver_sql("SELECT size FROM sync_frame")]


@pytest.mark.usefixtures("small_frames")
def test_asked_to_stop_the_server_finishes_what_it_does(remote: Pair, server: Server) -> None:
    remote.add(*range(1, 31))
    codes: list[int] = []
    stopper = threading.Timer(0.1, lambda: codes.append(server.stop(signal.SIGTERM)))
    stopper.start()
    with contextlib.suppress(NoAnswerError):
        session.run_session(remote.db)
    stopper.join()
    assert codes == [0]
    with pytest.raises(NoAnswerError):
        session.run_session(remote.db)
    server.start()
    session.run_session(remote.db)
    remote.check()
