"""A whole import: check, edit, decide, apply, undo; the identity of the counts holds by construction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.exchange import files
from tests.exchange.imports import DAY, EVENTS, MEMBERS, add, adds_up, codes, everyone, outcomes, put
from tests.offices import ACTOR, office, office_maker, office_template
from tests.samples import id_number
from union_desk import lifecycle, progress, records, registers, undo
from union_desk.access import Actor
from union_desk.errors import NotAllowedError
from union_desk.exchange.remarks import CHANGED, NEW, REFUSED, SAME, SKIPPED
from union_desk.exchange.session import ImportSession, absent

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from union_desk.database import Database

__all__ = ["office", "office_maker", "office_template", "put"]


def test_new_people_enter_with_their_first_event(office: Database, put: Callable[..., ImportSession]) -> None:
    heading = [*files.HEADING, "入会时间", "会籍变化类型", "会籍变化日期", "会籍变化原因"]
    session = put(
        [*files.person(1), "2015-05-01"],
        [*files.person(2), None, "转入", "2020-02-02", None],
        [*files.person(3), "2009-01-01", "保留", "2023-03-03", "退休"],
        files.person(4),
        heading=heading,
    )
    receipt = session.apply(ACTOR)
    assert (receipt.new, receipt.rows_read, receipt.applied) == (4, 4, True)
    got = [(m["membership_state"], m["membership_change_type"], m["membership_change_date"], m["join_union_date"])
           for m in everyone(office)]  # fmt: skip
    assert got == [
        ("active", "1", "2015-05-01", "2015-05-01"),
        ("active", "2", "2020-02-02", None),
        ("kept", "3", "2023-03-03", "2009-01-01"),
        ("active", "1", None, None),
    ]
    with office.read() as s:
        events = records.page(s, EVENTS)
    assert {(e["event"], e["happened_on"]) for e in events} == {
        ("register", "2015-05-01"), ("transfer_in", "2020-02-02"), ("keep", "2023-03-03"), ("register", None)
    }  # fmt: skip
    assert {e["member_id"] for e in events} == {m["id"] for m in everyone(office)}


def test_a_second_import_changes_nothing(office: Database, put: Callable[..., ImportSession]) -> None:
    rows = [files.person(n) for n in (1, 2)]
    put(*rows).apply(ACTOR)
    again = put(*rows)
    receipt = again.apply(ACTOR)
    assert (receipt.new, receipt.changed, receipt.same, receipt.gesture) == (0, 0, 2, None)
    assert "seen_before" in {n.code for n in again.notes()}
    with office.read() as session:
        assert len(undo.recent(session)) == 1


def test_changes_are_taken_and_empty_cells_change_nothing(office: Database, put: Callable[..., ImportSession]) -> None:
    add(office, serial=1, name="王小明", department="办公室")
    session = put(
        [*files.person(1, 手机="13800000000", 性别=None), None, "大专"], heading=[*files.HEADING, "部门", "学历"]
    )
    assert outcomes(session) == [CHANGED]
    assert session.checked.changes[0].keys() >= {"mobile", "education"}
    session.apply(ACTOR)
    [after] = everyone(office)
    assert (after["mobile"], after["education"], after["department"], after["sex"]) == (
        "13800000000", "31", "办公室", "1")  # fmt: skip


def test_a_changed_name_gets_a_new_pinyin(office: Database, put: Callable[..., ImportSession]) -> None:
    add(office, serial=1, name="王小明")
    put(files.person(1, 姓名="李小明")).apply(ACTOR)
    assert everyone(office)[0]["name_pinyin"].startswith("Li")


def test_a_roster_never_changes_a_membership(office: Database, put: Callable[..., ImportSession]) -> None:
    add(office, serial=1, name="王小明")
    session = put([*files.person(1, 手机="13900000001"), "退会", "2024-01-01"],
                  heading=[*files.HEADING, "会籍变化类型", "会籍变化日期"])  # fmt: skip
    assert outcomes(session) == [SAME]
    assert codes(session, 0) == {"membership_kept"}
    session.apply(ACTOR)
    assert everyone(office)[0]["membership_state"] == "active"


def test_a_roster_brings_nobody_back(office: Database, put: Callable[..., ImportSession]) -> None:
    who = add(office, serial=1, name="王小明", mobile="13900000001")
    with office.write(ACTOR, "x") as s:
        lifecycle.apply_event(s, MEMBERS, who, {"event": "withdraw"})
    session = put(files.person(1))
    assert outcomes(session) == [SAME]
    assert codes(session, 0) == {"membership_ended"}
    session.apply(ACTOR)
    assert everyone(office)[0]["membership_state"] == "withdrawn"


def test_what_concerns_the_whole_file_is_said_once(put: Callable[..., ImportSession]) -> None:
    first = id_number(200, "1988-08-08")
    rows = [["王小明", str(int(first) + step)] for step in range(6)]
    session = put(*rows, heading=["姓名", "证件号码"])
    session.check()
    assert sorted(n.code for n in session.notes()) == ["drag_filled", "from_numbers"]
    assert all(session.receipt().notes)


def test_people_missing_from_the_roster_are_listed_never_deleted(
    office: Database, put: Callable[..., ImportSession]
) -> None:
    gone = add(office, serial=7)
    session = put(files.person(1))
    receipt = session.apply(ACTOR)
    assert receipt.not_in_list == 1
    with office.read() as s:
        assert absent(s, MEMBERS, session.checked) == [gone]
    assert len(everyone(office)) == 2


def test_undo_takes_the_whole_import_back(office: Database, put: Callable[..., ImportSession]) -> None:
    add(office, serial=1, name="王小明", mobile="13700000000")
    before = {k: v for k, v in everyone(office)[0].items() if k != "revision"}
    receipt = put(files.person(1), files.person(2)).apply(ACTOR)
    assert (receipt.new, receipt.changed) == (1, 1)
    undone = undo.undo(office, ACTOR)
    assert undone.gesture == receipt.gesture
    [after] = everyone(office)
    assert {k: v for k, v in after.items() if k != "revision"} == before
    with office.read() as session:
        assert records.count(session, EVENTS) == 1


def test_after_undo_the_same_file_is_new_again(put: Callable[..., ImportSession], office: Database) -> None:
    put(files.person(1)).apply(ACTOR)
    undo.undo(office, ACTOR)
    session = put(files.person(1))
    assert outcomes(session) == [NEW]
    assert "in_bin" in codes(session, 0)
    session.apply(ACTOR)
    assert len(everyone(office)) == 1


def test_cancelling_leaves_nothing_behind(office: Database, put: Callable[..., ImportSession]) -> None:
    session = put(*(files.person(n) for n in range(1, 6)))
    session.check()
    stop = progress.Progress()
    stop.cancel()
    with pytest.raises(progress.Cancelled):
        session.apply(ACTOR, stop)
    assert everyone(office) == []
    assert session.apply(ACTOR).new == 5


def test_twins_are_skipped_when_equal_and_refused_when_not(put: Callable[..., ImportSession]) -> None:
    session = put(files.person(1), files.person(1), files.person(1, 手机="13800000000"))
    assert outcomes(session) == [NEW, SKIPPED, REFUSED]
    lines = {line.row: line for line in session.receipt().lines() if line.code in {"duplicate_row", "twin_row"}}
    assert "2" in lines[3].message
    assert lines[4].column == "证件号码"
    assert "2" in lines[4].message
    assert "手机" in lines[4].message


def test_dragged_numbers_are_refused_but_for_the_genuine_one(put: Callable[..., ImportSession]) -> None:
    first = id_number(200, "1988-08-08")
    rows = [files.person(1, 证件号码=str(int(first) + step), 出生日期="1988-08-08") for step in range(6)]
    session = put(*rows)
    assert outcomes(session) == [NEW, *[REFUSED] * 5]
    assert all("drag_filled" in codes(session, place) for place in range(1, 6))


def test_a_namesake_with_the_same_birthday_is_pointed_out(office: Database, put: Callable[..., ImportSession]) -> None:
    add(office, serial=9, name="王小明")
    session = put(files.person(1))
    assert outcomes(session) == [NEW]
    assert "possible_duplicate" in codes(session, 0)


def test_a_person_may_say_that_the_namesake_is_the_same(office: Database, put: Callable[..., ImportSession]) -> None:
    add(office, serial=9, name="王小明")
    session = put(files.person(1))
    session.check()
    assert session.decide(0, "same_person") == [0]
    assert session.checked.outcomes == [CHANGED]
    session.apply(ACTOR)
    assert [m["id_number"] for m in everyone(office)] == [id_number(1)]


def test_a_person_may_keep_the_record_as_it_is(office: Database, put: Callable[..., ImportSession]) -> None:
    add(office, serial=1, name="王小明", mobile="13700000000")
    session = put(files.person(1))
    session.check()
    session.decide(0, "keep")
    receipt = session.apply(ACTOR)
    assert (receipt.skipped, receipt.changed, adds_up(receipt)) == (1, 0, True)
    assert everyone(office)[0]["mobile"] == "13700000000"


def test_each_sheet_of_a_set_is_its_department(office: Database, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    sheets = [[files.HEADING, files.person(n)] for n in (1, 2)]
    path.write_bytes(files.xlsx(*sheets, names=("一车间", "Sheet2")))
    ImportSession(office, MEMBERS, path, day=DAY).apply(ACTOR)
    assert [m["department"] for m in everyone(office)] == ["一车间", None]


def test_a_sheet_set_aside_by_its_name_is_named(office: Database, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    sheets = [[files.HEADING, files.person(n)] for n in (1, 2)]
    path.write_bytes(files.xlsx(*sheets, names=("花名册", "离职人员")))
    session = ImportSession(office, MEMBERS, path, day=DAY)
    assert [one.chosen for one in session.sheets] == [True, False]
    assert "sheet_left_out" in {n.code for n in session.notes()}


def test_branches_are_found_by_name_or_path(office: Database, put: Callable[..., ImportSession]) -> None:
    branches = registers.get("branches")
    with office.write(ACTOR, "x") as s:
        one, two = (records.save(s, branches, {"name": n, "branch_kind": "1"}).id for n in ("一分会", "二分会"))
        groups = [
            records.save(s, branches, {"name": "甲组", "branch_kind": "2", "parent_id": b}).id for b in (one, two)
        ]
    rows = [[*files.person(n), name] for n, name in enumerate(("二分会", "一分会/甲组", "甲组", "没有"), 1)]
    session = put(*rows, heading=[*files.HEADING, "所属工会小组"])
    assert outcomes(session) == [NEW] * 4
    assert session.checked.columns["branch_id"] == [two, groups[0], None, None]
    assert "several_found" in codes(session, 2)
    assert "not_found" in codes(session, 3)


def test_somebody_elses_save_between_check_and_apply_is_seen(
    office: Database, put: Callable[..., ImportSession]
) -> None:
    session = put(files.person(1), files.person(2))
    assert outcomes(session) == [NEW, NEW]
    add(office, serial=1, name="王小明", mobile="13900000001", birth_date="1990-03-07")
    receipt = session.apply(ACTOR)
    assert (receipt.new, receipt.same, adds_up(receipt)) == (1, 1, True)
    assert len(everyone(office)) == 2


def test_who_may_not_import_changes_nothing(office: Database, put: Callable[..., ImportSession]) -> None:
    with pytest.raises(NotAllowedError):
        put(files.person(1)).apply(Actor("客人", rights=frozenset({"members.read"})))
    assert everyone(office) == []


def test_the_receipt_as_json_names_each_row(put: Callable[..., ImportSession]) -> None:
    session = put(files.person(1), files.person(2, 手机="66668888"), [], ["合计", "2人"])
    found = session.receipt().as_json()
    assert {k: found[k] for k in ("rows_read", "new", "changed", "same", "refused", "skipped")} == {
        "rows_read": 4, "new": 1, "changed": 0, "same": 0, "refused": 1, "skipped": 2}  # fmt: skip
    assert [(p["row"], p["column"], p["level"], p["code"]) for p in found["problems"] if p["code"] != "incomplete"] == [
        (3, "手机", "error", "not_a_mobile"), (4, "", "info", "blank_row"), (5, "", "info", "total_row")]  # fmt: skip
    assert all(p["message"] for p in found["problems"])


def test_other_registers_are_imported_as_well(office: Database, tmp_path: Path) -> None:
    person = add(office, serial=1, name="王小明")
    path = tmp_path / "a.csv"
    path.write_text(
        f"会员,称谓,姓名,电话\n王小明,配偶,李安,13800000000\n{id_number(1)},子,王乐,\n不存在,女,王平,\n", "utf-8"
    )
    session = ImportSession(office, registers.get("family_members"), path)
    assert outcomes(session) == [NEW, NEW, REFUSED]
    session.apply(ACTOR)
    with office.read() as s:
        assert {r["member_id"] for r in records.page(s, registers.get("family_members"))} == {person}
    assert outcomes(ImportSession(office, registers.get("family_members"), path)) == [SAME, SAME, REFUSED]
