"""A paper beside what the superior received: it is asked for the figures of a return, or to count a table anew."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.desk import session
from sync.protocol import recon
from sync.protocol.recon import Question
from union_desk.affairs import returns
from union_desk.errors import UserError
from union_desk.progress import NONE
from union_desk.registers.members import MEMBERS
from union_desk.registers.returns import RETURN_LINES
from union_desk.statistics import printed, received, snapshot
from union_desk.statistics.crosstab import CrossTab, crosstab
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.orm import Session

    from sync.desk.remote import Post
    from sync.protocol.peer import Peer
    from sync.protocol.recon import TableAnswer, VersionRow
    from union_desk.database import Database
    from union_desk.statistics.content import Line
    from union_desk.statistics.printed import TableVerdict
    from union_desk.statistics.received import Beside


class NotThereError(UserError):
    """The superior holds no figures of that return."""

    code = "paper_not_there"
    message = N_("The superior union has received no figures of the return of {period}, version {version}. Report "
                 "first, then ask again.")


class NotCountedError(UserError):
    """The superior has no members of this office, or its program cannot count tables yet."""

    code = "paper_table_not_counted"
    message = N_("The superior union cannot count this table: it has received no member of this office, or its program "
                 "is older than this one. Report first, then ask again.")


class SomeOnlyError(UserError):
    """The table counts people whom the code does not name, so nobody else can count them."""

    code = "paper_table_some_only"
    message = N_("The table on this paper counts only some of the members, and its code does not say which. The "
                 "superior cannot count them; compare it with this office.")


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


def check_table_now(db: Database, code: str, *, post: Post | None = None) -> tuple[TableVerdict, str]:
    """Ask the superior to count a paper's table anew; changes nothing.

    Returns its verdict, and until when received rows were taken into account ('' for all). Raises as
    `session.run_session` does, NoTableCodeError, SomeOnlyError, NotCountedError.
    """
    paper = printed.read_code(code)
    if paper.some:
        raise SomeOnlyError
    with session.talking(db, NONE, post) as talk:
        session.greet(talk)
        told = talk.peer.recon(Question(register=MEMBERS.name, paper=code.strip()), talk.nonce).table
    if told is None or not told.known:
        raise NotCountedError
    with db.read() as s:
        return printed.beside(paper, _counted_there(s, paper, told), printed.kept_of(s, code)), told.moment


def _counted_there(s: Session, paper: printed.PaperTable, told: TableAnswer) -> CrossTab:
    """Return the superior's count with this office's names for the categories."""
    own = crosstab(s, paper.dimensions, paper.scope)
    return CrossTab(own.scope, own.dimensions, own.axes, Counter({tuple(keys): count for keys, count in told.cells}))


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
