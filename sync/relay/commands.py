"""`union-superior relay …`: this superior's own reports to a higher one. Loaded by name, as the server stands below."""

from __future__ import annotations

import dataclasses
import signal
from typing import TYPE_CHECKING, Any

from sync.relay import policy
from union_desk import registers
from union_desk.schema import codes
from union_desk.words import N_, _, series

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from sync.server.commands import Desk

WHATS = ("enrol", "status", "run", "policy", "returned", "posts", "files")
_DONE = {policy.MASK: N_("masked"), policy.OMIT: N_("left out"), policy.PASS: N_("passed on"),
         policy.HOLD: N_("not passed on")}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("what", choices=WHATS, nargs="?", default="status",
                        help=_("enrol: report to a higher superior; status: how it stands; run: hold a session now; "
                               "policy: what is not passed on; returned: what came back; posts: what came down; "
                               "files: files posted to this union itself, with --to written out"))
    parser.add_argument("--server", metavar="URL", help=_("the address of the higher superior's server"))
    parser.add_argument("--token", help=_("the token that it gave"))
    parser.add_argument("--move", action="store_true", help=_("report as another union there, or to another superior"))
    parser.add_argument("--to", metavar="FOLDER", help=_("where files that came down are written"))
    parser.add_argument("--record", metavar="ID", default="", help=_("only the file of this record; all without it"))
    parser.add_argument("--forever", action="store_true", help=_("run until stopped, again and again"))
    parser.add_argument("--relay-policy", default=None, metavar="CSV",
                        help=_("lines of one's own on what is not passed on"))
    parser.add_argument("--relay-minutes", default=None, metavar="MINUTES", help=_("how often, when it runs for ever"))


def run(desk: Desk, options: argparse.Namespace) -> None:
    """Do what is asked."""
    done: dict[str, Callable[[Desk, argparse.Namespace], None]] = {
        "enrol": _enrol, "status": _status, "run": _run, "policy": _policy, "returned": _returned, "posts": _posts,
        "files": _files}
    done[options.what](desk, options)


def _enrol(desk: Desk, options: argparse.Namespace) -> None:
    from sync.relay import enrolment
    from sync.server.commands import needed

    server, token = needed(options, "server"), needed(options, "token")
    found = enrolment.enrol(desk.superior, server, token, move=options.move)
    desk.say({"server": found.server, "superior": found.name, "unit": found.unit_name, "unit_code": found.unit_code,
              "device": found.device}, _("This superior now reports to {superior} as {unit} ({server}).").format(
                  superior=found.name, unit=found.unit_name, server=found.server))


def _status(desk: Desk, options: argparse.Namespace) -> None:
    from sync.relay import status

    found = status.status(desk.superior, policy.read(desk.settings.relay_policy))
    desk.say(found, "\n".join(_status_words(found)))


def _status_words(found: dict[str, Any]) -> list[str]:
    if not found["enrolled"]:
        return [_("This superior reports to no higher one.")]
    level = f" ({codes.get('union_level').label(found['level'])})" if found["level"] else ""
    words = [_("{unit} reports to {superior}{level} ({server}).").format(**found | {"level": level}),
             _("{confirmed} frames confirmed, {waiting} wait, {returned} records came back.").format(**found)]
    if any(found["files"].values()):
        words.append(_("Files: {confirmed} confirmed, {waiting} wait, {refused} refused, {awaited} to come down."
                       ).format(**found["files"]))
    words += [f"{unit['code']}\t{unit['name']}\t{unit['confirmed']}\t{unit['waiting']}\t{unit['fault']}"
              for unit in found["units"]]
    words += [_("{name}: {lost} reports that a restore took from here lie at the higher superior. They come back once "
                "these computers have reported, or are withdrawn: {computers}").format(
                    name=unit["name"], lost=unit["lost"], computers=series(name[:12] for name in unit["awaited"]))
              for unit in found["units"] if unit["awaited"]]
    last = found["last_session"]
    if last is not None:
        words.append(_("Last session with it: {at} {message}").format(
            at=last["at"], message=last["message"] or _("all well")))
    return words


def _run(desk: Desk, options: argparse.Namespace) -> None:
    from sync.relay import running

    lines = policy.read(desk.settings.relay_policy)
    if not options.forever:
        report = running.run_once(desk.superior, lines)
        document = dataclasses.asdict(report)
        words = [_("{records} records in {frames} frames passed on, {returned} came back, "
                   "{posts} frames came down.").format(**document)]
        if report.refiled:
            words.append(_("{refiled} records that a restore had taken from here were taken back from there.").format(
                **document))
        if report.files_sent or report.files_taken:
            words.append(_("{files_sent} files passed on, {files_taken} came down.").format(**document))
        desk.say(document, "\n".join(words))
        return
    loop = running.Running(desk.superior, max(1, desk.settings.relay_minutes), desk.settings.relay_policy)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: loop.stop())
    desk.say({"relaying": True}, _("Relaying until stopped."))
    loop.run()


def _policy(desk: Desk, options: argparse.Namespace) -> None:
    lines = policy.read(desk.settings.relay_policy)
    rows = [{"register": line.register, "field": line.field, "what": line.what,
             "when": "=".join(line.when) if line.when else "", "basis": line.basis} for line in lines.lines]
    document = {"lines": rows, "withheld": lines.withheld(), "inner": lines.inner()}
    words = [f"{_register(row['register'])}\t{_field(row['register'], row['field'])}\t{_(_DONE[row['what']])}\t"
             f"{row['when']}\t{row['basis']}" for row in rows]
    inner = series(_register(name) for name in lines.inner())
    words.append(_("Never passed on, as they are declared: {registers}").format(registers=inner))
    desk.say(document, "\n".join(words))


def _register(name: str) -> str:
    known = {register.name: register for register in registers.ALL}
    return _(known[name].label) if name in known else name


def _field(register: str, name: str) -> str:
    if name == policy.FILES:
        return _("files on its records")
    known = {one.name: one for one in registers.ALL}
    spec = known[register].fields.get(name) if register in known else None
    return _(spec.label) if spec is not None else name


def _returned(desk: Desk, options: argparse.Namespace) -> None:
    from sync.relay import status

    def line(row: dict[str, Any]) -> str:
        return "\t".join((row["unit"], _register(row["register"]), _field(row["register"], row["field"]),
                          row["message"], row["by"], row["record"]))

    desk.list(list(status.returned(desk.superior)), line, _("No higher level has returned anything."))


def _posts(desk: Desk, options: argparse.Namespace) -> None:
    from sync.relay import status

    def line(row: dict[str, Any]) -> str:
        whom = _("all unions") if row["for"] == "*" else row["for"] or _("this union itself")
        return f"{row['at']}\t{whom}\t{row['title']}" + (f"\t{_('withdrawn')}" if row["withdrawn"] else "")

    desk.list(status.posts(desk.superior), line, _("Nothing has come down yet."))


def _files(desk: Desk, options: argparse.Namespace) -> None:
    from pathlib import Path

    from sync.relay import received

    if options.to is None:
        def line(row: dict[str, Any]) -> str:
            state = "" if row["here"] else _("not here yet")
            return f"{row['record']}\t{row['at']}\t{row['size']}\t{row['file']}\t{row['title']}\t{state}".rstrip()

        desk.list(received.listed(desk.superior), line, _("No file has been posted to this union."))
        return
    written = [str(path) for path in received.write(desk.superior, Path(options.to), options.record)]
    desk.say({"written": written}, "\n".join(written) or _("No file of this union has come down yet."))
