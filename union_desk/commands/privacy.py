"""Personal data without a screen: what is kept about a member, what is due for erasure, proposals and decisions."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from union_desk import checking, durable, papers, records, registers
from union_desk.affairs import privacy
from union_desk.commands import arguments, outputs, presenting, querying
from union_desk.commands.desk import Command, local
from union_desk.errors import UserError
from union_desk.papers import gathering
from union_desk.privacy import due, subject, sweeping
from union_desk.registers.privacy import ERASURES, PROPOSED
from union_desk.safety import gate, old_copies
from union_desk.schema import codes
from union_desk.search import Filter, Query
from union_desk.words import N_, _, series

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from union_desk.commands.desk import Desk
    from union_desk.privacy.subject import Subject
    from union_desk.safety.old_copies import OldCopy

FORM = "personal-data"
_PRINTED = N_("Printed what is kept about a member: {pages} pages, No. {serial}")
_PROPOSED = N_("Proposed to erase personal data of {count} records")


class RecordNeededError(UserError):
    """The step works on something that was not named."""

    code = "erasure_record_needed"
    message = N_("'erasures {step}' needs a record or the number of a proposal; `union-desk erasures due` and "
                 "`union-desk erasures list` show them.")


# ---- personal-data


def _configure_subject(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("record", metavar=_("RECORD"), help=_("the member, by id, number or name"))
    parser.add_argument("--to", metavar=_("FILE"), help=_("a .pdf file to be handed to the member"))


def _subject(desk: Desk, options: argparse.Namespace) -> None:
    register = registers.get("members")
    with desk.db.read() as session:
        member = querying.record_of(session, register, options.record)["id"]
        found = subject.read(session, member)
    document: dict[str, Any] = asdict(found)
    if options.to:
        document["file"] = _print(desk, member, options.to)
    desk.answer(document, _subject_words(found, str(document.get("file") or "")))


def _print(desk: Desk, member: str, to: str) -> str:
    """Print the paper, as one passing of the gate."""
    target = outputs.place(to, ".pdf")
    release = gate.Release(gate.PRINT, "members", 1, records=(member,), to=target.name)
    gate.check(desk.actor, release)
    partial = outputs.suffixed(target)
    try:
        with desk.db.read() as session:
            found = gathering.gather(session, FORM, [member])
        with outputs.writing(target):
            printed = papers.print_form(FORM, found.rows, found.union, partial, desk.actor.name, details=found.details)
        with gate.passing(desk.db, desk.actor, release, _PRINTED, pages=printed.pages, serial=printed.serial), \
                outputs.writing(target):
            durable.put(partial, target)
    finally:
        partial.unlink(missing_ok=True)
    return str(target)


def _subject_words(found: Subject, file: str) -> str:
    lines = [found.title]
    for book in found.kept:
        lines.append(_("{book} ({count})").format(book=book.label, count=book.count) + f"  {book.until}")
        lines += ["    " + _("{fields}: {purpose} ({basis})").format(
            fields=series(group.fields), purpose=group.purpose, basis=group.basis) for group in book.groups]
    lines += [f"{local(one.at)}  {one.actor}  {one.way}  {one.text}" for one in found.seen]
    lines += [f"{one.label}  {one.count} → {found.superior}  {local(one.received_at) if one.received_at else '—'}"
              for one in found.sent]
    if found.due_on:
        lines += [_("Due for erasure on {date}").format(date=found.due_on), *filter(None, [found.held])]
    return "\n".join([*lines, *([file] if file else [])])


# ---- erasures


def _configure_erasures(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("step", choices=tuple(_STEPS), help=_(
        "due: what is kept longer than the rules say; list: proposals; propose RECORD: one record; propose-due: all "
        "that nothing holds back; confirm NUMBER: erase for good; keep NUMBER --until DAY --note TEXT: not now; "
        "copies: backups that are older than an erasure, and when they go; "
        "finish: what was cut, or what another computer erased"))
    parser.add_argument("record", nargs="?", default="", metavar=_("RECORD"),
                        help=_("a record, or the number of a proposal"))
    parser.add_argument("--register", default="members", metavar=_("BOOK"),
                        help=_("the record's book; members without"))
    parser.add_argument("--ground", choices=[code.code for code in codes.get("erasure_ground")], default="retention",
                        help=_("why it is erased; anything but 'retention' need not wait for the years"))
    parser.add_argument("--reason", default="", metavar=_("TEXT"), help=_("without names: it stays"))
    parser.add_argument("--until", type=arguments.day, metavar=_("DAY"), help=_("keep until this day"))
    parser.add_argument("--note", default="", metavar=_("TEXT"), help=_("what was decided"))
    parser.add_argument("--by", default="", metavar=_("NAME"), help=_("who decided"))


def _erasures(desk: Desk, options: argparse.Namespace) -> None:
    if options.step in {"propose", "confirm", "keep"} and not options.record:
        raise RecordNeededError(step=options.step)
    _STEPS[options.step](desk, options)


def _due(desk: Desk, _options: argparse.Namespace) -> None:
    desk.actor.need("erasures.view")
    with desk.db.read() as session:
        found = due.listed(session, checking.today())
    document = [{"register": one.rule.register, "id": one.id, "title": one.title, "rule": one.rule.code,
                 "basis": one.rule.basis, "since": one.since, "due_on": one.due_on, "held": one.held} for one in found]
    lines = [[one.due_on, one.title, one.rule.text, one.held or "—"] for one in found]
    desk.answer(document, presenting.aligned(lines) if lines else _("Nothing is due for erasure."))


def _list(desk: Desk, _options: argparse.Namespace) -> None:
    desk.actor.need("erasures.view")
    with desk.db.read() as session:
        rows = records.page(session, ERASURES, Query(sort=(("n", True),)), limit=500)
    shown = ERASURES.fields["state"].kind
    lines = [[row["number"] or row["id"], _(registers.get(row["owner_register"]).label), shown.show(row["state"]),
              row["erased_on"] or row["proposed_on"] or ""] for row in rows]
    desk.answer(rows, presenting.aligned(lines) if lines else _("There are no proposals."))


def _propose(desk: Desk, options: argparse.Namespace) -> None:
    register = querying.register_of(options.register)
    with desk.db.read() as session:
        record = querying.record_of(session, register, options.record)["id"]
    with desk.db.write(desk.actor, _PROPOSED, count=1) as session:
        made = privacy.propose(session, register, record, ground=options.ground, reason=options.reason)
        number = records.get(session, ERASURES, made)["number"]
    desk.answer({"id": made, "number": number}, _("Proposed as {number}; nothing is erased before somebody confirms it."
                                                  ).format(number=number))


def _propose_due(desk: Desk, _options: argparse.Namespace) -> None:
    with desk.db.read() as session:
        found = [one for one in due.listed(session, checking.today()) if not one.held]
    with desk.db.write(desk.actor, _PROPOSED, count=len(found)) as session:
        count = privacy.propose_due(session, found, checking.today())
    desk.answer({"proposed": count}, _("Proposed: {count}").format(count=count))


def _numbered(desk: Desk, number: str) -> str:
    with desk.db.read() as session:
        rows = records.page(session, ERASURES, Query(filters=(
            Filter("number", "is", (number,)), Filter("state", "is", (PROPOSED,)))), limit=1)
        return str(rows[0]["id"] if rows else querying.record_of(session, ERASURES, number)["id"])


def _confirm(desk: Desk, options: argparse.Namespace) -> None:
    event = {"event": "erase", "note": options.note or None, "decided_by": options.by or desk.actor.name}
    done = privacy.decide(desk.db, desk.actor, _numbered(desk, options.record), event, desk.progress())
    copies = old_copies.listed(desk.db)
    words = [_("Erased for good. Records: {count}.").format(count=done["rows_erased"]), old_copies.told(copies),
             old_copies.beyond()]
    desk.answer({"number": done["number"], "state": done["state"], "records": done["rows_erased"],
                 "copies": _document(copies)}, "\n".join(words))


def _keep(desk: Desk, options: argparse.Namespace) -> None:
    event = {"event": "keep", "until": options.until, "note": options.note or None,
             "decided_by": options.by or desk.actor.name}
    done = privacy.decide(desk.db, desk.actor, _numbered(desk, options.record), event)
    desk.answer({"number": done["number"], "state": done["state"], "until": done["keep_until"]},
                _("Kept until {date}.").format(date=done["keep_until"]))


def _copies(desk: Desk, _options: argparse.Namespace) -> None:
    desk.actor.need("erasures.view")
    found = old_copies.listed(desk.db)
    lines = [[local(one.made_at), _(old_copies.KINDS[one.kind]), one.goes_on, str(one.path)] for one in found]
    heads = [_("Made"), _("What it is"), _("Goes from this day on"), _("Where it lies")]
    words = [old_copies.told(found), *([presenting.aligned([heads, *lines])] if lines else []), old_copies.beyond()]
    desk.answer(_document(found), "\n".join(words))


def _document(found: Sequence[OldCopy]) -> list[dict[str, str]]:
    return [{"kind": one.kind, "path": str(one.path), "made_at": one.made_at, "goes_on": one.goes_on} for one in found]


def _finish(desk: Desk, _options: argparse.Namespace) -> None:
    desk.actor.need("erasure_events.erase")
    count = sweeping.catch_up(desk.db, desk.actor, desk.progress())
    swept = sweeping.sweep(desk.db, desk.progress())
    desk.answer({"erased": count, "swept": swept}, _("Carried out: {count}").format(count=count))


_STEPS = {"due": _due, "list": _list, "propose": _propose, "propose-due": _propose_due, "confirm": _confirm,
          "keep": _keep, "copies": _copies, "finish": _finish}
COMMANDS = {"personal-data": Command(_configure_subject, _subject), "erasures": Command(_configure_erasures, _erasures)}
