"""The import that was not finished: kept while somebody answers, offered at the start and on the import's page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui.jobs import Action
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject

    from ui.context import App
    from union_desk.exchange.session import ImportSession
    from union_desk.exchange.unfinished import Kept


def keep(app: App, session: ImportSession) -> None:
    """Keep what was answered so far, in the writer's turn."""
    from union_desk.exchange import resuming, unfinished

    kept = resuming.answers(session)
    app.jobs.bookkeep(lambda s: unfinished.keep(s, kept))


def forget(app: App) -> None:
    """Give the unfinished import up."""
    from union_desk.exchange import unfinished

    app.jobs.bookkeep(unfinished.forget)


def find(app: App, then: Callable[[Kept | None], Any], owner: QObject) -> None:
    """Tell of the unfinished import, None where there is none."""
    from union_desk.exchange import unfinished

    app.jobs.read(unfinished.waiting, then, owner=owner)


def offer(app: App) -> None:
    """Say, at the start, that an import was not finished, with a button that goes on."""

    def tell(kept: Kept | None) -> None:
        if kept is not None:
            app.messages.say(sentence(kept), level="warning",
                             actions=[Action(_("Go on importing"), lambda: app.show_page("import", unfinished=True))])

    find(app, tell, app)


def sentence(kept: Kept) -> str:
    """Return what is to be told of an unfinished import."""
    return _("The import of {file} was not finished; your answers were kept. Nothing of it was written.").format(
        file=Path(str(kept["file"])).name)
