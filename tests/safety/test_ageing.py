"""How old a passphrase may grow: for ever at first, then as many days as the office sets, with a warning before."""

from __future__ import annotations

import pytest

from tests.offices import ACTOR, PASSPHRASE
from union_desk import checking, limits, records, registers
from union_desk.access import Actor
from union_desk.database import Database
from union_desk.safety import accounts, ageing, keys
from union_desk.schema.norms import HUNDREDTHS

SET, LAST, OVER = "2027-01-31", "2027-05-01", "2027-05-02"  # 90 days lie between the first two
FRESH = "another passphrase of mine"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the day it is, to be set."""
    days = [SET]
    monkeypatch.setattr(checking, "today", lambda: days[-1])
    return days


def limit(office: Database, days: int) -> None:
    with office.write(ACTOR, "Limited") as s:
        own = {"name": ageing.MOST, "value": days * HUNDREDTHS, "basis": "本单位网络安全制度"}
        records.save(s, registers.get("norms"), own)


def again(office: Database, passphrase: str) -> Database:
    return Database.open(office.folder, passphrase, keys.OWNER)


def test_without_a_limit_a_passphrase_never_ages(office: Database, clock: list[str]) -> None:
    clock.append("2099-12-31")
    with office.read() as s:
        assert ageing.left(s, SET, clock[-1]) is None
        assert accounts.days_left(s, "") is None
    assert accounts.enter(office, "王主席").can("members.edit")


@pytest.mark.parametrize("with_accounts", [False, True])
def test_it_is_warned_of_and_then_must_be_changed(
    office: Database, clock: list[str], *, with_accounts: bool
) -> None:
    limit(office, 90)
    if with_accounts:
        accounts.begin(office, Actor("setup"), "王主席")
    accounts.change_passphrase(office, ACTOR, PASSPHRASE, FRESH)
    with office.read() as s:
        assert accounts.days_left(s, "") is None, "90 days are left: nothing to tell"
    clock.append("2027-04-17")
    with office.read() as s:
        assert accounts.days_left(s, "") == limits.norm(s, ageing.WARNED, SET).value == 14
    clock.append(LAST)
    opened = again(office, FRESH)
    assert accounts.enter(opened, "").can("members.edit")
    opened.close()
    clock.append(OVER)
    opened = again(office, FRESH)
    with pytest.raises(ageing.AgedError, match="90"):
        accounts.enter(opened, "")
    assert opened.actor is None
    actor = accounts.enter(opened, "", changing=True)
    with pytest.raises(accounts.SamePassphraseError):
        accounts.change_passphrase(opened, actor, FRESH, FRESH)
    accounts.change_passphrase(opened, actor, FRESH, PASSPHRASE)
    opened.close()
    opened = again(office, PASSPHRASE)
    assert accounts.enter(opened, "").can("members.edit")
    with opened.read() as s:
        assert ageing.left(s, OVER, OVER) == 90
    opened.close()


def test_an_office_without_accounts_ages_from_its_first_day(office: Database, clock: list[str]) -> None:
    limit(office, 1)
    with office.read() as s:
        began = ageing.of_one_person(s)
    clock.append(f"{int(began[:4]) + 1}{began[4:8]}01")
    opened = Database.open(office.folder, PASSPHRASE)
    with pytest.raises(ageing.AgedError):
        accounts.enter(opened, "")
    opened.close()
