"""Erasing a person: nothing of it is left in the file, all that counts is, and the journal still proves the rest."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.offices import ACTOR
from tests.samples import id_number, member
from union_desk import attachments, journal, lifecycle, records, redaction, undo, verification
from union_desk import settings as remembered
from union_desk.affairs import privacy
from union_desk.database import FILE, Database
from union_desk.privacy import due, erasing, leftovers, sweeping
from union_desk.privacy.reach import reach
from union_desk.privacy.treating import treat
from union_desk.registers import ALL, MEMBERS, get
from union_desk.registers.privacy import ERASURES
from union_desk.safety.separation import SamePersonError
from union_desk.schema.privacy import MARK
from union_desk.search import Query, find
from union_desk.statistics import crosstab, dimensions
from union_desk.statistics.scope import Scope
from union_desk.synctables import FRAMES, LOGS, RECORDS, REMARKS, RIVALS, STATE

DAY = "2026-11-29"
SIZE, TAIL = 16384, 80  # a page of the database, and what the cipher keeps at its end
MARKS = ("欧阳寻踪", "13977770001", "13977770002", "寻踪路77号", "寻踪的亲人", "13977770003", "慢性寻踪病", "寻踪证明",
         id_number(77))


def plant(office: Database, *, left: str = "2015-01-01") -> str:
    """Enter a person with marked values in many places, some of them changed later, who then left; returns the id."""
    with office.write(ACTOR, "Added {title}", title=MARKS[0]) as s:
        person = lifecycle.create(s, MEMBERS, member(77, name=MARKS[0], mobile=MARKS[1], home_address=MARKS[3],
                                                     remark=MARKS[6], hobbies="钓鱼", join_union_date="2010-05-01")).id
        lifecycle.create(s, MEMBERS, member(1))
        records.save(s, get("family_members"), {
            "member_id": person, "relation": "10", "name": MARKS[4], "phone": MARKS[5]})
    with office.write(ACTOR, "Changed {title}", title=MARKS[0]) as s:
        records.save(s, MEMBERS, {"mobile": MARKS[2]}, person)
        file = attachments.judge(s, f"{MARKS[7]}.txt", f"病历：{MARKS[6]}".encode())
        attachments.attach(office, s, MEMBERS, person, file, {})
        remembered.put(s, f"draft/members/{person}", {"values": {"name": MARKS[0]}})
        remembered.put(s, "last_import", {"file": f"{MARKS[0]}.xlsx", "refused": 1})
    with office.write(ACTOR, "Left") as s:
        lifecycle.apply_event(s, MEMBERS, person, {"event": "withdraw", "happened_on": left, "note": MARKS[3]})
    return person


def propose(office: Database, person: str, **facts: Any) -> str:
    """Propose to erase somebody."""
    with office.write(ACTOR, "Proposed") as s:
        return privacy.propose(s, MEMBERS, person, day=DAY, **facts)


def erase(office: Database, person: str) -> dict[str, Any]:
    """Propose and confirm."""
    return privacy.decide(office, ACTOR, propose(office, person), {"event": "erase"})


def plain_pages(office: Database) -> bytes:
    """Return every page of the database file as it is without its cipher (SQLCipher 4: AES-256-CBC, raw key)."""
    raw, log = (office.folder / FILE).read_bytes(), office.folder / f"{FILE}-wal"
    whole = [raw[start : start + SIZE] for start in range(0, len(raw), SIZE)]
    first = [True, *(False for _page in whole[1:])]
    changed = log.read_bytes()[32:] if log.exists() else b""
    for start in range(0, len(changed), SIZE + 24):  # each page of the log has a head with its number
        whole.append(changed[start + 24 : start + 24 + SIZE])
        first.append(int.from_bytes(changed[start : start + 4], "big") == 1)
    pages = []
    for page, is_first in zip(whole, first, strict=True):
        how = Cipher(algorithms.AES(office.key.raw), modes.CBC(page[-TAIL:][:16])).decryptor()
        pages.append(how.update(page[16 if is_first else 0 : -TAIL]) + how.finalize())
    return b"".join(pages)


def every_value(office: Database) -> str:
    """Return the text of every value of every table, journal unpacked."""
    told: list[str] = []
    with office.read(whole=True) as s:
        tables = s.execute(sa.text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        for table in tables:
            for row in s.execute(sa.text(f'SELECT * FROM "{table}"')):
                told += [value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value) for value in row]
    return "\n".join(told)


def test_nothing_of_the_person_is_left_in_the_file(office: Database) -> None:
    person = plant(office)
    before, told = plain_pages(office), every_value(office)
    assert [mark for mark in MARKS if mark.encode() not in before] == []
    assert [mark for mark in MARKS if mark not in told] == []
    erase(office, person)
    pages, values = plain_pages(office), every_value(office)
    assert "※".encode() in pages, "the file was read with the right key"
    assert [mark for mark in MARKS if mark.encode() in pages] == []
    assert [mark for mark in MARKS if mark in values] == []


def test_the_word_index_knows_none_of_the_names(office: Database) -> None:
    person = plant(office)
    with office.read() as s:
        assert [row["id"] for _r, row in find(s, MARKS[0])] == [person]
    erase(office, person)
    with office.bookkeeping() as s:
        for mark in (*MARKS, "ouyang", "13977770002"[-4:]):
            assert find(s, mark) == []
        s.execute(sa.text("CREATE VIRTUAL TABLE temp.words USING fts5vocab('main', 'search_members', 'row')"))
        words = s.execute(sa.text("SELECT term FROM temp.words")).scalars().all()
        assert words
        assert [word for word in words if "寻踪" in word or "7777" in word] == []


def test_the_office_verifies_before_and_after_and_the_journal_tells_of_it(office: Database) -> None:
    person = plant(office)
    before = verification.verify(office)
    done = erase(office, person)
    after = verification.verify(office)
    assert after.gestures == before.gestures + 2  # proposed, erased
    assert dict(after.records) == {**before.records, "erasures": 1, "erasure_events": 2}
    assert (done["state"], done["rows_erased"]) == ("erased", 5)
    with office.read() as s:
        entries = records.history(s, MEMBERS, person)
        assert [entry.verb for entry in entries].count(journal.CREATE) == 1
        assert {entry.actor for entry in entries} == {ACTOR.name}, "who did what and when stays"


def test_what_counts_stays(office: Database) -> None:
    person = plant(office)
    with office.read() as s:
        before = records.get(s, MEMBERS, person)
    erase(office, person)
    with office.read() as s:
        row = records.get(s, MEMBERS, person)
    for name in ("sex", "ethnicity", "education", "political_status", "membership_state", "membership_change_date",
                 "join_union_date", "branch_id", "deleted"):
        assert row[name] == before[name], name
    assert row["birth_date"] == "1990-03-01", "the month is enough for every age on the last of a month"
    assert (row["name"], row["id_number"], row["mobile"], row["home_address"]) == (MARK, None, None, None)
    with office.read() as s:
        family = s.execute(sa.select(get("family_members").table)).mappings().one()
    assert (family["deleted"], family["name"], family["phone"]) == (True, MARK, None)


def test_figures_of_a_past_day_are_as_they_were(office: Database) -> None:
    person, asked = plant(office), Scope("2014-12-31")
    wanted = [dimensions.get(name) for name in ("sex", "age", "education_group")]
    with office.read() as s:
        before = crosstab.crosstab(s, wanted, asked).cells
    assert sum(before.values()) == 1
    erase(office, person)
    with office.read() as s:
        assert crosstab.crosstab(s, wanted, asked).cells == before


def test_undo_cannot_bring_it_back(office: Database) -> None:
    person = plant(office)
    erase(office, person)
    with office.read() as s:
        texts = {one.text for one in undo.recent(s)}
    assert not [text for text in texts if "Added" in text or "Changed" in text or "Left" in text or "Erased" in text]
    with pytest.raises(undo.NothingToUndoError):
        undo.undo(office, ACTOR, 1)
    with office.write(ACTOR, "x") as s, pytest.raises(redaction.ErasedError):
        book = get("family_members")
        records.restore(s, book, list(s.execute(sa.select(book.table.c.id)).scalars()))
    with office.write(ACTOR, "x") as s, pytest.raises(redaction.ErasedError):
        records.save(s, MEMBERS, {"name": MARKS[0]}, person)


def test_a_redaction_that_nobody_made_in_the_program_is_found(office: Database) -> None:
    person = plant(office)
    erase(office, person)
    forged = [
        "UPDATE journal_change SET fields = x'80' WHERE n = 1",
        "UPDATE journal_redaction SET now = x'00' WHERE n = 1",
        "DELETE FROM journal_redaction WHERE n = 1",
        ("INSERT INTO journal_redaction (change, gesture, leaf, now, by) SELECT change, gesture, leaf, now, 1 "
         "FROM journal_redaction WHERE n = 1"),
    ]
    with office.read() as s:
        assert journal.verify(s) == 5
    for statement in forged:
        with office.bookkeeping() as s:
            for table in journal.TABLES:
                for verb in ("update", "delete"):
                    s.execute(sa.text(f"DROP TRIGGER guard_{table}_{verb}"))
            s.execute(sa.text(statement))
            with pytest.raises(journal.BrokenChainError):
                journal.verify(s)
            s.rollback()


def test_the_leaf_that_stays_cannot_be_guessed(office: Database) -> None:
    person = plant(office)
    with office.read() as s:
        rows = s.execute(sa.text("SELECT n, register, record, verb, fields FROM journal_change")).all()
    erase(office, person)
    with office.read() as s:
        kept = {bytes(row.leaf) for row in s.execute(sa.select(journal.RedactionRow.__table__)) if row.change}
        salts = s.execute(sa.text("SELECT count(*) FROM journal_change WHERE salt IS NULL")).scalar_one()
    assert len(kept) == salts > 0
    guessed = {journal.change_leaf(r.register, r.record, r.verb, r.fields, b"") for r in rows}
    assert not kept & guessed, "who knows the values still cannot tell that it was them"


def test_a_second_erasure_of_the_same_entries_still_verifies(office: Database) -> None:
    person = plant(office)
    erase(office, person)
    with office.write(ACTOR, "Once more") as s:
        erasing.carry_out(s, {"members": [person]})
    verification.verify(office)


def test_the_attachments_content_goes_unless_another_record_has_the_same(office: Database) -> None:
    person = plant(office)
    with office.write(ACTOR, "Attached") as s:
        other = s.execute(sa.select(MEMBERS.table.c.id).where(MEMBERS.table.c.id != person)).scalar_one()
        same = attachments.judge(s, "同.txt", b"the same paper")
        shared = [attachments.attach(office, s, MEMBERS, one, same, {}) for one in (person, other)]
        names = {row["content"] for row in attachments.of(s, MEMBERS, person)}
        kept = records.get(s, get("attachments"), shared[1])["content"]
    erase(office, person)
    there = {name for name in names if attachments.in_store(office).holds(name)}
    assert there == {kept}


# ---- what forbids it


def test_only_what_ended_long_enough_ago_is_proposed(office: Database) -> None:
    person = plant(office, left="2024-01-01")
    with office.read() as s:
        other = s.execute(sa.select(MEMBERS.table.c.id).where(MEMBERS.table.c.id != person)).scalar_one()
        assert due.count(s, DAY) == 0
        assert due.count(s, "2029-01-01") == 1
        assert [one.id for one in due.listed(s, "2029-01-01")] == [person]
    with pytest.raises(due.NotDueError, match="2029-01-01"):
        propose(office, person)
    with pytest.raises(due.NotRipeError):
        propose(office, other)
    assert propose(office, person, ground="request")
    with pytest.raises(privacy.AlreadyProposedError):
        propose(office, person, ground="request")
    with pytest.raises(due.NoRuleError), office.write(ACTOR, "x") as s:
        privacy.propose(s, get("honours"), "x", day=DAY)


def test_an_open_file_of_the_person_holds_it_back(office: Database) -> None:
    person = plant(office)
    with office.write(ACTOR, "Appealed") as s:
        appeal = lifecycle.create(s, get("appeals"), {
            "received_on": "2014-03-03", "receiver": "李四", "source": "1", "appeal_type": "1", "topic": "01",
            "urgency": "1", "title": "补贴", "content": "补贴未发", "appellant_kind": "real"}).id
        records.save(s, get("appellants"), {"appeal_id": appeal, "alias": "A", "capacity": "1", "member_id": person})
    with office.read() as s:
        assert set(reach(s, "members", person)) >= {"members", "appellants", "appeals", "appeal_events"}
    with pytest.raises(due.HeldError):
        propose(office, person)


def test_unreported_work_is_never_erased(office: Database) -> None:
    person = plant(office)
    with office.bookkeeping() as s:
        s.execute(sa.insert(STATE), [{"name": "superior", "value": "{}"}, {"name": "sealed_through", "value": "0"}])
    with office.read() as s:
        assert leftovers.unsent(s, {"members": [person], "family_members": ["x"]}) == 1
    with pytest.raises(erasing.UnsentError):
        erase(office, person)
    with office.bookkeeping() as s:
        last = s.execute(sa.text("SELECT max(n) FROM journal_change")).scalar_one()
        s.execute(sa.update(STATE).where(STATE.c.name == "sealed_through").values(value=str(last)))
        s.execute(sa.insert(LOGS).values(n=1, log="l", unit="u", device="d", share="N", open=True, seq=1, hash="h",
                                         acked=0))
        s.execute(sa.insert(FRAMES).values(log=1, seq=1, hash="h", records=1, counts="{}", size=3, sealed_at="t",
                                           data=MARKS[0].encode(), through=last))
        s.execute(sa.insert(RECORDS).values(register="members", record=person, log=1, seq=1, through=last, hash=b"h"))
        s.execute(sa.insert(REMARKS).values(register="members", record=person, level="error", code="x", field="name",
                                            message=MARKS[0], params="{}", suggestion=None, log=1, seq=1))
    with office.read() as s:
        waiting = s.execute(sa.select(ERASURES.table.c.id)).scalar_one()
    with pytest.raises(erasing.UnsentError):  # on its way, not confirmed
        privacy.decide(office, ACTOR, waiting, {"event": "erase"})
    with office.bookkeeping() as s:
        s.execute(sa.update(FRAMES).values(received_at="t"))
    privacy.decide(office, ACTOR, waiting, {"event": "erase"})
    with office.read() as s:
        assert s.execute(sa.select(FRAMES.c.data, FRAMES.c.hash)).one() == (None, "h")
        assert s.execute(sa.select(sa.func.count()).select_from(REMARKS)).scalar_one() == 0


def test_versions_that_wait_for_a_decision_hold_it_back(office: Database) -> None:
    person = plant(office)
    with office.bookkeeping() as s:
        s.execute(sa.insert(RIVALS).values(register="members", record=person, hash=b"h", seen="x:1", deleted=False,
                                           content="{}"))
    with pytest.raises(erasing.UndecidedError):
        erase(office, person)


def test_with_three_administrators_who_proposed_does_not_confirm(office: Database) -> None:
    from dataclasses import replace

    person = plant(office)
    first, second = (replace(ACTOR, name=name, account=name) for name in ("甲", "乙"))
    with office.write(first, "Proposed") as s:
        remembered.put(s, "three_administrators", value=True)
        made = privacy.propose(s, MEMBERS, person, day=DAY)
    with pytest.raises(SamePersonError):
        privacy.decide(office, first, made, {"event": "erase"})
    assert privacy.decide(office, second, made, {"event": "erase"})["state"] == "erased"


def test_who_may_not_erase_cannot_confirm(office: Database) -> None:
    from dataclasses import replace

    from union_desk.errors import NotAllowedError

    made = propose(office, plant(office))
    with pytest.raises(NotAllowedError):
        privacy.decide(office, replace(ACTOR, denied=frozenset({"*.erase"})), made, {"event": "erase"})


def test_kept_for_now_comes_back_when_its_day_has_passed(office: Database) -> None:
    made = propose(office, plant(office))
    privacy.decide(office, ACTOR, made, {"event": "keep", "until": "2027-06-30", "note": "诉讼未结"})
    with office.read() as s:
        assert (due.count(s, "2027-06-30"), due.count(s, "2027-07-01")) == (0, 1)


# ---- other computers, and what was cut


def test_an_erasure_that_came_from_elsewhere_is_carried_out_here(office: Database) -> None:
    person = plant(office)
    with office.write(ACTOR, "Took over") as s:  # as another computer of the union reported it
        (made,) = records.insert_many(s, ERASURES, [{
            "owner_register": "members", "owner_id": person, "ground": "request", "number": "SC2026-0009",
            "proposed_on": DAY, "state": "erased"}])
        records.insert_many(s, get("erasure_events"), [{"erasure_id": made, "event": "erase", "to_state": "erased"}])
    assert sweeping.catch_up(office, ACTOR) == 1
    assert sweeping.catch_up(office, ACTOR) == 0
    assert [mark for mark in MARKS if mark in every_value(office)] == []
    with office.write(ACTOR, "Took over") as s:  # an old version that another computer still had
        records.update_many(s, MEMBERS, [(person, {"mobile": (None, MARKS[1])})])
    assert sweeping.catch_up(office, ACTOR) == 1
    assert MARKS[1] not in every_value(office)
    verification.verify(office)


def test_what_follows_is_done_the_next_time_when_it_was_cut(office: Database) -> None:
    person = plant(office)
    made = propose(office, person)
    with office.write(ACTOR, "Erased") as s:
        names = {row["content"] for row in attachments.of(s, MEMBERS, person)}
        lifecycle.apply_event(s, ERASURES, made, {"event": "erase"})
    assert all(attachments.in_store(office).holds(name) for name in names)
    assert sweeping.sweep(office)
    assert not any(attachments.in_store(office).holds(name) for name in names)
    assert not sweeping.sweep(office)


# ---- what is left of a value


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_left_is_left_for_good_and_tells_nothing(data: st.DataObject) -> None:
    register = data.draw(st.sampled_from(ALL))
    field = data.draw(st.sampled_from(sorted(register.fields)))
    value = data.draw(st.one_of(st.none(), st.text(max_size=12), st.dates().map(str), st.integers(), st.booleans()))
    left = treat(register.name, field, value)
    assert treat(register.name, field, left) == left
    if register.name == "members" and register.fields[field].sensitive:
        assert left is None


@given(st.lists(st.text(min_size=2, max_size=6), min_size=1, max_size=3), st.text(max_size=20))
@settings(max_examples=40, deadline=None)
def test_words_are_taken_out_of_parameters_and_the_rest_stays(words: list[str], rest: str) -> None:
    import json

    clean = redaction.without(words)
    before = {"title": f"{rest}{words[0]}", "n": 3, "list": [words[-1]], "rest": "不变"}
    after = json.loads(clean(json.dumps(before, ensure_ascii=False)))
    assert words[0] not in after["title"] or MARK in words[0]
    assert (after["n"], set(after)) == (3, set(before))


def test_queries_of_the_erased_book_still_work(office: Database) -> None:
    erase(office, plant(office))
    with office.read() as s:
        assert records.count(s, MEMBERS, Query(text="张三")) == 1

