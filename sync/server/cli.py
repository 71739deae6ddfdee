"""`union-superior`: the superior's server and what its keeper does on the command line."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from typing import TYPE_CHECKING, Any

from union_desk.errors import UserError
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.server.superior import Superior

DATABASE = "UNION_SUPERIOR_DATABASE"
FAULTY, UNUSABLE = 1, 2


class DeviceNotFoundError(UserError):
    """No such device."""

    code = "device_not_found"
    message = N_("There is no computer {device} that may report.")


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns 0, or 2 after a sentence on what to mend."""
    options = _parser().parse_args(arguments)
    try:
        return _run(options)
    except UserError as fault:
        if options.json:
            print(json.dumps({"error": fault.code, "message": str(fault)}, ensure_ascii=False))
        else:
            print(fault, file=sys.stderr)
        return UNUSABLE
    except BrokenPipeError:  # whoever read the answer has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(options: argparse.Namespace) -> int:
    from sync.server import engine, superior

    opened = superior.Superior.open(options.database or os.environ.get(DATABASE) or engine.default_address())
    try:
        command: Callable[[Superior, argparse.Namespace], int] = options.command
        return command(opened, options)
    finally:
        opened.close()


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--database", help=_("postgresql://user@host/name, or the path of an SQLite file "
                                             "(environment: {name})").format(name=DATABASE))
    common.add_argument("--json", action="store_true", help=_("answer in JSON"))
    parser = argparse.ArgumentParser(prog="union-superior", description=_("The superior union's server"))
    commands = parser.add_subparsers(required=True, metavar="…")

    def add(name: str, command: Callable[[Superior, argparse.Namespace], int], words: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=words, description=words, parents=[common])
        made.set_defaults(command=command)
        return made

    one = add("serve", _serve, _("take the reports of the unions"))
    one.add_argument("--listen", default="127.0.0.1:8700", metavar="HOST:PORT")
    one.add_argument("--tls", action="store_true", help=_("with the superior's own key as certificate"))
    one = add("add-unit", _add_unit, _("add a union and print the token for its first computer"))
    one.add_argument("--name", required=True)
    one.add_argument("--code", required=True)
    one = add("add-token", _add_token, _("print a token for one more computer of a union"))
    one.add_argument("--code", required=True)
    add("units", _units, _("list the unions with their figures"))
    one = add("members", _records, _("list the records of a union as they came"))
    one.add_argument("--unit", required=True, metavar="CODE")
    one.add_argument("--register", default="members")
    add("devices", _devices, _("list the computers that may report"))
    add("revoke", _revoke, _("withdraw a computer's right to report")).add_argument("--device", required=True)
    add("rename", _rename, _("set the name that unions see on receipts")).add_argument("--name", required=True)
    add("check", _check, _("prove that all is as the unions sealed it")).add_argument(
        "--repair", action="store_true", help=_("make the rows of faulty unions anew from their frames"))
    return parser


def _serve(superior: Superior, options: argparse.Namespace) -> int:
    from sync.server import serving

    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("sync").setLevel(logging.INFO)
    bound = serving.bind(options.listen)
    address = serving.address_of(bound, tls=options.tls)

    def started() -> None:
        words = _("{name} is listening on {address}").format(name=superior.name, address=address)
        _say(options, {"listening": address, "superior": superior.signer.name}, words)

    serving.serve(superior, bound, tls=options.tls, started=started)
    return 0


def _add_unit(superior: Superior, options: argparse.Namespace) -> int:
    unit, token = superior.add_unit(options.name, options.code)
    _say(options, {"unit": unit.id, "code": unit.code, "name": unit.name, "token": token.text}, token.text)
    return 0


def _add_token(superior: Superior, options: argparse.Namespace) -> int:
    unit, token = superior.add_token(options.code)
    _say(options, {"unit": unit.id, "code": unit.code, "name": unit.name, "token": token.text}, token.text)
    return 0


def _units(superior: Superior, options: argparse.Namespace) -> int:
    from sync.server import reading

    found = reading.units(superior)
    lines = [_("{code} {name}: {members} members, {returned} records returned, last report {last}").format(
        code=u["code"], name=u["name"], members=u["records"].get("members", 0), returned=u["returned"],
        last=u["last_report"] or _("never")) for u in found]
    _say(options, found, "\n".join(lines) or _("There are no unions yet."))
    return 0


def _records(superior: Superior, options: argparse.Namespace) -> int:
    from sync.server import reading

    found = list(reading.records(superior, superior.unit(options.unit), options.register))
    lines = [f"{r['status']}\t{r['id']}\t{r.get('name', '')}" + "".join(f"\t{m['message']}" for m in r["remarks"])
             for r in found]
    _say(options, found, "\n".join([*lines, _("{count} records").format(count=len(found))]))
    return 0


def _devices(superior: Superior, options: argparse.Namespace) -> int:
    from sync.server import reading

    found = reading.devices(superior)
    lines = [f"{d['device'][:16]}\t{d['unit']}\t{d['app']}\t{d['revoked_at'] or d['seen_at'] or ''}" for d in found]
    _say(options, found, "\n".join(lines) or _("No computer has enrolled yet."))
    return 0


def _revoke(superior: Superior, options: argparse.Namespace) -> int:
    if not superior.revoke(options.device):
        raise DeviceNotFoundError(device=options.device)
    _say(options, {"revoked": options.device}, _("This computer may not report any more; what it sent stays."))
    return 0


def _rename(superior: Superior, options: argparse.Namespace) -> int:
    superior.rename(options.name)
    _say(options, {"name": options.name}, options.name)
    return 0


def _check(superior: Superior, options: argparse.Namespace) -> int:
    from sync.server import verifying

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
    _say(options, {"frames": report.frames, "records": report.records, "faults": faults, "rebuilt": repaired},
         "\n".join(words))
    return FAULTY if report.faults else 0


def _say(options: argparse.Namespace, document: Any, words: str) -> None:
    print(json.dumps(document, ensure_ascii=False) if options.json else words, flush=True)


if __name__ == "__main__":
    sys.exit(main())
