"""A passphrase that must be changed soon: said once after the sign-in, with a button that leads there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.jobs import Action
from union_desk.safety import accounts, ageing
from union_desk.words import _

if TYPE_CHECKING:
    from ui.context import App


def offer(app: App) -> None:
    """Say how many days are left where they are few."""

    def tell(days: int | None) -> None:
        if days is not None:
            app.messages.say(_(ageing.SOON).format(days=days), level="warning",
                             actions=[Action(_("Change the passphrase"), lambda: app.show_page("settings"))])

    def look(_progress: object) -> int | None:
        with app.db.read(whole=True) as session:  # the norm counts for who does not see the book of norms, too
            return accounts.days_left(session, app.db.account)

    app.jobs.run(_("Change the passphrase"), look, tell, owner=app, listed=False)
