"""Going back to a backup does not bring back whom the office erased after it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.offices import ACTOR, PASSPHRASE
from tests.privacy.test_erasing import MARKS, erase, every_value, plant
from union_desk import verification
from union_desk.database import Database
from union_desk.privacy import sweeping
from union_desk.safety import backups, restoring

if TYPE_CHECKING:
    from pathlib import Path


def test_a_restored_backup_forgets_them_again(office: Database, tmp_path: Path) -> None:
    person = plant(office)
    made = backups.make(office, backups.BEFORE, to=tmp_path / "前.udbackup")
    erase(office, person)
    folder, key = office.folder, office.key
    office.close()
    restoring.restore(made.path, key, folder)
    back = Database.open(folder, PASSPHRASE)
    try:
        assert MARKS[0] in every_value(back), "the backup was made before"
        assert [row["owner_id"] for row in _outstanding(back)] == [person]
        assert sweeping.catch_up(back, ACTOR) == 1
        assert [mark for mark in MARKS if mark in every_value(back)] == []
        verification.verify(back)
    finally:
        back.close()


def _outstanding(office: Database) -> list[dict[str, object]]:
    with office.read(whole=True) as session:
        return sweeping.outstanding(session)
