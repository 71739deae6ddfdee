"""What a computer says of itself at the beginning of a session, over a network or on a stick."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sync.desk import store
from sync.protocol import frame
from sync.protocol.messages import Hello, LogHead
from union_desk import __version__
from union_desk.migrations import HEAD

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def greeting(s: Session) -> Hello:
    """Return what this computer holds, as it is told to the superior."""
    told = {down: [LogHead(log=log.log, share=log.share, seq=log.head.seq, hash=log.head.hash)
                   for log in store.all_logs(s) if (log.share == frame.DOWN) is down] for down in (False, True)}
    return Hello(challenge=secrets.token_hex(16), app=f"union-desk {__version__}", schema=HEAD, heads=told[False],
                 feed=told[True])
