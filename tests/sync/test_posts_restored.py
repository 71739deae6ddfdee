"""Papers of several lives of a superior: what it says now holds, at every desk, whatever comes back from which log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.server import posting, verifying
from tests.sync.senders import row_id
from tests.sync.test_posts import PAPER, backup, files, held, reopen

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sync.roads import Pair

__all__ = ["files"]
MANY = range(10, 18)  # of two versions beside each other chance decides which has the larger hash: each of eight papers


def say(pair: Pair, title: str, numbers: range = MANY) -> None:
    """Post papers under one title each."""
    posting.post(pair.superior, "posted_papers", [PAPER | {"id": row_id(n), "title": title} for n in numbers])


def shown(pair: Pair) -> set[str]:
    """Return the titles at the desk, which are those at the superior."""
    found = {str(row["title"]) for row in held(pair.db, "posted_papers").values()}
    assert found == {str(row["title"]) for row in posting.posts(pair.superior, "posted_papers").values()}
    assert verifying.check(pair.superior).faults == []
    return found


def test_what_a_restored_superior_wrote_since_holds_against_what_comes_back(files: tuple[Pair, Path]) -> None:
    pair, path = files
    pair.sync()
    old = backup(pair, path, "old.db")
    say(pair, "恢复前")
    pair.sync()
    reopen(pair, path, old)
    say(pair, "恢复后")  # in a fresh log, and it knows nothing of the other
    assert pair.sync(accept_emptier=True).handed_back == 1
    pair.sync()
    assert shown(pair) == {"恢复后"}
    assert pair.sync().posts == 0


def test_what_a_restored_superior_withdrew_since_stays_withdrawn(files: tuple[Pair, Path]) -> None:
    pair, path = files
    say(pair, "先前")
    pair.sync()
    old = backup(pair, path, "old.db")
    say(pair, "恢复前")
    pair.sync()
    reopen(pair, path, old)
    pair.sync(accept_emptier=True)  # given back, and the log is closed
    posting.post(pair.superior, "posted_papers", [], deleted=[row_id(n) for n in MANY])
    pair.sync()
    assert shown(pair) == set()
