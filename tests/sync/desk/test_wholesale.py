"""A gesture that changes a large part of a register is shown before it leaves the office."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sync.desk import backup, sending, session
from sync.desk.wholesale import AT_LEAST, ManyChangedError
from tests.offices import ACTOR
from union_desk import records, undo
from union_desk.registers import MEMBERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from sync.server.superior import Superior
    from tests.sync.roads import Pair


@pytest.fixture
def pair(enrolled: Callable[[Superior], Pair], local: Superior, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pair]:
    """Give an office whose sessions go over this test's road."""
    made = enrolled(local)
    really = session.run_session
    monkeypatch.setattr(session, "run_session", lambda db, *given, **named: really(
        db, *given, **{"post": made.road.post, **named}))
    yield made
    made.db.close()


def report(pair: Pair, *, accept_many: bool = False) -> int:
    with pair.at_this_computer():
        return sending.send(pair.db, ACTOR, accept_many=accept_many).records


def change(pair: Pair, ids: Sequence[str], remark: str) -> None:
    """Change many members in one gesture."""
    with pair.db.write(ACTOR, "Changed") as s:
        records.update_many(s, MEMBERS, [(each, {"remark": (None, remark)}) for each in ids])


def test_a_gesture_over_a_large_part_of_a_register_is_asked_about_once(pair: Pair, tmp_path: Path) -> None:
    ids = pair.add(*range(1, 2 * AT_LEAST))
    assert report(pair) > 0  # what is added, and all before the first report, is no such change
    change(pair, ids[:AT_LEAST], "误改")
    for _attempt in range(2):
        with pytest.raises(ManyChangedError, match=f"{AT_LEAST}"), pair.at_this_computer():
            sending.send(pair.db, ACTOR)
    with pytest.raises(ManyChangedError):
        sending.write_file(pair.db, ACTOR, tmp_path / "report.udc")
    with pair.at_this_computer():
        assert backup.seal(pair.db) > 0  # a backup seals it, and it is asked about all the same
    with pytest.raises(ManyChangedError):
        report(pair)
    assert {row.get("remark") for row in pair.there().values()} == {None}
    assert report(pair, accept_many=True) == AT_LEAST
    assert report(pair) == 0
    pair.check()


def test_a_slip_that_is_undone_few_records_and_new_ones_are_not_asked_about(pair: Pair) -> None:
    ids = pair.add(*range(1, 2 * AT_LEAST))
    report(pair)
    change(pair, ids[:AT_LEAST - 1], "不多")
    pair.add(*range(100, 100 + AT_LEAST))
    assert report(pair) > AT_LEAST
    change(pair, ids, "误改")
    undo.undo(pair.db, ACTOR)
    report(pair)
    pair.check()


def test_what_another_computer_changed_is_not_asked_about_here(pair: Pair, tmp_path: Path) -> None:
    ids = pair.add(*range(1, 2 * AT_LEAST))
    report(pair)
    other = pair.copy(tmp_path / "other", with_key=False)
    other.enrol(pair.superior.add_token(pair.unit.code)[1].text)
    other.sync()
    change(other, ids, "另一台电脑")
    other.sync()
    other.db.close()
    pair.db = type(pair.db).open_with(pair.db.folder, pair.db.key)
    report(pair)
    pair.add(90)
    assert report(pair) > 0
