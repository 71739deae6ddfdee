"""Hardship at work: the procedure with its timers and guards, objections, exit; help paid through the bank; duties."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.affairs import hardship_office as home
from tests.offices import ACTOR
from union_desk import checking, duties, lifecycle, records, registers, undo
from union_desk.affairs import hardship, hardship_figures
from union_desk.affairs import hardship_filing as filing
from union_desk.affairs import hardship_paying as paying
from union_desk.affairs.hardship_reading import NoPaymentHeadingError
from union_desk.errors import InvalidRecordError, UserError
from union_desk.practice_world import World
from union_desk.registers.hardship import TRANSITIONS
from union_desk.search import Query

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from union_desk.database import Database

EVENTS = registers.get("hardship_events")
LEDGER = registers.get("ledger_entries")


def refused(office: Database, file: str, event: str, day: str, **more: object) -> str:
    """Return the sentence that refuses a step, after which the file stands as it stood."""
    with office.read() as s:
        before = records.get(s, home.FILES, file)
    with pytest.raises(UserError) as fault, office.write(ACTOR, "Step") as s:
        home.step(s, file, event, day, **more)
    with office.read() as s:
        assert records.get(s, home.FILES, file) == before
    return str(fault.value)


@pytest.fixture
def file(office: Database) -> str:
    """Return the file of a household that has applied."""
    with office.write(ACTOR, "Opened a file") as s:
        home.low_line(s)
        return home.household(s)


def test_the_review_needs_visit_comparison_grounds_and_assessment(office: Database, file: str) -> None:
    with office.write(ACTOR, "Began") as s:
        home.step(s, file, "begin_visits", home.BEGUN)
    told = refused(office, file, "review", home.REVIEWED)
    for rule in ("不少于2人", "信息比对", "不予建档情形尚未核查", "尚未核定"):
        assert rule in told
    with office.read() as s:
        blocked = {step.event: step.blocked for step in filing.next_steps(s, file)}
    assert len(blocked["review"]) == 4
    assert blocked["compare"] == ()


def test_publicity_lasts_five_working_days_and_waits_for_every_answer(office: Database, file: str) -> None:
    with office.write(ACTOR, "Looked into") as s:
        home.looked_into(s, file)
    assert "没有民主评议记录" in refused(office, file, "publish", home.PUBLISHED)
    with office.write(ACTOR, "Reviewed") as s:
        home.add(s, "hardship_reviews", file_id=file, reviewed_on=home.REVIEWED, chaired_by="吴主席", recorder="周帮扶",
                 present=9, in_favour=8, verdict="1")
    assert f"应至{home.LAST_DAY}" in refused(office, file, "publish", home.PUBLISHED, until="2026-03-13")
    with office.write(ACTOR, "Published") as s:
        home.step(s, file, "publish", home.PUBLISHED)
        assert records.get(s, home.FILES, file)["publicity_until"] == home.LAST_DAY
    assert home.LAST_DAY in refused(office, file, "pass", home.LAST_DAY)
    with office.write(ACTOR, "Objected") as s:
        first = filing.object_to(s, file, "2026-03-10", "另有住房", "李某")
        second = filing.object_to(s, file, "2026-03-11", "收入不实")
    assert "还有2条异议未答复" in refused(office, file, "settle", "2026-03-12")
    with office.write(ACTOR, "Answered") as s:
        assert filing.answer(s, first, "2026-03-12", "系父母住房", "吴主席") == "objected"
        assert filing.answer(s, second, "2026-03-12", "经核实无误", "吴主席") == "publicity"
        assert home.step(s, file, "pass", home.AFTER) == "to_audit"


def test_an_objection_that_is_right_sends_the_file_back(office: Database, file: str) -> None:
    with office.write(ACTOR, "Published") as s:
        home.published(s, file)
        made = filing.object_to(s, file, "2026-03-10", "隐瞒经营收入")
        assert filing.answer(s, made, "2026-03-12", "属实", "吴主席", upheld=True) == "objected"
    assert "有异议成立" in refused(office, file, "settle", "2026-03-12")
    assert "不适用于当前公示" in refused(office, file, "settle_exit", "2026-03-12")
    with office.write(ACTOR, "Upheld") as s:
        assert home.step(s, file, "uphold", "2026-03-12", note="重新核查收入") == "visiting"
    assert "没有入户调查记录" in refused(office, file, "review", "2026-03-13")  # the old visit does not count


def test_the_approval_needs_materials_no_open_ground_and_the_assessed_category(office: Database, file: str) -> None:
    with office.write(ACTOR, "Sent up") as s:
        home.published(s, file)
        home.step(s, file, "pass", home.AFTER)
    keeper = {"decided_by": "周帮扶", "sent_to": "市总工会"}
    assert "应由他人审核" in refused(office, file, "audit", home.AFTER, **keeper)
    with office.write(ACTOR, "Audited") as s:
        home.step(s, file, "audit", home.AFTER, decided_by="吴主席", sent_to="市总工会")
    given_ = {k: v for k, v in home.SUPERIOR.items() if k != "event"}
    assert "户口本" in refused(office, file, "approve", "2026-03-20", **given_)
    with office.write(ACTOR, "Shown") as s:
        filing.show_materials(s, file, home.AFTER)
        records.save(s, registers.get("hardship_refusals"), {"applies": True}, filing.children(
            s, "hardship_refusals", "file_id", file)[0]["id"])
    assert "机动车" in refused(office, file, "approve", "2026-03-20", **given_)
    with office.write(ACTOR, "Excepted") as s:
        records.save(s, registers.get("hardship_refusals"), {"exception": "残疾代步车", "exception_by": "工委会"},
                     filing.children(
            s, "hardship_refusals", "file_id", file)[0]["id"])
    assert "“深度困难”" in refused(office, file, "approve", "2026-03-20", **given_ | {"category": "2"})
    with office.write(ACTOR, "Approved") as s:
        assert home.step(s, file, "approve", "2026-03-20", **given_) == "on_file"
        row = records.get(s, home.FILES, file)
    assert (row["category"], row["opened_on"], row["review_due_on"]) == ("1", "2026-03-20", "2027-03-20")


def test_the_yearly_review_needs_this_years_assessment(office: Database, file: str) -> None:
    with office.write(ACTOR, "On file") as s:
        home.on_file(s, file)
        home.step(s, file, "recheck", "2026-10-12")
    kept = {"category": "1", "decided_by": "吴主席"}
    assert "尚未核定" in refused(office, file, "confirm", "2026-10-12", **kept)
    with office.write(ACTOR, "Assessed") as s:
        home.assess(s, file, 2026, "2026-10-12", wages=100_000, medical=0)
        assert home.step(s, file, "confirm", "2026-10-12", **kept) == "on_file"
        assert records.get(s, home.FILES, file)["review_due_on"] == "2027-10-12"


def test_exit_follow_up_and_opening_again(office: Database, file: str) -> None:
    with office.write(ACTOR, "On file") as s:
        home.on_file(s, file)
        home.step(s, file, "propose_exit", "2026-04-08", decided_by="吴主席", note="收入提高，本人申请")
        until = records.get(s, home.FILES, file)["publicity_until"]
    assert until == "2026-04-15"
    assert until in refused(office, file, "lift", until, decided_by="吴主席")
    with office.write(ACTOR, "Lifted") as s:
        assert home.step(s, file, "lift", "2026-04-16", decided_by="吴主席") == "lifted"
        assert records.get(s, home.FILES, file)["follow_until"] == "2026-10-16"
    assert "不少于6个月" in refused(office, file, "close", "2026-10-15")
    assert "跟踪回访" in refused(office, file, "close", "2026-10-16")
    with office.write(ACTOR, "Closed") as s:
        home.add(s, "hardship_visits", file_id=file, visit_kind="3", visited_on="2026-09-01", visitor="林主任",
                 found="稳定")
        assert home.step(s, file, "close", "2026-10-16") == "exited"
        other = home.add(s, "hardship_files", member_id=records.get(s, home.FILES, file)["member_id"],
                         region=home.REGION,
                         applied_on="2026-10-20", main_cause="05", registered_by="周帮扶")
    assert "一户一档" in refused(office, file, "reopen", "2026-10-21", note="返困")
    with office.write(ACTOR, "Reopened") as s:
        home.step(s, other, "withdraw", "2026-10-21", note="改为恢复原档案")
        assert home.step(s, file, "reopen", "2026-10-21", note="返困") == "visiting"
        assert records.get(s, home.FILES, file)["lifted_on"] is None


@settings(max_examples=8)
@given(walk=st.lists(st.sampled_from(sorted({step.event for step in TRANSITIONS})), min_size=4, max_size=14))
def test_walks_never_leave_the_table(office_maker: Callable[[], Database], walk: list[str]) -> None:
    office = office_maker()
    with office.write(ACTOR, "Opened a file") as s:
        home.low_line(s)
        file = home.household(s)
        home.published(s, file)
    facts = {"decided_by": "吴主席", "sent_to": "市总工会", "note": "说明", "category": "1", "decision": "1号",
             "leaving": "1"}
    for event in walk:
        with office.read() as s:
            before = str(records.get(s, home.FILES, file)["hardship_state"])
        arrow = lifecycle.of(home.FILES).find(before, event)
        try:
            with office.write(ACTOR, "Step") as s:
                after = home.step(s, file, event, "2026-11-02", **facts)
        except (lifecycle.TransitionError, InvalidRecordError):
            with office.read() as s:
                assert records.get(s, home.FILES, file)["hardship_state"] == before
            continue
        assert arrow is not None
        assert after == arrow.target
    with office.read() as s:
        course = filing.children(s, "hardship_events", "file_id", file)
    assert all(one["to_state"] == two["from_state"] for one, two in pairwise(course))


# ---- help and payments


def result_file(path: Path, rows: list[tuple[object, ...]], heading: tuple[str, ...] = (
        "序号", "户名", "账号", "金额", "处理结果", "失败原因")) -> Path:
    """Write a bank's result file."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for line, cells in enumerate([("代发结果",), heading, *rows]):
            sheet.write_row(line, 0, cells)
    return path


def _account(s: Any, file: str, number: str) -> None:
    home.add(s, "hardship_accounts", file_id=file, holder="张三", number=number, bank="南岛银行",
             valid_from="2026-03-01")


def _listed(office: Database) -> tuple[str, list[str]]:
    """Make a list of two payments of union funds; a third help has no account."""
    with office.write(ACTOR, "Made a list") as s:
        home.low_line(s)
        made = []
        for serial in (1, 2, 3):
            file = home.household(s, serial)
            home.on_file(s, file)
            if serial != 3:
                _account(s, file, f"622700000000000000{serial}")
            made.append(home.approved(s, file, amount=100_000 * serial))
        assert [one.why for one in paying.payees(s, "4", "2026-04-06")] == ["", "", "家庭和职工都没有登记发放账户。"]
        return paying.make(s, "4", "2026-04-06", "南岛银行"), made


def test_a_list_goes_to_the_bank_and_comes_back_row_by_row(office: Database, tmp_path: Path) -> None:
    batch, made = _listed(office)
    with office.read() as s:
        row = records.get(s, paying.BATCHES, batch)
        assert (row["row_count"], row["total"], row["batch_state"]) == (2, 300_000, "draft")
    with office.write(ACTOR, "Wrote the list") as s:
        assert paying.write_list(s, batch, tmp_path / "报盘.xlsx") == 2
    path = result_file(tmp_path / "回盘.xlsx", [
        (1, "张三", "6227000000000000001", 1000, "成功", ""), (2, "张三", "6227000000000000002", 2000, "失败",
                                                           "账户已销户"),
        ("", "李四", "6227000000000000009", 5, "成功", ""), ("合计", "", "", 3000, "", "")])
    with pytest.raises(paying.PaymentListStateError, match="已交银行"), office.write(ACTOR, "Read") as s:
        paying.take(s, batch, path, "2026-04-08")
    with office.write(ACTOR, "Read") as s:
        assert paying.submit(s, batch, "2026-04-07", "周帮扶") == 2
        found = paying.take(s, batch, path, "2026-04-08")
        assert (found.count("paid"), found.count("failed"), found.count("unknown"), found.missing) == (1, 1, 1, 0)
        again = paying.take(s, batch, path, "2026-04-09")
        assert (again.changed, again.count("paid"), again.count("failed")) == (0, 1, 1)
        states = [records.get(s, home.HELP, one)["help_state"] for one in made]
        assert states == ["paid", "failed", "approved"]
        (entry,) = records.page(s, LEDGER, Query())
        row = records.get(s, paying.BATCHES, batch)
    assert (entry["amount"], entry["item"], entry["help_id"], entry["method"]) == (100_000, "20304", made[0], "1")
    assert (row["batch_state"], row["paid_count"], row["failed_count"]) == ("settled", 1, 1)
    with office.write(ACTOR, "Mended") as s:
        lifecycle.apply_event(s, home.HELP, made[1], {"event": "mend", "happened_on": "2026-04-10", "note": "换卡"})
        second = paying.make(s, "4", "2026-04-10", "南岛银行")
        assert [line["help_id"] for line in filing.children(s, "help_payments", "batch_id", second)] == [made[1]]


def test_a_list_is_taken_apart_and_empty_or_strange_ones_are_refused(office: Database, tmp_path: Path) -> None:
    batch, made = _listed(office)
    with office.write(ACTOR, "Released") as s:
        assert paying.release(s, batch, "2026-04-06") == 2
        assert {records.get(s, home.HELP, one)["help_state"] for one in made} == {"approved"}
    with pytest.raises(paying.NothingToPayError, match="已批准0笔"), office.write(ACTOR, "Made") as s:
        paying.make(s, "1", "2026-04-06", "南岛银行")
    with office.write(ACTOR, "Made") as s:
        other = paying.make(s, "4", "2026-04-06", "南岛银行")
        paying.submit(s, other, "2026-04-06", "周帮扶")
    strange = result_file(tmp_path / "别的.xlsx", [("a", "b")], ("姓名", "电话"))
    with pytest.raises(NoPaymentHeadingError), office.write(ACTOR, "Read") as s:
        paying.take(s, other, strange, "2026-04-08")


def test_help_by_hand_is_signed_booked_in_one_gesture_and_undone_as_one(office: Database, file: str) -> None:
    with office.write(ACTOR, "Approved") as s:
        home.on_file(s, file)
        made = home.approved(s, file, help_kind="06", amount=50_000, in_kind="米", in_kind_value=10_000)
    with pytest.raises(InvalidRecordError, match="本人签领"), office.write(ACTOR, "Paid") as s:
        paying.pay(s, made, {"happened_on": "2026-04-03"})
    with pytest.raises(InvalidRecordError, match="经办"), office.write(ACTOR, "Paid") as s:
        paying.pay(s, made, {"happened_on": "2026-04-03", "cashier": "周帮扶", "signed_by": "张三"})
    with office.write(ACTOR, "Paid") as s:
        paying.pay(s, made, {"happened_on": "2026-04-03", "cashier": "郑出纳", "signed_by": "张三"})
        (entry,) = records.page(s, LEDGER, Query())
    assert (entry["amount"], entry["item"], entry["cashier"], entry["approver"]) == (60_000, "20305", "郑出纳",
                                                                                     "吴主席")
    undo.undo(office, ACTOR)
    with office.read() as s:
        assert records.count(s, LEDGER) == 0
        assert records.get(s, home.HELP, made)["help_state"] == "approved"


def test_a_budget_that_is_spent_stops_the_payment_as_a_whole(office: Database, file: str) -> None:
    with office.write(ACTOR, "Approved") as s:
        home.on_file(s, file)
        made = home.approved(s, file)
        home.add(s, "budgets", year=2026, category="203", amount=50_000, decision="纪要")
    with pytest.raises(InvalidRecordError), office.write(ACTOR, "Paid") as s:
        paying.pay(s, made, {"happened_on": "2026-04-03", "cashier": "郑出纳", "signed_by": "张三"})
    with office.read() as s:
        assert records.get(s, home.HELP, made)["help_state"] == "approved"


@pytest.mark.parametrize(("kind", "told"), [("02", "医疗救助应填写"), ("03", "助学应填写")])
def test_medical_help_and_study_aid_need_their_particulars(office: Database, file: str, kind: str, told: str) -> None:
    with office.write(ACTOR, "Asked") as s:
        made = home.helped(s, file, help_kind=kind)
    with pytest.raises(InvalidRecordError, match=told), office.write(ACTOR, "Approved") as s:
        lifecycle.apply_event(s, home.HELP, made, {"event": "approve", "happened_on": "2026-04-02",
                                                   "decided_by": "吴主席",
                                                   "note": "同意"})


# ---- duties, figures, practice


def test_today_says_what_hardship_waits_for(office: Database, file: str) -> None:
    def told(day: str) -> dict[str, int]:
        with office.read() as s:
            return {duty.code: duty.count for duty in hardship.duties(s, day) if duty.count}

    assert told("2026-03-18") == {"hardship_visit": 1}
    with office.write(ACTOR, "Published") as s:
        home.published(s, file)
    assert told("2026-03-10") == {"hardship_public_now": 1}
    with office.write(ACTOR, "Objected") as s:
        made = filing.object_to(s, file, "2026-03-10", "有房")
    assert told("2026-03-17") == {"hardship_objections_open": 1}
    assert told("2026-03-18") == {"hardship_objections": 1}
    with office.write(ACTOR, "Answered") as s:
        filing.answer(s, made, "2026-03-12", "不属实", "吴主席")
    assert told("2026-03-17") == {"hardship_publicity": 1}
    with office.write(ACTOR, "Approved") as s:
        home.step(s, file, "pass", home.AFTER)
        home.step(s, file, "audit", home.AFTER, decided_by="吴主席", sent_to="市总工会")
        filing.show_materials(s, file, home.AFTER)
        home.step(s, file, "approve", "2026-03-20", **{k: v for k, v in home.SUPERIOR.items() if k != "event"})
    assert told("2026-04-01") == {"hardship_no_helper": 1}
    assert told("2027-03-15") == {"hardship_no_helper": 1, "hardship_review": 1}
    assert told("2027-06-15")["hardship_declaration"] == 1
    with office.write(ACTOR, "Helped") as s:
        home.add(s, "hardship_helpers", file_id=file, helper="林主任", begins="2026-03-20")
        made = home.approved(s, file)
        home.helped(s, file)
    assert told("2026-08-01") == {"help_requested": 1, "help_approved": 1}
    assert told("2026-10-01")["hardship_helper_visit"] == 1


def test_the_practice_office_has_households_at_every_stage(office: Database) -> None:
    with office.write(ACTOR, "Practised") as s:
        people = [records.get(s, registers.get("members"), home.worker(s, serial)) for serial in range(1, 17)]
        hardship.practise(World(s, random.Random(5), checking.today(), people, {}))
    with office.read() as s:
        states = {row["hardship_state"] for row in records.page(s, home.FILES, limit=-1)}
        assert states >= {"applied", "visiting", "publicity", "objected", "to_audit", "superior", "on_file", "refused",
                          "lifted"}
        found = {one.id: one for one in hardship_figures.of_year(s, "2000-01-01", "2100-12-31")}
        assert sum(found[f"hardship_files_{code}"].value for code in "123") > 3
        assert found["hardship_lifted"].value >= 1
        paid = [row for row in records.page(s, home.HELP, limit=-1) if row["help_state"] == "paid"]
        assert found["help_persons"].value == len(paid) > 0
        assert found["help_amount"].value == sum(row["amount"] + (row["in_kind_value"] or 0) for row in paid)
        assert records.count(s, home.HELP, found["help_persons"].query) == len(paid)
        assert found["help_persons"].value == sum(one.value for name, one in found.items()
                                                  if name.startswith("help_0") and name.endswith("_persons"))
        codes = {duty.code for duty in duties.read(s)}
        assert codes >= {"help_failed", "hardship_objections_open", "hardship_audit", "hardship_follow_up"}
        assert filing.view(s, records.page(s, home.FILES, limit=1)[0]["id"])["worker"]["name"]


def test_help_that_is_approved_keeps_its_amount_and_who_gets_it(office: Database, file: str) -> None:
    with office.write(ACTOR, "Approved") as s:
        home.on_file(s, file)
        made = home.approved(s, file)
        before = records.get(s, home.HELP, made)
    for change in ({"amount": 99_999_900}, {"help_kind": "06"}):
        with pytest.raises(InvalidRecordError, match="撤回"), office.write(ACTOR, "Changed") as s:
            records.save(s, home.HELP, change, made)
    with office.write(ACTOR, "Noted") as s:
        assert records.get(s, home.HELP, made) == before
        records.save(s, home.HELP, {"note": "已电话告知"}, made)
