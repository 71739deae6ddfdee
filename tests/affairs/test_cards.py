"""Service cards: pre-check, batches by cut-off day, the bank's file, handing out, ageing, registration, figures."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.styles import Font

from tests.affairs.cards_office import (
    BATCHES,
    CARDS,
    DAY,
    MEMBERS,
    SIGNED,
    card_number,
    handed_in,
    number_of,
    people,
    result_file,
    state,
)
from tests.offices import ACTOR
from union_desk import checking, duties, journal, lifecycle, practice_office, records, registers
from union_desk.affairs import (
    cards,
    cards_activation,
    cards_applying,
    cards_batches,
    cards_figures,
    cards_handing,
    cards_results,
    cards_template,
)
from union_desk.affairs.cards_reading import NoActivationHeadingError, NoResultHeadingError
from union_desk.errors import InvalidRecordError
from union_desk.papers import card_batch_cover
from union_desk.practice_world import World
from union_desk.registers.cards_rules import LIVE
from union_desk.schema.problem import ERROR
from union_desk.search import Filter, Query

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from union_desk.database import Database


def codes_of(checked: cards_applying.Checked, level: str = ERROR) -> set[str]:
    """Return the codes of what was objected to."""
    return {p.code for p in checked.problems if p.level == level}


def test_those_without_a_card_apply_and_the_others_are_told_why(office: Database) -> None:
    with office.write(ACTOR, "Applied") as s:
        ids = people(s, 4)
        lifecycle.apply_event(s, MEMBERS, ids[3], {"event": "withdraw", "happened_on": "2026-01-01"})
        assert cards_applying.without_card(s) == ids[:3]
        found = cards_applying.apply_for(s, [ids[0], ids[0], ids[3]], DAY, **SIGNED)
        assert len(found.made) == 1
        assert list(found.refused) == [ids[3]]
        assert cards_applying.without_card(s) == ids[1:3]
    with office.read() as s:
        assert records.count(s, CARDS) == 1
        assert journal.verify(s) == 1


@pytest.mark.parametrize(("changes", "card", "wrong", "warned"), [
    ({}, {}, set(), set()),
    ({"education": None}, {}, {"incomplete"}, set()),
    ({"id_valid_to": "2026-03-01"}, {}, {"document"}, set()),
    ({"id_valid_to": "2026-04-01"}, {}, set(), {"document"}),
    ({"id_valid_to": "2026-04-01", "id_no_expiry": True}, {}, set(), set()),
    ({}, {"own_will": None}, {"not_signed"}, set()),
    ({}, {"apply_kind": "2"}, {"card_tail"}, set()),
    ({"employment_form": "7"}, {}, set(), {"exclude_rehired"}),
    ({"employment_status": "3"}, {}, set(), {"exclude_not_in_post"}),
    ({"employment_form": "6"}, {}, set(), {"exclude_temporary"}),
])
def test_the_check_before_handing_in_says_what_the_bank_would_object_to(
    office: Database, changes: dict[str, Any], card: dict[str, Any], wrong: set[str], warned: set[str]
) -> None:
    with office.write(ACTOR, "Applied") as s:
        cards_applying.apply_for(s, people(s, 1, **changes), DAY, **SIGNED | card)
        (found,) = cards_applying.precheck(s, cards_applying.waiting(s), DAY)
        assert (codes_of(found), codes_of(found, "warning")) == (wrong, warned)
        assert found.sound == (not wrong)


def test_the_office_may_switch_a_warning_off(office: Database) -> None:
    with office.write(ACTOR, "Applied") as s:
        cards_applying.apply_for(s, people(s, 1, employment_form="7"), DAY, **SIGNED)
        records.save(s, registers.get("norms"), {"name": "cards.exclude_rehired", "value": 0, "basis": "本市规定"})
        (found,) = cards_applying.precheck(s, cards_applying.waiting(s), DAY)
        assert found.problems == ()


@pytest.mark.parametrize(("day", "month"), [
    ("2026-03-20", "2026-03"), ("2026-03-21", "2026-04"), ("2026-12-21", "2027-01"), ("2026-01-01", "2026-01")])
def test_after_the_cut_off_day_an_application_belongs_to_the_next_month(
    office: Database, day: str, month: str
) -> None:
    with office.read() as s:
        assert cards_batches.month_of(s, day) == month


def test_a_batch_takes_the_sound_ones_of_its_month_and_freezes_them(office: Database) -> None:
    with office.write(ACTOR, "Batched") as s:
        ids = people(s, 3)
        cards_applying.apply_for(s, ids[:1], DAY, **SIGNED)
        cards_applying.apply_for(s, ids[1:2], DAY)  # not signed
        cards_applying.apply_for(s, ids[2:], "2026-03-25", **SIGNED)  # April
        made = cards_batches.make(s, "2026-03", DAY, bank_name="和风银行")
        assert (len(made.cards), [codes_of(one) for one in made.left_out]) == (1, [{"not_signed"}])
        records.save(s, MEMBERS, {"mobile": "13900009999"}, ids[0])
        card = records.get(s, CARDS, made.cards[0])
        assert (card["holder_name"], card["holder_mobile"]) == ("洪晓明", "13900000001")
        batch = records.get(s, BATCHES, made.id)
        assert (batch["batch_no"], batch["row_count"], batch["batch_state"]) == ("20260301", 1, "draft")
        rows = [cards_batches.printed(row) for row in cards_batches.cards_of(s, made.id)]
        assert batch["checksum"] == card_batch_cover.checksum(rows, None)  # type: ignore[arg-type]  # numbers are given
        with pytest.raises(cards_batches.NothingSoundError):
            cards_batches.make(s, "2026-03", DAY, bank_name="和风银行")
        assert cards_batches.release(s, made.id) == 1
        assert cards_batches.make(s, "2026-03", DAY, bank_name="和风银行").number == "20260302"


def test_a_batch_is_handed_in_once(office: Database) -> None:
    with office.write(ACTOR, "Submitted") as s:
        batch, ids = handed_in(s, 2)
        assert {state(s, card) for card in ids} == {"submitted"}
        assert records.get(s, BATCHES, batch)["batch_state"] == "submitted"
        with pytest.raises(cards_batches.BatchStateError, match="待报送"):
            cards_batches.submit(s, batch, DAY, "刘干事", "usb")


def rows_of(s: Session, ids: list[str]) -> list[dict[str, Any]]:
    """Return cards in order."""
    return [records.get(s, CARDS, card) for card in ids]


def test_every_row_of_the_result_is_accounted_for_and_a_second_reading_changes_nothing(
    office: Database, tmp_path: Path
) -> None:
    with office.write(ACTOR, "Read the result") as s:
        batch, ids = handed_in(s, 5)
        first, second, third, fourth, _fifth = rows_of(s, ids)
        path = result_file(tmp_path / "回盘.xlsx", [
            (first["holder_name"], first["holder_id_number"], card_number(1), "成功", ""),
            (second["holder_name"], second["holder_id_number"], "", "失败", "身份证过期，请更换"),
            ("别的人", third["holder_id_number"], card_number(2), "成功", ""),
            (fourth["holder_name"], fourth["holder_id_number"], card_number(3)[:-1] + "x", "成功", ""),
            ("无此人", number_of(77), card_number(4), "成功", ""),
            (first["holder_name"], first["holder_id_number"], card_number(5), "成功", ""),
        ])
        found = cards_results.take(s, batch, path, "2026-04-02")
        assert len(found.lines) == sum(found.count(name) for name in ("issued", "rejected", "unknown"))
        assert {name: found.count(name) for name in ("issued", "rejected", "unknown")} == {
            "issued": 1, "rejected": 1, "unknown": 4}
        assert (found.changed, len(found.lines)) == (2, 6)
        assert set(found.missing) == {rows_of(s, ids)[4]["application_no"]}
        assert [state(s, card) for card in ids] == ["issued", "rejected", "submitted", "submitted", "submitted"]
        one, two = rows_of(s, ids[:2])
        assert (one["card_number"], one["card_tail"]) == (card_number(1), card_number(1)[-4:])
        assert two["reject_reason"] == "02"
        row = records.get(s, BATCHES, batch)
        assert (row["batch_state"], row["issued_count"], row["rejected_count"]) == ("returned", 1, 1)
        assert first["holder_id_number"] not in str(found.document())
    with office.write(ACTOR, "Read the result again") as s:
        again = cards_results.take(s, batch, path, "2026-04-05")
        assert (again.changed, again.count("issued"), again.count("rejected")) == (0, 1, 1)
        assert len(again.lines) == again.count("issued") + again.count("rejected") + again.count("unknown")
        assert records.get(s, BATCHES, batch) == row
    with office.read() as s:
        assert journal.verify(s) == 1  # the second reading changed nothing, so there is no gesture of it


def test_a_refused_application_goes_into_another_batch_and_the_old_file_still_changes_nothing(
    office: Database, tmp_path: Path
) -> None:
    with office.write(ACTOR, "Read the result") as s:
        batch, (card,) = handed_in(s, 1)
        person = records.get(s, CARDS, card)
        refusal = (person["holder_name"], person["holder_id_number"], "", "失败", "已有卡")
        path = result_file(tmp_path / "一.xlsx", [refusal])
        cards_results.take(s, batch, path, "2026-04-02")
        lifecycle.apply_event(s, CARDS, card, {"event": "reapply", "happened_on": "2026-04-03"})
        made = cards_batches.make(s, "2026-04", "2026-04-10", bank_name="和风银行")
        assert made.cards == (card,)
        assert cards_results.take(s, batch, path, "2026-04-11").changed == 0
        cards_batches.submit(s, made.id, "2026-04-12", "刘干事", "mail")
        good = result_file(tmp_path / "二.xlsx", [
            (person["holder_name"], person["holder_id_number"], card_number(8), "", "")])
        assert cards_results.take(s, made.id, good, "2026-04-20").count("issued") == 1
        assert state(s, card) == "issued"
        assert cards_results.take(s, batch, path, "2026-04-21").changed == 0


def test_a_replacement_is_settled_and_the_present_card_gets_the_new_number(office: Database, tmp_path: Path) -> None:
    with office.write(ACTOR, "Replaced") as s:
        (who,) = people(s, 1)
        old = lifecycle.create(s, CARDS, {"member_id": who, "applied_on": "2026-01-05"}, {
            "event": "register", "happened_on": "2026-01-05", "card_number": card_number(1)}).id
        lifecycle.apply_event(s, CARDS, old, {"event": "report_lost", "happened_on": "2026-03-01"})
        cards_applying.apply_for(s, [who], DAY, apply_kind="4", existing_card_tail=card_number(1)[-4:], **SIGNED)
        made = cards_batches.make(s, "2026-03", DAY, bank_name="和风银行")
        cards_batches.submit(s, made.id, DAY, "刘干事", "usb")
        path = result_file(tmp_path / "补卡.xlsx", [("洪晓明", number_of(1), card_number(2), "成功", "")])
        assert cards_results.take(s, made.id, path, "2026-03-30").count("issued") == 1
        assert [state(s, old), state(s, made.cards[0])] == ["replaced", "settled"]
        assert records.get(s, CARDS, old)["card_number"] == card_number(2)
        assert cards_results.take(s, made.id, path, "2026-03-31").changed == 0


def test_the_banks_workbook_is_filled_as_it_is(office: Database, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["和风银行批量开卡申请表"])
    sheet.append(["序号", "*证件号码", "姓名", "手机号", "开户网点"])
    sheet["C3"].font = Font(name="仿宋", bold=True)
    book.save(tmp_path / "模板.xlsx")
    with office.write(ACTOR, "Filled") as s:
        batch, ids = handed_in(s, 3)
        assert cards_template.fill(s, batch, tmp_path / "模板.xlsx", tmp_path / "填好.xlsx") == 3
        with pytest.raises(cards_template.TemplateError, match="无法填写"):
            cards_template.fill(s, batch, result_file(tmp_path / "a.xlsx", [], ("甲",)), tmp_path / "b.xlsx")
        filled = openpyxl.load_workbook(tmp_path / "填好.xlsx").worksheets[0]
        for place, row in enumerate(rows_of(s, ids), 3):
            told = [filled.cell(place, column).value for column in range(1, 6)]
            assert told == [place - 2, row["holder_id_number"], row["holder_name"], row["holder_mobile"], None]
            assert filled.cell(place, 3).font.name == "仿宋"
    heading = [filled.cell(2, column).value for column in range(1, 6)]
    assert heading == ["序号", "*证件号码", "姓名", "手机号", "开户网点"]
    assert filled["A1"].value == "和风银行批量开卡申请表"


def test_a_file_without_headings_is_refused_with_a_sentence(office: Database, tmp_path: Path) -> None:
    with office.write(ACTOR, "Read") as s:
        batch, _ids = handed_in(s, 1)
        path = result_file(tmp_path / "名单.xlsx", [("甲", "1", "2", "3", "4")], ("甲", "乙", "丙", "丁", "戊", "己"))
        with pytest.raises(NoResultHeadingError, match=r"名单\.xlsx不是回盘文件"):
            cards_results.take(s, batch, path, DAY)


def test_cards_in_use_before_are_taken_over_from_the_banks_list(office: Database, tmp_path: Path) -> None:
    with office.write(ACTOR, "Took over") as s:
        people(s, 2)
        path = result_file(tmp_path / "存量.xlsx", [
            ("洪晓明", number_of(1), card_number(1), "", ""), ("陈海", number_of(2), "123", "", ""),
            ("无此人", number_of(9), card_number(3), "", "")])
        found = cards_results.take_over(s, path, DAY)
        assert (found.changed, found.count("issued"), found.count("unknown")) == (1, 1, 2)
        assert cards_results.take_over(s, path, DAY).changed == 0
        assert records.count(s, CARDS) == 1


def issued(s: Session, tmp_path: Path, count: int) -> tuple[str, list[str]]:
    """Return a batch whose cards are all issued."""
    batch, ids = handed_in(s, count)
    path = result_file(tmp_path / "成功.xlsx", [
        (row["holder_name"], row["holder_id_number"], card_number(place), "成功", "")
        for place, row in enumerate(rows_of(s, ids))])
    cards_results.take(s, batch, path, "2026-04-02")
    return batch, ids


def test_cards_go_from_the_bank_to_the_members_or_back_after_their_time(office: Database, tmp_path: Path) -> None:
    with office.write(ACTOR, "Handed out") as s:
        batch, ids = issued(s, tmp_path, 3)
        assert cards_handing.receive(s, batch, "2026-04-10", "刘干事", "交接单1号") == 3
        assert records.get(s, BATCHES, batch)["batch_state"] == "collected"
        assert sorted(cards_handing.to_deliver(s)) == sorted(ids)
        with pytest.raises(InvalidRecordError, match="代领"):
            cards_handing.deliver(s, ids[:1], "2026-04-12", proxy_name="赵鹏")
        assert state(s, ids[0]) == "received"
        assert cards_handing.deliver(s, ids[:2], "2026-04-12", handled_by="刘干事") == 2
        assert cards_handing.activate(s, ids[:1], "2026-04-20") == 1
        assert cards_handing.uncollected(s, "2026-07-08") == []
        with pytest.raises(cards_handing.NothingToHandOverError):
            cards_handing.give_back(s, "2026-07-08", "刘干事")
        with pytest.raises(InvalidRecordError, match="2026-07-09"):
            lifecycle.apply_event(s, CARDS, ids[2], {"event": "return", "happened_on": "2026-07-08"})
        assert cards_figures.ageing(s, "2026-07-09") == {"0-30": 0, "31-60": 0, "61-90": 1, "91-": 0}
        assert {d.code: d.count for d in cards.duties(s, "2026-07-09") if d.count} == {
            "cards_uncollected": 1, "cards_unused": 1}
        assert cards_handing.give_back(s, "2026-07-09", "刘干事") == [ids[2]]
        assert cards_figures.coverage(s).text() == "66.7%"
        assert cards_figures.activation(s) == cards_figures.Ratio(1, 2)


def test_the_banks_list_of_activations_accounts_for_every_row_and_is_read_once(
    office: Database, tmp_path: Path
) -> None:
    with office.write(ACTOR, "Handed out") as s:
        batch, ids = issued(s, tmp_path, 5)
        cards_handing.receive(s, batch, "2026-04-10", "刘干事")
        cards_handing.deliver(s, ids[:4], "2026-04-12")
        cards_handing.activate(s, ids[3:4], "2026-04-13")
        one, two, three, four, five = rows_of(s, ids)
        heading = ("序号", "户名", "证件号码", "卡号", "激活状态", "激活日期")
        path = result_file(tmp_path / "激活.xlsx", [
            (one["holder_name"], "", one["card_number"], "已激活", "2026-04-15"),
            (two["holder_name"], two["holder_id_number"], "", "未激活", ""),
            ("别的人", "", three["card_number"], "已激活", "2026-04-15"),
            (four["holder_name"], "", four["card_number"], "已激活", "2026-04-13"),
            (five["holder_name"], "", five["card_number"], "已激活", "2026-04-15"),
            ("", "", card_number(77), "已激活", ""),
            (one["holder_name"], "", one["card_number"], "已激活", "2026-04-16"),
            (three["holder_name"], three["holder_id_number"], "", "已激活", "2026-04-11"),
        ], heading)
        found = cards_activation.take(s, path, "2026-04-20")
        assert [line.outcome for line in found.lines] == [
            "activated", "not_yet", "unknown", "known", "unknown", "unknown", "unknown", "unknown"]
        assert len(found.lines) == sum(found.count(name) for name in cards_activation.OUTCOMES)
        assert "激活" in found.lines[4].reason  # not signed for yet: the table of transitions says what is possible
        assert [state(s, card) for card in ids] == ["activated", "delivered", "delivered", "activated", "received"]
        assert records.get(s, CARDS, ids[0])["activated_on"] == "2026-04-15"
        assert one["card_number"] not in str(found.document())
    with office.write(ACTOR, "Read it again") as s:
        again = cards_activation.take(s, path, "2026-04-21")
        assert (again.count("activated"), again.count("known")) == (0, 2)
    with office.read() as s:
        assert journal.verify(s) == 1


def test_a_file_that_is_no_list_of_activations_is_refused_with_a_sentence(office: Database, tmp_path: Path) -> None:
    path = result_file(tmp_path / "名单.xlsx", [("甲", "1", "2", "3", "4")])
    with office.write(ACTOR, "Read") as s, pytest.raises(NoActivationHeadingError, match=r"名单\.xlsx不是激活清单"):
        cards_activation.take(s, result_file(path, [], ("甲", "乙")), DAY)


def test_cards_of_a_group_are_those_of_the_groups_below_it_too(office: Database, tmp_path: Path) -> None:
    with office.write(ACTOR, "Handed out") as s:
        branches = registers.get("branches")
        above = records.save(s, branches, {"name": "和风分会", "branch_kind": "1"}).id
        below = records.save(s, branches, {"name": "一组", "branch_kind": "2", "parent_id": above}).id
        batch, ids = issued(s, tmp_path, 2)
        cards_handing.receive(s, batch, "2026-04-10", "刘干事")
        member = records.get(s, CARDS, ids[0])["member_id"]
        records.save(s, MEMBERS, {"branch_id": below}, member)
        assert cards_handing.to_deliver(s, branch=above) == [ids[0]]
        assert cards_handing.to_deliver(s, branch=below, batch=batch) == [ids[0]]


def test_the_cards_of_leavers_are_proposed_and_cancelled_with_the_reason(office: Database) -> None:
    with office.write(ACTOR, "Left") as s:
        one, two = people(s, 2)
        opening = {"event": "register", "happened_on": "2026-01-05"}
        ids = [lifecycle.create(s, CARDS, {"member_id": who, "applied_on": "2026-01-05"}, opening | {
            "card_number": card_number(n)}).id for n, who in enumerate((one, two))]
        lifecycle.apply_event(s, MEMBERS, one, {"event": "expel", "happened_on": "2026-02-01", "decision": "工发1号"})
        found = {d.code: d for d in duties.read(s, "2026-03-01")}["cards_of_leavers"]
        assert (found.count, found.register) == (1, "cards")
        for day, card in (("2026-01-31", ids[0]), ("2026-03-01", ids[1])):  # too early; and a member still
            with pytest.raises(InvalidRecordError, match="C10"):
                lifecycle.apply_event(s, CARDS, card, {"event": "cancel", "happened_on": day, "end_reason": "3"})
        assert cards_handing.end_with_membership(s, "2026-03-01") == 1
        assert [state(s, card) for card in ids] == ["cancelled", "activated"]
        assert records.get(s, CARDS, ids[0])["end_reason"] == "3"


def test_a_year_is_registered_once_for_each_card_in_use(office: Database) -> None:
    with office.write(ACTOR, "Registered") as s:
        (who,) = people(s, 1)
        card = lifecycle.create(s, CARDS, {"member_id": who, "applied_on": "2026-01-05"}, {
            "event": "register", "happened_on": "2026-01-05", "card_number": card_number(1)}).id
        assert cards_handing.register_year(s, 2026, "2026-02-01", paid=True) == 1
        assert cards_handing.register_year(s, 2026, "2026-02-02", paid=True) == 0
        (row,) = records.page(s, registers.get("card_registrations"))
        assert (row["card_id"], row["amount"], row["paid_on"]) == (card, 7000, "2026-02-01")


def test_the_practice_office_has_believable_cards_that_pass_their_own_rules(office: Database) -> None:
    practice_office.fill(office, ACTOR, 120, seed=3)
    with office.write(ACTOR, "Practised") as s:
        members = records.page(s, MEMBERS, Query(filters=(Filter("membership_state", "is", ("active",)),)), limit=200)
        cards.practise(World(s, random.Random(3), checking.today(), members, {}))
    with office.read() as s:
        rows = records.page(s, CARDS, limit=500)
        assert len(rows) > 60
        assert {row["card_state"] for row in rows} >= {"applied", "activated"}
        for row in rows[:40]:
            found = checking.validate(CARDS, row, checking.Here(s, row["id"]))
            assert [str(p) for p in found if p.level == ERROR] == []
            steps = [e for e in records.page(s, registers.get("card_events"), limit=2000) if e["card_id"] == row["id"]]
            assert steps[-1]["to_state"] == row["card_state"]
        live = [r["member_id"] for r in rows if r["card_state"] in LIVE]
        assert len(live) == len(set(live))
        assert cards_figures.coverage(s).part == len(live)
