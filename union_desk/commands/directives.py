"""`union-desk directives …`: open tasks, acknowledging, sharing a task out among the groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk import checking, registers
from union_desk.affairs import directives
from union_desk.commands import arguments, presenting, querying
from union_desk.commands.desk import Command
from union_desk.commands.dues import acting
from union_desk.schema.dates import add_days
from union_desk.words import N_, _

if TYPE_CHECKING:
    import argparse

    from union_desk.commands.desk import Desk

_ACKNOWLEDGED = N_("Acknowledged {count} directives")
_TAKEN = N_("Registered the papers that came by sync")
_SHARED = N_("Shared out the task {name}")
_SHOWN = ("id", "title", "paper", "doc_no", "recv_no", "due_at", "owner", "quota", "quota_used", "done_on", "handed_in",
          "to_hand_in", "returned", "replies", "groups_asked")


def _configure(parser: argparse.ArgumentParser) -> None:
    add = acting(parser)
    tasks = add("tasks", _("the open tasks, the most pressing first"))
    tasks.add_argument("--days", type=arguments.natural, metavar=_("N"), help=_("only those due within so many days"))
    tasks.add_argument("--all", action="store_true", help=_("also those that are done"))
    sign = add("acknowledge", _("acknowledge papers, or all that wait for it"))
    sign.add_argument("record", metavar=_("RECORD"), nargs="*", help=_("the papers; all that wait without"))
    add("take", _("register the papers that came by sync, with their tasks"))
    share = add("share", _("ask groups for their share of a task"))
    arguments.record(share)
    share.add_argument("--group", metavar=_("NAME"), action="append", required=True,
                       help=_("a branch or group; may be repeated"))


def _run(desk: Desk, options: argparse.Namespace) -> None:
    {"tasks": _tasks, "acknowledge": _acknowledge, "take": _take, "share": _share}[options.action](desk, options)


def _tasks(desk: Desk, options: argparse.Namespace) -> None:
    today = checking.today()
    until = None if options.days is None else add_days(today, options.days)
    with desk.db.read() as s:
        rows = directives.tasks(s, until, done=options.all)
    shown = [{name: row[name] for name in _SHOWN} | {"overdue": row["done_on"] is None and str(row["due_at"]) < today}
             for row in rows]
    lines = [[_("overdue") if row["overdue"] else _("returned") if row["returned"] else "", str(row["due_at"]),
              str(row["title"]), str(row["owner"]), f"{row['handed_in']}/{row['to_hand_in']}", str(row["doc_no"] or "")]
             for row in shown]
    desk.answer({"count": len(shown), "tasks": shown}, presenting.aligned(lines) or _("There are no open tasks."))


def _acknowledge(desk: Desk, options: argparse.Namespace) -> None:
    book = registers.get("directives")
    with desk.db.read() as s:
        ids = [querying.record_of(s, book, text)["id"] for text in options.record] or directives.unacknowledged(s)
    count = 0
    if ids:
        with desk.db.write(desk.actor, _ACKNOWLEDGED, count=len(ids)) as s:
            count = directives.acknowledge_all(s, ids, desk.actor.name)
    desk.answer({"acknowledged": count}, _("{count} directives were acknowledged.").format(count=count))


def _take(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.write(desk.actor, _TAKEN) as s:
        ids = directives.take_papers(s, desk.actor.name)
    desk.answer({"taken": ids}, _("{count} papers were registered.").format(count=len(ids)))


def _share(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        task = querying.record_of(s, registers.get("directive_tasks"), options.record)
        groups = [querying.record_of(s, registers.get("branches"), text)["id"] for text in options.group]
    with desk.db.write(desk.actor, _SHARED, name=task["title"]) as s:
        count = directives.share_out(s, task["id"], groups)
    desk.answer({"task": task["id"], "asked": count}, _("{count} groups were asked.").format(count=count))


COMMANDS = {"directives": Command(_configure, _run)}
