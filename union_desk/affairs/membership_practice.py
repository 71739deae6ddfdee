"""A believable year of joining, transfer and leaving for the practice office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk.schema import identity, norms
from union_desk.schema.dates import add_days
from union_desk.words import N_, _

if TYPE_CHECKING:
    from union_desk.practice_world import World

UNIONS = (N_("Invented union of the shipyard"), N_("Invented union of the port"), N_("Invented union of the hospital"),
          N_("Invented union of the bus company"))
NAMES = ("符海生", "王秀兰", "陈德明", "林晓燕", "吴志强", "黄玉梅", "郑国栋", "周文静", "许家辉",
         "何美玲", "梁永安", "冯丽华")
_RELATED = 60  # members whose relatives are entered
_EACH, _MOST = 60, 40  # one transfer a year for so many members; most of anything
_COMMITTEE, _GROUP, _WORK = N_("Union committee"), N_("Union group"), "1"


def practise(world: World) -> None:
    """Invent slips in both directions, batches of applications and a few cases of leaving, then take them out."""
    count = max(3, min(_MOST, len(world.members) // _EACH)) * max(world.years, 1)
    leaving = world.some(count + 4)
    _transfers(world, leaving[:count])
    _arrivals(world, count)
    _cases(world, leaving[count:])
    _batches(world)
    _relatives(world)
    gone = {row["id"] for row in leaving}
    world.members[:] = [row for row in world.members if row["id"] not in gone]


def _relatives(world: World) -> None:
    """Give some members a relative and somebody to call, and the office one limit of its own."""
    people = world.members[:: max(1, len(world.members) // _RELATED)][:_RELATED]
    rows = [{"member_id": person["id"], "relation": "10", "name": NAMES[place % len(NAMES)],
             "phone": f"1380000{place + 1:04d}"} for place, person in enumerate(people)]
    world.insert("family_members", [row | {"employer": _(UNIONS[place % len(UNIONS)])}
                                    for place, row in enumerate(rows)])
    world.insert("emergency_contacts", rows)
    world.insert("norms", [{"name": "transfer.valid_days", "value": 90 * norms.HUNDREDTHS,
                            "valid_from": world.day(365 * world.years), "basis": _("Invented rules of this office")}])


def _transfers(world: World, people: list[dict[str, Any]]) -> None:
    for place, person in enumerate(people):
        issued = world.day(12 + place % 5 if place < 2 else 100, 0 if place < 2 else 250 * world.years)  # noqa: PLR2004  two are open
        if issued < str(person.get("join_union_date") or ""):
            continue
        (made,) = world.insert("transfers", [{
            "member_id": person["id"], "issued_on": issued, "to_union": _(world.random.choice(UNIONS)),
            "to_code": f"46010{world.random.randrange(10_000, 99_999)}", "reason": _WORK, "dues_paid_to": issued[:7],
            "issuer": _("Practice")}])
        events: list[dict[str, Any]] = [{"event": name, "happened_on": issued} for name in ("draw_up", "send")]
        if place > 1:
            events.append({"event": "return_stub", "happened_on": add_days(issued, 9)})
        world.happen("transfers", made, events)


def _arrivals(world: World, count: int) -> None:
    union = world.random.choice(UNIONS)
    for place in range(min(count, len(NAMES))):
        issued = world.day(20 if place < 2 else 60, 0 if place < 2 else 200)  # noqa: PLR2004  two are open
        number = _number(world, f"{1975 + place * 2}-0{place % 9 + 1}-15")
        reading = identity.read("01", number)
        (made,) = world.insert("arrivals", [{
            "slip_no": f"{issued[:4]}4601007788{place + 1:04d}", "from_union": _(union), "from_code": "4601007788",
            "issued_on": issued, "valid_until": add_days(issued, 90), "received_on": add_days(issued, 6),
            "name": NAMES[place], "id_type": "01", "id_number": number, "birth_date": reading.birth_date,
            "sex": reading.sex, "join_union_date": f"{2004 + place}-07-01", "dues_paid_to": issued[:7]}])
        events = [{"event": "receive", "happened_on": add_days(issued, 6)}]
        if place > 1:
            done = add_days(issued, 12)
            events += [{"event": "accept", "happened_on": done, "decided_by": _(_COMMITTEE)},
                       {"event": "return_stub", "happened_on": done}]
        world.happen("arrivals", made, events)


def _number(world: World, birth: str) -> str:
    first = f"460100{birth.replace('-', '')}{world.random.randrange(500, 999):03d}"
    return first + identity.check_digit(first)


def _batches(world: World) -> None:
    """Invent one decided batch of people who joined in the year, and one that waits for its meeting."""
    opened, meeting = world.day(60), world.day(45)
    decided, waiting = (world.insert("members", [_applicant(world, name, place) for place, name in enumerate(names)])
                        for names in (NAMES[6:10], NAMES[10:]))
    for member in (*decided, *waiting):
        world.happen("members", member, [{"event": "apply", "happened_on": opened}])
    for members, day in ((decided, opened), (waiting, world.day(8))):
        (batch,) = world.insert("join_batches", [{
            "opened_on": day, "group_meeting_on": add_days(day, 5), "proposed_by": _(_GROUP)}])
        world.happen("join_batches", batch, [{"event": "collect", "happened_on": day}])
        world.insert("join_applicants", [
            {"batch_id": batch, "member_id": m, "verdict": "admit", "applied_on": opened} for m in members])
        if members is decided:
            world.happen("join_batches", batch, [{
                "event": "approve", "happened_on": meeting, "decided_by": _(_COMMITTEE),
                "decision": f"{meeting[:4]}-03"}])


def _applicant(world: World, name: str, place: int) -> dict[str, Any]:
    number = _number(world, f"{1990 + place}-1{place % 3}-20")
    reading = identity.read("01", number)
    return {"name": name[0] + "新" + name[-1], "id_type": "01", "id_number": number, "birth_date": reading.birth_date,
            "sex": reading.sex, "data_source": "practice", "mobile": f"139{world.random.randrange(10**8):08d}"}


def _cases(world: World, people: list[dict[str, Any]]) -> None:
    for place, person in enumerate(people):
        day = world.day(30 + 40 * place)
        if str(person.get("join_union_date") or "") > day:
            continue
        auto = place % 2 == 1
        row = {"member_id": person["id"], "kind": "auto_withdraw" if auto else "withdraw", "proposed_on": day,
               "proposed_by": _(_GROUP), "card_returned": True}
        if auto:
            row |= {"unpaid_from": world.day(300)[:7], "unpaid_months": 7, "took_part": False,
                    "educated_on": add_days(day, -10), "educated_by": _(_GROUP)}
        (made,) = world.insert("departures", [row])
        events: list[dict[str, Any]] = [{"event": "propose", "happened_on": day}]
        if place:
            decided = add_days(day, 15)
            events += [{"event": "discuss", "happened_on": add_days(day, 5)},
                       {"event": "decide", "happened_on": decided, "decided_by": _(_COMMITTEE),
                        "decision": f"{day[:4]}-05"},
                       {"event": "announce", "happened_on": decided}]
        world.happen("departures", made, events)
