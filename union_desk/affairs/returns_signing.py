"""Signing a return and checking it afterwards: against its paper, and against the books (domain reference §11.1)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from union_desk import attachments, checking, lifecycle, records
from union_desk.affairs import returns
from union_desk.attachments import Offered
from union_desk.errors import UserError
from union_desk.registers.returns import RETURN_LINES, RETURNS
from union_desk.schema.problem import ERROR
from union_desk.statistics import counting, received, snapshot
from union_desk.statistics.indicator import CODE, Value
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from union_desk.affairs.returns import Opened
    from union_desk.database import Database
    from union_desk.statistics.content import Content, Line


class FaultyReturnError(UserError):
    """The logic checks find errors."""

    code = "return_faulty"
    message = N_("The return is not signed: the logic checks find {count} errors.\n{text}")


def sign(db: Database, session: Session, record: Mapping[str, Any], event: dict[str, Any]) -> Opened:
    """Freeze the figures with the records behind them and sign, inside `db.write(...)`; raises FaultyReturnError.

    `event` has `decided_by` and may have `happened_on`. The version before it is superseded.
    """
    returns.still_open(record)
    opened = returns.read(db, session, record)
    errors = [finding for finding in opened.findings if finding.level == ERROR]
    if errors:
        raise FaultyReturnError(count=len(errors), text="\n".join(f"{f.code} {f.text()}" for f in errors))
    raw = snapshot.freeze(opened.content, opened.findings, opened.imprint)
    write_lines(session, record["id"], opened.content)
    row = dict(record)
    offered = Offered(returns.file_name(row), "application/zip", raw)
    attachments.attach(db, session, RETURNS, row["id"], offered, {"dated": checking.today()})
    digests = {"digest": opened.digest, "records_digest": snapshot.records_digest(opened.content),
               "snapshot": attachments.store(db, raw),
               "findings": json.dumps(snapshot.plain_findings(opened.findings), ensure_ascii=False)}
    lifecycle.apply_event(session, RETURNS, row["id"], {"event": "sign", **event, **digests})
    if row.get("corrects"):
        lifecycle.apply_event(session, RETURNS, row["corrects"], {
            "event": "supersede", "note": row.get("correction") or str(row["version"])})
    return returns.Opened(records.get(session, RETURNS, row["id"]), opened.content, opened.findings, opened.imprint)


def write_lines(session: Session, record: str, of: Content) -> None:
    """Write every figure as a record, so that it travels to the superior."""
    there = {(row["indicator"], row["part"] or ""): row for row in returns.rows(session, record)}
    fresh, changed = [], []
    for key, line in of.lines.items():
        text = line.indicator.unit == CODE
        values: dict[str, Any] = {
            "value": None if text else line.value, "words": line.value if text else None,
            "counted": None if text else line.counted, "previous": None if text else line.previous,
            "line_state": line.state}
        row = there.get(key)
        if row is None:
            fresh.append({"return_id": record, "indicator": key[0], "part": key[1] or None, **values})
        elif changes := {name: (row[name], value) for name, value in values.items() if row[name] != value}:
            changed.append((row["id"], changes))
    records.insert_many(session, RETURN_LINES, fresh)
    records.update_many(session, RETURN_LINES, changed)


@dataclass(frozen=True)
class Difference:
    """A figure that is another now: what the return says, what the books say, and whose records came or went."""

    line: Line
    now: Value
    register: str
    came: tuple[str, ...]
    gone: tuple[str, ...]


def compare(session: Session, opened: Opened) -> list[Difference]:
    """Return the automatic figures that the books would tell otherwise today, with the records that make it so."""
    counted = counting.count(session, opened.content.period)
    found = []
    for (name, part), line in opened.content.lines.items():
        told = counted.get(name)
        if told is None or part or line.indicator.source is None:
            continue
        before_ids, now_ids = set(line.ids), set(told.ids)
        if told.value != line.counted or before_ids != now_ids:
            found.append(Difference(line, told.value, told.register, tuple(sorted(now_ids - before_ids)),
                                    tuple(sorted(before_ids - now_ids))))
    return found


@dataclass(frozen=True)
class Verdict:
    """What a paper's code says beside the office: the return it names, whether it is equal, which sections differ."""

    paper: snapshot.Paper
    opened: Opened
    equal: bool
    sections: tuple[str, ...]  # ids of the areas whose figures differ
    union_differs: bool


def verify(db: Database, session: Session, text: str) -> Verdict:
    """Compare the code of a paper with the return of that period and version; raises NoCodeError, NoReturnError."""
    paper = snapshot.read_code(text)
    opened = returns.read(db, session, returns.of_paper(session, paper))
    union = opened.imprint.get("union_code", "")
    found = received.beside(paper, opened.content)
    return Verdict(paper, opened, found.equal and union == paper.union, found.sections, union != paper.union)
