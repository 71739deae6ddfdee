"""`union-desk cadres …`: roster, training, figures, assessments, ranking, and the handover pack."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from union_desk import checking, papers, registers
from union_desk.affairs import cadres_handover, cadres_metrics, cadres_people
from union_desk.affairs import cadres_training as training
from union_desk.commands import arguments, cadres_assessing, outputs, presenting, querying
from union_desk.commands.activities import listed
from union_desk.commands.desk import Command
from union_desk.commands.dues import acting
from union_desk.papers import gathering
from union_desk.papers.job import Details
from union_desk.safety import gate
from union_desk.words import N_, _

if TYPE_CHECKING:
    import argparse

    from union_desk.commands.desk import Desk

_ENLISTED = N_("Took {count} people in post over as cadres")
_SIGNED, _CLOSED = N_("Entered attendance: {title}"), N_("Closed the attendance: {title}")
FORM = "cadre-handover"


def _configure(parser: argparse.ArgumentParser) -> None:
    add = acting(parser)
    add("roster", _("who the cadres are: posts, nature, years, seats in bodies"))
    add("enlist", _("make a record for everybody in post who has none"))
    hours = add("hours", _("hours of training against the target, those who lack most first"))
    _year(hours)
    sign = add("sign-in", _("enter who came to a course: name, or name, hours, score"))
    sign.add_argument("course", metavar=_("COURSE"), help=_("its number, name or id"))
    sign.add_argument("person", nargs="*", metavar=_("PERSON"), help=_("name, or 'name, hours, score'"))
    sign.add_argument("--list", metavar=_("FILE"), help=_("a text file with one person a line; - reads the input"))
    sign.add_argument("--rest-absent", action="store_true", help=_("whoever enrolled and is not present was absent"))
    figures = add("figures", _("the figures of the office's own records that assessments take over"))
    _year(figures)
    cadres_assessing.configure(add)
    pack = add("handover", _("write the handover pack: open matters, deadlines, who does what; .pdf or .xlsx"))
    pack.add_argument("--cadre", metavar=_("RECORD"), help=_("only this person's work; everybody's without"))
    arguments.destination(pack, _("a .pdf or .xlsx file"))


def _year(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--year", type=arguments.natural, metavar=_("YEAR"), help=_("this year without"))


def _of(options: argparse.Namespace) -> int:
    return int(options.year or checking.today()[:4])


def _run(desk: Desk, options: argparse.Namespace) -> None:
    own = {"roster": _roster, "enlist": _enlist, "hours": _hours, "sign-in": _sign_in, "figures": _figures,
           "handover": _handover}
    (own | cadres_assessing.VERBS)[options.action](desk, options)


def _roster(desk: Desk, _options: argparse.Namespace) -> None:
    day = checking.today()
    with desk.db.read() as s:
        people, counted = cadres_people.people(s, day), cadres_people.counts(s, day)
    found = [{"id": p.id, "name": p.name, "sex": p.sex, "nature": p.nature, "posts": [post.text() for post in p.held],
              "since": p.since, "years": p.years, "bodies": list(p.bodies), "admin_post": p.admin_post} for p in people]
    shown = ("name", "nature", "posts", "since", "years", "bodies")
    lines = [[person.words()[name] or "—" for name in shown] for person in people]
    sums = {name: value for name, value in asdict(counted).items() if name != "people"}
    told = presenting.aligned(lines) or _("There are no cadres yet.")
    desk.answer({"day": day, "counts": sums, "cadres": found}, told)


def _enlist(desk: Desk, _options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        count = len(cadres_people.unlisted(s))
    if count:
        with desk.db.write(desk.actor, _ENLISTED, count=count) as s:
            count = cadres_people.enlist(s)
    desk.answer({"made": count}, _("{count} people in post were taken over.").format(count=count))


def _hours(desk: Desk, options: argparse.Namespace) -> None:
    year = _of(options)
    with desk.db.read() as s:
        found, (times, hours) = training.standings(s, year, checking.today()), training.totals(s, year)
    document = {"year": year, "trainees_cadre": times, "training_hours": hours, "cadres": [
        {"id": one.person.id, "name": one.person.name, "hours": one.hours, "target": one.target, "left": one.left,
         "courses": one.courses} for one in found]}
    lines = [[one.person.name, f"{one.hours}/{one.target}", str(one.left or "✓")] for one in found]
    desk.answer(document, presenting.aligned(lines) or _("There are no cadres yet."))


def _sign_in(desk: Desk, options: argparse.Namespace) -> None:
    lines = [*options.person, *listed(options.list)]
    with desk.db.read() as s:
        course = querying.record_of(s, training.TRAININGS, options.course)
    with desk.db.write(desk.actor, _SIGNED, title=course["title"]) as s:
        done = training.sign_in_list(s, course["id"], lines)
        away = training.close(s, course["id"]) if options.rest_absent else 0
    told = [_("{count} entered as present, {again} were there already.").format(
        count=len(done.present), again=len(done.again)), *(why for _text, why in done.refused)]
    desk.answer({"course": course["id"], "present": done.present, "again": done.again, "absent": away,
                 "refused": [{"text": text, "message": why} for text, why in done.refused]}, "\n".join(told))


def _figures(desk: Desk, options: argparse.Namespace) -> None:
    year = _of(options)
    with desk.db.read() as s:
        found = {name: cadres_metrics.read(s, name, year, checking.today()) for name in cadres_metrics.METRICS}
    document = {"year": year, "figures": {name: {
        "part": one.part, "whole": one.whole, "hundredths": one.hundredths, "register": one.register}
        for name, one in found.items()}}
    desk.answer(document, presenting.aligned([[cadres_metrics.label(name), one.text()] for name, one in found.items()]))


def _handover(desk: Desk, options: argparse.Namespace) -> None:
    day = checking.today()
    path = outputs.place(options.to, ".pdf", ".xlsx")
    cadres = registers.get("cadres")
    with desk.db.read() as s:
        own = querying.record_of(s, cadres, options.cadre)["id"] if options.cadre else ""
        lines = cadres_handover.gather(s, day, own)
        ids = [own] if own else [person.id for person in cadres_people.people(s, day)]
        gathered = gathering.gather(s, FORM, ids, Details(day=day))
    release = gate.Release(gate.EXPORT, "cadres", len(ids), unmasked=True, right="cadres.export", to=path.name)
    with outputs.writing(path), desk.db.write(desk.actor, cadres_handover.HANDED, keep=True, day=day) as session, \
            gate.file_leaving(session, release, path, foot=desk.actor.name) as place:
        if path.suffix.lower() == ".xlsx":
            cadres_handover.write_workbook(lines, place)
        else:
            printed = papers.print_form(FORM, gathered.rows, gathered.union, place, desk.actor.name,
                                        details=gathered.details)
            gate.note(session, replace(release, mark=printed.serial))
    counts: dict[str, Any] = {section: sum(line.section == section for line in lines)
                              for section in cadres_handover.SECTIONS}
    desk.answer({"file": str(path), "lines": len(lines), "sections": counts},
                _("The handover pack is in {file}.").format(file=path))


COMMANDS = {"cadres": Command(_configure, _run)}
