"""`union-desk funds …`: entries and reversals, the budget and what is left, closing, the ledger, welfare rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk import checking, records, registers
from union_desk.affairs import dues_receipts, funds_books, funds_ledger, welfare
from union_desk.commands import arguments, funds_upward, outputs, passphrases, presenting, querying
from union_desk.commands.desk import Command, problem_document
from union_desk.commands.dues import acting, period, yuan
from union_desk.schema.kinds import Code, Money
from union_desk.words import N_, _

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from union_desk.commands.desk import Desk

ENTERED = N_("Entered {purpose} in the ledger")
REVERSED = N_("Reversed ledger entry {number}")
CLOSED = N_("Closed the books of {period}")


def _configure(parser: argparse.ArgumentParser) -> None:
    add = acting(parser)
    enter = add("enter", _("enter income or an expense in the ledger"))
    arguments.values(enter, _("as people write them: category=职工活动支出 amount=500"))
    reverse = add("reverse", _("reverse a ledger entry"))
    reverse.add_argument("record", metavar=_("ENTRY"), help=_("its voucher number or id"))
    reverse.add_argument("--reason", required=True, metavar=_("TEXT"), help=_("why it is reversed"))
    reverse.add_argument("--day", type=arguments.day, default="", metavar=_("DAY"), help=_("today without"))
    close = add("close", _("close a month or a year"))
    close.add_argument("period", type=period, metavar=_("PERIOD"), help=_("2026-03 or 2026"))
    budget = add("budget", _("show each line of the budget: spent and left"))
    budget.add_argument("year", type=arguments.natural, metavar=_("YEAR"), help=_("for example 2026"))
    shares = add("shares", _("show how the 2 %% of a year was shared, paid up, come back and booked"))
    shares.add_argument("year", type=arguments.natural, metavar=_("YEAR"), help=_("for example 2026"))
    book = add("book", _("enter the own share of a contribution, or one that came back, in the ledger"))
    book.add_argument("register", choices=("remittances", "share_transfers"), help=_("which book"))
    book.add_argument("record", metavar=_("RECORD"), help=_(arguments.RECORD))
    ledger = add("ledger", _("write the ledger and budget of a year as a workbook"))
    ledger.add_argument("year", type=arguments.natural, metavar=_("YEAR"), help=_("for example 2026"))
    arguments.destination(ledger, _("an .xlsx file"))
    arguments.password(ledger)
    pay = add("pay-welfare", _("pay an approved welfare claim out and enter the expense"))
    pay.add_argument("record", metavar=_("CLAIM"), help=_("its number or id"))
    pay.add_argument("--cashier", required=True, metavar=_("NAME"), help=_("who pays"))
    pay.add_argument("--signed-by", required=True, metavar=_("NAME"), help=_("who signed for it"))
    pay.add_argument("--day", type=arguments.day, default="", metavar=_("DAY"), help=_("today without"))
    _configure_welfare(add("check-welfare", _("ask the welfare rules about a payment")))


def _configure_welfare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("member", metavar=_("MEMBER"), help=_(arguments.RECORD))
    parser.add_argument("event", metavar=_("OCCASION"), help=_("by its code or in words, for example 住院"))
    parser.add_argument("amount", metavar=_("AMOUNT"), help=_("in yuan"))
    parser.add_argument("--day", type=arguments.day, default="", metavar=_("DAY"), help=_("today without"))
    parser.add_argument("--form", default="", metavar=_("FORM"), help=_("the form of welfare, for example 实物"))
    parser.add_argument("--evidence", default="", metavar=_("KIND"), help=_("the paper that was shown"))


def _run(desk: Desk, options: argparse.Namespace) -> None:
    actions: dict[str, Callable[[Desk, argparse.Namespace], None]] = {
        "enter": _enter, "reverse": _reverse, "close": _close, "budget": _budget, "ledger": _ledger,
        "check-welfare": _check, "pay-welfare": _pay, "shares": funds_upward.show, "book": funds_upward.book}
    actions[options.action](desk, options)


def _enter(desk: Desk, options: argparse.Namespace) -> None:
    register = funds_books.LEDGER
    with desk.db.read() as s:
        values, notes = querying.assignments(s, register, options.values)
    values.setdefault("happened_on", checking.today())
    purpose = str(values.get("purpose") or "")
    with querying.naming(register), desk.db.write(desk.actor, ENTERED, purpose=purpose) as s:
        saved = records.save(s, register, values)
        row = records.get(s, register, saved.id)
    remarks = [*notes, *saved.problems]
    document = {"register": register.name, **presenting.document(register, row),
                "problems": [problem_document(problem) for problem in remarks]}
    told = [f"{row['voucher_no']}  {purpose}  {yuan(row['amount'])}", *(f"    {problem.text()}" for problem in remarks)]
    desk.answer(document, "\n".join(told))


def _reverse(desk: Desk, options: argparse.Namespace) -> None:
    register = funds_books.LEDGER
    with desk.db.read() as s:
        row = querying.record_of(s, register, options.record)
    with querying.naming(register), desk.db.write(desk.actor, REVERSED, number=row["voucher_no"]) as s:
        made = dues_receipts.reverse_entry(s, row["id"], options.day or checking.today(), options.reason)
        number = records.get(s, register, made)["voucher_no"]
    desk.answer({"reversed": row["voucher_no"], "by": number, "id": made},
                _("{number} is reversed by {other}.").format(number=row["voucher_no"], other=number))


def _close(desk: Desk, options: argparse.Namespace) -> None:
    year, month = options.period
    name = f"{year:04d}" if month is None else f"{year:04d}-{month:02d}"
    register = funds_books.CLOSINGS
    with querying.naming(register), desk.db.write(desk.actor, CLOSED, period=name) as s:
        row = records.get(s, register, funds_books.close(s, year, month, desk.actor.name).id)
    document = {"period": name, **{key: row[key] for key in ("income", "spending", "balance", "entries")}}
    desk.answer(document, _("{period} is closed: income {income}, expenditure {spending}, balance {balance}.").format(
        period=name, income=yuan(row["income"]), spending=yuan(row["spending"]), balance=yuan(row["balance"])))


def _budget(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        lines = funds_books.spending(s, options.year)
    rows = [{"category": line.category, "item": line.item, "label": line.label(), "budget_fen": line.budget,
             "spent_fen": line.spent, "left_fen": line.left} for line in lines]
    table = [[_("Heading and item"), _("Budget"), _("Carried out"), _("Left")],
             *([line.label(), yuan(line.budget) or "—", yuan(line.spent), yuan(line.left) or "—"] for line in lines)]
    desk.answer({"year": options.year, "lines": rows}, presenting.aligned(table))


def _ledger(desk: Desk, options: argparse.Namespace) -> None:
    from xlsxwriter.exceptions import FileCreateError

    target = outputs.place(options.to, ".xlsx")
    with outputs.writing(target, FileCreateError):
        rows = funds_ledger.export(desk.db, desk.actor, target, options.year, passphrases.of_workbook(options))
    desk.answer({"file": str(target), "rows": rows}, _("{rows} rows written to {file}.").format(rows=rows, file=target))


def _check(desk: Desk, options: argparse.Namespace) -> None:
    register = welfare.CLAIMS
    with desk.db.read() as s:
        member = querying.record_of(s, registers.get("members"), options.member)
        claim: dict[str, Any] = {"member_id": member["id"], "happened_on": options.day or checking.today(),
                                 "amount": Money().parse(options.amount).value}
        texts = {"event": options.event, "form": options.form, "evidence": options.evidence}
        values, _notes = querying.assignments(s, register, [f"{name}={text}" for name, text in texts.items() if text])
        told = welfare.check(s, claim | values)
    policy = told.policy
    document = {"decision": told.decision, "policy": policy.policy if policy else None,
                "clause": policy.clause if policy else None, "in_force_from": policy.begins if policy else None,
                "own": policy.own if policy else None, "reasons": [problem_document(p) for p in told.reasons]}
    words = [Code(list="welfare_verdict").show(told.decision)]
    if policy:
        words.append(_("{policy}, {clause}, in force from {day}").format(
            policy=policy.policy, clause=policy.clause, day=policy.begins))
    desk.answer(document, "\n".join([*words, *(f"    {problem.text()}" for problem in told.reasons)]))


def _pay(desk: Desk, options: argparse.Namespace) -> None:
    register = welfare.CLAIMS
    with desk.db.read() as s:
        row = querying.record_of(s, register, options.record)
    event = {"happened_on": options.day or checking.today(), "cashier": options.cashier, "signed_by": options.signed_by}
    with querying.naming(register), desk.db.write(desk.actor, welfare.PAID, number=row["claim_no"]) as s:
        made = welfare.pay(s, row["id"], event)
        after = records.get(s, register, row["id"])
    document = {"claim": row["claim_no"], "event_id": made, "state": after["claim_state"], "amount_fen": row["amount"]}
    desk.answer(document,
                _("{number} is paid out and entered in the ledger.").format(number=row["claim_no"]))


COMMANDS = {"funds": Command(_configure, _run)}
