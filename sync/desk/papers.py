"""A signed paper beside what the superior received: it is asked for the figures of the return, record by record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.desk import session
from sync.protocol import recon
from sync.protocol.recon import Question
from union_desk.affairs import returns
from union_desk.errors import UserError
from union_desk.progress import NONE
from union_desk.registers.returns import RETURN_LINES
from union_desk.statistics import received, snapshot
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.orm import Session

    from sync.desk.remote import Post
    from sync.protocol.peer import Peer
    from sync.protocol.recon import VersionRow
    from union_desk.database import Database
    from union_desk.statistics.content import Line
    from union_desk.statistics.received import Beside


class NotThereError(UserError):
    """The superior holds no figures of that return."""

    code = "paper_not_there"
    message = N_("The superior union has received no figures of the return of {period}, version {version}. Report "
                 "first, then ask again.")


@dataclass(frozen=True)
class Asked:
    """A paper beside the superior's copy, and the figures in which that copy differs from this office's own."""

    beside: Beside
    others: tuple[tuple[Line, Line], ...]  # (here, there)


def check_now(db: Database, code: str, *, post: Post | None = None) -> Asked:
    """Ask the superior about a paper; changes nothing. Raises as `session.run_session` and `check` do."""
    with session.talking(db, NONE, post) as talk:
        session.greet(talk)
        with db.read() as s:
            return check(s, talk.peer, talk.nonce, code)


def check(s: Session, peer: Peer, nonce: str, code: str) -> Asked:
    """Compare a paper's code with the figures that the superior holds; raises NoCodeError, NoReturnError."""
    paper = snapshot.read_code(code)
    record = returns.of_paper(s, paper)
    own = {row["id"]: row for row in returns.rows(s, record["id"])}
    there = [dict(row.values) for row in _versions(peer, nonce, list(own)) if not row.deleted]
    if not there:
        raise NotThereError(period=paper.period.text(), version=paper.version)
    content = received.content_of(paper.period, paper.version, there)
    mine = received.content_of(paper.period, paper.version, own.values())
    differing = [(line, content.lines.get(key, line)) for key, line in mine.lines.items()
                 if key not in content.lines or content.lines[key].value != line.value]
    return Asked(received.beside(paper, content), tuple(differing))


def _versions(peer: Peer, nonce: str, ids: Sequence[str]) -> Iterator[VersionRow]:
    for start in range(0, len(ids), recon.MOST_VERSIONS):
        asked = Question(register=RETURN_LINES.name, records=list(ids[start:start + recon.MOST_VERSIONS]))
        yield from peer.recon(asked, nonce).versions
