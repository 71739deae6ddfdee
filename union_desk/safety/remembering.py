"""Signing in without typing: a random key in the system's key store opens a slot of its own in the office's key file.

Never the passphrase. The slot is bound to the account; whoever changes a passphrase, closes an account or takes the
permission back removes it, and what lies in the key store then opens nothing. What is dangerous asks for the
passphrase all the same (`Actor.confirmed`). Only a key store of the system is used, never a file.
"""

from __future__ import annotations

import base64
import os
import secrets
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from union_desk.errors import UserError
from union_desk.safety import keys
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType

    from union_desk.access import Actor
    from union_desk.database import Database

T = TypeVar("T")

SERVICE, SETTING, RIGHT = "Union Desk", "remember_sign_in", "settings.edit"
PATIENCE = 90.0  # seconds for somebody to find the store's window and type its password
_LOCKED, _REFUSED = {"LockedException"}, {"PromptDismissedException"}  # of libraries that are not on every system
_BOUND = b"union-desk remembered sign-in 1\0"
_ALLOWED = N_("Allowed that a computer remembers a sign-in")
_FORBIDDEN = N_("No computer remembers a sign-in any more")
_REMEMBERED, _FORGOTTEN = N_("Let this computer remember the sign-in"), N_("Let this computer forget the sign-in")


class NoKeyStoreError(UserError):
    """The system has no key store, or it does not open."""

    code = "no_key_store"
    message = N_("This computer's key store cannot be used: a desktop session with a key ring or the Windows "
                 "credential store is needed. Go on signing in with the passphrase.")


class KeyStoreLockedError(NoKeyStoreError):
    """The store is there but locked, and whoever was asked did not open it."""

    code = "key_store_locked"
    message = N_("This computer's key store is locked and was not opened. Unlock it with its own password (often that "
                 "of the computer's session) and try again, or sign in with the passphrase.")


class KeyStoreRefusedError(NoKeyStoreError):
    """The store, or the person whom it asked, said no."""

    code = "key_store_refused"
    message = N_("This computer's key store refused, or the request was declined. Nothing was changed; the passphrase "
                 "opens the office as always.")


class KeyStoreSilentError(NoKeyStoreError):
    """The store asked somebody and nobody answered, or it hangs."""

    code = "key_store_silent"
    message = N_("This computer's key store does not answer. Perhaps its window waits behind this one for a "
                 "password. Sign in with the passphrase, or try again.")


class NotRememberedError(UserError):
    """Nothing in the key store opens the office."""

    code = "not_remembered"
    message = N_("This computer does not remember the sign-in any more. Type the passphrase.")


class RememberingForbiddenError(UserError):
    """The office does not allow it."""

    code = "remembering_forbidden"
    message = N_("This office does not allow a computer to remember a sign-in. Whoever looks after its settings can "
                 "allow it.")


def is_available() -> bool:
    """Tell whether the system has a key store that may be used."""
    try:
        import keyring
        from keyring.backends import fail, null
    except ImportError:
        return False
    try:
        store = keyring.get_keyring()
        return not isinstance(store, fail.Keyring | null.Keyring) and float(store.priority) > 0
    except Exception:  # noqa: BLE001  a key store's own faults: there is none then
        return False


def offers(folder: Path, account: str) -> bool:
    """Tell whether a slot of that account is in the key file; nothing is asked of the key store yet."""
    try:
        return any(one["account"] == (account or keys.OWNER) for one in keys.slots(folder))
    except UserError:
        return False


def wake(folder: Path) -> None:
    """Look for the system's key store beforehand where a slot of the office waits for it: that takes a while."""
    with suppress(UserError):
        if keys.slots(folder):
            is_available()


def is_allowed(db: Database) -> bool:
    """Tell whether the office allows it."""
    with db.read(whole=True) as session:
        return bool(_settings().get(session, SETTING, default=False))


def allow(db: Database, actor: Actor, *, wanted: bool) -> None:
    """Allow it, or forbid it and remove every slot."""
    actor.need(RIGHT)
    actor.need_confirmed()
    with db.write(actor, _ALLOWED if wanted else _FORBIDDEN, keep=True) as session:
        _settings().put(session, SETTING, wanted)
        if not wanted:
            for one in keys.slots(db.folder):
                _drop(str(one["id"]))
            keys.put_slots(db.folder, [])


def remember(db: Database, actor: Actor, passphrase: str) -> None:
    """Let this computer open the office for the account, after its passphrase was typed once more."""
    if not is_allowed(db):
        raise RememberingForbiddenError
    if not is_available():
        raise NoKeyStoreError
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    key, account = keys.enter(db.folder, passphrase, db.account or keys.OWNER)
    name, wrapping, nonce = secrets.token_hex(16), secrets.token_bytes(keys.KEY_BYTES), os.urandom(12)
    wrapped = AESGCM(wrapping).encrypt(nonce, key.raw, _bound(account, name))
    slot = {"id": name, "account": account, "nonce": base64.b64encode(nonce).decode(),
            "wrapped": base64.b64encode(wrapped).decode()}
    _store(name, base64.b64encode(wrapping).decode())
    with db.write(actor, _REMEMBERED, keep=True):
        keys.put_slots(db.folder, [*keys.slots(db.folder), slot])


def forget(db: Database, actor: Actor) -> None:
    """Remove every slot of the account, on whatever computer its key lies."""
    account = db.account or keys.OWNER
    with db.write(actor, _FORGOTTEN, keep=True):
        there = keys.slots(db.folder)
        keys.put_slots(db.folder, [one for one in there if one["account"] != account])
    for one in there:
        if one["account"] == account:
            _drop(str(one["id"]))


def unlock(folder: Path, account: str) -> tuple[keys.DataKey, str]:
    """Return the data key and whose it is, by what the key store holds; raises NotRememberedError, NoKeyStoreError."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    account = account or keys.OWNER
    for one in keys.slots(folder):
        kept = _kept(str(one["id"])) if one["account"] == account else None
        if not kept:
            continue
        try:
            nonce, wrapped = (base64.b64decode(str(one[name])) for name in ("nonce", "wrapped"))
            raw = AESGCM(base64.b64decode(kept)).decrypt(nonce, wrapped, _bound(account, str(one["id"])))
        except (InvalidTag, ValueError):
            continue
        return keys.DataKey(raw), account
    raise NotRememberedError


def _bound(account: str, name: str) -> bytes:
    return _BOUND + f"{account}\0{name}".encode()


def _store(name: str, value: str) -> None:
    import keyring

    _asked(lambda: keyring.set_password(SERVICE, name, value))


def _kept(name: str) -> str | None:
    import keyring

    return _asked(lambda: keyring.get_password(SERVICE, name))


def _asked(ask: Callable[[], T]) -> T:
    """Ask the key store; raises NoKeyStoreError or what says better why it does not answer.

    It may open a window and wait for somebody for ever, so it is asked beside, for a limited time.
    """
    answers: list[T] = []
    faults: list[Exception] = []

    def work() -> None:
        try:
            answers.append(ask())
        except Exception as fault:  # noqa: BLE001  each key store has faults of its own
            faults.append(fault)

    beside = threading.Thread(target=work, name="key store", daemon=True)
    beside.start()
    beside.join(PATIENCE)
    if faults:
        raise _said(faults[0]) from faults[0]
    if not answers:
        raise KeyStoreSilentError
    return answers[0]


def _said(fault: Exception) -> NoKeyStoreError:
    """Return what a store's own fault means for people."""
    from keyring import errors

    name = type(fault).__name__
    if isinstance(fault, errors.KeyringLocked) or name in _LOCKED:
        return KeyStoreLockedError()
    if isinstance(fault, errors.PasswordSetError | errors.PasswordDeleteError) or name in _REFUSED:
        return KeyStoreRefusedError()
    return NoKeyStoreError()


def _drop(name: str) -> None:
    """Take a key out of the store where it is there; without its slot it opens nothing anyway."""
    with suppress(Exception):
        import keyring

        keyring.delete_password(SERVICE, name)


def _settings() -> ModuleType:
    """Return the settings' module, which loads the database: the login asks for its button before that."""
    from union_desk import settings

    return settings
