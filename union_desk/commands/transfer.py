"""Transfers between two offices by file, and batches of applications: transfer-out, -in, -receipt, approve-batch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from union_desk import checking, lifecycle, records, registers
from union_desk.affairs import membership, transfer_file
from union_desk.commands import arguments, querying
from union_desk.commands.desk import Command
from union_desk.errors import UserError
from union_desk.words import N_, _

if TYPE_CHECKING:
    import argparse

    from sqlalchemy.orm import Session

    from union_desk.commands.desk import Desk

MEMBERS, TRANSFERS, ARRIVALS, BATCHES = (
    registers.get(n) for n in ("members", "transfers", "arrivals", "join_batches"))
_HANDED, _CLOSED = N_("Handed over the transfer slip {name}"), N_("Took in the receipt of the slip {name}")
_RECEIVED, _DECIDED = N_("Took in the transfer slip of {name}"), N_("Decided the joining batch {name}")


class NoTargetError(UserError):
    """A new slip needs to know where it goes."""

    code = "no_target"
    message = N_("{name} has no open slip. Name the receiving union with --to-union to draw one up.")


class WrongFingerprintError(UserError):
    """The file is not of the office whose sealed slip lies here."""

    code = "wrong_fingerprint"
    message = N_("The file was signed by {found}, but the sealed slip says {expected}. Nothing was taken over.")


# ---- transfer-out


def _configure_out(parser: argparse.ArgumentParser) -> None:
    arguments.record(parser)
    arguments.destination(parser, _("the file for the other union"))
    parser.add_argument("--to-union", default="", metavar=_("NAME"), help=_("the union that takes the member on"))
    parser.add_argument("--to-code", default="", metavar=_("TEXT"), help=_("its code"))
    parser.add_argument("--dues-paid-to", default="", metavar=_("MONTH"), help=_("until when dues are paid, 2026-03"))
    parser.add_argument("--date", type=arguments.day, default="", metavar=_("DAY"),
                        help=_("of the slip; today without"))


def _out(desk: Desk, options: argparse.Namespace) -> None:
    day, path = options.date or checking.today(), Path(options.to)
    with desk.db.read() as s:
        member = querying.record_of(s, MEMBERS, options.record)
    with querying.naming(TRANSFERS), desk.db.write(desk.actor, _HANDED, keep=True, name=member["name"]) as s:
        slip = _slip_of(s, member, options, day)
        transfer_file.save(path, transfer_file.hand_over(s, desk.db.key, slip, day))
        row = records.get(s, TRANSFERS, slip)
    mark = transfer_file.own_fingerprint(desk.db.key)
    document = {"slip": slip, "slip_no": row["slip_no"], "valid_until": row["valid_until"], "file": str(path),
                "bytes": path.stat().st_size, "fingerprint": mark}
    text = _("Slip {number} for {name} written to {file}; it holds until {date}. Fingerprint: {mark}")
    desk.answer(document, text.format(number=row["slip_no"], name=member["name"], file=path, date=row["valid_until"],
                                      mark=mark))


def _slip_of(session: Session, member: dict[str, Any], options: argparse.Namespace, day: str) -> str:
    """Return the member's open slip, or draw one up."""
    rows = checking.Here(session).rows("transfers", "member_id", member["id"])
    opened = [row for row in rows if row["state"] in ("drawn_up", "sent")]
    if opened:
        return str(opened[-1]["id"])
    if not options.to_union:
        raise NoTargetError(name=member["name"])
    return lifecycle.create(session, TRANSFERS, {
        "member_id": member["id"], "issued_on": day, "to_union": options.to_union, "to_code": options.to_code or None,
        "dues_paid_to": options.dues_paid_to or None, "reason": "1"}).id


# ---- transfer-in


def _configure_in(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar=_("FILE"), help=_("the file of the other union"))
    parser.add_argument("--fingerprint", default="", metavar=_("TEXT"),
                        help=_("as printed on the sealed slip; another one is refused"))
    parser.add_argument("--accept", action="store_true",
                        help=_("take the member on at once, or now if the slip was entered before"))
    parser.add_argument("--decided-by", default="", metavar=_("NAME"), help=_("who decided"))
    parser.add_argument("--decision", default="", metavar=_("TEXT"), help=_("minutes or document"))
    parser.add_argument("--receipt", metavar=_("FILE"), help=_("write the receipt here, once the member is accepted"))


def _in(desk: Desk, options: argparse.Namespace) -> None:
    slip, day = transfer_file.load(Path(options.file)), checking.today()
    if options.fingerprint and options.fingerprint.upper() != slip.fingerprint:
        raise WrongFingerprintError(found=slip.fingerprint, expected=options.fingerprint)
    name = str(slip.content.get("name") or "")
    with querying.naming(ARRIVALS), desk.db.write(desk.actor, _RECEIVED, name=name) as s:
        known = transfer_file.received(s, slip) if options.accept or options.receipt else None
        made = known["id"] if known else transfer_file.receive(s, desk.db.key, slip, day)
        if options.accept and (known is None or known["state"] == "received"):
            lifecycle.apply_event(s, ARRIVALS, made, {
                "event": "accept", "happened_on": day, "decided_by": options.decided_by or None,
                "decision": options.decision or None})
        if options.receipt:
            path = Path(options.receipt)
            transfer_file.save(path, transfer_file.answer(s, desk.db.key, made, day, desk.actor.name))
        row = records.get(s, ARRIVALS, made)
    document = {"arrival": made, "member": row["member_id"], "state": row["state"], "slip_no": row["slip_no"],
                "from_union": row["from_union"], "fingerprint": slip.fingerprint}
    text = _("{name} from {union}, slip {number}: {state}. Fingerprint: {mark}")
    desk.answer(document, text.format(name=name, union=row["from_union"], number=row["slip_no"], mark=slip.fingerprint,
                                      state=ARRIVALS.fields["state"].kind.show(row["state"])))


# ---- transfer-receipt, approve-batch


def _configure_receipt(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar=_("FILE"), help=_("the receipt of the other union"))


def _receipt(desk: Desk, options: argparse.Namespace) -> None:
    receipt = transfer_file.load(Path(options.file), transfer_file.RECEIPT)
    number = str(receipt.content["slip_no"])
    with querying.naming(TRANSFERS), desk.db.write(desk.actor, _CLOSED, name=number) as s:
        slip = transfer_file.close(s, desk.db.key, receipt)
        row = records.get(s, TRANSFERS, slip)
    document = {"slip": slip, "slip_no": number, "accepted_on": row["accepted_on"], "accepted_by": row["accepted_by"],
                "fingerprint": receipt.fingerprint}
    text = _("Slip {number} is closed: accepted on {date} by {union}.")
    desk.answer(document, text.format(number=number, date=row["accepted_on"], union=row["accepted_by"]))


def _configure_batch(parser: argparse.ArgumentParser) -> None:
    arguments.record(parser)
    parser.add_argument("--decision", required=True, metavar=_("TEXT"), help=_("minutes or document"))
    parser.add_argument("--decided-by", required=True, metavar=_("NAME"), help=_("who decided"))
    parser.add_argument("--date", type=arguments.day, default="", metavar=_("DAY"),
                        help=_("of the meeting; today without"))


def _batch(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        batch = querying.record_of(s, BATCHES, options.record)
    with querying.naming(BATCHES), desk.db.write(desk.actor, _DECIDED, name=batch["batch_no"]) as s:
        counts = membership.approve(s, batch["id"], options.date or checking.today(), options.decision,
                                    options.decided_by)
    text = _("Batch {name}: {admit} admitted, {hold} held as probationary, {refuse} not admitted.")
    desk.answer({"batch": batch["id"], "batch_no": batch["batch_no"], **counts},
                text.format(name=batch["batch_no"], **counts))


COMMANDS = {
    "transfer-out": Command(_configure_out, _out), "transfer-in": Command(_configure_in, _in),
    "transfer-receipt": Command(_configure_receipt, _receipt), "approve-batch": Command(_configure_batch, _batch),
}
