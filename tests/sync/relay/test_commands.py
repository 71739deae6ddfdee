"""`union-superior relay`, `relays` and `set-level` on the command line; three levels of real processes."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

import pytest

from sync.desk import commands as desk_commands
from sync.desk import device, enrolment, session, status
from sync.protocol.peer import NoAnswerError
from sync.relay import memory
from sync.relay.running import LOCK, Running
from sync.server import cli
from sync.server import engine as engines
from sync.server.housekeeping import alone
from sync.server.superior import Superior
from tests.offices import ACTOR
from tests.samples import member
from tests.sync.processes import serving
from tests.sync.senders import Sender, table
from union_desk import lifecycle
from union_desk.registers import MEMBERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.postgres import Database as Place
    from tests.sync.relay.levels import Level
    from tests.sync.roads import Pair
    from union_desk.database import Database

    Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs a command at a place with --json and gives exit code and answer."""

    def call(place: str, *words: str) -> tuple[int, Any]:
        code = cli.main([*words, "--database", str(tmp_path / f"{place}.db"), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return call


def fill(tmp_path: Path) -> None:
    """Let a union report two members to the district, one of them with a wrong number."""
    district = Superior.open(str(tmp_path / "district.db"))
    sender = Sender.of(district, "460100001")
    rows = [{n: int(v) if isinstance(v, bool) else v for n, v in member(k).items()} for k in (1, 2)]
    sender.push(sender.seal(table([rows[0], rows[1] | {"mobile": "1"}])))
    district.close()


def test_a_district_enrols_relays_and_tells_how_it_stands_by_commands(
        tmp_path: Path, run: Run, superior_file: Callable[[str], Superior]) -> None:
    for name in ("district", "city"):
        superior_file(name).close()
    assert run("district", "relay") == (0, {"enrolled": False})
    assert run("district", "relay", "enrol")[1]["error"] == "option_missing"
    assert run("city", "set-level", "--code", "3") == (0, {"level": "3", "label": "市级"})
    assert run("city", "set-level", "--code", "77")[1]["error"] == "unknown_level"
    token = run("city", "add-unit", "--name", "海口市某区总工会", "--code", "4601")[1]["token"]
    fill(tmp_path)
    with serving(str(tmp_path / "city.db")) as city:
        code, found = run("district", "relay", "enrol", "--server", city.address, "--token", token)
        assert (code, found["unit_code"]) == (0, "4601")
        code, fault = run("district", "relay", "run")
        assert (code, fault["error"]) == (2, "not_a_relay")
        assert run("city", "relays", "--allow", "4601") == (0, {"code": "4601", "relays": True})
        assert run("district", "relay", "run")[1]["records"] == 2
    found = run("district", "relay", "status")[1]
    assert (found["level"], found["confirmed"], found["waiting"], found["returned"]) == ("3", 1, 0, 1)
    assert [(unit["code"], unit["confirmed"], unit["fault"]) for unit in found["units"]] == [("460100001", 1, "")]
    (back,) = run("district", "relay", "returned")[1]
    assert (back["unit"], back["register"], back["field"]) == ("460100001", "members", "mobile")
    (relay,) = run("city", "relays")[1]
    assert (relay["units"], relay["records"], relay["withheld"]["appeals"]) == (1, 2, ["content", "remark", "wish"])
    assert run("district", "relay", "posts") == (0, [])
    code, fault = run("district", "relay", "run")
    assert (code, fault["error"]) == (2, "no_answer")
    assert run("district", "relay")[1]["last_session"]["code"] == "no_answer"


def test_the_policy_is_shown_with_what_never_travels(
        run: Run, superior_file: Callable[[str], Superior], capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    superior_file("district").close()
    own = tmp_path / "own.csv"
    own.write_text("members,id_number,mask,,市总工会要求\n", "utf-8")
    code, found = run("district", "relay", "policy", "--relay-policy", str(own))
    assert code == 0
    assert found["lines"][0] == {"register": "members", "field": "id_number", "what": "mask", "when": "",
                                 "basis": "市总工会要求"}
    assert found["withheld"]["members"] == ["id_number"]
    assert "appellants" in found["inner"]
    assert cli.main(["relay", "policy", "--database", str(tmp_path / "district.db")]) == 0
    shown = capsys.readouterr().out
    assert "略去\tappellant_kind=confidential" in shown
    own.write_text("members,nothing,mask,,\n", "utf-8")
    code, fault = run("district", "relay", "policy", "--relay-policy", str(own))
    assert (code, fault["error"]) == (2, "relay_policy")


def test_in_the_background_a_fault_is_waited_out_and_a_success_begins_anew(
        small: tuple[Pair, Level], caplog: pytest.LogCaptureFixture) -> None:
    pair, level = small
    pair.add(1)
    pair.sync()
    loop = Running(level.superior, 5, "", level.road.post)
    level.road.fault = lambda _number, _path, moment: moment == "there"
    waits = [loop.once() for _time in range(6)]
    assert 5 <= waits[0] < 60 < waits[5]
    level.road.fault = lambda _number, _path, _moment: False
    assert loop.once() == 5 * 60
    assert level.there(pair.unit)
    assert {record.message for record in caplog.records if record.name == "sync.relay.running"} <= {
        "relayed", "not relayed"}
    assert Running(level.above, 5, "").once() == 5 * 60  # the city itself reports to nobody


def test_of_several_processes_over_one_database_one_relays_at_a_time(pair: Pair, level: Level) -> None:
    pair.add(1)
    pair.sync()
    loop, other = (Running(level.superior, 5, "", level.road.post) for _number in range(2))
    with alone(level.superior, LOCK, threading.Lock()) as may:
        assert may
        is_file = level.superior.engine.dialect.name == "sqlite"  # which has one server
        assert (loop.once(), bool(level.road.requests)) == (5 * 60, is_file)
    assert (other.once(), len(level.there(pair.unit))) == (5 * 60, 1)
    level.superior.close()


@pytest.mark.postgres
def test_a_session_by_hand_waits_for_no_other_and_says_so(
        postgres_database: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever asks while the server relays, or another command does, is told; nothing is tried."""
    place = ("--database", postgres_database.url, "--json")
    district = Superior.open(postgres_database.url)
    with alone(district, LOCK, threading.Lock()) as may:
        assert may
        assert cli.main(["relay", "run", *place]) == 2
    fault = json.loads(capsys.readouterr().out)
    assert (fault["error"], "正在进行" in fault["message"]) == ("already_relaying", True)
    with engines.reading(district.engine) as connection:
        assert memory.get(connection, memory.LAST) is None
    assert cli.main(["relay", "run", *place]) == 2
    assert json.loads(capsys.readouterr().out)["error"] == "not_relaying"  # it is let in now, and reports to nobody
    district.close()


def test_three_levels_of_processes_of_which_the_district_is_killed_in_between(
        office: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run,
        superior_file: Callable[[str], Superior]) -> None:
    for name in ("district", "city"):
        superior_file(name).close()
    monkeypatch.setenv(device.FOLDER, str(tmp_path / "devices"))
    token = run("district", "add-unit", "--name", "和风机械厂工会", "--code", "460100001")[1]["token"]
    above = run("city", "add-unit", "--name", "海口市某区总工会", "--code", "4601")[1]["token"]
    run("city", "relays", "--allow", "4601")
    with serving(str(tmp_path / "city.db")) as city, serving(str(tmp_path / "district.db")) as district:
        enrolment.enrol(office, district.address, token)
        run("district", "relay", "enrol", "--server", city.address, "--token", above)
        person = _add(office)
        session.run_session(office)
        district.kill()  # it has taken the report and not passed it on
        with pytest.raises(NoAnswerError):
            session.run_session(office)
        district.start()
        assert run("district", "relay", "run")[1]["faults"] == {}
        session.run_session(office)
    with office.read() as s:
        known = status.record_statuses(s, MEMBERS, [person])[person]
    assert [one.above for one in known.levels] == [1]
    assert [one["above"] for one in desk_commands._document(status.status(office))["levels"]] == [0, 1]


def test_a_district_of_processes_is_restored_and_takes_back_what_only_the_city_holds(
        address: str, elsewhere: str, office: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str], superior_file: Callable[[str], Superior]) -> None:
    """The computer that reported it is lost, and withdrawn by command; over both databases."""
    superior_file("city").close()

    def call(place: str, *words: str) -> Any:
        assert cli.main([*words, "--database", place, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    city_file = str(tmp_path / "city.db")
    token = call(address, "add-unit", "--name", "和风机械厂工会", "--code", "460100001")["token"]
    above = call(city_file, "add-unit", "--name", "海口市某区总工会", "--code", "4601")["token"]
    call(city_file, "relays", "--allow", "4601")
    with serving(city_file) as city:
        monkeypatch.setenv(device.FOLDER, str(tmp_path / "devices"))
        with serving(address) as district:
            enrolment.enrol(office, district.address, token)
            call(address, "relay", "enrol", "--server", city.address, "--token", above)
            call(address, "relay", "run")
            call(address, "backup", "--to", str(tmp_path / "district.bak"))
            person = _add(office)
            session.run_session(office)
            call(address, "relay", "run")
        (gone,) = call(address, "devices")
        call(elsewhere, "restore", "--file", str(tmp_path / "district.bak"))
        assert call(elsewhere, "members", "--unit", "460100001") == []
        assert call(elsewhere, "relay", "run")["refiled"] == 0
        assert call(elsewhere, "relay", "status")["units"][0]["awaited"] == [gone["device"]]
        call(elsewhere, "revoke", "--device", gone["device"])
        assert call(elsewhere, "relay", "run")["refiled"] == len(("members", "member_events"))
    assert [row["id"] for row in call(elsewhere, "members", "--unit", "460100001")] == [person]
    assert [row["filing"] for row in call(elsewhere, "devices")] == [False, True]
    assert cli.main(["devices", "--database", elsewhere]) == 0
    assert "\t上级补录\t" in capsys.readouterr().out.splitlines()[1]
    for place in (city_file, elsewhere):
        assert call(place, "check")["faults"] == []


def _add(office: Database) -> str:
    with office.write(ACTOR, "Added") as s:
        return lifecycle.create(s, MEMBERS, member(1)).id
