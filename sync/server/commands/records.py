"""What the unions reported: records, what was returned, duplicates, transfers, and the tasks that follow."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sync.server.commands import Command
from union_desk.words import N_, _

if TYPE_CHECKING:
    import argparse

    from sync.server.commands import Desk

ROUTES = {"elsewhere": N_("to a union that does not report here"), "offered": N_("offered"), "arrived": N_("entered"),
          "accepted": N_("taken on"), "declined": N_("declined"), "closed": N_("closed")}


def _configure_members(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--unit", required=True, metavar="CODE")
    parser.add_argument("--register", default="members")


def _records(desk: Desk, options: argparse.Namespace) -> None:
    from sync.server import reading

    found = list(reading.records(desk.superior, desk.superior.unit(options.unit), options.register))
    lines = [f"{r['status']}\t{r['id']}\t{r.get('name', '')}" + "".join(f"\t{m['message']}" for m in r["remarks"])
             for r in found]
    desk.say(found, "\n".join([*lines, _("{count} records").format(count=len(found))]))


def _configure_returned(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--unit", default="", metavar="CODE")
    parser.add_argument("--register", default="")
    parser.add_argument("--reason", default="", help=_("code of the reason, as in the JSON answer"))
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--counts", action="store_true", help=_("only how many, by union, register and reason"))
    how.add_argument("--workbook", metavar="XLSX", help=_("write the list as a workbook"))


def _returned(desk: Desk, options: argparse.Namespace) -> None:
    from sync.server import returned

    wanted = returned.Wanted(options.unit, options.register, options.reason)
    if options.workbook:
        count = returned.write_workbook(desk.superior, wanted, Path(options.workbook))
        desk.say({"file": options.workbook, "lines": count},
                 _("{count} returned fields are in {file}.").format(count=count, file=options.workbook))
        return
    if options.counts:
        desk.list(returned.counts(desk.superior, wanted), lambda r: "\t".join(
            (r["unit"], returned.label_of(r["register"]), returned.label_of(r["register"], r["field"]), r["reason"],
             str(r["records"]))), _("Nothing was returned."))
        return

    def line(row: dict[str, Any]) -> str:
        field = returned.label_of(row["register"], row["field"]) if row["field"] else ""
        return f"{row['unit']}\t{returned.label_of(row['register'])}\t{row['name']}\t{field}\t{row['message']}"

    desk.list(list(returned.returned(desk.superior, wanted)), line, _("Nothing was returned."))


def _configure_return(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--unit", required=True, metavar="CODE")
    parser.add_argument("--register", default="members")
    parser.add_argument("--record", required=True, metavar="ID", help=_("the record's number, as `members` lists it"))
    parser.add_argument("--field", default="", help=_("the field in question; the whole record without"))
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--reason", help=_("why it is returned; the union reads these words"))
    what.add_argument("--withdraw", action="store_true", help=_("take back what a person said about it"))


def _return(desk: Desk, options: argparse.Namespace) -> None:
    from sync.server import returning

    meant = returning.Meant(desk.superior.unit(options.unit), options.register, options.record, options.field)
    document = {"unit": options.unit, "register": options.register, "record": options.record, "field": options.field,
                "returned": not options.withdraw}
    if options.withdraw:
        returning.withdraw(desk.superior, meant)
        desk.say(document, _("The record counts as received again; {unit} hears of it with its next session.").format(
            unit=meant.unit.name))
        return
    returning.return_(desk.superior, meant, options.reason)
    desk.say(document, _("The record goes back to {unit} with its next session.").format(unit=meant.unit.name))


def _duplicates(desk: Desk, options: argparse.Namespace) -> None:
    from sync.server import duplicates

    found = duplicates.find(desk.superior)
    desk.say(found, _("{documents} members are reported by two unions; {made} tasks made, {settled} settled.").format(
        **found))


def _configure_transfers(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--state", default="", choices=("", *ROUTES))


def _transfers(desk: Desk, options: argparse.Namespace) -> None:
    from sync.server import transfers

    transfers.route(desk.superior)
    desk.list(transfers.listed(desk.superior, state=options.state),
              lambda r: f"{r['slip_no']}\t{r['from']} → {r['to'] or '—'}\t{_(ROUTES[r['state']])}\t{r['changed_at']}",
              _("No transfer between unions is known."))


def _configure_tasks(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--unit", default="", metavar="CODE")
    parser.add_argument("--settled", action="store_true", help=_("settled ones too"))


def _tasks(desk: Desk, options: argparse.Namespace) -> None:
    from sync.server import tasks

    desk.list(tasks.listed(desk.superior, unit=options.unit, settled=options.settled),
              lambda r: f"{r['unit']}\t{r['made_at']}\t{r['message']}", _("No task is open."))


def _configure_paper(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", metavar="CODE", help=_("what the square code on the paper says"))
    parser.add_argument("--unit", default="", metavar="CODE", help=_("the union, where its paper bears another code"))


def _check_paper(desk: Desk, options: argparse.Namespace) -> None:
    from sync.server import paper_tables, papers
    from union_desk.affairs import returns_checking
    from union_desk.statistics import printed

    if printed.is_code(options.code):
        counted = paper_tables.check(desk.superior, options.code, options.unit)
        told = returns_checking.of_superior_table(counted.verdict, counted.moment)
        desk.say({"unit": counted.unit, **told.document}, "\n".join(told.lines))
        return
    found = papers.check(desk.superior, options.code, options.unit)
    told = returns_checking.of_superior(found.beside, ())
    desk.say({"unit": found.unit, "signed_on": found.record.get("signed_on"), **told.document}, "\n".join(told.lines))


COMMANDS = (
    Command("members", N_("list the records of a union as they came"), _records, _configure_members),
    Command("returned", N_("list what was returned, by union, register and reason"), _returned, _configure_returned),
    Command("return-record", N_("return a record to its union with a reason, or take that back"), _return,
            _configure_return),
    Command("duplicates", N_("find members that two unions report"), _duplicates),
    Command("transfers", N_("list the transfers between unions and how far they are"), _transfers,
            _configure_transfers),
    Command("check-paper", N_("compare the code of a signed return or of a table with what was received"), _check_paper,
            _configure_paper),
    Command("tasks", N_("list what unions are asked to look at"), _tasks, _configure_tasks),
)
