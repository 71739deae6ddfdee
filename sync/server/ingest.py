"""Taking frames in: one transaction for those that have come, all of a frame or nothing, the receipt with the rows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync.protocol import envelope, limits, receipts
from sync.protocol.admission import NOTHING, HashAt, Head, is_repeated
from sync.protocol.frame import DOWN
from sync.protocol.receipts import Receipt, Remark
from sync.protocol.refusals import Refused, Why
from sync.protocol.rows import Root
from sync.server import checks, custody, rivals, rows, versions
from sync.server import engine as engines
from sync.server.opening import Book, Opening
from sync.server.standing import Log, Standing
from sync.server.superior import now
from sync.server.tables import DEVICES, FRAMES, REMARKS, UNITS, Mirror, mirror
from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sync.protocol.columns import Table
    from sync.protocol.frame import Frame, Header
    from sync.protocol.messages import Wanted
    from sync.server.superior import Device, Superior

_INSERT = sa.insert(FRAMES)
MISFIT = N_("The value could not be stored in its column and was put aside; correct the field.")


@dataclass(frozen=True)
class Taken:
    """A frame being taken: its superior, where its union stands, and the frames after it."""

    superior: Superior
    frame: Frame
    standing: Standing
    opening: Opening

    @property
    def connection(self) -> sa.Connection:
        """Return the transaction."""
        return self.standing.connection

    @property
    def unit(self) -> str:
        """Return the unit."""
        return self.frame.header.unit

    def books(self) -> list[Book]:
        """Return the rows of the verified frame."""
        return self.opening.books(self.frame, self.standing.withheld)

    def meanwhile(self) -> Iterator[None]:
        """Do what needs no database, step by step, while that takes rows in."""
        return self.opening.read_ahead(self.standing.withheld)


def take(superior: Superior, device: Device, coming: Iterable[Frame]) -> list[str]:
    """Take frames in order; returns the receipts of those taken, once they are committed.

    A refusal of the first frame is raised; one of a later frame ends the list. What was taken before stands.
    """
    taken: list[str] = []
    refused: Refused | None = None
    with engines.writing(superior.engine, device.unit) as connection:
        connection.execute(sa.select(UNITS.c.id).where(UNITS.c.id == device.unit).with_for_update()).one()
        standing = Standing(connection, device.unit)
        opening = Opening(coming, device, superior.signer.public)
        try:
            for one in opening:
                trial = standing.copy()
                with connection.begin_nested():
                    taken.append(_take(Taken(superior, one, trial, opening), device))
                standing = trial
        except Refused as fault:
            refused = fault
        standing.write()
    if taken:
        return taken
    if refused is not None and refused.code in {Why.WRONG_UNIT, Why.TAMPERED, Why.FORK}:
        superior.audit(device.unit, device.id, refused.code, json.dumps(refused.params, default=str)[:1000])
    raise refused or Refused(Why.MALFORMED, detail="no whole frame")


def _take(taken: Taken, device: Device) -> str:
    header, connection = taken.frame.header, taken.connection
    if header.unit != device.unit or header.share == DOWN:
        raise Refused(Why.WRONG_UNIT)
    log = taken.standing.log(header.log)
    if log is not None and (log.unit, log.device, log.share) != (header.unit, header.device, header.share):
        raise Refused(Why.WRONG_UNIT)
    head = log.head if log is not None else NOTHING
    if is_repeated(header, taken.frame.hash, head, _hash_at(connection, header.log), _held(taken)):
        return _stored_receipt(connection, header)
    _verify(taken, device)
    context = checks.There(connection, header.unit)
    remarks = [remark for book in taken.books() for remark in apply(taken, book, context)]
    taken.standing.move(Log(header.log, header.unit, header.device, header.share, Head(header.seq, taken.frame.hash)))
    return _store(taken, remarks)


def _verify(taken: Taken, device: Device) -> None:
    """Check the frame with the key of the device that sealed it: the sender, or another computer of its unit."""
    public, certificate = device.public, device.certificate
    if taken.frame.header.device != device.id:
        sealer = _sealer(taken)
        if sealer is None and taken.frame.header.device == custody.signer(taken.superior, taken.unit).name:
            custody.device(taken.connection, taken.superior, taken.unit)  # it was forgotten with a restore
            sealer = _sealer(taken)
        header = taken.frame.header
        if sealer is None or sealer.unit_id != device.unit:
            raise Refused(Why.UNKNOWN_DEVICE, log=header.log, seq=header.seq)
        if sealer.revoked_at is not None:
            raise Refused(Why.REVOKED, log=header.log, seq=header.seq)
        public, certificate = bytes(sealer.key), sealer.certificate
    taken.frame.verify(public, taken.superior.signer.public)
    if taken.frame.header.cert != envelope.digest(certificate):
        raise Refused(Why.MALFORMED, detail="the frame names another certificate")


def _sealer(taken: Taken) -> Any:
    return taken.connection.execute(sa.select(
        DEVICES.c.key, DEVICES.c.certificate, DEVICES.c.unit_id, DEVICES.c.revoked_at).where(
        DEVICES.c.device == taken.frame.header.device)).first()


def _hash_at(connection: sa.Connection, log: str) -> HashAt:
    def ask(seq: int) -> str | None:
        return connection.execute(sa.select(FRAMES.c.hash).where(FRAMES.c.log == log, FRAMES.c.seq == seq)).scalar()

    return ask


def _held(taken: Taken) -> dict[str, HashAt]:
    """Return how to ask for hashes of the unit's logs that the frame names as its ground."""
    return {log: _hash_at(taken.connection, log) for log in taken.frame.header.deps if log in taken.standing.logs}


def _stored_receipt(connection: sa.Connection, header: Header) -> str:
    return str(connection.execute(sa.select(FRAMES.c.receipt).where(
        FRAMES.c.log == header.log, FRAMES.c.seq == header.seq)).scalar_one())


def receipts_again(superior: Superior, device: Device, wanted: Wanted) -> list[str]:
    """Return stored receipts for frames of the device's unit, at most 64."""
    last = min(wanted.last, wanted.first + limits.RECEIPTS_AT_ONCE - 1)
    with engines.reading(superior.engine, device.unit) as connection:
        found = connection.execute(sa.select(FRAMES.c.receipt).where(
            FRAMES.c.unit_id == device.unit, FRAMES.c.log == wanted.log, FRAMES.c.seq.between(wanted.first, last),
        ).order_by(FRAMES.c.seq))
        return list(found.scalars())


# ---- rows


def apply(taken: Taken, book: Book, context: checks.There) -> list[Remark]:
    """Write one register's rows; returns what is to be said about them."""
    one, table, meanwhile = book.one, book.table, taken.meanwhile()
    made = versions.plan(taken.standing, book, meanwhile)
    said = _judge(taken, book, made, context, meanwhile)
    versions.settle_hidden(taken.standing, one, made)
    rows.write(taken.connection, taken.unit, one, table, made, meanwhile)
    _sum_up(taken, table, made)
    _replace_remarks(taken, table, made, said)
    again = versions.shown_again(table.register, made)
    return said + _write_again(taken, one, again, context) if again else said


def _write_again(taken: Taken, one: Mirror, again: tuple[Table, versions.Plan], context: checks.There) -> list[Remark]:
    """Write versions that were hidden and are shown again; the sums hold them already."""
    table, made = again
    made.wrong = rows.misfits(one, table)
    said = _judge(taken, Book(one, table, made.vectors, made.hashes, made.wrong, None), made, context, rows.IDLE)
    rows.write(taken.connection, taken.unit, one, table, made)
    _replace_remarks(taken, table, made, said)
    return said


def _judge(taken: Taken, book: Book, made: versions.Plan, context: checks.There,
           meanwhile: Iterator[None]) -> list[Remark]:
    """Return what is to be said about the rows that are taken."""
    one, table = book.one, book.table
    living = [row for row in made.taken if not table.deleted[row]]
    if one.register is None or not living:
        return []
    context.now_holds(table)
    hidden = taken.standing.withheld.get(one.name, frozenset())
    if book.said is None:
        found = checks.inspect(one.register, table, living, context, hidden)
    else:
        found = {row: book.said[row] for row in living if row in book.said}
    for row, problems in rivals.compare(taken.standing, one, table, living, hidden, meanwhile).items():
        found.setdefault(row, []).extend(problems)
    for name in made.wrong.keys() & one.columns.keys():
        for row in living:
            if table.columns[name][row] in made.wrong[name] and not any(p.field == name for p in found.get(row, ())):
                found.setdefault(row, []).append(Problem(ERROR, "does_not_fit", name, MISFIT))
    return [checks.remark(table.register, table.ids[row], p) for row in sorted(found) for p in found[row]
            if p.level in {ERROR, WARNING}]


def _sum_up(taken: Taken, table: Table, made: versions.Plan) -> None:
    root = taken.standing.root(table.register) or Root()
    taken.standing.sum_up(table.register, root.add(made.added).remove(made.removed))
    taken.standing.holds(mirror(table.register), table.ids)


def _replace_remarks(taken: Taken, table: Table, made: versions.Plan, said: list[Remark]) -> None:
    connection, unit, register = taken.connection, taken.unit, table.register
    if not made.new and taken.standing.is_remarked(register):
        about = sa.and_(REMARKS.c.unit_id == unit, REMARKS.c.register == register)
        connection.execute(sa.delete(REMARKS).where(about, rows.among(connection, REMARKS.c.record)),
                           rows.named([table.ids[row] for row in made.taken]))
    if said:
        taken.standing.remark(register)
        connection.execute(sa.insert(REMARKS), [
            {"unit_id": unit, "register": r.register, "record": r.id, "level": r.level, "code": r.code,
             "field": r.field, "message": r.message, "params": json.dumps(r.params),
             "suggestion": json.dumps(r.suggestion)} for r in said])


# ---- the frame itself


def _store(taken: Taken, remarks: list[Remark]) -> str:
    header, connection = taken.frame.header, taken.connection
    returned = len({(r.register, r.id) for r in remarks if r.level == ERROR})
    moment = now()
    receipt = receipts.sign(taken.superior.signer, Receipt(
        superior=taken.superior.signer.name, superior_name=taken.superior.name, unit=header.unit, log=header.log,
        seq=header.seq, hash=taken.frame.hash, records=header.n, returned=returned, at=moment,
        roots_equal=_compare_roots(taken), remarks=remarks))
    connection.execute(_INSERT, {
        "log": header.log, "seq": header.seq, "hash": taken.frame.hash, "unit_id": header.unit,
        "place": taken.standing.next_place(), "records": header.n, "received_at": moment, "receipt": receipt,
        "data": taken.frame.data})
    return receipt


def _compare_roots(taken: Taken) -> bool | None:
    """Tell whether both copies have equal sums; None when the unit's other logs hold more, or no sums were told."""
    header, standing = taken.frame.header, taken.standing
    if not header.root:  # a relay's: it left out what its policy withholds
        return None
    others = [log for log in standing.logs.values() if log.share == header.share and log.log != header.log]
    if any(log.head.seq > header.deps.get(log.log, (0, ""))[0] for log in others):
        return None
    return all((standing.root(register) or Root()).wire() == tuple(told) for register, told in header.root.items())
