"""The ways into an office when the passphrase is forgotten: made, and used; each leaves an entry in the journal.

One recovery sheet, or two of three shares: whichever is made last withdraws the other, so that no single paper opens
what was meant to take two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk import durable, office
from union_desk.access import Actor
from union_desk.database import Database
from union_desk.errors import UserError
from union_desk.safety import accounts, keys, recovery, shares
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from union_desk.safety.keys import DataKey
    from union_desk.safety.shares import Share

MADE_SHEET = N_("Made a new recovery sheet; the old one no longer opens the office")
MADE_SHARES = N_("Shared the key out: two of paper, superior's file and chair's passphrase open the office")
ESCROW = N_("One of three shares of the key of {union}. Keep this file under lock and show it to nobody: alone it "
            "opens nothing, with one of the other two it opens the office.")
BY_SHEET = N_("Set a new passphrase with the recovery sheet")
BY_SHARES = N_("Set a new passphrase with two shares")


def make_sheet(db: Database, actor: Actor, paper: Path) -> None:
    """Write a recovery sheet (PDF); the older sheet, or the shares, hold until it is there and open nothing then."""
    from union_desk.papers import recovery_sheet  # ReportLab is loaded when somebody prints

    actor.need("shares.make")
    with db.write(actor, MADE_SHEET, keep=True) as session:
        name = str(office.union(session).get("union_name") or "")
        code = recovery.new_code()
        recovery_sheet.draw(paper, name, str(db.folder.absolute()), code)
        recovery.write(db.folder, db.key, code)
        shares.forget(db.folder)


def make_shares(db: Database, actor: Actor, chair: str, *, paper: Path, superior: Path) -> None:
    """Share the key out: the sheet (PDF), the superior's file (text), the chair's passphrase.

    What opened the office before holds until both files are there. Raises WeakPassphraseError.
    """
    from union_desk.papers import recovery_share

    actor.need("shares.make")
    with db.write(actor, MADE_SHARES, keep=True) as session:
        name = str(office.union(session).get("union_name") or "")

        def hand_out(sealed: Share, escrow: Share) -> None:
            recovery_share.draw(paper, name, str(db.folder.absolute()), sealed.code())
            text = f"{_(ESCROW).format(union=name)}\n{escrow.code()}\n"
            durable.write(superior, text.encode(), mine=True)

        shares.make(db.folder, db.key, chair, hand_out)
        recovery.forget(db.folder)


def by_sheet(folder: Path, code: str, new: str, account: str = "", operator: str = "") -> None:
    """Set a new passphrase with the code of the recovery sheet: for the named account, else for who is in charge."""
    _reset(folder, recovery.unwrap(folder, code), new, account, Actor(operator), BY_SHEET)


def by_shares(folder: Path, found: Sequence[Share], new: str, account: str = "", operator: str = "") -> None:
    """Set a new passphrase with two of three shares."""
    _reset(folder, shares.unwrap(folder, list(found)), new, account, Actor(operator), BY_SHARES)


def _reset(folder: Path, key: DataKey, new: str, account: str, actor: Actor, what: str) -> None:
    keys.check_strength(new)
    try:
        db = Database.open_with(folder, key)
    except UserError:  # a damaged database is restored with the new passphrase
        office.set_passphrase(folder, key, new, account)
        return
    try:
        with db.write(actor, what, keep=True) as session:
            office.set_passphrase(folder, key, new, account)
            accounts.note_change(session, account or keys.OWNER)
    finally:
        db.close()
