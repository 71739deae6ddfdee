"""What a bank's result file says of payments, row by row (domain reference §9.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from union_desk.affairs.bank_answers import account
from union_desk.affairs.cards_reading import outcome, read_day, read_table
from union_desk.errors import UserError
from union_desk.schema.kinds import Money
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

_COLUMNS = {
    "place": ("序号", "行号", "笔号", "流水号", "No."),
    "holder": ("户名", "姓名", "收款人", "收款户名", "银行户名", "账户名称", "Account holder"),
    "number": ("账号", "卡号", "银行账号", "收款账号", "银行卡号", "卡号/账号", "Account number"),
    "amount": ("金额", "交易金额", "发放金额", "代发金额", "Amount"),
    "result": ("结果", "处理结果", "状态", "处理状态", "交易状态", "发放结果", "成功/失败", "是否成功",
               "Result of the payment"),
    "reason": ("原因", "失败原因", "退票原因", "返回信息", "错误信息", "摘要", "备注", "Reason given by the bank"),
    "day": ("日期", "处理日期", "交易日期", "入账日期"),
}


class NoPaymentHeadingError(UserError):
    """The file has no row that names its columns."""

    code = "no_payment_heading"
    message = N_("{file} is no result file of payments: no row among the first ones names an account together with a "
                 "result or "
                 "a reason. Save the bank's file again with its heading row.")


@dataclass(frozen=True, slots=True)
class Paid:
    """One row of the file: its place in the sheet, the line of the list it names, account, fen, result, reason."""

    row: int
    place: int
    holder: str
    number: str
    amount: int | None
    succeeded: bool
    failed: bool
    reason: str
    day: str

    def find(self, lines: Mapping[int, Mapping[str, Any]], seen: set[int]) -> int:
        """Return the line of a payment list that this row means (0 for none): account, holder and amount agree."""
        wanted = [self.place] if self.place in lines else sorted(lines)
        return next((place for place in wanted if place not in seen and self._fits(lines[place])), 0)

    def _fits(self, line: Mapping[str, Any]) -> bool:
        return (self.number == line["number"] and self.holder in ("", line["holder"])
                and self.amount in (None, line["amount"]))


def read_rows(path: Path) -> list[Paid]:
    """Return the rows of a result file; raises what the importer's reader refuses, and NoPaymentHeadingError."""
    rows = read_table(path, _COLUMNS, {"number"}, {"result", "reason"})
    if rows is None:
        raise NoPaymentHeadingError(file=path.name)
    return [_told(place, facts) for place, facts in rows if facts.get("number", "").strip(" -")]


def _told(row: int, facts: dict[str, str]) -> Paid:
    place, result, reason = facts.get("place", ""), facts.get("result", ""), facts.get("reason", "")
    succeeded, failed = outcome(result, settled=False, explained=bool(reason))
    amount = Money().parse(facts.get("amount", "")).value
    return Paid(row, int(place) if place.isdecimal() else 0, facts.get("holder", ""), account(facts["number"]),
                amount if isinstance(amount, int) else None, succeeded, failed, reason if failed else "",
                read_day(facts.get("day", "")))
