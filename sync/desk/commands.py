"""`union-desk enrol`, `sync` and `sync status`: the office's end of reporting, without a screen."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sync.protocol.peer import NoAnswerError
from union_desk import registers
from union_desk.commands.desk import Command, local
from union_desk.errors import UserError
from union_desk.words import N_, _, series

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from sync.desk.status import Returned, Status
    from union_desk.affairs.returns_checking import Told
    from union_desk.commands.desk import Desk


_MOST_NAMED = 5


class NotReachedError(UserError):
    """Nothing came back; unlike the window, a command does not try again by itself."""

    code = "no_answer"
    message = N_("The superior union's server at {address} did not answer ({reason}). Nothing is lost: run the command "
                 "again when the connection is back.")


class PolicyNotAcceptedError(UserError):
    """Nobody has accepted what leaves the office, or it has changed since."""

    code = "policy_not_accepted"
    message = N_("Before anything is reported somebody must accept what leaves this office. The command "
                 "'union-desk sync policy' shows it; accept it with --accept-policy.")


@contextmanager
def _once() -> Iterator[None]:
    try:
        yield
    except NoAnswerError as fault:
        raise NotReachedError(**fault.params) from fault


def _configure_enrol(parser: argparse.ArgumentParser) -> None:
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--server", metavar=_("URL"), help=_("the address of the superior's server"))
    way.add_argument("--request", metavar=_("FILE"),
                     help=_("without a network: write the request into a file, to be answered at the superior "
                            "union"))
    way.add_argument("--answer", metavar=_("FILE"), help=_("without a network: read the file that came back"))
    parser.add_argument("--token", default="", metavar=_("TOKEN"), help=_("the token that the superior gave"))
    parser.add_argument("--move", action="store_true",
                        help=_("report to another superior or as another union from now on"))


def _enrol(desk: Desk, options: argparse.Namespace) -> None:
    from sync.desk import enrolment, status

    desk.actor.need(status.RIGHT)
    if options.request:
        enrolment.write_request(desk.db, options.token, Path(options.request))
        words = _("The request is in {file}. Hand it in at the superior union, and read the answer with --answer.")
        desk.answer({"request": options.request}, words.format(file=options.request))
        return
    with _once():
        found = (enrolment.read_answer(desk.db, Path(options.answer), move=options.move) if options.answer
                 else enrolment.enrol(desk.db, options.server, options.token, move=options.move))
    document = {"server": found.server, "superior": found.name, "unit": found.unit_name, "unit_code": found.unit_code,
                "device": found.device, "enrolled_at": found.enrolled_at}
    desk.answer(document, _("From now on this office reports as {unit} to {superior} ({server}).").format(
        unit=found.unit_name, superior=found.name, server=found.server))


def _configure_sync(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", nargs="?", default="now",
                        choices=("now", "status", "compare", "conflicts", "policy"),
                        help=_("status: what waits, was received and came back; compare: where the superior's "
                               "copy differs; conflicts: versions of two computers that wait for a decision; policy: "
                               "what leaves this office"))
    _configure_acceptance(parser)
    parser.add_argument("--accept-emptier", action="store_true",
                        help=_("send everything again to a server that was set up anew"))
    _configure_many(parser)
    parser.add_argument("--everything", action="store_true",
                        help=_("report every record once more; it is always safe and only costs time"))


def _configure_many(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--accept-many", action="store_true",
                        help=_("report although one gesture changed a large part of a register: it was meant"))


def _configure_acceptance(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--accept-policy", action="store_true",
                        help=_("accept what leaves this office, as the command 'sync policy' shows it, without being "
                               "asked"))


def _accept(desk: Desk, options: argparse.Namespace) -> None:
    """See to it that what leaves the office is accepted before the first byte does.

    Whoever sits at a terminal is shown it and asked. A script cannot be: it is told on the error stream where it is
    shown, and that its owner ran it is the acceptance, which is kept with the name.

    Raises PolicyNotAcceptedError when the person says no.
    """
    from sync.desk import policy, store

    with desk.db.read(whole=True) as s:
        store.superior(s)
        accepted = policy.is_accepted(s)
    if accepted:
        return
    if not options.accept_policy and sys.stdin.isatty():
        told = _("What leaves this office with the reports, and what stays:") + "\n" + _policy_words()
        sys.stderr.write(told + "\n" + _("Accept? [y/N]") + " ")
        sys.stderr.flush()
        if sys.stdin.readline().strip().casefold() not in {"y", "yes", "是"}:
            raise PolicyNotAcceptedError
    elif not options.accept_policy:
        sys.stderr.write(_("The first report: the command 'union-desk sync policy' shows what leaves this office; "
                           "whoever runs this one accepts it.") + "\n")
    with desk.db.bookkeeping() as s:
        policy.accept(s, desk.actor.name)


def _policy_words() -> str:
    from sync.desk import policy

    lines, words = policy.lines(), []
    for share, text in policy.TRAVELS.items():
        words.append(_(text))
        words += [f"    {_(registers.get(line.register).label)}: "
                  + series(_(registers.get(line.register).fields[name].label) for name in line.fields)
                  for line in lines if line.share == share]
    return "\n".join(words)


def _policy(desk: Desk) -> None:
    from sync.desk import policy

    with desk.db.read(whole=True) as s:
        accepted, changed = policy.accepted(s), policy.changed(s)
    desk.answer({"policy": [asdict(line) for line in policy.lines()], "changed": changed,
                 "accepted": {"by": accepted.by, "at": accepted.at} if accepted else None}, _policy_words())


def _sync(desk: Desk, options: argparse.Namespace) -> None:
    from sync.desk import contents, sending, status

    if options.what == "status":
        found, files = status.status(desk.db), contents.figures_of(desk.db)
        told = _("Attachments: {waiting} waiting, {received} received, {refused} refused, {awaited} to come.").format(
            **asdict(files))
        desk.answer(_document(found) | {"files": asdict(files)}, _words(found) + ("\n" + told if any(
            asdict(files).values()) else "")
            + "".join("\n" + _("Attachments with {superior}: {count}").format(superior=one.name, count=one.records)
                      for one in files.above))
        return
    if options.what != "now":
        {"compare": _compare, "conflicts": _conflicts, "policy": _policy}[options.what](desk)
        return
    _accept(desk, options)
    if options.everything:
        from sync.desk import recovery

        desk.actor.need(status.RIGHT)
        with desk.db.bookkeeping() as s:
            recovery.send_everything_again(s)
    with _once():
        report = sending.send(desk.db, desk.actor, desk.progress(), accept_emptier=options.accept_emptier,
                              accept_many=options.accept_many)
    after = status.status(desk.db)
    document: dict[str, Any] = {**asdict(report), "waiting": after.waiting_total,
                                "issues": [_returned(r) for r in after.returned]}
    words = _("{records} records were received by {superior}, {returned} came back, {waiting} wait.").format(
        records=report.records, superior=after.superior, returned=report.returned, waiting=after.waiting_total)
    desk.answer(document, "\n".join([words, *_returned_words(after)]))


def _compare(desk: Desk) -> None:
    from sync.desk import session

    with _once():
        found = session.compare_now(desk.db)
    lines = [_("{here} records here, {there} at the superior union, {count} differ.").format(
        here=sum(here for here, _there in found.counts.values()), count=len(found.differences),
        there=sum(there for _here, there in found.counts.values()))]
    lines += [f"    {_(registers.get(each.register).label)} {each.title} ({each.where})" for each in found.differences
              if each.register in {register.name for register in registers.ALL}]
    desk.answer(asdict(found), "\n".join(lines))


def _conflicts(desk: Desk) -> None:
    from sync.desk import conflicts

    with desk.db.read(whole=True) as s:
        found = conflicts.conflicts(s)
    lines = [f"{_(registers.get(each.register).label)} {each.title}: "
             + (series(_(registers.get(each.register).fields[d.field].label) for d in each.differences) or "—")
             for each in found]
    shown = [{"id": each.id, "register": each.register, "record": each.record, "title": each.title,
              "fields": [d.field for d in each.differences], "deleted": each.deleted} for each in found]
    desk.answer({"conflicts": shown}, "\n".join(lines) or _("No conflict waits for a decision."))


def _configure_paper(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", metavar=_("CODE"), help=_("what the square code on the paper says"))
    parser.add_argument("--superior", action="store_true",
                        help=_("compare with what the superior received, not with this office"))


def _check_paper(desk: Desk, options: argparse.Namespace) -> None:
    from union_desk.affairs import returns_checking

    if options.superior:
        with _once():
            told = _ask_superior(desk, options.code)
    else:
        with desk.db.read() as s:
            told = returns_checking.of_office(desk.db, s, options.code)
    desk.answer(told.document, "\n".join(told.lines))


def _ask_superior(desk: Desk, code: str) -> Told:
    from sync.desk import papers
    from union_desk.affairs import returns_checking
    from union_desk.statistics import printed

    if printed.is_code(code):
        return returns_checking.of_superior_table(*papers.check_table_now(desk.db, code))
    asked = papers.check_now(desk.db, code)
    return returns_checking.of_superior(asked.beside, asked.others)


def _document(found: Status) -> dict[str, Any]:
    document = asdict(found)
    document["waiting_total"] = found.waiting_total
    document["returned"] = [_returned(r) for r in found.returned]
    return document


def _returned(record: Returned) -> dict[str, Any]:
    remarks = [{"field": r.field, "level": r.level, "code": r.code, "message": r.text(), "suggestion": r.suggestion,
                "said_by": by} for r, by in zip(record.remarks, record.said_by, strict=True)]
    return {"register": record.register, "id": record.id, "title": record.title, "remarks": remarks}


def _words(found: Status) -> str:
    if not found.enrolled:
        return _("This office reports to nobody yet: enrol it with the address and the token of the superior union.")
    lines = [
        _("{unit} reports to {superior} ({server}).").format(
            unit=found.unit, superior=found.superior, server=found.server),
        _("{received} records received, {waiting} wait, {returned} came back.").format(
            received=found.received, waiting=found.waiting_total, returned=len(found.returned)),
    ]
    lines += [_("    {superior} holds {count} records, last received {time}.").format(
        superior=one.name, count=one.records, time=local(one.at) if one.at else "—") for one in found.levels[1:]]
    for name, count in found.waiting.items():
        if count:
            titles = series(found.names[name][:_MOST_NAMED]) + ("……" if count > _MOST_NAMED else "")
            lines.append(f"    {_(registers.get(name).label)} {count}: {titles}")
    lines += _returned_words(found)
    if found.last_session is not None:
        lines.append(_("Last session: {at} {message}").format(
            at=local(found.last_session.at), message=found.last_session.message or _("all well")))
    return "\n".join(lines)


def _returned_words(found: Status) -> list[str]:
    return [f"    {record.title} ({record.id}): {'; '.join(remark.text() for remark in record.remarks)}"
            for record in found.returned]


def _configure_carrier(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("write", "read"),
                        help=_("write: all that is not confirmed, for the superior; read: the answer that came back"))
    parser.add_argument("file", metavar=_("FILE"), help=_("the file on the stick"))
    _configure_acceptance(parser)
    _configure_many(parser)


def _carrier(desk: Desk, options: argparse.Namespace) -> None:
    from sync.desk import carrier, sending

    path = Path(options.file)
    if options.what == "write":
        _accept(desk, options)
        written = sending.write_file(desk.db, desk.actor, path, accept_many=options.accept_many)
        desk.answer(asdict(written) | {"file": str(path)}, _(
            "{records} records are in {file}. Hand it in at the superior union and bring its answer back; until then "
            "they count as waiting.").format(records=written.records, file=path))
        return
    found = carrier.read(desk.db, path)
    words = _("{records} records were confirmed, {returned} came back, {posts} posts came down.").format(
        records=found.records, returned=found.returned, posts=found.posts)
    if found.levels:
        words += " " + _("{count} receipts of the unions above it came with it.").format(count=found.levels)
    if not found.whole:
        words += " " + _("The file is torn: what stood before the tear was taken. Ask for the file once more.")
    desk.answer(asdict(found), words)


COMMANDS = {"carrier": Command(_configure_carrier, _carrier), "enrol": Command(_configure_enrol, _enrol),
            "sync": Command(_configure_sync, _sync), "check-paper": Command(_configure_paper, _check_paper)}
