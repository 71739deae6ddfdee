"""Files on the road for tests: pictures that hang on an employer, what the superior keeps of them, small pieces."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sync.desk import contents, store
from sync.protocol import limits
from sync.protocol.contents import read_piece, write_piece
from sync.protocol.messages import CONTENTS_PATH, PIECE_PATH
from sync.protocol.refusals import Refused
from sync.server import contents as there
from sync.server.tables import CONTENTS
from tests.offices import ACTOR
from tests.sync.roads import CutError, Pair
from union_desk import attachments, records, registers
from union_desk.contents import digest_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sync.server.superior import Superior
    from union_desk.contents import Store

EMPLOYERS, APPEALS, DIRECTIVES = (registers.get(name) for name in ("employers", "appeals", "directives"))
PNG = b"\x89PNG\r\n\x1a\n"


def picture(size: int, fill: int = 7) -> bytes:
    """Return bytes that begin like a picture, no two parts of them alike."""
    parts = (hashlib.sha256(bytes([fill]) + n.to_bytes(4, "big")).digest() for n in range(size // 32 + 1))
    return (PNG + b"".join(parts))[:size]


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pieces be of a kilobyte, so that small files have many, and never grow."""
    for name in ("PIECE_BYTES", "PIECE_LEAST", "PIECE_FIRST"):
        monkeypatch.setattr(limits, name, 1024)


@pytest.fixture
def one(enrolled: Callable[[Superior], Pair], local: Superior) -> Iterator[Pair]:
    """Give an office enrolled at a superior over SQLite, where the database makes no difference."""
    made = enrolled(local)
    yield made
    made.db.close()


def employer(pair: Pair, name: str = "和风机械厂") -> str:
    """Add an employer; returns its id."""
    with pair.db.write(ACTOR, "Added") as s:
        return records.save(s, EMPLOYERS, {"unit_name": name}).id


def attach(pair: Pair, record: str, data: bytes, name: str = "照片.png", register: str = "employers") -> str:
    """Hang a file on a record; returns its content."""
    with pair.db.write(ACTOR, "Attached") as s:
        attachments.attach(pair.db, s, registers.get(register), record, attachments.judge(s, name, data), {})
    return digest_of(data)


def pieces(pair: Pair) -> list[tuple[str, int]]:
    """Return content and offset of every piece that was sent."""
    heads = [read_piece(body)[0] for path, body in pair.road.requests if path == PIECE_PATH]
    return [(head.content, head.offset) for head in heads]


def kept(pair: Pair) -> dict[str, bytes]:
    """Return the whole contents at the superior, put together."""
    with pair.superior.engine.begin() as connection:
        names = connection.execute(sa.select(CONTENTS.c.unit_id, CONTENTS.c.content).where(
            CONTENTS.c.received_at.is_not(None))).all()
        return {content: b"".join(there.pieces(connection, unit, content)) for unit, content in names}


def in_store(pair: Pair) -> Store:
    return attachments.in_store(pair.db)


def files(pair: Pair) -> contents.Files:
    with pair.db.read() as s:
        return contents.figures(s, in_store(pair))


def device_of(pair: Pair) -> tuple[object, str]:
    with pair.db.read() as s:
        own = store.superior(s)
    return pair.superior.device(own.device), own.device


def offer(pair: Pair, content: str, offset: int, size: int, data: bytes) -> str:
    """Offer a piece past the desk's own care; returns the code of the refusal, '' when it was taken."""
    device = pair.superior.device(device_of(pair)[1])
    assert device is not None
    try:
        there.take(pair.superior, device, write_piece(content, offset, size, data))
    except Refused as refused:
        return str(refused.code)
    return ""


def only_the_record(pair: Pair, data: bytes, name: str = "照片.png") -> str:
    """Let the record of a file be at the superior and nothing of its content."""
    content = attach(pair, employer(pair), data, name)
    pair.road.fault = lambda _number, path, when: path == CONTENTS_PATH and when == "there"
    with pytest.raises(CutError):
        pair.sync()
    pair.road.fault = lambda _number, _path, _when: False
    return content


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    """Give a file to be posted."""
    path = tmp_path / "名册格式.png"
    path.write_bytes(picture(3_500, 3))
    return path
