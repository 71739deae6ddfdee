"""Returning a record by hand: a person of the superior says why, and it comes back at the desk like a machine's return.

The word is a signed one about the frame that brought the record (`relaying.Passed` of level 0): it stands instead of
the receipt's remarks from then on, and goes down as receipts of higher levels do, through a relay, too. A new version
of the record answers it; it may also be taken back.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.protocol import envelope, frame, ids, seen
from sync.protocol.receipts import Receipt, Remark
from sync.protocol.relaying import Passed
from sync.protocol.rows import hash_rows
from sync.server import engine as engines
from sync.server import posting, relays
from sync.server.superior import now
from sync.server.tables import FRAMES, PASSED, REMARKS, UNITS, mirror
from union_desk import registers
from union_desk.errors import UserError
from union_desk.schema.problem import ERROR
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sync.protocol.certificates import Unit
    from sync.protocol.frame import Frame
    from sync.server.superior import Superior

BY_HAND = "by_hand"
MESSAGE = N_("Returned by a person: {reason}")
Remarks = list[Remark]


class NoSuchRecordError(UserError):
    """There is nothing to return."""

    code = "no_such_record"
    message = N_("{unit} reports no record {record} in the register {register}. See `union-superior members`.")


class NoSuchFieldError(UserError):
    """The register has no such field."""

    code = "no_such_field"
    message = N_("The register {register} has no field {field}. Leave the field out, or write one of: {known}.")


class NotReturnedError(UserError):
    """There is nothing to take back."""

    code = "not_returned"
    message = N_("The record {record} was not returned by a person, or the union has sent a new version since.")


@dataclass(frozen=True)
class Meant:
    """The record that is meant, of which unit, and a field of it ('' for the whole record)."""

    unit: Unit
    register: str
    record: str
    field: str = ""

    def is_about(self, remark: Remark) -> bool:
        """Tell whether a remark is a person's about it."""
        return (remark.code, remark.register, remark.id, remark.field) == (
            BY_HAND, self.register, self.record, self.field)


def return_(superior: Superior, meant: Meant, reason: str) -> None:
    """Return a record with a reason, in place of an earlier one for the same field.

    Raises NoSuchRecordError, NoSuchFieldError.
    """
    known = {register.name: register for register in registers.ALL}
    if meant.field and meant.register in known and meant.field not in known[meant.register].fields:
        raise NoSuchFieldError(register=meant.register, field=meant.field,
                               known=", ".join(known[meant.register].fields))
    said = Remark(register=meant.register, id=meant.record, level=ERROR, code=BY_HAND, field=meant.field,
                  message=MESSAGE, params={"reason": reason})
    _say(superior, meant, "returned_by_hand", lambda remarks: [
        *(remark for remark in remarks if not meant.is_about(remark)), said])


def withdraw(superior: Superior, meant: Meant) -> None:
    """Take a return by hand back; raises NoSuchRecordError, NotReturnedError."""
    def without(remarks: Remarks) -> Remarks:
        left = [remark for remark in remarks if not meant.is_about(remark)]
        if len(left) == len(remarks):
            raise NotReturnedError(record=meant.record)
        return left

    _say(superior, meant, "return_withdrawn", without)


def _say(superior: Superior, meant: Meant, event: str, change: Callable[[Remarks], Remarks]) -> None:
    """Say something else than before about the frame that brought a record; one transaction."""
    unit = meant.unit.id
    with engines.writing(superior.engine) as connection:
        connection.execute(sa.select(UNITS.c.id).where(UNITS.c.id == unit).with_for_update()).one()
        posting.lock(connection)
        one, receipt = _brought(connection, meant)
        remarks = change(_said(connection, unit, one, receipt))
        relays.put_passed(connection, superior, Passed(
            unit=unit, log=one.header.log, seq=one.header.seq, hash=one.hash, above=0, level=superior.level,
            superior=superior.signer.name, superior_name=superior.name, at=now(), records=one.header.n,
            returned=len({(each.register, each.id) for each in remarks if each.level == ERROR}), remarks=remarks,
            receipt=envelope.digest(receipt)))
        connection.execute(sa.delete(REMARKS).where(
            REMARKS.c.unit_id == unit, REMARKS.c.register == meant.register, REMARKS.c.record == meant.record,
            REMARKS.c.field == meant.field, REMARKS.c.code == BY_HAND))
        for remark in remarks:
            if meant.is_about(remark):
                _note(connection, unit, remark)
        superior.note(connection, unit, "", event, f"{meant.register}:{meant.record}")


def _note(connection: sa.Connection, unit: str, remark: Remark) -> None:
    connection.execute(sa.insert(REMARKS).values(
        unit_id=unit, register=remark.register, record=remark.id, level=remark.level, code=remark.code,
        field=remark.field, message=remark.message, params=json.dumps(remark.params), suggestion=json.dumps(None)))


def _brought(connection: sa.Connection, meant: Meant) -> tuple[Frame, str]:
    """Return the frame that brought a record as it stands now, and its receipt."""
    book, unit = mirror(meant.register), meant.unit.id
    row = None
    if ids.is_record(meant.record):
        row = connection.execute(sa.select(book.table.c.seen, book.table.c.hash).where(
            book.of(unit), book.table.c.id == meant.record, book.table.c.deleted.is_(False))).first()
    if row is not None:
        for data, receipt in _candidates(connection, unit, row.seen):
            one = next(frame.read(bytes(data)))
            if _says(one, meant.register, meant.record, bytes(row.hash)):
                return one, receipt
    raise NoSuchRecordError(unit=meant.unit.name, register=meant.register, record=meant.record)


def _candidates(connection: sa.Connection, unit: str, vector: str) -> Iterator[tuple[bytes, str]]:
    """Yield the frames that a vector names, then (a relay's have other names) all of the unit, the last one first."""
    picked = sa.select(FRAMES.c.data, FRAMES.c.receipt).where(FRAMES.c.unit_id == unit)
    for log, seq in seen.of(vector).items():
        for data, receipt in connection.execute(picked.where(FRAMES.c.log == log, FRAMES.c.seq == seq)).all():
            yield data, receipt
    for place in connection.execute(sa.select(FRAMES.c.place).where(
            FRAMES.c.unit_id == unit).order_by(FRAMES.c.place.desc())).scalars().all():
        for data, receipt in connection.execute(picked.where(FRAMES.c.place == place)).all():
            yield data, receipt


def _says(one: Frame, register: str, record: str, digest: bytes) -> bool:
    """Tell whether a frame brought that very version of a record."""
    for table in one.tables():
        if table.register == register and record in table.ids:
            place = table.ids.index(record)
            vectors = table.vectors(f"{one.header.log}:{one.header.seq}")
            return hash_rows(table.some([place]), [vectors[place]])[0] == digest
    return False


def _said(connection: sa.Connection, unit: str, one: Frame, receipt: str) -> Remarks:
    """Return what was said of a frame last: by a person since, else on the receipt."""
    text = connection.execute(sa.select(PASSED.c.document).where(
        PASSED.c.unit_id == unit, PASSED.c.log == one.header.log, PASSED.c.seq == one.header.seq,
        PASSED.c.above == 0)).scalar()
    return list(envelope.peek(text, Passed).remarks if text is not None else envelope.peek(receipt, Receipt).remarks)


def say_again(connection: sa.Connection, unit: str) -> int:
    """Note once more what persons said of records that stand as they did, after the rows were made anew from frames.

    Returns how many remarks these are.
    """
    found = connection.execute(sa.select(PASSED.c.document, FRAMES.c.data).join(FRAMES, sa.and_(
        FRAMES.c.log == PASSED.c.log, FRAMES.c.seq == PASSED.c.seq)).where(
        PASSED.c.unit_id == unit, PASSED.c.above == 0).order_by(PASSED.c.n)).all()
    count = 0
    for text, data in found:
        one = next(frame.read(bytes(data)))
        for remark in envelope.peek(text, Passed).remarks:
            book = mirror(remark.register)
            digest = connection.execute(sa.select(book.table.c.hash).where(
                book.of(unit), book.table.c.id == remark.id)).scalar()
            if remark.code == BY_HAND and digest and _says(one, remark.register, remark.id, bytes(digest)):
                _note(connection, unit, remark)
                count += 1
    return count
