"""`union-desk funds shares` and `book`: the 2 % between the levels (domain reference §6.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk import records, registers
from union_desk.affairs import funds_upward
from union_desk.commands import presenting, querying
from union_desk.commands.dues import yuan
from union_desk.registers.funds_shares import DIRECT
from union_desk.schema.kinds import Code
from union_desk.words import _

if TYPE_CHECKING:
    import argparse

    from union_desk.commands.desk import Desk


def show(desk: Desk, options: argparse.Namespace) -> None:
    """Show the shares of a year."""
    with desk.db.read() as s:
        year = funds_upward.of_year(s, options.year)
    level = Code(list="union_level")
    heads = [_("Month"), _("Owed"), _("Paid in"), _("Share kept here"),
             *(_("Superior above") if one == DIRECT else level.show(one) for one in year.levels), _("In the ledger")]
    lines = [[f"{one.row['year']}-{one.row['month']:02d} {one.row['employer'] or ''}".rstrip(), yuan(one.row["due"]),
              yuan(one.row["paid"]), yuan(one.kept), *(yuan(one.upward.get(name, 0)) for name in year.levels),
              yuan(one.booked)] for one in year.months]
    document = {
        "year": options.year, "kept_fen": year.kept, "passed_up_fen": year.passed_up, "received_fen": year.received,
        "owed_up_fen": year.owed_up, "to_come_fen": year.to_come, "booked_fen": year.booked, "levy_fen": year.levy,
        "months": [{"id": one.row["id"], "month": one.row["month"], "employer": one.row["employer"],
                    "due_fen": one.row["due"], "paid_fen": one.row["paid"], "kept_fen": one.kept,
                    "upward_fen": one.upward, "via_superior": one.via_superior, "booked_fen": one.booked}
                   for one in year.months]}
    told = _("Owed to the superiors: {owed}. To come back from them: {to_come}. In the ledger: {booked} of {kept}.")
    told = told.format(
        owed=yuan(year.owed_up), to_come=yuan(year.to_come), booked=yuan(year.booked), kept=yuan(year.kept))
    desk.answer(document, "\n".join([presenting.aligned([heads, *lines]), told]))


def book(desk: Desk, options: argparse.Namespace) -> None:
    """Enter the own share of a record in the ledger."""
    register, ledger = registers.get(options.register), funds_upward.LEDGER
    with desk.db.read() as s:
        row = querying.record_of(s, register, options.record)
        name = records.name(s, register, row)
    with querying.naming(ledger), desk.db.write(desk.actor, funds_upward.BOOKED, name=name) as s:
        made = records.get(s, ledger, funds_upward.book(s, register.name, row["id"]).id)
    desk.answer({"id": made["id"], "voucher_no": made["voucher_no"], "amount_fen": made["amount"]},
                _("{number}: {amount} entered in the ledger.").format(
                    number=made["voucher_no"], amount=yuan(made["amount"])))
