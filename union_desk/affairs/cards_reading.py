"""What a bank's result file says, row by row: the heading is found by what banks call their columns."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from union_desk.affairs.bank_answers import account
from union_desk.errors import UserError
from union_desk.schema import codes, identity
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from union_desk.exchange.workbook import Cell

# What banks and superiors call the columns; the longest name that fits decides
_COLUMNS = {
    "name": ("姓名", "客户姓名", "户名", "持卡人", "会员姓名"),
    "id_number": ("证件号码", "身份证号", "身份证号码", "证件号", "身份证", "客户证件号码"),
    "application_no": ("申请编号", "申请号", "批次序号", "流水号"),
    "card_number": ("卡号", "银行卡号", "服务卡卡号", "账号", "卡号/账号", "会员卡号"),
    "result": ("结果", "办理结果", "处理结果", "开卡结果", "制卡结果", "状态", "处理状态", "开卡状态", "成功/失败",
               "是否成功", "激活状态", "是否激活", "激活结果"),
    "reason": ("原因", "失败原因", "退回原因", "错误原因", "拒绝原因", "返回信息", "失败说明", "备注"),
    "day": ("制卡日期", "开卡日期", "处理日期", "日期", "开户日期", "激活日期", "激活时间"),
}
_FAILED = re.compile(r"失败|不成功|未成功|未激活|待激活|退回|拒绝|不通过|未通过|否|^F|^N|fail|reject", re.IGNORECASE)
_SUCCEEDED = re.compile(r"成功|通过|已激活|已制卡|已开卡|正常|是|^S|^Y|ok|success", re.IGNORECASE)
_FIRST_ROWS = 15
_OTHER = "99"
_DAY = re.compile(r"(20\d\d)[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?")


RESULTS = (frozenset({"id_number", "application_no"}), frozenset({"card_number", "result", "reason"}))
ACTIVATIONS = (frozenset({"card_number", "id_number"}), frozenset({"day", "result"}))
Heading = tuple[frozenset[str], frozenset[str]]  # one of the first names whom a row is about, one of the others what


class NoActivationHeadingError(UserError):
    """The file has no row that names its columns."""

    code = "no_activation_heading"
    message = N_("{file} is no list of activations: no row among the first {rows} names a card or document number "
                 "together with a day or a state. Save the bank's file again with its heading row.")


class NoResultHeadingError(UserError):
    """The file has no row that names its columns."""

    code = "no_result_heading"
    message = N_("{file} is no result file: no row among the first {rows} names a document number together with a card "
                 "number, a result or a reason. Save the bank's file again with its heading row.")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a result file: place in the sheet, who, which card, refused or not, why, when (ISO day or '')."""

    place: int
    name: str = ""
    id_number: str = ""
    application_no: str = ""
    card_number: str = ""
    succeeded: bool = False
    failed: bool = False
    reason: str = ""
    reason_text: str = ""
    day: str = ""


def read_lines(path: Path, needs: Heading = RESULTS) -> list[Line]:
    """Return the rows of a result file or a list of activations, by what its heading needs.

    Raises what the importer's reader refuses, NoResultHeadingError and NoActivationHeadingError.
    """
    rows = read_table(path, _COLUMNS, *needs)
    if rows is None:
        fault = NoActivationHeadingError if needs is ACTIVATIONS else NoResultHeadingError
        raise fault(file=path.name, rows=_FIRST_ROWS)
    # what names nobody is an empty row, or a line of sums and signatures below the list
    return [_line(place, told) for place, told in rows
            if any(told.get(name) for name in ("id_number", "application_no", "card_number"))]


def read_table(
    path: Path, columns: Mapping[str, Sequence[str]], *needed: AbstractSet[str]
) -> list[tuple[int, dict[str, str]]] | None:
    """Return the rows below each sheet's heading as (place, facts); None where no row is such a heading.

    columns: what each fact may be called; a heading names at least one fact of each set of `needed`.
    """
    from union_desk.exchange import reading

    found: list[tuple[int, dict[str, str]]] = []
    headed = False
    for sheet in reading.read(path).sheets:
        heading = _heading(sheet.rows, columns, needed)
        if heading is not None and not sheet.hidden:
            headed = True
            row, places = heading
            found += [(place, {name: _text(cells[column]) for name, column in places.items()})
                      for place, cells in enumerate(sheet.rows[row + 1 :], row + 2)]
    return found if headed else None


def _heading(
    rows: Sequence[Sequence[Cell]], names: Mapping[str, Sequence[str]], needed: Sequence[AbstractSet[str]]
) -> tuple[int, dict[str, int]] | None:
    """Return the row of the heading and the column of each fact."""
    words = {codes.fold(word): name for name, several in names.items() for word in several}
    for place, cells in enumerate(rows[:_FIRST_ROWS]):
        columns: dict[str, int] = {}
        for column, cell in enumerate(cells):
            name = words.get(codes.fold(str(cell)))
            if name is not None:
                columns.setdefault(name, column)
        if all(group & columns.keys() for group in needed):
            return place, columns
    return None


def outcome(result: str, *, settled: bool, explained: bool) -> tuple[bool, bool]:
    """Return (succeeded, failed) of what a bank wrote; without a word, a reason alone is a refusal."""
    failed = bool(_FAILED.search(result)) or (not result and not settled and explained)
    return bool(_SUCCEEDED.search(result)) and not failed, failed


def _line(place: int, told: dict[str, str]) -> Line:
    result, text = told.get("result", ""), told.get("reason", "")
    number = account(told.get("card_number", ""))
    succeeded, failed = outcome(result, settled=bool(number), explained=bool(text))
    reason = (codes.get("card_reject").match(text) or _within(text) or _OTHER) if failed else ""
    return Line(place, told.get("name", ""), identity.normalise(told.get("id_number", "")),
                told.get("application_no", ""), number, succeeded, failed, reason, (text or result) if failed else "",
                read_day(told.get("day", "")))


def _within(text: str) -> str | None:
    """Return the code of the reason whose words stand somewhere in a text."""
    folded = codes.fold(text)
    for entry in codes.get("card_reject"):
        if any(codes.fold(word) in folded for word in (entry.label, *entry.aliases) if word and entry.code != _OTHER):
            return str(entry.code)
    return None


def _text(cell: Cell) -> str:
    from union_desk.exchange.workbook import shown

    return shown(cell).strip()


def read_day(text: str) -> str:
    """Return the ISO day that a cell names, empty where it names none."""
    found = _DAY.search(text)
    if found is None:
        return ""
    try:
        return dt.date(*map(int, found.groups())).isoformat()
    except ValueError:
        return ""
