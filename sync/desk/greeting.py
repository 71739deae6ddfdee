"""The greeting: what this computer holds, and the superior's signed answer to it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from sync.desk import store
from sync.protocol import frame
from sync.protocol.messages import Hello, KnownLog, LogHead, digest_of_heads
from sync.protocol.refusals import Refused, Why
from sync.protocol.rows import digest_of_roots
from union_desk import __version__
from union_desk.migrations import HEAD
from union_desk.synctables import FRAMES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from sync.protocol.messages import Welcome
    from sync.protocol.peer import Peer
    from union_desk.database import Database

MANY = 4  # logs whose heads are told as one digest, so that a greeting is small at any number of them


def greeting(s: Session) -> Hello:
    """Return what this computer holds, as it is told to the superior."""
    told = {down: [LogHead(log=log.log, share=log.share, seq=log.head.seq, hash=log.head.hash)
                   for log in store.all_logs(s) if (log.share == frame.DOWN) is down] for down in (False, True)}
    return Hello(challenge=secrets.token_hex(16), app=f"union-desk {__version__}", schema=HEAD, heads=told[False],
                 feed=told[True])


def greet(db: Database, superior: store.Superior, peer: Peer) -> Welcome:
    """Greet and return the answer, whole; a superior that does not know this computer is shown its certificate.

    Raises Refused, NoAnswerError.
    """
    with db.read(whole=True) as s:
        roots = store.roots(s)
        hello = msgspec.structs.replace(greeting(s), sums=digest_of_roots(roots))
        is_caught_up = s.execute(sa.select(FRAMES.c.seq).where(FRAMES.c.received_at.is_(None)).limit(1)).first() is None
    known = [*hello.heads, *hello.feed]
    welcome = None
    if len(known) > MANY and is_caught_up:  # most likely the superior holds just these
        digest = digest_of_heads((head.log, head.seq, head.hash) for head in known)
        welcome = _ask(superior, peer, msgspec.structs.replace(hello, heads=[], feed=[], digest=digest))
    if welcome is None or welcome.heads_equal is not True:
        welcome = _ask(superior, peer, hello)
    if welcome.unit != superior.unit:
        raise Refused(Why.WRONG_UNIT)
    if welcome.heads_equal is True:
        welcome = msgspec.structs.replace(welcome, logs=_known(hello.heads), feed=_known(hello.feed))
    if welcome.sums_equal is True:
        welcome = msgspec.structs.replace(welcome, roots={name: root.wire() for name, root in roots.items()})
    return welcome


def _ask(superior: store.Superior, peer: Peer, hello: Hello) -> Welcome:
    try:
        return peer.hello(hello)
    except Refused as refused:
        if refused.code != Why.UNKNOWN_DEVICE:
            raise
        return peer.hello(msgspec.structs.replace(hello, certificate=superior.certificate))


def _known(heads: Iterable[LogHead]) -> list[KnownLog]:
    """Return logs as the superior would tell of them that holds just what was told."""
    return [KnownLog(log=head.log, seq=head.seq, end=head.seq, tail=[head.hash]) for head in heads if head.seq]
