"""`union-desk appeals …`: what is to be answered, threads, answers from above, a case without its people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk import checking, records, registers
from union_desk.affairs import appeals
from union_desk.commands import arguments, presenting, querying
from union_desk.commands.desk import Command
from union_desk.commands.dues import acting
from union_desk.schema.dates import add_days
from union_desk.words import N_, _

if TYPE_CHECKING:
    import argparse

    from union_desk.commands.desk import Desk

_TAKEN = N_("Took over {count} answers from above")
_WROTE = N_("Wrote into the thread of {name}")
_DAYS = 7


def _configure(parser: argparse.ArgumentParser) -> None:
    add = acting(parser)
    due = add("due", _("what is to be answered, the oldest first"))
    due.add_argument("--days", type=arguments.natural, default=_DAYS, metavar=_("N"),
                     help=_("until so many days from today; 7 without"))
    thread = add("thread", _("the thread of an appeal, each entry with its author"))
    arguments.record(thread)
    write = add("write", _("write an entry into the thread"))
    arguments.record(write)
    arguments.values(write, _("action=… text=…, and told_member=yes for the progress slip"))
    add("take-answers", _("take answers from above over into their appeals"))
    package = add("package", _("an appeal as it may be handed upwards, without its people"))
    arguments.record(package)


def _run(desk: Desk, options: argparse.Namespace) -> None:
    {"due": _due, "thread": _thread, "write": _write, "take-answers": _take, "package": _package}[options.action](
        desk, options)


def _due(desk: Desk, options: argparse.Namespace) -> None:
    today = checking.today()
    with desk.db.read() as s:
        rows = appeals.due(s, add_days(today, options.days))
    for row in rows:
        row["overdue"] = str(row["due_on"]) < today
    lines = [[_("overdue") if row["overdue"] else "", str(row["due_on"]), str(row["number"]), str(row["state_label"]),
              str(row["title"])] for row in rows]
    desk.answer({"until": add_days(today, options.days), "count": len(rows), "due": rows},
                presenting.aligned(lines) or _("Nothing is to be answered in these days."))


def _thread(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        row = querying.record_of(s, registers.get("appeals"), options.record)
        entries = appeals.thread(s, row["id"])
    words = presenting.aligned([[str(e["day"]), str(e["author"]), str(e["what"]), str(e["text"])] for e in entries])
    desk.answer({"appeal": row["id"], "entries": [{k: v for k, v in e.items() if k != "n"} for e in entries]},
                words or _("Nothing is written yet."))


def _write(desk: Desk, options: argparse.Namespace) -> None:
    steps = registers.get("appeal_steps")
    with desk.db.read() as s:
        row = querying.record_of(s, registers.get("appeals"), options.record)
        values, _notes = querying.assignments(s, steps, options.values)
    given = {"happened_on": checking.today(), "actor": desk.actor.name} | values | {"appeal_id": row["id"]}
    with querying.naming(steps), desk.db.write(desk.actor, _WROTE, name=row["case_no"]) as s:
        saved = records.save(s, steps, given)
    desk.answer({"appeal": row["id"], "entry": saved.id}, _("Written into the thread of {name}.").format(
        name=row["case_no"]))


def _take(desk: Desk, _options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        count = len(appeals.answers_waiting(s))
    if count:
        with desk.db.write(desk.actor, _TAKEN, count=count) as s:
            count = appeals.take_answers(s)
    desk.answer({"taken": count}, _("{count} answers from above were taken over.").format(count=count))


def _package(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        row = querying.record_of(s, registers.get("appeals"), options.record)
        found = appeals.redacted(s, row["id"])
    shown = registers.get("appeals").fields
    lines = [[_(shown[name].label), shown[name].kind.show(value)] for name, value in found["appeal"].items()
             if name in shown]
    lines += [[str(entry["day"]), f"{entry['what']} {entry['text']}"] for entry in found["thread"]]
    desk.answer(found, presenting.aligned(lines))


COMMANDS = {"appeals": Command(_configure, _run)}
