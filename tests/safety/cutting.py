"""One job on an office in a process of its own, which can be cut off at a step or run out of disk there.

    python -m tests.safety.cutting JOB OFFICE HOW STEP        the key comes from the environment

A step is what Python itself does to a file of the place where the office lies: opening, moving, copying, removing, a
folder made or removed. HOW is `kill` (the process is gone), `full` (every step from there on that needs space fails),
`told` (nothing is done; prints `ready` when it begins and the number of steps at the end) or `none`. The exit code is
0, 9 where it was cut, and 3 where it ended with a sentence that a person can act upon.
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from union_desk.database import Database
from union_desk.errors import UserError
from union_desk.safety import backups, restoring
from union_desk.safety.keys import DataKey

if TYPE_CHECKING:
    from collections.abc import Callable

KILL, FULL, TOLD, NONE = "kill", "full", "told", "none"
DONE, SENTENCE, CUT = 0, 3, 9
KEY = "UNION_DESK_TEST_KEY"  # of an invented office
ROOT = Path(__file__).resolve().parents[2]
_STEPS = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.copyfile", "sqlite3.connect"}
_NEED_SPACE = {"open", "os.rename", "os.mkdir", "shutil.copyfile"}


def upgrade(folder: Path, key: DataKey) -> None:
    """Open the office, which brings it up to date."""
    Database.open_with(folder, key).close()


def backup(folder: Path, key: DataKey) -> None:
    """Make a backup."""
    db = Database(folder, key)
    try:
        backups.make(db)
    finally:
        db.close()


def restore(folder: Path, key: DataKey) -> None:
    """Go back to the newest backup."""
    restoring.restore(backups.found(backups.default_folder(folder))[0].path, key, folder)


def back(folder: Path, key: DataKey) -> None:
    """Take back the state that was put aside last."""
    del key
    restoring.go_back(folder, restoring.put_aside(folder)[0])


JOBS: dict[str, Callable[[Path, DataKey], None]] = {"upgrade": upgrade, "backup": backup, "restore": restore,
                                                    "back": back}


class Steps:
    """Counts the steps below a folder, and does at one of them what was asked for."""

    def __init__(self, place: Path, how: str, step: int) -> None:
        """Begin to count."""
        self.place, self.how, self.step, self.seen = str(place), how, step, 0
        sys.addaudithook(self._look)

    def _look(self, event: str, arguments: tuple[object, ...]) -> None:
        if event not in _STEPS or not any(isinstance(each, (str, os.PathLike)) and str(each).startswith(self.place)
                                          for each in arguments):
            return
        here, self.seen = self.seen, self.seen + 1
        if self.how == KILL and here == self.step:
            os._exit(CUT)
        writes = event != "open" or bool(set(str(arguments[1])) & set("wax+"))
        if self.how == FULL and here >= self.step and event in _NEED_SPACE and writes:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def main(job: str, office: str, how: str = NONE, step: str = "0") -> int:
    """Do the job; returns the exit code."""
    key = DataKey(bytes.fromhex(os.environ[KEY]))
    if how == TOLD:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
    steps = Steps(Path(office).parent, how, int(step))
    try:
        JOBS[job](Path(office), key)
    except UserError:
        return SENTENCE
    if how == TOLD:
        sys.stdout.write(f"{steps.seen}\n")
    return DONE


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
