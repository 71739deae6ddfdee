"""The way down on the command line: papers, answers, and tasks that reach the offices they are for."""

from __future__ import annotations

import base64
import json
import platform
import sys
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.server import backups, cli, delivering, duplicates, posting, rebuilding, tables
from sync.server import engine as engines
from tests.samples import member
from tests.sync.senders import Sender, table
from union_desk import duties, paths, registers
from union_desk.safety import offers, updating

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sync.server.superior import Superior
    from tests.sync.roads import Pair


@pytest.fixture
def run(address: str, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, Any]]:
    """Return a function that runs a command with --json and gives exit code and answer."""

    def call(*words: str) -> tuple[int, Any]:
        code = cli.main([*words, "--database", address, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return call


def papers(pair: Pair) -> dict[str, str]:
    """Return the papers of the superior that lie in the office, by id."""
    posted = registers.get("posted_papers").table
    with pair.db.read() as s:
        living = sa.select(posted.c.id, posted.c.title).where(posted.c.deleted.is_(False))
        return {row.id: row.title for row in s.execute(living)}


def test_a_paper_reaches_all_or_some_unions_and_shows_who_has_read_it(
        run: Callable[..., tuple[int, Any]], pair: Pair) -> None:
    other, _token = pair.superior.add_unit("另一工会", "9")
    code, first = run("post-paper", "--title", "关于报送会员名册的通知", "--task", "报送名册", "--due", "2027-01-31")
    assert code == 0
    code, second = run("post-paper", "--title", "只给另一工会", "--unit", "9")
    assert (code, second["units"]) == (0, ["9"])
    pair.sync()
    pair.sync()
    assert papers(pair) == {first["paper"]: "关于报送会员名册的通知"}
    told = {row["paper"]: row for row in run("posts")[1]}
    assert (told[first["paper"]]["for"], told[first["paper"]]["read_by"]) == (None, 1)
    assert (told[second["paper"]]["for"], told[second["paper"]]["read_by"]) == (other.code, 0)


@pytest.mark.parametrize("words", [
    ["post-paper", "--title", "x", "--kind", "zz"], ["post-paper", "--title", "x", "--dated", "gestern"],
    ["post-paper", "--title", "x", "--task", "y"], ["post-paper", "--title", "x", "--task", "y", "--due", "2027-13-01"],
    ["answer-appeal", "--unit", "5", "--appeal", "SQ-1", "--text", "x"]])
def test_what_a_desk_would_not_take_is_not_posted(
        run: Callable[..., tuple[int, Any]], superior: Superior, words: list[str]) -> None:
    superior.add_unit("工会5", "5")
    code, told = run(*words)
    assert (code, told["error"]) == (2, "post_refused")
    assert run("posts") == (0, [])


def test_an_appeal_is_answered_by_its_number(run: Callable[..., tuple[int, Any]], superior: Superior) -> None:
    sender = Sender.of(superior, "5")
    sender.push(sender.seal(table([{"case_no": "SQ2026-0001", "title": "x"}], "appeals")))
    code, told = run("answer-appeal", "--unit", "5", "--appeal", "SQ2026-0001", "--text", "请依法处理。")
    assert code == 0
    (answer,) = posting.posts(superior, "appeal_answers", sender.unit.id).values()
    assert (answer["appeal_id"], answer["text"]) == (told["appeal"], "请依法处理。")


def test_a_task_reaches_its_office_and_goes_when_it_is_settled(
        run: Callable[..., tuple[int, Any]], pair: Pair) -> None:
    twin = Sender.of(pair.superior, "9")
    (record,) = pair.add(1)
    pair.sync()
    row: dict[str, Any] = {n: int(v) if isinstance(v, bool) else v for n, v in member(1).items()}
    twin.push(twin.seal(table([row])))
    assert run("duplicates")[1]["made"] == 2
    assert run("deliver")[1] == {"posted": 2, "withdrawn": 0}
    assert run("deliver")[1] == {"posted": 0, "withdrawn": 0}
    pair.sync()
    assert list(papers(pair).values()) == ["请核对：两个工会重复上报的会员"]
    (paper,) = posting.posts(pair.superior, "posted_papers", pair.unit.id).values()
    assert record in paper["summary"]
    assert row["id_number"] not in str(paper)
    twin.push(twin.seal(table([row | {"membership_state": "transferred_out"}])))
    assert run("nightly")[1]["papers"] == {"posted": 0, "withdrawn": 2}
    pair.sync()
    assert papers(pair) == {}


def test_a_task_posted_again_after_a_fault_is_the_same_paper(superior: Superior) -> None:
    senders = [Sender.of(superior, code) for code in ("1", "2")]
    for sender in senders:
        row = {n: int(v) if isinstance(v, bool) else v for n, v in member(1).items()}
        sender.push(sender.seal(table([row])))
    duplicates.find(superior)
    assert delivering.deliver(superior)["posted"] == 2
    with engines.writing(superior.engine) as connection:  # the note was lost
        connection.execute(sa.update(tables.TASKS).values(post=None))
    assert delivering.deliver(superior)["posted"] == 2
    assert len(posting.posts(superior, "posted_papers", senders[0].unit.id)) == 1


def test_a_restored_superior_writes_a_fresh_log_and_takes_back_what_it_posted(local: Superior, tmp_path: Path) -> None:
    posting.post(local, "posted_papers", [{"id": "0199c0de-0000-7000-8000-000000000001", "title": "一"}])
    backups.backup(local, tmp_path / "backup")
    restored = backups.restore(tmp_path / "backup", str(tmp_path / "new.db"))
    posting.post(restored, "posted_papers", [{"id": "0199c0de-0000-7000-8000-000000000002", "title": "二"}])
    with engines.reading(restored.engine) as connection:
        logs = connection.execute(sa.select(tables.LOGS.c.seq, tables.LOGS.c.closed).where(
            tables.LOGS.c.unit_id == restored.own_unit)).all()
    assert sorted(map(tuple, logs)) == [(1, False), (1, True)]
    made = tmp_path / "rebuilt.db"
    assert rebuilding.rebuild(restored, str(made)).different == []
    again = type(restored).open(str(made))
    assert posting.posts(again, "posted_papers").keys() == posting.posts(restored, "posted_papers").keys()
    again.close()
    restored.close()


def test_an_update_is_proved_before_it_is_offered_and_named_on_today(
        run: Callable[..., tuple[int, Any]], pair: Pair, tmp_path: Path, makers: Ed25519PrivateKey) -> None:
    facts = {"version": "99.1.0", "kind": updating.DEB, "system": sys.platform, "machine": platform.machine(),
             "name": "x.deb", "notes": "修正若干问题"}
    path = tmp_path / "99.1.0.udupdate"
    path.write_bytes(updating.seal(facts, b"package", makers))
    code, told = run("offer-update", str(path))
    assert (code, told["version"]) == (0, "99.1.0")
    assert run("offer-update", str(path))[1]["offer"] == told["offer"]
    pair.sync()
    with pair.db.read() as s:
        offer = offers.newest(s)
        assert offer is not None
        assert (offer["version"], offer["notes"]) == ("99.1.0", "修正若干问题")
        assert offers.newest(s, installed="99.1.0") is None
        assert [duty.params["version"] for duty in duties.read(s) if duty.code == "update_offered"] == ["99.1.0"]
        assert offers.is_meant(s, updating.read(path))
        meant, other = (offers.sentence(updating.read(path), meant=each) for each in (True, False))
        assert meant.startswith(other)
        assert meant != other
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert run("offer-update", str(path))[1]["error"] == "update_altered"
    path.write_bytes(updating.seal(facts, b"package", makers))
    assert run("offer-update", str(path), "--withdraw")[0] == 0
    pair.sync()
    with pair.db.read() as s:
        assert offers.newest(s) is None
        assert not offers.is_meant(s, updating.read(path))


@pytest.fixture
def makers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ed25519PrivateKey:
    """Let the program know invented makers."""
    key, known = Ed25519PrivateKey.from_private_bytes(b"m" * 32), paths.resource
    place = tmp_path / updating.KEYS
    place.write_text(base64.b64encode(key.public_key().public_bytes_raw()).decode())
    monkeypatch.setattr(paths, "resource", lambda *parts: place if parts == (updating.KEYS,) else known(*parts))
    return key
