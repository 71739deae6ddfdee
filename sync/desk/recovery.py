"""Mending after a restored backup, a copied disk or a superior that lost frames: cut, and send again.

Whatever happened, it shows as one of two cases: the same frame again, or another branch. Another branch is cut: its
rows are sealed once more under a fresh log, with what they have seen clamped to what the superior holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.desk import rivals, store
from sync.desk.engine import DeskStore
from sync.protocol import core, frame
from sync.protocol.refusals import Refused, Why
from union_desk.synctables import AGAIN, FRAMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from union_desk.schema.register import Register

def cut(s: Session, log: store.Log, common: int) -> int:
    """Forget a log above the last frame that the superior shares, and whatever was built on it; returns rows concerned.

    Those rows are sealed once more. The same transaction does all of it.
    """
    return core.cut(DeskStore(s, log.unit), log.log, common)


def given_up(s: Session, device: str, name: str, code: str) -> store.Log | None:
    """Return the log that a refusal tells to cut: another computer's, which the superior lost and takes from nobody.

    That computer was withdrawn, or forgotten with a restore: what it wrote is sealed once more as the own `device`'s.
    """
    if code not in {Why.REVOKED, Why.UNKNOWN_DEVICE}:
        return None
    return next((log for log in store.logs(s) if log.log == name and log.device != device), None)


def first_unsendable(s: Session, log: store.Log, held: int) -> int | None:
    """Return the first frame the superior lacks whose bytes are gone or not what was sealed, if there is one."""
    for seq, digest, data in s.execute(sa.select(FRAMES.c.seq, FRAMES.c.hash, FRAMES.c.data).where(
            FRAMES.c.log == log.n, FRAMES.c.seq > held).order_by(FRAMES.c.seq)):
        if not is_whole(data, digest):
            return int(seq)
    return None


def is_whole(data: bytes | None, digest: str) -> bool:
    """Tell whether stored bytes are the frame of that hash, payload included."""
    try:
        (one,) = frame.read(bytes(data or b""))
        return one.hash == digest and one.is_whole()
    except (Refused, ValueError):
        return False


def send_again(s: Session, register: Register, records: Sequence[str]) -> None:
    """Report records once more though they have not changed, inside `db.bookkeeping()`."""
    for record in records:
        rivals.seal_again(s, register.name, record)


def send_everything_again(s: Session) -> int:
    """Report every record once more; always safe, it only costs bytes. Returns how many that is."""
    s.execute(sa.delete(AGAIN))
    for name, register in store.shared().items():
        s.execute(sa.text(f"INSERT INTO sync_again (register, record) SELECT c.register, c.record "  # noqa: S608  our own name
                          f"FROM (SELECT :r AS register, id AS record FROM {register.table.name}) c WHERE 1 = 1"
                          f"{store.going('c')}"),
                  {"r": name})
    return int(s.execute(sa.select(sa.func.count()).select_from(AGAIN)).scalar_one())
