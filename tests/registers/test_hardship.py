"""Households in hardship: one living file, the arithmetic, last year's figures stay, what caps say of help."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.affairs import hardship_office as home
from tests.offices import ACTOR
from tests.samples import id_number
from union_desk import checking, lifecycle, records, registers
from union_desk.errors import InvalidRecordError
from union_desk.records import AppendOnlyError
from union_desk.registers import hardship_assessing as assessing
from union_desk.registers import hardship_caps

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.database import Database

ASSESSMENTS = registers.get("hardship_assessments")


def refused(office: Database, register: str, **values: object) -> str:
    """Return the sentence with which a record is refused; nothing of it is kept."""
    with office.read() as s:
        before = records.count(s, registers.get(register))
    with pytest.raises(InvalidRecordError) as fault, office.write(ACTOR, "Added") as s:
        home.add(s, register, **values)
    with office.read() as s:
        assert records.count(s, registers.get(register)) == before
    return str(fault.value)


@pytest.fixture
def file(office: Database) -> str:
    """Return a file of a household of three, in an office that knows its low-income line."""
    with office.write(ACTOR, "Opened a file") as s:
        home.low_line(s)
        return home.household(s)


def test_a_household_has_one_living_file_husband_and_wife_together(office: Database, file: str) -> None:
    with office.write(ACTOR, "Added") as s:
        own = records.get(s, home.FILES, file)["member_id"]
        wife = home.worker(s, 7, id_number=id_number(101, "1980-04-05"), birth_date="1980-04-05", name="王芳")
    common = {"region": home.REGION, "main_cause": "05", "registered_by": "周帮扶"}
    again = refused(office, "hardship_files", member_id=own, applied_on="2026-04-01", **common)
    assert "已有在用的困难档案（KN2026-0001）" in again
    assert "§9.3" in again
    assert "KN2026-0001" in refused(office, "hardship_files", member_id=wife, applied_on="2026-04-01", **common)
    with office.write(ACTOR, "Ended") as s:
        home.step(s, file, "withdraw", home.BEGUN, note="本人撤回")
        assert home.add(s, "hardship_files", member_id=wife, applied_on="2026-04-01", **common)
    with pytest.raises(InvalidRecordError, match="一户一档"), office.write(ACTOR, "Added") as s:
        home.add(s, "hardship_persons", file_id=home.household(s, 3), name="王芳", relation="10", member_id=wife)


def test_the_worker_is_no_further_person_and_a_child_needs_consent(office: Database, file: str) -> None:
    with office.read() as s:
        own = records.get(s, home.FILES, file)["member_id"]
    assert "职工本人" in refused(office, "hardship_persons", file_id=file, name="张三", relation="01", member_id=own)
    child = {"file_id": file, "name": "张小", "relation": "31", "born_on": "2020-01-01", "in_household": True}
    with office.read() as s:
        found = checking.validate(registers.get("hardship_persons"), child, checking.Here(s))
    assert [p.code for p in found if p.level == "warning"] == ["guardian"]


def test_the_arithmetic_is_income_less_rigid_spending_by_month_and_person(office: Database, file: str) -> None:
    with office.write(ACTOR, "Assessed") as s:
        row = home.assess(s, file)
        home.add(s, "hardship_incomes", file_id=file, year=2026, line="10", amount=1_000_000)
        other = home.assess(s, file, wages=0, medical=0)
    assert (row["size"], row["income_total"], row["rigid_total"]) == (3, 3_600_000, 3_000_000)
    assert row["per_capita"] == 16_667
    assert (row["proposed"], row["reason"], row["low_line"]) == ("1", "below", home.LINE)
    assert other["rigid_total"] == 3_000_000  # other unavoidable costs count only where the office says so
    with office.write(ACTOR, "Set") as s:
        home.add(s, "norms", name="hardship.counts_other", value=1_00, basis="本单位规定")
        assert home.assess(s, file, wages=0, medical=0)["rigid_total"] == 4_000_000


@pytest.mark.parametrize(("net", "sudden", "told"), [
    (95_999, False, ("1", "below")), (96_000, False, ("2", "relative")), (191_999, False, ("2", "relative")),
    (96_000, True, ("3", "sudden")), (95_999, True, ("1", "below")), (287_999, True, ("3", "sudden")),
    (192_000, False, ("4", "border")), (288_000, False, (None, "above")), (288_000, True, (None, "above")),
    (-500, False, ("1", "below"))])
def test_the_category_follows_from_the_line_and_its_multiples(net: int, sudden: bool, told: tuple[str | None,
                                                                                                  str]) -> None:
    line = assessing.LowLine(96_000, "民政局通知", "2025-01-01")
    assert assessing.propose(net, line, checking.Alone(), sudden=sudden) == told
    assert assessing.propose(net, None, checking.Alone(), sudden=sudden) == (None, "no_line")


def test_the_line_is_the_regions_own_else_the_citys_and_dated(office: Database) -> None:
    with office.write(ACTOR, "Set") as s:
        for region, monthly, begins in (("460100", 90_000, "2024-01-01"), ("460100", 94_000, "2025-07-01"),
                                        ("460106", 99_000, "2026-01-01")):
            home.add(s, "low_income_lines", region=region, monthly=monthly, valid_from=begins, basis="通知")
    with office.read() as s:
        context = checking.Here(s)
        found = [assessing.low_line("460106", day, context) for day in ("2024-05-01", "2025-08-01", "2026-02-01")]
        assert [one.monthly for one in found if one] == [90_000, 94_000, 99_000]
        assert assessing.low_line("460106", "2020-01-01", context) is None
        shipped = assessing.low_line("371083", "2025-06-01", context)
        assert shipped is not None
        assert shipped.monthly == 106_200


def test_last_years_figures_stay_as_they_are(office: Database, file: str) -> None:
    with office.write(ACTOR, "Assessed") as s:
        first = home.assess(s, file, 2025, "2025-12-20")
        home.assess(s, file, 2026, wages=9_000_000)
    with office.read() as s:
        assert records.get(s, ASSESSMENTS, first["id"]) == first
    with pytest.raises(AppendOnlyError), office.write(ACTOR, "Changed") as s:
        records.save(s, ASSESSMENTS, {"note": "改"}, first["id"])
    assert "不能填2026-03-05" in refused(office, "hardship_assessments", file_id=file, year=2024,
                                      assessed_on=home.COMPARED,
                                     assessed_by="周帮扶")
    assert "负数行" in refused(office, "hardship_incomes", file_id=file, year=2026, line="1", amount=-5)


@pytest.mark.parametrize(("register", "values", "told"), [
    ("hardship_visits", {"visit_kind": "1", "visited_on": "2026-03-03", "visitor": "周帮扶", "second_visitor": "周帮扶",
                         "found": "有"}, "不少于2名不同的人员"),
    ("hardship_reviews", {"reviewed_on": "2026-03-06", "chaired_by": "甲", "recorder": "乙", "present": 8,
                          "in_favour": 4,
                          "verdict": "1"}, "半数"),
    ("hardship_reviews", {"reviewed_on": "2026-03-06", "chaired_by": "甲", "recorder": "乙", "present": 8,
                          "in_favour": 6,
                          "against": 3, "verdict": "2"}, "到会只有8人"),
    ("hardship_objections", {"received_on": "2026-03-06", "text": "有房", "answered_on": "2026-03-07"}, "答复应填写"),
    ("hardship_objections", {"received_on": "2026-03-06", "text": "有房", "answered_on": "2026-03-05", "answer": "无",
                             "answered_by": "甲"}, "早于"),
    ("hardship_materials", {"material": "05", "waiver": "没有", "waived_by": "吴主席"}, "不能免交"),
    ("hardship_materials", {"material": "06", "waiver": "没有"}, "原因和审批人"),
    ("hardship_refusals", {"ground": "01", "applies": True, "checked_on": "2026-03-06", "exception": "残疾代步"},
     "审批人"),
    ("hardship_helpers", {"helper": "林主任", "begins": "2026-03-06", "ends": "2026-03-05"}, "早于")])
def test_what_does_not_add_up_is_refused_with_its_rule(
    office: Database, file: str, register: str, values: dict[str, Any], told: str
) -> None:
    assert told in refused(office, register, file_id=file, **values)


def test_causes_differ_and_there_is_one_main_cause(office: Database, file: str) -> None:
    with pytest.raises(InvalidRecordError, match="主要原因1项"), office.write(ACTOR, "Changed") as s:
        records.save(s, home.FILES, {"cause_2": "01"}, file)


# ---- caps


def _judged(s: Session, file: str, **more: object) -> hardship_caps.Told:
    member = records.get(s, home.FILES, file)["member_id"]
    asked: dict[str, Any] = {"member_id": member, "file_id": file, "help_kind": "06", "fund_source": "4",
                             "helped_on": "2026-04-01", "amount": 300_000, **more}
    return hardship_caps.judge(asked, checking.Here(s))


def test_caps_count_money_and_goods_of_the_households_year(office: Database, file: str) -> None:
    with office.write(ACTOR, "Helped") as s:
        assert _judged(s, file).decision == "pass"
        assert [p.code for p in _judged(s, file, in_kind_value=100).reasons] == ["over_once"]
        made = home.helped(s, file, help_kind="06", amount=300_000)
        home.helped(s, file, help_kind="06", amount=200_000)
        told = _judged(s, file)
        assert (told.decision, told.year_total, told.cap) == ("review", 800_000, 600_000)
        assert told.reasons[0].suggestion == 100_000
        assert "山东省送温暖" in told.reasons[0].text()
        assert _judged(s, file, helped_on="2025-04-01").decision == "pass"
        lifecycle.apply_event(s, home.HELP, made, {"event": "withdraw", "happened_on": "2026-04-02", "note": "重复"})
        assert _judged(s, file).decision == "pass"


def test_the_offices_own_cap_is_as_strict_as_it_says(office: Database, file: str) -> None:
    with office.write(ACTOR, "Set") as s:
        home.add(s, "norms", name="help.warmth_time_fen", value=200_000, level="error", basis="本单位送温暖办法第3条")
        told = _judged(s, file)
        assert told.decision == "stop"
        assert "本单位送温暖办法第3条" in told.reasons[0].text()
        made = home.helped(s, file, help_kind="06", amount=300_000)
        assert records.get(s, home.HELP, made)["verdict"] == "stop"
        event = {"event": "approve", "happened_on": "2026-04-02", "decided_by": "吴主席", "note": "同意"}
    with pytest.raises(InvalidRecordError, match="标准拦截"), office.write(ACTOR, "Approved") as s:
        lifecycle.apply_event(s, home.HELP, made, event)
    with office.write(ACTOR, "Approved") as s:
        records.save(s, home.HELP, {"override_reason": "特大火灾", "override_by": "工委会"}, made)
        lifecycle.apply_event(s, home.HELP, made, event)


def test_special_funds_go_to_those_on_file_only(office: Database, file: str) -> None:
    with office.write(ACTOR, "Helped") as s:
        assert _judged(s, file, fund_source="1").decision == "stop"
        assert "专项资金" in _judged(s, file, fund_source="1").reasons[0].text()
        home.on_file(s, file)
        assert _judged(s, file, fund_source="1").decision == "pass"


def test_study_aid_is_capped_by_school_and_file_and_given_once_a_year(office: Database, file: str) -> None:
    with office.write(ACTOR, "Helped") as s:
        made = home.helped(s, file, help_kind="03", amount=300_000)
        home.add(s, "help_study", help_id=made, student="张小川", level="3", school="南海一中", promise=True)
        told = _judged(s, file, id=made, help_kind="03")
        assert [p.code for p in told.reasons] == ["over_study"]
        assert told.reasons[0].suggestion == 200_000
        again = home.helped(s, file, help_kind="03", amount=100_000)
        home.add(s, "help_study", help_id=again, student="张小川", level="3", school="南海一中", promise=True)
        assert [p.code for p in _judged(s, file, id=again, help_kind="03", amount=100_000).reasons] == ["study_twice"]


def test_both_parents_do_not_apply_for_the_same_child(office: Database, file: str) -> None:
    with office.write(ACTOR, "Helped") as s:
        mine = home.helped(s, file, help_kind="03", amount=100_000)
        home.add(s, "help_study", help_id=mine, student="张小川", level="3", school="南海一中", promise=True)
        other = home.worker(s, 7, id_number=id_number(101, "1980-04-05"), birth_date="1980-04-05", name="王芳")
        theirs = records.insert_many(s, home.HELP, [{
            "member_id": other, "help_kind": "03", "fund_source": "4", "helped_on": "2026-05-01", "amount": 1,
            "help_state": "approved", "help_no": "BF9"}])[0]
        assert _judged(s, file, id=mine, help_kind="03", amount=100_000).reasons == ()
        home.add(s, "help_study", help_id=theirs, student="张小川", level="3", school="南海一中", promise=True)
        told = _judged(s, file, id=mine, help_kind="03", amount=100_000)
        assert (told.decision, [p.code for p in told.reasons]) == ("review", ["study_elsewhere"])
        assert "BF9" in told.reasons[0].text()
        assert _judged(s, file, id=mine, help_kind="03", amount=100_000, helped_on="2025-05-01").reasons == ()


def test_medical_help_is_no_more_than_what_the_household_bears(office: Database, file: str) -> None:
    with office.write(ACTOR, "Helped") as s:
        made = home.helped(s, file, help_kind="02", amount=300_000)
        home.add(s, "help_medical", help_id=made, patient="张小川", relation="20", disease="骨折", own_paid=500_000,
                 aid_received=200_000)
        assert _judged(s, file, id=made, help_kind="02", amount=300_000).reasons == ()
        told = _judged(s, file, id=made, help_kind="02", amount=300_001)
        assert [(p.code, p.suggestion) for p in told.reasons] == [("over_own_paid", 300_000)]


def test_welfare_for_hardship_of_the_year_is_named_before_the_same_need_is_helped(office: Database, file: str) -> None:
    with office.write(ACTOR, "Paid") as s:
        member = records.get(s, home.FILES, file)["member_id"]
        records.insert_many(s, registers.get("welfare_claims"), [{
            "member_id": member, "event": "09", "happened_on": "2026-02-01", "amount": 1, "claim_state": "paid",
            "claim_no": "WW7"}])
        told = _judged(s, file)
        assert (told.decision, [p.code for p in told.reasons]) == ("review", ["welfare_already"])
        assert _judged(s, file, help_kind="08", amount=0).reasons == ()  # counselling is another need
        assert _judged(s, file, helped_on="2025-12-31").reasons == ()
