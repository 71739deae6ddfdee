"""Tokens and the computers that enrolled with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sync.protocol import limits
from sync.server.commands import Command
from sync.server.commands.units import sheet_options, tell_token
from union_desk import durable
from union_desk.words import N_, _

if TYPE_CHECKING:
    import argparse

    from sync.server.commands import Desk

ASKING = N_("asks to report again after a restore: `allow` lets it")
STATES = {"waiting": N_("not yet used"), "used": N_("used"), "revoked": N_("withdrawn"), "expired": N_("expired")}


def _configure_add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--code", required=True)
    sheet_options(parser)


def _add(desk: Desk, options: argparse.Namespace) -> None:
    tell_token(desk, options, *desk.superior.add_token(options.code))


def _tokens(desk: Desk, options: argparse.Namespace) -> None:
    from sync.server import computers

    def line(row: dict[str, Any]) -> str:
        return f"{row['number']}\t{row['unit']}\t{_(STATES[row['state']])}\t{row['expires_at']}\t{row['device'] or ''}"

    desk.list(computers.tokens(desk.superior), line, _("No token has been handed out yet."))


def _one_number(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--number", required=True)


def _revoke_token(desk: Desk, options: argparse.Namespace) -> None:
    from sync.server import computers

    computers.revoke_token(desk.superior, options.number)
    desk.say({"revoked": options.number}, _("The token is worth nothing any more."))


def _devices(desk: Desk, options: argparse.Namespace) -> None:
    from sync.server import computers

    def line(row: dict[str, Any]) -> str:
        heads = ", ".join(f"{head['log']}:{head['seq']}" for head in row["heads"])
        state = _(ASKING) if row["asks"] else _("withdrawn") if row["revoked_at"] else ""
        who = _("Filed again by the superior") if row["filing"] else row["app"]
        return f"{row['device'][:16]}\t{row['unit']}\t{who}\t{row['seen_at'] or _('never')}\t{state}\t{heads}"

    desk.list(computers.devices(desk.superior), line, _("No computer has enrolled yet."))


def _one_device(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--device", required=True, help=_("its name, or how it begins"))


def _revoke(desk: Desk, options: argparse.Namespace) -> None:
    from sync.server import computers

    name = computers.revoke(desk.superior, options.device)
    desk.say({"revoked": name}, _("This computer may not report any more; what it sent stays."))


def _allow(desk: Desk, options: argparse.Namespace) -> None:
    from sync.server import computers

    name = computers.allow(desk.superior, options.device)
    desk.say({"allowed": name}, _("This computer may report again."))


def _enrol(desk: Desk, options: argparse.Namespace) -> None:
    from sync.protocol import canonical
    from sync.protocol.messages import EnrolmentRequest

    body = Path(options.request).read_bytes()[:limits.HEADER_BYTES]
    answer = canonical.encode(desk.superior.enrol(canonical.decode(body, EnrolmentRequest)))
    durable.write(Path(options.answer), answer)
    desk.say({"answer": options.answer, "size": len(answer)}, _("The answer for the union is in {file}.").format(
        file=options.answer))


def _two_files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--request", required=True, metavar="FILE", help=_("the file that the computer wrote"))
    parser.add_argument("--answer", required=True, metavar="FILE", help=_("where the answer is written"))


COMMANDS = (
    Command("add-token", N_("print a token for one more computer of a union"), _add, _configure_add),
    Command("tokens", N_("list the tokens and what became of them"), _tokens),
    Command("revoke-token", N_("withdraw a token that was not used"), _revoke_token,
            _one_number),
    Command("devices", N_("list the computers that may report"), _devices),
    Command("enrol", N_("answer a computer's request to be enrolled that came as a file"), _enrol, _two_files),
    Command("revoke", N_("withdraw a computer's right to report"), _revoke, _one_device),
    Command("allow", N_("give a withdrawn computer its right back"), _allow, _one_device),
)
