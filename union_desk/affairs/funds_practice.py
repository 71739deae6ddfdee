"""An invented year of dues and funds for the practice office: months planned and paid, budget, ledger, welfare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import records, registers
from union_desk.affairs import dues, funds_books
from union_desk.registers import dues_rules, funds_shares
from union_desk.registers.dues_rules import EXEMPT, PAID, UNPAID
from union_desk.schema import norms

if TYPE_CHECKING:
    from union_desk.practice_world import World

_LINES = 60_000  # of dues at most: an office of 20,000 keeps its last three months
_STAFF = ("周会计", "陈主席", "林出纳")
_HANDLER, _APPROVER, _CASHIER = _STAFF
_BUDGET = (("101", None, 28.0), ("102", None, 130.0), ("201", "20102", 12.0), ("201", "20103", 3.0),
           ("202", "20201", 18.0), ("202", "20202", 4.0), ("202", "20204", 4.0),
           ("203", "20305", 5.0), ("204", "20401", 3.0))
# Month, item, yuan a head, what for, to whom: one expense each
_YEAR = (
    (1, "203", "20305", 2.4, "送温暖慰问品", "南海粮油商行"), (2, "202", "20201", 6.0, "春节慰问品", "南海粮油商行"),
    (3, "201", "20102", 2.0, "三八节活动用品", "文体用品商店"),
    (5, "201", "20102", 4.0, "职工运动会器材", "文体用品商店"), (6, "202", "20201", 3.0, "端午节慰问品", "和风食品店"),
    (7, "201", "20103", 1.0, "送清凉宣传用品", "新风印务部"), (9, "202", "20201", 5.0, "中秋节慰问品", "和风食品店"),
    (10, "204", "20401", 1.5, "工会小组长培训", "滨海职工学校"),
    (11, "201", "20102", 2.0, "职工书法比赛", "文体用品商店"),
)
_WAGES, _FAILS, _PARTS = 620_000, 0.015, 0.6
_CLAIM_FORMS = {"02": ("2", 20_000, "07"), "05": ("3", 60_000, "32"), "03": ("3", 60_000, "42"),
                "08": ("1", 100_000, "36")}
_STEPS = 3
_OPEN_MONTHS = 4  # of which the newest quarter may still be open
# Units without a union in the practice office: name, heads, opened and founded so many days ago (0: not yet)
_UNITS = (("滨海晨光物流有限公司", 36, 460, 60), ("滨海新叶餐饮店", 14, 420, 0), ("滨海远帆设计工作室", 8, 390, -30))


def fill(world: World) -> None:
    """Fill the books of the funds, oldest month first."""
    if not world.members:
        return
    months = _months(world)
    _budgets(world, sorted({month // 100 for month in months}))
    _dues(world, months[-max(2, min(len(months), _LINES // len(world.members))):])
    for month in months:
        _book_month(world, month)
    _upward(world, months)
    _refunds(world)
    _welfare(world)
    world.insert("welfare_policies", [{
        "event": "07", "policy": "本单位工会慰问办法（练习）", "clause": "第六条", "limit_fen": 100_000, "forms": "3",
        "valid_from": f"{months[0] // 100:04d}-01-01", "times": 1}])
    _close(world, months[:-2])


def _months(world: World) -> list[int]:
    """Return the periods of the years up to last month."""
    last = dues.index_of(dues.period_before(world.today))
    return [dues.period_of(index) for index in range(last - 12 * world.years + 1, last + 1)]


def _day(period: int, day: int) -> str:
    return f"{period // 100:04d}-{period % 100:02d}-{day:02d}"


def _dues(world: World, periods: list[int]) -> None:
    """Plan and pay the months: nearly everybody by payroll, some late, a few not at all."""
    late = {member["id"] for member in world.some(max(1, int(len(world.members) * _FAILS)))}
    lines: list[dict[str, Any]] = []
    for period in periods:
        for member in world.members:
            if str(member.get("join_union_date") or "")[:7] > _day(period, 1)[:7]:
                continue
            base = member.get("dues_base")
            row = {"member_id": member["id"], "year": period // 100, "month": period % 100, "period": period}
            if base is None or member.get("membership_state") == "kept":
                lines.append(row | {"exempt_reason": "1" if base is not None else "2", "amount_due": 0,
                                    "dues_state": EXEMPT})
                continue
            owed, open_ = dues_rules.due(base), member["id"] in late
            settled = {} if open_ else {"amount_paid": owed, "paid_on": _day(period, 25), "method": "1"}
            lines.append(row | {"base": base, "amount_due": owed, "dues_state": UNPAID if open_ and owed else PAID}
                         | settled)
    made = records.insert_many(world.session, registers.get("dues"), lines)
    payments = [{"dues_id": line_id, "member_id": line["member_id"], "paid_on": line["paid_on"], "method": "1",
                 "amount": line["amount_paid"], "source": f"{line['period']} 工资代扣清单"}
                for line_id, line in zip(made, lines, strict=True) if line.get("amount_paid")]
    _receipts(world, payments)
    records.insert_many(world.session, registers.get("dues_payments"), payments)
    world.made.setdefault("dues", []).extend(made)


def _receipts(world: World, payments: list[dict[str, Any]]) -> None:
    """Give each month's deduction one receipt, numbered in order."""
    days = sorted({payment["paid_on"] for payment in payments})
    sums = {day: sum(payment["amount"] for payment in payments if payment["paid_on"] == day) for day in days}
    made = world.insert("dues_receipts", [
        {"issued_on": day, "payer": "单位财务部", "purpose": f"{day[:7]} 会费代扣", "amount": sums[day], "method": "1",
         "issuer": _HANDLER, "cashier": _CASHIER} for day in days])
    by_day = dict(zip(days, made, strict=True))
    for payment in payments:
        payment["receipt_id"] = by_day[payment["paid_on"]]
    world.insert("ledger_entries", [
        {"happened_on": day, "category": "101", "purpose": f"{day[:7]} 会费", "party": "单位财务部",
         "amount": sums[day], "method": "1", "cashier": _CASHIER, "receipt_id": by_day[day]} for day in days])


def _budgets(world: World, years: list[int]) -> None:
    heads = len(world.members)
    world.insert("budgets", [
        {"year": year, "category": category, "item": item, "amount": int(share * heads * 1000) + 100_000,
         "adopted_on": f"{year}-01-12", "decision": f"工委会纪要〔{year}〕2号", "filed_on": f"{year}-01-20"}
        for year in years for category, item, share in _BUDGET if f"{year}-01-20" <= world.today])


def _book_month(world: World, period: int) -> None:
    """Enter the employer's contribution and the expenses of a month."""
    heads, month = len(world.members), period % 100
    wages = heads * (_WAGES + world.random.randrange(-20_000, 20_000))
    owed = (2 * wages * 20 + 1000) // 2000
    paid = owed if world.random.random() > 1 / 12 else int(owed * _PARTS)
    kept = funds_shares.split(paid, lambda name: norms.shipped(name, _day(period, 28))).kept
    (made,) = world.insert("remittances", [
        {"year": period // 100, "month": month, "headcount": heads, "wage_total": wages, "due": owed, "paid": paid,
         "paid_on": _day(period, 28), "nature": "1", "collector": "3"}])
    income = {"happened_on": _day(period, 28), "category": "102", "purpose": f"{period % 100}月拨缴经费（留成部分）",
              "party": str(world.union.get("union_name") or "单位").removesuffix("工会委员会"),
              "amount": kept, "remittance_id": made,
              "method": "1", "cashier": _CASHIER}
    world.insert("ledger_entries", [income, *(
        {"happened_on": _day(period, 12), "category": category, "item": item, "purpose": purpose, "party": party,
         "amount": int(share * heads * 800) + 20_000, "method": "1", "handler": _HANDLER, "approver": _APPROVER,
         "cashier": _CASHIER, "decision": f"工委会纪要〔{period // 100}〕{month + 2}号",
         "invoice_no": f"{world.random.randrange(10**7, 10**8)}"}
        for when, category, item, share, purpose, party in _YEAR if when == month)])


def _upward(world: World, periods: list[int]) -> None:
    """Pay the superiors' share up each quarter but the newest; three units nearby paid the founding levy."""
    table = registers.get("remittances").table
    columns = (table.c.year, table.c.month, table.c.upward)
    rows = world.session.execute(sa.select(*columns).where(table.c.nature == "1")).all()
    sums: dict[int, int] = {}
    for year, month, upward in rows:
        quarter = year * 100 + (month + 2) // 3 * 3
        sums[quarter] = sums.get(quarter, 0) + (upward or 0)
    done = [quarter for quarter in sorted(sums) if quarter <= periods[-_OPEN_MONTHS]]
    world.insert("share_transfers", [
        {"year": quarter // 100, "month": quarter % 100, "way": "1", "amount": sums[quarter],
         "moved_on": _day(dues.period_of(dues.index_of(quarter) + 1), 5), "party": "滨海区总工会",
         "voucher": f"上解{quarter}"} for quarter in done])
    units = world.insert("founding_units", [
        {"unit_name": name, "employees": heads, "opened_on": world.day(opened), "levied_from": world.day(opened - 200),
         "found_by": world.day(founded + 10), **(_founded(world.day(founded), name) if founded > 0 else {})}
        for name, heads, opened, founded in _UNITS])
    for unit, (name, heads, opened, founded) in zip(units, _UNITS, strict=True):
        last = dues.index_of(int(world.day(max(founded, 40))[:7].replace("-", "")))
        first = dues.index_of(int(world.day(opened - 200)[:7].replace("-", "")))
        periods = [dues.period_of(index) for index in range(first, last)]
        world.insert("remittances", [
            {"year": period // 100, "month": period % 100, "nature": "2", "founding_id": unit,
             "employer": name, "headcount": heads, "wage_total": heads * _WAGES, "collector": "1",
             "paid": (2 * heads * _WAGES * 20 + 1000) // 2000, "paid_on": _day(period, 27)}
            for period in periods])


def _refunds(world: World) -> None:
    """Keep an invented policy; ask last year's refund (granted) and the levy of the unit that has a union now."""
    unit, year = world.made["founding_units"][0], int(world.today[:4]) - 1
    shared = {"policy": "滨海区总工会经费返还办法（练习）", "valid_from": f"{year - 2}-01-01"}
    world.insert("refund_policies", [
        {**shared, "clause": "第三条：足额拨缴的返还上解部分五成", "kind": "9", "permille": 500, "base": "2",
         "apply_by": 1231},
        {**shared, "clause": "第五条：建会后12个月内申请，返还六成", "kind": "3", "permille": 600, "base": "1",
         "months": 12, "category": "102"}])
    cases = world.insert("fund_refunds", [
        {"kind": "9", "year": year, "applied_on": world.day(30), "handler": _HANDLER},
        {"kind": "3", "year": int(world.day(60)[:4]), "founding_id": unit, "applied_on": world.day(8),
         "handler": _HANDLER}])
    rows = [records.get(world.session, registers.get("fund_refunds"), case) for case in cases]
    world.happen("fund_refunds", cases[0], [
        {"event": "apply", "happened_on": world.day(30)},
        {"event": "grant", "happened_on": world.day(10), "amount": rows[0]["amount"],
         "document": "滨海工办〔练习〕12号"}])
    world.happen("fund_refunds", cases[1], [{"event": "apply", "happened_on": world.day(8)}])


def _founded(day: str, name: str) -> dict[str, str]:
    return {"founded_on": day, "founding_doc": "滨海工批〔练习〕8号", "union_name": f"{name}工会委员会"}


def _welfare(world: World) -> None:
    """Let some members be visited, congratulated and bid farewell; the newest claims wait for approval."""
    people = world.some(max(4, min(40, len(world.members) // 25)))
    events = list(_CLAIM_FORMS)
    rows = []
    for place, member in enumerate(people):
        event = events[place % len(events)]
        form, amount, evidence = _CLAIM_FORMS[event]
        back = 3 + 5 * place if place < _STEPS * 2 else 40 + world.random.randrange(280)
        rows.append({"member_id": member["id"], "event": event, "happened_on": world.day(back), "amount": amount,
                     "form": form, "evidence": evidence, "handler": _HANDLER})
    made = world.insert("welfare_claims", rows)
    for place, (claim, row) in enumerate(zip(made, rows, strict=True)):
        day = str(row["happened_on"])
        steps: list[dict[str, Any]] = [{"event": "request", "happened_on": day}]
        if place >= _STEPS:
            steps.append({"event": "approve", "happened_on": day, "decided_by": _APPROVER, "note": "情况属实"})
        if place >= 2 * _STEPS:
            steps.append({"event": "pay", "happened_on": day, "cashier": _CASHIER, "signed_by": "本人"})
        world.happen("welfare_claims", claim, steps)


def _close(world: World, periods: list[int]) -> None:
    """Close the months but for the last two."""
    for period in periods:
        sums = funds_books.totals(world.session, period // 100, period % 100)
        after = dues.period_of(dues.index_of(period) + 1)
        world.insert("closings", [
            {"year": period // 100, "month": period % 100, "closed_on": _day(after, 8), "closed_by": _HANDLER,
             "income": sums.income, "spending": sums.spending, "balance": sums.balance, "entries": sums.entries}])
