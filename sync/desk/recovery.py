"""Mending after a restored backup, a copied disk or a superior that lost frames: roll over, cut, send again.

Whatever happened, it shows as one of two cases: the same frame again, or another branch. Another branch is cut: its
rows are sealed once more under a fresh log, with what they have seen clamped to what the superior holds.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.desk import store
from sync.protocol import frame, seen
from sync.protocol.refusals import Refused
from union_desk.synctables import AGAIN, FRAMES, LOGS, RECORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from union_desk.schema.register import Register

_log = logging.getLogger(__name__)


def roll_over(s: Session, log: store.Log) -> None:
    """Close a log: the superior knows more of it than this database, which is an older copy of itself."""
    s.execute(sa.update(LOGS).where(LOGS.c.n == log.n).values(open=False))
    _log.info("log %s closed at %d: the superior holds more of it", log.log, log.head.seq)


def cut(s: Session, log: store.Log, common: int) -> int:
    """Forget a log above the last frame that the superior shares, and whatever was built on it; returns rows concerned.

    Those rows are sealed once more. The same transaction does all of it.
    """
    cuts = _cascade(s, log, common)
    by_number = {each.n: each for each in store.logs(s)}
    concerned = 0
    for number, low in cuts.items():
        one = by_number[number]
        concerned += _reissue(s, one, low)
        s.execute(sa.delete(FRAMES).where(FRAMES.c.log == number, FRAMES.c.seq > low))
        s.execute(sa.update(LOGS).where(LOGS.c.n == number).values(
            seq=low, hash=store.hash_at(s, one, low) or frame.FIRST, acked=min(one.acked, low), open=False))
        _log.warning("log %s cut above %d: the superior holds another branch", one.log, low)
    return concerned


def _cascade(s: Session, log: store.Log, common: int) -> dict[int, int]:
    """Return the cuts: the log itself, and frames of other logs that name a cut frame as their ground, and so on."""
    cuts, grew = {log.n: common}, True
    names = {each.log: each.n for each in store.logs(s)}
    while grew:
        grew = False
        for number, seq, data in s.execute(sa.select(FRAMES.c.log, FRAMES.c.seq, FRAMES.c.data)
                                           .where(FRAMES.c.data.is_not(None)).order_by(FRAMES.c.log, FRAMES.c.seq)):
            if seq > cuts.get(number, seq):
                continue
            ground = next(frame.read(bytes(data))).header.deps
            if any(names.get(name) in cuts and at > cuts[names[name]] for name, (at, _hash) in ground.items()):
                cuts[number], grew = seq - 1, True
                break
    return cuts


def _reissue(s: Session, log: store.Log, low: int) -> int:
    """Mark the rows whose version mentions a cut frame: to be sealed again, clamped, and out of the sums until then."""
    names = {each.n: each.log for each in store.logs(s)}
    own = sa.and_(RECORDS.c.log == log.n, RECORDS.c.seq > low)
    rows = s.execute(sa.select(RECORDS).where(sa.or_(own, RECORDS.c.seen.contains(log.log)))).mappings().all()
    found = []
    for row in rows:
        text = row["seen"] if row["seen"] is not None else f"{names[row['log']]}:{row['seq']}"
        vector = seen.read(text) if text else {}
        if vector.get(log.log, 0) > low:
            found.append((row, seen.write(seen.clamp(vector, {log.log: low}))))
    roots = store.roots(s)
    for row, clamped in found:
        register, record = row["register"], row["record"]
        if row["hash"]:
            roots[register] = roots[register].remove([bytes(row["hash"])])
        s.execute(sa.update(RECORDS).where(RECORDS.c.register == register, RECORDS.c.record == record)
                  .values(seen=clamped, hash=b""))
        _again(s, register, [record])
    for register in {row["register"] for row, _clamped in found}:
        store.put_root(s, register, roots[register])
    return len(found)


def take_back(s: Session, log: store.Log, held: int) -> None:
    """Note that the superior lost frames it had confirmed: they wait again, and are sent as they are."""
    s.execute(sa.update(FRAMES).where(FRAMES.c.log == log.n, FRAMES.c.seq > held)
              .values(received_at=None, receipt=None))
    s.execute(sa.update(LOGS).where(LOGS.c.n == log.n).values(acked=held))


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
        return one.hash == digest and frame.hash_of(one.payload) == one.header.phash
    except (Refused, ValueError):
        return False


def _again(s: Session, register: str, records: Sequence[str]) -> None:
    for record in records:
        s.execute(sa.text("INSERT OR IGNORE INTO sync_again (register, record) VALUES (:r, :i)"),
                  {"r": register, "i": record})


def send_again(s: Session, register: Register, records: Sequence[str]) -> None:
    """Report records once more though they have not changed, inside `db.bookkeeping()`."""
    _again(s, register.name, records)


def send_everything_again(s: Session) -> int:
    """Report every record once more; always safe, it only costs bytes. Returns how many that is."""
    s.execute(sa.delete(AGAIN))
    for name, register in store.shared().items():
        s.execute(sa.text(f"INSERT INTO sync_again (register, record) SELECT :r, id FROM {register.table.name}"),  # noqa: S608  our own name
                  {"r": name})
    return int(s.execute(sa.select(sa.func.count()).select_from(AGAIN)).scalar_one())
