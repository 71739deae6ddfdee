"""One job on an office in a process of its own, which says when something is done: from then on it must not be lost.

    python -m tests.safety.acknowledging JOB WORLD        the key comes from the environment

The world is a folder with all that the job may touch: `office`, its backups beside it, `devices`, `stick`, `program`.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sync.desk import carrier
from tests.safety.cutting import KEY
from tests.safety.recording import ACK
from tests.samples import member
from union_desk import attachments, lifecycle, office, records, registers, settings
from union_desk.access import Actor
from union_desk.database import Database
from union_desk.exchange import exporting
from union_desk.safety import backups, keys, recovery, restoring, updating

if TYPE_CHECKING:
    from collections.abc import Callable

ACTOR = Actor("王干事")
FIRST, SECOND, THIRD = "office passphrase", "another passphrase", "a third passphrase"
DRAFT, PICTURE = "draft/members/new", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 3000
OLD_VERSION, NEW_VERSION = "0.1.0", "0.2.0"
SHEET = "UNION_DESK_TEST_SHEET"


def acknowledge() -> None:
    """Say that all before is done; one write, straight to the system."""
    os.write(1, ACK.encode() + b"\n")


def save(world: Path, key: keys.DataKey) -> None:
    """Add three members, a gesture each, and change one."""
    db = Database.open_with(world / "office", key)
    book, made = registers.get("members"), ""
    for serial in (101, 102, 103):
        with db.write(ACTOR, "Added") as session:
            made = lifecycle.create(session, book, member(serial)).id
        acknowledge()
    with db.write(ACTOR, "Changed") as session:
        records.save(session, book, {"mobile": "13900001234"}, made)
    acknowledge()
    db.close()


def create(world: Path, key: keys.DataKey) -> None:
    """Set up an office, then add somebody."""
    del key
    folder = world / "made" / "here"
    office.create_office(folder, FIRST, "和风机械厂工会").close()
    acknowledge()
    db = Database.open(folder, FIRST)
    with db.write(ACTOR, "Added") as session:
        lifecycle.create(session, registers.get("members"), member(101))
    acknowledge()
    db.close()


def draft(world: Path, key: keys.DataKey) -> None:
    """Keep what a half-filled form holds, twice, as the form does."""
    db = Database.open_with(world / "office", key)
    for name in ("林", "林小"):
        with db.bookkeeping() as session:
            settings.put(session, DRAFT, {"values": {"name": name}, "revision": None, "at": "2026-01-01T00:00:00Z"})
        acknowledge()
    db.close()


def attach(world: Path, key: keys.DataKey) -> None:
    """Hang two pictures on a member."""
    db = Database.open_with(world / "office", key)
    book = registers.get("members")
    with db.read() as session:
        someone = records.page(session, book, limit=1)[0]["id"]
    for number in (1, 2):
        with db.write(ACTOR, "Attached") as session:
            offered = attachments.judge(session, f"{number}.png", PICTURE + bytes([number]))
            attachments.attach(db, session, book, someone, offered, {})
        acknowledge()
    db.close()


def backup(world: Path, key: keys.DataKey) -> None:
    """Make a backup, add somebody, make another."""
    db = Database.open_with(world / "office", key)
    backups.make(db)
    acknowledge()
    with db.write(ACTOR, "Added") as session:
        lifecycle.create(session, registers.get("members"), member(104))
    acknowledge()
    backups.make(db)
    acknowledge()
    db.close()


def restore(world: Path, key: keys.DataKey) -> None:
    """Go back to the newest backup."""
    folder = world / "office"
    restoring.restore(backups.found(backups.default_folder(folder))[0].path, key, folder)
    acknowledge()


def back(world: Path, key: keys.DataKey) -> None:
    """Take back the state that was put aside last."""
    del key
    folder = world / "office"
    restoring.go_back(folder, restoring.put_aside(folder)[0])
    acknowledge()


def upgrade(world: Path, key: keys.DataKey) -> None:
    """Open an office of an older schema."""
    db = Database.open_with(world / "office", key)
    acknowledge()
    db.close()


def keyfile(world: Path, key: keys.DataKey) -> None:
    """Change the passphrase, make a recovery sheet, change the passphrase again."""
    folder = world / "office"
    office.change_passphrase(folder, FIRST, SECOND)
    acknowledge()
    recovery.write(folder, key, os.environ[SHEET])
    acknowledge()
    office.change_passphrase(folder, SECOND, THIRD)
    acknowledge()


def stick(world: Path, key: keys.DataKey) -> None:
    """Write a report for the superior onto a stick, twice, with somebody added between."""
    db = Database.open_with(world / "office", key)
    for serial in (105, 106):
        with db.write(ACTOR, "Added") as session:
            lifecycle.create(session, registers.get("members"), member(serial))
        acknowledge()
        carrier.write(db, world / "stick" / f"{serial}.udf")
        acknowledge()
    db.close()


def export(world: Path, key: keys.DataKey) -> None:
    """Export the members into a workbook."""
    db = Database.open_with(world / "office", key)
    exporting.export(db, ACTOR, registers.get("members"), world / "stick" / "members.xlsx")
    acknowledge()
    db.close()


def update(world: Path, key: keys.DataKey) -> None:
    """Put a new version of the program beside the old one and point to it."""
    del key
    payload = world / "stick" / "program.tar.xz"
    digest = hashlib.sha256(payload.read_bytes()).hexdigest()
    proved = updating.Update(payload, NEW_VERSION, updating.FOLDER, "", "", payload.name, "", payload.stat().st_size,
                             digest, 0)
    updating.put_in_place(proved, world / "program", lambda _folder, _version: None)
    acknowledge()


JOBS: dict[str, Callable[[Path, keys.DataKey], None]] = {
    "save": save, "create": create, "draft": draft, "attach": attach, "backup": backup, "restore": restore,
    "back": back, "upgrade": upgrade, "keyfile": keyfile, "stick": stick, "export": export, "update": update}


def main(job: str, world: str) -> int:
    """Do the job."""
    JOBS[job](Path(world), keys.DataKey(bytes.fromhex(os.environ[KEY])))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
