"""Paying help: by hand, or by a list for the bank whose results come back row by row (domain reference §9.4).

Where union funds pay, the expense stands in the ledger in the same gesture.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from union_desk import checking, journal, lifecycle, records, registers
from union_desk.affairs.bank_answers import Answers, Told
from union_desk.affairs.cards_batches import put
from union_desk.affairs.hardship_filing import children
from union_desk.errors import UserError
from union_desk.registers.hardship_caps import WARMTH
from union_desk.registers.hardship_help import UNION_FUNDS
from union_desk.safety import gate
from union_desk.schema import masks
from union_desk.search import Filter, Query
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sqlalchemy.orm import Session

    from union_desk.affairs.hardship_reading import Paid
    from union_desk.schema.register import Values

HELP, BATCHES, PAYMENTS, LEDGER, MEMBERS = (registers.get(name) for name in (
    "help_records", "help_batches", "help_payments", "ledger_entries", "members"))
RIGHTS, HELPING, WARM = "203", "20304", "20305"
TRANSFER, CASH = "1", "2"
PAID_WORD, FAILED_WORD = "1", "2"
PAID, MADE, HANDED_IN, READ, RELEASED, WROTE = (
    N_("Paid out help {number}"), N_("Made a payment list for {bank}"), N_("Handed payment list {number} in"),
    N_("Read the results of payment list {number}"), N_("Took payment list {number} apart"),
    N_("Wrote payment list {number} for the bank into {file}, accounts in full"))


class NothingToPayError(UserError):
    """No approved help of that source can be paid through a bank."""

    code = "nothing_to_pay"
    message = N_("No approved help of this source can go on a payment list: {count} are approved, and each lacks an "
                 "account "
                 "or an amount. Enter the households' accounts first.")


class PaymentListStateError(UserError):
    """The payment list is not where this step needs it."""

    code = "payment_list_state"
    message = N_("Payment list {number} is '{state}'; this step needs '{needed}'.")


@dataclass(frozen=True, slots=True)
class Payee:
    """Who gets what: the help, its number, the account as it stands now, and why it cannot go on a list."""

    help: dict[str, Any]
    holder: str = ""
    number: str = ""
    bank: str = ""
    why: str = ""


@dataclass
class Result(Answers):
    """The account of a result file: rows read = paid + failed + unknown, always."""

    outcomes = ("paid", "failed", "unknown")
    batch: str = ""
    changed: int = 0
    missing: int = 0

    def text(self) -> str:
        """Return the account in a sentence."""
        told = _("Read {read} rows: {paid} paid, {failed} failed, {unknown} unknown; {changed} changed now, {missing} "
                 "payments "
                 "are not in the file.")
        return told.format(changed=self.changed, missing=self.missing, **self.counts())

    def document(self) -> dict[str, Any]:
        """Return the account as plain values."""
        return {"batch": self.batch, **super().document(), "changed": self.changed, "missing": self.missing}


def payees(session: Session, source: str, day: str, which: Sequence[str] = ()) -> list[Payee]:
    """Return the approved help of a source, each with the account it would be paid to on an ISO day."""
    filters = [Filter("help_state", "is", ("approved",)), Filter("fund_source", "is", (source,))]
    if which:
        filters.append(Filter("id", "is", tuple(which)))
    rows = records.page(session, HELP, Query(filters=tuple(filters)), limit=-1)
    return [_payee(session, row, day) for row in sorted(rows, key=lambda row: str(row["help_no"]))]


def _payee(session: Session, row: dict[str, Any], day: str) -> Payee:
    if not row["amount"]:
        return Payee(row, why=_("It is given in goods only."))
    accounts = [one for one in children(session, "hardship_accounts", "file_id", str(row["file_id"]))
                if one["valid_from"] <= day] if row["file_id"] else []
    if accounts:
        newest = max(accounts, key=lambda one: (one["valid_from"], one["n"]))
        return Payee(row, newest["holder"], newest["number"], newest["bank"])
    member = records.get(session, MEMBERS, row["member_id"])
    if member["bank_account"]:
        return Payee(row, member["name"], member["bank_account"], member["bank_name"] or "")
    return Payee(row, why=_("No account is entered for the household or the worker."))


def make(session: Session, source: str, day: str, bank: str, which: Sequence[str] = (), **facts: object) -> str:
    """Make a payment list of the approved help of a source, inside `db.write(...)`; raises NothingToPayError."""
    found = payees(session, source, day, which)
    sound = [one for one in found if not one.why]
    if not sound:
        raise NothingToPayError(count=len(found))
    batch = records.save(session, BATCHES, {"made_on": day, "fund_source": source, "bank": bank, **facts}).id
    number = records.get(session, BATCHES, batch)["batch_no"]
    records.insert_many(session, PAYMENTS, [
        {"batch_id": batch, "help_id": one.help["id"], "place": place, "holder": one.holder, "number": one.number,
         "bank": one.bank, "amount": one.help["amount"]} for place, one in enumerate(sound, 1)])
    for one in sound:
        lifecycle.apply_event(session, HELP, one.help["id"], {"event": "hand_in", "happened_on": day,
                                                              "decision": number})
    put(session, BATCHES, batch, {"row_count": len(sound), "total": sum(one.help["amount"] for one in sound)})
    return batch


def need(session: Session, batch: str, *states: str) -> dict[str, Any]:
    """Return a payment list; raises PaymentListStateError unless it is in one of the states."""
    row = records.get(session, BATCHES, batch)
    if row["batch_state"] not in states:
        kind = BATCHES.fields["batch_state"].kind
        raise PaymentListStateError(number=row["batch_no"], state=kind.show(row["batch_state"]),
                                    needed=" / ".join(kind.show(state) for state in states))
    return row


def submit(session: Session, batch: str, day: str, by: str) -> int:
    """Note that a list went to the bank, inside `db.write(...)`; returns how many payments."""
    row = need(session, batch, "draft")
    put(session, BATCHES, batch, {"batch_state": "submitted", "submitted_on": day, "submitted_by": by})
    return int(row["row_count"] or 0)


def release(session: Session, batch: str, day: str) -> int:
    """Take a list that did not go to the bank apart: its help waits for payment again; inside `db.write(...)`."""
    row = need(session, batch, "draft")
    lines = children(session, "help_payments", "batch_id", batch)
    note = _("Payment list {number} was taken apart.").format(number=row["batch_no"])
    for line in lines:
        for event in ("fail", "mend"):
            lifecycle.apply_event(session, HELP, line["help_id"], {"event": event, "happened_on": day, "note": note})
    records.delete(session, BATCHES, [batch])
    return len(lines)


def take(session: Session, batch: str, path: Path, day: str) -> Result:
    """Read a bank's results into a list that was handed in, inside `db.write(...)`; raises what the reader refuses."""
    from union_desk.affairs.hardship_reading import read_rows

    return settle(session, batch, read_rows(path), path.name, day)


def settle(session: Session, batch: str, rows: Sequence[Paid], file: str, day: str) -> Result:
    """Take the results of a list row by row, inside `db.write(...)`; what was read before stays as it is."""
    row = need(session, batch, "submitted", "settled")
    result = Result(file, batch=str(row["batch_no"]))
    lines = {int(line["place"]): line for line in children(session, "help_payments", "batch_id", batch)}
    seen: set[int] = set()
    for told in rows:
        place = told.find(lines, seen)
        result.lines.append(_judge(session, result, told, lines.get(place), day))
        if place:
            seen.add(place)
    result.missing = len(lines) - len(seen)
    _close(session, batch, result, day)
    return result


def _judge(session: Session, result: Result, told: Paid, line: dict[str, Any] | None, day: str) -> Told:
    """Return what became of one row, and do it."""
    name = masks.person_name(told.holder)
    if line is None:
        return Told(told.row, name, "unknown", _("No payment of this list has this account, holder and amount, or it "
                                                 "is named "
                                                 "twice."))
    if not (told.succeeded or told.failed):
        return Told(told.row, name, "unknown", _("The row says neither paid nor failed."))
    word = PAID_WORD if told.succeeded else FAILED_WORD
    if line["result"] not in (None, word):
        return Told(told.row, name, "unknown", _("Another result of this payment was read before."))
    if line["result"] is None:
        when = told.day if told.day and told.day <= day else day
        put(session, PAYMENTS, line["id"], {"result": word, "reason": told.reason or None, "result_on": when})
        if told.succeeded:
            pay(session, line["help_id"], {"happened_on": when, "decision": result.batch})
        else:
            note = told.reason or _("The bank gave no reason.")
            lifecycle.apply_event(session, HELP, line["help_id"], {"event": "fail", "happened_on": when, "note": note,
                                                                   "decision": result.batch})
        result.changed += 1
    return Told(told.row, name, "paid" if told.succeeded else "failed", told.reason)


def _close(session: Session, batch: str, result: Result, day: str) -> None:
    lines = children(session, "help_payments", "batch_id", batch)
    counts = {word: sum(line["result"] == word for line in lines) for word in (PAID_WORD, FAILED_WORD)}
    state = "settled" if sum(counts.values()) == len(lines) else "submitted"
    put(session, BATCHES, batch, {"batch_state": state, "result_file": result.file, "result_on": day,
                                  "paid_count": counts[PAID_WORD], "failed_count": counts[FAILED_WORD]})


def pay(session: Session, help_id: str, event: dict[str, Any]) -> str:
    """Mark a help as paid, inside `db.write(...)`; `carry_on` enters the expense; returns the event's id."""
    return lifecycle.apply_event(session, HELP, help_id, {"event": "pay", **event})


def carry_on(session: Session, record: Values, event: Values) -> None:
    """Do what else belongs to a step: what union funds paid stands in the ledger, whoever took the step."""
    row: dict[str, Any] = dict(record)
    worth = int(row["amount"] or 0) + int(row["in_kind_value"] or 0)
    if event["event"] != "pay" or row["fund_source"] != UNION_FUNDS or not worth:
        return
    kind = HELP.fields["help_kind"].kind.show(row["help_kind"])
    records.save(session, LEDGER, {
        "happened_on": event.get("happened_on") or checking.today(), "category": RIGHTS,
        "item": WARM if row["help_kind"] == WARMTH else HELPING, "purpose": f"{kind} {row['help_no'] or ''}".strip(),
        "party": records.get(session, MEMBERS, row["member_id"])["name"], "amount": worth, "handler": row["handler"],
        "approver": row["decided_by"], "cashier": event.get("cashier"), "help_id": row["id"],
        "method": CASH if event.get("from_state") == "approved" else TRANSFER, "decision": event.get("decision")})


def write_list(session: Session, batch: str, path: Path) -> int:
    """Write a payment list as the workbook that goes to the bank, accounts in full; returns the number of rows."""
    release = gate.Release(gate.EXPORT, "help_payments", 0, unmasked=True, reason=N_("Payment by the bank"),
                           to=path.name, mark=gate.new_mark())
    gate.check(journal.current(session).actor, release)
    import xlsxwriter

    rows = children(session, "help_payments", "batch_id", batch)
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    text, money = book.add_format({"num_format": "@"}), book.add_format({"num_format": "0.00"})
    sheet.write_row(0, 0, [_("No."), _("Account holder"), _("Account number"), _("Bank"), _("Amount")])
    for place, row in enumerate(rows, 1):
        sheet.write_number(place, 0, row["place"])
        for column, name in enumerate(("holder", "number", "bank"), 1):
            sheet.write_string(place, column, str(row[name] or ""), text)
        sheet.write_number(place, 4, row["amount"] / 100, money)
    sheet.set_column(1, 3, 24)
    book.close()
    gate.finish(path, release.mark)
    gate.note(session, replace(release, count=len(rows)), path)
    return len(rows)
