"""No file that the program writes outside what people choose to export holds a personal value in plain.

Marked values are planted in every field of every register, commands of every sort run and fail, an office reports to a
superior and is brought up to date; then every file is searched, in many encodings and inside archives.
"""

from __future__ import annotations

import base64
import io
import logging
import shutil
import tempfile
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter
from alembic import command
from starlette.testclient import TestClient

from sync.desk import carrier
from sync.protocol.peer import NoAnswerError
from sync.server import app, ingest, logs
from tests import any_record, planted
from tests.offices import ACTOR, PASSPHRASE
from tests.planted import CARD, MOBILE, NUMBER, WORD, Marks, leaks
from tests.sync.conftest import enrolled, local
from union_desk import attachments, cli, database, registers, trouble, words
from union_desk.commands import finding
from union_desk.commands.desk import Command
from union_desk.database import Database
from union_desk.migrations import upgrade
from union_desk.safety import keys, upgrading

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sync.server.superior import Superior
    from tests.cli.conftest import Commands
    from tests.sync.roads import Pair

__all__ = ["enrolled", "local"]
CHOSEN, GIVEN = "chosen", "given"  # what people export, and what they import
HEADING = ("姓名", "身份证号码", "手机号", "部门")


@pytest.fixture
def marks() -> Marks:
    return Marks()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let all that the program keeps for a user, temporary files too, lie below this test's folder."""
    for kind in ("DATA", "CONFIG", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / "home" / kind))
    for name in (CHOSEN, GIVEN, "tmp"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    return tmp_path


def roster(path: Path, marks: Marks) -> Path:
    """Write a roster with marked people: one sound, one with a wrong number, one with a wrong telephone."""
    good, other = (marks.value(registers.get("members").fields["id_number"].kind) for _each in range(2))
    wrong = good[:-1] + ("0" if good[-1] != "0" else "1")
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        rows = (HEADING, (marks.word(), good, f"{MOBILE}9001", marks.word()),
                (marks.word(), wrong, f"{MOBILE}9002", marks.word()), (marks.word(), other, f"{MOBILE}90", ""))
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
    return path


def fill(db: Database, marks: Marks) -> dict[str, str]:
    with db.write(ACTOR, "Laid the ground") as session:
        any_record.lay_ground(session)
    with db.write(ACTOR, "Planted", file=marks.word()) as session:
        ids = planted.plant(session, marks)
        offered = attachments.judge(session, f"{WORD}.txt", f"{WORD} {NUMBER}".encode())
        attachments.attach(db, session, registers.get("members"), ids["members"], offered, {"note": marks.word()})
    return ids


def test_every_field_that_takes_one_gets_a_marked_value(office: Database, marks: Marks) -> None:
    fill(office, marks)
    assert min(marks.given[one] for one in (NUMBER, MOBILE, CARD)) > 2
    assert marks.given[WORD] > 3 * len(registers.ALL)


def test_the_search_finds_every_spelling(tmp_path: Path) -> None:
    inside = io.BytesIO()
    with zipfile.ZipFile(inside, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/b.xml", f"<v>{WORD}甲</v>")
    text = f"名{WORD}甲乙丙 {NUMBER}0017"
    texts = {"plain": text.encode(), "wide": text.encode("utf-16-le"), "big": text.encode("utf-16-be"),
             "gb": text.encode("gb18030"), "json": text.encode("ascii", "backslashreplace"),
             "archive": inside.getvalue(), "clean": b"nothing " * 1000}
    texts |= {f"base64-{shift}": base64.b64encode(b"x" * shift + text.encode()) for shift in range(3)}
    for name, data in texts.items():
        (tmp_path / "tmp" / name).write_bytes(data)
    told, seen = leaks(tmp_path / "tmp")
    assert set(told) == set(texts) - {"clean"}
    assert set(seen) == set(texts)


def test_no_command_leaves_a_personal_value_in_a_file(
    desk: Commands, marks: Marks, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = desk.database()
    member = fill(db, marks)["members"]
    db.close()
    out, file = home / CHOSEN, roster(home / GIVEN / "花名册.xlsx", marks)
    (home / GIVEN / "broken.xlsx").write_bytes(b"PK\3\4" + WORD.encode())
    done = [("import", "members", file, "--returned", out / "退回.xlsx"), ("export", "members", "--to", out / "a.xlsx"),
            ("export", "members", "--unmasked", "--reason", WORD, "--to", out / "a.csv"),
            ("print", "member-roster", "--all", "--unmasked", "--reason", WORD, "--to", out / "a.pdf"),
            ("statistics", "--to", out / "s.xlsx"), ("search", WORD),
            ("show", "members", member, "--unmasked", "--reason", WORD),
            ("add", "branches", f"name={WORD}甲", "branch_kind=1"), ("undo",), ("backup", "make"),
            ("backup", "drill"), ("recovery-sheet", "--to", out / "r.pdf"), ("journal",), ("history", member)]
    refused = [("import", "members", home / GIVEN / "broken.xlsx"), ("edit", "members", member, f"mobile={MOBILE}"),
               ("add", "members", f"name={WORD}"), ("edit", "members", member, f"remark={WORD}甲"),
               ("show", "members", f"{WORD}龘"), ("export", "members", "--to", f"{WORD}.xyz"),
               ("verify",)]  # rows put in past the rules do not follow from their events
    for one in done:
        assert desk(*one).code == 0, one
    for one in refused:
        desk.fault(*one)
    crash(desk, monkeypatch)
    bundle = home / "bundle.zip"
    parts = desk.json("support-bundle", "--to", bundle)["parts"]
    told, seen = leaks(home, CHOSEN, GIVEN)
    assert told == {}
    names = " ".join(seen)
    assert all(kind in names for kind in ("office.db", "office.key", ".udbackup", trouble.FILE, "bundle.zip",
                                          "attachments/")), seen
    assert parts["checked.json"] == '{\n "fault": "altered_records",\n "whole": false\n}\n'
    assert any(name.startswith("log/") and "RuntimeError" in text for name, text in parts.items())
    assert leaks(home / CHOSEN)[0], "what is exported in full holds what was planted"


def crash(desk: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a command end as a fault of the program does, with a marked value in its words."""
    def broken(*_any: object) -> None:
        raise RuntimeError(WORD + NUMBER)

    with monkeypatch.context() as patch:
        patch.setattr(finding, "COMMANDS", {"search": Command(finding.COMMANDS["search"].configure, broken)})
        with pytest.raises(RuntimeError):
            cli.main(["search", WORD, "--office", str(desk.folder)])


class Line:
    """The road to the superior's application, as HTTP without a network."""

    def __init__(self, client: TestClient) -> None:
        """Know the application."""
        self.client = client

    def post(self, path: str, body: bytes, authorization: str) -> bytes:
        """Carry a request there and its answer back."""
        answer = self.client.post(path, content=body, headers={"authorization": authorization})
        if answer.status_code != 200:
            raise NoAnswerError(address="http://127.0.0.1:1", reason="fault")
        return answer.content


def test_neither_reporting_nor_the_superiors_log_leaves_one(
    local: Superior, enrolled: Callable[[Superior], Pair], marks: Marks, home: Path, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    pair = enrolled(local)
    fill(pair.db, marks)
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    monkeypatch.setattr(app, "_ask", lambda _superior: None)
    (home / "server-log").mkdir()
    with (home / "server-log" / "superior.log").open("w", encoding="utf-8") as stream, \
            TestClient(app.make(local), raise_server_exceptions=False) as client:
        logs.set_up("json", "debug", stream)
        try:
            failing(pair, client, monkeypatch)
            monkeypatch.setattr(pair.road, "post", Line(client).post)
            pair.sync()
            with pair.at_this_computer():
                carrier.write(pair.db, home / "stick.udbatch")
        finally:
            root.handlers[:] = before
            root.setLevel(level)
    caplog.clear()
    told, seen = leaks(home, "local.db", "local.db-wal", "local.db-shm")
    assert told == {}
    assert {"server-log/superior.log", "stick.udbatch"} <= set(seen)
    logged = (home / "server-log" / "superior.log").read_text("utf-8")
    assert "RuntimeError" in logged
    assert "/frames" in logged
    assert leaks(home)[0].keys() <= {"local.db", "local.db-wal"}, "the superior's database holds what was reported"


def failing(pair: Pair, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Report while the superior's program is at fault, with a marked value in the words of its exception."""
    def broken(*_any: Any, **_all: Any) -> None:
        raise RuntimeError(WORD + NUMBER)

    with monkeypatch.context() as patch:
        patch.setattr(ingest, "take", broken)
        patch.setattr(pair.road, "post", Line(client).post)
        with pytest.raises(NoAnswerError):
            pair.sync()


def test_bringing_an_office_up_to_date_leaves_none(home: Path) -> None:
    folder = home / "old"
    folder.mkdir()
    db = Database(folder, keys.create(folder, PASSPHRASE))
    with db._connect(write=True) as connection:
        command.upgrade(upgrade.config(connection), "0001")
        connection.exec_driver_sql("INSERT INTO branches (n, id, revision, deleted, name) VALUES (1, ?, 1, 0, ?)",
                                   ("0199c0de-0000-7000-8000-000000000001", WORD))
        connection.commit()
    db.close()
    kept = upgrading.upgrade(folder, db.key)
    assert (kept / database.FILE).exists()
    assert leaks(home)[0] == {}
    shutil.rmtree(kept)


def test_the_bundle_is_shown_before_it_is_saved_and_says_what_is_wrong(desk: Commands, home: Path) -> None:
    spoken = desk("support-bundle")
    assert spoken.code == 0
    assert "==== records.json" in spoken.out
    assert not list(home.glob("*.zip"))
    with words.speaking("en"):
        parts = desk.json("support-bundle")["parts"]
    assert '"schema": "' in parts["office.json"]
    assert '"members": {\n  "in_bin": 0,\n  "records": 0' in parts["records.json"]
    (desk.folder / database.FILE).write_bytes(b"no database " * 1000)
    assert desk.fault("support-bundle")["code"]
    told = desk.json("support-bundle", "--without-office", "--to", home / "b.zip")["parts"]
    assert "program.json" in told
    with zipfile.ZipFile(home / "b.zip") as archive:
        assert set(archive.namelist()) == set(told)
