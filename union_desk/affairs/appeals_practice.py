"""A believable year of appeals, proposals and legal aid for the practice office (resources/practice/appeals.toml)."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any

from union_desk.paths import resource
from union_desk.schema.dates import add_days

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from union_desk.practice_world import World

    Steps = Iterable[tuple[int, dict[str, Any]]]

_YEAR = 365
_ALIASES = "甲乙丙丁戊"


@cache
def words() -> dict[str, Any]:
    """Return the invented matters and names."""
    with resource("practice", "appeals.toml").open("rb") as stream:
        return tomllib.load(stream)


def practise(world: World) -> None:
    """Give the practice office its years of appeals, proposals and rights cases."""
    if not world.members:
        return
    _appeals(world, world.years * max(8, min(len(world.members) // 40, 60)))
    _proposals(world, world.years * 4)
    _cases(world, world.years * 3)


def dated(world: World, begin: str, steps: Steps) -> Iterator[dict[str, Any]]:
    """Yield events so many days after each other from a day on, until they would lie in the future."""
    day = dt.date.fromisoformat(begin)
    for days, event in steps:
        day += dt.timedelta(days)
        if day.isoformat() > world.today:
            return
        yield {"happened_on": day.isoformat(), **event}


# ---- appeals


def _appeals(world: World, count: int) -> None:
    told, luck = words(), world.random
    rows = []
    for number in range(count):
        matter = told["appeals"][number % len(told["appeals"])]
        begun = world.day(1 + number * _YEAR * world.years // count, 3)
        people = luck.choice((1, 1, 1, 1, 2, 3, 12))
        rows.append({
            "received_on": begun, "receiver": luck.choice(told["receivers"]), "source": luck.choice("1123457"),
            "appeal_type": matter["type"], "topic": matter["topic"], "urgency": luck.choice("1112223"),
            "title": matter["title"], "content": matter["content"], "wish": matter["wish"] or None,
            "respondent_unit": luck.choice(told["departments"]), "people_count": people, "is_collective": people > 4,  # noqa: PLR2004  the shipped norm
            "appellant_kind": luck.choice(("real", "real", "real", "confidential", "anonymous")),
            "is_urgent": luck.random() < 0.1})  # noqa: PLR2004  one in ten
    rows.sort(key=lambda row: str(row["received_on"]))
    rows[-1] |= {"people_count": 12, "is_collective": True}
    ids = world.insert("appeals", rows)
    _people(world, ids, rows)
    entries: list[dict[str, Any]] = []
    for place, (record, row) in enumerate(zip(ids, rows, strict=True)):
        matter = next(m for m in told["appeals"] if m["title"] == row["title"])
        steps = list(_course(world, row, matter, place))
        left = len(rows) - place  # the newest are still being worked on, as in any office
        events = list(dated(world, row["received_on"], steps[:{1: 1, 2: 4, 3: 5}.get(left, len(steps))]))
        world.happen("appeals", record, events)
        entries += _entries(record, row, events)
    world.insert("appeal_steps", entries)
    _lately(world)


def _lately(world: World) -> None:
    """Let two appeals have come lately: one to be answered soon, one that was answered from above."""
    told, luck = words(), world.random
    matter, handler = told["appeals"][0], luck.choice(told["handlers"])
    begun = world.day(5)
    row = {"received_on": begun, "receiver": told["receivers"][0], "source": "1", "appeal_type": matter["type"],
           "topic": matter["topic"], "urgency": "1", "title": matter["title"], "content": matter["content"],
           "people_count": 1, "appellant_kind": "anonymous"}
    soon, above = world.insert("appeals", [row, row | {"urgency": "2"}])
    start: Steps = [(0, {"event": "register"}), (1, {"event": "accept"}),
                    (0, {"event": "assign", "handler_dept": told["departments"][0], "handler": handler})]
    world.happen("appeals", soon, dated(world, begun, start))
    sent = (1, {"event": "escalate", "sent_to": told["superior"]})
    world.happen("appeals", above, dated(world, begun, [*start, sent]))
    world.insert("appeal_answers", [{"appeal_id": above, "answered_on": world.day(1), "unit": told["superior"],
                                     "text": told["from_above"], "receipt_no": "权保〔88〕"}])


def _people(world: World, ids: list[str], rows: list[dict[str, Any]]) -> None:
    signed = [record for record, row in zip(ids, rows, strict=True) if row["appellant_kind"] != "anonymous"]
    people = (world.some(len(signed)) * (len(signed) // max(len(world.members), 1) + 1))[:len(signed)]
    world.insert("appellants", [
        {"appeal_id": record, "alias": f"诉求人{_ALIASES[place % len(_ALIASES)]}", "capacity": "1",
         "member_id": member["id"], **{key: member[key] for key in ("name", "sex", "mobile", "employer_name")}}
        for place, (record, member) in enumerate(zip(signed, people, strict=False))])


def _course(world: World, row: dict[str, Any], matter: dict[str, Any], place: int) -> Steps:
    """Return the steps of one appeal: most are answered, some go upwards, a few are sent back or declined."""
    told, luck = words(), world.random
    chair, handler = luck.choice(told["chairs"]), luck.choice(told["handlers"])
    yield 0, {"event": "register"}
    if place % 11 == 10:  # noqa: PLR2004  one in eleven is none of the union's business
        yield 2, {"event": "refuse", "note": told["refusal"], "notified_on": row["received_on"]}
        return
    yield 1, {"event": "accept"}
    given = {"handler_dept": row["respondent_unit"], "handler": handler}
    yield 1, {"event": "assign", **given}
    yield luck.randrange(1, 3), {"event": "begin"}
    if place % 7 == 3:  # noqa: PLR2004  one in seven goes upwards
        yield 1, {"event": "escalate", "sent_to": told["superior"]}
        yield luck.randrange(5, 15), {"event": "answer", "note": told["from_above"],
                                      "reference": f"权保〔{place + 1}〕"}
    yield luck.randrange(1, 4), {"event": "reply", "note": matter["reply"], "reply_mode": luck.choice("1234")}
    if row["appellant_kind"] != "anonymous":
        unhappy = place % 9 == 4  # noqa: PLR2004  one in nine is not satisfied at first
        yield 3, {"event": "call_back", "satisfaction": "3" if unhappy else luck.choice("1112")}
        if unhappy:
            yield 1, {"event": "redo", "note": told["redo"]}
            yield 1, {"event": "assign", **given}
            yield 1, {"event": "begin"}
            yield 4, {"event": "reply", "note": matter["reply"], "reply_mode": "2"}
            yield 3, {"event": "call_back", "satisfaction": "2"}
    yield 1, {"event": "close", "result": luck.choice("1112"), "decided_by": chair}


def _entries(record: str, row: dict[str, Any], events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the thread's entries that belong to the steps."""
    happened = {str(event["event"]): str(event["happened_on"]) for event in events}
    return [{"appeal_id": record, "happened_on": happened[entry["event"]], "actor": row["receiver"],
             **{key: entry[key] for key in ("action", "text", "told_member")}}
            for entry in words()["entries"] if entry["event"] in happened]


# ---- proposals


def _proposals(world: World, count: int) -> None:
    told, luck = words(), world.random
    people = world.some(count * 3)
    if len(people) < 3:  # noqa: PLR2004  a proposer and two seconders
        return
    rows = []
    for number in range(count):
        matter = told["proposals"][number % len(told["proposals"])]
        begun = world.day(20 + number * _YEAR * world.years // count, 5)
        meets = add_days(begun, 20)
        rows.append({**{key: matter[key] for key in ("category", "title", "reason", "suggestion")},
                     "submitted_on": begun, "congress_on": meets,
                     "congress": told["congress"].format(session="一二三四五六"[number // 4 % 6]),
                     "proposer_id": people[number * 3 % len(people)]["id"], "delegation": f"第{number % 4 + 1}代表团"})
    ids = world.insert("proposals", rows)
    world.insert("proposal_seconders", [
        {"proposal_id": record, "member_id": people[(number * 3 + k) % len(people)]["id"], "signed": True}
        for number, record in enumerate(ids) for k in (1, 2)])
    for place, (record, row) in enumerate(zip(ids, rows, strict=True)):
        reply = told["proposals"][place % len(told["proposals"])]["reply"]
        steps: Steps = [
            (0, {"event": "submit"}), (8, {"event": "file", "decided_by": luck.choice(told["chairs"])}),
            (12, {"event": "assign", "handler_dept": luck.choice(told["departments"])}),
            (25, {"event": "reply", "note": reply, "decision": f"提复〔{row['submitted_on'][:4]}〕{place + 1}号"}),
            (5, {"event": "evaluate", "satisfaction": luck.choice("112")}),
            (10, {"event": "close", "decided_by": luck.choice(told["chairs"])})]
        world.happen("proposals", record, dated(world, row["submitted_on"], steps))


# ---- rights cases


def _cases(world: World, count: int) -> None:
    told, luck = words(), world.random
    people = world.some(count)
    rows = []
    for number in range(len(people)):
        case = told["cases"][number % len(told["cases"])]
        begun = world.day(3 + number * _YEAR * world.years // count, 4)
        known = add_days(begun, -40)
        rows.append({"applied_on": begun, "received_by": luck.choice(told["receivers"]), "title": case["title"],
                     "person_class": "9", "cause": case["cause"], "case_kind": "1", "aid_form": case["form"],
                     "respondent_unit": case["party"], "claim": 100 * luck.randrange(5_000, 60_000), "known_on": known,
                     "left_on": known if case["cause"] == "2" else None, "people_count": 1})
    ids = world.insert("rights_cases", rows)
    world.insert("rights_applicants", [
        {"case_id": record, "member_id": member["id"], "name": member["name"], "sex": member["sex"],
         "mobile": member["mobile"], "identity_no": member["id_number"] if member["id_type"] == "01" else None,
         "employer_name": member["employer_name"], "address": member["home_address"], "occupation": member["post"],
         "household_place": member["household_place"], "monthly_income": 420_000, "family_income": 780_000,
         "facts": told["cases"][place % len(told["cases"])]["facts"], "signed_on": rows[place]["applied_on"],
         "evidence": told["cases"][place % len(told["cases"])]["evidence"]}
        for place, (record, member) in enumerate(zip(ids, people, strict=True))])
    for place, (record, row) in enumerate(zip(ids, rows, strict=True)):
        world.happen("rights_cases", record, dated(world, row["applied_on"], _case(world, row, place)))


def _case(world: World, row: dict[str, Any], place: int) -> Steps:
    told, luck = words(), world.random
    yield 0, {"event": "apply"}
    yield 5, {"event": "approve", "decided_by": luck.choice(told["chairs"])}
    yield 2, {"event": "assign", "lawyer": luck.choice(told["lawyers"]), "law_firm": luck.choice(told["law_firms"])}
    if row["aid_form"] == "1":
        yield 3, {"event": "conclude", "result": "6"}
        return
    yield 4, {"event": "mediate", "decision": f"调字第{place + 1}号"}
    if row["aid_form"] == "3":
        yield 12, {"event": "settle", "decision": f"调解协议第{place + 1}号", "recovered": row["claim"]}
        return
    yield 16, {"event": "arbitrate", "decision": f"南劳人仲案〔{row['applied_on'][:4]}〕{place + 11}号"}
    yield 45, {"event": "conclude", "result": "2", "recovered": row["claim"] * 7 // 10}
