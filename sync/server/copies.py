"""Where what unions erased may still be at the superior: backups, frames on their way up, the database's own log.

Values leave stored frames, files and receipts with an erasure. What cannot be changed then is told with its age, so
that the keeper can end it: a backup is removed by hand, a frame goes with its confirmation, PostgreSQL overwrites its
log files as it goes on, archived ones end as the keeper has set.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync.server import engine as engines
from sync.server.tables import AUDIT, FRAMES, RELAY_FRAMES
from union_desk.words import _

if TYPE_CHECKING:
    from sync.server.superior import Superior

BACKUP, ERASED = "backup", "erased"  # events of the audit
_REDACTED = b"UDR1"
_WAL = sa.text("SELECT count(*), coalesce(sum(size), 0), min(modification) FROM pg_ls_waldir()")


@dataclass(frozen=True)
class OldBackup:
    """A backup that is older than an erasure: its file, when it was made, whether it is still there."""

    file: str
    made_at: str
    there: bool


@dataclass(frozen=True)
class Log:
    """PostgreSQL's log files: how many, how many bytes, how far they reach back, whether they are archived.

    `since` is '' where the server does not let this account look.
    """

    files: int
    size: int
    since: str
    archived: bool


@dataclass(frozen=True)
class Copies:
    """What still holds values that unions erased; `erased_at` is when values were last taken out ('' for never)."""

    erased_at: str
    backups: tuple[OldBackup, ...] = ()
    on_the_way: int = 0
    log: Log | None = None

    @property
    def document(self) -> dict[str, Any]:
        """Return it as a document."""
        return asdict(self)


def note_backup(superior: Superior, file: Path) -> None:
    """Remember that a backup was written, so that an erasure can name it."""
    superior.audit("", "", BACKUP, str(file.absolute()))


def listed(superior: Superior) -> Copies:
    """Return what still holds erased values, as far as this superior knows."""
    with engines.reading(superior.engine) as connection:
        last = connection.execute(sa.select(AUDIT.c.n, AUDIT.c.at).where(AUDIT.c.event == ERASED).order_by(
            AUDIT.c.n.desc()).limit(1)).first()
        if last is None:
            return Copies("")
        told = connection.execute(sa.select(AUDIT.c.n, AUDIT.c.at, AUDIT.c.detail).where(
            AUDIT.c.event == BACKUP).order_by(AUDIT.c.n)).all()
        made = {row.detail: row for row in told}  # one that was written over is what it became
        old = tuple(OldBackup(file, row.at, Path(file).exists()) for file, row in made.items() if row.n < last.n)
        return Copies(last.at, old, _on_the_way(connection), _log(superior))


def _on_the_way(connection: sa.Connection) -> int:
    """Return how many frames that a relay made of redacted ones are not confirmed from above yet."""
    beginning = sa.func.substr(FRAMES.c.data, 1, len(_REDACTED))
    made_of = sa.and_(FRAMES.c.log == RELAY_FRAMES.c.of_log, FRAMES.c.seq == RELAY_FRAMES.c.of_seq)
    found = connection.execute(sa.select(beginning).select_from(RELAY_FRAMES.join(FRAMES, made_of)).where(
        RELAY_FRAMES.c.data.is_not(None), RELAY_FRAMES.c.received_at.is_(None))).scalars()
    return sum(bytes(each) == _REDACTED for each in found)


def _log(superior: Superior) -> Log | None:
    if superior.engine.dialect.name != "postgresql":
        return None  # an SQLite file was written anew, and its log emptied
    with superior.engine.connect() as connection:
        archived = connection.execute(sa.text("SHOW archive_mode")).scalar() != "off"
        try:
            files, size, since = connection.execute(_WAL).one()
        except sa.exc.DBAPIError:
            return Log(0, 0, "", archived)
    return Log(int(files), int(size), since.isoformat(timespec="seconds") if since else "", archived)


def told(found: Copies) -> str:
    """Say it in words, a line each."""
    if not found.erased_at:
        return _("Nothing was erased at this superior yet.")
    lines = [_("Values were last taken out on {moment}.").format(moment=found.erased_at)]
    lines += [_("Backup of {moment}, older than that: {file}. Remove it once a newer one is proved.").format(
        moment=one.made_at, file=one.file) for one in found.backups if one.there]
    if moved := sum(not one.there for one in found.backups):
        lines.append(_("Older backups that are not where they were written; look for them where they were carried: "
                       "{count}").format(count=moved))
    if found.on_the_way:
        lines.append(_("Frames for the superior above that hold values until it confirms them: {count}").format(
            count=found.on_the_way))
    return "\n".join([*lines, *_of_log(found.log)])


def _of_log(log: Log | None) -> list[str]:
    if log is None:
        return []
    back = _("PostgreSQL's log files reach back to {moment}; they are overwritten as it goes on."
             ).format(moment=log.since) if log.since else _(
        "How far PostgreSQL's log files reach back this account may not see; its administrator can (pg_ls_waldir).")
    return [back, _("They are archived as well: archived ones end as the server's administrator has set.")
            ] if log.archived else [back]
