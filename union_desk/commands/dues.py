"""`union-desk dues …`: plan a month, the payroll office's list out and in, receipts, arrears."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from union_desk import checking, records, registers
from union_desk.affairs import dues, dues_payroll, dues_receipts
from union_desk.affairs.dues_receipts import Wording
from union_desk.commands import arguments, outputs, passphrases, presenting, querying
from union_desk.commands.desk import Command
from union_desk.schema.kinds import Money
from union_desk.words import N_, _, series

if TYPE_CHECKING:
    from collections.abc import Callable

    from union_desk.commands.desk import Desk

PLANNED = N_("Planned the dues of {month}")
PAID = N_("Entered {count} payments of dues from {file}")
ISSUED = N_("Issued {count} receipts for dues")
REVERSED = N_("Reversed receipt {number}")
_MONTH = re.compile(r"((?:19|20)\d\d)-(0[1-9]|1[0-2])")
_PERIOD = re.compile(r"((?:19|20)\d\d)(?:-(0[1-9]|1[0-2]))?")
_MOST_LINES = 40
_LEAST = 1


def month(text: str) -> tuple[int, int]:
    """Read a month such as 2026-03; argparse says what is wrong with another."""
    found = _MONTH.fullmatch(text)
    if found is None:
        raise argparse.ArgumentTypeError(_("'{text}' is no month such as 2026-03").format(text=text))
    return int(found.group(1)), int(found.group(2))


def period(text: str) -> tuple[int, int | None]:
    """Read a month (2026-03) or a year (2026)."""
    found = _PERIOD.fullmatch(text)
    if found is None:
        raise argparse.ArgumentTypeError(_("'{text}' is no month such as 2026-03 and no year").format(text=text))
    return int(found.group(1)), int(found.group(2)) if found.group(2) else None


def yuan(fen: int | None) -> str:
    """Return an amount for people."""
    return Money().show(fen)


def of_month(parser: argparse.ArgumentParser, words: str) -> None:
    """Declare which month."""
    parser.add_argument("month", type=month, metavar=_("MONTH"), help=words)


def acting(parser: argparse.ArgumentParser) -> Callable[[str, str], argparse.ArgumentParser]:
    """Return what declares an action of a command; the options of every command may follow it, too."""
    common = type(parser)(add_help=False, parents=[parser])
    below = parser.add_subparsers(dest="action", metavar=_("ACTION"), required=True)
    return lambda name, words: below.add_parser(
        name, help=words, description=words.replace("%%", "%"), parents=[common], add_help=False)


def _configure(parser: argparse.ArgumentParser) -> None:
    add = acting(parser)
    plan = add("plan", _("make the lines of a month from the members' bases"))
    plan.add_argument("month", type=period, metavar=_("PERIOD"), help=_("2026-03 or 2026"))
    sheet = add("sheet", _("write the collection sheet for the payroll office"))
    of_month(sheet, _("for example 2026-03"))
    arguments.destination(sheet, _("an .xlsx file"))
    arguments.password(sheet)
    pay = add("pay", _("read back the payroll office's list and enter the payments"))
    of_month(pay, _("the month for which was paid"))
    pay.add_argument("file", metavar=_("FILE"), help=_("a workbook, CSV or web table, as it came"))
    pay.add_argument("--day", type=arguments.day, default="", metavar=_("DAY"), help=_("paid on; today without"))
    pay.add_argument("--dry-run", action="store_true", help=_("check everything and change nothing"))
    receipts = add("receipts", _("write receipts for payments that have none"))
    of_month(receipts, _("the month in which was paid"))
    receipts.add_argument("--day", type=arguments.day, default="", metavar=_("DAY"), help=_("date of the receipts"))
    receipts.add_argument("--each", action="store_true", help=_("one for each member, not one for all"))
    receipts.add_argument("--payer", default="", metavar=_("NAME"), help=_("payer of a common receipt"))
    receipts.add_argument("--cashier", default="", metavar=_("NAME"), help=_("who took the money"))
    reverse = add("reverse", _("reverse a receipt with its payments and its income"))
    reverse.add_argument("record", metavar=_("RECEIPT"), help=_("its number or id"))
    reverse.add_argument("--reason", required=True, metavar=_("TEXT"), help=_("why it is reversed"))
    reverse.add_argument("--day", type=arguments.day, default="", metavar=_("DAY"), help=_("today without"))
    arrears = add("arrears", _("list who owes dues, the longest first"))
    arrears.add_argument("--least", type=arguments.natural, default=_LEAST, metavar=_("N"),
                         help=_("months on end at least"))
    arrears.add_argument("--day", type=arguments.day, default="", metavar=_("DAY"), help=_("as of this day"))


def _run(desk: Desk, options: argparse.Namespace) -> None:
    actions: dict[str, Callable[[Desk, argparse.Namespace], None]] = {
        "plan": _plan, "sheet": _sheet, "pay": _pay, "receipts": _receipts, "reverse": _reverse, "arrears": _arrears}
    actions[options.action](desk, options)


def _plan(desk: Desk, options: argparse.Namespace) -> None:
    year, number = options.month
    name = f"{year}" if number is None else f"{year}-{number:02d}"
    with desk.db.write(desk.actor, PLANNED, keep=True, month=name) as s:
        months = dues.plan_year(s, year) if number is None else [dues.plan(s, year, number)]
    made, exempt, amount, already = (sum(one) for one in zip(
        *((done.made, done.exempt, done.amount, done.already) for done in months), strict=True))
    missing = sorted({member for done in months for member in done.without_base})
    document = {"year": year, "month": number, "made": made, "exempt": exempt, "amount_fen": amount,
                "already": already, "without_base": missing}
    lines = [_("{made} lines made for {month}, {exempt} of them exempt; {amount} yuan are owed.").format(
        made=made, month=name, exempt=exempt, amount=yuan(amount))]
    if already:
        lines.append(_("{count} lines were there already.").format(count=already))
    if missing:
        lines.append(_("{count} members have no dues base and got no line.").format(count=len(missing)))
    desk.answer(document, "\n".join(lines))


def _sheet(desk: Desk, options: argparse.Namespace) -> None:
    from xlsxwriter.exceptions import FileCreateError

    target = outputs.place(options.to, ".xlsx")
    with outputs.writing(target, FileCreateError):
        rows = dues_payroll.export_sheet(desk.db, desk.actor, target, options.month, passphrases.of_workbook(options))
    desk.answer({"file": str(target), "rows": rows},
                _("{rows} rows written to {file}.").format(rows=rows, file=target))


def _pay(desk: Desk, options: argparse.Namespace) -> None:
    day = options.day or checking.today()
    with desk.db.read() as s:
        payroll = dues_payroll.read(s, Path(options.file), *options.month)
    if not options.dry_run and payroll.accepted:
        with desk.db.write(desk.actor, PAID, count=len(payroll.accepted), file=payroll.file) as s:
            dues_payroll.enter(s, payroll, day)
    rows = [{"sheet": line.sheet, "row": line.row, "name": line.name, "amount_fen": line.amount,
             "outcome": line.outcome} for line in payroll.lines]
    document = {"file": payroll.file, "read": len(payroll.lines), "counts": payroll.counts, "missing": payroll.missing,
                "amount_fen": payroll.amount, "rows": rows, "saved": not options.dry_run}
    told = [line for line in payroll.lines if line.outcome not in (dues_payroll.PAID, dues_payroll.SKIPPED)]
    words = [_("{read} rows read: {counts}").format(read=len(payroll.lines), counts=", ".join(
        f"{_(dues_payroll.WORDS[name])} {count}" for name, count in payroll.counts.items()))]
    words += [f"    {line.sheet} {line.row}  {line.name} {yuan(line.amount)}: {line.text()}"
              for line in told[:_MOST_LINES]]
    words.append(_("{amount} yuan in {count} payments; {missing} lines of the month are still open.").format(
        amount=yuan(payroll.amount), count=len(payroll.accepted), missing=payroll.missing))
    if options.dry_run:
        words.append(_("Nothing was changed: this was a trial."))
    desk.answer(document, "\n".join(words))


def _receipts(desk: Desk, options: argparse.Namespace) -> None:
    year, number = options.month
    first = f"{year:04d}-{number:02d}"
    with desk.db.read() as s:
        count = len(dues_receipts.unreceipted(s, f"{first}-01", f"{first}-31"))
    made: list[str] = []
    if count:
        with desk.db.write(desk.actor, ISSUED, count=count if options.each else 1) as s:
            made = dues_receipts.issue(s, options.day or checking.today(), f"{first}-01", f"{first}-31",
                                       Wording(options.payer, desk.actor.name, options.cashier), each=options.each)
    with desk.db.read() as s:
        register = registers.get("dues_receipts")
        found = records.by_ids(s, register, made)
        gaps = dues_receipts.gaps(s, year)
    rows = [{"id": one, "receipt_no": found[one]["receipt_no"], "payer": found[one]["payer"],
             "amount_fen": found[one]["amount"]} for one in made]
    words = [f"{row['receipt_no']}  {row['payer']}  {yuan(row['amount_fen'])}" for row in rows[:_MOST_LINES]]
    words.append(_("{count} receipts issued; numbers missing in the year: {gaps}").format(
        count=len(made), gaps=series(map(str, gaps)) or _("none")))
    desk.answer({"receipts": rows, "gaps": gaps}, "\n".join(words))


def _reverse(desk: Desk, options: argparse.Namespace) -> None:
    register = registers.get("dues_receipts")
    with desk.db.read() as s:
        row = querying.record_of(s, register, options.record)
    day = options.day or checking.today()
    with querying.naming(register), desk.db.write(desk.actor, REVERSED, number=row["receipt_no"]) as s:
        made = dues_receipts.reverse(s, row["id"], day, options.reason)
        number = records.get(s, register, made)["receipt_no"]
    desk.answer({"reversed": row["receipt_no"], "by": number, "id": made},
                _("{number} is reversed by {other}; its payments are owed again.").format(
                    number=row["receipt_no"], other=number))


def _arrears(desk: Desk, options: argparse.Namespace) -> None:
    day = options.day or checking.today()
    with desk.db.read() as s:
        found = dues.arrears(s, day, options.least)
        names = records.by_ids(s, registers.get("members"), [one.member for one in found])
    rows: list[dict[str, Any]] = [
        {"member": one.member, "name": names.get(one.member, {}).get("name"), "months": one.months, "since": one.since,
         "amount_fen": one.amount} for one in found]
    heads = [_("Name"), _("Months on end"), _("Since"), _("Owed in all")]
    table = [heads, *([*(str(row[name]) for name in ("name", "months", "since")), yuan(row["amount_fen"])]
                      for row in rows)]
    desk.answer({"day": day, "members": rows}, presenting.aligned(table) if rows else _("Nobody owes dues."))


COMMANDS = {"dues": Command(_configure, _run)}
