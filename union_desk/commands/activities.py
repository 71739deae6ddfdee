"""What is done with activities beyond their books: enrol, sign in, settle, the folder, who joined in nothing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from union_desk import checking, registers
from union_desk.affairs import activities_attending as attending
from union_desk.affairs import activities_enrolling as enrolling
from union_desk.affairs import activities_settling as settling
from union_desk.affairs import activities_yearly as yearly
from union_desk.commands import arguments, presenting, querying
from union_desk.commands.desk import Command, problem_document
from union_desk.errors import UserError
from union_desk.schema import codes
from union_desk.words import N_, _, series

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from union_desk.commands.desk import Desk
    from union_desk.registers.activities_evidence import Item

ACTIVITIES, MEMBERS = registers.get("activities"), registers.get("members")
_STATES = {"present": N_("there"), "waived": N_("waived"), "missing": N_("missing")}


class ListFileError(UserError):
    """The list cannot be read."""

    code = "list_file"
    message = N_("The list {file} cannot be read. Save it as a text file (UTF-8) with one person a line.")


def _configure(parser: argparse.ArgumentParser) -> None:
    common = type(parser)(add_help=False, parents=[parser])  # the options of every command may follow the verb, too
    below = parser.add_subparsers(dest="verb", metavar=_("VERB"), required=True)

    def verb(name: str, words: str) -> argparse.ArgumentParser:
        return below.add_parser(name, help=words, description=words, parents=[common], add_help=False)

    enrol = verb("enrol", _("put a member on the list, or on the waiting list"))
    _activity(enrol)
    enrol.add_argument("member", metavar=_("MEMBER"), help=_(arguments.RECORD))
    enrol.add_argument("--guests", type=arguments.natural, default=0, metavar=_("N"),
                       help=_("how many guests come along"))
    enrol.add_argument("--anyway", action="store_true", help=_("also after the deadline and outside of who may come"))
    _day(enrol)
    withdraw = verb("withdraw", _("take a member off the list; the waiting list moves up"))
    _activity(withdraw)
    withdraw.add_argument("member", metavar=_("MEMBER"), help=_(arguments.RECORD))
    _day(withdraw)
    sign = verb("sign-in", _("enter who came"))
    _activity(sign)
    sign.add_argument("person", nargs="*", metavar=_("PERSON"), help=_("text of the code, a number or a unique name"))
    sign.add_argument("--list", metavar=_("FILE"), help=_("a text file with one person a line; - reads the input"))
    sign.add_argument("--method", choices=[entry.code for entry in codes.get("sign_in_method")], default=attending.HAND)
    _day(sign)
    settle = verb("settle", _("count who came and what it cost, and check the folder"))
    _activity(settle)
    settle.add_argument("--summary", default="", metavar=_("TEXT"), help=_("how it went"))
    settle.add_argument("--satisfied", type=arguments.natural, metavar=_("N"), help=_("satisfied answers"))
    settle.add_argument("--answers", type=arguments.natural, metavar=_("N"), help=_("all answers"))
    _day(settle)
    _activity(verb("checklist", _("show what the folder still needs")))
    clone = verb("clone", _("draft an activity anew from an earlier one"))
    _activity(clone)
    clone.add_argument("on", type=arguments.day, metavar=_("DAY"), help=_("the day of the new activity"))
    left = verb("left-out", _("list the members who joined in nothing in a year"))
    left.add_argument("--year", type=arguments.natural, metavar=_("YEAR"), help=_("this year without"))


def _activity(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("activity", metavar=_("ACTIVITY"), help=_("its number, name or id"))


def _day(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--date", type=arguments.day, default="", metavar=_("DAY"), help=_("today without"))


def _run(desk: Desk, options: argparse.Namespace) -> None:
    _VERBS[options.verb](desk, options)


def _found(session: Session, options: argparse.Namespace) -> dict[str, Any]:
    return querying.record_of(session, ACTIVITIES, options.activity)


def _enrol(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        activity, person = _found(s, options), querying.record_of(s, MEMBERS, options.member)
    door = desk.db.write(desk.actor, N_("Enrolled {name}: {title}"), name=person["name"], title=activity["title"])
    with querying.naming(registers.get("activity_enrolments")), door as s:
        done = enrolling.enrol(s, activity["id"], person["id"], guests=options.guests, day=options.date,
                               anyway=options.anyway)
    document = {"id": done.id, "activity": activity["act_no"], "member": person["id"], "state": done.state,
                "place": done.place, "problems": [problem_document(p) for p in done.problems]}
    desk.answer(document, "\n".join([enrolling.told(done, person["name"]), *(p.text() for p in done.problems)]))


def _withdraw(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        activity, person = _found(s, options), querying.record_of(s, MEMBERS, options.member)
        enrolment = enrolling.enrolment_of(s, activity, person)
    door = desk.db.write(desk.actor, N_("Withdrew {name}: {title}"), name=person["name"], title=activity["title"])
    with door as s:
        moved = enrolling.names(s, enrolling.withdraw(s, enrolment, day=options.date))
    told = _("{name} is off the list.").format(name=person["name"])
    if moved:
        told += " " + _("Moved up from the waiting list: {names}.").format(names=series(moved))
    desk.answer({"id": enrolment, "activity": activity["act_no"], "moved_up": moved}, told)


def _sign_in(desk: Desk, options: argparse.Namespace) -> None:
    lines = [*options.person, *listed(options.list)]
    with desk.db.read() as s:
        activity = _found(s, options)
    with desk.db.write(desk.actor, N_("Signed in: {title}"), title=activity["title"]) as s:
        done = attending.sign_in_list(s, activity["id"], lines, method=options.method, day=options.date)
    told = [_("{count} signed in, {again} were there already.").format(count=len(done.signed), again=len(done.again)),
            *(why for _text, why in done.unknown)]
    desk.answer({"activity": activity["act_no"], "signed": done.signed, "again": done.again,
                 "unknown": [{"text": text, "message": why} for text, why in done.unknown]}, "\n".join(told))


def listed(place: str | None) -> list[str]:
    """Return the lines of a text file, or of the input; none without a place."""
    if not place:
        return []
    try:
        return (sys.stdin.read() if place == "-" else Path(place).read_text("utf-8-sig")).splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise ListFileError(file=place) from fault


def _settle(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        activity = _found(s, options)
    with desk.db.write(desk.actor, N_("Settled: {title}"), title=activity["title"]) as s:
        done = settling.settle(s, activity["id"], summary=options.summary, satisfied=options.satisfied,
                               answers=options.answers, day=options.date)
    _answer(desk, activity, done)


def _checklist(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        activity = _found(s, options)
        done = settling.review(s, activity["id"])
    _answer(desk, activity, done)


def _answer(desk: Desk, activity: dict[str, Any], done: settling.Settled) -> None:
    sums = done.figures
    document = {
        "activity": activity["act_no"], "budget": sums.budget, "spent": sums.spent, "headcount": sums.headcount,
        "members": sums.members, "guests": sums.guests, "absent": sums.absent, "goods": sums.goods,
        "unsigned": sums.unsigned, "findings": [problem_document(p) for p in done.findings],
        "checklist": [{"evidence": i.evidence, "state": i.state, "basis": i.basis} for i in done.checklist],
        "complete": all(i.state != "missing" for i in done.checklist)}
    told = [settling.words(sums), *(p.text() for p in done.findings), *_lines(done.checklist)]
    desk.answer(document, "\n".join(told))


def _lines(items: Iterable[Item]) -> list[str]:
    return [f"{codes.get('evidence').label(item.evidence)}: {_(_STATES[item.state])}"
            + (f" ({item.reason})" if item.reason else "") for item in items]


def _clone(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        activity = _found(s, options)
    with desk.db.write(desk.actor, N_("Drafted anew: {title}"), title=activity["title"]) as s:
        made = yearly.clone(s, activity["id"], options.on)
    with desk.db.read() as s:
        row = querying.record_of(s, ACTIVITIES, made)
    desk.answer(presenting.document(ACTIVITIES, row),
                _("{number} {title} is drafted.").format(number=row["act_no"], title=row["title"]))


def _left_out(desk: Desk, options: argparse.Namespace) -> None:
    year = options.year or int(checking.today()[:4])
    with desk.db.read() as s:
        count, whole = yearly.count_left_out(s, year)
        people = yearly.people_left_out(s, year)
    told = _("{count} of {whole} members joined in nothing in {year}.").format(count=count, whole=whole, year=year)
    document = {"year": year, "count": count, "members": whole,
                "people": [{"id": row["id"], "name": row["name"]} for row in people]}
    desk.answer(document, "\n".join([told, *(str(row["name"]) for row in people)]))


_VERBS = {"enrol": _enrol, "withdraw": _withdraw, "sign-in": _sign_in, "settle": _settle, "checklist": _checklist,
          "clone": _clone, "left-out": _left_out}
COMMANDS = {"activities": Command(_configure, _run)}
