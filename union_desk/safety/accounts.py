"""The accounts of an office: each person with a passphrase, a role, and perhaps groups (domain reference §13).

What an account may do stands in the encrypted database; the key file beside it only says whose passphrase wraps the
data key. Everything done to accounts is journaled. An office without accounts belongs to one person who may do
everything. Rights are kept by the program: whoever has a passphrase could read the data with other tools.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from union_desk import access, checking, journal, settings
from union_desk.access import Actor
from union_desk.errors import UserError
from union_desk.safety import ageing, keys, roles
from union_desk.safety.ageing import MustChangeError
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import Session

    from union_desk.database import Database

SETTING, SEPARATE = "accounts", "three_administrators"
SIGNED_IN = N_("Signed in; wrong passphrases before: {failures}")
_BEGAN = N_("Began to use accounts: {name} is in charge")
_ADDED = N_("Added the account of {name} ({role})")
_GAVE = N_("Gave {name} the role {role}")
_RESET = N_("Set a first passphrase for {name}, to be changed at the next sign-in")
_DISABLED = N_("Closed the account of {name}")
_CHANGED = N_("Changed the passphrase")
_SEPARATED = N_("Three separate administrators are required from now on")
_TOGETHER = N_("Three separate administrators are no longer required")


class UnknownAccountError(UserError):
    """The passphrase belongs to an account that the office does not know or has closed."""

    code = "unknown_account"
    message = N_("This account is closed. Ask the person who manages accounts.")


class AccountNameError(UserError):
    """The name is empty or taken."""

    code = "account_name"
    message = N_("Give the account a name that no other account has: '{name}' will not do.")


class SamePassphraseError(UserError):
    """The new passphrase is the old one."""

    code = "same_passphrase"
    message = N_("The new passphrase is the old one. Choose another.")


class UnknownRoleError(UserError):
    """There is no such role."""

    code = "unknown_role"
    message = N_("There is no role '{role}'. There are: {known}.")


class NeedsGroupsError(UserError):
    """The role sees its own groups, and none were named."""

    code = "needs_groups"
    message = N_("The role {role} sees its own groups only: name at least one branch or group.")


class LastAdministratorError(UserError):
    """Nobody would be left to manage accounts."""

    code = "last_administrator"
    message = N_("After this step nobody could manage accounts any more. Give somebody else that role first.")


class AdministratorsError(UserError):
    """Three separate administrators are asked for, and the accounts do not fit."""

    code = "three_administrators"
    message = N_("With three separate administrators each of the three roles needs an account of its own, and nobody "
                 "has the role that includes everything.")


@dataclass(frozen=True)
class Account:
    """One person's account; `changed_on` is the ISO day of the passphrase."""

    id: str
    name: str
    role: str
    groups: tuple[str, ...] = ()
    closed: bool = False
    must_change: bool = False
    changed_on: str = ""

    def actor(self) -> Actor:
        """Return the person as the one who acts."""
        role = roles.found()[self.role]
        return Actor(self.name, self.role, role.rights, role.denied, role.own, frozenset(self.groups), self.id)


# ---- who there is


def listed(session: Session) -> list[Account]:
    """Return the accounts in the order in which they were made; none where the office is one person's."""
    told: Mapping[str, Mapping[str, object]] = settings.get(session, SETTING, {})
    return [Account(**{**one, "id": number, "groups": tuple(one["groups"])})  # type: ignore[arg-type]  # as it was put
            for number, one in told.items()]


def find(session: Session, name: str) -> Account:
    """Return the account of that name or id; raises AccountNameError."""
    for one in listed(session):
        if name in (one.id, one.name):
            return one
    raise AccountNameError(name=name)


def enter(db: Database, operator: str, *, changing: bool = False) -> Actor:
    """Return who acts in an office that was opened, and let reading see what they may; the sign-in is journaled.

    operator: the name where the office has no accounts. Raises UnknownAccountError, and unless the passphrase is being
    changed MustChangeError (AgedError where it is too old).
    """
    if db.actor is not None:
        return db.actor
    with db.read(whole=True) as session:
        known = listed(session)
        alone = ageing.of_one_person(session)
        if not known and not changing:
            ageing.check(session, alone, checking.today())
    if not known:
        db.actor = Actor(operator, confirmed=not db.remembered)
        return db.actor
    account = next((one for one in known if one.id == (db.account or keys.OWNER) and not one.closed), None)
    if account is None:
        raise UnknownAccountError
    if not changing:
        _check_passphrase(db, account)
    actor = replace(account.actor(), confirmed=not db.remembered)
    if changing:
        return replace(actor, rights=access.NONE)  # nothing but that
    with db.write(actor, SIGNED_IN, keep=True, failures=db.failures):
        pass
    db.view_as(actor)
    db.actor = actor
    return actor


def _check_passphrase(db: Database, account: Account) -> None:
    """Refuse to go on with a passphrase that has to be changed; raises MustChangeError, AgedError."""
    if account.must_change:
        raise MustChangeError
    with db.read(whole=True) as session:
        ageing.check(session, account.changed_on, checking.today())


def days_left(session: Session, account: str) -> int | None:
    """Return for how many days the passphrase of an account ("" for an office without) holds, where that is told."""
    known = {one.id: one.changed_on for one in listed(session)}
    since = known.get(account or keys.OWNER, "") if known else ageing.of_one_person(session)
    return ageing.warns(session, since, checking.today())


def confirm(db: Database, actor: Actor, passphrase: str) -> Actor:
    """Return the actor as one who typed the passphrase; raises WrongPassphraseError, WaitError."""
    keys.enter(db.folder, passphrase, db.account or keys.OWNER)
    db.remembered = False
    if db.actor is not None:
        db.actor = replace(db.actor, confirmed=True)
    return replace(actor, confirmed=True)


@dataclass(frozen=True)
class SignIn:
    """Who signed in when (ISO moment, UTC), after how many wrong passphrases."""

    at: str
    name: str
    failures: int


def sign_ins(session: Session, limit: int = 200) -> list[SignIn]:
    """Return the last sign-ins, the newest first."""
    import json

    row = journal.GestureRow
    found = session.execute(sa.select(row.at, row.actor, row.params).where(row.what == SIGNED_IN)
                            .order_by(row.n.desc()).limit(limit))
    return [SignIn(at, name, int(json.loads(params)["failures"])) for at, name, params in found]


# ---- what is done to accounts


def begin(db: Database, actor: Actor, name: str) -> Account:
    """Begin to use accounts: whoever set up the office is in charge of it, under this name."""
    actor.need("accounts.add")
    actor.need_confirmed()
    with db.write(actor, _BEGAN, keep=True, name=name) as session:
        if listed(session):
            raise AccountNameError(name=name)
        account = Account(keys.OWNER, _name(session, name), roles.OWNER, changed_on=checking.today())
        _put(session, account)
        keys.rename(db.folder, keys.OWNER, account.name)
    return account


def add(db: Database, actor: Actor, name: str, role: str, passphrase: str, groups: Iterable[str] = ()) -> Account:
    """Add an account with a first passphrase, which its person changes when signing in."""
    actor.need("accounts.add")
    actor.need_confirmed()
    keys.check_strength(passphrase)
    known = _role(role, tuple(groups))
    with db.write(actor, _ADDED, keep=True, name=name, role=known.label) as session:
        account = Account(secrets.token_hex(8), _name(session, name), role, tuple(groups), must_change=True,
                          changed_on=checking.today())
        _put(session, account)
        _check_administrators(session)
        keys.put(db.folder, db.key, passphrase, account.id, account.name)
    return account


def give(db: Database, actor: Actor, account_id: str, role: str, groups: Iterable[str] = ()) -> None:
    """Give an account another role."""
    actor.need("accounts.role")
    actor.need_confirmed()
    known = _role(role, tuple(groups))
    with db.write(actor, _GAVE, keep=True, role=known.label) as session:
        account = find(session, account_id)
        journal.current(session).params["name"] = account.name
        _put(session, replace(account, role=role, groups=tuple(groups)))
        _check_administrators(session)


def reset(db: Database, actor: Actor, account_id: str, passphrase: str) -> None:
    """Set a first passphrase for somebody who forgot theirs; it has to be changed at the next sign-in.

    The data key is wrapped anew from the open office: nobody's own passphrase is needed or learnt.
    """
    actor.need("accounts.reset")
    actor.need_confirmed()
    with db.write(actor, _RESET, keep=True) as session:
        account = find(session, account_id)
        journal.current(session).params["name"] = account.name
        _put(session, replace(account, must_change=True, closed=False, changed_on=checking.today()))
        keys.put(db.folder, db.key, passphrase, account.id, account.name)


def close(db: Database, actor: Actor, account_id: str) -> None:
    """Close an account: its wrap of the data key is thrown away. What the person did stays under their name."""
    actor.need("accounts.disable")
    actor.need_confirmed()
    with db.write(actor, _DISABLED, keep=True) as session:
        account = find(session, account_id)
        journal.current(session).params["name"] = account.name
        _put(session, replace(account, closed=True))
        _check_administrators(session)
        keys.remove(db.folder, account.id)


def change_passphrase(db: Database, actor: Actor, old: str, new: str) -> None:
    """Change one's own passphrase; the old one stops working, everybody else's stay."""
    account = db.account or keys.OWNER
    key, account = keys.enter(db.folder, old, account)
    keys.check_strength(new)
    if new == old:
        raise SamePassphraseError
    with db.write(actor, _CHANGED, keep=True) as session:
        note_change(session, account)
        keys.put(db.folder, key, new, account)


def note_change(session: Session, account: str) -> None:
    """Note that an account, or the one person of an office without, chose a new passphrase, in the open gesture."""
    mine = next((one for one in listed(session) if one.id == account), None)
    if mine is not None:
        _put(session, replace(mine, must_change=False, changed_on=checking.today()))
    else:
        settings.put(session, ageing.ALONE, checking.today())


def separate(db: Database, actor: Actor, *, wanted: bool) -> None:
    """Ask for three separate administrators, or no longer; raises AdministratorsError where the accounts do not fit."""
    actor.need("accounts.role")
    actor.need_confirmed()
    with db.write(actor, _SEPARATED if wanted else _TOGETHER, keep=True) as session:
        settings.put(session, SEPARATE, wanted)
        _check_administrators(session)


# ---- inside


def _put(session: Session, account: Account) -> None:
    told = dict(settings.get(session, SETTING, {}))
    facts = asdict(account)
    del facts["id"]
    settings.put(session, SETTING, {**told, account.id: facts})


def _name(session: Session, name: str) -> str:
    clean = " ".join(name.split())
    if not clean or any(clean.casefold() == one.name.casefold() for one in listed(session)):
        raise AccountNameError(name=name)
    return clean


def _role(code: str, groups: tuple[str, ...]) -> roles.Role:
    known = roles.found()
    if code not in known:
        raise UnknownRoleError(role=code, known=", ".join(known))
    if known[code].by_group and not groups:
        raise NeedsGroupsError(role=known[code].label)
    return known[code]


def _check_administrators(session: Session) -> None:
    """Keep somebody who can add accounts and give roles; three apart where the office asks for that."""
    there = [one for one in listed(session) if not one.closed]
    actors = [one.actor() for one in there]
    if not all(any(actor.can(f"accounts.{verb}") for actor in actors) for verb in ("add", "role", "reset")):
        raise LastAdministratorError
    if settings.get(session, SEPARATE, default=False):
        held = {one.role for one in there}
        if roles.OWNER in held or not held.issuperset(roles.ADMINISTRATORS):
            raise AdministratorsError
