"""What follows an erasure, in the background: contents and freed pages go, and other computers' erasures come here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from union_desk.words import _

if TYPE_CHECKING:
    from ui.context import App

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
        """Carry out what is outstanding, then give freed pages back."""
        from union_desk.access import Actor
        from union_desk.privacy import sweeping

        db = self.app.db

        def work(_progress: object) -> int:
            count = sweeping.catch_up(db, Actor(_("Erasure")))
            sweeping.sweep(db)
            return count

        self.app.jobs.run(_("Finishing an erasure"), work, lambda _count: None, owner=self, listed=False)


def begin(app: App) -> Sweeper:
    """Let erasures be finished by themselves from now on."""
    made = Sweeper(app)
    made.begin()
    return made
