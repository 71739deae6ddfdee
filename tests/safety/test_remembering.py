"""A sign-in that the system's key store remembers: a key of its own, taken back by whatever changes the passphrase."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null

from tests.offices import ACTOR, PASSPHRASE
from union_desk import office as offices
from union_desk import registers
from union_desk.access import Actor
from union_desk.database import Database
from union_desk.errors import NotAllowedError, NotConfirmedError
from union_desk.safety import accounts, gate, keys, remembering
from union_desk.safety.gate import Release

if TYPE_CHECKING:
    from collections.abc import Iterator

    from union_desk.safety.keys import DataKey

NEW = "another passphrase"


class InMemory(KeyringBackend):
    """A key store that forgets everything with the test."""

    priority = 5

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()  # type: ignore[no-untyped-call]  # keyring has no types there
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """Return what was kept."""
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep."""
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forget."""
        del self.kept[service, username]


@pytest.fixture
def store() -> Iterator[InMemory]:
    before, made = keyring.get_keyring(), InMemory()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.fixture
def remembered(office: Database, store: InMemory) -> Database:
    remembering.allow(office, ACTOR, wanted=True)
    remembering.remember(office, ACTOR, PASSPHRASE)
    return office


def opened(db: Database) -> DataKey:
    return remembering.unlock(db.folder, "")[0]


def test_the_key_store_opens_the_office_and_holds_neither_passphrase_nor_data_key(
        remembered: Database, store: InMemory) -> None:
    assert opened(remembered) == remembered.key
    assert remembering.offers(remembered.folder, "")
    held = json.dumps([*store.kept.values(), *map(list, store.kept)])
    assert PASSPHRASE not in held
    assert remembered.key.raw.hex() not in held
    assert len(store.kept) == 1
    assert keys.enter(remembered.folder, PASSPHRASE)[0] == remembered.key


def test_it_is_off_at_first_needs_the_right_and_a_key_store(office: Database, store: InMemory) -> None:
    with pytest.raises(remembering.RememberingForbiddenError):
        remembering.remember(office, ACTOR, PASSPHRASE)
    with pytest.raises(NotAllowedError):
        remembering.allow(office, Actor("客", rights=frozenset({"members.*"})), wanted=True)
    remembering.allow(office, ACTOR, wanted=True)
    with pytest.raises(keys.WrongPassphraseError):
        remembering.remember(office, ACTOR, "a wrong one")
    assert store.kept == {}
    for backend in (fail.Keyring, null.Keyring):
        keyring.set_keyring(backend())
        assert not remembering.is_available()
        with pytest.raises(remembering.NoKeyStoreError):
            remembering.remember(office, ACTOR, PASSPHRASE)
    assert not remembering.offers(office.folder, "")


def test_a_new_passphrase_a_click_and_the_office_take_it_back(remembered: Database, store: InMemory) -> None:
    accounts.change_passphrase(remembered, ACTOR, PASSPHRASE, NEW)
    with pytest.raises(remembering.NotRememberedError):
        opened(remembered)
    remembering.remember(remembered, ACTOR, NEW)
    assert opened(remembered) == remembered.key
    remembering.forget(remembered, ACTOR)
    with pytest.raises(remembering.NotRememberedError):
        opened(remembered)
    remembering.remember(remembered, ACTOR, NEW)
    remembering.allow(remembered, ACTOR, wanted=False)
    assert keys.slots(remembered.folder) == []
    offices.set_passphrase(remembered.folder, remembered.key, PASSPHRASE)
    assert keys.enter(remembered.folder, PASSPHRASE)[0] == remembered.key


def test_a_slot_opens_for_its_own_account_alone_and_goes_with_it(remembered: Database, store: InMemory) -> None:
    accounts.begin(remembered, ACTOR, "王主席")
    other = accounts.add(remembered, ACTOR, "李经办", "cadre", "a first passphrase")
    with pytest.raises(remembering.NotRememberedError):
        remembering.unlock(remembered.folder, other.id)
    [slot] = keys.slots(remembered.folder)
    keys.put_slots(remembered.folder, [slot | {"account": other.id}])
    with pytest.raises(remembering.NotRememberedError):
        remembering.unlock(remembered.folder, other.id)
    accounts.close(remembered, ACTOR, other.id)
    assert keys.slots(remembered.folder) == []


def test_an_altered_or_missing_key_opens_nothing(remembered: Database, store: InMemory) -> None:
    [place] = store.kept
    store.kept[place] = "A" * 43 + "="
    with pytest.raises(remembering.NotRememberedError):
        opened(remembered)
    store.kept.clear()
    with pytest.raises(remembering.NotRememberedError):
        opened(remembered)


def test_what_is_dangerous_asks_for_the_passphrase_once(remembered: Database) -> None:
    db = Database.open_with(remembered.folder, *remembering.unlock(remembered.folder, ""))
    db.remembered = True
    actor = accounts.enter(db, "王干事")
    wanted = Release(gate.EXPORT, "members", 1, unmasked=True, reason="核对")
    gate.check(actor, Release(gate.EXPORT, "members", 1))
    for dangerous in (lambda: gate.check(actor, wanted), lambda: accounts.begin(db, actor, "王主席"),
                      lambda: remembering.allow(db, actor, wanted=False)):
        with pytest.raises(NotConfirmedError):
            dangerous()
    with pytest.raises(keys.WrongPassphraseError):
        accounts.confirm(db, actor, "a wrong one")
    actor = accounts.confirm(db, actor, PASSPHRASE)
    gate.check(actor, wanted)
    accounts.begin(db, actor, "王主席")
    assert registers.get("members").sensitive
    db.close()


def test_the_key_store_is_looked_for_beforehand_only_where_a_sign_in_waits_in_it(
        office: Database, store: InMemory, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []

    def look() -> bool:
        looked.append(1)
        return True

    monkeypatch.setattr(remembering, "is_available", look)
    remembering.wake(office.folder)
    remembering.wake(office.folder / "none")
    assert not looked
    remembering.allow(office, ACTOR, wanted=True)
    remembering.remember(office, ACTOR, PASSPHRASE)
    looked.clear()
    remembering.wake(office.folder)
    assert looked == [1]
    assert len(store.kept) == 1
