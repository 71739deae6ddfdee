"""PROTOCOL.md suffices: a reader written from it alone follows a recorded session and ends with the same rows."""

from __future__ import annotations

import ast
import contextlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sync.protocol.messages import ENROL_PATH, FEED_PATH, FRAMES_PATH, RECEIPTS_PATH
from sync.server import engine as engines
from sync.server import erasing
from sync.server.service import Service
from sync.server.standing import root_of
from tests.privacy.test_erasing import MARKS
from tests.sync import independent_reader
from tests.sync.independent_reader import FalseError, Reader, frames
from tests.sync.roads import Pair, Road
from tests.sync.server.test_erasing import erased
from union_desk.database import Database
from union_desk.registers import MEMBERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sync.server.superior import Superior

Exchange = tuple[str, bytes, str, bytes]


@dataclass
class Recorded(Road):
    """A road that remembers both directions."""

    exchanges: list[Exchange] = field(default_factory=list)

    def post(self, path: str, body: bytes, authorization: str) -> bytes:
        """Carry and remember."""
        answer = b""
        try:
            answer = super().post(path, body, authorization)
        finally:
            self.exchanges.append((path, body, authorization, answer))
        return answer


def follow(superior: bytes, exchanges: list[Exchange]) -> Reader:
    """Let the reader follow a session."""
    reader = Reader(superior)
    for path, body, authorization, answer in exchanges:
        if path == ENROL_PATH:
            reader.admit(answer)
            continue
        reader.request(path, body, authorization)
        if path == FRAMES_PATH:
            reader.take(body)
        if path == FEED_PATH:
            reader.take(answer)
        if path in {FRAMES_PATH, RECEIPTS_PATH} and answer:  # it was cut off on its way
            reader.confirm(answer)
    return reader


@pytest.fixture
def recorded(office: Database, local: Superior, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
             small_frames: None) -> Iterator[tuple[Pair, Recorded]]:
    """Give an office that has reported new, changed, faulty and deleted records, and what went over the road."""
    road = Recorded(Service(local))
    unit, token = local.add_unit('和风"机械厂"工会\\\t\x01\x7f', "460100001")
    pair = Pair(office, local, unit, road, tmp_path / "devices", monkeypatch)
    pair.enrol(token.text)
    ids = pair.add(*range(1, 7))
    pair.sync()
    pair.edit(ids[0], name='改名\t"甲"\\ \u2028')
    pair.force(ids[1], mobile="1")
    pair.delete(ids[2], ids[3])
    pair.sync()
    road.fault = lambda _number, path, moment: (path, moment) == (FRAMES_PATH, "back")
    pair.edit(ids[4], remark="回执丢失")
    with pytest.raises(Exception, match="cut"):
        pair.sync()
    road.fault = lambda *_given: False
    pair.sync()
    yield pair, road
    office.close()


def test_the_reader_knows_nothing_of_our_own_code() -> None:
    tree = ast.parse(Path(str(independent_reader.__file__)).read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not [name for name in names if name.split(".")[0] in {"sync", "union_desk", "ui", "tests"}]


def test_it_verifies_a_whole_session_and_reads_the_same_rows(recorded: tuple[Pair, Recorded]) -> None:
    pair, road = recorded
    reader = follow(pair.superior.signer.public, road.exchanges)
    assert reader.confirmed.keys() == reader.kept.keys()
    assert sum(receipt["returned"] for receipt in reader.confirmed.values()) == 1
    told = {record: {"deleted": row.binned, **row.values} for (register, record), (row,) in reader.held.items()
            if register == MEMBERS.name}
    with pair.db.read() as s:
        office = {r["id"]: {"deleted": int(r["deleted"])} | ({} if r["deleted"] else {
            n: int(v) if isinstance(v, bool) else v for n in MEMBERS.fields if (v := r[n]) is not None})
            for r in s.execute(MEMBERS.table.select()).mappings()}
    assert told == office
    with engines.reading(pair.superior.engine) as connection:
        for register in {register for register, _record in reader.held}:
            root = root_of(connection, pair.unit.id, register)
            assert root is not None
            assert reader.root(register) == root.wire()


def _flip(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1:]


def test_a_flipped_bit_anywhere_in_a_frame_is_found(recorded: tuple[Pair, Recorded]) -> None:
    pair, road = recorded
    enrolment = [one for one in road.exchanges if one[0] == ENROL_PATH]
    body = next(body for path, body, _auth, _answer in road.exchanges if path == FRAMES_PATH)
    (first, *_rest) = frames(body)
    whole = body[:8 + len(first.head) + 64 + len(first.payload)]
    sound = follow(pair.superior.signer.public, enrolment)
    sound.take(whole)
    assert len(sound.kept) == 1
    for place in range(0, len(whole), 7):
        reader = follow(pair.superior.signer.public, enrolment)
        with contextlib.suppress(FalseError, ValueError, KeyError):
            reader.take(_flip(whole, place))
        assert reader.kept == {}, place


def _altered(answer: bytes) -> bytes:
    """Change a letter in the middle of the longest sealed part: the last letter of one may hold no bit that counts."""
    sealed = max(re.finditer(rb"[A-Za-z0-9_-]+", answer), key=lambda found: found.end() - found.start())
    at = (sealed.start() + sealed.end()) // 2
    return answer[:at] + (b"C" if answer[at:at + 1] == b"B" else b"B") + answer[at + 1:]


@pytest.mark.parametrize("change", ["certificate", "order", "receipt"])
def test_what_does_not_belong_is_found(recorded: tuple[Pair, Recorded], change: str) -> None:
    pair, road = recorded
    exchanges = list(road.exchanges)
    bodies = [place for place, one in enumerate(exchanges) if one[0] == FRAMES_PATH]
    if change == "order":
        exchanges.pop(bodies[0])
    else:  # one letter of the enrolment's answer, or of a receipt
        place = 0 if change == "certificate" else bodies[1]
        path, body, authorization, answer = exchanges[place]
        exchanges[place] = path, body, authorization, _altered(answer)
    with pytest.raises((FalseError, ValueError, KeyError)):
        follow(pair.superior.signer.public, exchanges)


@pytest.fixture
def pulled(enrolled: Callable[[Superior], Pair], local: Superior, tmp_path: Path,
           small_frames: None) -> Iterator[tuple[Pair, list[Exchange]]]:
    """Give a further computer of a union that had erased a person, and what it was sent over the road."""
    first = enrolled(local)
    enrolment = Recorded(Service(local))
    first.road = enrolment
    first.enrol(local.add_token(first.unit.code)[1].text)
    first.sync()
    other = first.copy(tmp_path / "other", with_key=False)
    first.db = Database.open_with(first.db.folder, first.db.key)
    erased(first)
    assert erasing.carry_out(local).frames >= 2
    first.db.close()
    road = Recorded(Service(local))
    other.road = road
    other.enrol(local.add_token(other.unit.code)[1].text)
    other.sync()
    other.add(5, 6)
    other.sync()
    yield other, [one for one in enrolment.exchanges if one[0] == ENROL_PATH] + road.exchanges
    other.db.close()


def test_it_verifies_frames_whose_erased_values_the_superior_took_out(pulled: tuple[Pair, list[Exchange]]) -> None:
    pair, exchanges = pulled
    reader = follow(pair.superior.signer.public, exchanges)
    reader.settle()
    assert sum(bool(frame.seal) for frame in reader.kept.values()) >= 2
    assert reader.asked
    assert [mark for mark in MARKS if mark in repr(reader.held)] == []
    with engines.reading(pair.superior.engine) as connection:
        for register in {register for register, _record in reader.held}:
            root = root_of(connection, pair.unit.id, register)
            assert root is not None
            assert reader.root(register) == root.wire()


def test_values_that_somebody_else_took_out_are_found(pulled: tuple[Pair, list[Exchange]]) -> None:
    pair, exchanges = pulled
    place = next(place for place, one in enumerate(exchanges) if one[0] == FEED_PATH and b"UDR1" in one[3])
    path, body, authorization, answer = exchanges[place]
    (one, *_rest) = (frame for frame in frames(answer) if frame.seal)
    seal = one.seal.encode()
    for altered in (answer.replace(seal, _altered(seal)), answer.replace(one.payload, _flip(one.payload, 9))):
        assert altered != answer
        spoilt = [*exchanges[:place], (path, body, authorization, altered), *exchanges[place + 1:]]
        with pytest.raises((FalseError, ValueError, KeyError)):
            follow(pair.superior.signer.public, spoilt)
