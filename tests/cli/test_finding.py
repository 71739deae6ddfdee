"""Searching, listing, showing: what is found, what is masked, what is journaled."""

from __future__ import annotations

import pytest

from tests.cli.conftest import PEOPLE, Commands
from union_desk.registers import MEMBERS


def first(desk: Commands) -> dict[str, str]:
    """Return the values of one member, in full."""
    with desk.database().read() as session:
        table = MEMBERS.table
        row = session.execute(table.select().where(table.c.mobile.is_not(None)).order_by(table.c.n)).mappings().first()
        assert row is not None
        return dict(row)


def test_a_person_is_found_by_name_pinyin_initials_and_the_end_of_a_number(practice: Commands) -> None:
    person = first(practice)
    initials = "".join(word[0] for word in person["name_pinyin"].split("'")[0].split()).lower()
    for text in (person["name"], person["name_pinyin"].replace(" ", "").replace("'", ""), person["id_number"][-6:],
                 person["mobile"], initials[0]):
        found = practice.json("search", text, "--register", "members", "--limit", 0)
        assert person["id"] in {r["id"] for r in found["results"]}, text
        assert found["total"] == found["count"]


def test_search_masks_private_values_and_counts_what_it_does_not_show(practice: Commands) -> None:
    found = practice.json("search", "4", "--limit", 2, "--register", "members")
    assert found["count"] == 2 < found["total"]
    assert all("****" in r["mobile"] and "****" in r["id_number"] for r in found["results"])
    assert "显示 2 条" in practice("search", "4", "--limit", 2, "--register", "members").out
    assert "脱敏" not in practice.journal()[0]


def test_unmasked_values_are_shown_and_journaled_with_the_reason(practice: Commands) -> None:
    person = first(practice)
    shown = practice.json("show", "members", person["id"], "--unmasked", "--reason", "核对办卡信息")
    assert shown["id_number"] == person["id_number"]
    assert practice.journal()[0] == "查看了 1 条记录的脱敏信息（会员）：核对办卡信息"
    assert person["id_number"] in practice("search", person["id_number"], "--unmasked").out
    assert practice.journal()[0].endswith("命令行操作，未注明事由")
    assert person["mobile"] in practice("list", "members", "--limit", 0, "--unmasked").out
    assert practice.journal()[0].startswith(f"查看了 {PEOPLE} 条记录")
    entries = len(practice.journal())
    practice.json("list", "branches", "--unmasked")  # nothing private in it
    assert len(practice.journal()) == entries


def test_a_list_is_filtered_sorted_and_cut(practice: Commands) -> None:
    everybody = practice.json("list", "members", "--limit", 0)
    assert everybody["total"] == len(everybody["records"]) == PEOPLE
    women = practice.json("list", "members", "--filter", "性别=女", "--limit", 0)
    men = practice.json("list", "members", "--filter", "sex=1", "--limit", 0)
    assert women["total"] + men["total"] == PEOPLE
    assert {r["sex"] for r in women["records"]} == {"2"}
    young = practice.json("list", "members", "--filter", "birth_date>=1990-01-01", "--sort=-birth_date",
                          "--columns", "birth_date", "--limit", 0)["records"]
    births = [r["birth_date"] for r in young]
    assert births == sorted(births, reverse=True)
    assert births[-1] >= "1990-01-01"
    assert {frozenset(r) for r in young} == {frozenset({"id", "revision", "title", "birth_date"})}
    both = practice.json("list", "members", "--filter", "sex=男，女", "--filter", "mobile=*", "--offset", 3,
                         "--limit", 4)
    assert len(both["records"]) == 4
    assert practice.json("list", "members", "--filter", "mobile=")["total"] + both["total"] == PEOPLE


def test_a_branch_is_named_by_its_name_and_by_its_id(practice: Commands) -> None:
    person = first(practice)
    by_id = practice.json("list", "members", "--filter", f"branch_id={person['branch_id']}", "--limit", 0)
    name = practice.json("show", "branches", person["branch_id"])["name"]
    by_name = practice.json("list", "members", "--filter", f"工会小组={name}", "--limit", 0)
    assert by_id["total"] == by_name["total"] > 0
    assert name in practice("list", "members", "--filter", f"工会小组={name}").out


def test_a_record_is_shown_with_what_hangs_on_it(practice: Commands) -> None:
    person = first(practice)
    practice.json("add", "family_members", f"member_id={person['id_number']}", "relation=配偶", "name=王某",
                  "phone=13900000001")
    shown = practice.json("show", "members", person["id_number"])
    assert shown["id"] == person["id"]
    assert [event["event"] for event in shown["children"]["membership_events"]]
    assert shown["children"]["family_members"][0]["phone"] == "139****0001"
    words = practice("show", "会员", person["id"]).out
    assert "家庭成员" in words
    assert person["id_number"] not in words


@pytest.mark.parametrize(("given", "code"), [
    (("list", "nothing"), "unknown_register"), (("list", "members", "--filter", "foo=1"), "unknown_field"),
    (("list", "members", "--filter", "女"), "bad_filter"),
    (("list", "members", "--filter", "sex=外星"), "bad_filter_value"),
    (("list", "members", "--filter", "branch_id=没有"), "bad_filter_value"),
    (("list", "members", "--sort", "foo"), "unknown_field"),
    (("list", "members", "--columns", "name,foo"), "unknown_field"), (("show", "members", "没有"), "record_not_found"),
    (("show", "members", "1"), "several_records"), (("search", "张", "--register", "x"), "unknown_register"),
])
def test_what_is_not_there_is_named(practice: Commands, given: tuple[str, ...], code: str) -> None:
    fault = practice.fault(*given)
    assert fault["code"] == code
    assert "members" not in fault["message"] or code in {"unknown_register", "unknown_field"}


def test_nothing_found_is_an_answer_and_no_fault(practice: Commands) -> None:
    assert practice.json("search", "没有这个人") == {"query": "没有这个人", "total": 0, "count": 0, "results": []}
    assert practice("search", "没有这个人").code == 0
