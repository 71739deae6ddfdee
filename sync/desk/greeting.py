"""The greeting: what this computer holds, and the superior's signed answer to it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import msgspec

from sync.desk import store
from sync.protocol import frame
from sync.protocol.messages import Hello, KnownLog, LogHead
from sync.protocol.refusals import Refused, Why
from sync.protocol.rows import digest_of_roots
from union_desk import __version__
from union_desk.migrations import HEAD

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from sync.protocol.messages import Welcome
    from sync.protocol.peer import Peer
    from union_desk.database import Database


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
    try:
        welcome = peer.hello(hello)
    except Refused as refused:
        if refused.code != Why.UNKNOWN_DEVICE:
            raise
        welcome = peer.hello(msgspec.structs.replace(hello, certificate=superior.certificate))
    if welcome.unit != superior.unit:
        raise Refused(Why.WRONG_UNIT)
    if welcome.heads_equal is True:
        welcome = msgspec.structs.replace(welcome, logs=_known(hello.heads), feed=_known(hello.feed))
    if welcome.sums_equal is True:
        welcome = msgspec.structs.replace(welcome, roots={name: root.wire() for name, root in roots.items()})
    return welcome


def _known(heads: Iterable[LogHead]) -> list[KnownLog]:
    """Return logs as the superior would tell of them that holds just what was told."""
    return [KnownLog(log=head.log, seq=head.seq, end=head.seq, tail=[head.hash]) for head in heads if head.seq]
