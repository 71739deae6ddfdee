"""What a superior posts in answer to its unions, and what becomes of it there."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.protocol import ids
from sync.server import contents, posting
from sync.server import engine as engines
from sync.server.tables import UNITS, mirror
from union_desk import kept_kinds, registers
from union_desk.errors import UserError
from union_desk.schema.record import new_id
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sync.protocol.certificates import Unit
    from sync.protocol.columns import Value
    from sync.server.superior import Superior

_LOOKED_THROUGH = 20_000_000  # bytes; whether a larger paper is marked as secret is for those who post it to see


class FileRefusedError(UserError):
    """The file is not posted."""

    code = "file_refused"
    message = N_("{file} is not posted: {reason}")


def post_paper(superior: Superior, paper: Mapping[str, Value], tasks: Sequence[Mapping[str, Value]] = (),
               units: Sequence[Unit] = (), files: Sequence[Path] = ()) -> str:
    """Post a paper with its tasks and files to all unions, or to these; returns its id, the same for all of them.

    The contents of the files lie ready before anything is posted, each once. Raises FileRefusedError for a file that
    no desk would keep.
    """
    record = new_id()
    rows = [{**task, "id": new_id(), "paper_id": record} for task in tasks]
    kinds = [_look_at(superior, path) for path in files]
    attached = [{**_hold(superior, path, kind), "id": new_id(), "paper_id": record}
                for path, kind in zip(files, kinds, strict=True)]
    for audience in [unit.id for unit in units] or [posting.EVERYBODY]:
        posting.post(superior, "posted_papers", [{**paper, "id": record}], audience)
        if rows:
            posting.post(superior, "posted_tasks", rows, audience)
        if attached:
            posting.post(superior, "posted_files", attached, audience)
    return record


def _look_at(superior: Superior, path: Path) -> str:
    """Return what a file is; raises FileRefusedError where it is too large or of no kept kind, SecretFileError."""
    from union_desk import attachments  # knows the office's journal, which a server that answers nobody does without

    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            begin = stream.read(kept_kinds.SNIFFED)
        if not size or size > superior.most_content:
            raise FileRefusedError(file=path.name, reason=_("it is empty or larger than {limit} MB").format(
                limit=superior.most_content // 1_000_000))
        if not kept_kinds.is_kept(path.name, begin):
            raise FileRefusedError(file=path.name, reason=_("it is of a kind that no desk keeps, or is not what its "
                                                            "name says"))
        kind = kept_kinds.sniff(begin)
        if size <= _LOOKED_THROUGH:
            attachments.look_through(registers.get("directives"), attachments.Offered(
                path.name, kind, path.read_bytes()))
    except OSError as fault:
        raise FileRefusedError(file=path, reason=fault.strerror or str(fault)) from fault
    return kind


def _hold(superior: Superior, path: Path, kind: str) -> dict[str, Value]:
    content, size = contents.hold(superior, path)
    return {"title": path.stem, "file_name": path.name, "media_type": kind, "size": size, "content": content}


def offer_update(superior: Superior, facts: Mapping[str, Value], units: Sequence[Unit] = (), *,
                 withdraw: bool = False) -> str:
    """Offer an update, known by its digest, to all unions or to these, or offer it no more; returns its id."""
    record = new_id()
    for audience in [unit.id for unit in units] or [posting.EVERYBODY]:
        offered = posting.posts(superior, "update_offers", audience)
        known = [each for each, values in offered.items() if values.get("sha256") == facts["sha256"]]
        record = known[0] if known else record
        if not withdraw:
            posting.post(superior, "update_offers", [{**facts, "id": record}], audience)
        elif known:
            posting.post(superior, "update_offers", [], audience, deleted=known)
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
