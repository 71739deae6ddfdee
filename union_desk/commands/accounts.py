"""Accounts without a screen: who there is, adding, roles, first passphrases, closing, sign-ins."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from union_desk.commands import passphrases, presenting, querying
from union_desk.commands.desk import Command, local
from union_desk.errors import UserError
from union_desk.registers import organisation
from union_desk.safety import accounts, roles
from union_desk.words import N_, _

if TYPE_CHECKING:
    import argparse

    from union_desk.commands.desk import Desk

ENVIRONMENT = "UNION_DESK_FIRST_PASSPHRASE"


class NameNeededError(UserError):
    """The step works on somebody who was not named."""

    code = "account_needed"
    message = N_("'accounts {step}' needs a name; `union-desk accounts list` shows who there is.")


def _configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("step", choices=tuple(_STEPS), help=_(
        "list: who there is; roles: what roles there are; begin NAME: use accounts from now on, you are in charge; "
        "add NAME --role R; role NAME --role R; reset NAME: a first passphrase for who forgot theirs; close NAME; "
        "sign-ins: who came in when; administrators --require yes|no: three separate ones"))
    parser.add_argument("name", nargs="?", default="", metavar=_("NAME"), help=_("the person"))
    parser.add_argument("--role", choices=tuple(roles.found()), default="cadre", help=_("what the person does"))
    parser.add_argument("--group", action="append", default=[], metavar=_("RECORD"),
                        help=_("a branch or group that the person sees; may be repeated"))
    parser.add_argument("--first-passphrase-file", metavar=_("FILE"),
                        help=_("a file with the first passphrase (or {name}; else it is asked for)").format(
                            name=ENVIRONMENT))
    parser.add_argument("--require", choices=("yes", "no"), default="yes", help=_("three separate administrators"))


def _run(desk: Desk, options: argparse.Namespace) -> None:
    _STEPS[options.step](desk, options)


def _list(desk: Desk, _options: argparse.Namespace) -> None:
    desk.actor.need("accounts.view")
    with desk.db.read(whole=True) as session:
        there = accounts.listed(session)
    lines = [[one.name, roles.label(one.role), _state(one), one.id] for one in there]
    text = presenting.aligned([[_("Name"), _("Role"), _("State"), "id"], *lines]) if lines else _(
        "This office has no accounts: whoever has its passphrase may do everything.")
    desk.answer([asdict(one) for one in there], text)


def _state(account: accounts.Account) -> str:
    if account.closed:
        return _("account closed")
    return _("has a first passphrase") if account.must_change else ""


def _roles(desk: Desk, _options: argparse.Namespace) -> None:
    document = {code: {"rights": sorted(role.rights), "denied": sorted(role.denied), "own": sorted(role.own)}
                for code, role in roles.found().items()}
    desk.answer(document, "\n".join(f"{code}  {role.label}" for code, role in roles.found().items()))


def _begin(desk: Desk, options: argparse.Namespace) -> None:
    account = accounts.begin(desk.db, desk.actor, _name(options))
    desk.answer(asdict(account), _("Accounts are used from now on; {name} is in charge.").format(name=account.name))


def _add(desk: Desk, options: argparse.Namespace) -> None:
    name, groups = _name(options), _groups(desk, options)
    desk.actor.need("accounts.add")
    made = accounts.add(desk.db, desk.actor, name, options.role, _first(options), groups)
    desk.answer(asdict(made), _("{name} has an account ({role}) and chooses an own passphrase at the first sign-in."
                                ).format(name=made.name, role=roles.label(made.role)))


def _role(desk: Desk, options: argparse.Namespace) -> None:
    accounts.give(desk.db, desk.actor, _name(options), options.role, _groups(desk, options))
    desk.answer({"name": options.name, "role": options.role}, _("{name} has the role {role} now.").format(
        name=options.name, role=roles.label(options.role)))


def _reset(desk: Desk, options: argparse.Namespace) -> None:
    name = _name(options)
    desk.actor.need("accounts.reset")
    accounts.reset(desk.db, desk.actor, name, _first(options))
    desk.answer({"name": name, "reset": True}, _("{name} has a first passphrase and chooses an own one at the next "
                                                 "sign-in.").format(name=name))


def _close(desk: Desk, options: argparse.Namespace) -> None:
    accounts.close(desk.db, desk.actor, _name(options))
    desk.answer({"name": options.name, "closed": True}, _("The account of {name} is closed.").format(name=options.name))


def _sign_ins(desk: Desk, _options: argparse.Namespace) -> None:
    desk.actor.need("accounts.view")
    with desk.db.read(whole=True) as session:
        found = accounts.sign_ins(session)
    told = _("{count} wrong passphrases before")
    lines = [f"{local(one.at)}  {one.name}" + (f"  {told.format(count=one.failures)}" if one.failures else "")
             for one in found]
    desk.answer([asdict(one) for one in found], "\n".join(lines))


def _administrators(desk: Desk, options: argparse.Namespace) -> None:
    wanted = options.require == "yes"
    accounts.separate(desk.db, desk.actor, wanted=wanted)
    desk.answer({"three_administrators": wanted}, _("Three separate administrators are required.") if wanted else _(
        "Three separate administrators are not required."))


def _name(options: argparse.Namespace) -> str:
    if not options.name:
        raise NameNeededError(step=options.step)
    return str(options.name)


def _groups(desk: Desk, options: argparse.Namespace) -> list[str]:
    with desk.db.read(whole=True) as session:
        return [querying.record_of(session, organisation.BRANCHES, text)["id"] for text in options.group]


def _first(options: argparse.Namespace) -> str:
    return passphrases.first(options.first_passphrase_file, ENVIRONMENT)


_STEPS = {"list": _list, "roles": _roles, "begin": _begin, "add": _add, "role": _role, "reset": _reset,
          "close": _close, "sign-ins": _sign_ins, "administrators": _administrators}
COMMANDS = {"accounts": Command(_configure, _run)}
