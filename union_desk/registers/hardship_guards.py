"""What a step in the life of a hardship file needs before it may be taken (domain reference §9.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.registers import appeals_guards as shared
from union_desk.registers.appeals_guards import refuse, two_people
from union_desk.registers.hardship_household import FILE
from union_desk.registers.hardship_oneness import one_household_one_file
from union_desk.registers.hardship_procedure import FOLLOW_UP, IN_FAVOUR, LOOKING, missing_materials, open_grounds
from union_desk.schema import workdays
from union_desk.schema.kinds import Code
from union_desk.words import N_, series

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from union_desk.schema.problem import Problem
    from union_desk.schema.register import Context, Values

EVENTS = "hardship_events"


def _rows(record: Values, context: Context, register: str) -> Sequence[Values]:
    return context.rows(register, FILE, record["id"]) if record.get("id") else ()


def _since(record: Values, context: Context, *events: str) -> str:
    """Return the ISO day of the last of these steps; empty where there was none."""
    days = [str(row.get("happened_on") or "") for row in _rows(record, context, EVENTS) if row.get("event") in events]
    return days[-1] if days else ""


def _begun(record: Values, context: Context) -> str:
    """Return when the household began to be looked into, this time."""
    return _since(record, context, "apply", "reopen", "uphold", "send_back")


def may_review(record: Values, event: Values, context: Context) -> Iterable[Problem]:
    """Need a visit, the comparison of records, the grounds of refusal and an assessment before the review."""
    begun, day = _begun(record, context), str(event.get("happened_on") or "")
    visits = [row for row in _rows(record, context, "hardship_visits")
              if row.get("visit_kind") == LOOKING and begun <= str(row.get("visited_on")) <= day]
    if not visits:
        norm = context.norm("hardship.visit_people")
        yield refuse("event", "no_visit", N_("No visit to the household is recorded since {begun}: at least {limit} people "
                     "visit it, dated and signed ({basis})."), begun=begun, limit=norm.value, basis=norm.basis)
    if not _since(record, context, "compare") or _since(record, context, "compare") < begun:
        yield refuse("event", "not_compared", N_("The records of other offices were not compared yet (comparison of records, "
                                                 "rules on hardship files, §9.3)."))
    unchecked, _applying = open_grounds(_rows(record, context, "hardship_refusals"))
    if unchecked:
        yield refuse("event", "grounds", N_("These grounds of refusal are not checked yet: {grounds}."),
                     grounds=_listed("hardship_refusal", unchecked))
    yield from _assessed(record, context, begun[:4], begun)


def _assessed(record: Values, context: Context, year: str, begun: str = "") -> Iterable[Problem]:
    found = [row for row in _rows(record, context, "hardship_assessments") if str(row.get("assessed_on")) >= begun]
    if not any(str(row.get("year")) >= str(int(year or 0) - 1) for row in found):
        yield refuse("event", "not_assessed", N_("The household's year is not assessed yet: enter its income and spending, "
                                                 "then the assessment (rules on hardship files, §9.1)."))


def _listed(name: str, codes: Iterable[str]) -> str:
    return series(Code(list=name).show(code) for code in codes)


def may_publish(record: Values, event: Values, context: Context) -> Iterable[Problem]:
    """Need a democratic review in favour, held since the household is looked into."""
    begun, day = _begun(record, context), str(event.get("happened_on") or "")
    held = [row for row in _rows(record, context, "hardship_reviews") if begun <= str(row.get("reviewed_on")) <= day]
    if not held:
        yield refuse("event", "no_review", N_("No democratic review is recorded (rules on hardship files, §9.3)."))
    elif held[-1].get("verdict") != IN_FAVOUR:
        yield refuse("event", "review_against", N_("The democratic review was not in favour: refuse the file, or look into "
                                                   "it again and review it anew."))
    yield from long_enough("hardship.publicity_workdays")(record, event, context)


def long_enough(name: str) -> shared.Step:
    """Return the guard that a publicity period given by hand is no shorter than the norm."""

    def check(_record: Values, event: Values, context: Context) -> Iterable[Problem]:
        day, until = event.get("happened_on"), event.get("until")
        if not (isinstance(day, str) and isinstance(until, str)):
            return
        norm = context.norm(name, day)
        last = workdays.add(day, norm.value)
        if until < last:
            yield refuse("until", "too_short", N_("The publicity lasts at least {limit} working days, until {last} "
                                                  "({basis})."), limit=norm.value, last=last, basis=norm.basis)

    return check


def may_pass(record: Values, event: Values, context: Context) -> Iterable[Problem]:
    """Let nobody go on before the publicity is over and every objection answered."""
    until, day = str(record.get("publicity_until") or ""), str(event.get("happened_on") or "")
    if day <= until:
        leaving = bool(record.get("exit_publicity"))
        norm = context.norm("hardship.exit_workdays" if leaving else "hardship.publicity_workdays")
        yield refuse("happened_on", "publicity_running", N_("The publicity runs until the end of {until}: at least {limit} "
                     "working days ({basis})."), until=until, limit=norm.value, basis=norm.basis)
    yield from _all_answered(record, context)


def _all_answered(record: Values, context: Context) -> Iterable[Problem]:
    waiting = [row for row in _rows(record, context, "hardship_objections") if not row.get("answered_on")]
    if waiting:
        yield refuse("event", "objections", N_("{count} objections are not answered. They are recorded and answered before "
                     "it goes on (rules on hardship files, §9.3)."), count=len(waiting))


def has_objection(record: Values, _event: Values, context: Context) -> Iterable[Problem]:
    """Need the objection itself, received since the publicity began."""
    begun = str(record.get("published_on") or "")
    if not any(str(row.get("received_on")) >= begun for row in _rows(record, context, "hardship_objections")):
        yield refuse("event", "no_objection", N_("Enter the objection itself under 'Objections' first."))


def may_settle(*, leaving: bool) -> shared.Step:
    """Return the guard of going on: every objection answered, none upheld, and the right publicity."""

    def check(record: Values, _event: Values, context: Context) -> Iterable[Problem]:
        yield from _other_publicity(record, leaving=leaving)
        yield from _all_answered(record, context)
        if _upheld(record, context):
            yield refuse("event", "upheld", N_("An objection was upheld: the household is looked into again, refused, or "
                                               "stays on file."))

    return check


def _other_publicity(record: Values, *, leaving: bool) -> Iterable[Problem]:
    if bool(record.get("exit_publicity")) != leaving:
        yield refuse("event", "other_publicity", N_("This step belongs to the other publicity: that of the opening and that of "
                                                    "the exit have steps of their own."))


def _upheld(record: Values, context: Context) -> bool:
    begun = str(record.get("published_on") or "")
    return any(row.get("upheld") and str(row.get("received_on")) >= begun
               for row in _rows(record, context, "hardship_objections"))


def may_uphold(record: Values, _event: Values, context: Context) -> Iterable[Problem]:
    """Need an objection that was upheld, to the opening of the file."""
    yield from _other_publicity(record, leaving=False)
    if not _upheld(record, context):
        yield refuse("event", "not_upheld", N_("No objection of this publicity is marked as upheld."))


def before_opening(record: Values, _event: Values, _context: Context) -> Iterable[Problem]:
    """Keep a step of the opening out of the publicity of an exit."""
    yield from _other_publicity(record, leaving=False)


def of_exit(record: Values, _event: Values, _context: Context) -> Iterable[Problem]:
    """Keep a step of the exit out of the publicity of an opening."""
    yield from _other_publicity(record, leaving=True)


def may_approve(record: Values, event: Values, context: Context) -> Iterable[Problem]:
    """Need every material of the category, no open ground of refusal, and the category that was assessed or a reason."""
    category = str(event.get("category") or "")
    missing = missing_materials(_rows(record, context, "hardship_materials"), category)
    if missing and record.get("id"):
        yield refuse("category", "materials", N_("These materials are missing for this category: {materials}. Enter when they "
                     "were shown, or why they are not needed ({basis})."),
                     materials=_listed("hardship_material", [one.material for one in missing]), basis=missing[0].basis)
    _unchecked, applying = open_grounds(_rows(record, context, "hardship_refusals"))
    norm = context.norm("hardship.refusals_bind")
    if applying and norm.value:
        yield refuse("event", "refusal", N_("A ground of refusal applies: {grounds} ({basis}). It needs an exception with its "
                     "reason, or the file is refused."), grounds=_listed("hardship_refusal", applying), basis=norm.basis)
    yield from as_assessed(record, event, context)


def as_assessed(record: Values, event: Values, context: Context) -> Iterable[Problem]:
    """Need a reason where the category is not the one that the arithmetic proposes."""
    found = _rows(record, context, "hardship_assessments")
    category = event.get("category")
    if found and category and category != found[-1].get("proposed") and not event.get("note"):
        kind = Code(list="hardship_category")
        proposed = found[-1].get("proposed")
        yield refuse("note", "other_category", N_("The assessment proposes '{proposed}', not '{category}': say why it differs."),
                     proposed=kind.show(str(proposed)) if proposed else "—", category=kind.show(str(category)))


def may_confirm(record: Values, event: Values, context: Context) -> Iterable[Problem]:
    """Need this year's assessment before a file is kept for another year."""
    day = str(event.get("happened_on") or context.today)
    begun = _since(record, context, "recheck")
    yield from _assessed(record, context, day[:4], max(str(record.get("confirmed_on") or ""), begun[:4] + "-01-01"))
    yield from as_assessed(record, event, context)


def may_close(record: Values, event: Values, context: Context) -> Iterable[Problem]:
    """Need the months of follow-up and at least one follow-up visit."""
    until, day = str(record.get("follow_until") or ""), str(event.get("happened_on") or "")
    norm = context.norm("hardship.follow_months")
    if day < until:
        yield refuse("happened_on", "following", N_("The household is followed up until {until}: at least {limit} months "
                     "({basis})."), until=until, limit=norm.value, basis=norm.basis)
    lifted = str(record.get("lifted_on") or "")
    if not any(row.get("visit_kind") == FOLLOW_UP and str(row.get("visited_on")) >= lifted
               for row in _rows(record, context, "hardship_visits")):
        yield refuse("event", "no_follow_up", N_("No follow-up visit is recorded since the exit ({basis})."), basis=norm.basis)


def may_reopen(record: Values, _event: Values, context: Context) -> Iterable[Problem]:
    """Refuse to open a file again where the household has another one by now."""
    yield from one_household_one_file({**record, "hardship_state": "visiting"}, context)


GUARD = shared.guard((shared.in_order(EVENTS, FILE),), {
    "review": may_review, "publish": may_publish, "object": has_objection, "settle": may_settle(leaving=False),
    "settle_exit": may_settle(leaving=True), "uphold": may_uphold, "pass": may_pass,
    "audit": two_people("registered_by", N_("{name} keeps the file and cannot audit it too: somebody else decides.")),
    "refuse": before_opening, "withdraw": before_opening, "approve": may_approve, "confirm": may_confirm,
    "propose_exit": long_enough("hardship.exit_workdays"), "stay": of_exit, "lift": (of_exit, may_pass),
    "close": may_close, "reopen": may_reopen})
