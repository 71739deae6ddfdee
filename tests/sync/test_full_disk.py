"""The disks under a superior's database fill up (the long form: python3 -m tests.sync.full_disk)."""

from __future__ import annotations

import re
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

import httpx2
import pytest

from sync.protocol.refusals import Refused, Why
from sync.server import verifying
from tests import postgres
from tests.sync.full_disk import DATA, LOG, Disk, NoDisksError, SmallDisks, mounted, small_disks
from tests.sync.processes import Server, serving
from tests.sync.test_pieces import full

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sync.server.superior import Superior
    from tests.sync.roads import Pair

_GENEROUS = 50.0  # seconds; nothing is measured


@pytest.fixture(scope="module")
def disks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallDisks]:
    """Give an office that reports to a server over a cluster on small disks."""
    try:
        with small_disks(tmp_path_factory.mktemp("disks")) as made:
            yield made
    except NoDisksError:
        pytest.skip("small disks can only be mounted by root on Linux")
    except postgres.NotInstalledError as missing:
        pytest.skip(f"{missing}: {postgres.REMEDY}")


@pytest.mark.postgres
def test_a_full_data_disk_stops_a_report_and_nothing_else(disks: SmallDisks) -> None:
    for left in (0, 12_000):
        disks.fault(DATA, left)
    assert disks.told[Why.DISK_FULL] == 2
    assert disks.stopped == 0


@pytest.mark.postgres
def test_a_full_disk_of_the_log_brings_the_cluster_down_and_with_room_it_serves_again(disks: SmallDisks) -> None:
    before = disks.told["nothing"]
    for left in (0, 8_000):
        disks.fault(LOG, left)
    assert disks.told["nothing"] == before
    assert re.search("PANIC: .* No space left on device", disks.own.log.read_text())


def until(server: Server, status: int) -> None:
    """Return once a probe of a server process is told so; nothing else is asked of it."""
    deadline = time.monotonic() + _GENEROUS
    while httpx2.get(f"{server.address}/healthz/writing", timeout=60, trust_env=False).status_code != status:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def ask_both(one: Server, other: Server, disk: Disk) -> None:
    """Prove that both server processes over a disk know whether there is room, though nobody reports."""
    for server in (one, other):
        until(server, 200)
    disk.fill(0)
    try:
        for server in (one, other):
            until(server, 507)
            ready = httpx2.get(f"{server.address}/healthz/ready", timeout=60, trust_env=False)
            assert (ready.status_code, ready.json()["status"]) == (200, "full")
    finally:
        disk.empty()
    for server in (one, other):
        until(server, 200)


@pytest.mark.postgres
def test_every_process_over_postgresql_knows_of_room_without_a_report(disks: SmallDisks) -> None:
    with serving(disks.server.database) as other:
        ask_both(disks.server, other, disks.disks[DATA])


def test_every_process_over_sqlite_knows_of_room_without_a_report(tmp_path: Path) -> None:
    with ExitStack() as stack:
        try:
            disk = stack.enter_context(mounted(tmp_path / "small", 64 << 20, {"user": 0, "group": 0}))
        except NoDisksError:
            pytest.skip("small disks can only be mounted by root on Linux")
        servers = [stack.enter_context(serving(str(disk.folder / "superior.db"))) for _number in range(2)]
        ask_both(servers[0], servers[1], disk)


def test_a_superior_over_sqlite_whose_disk_is_full_takes_whole_frames_and_goes_on_when_there_is_room(
        enrolled: Callable[[Superior], Pair], local: Superior) -> None:
    pair = enrolled(local)
    pair.add(*range(1, 200))
    with full(local), pytest.raises(Refused) as refused:
        pair.sync()
    assert refused.value.code == Why.DISK_FULL
    assert len(pair.there()) < 199
    assert verifying.check(local).faults == []
    pair.sync()
    pair.check()
    pair.db.close()
