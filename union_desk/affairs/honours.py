"""Honours, model workers, partner shops and offers (domain reference §1.3, §16): what is due, and practice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import limits, records, registers
from union_desk.duties import Duty
from union_desk.schema.dates import add_days
from union_desk.schema.problem import INFO, WARNING
from union_desk.schema.retirement import add_months
from union_desk.search import Filter, Query
from union_desk.words import N_, _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.practice_world import World

WORKERS, VISITS = (registers.get(n) for n in ("model_workers", "model_worker_visits"))
_SHOPS = (("和风书店", "03", 85), ("海韵影城", "03", 70), ("绿洲健身中心", "04", 80), ("万家福超市", "02", 95),
          ("康乐体检中心", "05", 75), ("南岛快修", "08", 88))
_HONOURS = (("08", "6", N_("Advanced worker of the unit"), "person"), ("07", "3", N_("Technical expert"), "person"),
            ("04", "3", N_("Women's pacesetter"), "person"), ("10", "6", N_("Outstanding union activist"), "person"),
            ("03", "3", N_("Workers' vanguard"), "branch"), ("11", "4", N_("Model workers' home"), "union"))
_MEMBERS_A_PAIR, _MOST = 40, 60


def duties(session: Session, day: str) -> list[Duty]:
    """Return what is due on an ISO day: visits, offers and agreements that end."""
    visits = limits.norm(session, "honours.visit_months", day).value
    offers = limits.norm(session, "honours.offer_notice_days", day).value
    agreements = limits.norm(session, "honours.agreement_notice_days", day).value
    late = add_months(day, -visits)
    return [
        _visits(session, late, visits),
        _due(session, "offers_end", INFO, N_("{count} offers end within {days} days"), "offers",
             Filter("valid_to", "from", (day,)), Filter("valid_to", "to", (add_days(day, offers),)), days=offers),
        _due(session, "agreements_end", WARNING, N_("{count} agreements with shops end within {days} days"),
             "partner_shops", Filter("agreed_to", "from", (day,)),
             Filter("agreed_to", "to", (add_days(day, agreements),)), Filter("ended_on", "is", ("",)), days=agreements),
    ]


def _visits(session: Session, late: str, months: int) -> Duty:
    """Count the model workers whom nobody has visited since a day."""
    workers, visits = WORKERS.table, VISITS.table
    seen = sa.select(visits.c.worker_id).where(visits.c.deleted.is_(False), visits.c.visited_on > late)
    found = session.execute(sa.select(workers.c.id).where(
        workers.c.deleted.is_(False), workers.c.id.not_in(seen)).order_by(workers.c.n)).scalars().all()
    query = Query(filters=(Filter("id", "is", tuple(found)),))
    message = N_("{count} model workers have not been visited for {months} months")
    return Duty("visits_due", WARNING, message, len(found), query, register="model_workers", params={"months": months})


def _due(session: Session, code: str, level: str, message: str, register: str, *filters: Filter, days: int = 0) -> Duty:
    query = Query(filters=filters)
    count = records.count(session, registers.get(register), query)
    return Duty(code, level, message, count, query, register=register, params={"days": days})


# ---- practice


def practise(world: World) -> None:
    """Invent honours, model workers with visits, representatives, shops and offers."""
    people = world.some(max(6, min(_MOST, len(world.members) // _MEMBERS_A_PAIR)))
    if not people:
        return
    _honours(world, people)
    _workers(world, people[: max(2, len(people) // 4)])
    _representatives(world, people[-3:])
    _offers(world)


def _honours(world: World, people: list[dict[str, Any]]) -> None:
    branches = [row for row in {p["branch_id"] for p in world.members if p.get("branch_id")} if row]
    rows = []
    for place, person in enumerate(people):
        award, level, title, holder = _HONOURS[place % len(_HONOURS)]
        day = world.day(60 + 365 * (place % max(world.years, 1)), 200)
        row: dict[str, Any] = {"award": award, "level": level, "title": f"{day[:4]}年度{_(title)}",
                               "year": int(day[:4]), "awarded_on": day, "holder": holder,
                               "grantor": _("Invented federation of unions")}
        if holder == "person":
            row["member_id"] = person["id"]
        elif holder == "branch" and branches:
            row["branch_id"] = sorted(branches)[place % len(branches)]
        else:
            row["holder"] = "union"
        rows.append(row)
    world.insert("honours", rows)


def _workers(world: World, people: list[dict[str, Any]]) -> None:
    year = int(world.today[:4])
    made = world.insert("model_workers", [
        {"member_id": person["id"], "level": str(3 + place % 4), "year": year - 2 - place % 5,
         "treatment": "4", "checked_on": world.day(120, 100)} for place, person in enumerate(people)])
    world.insert("model_worker_visits", [
        {"worker_id": worker, "visited_on": world.day(400 if place == 0 else 40, 60),  # the first is due again
         "visitors": _("Union chair and group leader"), "occasion": _("May Day visit"), "amount": 50_000,
         "signed": True} for place, worker in enumerate(made)])


def _representatives(world: World, people: list[dict[str, Any]]) -> None:
    begun = world.day(500)
    ends = f"{int(begun[:4]) + 5}{begun[4:8]}01"
    world.insert("congress_reps", [
        {"member_id": person["id"], "kind": "union", "level": "4", "congress": _("Invented Eighth Union Congress"),
         "elected_on": begun, "term_from": begun, "term_to": ends, "frontline": place != 0, "proposals": place}
        for place, person in enumerate(people)])


def _offers(world: World) -> None:
    begun = world.day(330)
    soon = add_days(world.today, 20)
    later = add_days(world.today, 200)
    shops = world.insert("partner_shops", [
        {"name": name, "kind": kind, "address": f"海口市龙华区和风路{place + 1}号", "agreed_from": begun,
         "agreed_to": soon if place == 1 else later, "agreement_no": f"PH{begun[:4]}-{place + 1:02d}"}
        for place, (name, kind, _percent) in enumerate(_SHOPS)])
    world.insert("offers", [
        {"shop_id": shop, "title": _("For members {percent} per cent").format(percent=percent), "kind": "discount",
         "percent": percent, "valid_from": begun, "valid_to": soon if place < 2 else later,  # noqa: PLR2004  two end soon
         "card_holders": True, "uptake": world.random.randrange(10, 200)}
        for place, (shop, (_name, _kind, percent)) in enumerate(zip(shops, _SHOPS, strict=True))])
