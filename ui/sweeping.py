"""What follows an erasure, in the background: contents and freed pages go, and other computers' erasures come here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from union_desk.words import _

if TYPE_CHECKING:
    from ui.context import App
    from union_desk.progress import Progress

AFTER_START = 20_000  # milliseconds: when the desk is quiet
WATCHED = "erasures"


class Sweeper(QObject):
    """Finishes erasures at the start, and whenever one was confirmed here or came from another computer."""

    def __init__(self, app: App) -> None:
        """Watch the book of erasures."""
        super().__init__(app)
        self.app = app
        app.changed.connect(lambda names: self.sweep() if WATCHED in names else None)

    def begin(self) -> None:
        """Look once soon after the start."""
        QTimer.singleShot(AFTER_START, self, self.sweep)

    def sweep(self) -> None:
        """Carry out what is outstanding, then give freed pages back: a job that is shown and may be cancelled."""
        from union_desk.access import Actor
        from union_desk.privacy import sweeping

        app = self.app

        def work(progress: Progress) -> bool:
            sweeping.catch_up(app.db, Actor(_("Erasure")), progress)
            return sweeping.sweep(app.db, progress)

        def begin(there: bool) -> None:  # noqa: FBT001  the answer of a reading
            if there:
                app.jobs.run(_("Finishing an erasure"), work, owner=self)

        def look(_progress: Progress) -> bool:
            with app.db.read(whole=True) as session:
                return sweeping.waits(session)

        app.jobs.run(_("Finishing an erasure"), look, begin, owner=self, listed=False)


def begin(app: App) -> Sweeper:
    """Let erasures be finished by themselves from now on."""
    made = Sweeper(app)
    made.begin()
    return made
