"""What a superior posts in answer to its unions, and what becomes of it there."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.protocol import ids
from sync.server import engine as engines
from sync.server import posting
from sync.server.tables import UNITS, mirror
from union_desk.schema.record import new_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sync.protocol.certificates import Unit
    from sync.protocol.columns import Value
    from sync.server.superior import Superior


def post_paper(superior: Superior, paper: Mapping[str, Value], tasks: Sequence[Mapping[str, Value]] = (),
               units: Sequence[Unit] = ()) -> str:
    """Post a paper with its tasks to all unions, or to these; returns its id, the same for all of them."""
    record = new_id()
    rows = [{**task, "id": new_id(), "paper_id": record} for task in tasks]
    for audience in [unit.id for unit in units] or [posting.EVERYBODY]:
        posting.post(superior, "posted_papers", [{**paper, "id": record}], audience)
        if rows:
            posting.post(superior, "posted_tasks", rows, audience)
    return record


def answer_appeal(superior: Superior, unit: Unit, appeal: str, answer: Mapping[str, Value]) -> str:
    """Answer an appeal that a union escalated: day, unit, text and number of the answer; returns the answer's id."""
    record = new_id()
    posting.post(superior, "appeal_answers", [{**answer, "id": record, "appeal_id": appeal}], unit.id)
    return record


def find_appeal(superior: Superior, unit: Unit, text: str) -> str | None:
    """Return the record of a unit's living appeal, named by its id or by its number."""
    one = mirror("appeals").table
    named = one.c.case_no == text
    with engines.reading(superior.engine) as connection:
        return connection.execute(sa.select(one.c.id).where(
            one.c.unit_id == unit.id, one.c.deleted.is_(False),
            sa.or_(named, one.c.id == text) if ids.is_record(text) else named)).scalar()


def acknowledged(superior: Superior, paper: str) -> dict[str, str]:
    """Return how far each union is with a posted paper, by the union's code: the state in its own book of papers."""
    one = mirror("directives").table
    with engines.reading(superior.engine) as connection:
        found = connection.execute(sa.select(one.c.unit_id, one.c.directive_state).where(
            one.c.superior_ref == paper, one.c.deleted.is_(False))).all()
        codes = dict(connection.execute(sa.select(UNITS.c.id, UNITS.c.code)).all())
    return {codes[uuid.UUID(str(unit)).hex]: str(state) for unit, state in found}
