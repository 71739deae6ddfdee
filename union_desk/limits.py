"""Which norm holds here: the office's own where it set one, else the shipped one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from union_desk import registers
from union_desk.schema import norms

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.schema.norms import Norm


def norm(session: Session, name: str, day: str) -> Norm:
    """Return the norm in force on an ISO day; raises UnknownNormError."""
    base = norms.shipped(name, day)
    table = registers.get("norms").table
    own = session.execute(
        sa.select(table.c.value, table.c.valid_from, table.c.valid_to, table.c.basis, table.c.level)
        .where(table.c.name == name, table.c.deleted.is_(False),
               sa.or_(table.c.valid_from.is_(None), table.c.valid_from <= day),
               sa.or_(table.c.valid_to.is_(None), table.c.valid_to >= day))
        .order_by(sa.func.coalesce(table.c.valid_from, "").desc()).limit(1)).first()
    if own is None:
        return base
    return replace(base, value=base.typed_as(own.value), level=own.level or base.level,
                   begins=own.valid_from or "", ends=own.valid_to or "", basis=own.basis or "")
