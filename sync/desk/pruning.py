"""How long the bytes of confirmed frames are kept here: a restored superior gets them again, and a merge its ancestor.

Without them nothing is lost: what such a superior lacks is sealed once more. So age is counted by the superior's own
times on its receipts, and no clock of this computer has a say. Hashes and receipts stay for ever.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.desk import store
from sync.protocol import limits
from sync.protocol.frame import DOWN
from union_desk.synctables import FRAMES

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def prune(s: Session, own_days: int = limits.KEEP_OWN_DAYS, other_days: int = limits.KEEP_OTHERS_DAYS,
          last: int = limits.TAIL_HASHES) -> int:
    """Drop the bytes of confirmed frames that are older than so many days; returns how many.

    The `last` frames of each log stay whatever their age, and so does whatever the superior wrote: only its unions can
    give it back. Nothing is dropped that is not confirmed.
    """
    newest = s.execute(sa.select(sa.func.max(FRAMES.c.received_at)).where(FRAMES.c.receipt.is_not(None))).scalar()
    if newest is None:
        return 0
    device, count = store.superior(s).device, 0
    for log in store.all_logs(s):
        if log.share == DOWN:
            continue
        before = _days_before(newest, own_days if log.device == device else other_days)
        done = s.execute(sa.update(FRAMES).where(
            FRAMES.c.log == log.n, FRAMES.c.data.is_not(None), FRAMES.c.receipt.is_not(None),
            FRAMES.c.received_at <= before, FRAMES.c.seq <= min(log.acked, log.head.seq - last)).values(data=None))
        count += done.rowcount  # type: ignore[attr-defined]  # an update has one
    return count


def _days_before(moment: str, days: int) -> str:
    at = dt.datetime.fromisoformat(moment) - dt.timedelta(days=days)
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
