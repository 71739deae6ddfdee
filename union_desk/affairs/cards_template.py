"""The bank's own workbook, filled in place: everything but the cells to be filled stays as it came (domain §4.2)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from union_desk import journal, registers
from union_desk.affairs.cards_batches import cards_of, need
from union_desk.errors import UserError
from union_desk.exchange.faults import UnusableFileError
from union_desk.exchange.filling.blank import Blank
from union_desk.exchange.filling.columns import Columns
from union_desk.exchange.filling.sources import Sources
from union_desk.exchange.filling.table import Table
from union_desk.exchange.vocabulary import Vocabulary, narrow
from union_desk.safety import gate, stamping
from union_desk.words import N_

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from union_desk.exchange.filling.columns import Layout

FILLED = N_("Filled the bank's template {file} with the card batch {batch}, numbers in full")
# What banks call the columns of an application; what they ask beyond these is left for the office to fill
_COLUMNS = {
    "holder_name": ("姓名", "客户姓名", "会员姓名", "户名"),
    "holder_sex": ("性别",),
    "holder_id_type": ("证件类型", "证件类别", "证件种类"),
    "holder_id_number": ("证件号码", "身份证号", "身份证号码", "证件号"),
    "holder_mobile": ("手机号", "手机号码", "移动电话", "联系电话", "手机"),
    "application_no": ("申请编号", "申请号"),
    "apply_kind": ("申请类型", "办理类型", "业务类型"),
    "existing_card_tail": ("原卡尾号", "原卡号后四位"),
    "occupation": ("职业",),
}
_FIRST_ROWS = 20


class TemplateError(UserError):
    """The workbook is no template of applications."""

    code = "no_template"
    message = N_("{file} cannot be filled in: no row among the first {rows} names the columns for name and document "
                 "number. "
                 "It must be an .xlsx workbook as the bank gave it out.")


def fill(session: Session, batch: str, template: Path, target: Path) -> int:
    """Write a batch into a copy of the bank's workbook; returns how many rows.

    Raises TemplateError where its headings do not name the columns, and a sentence for values that it would refuse.
    """
    need(session, batch, "draft", "submitted")
    try:
        blank = Blank(template)
        layout = _layout(blank)
    except UnusableFileError as fault:
        raise TemplateError(file=template.name, rows=_FIRST_ROWS) from fault
    if layout is None:
        raise TemplateError(file=template.name, rows=_FIRST_ROWS)
    table = Table(blank, layout, Sources(session, registers.get("cards"), unmasked=True))
    return table.write(table.plan(cards_of(session, batch)), target)


def release(session: Session, batch: str, template: Path, target: Path) -> int:
    """Write a batch for the bank and journal at the gate what it hands over; raises what `fill` raises."""
    leaving = gate.Release(gate.EXPORT, "cards", 0, unmasked=True, reason=N_("Card application"), to=target.name,
                           mark=gate.new_mark())
    gate.check(journal.current(session).actor, leaving)
    count = fill(session, batch, template, target)
    stamping.stamp_outside(target, leaving.mark)
    gate.note(session, replace(leaving, count=count), target)
    return count


def _layout(blank: Blank) -> Layout | None:
    """Return where the columns are, None unless name and document number are among them."""
    words = {narrow(word): name for name, several in _COLUMNS.items() for word in several}
    layout = Columns(blank, Vocabulary(registers.get("cards"), words)).propose()
    named = set(layout.sources.values()) if layout is not None else set()
    return layout if {"holder_name", "holder_id_number"} <= named else None
