"""A restored superior that has forgotten a computer: it asks again with its certificate, and a person allows it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from sync.desk.session import ServerEmptierError
from sync.protocol import canonical, messages
from sync.protocol.messages import HELLO_PATH, Hello
from sync.server import cli, computers
from sync.server.service import Service
from sync.server.superior import Superior
from tests.sync.protocol.samples import refusal
from tests.sync.roads import Pair, Road
from tests.sync.senders import Sender

if TYPE_CHECKING:
    from pathlib import Path

    from union_desk.database import Database


@pytest.mark.parametrize("before_the_unit", [False, True])
def test_a_computer_that_a_restored_superior_forgot_is_allowed_and_sends_all_again(
        office: Database, superior_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str], *, before_the_unit: bool) -> None:
    now, old = str(tmp_path / "superior.db"), str(tmp_path / "old.db")
    Superior.open(str(shutil.copy(superior_template, now))).close()
    if before_the_unit:
        shutil.copy(now, old)
    superior = Superior.open(now)
    unit, token = superior.add_unit("和风机械厂工会", "460100001")
    if not before_the_unit:
        superior.close()
        shutil.copy(now, old)
        superior = Superior.open(now)
    pair = Pair(office, superior, unit, Road(Service(superior)), tmp_path / "devices", monkeypatch)
    pair.enrol(token.text)
    pair.add(*range(1, 13))
    pair.sync()
    superior.close()
    pair.superior = Superior.open(old)
    pair.road.service = Service(pair.superior)
    for _again in range(2):
        with refusal("asks_again"):
            pair.sync()
    (listed,) = computers.devices(pair.superior)
    assert (listed["unit"], listed["asks"]) == ("460100001", True)
    assert cli.main(["devices", "--database", old]) == 0
    assert "恢复备份后申请重新上报" in capsys.readouterr().out
    computers.allow(pair.superior, listed["device"])
    with pytest.raises(ServerEmptierError):
        pair.sync()
    pair.sync(accept_emptier=True)
    assert len(pair.names()) == 12
    pair.check()
    pair.superior.close()
    pair.db.close()


def test_nobody_else_is_taken_for_a_forgotten_computer(local: Superior, tmp_path: Path) -> None:
    stranger = Superior.open(str(tmp_path / "another.db"))
    foreign, own = Sender.of(stranger, "1"), Sender.of(local, "2")
    thief = Sender(local, own.unit, own.service, certificate=own.certificate)
    foreign.superior, foreign.service = local, own.service
    for sender in (foreign, thief):
        body = canonical.encode(Hello(challenge="c", app="t", schema="1", heads=[], certificate=sender.certificate))
        given = messages.authorise(sender.signer, local.signer.name, HELLO_PATH, body, "")
        with refusal("unknown_device"):
            own.service.post(HELLO_PATH, body, given.header())
    assert [each["device"] for each in computers.devices(local)] == [own.signer.name]
    stranger.close()
