"""The bank's own workbook, filled in place: its columns, fonts and rows above stay as they are (domain §4.2)."""

from __future__ import annotations

import copy
import zipfile
from typing import TYPE_CHECKING, Any

from union_desk import registers
from union_desk.affairs.cards_batches import cards_of, need
from union_desk.errors import UserError
from union_desk.schema import codes
from union_desk.words import N_

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet
    from sqlalchemy.orm import Session

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
    "serial": ("序号",),
}
_FIRST_ROWS = 20
_LEAST = 2


class TemplateError(UserError):
    """The workbook is no template of applications."""

    code = "no_template"
    message = N_("{file} cannot be filled in: no row among the first {rows} names the columns for name and document "
                 "number. "
                 "It must be an .xlsx workbook as the bank gave it out.")


def fill(session: Session, batch: str, template: Path, target: Path) -> int:
    """Write a batch into a copy of the bank's workbook; returns how many rows. Raises TemplateError."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    need(session, batch, "draft", "submitted")
    try:
        book = openpyxl.load_workbook(template)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, InvalidFileException) as fault:
        raise TemplateError(file=template.name, rows=_FIRST_ROWS) from fault
    for sheet in book.worksheets:
        found = _heading(sheet)
        if found is not None:
            cards = cards_of(session, batch)
            _write(sheet, *found, cards)
            book.save(target)
            return len(cards)
    raise TemplateError(file=template.name, rows=_FIRST_ROWS)


def _heading(sheet: Worksheet) -> tuple[int, dict[int, str]] | None:
    """Return the row of the heading and the field of each column, counted from 1."""
    words = {codes.fold(word): name for name, several in _COLUMNS.items() for word in several}
    for row in sheet.iter_rows(max_row=_FIRST_ROWS):
        columns = {cell.column: words[text] for cell in row
                   if cell.column is not None and (text := codes.fold(str(cell.value or "").strip(" *＊"))) in words}
        if {"holder_name", "holder_id_number"} <= set(columns.values()) and len(columns) >= _LEAST:
            return int(row[0].row or 1), columns
    return None


def _write(sheet: Worksheet, heading: int, columns: dict[int, str], cards: list[dict[str, Any]]) -> None:
    """Write below the heading; rows beyond those that the template prepared get the look of its first one."""
    from openpyxl.cell import MergedCell

    fields = registers.get("cards").fields
    for place, card in enumerate(cards, 1):
        for column, name in columns.items():
            cell, model = sheet.cell(heading + place, column), sheet.cell(heading + 1, column)
            if isinstance(cell, MergedCell):
                continue
            if not cell.has_style and model.has_style:
                cell.font, cell.border = copy.copy(model.font), copy.copy(model.border)  # type: ignore[assignment]  # the stubs miss the proxy
                cell.alignment, cell.fill = copy.copy(model.alignment), copy.copy(model.fill)  # type: ignore[assignment]  # the same
            if name == "serial":
                cell.value = place
            else:
                cell.value = fields[name].kind.show(card[name]) or None
                cell.number_format = "@"  # a number of 18 digits stays text
