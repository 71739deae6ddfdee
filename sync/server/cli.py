"""`union-superior`: the superior's server and what its keeper does on the command line."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sync.server import configuration
from sync.server.commands import (
    Desk,
    about,
    carrier,
    computers,
    posts,
    records,
    relays,
    server,
    units,
    updates,
)
from union_desk import __version__
from union_desk.errors import UserError
from union_desk.words import N_, _

if TYPE_CHECKING:
    from sync.server.superior import Superior

DATABASE = "UNION_SUPERIOR_DATABASE"
AREAS = (server, units, computers, records, posts, updates, relays, carrier, about)
COMMANDS = tuple(command for area in AREAS for command in area.COMMANDS)
UNUSABLE = 2


class FileFaultError(UserError):
    """A file that was named cannot be read or written."""

    code = "file_fault"
    message = N_("{file} cannot be read or written: {reason}. Name a file that is there, or a folder where the user "
                 "who runs this command may write.")


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns its exit code, 0 when all is well, or 2 after a sentence on what to mend."""
    options = _parser().parse_args(arguments)
    try:
        return _run(options)
    except UserError as fault:
        return _say(fault, in_json=options.json)
    except BrokenPipeError:  # whoever read the answer has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as fault:
        mendable = _mendable(fault)
        if mendable is None:
            raise
        return _say(mendable, in_json=options.json)


def _mendable(fault: Exception) -> UserError | None:
    """Return what to say of a fault that no command has foreseen, but that whoever gave it can mend."""
    from sync.server import engine
    from union_desk.commands import outputs

    if not isinstance(fault, OSError) or not fault.filename:
        return engine.forbidden(fault)
    path = Path(fault.filename)
    return FileFaultError(file=path.parent if path.suffix == ".part" else path, reason=outputs.reason(fault))


def _say(fault: UserError, *, in_json: bool) -> int:
    if in_json:
        print(json.dumps({"error": fault.code, "message": str(fault)}, ensure_ascii=False))
    else:
        print(fault, file=sys.stderr)
    return UNUSABLE


def _run(options: argparse.Namespace) -> int:
    settings = configuration.load(vars(options), file=options.config)

    def opened(prepared: bool) -> Superior:  # noqa: FBT001  told by place
        from sync.server import engine, superior

        address = settings.database or engine.default_address()
        return superior.Superior.open(address, max(settings.pool, settings.at_once), prepared=prepared)

    desk = Desk(settings, options.json, opened)
    try:
        return options.command.run(desk, options) or 0
    finally:
        desk.close()


def common_options() -> argparse.ArgumentParser:
    """Return the options that every command has."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--database", help=_("postgresql://user@host/name, or the path of an SQLite file "
                                             "(environment: {name})").format(name=DATABASE))
    common.add_argument("--config", default="", metavar="TOML", help=_("the file of settings (environment: {name})"
                                                                       ).format(name=configuration.FILE))
    common.add_argument("--json", action="store_true", help=_("answer in JSON"))
    return common


def _parser() -> argparse.ArgumentParser:
    common = common_options()
    parser = argparse.ArgumentParser(prog="union-superior", description=_("The superior union's server"))
    parser.add_argument("--version", action="version", version=f"union-superior {__version__}")
    commands = parser.add_subparsers(required=True, metavar="…")
    for command in COMMANDS:
        words = _(command.words)
        made = commands.add_parser(command.name, help=words, description=words, parents=[common])
        command.configure(made)
        made.set_defaults(command=command)
    return parser


if __name__ == "__main__":
    sys.exit(main())
