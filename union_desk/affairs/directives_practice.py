"""Believable papers from above for the practice office (resources/practice/directives.toml)."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any

from union_desk.affairs.appeals_practice import dated
from union_desk.paths import resource
from union_desk.schema.dates import add_days

if TYPE_CHECKING:
    from union_desk.practice_world import World

_YEAR, _A_YEAR = 365, 8
_RECOMMEND, _DAYS_FOR_A_TASK = "4", 15


@cache
def words() -> dict[str, Any]:
    """Return the invented papers and names."""
    with resource("practice", "directives.toml").open("rb") as stream:
        return tomllib.load(stream)


def practise(world: World) -> None:
    """Give the practice office its years of papers with tasks, deliverables and circulation."""
    if not world.members:
        return
    told, count = words(), world.years * _A_YEAR
    papers = [told["papers"][number % len(told["papers"])] for number in range(count)]
    begun = [world.day(2 + (count - 1 - number) * _YEAR * world.years // count, 3) for number in range(count)]
    ids = world.insert("directives", [_paper(world, paper, day, number)
                                      for number, (paper, day) in enumerate(zip(papers, begun, strict=True))])
    due = [add_days(day, _DAYS_FOR_A_TASK) for day in begun]
    due[-1] = add_days(world.today, 2)
    task_ids = world.insert("directive_tasks", [
        {"directive_id": record, "title": paper["task"], "task_kind": paper["task_kind"], "due_at": until,
         "owner": world.random.choice(told["handlers"]), "what": paper["summary"],
         "quota": 1 if paper["task_kind"] == _RECOMMEND else None}
        for record, paper, until in zip(ids, papers, due, strict=True)])
    material = world.insert("deliverables", [
        {"task_id": task, "name": paper["material"], "deliverable_kind": paper["material_kind"], "due_at": until}
        for task, paper, until in zip(task_ids, papers, due, strict=True)])
    _circulate(world, ids, begun)
    _share_out(world, task_ids, papers, begun, due)
    for number, (paper, day) in enumerate(zip(papers, begun, strict=True)):
        late = number == count - 2  # what the office has still to do: one paper is late and its material came back
        _hand_in(world, material[number], paper, day, number, late=late)
        if not late:
            _finish(world, task_ids[number], paper, due[number])
        course = _course(world, paper, number)
        world.happen("directives", ids[number], dated(world, day, course[:5] if late else course))
    _unread(world)


def _paper(world: World, paper: dict[str, Any], day: str, number: int) -> dict[str, Any]:
    told = words()
    return {"recv_date": day, "dated": add_days(day, -3), "received_via": world.random.choice("1125"),
            "issuer": told["issuer"], "doc_no": told["number"].format(year=day[:4], serial=number + 3),
            "title": paper["title"], "doc_kind": paper["kind"], "urgency": world.random.choice("2333"), "secrecy": "0",
            "summary": paper["summary"]}


def _course(world: World, paper: dict[str, Any], number: int) -> list[tuple[int, dict[str, Any]]]:
    told, luck = words(), world.random
    return [
        (0, {"event": "receive"}), (1, {"event": "acknowledge", "decided_by": luck.choice(told["clerks"])}),
        (0, {"event": "draft", "decided_by": luck.choice(told["clerks"]), "note": paper["opinion"]}),
        (1, {"event": "instruct", "decided_by": luck.choice(told["chairs"]), "note": paper["instruction"]}),
        (1, {"event": "hand_over", "handler": luck.choice(told["handlers"])}),
        (13, {"event": "report", "note": paper["outcome"]}), (6, {"event": "close", "decided_by": told["chairs"][0]}),
        (10, {"event": "archive", "archive_no": f"GD{number + 1:03d}", "archive_term": "2"})]


def _unread(world: World) -> None:
    """Let one paper have come lately that nobody has acknowledged."""
    paper = words()["papers"][0]
    (record,) = world.insert("directives", [_paper(world, paper, world.day(4), 90)])
    world.happen("directives", record, [{"event": "receive", "happened_on": world.day(4)}])


def _hand_in(world: World, record: str, paper: dict[str, Any], day: str, number: int, *, late: bool) -> None:
    """Send the material; every fourth is given back once, which makes it a second version."""
    women = sum(member["sex"] == "2" for member in world.members)
    figures = paper["figures"].format(members=len(world.members), women=women, sample=30) or None
    send = {"event": "send", "medium": world.random.choice("123"), "figures": figures}
    steps: list[tuple[int, dict[str, Any]]] = [(0, {"event": "ask"}), (9, send)]
    back = (2, {"event": "return", "note": words()["returned"]})
    if late:
        steps.append(back)
    else:
        steps += [back, (2, send)] if number % 4 == 1 else []
        steps.append((2, {"event": "pass", "reference": f"HZ{number + 1:04d}"}))
    world.happen("deliverables", record, dated(world, day, steps))


def _finish(world: World, task: str, paper: dict[str, Any], done: str) -> None:
    """Mark a task as done when its days are over, with the quota that was used."""
    from union_desk import records, registers

    if done <= world.today:
        used = {"quota_used": 1} if paper["task_kind"] == _RECOMMEND else {}
        records.save(world.session, registers.get("directive_tasks"),
                     {"done_on": done, "outcome": paper["outcome"], **used}, task)


def _circulate(world: World, ids: list[str], begun: list[str]) -> None:
    told = words()
    rows = [{"directive_id": record, "person": person, "post": post, "given_on": day,
             "read_at": read if (read := add_days(day, 1 + place)) <= world.today else None}
            for record, day in zip(ids, begun, strict=True)
            for place, (person, post) in enumerate(zip(told["readers"], told["posts"], strict=True))]
    world.insert("directive_readers", rows)


def _share_out(
    world: World, tasks: list[str], papers: list[dict[str, Any]], begun: list[str], due: list[str]
) -> None:
    """Ask three groups for their share of each return, roster and survey."""
    groups = list(dict.fromkeys(m["branch_id"] for m in world.members if m["branch_id"]))[:3]
    rows = [{"task_id": task, "branch_id": group, "asked_on": add_days(day, 2), "due_at": until,
             "replied_on": replied if (replied := add_days(day, 6 + place)) <= world.today else None,
             "reply": words()["reply"] if replied <= world.today else None}
            for task, paper, day, until in zip(tasks, papers, begun, due, strict=True)
            if paper["task_kind"] in ("2", "7")
            for place, group in enumerate(groups)]
    world.insert("task_groups", rows)
