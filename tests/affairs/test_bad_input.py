"""Bad input across the books: the sentence names the rule and where it comes from, and nothing is half saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from tests.offices import ACTOR
from tests.samples import member
from union_desk import attachments, lifecycle, records, registers
from union_desk.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy.orm import Session

    from union_desk.database import Database

CARD = "6217000010000000011"


def _event(book: str, record: str, event: str, **more: Any) -> Callable[[Session, dict[str, str]], object]:
    return lambda s, there: lifecycle.apply_event(
        s, registers.get(book), there[record], {"event": event, "happened_on": "2026-03-05", **more})


def _new(book: str, **values: Any) -> Callable[[Session, dict[str, str]], object]:
    return lambda s, there: lifecycle.create(
        s, registers.get(book), {name: there.get(str(value), value) for name, value in values.items()})


BAD: dict[str, tuple[Callable[[Session, dict[str, str]], object], tuple[str, ...]]] = {
    "money less than nothing": (
        _new("help_records", member_id="member", help_kind="1", fund_source="4", helped_on="2026-03-02", amount=-1,
             handler="周帮扶"), ("金额不能为负数", "冲销")),
    "the employer's part is not two per cent": (
        _new("remittances", year=2026, month=2, wage_total=10_000_000, due=1, paid=1, paid_on="2026-02-20"),
        ("应拨缴", "《工会法》")),
    "more votes than people": (
        _new("hardship_reviews", file_id="file", reviewed_on="2026-03-06", chaired_by="甲", recorder="乙", present=3,
             in_favour=3, against=1, verdict="1"), ("共投4票", "3人")),
    "an activity that ends before it begins": (
        _new("activities", title="登山", kind="A02", starts_on="2026-03-05", ends_on="2026-03-01"), ("早于",)),
    "a term that ends before it begins": (
        _new("cadre_services", cadre_id="cadre", post="05", since="2026-03-05", until="2026-03-01"), ("终止", "早于")),
    "a member who has joined joins again": (
        _event("members", "member", "approve", decided_by="委员会"), ("在册会员", "会员会籍管理办法", "现在可以办理")),
    "an activity is archived from its draft": (_event("activities", "activity", "archive"), ("工会活动办理程序",)),
    "a second live card": (
        _new("cards", member_id="member", applied_on="2026-03-05", apply_kind="1"),
        ("一名会员只能持有一张有效卡", "服务卡管理规则")),
    "a second open file for a household": (
        _new("hardship_files", member_id="member", applied_on="2026-03-05", region="460106", main_cause="01",
             registered_by="周帮扶"), ("一户一档", "困难职工建档管理规定")),
}


@pytest.fixture
def there(office: Database) -> dict[str, str]:
    """Return the records that the bad input meets: a member with a card and a hardship file, an activity, a cadre."""
    with office.write(ACTOR, "Laid") as s:
        own = lifecycle.create(s, registers.get("members"), member()).id
        lifecycle.create(s, registers.get("cards"), {"member_id": own, "applied_on": "2026-01-05"},
                         {"event": "register", "happened_on": "2026-01-05", "card_number": CARD})
        file = lifecycle.create(s, registers.get("hardship_files"), {
            "member_id": own, "applied_on": "2026-03-02", "region": "460106", "main_cause": "01",
            "registered_by": "周帮扶"}).id
        activity = lifecycle.create(s, registers.get("activities"), {
            "title": "读书会", "kind": "A01", "starts_on": "2026-03-05"}).id
        cadre = records.save(s, registers.get("cadres"), {"name": "何社工"}).id
    return {"member": own, "file": file, "activity": activity, "cadre": cadre}


def rows(office: Database) -> dict[str, int]:
    with office.read() as s:
        return {one.name: s.execute(sa.select(sa.func.count()).select_from(one.table)).scalar_one()
                for one in registers.ALL}


@pytest.mark.parametrize("name", BAD)
def test_the_sentence_names_the_rule_and_nothing_is_saved(office: Database, there: dict[str, str], name: str) -> None:
    do, words = BAD[name]
    before = rows(office)
    with pytest.raises(UserError) as told, office.write(ACTOR, "Tried") as s:
        do(s, there)
    assert [word for word in words if word not in str(told.value)] == [], str(told.value)
    assert rows(office) == before


@pytest.mark.parametrize(("file", "data", "words"), [
    ("扫描.pdf", b"%PDF-" + bytes(21_000_000), ("21.0 MB", "20 MB", "本单位设定")),
    ("照片.pdf", b"\x89PNG\r\n\x1a\n", ("后缀不符", "image/png")), ("程序.exe", b"MZ", ("不保存", ".pdf")),
    ("空.pdf", b"", ("空",))])
def test_a_file_that_is_too_large_or_another_one_is_refused_with_its_reason(
    office: Database, there: dict[str, str], tmp_path: Path, file: str, data: bytes, words: tuple[str, ...]
) -> None:
    path = tmp_path / file
    path.write_bytes(data)
    before = rows(office)
    with pytest.raises(UserError) as told, office.write(ACTOR, "Tried") as s:
        offered = attachments.read(s, path)
        attachments.attach(office, s, registers.get("activities"), there["activity"], offered, {})
    assert [word for word in words if word not in str(told.value)] == [], str(told.value)
    assert rows(office) == before
