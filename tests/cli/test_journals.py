"""Undo, history, the journal and verification on the command line."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.cli.conftest import PEOPLE, UNION, Commands
from tests.samples import id_number
from union_desk.journal import GestureRow

NUMBER = id_number(5)


@pytest.fixture
def edited(desk: Commands) -> Commands:
    """Return an office with a member whose mobile was changed."""
    desk.json("add", "members", "name=张三", f"id_number={NUMBER}", "mobile=13900000005")
    desk.json("edit", "members", NUMBER, "mobile=13800000005", "education=31", "--operator", "李干事")
    return desk


def test_undo_takes_gestures_back_one_by_one_until_none_is_left(edited: Commands) -> None:
    choices = edited.json("undo", "--list")
    assert [one["gesture"] for one in choices] == [3, 2, 1]
    assert edited.json("undo")["undone"]["gesture"] == 3
    assert edited.json("show", "members", NUMBER, "--unmasked")["mobile"] == "13900000005"
    assert "已撤销" in edited("undo").out
    assert edited.json("list", "members")["total"] == 0
    edited.json("undo")
    assert edited.fault("undo")["code"] == "nothing_to_undo"


def test_an_older_gesture_is_taken_back_unless_something_newer_stands_in_the_way(edited: Commands) -> None:
    edited.json("add", "branches", "name=一分会", "branch_kind=分会")
    assert edited.json("undo", "--gesture", 3)["undone"]["gesture"] == 3
    edited.json("edit", "members", NUMBER, "name=张叁")
    edited.json("edit", "members", NUMBER, "name=张三丰")
    fault = edited.fault("undo", "--gesture", 6)
    assert (fault["code"], "张三丰" in fault["message"]) == ("undo_blocked", True)
    assert edited.fault("undo", "--gesture", 99)["code"] == "nothing_to_undo"


def test_history_names_who_changed_what_when_and_masks_private_values(edited: Commands) -> None:
    found = edited.json("history", NUMBER)
    newest, opened, oldest = found["entries"]
    assert (opened["gesture"], opened["verb"]) == (oldest["gesture"], "update")  # the first event of the membership
    assert (newest["actor"], oldest["actor"], oldest["verb"]) == ("李干事", "王干事", "create")
    assert newest["fields"] == {"mobile": ["139****0005", "138****0005"], "education": [None, "31"]}
    words = edited("history", "张三").out
    assert "学历: — → 大学专科毕业" in words
    assert NUMBER not in words
    assert words.count("新增会员：张三") == 1
    full = edited.json("history", found["id"], "--unmasked", "--reason", "核对")
    assert full["entries"][0]["fields"]["mobile"] == ["13900000005", "13800000005"]
    assert edited.journal()[0] == "查看了 1 条记录的脱敏信息（会员）：核对"


def test_the_history_of_a_record_in_the_bin_is_found_too(edited: Commands) -> None:
    edited.json("delete", "members", NUMBER)
    assert [entry["verb"] for entry in edited.json("history", NUMBER)["entries"]] == ["delete", "update", "update",
                                                                                         "create"]
    assert edited.fault("history", "没有这个人")["code"] == "record_not_found"
    assert edited.json("history", UNION)["register"] == "unions"


def test_the_journal_lists_what_was_done_newest_first(edited: Commands) -> None:
    entries = edited.json("journal")
    assert [entry["gesture"] for entry in entries] == [3, 2, 1]
    assert entries[0]["changes"] == 1
    assert edited("journal", "--limit", 1).out.startswith("3  ")


def test_an_untouched_office_is_verified_to_the_last_change(practice: Commands) -> None:
    found = practice.json("verify")
    assert found["ok"] is True
    assert found["records"]["members"] == PEOPLE
    assert found["changes"] == sum(found["records"].values())
    practice.json("edit", "members", practice.json("list", "members")["records"][0]["id"], "remark=改过")
    practice.json("undo")
    again = practice.json("verify")
    assert (again["gestures"], again["changes"]) == (found["gestures"] + 2, found["changes"] + 2)
    assert "数据库完好" in practice("verify").out


def test_an_altered_journal_is_found_out(edited: Commands) -> None:
    db = edited.database()
    with db.engine.execution_options(write=True).connect() as connection:
        connection.exec_driver_sql("DROP TRIGGER guard_journal_gesture_update")
        connection.execute(sa.update(GestureRow).where(GestureRow.n == 2).values(actor="别人"))
        connection.commit()
        db.upgrade()  # the guards are back
    db.close()
    fault = edited.fault("verify")
    assert (fault["code"], fault["params"]["n"]) == ("broken_chain", 2)


def test_a_damaged_file_is_found_out(edited: Commands) -> None:
    file = edited.folder / "office.db"
    edited.json("verify")
    data = bytearray(file.read_bytes())
    middle = len(data) // 2
    data[middle:middle + 64] = bytes(64)
    file.write_bytes(data)
    assert edited.fault("verify")["code"] == "damaged_file"
