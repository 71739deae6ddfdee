"""Service cards without a screen: applying, the pre-check, batches, the bank's file, handing out, the yearly round."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from union_desk import checking, records, registers
from union_desk.affairs import (
    cards_activation,
    cards_applying,
    cards_batches,
    cards_figures,
    cards_handing,
    cards_results,
    cards_template,
)
from union_desk.affairs.cards_template import FILLED
from union_desk.affairs.cards_words import (
    ACTIVATED,
    APPLIED,
    BATCHED,
    DELIVERED,
    ENDED,
    GIVEN_BACK,
    RECEIVED,
    REGISTERED,
    RESULT,
    SUBMITTED,
    TAKEN_OVER,
)
from union_desk.commands import arguments, outputs, querying
from union_desk.commands.desk import Command
from union_desk.errors import UserError
from union_desk.schema import masks
from union_desk.words import N_, _

if TYPE_CHECKING:
    import argparse

    from union_desk.commands.desk import Desk

CARDS, BATCHES, MEMBERS = (registers.get(name) for name in ("cards", "card_batches", "members"))


class OptionMissingError(UserError):
    """A step lacks what it needs."""

    code = "option_missing"
    message = N_("'cards {step}' needs {option}.")


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("step", choices=tuple(_STEPS), help=_(
        "apply: open applications; precheck: what the bank would object to; batch: make a batch of a month; fill "
        "FILE: fill in the bank's workbook; submit: hand it in; result FILE: read the bank's file; take-over FILE:"
        " cards in use before; receive: collected from the bank; deliver: signed for; activated "
        "FILE: the bank's list of activations; give-back: nobody collected them; end: cancel the cards "
        "of leavers; register-year: yearly registration; figures: coverage, activation, ageing"))
    parser.add_argument("file", nargs="?", metavar=_("FILE"),
                        help=_("the bank's file, for fill, result, take-over and activated"))
    parser.add_argument("--to", metavar=_("FILE"), help=_("fill: the workbook that is written"))
    parser.add_argument("--batch", metavar=_("BATCH"), help=_("a batch by its number or id"))
    parser.add_argument("--month", metavar=_("MONTH"),
                        help=_("month of the batch, 2026-03; this one by the cut-off day"))
    parser.add_argument("--day", type=arguments.day, metavar=_("DAY"),
                        help=_("the day on which it happened; today without"))
    parser.add_argument("--bank", metavar=_("NAME"), help=_("the bank of the cards"))
    parser.add_argument("--by", default="", metavar=_("NAME"),
                        help=_("who handed in or collected; the operator without"))
    parser.add_argument("--medium", default="usb", choices=("usb", "system", "mail", "paper"))
    parser.add_argument("--member", action="append", default=[], metavar=_("RECORD"),
                        help=_("apply and deliver: only this member; may be repeated"))
    parser.add_argument("--branch", metavar=_("RECORD"), help=_("deliver: the cards of this branch or group"))
    parser.add_argument("--document", default="", metavar=_("TEXT"), help=_("number of the list that was signed"))
    parser.add_argument("--proxy", nargs=2, metavar=(_("NAME"), _("NUMBER")),
                        help=_("deliver: who signed for the member"))
    parser.add_argument("--signed", action="store_true", help=_("apply: own will and authorisation are signed"))
    parser.add_argument("--year", type=arguments.natural, metavar=_("YEAR"),
                        help=_("register-year: which; this one without"))
    parser.add_argument("--paid", action="store_true", help=_("register-year: the union paid the fee"))


def _run(desk: Desk, options: argparse.Namespace) -> None:
    options.day = options.day or checking.today()
    options.by = options.by or desk.actor.name
    _STEPS[options.step](desk, options)


def _need(options: argparse.Namespace, name: str) -> str:
    value = getattr(options, name)
    if not value:
        raise OptionMissingError(step=options.step, option=f"--{name}" if name != "file" else _("FILE"))
    return str(value)


def _batch_of(desk: Desk, options: argparse.Namespace) -> dict[str, Any]:
    with desk.db.read() as s:
        return querying.record_of(s, BATCHES, _need(options, "batch"))


def _members(desk: Desk, options: argparse.Namespace) -> list[str]:
    with desk.db.read() as s:
        return [str(querying.record_of(s, MEMBERS, text)["id"]) for text in options.member]


# ---- before the bank


def _apply(desk: Desk, options: argparse.Namespace) -> None:
    named = _members(desk, options)
    signed = {"own_will": True, "authorised_by_member": True, "authorised_on": options.day} if options.signed else {}
    with desk.db.write(desk.actor, APPLIED) as s:
        found = cards_applying.apply_for(s, named or cards_applying.without_card(s), options.day, **signed)
    told = _("{count} applications opened, {refused} refused")
    lines = [told.format(count=len(found.made), refused=len(found.refused))]
    desk.answer({"made": list(found.made), "refused": found.refused}, "\n".join([*lines, *found.refused.values()]))


def _precheck(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        checked = cards_applying.precheck(s, cards_applying.waiting(s), options.day)
    document = [{"application": one.card["application_no"], "sound": one.sound, "problems": [
        {"level": p.level, "code": p.code, "text": p.text()} for p in one.problems]} for one in checked]
    lines = [f"{one.card['application_no']}  {masks.person_name(str(one.member.get('name') or ''))}  "
             f"{'; '.join(p.text() for p in one.problems)}" for one in checked if one.problems]
    wrong = sum(not one.sound for one in checked)
    told = _("{count} applications, {wrong} with errors") if wrong else _("{count} applications, no errors")
    desk.answer({"waiting": len(checked), "wrong": wrong, "applications": document},
                "\n".join([*lines, told.format(count=len(checked), wrong=wrong)]))


def _batch(desk: Desk, options: argparse.Namespace) -> None:
    bank = _need(options, "bank")
    with desk.db.write(desk.actor, BATCHED) as s:
        month = options.month or cards_batches.month_of(s, options.day)
        made = cards_batches.make(s, month, options.day, bank_name=bank, medium=options.medium)
    left = [str(one.card["application_no"]) for one in made.left_out]
    desk.answer({"batch": made.number, "id": made.id, "month": month, "cards": len(made.cards), "left_out": left},
                _("Batch {batch}: {count} applications, {left} left out because of errors").format(
                    batch=made.number, count=len(made.cards), left=len(left)))


def _fill(desk: Desk, options: argparse.Namespace) -> None:
    row, path = _batch_of(desk, options), Path(_need(options, "file"))
    target = outputs.place(_need(options, "to"), ".xlsx")
    door = desk.db.write(desk.actor, FILLED, keep=True, file=path.name, batch=row["batch_no"])
    with door as s, outputs.writing(target):
        count = cards_template.release(s, row["id"], path, target)
    desk.answer({"batch": row["batch_no"], "rows": count, "file": str(target)},
                _("{count} applications written into {file}").format(count=count, file=target))


def _submit(desk: Desk, options: argparse.Namespace) -> None:
    row = _batch_of(desk, options)
    with desk.db.write(desk.actor, SUBMITTED, batch=row["batch_no"]) as s:
        count = cards_batches.submit(s, row["id"], options.day, options.by, options.medium)
        checksum = records.get(s, BATCHES, row["id"])["checksum"]
    desk.answer({"batch": row["batch_no"], "submitted": count, "checksum": checksum},
                _("Batch {batch}: {count} applications handed in, checksum {checksum}").format(
                    batch=row["batch_no"], count=count, checksum=checksum))


# ---- what the bank says


def _result(desk: Desk, options: argparse.Namespace) -> None:
    row, path = _batch_of(desk, options), Path(_need(options, "file"))
    with desk.db.write(desk.actor, RESULT, batch=row["batch_no"], file=path.name) as s:
        found = cards_results.take(s, row["id"], path, options.day)
    _tell_result(desk, found)


def _take_over(desk: Desk, options: argparse.Namespace) -> None:
    path = Path(_need(options, "file"))
    with desk.db.write(desk.actor, TAKEN_OVER, file=path.name) as s:
        found = cards_results.take_over(s, path, options.day)
    _tell_result(desk, found)


def _tell_result(desk: Desk, found: cards_results.Result | cards_activation.Account) -> None:
    lines = [_("row {row}: {name}: {reason}").format(row=t.place, name=t.name, reason=t.reason)
             for t in found.lines if t.reason]
    desk.answer(found.document(), "\n".join([*lines, found.text()]))


def _activated(desk: Desk, options: argparse.Namespace) -> None:
    path = Path(_need(options, "file"))
    with desk.db.write(desk.actor, ACTIVATED, file=path.name) as s:
        found = cards_activation.take(s, path, options.day)
    _tell_result(desk, found)


# ---- handing out


def _receive(desk: Desk, options: argparse.Namespace) -> None:
    row = _batch_of(desk, options)
    with desk.db.write(desk.actor, RECEIVED, batch=row["batch_no"]) as s:
        count = cards_handing.receive(s, row["id"], options.day, options.by, options.document)
    _count(desk, "received", count)


def _deliver(desk: Desk, options: argparse.Namespace) -> None:
    who = set(_members(desk, options))
    with desk.db.read() as s:
        branch = querying.record_of(s, registers.get("branches"), options.branch)["id"] if options.branch else None
        batch = querying.record_of(s, BATCHES, options.batch)["id"] if options.batch else None
        ids = cards_handing.to_deliver(s, branch, batch)
        if who:
            ids = [card for card in ids if records.get(s, CARDS, card)["member_id"] in who]
    proxy = dict(zip(("proxy_name", "proxy_id_number"), options.proxy or (), strict=False))
    with desk.db.write(desk.actor, DELIVERED, count=len(ids)) as s:
        count = cards_handing.deliver(s, ids, options.day, handled_by=options.by,
                                      document=options.document or None, **proxy)
    _count(desk, "delivered", count)


def _give_back(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.write(desk.actor, GIVEN_BACK) as s:
        ids = cards_handing.give_back(s, options.day, options.by, options.document)
    _count(desk, "returned", len(ids))


def _end(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.write(desk.actor, ENDED) as s:
        count = cards_handing.end_with_membership(s, options.day)
    _count(desk, "cancelled", count)


def _register_year(desk: Desk, options: argparse.Namespace) -> None:
    year = options.year or int(options.day[:4])
    with desk.db.write(desk.actor, REGISTERED, year=year) as s:
        count = cards_handing.register_year(s, year, options.day, paid=options.paid)
    _count(desk, "registered", count)


def _count(desk: Desk, what: str, count: int) -> None:
    desk.answer({what: count}, _("{count} cards").format(count=count))


def _figures(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        coverage, activation = cards_figures.coverage(s), cards_figures.activation(s)
        ages = cards_figures.ageing(s, options.day)
    document = {name: {"part": one.part, "whole": one.whole, "permille": one.permille}
                for name, one in (("coverage", coverage), ("activation", activation))}
    lines = [_("Members with a card: {part} of {whole} ({rate})").format(
                 part=coverage.part, whole=coverage.whole, rate=coverage.text()),
             _("Cards activated: {part} of {whole} handed out ({rate})").format(
                 part=activation.part, whole=activation.whole, rate=activation.text()),
             *(_("In the union for {days} days: {count}").format(days=days, count=n) for days, n in ages.items())]
    desk.answer(document | {"uncollected_days": ages}, "\n".join(lines))


_STEPS = {
    "apply": _apply, "precheck": _precheck, "batch": _batch, "fill": _fill, "submit": _submit, "result": _result,
    "take-over": _take_over, "activated": _activated, "receive": _receive, "deliver": _deliver,
    "give-back": _give_back, "end": _end, "register-year": _register_year,
    "figures": _figures,
}
COMMANDS = {"cards": Command(_configure, _run)}
