"""`union-desk hardship …`: a file with its arithmetic and next steps, objections, payment lists, figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from union_desk import checking, records, registers
from union_desk.affairs import hardship_figures, hardship_filing, hardship_paying
from union_desk.commands import arguments, outputs, presenting, querying
from union_desk.commands.desk import Command, problem_document
from union_desk.commands.dues import acting, yuan
from union_desk.registers import hardship_caps
from union_desk.schema import codes
from union_desk.schema.kinds import Code, Money
from union_desk.words import _

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from union_desk.commands.desk import Desk
    from union_desk.schema.register import Register

FILES, HELP, BATCHES = hardship_filing.FILES, hardship_paying.HELP, hardship_paying.BATCHES


def _configure(parser: argparse.ArgumentParser) -> None:
    add = acting(parser)
    show = add("show", _("a file with its arithmetic, its course and what the next steps need"))
    arguments.record(show)
    arguments.unmasking(show)
    line = add("line", _("add an income or rigid spending of a household's year; a wrong one is corrected by another"))
    arguments.record(line)
    arguments.values(line, _("as people write them: line=工资性收入 amount=36000"))
    assess = add("assess", _("assess a household's year: a new row, last year's stays"))
    arguments.record(assess)
    arguments.values(assess, _("as people write them: is_sudden=是 size_given=3"), least="*")
    grounds = add("grounds", _("answer the grounds of refusal that are open: none applies but those named"))
    arguments.record(grounds)
    grounds.add_argument("--applies", action="append", default=[], metavar=_("CODE"), help=_("a ground that applies"))
    shown = add("materials", _("note that materials were shown: all that the file lacks, or those named"))
    arguments.record(shown)
    shown.add_argument("--material", action="append", default=[], metavar=_("CODE"), help=_("only this material"))
    _configure_objections(add)
    check = add("check-help", _("ask what the caps say of a help"))
    check.add_argument("member", metavar=_("MEMBER"), help=_(arguments.RECORD))
    check.add_argument("kind", metavar=_("KIND"), help=_("by its code or in words, for example 医疗救助"))
    check.add_argument("source", metavar=_("SOURCE"), help=_("where the money comes from, for example 工会经费"))
    check.add_argument("amount", metavar=_("AMOUNT"), help=_("in yuan"))
    pay = add("pay", _("pay an approved help out by hand; union funds stand in the ledger at once"))
    arguments.record(pay)
    pay.add_argument("--cashier", required=True, metavar=_("NAME"), help=_("who pays"))
    pay.add_argument("--signed-by", required=True, metavar=_("NAME"), help=_("who signed for it"))
    _configure_lists(add)
    figures = add("figures", _("what the yearly statistics ask of hardship help"))
    figures.add_argument("year", type=arguments.natural, metavar=_("YEAR"), help=_("for example 2026"))


def _configure_objections(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    objects = add("object", _("record an objection to a publicity"))
    arguments.record(objects)
    objects.add_argument("text", metavar=_("TEXT"), help=_("what is objected"))
    objects.add_argument("--objector", metavar=_("NAME"), help=_("who objects; stays in the office"))
    answers = add("answer", _("answer an objection; the publicity goes on after the last one"))
    answers.add_argument("objection", metavar=_("OBJECTION"), help=_("its id"))
    answers.add_argument("text", metavar=_("TEXT"), help=_("what is answered"))
    answers.add_argument("--upheld", action="store_true", help=_("the objection is right"))


def _configure_lists(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    made = add("pay-list", _("make a payment list of the approved help of a source"))
    made.add_argument("source", metavar=_("SOURCE"), help=_("where the money comes from, for example 工会经费"))
    made.add_argument("--bank", required=True, metavar=_("BANK"), help=_("the paying bank"))
    written = add("bank-file", _("write a payment list as a workbook for the bank, accounts in full"))
    arguments.record(written)
    arguments.destination(written, _("an .xlsx file"))
    arguments.record(add("submit", _("note that a payment list went to the bank")))
    read = add("results", _("read the bank's result file of a payment list"))
    arguments.record(read)
    read.add_argument("file", metavar=_("FILE"), help=_("the bank's file"))
    arguments.record(add("release", _("take a payment list apart that did not go to the bank")))


def _run(desk: Desk, options: argparse.Namespace) -> None:
    actions: dict[str, Callable[[Desk, argparse.Namespace], None]] = {
        "show": _show, "line": _line, "assess": _assess, "grounds": _grounds,
        "materials": _materials, "object": _object, "answer": _answer,
        "check-help": _check, "pay": _pay, "pay-list": _make, "bank-file": _write, "submit": _submit, "results": _read,
        "release": _release, "figures": _figures}
    actions[options.action](desk, options)


# ---- files


def _show(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        row = querying.record_of(s, FILES, options.record)
        found = hardship_filing.view(s, row["id"])
    if options.unmasked:
        desk.unmask(hardship_filing.ASSESSMENTS, 1, options.reason)
    workings = found["workings"] if options.unmasked else hardship_filing.hidden(found["workings"])
    state = FILES.fields["hardship_state"].kind.show(row["hardship_state"])
    lines = [f"{row['file_no']}  {found['worker']['name']}  {state}"]
    if workings:
        lines += [presenting.aligned([[text, _amount(fen)] for text, fen in workings.lines]), workings.formula,
                  f"{workings.proposal}: {workings.reason}"]
    kind = registers.get("hardship_events").fields["event"].kind
    lines += [f"{step['happened_on']}  {kind.show(step['event'])}" for step in found["course"]]
    for step in found["next"]:
        lines.append(f"→ {step.label}" + ("" if not step.blocked else f"  ✗ {'; '.join(step.blocked)}"))
    desk.answer(_document(row, found, workings), "\n".join(lines))


def _amount(fen: int | None) -> str:
    return hardship_filing.HIDDEN if fen is None else yuan(abs(fen))


def _document(row: dict[str, Any], found: dict[str, Any], workings: hardship_filing.Workings | None) -> dict[str, Any]:
    """Return the file as plain values; who lives in the household is counted, not named."""
    return {
        "file": row["file_no"], "id": row["id"], "worker": found["worker"]["name"], "state": row["hardship_state"],
        "category": row["category"], "persons": len(found["persons"]),
        "arithmetic": [{"line": text, "fen": fen} for text, fen in workings.lines] if workings else [],
        "formula": workings.formula if workings else None, "proposed": (found["assessment"] or {}).get("proposed"),
        "reason": workings.reason if workings else None, "missing_materials": found["missing"],
        "without_scan": found["without_scan"],
        "course": [{"event": step["event"], "day": step["happened_on"]} for step in found["course"]],
        "next": [{"event": step.event, "label": step.label, "blocked": list(step.blocked)} for step in found["next"]],
        "help_year_fen": found["help_year"], "help_count": found["help_count"]}


def _line(desk: Desk, options: argparse.Namespace) -> None:
    made = _added(desk, options, registers.get("hardship_incomes"), {"year": int(checking.today()[:4])})
    desk.answer({"file": made["file"], "line": made["id"]}, _("Entered."))


def _assess(desk: Desk, options: argparse.Namespace) -> None:
    today = checking.today()
    made = _added(desk, options, hardship_filing.ASSESSMENTS,
                  {"year": int(today[:4]), "assessed_on": today, "assessed_by": desk.actor.name})
    with desk.db.read() as s:
        row = records.get(s, hardship_filing.ASSESSMENTS, made["id"])
        told = hardship_filing.workings(s, row)
    desk.answer({"file": made["file"], "assessment": made["id"], "per_capita_fen": row["per_capita"],
                 "proposed": row["proposed"], "reason": told.reason}, f"{told.formula}\n{told.proposal}: {told.reason}")


def _added(desk: Desk, options: argparse.Namespace, register: Register, given: dict[str, Any]) -> dict[str, str]:
    """Save a row that hangs on the file and is only ever added to; returns the file's number and the row's id."""
    with desk.db.read() as s:
        row = querying.record_of(s, FILES, options.record)
        values, _notes = querying.assignments(s, register, options.values)
    with querying.naming(register), desk.db.write(desk.actor, hardship_filing.ADDED, register=register.singular,
                                                  number=row["file_no"]) as s:
        made = records.save(s, register, given | values | {"file_id": row["id"]}).id
    return {"file": row["file_no"], "id": made}


def _grounds(desk: Desk, options: argparse.Namespace) -> None:
    known = codes.get("hardship_refusal")
    applying = [known.match(text) or text for text in options.applies]
    with desk.db.read() as s:
        row = querying.record_of(s, FILES, options.record)
    with querying.naming(hardship_filing.REFUSALS), desk.db.write(desk.actor, hardship_filing.CHECKED,
                                                                  number=row["file_no"]) as s:
        count = hardship_filing.check_grounds(s, row["id"], checking.today(), desk.actor.name,
                                              applying)
    desk.answer({"file": row["file_no"], "checked": count}, _("{count} grounds of refusal "
                                                              "checked.").format(count=count))


def _materials(desk: Desk, options: argparse.Namespace) -> None:
    known = codes.get("hardship_material")
    which = [known.match(text) or text for text in options.material]
    with desk.db.read() as s:
        row = querying.record_of(s, FILES, options.record)
    with querying.naming(hardship_filing.MATERIALS), desk.db.write(desk.actor, hardship_filing.SHOWN,
                                                                   number=row["file_no"]) as s:
        count = hardship_filing.show_materials(s, row["id"], checking.today(), which)
    desk.answer({"file": row["file_no"], "shown": count}, _("{count} materials noted as shown.").format(count=count))


def _object(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        row = querying.record_of(s, FILES, options.record)
    with querying.naming(hardship_filing.OBJECTIONS), desk.db.write(desk.actor, hardship_filing.OBJECTED,
                                                                    number=row["file_no"]) as s:
        made = hardship_filing.object_to(s, row["id"], checking.today(), options.text, options.objector)
        state = records.get(s, FILES, row["id"])["hardship_state"]
    desk.answer({"file": row["file_no"], "objection": made, "state": state},
                _("The objection is recorded; it is answered before the file goes on."))


def _answer(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        row = records.get(s, hardship_filing.OBJECTIONS, options.objection)
        number = records.get(s, FILES, row["file_id"])["file_no"]
    with querying.naming(hardship_filing.OBJECTIONS), desk.db.write(desk.actor, hardship_filing.ANSWERED,
                                                                    number=number) as s:
        state = hardship_filing.answer(s, row["id"], checking.today(), options.text, desk.actor.name,
                                       upheld=options.upheld)
    desk.answer({"file": number, "state": state}, FILES.fields["hardship_state"].kind.show(state))


# ---- help


def _check(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        member = querying.record_of(s, registers.get("members"), options.member)
        values, _notes = querying.assignments(s, HELP, [f"help_kind={options.kind}", f"fund_source={options.source}"])
        files = [row for row in hardship_filing.children(s, "hardship_files", "member_id", member["id"])
                 if row["hardship_state"] in hardship_caps.HELPED]
        asked = {"member_id": member["id"], "helped_on": checking.today(),
                 "file_id": files[-1]["id"] if files else None,
                 "amount": Money().parse(options.amount).value, **values}
        told = hardship_caps.judge(asked, checking.Here(s))
    words = [Code(list="help_verdict").show(told.decision), *(f"    {problem.text()}" for problem in told.reasons)]
    desk.answer({"decision": told.decision, "on_file": bool(files), "year_total_fen": told.year_total,
                 "cap_fen": told.cap,
                 "basis": told.basis or None, "reasons": [problem_document(p) for p in told.reasons]}, "\n".join(words))


def _pay(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        row = querying.record_of(s, HELP, options.record)
    event = {"happened_on": checking.today(), "cashier": options.cashier, "signed_by": options.signed_by}
    with querying.naming(HELP), desk.db.write(desk.actor, hardship_paying.PAID, number=row["help_no"]) as s:
        hardship_paying.pay(s, row["id"], event)
        after = records.get(s, HELP, row["id"])
        booked = len(hardship_filing.children(s, "ledger_entries", "help_id", row["id"]))
    desk.answer({"help": row["help_no"], "state": after["help_state"], "ledger_entries": booked},
                _("{number} is paid out.").format(number=row["help_no"]))


def _make(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        values, _notes = querying.assignments(s, HELP, [f"fund_source={options.source}"])
        left = [one for one in hardship_paying.payees(s, str(values["fund_source"]), checking.today()) if one.why]
    with querying.naming(BATCHES), desk.db.write(desk.actor, hardship_paying.MADE, bank=options.bank) as s:
        made = hardship_paying.make(s, str(values["fund_source"]), checking.today(), options.bank,
                                    prepared_by=desk.actor.name)
        row = records.get(s, BATCHES, made)
    document = {"batch": row["batch_no"], "id": made, "payments": row["row_count"], "total_fen": row["total"],
                "left_out": [{"help": one.help["help_no"], "why": one.why} for one in left]}
    desk.answer(document, "\n".join([
        _("Payment list {number}: {count} payments, {total}").format(
            number=row["batch_no"], count=row["row_count"], total=yuan(row["total"])),
        *(f"    {one.help['help_no']}  {one.why}" for one in left)]))


def _batch(desk: Desk, options: argparse.Namespace) -> dict[str, Any]:
    with desk.db.read() as s:
        return querying.record_of(s, BATCHES, options.record)


def _write(desk: Desk, options: argparse.Namespace) -> None:
    from xlsxwriter.exceptions import FileCreateError

    row, target = _batch(desk, options), outputs.place(options.to, ".xlsx")
    desk.actor.need("help_payments.export_unmasked")
    with desk.db.write(desk.actor, hardship_paying.WROTE, keep=True, number=row["batch_no"], file=target.name) as s, \
            outputs.writing(target, FileCreateError):
        count = hardship_paying.write_list(s, row["id"], target)
    desk.answer({"file": str(target), "rows": count}, _("{rows} rows written to {file}.").format(rows=count,
                                                                                                 file=target))


def _change(desk: Desk, row: dict[str, Any], what: str, work: Callable[[Session], Any]) -> Any:
    with querying.naming(BATCHES), desk.db.write(desk.actor, what, number=row["batch_no"]) as s:
        return work(s)


def _submit(desk: Desk, options: argparse.Namespace) -> None:
    row = _batch(desk, options)
    count = _change(desk, row, hardship_paying.HANDED_IN, lambda s: hardship_paying.submit(
        s, row["id"], checking.today(), desk.actor.name))
    desk.answer({"batch": row["batch_no"], "payments": count}, _("{count} payments handed in.").format(count=count))


def _read(desk: Desk, options: argparse.Namespace) -> None:
    row = _batch(desk, options)
    found = _change(desk, row, hardship_paying.READ, lambda s: hardship_paying.take(
        s, row["id"], Path(options.file), checking.today()))
    told = presenting.aligned([[str(line.place), line.name, line.reason] for line in found.lines if line.reason])
    desk.answer(found.document(), "\n".join(filter(None, (found.text(), told))))


def _release(desk: Desk, options: argparse.Namespace) -> None:
    row = _batch(desk, options)
    count = _change(desk, row, hardship_paying.RELEASED, lambda s: hardship_paying.release(s, row["id"],
                                                                                           checking.today()))
    desk.answer({"batch": row["batch_no"], "waiting_again": count},
                _("{count} payments wait for another list.").format(count=count))


def _figures(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        found = hardship_figures.of_year(s, f"{options.year}-01-01", f"{options.year}-12-31")
    lines = [[one.label, yuan(one.value) if one.unit == "fen" else str(one.value)] for one in found]
    desk.answer({"year": options.year, "figures": [one.document() for one in found]}, presenting.aligned(lines))


COMMANDS = {"hardship": Command(_configure, _run)}
