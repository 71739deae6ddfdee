"""`union-desk return …`: the yearly return opened, filled in, checked, signed, written out, compared with its paper."""

from __future__ import annotations

import argparse
import datetime as dt
from typing import TYPE_CHECKING, Any

from union_desk import checking, lifecycle, records, settings
from union_desk.affairs import returns, returns_filling, returns_papers, returns_signing
from union_desk.commands import arguments, outputs, passphrases, presenting
from union_desk.commands.desk import Command
from union_desk.commands.dues import acting
from union_desk.registers.returns import RETURNS
from union_desk.statistics import checks, indicators, period
from union_desk.statistics.content import dash, origin_text
from union_desk.statistics.period import Period
from union_desk.words import N_, _, series

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from union_desk.affairs.returns import Opened
    from union_desk.commands.desk import Desk
    from union_desk.statistics.checks import Finding
    from union_desk.statistics.content import Line

ENTERED = N_("Entered {count} figures of the return of {period}")
CONFIRMED = N_("Confirmed {count} figures of the return of {period}")
EXPLAINED = N_("Explained a figure of the return of {period}")
CORRECTED = N_("Began a corrected version of the return of {period}")
REPORTED = N_("Handed in the return of {period}, version {version}")
_USUAL = N_("2025-10-01..2026-09-30; the last statistical year without")


def _period(text: str) -> Period | None:
    if not text:
        return None
    first, dots, last = text.partition("..")
    begins, ends = arguments.day(first), arguments.day(last) if dots else ""
    if not begins or not ends or ends < begins:
        raise argparse.ArgumentTypeError(_("'{text}' is no period such as 2025-10-01..2026-09-30").format(text=text))
    return Period(begins, ends)


def _first_day(text: str) -> str:
    try:
        found = dt.date.fromisoformat(f"2001-{text}")
    except ValueError:
        raise argparse.ArgumentTypeError(_("'{text}' is no day of the year such as 10-01").format(text=text)) from None
    return found.isoformat()[5:]


def _configure(parser: argparse.ArgumentParser) -> None:
    add = acting(parser)

    def act(name: str, words: str) -> argparse.ArgumentParser:
        made = add(name, words)
        made.add_argument("--period", type=_period, default="", metavar=_("PERIOD"), help=_(_USUAL))
        return made

    act("open", _("open the return of a period"))
    add("list", _("list all returns"))
    add("year", _("say on which day the statistical year begins")).add_argument(
        "first", type=_first_day, metavar=_("MONTH-DAY"), help=_("for example 10-01"))
    act("show", _("show every figure with last year's")).add_argument(
        "--records", metavar=_("FIGURE"), help=_("list the records behind this figure"))
    typed = act("set", _("type figures"))
    typed.add_argument("values", metavar=_("FIGURE=VALUE"), nargs="+", help=_("for example hazards_found=3"))
    confirmed = act("confirm", _("confirm what the books propose"))
    confirmed.add_argument("figures", metavar=_("FIGURE"), nargs="*", help=_("all of them without"))
    why = act("explain", _("say why a figure changed so much on last year"))
    why.add_argument("figure", metavar=_("FIGURE"), help=_("for example members_total"))
    why.add_argument("text", metavar=_("TEXT"), help=_("the reason"))
    why.add_argument("--part", default="", metavar=_("CODE"), help=_("of a figure that is broken down"))
    act("check", _("run the logic checks"))
    signed = act("sign", _("freeze the figures and sign"))
    signed.add_argument("--by", required=True, metavar=_("NAME"), help=_("who signs"))
    handed = act("report", _("note that the return was handed in"))
    handed.add_argument("--receipt", default="", metavar=_("TEXT"), help=_("receipt of the superior"))
    again = act("correct", _("begin a corrected version of a signed return"))
    again.add_argument("--reason", required=True, metavar=_("TEXT"), help=_("what is corrected"))
    exported = act("export", _("write the return as a workbook"))
    arguments.destination(exported, _("an .xlsx file"))
    arguments.password(exported)
    printed = act("print", _("print the return, or what the checks found, into a PDF file"))
    arguments.destination(printed, _("a .pdf file"))
    printed.add_argument("--checks", action="store_true", help=_("the report of the logic checks instead"))
    verify = act("verify", _("compare a signed return with the books, or with the code of its paper"))
    verify.add_argument("--code", default="", metavar=_("TEXT"), help=_("what the square code on the paper says"))


def _run(desk: Desk, options: argparse.Namespace) -> None:
    actions: dict[str, Callable[[Desk, argparse.Namespace], None]] = {
        "open": _open, "list": _list, "year": _year, "show": _show, "set": _set, "confirm": _confirm,
        "explain": _explain, "check": _check, "sign": _sign, "report": _report, "correct": _correct, "verify": _verify,
        "export": _export, "print": _print}
    actions[options.action](desk, options)


def _found(session: Session, options: argparse.Namespace) -> dict[str, Any]:
    return returns.latest(session, options.period or None)


def _title(record: dict[str, Any]) -> str:
    return _("Return of {period}, version {version}: {state}").format(
        period=returns.span(record).text(), version=record["version"],
        state=RETURNS.fields["state"].kind.show(record["state"]))


def _head(record: dict[str, Any]) -> dict[str, Any]:
    names = ("id", "period_from", "period_to", "version", "state", "signed_on", "signed_by", "reported_on", "digest")
    return {name: record[name] for name in names}


# ---- looking


def _open(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        wanted = options.period or period.usual(s)
    with desk.db.write(desk.actor, returns.OPENED, period=wanted.text(), version=1) as s:
        made = returns.begin(s, wanted, desk.actor)
        record = records.get(s, RETURNS, made)
    words = [_title(record)]
    if not wanted.over:
        words.append(_("The period ends on {date}; the return can be filled in but not signed before.").format(
            date=wanted.ends))
    desk.answer(_head(record) | {"over": wanted.over}, "\n".join(words))


def _year(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.write(desk.actor, returns.YEAR, keep=True, day=options.first) as s:
        settings.put(s, period.SETTING, options.first)
        usual = period.usual(s)
    desk.answer({"first_day": options.first, "last_year": [usual.begins, usual.ends]},
                _("The statistical year begins on {day}; the last one was {period}.").format(
                    day=options.first, period=usual.text()))


def _list(desk: Desk, _options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        found = records.page(s, RETURNS, limit=-1)
    found.sort(key=lambda row: (row["period_to"], row["version"]))
    desk.answer({"returns": [_head(row) for row in found]}, "\n".join(map(_title, found)) or _("There is none."))


def _show(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        opened = returns.read(desk.db, s, _found(s, options))
        if options.records:
            _show_records(desk, s, opened, options.records)
            return
    rates = [{"id": rate.id, "label": _(rate.label), "part": found.part if found else None,
              "whole": found.whole if found else None, "rate": found.value if found else None}
             for rate, found in opened.content.rates()]
    document = _head(opened.record) | {"figures": [_line(line) for line in opened.content.lines.values()],
                                       "rates": rates, "digest": opened.digest, "code": opened.code}
    desk.answer(document, "\n".join([_title(opened.record), *_figures(opened)]))


def _line(line: Line) -> dict[str, Any]:
    return {"id": line.indicator.id, "part": line.part, "label": line.title(), "origin": line.indicator.origin,
            "state": line.state, "value": line.value, "counted": line.counted, "last_year": line.previous,
            "records": len(line.ids), "register": line.register, "explanation": line.explanation}


def _figures(opened: Opened) -> list[str]:
    lines = []
    for area in indicators.AREAS:
        table = [[line.indicator.id + (f"/{line.part}" if line.part else ""), line.title(), line.text() or "—",
                  line.indicator.text(line.previous) or "—", origin_text(line.state)]
                 for line in opened.content.of_area(area.id)]
        lines += ["", area.title(), presenting.aligned([
            [_("Figure"), _("Name"), _("This period"), _("Last year"), _("Origin")], *table])]
    rates = [[_(rate.label), dash(found)] for rate, found in opened.content.rates()]
    return [*lines, "", _("Derived rates"), presenting.aligned(rates), "", _("Digest: {digest}").format(
        digest=opened.digest)]


def _show_records(desk: Desk, session: Session, opened: Opened, name: str) -> None:
    from union_desk import registers

    if not indicators.known(name):
        raise returns_filling.UnknownIndicatorError(name=name)
    line = opened.content.lines[name, ""]
    titles = records.titles(session, registers.get(line.register), list(line.ids)) if line.register else {}
    document = {"figure": name, "register": line.register,
                "records": [{"id": record, "title": titles.get(record, "")} for record in line.ids]}
    desk.answer(document, "\n".join([f"{line.title()}: {line.text() or '—'}", *(
        f"    {titles.get(record, record)}" for record in line.ids)]))


# ---- filling in


def _set(desk: Desk, options: argparse.Namespace) -> None:
    wanted = []
    for text in options.values:
        name, _equals, value = text.partition("=")
        if not indicators.known(name):
            raise returns_filling.UnknownIndicatorError(name=name)
        wanted.append((name, returns_filling.parse(indicators.get(name), value)))
    with desk.db.read() as s:
        record = _found(s, options)
    with desk.db.write(desk.actor, ENTERED, count=len(wanted), period=returns.span(record).text()) as s:
        for name, value in wanted:
            returns_filling.enter(s, record, name, value, desk.actor)
        opened = returns.read(desk.db, s, record)
    told = [f for name, _value in wanted for f in checks.about(opened.findings, name) if f.code != "L0"]
    _answer_findings(desk, told, {"entered": [name for name, _value in wanted]}, _("{count} figures entered.").format(
        count=len(wanted)))


def _confirm(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        record = _found(s, options)
        names = list(options.figures)
        count = len(names) or sum(line.state == "proposed" for line in returns.live(s, record).lines.values())
    with desk.db.write(desk.actor, CONFIRMED, count=count, period=returns.span(record).text()) as s:
        done = returns_filling.confirm(s, record, names, desk.actor)
    desk.answer({"confirmed": done}, _("{count} figures confirmed.").format(count=done))


def _explain(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        record = _found(s, options)
    with desk.db.write(desk.actor, EXPLAINED, period=returns.span(record).text()) as s:
        returns_filling.explain(s, record, options.figure, options.text, options.part)
    desk.answer({"explained": options.figure}, _("Noted."))


def _check(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        opened = returns.read(desk.db, s, _found(s, options))
    _answer_findings(desk, opened.findings, _head(opened.record), _title(opened.record))


def _answer_findings(desk: Desk, found: tuple[Finding, ...] | list[Finding], document: dict[str, Any],
                     words: str) -> None:
    told = [{"code": f.code, "level": f.level, "message": f.text(), "figures": [name for name, _part in f.lines]}
            for f in found]
    levels = {"error": _("error"), "warning": _("warning"), "info": _("note")}
    lines = [f"{f.code}  {levels[f.level]}  {f.text()}" for f in found]
    desk.answer(document | {"findings": told}, "\n".join([words, *(lines or [_("The logic checks find nothing.")])]))


# ---- signing and after


def _sign(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        record = _found(s, options)
    with desk.db.write(desk.actor, returns.SIGNED, period=returns.span(record).text(), version=record["version"]) as s:
        opened = returns_signing.sign(desk.db, s, record, {"decided_by": options.by})
    desk.answer(_head(opened.record) | {"code": opened.code}, "\n".join([
        _title(opened.record), _("Digest: {digest}").format(digest=opened.digest)]))


def _report(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        record = _found(s, options)
    event = {"event": "report", "happened_on": checking.today(), "receipt": options.receipt or None}
    with desk.db.write(desk.actor, REPORTED, period=returns.span(record).text(), version=record["version"]) as s:
        lifecycle.apply_event(s, RETURNS, record["id"], event)
        record = records.get(s, RETURNS, record["id"])
    desk.answer(_head(record), _title(record))


def _correct(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        record = _found(s, options)
    with desk.db.write(desk.actor, CORRECTED, period=returns.span(record).text()) as s:
        record = records.get(s, RETURNS, returns.correct(s, record, desk.actor, options.reason))
    desk.answer(_head(record), _title(record))


def _export(desk: Desk, options: argparse.Namespace) -> None:
    from xlsxwriter.exceptions import FileCreateError

    target = outputs.place(options.to, ".xlsx")
    with desk.db.read() as s:
        record = _found(s, options)
    with outputs.writing(target, FileCreateError):
        sheets = returns_papers.export(desk.db, desk.actor, record, target, desk.progress(),
                                       password=passphrases.of_workbook(options))
    desk.answer(_head(record) | {"file": str(target), "sheets": list(sheets)},
                _("The return is written to {file}.").format(file=target))


def _print(desk: Desk, options: argparse.Namespace) -> None:
    target = outputs.place(options.to, ".pdf")
    with desk.db.read() as s:
        record = _found(s, options)
    with outputs.writing(target):
        printed = returns_papers.print_return(desk.db, desk.actor, record, target,
                                              "checks" if options.checks else "return", desk.progress())
    desk.answer(_head(record) | {"file": str(target), "pages": printed.pages, "serial": printed.serial},
                _("The return is written to {file}.").format(file=target))


def _verify(desk: Desk, options: argparse.Namespace) -> None:
    words, document = [], dict[str, Any]()
    with desk.db.read() as s:
        if options.code:
            verdict = returns_signing.verify(desk.db, s, options.code)
            opened = verdict.opened
            areas = [area for area in indicators.AREAS if area.id in verdict.sections]
            document["paper"] = {"equal": verdict.equal, "sections": list(verdict.sections),
                                 "other_union": verdict.union_differs}
            words.append(_("The paper is equal to the return.") if verdict.equal else _(
                "The paper differs from the return: {sections}.").format(
                sections=series(area.title() for area in areas) or _("union, period or version")))
        else:
            opened = returns.read(desk.db, s, _found(s, options))
        differences = returns_signing.compare(s, opened)
    document |= _head(opened.record) | {"differences": [
        {"id": d.line.indicator.id, "label": d.line.title(), "signed": d.line.counted, "now": d.now,
         "register": d.register, "came": list(d.came), "gone": list(d.gone)} for d in differences]}
    words += [_title(opened.record)]
    words += [_("{name}: {before} in the return, {now} in the books today; {came} records came, {gone} went").format(
        name=d.line.title(), before=d.line.indicator.text(d.line.counted) or "—",
        now=d.line.indicator.text(d.now) or "—", came=len(d.came), gone=len(d.gone)) for d in differences]
    if not differences:
        words.append(_("The books tell the same figures, of the same records."))
    desk.answer(document, "\n".join(words))


COMMANDS = {"return": Command(_configure, _run)}
