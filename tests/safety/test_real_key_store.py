"""A sign-in remembered in a real key ring (GNOME's, without a screen), and what is said when it does not open."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import keyring
import pytest
from keyring.backends import fail
from keyring.errors import KeyringLocked, PasswordSetError

from tests.offices import ACTOR, PASSPHRASE
from tests.safety.test_remembering import InMemory
from union_desk.safety import remembering

if TYPE_CHECKING:
    from collections.abc import Iterator

    from union_desk.database import Database

NEEDED = ("gnome-keyring-daemon", "dbus-run-session")


@pytest.mark.skipif(not all(map(shutil.which, NEEDED)), reason="no gnome-keyring and dbus-run-session here")
def test_a_real_key_ring_opens_the_office_and_says_when_it_is_locked(office: Database) -> None:
    office.close()
    with tempfile.TemporaryDirectory() as place:  # the names of sockets in it must be short
        home = {"HOME": place, "XDG_RUNTIME_DIR": place, "XDG_DATA_HOME": place, "XDG_CACHE_HOME": place}
        unseen = {"DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "GNOME_KEYRING_CONTROL",
                  "PYTHON_KEYRING_BACKEND"}
        environment = {name: value for name, value in os.environ.items() if name not in unseen} | home
        Path(place).chmod(0o700)
        done = subprocess.run(
            ["dbus-run-session", "--", sys.executable, "-m", "tests.safety.key_store_session", str(office.folder)],
            env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "open": "True", "locked": "key_store_locked", "remembering while locked": "key_store_locked",
        "open again": "True", "forgotten": "not_remembered"}


class Faulty(InMemory):
    """A key store that answers with a fault of its own, or not at all."""

    fault: Exception | None = None

    def __init__(self) -> None:
        """Begin silent."""
        super().__init__()
        self.answered = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        """Fail, or wait until the test is over."""
        if self.fault is not None:
            raise self.fault
        self.answered.wait()
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        """Fail as well."""
        self.get_password(service, username)


@pytest.fixture
def store(office: Database) -> Iterator[Faulty]:
    """Remember the sign-in in a store that then becomes faulty."""
    before, sound = keyring.get_keyring(), InMemory()
    keyring.set_keyring(sound)
    remembering.allow(office, ACTOR, wanted=True)
    remembering.remember(office, ACTOR, PASSPHRASE)
    faulty = Faulty()
    keyring.set_keyring(faulty)
    yield faulty
    faulty.answered.set()
    keyring.set_keyring(before)


class PromptDismissedException(Exception):  # noqa: N818  the name that the library of the Secret Service gives it
    """What the Secret Service's library raises when somebody closes its window."""


@pytest.mark.parametrize(("fault", "code"), [
    (KeyringLocked(), "key_store_locked"), (PromptDismissedException(), "key_store_refused"),
    (PasswordSetError(), "key_store_refused"), (OSError(), "no_key_store")])
def test_each_fault_of_a_store_has_its_sentence_and_the_passphrase_stays_a_way(
    office: Database, store: Faulty, fault: Exception, code: str
) -> None:
    store.fault = fault
    for act in (lambda: remembering.unlock(office.folder, ""), lambda: remembering.remember(office, ACTOR, PASSPHRASE)):
        with pytest.raises(remembering.NoKeyStoreError) as told:
            act()
        assert told.value.code == code
        assert "口令" in str(told.value)
    remembering.forget(office, ACTOR)
    assert not remembering.offers(office.folder, "")


def test_a_store_that_never_answers_does_not_keep_anybody(
    office: Database, store: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembering, "PATIENCE", 0.01)
    with pytest.raises(remembering.KeyStoreSilentError):
        remembering.unlock(office.folder, "")


def test_without_a_store_it_is_said_and_nothing_is_written(office: Database, store: Faulty) -> None:
    keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]  # keyring has no types there
    with pytest.raises(remembering.NoKeyStoreError) as told:
        remembering.unlock(office.folder, "")
    assert told.value.code == "no_key_store"
