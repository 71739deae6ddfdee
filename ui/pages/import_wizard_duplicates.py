"""Who looks like a row of an import: same name and date of birth, another number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk.words import _

if TYPE_CHECKING:
    from union_desk.exchange.session import ImportSession

CODE = "possible_duplicate"
LOOK = ("name", "birth_date")
COMPARED = ("name", "id_number", "birth_date", "sex", "mobile", "department", "join_union_date")


@dataclass(frozen=True)
class Lookalike:
    """The other one: a record of the office, or an earlier row of the file."""

    where: str
    record: str  # its id, '' for a row of the file
    values: dict[str, Any]

    def lines(self, session: ImportSession, place: int) -> list[tuple[str, str, str]]:
        """Return (label, the other's value, the row's value) of the fields that tell people apart."""
        fields = session.register.fields
        found = []
        for name in COMPARED:
            if name in fields:
                column = session.checked.columns.get(name)
                own = column[place] if column else None
                found.append(
                    (_(fields[name].label), fields[name].kind.show(self.values.get(name)), fields[name].kind.show(own))
                )
        return found


def find(session: ImportSession, place: int) -> Lookalike | None:
    """Return the one whom a row looks like, None when it looks like nobody."""
    if not any(r.code == CODE for r in session.checked.remarks.get(place, ())):
        return None
    columns = session.checked.columns
    look = {name: columns[name][place] for name in LOOK}
    table = session.register.table
    with session.db.read() as s:
        own = columns["id_number"][place]
        found = (
            s.execute(
                sa.select(table)
                .where(
                    *(table.c[n] == v for n, v in look.items()),
                    table.c.deleted.is_(False),
                    table.c.id_number.is_distinct_from(own),
                )
                .limit(1)
            )
            .mappings()
            .first()
        )
    if found is not None:
        return Lookalike(_("On record"), found["id"], dict(found))
    for other in range(len(session.checked)):
        if other != place and all(columns[n][other] == v for n, v in look.items()):
            values = {name: column[other] for name, column in columns.items()}
            return Lookalike(_("Row {row}").format(row=session.checked.row_number(other)), "", values)
    return None
