"""What the lists of dues and funds share: amounts, names read besides the rows, and the line of the total."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk import records, registers
from union_desk.schema.chinese_money import capitals
from union_desk.schema.kinds import Money
from union_desk.words import language

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.job import Job, Values

TOTAL = "total"  # marks the row that adds the others up


def yuan(fen: object) -> str:
    """Return an amount of fen in yuan; nothing where there is none."""
    return Money().show(fen) if isinstance(fen, int) else ""


def in_words(fen: int) -> str:
    """Return an amount as vouchers write it: in capitals, in English as figures."""
    return capitals(fen) if language() != "en" else f"CNY {fen / 100:,.2f}"


def with_total(rows: Sequence[Values], *names: str) -> list[Values]:
    """Return the rows with one that adds up the named amounts; none for a blank form."""
    if not rows:
        return []
    sums = {name: sum(int(str(row.get(name) or 0)) for row in rows) for name in names}
    return [*rows, {TOTAL: True, **sums}]


def members_of(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Return the members whom the rows name, by id, as `extra["members"]`."""
    ids = [str(row["member_id"]) for row in rows if row.get("member_id")]
    return {"members": records.by_ids(session, registers.get("members"), list(dict.fromkeys(ids)))}


def member(job: Job, row: Values) -> Values:
    """Return the member of a row; empty where it was not read."""
    found: Mapping[str, Values] = job.extra.get("members", {})
    return found.get(str(row.get("member_id")), {})

