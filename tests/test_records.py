"""The verbs of any register: save, page, delete, restore, history."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.offices import ACTOR
from tests.samples import id_number, member
from union_desk import lifecycle, records, registers
from union_desk.errors import InvalidRecordError, NewerRevisionError, RecordNotFoundError
from union_desk.registers import BRANCHES, FAMILY_MEMBERS, MEMBERS, MEMBERSHIP_EVENTS
from union_desk.search import Filter, Query

if TYPE_CHECKING:
    from union_desk.database import Database


def add(office: Database, **changes: object) -> str:
    """Add one member."""
    with office.write(ACTOR, "Added") as s:
        return lifecycle.create(s, MEMBERS, member(**changes)).id  # type: ignore[arg-type]  # any field


def test_a_saved_record_reads_back(office: Database) -> None:
    record_id = add(office, name="阿依古丽·买买提", dues_base=482650)
    with office.read() as s:
        row = records.get(s, MEMBERS, record_id)
    assert row["name"] == "阿依古丽·买买提"
    assert row["dues_base"] == 482650
    assert row["is_migrant_worker"] is False
    assert row["qualified"] is True


def test_saving_over_a_newer_revision_is_refused(office: Database) -> None:
    record_id = add(office)
    with office.read() as s:
        revision = records.get(s, MEMBERS, record_id)["revision"]
    with office.write(ACTOR, "First") as s:
        records.save(s, MEMBERS, {"department": "一车间"}, record_id, revision)
    with pytest.raises(NewerRevisionError, match="张三"), office.write(ACTOR, "Second") as s:
        records.save(s, MEMBERS, {"department": "二车间"}, record_id, revision)
    with office.read() as s:
        assert records.get(s, MEMBERS, record_id)["department"] == "一车间"


def test_saving_the_same_values_changes_nothing(office: Database) -> None:
    record_id = add(office)
    with office.write(ACTOR, "Again") as s:
        saved = records.save(s, MEMBERS, {"name": "张三"}, record_id)
    assert not saved.changed
    with office.read() as s:
        assert len(records.history(s, MEMBERS, record_id)) == 2


def test_an_error_saves_nothing_and_names_the_field(office: Database) -> None:
    with pytest.raises(InvalidRecordError) as caught, office.write(ACTOR, "Added") as s:
        records.save(s, MEMBERS, member(id_number="460100199003070016"))
    assert [p.field for p in caught.value.problems] == ["id_number"]  # type: ignore[attr-defined]  # Problem objects
    with office.read() as s:
        assert records.count(s, MEMBERS) == 0


def test_one_number_is_one_member(office: Database) -> None:
    add(office)
    with pytest.raises(InvalidRecordError), office.write(ACTOR, "Added") as s:
        records.save(s, MEMBERS, member(name="李四"))


def test_the_bin_keeps_and_gives_back(office: Database) -> None:
    record_id = add(office)
    with office.write(ACTOR, "Deleted") as s:
        assert records.delete(s, MEMBERS, [record_id]) == 1
        assert records.delete(s, MEMBERS, [record_id]) == 0
    with office.read() as s:
        assert records.count(s, MEMBERS) == 0
        assert records.count(s, MEMBERS, Query(deleted=True)) == 1
    with office.write(ACTOR, "Restored") as s:
        assert records.restore(s, MEMBERS, [record_id]) == 1
    with office.read() as s:
        assert records.count(s, MEMBERS) == 1


def test_a_record_whose_place_was_taken_is_not_restored(office: Database) -> None:
    first = add(office)
    with office.write(ACTOR, "Deleted") as s:
        records.delete(s, MEMBERS, [first])
    add(office)
    with pytest.raises(InvalidRecordError), office.write(ACTOR, "Restored") as s:
        records.restore(s, MEMBERS, [first])


def test_pages_follow_filters_and_order(office: Database) -> None:
    for serial, name in enumerate(["单田", "曾平", "安乐", "仇英"], start=1):
        add(office, serial=serial, name=name, department="一车间" if serial % 2 else None)
    with office.read() as s:
        by_name = records.page(s, MEMBERS, Query(sort=(("name", False),)), columns=("name",))
        assert [r["name"] for r in by_name] == ["安乐", "仇英", "单田", "曾平"]
        only = Query(filters=(Filter("department", "is", ("一车间",)),))
        assert records.count(s, MEMBERS, only) == 2
        assert records.count(s, MEMBERS, Query(filters=(Filter("department", "empty"),))) == 2
        assert records.page(s, MEMBERS, Query(), offset=1, limit=2)[0]["name"] == "曾平"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("单", "单田"),
        ("田", "单田"),
        ("shan", "单田"),
        ("st", "单田"),
        ("shantian", "单田"),
        ("qiu", "仇英"),
        ("zp", "曾平"),
        ("0031", "曾平"),
        ("00000002", "曾平"),
        ("460100199003070031", "曾平"),
        ("阿依古丽买买提", "阿依古丽·买买提"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("买买提", "阿依古丽·买买提"),
        ("𠮷", "吴𠮷"),
    ],
)
def test_search_finds_by_characters_pinyin_initials_and_tails(office: Database, text: str, found: str) -> None:
    for serial, name in enumerate(["单田", "曾平", "仇英", "阿依古丽·买买提", "吴𠮷"], start=1):
        add(office, serial=serial, name=name)
    with office.read() as s:
        assert [r["name"] for r in records.page(s, MEMBERS, Query(text=text))] == [found]


@pytest.mark.parametrize("text", ['"', "*", "a OR b", "') --", "%", "_", "~", "name:x", "NEAR(", "^", "-", "张'三"])
def test_search_takes_any_text(office: Database, text: str) -> None:
    add(office)
    with office.read() as s:
        assert len(records.page(s, MEMBERS, Query(text=text))) in (0, 1)
        assert records.count(s, MEMBERS, Query(filters=(Filter("name", "has", (text,)),))) == 0


def test_search_follows_a_change(office: Database) -> None:
    record_id = add(office)
    with office.write(ACTOR, "Edited") as s:
        records.save(s, MEMBERS, {"name": "李四"}, record_id)
    with office.read() as s:
        assert records.count(s, MEMBERS, Query(text="zs")) == 0
        assert records.count(s, MEMBERS, Query(text="ls")) == 1


def test_history_tells_who_and_what(office: Database) -> None:
    record_id = add(office)
    with office.write(ACTOR, "Edited") as s:
        records.save(s, MEMBERS, {"department": "一车间"}, record_id)
    with office.read() as s:
        newest = records.history(s, MEMBERS, record_id)[0]
    assert newest.actor == "王干事"
    assert newest.fields == {"department": (None, "一车间")}


def test_an_unknown_record_is_named(office: Database) -> None:
    with office.read() as s, pytest.raises(RecordNotFoundError):
        records.get(s, MEMBERS, "nobody")


def test_a_branch_cannot_lie_below_itself(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        upper = records.save(s, BRANCHES, {"name": "一分会", "branch_kind": "1"}).id
        lower = records.save(s, BRANCHES, {"name": "甲组", "parent_id": upper}).id
    with pytest.raises(InvalidRecordError), office.write(ACTOR, "Moved") as s:
        records.save(s, BRANCHES, {"parent_id": lower}, upper)


def test_child_records_belong_to_their_member(office: Database) -> None:
    record_id = add(office)
    with office.write(ACTOR, "Added") as s:
        records.save(s, FAMILY_MEMBERS, {"member_id": record_id, "relation": "51", "name": "李梅"})
    with office.read() as s:
        assert records.count(s, FAMILY_MEMBERS, Query(filters=(Filter("member_id", "is", (record_id,)),))) == 1


def test_what_hangs_on_a_record_goes_into_the_bin_and_comes_back_with_it(office: Database) -> None:
    record_id, other = add(office), add(office, serial=2)
    with office.write(ACTOR, "Added") as s:
        kin = [records.save(s, FAMILY_MEMBERS, {"member_id": m, "relation": "51", "name": "李梅"}).id
               for m in (record_id, record_id, other)]
    with office.write(ACTOR, "Deleted") as s:
        records.delete(s, FAMILY_MEMBERS, [kin[0]])
    with office.write(ACTOR, "Deleted") as s:
        assert records.delete(s, MEMBERS, [record_id]) == 1
    with office.read() as s:
        assert [r["id"] for r in records.page(s, FAMILY_MEMBERS)] == [kin[2]]
        assert [r["member_id"] for r in records.page(s, MEMBERSHIP_EVENTS)] == [other]
    with office.write(ACTOR, "Restored") as s:
        assert records.restore(s, MEMBERS, [record_id]) == 1
    with office.read() as s:
        assert [r["id"] for r in records.page(s, FAMILY_MEMBERS)] == kin[1:]
        assert records.count(s, MEMBERSHIP_EVENTS) == 2


def test_events_are_neither_changed_nor_removed(office: Database) -> None:
    add(office)
    with office.read() as s:
        (event,) = records.page(s, MEMBERSHIP_EVENTS)
    with pytest.raises(records.AppendOnlyError, match="只能新增"), office.write(ACTOR, "Edited") as s:
        records.save(s, MEMBERSHIP_EVENTS, {"happened_on": "2001-01-01"}, event["id"])
    with pytest.raises(records.AppendOnlyError), office.write(ACTOR, "Deleted") as s:
        records.delete(s, MEMBERSHIP_EVENTS, [event["id"]])


def test_what_the_program_computes_is_not_typed(office: Database) -> None:
    record_id = add(office)
    with office.write(ACTOR, "Edited") as s:
        saved = records.save(s, MEMBERS, {"membership_state": "expelled", "qualified": False}, record_id)
    assert not saved.changed
    with office.read() as s:
        assert records.get(s, MEMBERS, record_id)["membership_state"] == "active"


def test_the_pinyin_follows_the_name_until_it_is_typed(office: Database) -> None:
    record_id = add(office, name="单田")
    seen = []
    both = {"name": "仇英", "name_pinyin": "Chou Ying"}
    for values in ({"name": "曾平"}, {"name_pinyin": "Ceng Ping"}, {"department": "一车间"}, both):
        with office.write(ACTOR, "Edited") as s:
            records.save(s, MEMBERS, values, record_id)
            seen.append(records.get(s, MEMBERS, record_id)["name_pinyin"])
    assert seen == ["Zeng Ping", "Ceng Ping", "Ceng Ping", "Chou Ying"]


def test_numbers_of_samples_are_valid() -> None:
    from union_desk.schema import identity

    assert not any(identity.read("01", id_number(i, female=bool(i % 2))).faults for i in range(1, 50))


def test_all_places_come_in_the_order_of_the_query(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        made = [
            {"name": n, "name_pinyin": p}
            for n, p in (("张三", "Zhang San"), ("李四", "Li Si"), ("单雄信", "Shan Xiongxin"))
        ]
        records.insert_many(s, MEMBERS, made)
    query = Query(sort=(("name", False),))
    with office.read() as s:
        places = records.all_numbers(s, MEMBERS, query)
        assert list(places) == records.numbers(s, MEMBERS, query)
        assert [row["name"] for row in records.rows(s, MEMBERS, places, ["name"])] == ["李四", "单雄信", "张三"]


def test_counting_a_text_leaves_out_the_bin(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        ids = records.insert_many(s, MEMBERS, [{"name": "张三"}, {"name": "张四"}, {"name": "李五"}])
    query = Query(text="zh")
    with office.read() as s:
        assert records.count(s, MEMBERS, query) == 2
    with office.write(ACTOR, "Removed") as s:
        records.delete(s, MEMBERS, ids[:1])
    with office.read() as s:
        assert records.count(s, MEMBERS, query) == len(records.numbers(s, MEMBERS, query)) == 1
        assert records.count(s, MEMBERS, Query(text="zh", deleted=True)) == 1


def test_the_place_of_a_record(office: Database) -> None:
    with office.write(ACTOR, "Added") as s:
        ids = records.insert_many(s, MEMBERS, [{"name": "张三"}, {"name": "李四"}])
        assert [records.place_of(s, MEMBERS, i) for i in [*ids, "nobody"]] == [1, 2, None]


def test_a_record_named_after_others_is_called_by_their_names_never_by_their_ids(office: Database) -> None:
    who, officers = add(office, name="洪晓明"), registers.get("officers")
    with office.write(ACTOR, "Elected") as s:
        made = records.save(s, officers, {"member_id": who, "post": "06", "since": "2026-01-01"}).id
        row = records.get(s, officers, made)
        post = officers.fields["post"].kind.show("06")
        assert records.titles(s, officers, [made]) == {made: f"{post} 洪晓明 2026-01-01"}
        assert records.name(s, officers, row) == f"{post} 洪晓明 2026-01-01"
        assert officers.name_of(row) == f"{post} 2026-01-01"
        assert registers.get("proposal_seconders").name_of({"member_id": who}) == "附议人"
