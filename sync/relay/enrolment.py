"""Becoming a unit of a higher superior: a key of its own, certified under that superior's token."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.desk import enrolment
from sync.desk.enrolment import OtherUnitError
from sync.protocol import keys, tokens
from sync.relay import memory
from sync.relay.memory import NotRelayingError
from sync.server import engine as engines
from sync.server.superior import put_fact
from sync.server.tables import RELAY_FRAMES, RELAY_LOGS, RELAY_UNITS

if TYPE_CHECKING:
    from sync.desk.remote import Post
    from sync.desk.store import Superior as Above
    from sync.server.superior import Superior


def enrol(superior: Superior, server: str, token: str, *, move: bool = False, post: Post | None = None) -> Above:
    """Enrol this superior at a higher one; returns whom it now reports to.

    The key is durable before it is sent, so a lost answer costs nothing. Another unit than before is taken only with
    `move`, and everything is then passed on again. Raises as `sync.desk.enrolment.enrol` does.
    """
    read = tokens.read(token)
    with engines.writing(superior.engine) as connection:
        signer = memory.signer(connection, memory.PENDING) or keys.Signer.generate()
        put_fact(connection, memory.PENDING, signer.secret.hex())
    found = enrolment.ask(server, read, signer, post)
    with engines.writing(superior.engine) as connection:
        try:
            before: Above | None = memory.above(connection)
        except NotRelayingError:
            before = None
        if before is not None and before.unit != found.unit:
            if not move:
                raise OtherUnitError(old=before.unit_name, new=found.unit_name)
            memory.forget_all(connection)
        else:
            _begin_with_new_key(connection)
        memory.put_above(connection, found)
        put_fact(connection, memory.KEY, signer.secret.hex())
        put_fact(connection, memory.PENDING, None)
        superior.note(connection, found.unit, found.device, "enrolled_above", "")
    return found


def _begin_with_new_key(connection: sa.Connection) -> None:
    """Close the logs that another key began; what was not confirmed of them is made ready anew."""
    mine = sa.select(RELAY_LOGS.c.log).where(RELAY_LOGS.c.author == RELAY_LOGS.c.unit_id)
    connection.execute(sa.delete(RELAY_FRAMES).where(
        RELAY_FRAMES.c.log.in_(mine), RELAY_FRAMES.c.received_at.is_(None)))
    connection.execute(sa.update(RELAY_LOGS).where(RELAY_LOGS.c.log.in_(mine)).values(open=False))
    for log in connection.execute(mine).scalars().all():
        last = connection.execute(sa.select(RELAY_FRAMES.c.seq, RELAY_FRAMES.c.hash).where(
            RELAY_FRAMES.c.log == log).order_by(RELAY_FRAMES.c.seq.desc()).limit(1)).first()
        connection.execute(sa.update(RELAY_LOGS).where(RELAY_LOGS.c.log == log).values(
            seq=last.seq if last else 0, hash=last.hash if last else ""))
    connection.execute(sa.update(RELAY_UNITS).values(place=0))
