"""Believable households in hardship for the practice office (resources/practice/hardship.toml)."""

from __future__ import annotations

import tomllib
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any

from union_desk import records
from union_desk.affairs import hardship_filing as filing
from union_desk.affairs import hardship_paying as paying
from union_desk.affairs.hardship_reading import Paid
from union_desk.paths import resource
from union_desk.registers.hardship_caps import MEDICAL, STUDY
from union_desk.schema import identity, workdays
from union_desk.schema.dates import add_days

if TYPE_CHECKING:
    from collections.abc import Iterator

    from union_desk.practice_world import World

_MEMBERS_A_HOUSEHOLD, _LEAST, _MOST = 120, 16, 60
_BANK = "南岛银行"
# How far the newest households have come, and how many days ago they applied; all others are on file
_STAGES = (("applied", 20), ("begin_visits", 6), ("publish", 12), ("object", 13), ("publish", 24), ("pass", 26),
           ("audit", 34),
           ("refuse", 60))
_KINDS = {"01": MEDICAL, "02": MEDICAL, "04": STUDY, "07": "07"}
_YEAR = 365


@cache
def words() -> dict[str, Any]:
    """Return the invented households and names."""
    with resource("practice", "hardship.toml").open("rb") as stream:
        return tomllib.load(stream)


def practise(world: World) -> None:
    """Give the practice office households at every stage, and a year of help."""
    married = [member for member in world.members if member.get("id_number")]
    wanted = max(_LEAST, min(_MOST, len(world.members) // _MEMBERS_A_HOUSEHOLD))
    people = world.random.sample(married, min(wanted, len(married)))
    if len(people) < len(_STAGES):
        return
    told = words()
    world.insert("low_income_lines", [{"region": told["region"], "monthly": told["line_fen"],
                                       "valid_from": "2015-01-01",
                                       "basis": told["line_basis"]}])
    serial = count()
    files: list[tuple[str, dict[str, Any], str]] = []
    for place, member in enumerate(people):
        household = told["households"][place % len(told["households"])]
        stage, back = _STAGES[place] if place < len(_STAGES) else ("approve",
                                                                   150 + (place * 97) % (_YEAR * world.years))
        file = _household(world, member, household, world.day(back), next(serial))
        _through(world, file, household, world.day(back), stage)
        if stage == "approve":
            files.append((file, household, member["id"]))
    for place, (file, household, member_id) in enumerate(files):
        _later(world, file, household, place)
        _help(world, file, household, member_id, place)
    _payment_list(world)


def _household(world: World, member: dict[str, Any], household: dict[str, Any], day: str, serial: int) -> str:
    """Enter a household with its persons and account; returns the file's id."""
    told = words()
    more = {f"cause_{number}": cause for number, cause in enumerate(household["more"], 2)}
    file = world.insert("hardship_files", [{
        "member_id": member["id"], "applied_on": day, "declared_year": int(day[:4]), "region": told["region"],
        "registered_by": told["keeper"], "main_cause": household["cause"], **more, "housing": household["housing"],
        "expected_help": household["expected"] * 100, "enterprise": "1", "medical_insurance": True,
        "pension_insurance": True, "mutual_aid": bool(member.get("mutual_aid_joined")),
        "single_parent": household["cause"] == "08", "circumstances": household["found"]}])[0]
    given = world.random.sample("安宁和平文英华兰梅雨晨佳", 4)
    world.insert("hardship_persons", [
        {"file_id": file, "relation": relation, "standing": standing, "born_on": f"{int(day[:4]) - age}-04-12",
         "name": (member["name"][0] if relation[0] in "235" else "符") + given[place],
         "guardian_consent_on": day, "unit": "南岛市第一中学" if standing == "3" else None, "medical_insurance": True,
         "health": "30" if standing == "2" else "10"}
        for place, (relation, standing, age) in enumerate(household["persons"])])
    first = f"62{7_000_000_000_000_00 + serial:015d}"
    number = next(f"{first}{digit}" for digit in range(10) if identity.luhn(f"{first}{digit}"))
    world.insert("hardship_accounts", [{"file_id": file, "holder": member["name"], "number": number, "bank": _BANK,
                                        "valid_from": day}])
    return file


def _assess(world: World, file: str, household: dict[str, Any], day: str, growth: float = 1.0) -> None:
    year, told = int(day[:4]), words()
    world.insert("hardship_incomes", [{"file_id": file, "year": year, "line": line, "amount": int(yuan * growth) * 100}
                                      for line, yuan in household["incomes"]])
    world.insert("hardship_assessments", [{"file_id": file, "year": year, "assessed_on": day,
                                           "assessed_by": told["keeper"],
                                           "is_sudden": household["sudden"]}])


def _steps(begun: str) -> Iterator[tuple[str, str]]:
    """Yield the steps of the procedure with their days, as an office takes them."""
    yield "begin_visits", add_days(begun, 2)
    yield "compare", add_days(begun, 5)
    yield "review", add_days(begun, 7)
    yield "publish", add_days(begun, 9)
    yield "object", add_days(begun, 10)
    over = add_days(workdays.add(add_days(begun, 9), 5), 1)
    yield "pass", over
    yield "audit", add_days(over, 2)
    yield "approve", add_days(over, 9)


def _through(world: World, file: str, household: dict[str, Any], begun: str, last: str) -> None:
    """Take a household through the procedure up to a step."""
    told = words()
    world.happen("hardship_files", file, [{"event": "apply", "happened_on": begun}])
    if last == "applied":
        return
    for event, day in _steps(begun):
        if (event == "object" and last != "object") or day > world.today:
            continue
        if event == "pass" and last == "refuse":
            world.happen("hardship_files", file, [{"event": "refuse", "happened_on": day, "decided_by": told["auditor"],
                                                   "note": "公示期间本人提出收入已明显改善，不再申请。"}])
            return
        _before(world, file, household, event, day)
        details = _details(world, file, event)
        if event == "object":
            filing.object_to(world.session, file, day, "反映该户另有出租房屋收入，请核实。", None)
        else:
            world.happen("hardship_files", file, [{"event": event, "happened_on": day, **details}])
        if event == last:
            return


def _before(world: World, file: str, household: dict[str, Any], event: str, day: str) -> None:
    """Do what a step needs before it."""
    told = words()
    if event == "compare":
        world.insert("hardship_visits", [{"file_id": file, "visit_kind": "1", "visited_on": add_days(day, -2),
                                          "visitor": told["visitors"][0], "second_visitor": told["visitors"][1],
                                          "found": household["found"], "wishes": household["wish"], "signed": True}])
    if event == "review":
        filing.check_grounds(world.session, file, day, told["keeper"])
        _assess(world, file, household, day)
    if event == "publish":
        world.insert("hardship_reviews", [{
            "file_id": file, "reviewed_on": add_days(day, -1), "chaired_by": told["auditor"],
            "recorder": told["keeper"],
            "present": 9, "in_favour": 8, "against": 0, "abstained": 1, "verdict": "1", "place": "工会会议室"}])
    if event == "approve":
        filing.show_materials(world.session, file, day)


def _details(world: World, file: str, event: str) -> dict[str, Any]:
    told = words()
    if event == "compare":
        return {"sent_to": told["compared"], "note": told["comparison"]}
    if event == "audit":
        return {"decided_by": told["auditor"], "sent_to": told["superior"]}
    if event == "approve":
        found = filing.newest(world.session, file)
        return {"category": (found or {}).get("proposed") or "4", "decided_by": told["superior_by"],
                "decision": f"总工帮〔{world.today[:4]}〕{world.random.randrange(1, 60)}号"}
    return {}


def _later(world: World, file: str, household: dict[str, Any], place: int) -> None:
    """Give a household on file its helper with visits and yearly reviews; one in five is lifted out of hardship."""
    told = words()
    row = records.get(world.session, filing.FILES, file)
    opened = str(row["opened_on"] or world.today)
    world.insert("hardship_helpers", [{"file_id": file, "helper": told["helpers"][place % len(told["helpers"])],
                                       "post": "中层干部", "begins": opened,
                                       "measures": "每半年走访，帮助落实救助政策。"}])
    seen = add_days(opened, 60)
    while seen < world.today and place % 4:  # every fourth helper has not gone yet
        world.insert("hardship_visits", [{"file_id": file, "visit_kind": "2", "visited_on": seen,
                                          "found": "生活基本稳定。",
                                          "visitor": told["helpers"][place % len(told["helpers"])], "signed": True}])
        seen = add_days(seen, 150)
    due = add_days(opened, _YEAR - 10)
    while due < world.today:
        world.happen("hardship_files", file, [{"event": "recheck", "happened_on": due}])
        _assess(world, file, household, due, 1.02)
        found = filing.newest(world.session, file) or {}
        world.happen("hardship_files", file, [{"event": "confirm", "happened_on": due, "decided_by": told["auditor"],
                                               "category": found.get("proposed") or "4", "note": "经复核继续在档。"}])
        due = add_days(due, _YEAR - 10)
    if place % 5 == 4:  # noqa: PLR2004  one in five
        _lift(world, file)


def _lift(world: World, file: str) -> None:
    """Let a household leave: publicity, exit, and the follow-up that is still to come."""
    told, row = words(), records.get(world.session, filing.FILES, file)
    begun = max(world.day(40), str(row["confirmed_on"]))
    over = add_days(workdays.add(begun, 5), 1)
    if over > world.today:
        return
    world.happen("hardship_files", file, [
        {"event": "propose_exit", "happened_on": begun, "decided_by": told["auditor"],
         "note": "家庭收入提高，本人申请退档。"},
        {"event": "lift", "happened_on": over, "decided_by": told["auditor"]}])


def _help(world: World, file: str, household: dict[str, Any], member_id: str, place: int) -> None:
    """Give a household help: one approved and paid from special funds, one asked for lately."""
    told, kind = words(), _KINDS.get(household["cause"], "01")
    opened = str(records.get(world.session, filing.FILES, file)["opened_on"] or world.today)
    day = min(add_days(opened, 20), world.today)
    rows = [{"helped_on": day, "help_kind": kind, "fund_source": "3", "amount": household["expected"] * 60},
            {"helped_on": world.day(10, 5), "help_kind": "06", "fund_source": "4", "amount": 50_000,
             "in_kind": "米、油",
             "in_kind_value": 20_000}]
    base = {"member_id": member_id, "handler": told["keeper"]}
    helped = records.get(world.session, filing.FILES, file)["hardship_state"] in ("on_file", "recheck")
    whole = [base | row | {"file_id": file if helped else None} for row in rows if helped or row is rows[1]]
    for number, (made, row) in enumerate(zip(world.insert("help_records", whole), whole, strict=True)):
        _particulars(world, made, row, household)
        steps: list[dict[str, Any]] = [{"event": "request", "happened_on": row["helped_on"]}]
        if number == 0 or place % 3:
            steps.append({"event": "approve", "happened_on": row["helped_on"], "decided_by": told["auditor"],
                          "note": "情况属实，同意发放。"})
        world.happen("help_records", made, steps)
        if number == 0 and place % 4 == 0:
            paying.pay(world.session, made, {"happened_on": row["helped_on"], "cashier": told["cashier"],
                                             "signed_by": "本人"})


def _particulars(world: World, made: str, row: dict[str, Any], household: dict[str, Any]) -> None:
    if row["help_kind"] == MEDICAL:
        own = next((yuan for line, yuan in household["incomes"] if line == "6"), 0)
        world.insert("help_medical", [{"help_id": made, "patient": "符安", "relation": household["persons"][0][0],
                                       "disease": "慢性病住院", "stays": 2, "own_paid": own * 100}])
    if row["help_kind"] == STUDY:
        world.insert("help_study", [{"help_id": made, "student": "符安宁", "level": "1", "school": "南岛大学",
                                     "major": "护理学",
                                     "years": 4, "admission": "2", "tuition": 520_000, "promise": True}])


def _payment_list(world: World) -> None:
    """Send what is approved from special funds through the bank: one payment comes back."""
    told, day = words(), world.day(3)
    if not any(not one.why for one in paying.payees(world.session, "3", day)):
        return
    batch = paying.make(world.session, "3", day, _BANK, prepared_by=told["keeper"])
    paying.submit(world.session, batch, day, told["keeper"])
    lines = filing.children(world.session, "help_payments", "batch_id", batch)
    rows = [Paid(line["place"] + 1, line["place"], line["holder"], line["number"], line["amount"], succeeded=place > 0,
                 failed=place == 0, reason="账户状态异常" if place == 0 else "", day=world.day(1))
            for place, line in enumerate(lines)]
    paying.settle(world.session, batch, rows, "回盘.xlsx", world.day(1))
    world.made.setdefault("help_batches", []).append(batch)
