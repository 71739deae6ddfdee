"""An office without a network is enrolled by a request on a stick and the file that comes back; it reports by files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sync.desk import carrier, enrolment, store
from sync.server import carrier as there
from sync.server import cli
from sync.server.service import Service
from tests.sync.roads import Pair, Road

if TYPE_CHECKING:
    from pathlib import Path

    from sync.server.superior import Superior
    from union_desk.database import Database


def test_an_office_is_enrolled_and_reports_without_ever_having_a_network(
        office: Database, local: Superior, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str]) -> None:
    unit, token = local.add_unit("和风机械厂工会", "460100001")
    pair = Pair(office, local, unit, Road(Service(local)), tmp_path / "devices", monkeypatch)
    request, answer = tmp_path / "request.json", tmp_path / "answer.json"
    with pair.at_this_computer():
        enrolment.write_request(pair.db, token.text, request)
        assert token.key.hex().encode() not in request.read_bytes()
        with pair.db.read(whole=True) as s, pytest.raises(store.NotEnrolledError):
            store.superior(s)
        assert cli.main(["enrol", "--request", str(request), "--answer", str(answer), "--json",
                         "--database", str(local.engine.url.database or tmp_path / "local.db")]) == 0
        assert json.loads(capsys.readouterr().out)["size"] > 0
        with pytest.raises(enrolment.EnrolmentAnswerError):
            enrolment.read_answer(pair.db, request)
        found = enrolment.read_answer(pair.db, answer)
        assert (found.unit, found.server) == (unit.id, "")
        with pytest.raises(enrolment.EnrolmentAnswerError):  # read once
            enrolment.read_answer(pair.db, answer)
        pair.add(1, 2)
        carrier.write(pair.db, tmp_path / "report.udf")
        there.answer(local, there.read(local, tmp_path / "report.udf"), tmp_path / "back.udf")
        assert carrier.read(pair.db, tmp_path / "back.udf").confirmed == 1
    assert len(pair.names()) == 2
    pair.check()


def test_an_answer_to_an_older_request_is_not_taken(
        office: Database, local: Superior, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNION_DESK_DEVICES", str(tmp_path / "devices"))
    _unit, token = local.add_unit("和风机械厂工会", "460100001")
    answers = []
    for name in ("first", "second"):
        enrolment.write_request(office, token.text, tmp_path / name)
        answers.append(Service(local).post("/s/enrol", (tmp_path / name).read_bytes()))
    (tmp_path / "answer").write_bytes(answers[0])
    with pytest.raises(enrolment.EnrolmentAnswerError):
        enrolment.read_answer(office, tmp_path / "answer")
    (tmp_path / "answer").write_bytes(answers[1])  # the same computer with the same token is answered again
    assert enrolment.read_answer(office, tmp_path / "answer").unit_code == "460100001"
