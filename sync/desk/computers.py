"""The computers that report for this union, as this one knows them: how far each has sealed and is confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.desk import store
from sync.protocol import certificates, envelope
from union_desk.synctables import COMPUTERS, FRAMES, LOGS

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Computer:
    """One computer: its key's name, when it was enrolled (the superior's clock) and sealed last, frames, confirmed.

    `is_filing` tells that it is no computer but the superior, who filed anew what a restore had made it lose.
    `is_open` tells whether it still writes a log; a computer without any log has sealed nothing yet and is open.
    """

    device: str
    is_this: bool
    enrolled_at: str
    last_sealed: str
    sealed: int
    confirmed: int
    is_open: bool
    is_filing: bool = False


def read(s: Session) -> list[Computer]:
    """Return the computers, this one first; none while the office has no superior."""
    try:
        superior = store.superior(s)
    except store.NotEnrolledError:
        return []
    issued, filing = {superior.device: superior.enrolled_at}, set[str]()
    for device, text in s.execute(sa.select(COMPUTERS.c.device, COMPUTERS.c.certificate)):
        certificate = certificates.verify(superior.key, text)
        issued.setdefault(device, certificate.issued)
        filing |= {device} if certificate.is_custody else set()
    devices = [superior.device, *sorted({log.device for log in store.logs(s)} | issued.keys() - {superior.device})]
    return [_computer(s, superior, device, issued.get(device, ""), is_filing=device in filing)
            for device in dict.fromkeys(devices)]


def is_filing(s: Session, device: str) -> bool:
    """Tell whether a frame's device is the superior who files anew, as its certificate says."""
    text = s.execute(sa.select(COMPUTERS.c.certificate).where(COMPUTERS.c.device == device)).scalar()
    return text is not None and envelope.peek(text, certificates.Certificate).is_custody


def _computer(s: Session, superior: store.Superior, device: str, issued: str, *, is_filing: bool) -> Computer:
    logs = [log for log in store.logs(s) if log.device == device]
    of_it = sa.select(LOGS.c.n).where(LOGS.c.log.in_([log.log for log in logs]))
    found = s.execute(sa.select(sa.func.max(FRAMES.c.sealed_at), sa.func.count(), sa.func.count(FRAMES.c.received_at))
                      .where(FRAMES.c.log.in_(of_it))).one()
    return Computer(device, device == superior.device, issued, found[0] or "", found[1], found[2],
                    not logs or any(log.open for log in logs), is_filing)
