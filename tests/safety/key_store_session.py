"""What the program does with a real Secret Service, in a D-Bus session of its own: run by `test_real_key_store`.

`dbus-run-session -- python -m tests.safety.key_store_session FOLDER` prints what happened as JSON. The folder holds an
office; the key ring is made anew beside it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from tests.offices import ACTOR, PASSPHRASE
from union_desk.database import Database
from union_desk.errors import UserError
from union_desk.safety import remembering

_DAEMON = ["gnome-keyring-daemon", "--components=secrets", "--foreground"]
_MOST = 60.0  # seconds until a daemon is on the bus; it takes a fraction of one


def main(folder: Path) -> dict[str, str]:
    """Remember with an open key ring, come back, lock it, take it away; returns what each step gave."""
    told: dict[str, str] = {}
    opened = _start("--unlock")
    db = Database.open(folder, PASSPHRASE)
    remembering.allow(db, ACTOR, wanted=True)
    remembering.remember(db, ACTOR, PASSPHRASE)
    told["open"] = str(remembering.unlock(folder, "")[0] == db.key)
    _stop(opened)
    locked = _start("--start")
    told["locked"] = _fault(folder)
    told["remembering while locked"] = _of(lambda: remembering.remember(db, ACTOR, PASSPHRASE))
    _stop(locked)
    again = _start("--unlock")
    told["open again"] = str(remembering.unlock(folder, "")[0] == db.key)
    remembering.forget(db, ACTOR)
    told["forgotten"] = _fault(folder)
    _stop(again)
    db.close()
    return told


def _start(how: str) -> subprocess.Popen[bytes]:
    """Start a key ring's daemon, unlocked with a password or locked, and wait until it is on the bus."""
    import secretstorage

    made = subprocess.Popen([*_DAEMON, how], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL)
    assert made.stdin is not None
    made.stdin.write(b"ring" if how == "--unlock" else b"")
    made.stdin.close()
    until = time.monotonic() + _MOST
    while time.monotonic() < until:
        connection = secretstorage.dbus_init()
        try:
            if _has_owner(connection) and (how != "--unlock" or _is_open(connection)):
                return made
        finally:
            connection.close()
    msg = "no key ring came"
    raise TimeoutError(msg)


def _has_owner(connection: object) -> bool:
    from jeepney import DBusAddress, new_method_call  # type: ignore[import-untyped]  # it has no types

    bus = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
    asked = new_method_call(bus, "NameHasOwner", "s", ("org.freedesktop.secrets",))
    return bool(connection.send_and_get_reply(asked).body[0])  # type: ignore[attr-defined]  # neither has a type


def _is_open(connection: object) -> bool:
    import secretstorage

    try:
        return not secretstorage.get_default_collection(connection).is_locked()
    except secretstorage.exceptions.SecretStorageException:
        return False


def _stop(daemon: subprocess.Popen[bytes]) -> None:
    daemon.terminate()
    daemon.wait()


def _fault(folder: Path) -> str:
    return _of(lambda: remembering.unlock(folder, ""))


def _of(act: object) -> str:
    try:
        act()  # type: ignore[operator]  # a call without arguments
    except UserError as fault:
        return fault.code
    return "none"


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]))))
