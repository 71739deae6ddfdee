"""Taking values out of older entries of the journal, so that its chain still proves what was not taken out.

The chain is made of salted leaves. Of an entry that is redacted the leaf stays and the salt goes: the leaf fits the
chain as before, and nobody can try values against it. What is left of the entry is bound by the gesture that erased,
which stands in the same chain, so nothing can be altered under the cover of an erasure.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import journal
from union_desk.errors import UserError
from union_desk.journal import ChangeRow, GestureRow, RedactionRow
from union_desk.schema.privacy import MARK
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy.orm import Session

_PART = 10_000


class ErasedError(UserError):
    """The record's personal data were erased."""

    code = "erased"
    message = N_("{register}: the personal data of this record were erased; what is left is for statistics and is not "
                 "changed. Enter a new record if the person comes back.")


def redact(
    session: Session, records: Mapping[str, Sequence[str]], treat: Callable[[str, str, Any], Any],
    reword: Callable[[str], str],
) -> int:
    """Rewrite what older gestures say of some records; returns how many entries were rewritten.

    records: ids by register. treat: (register, field, value) -> what is left of a value. reword: a gesture's
    parameters (JSON) without the names in them. To be called at the end of an erasing gesture, once for each person.
    """
    gesture = journal.current(session)
    made: list[dict[str, Any]] = []
    with journal.rewriting(session):
        for register, ids in records.items():
            for start in range(0, len(ids), _PART):
                made += _changes(session, register, ids[start : start + _PART], treat)
        made += _params(session, reword)
    if made:
        session.execute(sa.insert(RedactionRow), [row | {"by": gesture.n} for row in made])
        gesture.params[journal.ERASED] = _digest_of(session, gesture.n)
    return len(made)


def _digest_of(session: Session, gesture: int) -> str:
    """Return the digest of all that a gesture did to older entries: it may have erased several people."""
    digest, table = hashlib.sha256(), RedactionRow
    for n, change, leaf, now in session.execute(sa.select(table.gesture, table.change, table.leaf, table.now).where(
            table.by == gesture).order_by(table.n)):
        digest.update(journal.redaction_line(gesture=n, change=change, leaf=leaf, now=now))
    return digest.hexdigest()


def erased(session: Session, ids: Sequence[str]) -> set[str]:
    """Return which of some records had values erased."""
    found = (sa.select(ChangeRow.record).join(RedactionRow, RedactionRow.change == ChangeRow.n)
             .where(ChangeRow.record.in_(ids)).distinct())
    return set(session.execute(found).scalars())


def refuse(session: Session, ids: Sequence[str], label: str) -> None:
    """Refuse to change records whose values were erased; raises ErasedError."""
    if ids and erased(session, ids):
        raise ErasedError(register=label)


def _changes(session: Session, register: str, ids: Sequence[str],
             treat: Callable[[str, str, Any], Any]) -> list[dict[str, Any]]:
    wanted = sa.select(ChangeRow.__table__).where(
        ChangeRow.register == register, ChangeRow.record.in_(ids), ChangeRow.gesture < journal.current(session).n)
    made = []
    for row in session.execute(wanted.order_by(ChangeRow.n)).mappings().all():
        values = journal.unpack(row["fields"])
        if row["verb"] == journal.CREATE:
            left = {name: treat(register, name, value) for name, value in values.items()}
        else:
            left = {name: [treat(register, name, value) for value in pair] for name, pair in values.items()}
        fields = journal.pack(left)
        leaf = journal.change_leaf(register, row["record"], row["verb"], row["fields"], row["salt"])
        made.append(_redaction(session, row["gesture"], row["n"], leaf, fields))
        session.execute(sa.update(ChangeRow).where(ChangeRow.n == row["n"]).values(fields=fields, salt=None))
    return made


def _params(session: Session, reword: Callable[[str], str]) -> list[dict[str, Any]]:
    made = []
    for n, params, salt in session.execute(
            sa.select(GestureRow.n, GestureRow.params, GestureRow.salt).order_by(GestureRow.n)).all():
        left = reword(params)
        if left != params:
            made.append(_redaction(session, n, None, journal.params_leaf(params, salt), left.encode()))
            session.execute(sa.update(GestureRow).where(GestureRow.n == n).values(params=left, salt=None))
    return made


def _redaction(session: Session, gesture: int, change: int | None, leaf: bytes, left: bytes) -> dict[str, Any]:
    """Return the row of a redacted entry; one that was redacted before keeps its first leaf."""
    before = sa.select(RedactionRow.leaf).where(
        RedactionRow.gesture == gesture, RedactionRow.change.is_not_distinct_from(change)).limit(1)
    first = session.execute(before).scalar()
    return {"gesture": gesture, "change": change, "leaf": first or leaf, "now": hashlib.sha256(left).digest()}


def without(words: Sequence[str]) -> Callable[[str], str]:
    """Return what takes words out of the texts among a gesture's parameters, in JSON; the rest stays as it was."""
    sought = sorted({word for word in words if word}, key=len, reverse=True)
    escaped = [json.dumps(word, ensure_ascii=False)[1:-1] for word in sought]

    def clean(value: Any) -> Any:
        if isinstance(value, str):
            for word in sought:
                value = value.replace(word, MARK)
            return value
        if isinstance(value, list):
            return [clean(one) for one in value]
        return {key: clean(one) for key, one in value.items()} if isinstance(value, dict) else value

    def reword(params: str) -> str:
        if not any(word in params for word in escaped):
            return params
        return json.dumps(clean(json.loads(params)), ensure_ascii=False, sort_keys=True, default=str)

    return reword
