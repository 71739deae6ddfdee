"""Records and events entered by hand on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.samples import id_number

if TYPE_CHECKING:
    from tests.cli.conftest import Commands

NUMBER = id_number(5)


@pytest.fixture
def desk(desk: Commands) -> Commands:
    """Return an office with one member."""
    desk.json("add", "members", "name=张三", f"证件号码={NUMBER}", "sex=男", "手机=139 0000 0005", "入会时间=2015.5.1")
    return desk


def test_values_are_written_as_people_write_them(desk: Commands) -> None:
    shown = desk.json("show", "members", "张三", "--unmasked")
    assert (shown["id_number"], shown["sex"], shown["mobile"]) == (NUMBER, "1", "13900000005")
    assert (shown["join_union_date"], shown["membership_state"]) == ("2015-05-01", "active")
    assert desk.json("verify")["records"]["membership_events"] == 1


def test_an_edit_changes_only_what_is_named_and_an_empty_value_clears(desk: Commands) -> None:
    edited = desk.json("edit", "members", NUMBER, "学历=大学专科毕业", "mobile=")
    assert (edited["education"], edited["revision"], edited["changed"]) == ("31", 3, True)
    assert "mobile" not in edited
    assert edited["name"] == "张三"
    assert desk.json("edit", "members", NUMBER, "education=31")["changed"] is False
    assert {p["field"] for p in edited["problems"]} >= {"mobile", "ethnicity"}


def test_what_is_wrong_is_named_with_its_field_and_nothing_is_saved(desk: Commands) -> None:
    fault = desk.fault("edit", "members", NUMBER, "birth_date=昨天", "sex=外星")
    assert fault["code"] == "invalid_record"
    assert "出生日期" in fault["message"]
    assert "性别" in fault["message"]
    assert "移动电话" in desk.fault("edit", "members", NUMBER, "mobile=123")["message"]
    assert desk.fault("add", "members", "name=李四")["message"].startswith("未保存：\n    证件号码")
    assert desk.fault("add", "members", "name=李四", f"id_number={NUMBER}")["code"] == "invalid_record"
    problems = desk.json("add", "members", "name=李四", "id_number=1", code=2)["error"]["problems"]
    assert [p["field"] for p in problems] == ["id_number"]
    assert desk.json("list", "members")["total"] == 1
    assert desk.json("show", "members", NUMBER)["revision"] == 2  # made, and moved by its first event


@pytest.mark.parametrize(("given", "code"), [
    (("edit", "members", NUMBER, "mobile"), "bad_assignment"), (("edit", "members", NUMBER, "foo=1"), "unknown_field"),
    (("edit", "members", NUMBER, "qualified=是"), "computed_field"),
    (("edit", "members", NUMBER, "name=李四", "--revision", "7"), "newer_revision"),
    (("edit", "members", "李四", "mobile="), "record_not_found"),
    (("edit", "members", NUMBER, "branch_id=没有"), "record_not_found"),
    (("add", "membership_events", "event=expel"), "append_only"), (("delete", "membership_events", "x"), "append_only"),
    (("add", "kept_versions", "owner_id=x"), "not_entered"), (("add", "posted_papers", "title=x"), "not_entered"),
    (("event", "branches", "x", "apply"), "no_lifecycle"), (("event", "members", NUMBER, "fly"), "invalid_record"),
    (("event", "members", NUMBER, "restore"), "transition"), (("event", "members", NUMBER, "expel"), "invalid_record"),
])
def test_what_cannot_be_done_is_told_and_not_journaled(desk: Commands, given: tuple[str, ...], code: str) -> None:
    gestures = len(desk.journal())
    assert desk.fault(*given)["code"] == code
    assert len(desk.journal()) == gestures


def test_an_event_moves_the_membership_and_undo_takes_it_back(desk: Commands) -> None:
    done = desk.json("event", "members", NUMBER, "开除会籍", "decision=工发〔2026〕3号", "--date", "2026年3月1日")
    assert (done["event"], done["state"]) == ("expel", "expelled")
    shown = desk.json("show", "members", NUMBER)
    assert (shown["membership_change_type"], shown["membership_change_date"]) == ("5", "2026-03-01")
    assert shown["children"]["membership_events"][-1]["decision"] == "工发〔2026〕3号"
    desk.json("undo")
    assert desk.json("show", "members", NUMBER)["membership_state"] == "active"
    assert desk.json("verify")["ok"] is True


def test_records_go_into_the_bin_and_come_back(desk: Commands) -> None:
    assert desk.json("delete", "members", "张三")["deleted"] == 1
    assert desk.json("list", "members")["total"] == 0
    assert desk.json("list", "members", "--bin")["total"] == 1
    assert desk.json("search", "张三")["count"] == 0
    assert desk.json("restore", "members", NUMBER)["restored"] == 1
    assert desk.json("list", "members")["total"] == 1
    desk.json("delete", "members", NUMBER)
    desk.json("add", "members", "name=张三", f"id_number={NUMBER}")
    fault = desk.fault("restore", "members", desk.json("list", "members", "--bin")["records"][0]["id"])
    assert fault["code"] == "invalid_record"
    assert "证件号码" in fault["message"]


def test_a_tree_is_built_by_names_and_never_into_a_loop(desk: Commands) -> None:
    desk.json("add", "branches", "name=一分会", "branch_kind=分会")
    group = desk.json("add", "branches", "name=一组", "branch_kind=2", "parent_id=一分会")
    assert desk.json("show", "branches", group["parent_id"])["name"] == "一分会"
    assert "上级组织: 一分会" in desk("show", "branches", "一组").out
    assert desk.fault("edit", "branches", "一分会", "parent_id=一组")["code"] == "invalid_record"


def test_an_entry_of_a_book_of_money_is_added_and_never_edited(desk: Commands) -> None:
    values = ("happened_on=2026-03-02", "category=101", "purpose=会费", "party=财务部", "amount=12.50",
              "method=1", "cashier=郑出纳")
    made = desk.json("add", "ledger_entries", *values)
    assert made["amount"] == 1250
    gestures = len(desk.journal())
    assert desk.fault("edit", "ledger_entries", made["id"], "amount=99")["code"] == "append_only"
    assert len(desk.journal()) == gestures


def test_a_step_that_two_people_share_cannot_be_typed_into_its_book(desk: Commands) -> None:
    assert desk.fault("add", "welfare_events", "event=pay", "happened_on=2026-01-06")["code"] == "append_only"
