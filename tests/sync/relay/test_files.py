"""Files through a relay: from the desk over its district to the city, and from the city down to the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from sync.desk import contents
from sync.protocol import canonical, limits
from sync.protocol.columns import Table
from sync.protocol.contents import Fetch, PieceHead, read_piece
from sync.protocol.messages import FETCH_PATH, FRAMES_PATH, PIECE_PATH
from sync.relay import policy, status
from sync.server import answering, verifying
from sync.server import contents as there
from sync.server.superior import Superior
from sync.server.tables import CONTENTS, PIECES, RELAY_CONTENTS
from tests.offices import ACTOR
from tests.sync.conftest import POSTGRES, SQLITE
from tests.sync.files import attach, employer, kept, notice, picture, small_pieces
from tests.sync.relay.levels import Level
from tests.sync.relay.test_falling import beside, titles
from tests.sync.relay.test_policy import lines
from tests.sync.roads import CutError, Pair
from tests.sync.test_posts import PAPER, TASK
from union_desk import attachments, registers
from union_desk.affairs import directives_posted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from union_desk.database import Database

__all__ = ["notice", "small_pieces"]


@pytest.fixture(params=[SQLITE, pytest.param(POSTGRES, marks=pytest.mark.postgres)])
def city(request: pytest.FixtureRequest, superior_file: Callable[[str], Superior]) -> Iterator[Superior]:
    """Give a city over an SQLite file, then over PostgreSQL."""
    if request.param == SQLITE:
        made = superior_file("city")
    else:
        made = Superior.open(request.getfixturevalue("postgres_database").url)
    made.rename("海口市总工会")
    yield made
    made.close()


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, city: Superior) -> str:
    """Give the address of an empty database of the city's kind, '' for a file."""
    return "" if city.engine.dialect.name == "sqlite" else str(request.getfixturevalue("postgres").fresh().url)


@pytest.fixture
def pair(enrolled: Callable[[Superior], Pair], elsewhere: str, tmp_path: Path) -> Iterator[Pair]:
    """Give an office whose district lies over the same kind of database as its city."""
    district = Superior.open(elsewhere or str(tmp_path / "district.db"))
    district.rename("海口市某区总工会")
    made = enrolled(district)
    yield made
    made.db.close()
    district.close()


@pytest.fixture
def level(pair: Pair, city: Superior) -> Level:
    """Give the district as a relay to its city."""
    return Level.of(pair.superior, city)


@pytest.fixture
def small(enrolled: Callable[[Superior], Pair], city: Superior,
          superior_file: Callable[[str], Superior]) -> Iterator[tuple[Pair, Level]]:
    """Give an office, its district over a file, and its city over either database."""
    district = superior_file("district")
    district.rename("海口市某区总工会")
    made = enrolled(district)
    yield made, Level.of(district, city)
    made.db.close()


def at(superior: Superior) -> dict[str, bytes]:
    """Return the whole contents that a superior holds, by name."""
    with superior.engine.begin() as connection:
        names = connection.execute(sa.select(CONTENTS.c.unit_id, CONTENTS.c.content).where(
            CONTENTS.c.received_at.is_not(None))).all()
        return {content: b"".join(there.pieces(connection, unit, content)) for unit, content in names}


def up(level: Level) -> list[PieceHead]:
    """Return the heads of the pieces that went to the city."""
    return [read_piece(body)[0] for path, body in level.road.requests if path == PIECE_PATH]


def down(level: Level) -> list[int]:
    """Return where the pieces began that were fetched from the city."""
    return [canonical.decode(body, Fetch).offset for path, body in level.road.requests if path == FETCH_PATH]


def cut_every(path: str, when: str, times: int) -> Callable[[int, str, str], bool]:
    """Return a fault of a road: the first requests of a kind break it, each once."""
    cut = iter(range(times))
    return lambda _number, at, moment: at == path and moment == when and next(cut, None) is not None


def post(superior: Superior, file: Path, units: list[Any] | None = None) -> str:
    """Post a paper with a task and a file."""
    return answering.post_paper(superior, {k: v for k, v in PAPER.items() if k != "id"},
                                [{k: v for k, v in TASK.items() if k not in {"id", "paper_id"}}], units or [], [file])


def test_a_file_goes_from_the_desk_over_the_district_to_the_city(pair: Pair, level: Level) -> None:
    data = picture(3_500)
    content = attach(pair, employer(pair), data)
    pair.sync()
    report = level.relay()
    assert (report.faults, report.files_sent, report.returned) == ({}, 1, 0)
    assert at(level.above) == kept(pair) == {content: data}
    order = [path for path, _body in level.road.requests]
    assert order.index(PIECE_PATH) > max(place for place, path in enumerate(order) if path == FRAMES_PATH)
    (row,) = level.there(pair.unit, "attachments").values()
    assert (row["content"], row["owner_register"], row["remarks"]) == (content, "employers", [])
    found = [verifying.check(one) for one in (level.superior, level.above)]
    assert [(each.contents, each.faults) for each in found] == [(1, []), (1, [])]
    assert status.status(level.superior, level.policy)["files"] == {
        "waiting": 0, "confirmed": 1, "refused": 0, "awaited": 0}
    level.road.requests.clear()
    assert level.relay().files_sent == 0
    assert [path for path, _body in level.road.requests] == ["/s/hello"]


@pytest.mark.parametrize("when", ["there", "back"])
def test_the_road_to_the_city_is_cut_at_every_piece_and_goes_on_where_it_was(
        pair: Pair, level: Level, when: str) -> None:
    data = picture(3_500)
    content = attach(pair, employer(pair), data)
    pair.sync()
    level.road.fault = cut_every(PIECE_PATH, when, 4)
    for _session in range(4):
        with pytest.raises(CutError):
            level.relay()
    level.relay()
    assert at(level.above) == {content: data}
    offsets = [head.offset for head in up(level)]
    assert offsets == sorted(offsets)
    assert len(offsets) == (4 if when == "back" else 8)  # what arrived although nobody heard of it is not sent again
    assert status.status(level.superior, level.policy)["files"]["confirmed"] == 1


def test_a_paper_of_the_city_brings_its_file_to_the_desk(pair: Pair, level: Level, notice: Path) -> None:
    post(level.above, notice)
    level.road.fault = cut_every(FETCH_PATH, "back", 3)
    for _session in range(3):
        with pytest.raises(CutError):
            level.relay()
    pair.sync()  # the paper is there before its file
    assert titles(pair.db) == {PAPER["title"]}
    assert pair.sync().files_taken == 0
    assert level.relay().files_taken == 1
    assert down(level) == [0, 0, 0, 0, 1024, 2048, 3072]
    assert pair.sync().files_taken == 1
    with pair.db.write(ACTOR, "Taken") as s:
        (own,) = directives_posted.take_papers(s, "赵接待")
        (row,) = attachments.of(s, directives_posted.DIRECTIVES, own)
    assert attachments.load(pair.db, row) == notice.read_bytes()
    pair.sync()
    assert level.relay().files_sent == 0  # the city's own paper is not given back to it, though a record names it
    assert verifying.check(level.superior).faults == verifying.check(level.above).faults == []
    pair.sync()
    for road in (pair.road, level.road):
        road.requests.clear()
    pair.sync()
    level.relay()
    assert [path for road in (pair.road, level.road) for path, _body in road.requests] == ["/s/hello"] * 2


def test_a_file_for_one_union_below_comes_to_that_union_alone(
        pair: Pair, level: Level, notice: Path, tmp_path: Path, office_maker: Callable[[], Database]) -> None:
    other = beside(pair, office_maker(), tmp_path)
    level.relay()
    post(level.above, notice, [pair.unit])
    assert level.relay().files_taken == 1
    assert (pair.sync().files_taken, other.sync().files_taken) == (1, 0)
    other.db.close()


def test_a_file_for_the_district_itself_stays_there(small: tuple[Pair, Level], notice: Path) -> None:
    pair, level = small
    post(level.above, notice, [level.unit])
    assert level.relay().files_taken == 1
    assert list(at(level.superior).values()) == [notice.read_bytes()]
    assert pair.sync().files_taken == 0


def test_killed_between_two_pieces_the_district_goes_on_from_its_database(
        small: tuple[Pair, Level], notice: Path) -> None:
    pair, level = small
    content = attach(pair, employer(pair), picture(3_500))
    pair.sync()
    post(level.above, notice)
    level.road.fault = lambda _number, path, when: when == "back" and path in {PIECE_PATH, FETCH_PATH} and (
        len(up(level)), len(down(level))) in {(0, 2), (2, 5)}
    for _life in range(2):
        with pytest.raises(CutError):
            level.relay()
        place = str(level.superior.engine.url.database or "")
        with level.superior.engine.connect() as connection:
            place = connection.exec_driver_sql("PRAGMA database_list").first()[2]  # type: ignore[index]  # one row
        level.superior.close()
        level.superior = pair.superior = pair.road.service.superior = Superior.open(place)
    level.relay()
    assert at(level.above)[content] == picture(3_500)
    assert (down(level), [head.offset for head in up(level)]) == ([0, 1024, 1024, 2048, 3072], [0, 1024, 2048, 3072])
    assert pair.sync().files_taken == 1
    level.superior.close()


def test_the_policy_keeps_the_files_of_a_book_and_of_one_that_goes_on_with_less(
        small: tuple[Pair, Level], tmp_path: Path) -> None:
    pair, level = small
    content = attach(pair, employer(pair), picture(900))
    level.policy = lines(tmp_path, "employers,@files,hold,,")
    assert policy.FILES in level.policy.withheld()["employers"]
    pair.sync()
    level.relay()
    assert (at(level.above), level.there(pair.unit, "attachments")) == ({}, {})
    assert level.there(pair.unit, "employers")
    level.policy = lines(tmp_path, "employers,unit_name,omit,,")
    level.relay()
    assert (at(level.above), level.there(pair.unit, "attachments")) == ({}, {})
    level.policy = lines(tmp_path, "employers,@files,pass,,", "employers,unit_name,omit,,")
    assert level.relay().files_sent == 1
    assert set(at(level.above)) == {content}


def test_what_a_book_may_send_no_further_than_the_district_stops_there() -> None:
    found = policy.read().redact(Table("attachments", ["0199c0de-0000-7000-8000-000000000001"] * 3, {
        "owner_register": ["employers", "cards", None], "content": ["a" * 64, "b" * 64, None]}, [0, 0, 1]))
    assert found is not None
    assert (found.columns["content"], found.deleted) == (["a" * 64, None], [0, 1])
    held = policy.read().sending_files()
    assert ("employers" in held, "cards" in held, "appeals" in held) == (True, False, False)


def test_a_policy_that_is_narrowed_meanwhile_keeps_the_rest_of_a_file_here(
        small: tuple[Pair, Level], tmp_path: Path) -> None:
    pair, level = small
    attach(pair, employer(pair), picture(3_500))
    pair.sync()
    level.road.fault = cut_every(PIECE_PATH, "there", 1)
    with pytest.raises(CutError):
        level.relay()
    level.policy = lines(tmp_path, "employers,@files,hold,,")
    level.road.requests.clear()
    assert level.relay().files_sent == 0
    assert up(level) == []


def test_a_city_that_lost_a_file_is_given_it_again(
        small: tuple[Pair, Level], tmp_path: Path, elsewhere: str) -> None:
    pair, level = small
    old_data, new_data = picture(900, 1), picture(1_900, 2)
    record = employer(pair)
    first = attach(pair, record, old_data)
    pair.sync()
    level.relay()
    old = level.backup(tmp_path)
    second = attach(pair, record, new_data)
    pair.sync()
    level.relay()
    level.restore(old, tmp_path, address=elsewhere)
    level.relay()
    assert at(level.above) == {first: old_data, second: new_data}
    with level.above.engine.begin() as connection:
        connection.execute(sa.update(PIECES).where(PIECES.c.content == first).values(data=b"x" * 900))
    assert verifying.ask_again(level.above, pair.unit.id) == 1
    assert level.relay().files_sent == 1
    assert at(level.above) == {first: old_data, second: new_data}
    level.above.close()


def test_what_the_city_never_takes_is_remembered_and_holds_up_nothing(small: tuple[Pair, Level]) -> None:
    pair, level = small
    large, fine = attach(pair, employer(pair), picture(3_000)), attach(pair, employer(pair, "另一家厂"), picture(900))
    pair.sync()
    level.above.most_content = 2_000
    level.relay()
    assert set(at(level.above)) == {fine}
    with level.superior.engine.connect() as connection:
        assert connection.execute(sa.select(RELAY_CONTENTS.c.content)).scalars().all() == [fine]
    assert status.status(level.superior, level.policy)["files"]["waiting"] == 1
    level.above.most_content = limits.CONTENT_BYTES
    level.relay()
    assert set(at(level.above)) == {fine, large}


def test_a_file_from_above_that_is_not_what_it_is_called_is_dropped_and_comes_again(
        small: tuple[Pair, Level], notice: Path) -> None:
    _pair, level = small
    post(level.above, notice)
    with level.above.engine.begin() as connection:
        (piece,) = connection.execute(sa.select(PIECES.c.data).where(PIECES.c.start == 0)).scalars().all()
        connection.execute(sa.update(PIECES).where(PIECES.c.start == 0).values(data=b"x" * len(piece)))
    assert level.relay().files_taken == 0
    assert at(level.superior) == {}
    with level.above.engine.begin() as connection:
        connection.execute(sa.update(PIECES).where(PIECES.c.start == 0).values(data=piece))
    assert level.relay().files_taken == 1


def test_a_file_that_is_on_its_way_from_above_and_is_posted_here_too_is_there_at_once(
        small: tuple[Pair, Level], notice: Path) -> None:
    pair, level = small
    post(level.above, notice)
    level.road.fault = lambda _number, path, when: path == FETCH_PATH and when == "there" and len(down(level)) == 2
    with pytest.raises(CutError):
        level.relay()
    post(level.superior, notice)
    assert level.relay().files_taken == 0
    assert pair.sync().files_taken == 1
    assert verifying.check(level.superior).faults == []


def test_every_level_that_holds_a_file_is_seen_at_the_desk(
        pair: Pair, level: Level, superior_file: Callable[[str], Superior]) -> None:
    level.above.set_level("3")
    upper = Level.of(level.above, superior_file("province"), "46")
    record = employer(pair)
    content = attach(pair, record, picture(900))
    other = attach(pair, record, picture(1_200))
    pair.sync()
    level.road.fault = cut_every("/s/piece", "there", 1)
    with pytest.raises(CutError):
        level.relay()  # the records are there, and no file
    pair.sync()
    with pair.db.read() as s:
        rows = s.execute(sa.select(registers.get("attachments").table)).mappings().all()
        assert contents.held_above(s, [dict(row) for row in rows]) == {}
    for step in (level.relay, pair.sync, upper.relay, level.relay, pair.sync):
        step()
    with pair.db.read() as s:
        found = contents.held_above(s, [dict(row) for row in rows])
    assert {name: [(one.above, one.name, one.kind) for one in told] for name, told in found.items()} == {
        name: [(1, "海口市总工会", "3"), (2, upper.above.name, "")] for name in (content, other)}
    assert [(one.name, one.records) for one in contents.figures_of(pair.db).above] == [
        ("海口市总工会", 2), (upper.above.name, 2)]
    pair.road.requests.clear()
    assert (pair.sync().levels, len(pair.road.requests)) == (0, 1)
