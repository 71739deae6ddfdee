"""Going back to a backup: what would be lost is said first, what was there is kept, a power cut leaves old or new."""

from __future__ import annotations

import datetime as dt
import importlib
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from union_desk import database, durable, journal, paths
from union_desk.database import FILE, Database, NewerOfficeError, NoOfficeError, check_folder
from union_desk.errors import UserError
from union_desk.migrations import HEAD
from union_desk.safety import backups, keys, swapping
from union_desk.words import N_

if TYPE_CHECKING:
    from union_desk.safety.backups import Manifest
    from union_desk.safety.keys import DataKey

FRESH, KEPT = "restoring", "kept-"
_MOST_SHOWN = 50


class OtherOfficeError(UserError):
    """The backup is that of another office."""

    code = "backup_of_another_office"
    message = N_("The backup {file} was made of another office ({office}). Restore it into an empty folder.")


@dataclass(frozen=True)
class Loss:
    """What going back would take away: gestures since the backup, the last of them as (moment, who, what)."""

    gestures: int
    shown: list[tuple[str, str, str]]
    other: bool  # the backup's journal is no beginning of the office's: another office, or another branch of it


RIGHT = "backups.restore"


def unlock(path: Path, passphrase: str) -> DataKey:
    """Return the data key by the passphrase that held when the backup was made."""
    return enter(path, passphrase)[0]


def enter(path: Path, passphrase: str) -> tuple[DataKey, str]:
    """Return the data key, and whose passphrase it was when the backup was made."""
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        for name, text in backups.key_files(path).items():
            Path(place, name).write_text(text, "ascii")
        return keys.enter(Path(place), passphrase)


def check_right(folder: Path, key: DataKey, account: str) -> None:
    """Refuse to go back where the office as it is now does not let that account; raises what signing in raises.

    An office that is missing or cannot be opened refuses nobody: it is what backups are for.
    """
    from union_desk.safety import accounts

    try:
        db = Database.open_with(folder, key, account)
    except UserError:
        return
    try:
        with db.read(whole=True) as session:
            known = accounts.listed(session)
        if known:
            found = next((one for one in known if one.id == account and not one.closed), None)
            if found is None:
                raise accounts.UnknownAccountError
            found.actor().need(RIGHT)
    finally:
        db.close()


def loss(db: Database, manifest: Manifest) -> Loss:
    """Return what of an open office a backup does not hold."""
    table = journal.GestureRow.__table__
    with db.read(whole=True) as session:
        head = session.execute(sa.select(table.c.hash).where(table.c.n == manifest.gestures)).scalar()
        later = table.c.n > manifest.gestures
        count = session.execute(sa.select(sa.func.count()).select_from(table).where(later)).scalar_one()
        rows = session.execute(sa.select(table.c.at, table.c.actor, table.c.what, table.c.params).where(later)
                               .order_by(table.c.n.desc()).limit(_MOST_SHOWN)).all()
    same = manifest.gestures == 0 or (head is not None and bytes(head).hex() == manifest.head)
    return Loss(int(count), [(str(r.at), str(r.actor), journal.sentence(r.what, r.params)) for r in rows], not same)


def restore(path: Path, key: DataKey, folder: Path) -> Path | None:
    """Put a backup into the place of an office that is closed, or into an empty folder; returns where the old one is.

    Raises what reading a backup raises, NewerOfficeError, OtherOfficeError; until all is proved
    nothing of the office is touched.
    """
    check_folder(folder)
    with database.translating(folder):
        swapping.finish(folder)
        durable.make_folder(folder)
        fresh = swapping.clear(folder / FRESH)
        try:
            _prepare(path, key, folder, fresh)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
        had_one = (folder / FILE).exists()
        kept = folder / f"{KEPT}{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S%fZ}"
        swapping.swap(folder, fresh, kept)
        if not had_one and not any(kept.iterdir()):
            kept.rmdir()
            return None
        return kept


def _prepare(path: Path, key: DataKey, folder: Path, fresh: Path) -> None:
    """Unpack and prove a backup beside the office, attachments included."""
    manifest = backups.verify(path, key, fresh)
    if manifest.schema > HEAD:
        raise NewerOfficeError(schema=manifest.schema)
    _same_office(path, key, folder, manifest)
    backups.extract(path, key, fresh)
    _bring_attachments(path, fresh, folder, manifest)
    if manifest.schema == HEAD:  # an older one is brought up to date when it is opened
        carrying = importlib.import_module("union_desk.privacy.carrying")  # by its place: it stands above the database
        carrying.carry_over(folder, fresh, key)


def go_back(folder: Path, kept: Path) -> Path:
    """Take the state that a restore put aside back into its place; returns where the other one is now."""
    if kept.parent != folder or not (kept / FILE).exists():
        raise NoOfficeError(folder=kept)
    with database.translating(folder):
        fresh = swapping.clear(folder / FRESH)
        try:
            shutil.copytree(kept, fresh, dirs_exist_ok=True)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
        aside = folder / f"{KEPT}{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S%fZ}"
        swapping.swap(folder, fresh, aside)
        return aside


def put_aside(folder: Path) -> list[Path]:
    """Return the states that were put aside, the newest first."""
    return sorted((each for each in folder.glob(f"{KEPT}*") if (each / FILE).exists()), reverse=True)


def _same_office(path: Path, key: DataKey, folder: Path, manifest: Manifest) -> None:
    """Refuse to put one office over another: the backup's key must open what is there, if that can be read at all."""
    if not (folder / FILE).exists():
        return
    try:
        there = Database.open_with(folder, key)
    except UserError:  # damaged, or of another key: told apart by its key file, which a damaged office still has
        mine = folder / keys.KEY_FILE
        if mine.exists() and mine.read_text("ascii") not in backups.key_files(path).values() \
                and backups.default_folder(folder) != path.parent:
            raise OtherOfficeError(file=path.name, office=manifest.office) from None
        return
    there.close()


def _bring_attachments(path: Path, fresh: Path, folder: Path, manifest: Manifest) -> None:
    """Have every attachment in the office; one that is there is the right one, as its name is made of its content."""
    for name in manifest.attachments:
        target = paths.attachment(folder, name)
        sources = (paths.attachment(fresh, name), paths.attachment(path.parent, name))
        source = next((each for each in sources if each.exists()), None)
        if source is not None and not target.exists():
            durable.make_folder(target.parent)
            partial = target.with_suffix(".part")
            shutil.copyfile(source, partial)
            durable.put(partial, target)
    shutil.rmtree(fresh / paths.ATTACHMENTS, ignore_errors=True)
