"""Copies of the office from before an erasure: they still hold what was erased. Which they are, and when they go.

A backup cannot be changed, and years of thinning would be long for somebody whose data were erased (PIPL Art. 47). So a
copy that is older than an erasure goes some days after it (a norm), but never before two newer backups were made and
proved since that day: a clock that is wrong once takes nothing away, and the last good backup always stays. What was
carried away is out of reach; that is said, too.
"""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from union_desk import checking, limits, paths, settings
from union_desk.errors import UserError
from union_desk.safety import backups, restoring
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sqlalchemy.orm import Session

    from union_desk.database import Database
    from union_desk.safety.backups import Backup
    from union_desk.safety.keys import DataKey

DAYS, ERASED_AT = "privacy.old_copies_days", "privacy.erased_at"
BACKUP, ASIDE = "backup", "aside"
KINDS = {BACKUP: N_("backup"), ASIDE: N_("state put aside when going back or bringing up to date")}
_LATER = 2  # proved backups that must have been made since the day
_STAMP = "%Y%m%dT%H%M%S%fZ"


@dataclass(frozen=True)
class OldCopy:
    """A copy that holds what was erased since: its kind, where, of which moment (UTC), from which day on it goes."""

    kind: str
    path: Path
    made_at: str
    goes_on: str
    due: dt.datetime


def note(session: Session, erasure: str) -> None:
    """Remember when an erasure was carried out in this office."""
    known = settings.get(session, ERASED_AT, {})
    settings.put(session, ERASED_AT, {**known, erasure: dt.datetime.now(dt.UTC).isoformat()})


def listed(db: Database) -> list[OldCopy]:
    """Return the copies known to the program that hold what was erased since they were made, the oldest first."""
    with db.read(whole=True) as session:
        erased = sorted(map(dt.datetime.fromisoformat, settings.get(session, ERASED_AT, {}).values()))
        if not erased:  # an office of an older schema, about to be upgraded, has no book of norms to ask
            return []
        days = limits.norm(session, DAYS, checking.today()).value
    found: list[OldCopy] = []
    for kind, path, moment in _copies(db):
        since = next((each for each in erased if each > moment), None)
        if since is not None:
            due = since + dt.timedelta(days)
            found.append(OldCopy(kind, path, moment.isoformat(), due.astimezone().date().isoformat(), due))
    return sorted(found, key=lambda one: (one.made_at, str(one.path)))


def told(found: Sequence[OldCopy]) -> str:
    """Say where what was erased may still be, and until when."""
    if not found:
        return _("No backup and no state put aside on this computer is older than an erasure.")
    counts = {kind: sum(one.kind == kind for one in found) for kind in KINDS}
    return _("Older than an erasure, and so holding what was erased: backups {backups}, states put aside {aside}. The "
             "last of them goes with the second backup that is made from {date} on.").format(
        backups=counts[BACKUP], aside=counts[ASIDE], date=max(one.goes_on for one in found))


def beyond() -> str:
    """Say which copies the program cannot reach."""
    return _("Copies carried away on sticks, exported files and printed papers are not within reach: the journal says "
             "which left, and to whom. The superior takes the data out after the next report; how long its own backups "
             "are kept, its keeper decides.")


def drop(db: Database) -> list[Path]:
    """Remove the copies whose day has come, after a backup was made and proved; returns what went."""
    old, gone = listed(db), []
    made = [_moment(each) for folder in _folders(db) for each in backups.found(folder)] if old else []
    for one in old:
        if sum(moment >= one.due for moment in made) >= _LATER:
            if one.kind == ASIDE:
                shutil.rmtree(one.path, ignore_errors=True)
            else:
                one.path.unlink(missing_ok=True)
            gone.append(one.path)
    return gone


def drop_contents(folder: Path, key: DataKey) -> int:
    """Remove the attachments beside the backups that none of them names any more; returns how many.

    Where a backup cannot be read with the office's key (damaged, another office's), all stay: it may name them.
    """
    named = set[str]()
    try:
        for path in folder.glob(f"*{backups.ENDING}"):
            named |= set(backups.read_manifest(path, key).attachments)
    except (UserError, OSError, KeyError, ValueError):
        return 0
    count = 0
    for place in (folder / paths.ATTACHMENTS).glob("*/*"):
        if place.is_file() and place.name not in named:
            place.unlink(missing_ok=True)
            count += 1
    return count


def _folders(db: Database) -> list[Path]:
    return list(dict.fromkeys((backups.folder_of(db), backups.default_folder(db.folder))))


def _copies(db: Database) -> list[tuple[str, Path, dt.datetime]]:
    """Return this office's backups and states put aside; another office's in the same folder are none of them."""
    found = [(BACKUP, each.path, _moment(each)) for folder in _folders(db) for each in backups.found(folder)
             if _is_mine(each, db.key)]
    for place in restoring.put_aside(db.folder):
        try:
            moment = dt.datetime.strptime(place.name.removeprefix(restoring.KEPT), _STAMP).replace(tzinfo=dt.UTC)
        except ValueError:
            continue
        found.append((ASIDE, place, moment))
    return found


def _is_mine(backup: Backup, key: DataKey) -> bool:
    try:
        backups.read_manifest(backup.path, key)
    except UserError:
        return False
    return True


def _moment(backup: Backup) -> dt.datetime:
    return dt.datetime.fromisoformat(backup.made_at)
