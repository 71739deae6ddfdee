"""Accounts: who may do and see what, whose passphrase opens, and what stands in the journal about it."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.offices import PASSPHRASE
from tests.samples import id_number
from union_desk import journal, lifecycle, office, records, registers, search, settings, undo, verification
from union_desk.access import Actor
from union_desk.database import Database
from union_desk.errors import InvalidRecordError, NotAllowedError
from union_desk.exchange import exporting
from union_desk.safety import accounts, ageing, backups, keys, restoring, roles, scope, separation
from union_desk.schema import codes
from union_desk.search import Query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy.orm import Session

MEMBERS, BRANCHES = registers.get("members"), registers.get("branches")
FIRST, OWN = "a first passphrase", "a passphrase of my own"
SETUP = Actor("setup")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an office with two groups, a member in each and in one below, and somebody in charge."""
    db = office.create_office(tmp_path_factory.mktemp("accounts") / "o", PASSPHRASE, "某某工会")
    accounts.begin(db, SETUP, "王主席")
    with db.write(SETUP, "Laid the ground") as s:
        groups = [records.save(s, BRANCHES, {"name": f"第{n}小组"}).id for n in (1, 2)]
        below = records.save(s, BRANCHES, {"name": "第1小组甲班", "parent_id": groups[0]}).id
        for number, branch in enumerate((groups[0], groups[1], below), 1):
            lifecycle.create(s, MEMBERS, {"name": f"张三{'甲乙丙'[number - 1]}", "id_type": "01",
                                          "id_number": id_number(number), "branch_id": branch})
    db.close()
    return db.folder


@pytest.fixture
def office_db(template: Path, tmp_path: Path) -> Iterator[Database]:
    db = Database.open(shutil.copytree(template, tmp_path / "o"), PASSPHRASE, keys.OWNER)
    yield db
    db.close()


def signed_in(db: Database, name: str, role: str, groups: tuple[str, ...] = ()) -> tuple[Database, Actor]:
    """Add an account, change its first passphrase and sign in with its own."""
    made = accounts.add(db, accounts.enter(db, ""), name, role, FIRST, groups)
    opened = Database.open(db.folder, FIRST, made.id)
    with pytest.raises(ageing.MustChangeError):
        accounts.enter(opened, "")
    accounts.change_passphrase(opened, accounts.enter(opened, "", changing=True), FIRST, OWN + name)
    return opened, accounts.enter(opened, "")


def branch(db: Database, name: str) -> str:
    with db.read(whole=True) as s:
        return str(records.page(s, BRANCHES, Query(filters=(search.Filter("name", "is", (name,)),)))[0]["id"])


def member(db: Database, name: str) -> str:
    with db.read(whole=True) as s:
        return str(records.page(s, MEMBERS, Query(filters=(search.Filter("name", "is", (name,)),)))[0]["id"])


# ---- passphrases


def test_each_passphrase_opens_for_its_own_account_alone(office_db: Database) -> None:
    opened, actor = signed_in(office_db, "李经办", "cadre")
    assert actor.name == "李经办"
    assert keys.enter(office_db.folder, PASSPHRASE) == (office_db.key, keys.OWNER)
    assert keys.enter(office_db.folder, OWN + "李经办")[1] == actor.account
    with pytest.raises(keys.WrongPassphraseError):
        keys.enter(office_db.folder, PASSPHRASE, actor.account)
    opened.close()


def test_a_wrap_moved_to_another_account_opens_nothing(office_db: Database) -> None:
    _opened, actor = signed_in(office_db, "李经办", "cadre")
    path = office_db.folder / keys.KEY_FILE
    document = json.loads(path.read_text())
    mine = next(one for one in document["wraps"] if one["account"] == actor.account)
    mine["account"] = "somebody"
    path.write_text(json.dumps(document))
    with pytest.raises(keys.WrongPassphraseError):
        keys.enter(office_db.folder, OWN + "李经办")


def test_a_key_file_of_the_first_version_opens_and_is_taken_over(tmp_path: Path) -> None:
    db = office.create_office(tmp_path / "o", PASSPHRASE, "某某工会")
    first_version(db.folder, db.key)
    assert keys.unwrap(db.folder, PASSPHRASE) == db.key
    accounts.begin(db, SETUP, "王主席")
    assert keys.enter(db.folder, PASSPHRASE) == (db.key, keys.OWNER)
    accounts.change_passphrase(db, accounts.enter(db, ""), PASSPHRASE, OWN)
    assert keys.enter(db.folder, OWN, keys.OWNER) == (db.key, keys.OWNER)
    with pytest.raises(keys.WrongPassphraseError):
        keys.enter(db.folder, PASSPHRASE)
    assert [(one.version, one.name) for one in keys.wraps(db.folder)] == [(2, "王主席")]
    db.close()


def first_version(folder: Path, key: keys.DataKey) -> None:
    """Write the key file as the program did before there were accounts."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = b"s" * 16, b"n" * 12
    wrapped = AESGCM(keys.stretch(PASSPHRASE, salt, (1, 64, 1))).encrypt(nonce, key.raw, b"union-desk data key 1")
    (folder / keys.KEY_FILE).write_text(json.dumps({
        "version": 1, "kdf": "argon2id", "cost": {"time": 1, "memory": 64, "lanes": 1}, "salt": keys._b64(salt),
        "nonce": keys._b64(nonce), "wrapped": keys._b64(wrapped)}))


def test_the_new_passphrase_is_another_one(office_db: Database) -> None:
    with pytest.raises(accounts.SamePassphraseError):
        accounts.change_passphrase(office_db, accounts.enter(office_db, ""), PASSPHRASE, PASSPHRASE)


def test_a_closed_account_opens_nothing_and_its_work_stays_under_its_name(office_db: Database) -> None:
    opened, actor = signed_in(office_db, "李经办", "cadre")
    with opened.write(actor, "Named") as s:
        records.save(s, MEMBERS, {"mobile": "13800000000"}, member(opened, "张三甲"))
    accounts.close(office_db, accounts.enter(office_db, ""), actor.account)
    with pytest.raises(keys.WrongPassphraseError):
        keys.enter(office_db.folder, OWN + "李经办")
    with pytest.raises(accounts.UnknownAccountError):  # and one who kept the key, or an old key file
        accounts.enter(Database.open_with(office_db.folder, office_db.key, actor.account), "")
    with office_db.read() as s:
        assert records.history(s, MEMBERS, member(office_db, "张三甲"))[0].actor == "李经办"


def test_an_administrator_sets_a_first_passphrase_without_knowing_another(office_db: Database) -> None:
    _opened, actor = signed_in(office_db, "李经办", "cadre")
    accounts.reset(office_db, accounts.enter(office_db, ""), actor.account, "one more first one")
    again = Database.open(office_db.folder, "one more first one", actor.account)
    with pytest.raises(ageing.MustChangeError):
        accounts.enter(again, "")
    assert keys.enter(office_db.folder, PASSPHRASE)[1] == keys.OWNER


def test_what_is_done_to_accounts_and_who_signed_in_is_journaled(office_db: Database) -> None:
    _opened, actor = signed_in(office_db, "李经办", "cadre")
    with office_db.read() as s:
        told = [journal.sentence(row.what, row.params) for row in s.query(journal.GestureRow)]
        assert [one.name for one in accounts.sign_ins(s)] == ["李经办", "王主席"]
    assert any("李经办" in line and roles.label("cadre") in line for line in told)
    assert verification.verify(office_db).gestures
    assert actor.account


def test_a_backup_carries_the_accounts_and_opens_with_each_passphrase(office_db: Database) -> None:
    signed_in(office_db, "李经办", "cadre")
    made = backups.make(office_db)
    assert restoring.unlock(made.path, OWN + "李经办") == office_db.key
    assert restoring.unlock(made.path, PASSPHRASE) == office_db.key


# ---- roles


def test_every_role_is_listed_and_its_grants_name_books_there_are() -> None:
    named = {register.name for register in registers.ALL} | {"accounts", "journal", "backups", "shares", "settings"}
    assert set(roles.found()) == {entry.code for entry in codes.get(roles.LIST)}
    for role in roles.found().values():
        books = {pattern.partition(".")[0] for pattern in role.rights | role.denied} - {"*"}
        assert books <= named, role.code
        assert role.own <= named


@pytest.mark.parametrize(("role", "may", "may_not"), [
    ("chair", ("welfare_events.approve", "hardship_files.view", "members.export_unmasked"), ("accounts.add",)),
    ("cadre", ("members.edit", "dues.edit", "members.export"),
     ("hardship_files.view", "welfare_events.approve", "welfare_events.pay", "ledger_entries.edit", "accounts.view")),
    ("treasurer", ("ledger_entries.edit", "dues.export"), ("members.edit", "welfare_events.pay", "appeals.view")),
    ("cashier", ("welfare_events.pay", "ledger_entries.view"), ("welfare_events.approve", "ledger_entries.edit")),
    ("fund_auditor", ("ledger_entries.view", "ledger_entries.export"), ("ledger_entries.edit", "members.view")),
    ("women", ("activities.edit", "appeals.edit"), ("ledger_entries.view", "hardship_files.view")),
    ("helper", ("hardship_files.view", "hardship_files.unmask"), ("ledger_entries.view", "help_events.approve")),
    ("group_leader", ("members.view", "members.edit"), ("members.unmask", "members.export", "members.print")),
    ("system_admin", ("accounts.add", "backups.make"), ("members.view", "accounts.role", "journal.view")),
    ("security_admin", ("accounts.role", "accounts.reset"), ("members.view", "accounts.add", "journal.view")),
    ("audit_admin", ("journal.view", "accounts.view"), ("members.view", "accounts.add", "accounts.role")),
])
def test_a_role_includes_what_the_reference_says(role: str, may: tuple[str, ...], may_not: tuple[str, ...]) -> None:
    actor = accounts.Account("1", "某某", role).actor()
    assert [verb for verb in may if not actor.can(verb)] == []
    assert [verb for verb in may_not if actor.can(verb)] == []


def test_writing_is_refused_in_the_core(office_db: Database, tmp_path: Path) -> None:
    auditor = accounts.Account("9", "陈经审", "fund_auditor").actor()
    who = member(office_db, "张三甲")
    works: list[Callable[[Session], object]] = [
        lambda s: records.save(s, MEMBERS, {"mobile": "13800000000"}, who),
        lambda s: records.delete(s, MEMBERS, [who]),
        lambda s: records.insert_many(s, BRANCHES, [{"name": "新"}]),
        lambda s: lifecycle.apply_event(s, MEMBERS, who, {"event": "withdraw"})]
    for work in works:
        with pytest.raises(NotAllowedError), office_db.write(auditor, "Tried") as s:
            work(s)
    with pytest.raises(NotAllowedError):
        exporting.export(office_db, auditor, MEMBERS, tmp_path / "x.xlsx")
    with pytest.raises(NotAllowedError):
        undo.undo(office_db, auditor)


def test_an_event_brings_the_state_that_follows_without_a_right_to_it(office_db: Database) -> None:
    one = Actor("办", rights=frozenset({"membership_events.withdraw"}))
    who = member(office_db, "张三甲")
    with office_db.write(one, "Left") as s:
        step = next(t for t in lifecycle.of(MEMBERS).transitions if t.event == "withdraw")
        lifecycle.apply_event(s, MEMBERS, who, {"event": "withdraw"} | dict.fromkeys(step.needs, "1"))
    with pytest.raises(NotAllowedError), office_db.write(one, "Tried") as s:
        records.save(s, MEMBERS, {"mobile": "13800000000"}, who)


def test_an_administrator_sees_no_business_data(office_db: Database) -> None:
    opened, _actor = signed_in(office_db, "赵系统", "system_admin")
    with opened.read() as s:
        for register in registers.ALL:
            assert records.count(s, register) == 0, register.name
        assert records.numbers(s, MEMBERS) == []
        assert search.find(s, "张三") == []
        assert s.query(journal.ChangeRow).count() == 0
    with opened.read(whole=True) as s:
        assert records.count(s, MEMBERS) == 3
    assert verification.verify(opened).gestures
    opened.close()


def test_the_auditor_sees_the_log_and_no_book(office_db: Database) -> None:
    opened, _actor = signed_in(office_db, "孙审计", "audit_admin")
    with opened.read() as s:
        assert records.count(s, MEMBERS) == 0
        assert s.query(journal.GestureRow).count() > 3
        assert accounts.sign_ins(s)
    opened.close()


# ---- own group


def test_a_group_leader_sees_and_changes_the_own_group_with_those_below(office_db: Database) -> None:
    opened, actor = signed_in(office_db, "周组长", "group_leader", (branch(office_db, "第1小组"),))
    other, mine = member(opened, "张三乙"), member(opened, "张三甲")
    with opened.read() as s:
        assert {row["name"] for row in records.page(s, MEMBERS)} == {"张三甲", "张三丙"}
        assert records.count(s, MEMBERS, Query(text="张三")) == 2
        assert [row["name"] for _register, row in search.find(s, id_number(2)[-4:])] == []
        assert records.by_ids(s, MEMBERS, [other]) == {}
        assert records.history(s, MEMBERS, other) == []
        assert records.history(s, MEMBERS, mine) != []
        assert records.count(s, registers.get("membership_events")) == 2
        assert records.count(s, registers.get("hardship_files")) == 0
    with opened.write(actor, "Changed") as s:
        records.save(s, MEMBERS, {"mobile": "13800000000"}, mine)
    for values, who in (({"mobile": "13800000001"}, other), ({"branch_id": branch(opened, "第2小组")}, mine)):
        with pytest.raises(scope.OtherGroupError), opened.write(actor, "Tried") as s:
            records.save(s, MEMBERS, values, who)
    with pytest.raises(scope.OtherGroupError), opened.write(actor, "Tried") as s:
        records.save(s, MEMBERS, {"name": "新人", "id_type": "01", "id_number": id_number(7),
                                  "branch_id": branch(opened, "第2小组")})
    opened.close()


def test_a_group_leader_needs_a_group(office_db: Database) -> None:
    with pytest.raises(accounts.NeedsGroupsError):
        accounts.add(office_db, accounts.enter(office_db, ""), "周组长", "group_leader", FIRST)


# ---- who is left


def test_somebody_can_always_manage_accounts(office_db: Database) -> None:
    chief = accounts.enter(office_db, "")
    with pytest.raises(accounts.LastAdministratorError):
        accounts.close(office_db, chief, keys.OWNER)
    with pytest.raises(accounts.LastAdministratorError):
        accounts.give(office_db, chief, keys.OWNER, "cadre")
    assert keys.enter(office_db.folder, PASSPHRASE)[1] == keys.OWNER


def test_names_and_roles_are_checked(office_db: Database) -> None:
    chief = accounts.enter(office_db, "")
    with pytest.raises(accounts.AccountNameError):
        accounts.add(office_db, chief, " 王主席 ", "cadre", FIRST)
    with pytest.raises(accounts.UnknownRoleError):
        accounts.add(office_db, chief, "某", "emperor", FIRST)
    with pytest.raises(keys.WeakPassphraseError):
        accounts.add(office_db, chief, "某", "cadre", "short")
    with pytest.raises(NotAllowedError):
        accounts.add(office_db, accounts.Account("9", "经", "cadre").actor(), "某", "cadre", FIRST)


def test_three_administrators_are_three_people_and_nobody_has_everything(office_db: Database) -> None:
    chief = accounts.enter(office_db, "")
    with pytest.raises(accounts.AdministratorsError):
        accounts.separate(office_db, chief, wanted=True)
    made = [accounts.add(office_db, chief, name, role, FIRST)
            for name, role in zip("甲乙丙", roles.ADMINISTRATORS, strict=True)]
    with pytest.raises(accounts.AdministratorsError):  # the one in charge has all three
        accounts.separate(office_db, chief, wanted=True)
    accounts.give(office_db, chief, keys.OWNER, "chair")
    security = made[1].actor()
    accounts.separate(office_db, security, wanted=True)
    with office_db.read() as s:
        assert settings.get(s, accounts.SEPARATE)
    with pytest.raises((accounts.AdministratorsError, accounts.LastAdministratorError)):
        accounts.give(office_db, security, made[2].id, "cadre")
    with pytest.raises(accounts.AdministratorsError):
        accounts.add(office_db, made[0].actor(), "丁", "owner", FIRST)


# ---- three hands


def test_the_exclusions_name_steps_there_are() -> None:
    lives = {register.lifecycle.events: register.lifecycle for register in registers.ALL if register.lifecycle}
    for events, rules in separation.exclusions().items():
        steps = {transition.event for transition in lives[events].transitions}
        for rule in rules:
            assert {rule.step, *rule.others} <= steps | {"record"}, events
            assert rule.basis


def test_who_enters_a_claim_neither_approves_nor_pays_it_whatever_names_are_typed(office_db: Database) -> None:
    claims, everything = registers.get("welfare_claims"), frozenset({"*"})
    enters, approves, pays = (Actor(name, rights=everything, account=name) for name in ("甲", "乙", "丙"))
    with office_db.write(enters, "Entered") as s:
        made = lifecycle.create(s, claims, {"member_id": member(office_db, "张三甲"), "event": "01", "amount": 10_000,
                                            "happened_on": "2026-01-05", "handler": "甲某"}).id

    def step(actor: Actor, event: str, **more: str) -> None:
        with office_db.write(actor, "Stepped") as s:
            lifecycle.apply_event(s, claims, made, {"event": event, "happened_on": "2026-01-06"} | more)

    with pytest.raises(separation.SamePersonError):
        step(enters, "approve", decided_by="乙某", note="已复核")
    step(approves, "approve", decided_by="乙某", note="已复核")
    for same in (enters, approves):
        with pytest.raises(separation.SamePersonError):
            step(same, "pay", cashier="丙某", signed_by="张三甲")
    step(pays, "pay", cashier="丙某", signed_by="张三甲")


def test_what_was_approved_is_not_changed_behind_the_approvers_back(office_db: Database) -> None:
    claims, everything = registers.get("welfare_claims"), frozenset({"*"})
    enters, approves = (Actor(name, rights=everything, account=name) for name in ("甲", "乙"))
    with office_db.write(enters, "Entered") as s:
        made = lifecycle.create(s, claims, {"member_id": member(office_db, "张三甲"), "event": "01", "amount": 10_000,
                                            "happened_on": "2026-01-05", "handler": "甲某"}).id
    with office_db.write(approves, "Approved") as s:
        lifecycle.apply_event(s, claims, made, {"event": "approve", "happened_on": "2026-01-06", "decided_by": "乙某",
                                                "note": "已复核"})
    for actor in (enters, approves):
        for change in ({"amount": 999_900}, {"handler": "丁"}):
            with pytest.raises(InvalidRecordError), office_db.write(actor, "Changed") as s:
                records.save(s, claims, change, made)
    with office_db.read() as s:
        assert records.get(s, claims, made)["amount"] == 10_000
