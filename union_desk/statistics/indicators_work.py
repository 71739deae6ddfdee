"""Indicators of the union's work, each declared once (domain reference §11.2)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from union_desk.statistics import indicators_people as people
from union_desk.statistics.indicator import ANSWER, HOURS, MONEY, PERSONS, PROPOSED, TYPED, Area, Indicator, When
from union_desk.statistics.sources import ACTIVITIES, SIGN_INS, Source, within
from union_desk.statistics.sources_work import (
    APPEALS,
    AUDITS,
    CLAIMS,
    CLOSED_FILES,
    CONGRESSES,
    CONTRACTS,
    DUES,
    FILES,
    HELPS,
    HONOURS,
    LEDGER,
    MODEL_WORKERS,
    PROPOSALS,
    REMITTANCES,
    RIGHTS,
    STATIONS,
    TRAINEES,
)
from union_desk.words import N_

LEARNING, CONTESTS, VISITS, RECUPERATION, CARE, WOMEN, SERVICE, MEETINGS, CADRE_TRAINING = (
    "A01", "A03", "A06", "A07", "A09", "A10", "A12", "A14", "A15")
SUGGESTION, SOLVED, CONTENT = "4", ("1", "2"), ("1", "2")
INCOME, EXPENSE = "1", "2"
STUDY, WARMTH, MUTUAL = "03", "06", "09"
COOLING = "送清凉"  # as the titles of such activities say


def _day(column: str) -> When:
    return lambda c, p: within(c[column], p)


def _is(column: str, *codes: str) -> When:
    return lambda c, _p: c[column].in_(codes)


def _all(*parts: When) -> When:
    return lambda c, p: sa.and_(*(part(c, p) for part in parts))


def _titled(words: str) -> When:
    return lambda c, _p: sa.or_(*(c.title.contains(word) for word in words.split("|")))


def _count(name: str, label: str, source: Source, when: When | None = None, **more: Any) -> Indicator:
    return Indicator(id=name, label=label, source=source, when=when, **more)


def _total(name: str, label: str, source: Source, add: str, when: When | None = None, **more: Any) -> Indicator:
    return Indicator(id=name, label=label, source=source, add=add, when=when, **{"unit": MONEY, **more})


def _turnout(name: str, label: str, when: When | None = None, *, once: bool = False, **more: Any) -> Indicator:
    """Count who signed in at activities: every time, or each member once."""
    each, book = ("member_id", "members") if once else ("", "")
    return Indicator(id=name, label=label, unit=PERSONS, source=SIGN_INS, when=when, each=each, of_register=book,
                     **more)


def _typed(name: str, label: str, unit: str = "count", **more: Any) -> Indicator:
    return Indicator(id=name, label=label, unit=unit, origin=TYPED, **more)


def _asked(name: str, label: str, unit: str = "count", **more: Any) -> Indicator:
    """Declare a figure that the books do not tell: it is entered and confirmed."""
    return Indicator(id=name, label=label, unit=unit, origin=PROPOSED, **more)


def _agreement(kind: str, name: str, label: str, covered: str, covered_label: str) -> tuple[Indicator, Indicator]:
    return (_count(name, label, CONTRACTS, _is("kind", kind)),
            _total(covered, covered_label, CONTRACTS, "covered", _is("kind", kind), unit=PERSONS,
                   of="employees_total", along=name))


def _paid(c: Any, _p: Any) -> Any:
    return c.is_paid


def _help(persons: str, label: str, amount: str, amount_label: str, kind: str, **more: Any) -> tuple[Indicator, ...]:
    """Count the times that help of a kind was paid, and add up what it came to."""
    when = _all(_paid, _is("help_kind", kind))
    return (_count(persons, label, HELPS, when, unit=PERSONS, **more),
            _total(amount, amount_label, HELPS, "amount", when, along=persons, **more))


TRAINING = Area("training", N_("Training of cadres"), (
    Indicator(id="trainees_cadre", label=N_("Cadres trained: times"), unit=PERSONS, source=TRAINEES),
    _total("training_hours", N_("Cadres trained: hours"), TRAINEES, "hours", unit=HOURS, along="trainees_cadre"),
    Indicator(id="cadres_trained", label=N_("Cadres trained: persons"), unit=PERSONS, source=TRAINEES, each="cadre_id",
              of_register="cadres", of="trainees_cadre"),
))
DEMOCRATIC = Area("democratic", N_("Democratic management"), (
    *people.REPRESENTATIVES[:1],
    _count("congress_meetings", N_("Sessions of the staff congress this year"), CONGRESSES,
           needs="has_staff_congress"),
    *people.REPRESENTATIVES[1:],
    _count("proposals_received", N_("Proposals received"), PROPOSALS, _day("submitted_on")),
    _count("proposals_filed", N_("Proposals taken up"), PROPOSALS, _day("filed_on")),
    _count("proposals_settled", N_("Proposals settled"), PROPOSALS, _day("closed_on")),
    _typed("democratic_review_leaders", N_("Democratic review of leaders"), ANSWER),
    people.OPEN_AFFAIRS,
    _asked("open_items", N_("Affairs made public this year"), needs="has_open_affairs"),
    _typed("has_board", N_("Board of directors"), ANSWER),
    _typed("employee_directors", N_("Employee directors"), PERSONS, needs="has_board"),
    _typed("employee_directors_female", N_("Employee directors: women"), PERSONS, of="employee_directors"),
    _typed("has_supervisors", N_("Board of supervisors"), ANSWER),
    _typed("employee_supervisors", N_("Employee supervisors"), PERSONS, needs="has_supervisors"),
    _typed("employee_supervisors_female", N_("Employee supervisors: women"), PERSONS, of="employee_supervisors"),
))
AGREEMENTS = Area("contracts", N_("Labour and collective contracts"), (
    people.LABOUR_CONTRACTS,
    *_agreement("1", "collective_contract", N_("Collective contracts"), "cc_covered",
                N_("Employees covered by collective contracts")),
    *_agreement("2", "wage_agreement", N_("Wage agreements"), "wage_covered",
                N_("Employees covered by wage agreements")),
    *_agreement("3", "women_contract", N_("Contracts on women's rights"), "women_covered",
                N_("Employees covered by contracts on women's rights")),
    *_agreement("4", "safety_contract", N_("Contracts on safety and health"), "safety_covered",
                N_("Employees covered by contracts on safety and health")),
    _typed("consultation_times", N_("Collective consultations this year")),
))
DISPUTES = Area("disputes", N_("Disputes and legal help"), (
    *people.DISPUTE_BODIES,
    _count("disputes_received", N_("Disputes taken up"), RIGHTS, _day("mediated_on"), needs="has_mediation"),
    _count("disputes_settled", N_("Disputes settled by mediation"), RIGHTS, _day("settled_on")),
    _count("disputes_to_arbitration", N_("Disputes that went to arbitration"), RIGHTS, _day("arbitrated_on")),
    *people.LAW_BODIES,
    _typed("law_supervision_issues", N_("Breaches of labour law found"), needs="has_law_supervision"),
    _typed("law_supervision_fixed", N_("Breaches of labour law put right"), most="law_supervision_issues"),
    _count("legal_aid_cases", N_("Cases of legal aid"), RIGHTS,
           _all(_day("approved_on"), _is("aid_form", "2", "3", "4", "5"))),
    _total("legal_consult_times", N_("People given legal advice"), RIGHTS, "people",
           _all(_day("applied_on"), _is("aid_form", "1")), unit=PERSONS),
    _count("appeals_received", N_("Appeals received"), APPEALS, _day("received_on")),
    _count("appeals_closed", N_("Appeals closed"), APPEALS, _day("closed_on")),
    _count("appeals_ontime", N_("Appeals closed in time"), APPEALS,
           _all(_day("closed_on"), lambda c, _p: c.closed_on <= c.due), most="appeals_closed"),
    _count("appeals_satisfied", N_("Appeals closed to satisfaction"), APPEALS,
           _all(_day("closed_on"), _is("satisfaction", *CONTENT)), most="appeals_closed"),
    _count("petitions_individual", N_("Letters and visits"), APPEALS,
           _all(_day("received_on"), lambda c, _p: sa.and_(c.is_petition, c.is_collective.is_not(True)))),
    _count("petitions_collective", N_("Collective visits"), APPEALS,
           _all(_day("received_on"), lambda c, _p: sa.and_(c.is_petition, c.is_collective))),
))
PROTECTION = Area("protection", N_("Labour protection"), (
    *people.PROTECTION_BODIES,
    _typed("hazards_found", N_("Hazards found"), needs="has_protection_committee"),
    _typed("hazards_fixed", N_("Hazards put right"), most="hazards_found"),
    _typed("accidents", N_("Accidents at work")),
    _typed("deaths", N_("Deaths in accidents"), PERSONS),
    _typed("accident_investigated", N_("Accidents that the union helped to investigate"), most="accidents"),
    _asked("ankangbei_joined", N_("Employees in the Ankang Cup"), PERSONS, of="employees_total"),
    _turnout("workers_high_temp_visited", N_("Workers visited in the heat"),
             _all(_is("kind", VISITS), _titled(COOLING))),
))
PRODUCTION = Area("production", N_("Production and skills"), (
    _count("competitions", N_("Labour and skill competitions"), ACTIVITIES, _is("kind", CONTESTS)),
    _turnout("competitors", N_("Participations in competitions"), _is("kind", CONTESTS), along="competitions"),
    _asked("skill_upgraded", N_("Workers who rose a skill grade"), PERSONS),
    _count("suggestions_made", N_("Suggestions made"), APPEALS,
           _all(_day("received_on"), _is("appeal_type", SUGGESTION)), origin=PROPOSED),
    _count("suggestions_adopted", N_("Suggestions adopted"), APPEALS,
           _all(_day("received_on"), _is("appeal_type", SUGGESTION), _is("result", *SOLVED)), origin=PROPOSED,
           most="suggestions_made"),
    _asked("suggestions_implemented", N_("Suggestions carried out"), most="suggestions_adopted"),
    _asked("suggestions_benefit", N_("Benefit of the suggestions"), MONEY),
    _typed("innovations", N_("Technical innovations")),
    _typed("inventions", N_("Inventions")),
    _typed("operation_methods", N_("Advanced methods of work")),
    _typed("patents", N_("Patents")),
    _typed("innovation_studios", N_("Innovation studios of model workers and craftsmen")),
    _typed("craft_clubs", N_("Workers' technical associations")),
))
HONOURS_WON = Area("honours", N_("Honours"), (
    *(Indicator(id=f"model_workers_{name}", label=label, unit=PERSONS, source=MODEL_WORKERS,
                when=_is("level", *levels), each="member_id", of_register="members")
      for name, label, levels in (
          ("national", N_("National model workers in employment"), ("1", "2")),
          ("province", N_("Provincial model workers in employment"), ("3",)),
          ("city", N_("Municipal model workers in employment"), ("4",)))),
    _count("mayday_medals", N_("May Day medals and certificates"), HONOURS, _is("award", "01", "02")),
    _count("pioneers", N_("Workers' vanguards"), HONOURS, _is("award", "03")),
))
HELP = Area("help", N_("Help and protection"), (
    *(_count(f"hardship_files_{category}", label, FILES, _is("category", category)) for category, label in (
        ("1", N_("Files of deep hardship")), ("2", N_("Files of relative hardship")),
        ("3", N_("Files of accidental hardship")))),
    _count("hardship_exited", N_("Hardship files closed this year"), CLOSED_FILES),
    Indicator(id="hardship_helped", label=N_("Members on file who were helped"), unit=PERSONS, source=HELPS,
              when=_all(_paid, lambda c, _p: c.file_id.is_not(None)), each="member_id", of_register="members"),
    Indicator(id="help_persons", label=N_("Help given: persons"), unit=PERSONS, source=HELPS, when=_paid,
              split=("help_kind", "help_kind")),
    _total("help_amount", N_("Help given: amount"), HELPS, "amount", _paid, split=("help_kind", "help_kind"),
           along="help_persons"),
    *_help("songwennuan_persons", N_("Warmth campaign: persons"), "songwennuan_amount",
           N_("Warmth campaign: amount"), WARMTH),
    *_help("study_aid_students", N_("Study aid: students"), "study_aid_amount", N_("Study aid: amount"), STUDY),
    people.MUTUAL_AID,
    *_help("mutual_claims", N_("Mutual aid: persons paid"), "mutual_amount", N_("Mutual aid: amount paid"), MUTUAL,
           origin=PROPOSED),
    _count("job_placed", N_("Persons found work"), HELPS, _is("job_outcome", "1"), unit=PERSONS, origin=PROPOSED),
    _count("job_trained", N_("Persons trained for work"), HELPS, _is("job_outcome", "2"), unit=PERSONS,
           origin=PROPOSED),
    _turnout("rest_recuperation_persons", N_("Persons on recuperation stays"), _is("kind", RECUPERATION), once=True),
    Indicator(id="condolence_persons", label=N_("Condolence: persons"), unit=PERSONS, source=CLAIMS,
              split=("event", "welfare_event")),
    _total("condolence_amount", N_("Condolence: amount"), CLAIMS, "amount", split=("event", "welfare_event"),
           along="condolence_persons"),
))
WOMEN_WORKERS = Area("women", N_("Women workers"), (
    _asked("women_health_checked", N_("Women who had a health check"), PERSONS),
    _count("nursing_rooms", N_("Mothers' rooms"), STATIONS, _is("kind", "3"), origin=PROPOSED),
    _typed("childcare_services", N_("Childcare services")),
))
CULTURE = Area("culture", N_("Education, culture and services"), (
    _typed("bookhouses", N_("Workers' libraries")),
    _typed("books", N_("Books in them"), along="bookhouses"),
    _typed("cultural_venues", N_("Places for culture and sport")),
    _count("activities_total", N_("Activities held"), ACTIVITIES),
    _turnout("participations", N_("Participations in activities"), along="activities_total"),
    _turnout("participants_unique", N_("Members who took part"), once=True, of="participations"),
    _count("learning_sessions", N_("Sessions of education and study"), ACTIVITIES, _is("kind", LEARNING)),
    _turnout("learners", N_("Participations in education and study"), _is("kind", LEARNING), along="learning_sessions"),
    _count("stations_outdoor", N_("Stations for outdoor workers"), STATIONS, _is("kind", "1")),
    _turnout("volunteers", N_("Volunteers"), _is("kind", SERVICE), once=True, origin=PROPOSED),
    _asked("volunteer_hours", N_("Hours of voluntary service"), HOURS, along="volunteers"),
    _turnout("psych_services", N_("Participations in health and mental care"), _is("kind", CARE)),
))
FUNDS = Area("funds", N_("Funds and audit"), (
    _total("fund_due", N_("Contributions of the employer due"), REMITTANCES, "due", origin=PROPOSED),
    _total("fund_paid", N_("Contributions of the employer paid"), REMITTANCES, "paid", origin=PROPOSED),
    _total("dues_due", N_("Dues due"), DUES, "due"),
    _total("dues_paid", N_("Dues received"), DUES, "paid"),
    _total("income_by_item", N_("Income"), LEDGER, "amount", _is("side", INCOME), split=("category", "fund_category")),
    _total("expense_by_item", N_("Expenditure"), LEDGER, "amount", _is("side", EXPENSE),
           split=("category", "fund_category")),
    people.OWN_ACCOUNT,
    _count("audit_done", N_("Audited this year"), AUDITS, unit=ANSWER, origin=PROPOSED),
))
OTHER = Area("other", N_("Other work"), (_typed("foreign_exchanges", N_("Delegations to and from abroad")),))
