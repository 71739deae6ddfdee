"""Backups that nobody has to think of: at the start, once a day, before large changes, and the weekly drill."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from ui.context import App
    from union_desk.progress import Progress

AFTER_START, EVERY = 15_000, 3_600_000  # milliseconds: when the desk is quiet, and how often a day may have passed
DAY = dt.timedelta(days=1)
AUTOMATIC = "backups/automatic"


class Keeper(QObject):
    """Makes the backups of an open office in the background, one at a time."""

    def __init__(self, app: App) -> None:
        """Wait until the window has settled."""
        super().__init__(app)
        self.app = app
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self._hourly)
        app.db.on_backup.append(self._seal)

    def _seal(self) -> None:
        from sync.desk import backup

        backup.seal(self.app.db)

    def begin(self) -> None:
        """Make the backup of the start soon, then look every hour whether a day or a week has passed."""
        QTimer.singleShot(AFTER_START, self, self._at_start)
        self._timer.start()

    def _at_start(self) -> None:
        from union_desk.safety import backups

        if self.app.preferences.flag(AUTOMATIC, default=True):
            self.make(backups.START, then=self._drill_when_due)

    def _hourly(self) -> None:
        from union_desk.safety import backups

        def look(session: Session) -> bool:
            from union_desk import settings

            last = settings.get(session, backups.LAST_SETTING)
            return last is None or dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(last["at"]) >= DAY

        def decide(old: bool) -> None:  # noqa: FBT001  what the look gave
            if old and self.app.preferences.flag(AUTOMATIC, default=True):
                self.make(backups.DAILY, then=self._drill_when_due)

        self.app.jobs.read(look, decide, owner=self)

    def make(self, reason: str, then: Callable[[], None]) -> None:
        """Make a backup if anything changed since the last one; then call `then()`."""
        from union_desk.safety import backups

        self.app.jobs.run(_("Making a backup"), lambda progress: backups.ensure(self.app.db, reason, progress),
                          lambda _made: then(), owner=self, listed=False)

    def _drill_when_due(self) -> None:
        from union_desk.safety import drill

        def decide(due: bool) -> None:  # noqa: FBT001  what the look gave
            if due:
                self.app.jobs.run(_("Restore drill"), lambda progress: drill.run(self.app.db, progress), told,
                                  owner=self, listed=False)

        def told(_result: object) -> None:
            self.app.changed.emit(frozenset({"members"}))  # Today says how it went

        self.app.jobs.read(lambda s: drill.is_due(s, dt.datetime.now(dt.UTC)), decide, owner=self)


def before(app: App, progress: Progress) -> None:
    """Make a backup before a large change, on the thread that is about to make it."""
    from union_desk.safety import backups

    if app.preferences.flag(AUTOMATIC, default=True):
        backups.ensure(app.db, backups.BEFORE, progress)


def of(app: App) -> Keeper:
    """Return the app's keeper, made when it is first asked for."""
    found = app.findChild(Keeper)
    return found if found is not None else Keeper(app)


def begin(app: App) -> None:
    """Let backups be made by themselves from now on."""
    of(app).begin()
