"""One household, one living file: husband and wife have it together (domain reference §9.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.schema.problem import ERROR, WARNING, Problem
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from union_desk.schema.register import Context, Values

ENDED = frozenset({"exited", "refused", "gone"})
FILES, PERSONS, FILE = "hardship_files", "hardship_persons", "file_id"
_SPOUSES = ("10", "11", "12")


def one_household_one_file(values: Values, context: Context) -> Iterable[Problem]:
    """Refuse a second living file for a worker whose household has one."""
    member = values.get("member_id")
    if not isinstance(member, str) or values.get("hardship_state") in ENDED:
        return
    own = values.get("id")
    for other in _live(context, context.others(FILES, "member_id", member), own):
        yield _second("second_file", N_("This worker has a living hardship file already ({number}). One household has one "
                      "file, husband and wife together (rules on hardship files, §9.3)."), other, context)
        return
    for person in _persons(context, member, context.lookup("members", member, "id_number")):
        file = str(context.lookup(PERSONS, person, FILE))
        if context.lookup(PERSONS, person, "in_household") and any(_live(context, [file], own)):
            yield _second("in_household", N_("This worker stands in the living file {number} as a person of that "
                                             "household. One household has one file, husband and wife together (rules "
                                             "on hardship files, §9.3)."), file, context)
            return


def _second(code: str, message: str, file: str, context: Context, name: str = "member_id") -> Problem:
    return Problem(ERROR, code, name, message, {"number": context.lookup(FILES, file, "file_no") or "—"})


def _live(context: Context, files: Iterable[str], own: object) -> Iterable[str]:
    for file in files:
        state = context.lookup(FILES, file, "hardship_state")
        if file != own and state is not None and state not in ENDED:
            yield file


def _persons(context: Context, member: object, number: object) -> Iterable[str]:
    """Yield the rows of persons who are that member, or have that document number."""
    for name, value in (("member_id", member), ("identity_no", number)):
        if isinstance(value, str) and value:
            yield from context.others(PERSONS, name, value)


def one_person_one_household(values: Values, context: Context) -> Iterable[Problem]:
    """Refuse a person who has a living file of their own, and a spouse who stands in another one."""
    file, number, member = values.get(FILE), values.get("identity_no"), values.get("member_id")
    if not values.get("in_household") or not isinstance(file, str):
        return
    if context.lookup(FILES, file, "hardship_state") in ENDED:
        return
    members = {*([member] if isinstance(member, str) else ()),
               *(context.others("members", "id_number", number) if isinstance(number, str) and number else ())}
    name = "identity_no" if number else "member_id"
    if context.lookup(FILES, file, "member_id") in members:
        yield Problem(ERROR, "itself", name, N_("This is the worker whose file it is; only the others are entered here."))
        return
    for one in sorted(members):
        for other in _live(context, context.others(FILES, "member_id", one), file):
            yield _second("own_file", N_("This person has a living hardship file already ({number}). One household has one "
                          "file, husband and wife together (rules on hardship files, §9.3)."), other, context, name)
            return
    yield from _elsewhere(values, file, context, name)


def _elsewhere(values: Values, file: str, context: Context, name: str) -> Iterable[Problem]:
    for person in _persons(context, values.get("member_id"), values.get("identity_no")):
        other = str(context.lookup(PERSONS, person, FILE))
        if not (context.lookup(PERSONS, person, "in_household") and any(_live(context, [other], file))):
            continue
        if values.get("relation") in _SPOUSES:
            yield _second("spouse_elsewhere", N_("This spouse stands in the living file {number} already. One household has "
                          "one file, husband and wife together (rules on hardship files, §9.3)."), other, context, name)
        else:
            yield Problem(WARNING, "counted_twice", name, N_("This person is counted in the living file {number} too."),
                          {"number": context.lookup(FILES, other, "file_no") or "—"})
        return
