"""An office with members who apply for cards, and the bank's result files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.samples import id_number, member
from union_desk import lifecycle, records, registers
from union_desk.affairs import cards_applying, cards_batches
from union_desk.schema import identity

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

DAY = "2026-03-12"
SIGNED = {"own_will": True, "authorised_by_member": True}
CARDS, MEMBERS, BATCHES, EVENTS = (registers.get(n) for n in ("cards", "members", "card_batches", "card_events"))
NAMES = ("洪晓明", "陈海", "李云", "王芳", "赵鹏", "黄丽", "周强", "吴敏")


def card_number(serial: int) -> str:
    """Return an invented card number of 19 digits that passes the Luhn check."""
    first = f"62009911{serial:010d}"
    return next(f"{first}{digit}" for digit in range(10) if identity.luhn(f"{first}{digit}"))


def people(session: Session, count: int, **changes: Any) -> list[str]:
    """Add qualified active members."""
    return [lifecycle.create(session, MEMBERS, member(n + 1, name=NAMES[n % len(NAMES)], **changes)).id
            for n in range(count)]


def handed_in(session: Session, count: int) -> tuple[str, list[str]]:
    """Make and hand in a batch of so many applications; returns the batch and the members in its order."""
    cards_applying.apply_for(session, people(session, count), DAY, **SIGNED)
    made = cards_batches.make(session, "2026-03", DAY, bank_name="和风银行")
    cards_batches.submit(session, made.id, "2026-03-21", "刘干事", "usb")
    return made.id, list(made.cards)


def state(session: Session, card: str) -> str:
    """Return a card's state."""
    return str(records.get(session, CARDS, card)["card_state"])


def result_file(path: Path, rows: list[tuple[str, ...]], heading: tuple[str, ...] = (
        "序号", "姓名", "证件号码", "卡号", "办理结果", "失败原因")) -> Path:
    """Write a bank's workbook with a title above its heading and a line of sums below."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["和风银行批量开卡结果"])
    sheet.append(list(heading))
    for place, row in enumerate(rows):
        sheet.append([place + 1, *row])
    sheet.append(["合计", None, None, None, None, None])
    book.save(path)
    return path


def number_of(serial: int) -> str:
    """Return the identity number of the member of that serial."""
    return id_number(serial)
