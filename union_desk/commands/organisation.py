"""The organisation's own verbs: figures, chart, an election's countdown, count and new committee, certificates."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from union_desk import checking, records, registers
from union_desk.affairs import organisation_elections as elections
from union_desk.affairs import organisation_figures, organisation_legal
from union_desk.commands import arguments, querying
from union_desk.commands.desk import Command
from union_desk.words import N_, _, series

if TYPE_CHECKING:
    import argparse

    from union_desk.affairs.organisation_figures import Figures, Node
    from union_desk.commands.desk import Desk

_STANDING = {elections.DONE: N_("done"), elections.LATE: N_("late"), elections.DUE: N_("due now"),
             elections.LATER: N_("later")}


# ---- organisation


def _configure_organisation(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--day", type=arguments.day, metavar=_("DAY"), help=_("as of this day; today without"))


def _organisation(desk: Desk, options: argparse.Namespace) -> None:
    day = options.day or checking.today()
    with desk.db.read() as s:
        figures, chart = organisation_figures.figures(s, day), organisation_figures.structure(s, day)
        changed = organisation_legal.unregistered_changes(s)
    document = {"day": day, "figures": asdict(figures), "organised_percent": figures.organised,
                "structure": chart.document(), "unregistered_changes": changed}
    desk.answer(document, "\n".join([*_figure_lines(figures), "", *_tree(chart)]))


def _figure_lines(figures: Figures) -> list[str]:
    return [
        _("{members} members of {employees} employees, {female} of them women, {migrant} migrant workers").format(
            members=figures.members, employees="—" if figures.employees is None else figures.employees,
            female=figures.female, migrant=figures.migrant),
        _("{employers} employer units, {branches} branches, {groups} groups; {full} full-time and {part} part-time "
          "cadres").format(employers=figures.employers, branches=figures.branches, groups=figures.groups,
                           full=figures.full_time, part=figures.part_time),
        *([organisation_figures.difference(figures)] if figures.stated else []),
    ]


def _tree(node: Node, depth: int = 0) -> list[str]:
    count = f" ({node.total})" if node.total else ""
    people = f": {series(node.people)}" if node.people else ""
    below = (line for each in node.below for line in _tree(each, depth + 1))
    return [f"{'  ' * depth}{node.name}{count}{people}", *below]


# ---- election


def _configure_election(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("record", metavar=_("RECORD"), help=_("the election, by its name or id"))
    parser.add_argument("step", choices=("countdown", "count", "install", "registration"), help=_(
        "countdown: what is due when; count: mark who is elected; install: make the new committee; registration: begin "
        "the change of the legal-person registration"))


def _election(desk: Desk, options: argparse.Namespace) -> None:
    register = registers.get("elections")
    with desk.db.read() as s:
        row = querying.record_of(s, register, options.record)
        steps = elections.countdown(s, row, checking.today()) if options.step == "countdown" else []
    if options.step == "countdown":
        desk.answer({"election": row["id"], "steps": [asdict(step) | {"label": _(step.label)} for step in steps]},
                    "\n".join(_step_line(step) for step in steps) or _("Enter the day of the meeting first."))
    else:
        {"count": _count, "install": _install, "registration": _registration}[options.step](desk, row)


def _step_line(step: elections.Step) -> str:
    return f"{step.due}  {_(_STANDING[step.standing]):<8}{_(step.label)}{'  ✓ ' + step.done if step.done else ''}"


def _count(desk: Desk, row: dict[str, Any]) -> None:
    with querying.naming(registers.get("election_candidates")), desk.db.write(
            desk.actor, elections.COUNTED, keep=True, name=row["name"]) as s:
        found = elections.count(s, row["id"])
    kind = registers.get("election_ballots").fields["office"].kind
    told = _("{office}: {elected} elected for {seats} seats, at least {needed} votes needed")
    lines = [told.format(office=kind.show(one.office), elected=len(one.elected), seats=one.seats, needed=one.needed)
             for one in found]
    desk.answer({"election": row["id"], "ballots": [asdict(one) for one in found]}, "\n".join(lines))


def _install(desk: Desk, row: dict[str, Any]) -> None:
    with querying.naming(registers.get("officers")), desk.db.write(
            desk.actor, elections.INSTALLED, name=row["name"]) as s:
        made = elections.install(s, row["id"])
    desk.answer({"election": row["id"], "committees": made}, _("{count} bodies made.").format(count=len(made)))


def _registration(desk: Desk, row: dict[str, Any]) -> None:
    with querying.naming(organisation_legal.REGISTRATIONS), desk.db.write(
            desk.actor, organisation_legal.BEGUN, name=row["name"]) as s:
        made = organisation_legal.begin_registration(s, row["id"])
    desk.answer({"election": row["id"], "legal_registration": made},
                _("The application is in the book 'Legal-person registration'."))


# ---- certificate


def _configure_certificate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("record", metavar=_("RECORD"), help=_("the application with the certificate, by its id"))


def _certificate(desk: Desk, options: argparse.Namespace) -> None:
    register = organisation_legal.REGISTRATIONS
    with desk.db.read() as s:
        row = querying.record_of(s, register, options.record)
        name = records.name(s, register, row)
    with querying.naming(registers.get("unions")), desk.db.write(
            desk.actor, organisation_legal.TAKEN, keep=True, name=name) as s:
        changed = organisation_legal.take_certificate(s, row["id"])
    told = _("The union's record shows the certificate now.") if changed else _("The union's record showed it already.")
    desk.answer({"legal_registration": row["id"], "changed": changed}, told)


COMMANDS = {
    "organisation": Command(_configure_organisation, _organisation),
    "election": Command(_configure_election, _election),
    "certificate": Command(_configure_certificate, _certificate),
}
