"""Relays: superiors below this one, and this one's own road to a higher one."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from sync.server.commands import Command
from union_desk.errors import UserError
from union_desk.schema import codes
from union_desk.words import N_, _

if TYPE_CHECKING:
    import argparse

    from sync.server.commands import Desk

_RELAY = "sync.relay.commands"  # by name: the relay stands above both ends of the road


class UnknownLevelError(UserError):
    """There is no such level."""

    code = "unknown_level"
    message = N_("There is no level {code}. Levels are: {known}.")


def _configure_relay(parser: argparse.ArgumentParser) -> None:
    importlib.import_module(_RELAY).configure(parser)


def _relay(desk: Desk, options: argparse.Namespace) -> None:
    importlib.import_module(_RELAY).run(desk, options)


def _configure_relays(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--allow", metavar="CODE", help=_("let this union pass on what others report"))
    which.add_argument("--withdraw", metavar="CODE", help=_("let it do so no longer; what came stays"))


def _relays(desk: Desk, options: argparse.Namespace) -> None:
    from sync.server import relays

    code = options.allow or options.withdraw
    if code:
        relays.allow(desk.superior, code, may=bool(options.allow))
        desk.say({"code": code, "relays": bool(options.allow)},
                 _("{code} may pass on what others report.").format(code=code) if options.allow
                 else _("{code} may not pass on any more what others report.").format(code=code))
        return

    def line(row: dict[str, Any]) -> str:
        told = row | {"fields": sum(map(len, row["withheld"].values())), "at": row["told_at"] or _("never")}
        return _("{code} {name}: {units} unions below it, {records} records, {fields} fields withheld, told {at}"
                 ).format(**told)

    desk.list(relays.listed(desk.superior), line, _("No union may pass on what others report."))


def _configure_level(parser: argparse.ArgumentParser) -> None:
    shown = "; ".join(f"{code} {label}" for code, label in codes.get("union_level").choices())
    parser.add_argument("--code", required=True, help=shown)


def _level(desk: Desk, options: argparse.Namespace) -> None:
    levels = codes.get("union_level")
    if not levels.has(options.code):
        raise UnknownLevelError(code=options.code, known=", ".join(f"{c} {label}" for c, label in levels.choices()))
    desk.superior.set_level(options.code)
    desk.say({"level": options.code, "label": levels.label(options.code)}, levels.label(options.code))


COMMANDS = (
    Command("relay", N_("report to a higher superior what the unions here report"), _relay, _configure_relay),
    Command("relays", N_("list the unions that pass on what others report, and allow or forbid it"), _relays,
            _configure_relays),
    Command("set-level", N_("say which level of the unions' tree this superior is"), _level, _configure_level),
)
