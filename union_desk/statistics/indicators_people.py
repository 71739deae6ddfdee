"""Indicators of the organisation, its people and its bodies, each declared once (domain reference §11.2)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from union_desk.statistics.indicator import ANSWER, CODE, PERSONS, PROPOSED, TYPED, Area, Indicator, When
from union_desk.statistics.sources import (
    BODIES,
    BRANCHES,
    CARDS,
    DUE_TERMS,
    ELECTIONS,
    MEMBERS,
    POSTS,
    REPS,
    STEPS,
    UNIONS,
    UNITS,
    WORKPLACES,
    Source,
    table,
    within,
)
from union_desk.words import N_

FEMALE, DISPATCHED, PLATFORM = "2", "3", "9"
CHAIR, GROUP_LEADER, INSPECTOR, SUPERVISOR, MEDIATOR = "01", "60", "70", "71", "72"
COMMITTEE = ("01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11")
NO_CADRES = (GROUP_LEADER, INSPECTOR, SUPERVISOR, MEDIATOR)  # counted in their own lines
FULL, PART, HIRED = "1", "2", "4"


def _female(c: Any, _p: Any) -> Any:
    return c.sex == FEMALE


def _both(*parts: When) -> When:
    return lambda c, p: sa.and_(*(part(c, p) for part in parts))


def _step(kind: str) -> When:
    return lambda c, _p: c.kind == kind


def _post(*codes: str) -> When:
    return lambda c, _p: c.post.in_(codes)


def _cadre(nature: str) -> When:
    return lambda c, _p: sa.and_(c.best == nature, c.post.not_in(NO_CADRES))


def _chair(c: Any, _p: Any) -> Any:
    return sa.and_(c.post == CHAIR, c.branch_id.is_(None))


def _of_union(c: Any, _p: Any) -> Any:
    return c.branch_id.is_(None)


def _said(column: str) -> When:
    return lambda c, _p: c[column].is_(True)


def _people(name: str, label: str, source: Source, when: When | None = None, **more: Any) -> Indicator:
    return Indicator(id=name, label=label, unit=PERSONS, source=source, when=when, **more)


def _holders(name: str, label: str, source: Source, when: When | None = None, **more: Any) -> Indicator:
    """Count each member once who holds one of the records."""
    return _people(name, label, source, when, each="member_id", of_register="members", **more)


def _answer(name: str, label: str, source: Source, when: When | None = None, **more: Any) -> Indicator:
    return Indicator(id=name, label=label, unit=ANSWER, source=source, when=when, **more)


def _employees(name: str, label: str, column: str = "", **more: Any) -> Indicator:
    source = WORKPLACES if column else None
    return Indicator(id=name, label=label, unit=PERSONS, origin=PROPOSED, source=source, add=column, **more)


def _either(body: str, column: str, name: str, label: str) -> Indicator:
    """Answer yes where such a body is in office; the union's own record answers where no body is entered."""
    said = Source("unions", lambda p: UNIONS.select(p).where(table("unions").c[column].is_(True)))
    entered = Source("committees", lambda p: BODIES.select(p).where(table("committees").c.kind == body), otherwise=said)
    return _answer(name, label, entered)


def _platform(c: Any, _p: Any) -> Any:
    return sa.or_(c.employment_form == PLATFORM, c.nef_category.is_not(None))


ORGANISATION = Area("organisation", N_("Organisation"), (
    Indicator(id="org_form", label=N_("Form of the union"), unit=CODE, source=UNIONS, show="organisation_form",
              listed="organisation_form"),
    Indicator(id="covered_units", label=N_("Units covered"), source=UNITS),
    _answer("org_new_this_year", N_("Founded this year"), UNIONS, lambda c, p: within(c.established_on, p)),
))
EMPLOYEES = Area("employees", N_("Employees"), (
    _employees("employees_total", N_("Employees"), "employees"),
    _employees("employees_female", N_("Employees: women"), "employees_female", of="employees_total"),
    _employees("employees_migrant", N_("Employees: migrant workers"), "employees_migrant", of="employees_total"),
    _employees("employees_migrant_female", N_("Employees: women among the migrant workers"), of="employees_migrant"),
    _employees("employees_dispatch", N_("Employees: dispatched workers"), "employees_dispatch", of="employees_total"),
    _employees("employees_dispatch_female", N_("Employees: women among the dispatched"), of="employees_dispatch"),
    _employees("employees_nef", N_("Employees: workers in new forms of employment"), of="employees_total"),
    _employees("employees_under35", N_("Employees: under 35"), of="employees_total"),
))
MEMBERSHIP = Area("members", N_("Members and cards"), (
    _people("members_total", N_("Members"), MEMBERS),
    _people("members_female", N_("Members: women"), MEMBERS, _female, of="members_total"),
    _people("members_migrant", N_("Members: migrant workers"), MEMBERS, _said("is_migrant_worker"),
            of="members_total"),
    _people("members_dispatch", N_("Members: dispatched workers"), MEMBERS,
            lambda c, _p: c.employment_form == DISPATCHED, of="members_total"),
    _people("members_nef", N_("Members: workers in new forms of employment"), MEMBERS, _platform, of="members_total"),
    Indicator(id="members_opening", label=N_("Members at the beginning of the period"), unit=PERSONS, origin=PROPOSED),
    _people("members_joined", N_("Joined this year"), STEPS, _step("joined")),
    _people("members_transferred_in", N_("Transferred in this year"), STEPS, _step("transferred_in")),
    _people("members_restored", N_("Membership restored this year"), STEPS, _step("restored")),
    _people("members_other_in", N_("Other increases this year"), STEPS, _step("other_in")),
    _people("members_transferred_out", N_("Transferred out this year"), STEPS, _step("transferred_out")),
    _people("members_transferred_kept", N_("Membership kept this year"), STEPS, _step("kept")),
    _people("members_transferred_withdrawn", N_("Withdrew this year"), STEPS, _step("withdrawn")),
    _people("members_transferred_expelled", N_("Expelled this year"), STEPS, _step("expelled")),
    _people("members_deceased", N_("Died this year"), STEPS, _step("deceased")),
    _people("members_other_out", N_("Other decreases this year"), STEPS, _step("other_out")),
    _people("members_realname_qualified", N_("Members with qualified real-name records"), MEMBERS, _said("qualified"),
            of="members_total"),
    _holders("cards_live", N_("Members with a service card"), CARDS),
    _holders("cards_activated", N_("Members with an activated card"), CARDS,
             lambda c, p: c.activated_on <= p.ends, of="cards_live"),
))
CADRES = Area("cadres", N_("Cadres and bodies"), (
    _holders("cadres_full", N_("Full-time union cadres"), POSTS, _cadre(FULL)),
    _holders("cadres_full_female", N_("Full-time union cadres: women"), POSTS, _both(_cadre(FULL), _female),
             of="cadres_full"),
    _holders("cadres_part", N_("Part-time union cadres"), POSTS, _cadre(PART)),
    _holders("cadres_part_female", N_("Part-time union cadres: women"), POSTS, _both(_cadre(PART), _female),
             of="cadres_part"),
    _holders("cadres_social", N_("Hired union workers"), POSTS, _cadre(HIRED)),
    _answer("chair_fulltime", N_("The chair is full-time"), POSTS, _both(_chair, lambda c, _p: c.nature == FULL)),
    _answer("chair_female", N_("The chair is a woman"), POSTS, _both(_chair, _female)),
    _answer("chair_directly_elected", N_("The chair was elected directly"), POSTS,
            _both(_chair, lambda c, _p: sa.and_(c.way == "1", c.direct))),
    Indicator(id="chair_vice_level_treatment", label=N_("The chair has the rank of a deputy head"), unit=ANSWER,
              origin=TYPED),
    Indicator(id="branches", label=N_("Branch unions"), source=BRANCHES, when=lambda c, _p: c.branch_kind == "1"),
    Indicator(id="groups", label=N_("Union groups"), source=BRANCHES, when=lambda c, _p: c.branch_kind == "2"),
    Indicator(id="group_leaders", label=N_("Union groups with a leader"), source=BRANCHES,
              when=lambda c, _p: sa.and_(c.branch_kind == "2", c.is_led), of="groups"),
    _holders("committee_members", N_("Members of the union committee"), POSTS, _both(_post(*COMMITTEE), _of_union)),
    _holders("committee_members_female", N_("Members of the union committee: women"), POSTS,
             _both(_post(*COMMITTEE), _of_union, _female), of="committee_members"),
    _either("03", "has_audit_committee", "has_audit_committee", N_("Fund audit committee")),
    _holders("audit_members", N_("Members of the fund audit committee"), POSTS, _post("20", "21", "22"),
             needs="has_audit_committee"),
    _either("04", "has_women_committee", "has_women_committee", N_("Women workers' committee")),
    _holders("women_members", N_("Members of the women workers' committee"), POSTS, _post("30", "31", "32"),
             needs="has_women_committee"),
    Indicator(id="election_due", label=N_("Terms that ended this year"), source=DUE_TERMS),
    Indicator(id="election_done", label=N_("Elections held this year"), source=ELECTIONS),
    _answer("legal_person", N_("Union with legal personality"), UNIONS, lambda c, p: sa.or_(
        c.has_legal_person.is_(True), sa.and_(c.legal_cert_from <= p.ends, c.legal_cert_to >= p.ends))),
    Indicator(id="home_grade", label=N_("Grade of the workers' home"), unit=CODE, source=UNIONS, show="home_level",
              listed="home_level"),
))
DISPUTE_BODIES = (
    _either("05", "has_mediation", "has_mediation", N_("Labour mediation committee")),
    _holders("mediators", N_("Mediators"), POSTS, _post(MEDIATOR), needs="has_mediation"),
)
LAW_BODIES = (
    _either("06", "has_labour_law_supervision", "has_law_supervision", N_("Labour law supervision")),
    _holders("supervisors_law", N_("Labour law supervisors"), POSTS, _post(SUPERVISOR), needs="has_law_supervision"),
)
PROTECTION_BODIES = (
    _either("07", "has_labour_protection", "has_protection_committee", N_("Labour protection committee")),
    _holders("protection_inspectors", N_("Labour protection inspectors"), POSTS, _post(INSPECTOR),
             needs="has_protection_committee"),
)
REPRESENTATIVES = (
    _answer("has_staff_congress", N_("Staff congress"), UNIONS, _said("has_staff_congress")),
    _holders("staff_reps", N_("Staff representatives"), REPS, needs="has_staff_congress"),
    _holders("staff_reps_female", N_("Staff representatives: women"), REPS, _female, of="staff_reps"),
    _holders("staff_reps_frontline", N_("Staff representatives: of the front line"), REPS, _said("frontline"),
             of="staff_reps"),
)
OPEN_AFFAIRS = Indicator(id="has_open_affairs", label=N_("Openness of enterprise affairs"), unit=ANSWER,
                         origin=PROPOSED, source=UNIONS, when=_said("has_open_affairs"))
OWN_ACCOUNT = Indicator(id="independent_account", label=N_("Account of its own"), unit=ANSWER, origin=PROPOSED,
                        source=UNIONS, when=lambda c, _p: c.has_account)
MUTUAL_AID = _people("medical_mutual_members", N_("Members in mutual aid"), MEMBERS, _said("mutual_aid_joined"),
                     origin=PROPOSED)
LABOUR_CONTRACTS = _people("contracts_signed", N_("Labour contracts signed"), MEMBERS,
                           lambda c, _p: c.contract_type.is_not(None), origin=PROPOSED)
