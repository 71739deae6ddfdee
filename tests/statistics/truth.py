"""The statistics a second way: plain Python over plain rows, written from the domain reference, not from the code."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.statistics.people import Row

BLANK, OTHER = "", "?"
LEVELS = {"11": "doctor", "12": "doctor", "13": "doctor"}
BY_FIRST = {"1": "master", "2": "bachelor", "3": "college", "4": "vocational", "6": "senior", "7": "junior",
            "8": "primary", "9": "primary"}


def age_band(born: str | None, day: str) -> str:
    if born is None:
        return BLANK
    age = int(day[:4]) - int(born[:4])
    if (int(day[5:7]), int(day[8:])) < (int(born[5:7]), int(born[8:])):
        age -= 1
    for most, key in ((25, "-25"), (35, "26-35"), (45, "36-45"), (55, "46-55"), (60, "56-60")):
        if age <= most:
            return key
    return "61-"


def years_band(joined: str | None, day: str) -> str:
    if joined is None:
        return BLANK
    years = int(day[:4]) - int(joined[:4]) - (day[5:] < joined[5:])
    for most, key in ((0, "-0"), (5, "1-5"), (10, "6-10"), (20, "11-20")):
        if years <= most:
            return key
    return "21-"


def education(code: str | None) -> str:
    return BLANK if code is None else LEVELS.get(code) or BY_FIRST[code[0]]


def political(code: str | None) -> str:
    if code is None:
        return BLANK
    return {"01": "party", "02": "party", "03": "league", "12": "none", "13": "masses"}.get(code, "democratic")


def ethnicity(code: str | None) -> str:
    if code is None:
        return BLANK
    return "han" if code == "01" else OTHER if code in ("97", "98") else "minority"


def top_branch(branches: list[Row]) -> Callable[[str | None], str]:
    above = {b["id"]: b["parent_id"] for b in branches}

    def top(branch: str | None) -> str:
        if branch is None:
            return BLANK
        while above[branch]:
            branch = above[branch]
        return branch

    return top


def answer(value: bool | None) -> str:
    return BLANK if value is None else "1" if value else "0"


def keys(member: Row, day: str, branches: list[Row]) -> dict[str, str]:
    """Return the category of a member in each dimension."""
    return {
        "sex": member["sex"] if member["sex"] in ("1", "2") else BLANK,
        "age": age_band(member["birth_date"], day),
        "ethnicity_group": ethnicity(member["ethnicity"]),
        "education_group": education(member["education"]),
        "political_group": political(member["political_status"]),
        "employment_form": member["employment_form"] or BLANK,
        "branch": top_branch(branches)(member["branch_id"]),
        "group": member["branch_id"] or BLANK,
        "department": member["department"] or BLANK,
        "membership_years": years_band(member["join_union_date"], day),
        "join_year": (member["join_union_date"] or "")[:4],
        "employment_status": member["employment_status"] or BLANK,
        "household_type": member["household_type"] or BLANK,
        "household_local": "elsewhere" if member.get("household_region") else BLANK,  # the union names no region
        "is_migrant_worker": answer(member["is_migrant_worker"]),
        "skill_grade": member["skill_grade"] or BLANK,
        "marital_status": member["marital_status"] or BLANK,
        "qualified": answer(member["qualified"]),
        "native_province": {"海南文昌": "460000", "河南洛阳": "410000", None: BLANK}[member["native_place"]],
    }


def states(events: list[Row], day: str) -> dict[str, str]:
    """Return the state of each member on a day: what was entered last of what had happened by then."""
    found: dict[str, str] = {}
    for event in sorted(events, key=lambda e: e["n"]):
        if event["happened_on"] <= day:
            found[event["member_id"]] = event["to_state"]
    return found


def counted(members: list[Row], events: list[Row], day: str) -> list[Row]:
    """Return the members on the books on a day."""
    state = states(events, day)
    return [m for m in members if state.get(m["id"]) in ("active", "transferring_out")]


def changes(members: list[Row], events: list[Row], until: str) -> dict[str, Counter[str]]:
    """Return month → '+' and '-' cases, by comparing who is on the books after each event day with the step before."""
    living = {m["id"] for m in members}
    found: dict[str, Counter[str]] = defaultdict(Counter)
    timeline = sorted((e for e in events if e["member_id"] in living), key=lambda e: (e["happened_on"], e["n"]))
    last: dict[str, Row] = {}
    for event in timeline:
        if event["happened_on"] > until:
            break
        before = last.get(event["member_id"])
        if before is not None and before["n"] > event["n"]:
            continue
        was = before is not None and before["to_state"] in ("active", "transferring_out")
        is_now = event["to_state"] in ("active", "transferring_out")
        if was != is_now:
            found[event["happened_on"][:7]]["+" if is_now else "-"] += 1
        last[event["member_id"]] = event
    return found
