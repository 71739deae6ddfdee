"""What reporting does when a backup is made: everything that changed is sealed first.

Going back to the backup then makes no versions that rival those sent since: what the backup holds unsealed, the office
would seal a second time under another number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.desk import device, store
from sync.desk.sealing import Sealer
from union_desk.errors import UserError

if TYPE_CHECKING:
    from union_desk.database import Database


def seal(db: Database) -> int:
    """Seal all that changed; returns how many frames that made. Nothing where the office has no superior."""
    with db.read(whole=True) as session:
        if store.get(session, store.SUPERIOR) is None:
            return 0
        superior, office = store.superior(session), store.get(session, store.OFFICE_NAME)
    try:
        signer = device.load(db, office, superior.device)
    except UserError:  # the key of this computer is gone: the next session says so; a backup is made all the same
        return 0
    sealer, made = Sealer(db, signer, superior), 0
    while frames := sealer.seal():
        made += len(frames)
    return made
