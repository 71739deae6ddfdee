"""Ctrl+Z: names what it takes back, asks before something large or old, and says what stands in the way."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ui.moments import local
from union_desk import undo
from union_desk.words import _

if TYPE_CHECKING:
    from ui.context import App
    from union_desk.undo import Undoable

LARGE = 20  # changes
OLD = dt.timedelta(hours=1)


def name(app: App) -> str:
    """Return the menu's words: what would be undone."""
    with app.db.read() as session:
        last = undo.recent(session, 1)
    return _("Undo: {what}").format(what=last[0].text) if last else _("Undo")


def ask(app: App, gesture: int | None = None) -> None:
    """Take back the last gesture, or a certain one; asks first when it is large or old or not the last."""

    def found(choices: list[Undoable]) -> None:
        chosen = next((u for u in choices if gesture in {None, u.gesture}), None)
        if chosen is None:
            app.messages.error(undo.NothingToUndoError())
        elif gesture is None and chosen.changes <= LARGE and _age(chosen) < OLD:
            carry_out(app, chosen.gesture)
        else:
            app.messages.ask(
                _("Undo '{what}'?").format(what=chosen.text),
                _("Undo"),
                lambda: carry_out(app, chosen.gesture),
                detail=_("{time}, {actor}: {count} records.").format(
                    time=local(chosen.at), actor=chosen.actor, count=chosen.changes
                ),
            )

    app.jobs.read(lambda session: undo.recent(session, 1 if gesture is None else 10_000), found)


def carry_out(app: App, gesture: int) -> None:
    """Take back a gesture in the writer's turn, then say what was undone."""
    app.jobs.run(
        _("Undo"),
        lambda _progress: undo.undo(app.db, app.actor, gesture),
        lambda done: _tell(app, done),
        writes=True,
        listed=False,
    )


def _tell(app: App, done: Undoable) -> None:
    app.messages.say(_("Undone: {what}").format(what=done.text))


def _age(chosen: Undoable) -> dt.timedelta:
    return dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(chosen.at)
