"""The computers that report for this union, as this one knows them: how far each has sealed and is confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.desk import store
from sync.protocol import certificates
from union_desk.synctables import COMPUTERS, FRAMES, LOGS

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Computer:
    """One computer: its key's name, when it was enrolled (the superior's clock) and sealed last, frames, confirmed.

    `is_open` tells whether it still writes a log; a computer without any log has sealed nothing yet and is open.
    """

    device: str
    is_this: bool
    enrolled_at: str
    last_sealed: str
    sealed: int
    confirmed: int
    is_open: bool


def read(s: Session) -> list[Computer]:
    """Return the computers, this one first; none while the office has no superior."""
    try:
        superior = store.superior(s)
    except store.NotEnrolledError:
        return []
    issued = {superior.device: superior.enrolled_at}
    for device, text in s.execute(sa.select(COMPUTERS.c.device, COMPUTERS.c.certificate)):
        issued.setdefault(device, certificates.verify(superior.key, text).issued)
    devices = [superior.device, *sorted({log.device for log in store.logs(s)} | issued.keys() - {superior.device})]
    return [_computer(s, superior, device, issued.get(device, "")) for device in dict.fromkeys(devices)]


def _computer(s: Session, superior: store.Superior, device: str, issued: str) -> Computer:
    logs = [log for log in store.logs(s) if log.device == device]
    of_it = sa.select(LOGS.c.n).where(LOGS.c.log.in_([log.log for log in logs]))
    found = s.execute(sa.select(sa.func.max(FRAMES.c.sealed_at), sa.func.count(), sa.func.count(FRAMES.c.received_at))
                      .where(FRAMES.c.log.in_(of_it))).one()
    return Computer(device, device == superior.device, issued, found[0] or "", found[1], found[2],
                    not logs or any(log.open for log in logs))
