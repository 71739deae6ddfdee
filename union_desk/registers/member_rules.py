"""The cross-field rules of the real-name record, R1 to R12 (domain reference §1.5)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from union_desk.schema import identity
from union_desk.schema.day_order import ahead
from union_desk.schema.many import Many, disordered, later
from union_desk.schema.problem import ERROR, INFO, WARNING, Problem
from union_desk.schema.register import Context, Rule, Values
from union_desk.words import N_

Problems = Iterable[Problem]

ADULT, MINOR, YOUTH_LEAGUE = 18, 16, 28
PARTY, LEAGUE = ("01", "02"), "03"
COLLEGE = "3"  # education codes below 40 begin with 1, 2 or 3: college or higher
ON_POST, RURAL, PLATFORM_WORK = "1", "1", "9"
AWAY = ("kept", "transferred_out", "withdrawn", "auto_withdrawn", "expelled", "deceased")
FEMALE = "2"
PROFESSIONS = ("1", "2", "3", "4")  # professional titles from assistant upward
FOREIGN_OLD = "22"
FOREIGN_RESIDENTS = frozenset(("21", FOREIGN_OLD))  # their layout is known from secondary sources only: warn, do not block (§18.2)


def _text(values: Values, name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def years_between(born: str, day: str) -> int:
    """Return full years of age on a day, by birthdays passed; both are ISO dates."""
    return int(day[:4]) - int(born[:4]) - (day[5:] < born[5:])


def r1_number(values: Values, context: Context) -> Problems:
    """R1: the identity number is well formed and its check digit right."""
    number = _text(values, "id_number")
    if not number:
        return
    kind = _text(values, "id_type") or "01"
    if identity.sound_birthday(kind, number):  # nearly all, and it is quick
        return
    reading = identity.read(kind, number)
    level = WARNING if kind == FOREIGN_OLD or (kind in FOREIGN_RESIDENTS and number.startswith("9")) else ERROR
    for fault in reading.faults:
        yield Problem(level, "R1", "id_number", fault.message)
    if reading.upgraded:
        yield Problem(WARNING, "R1", "id_number", N_("A 15-digit number is out of use; the 18-digit number is {number}."),
                      {"number": reading.number}, suggestion=reading.number)
    elif reading.kind != kind and not reading.faults:
        yield Problem(WARNING, "R1", "id_type", N_("By its digits the number belongs to another kind of document."), suggestion=reading.kind)


def r2_agreement(values: Values, context: Context) -> Problems:
    """R2: birth date and sex agree with the number: error on import, warning on a save with a reason."""
    number = _text(values, "id_number")
    if not number:
        return
    kind = _text(values, "id_type") or "01"
    if identity.agrees(kind, number, values.get("birth_date"), values.get("sex")):
        return
    reading = identity.read(kind, number)
    if reading.faults or (values.get("birth_date") == reading.birth_date and values.get("sex") == reading.sex):
        return
    excused = not context.importing and bool(values.get("difference_reason"))
    level = WARNING if excused or reading.kind in FOREIGN_RESIDENTS else ERROR
    for name, told, message in (
        ("birth_date", reading.birth_date, N_("The date of birth {typed} differs from the number ({told}). Correct it, or give the reason.")),
        ("sex", reading.sex, N_("The sex differs from the number. Correct it, or give the reason.")),
    ):
        typed = _text(values, name)
        if told and typed and typed != told:
            yield Problem(level, "R2", name, message, {"typed": typed, "told": told}, suggestion=told)


def r3_age(values: Values, context: Context) -> Problems:
    """R3: nobody joins under 16; 16 and 17 are minors. No membership changes before that age either (§1.1)."""
    born, joined, changed = _text(values, "birth_date"), _text(values, "join_union_date"), _text(values, "membership_change_date")
    if not born:
        return
    if joined and (age := years_between(born, joined)) < ADULT:
        if age < MINOR:
            yield Problem(ERROR, "R3", "join_union_date", N_("Aged {age} on joining the union; 16 is the least."), {"age": age})
        else:
            yield Problem(WARNING, "R3", "join_union_date", N_("Aged {age} on joining: a worker under age."), {"age": age})
    if changed and (age := years_between(born, changed)) < MINOR:
        yield Problem(ERROR, "R3", "membership_change_date", N_("Aged {age} when the membership changed; 16 is the least."), {"age": age})


def r4_retirement(values: Values, context: Context) -> Problems:
    """R4: past the statutory retirement age and still on post."""
    born, sex = _text(values, "birth_date"), _text(values, "sex")
    if not born or sex not in ("1", FEMALE) or values.get("employment_status") != ON_POST:
        return
    if born[:4] > str(int(context.today[:4]) - 50):
        return
    if _text(values, "membership_state") not in ("", "active") or values.get("employment_form") == "7":
        return
    from union_desk.schema import retirement

    due = retirement.retirement_date(sex, born, is_cadre=in_management(values), on=context.today)
    if due <= context.today:
        yield Problem(WARNING, "R4", "employment_status", N_(
            "Statutory retirement was on {date}. Keep the membership on retirement, or mark the person as rehired."),
            {"date": due})


def in_management(values: Values) -> bool:
    """Tell whether a post looks like management or a profession, where women retire later (rule R4 only reminds)."""
    return bool(values.get("job_title")) or values.get("professional_title") in PROFESSIONS


def r5_left_behind(values: Values, context: Context) -> Problems:
    """R5: a membership that is kept or ended still carries dues or an office."""
    if _text(values, "membership_state") not in AWAY:
        return
    for name, message in (
        ("dues_base", N_("The membership is kept or ended, but a dues base is still set.")),
        ("is_member_rep", N_("The membership is kept or ended, but the person is still a members' representative.")),
        ("is_staff_rep", N_("The membership is kept or ended, but the person is still a staff representative.")),
    ):
        if values.get(name):
            yield Problem(WARNING, "R5", name, message)


def r6_migrant(values: Values, context: Context) -> Problems:
    """R6: rural household and the migrant-worker field empty."""
    if values.get("household_type") == RURAL and values.get("is_migrant_worker") is None:
        yield Problem(INFO, "R6", "is_migrant_worker", N_("Rural household: say whether this is a migrant worker."))


def r7_degree(values: Values, context: Context) -> Problems:
    """R7: a degree without college education."""
    education = _text(values, "education")
    if values.get("degree") not in (None, "0") and education and education[0] > COLLEGE:  # "0" says there is none
        yield Problem(WARNING, "R7", "degree", N_("A degree goes with college education or higher; check both."))


def r8_political(values: Values, context: Context) -> Problems:
    """R8: Party members are 18 or older, League members 28 or younger."""
    born, status = _text(values, "birth_date"), _text(values, "political_status")
    if not born or not status:
        return
    if status not in PARTY and status != LEAGUE:
        return
    age = years_between(born, context.today)
    if status in PARTY and age < ADULT:
        yield Problem(WARNING, "R8", "political_status", N_("A Party member aged {age}: 18 is the least."), {"age": age})
    if status == LEAGUE and age > YOUTH_LEAGUE:
        yield Problem(WARNING, "R8", "political_status", N_(
            "A League member aged {age}: membership ends at 28, League cadres excepted."), {"age": age})


def r9_shared_mobile(values: Values, context: Context) -> Problems:
    """R9: the mobile number belongs to more than one member."""
    mobile = _text(values, "mobile")
    count = sum(1 for _ in context.others("members", "mobile", mobile)) if mobile else 0
    if count:
        yield Problem(INFO, "R9", "mobile", N_("{count} other members have the same mobile number."), {"count": count})


_TITLES = ("先生", "女士", "同志")
_ODD = re.compile(rf"[0-9０-９()（）\[\]【】?？□*\ue000-\uf8ff]|{'|'.join(_TITLES)}")
_HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff]"
_SPACED = re.compile(rf"^{_HAN}[\s\u3000]+{_HAN}$")
_AROUND = re.compile(rf"^[0-9０-９]+[.、．\s]*|[（(\[【].*$|[0-9０-９*]+$|(?<=.)(?:{'|'.join(_TITLES)})$")


def r10_name(values: Values, context: Context) -> Problems:
    """R10: the name holds digits, brackets, a form of address or an inner blank."""
    name = _text(values, "name")
    if not name or (name.isalpha() and not name.endswith(_TITLES)):
        return
    if _SPACED.match(name):
        clean = re.sub(r"\s", "", name)
        yield Problem(WARNING, "R10", "name", N_("The name has a blank inside; perhaps {clean}."), {"clean": clean}, suggestion=clean)
    elif _ODD.search(name):
        clean = _AROUND.sub("", name).strip()
        if _ODD.search(clean) or not clean:
            yield Problem(WARNING, "R10", "name", N_("The name holds something that is no part of a name; compare it with the document."))
        else:
            yield Problem(WARNING, "R10", "name", N_("The name holds something that is no part of a name; perhaps {clean}."),
                          {"clean": clean}, suggestion=clean)


def r11_employer(values: Values, context: Context) -> Problems:
    """R11: the employer is none of the units that the union covers."""
    employer = _text(values, "employer_name")
    units = context.known("unions", "unit_name") if employer else frozenset()
    if units and employer not in units:
        yield Problem(WARNING, "R11", "employer_name", N_("'{name}' is not a unit of this union."), {"name": employer})


def r12_platform(values: Values, context: Context) -> Problems:
    """R12: a platform worker without platform or region."""
    if values.get("employment_form") != PLATFORM_WORK and not values.get("nef_category"):
        return
    if not values.get("nef_category"):
        yield Problem(INFO, "R12", "nef_category", N_("A worker in new forms of employment: name the group."))
    if not values.get("platform_name") and not values.get("household_region"):
        yield Problem(INFO, "R12", "platform_name", N_("A worker in new forms of employment: name the platform or the region."))


_FOLLOWING = (
    ("id_valid_from", "id_valid_to", N_("The document ends before it begins.")),
    ("hire_date", "leave_date", N_("Left before being hired.")),
    ("contract_from", "contract_to", N_("The contract ends before it begins.")),
)
_PAST = ("join_union_date", "birth_date", "membership_change_date")


def dates_in_order(values: Values, context: Context) -> Problems:
    """Dates that follow each other: document validity, hiring and leaving, contract, joining not in the future (§1.1)."""
    for first, second, message in _FOLLOWING:
        b = values.get(second)
        if b is None:
            continue
        a = values.get(first)
        if isinstance(a, str) and isinstance(b, str) and a and b and (b < a or (a == b and first == "id_valid_from")):
            yield Problem(ERROR, "dates", second, message)
    yield from ahead(values, context, *_PAST)
    if values.get("work_start_date") is None:
        return
    born, began = _text(values, "birth_date"), _text(values, "work_start_date")
    if born and began and years_between(born, began) < MINOR:
        yield Problem(WARNING, "dates", "work_start_date", N_("Began to work under 16; check the date."))


def party_date(values: Values, context: Context) -> Problems:
    """Expect a day of joining the Party of Party members alone (§1.1)."""
    status = _text(values, "political_status")
    if values.get("party_join_date") and status and status not in PARTY:
        yield Problem(WARNING, "party_date", "party_join_date", N_("A day of joining the Party, but the political status is another; check both."))


def member_number(values: Values, context: Context) -> Problems:
    """Tell when a member number stands twice (§1.1); rosters are wrong about it too often to refuse them."""
    number = _text(values, "member_no")
    if number and any(True for _ in context.others("members", "member_no", number)):
        yield Problem(WARNING, "member_no", "member_no", N_("Another member has the same member number."))


def other_document(values: Values, context: Context) -> Problems:
    """Ask for the reason of a document of another kind (§1.2, kind 99)."""
    if values.get("id_type") == "99" and not values.get("difference_reason"):
        yield Problem(ERROR, "R1", "difference_reason", N_("A document of another kind: say which one and why."))


# ---- the same at a glance, of many


def _birthdays(many: Many) -> list[str | None]:
    """Return the birthday in each number that is sound beyond doubt, None for the others."""
    return [identity.sound_birthday(kind or "01", number) if isinstance(number, str) else None
            for kind, number in zip(many.get("id_type"), many.get("id_number"), strict=True)]


def _doubtful_numbers(many: Many, _context: Context) -> Iterable[int]:
    told = many.note("birthdays", _birthdays)
    return (row for row, number in enumerate(many.get("id_number")) if number and told[row] is None)


def _doubtful_agreement(many: Many, _context: Context) -> Iterable[int]:
    told = many.note("birthdays", _birthdays)
    rows = zip(many.get("id_number"), told, many.get("birth_date"), many.get("sex"), strict=True)
    return (row for row, (number, sound, born, sex) in enumerate(rows)
            if number and (sound is None or sound != born or sex != identity.sex_of(number)))


def _doubtful_age(many: Many, _context: Context) -> Iterable[int]:
    try:
        years = [int(born[:4]) + MINOR if born else None for born in many.get("birth_date")]
        return {row for name in ("join_union_date", "membership_change_date") if many.has(name)
                for row, (year, day) in enumerate(zip(years, many.get(name), strict=True))
                if year is not None and day is not None and int(day[:4]) <= year}
    except (TypeError, ValueError):
        return range(many.count)


def _doubtful_dates(many: Many, context: Context) -> Iterable[int]:
    found = later(many, context.today, *_PAST)
    for first, second, _message in _FOLLOWING:
        found |= disordered(many, first, second)
    return found


def _doubtful_document(many: Many, _context: Context) -> Iterable[int]:
    return (row for row, kind in enumerate(many.get("id_type")) if kind == "99")


RULES = (
    Rule("R1", ("id_type", "id_number"), r1_number, doubtful=_doubtful_numbers),
    Rule("R1", ("id_type", "difference_reason"), other_document, doubtful=_doubtful_document),
    Rule("R2", ("id_type", "id_number", "birth_date", "sex", "difference_reason"), r2_agreement,
         doubtful=_doubtful_agreement),
    Rule("R3", ("birth_date", "join_union_date", "membership_change_date"), r3_age, doubtful=_doubtful_age),
    Rule("R4", ("birth_date", "sex", "employment_status", "employment_form", "membership_state", "job_title",
                "professional_title"), r4_retirement, worst=WARNING),
    Rule("R5", ("membership_state", "dues_base", "is_member_rep", "is_staff_rep"), r5_left_behind, worst=WARNING),
    Rule("R6", ("household_type", "is_migrant_worker"), r6_migrant, worst=INFO),
    Rule("R7", ("education", "degree"), r7_degree, worst=WARNING),
    Rule("R8", ("birth_date", "political_status"), r8_political, worst=WARNING),
    Rule("R9", ("mobile",), r9_shared_mobile, others=True, worst=INFO),
    Rule("R10", ("name",), r10_name, worst=WARNING),
    Rule("R11", ("employer_name",), r11_employer, worst=WARNING),
    Rule("R12", ("employment_form", "nef_category", "platform_name", "household_region"), r12_platform, worst=INFO),
    Rule("dates", ("id_valid_from", "id_valid_to", "hire_date", "leave_date", "contract_from", "contract_to",
                   "join_union_date", "membership_change_date", "birth_date", "work_start_date"), dates_in_order,
         doubtful=_doubtful_dates),
    Rule("party_date", ("political_status", "party_join_date"), party_date, worst=WARNING),
    Rule("member_no", ("member_no",), member_number, others=True, worst=WARNING),
)
