"""What a union erased leaves the superior's frames, files and receipts, and everything is proved as before."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from sync.protocol import columns, envelope, frame, keys
from sync.protocol.columns import Table
from sync.protocol.receipts import Receipt
from sync.protocol.relaying import Passed
from sync.protocol.rows import Root, hash_rows
from sync.server import engine as engines
from sync.server import erasing, rebuilding, returning, tables, verifying
from sync.server.superior import Superior
from tests.privacy.test_erasing import MARKS, erase, every_value, plant
from tests.sync.protocol.samples import refusal
from tests.sync.senders import Sender, row_id, table
from tests.sync.server.test_ingest import person
from union_desk import records, verification
from union_desk.database import Database
from union_desk.registers import MEMBERS
from union_desk.schema.privacy import MARK

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sync.protocol.columns import Value
    from tests.sync.roads import Pair

ERASURE: dict[str, Value] = {
    "number": "SC1", "owner_register": "members", "owner_id": row_id(1), "ground": "request",
    "proposed_on": "2026-11-29", "state": "erased"}
"""What a union's record of the erasure of its first member says."""


def told(superior: Superior) -> str:
    """Return every value that the superior stores, frames unpacked and envelopes opened."""
    found: list[str] = []
    with engines.reading(superior.engine) as connection:
        for name in tables.metadata.tables.values():
            for row in connection.execute(sa.select(name)):
                found += [value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value) for value in row]
        for data, receipt in connection.execute(sa.select(tables.FRAMES.c.data, tables.FRAMES.c.receipt)):
            found.append(envelope.body(receipt).decode())
            found += [repr(one.columns) for one in next(frame.read(bytes(data))).tables()]
    return "\n".join(found)


def reported(pair: Pair) -> str:
    """Report a person with an old number and a new one; returns the id."""
    who = plant(pair.db)
    pair.sync()
    pair.edit(who, mobile=MARKS[1])
    pair.sync()
    return who


def erased(pair: Pair) -> str:
    """Report a person, erase them, report that; returns the id."""
    who = reported(pair)
    erase(pair.db, who)
    pair.sync()
    return who


def test_the_values_leave_frames_and_files_and_the_proof_stands(pair: Pair) -> None:
    who = erased(pair)
    superior = pair.superior
    before, sums = told(superior), verifying.check(superior)
    assert [mark for mark in MARKS[:4] if mark not in before] == [], "older versions still hold them"
    done = erasing.carry_out(superior)
    assert done.units == 1
    assert done.frames >= 2
    after = told(superior)
    assert [mark for mark in MARKS if mark in after] == []
    assert MARK in after
    assert who in after, "that there was a record stays"
    assert "张" in after, "nobody else lost anything"
    report = verifying.check(superior)
    assert (report.faults, report.redacted) == ([], done.frames)
    assert (report.frames, report.records) == (sums.frames, sums.records)
    assert erasing.carry_out(superior).counts == erasing.Done().counts, "what was done is not done again"


def test_everything_is_made_anew_from_the_redacted_frames(pair: Pair, tmp_path: Path) -> None:
    erased(pair)
    erasing.carry_out(pair.superior)
    done = rebuilding.rebuild(pair.superior, str(tmp_path / "fresh.db"))
    assert done.different == []
    fresh = Superior.open(str(tmp_path / "fresh.db"))
    try:
        assert verifying.check(fresh).faults == []
        assert [mark for mark in MARKS if mark in told(fresh)] == []
    finally:
        fresh.close()


@pytest.fixture
def enrolled_local(enrolled: Callable[[Superior], Pair], local: Superior) -> Pair:
    """Return an office enrolled at a superior over SQLite."""
    return enrolled(local)


def test_the_file_of_the_database_holds_nothing_either(enrolled_local: Pair) -> None:
    pair = enrolled_local
    erased(pair)
    path = pair.superior.engine.raw_connection().driver_connection.execute(  # type: ignore[union-attr]  # SQLite
        "PRAGMA database_list").fetchone()[2]
    erasing.carry_out(pair.superior)
    with open(path, "rb") as stream:  # noqa: PTH123  a name from the database
        data = stream.read()
    assert MARK.encode() in data
    assert [mark for mark in MARKS if mark.encode() in data] == []


def test_a_further_computer_takes_the_redacted_frames(enrolled_local: Pair, tmp_path: Path) -> None:
    one = enrolled_local
    one.sync()
    other = one.copy(tmp_path / "other", with_key=False)
    one.db = Database.open_with(one.db.folder, one.db.key)
    who = erased(one)
    erasing.carry_out(one.superior)
    other.enrol(one.superior.add_token(one.unit.code)[1].text)
    other.sync()
    with other.db.read() as s:
        row = records.get(s, MEMBERS, who)
        assert (row["name"], row["mobile"], row["home_address"]) == (MARK, None, None)
    assert [mark for mark in MARKS if mark in every_value(other.db)] == []
    shown = other.status()
    assert (shown.waiting, shown.differs) == ({}, False)
    verification.verify(other.db)
    other.edit(_somebody_else(other, who), mobile="13900000099")
    other.sync()
    one.sync()
    assert verifying.check(one.superior).faults == []
    other.db.close()
    one.db.close()


def _somebody_else(pair: Pair, who: str) -> str:
    with pair.db.read() as s:
        return str(s.execute(sa.select(MEMBERS.table.c.id).where(MEMBERS.table.c.id != who)).scalars().first())


def test_cut_between_two_frames_the_next_round_goes_on(
    enrolled_local: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    erased(enrolled_local)
    superior, redact, left = enrolled_local.superior, frame.redact, [1]

    def cut(*args: Any, **told: Any) -> frame.Frame:
        if not left:
            raise KeyboardInterrupt
        left.pop()
        return redact(*args, **told)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(frame, "redact", cut)
        erasing.carry_out(superior)
    assert verifying.check(superior).redacted == 1
    assert MARKS[0] in told(superior)
    assert erasing.carry_out(superior).frames >= 1
    assert [mark for mark in MARKS if mark in told(superior)] == []
    assert verifying.check(superior).faults == []


# ---- what a redaction may not be used for


@pytest.fixture
def sender(local: Superior) -> Sender:
    """Return a union with a member whose data the superior holds in one frame."""
    made = Sender.of(local)
    made.push(made.seal(table([person(1), person(2)])))
    return made


def alter(superior: Superior, made: frame.Frame) -> None:
    with engines.writing(superior.engine) as connection:
        connection.execute(sa.update(tables.FRAMES).values(data=made.data))


def without_the_first(sender: Sender, signer: keys.Signer, **told: Any) -> frame.Frame:
    """Return the union's frame without the first person, as somebody with a key might seal it."""
    (whole,) = sender.sealed
    (rows,) = whole.tables()
    columns: dict[str, Sequence[Value]] = {
        name: [erasing.left("members", name, values[0]), *values[1:]] for name, values in rows.columns.items()}
    facts = {"records": {"members": [row_id(1)]}, "erasures": [row_id(99)], "at": ""} | told
    return frame.redact(whole, [Table("members", rows.ids, columns, rows.deleted)], signer, **facts)


@pytest.mark.parametrize("told", [{}, {"erasures": []}])
def test_what_no_union_erased_may_not_be_missing(sender: Sender, local: Superior, told: dict[str, Any]) -> None:
    assert verifying.check(local).faults == []
    alter(local, without_the_first(sender, local.signer, **told))
    assert {what for _unit, what, _where in verifying.check(local).faults} == {"redaction"}


def test_only_the_superior_itself_seals_a_redaction(sender: Sender, local: Superior) -> None:
    alter(local, without_the_first(sender, sender.signer))
    assert {what for _unit, what, _where in verifying.check(local).faults} == {"tampered"}


def test_a_seal_is_good_for_one_frame(sender: Sender, local: Superior) -> None:
    first = without_the_first(sender, local.signer)
    other = sender.seal(table([person(3)], first=3))
    forged = frame.Frame(other.head, other.signature, first.payload, first.seal)
    with refusal("tampered"):
        forged.verify(sender.signer.public, local.signer.public)
    first.verify(sender.signer.public, local.signer.public)
    with refusal("tampered"):
        first.verify(sender.signer.public)


def test_a_union_that_hands_back_a_redacted_frame_is_believed_by_the_seal_alone(
    sender: Sender, local: Superior
) -> None:
    (whole,) = sender.sealed
    made = without_the_first(sender, local.signer)
    with engines.writing(local.engine) as connection:  # as after a backup that is older than the frame
        for name in (tables.FRAMES, tables.LOGS, tables.ROOTS, tables.mirror("members").table):
            connection.execute(sa.delete(name))
    with refusal("tampered"):
        sender.push(without_the_first(sender, sender.signer))
    (receipt,) = sender.push(made)
    assert receipt.hash == whole.hash


def test_every_cut_of_a_redacted_frame_is_torn_or_refused(sender: Sender, local: Superior) -> None:
    data = without_the_first(sender, local.signer).data
    (again,) = frame.read(data)
    assert (again.data, len(again)) == (data, len(data))
    for length in range(len(data)):
        assert list(frame.read(data[:length])) == []


def test_a_rival_version_and_an_unfinished_erasure_wait(sender: Sender, local: Superior) -> None:
    """The union's record of the erasure came, the record itself is not nameless yet: nothing is taken out."""
    said = table([ERASURE], "erasures", first=50)
    sender.push(sender.seal(said))
    assert erasing.carry_out(local).frames == 0
    gone = {name: erasing.left("members", name, value) for name, value in person(1).items()}
    sender.push(sender.seal(table([gone])))
    done = erasing.carry_out(local)
    assert (done.frames, done.versions) == (1, 1)
    with engines.reading(local.engine) as connection:
        kept = "".join(repr(one.tables()) for one in frame.read(b"".join(
            bytes(data) for data in connection.execute(sa.select(tables.FRAMES.c.data).order_by(
                tables.FRAMES.c.place)).scalars())))
    assert str(person(1)["id_number"]) not in kept
    assert str(person(2)["id_number"]) in kept


@pytest.mark.parametrize("named_elsewhere", [False, True])
def test_a_file_goes_with_the_record_that_named_it(sender: Sender, local: Superior, *, named_elsewhere: bool) -> None:
    """Only one that another living record names, too, stays."""
    data = "病历：慢性寻踪病".encode()
    content = hashlib.sha256(data).hexdigest()
    file: dict[str, Value] = {"owner_register": "members", "owner_id": row_id(1), "title": "证明", "content": content,
                              "file_name": "证明.txt", "media_type": "text/plain", "size": len(data)}
    other = {**file, "owner_id": row_id(2)}
    sender.push(sender.seal(table([file, *([other] if named_elsewhere else [])], "attachments", first=70)))
    with engines.writing(local.engine) as connection:
        connection.execute(sa.insert(tables.CONTENTS).values(
            unit_id=sender.unit.id, content=content, size=len(data), have=len(data), begun_at="", received_at="x"))
        connection.execute(sa.insert(tables.PIECES).values(unit_id=sender.unit.id, content=content, start=0, data=data))
    gone = {name: erasing.left("members", name, value) for name, value in person(1).items()}
    sender.push(sender.seal(table([gone]), table([ERASURE], "erasures", first=50),
                            table([{}], "attachments", first=70, deleted=[1])))
    assert erasing.carry_out(local).files == int(not named_elsewhere)
    assert ("病历" in told(local)) == named_elsewhere
    assert verifying.check(local).faults == []


def test_a_receipt_loses_what_its_remarks_quoted(local: Superior) -> None:
    sender = Sender.of(local)
    wrong = str(person(1)["id_number"])[:-1] + ("1" if str(person(1)["id_number"])[-1] != "1" else "2")
    (receipt,) = sender.push(sender.seal(table([person(1, id_number=wrong), person(2)])))
    assert receipt.returned == 1
    said = table([ERASURE], "erasures", first=50)
    gone = {name: erasing.left("members", name, value) for name, value in person(1).items()}
    sender.push(sender.seal(table([gone]), said))
    erasing.carry_out(local)
    with engines.reading(local.engine) as connection:
        text = connection.execute(sa.select(tables.FRAMES.c.receipt).where(tables.FRAMES.c.seq == 1)).scalar_one()
    again = envelope.open_(local.signer.public, keys.RECEIPT, text, Receipt)
    assert [(one.id, one.code) for one in again.remarks] == [(one.id, one.code) for one in receipt.remarks]
    assert all(not one.params and one.suggestion is None for one in again.remarks)
    assert verifying.check(local).faults == []


def test_what_a_person_said_of_an_erased_record_loses_its_words(local: Superior) -> None:
    sender = Sender.of(local, "460100009")
    rows = table([person(1)])
    sender.push(sender.seal(rows))
    returning.return_(local, returning.Meant(local.unit("460100009"), "members", rows.ids[0]), "本人来电说号码有误")
    gone = {name: erasing.left("members", name, value) for name, value in person(1).items()}
    sender.push(sender.seal(table([gone]), table([ERASURE], "erasures", first=50)))
    erasing.carry_out(local)
    with engines.reading(local.engine) as connection:
        texts = connection.execute(sa.select(tables.PASSED.c.document)).scalars().all()
    told = [envelope.open_(local.signer.public, keys.PASSED, text, Passed) for text in texts]
    said = [remark for each in told for remark in each.remarks]
    assert [(each.id, each.code, each.params) for each in said] == [(rows.ids[0], returning.BY_HAND, {})]


# ---- a guess of what was erased


def everything(superior: Superior) -> bytes:
    """Return all that the superior's database holds, payloads unpacked."""
    found: list[bytes] = []
    with engines.reading(superior.engine) as connection:
        for name in tables.metadata.tables.values():
            for row in connection.execute(sa.select(name)):
                found += [value if isinstance(value, bytes) else str(value).encode() for value in row]
        for data in connection.execute(sa.select(tables.FRAMES.c.data)).scalars():
            for one in next(frame.read(bytes(data))).tables():
                found += [one.key, one.picked]
    return b"\n".join(found)


def guess(superior: Superior, true: Table) -> tuple[bool, bool]:
    """Try the true rows of the first frame as a guess: against the payload's digest, and against the roots.

    The thief has the superior's whole database, knows every other value, and guesses all of the erased ones right.
    """
    with engines.reading(superior.engine) as connection:
        (one,) = frame.read(bytes(connection.execute(sa.select(tables.FRAMES.c.data).where(
            tables.FRAMES.c.seq == 1)).scalar_one()))
    (kept,) = one.tables()
    tried = replace(kept, columns=true.columns, deleted=true.deleted)
    root = Root().add(hash_rows(tried, tried.vectors(f"{one.header.log}:1")))
    return (frame.hash_of(columns.pack([tried])[0]) == one.header.phash,
            root.wire() == tuple(one.header.root["members"]))


def test_whoever_guesses_every_erased_value_cannot_see_that_it_is_right(sender: Sender, local: Superior) -> None:
    (whole,) = sender.sealed
    (true,) = whole.tables()
    assert guess(local, true) == (True, True), "the attack works as long as nothing is erased"
    gone = {name: erasing.left("members", name, value) for name, value in person(1).items()}
    sender.push(sender.seal(table([gone]), table([ERASURE], "erasures", first=50)))
    old, _other = hash_rows(true, true.vectors(f"{whole.header.log}:1"))
    erasing.carry_out(local)
    assert guess(local, true) == (False, False)
    held = everything(local)
    for secret in (true.key, true.salts[0], old):
        assert secret not in held
        assert secret.hex().encode() not in held
    assert true.salts[1] in held, "the other person's row is proved as before"
    assert verifying.check(local).faults == []


def test_a_redaction_that_keeps_the_salts_is_found(sender: Sender, local: Superior) -> None:
    (whole,) = sender.sealed
    (rows,) = whole.tables()
    gone = {name: erasing.left("members", name, value) for name, value in person(1).items()}
    sender.push(sender.seal(table([gone]), table([ERASURE], "erasures", first=50)))
    kept = replace(rows, columns={
        name: [erasing.left("members", name, values[0]), *values[1:]] for name, values in rows.columns.items()})
    facts: dict[str, Any] = {"records": {"members": [row_id(1)]}, "erasures": [row_id(50)], "at": ""}

    def faults(made: Table) -> set[str]:
        redacted = frame.redact(whole, [made], local.signer, **facts)
        with engines.writing(local.engine) as connection:
            connection.execute(sa.update(tables.FRAMES).where(tables.FRAMES.c.seq == 1).values(data=redacted.data))
        return {what for _unit, what, _where in verifying.check(local).faults}

    assert faults(kept) == {"redaction"}
    assert faults(kept.without_salts({0})) == set()
