"""The weekly drill: the newest backup is restored into a scratch copy and proved whole; Today tells how it went."""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from union_desk import registers, settings, verification
from union_desk.database import Database
from union_desk.duties import Duty
from union_desk.errors import UserError
from union_desk.progress import NONE, Progress
from union_desk.safety import backups
from union_desk.schema.problem import ERROR, INFO, WARNING
from union_desk.words import N_, _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SETTING = "restore_drill"
EVERY_DAYS, STALE_DAYS = 7, 3  # a drill each week; a backup older than this is told
PAGE = "backups"


class NoBackupError(UserError):
    """There is nothing to try."""

    code = "no_backup"
    message = N_("There is no backup in {folder} yet. Make one first.")


@dataclass(frozen=True)
class Result:
    """How a drill went: when, with which file, whether all was found whole, what was wrong, how long it took."""

    at: str
    file: str
    ok: bool
    fault: str
    gestures: int
    records: int
    seconds: float


def run(db: Database, progress: Progress = NONE) -> Result:
    """Restore the newest backup beside the others and prove it; the result is remembered. Raises NoBackupError."""
    folder = backups.folder_of(db)
    there = backups.found(folder)
    if not there:
        raise NoBackupError(folder=folder)
    begun = time.monotonic()
    fault, gestures, records = "", 0, 0
    try:
        gestures, records = _try(there[0].path, db, folder, progress)
    except UserError as error:
        fault = str(error)
    moment = dt.datetime.now(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    result = Result(moment, there[0].path.name, not fault, fault, gestures, records,
                    round(time.monotonic() - begun, 1))
    with db.bookkeeping() as session:
        settings.put(session, SETTING, asdict(result))
    return result


def _try(path: Path, db: Database, folder: Path, progress: Progress) -> tuple[int, int]:
    with tempfile.TemporaryDirectory(prefix=".drill-", dir=folder) as place:
        manifest = backups.extract(path, db.key, Path(place))
        copy = Database.open_with(Path(place), db.key)
        try:
            verified = verification.verify(copy, progress)
            with copy.read() as session:
                counts = {r.name: session.execute(sa.select(sa.func.count()).select_from(r.table)).scalar_one()
                          for r in registers.ALL}
        finally:
            copy.close()
        told = {name: count for name, count in manifest.records.items() if name in counts}
        if any(counts[name] != count for name, count in told.items()):
            raise backups.BackupDamagedError(file=path.name)
    return verified.gestures, sum(counts.values())


def last(session: Session) -> Result | None:
    """Return how the last drill went."""
    told = settings.get(session, SETTING)
    return Result(**told) if told else None


def is_due(session: Session, moment: dt.datetime) -> bool:
    """Tell whether a week has passed since the last drill."""
    result = last(session)
    return result is None or moment - dt.datetime.fromisoformat(result.at) >= dt.timedelta(EVERY_DAYS)


def duties(session: Session, day: str) -> list[Duty]:
    """Return what Today says of backups: none for days, a drill that failed, or that the last one went well."""
    today = dt.date.fromisoformat(day)
    found = []
    made = settings.get(session, backups.LAST_SETTING)
    age = (today - dt.date.fromisoformat(str(made["at"])[:10])).days if made else None
    if made is not None and age is not None and age > STALE_DAYS:
        found.append(Duty("backup_old", WARNING, N_("No backup was made for {count} days"), age, page=PAGE))
    result = last(session)
    if result is not None and not result.ok:
        found.append(Duty("drill_failed", ERROR, N_("The restore drill of {day} failed: {fault}"), 1, page=PAGE,
                          params={"day": result.at[:10], "fault": result.fault}))
    elif result is not None:
        found.append(Duty("drill", INFO, N_("The restore drill of {day} found the backup whole"), 1, page=PAGE,
                          params={"day": result.at[:10]}))
    return found


def headline(result: Result) -> str:
    """Return a drill's result as a sentence."""
    if not result.ok:
        return _("The restore drill failed: {fault}").format(fault=result.fault)
    return _("{file} was restored into a scratch copy and found whole: {gestures} gestures, {records} records, "
             "{seconds:.1f} s.").format(file=result.file, gestures=result.gestures, records=result.records,
                                        seconds=result.seconds)
