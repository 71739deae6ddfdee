"""Reports to the superior pass the gate like everything that leaves: right, and what went is journaled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.desk import carrier, session, wholesale
from sync.desk.status import RIGHT
from union_desk.progress import NONE, Progress
from union_desk.safety import gate
from union_desk.words import N_

if TYPE_CHECKING:
    from pathlib import Path

    from sync.desk.carrier import Written
    from sync.desk.outcome import Report
    from union_desk.access import Actor
    from union_desk.database import Database

_SENT = N_("Reported {count} records to the superior")
_WRITTEN = N_("Wrote {count} records for the superior into the file {file}")


def write_file(db: Database, actor: Actor, path: Path, *, accept_many: bool = False) -> Written:
    """Write what is not confirmed into a file for the superior; raises NotAllowedError and what `carrier.write` raises.

    It passes the gate as a session does; the records wait until the answer has come back. Raises ManyChangedError, too.
    """
    gate.check(actor, gate.Release(gate.SEND, "", 0, right=RIGHT))
    with db.bookkeeping() as s:
        wholesale.check(s, accepted=accept_many)
    written = carrier.write(db, path)
    if written.records:
        release = gate.Release(gate.SEND, "", written.records, right=RIGHT)
        with gate.passing(db, actor, release, _WRITTEN, count=written.records, file=path.name):
            pass
    return written


def send(db: Database, actor: Actor, progress: Progress = NONE, *, accept_emptier: bool = False,
         accept_many: bool = False) -> Report:
    """Report what changed; raises NotAllowedError, ManyChangedError and what `run_session` raises.

    What goes is what the registers declare for the superior; the journal keeps how many records were received.
    """
    gate.check(actor, gate.Release(gate.SEND, "", 0, right=RIGHT))
    with db.bookkeeping() as s:
        wholesale.check(s, accepted=accept_many)
    report = session.run_session(db, progress, accept_emptier=accept_emptier)
    if report.records:
        with gate.passing(db, actor, gate.Release(gate.SEND, "", report.records, right=RIGHT), _SENT,
                          count=report.records):
            pass
    return report
