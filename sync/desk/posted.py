"""What comes down from the superior: its own records, into the books that it keeps here, and back out if withdrawn.

The superior writes only into books that are declared as its own. Anything else, and what only a newer program knows,
is kept as it came and named on the page of reports; the log goes on.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.desk import engine, store
from sync.protocol import frame, seen
from sync.protocol.frame import DOWN
from sync.protocol.versions import filled
from union_desk import records, registers
from union_desk.affairs import directives_posted
from union_desk.schema.register import SUPERIOR
from union_desk.synctables import FRAMES, LOGS, POSTED
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy.orm import Session

    from sync.desk.engine import DeskStore
    from sync.protocol.columns import Value
    from sync.protocol.frame import Frame

RECEIVED = N_("Received from the superior union")
WITHDRAWN = N_("Put aside: the superior union's server was restored and no longer knows of it")


def apply(own: DeskStore, one: Frame) -> None:
    """Store a frame of the superior's and its records."""
    from sync.desk import arriving

    number = arriving.add_frame(own, one, Counter({t.register: len(t.ids) for t in one.tables()}))
    own.s.execute(sa.update(FRAMES).where(FRAMES.c.log == number, FRAMES.c.seq == one.header.seq)
                  .values(received_at=store.now()))
    with engine.gesture(own.s, RECEIVED):
        for register, record, vector, values, deleted in _rows(one):
            _put(own.s, (register, record), vector, values, deleted=deleted, at=(number, one.header.seq))
        directives_posted.hang_files(own.s)


def _rows(one: Frame) -> Iterator[tuple[str, str, str, dict[str, Value], bool]]:
    own = f"{one.header.log}:{one.header.seq}"
    for table in one.tables():
        vectors = table.vectors(own)
        for place, record in enumerate(table.ids):
            values = filled({name: column[place] for name, column in table.columns.items()})
            yield table.register, record, vectors[place], values, bool(table.deleted[place])


def is_for(register: str) -> bool:
    """Tell whether the superior keeps that book here."""
    return any(r.name == register and r.owner == SUPERIOR for r in registers.ALL)


def _put(s: Session, key: tuple[str, str], vector: str, values: Mapping[str, Value], *, deleted: bool,
         at: tuple[int, int]) -> None:
    register, record = key
    where = sa.and_(POSTED.c.register == register, POSTED.c.record == record)
    held = s.execute(sa.select(POSTED.c.seen).where(where)).scalar()
    if held is not None and seen.text_covers(held, vector):
        return
    s.execute(sa.delete(POSTED).where(where))
    known = is_for(register)
    kept = None if known else json.dumps({"deleted": deleted, "values": dict(values)}, ensure_ascii=False)
    s.execute(sa.insert(POSTED).values(register=register, record=record, log=at[0], seq=at[1], seen=vector,
                                       content=kept))
    if known:
        _write(s, key, values, deleted=deleted)


def _write(s: Session, key: tuple[str, str], values: Mapping[str, Value], *, deleted: bool) -> None:
    spec = registers.get(key[0])
    there = s.execute(sa.select(spec.table.c.id).where(spec.table.c.id == key[1])).first() is not None
    if there:
        engine.write(s, key, values, deleted=deleted)
    elif not deleted:
        records.insert_many(s, spec, [engine.local(spec, values)], ids=[key[1]])


def withdraw(own: DeskStore, cuts: Mapping[str, int]) -> None:
    """Take out what the superior no longer knows of, and show what is left of it; visibly, as a gesture."""
    numbers = {each.log: each.n for each in store.all_logs(own.s) if each.log in cuts}
    lost = sa.or_(*(sa.and_(POSTED.c.log == n, POSTED.c.seq > cuts[log]) for log, n in numbers.items()))
    gone = {(r, i) for r, i in own.s.execute(sa.select(POSTED.c.register, POSTED.c.record).where(lost)).all()}
    own.forget(cuts)
    own.s.execute(sa.delete(POSTED).where(lost))
    with engine.gesture(own.s, WITHDRAWN):
        for key in sorted(gone):
            if is_for(key[0]):
                _write(own.s, key, {}, deleted=True)
        for number, one in _left(own.s):
            for register, record, vector, values, deleted in _rows(one):
                if (register, record) in gone:
                    _put(own.s, (register, record), vector, values, deleted=deleted, at=(number, one.header.seq))


def _left(s: Session) -> Iterator[tuple[int, Frame]]:
    found = s.execute(sa.select(FRAMES.c.log, FRAMES.c.data).join(LOGS, LOGS.c.n == FRAMES.c.log).where(
        LOGS.c.share == DOWN, FRAMES.c.data.is_not(None)).order_by(FRAMES.c.log, FRAMES.c.seq)).all()
    for number, data in found:
        yield number, next(frame.read(bytes(data)))


def unknown(s: Session) -> dict[str, int]:
    """Return how many records came of books that this program does not know: it needs a newer version."""
    found = s.execute(sa.select(POSTED.c.register, sa.func.count()).where(POSTED.c.content.is_not(None))
                      .group_by(POSTED.c.register))
    return dict(found.all())


def take_known(s: Session) -> int:
    """After an update of the program: bring in what came before its book was known. Returns how many records."""
    rows = s.execute(sa.select(POSTED.c.register, POSTED.c.record, POSTED.c.content).where(
        POSTED.c.content.is_not(None))).all()
    fitting = [(register, record, json.loads(text)) for register, record, text in rows if is_for(register)]
    with engine.gesture(s, RECEIVED):
        for register, record, told in fitting:
            _write(s, (register, record), told["values"], deleted=told["deleted"])
            s.execute(sa.update(POSTED).where(POSTED.c.register == register, POSTED.c.record == record)
                      .values(content=None))
    return len(fitting)
