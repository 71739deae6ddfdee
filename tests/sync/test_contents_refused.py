"""Files that one end will not have: wrong, too large, unnamed, of another kind, of another union; and lost ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sync.desk import contents
from sync.protocol import canonical, limits
from sync.protocol.contents import Fetch, Sought, Told
from sync.protocol.refusals import Why
from sync.server import backups, rebuilding, verifying
from sync.server import contents as there
from sync.server.superior import Superior
from sync.server.tables import CONTENTS, PIECES
from tests.offices import ACTOR
from tests.sync.files import (
    attach,
    device_of,
    employer,
    files,
    in_store,
    kept,
    offer,
    one,
    only_the_record,
    picture,
    pieces,
    small_pieces,
)
from tests.sync.protocol.samples import refusal
from tests.sync.roads import Pair, Road
from union_desk import attachments, records, registers
from union_desk.contents import digest_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from union_desk.database import Database

__all__ = ["one", "small_pieces"]


def test_a_content_that_is_not_its_hash_is_dropped_and_wanted_again(pair: Pair) -> None:
    data = picture(1_500)
    content = only_the_record(pair, data)
    flipped = data[:700] + bytes([data[700] ^ 1]) + data[701:]
    assert offer(pair, content, 0, 1_500, flipped[:1024]) == ""
    assert offer(pair, content, 1024, 1_500, flipped[1024:]) == Why.WRONG_CONTENT
    with pair.superior.engine.begin() as connection:
        assert connection.execute(sa.select(PIECES)).all() == connection.execute(sa.select(CONTENTS)).all() == []
    pair.sync()
    assert kept(pair) == {content: data}


def test_what_no_record_names_what_is_too_large_and_of_another_size_is_refused(pair: Pair) -> None:
    content = only_the_record(pair, picture(1_500))
    stranger = digest_of(b"stranger")
    assert offer(pair, stranger, 0, 8, b"stranger") == Why.NOT_WANTED
    assert offer(pair, content, 0, 1_501, b"x" * 1024) == Why.WRONG_CONTENT
    assert offer(pair, content, 0, 1_500, b"x" * 1025) == Why.TOO_LARGE
    pair.superior.most_content = 1_000
    assert offer(pair, content, 0, 1_500, b"x" * 1024) == Why.TOO_LARGE
    pair.road.requests.clear()
    pair.sync()  # it is not even wanted
    assert pieces(pair) == []
    assert kept(pair) == {}


@pytest.mark.parametrize("data", [b"MZ" + picture(5_000), picture(5_000)[1:], b"MZ" + picture(80)])
def test_a_content_of_another_kind_than_its_name_says_is_refused_for_good_and_holds_up_nothing(
        one: Pair, data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    record = employer(one)
    with one.db.write(ACTOR, "Forged") as s:
        content = attachments.store(one.db, data)
        records.insert_many(s, registers.get("attachments"), [{
            "owner_register": "employers", "owner_id": record, "evidence": "99", "title": "程序", "file_name": "a.png",
            "media_type": "image/png", "size": len(data), "content": content}])
    good = attach(one, record, picture(600))
    monkeypatch.setattr(limits, "PIECE_BYTES", 4096)
    monkeypatch.setattr(limits, "PIECE_FIRST", 4096)
    one.sync()
    assert set(kept(one)) == {good}
    assert files(one) == contents.Files(received=1, refused=1)
    one.road.requests.clear()
    one.sync()
    assert [path for path, _body in one.road.requests] == ["/s/hello"]


def test_a_name_that_leads_elsewhere_is_no_name(one: Pair) -> None:
    for name in ("../../escaped", "/etc/passwd", "..\\..\\x", "a" * 63 + "/", "A" * 64, "", "a" * 65, "a" * 64 + "\n"):
        assert offer(one, name, 0, 4, b"data") == Why.MALFORMED
        for message in (Fetch(content=name, offset=0, most=10), Sought(lacking=[name])):
            with refusal(Why.MALFORMED):
                canonical.decode(canonical.encode(message), type(message))
        assert not in_store(one).holds(name)
        assert in_store(one).missing([name]) == []
        assert in_store(one).place(name).is_relative_to(one.db.folder / "attachments")


def test_one_union_learns_nothing_of_anothers_files(
        pair: Pair, tmp_path: Path, office_maker: Callable[[], Database]) -> None:
    data = picture(1_200)
    content = attach(pair, employer(pair), data)
    pair.sync()
    unit, token = pair.superior.add_unit("另一家工会", "460100002")
    other = Pair(office_maker(), pair.superior, unit, Road(pair.road.service), tmp_path / "other", pair.patch)
    other.enrol(token.text)
    device = pair.superior.device(device_of(other)[1])
    assert device is not None
    assert there.tell(pair.superior, device, Sought(lacking=[content])) == Told()
    with refusal(Why.NOT_FOUND):
        there.give(pair.superior, device, Fetch(content=content, offset=0, most=9))
    attach(other, employer(other), data)
    assert other.sync().files_sent == 1  # each union's own copy, so that nothing is told by what is not asked for
    other.db.close()


def test_a_damaged_content_here_holds_up_no_other(one: Pair) -> None:
    record = employer(one)
    broken, good = attach(one, record, picture(3_000, 1)), attach(one, record, picture(3_000, 2))
    place = in_store(one).place(broken)
    raw = bytearray(place.read_bytes())
    raw[100] ^= 1
    place.write_bytes(raw)
    one.sync()
    assert set(kept(one)) == {good}
    assert files(one) == contents.Files(waiting=1, received=1)


def test_the_check_names_an_altered_content_and_it_is_asked_for_again(pair: Pair) -> None:
    data = picture(2_500)
    content = attach(pair, employer(pair), data)
    pair.sync()
    with pair.superior.engine.begin() as connection:
        connection.execute(sa.update(PIECES).where(PIECES.c.start == 1024).values(data=b"x" * 1024))
    assert verifying.check(pair.superior).faults == [(pair.unit.code, verifying.CONTENT, content)]
    assert verifying.ask_again(pair.superior, pair.unit.id) == 1
    assert pair.sync().files_sent == 1
    assert kept(pair) == {content: data}
    assert verifying.check(pair.superior).faults == []


def test_backups_keep_contents_and_a_restored_superior_asks_for_what_it_lacks(
        enrolled: Callable[[Superior], Pair], local: Superior, tmp_path: Path) -> None:
    pair = enrolled(local)
    record = employer(pair)
    first = attach(pair, record, picture(1_500, 1))
    pair.sync()
    backups.backup(local, tmp_path / "backup")
    second = attach(pair, record, picture(1_500, 2))
    pair.sync()
    local.close()
    pair.superior = pair.road.service.superior = backups.restore(tmp_path / "backup", str(tmp_path / "new.db"))
    assert set(kept(pair)) == {first}
    pair.road.requests.clear()
    assert pair.sync().files_sent == 1
    assert {content for content, _offset in pieces(pair)} == {second}
    assert set(kept(pair)) == {first, second}
    rebuilding.rebuild(pair.superior, str(tmp_path / "rebuilt.db"))
    rebuilt = Superior.open(str(tmp_path / "rebuilt.db"))
    assert (verifying.check(rebuilt).contents, verifying.check(rebuilt).faults) == (2, [])
    rebuilt.close()
    pair.superior.close()
    pair.db.close()
