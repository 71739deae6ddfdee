"""Running the server and proving what it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.server import configuration
from sync.server.commands import Command
from union_desk.words import N_, _

if TYPE_CHECKING:
    import argparse

    from sync.server.commands import Desk

FAULTY = 1


def _serve(desk: Desk, options: argparse.Namespace) -> None:
    from sync.server import logs, serving

    settings = desk.settings
    bound = serving.bind(settings.listen)
    address = serving.address_of(bound, tls=settings.tls)
    superior = desk.superior

    def started() -> None:
        words = _("{name} is listening on {address}").format(name=superior.name, address=address)
        desk.say({"listening": address, "superior": superior.signer.name}, words)

    logs.set_up(settings.log_format, settings.log_level)
    serving.serve(superior, bound, settings, started=started)


def _check(desk: Desk, options: argparse.Namespace) -> int:
    from sync.server import verifying

    superior = desk.superior
    report = verifying.check(superior)
    repaired = {}
    if options.repair:
        codes = {code for code, what, _where in report.faults if what in {"altered", "sum"}}
        repaired = {code: verifying.rebuild(superior, superior.unit(code).id) for code in sorted(codes)}
        report = verifying.check(superior) if repaired else report
    words = [_("{frames} frames and {records} records checked, {faults} faults").format(
        frames=report.frames, records=report.records, faults=len(report.faults))]
    words += [f"{code}\t{what}\t{where}" for code, what, where in report.faults]
    faults = [{"unit": code, "fault": what, "where": where} for code, what, where in report.faults]
    desk.say({"frames": report.frames, "records": report.records, "faults": faults, "rebuilt": repaired},
             "\n".join(words))
    return FAULTY if report.faults else 0


def _configure_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--repair", action="store_true",
                        help=_("make the rows of faulty unions anew from their frames"))


def _settings(desk: Desk, options: argparse.Namespace) -> None:
    rows = [{"name": name, "value": getattr(desk.settings, name), "environment": variable, "default": default,
             "meaning": words} for name, variable, default, words in configuration.table() if name != "database"]
    desk.list(rows, lambda r: f"{r['name']} = {r['value']}\t{r['environment']}\t{r['meaning']}", "")


COMMANDS = (
    Command("serve", N_("take the reports of the unions"), _serve, configuration.add_options),
    Command("check", N_("prove that all is as the unions sealed it"), _check, _configure_check),
    Command("settings", N_("show the settings in force and where they may be set"), _settings,
            configuration.add_options),
)
