"""Running the server: health, figures, request ids, problem documents, and a log that quotes nobody."""

from __future__ import annotations

import io
import json
import logging
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from sync.protocol import keys, limits, messages
from sync.protocol.messages import ENROL_PATH, FRAMES_PATH, HELLO_PATH, PROBLEM_TYPE, RECEIPTS_PATH
from sync.protocol.refusals import Refused, Why
from sync.server import app, cli, configuration, engine, housekeeping, ingest, logs, turns
from sync.server.configuration import Settings
from sync.server.room import SECONDS, Room
from tests.samples import member
from tests.sync.senders import Sender, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.applications import Starlette

    from sync.server.superior import Superior
    from tests.postgres import Cluster

MARK = "暗记"  # stands in every value that a test sends: it must never be seen in a log


@pytest.fixture
def made(local: Superior) -> Starlette:
    return app.make(local, Settings(queue=0, at_once=1, retry_seconds=7))


@pytest.fixture
def client(made: Starlette) -> Iterator[TestClient]:
    with TestClient(made, raise_server_exceptions=False) as one:
        yield one


class Post:
    """What a `Sender` needs of a service, over HTTP."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def post(self, path: str, body: bytes, authorization: str = "") -> bytes:
        return self.client.post(path, content=body, headers={"authorization": authorization}).content


@pytest.fixture
def sender(local: Superior, client: TestClient) -> Sender:
    return Sender.of(local, service=Post(client))  # type: ignore[arg-type]  # it posts, and no more is asked


def person(**changes: Any) -> dict[str, Any]:
    return {n: int(v) if isinstance(v, bool) else v for n, v in (member(1) | changes).items()}


def figures(client: TestClient) -> dict[str, float]:
    lines = [line for line in client.get("/metrics").text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


# ---- health and figures


def test_it_is_ready_until_it_stops_or_its_database_is_away(client: TestClient, made: Starlette,
                                                            local: Superior, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/healthz").json()["status"] == client.get("/healthz/ready").json()["status"] == "ok"
    made.state.front.stopping = True
    assert client.get("/healthz/ready").status_code == 503
    live = client.get("/healthz/live")
    assert (live.status_code, live.json()["status"]) == (200, "stopping")


def test_while_the_disk_is_full_reports_alone_are_refused_and_a_probe_sees_it(
        client: TestClient, made: Starlette, sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: object) -> None:
        raise Refused(Why.DISK_FULL)

    assert client.get("/healthz/writing").json()["status"] == client.get("/healthz").json()["status"] == "ok"
    told = figures(client)
    assert (told["union_superior_writes_refused"], told["union_superior_disk_full_seconds"]) == (0, 0)
    assert told["union_superior_free_bytes"] > 0
    one, room = sender.seal(table([person()])), made.state.front.room
    with monkeypatch.context() as patch:
        patch.setattr(ingest, "take", full)
        little_left(patch)
        answer = client.post(FRAMES_PATH, content=one.data, headers={"authorization": messages.authorise(
            sender.signer, sender.superior.signer.name, FRAMES_PATH, one.data, sender.hello().nonce).header()})
        assert answer.status_code == 507  # whatever was found a moment ago is forgotten
        probe = client.get("/healthz/writing")
        assert (probe.status_code, probe.json()["code"], probe.headers["retry-after"]) == (507, "disk_full", "7")
        ready = client.get("/healthz/ready")
        assert (ready.status_code, ready.json()["status"]) == (200, "full")
        assert client.get("/healthz/live").status_code == 200
        told = figures(client)
        assert told["union_superior_writes_refused"] == 1
        assert told["union_superior_disk_full_seconds"] > 0
        assert told['union_superior_refusals_total{code="disk_full"}'] == 1
        sender.hello()  # goes on, and proves no room
        assert client.get("/healthz/writing").status_code == 507
    later = room.clock() + SECONDS[True]
    room.clock = lambda: later  # there is room again, and no report tells of it
    assert client.get("/healthz/writing").json()["status"] == client.get("/healthz/ready").json()["status"] == "ok"
    assert figures(client)["union_superior_writes_refused"] == 0


def little_left(patch: pytest.MonkeyPatch) -> None:
    """Let the disk say that it has room for less than a request."""
    used = shutil.disk_usage(".")
    patch.setattr(shutil, "disk_usage", lambda _place: used._replace(free=limits.REQUEST_BYTES - 1))


def test_a_disk_with_room_for_less_than_a_request_is_told_before_anything_is_refused(
        client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    little_left(monkeypatch)
    assert client.get("/healthz/writing").status_code == 507
    assert client.get("/healthz").json()["free_bytes"] == limits.REQUEST_BYTES - 1


def test_a_report_that_was_taken_is_news_of_room(local: Superior, monkeypatch: pytest.MonkeyPatch) -> None:
    room = Room(local.engine, clock=lambda: 1.0)
    with monkeypatch.context() as patch:
        little_left(patch)
        assert room.is_full()
    assert room.is_full()  # for a moment what was found is believed
    room.take()
    assert not room.is_full()


def test_of_a_database_server_the_disk_is_its_own_and_trying_it_leaves_nothing_there(superior: Superior) -> None:
    one = Room(superior.engine)
    assert (one.free() is None) == (superior.engine.dialect.name == "postgresql")
    for _time in range(2):
        one.refuse()
        assert not one.is_full()
    if superior.engine.dialect.name == "postgresql":
        with superior.engine.connect() as connection:
            sizes = "SELECT pg_relation_size(oid) FROM pg_class WHERE relname = 'room' AND relpersistence = 't'"
            assert connection.execute(sa.text(sizes)).scalars().all() == [0]
    one.close()


def test_where_nothing_can_be_tried_out_the_last_report_tells(postgres: Cluster) -> None:
    place = postgres.fresh()
    with postgres.connect() as connection:
        for words in (f"REVOKE TEMPORARY ON DATABASE {place.name} FROM PUBLIC", "CREATE ROLE nobody_special LOGIN"):
            connection.execute(words.encode())
    made = engine.make(place.url.replace("//ud@", "//nobody_special@"))
    room = Room(made)
    assert not room.is_full()
    room.refuse()
    assert room.is_full()
    room.take()
    assert not room.is_full()
    room.close()
    made.dispose()
    postgres.drop(place)




def test_figures_count_requests_frames_rows_refusals_and_seconds(client: TestClient, sender: Sender) -> None:
    sender.push(sender.seal(table([person(), person(mobile="1")])))
    client.post(HELLO_PATH, content=b"{}")
    told = figures(client)
    assert told['union_superior_requests_total{path="/s/frames",status="200"}'] == 1
    assert told['union_superior_requests_total{path="/s/hello",status="401"}'] == 1
    assert told['union_superior_refusals_total{code="not_signed"}'] == 1
    assert (told["union_superior_frames_total"], told["union_superior_rows_total"],
            told["union_superior_returned_rows_total"]) == (1, 2, 1)
    assert told["union_superior_received_bytes_total"] == len(sender.sealed[0].data)
    assert told['union_superior_request_seconds_count{path="/s/hello"}'] == 2
    assert told['union_superior_request_seconds_bucket{path="/s/hello",le="+Inf"}'] == 2
    assert told['union_superior_request_seconds_sum{path="/s/frames"}'] > 0
    assert told['union_superior_queue{state="working"}'] == 0
    assert 'union_superior_database_connections{state="idle"}' in told


def test_figures_are_in_the_form_that_prometheus_reads(client: TestClient, sender: Sender) -> None:
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    kinds: dict[str, str] = {}
    for line in answer.text.splitlines():
        if line.startswith("#"):
            _sharp, word, name, rest = line.split(" ", 3)
            assert word in {"HELP", "TYPE"}
            if word == "TYPE":
                kinds[name] = rest
            continue
        found = re.fullmatch(r'([a-z_]+)(\{[a-z_]+="[^"\\]*"(,[a-z_]+="[^"\\]*")*\})? [0-9.e+-]+', line)
        assert found, line
        assert found[1] in kinds or re.sub("_(bucket|sum|count)$", "", found[1]) in kinds
    assert set(kinds.values()) == {"counter", "gauge", "histogram"}


def test_figures_can_be_switched_off(local: Superior) -> None:
    with TestClient(app.make(local, Settings(metrics=False))) as one:
        assert one.get("/metrics").json()["code"] == "not_found"


# ---- the queue


def test_beyond_the_queue_the_answer_is_503_with_the_seconds_to_wait(client: TestClient, made: Starlette,
                                                                     sender: Sender) -> None:
    waiting: turns.Turns = made.state.front.turns
    waiting.inside["somebody"] += 1
    answer = client.post(FRAMES_PATH, content=b"x")
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "busy", "7")
    assert figures(client)["union_superior_turned_away_total"] == 1
    waiting.inside.clear()
    sender.push(sender.seal(table([person()])))


def test_a_request_takes_the_turn_of_its_union(client: TestClient, made: Starlette, sender: Sender,
                                               monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    place = turns.Turns.place

    def remember(self: turns.Turns, unit: str, size: int) -> Any:
        seen.append(unit)
        return place(self, unit, size)

    monkeypatch.setattr(turns.Turns, "place", remember)
    made.state.front.service._looked = float("-inf")
    sender.push(sender.seal(table([person()])))
    client.post(HELLO_PATH, content=b"{}", headers={"authorization": f"UnionDesk {'0' * 64} - 00"})
    assert seen == [sender.unit.id, sender.unit.id, turns.ANYBODY]


# ---- problems


def test_every_error_is_a_problem_document_with_a_number(client: TestClient) -> None:
    for answer, status, code in (
        (client.get("/nowhere"), 404, "not_found"), (client.get(HELLO_PATH), 405, "method_not_allowed"),
        (client.post(ENROL_PATH, content=b"{"), 400, "malformed"),
        (client.post(RECEIPTS_PATH, content=b"", headers={"authorization": "Basic x"}), 401, "not_signed"),
        (client.post(FRAMES_PATH, content=b"", headers={"authorization": f"UnionDesk {'0' * 64} - 00"}), 403,
         "unknown_device"),
    ):
        document = answer.json()
        assert (answer.status_code, document["status"], document["code"]) == (status, status, code)
        assert answer.headers["content-type"].startswith(PROBLEM_TYPE)
        assert document.keys() == {"type", "title", "status", "detail", "code", "params"}
        assert document["type"] == f"urn:union-desk:problem:{code}"


def test_a_fault_of_the_program_is_a_problem_with_its_number_and_nothing_else(
        client: TestClient, sender: Sender, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def fail(*_given: object) -> list[str]:
        raise RuntimeError(MARK)

    monkeypatch.setattr(ingest, "take", fail)
    frame = sender.seal(table([person()]))
    nonce = sender.hello().nonce
    given = messages.authorise(sender.signer, sender.superior.signer.name, FRAMES_PATH, frame.data, nonce)
    answer = client.post(FRAMES_PATH, content=frame.data, headers={
        "authorization": given.header(), "x-request-id": "seen-before"})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert answer.json()["params"] == {"number": "seen-before"}
    assert answer.headers["x-request-id"] == "seen-before"
    assert MARK not in answer.text
    assert [(r.name, r.getMessage()) for r in caplog.records if r.levelname == "ERROR"] == [
        ("sync.server.app", "fault")]
    caplog.clear()


def test_a_strange_request_id_is_replaced(client: TestClient) -> None:
    told = client.get("/healthz", headers={"x-request-id": 'a b"c'}).headers["x-request-id"]
    assert re.fullmatch("[0-9a-f]{16}", told)


# ---- the log


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Collect what the server would log; afterwards the loggers are as before."""
    names = ["", *logs._SPOKEN]
    before = {name: (logging.getLogger(name).level, list(logging.getLogger(name).handlers)) for name in names}
    stream = io.StringIO()
    logs.set_up("json", "debug", stream)
    yield stream
    for name, (level, handlers) in before.items():
        logging.getLogger(name).setLevel(level)
        logging.getLogger(name).handlers[:] = handlers


def test_no_value_that_a_union_sends_is_ever_logged(
        log: io.StringIO, local: Superior, client: TestClient, sender: Sender, monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture) -> None:
    marked: dict[str, Any] = {name: f"{MARK}{name}" for name in (
        "name", "id_number", "mobile", "birth_date", "membership_state", "of_a_newer_program")}
    sender.push(sender.seal(table([marked, person(name=MARK)])))                           # returned, misfits, unknown
    client.post(FRAMES_PATH, content=MARK.encode(), headers={"authorization": f"UnionDesk {MARK.encode().hex()} - 00"})
    client.post(ENROL_PATH, content=f'{{"request":"{MARK}"}}'.encode())                     # cannot be read
    client.get(f"/{MARK}")
    housekeeping.work(local)

    def fail(_superior: object, *_given: object) -> list[str]:
        with engine.writing(local.engine) as connection:                                    # the database quotes a row
            connection.execute(sa.text("INSERT INTO units (id, code) VALUES (:id, :name)"), {"id": MARK, "name": MARK})
        return []

    monkeypatch.setattr(ingest, "take", fail)
    sender.post(FRAMES_PATH, sender.seal(table([person(name=MARK)])).data, sender.hello().nonce)
    logging.getLogger("sqlalchemy.pool").warning("a row: %s", MARK)
    text = log.getvalue()
    assert "fault" in text
    assert "IntegrityError" in text
    for hidden in (MARK, json.dumps(MARK)[1:-1], MARK.encode().hex(), str(person()["id_number"])):
        assert hidden not in text
    lines = [json.loads(line) for line in text.splitlines()]
    assert {line["event"] for line in lines} >= {"request", "fault", "tasks", "message"}
    requests = [line for line in lines if line["event"] == "request"]
    assert all(line["request"] and line["path"].startswith("/") and line["status"] for line in requests)
    caplog.clear()


def test_the_log_may_be_plain_lines() -> None:
    record = logging.LogRecord("sync.x", logging.INFO, "", 1, "request", None, None)
    vars(record)["facts"] = {"status": 200}
    assert re.fullmatch(r"\S+ info request logger=sync.x status=200", logs.Plain().format(record))


# ---- forging


def test_a_request_signed_by_another_key_is_refused_whoever_it_names(client: TestClient, sender: Sender) -> None:
    thief = keys.Signer.generate()
    given = messages.authorise(thief, sender.superior.signer.name, HELLO_PATH, b"{}", "")
    forged = given.header().replace(thief.name, sender.signer.name)
    assert client.post(HELLO_PATH, content=b"{}", headers={"authorization": forged}).json()["code"] == "not_signed"


def test_settings_come_from_command_line_then_environment_then_file(
        tmp_path: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "superior.toml"
    file.write_text('listen = "127.0.0.1:1"\nqueue = 3\nat_once = 5\ntls = true\n', encoding="utf-8")
    monkeypatch.setenv("UNION_SUPERIOR_CONFIG", str(file))
    monkeypatch.setenv("UNION_SUPERIOR_QUEUE", "4")
    monkeypatch.setenv("UNION_SUPERIOR_AT_ONCE", "6")
    assert cli.main(["settings", "--at-once", "7", "--no-tls", "--json"]) == 0
    told = {row["name"]: row["value"] for row in json.loads(capsys.readouterr().out)}
    assert (told["listen"], told["queue"], told["at_once"], told["tls"], told["grace_seconds"]) == (
        "127.0.0.1:1", 4, 7, False, 20)


@pytest.mark.parametrize(("text", "code"), [
    ("queue = -1", "wrong_setting"), ("queue = true", "wrong_setting"), ('log_format = "xml"', "wrong_setting"),
    ("listen = 5", "wrong_setting"), ('tls = "perhaps"', "wrong_setting"), ("nothing = 1", "unknown_setting"),
    ("queue =", "configuration_file")])
def test_a_wrong_file_of_settings_is_said_in_a_sentence(
        text: str, code: str, tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "superior.toml"
    file.write_text(text, encoding="utf-8")
    assert cli.main(["settings", "--config", str(file), "--json"]) == 2
    answer = json.loads(capsys.readouterr().out)
    assert answer["error"] == code
    assert str(file) in answer["message"]


def test_where_no_file_is_named_the_servers_own_is_read(
        tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(configuration, "DEFAULT", str(tmp_path / "superior.toml"))
    assert configuration.load({}, {}) == Settings()
    (tmp_path / "superior.toml").write_text('listen = "127.0.0.1:1"\n', encoding="utf-8")
    assert configuration.load({}, {}).listen == "127.0.0.1:1"
    (tmp_path / "other.toml").write_text("queue = 3\n", encoding="utf-8")
    named = configuration.load({}, {configuration.FILE: str(tmp_path / "other.toml")})
    assert (named.queue, named.listen) == (3, Settings().listen)


def test_a_file_of_settings_that_is_missing_is_named(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["settings", "--config", str(tmp_path / "none.toml"), "--json"]) == 2
    assert "none.toml" in json.loads(capsys.readouterr().out)["message"]
