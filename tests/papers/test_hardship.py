"""Papers of hardship: the publicity sheet shows nothing private, whatever the books hold; the file its arithmetic."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.affairs import hardship_office as home
from tests.offices import ACTOR
from tests.papers.reading import printed, text
from union_desk import records, registers
from union_desk.affairs import hardship_paying as paying
from union_desk.papers import gathering

if TYPE_CHECKING:
    from union_desk.database import Database

ACCOUNT = "6227000000000000006"
# What is marked stands in the books of the household, and never on the sheet that everybody reads
MARKED = {"address": "标记路77号", "disease": "标记尿毒症", "child": "标记小川", "spouse": "标记王芳",
          "unit_of_child": "标记中学",
          "objector": "标记异议人", "found": "标记透析三年", "relief": "标记救助卡", "remark": "标记备注"}


def made(office: Database, form: str, ids: list[str], **details: Any) -> str:
    """Print a form from the books and return its text."""
    with office.read() as s:
        found = gathering.gather(s, form, ids)
    return text(printed(form, found.rows, replace(found.details, day="2026-03-09", reproducible=True, **details)))


@pytest.fixture
def file(office: Database) -> str:
    """Return a file in publicity whose household has marked values in every private field."""
    with office.write(ACTOR, "Published") as s:
        home.low_line(s)
        own = home.worker(s, 1, home_address=MARKED["address"], department="总装车间")
        file = home.household(s, 2, member_id=own, circumstances=MARKED["disease"], relief_card=MARKED["relief"],
                              remark=MARKED["remark"])
        home.add(s, "hardship_persons", file_id=file, name=MARKED["child"], relation="31", unit=MARKED["unit_of_child"])
        home.add(s, "hardship_persons", file_id=file, name=MARKED["spouse"], relation="10", note=MARKED["disease"])
        home.add(s, "hardship_accounts", file_id=file, holder="张三", number=ACCOUNT, bank="南岛银行",
                 valid_from="2026-03-01")
        home.published(s, file)
        home.add(s, "hardship_visits", file_id=file, visit_kind="4", visited_on="2026-03-09", visitor="甲",
                 found=MARKED["found"])
        home.add(s, "hardship_objections", file_id=file, received_on="2026-03-10", text=MARKED["found"],
                 objector=MARKED["objector"])
        return file


def test_the_publicity_sheet_shows_name_unit_category_broad_cause_amount_period_and_nothing_else(
    office: Database, file: str
) -> None:
    for details in ({}, {"unmasked": True}):
        sheet = made(office, "hardship-publicity", [file], **details)
        for word in ("张三", "和风机械厂总装车间", "深度困难", "因病", "5000.00", "2026-03-09至2026-03-16",
                     "监督电话", "拟建档"):
            assert word in sheet
        with office.read() as s:
            worker = records.get(s, registers.get("members"), records.get(s, home.FILES, file)["member_id"])
        private = [*MARKED.values(), ACCOUNT, ACCOUNT[-4:], worker["id_number"], worker["id_number"][-4:],
                   worker["mobile"],
                   "本人大病", "张小川", "王芳", "16,667", "166.67", "36000"]
        assert [word for word in private if word in sheet] == []


def test_the_file_shows_the_arithmetic_line_by_line_and_the_tail_of_the_account(office: Database, file: str) -> None:
    sheet = made(office, "hardship-file", [file])
    for word in ("加：工资性收入：36000.00元", "减：自付医疗支出：30000.00元",
                 "（36,000.00−30,000.00）÷12÷5=人均每月100.00元",
                 "建议类别：深度困难", "低于低保标准960.00元", "****0006", MARKED["spouse"]):
        assert word in sheet
    assert ACCOUNT not in sheet
    assert ACCOUNT in made(office, "hardship-file", [file], unmasked=True)


def test_records_of_visit_and_review_and_the_exit_form_name_file_and_worker(office: Database, file: str) -> None:
    with office.read() as s:
        ids = {name: [row["id"] for row in records.page(s, registers.get(name), limit=1)]
               for name in ("hardship_visits", "hardship_reviews")}
    assert "冯组长" in made(office, "hardship-visit", ids["hardship_visits"])
    assert "KN2026-0001" in made(office, "hardship-review", ids["hardship_reviews"])
    assert "张三" in made(office, "hardship-exit", [file])


def test_the_payment_list_shows_tails_unless_asked_for_in_full(office: Database) -> None:
    with office.write(ACTOR, "Listed") as s:
        home.low_line(s)
        file = home.household(s)
        home.on_file(s, file)
        home.add(s, "hardship_accounts", file_id=file, holder="张三", number=ACCOUNT, bank="南岛银行",
                 valid_from="2026-03-01")
        one = home.approved(s, file)
        batch = paying.make(s, "4", "2026-04-06", "南岛银行")
    assert "****0006" in made(office, "help-payment-list", [batch])
    assert ACCOUNT not in made(office, "help-payment-list", [batch])
    assert ACCOUNT in made(office, "help-payment-list", [batch], unmasked=True)
    assert "生活救助" in made(office, "help-application", [one])
    assert "1000.00" in made(office, "help-warmth-list", [one])
