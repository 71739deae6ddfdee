"""The payroll office: the collection sheet that goes there, and the list that comes back, every row accounted for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from union_desk import records
from union_desk.affairs import dues
from union_desk.affairs.dues import DUES, MEMBERS, Incoming
from union_desk.errors import UserError
from union_desk.exchange import reading
from union_desk.exchange.workbook import shown
from union_desk.safety import gate
from union_desk.schema.codes import fold
from union_desk.schema.kinds import Money
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy.orm import Session

    from union_desk.access import Actor
    from union_desk.database import Database
    from union_desk.exchange.workbook import Sheet

# What happens to a row of the list; every row has one of these
PAID, PARTLY, SKIPPED = "paid", "partly", "skipped"
REFUSED = ("unknown", "several", "no_line", "no_amount", "settled", "too_much", "twice")
WORDS = {
    PAID: N_("paid in full"), PARTLY: N_("paid in part"), SKIPPED: N_("no payment: empty or a total"),
    "unknown": N_("no member of that name or number"), "several": N_("several members of that name; add the number"),
    "no_line": N_("no dues planned for this month"), "no_amount": N_("the amount cannot be read"),
    "settled": N_("already paid or exempt"), "too_much": N_("more than is owed"), "twice": N_("twice in the list"),
}
WROTE = N_("Wrote the collection sheet to {file}")
_HEADS = {
    "name": ("姓名", "会员姓名", "职工姓名", "员工姓名", "Name"),
    "number": ("身份证号", "身份证号码", "证件号码", "会员编号", "工号", "员工编号", "职工编号", "Member number"),
    "amount": ("实扣金额", "Amount deducted", "实缴金额", "实缴", "实扣", "代扣金额", "扣款金额", "扣缴金额",
               "本月扣款", "会费", "代扣会费", "扣会费", "实缴会费", "应扣金额", "应缴会费", "应缴金额", "金额"),
}
_TOTALS = ("合计", "总计", "小计", "total")
_FIRST_ROWS = 15


class NoPayrollError(UserError):
    """The file is no list of deductions."""

    code = "no_payroll"
    message = N_("No sheet of {file} has a heading with a name or number and an amount (such as 姓名, 身份证号, "
                 "实扣金额) in its first {rows} rows.")


@dataclass(frozen=True)
class Line:
    """One row of the payroll office's list: where it stands, what it says, what became of it."""

    sheet: str
    row: int  # as the person counts, from 1
    name: str
    amount: int | None
    outcome: str
    line: Mapping[str, Any] | None = None
    owed: int | None = None

    def text(self) -> str:
        """Return what became of the row, in the current language."""
        return _(WORDS[self.outcome])


@dataclass(frozen=True)
class Payroll:
    """A list read against a month: its rows with their outcomes; nothing is saved yet."""

    file: str
    period: int
    lines: tuple[Line, ...]
    counts: dict[str, int] = field(default_factory=dict)
    missing: int = 0  # lines of the month still open that the list does not name

    @property
    def accepted(self) -> tuple[Line, ...]:
        """Return the rows that become payments."""
        return tuple(line for line in self.lines if line.outcome in (PAID, PARTLY))

    @property
    def amount(self) -> int:
        """Return the sum of the payments in fen."""
        return sum(line.amount or 0 for line in self.accepted)


def read(session: Session, path: Path, year: int, month: int) -> Payroll:
    """Read a list of deductions of any workbook against the planned dues of a month."""
    period = year * 100 + month
    book = reading.read(path)
    planned = dues.open_lines(session, period)
    people = _people(session)
    found: list[Line] = []
    used: set[str] = set()
    for sheet in book.sheets:
        head = None if sheet.hidden else _heading(sheet)
        if head is not None:
            found += _judged(sheet, head, people, planned, used)
    if not found:
        raise NoPayrollError(file=path.name, rows=_FIRST_ROWS)
    counts = {outcome: sum(1 for line in found if line.outcome == outcome) for outcome in WORDS}
    still = sum(1 for line in planned.values() if line["dues_state"] in dues.OPEN and line["id"] not in used)
    return Payroll(path.name, period, tuple(found), {name: count for name, count in counts.items() if count}, still)


def enter(session: Session, payroll: Payroll, paid_on: str, method: str = dues.PAYROLL) -> int:
    """Enter the accepted rows as payments; inside `db.write(...)`; returns how many."""
    incoming = [Incoming(line.line or {}, line.amount or 0, f"{payroll.file} {line.sheet} {line.row}")
                for line in payroll.accepted]
    return len(dues.pay(session, incoming, paid_on, method))


def _people(session: Session) -> dict[str, list[str]]:
    """Return the ids of members by name and by every number that a payroll knows them by."""
    found: dict[str, list[str]] = {}
    columns = [name for name in ("name", "id_number", "member_no", "employee_no") if name in MEMBERS.fields]
    for row in records.page(session, MEMBERS, limit=-1, columns=columns):
        for name in columns:
            if row[name]:
                found.setdefault(_plain(row[name]), []).append(row["id"])
    return found


def _plain(text: object) -> str:
    return "".join(str(text).split()).upper()


@dataclass(frozen=True)
class _Heading:
    row: int
    columns: dict[str, int]


def _heading(sheet: Sheet) -> _Heading | None:
    """Return the row that names an amount and a person, and its columns; the most telling amount wins."""
    known = {name: [fold(text) for text in texts] for name, texts in _HEADS.items()}
    for place, row in enumerate(sheet.rows[:_FIRST_ROWS]):
        texts = [fold(shown(cell)) for cell in row]
        columns = {}
        for name, words in known.items():
            ranked = [(words.index(text), column) for column, text in enumerate(texts) if text in words]
            if ranked:
                columns[name] = min(ranked)[1]
        if "amount" in columns and ("name" in columns or "number" in columns):
            return _Heading(place, columns)
    return None


def _judged(sheet: Sheet, head: _Heading, people: Mapping[str, Sequence[str]], planned: Mapping[str, Mapping[str, Any]],
            used: set[str]) -> Iterator[Line]:
    money = Money()
    for place, row in enumerate(sheet.rows[head.row + 1:], head.row + 2):
        texts = {name: shown(row[column]).strip() for name, column in head.columns.items()}
        name = texts.get("name") or texts.get("number") or ""
        amount = money.parse(row[head.columns["amount"]]).value if texts["amount"] else None
        paid = amount if isinstance(amount, int) else None
        outcome, line = _outcome(texts, paid, people, planned, used)
        owed = line["amount_due"] - (line["amount_paid"] or 0) if line and line["amount_due"] is not None else None
        if line is not None and outcome in (PAID, PARTLY):
            used.add(line["id"])
        yield Line(sheet.name, place, name, paid, outcome, line, owed)


def _outcome(texts: Mapping[str, str], amount: int | None, people: Mapping[str, Sequence[str]],
             planned: Mapping[str, Mapping[str, Any]], used: set[str]) -> tuple[str, Mapping[str, Any] | None]:
    """Return what becomes of a row, and the line of dues that it pays."""
    name, number = texts.get("name", ""), texts.get("number", "")
    if not (name or number) or _plain(name or number).casefold() in _TOTALS:
        return SKIPPED, None
    if not texts["amount"] or amount == 0:
        return SKIPPED, None
    if amount is None or amount < 0:
        return "no_amount", None
    found = people.get(_plain(number)) if number else None
    found = found or people.get(_plain(name)) or ()
    with_line = [member for member in dict.fromkeys(found) if member in planned] or list(dict.fromkeys(found))
    if len(with_line) != 1:
        return ("several" if with_line else "unknown"), None
    return _settle(planned.get(with_line[0]), amount, used)


def _settle(line: Mapping[str, Any] | None, amount: int, used: set[str]) -> tuple[str, Mapping[str, Any] | None]:
    if line is None or line["amount_due"] is None:
        return "no_line", None
    if line["id"] in used:
        return "twice", line
    if line["dues_state"] not in dues.OPEN:
        return "settled", line
    owed = line["amount_due"] - (line["amount_paid"] or 0)
    if amount > owed:
        return "too_much", line
    return (PAID if amount == owed else PARTLY), line


def export_sheet(db: Database, actor: Actor, path: Path, month: tuple[int, int], password: str = "") -> int:
    """Write the collection sheet of a month, marked and where wanted under a password, and journal it."""
    release = gate.Release(gate.EXPORT, "dues", 0, unmasked=True, right="dues.export", to=path.name,
                           mark=gate.new_mark())
    with db.write(actor, WROTE, keep=True, file=path.name) as session, \
            gate.file_leaving(session, release, path, password, actor.name) as place:
        with db.read() as looking:
            rows = write_sheet(looking, place, *month)
        gate.note(session, replace(release, count=rows))
    return rows


def write_sheet(session: Session, path: Path, year: int, month: int) -> int:
    """Write the collection sheet of a month for the payroll office; returns how many people it names.

    It can be filled in and read back as it is: the amount deducted stands beside the amount owed.
    """
    import xlsxwriter

    rows = [line for line in dues.open_lines(session, year * 100 + month).values() if line["dues_state"] in dues.OPEN]
    members = records.by_ids(session, MEMBERS, [row["member_id"] for row in rows])
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(f"{year:04d}-{month:02d}")
    title, head, text, money = (book.add_format(look) for look in (
        {"bold": True, "font_size": 16, "align": "center"}, {"bold": True, "border": 1, "align": "center"},
        {"border": 1, "num_format": "@"}, {"border": 1, "num_format": "#,##0.00"}))
    named = [field.label for field in (MEMBERS.fields["name"], MEMBERS.fields["member_no"], DUES.fields["amount_due"])]
    name, number, owed_label = (_(text) for text in named)
    heads = (_("No."), name, number, _("Department"), owed_label, _("Amount deducted"))
    words = _("Dues to be deducted for {year}-{month:02d}").format(year=year, month=month)
    sheet.merge_range(0, 0, 0, len(heads) - 1, words, title)
    sheet.write_row(1, 0, heads, head)
    for place, row in enumerate(rows, 2):
        member = members.get(row["member_id"], {})
        sheet.write_number(place, 0, place - 1, text)
        for column, name in enumerate(("name", "member_no", "department"), 1):
            sheet.write_string(place, column, str(member.get(name) or ""), text)
        owed = (row["amount_due"] - (row["amount_paid"] or 0)) / 100
        sheet.write_number(place, 4, owed, money)
        sheet.write_blank(place, 5, None, money)
    last = len(rows) + 2
    sheet.merge_range(last, 0, last, 3, _("Total"), head)
    for column, letter in ((4, "E"), (5, "F")):
        total = sum(row["amount_due"] - (row["amount_paid"] or 0) for row in rows) / 100 if column == 4 else 0  # noqa: PLR2004  the amount owed
        sheet.write_formula(last, column, f"=SUM({letter}3:{letter}{last})", money, total)
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 5, 16)
    sheet.freeze_panes(2, 0)
    sheet.repeat_rows(0, 1)
    book.close()
    return len(rows)
