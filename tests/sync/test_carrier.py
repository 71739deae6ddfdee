"""Reports on a stick: the same frames, the same end; torn, lost, repeated, late, and for somebody else."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sync.desk import carrier, device, status, store
from sync.protocol import canonical, envelope, keys
from sync.protocol.refusals import Refused
from sync.protocol.sealed_file import Reader, Writer, agreement_key, private_agreement_key
from sync.server import carrier as there
from sync.server import cli, posting, verifying
from sync.server.superior import Superior
from tests.sync.protocol.samples import refusal
from tests.sync.test_posts import PAPER, files, held, reopen
from tests.sync.test_posts import backup as backed_up
from union_desk.database import Database
from union_desk.synctables import FRAMES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.sync.roads import Pair

__all__ = ["files"]


def write(pair: Pair, path: Path) -> carrier.Written:
    with pair.at_this_computer():
        return carrier.write(pair.db, path)


def read(pair: Pair, path: Path) -> carrier.Answered:
    with pair.at_this_computer():
        return carrier.read(pair.db, path)


def exchange(pair: Pair, folder: Path, name: str = "round") -> carrier.Answered:
    """Carry a report there and its answer back."""
    write(pair, folder / f"{name}.udf")
    there.answer(pair.superior, there.read(pair.superior, folder / f"{name}.udf"), folder / f"{name}.answer")
    return read(pair, folder / f"{name}.answer")


def test_a_key_of_agreement_is_that_of_the_signing_key() -> None:
    for number in range(5):
        signer = keys.Signer(bytes([number]) * 32)
        assert agreement_key(signer.public) == private_agreement_key(signer).public_key()


def test_receipts_on_a_stick_that_the_superior_did_not_sign_confirm_nothing(pair: Pair, tmp_path: Path) -> None:
    """Anybody can seal a file for this computer: what is inside must prove itself."""
    pair.add(1)
    write(pair, tmp_path / "report.udf")
    there.answer(pair.superior, there.read(pair.superior, tmp_path / "report.udf"), tmp_path / "answer.udf")
    with pair.db.read() as s:
        known = store.superior(s)
        office = store.get(s, store.OFFICE_NAME)
    with pair.at_this_computer():
        signer = device.load(pair.db, office, known.device)
    with (tmp_path / "answer.udf").open("rb") as stream, (tmp_path / "forged.udf").open("wb") as forged:
        out = Writer.begin(forged, signer.public, kind="answer", recipient_name="", sender_name="", written_at="")
        for letter, data in Reader.begin(stream, signer).parts():
            texts = json.loads(data)["receipts"] if letter == b"R" else []
            again = [envelope.seal(keys.Signer.generate(), keys.RECEIPT, json.loads(envelope.body(t))) for t in texts]
            out.part(letter, canonical.encode({"receipts": again}) if letter == b"R" else data)
        out.close()
    waiting = pair.status().waiting
    with refusal("not_signed"):
        read(pair, tmp_path / "forged.udf")
    assert pair.status().waiting == waiting != {}
    assert read(pair, tmp_path / "answer.udf").confirmed == 1


@pytest.mark.usefixtures("small_frames")
def test_a_report_and_its_answer_on_a_stick_do_what_a_session_does(pair: Pair, tmp_path: Path) -> None:
    ids = pair.add(*range(1, 8))
    pair.force(ids[2], mobile="123")
    posting.post(pair.superior, "posted_papers", [PAPER])
    written = write(pair, tmp_path / "report.udf")
    assert (written.frames, written.records) == (4, 14)
    assert b"\xe5\xbc\xa01" not in (tmp_path / "report.udf").read_bytes()
    assert set(pair.states(*ids)) == {status.WAITING}
    found = there.read(pair.superior, tmp_path / "report.udf")
    assert (found.taken, found.known, found.refused, found.whole) == (4, 0, {}, True)
    there.answer(pair.superior, found, tmp_path / "answer.udf")
    answered = read(pair, tmp_path / "answer.udf")
    assert (answered.confirmed, answered.records, answered.returned, answered.posts) == (4, 14, 1, 1)
    assert pair.states(*ids) == [status.RETURNED if i == ids[2] else status.RECEIVED for i in ids]
    assert set(held(pair.db, "posted_papers")) == {PAPER["id"]}
    assert (pair.sync().frames, pair.road.sent) == (0, [])
    pair.check()


def test_a_lost_stick_costs_nothing_and_files_may_overlap_repeat_and_mix_with_the_network(
        pair: Pair, tmp_path: Path) -> None:
    (first,) = pair.add(1)
    write(pair, tmp_path / "lost.udf")
    pair.edit(first, name="李四")
    assert write(pair, tmp_path / "second.udf").frames == 2
    pair.edit(first, name="王五")
    pair.sync()
    for name in ("second.udf", "lost.udf", "second.udf"):  # late, repeated, in the wrong order
        found = there.read(pair.superior, tmp_path / name)
        assert (found.taken, found.refused) == (0, {})
        there.answer(pair.superior, found, tmp_path / f"{name}.answer")
    for name in ("second.udf", "lost.udf"):
        assert read(pair, tmp_path / f"{name}.answer").confirmed == 0
    assert pair.names() == {first: "王五"}
    assert exchange(pair, tmp_path).late is False
    pair.check()


def test_a_late_answer_says_nothing_new_about_heads(pair: Pair, tmp_path: Path) -> None:
    (first,) = pair.add(1)
    write(pair, tmp_path / "one.udf")
    there.answer(pair.superior, there.read(pair.superior, tmp_path / "one.udf"), tmp_path / "one.answer")
    pair.edit(first, name="李四")
    assert exchange(pair, tmp_path).confirmed == 2
    assert read(pair, tmp_path / "one.answer").late
    assert pair.states(first) == [status.RECEIVED]
    assert write(pair, tmp_path / "next.udf").frames == 0


@pytest.mark.usefixtures("small_frames")
def test_a_torn_file_gives_the_whole_frames_before_the_tear(pair: Pair, tmp_path: Path) -> None:
    pair.add(*range(1, 5))
    write(pair, tmp_path / "report.udf")
    data = (tmp_path / "report.udf").read_bytes()
    taken = []
    for cut in (*range(0, len(data), 173), len(data) - 1):
        (tmp_path / "torn.udf").write_bytes(data[:cut])
        try:
            found = there.read(pair.superior, tmp_path / "torn.udf")
        except Refused:  # the very beginning is missing
            taken.append(0)
            continue
        assert not found.whole
        taken.append(found.taken + found.known)
        assert verifying.check(pair.superior).faults == []
    assert taken == sorted(taken)
    assert set(taken) == {0, 1, 2}
    assert there.read(pair.superior, tmp_path / "report.udf").whole
    flipped = bytearray(data)
    flipped[-30] ^= 1
    (tmp_path / "flipped.udf").write_bytes(bytes(flipped))
    assert not there.read(pair.superior, tmp_path / "flipped.udf").whole
    exchange(pair, tmp_path)
    pair.check()


def test_pieces_give_whole_parts_at_every_tear(tmp_path: Path) -> None:
    signer, path = keys.Signer(bytes(32)), tmp_path / "file"
    parts = [(b"F", bytes([n % 251]) * (n * 9_000)) for n in range(20)]
    with path.open("wb") as stream:
        writer = Writer.begin(stream, signer.public, kind="report", recipient_name="甲", sender_name="", written_at="")
        for letter, data in parts:
            writer.part(letter, data)
        writer.close()
    whole = path.read_bytes()
    for cut in (len(whole), len(whole) - 1, len(whole) // 2, 70_000):
        path.write_bytes(whole[:cut])
        with path.open("rb") as stream:
            reader = Reader.begin(stream, signer)
            found = list(reader.parts())
        assert found == parts[:len(found)]
        assert reader.whole == (cut == len(whole))
        assert len(found) == len(parts) or cut < len(whole) - 20


def test_a_file_for_another_superior_or_computer_says_whom_it_is_for(
        pair: Pair, tmp_path: Path, office_maker: Callable[[], Database]) -> None:
    other = Superior.open(str(tmp_path / "other.db"))
    other.rename("另一个上级")
    pair.add(1)
    write(pair, tmp_path / "report.udf")
    with pytest.raises(there.NotForUsError, match="海口市某区总工会"):
        there.read(other, tmp_path / "report.udf")
    there.answer(pair.superior, there.read(pair.superior, tmp_path / "report.udf"), tmp_path / "answer.udf")
    with pytest.raises(carrier.NotAnAnswerError):
        read(pair, tmp_path / "report.udf")
    with pytest.raises(there.NotAReportError):
        there.read(pair.superior, tmp_path / "answer.udf")
    copy = pair.copy(tmp_path / "copy", with_key=False)
    _unit, token = pair.superior.add_token(pair.unit.code)
    copy.enrol(token.text)
    with pytest.raises(carrier.NotForUsError, match="和风机械厂工会"):
        read(copy, tmp_path / "answer.udf")
    (tmp_path / "no.udf").write_bytes(b"PK\3\4 something else")
    with refusal("malformed"):
        there.read(pair.superior, tmp_path / "no.udf")
    copy.db.close()
    other.close()


def test_a_stick_of_a_withdrawn_computer_is_refused(pair: Pair, tmp_path: Path) -> None:
    pair.add(1)
    write(pair, tmp_path / "report.udf")
    with pair.superior.engine.begin() as connection:
        from sync.server.tables import DEVICES

        device = connection.execute(sa.select(DEVICES.c.device)).scalar_one()
    pair.superior.revoke(device)
    with refusal("revoked"):
        there.read(pair.superior, tmp_path / "report.udf")
    assert pair.there() == {}


def test_two_computers_that_never_meet_a_network(pair: Pair, tmp_path: Path) -> None:
    first, second = pair.add(1, 2)
    exchange(pair, tmp_path, "a")
    other = pair.copy(tmp_path / "other", with_key=False)
    pair.db = Database.open_with(pair.db.folder, pair.db.key)
    _unit, token = pair.superior.add_token(pair.unit.code)
    other.enrol(token.text)
    pair.edit(first, name="李四")
    other.edit(first, mobile="13900001234")
    other.edit(second, name="王五")
    exchange(pair, tmp_path, "b")
    answered = exchange(other, tmp_path, "c")
    assert (answered.pulled_frames, answered.merged) == (1, 1)
    exchange(other, tmp_path, "d")
    exchange(pair, tmp_path, "e")
    for each in (pair, other):
        with each.db.read() as s:
            from union_desk.registers import MEMBERS

            row = s.execute(sa.select(MEMBERS.table).where(MEMBERS.table.c.id == first)).mappings().one()
        assert (row["name"], row["mobile"]) == ("李四", "13900001234")
    assert pair.names() == {first: "李四", second: "王五"}
    pair.check()
    other.db.close()


@pytest.mark.usefixtures("small_frames")
def test_a_superior_restored_while_only_sticks_go_gets_all_again(files: tuple[Pair, Path], tmp_path: Path) -> None:
    pair, path = files
    pair.add(*range(1, 4))
    exchange(pair, tmp_path, "a")
    old = backed_up(pair, path, "old.db")
    posting.post(pair.superior, "posted_papers", [PAPER])
    (late,) = pair.add(4)
    exchange(pair, tmp_path, "b")
    reopen(pair, path, old)
    pair.edit(late, name="李四")
    refused = write(pair, tmp_path / "c.udf")
    assert refused.frames == 1
    found = there.read(pair.superior, tmp_path / "c.udf")
    assert set(found.refused.values()) == {"gap"}
    there.answer(pair.superior, found, tmp_path / "c.answer")
    read(pair, tmp_path / "c.answer")
    assert pair.states(late) == [status.WAITING]
    found = there.read(pair.superior, _again(pair, tmp_path))
    assert (found.handed_back, found.refused) == (1, {})
    assert posting.posts(pair.superior, "posted_papers")
    there.answer(pair.superior, found, tmp_path / "d.answer")
    read(pair, tmp_path / "d.answer")
    assert pair.names()[late] == "李四"
    pair.check()


def _again(pair: Pair, folder: Path) -> Path:
    write(pair, folder / "d.udf")
    return folder / "d.udf"


def test_the_commands_carry_a_report_and_its_answer(
        pair: Pair, address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pair.add(1)
    records = write(pair, tmp_path / "report.udf").records
    assert cli.main(["carrier", "answer", str(tmp_path / "report.udf"), str(tmp_path / "back.udf"), "--json",
                     "--database", address]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["taken"], told["whole"], told["refused"]) == (1, True, {})
    assert (told["records"], told["records_known"]) == (records, 0)
    assert cli.main(["carrier", "read", str(tmp_path / "report.udf"), "--database", address]) == 0
    assert capsys.readouterr().out.strip() == f"读入 0 条记录，另有 {records} 条此前已有。"
    assert read(pair, tmp_path / "back.udf").confirmed == 1
    shutil.copy(tmp_path / "back.udf", tmp_path / "again.udf")
    assert cli.main(["carrier", "read", str(tmp_path / "again.udf"), "--database", address]) == 2
    with pair.db.read() as s:
        assert s.execute(sa.select(FRAMES.c.seq).where(FRAMES.c.received_at.is_(None))).all() == []
