"""What a receipt changes here: the frame is confirmed, each of its records is received or came back with a reason."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync.desk import driver, store
from sync.protocol import receipts
from union_desk.synctables import RECORDS, REMARKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from sync.desk.sealing import Sealed
    from sync.protocol.receipts import Receipt, Remark


_DROP_OUTDATED = (
    "DELETE FROM sync_remark AS m WHERE (above = 0 OR log <> ? OR seq <> ?) AND EXISTS (SELECT 1 FROM sync_record r "
    "WHERE r.register = m.register AND r.record = m.record AND r.log = ? AND r.seq = ?)")


def read(superior: store.Superior, text: str, sealed: Sealed) -> Receipt:
    """Return the receipt if the superior signed it for that frame; raises Refused."""
    return receipts.verify(superior.key, text, sealed.frame)


def record(s: Session, sealed: Sealed, text: str, receipt: Receipt) -> None:
    """Remember a verified receipt; remarks on records that were sealed again since are out of date and left out."""
    at = (sealed.log, sealed.seq)
    driver.run(s, "UPDATE sync_frame SET received_at = ?, receipt = ? WHERE log = ? AND seq = ?",
               (receipt.at, text, *at))
    driver.run(s, "UPDATE sync_log SET acked = max(acked, ?) WHERE n = ?", (sealed.seq, sealed.log))
    driver.run(s, _DROP_OUTDATED, at * 2)
    note(s, at, receipt.remarks)
    if receipt.roots_equal is not None:
        store.put(s, store.DIFFERENCE, not receipt.roots_equal)


def note(s: Session, at: tuple[int, int], remarks: Sequence[Remark], above: int = 0, said_by: str = "") -> None:
    """Remember what a superior says about records whose last version is in that frame (log, number)."""
    current = _current(s, at, remarks)
    if current:
        s.execute(sa.insert(REMARKS), [_row(at, remark) | {"above": above, "said_by": said_by} for remark in current])


def _current(s: Session, at: tuple[int, int], remarks: Sequence[Remark]) -> list[Remark]:
    """Return the remarks on records whose last version is in that very frame."""
    last: set[tuple[str, str]] = set()
    for register in {remark.register for remark in remarks}:
        told = json.dumps(list({remark.id for remark in remarks if remark.register == register}))
        ids = sa.select(sa.func.json_each(told).table_valued("value").c.value)
        last |= {(register, record) for record in s.execute(sa.select(RECORDS.c.record).where(
            RECORDS.c.register == register, RECORDS.c.record.in_(ids),
            RECORDS.c.log == at[0], RECORDS.c.seq == at[1])).scalars()}
    return [remark for remark in remarks if (remark.register, remark.id) in last]


def _row(at: tuple[int, int], remark: Remark) -> dict[str, Any]:
    return {
        "register": remark.register, "record": remark.id, "level": remark.level, "code": remark.code,
        "field": remark.field, "message": remark.message, "params": json.dumps(remark.params, ensure_ascii=False),
        "suggestion": json.dumps(remark.suggestion, ensure_ascii=False), "log": at[0], "seq": at[1]}
