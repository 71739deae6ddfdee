"""Bytes of a file that only the city still holds come back to the district, and from there to the desks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sync.protocol import limits
from sync.protocol.messages import CONTENTS_PATH, FETCH_PATH
from sync.relay import status
from sync.server import backups
from sync.server.superior import Superior
from sync.server.tables import CONTENTS, PIECES
from tests.sync.files import attach, employer, kept, picture, pieces, small_pieces
from tests.sync.relay.levels import Level, same
from tests.sync.relay.test_files import at, city, down, elsewhere, level, pair, small
from tests.sync.relay.test_policy import lines
from tests.sync.relay.test_refiling import another, finish, put_back, withdraw_all_but
from tests.sync.roads import CutError, Pair
from union_desk import attachments

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["city", "elsewhere", "level", "pair", "small", "small_pieces"]
SIZE = 3_500


@pytest.fixture
def again(request: pytest.FixtureRequest, city: Superior, tmp_path: Path) -> str:
    """Give the address of another empty database of the city's kind."""
    if city.engine.dialect.name == "sqlite":
        return str(tmp_path / "again.db")
    return str(request.getfixturevalue("postgres").fresh().url)


def bereave(pair: Pair, level: Level, folder: Path, place: str) -> str:
    """Let a computer attach a file that reaches the city, and die; the district forgets both. Returns its content."""
    record = employer(pair)
    pair.sync()
    other = another(pair, folder / "other")
    level.relay()
    backups.backup(level.superior, old := folder / "district.bak")
    content = attach(other, record, picture(SIZE))
    other.sync()
    level.relay()
    assert set(at(level.above)) == {content}
    other.db.close()
    put_back(pair, level, old, place)
    withdraw_all_but(pair)
    level.relay()
    pair.sync()  # no computer is waited for any more
    level.road.requests.clear()
    return content


def has(pair: Pair, content: str) -> bool:
    """Tell whether the desk has a content whole."""
    return attachments.in_store(pair.db).holds(content)


def cut_each(level: Level, when: str) -> Callable[[int, str, str], bool]:
    """Return a fault of the road: it breaks at every piece that is fetched, each once."""
    cut = set[int]()

    def breaks(_number: int, path: str, moment: str) -> bool:
        if path != FETCH_PATH or moment != when or down(level)[-1] in cut:
            return False
        cut.add(down(level)[-1])
        return True

    return breaks


@pytest.mark.parametrize("when", ["there", "back"])
def test_what_only_the_city_holds_of_a_file_comes_back_though_the_road_is_cut_at_every_piece(
        pair: Pair, level: Level, again: str, tmp_path: Path, when: str) -> None:
    content = bereave(pair, level, tmp_path, again)
    level.road.fault = cut_each(level, when)
    for _piece in range(4):
        with pytest.raises(CutError):
            level.relay()
        assert not at(level.superior)
    assert level.relay().files_taken == 1
    assert down(level) == [0, 0, 1024, 1024, 2048, 2048, 3072, 3072]  # and nothing that had arrived
    assert kept(pair) == at(level.above) == {content: picture(SIZE)}
    assert not has(pair, content)
    assert (pair.sync().files_taken, has(pair, content)) == (1, True)
    assert status.status(level.superior, level.policy)["files"] == {
        "waiting": 0, "confirmed": 1, "refused": 0, "awaited": 0}
    finish(pair, level)
    assert same(pair, level, "attachments")
    level.superior.close()


def test_killed_between_two_pieces_the_district_goes_on_with_what_came_back(
        small: tuple[Pair, Level], tmp_path: Path) -> None:
    pair, level = small
    content = bereave(pair, level, tmp_path, str(tmp_path / "again.db"))
    level.road.fault = cut_each(level, "there")
    for _life in range(4):
        with pytest.raises(CutError):
            level.relay()
        level.superior.close()
        level.superior = pair.superior = pair.road.service.superior = Superior.open(str(tmp_path / "again.db"))
    level.relay()
    assert (kept(pair), sorted(set(down(level)))) == ({content: picture(SIZE)}, [0, 1024, 2048, 3072])
    assert pair.sync().files_taken == 1
    level.superior.close()


def test_the_desk_and_the_city_bring_one_file_together(small: tuple[Pair, Level], tmp_path: Path) -> None:
    """The office has the file after all: what came from above is not sent once more, nor the other way round."""
    pair, level = small
    content = bereave(pair, level, tmp_path, str(tmp_path / "again.db"))
    level.relay()  # the record
    pair.sync()
    with level.superior.engine.begin() as connection:
        for table in (PIECES, CONTENTS):
            connection.execute(sa.delete(table))
    arriving = attachments.in_store(pair.db).arriving(content, SIZE)
    arriving.append(picture(SIZE))
    arriving.finish()
    level.road.requests.clear()
    level.road.fault = lambda _number, path, when: (path, when) == (FETCH_PATH, "there") and down(level)[-1] == 2048
    with pytest.raises(CutError):
        level.relay()
    pair.road.requests.clear()
    pair.sync()
    assert [offset for _content, offset in pieces(pair)] == [2048, 3072]
    assert (level.relay().files_taken, down(level)) == (0, [0, 1024, 2048])
    assert kept(pair) == {content: picture(SIZE)}
    level.superior.close()


def test_what_comes_back_and_is_not_what_it_is_called_is_dropped_and_asked_for_again(
        small: tuple[Pair, Level], tmp_path: Path) -> None:
    pair, level = small
    content = bereave(pair, level, tmp_path, str(tmp_path / "again.db"))
    with level.above.engine.begin() as connection:
        last = PIECES.c.start == connection.execute(sa.select(sa.func.max(PIECES.c.start))).scalar_one()
        (piece,) = connection.execute(sa.select(PIECES.c.data).where(last)).scalars()
        connection.execute(sa.update(PIECES).where(last).values(data=b"x" * len(piece)))
    assert (level.relay().files_taken, at(level.superior)) == (0, {})
    with level.above.engine.begin() as connection:
        connection.execute(sa.update(PIECES).where(last).values(data=piece))
    assert (level.relay().files_taken, at(level.superior)) == (1, {content: picture(SIZE)})
    level.superior.close()


def test_nothing_is_asked_for_that_the_policy_keeps_or_that_is_too_large_here(
        small: tuple[Pair, Level], tmp_path: Path) -> None:
    pair, level = small
    bereave(pair, level, tmp_path, str(tmp_path / "again.db"))
    free, level.policy = level.policy, lines(tmp_path, "employers,@files,hold,,")
    assert level.relay().files_taken == 0
    level.policy, level.superior.most_content = free, SIZE - 1
    assert (level.relay().files_taken, down(level)) == (0, [])
    level.superior.most_content = limits.CONTENT_BYTES
    assert level.relay().files_taken == 1
    level.superior.close()


def test_what_nobody_holds_any_more_is_asked_for_and_holds_up_nothing(small: tuple[Pair, Level]) -> None:
    pair, level = small
    record = employer(pair)
    content, other = attach(pair, record, picture(900, 1)), attach(pair, record, picture(900, 2))
    attachments.in_store(pair.db).drop(content)
    pair.sync()
    assert (level.relay().files_sent, set(at(level.above))) == (1, {other})
    level.road.requests.clear()
    level.relay()
    asked = ["/s/hello", "/s/hello", *[CONTENTS_PATH] * 3]  # what is wanted, what of it after that, what is there
    assert [path for path, _body in level.road.requests] == asked
