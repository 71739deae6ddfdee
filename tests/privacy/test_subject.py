"""What is kept about a person is found in every book, with its purpose, its readers and what the superior has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from tests.offices import ACTOR
from tests.samples import member
from union_desk import checking, lifecycle, records, registers
from union_desk.affairs import privacy
from union_desk.privacy import subject, telling
from union_desk.privacy.treating import treat
from union_desk.registers import ALL, MEMBERS, get
from union_desk.safety import gate
from union_desk.schema import codes, norms
from union_desk.schema import privacy as data
from union_desk.schema.kinds import Ref
from union_desk.synctables import FRAMES, LOGS, RECORDS, STATE
from union_desk.words import speaking

if TYPE_CHECKING:
    from union_desk.database import Database


HEALTHY = next(iter(codes.get("health_status"))).code


def enter(office: Database, **values: object) -> str:
    """Enter a member with a relative; returns the id."""
    with office.write(ACTOR, "Added") as s:
        person = lifecycle.create(s, MEMBERS, member(1, **values)).id
        records.save(s, get("family_members"), {"member_id": person, "relation": "10", "name": "王小明"})
    return person


# ---- the data


def test_every_book_about_persons_says_why_it_keeps_what_it_keeps() -> None:
    direct = {r.name for r in ALL if any(isinstance(f.kind, Ref) and f.kind.register == "members"
                                         for f in r.fields.values())} | {"members"}
    below = {r.name for r in ALL if r.parent and isinstance(kind := r.fields[r.parent].kind, Ref)
             and kind.register in direct}
    assert direct | below <= set(data.books()), "a book that refers to members belongs into books.csv"
    private = {r.name for r in ALL if r.sensitive} - {"kept_versions", "kept_inner_versions", "unions", "employers"}
    assert private <= set(data.books()), "a book with private fields belongs into books.csv"
    assert set(data.books()) == set(data.purposes())


def test_the_data_name_books_fields_and_rules_that_are_there() -> None:
    for name, several in data.purposes().items():
        register = registers.get(name)
        named = [field for one in several for field in one.fields if field != data.REST]
        assert set(named) <= set(register.fields), name
        assert len(named) == len(set(named)), name
        assert {one.left for one in several} <= {data.BLANK, data.KEEP, data.MONTH}
        assert all(one.basis and one.zh and one.en for one in several), name
        covered = set(named) | (set(register.fields) if any(data.REST in one.fields for one in several) else set())
        assert covered == set(register.fields), name
    roots = {rule.register for rule in data.retention()}
    assert {book.goes_with for book in data.books().values()} - {""} == roots
    for rule in data.retention():
        register = registers.get(rule.register)
        assert norms.shipped(rule.norm, "2026-01-01").unit == "years"
        assert not rule.since or rule.since in register.fields
        assert not rule.states or register.lifecycle is not None


def test_private_fields_are_never_left_by_an_erasure() -> None:
    for name, book in data.books().items():
        if not book.goes_with:
            continue
        for field in registers.get(name).sensitive:
            purpose = data.purpose_of(name, field)
            assert purpose is not None
            assert purpose.left == data.BLANK or (purpose.left == data.MONTH and field == "born_on"), (name, field)
        assert treat(name, "id", "x") == "x"


# ---- the page


def test_each_book_tells_fields_purpose_and_how_long(office: Database) -> None:
    person = enter(office, health_status=HEALTHY)
    with office.read() as s:
        found = subject.read(s, person)
    kept = {book.register: book for book in found.kept}
    assert set(kept) == {"members", "membership_events", "family_members"}
    health = [group for group in kept["members"].groups if group.sensitive == "health"]
    assert [group.fields for group in health] == [("健康状况",)]
    assert "5 年：会员转出、退会后" in kept["members"].until
    labels = [label for group in kept["members"].groups for label in group.fields]
    assert "证件号码" in labels
    assert len(labels) == len(set(labels))
    assert "银行卡号" not in labels, "what is empty is not kept"
    assert (found.due_on, found.seen, found.sent) == ("", (), ())


def test_who_saw_it_is_read_from_the_gate_and_lists_are_told_apart(office: Database) -> None:
    person, other = enter(office), "01a00000-0000-7000-8000-000000000000"
    passings = [
        gate.Release(gate.UNMASK, "members", 1, ("id_number",), unmasked=True, reason="办卡", records=(person,)),
        gate.Release(gate.PRINT, "members", 1, records=(other,)),
        gate.Release(gate.EXPORT, "members", 812, ("name", "sex"), to="花名册.xlsx"),
        gate.Release(gate.EXPORT, "branches", 3),
    ]
    for release in passings:
        with gate.passing(office, ACTOR, release, "Let go"):
            pass
    with office.read() as s:
        listed, exact = subject.read(s, person).seen
    assert (exact.how, exact.fields, exact.reason, exact.actor) == (subject.EXACT, "证件号码", "办卡", ACTOR.name)
    assert (listed.how, listed.fields, listed.to) == (subject.LISTED, "姓名、性别", "花名册.xlsx")


def test_a_gate_of_very_many_names_none_of_them(office: Database) -> None:
    many = tuple(f"01a00000-0000-7000-8000-{n:012x}" for n in range(gate.MOST_NAMED + 1))
    with gate.passing(office, ACTOR, gate.Release(gate.EXPORT, "members", len(many), records=many), "Let go"):
        pass
    with office.read() as s:
        assert "records" not in gate.passed(s)[0].facts


def test_what_the_superior_received_is_told_with_its_receipt(office: Database) -> None:
    person = enter(office)
    with office.bookkeeping() as s:
        s.execute(sa.insert(STATE).values(name="superior", value='{"name": "区总工会"}'))
        s.execute(sa.insert(LOGS).values(n=1, log="l", unit="u", device="d", share="N", open=True, seq=1, hash="h",
                                         acked=1))
        s.execute(sa.insert(FRAMES).values(log=1, seq=1, hash="h", records=1, counts="{}", size=3, through=3,
                                           sealed_at="2026-01-02T00:00:00Z", received_at="2026-01-03T00:00:00Z"))
        s.execute(sa.insert(RECORDS).values(register="members", record=person, log=1, seq=1, through=3, hash=b"h"))
    with office.read() as s:
        found = subject.read(s, person)
    assert found.superior == "区总工会"
    (sent,) = found.sent
    assert (sent.register, sent.count, sent.received_at) == ("members", 1, "2026-01-03T00:00:00Z")


def test_the_four_parts_are_told_in_both_languages(office: Database) -> None:
    person = enter(office)
    with office.write(ACTOR, "Told") as s:
        records.save(s, get("consents"), {"member_id": person, "kind": "notice", "purpose": "register",
                                          "given_on": "2026-01-05", "form": "paper"})
    for language in ("zh_CN", "en"):
        with speaking(language), office.read() as s:
            parts = telling.parts(subject.read(s, person), str)
            assert len(parts) == 4
            assert len(parts[1][1]) == 1
            assert len(telling.heads()) == len(parts[0][1][0])


def test_on_paper_long_texts_are_said_once_and_lists_are_counted(office: Database) -> None:
    person = enter(office, health_status=HEALTHY)
    for number in range(5):
        release = gate.Release(gate.EXPORT, "members", 8, ("name",), to=f"{number}.xlsx")
        with gate.passing(office, ACTOR, release, "Let go"):
            pass
    with gate.passing(office, ACTOR, gate.Release(gate.PRINT, "members", 1, records=(person,)), "Let go"):
        pass
    with office.read() as s:
        found = subject.read(s, person)
    notes = telling.Notes()
    kept, _told, seen, _sent = (lines for _heading, lines in telling.parts(found, str, notes))
    said = [cell for line in kept for cell in line]
    for note in notes.lines():
        mark, _blank, text = note.partition(" ")
        assert any(cell.endswith(mark) for cell in said), "a note that nothing refers to"
        assert not any(text in cell for cell in said), "said once, and not in each line"
    assert {group.basis for book in found.kept for group in book.groups} <= notes.marks.keys()
    assert [line[2] for line in seen if "次数" in line[2]] == ["次数：5"]
    assert len(seen) == 2
    whole = telling.parts(found, str)
    assert len(whole[2][1]) == 6, "in the window each one stands"


# ---- consents


def problems(office: Database, **values: object) -> set[str]:
    """Return the codes of what is said of a consent."""
    with office.read() as s:
        whole = {name: values.get(name) for name in get("consents").fields}
        return {p.code for p in checking.validate(get("consents"), whole, checking.Here(s))}


def test_a_bundled_consent_for_sensitive_data_is_warned_of(office: Database) -> None:
    person = enter(office)
    asked = {"member_id": person, "given_on": "2026-02-01", "form": "paper"}
    assert problems(office, **asked, kind="consent", purpose="health") == {"separate_needed", "no_notice"}
    assert problems(office, **asked, kind="separate", purpose="minor") == {"separate_needed", "no_notice"}
    assert problems(office, **asked, kind="guardian", purpose="minor") == {"no_guardian", "no_notice"}
    with office.write(ACTOR, "Told") as s:
        records.save(s, get("consents"), asked | {"kind": "notice", "purpose": "register"})
    assert problems(office, **asked, kind="separate", purpose="health") == set()
    assert problems(office, **asked, kind="consent", purpose="other") == set()


def test_the_days_of_a_withdrawal_are_in_order(office: Database) -> None:
    asked = {"member_id": enter(office), "kind": "notice", "purpose": "register", "given_on": "2026-02-01",
             "form": "paper"}
    assert problems(office, **asked, withdrawn_on="2026-03-01") == {"nothing_withdrawn"}
    agreed = asked | {"kind": "separate"}
    assert "before_consent" in problems(office, **agreed, withdrawn_on="2026-01-01")
    assert "not_withdrawn" in problems(office, **agreed, handled_on="2026-03-01")
    assert "future_date" in problems(office, **agreed | {"given_on": "2030-01-01"})


def test_a_withdrawal_waits_on_today_until_it_is_acted_upon(office: Database) -> None:
    person = enter(office)
    agreed = {"member_id": person, "kind": "separate", "purpose": "health", "given_on": "2026-02-01", "form": "paper"}
    with office.write(ACTOR, "Told") as s:
        made = records.save(s, get("consents"), agreed | {"withdrawn_on": "2026-03-01"}).id
    assert _counts(office)["consents_withdrawn"] == 1
    with office.write(ACTOR, "Done") as s:
        records.save(s, get("consents"), {"handled_on": "2026-03-02", "handled": "已停用"}, made)
    assert _counts(office)["consents_withdrawn"] == 0


def test_sensitive_data_without_a_separate_consent_are_told(office: Database) -> None:
    person = enter(office, health_status=HEALTHY)
    assert _counts(office)["no_separate_consent"] == 1
    with office.write(ACTOR, "Told") as s:
        records.save(s, get("consents"), {"member_id": person, "kind": "separate", "purpose": "health",
                                          "given_on": "2026-02-01", "form": "paper"})
    assert _counts(office)["no_separate_consent"] == 0


def _counts(office: Database) -> dict[str, int]:
    with office.read() as s:
        return {duty.code: duty.count for duty in privacy.duties(s, "2026-11-29")}
