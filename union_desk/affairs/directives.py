"""Papers from above, their tasks and deliverables (domain reference §8): verbs and what is due."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import checking, lifecycle, limits, records, registers
from union_desk.affairs.directives_posted import take_papers, untaken
from union_desk.affairs.directives_practice import practise
from union_desk.duties import Duty
from union_desk.errors import UserError
from union_desk.registers import directives as books
from union_desk.registers import directives_secrecy as secrecy
from union_desk.schema import workdays
from union_desk.schema.dates import add_days
from union_desk.schema.problem import ERROR, INFO, WARNING
from union_desk.search import Filter, Query
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from union_desk.attachments import Offered

__all__ = ["acknowledge_all", "board", "duties", "practise", "read_text", "refuse_secret_file", "share_out",
           "take_papers", "tasks"]

DIRECTIVES, TASKS, SHARES, DELIVERABLES, READERS = (
    registers.get(name)
    for name in ("directives", "directive_tasks", "task_groups", "deliverables", "directive_readers"))
SECRET_BOOKS = frozenset({"directives", "directive_tasks", "deliverables"})  # whose attached files are looked through
_MOST_TEXT, _MOST_PAGES = 200_000, 40
_TAGS = re.compile(r"<[^>]+>")
_TEXT_PARTS = re.compile(r"(?:word/(?:document|header\d*|footer\d*)|xl/sharedStrings|xl/worksheets/sheet\d+|ppt/slides/"
                         r"slide\d+|Doc_\d+/Pages/Page_\d+/Content)\.xml")
_OPEN = Filter("done_on", "empty")


class SecretFileError(UserError):
    """The file bears a mark of secrecy."""

    code = "secret_file"
    message = N_("{file} was not attached, it is marked '{mark}'. Papers marked 秘密 or above are not kept here (Law "
                 "on Guarding State Secrets): hand it to the person in charge of secret papers, and delete the copy.")


def duties(session: Session, day: str) -> list[Duty]:
    """Return what is due on an ISO day: overdue tasks first, then those within the days of the reminders."""
    far, near, last = (limits.norm(session, f"directives.remind_{name}", day).value for name in ("far", "near", "last"))
    waiting = workdays.add(day, -limits.norm(session, "directives.acknowledge_workdays", day).value)
    return [
        _counted(session, "directive_tasks", "tasks_overdue", ERROR, N_("{count} tasks from above are overdue"),
                 _OPEN, Filter("due_at", "to", (add_days(day, -1),))),
        _within(session, "tasks_last", ERROR, day, 0, last),
        _within(session, "tasks_near", WARNING, day, last + 1, near),
        _within(session, "tasks_far", INFO, day, near + 1, far),
        _counted(session, "deliverables", "deliverables_returned", WARNING,
                 N_("{count} deliverables were given back: send the next version"),
                 Filter("deliverable_state", "is", ("returned",))),
        _counted(session, "directives", "directives_returned", WARNING,
                 N_("{count} reports were returned by the superior"),
                 Filter("directive_state", "is", ("returned",))),
        *_posted(session),
        _counted(session, "directives", "directives_unsigned", WARNING, N_("{count} directives are not acknowledged"),
                 Filter("directive_state", "is", ("received",)), Filter("recv_date", "to", (waiting,))),
        _counted(session, "task_groups", "groups_overdue", WARNING, N_("{count} groups have not replied in time"),
                 Filter("replied_on", "empty"), Filter("due_at", "to", (add_days(day, -1),))),
        _counted(session, "directive_readers", "unread", INFO, N_("{count} papers in circulation are not read yet"),
                 Filter("read_at", "empty"), Filter("given_on", "to", (add_days(day, -near),))),
    ]


def _posted(session: Session) -> list[Duty]:
    """Return what came by the superior's server and stands in no book yet; nothing where nothing did."""
    count = len(untaken(session))
    return [Duty("papers_posted", WARNING, N_("{count} papers came by sync: register them"), count, Query(),
                 register="posted_papers")] if count else []


def _within(session: Session, code: str, level: str, day: str, first: int, last: int) -> Duty:
    filters = (_OPEN, Filter("due_at", "from", (add_days(day, first),)), Filter("due_at", "to", (add_days(day, last),)))
    query = Query(filters=filters)
    return Duty(code, level, N_("{count} tasks from above are due within {days} days"),
                records.count(session, TASKS, query), query, params={"days": last}, register="directive_tasks")


def _counted(session: Session, register: str, code: str, level: str, message: str, *filters: Filter) -> Duty:
    query = Query(filters=filters)
    return Duty(code, level, message, records.count(session, registers.get(register), query), query, register=register)


def tasks(session: Session, until: str | None = None, *, done: bool = False) -> list[dict[str, Any]]:
    """Return the tasks that are open (or all), due until an ISO day, the most pressing first.

    Each has the paper's number and title, what of it is handed in, and how many groups have replied.
    """
    task, paper = TASKS.table, DIRECTIVES.table
    found = sa.select(task, paper.c.title.label("paper"), paper.c.doc_no, paper.c.recv_no).join(
        paper, paper.c.id == task.c.directive_id).where(task.c.deleted.is_(False)).order_by(task.c.due_at, task.c.n)
    if not done:
        found = found.where(task.c.done_on.is_(None))
    if until:
        found = found.where(task.c.due_at <= until)
    rows = [dict(row) for row in session.execute(found).mappings()]
    handed = _grouped(session, DELIVERABLES.table, DELIVERABLES.table.c.deliverable_state)
    replied = _grouped(session, SHARES.table, SHARES.table.c.replied_on)
    for row in rows:
        states, replies = handed.get(row["id"], []), replied.get(row["id"], [])
        row["returned"] = states.count("returned")
        row["handed_in"], row["to_hand_in"] = sum(s in ("sent", "received", "passed") for s in states), len(states)
        row["replies"], row["groups_asked"] = sum(day is not None for day in replies), len(replies)
    return rows


def _grouped(session: Session, table: sa.Table, column: sa.ColumnElement[Any]) -> dict[str, list[Any]]:
    """Return the living rows' values of a column by the task that they hang on."""
    found: dict[str, list[Any]] = {}
    for task, value in session.execute(sa.select(table.c.task_id, column).where(table.c.deleted.is_(False))):
        found.setdefault(task, []).append(value)
    return found


def board(session: Session, day: str, days: int = 7) -> dict[str, list[dict[str, Any]]]:
    """Return the open tasks as the board shows them: overdue, returned, due within so many days by ISO day."""
    rows = tasks(session, add_days(day, days))
    late = [row for row in rows if str(row["due_at"]) < day]
    returned = [row for row in tasks(session) if row["returned"]]
    found = {"overdue": late, "returned": returned}
    for row in rows:
        if str(row["due_at"]) >= day:
            found.setdefault(str(row["due_at"]), []).append(row)
    return found


def acknowledge_all(session: Session, ids: list[str], person: str, day: str | None = None) -> int:
    """Acknowledge every paper that waits for it, inside `db.write(...)`; returns how many were acknowledged."""
    rows = records.by_ids(session, DIRECTIVES, ids)
    waiting = [i for i in ids if i in rows and rows[i]["directive_state"] == "received" and not rows[i]["deleted"]]
    for record in waiting:
        lifecycle.apply_event(session, DIRECTIVES, record, {
            "event": "acknowledge", "happened_on": day or checking.today(), "decided_by": person})
    return len(waiting)


def share_out(session: Session, task_id: str, branches: list[str], due_at: str | None = None) -> int:
    """Ask groups for their share of a task, each once; a quota is shared evenly, the first get what is left over.

    Inside `db.write(...)`; returns how many groups were asked. Groups that were asked before keep their share.
    """
    task = records.get(session, TASKS, task_id)
    asked = {row["branch_id"] for row in records.page(
        session, SHARES, Query(filters=(Filter("task_id", "is", (task_id,)),)), limit=-1)}
    new = [branch for branch in dict.fromkeys(branches) if branch not in asked]
    each, more = divmod(int(task["quota"]), len(new)) if task["quota"] is not None and new and not asked else (None, 0)
    for place, branch in enumerate(new):
        quota = None if each is None else each + (place < more)
        records.save(session, SHARES, {"task_id": task_id, "branch_id": branch, "asked_on": checking.today(),
                                       "due_at": due_at or task["due_at"], "quota": quota})
    return len(new)


# ---- files that must not be kept


def refuse_secret_file(register: str, offered: Offered) -> None:
    """Raise SecretFileError when a file for one of these books bears a mark of secrecy, in its name or its text."""
    if register not in SECRET_BOOKS:
        return
    for text in (offered.name, *read_text(offered)):
        mark = secrecy.mark_in(text)
        if mark:
            raise SecretFileError(file=offered.name, mark=mark)


def read_text(offered: Offered) -> Iterator[str]:
    """Yield the beginning of the text of a file: plain text, PDF, and the XML of Office and OFD files."""
    if offered.media_type == "text/plain":
        yield _decoded(offered.data[:_MOST_TEXT])
    elif offered.media_type == "application/pdf":
        yield from _pdf_pages(offered.data)
    elif offered.media_type == "application/zip":
        yield from _parts(offered.data)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def _pdf_pages(data: bytes) -> Iterator[str]:
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:  # a damaged or protected file shows no text; its name was looked at
        return
    try:
        for number in range(min(len(document), _MOST_PAGES)):
            yield document[number].get_textpage().get_text_bounded()[:_MOST_TEXT]
    finally:
        document.close()


def _parts(data: bytes) -> Iterator[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            for info in parts.infolist():
                if _TEXT_PARTS.fullmatch(info.filename):
                    with parts.open(info) as stream:  # no more than this is unpacked, whatever the file claims
                        yield _TAGS.sub("", stream.read(_MOST_TEXT).decode("utf-8", "replace"))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):  # damaged or protected: nothing to be read
        return


def unacknowledged(session: Session) -> list[str]:
    """Return the ids of the papers that wait to be acknowledged."""
    query = Query(filters=(Filter("directive_state", "is", books.OPEN[:1]),))
    return [row["id"] for row in records.page(session, DIRECTIVES, query, limit=-1)]
