"""The figures of the yearly return a second way: plain SQL written from the domain reference, not from the code.

Each statement returns the ids of the records behind a figure, or ids and amounts; :b and :e are the period's days.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

ON_BOOKS = """m.deleted = 0 AND (SELECT e.to_state FROM membership_events e WHERE e.member_id = m.id AND e.deleted = 0
    AND coalesce(e.happened_on, '') <= :e ORDER BY e.n DESC LIMIT 1) IN ('active', 'transferring_out')"""
CARD = """c.deleted = 0 AND (SELECT v.to_state FROM card_events v WHERE v.card_id = c.id AND v.deleted = 0
    AND coalesce(v.happened_on, '') <= :e ORDER BY v.n DESC LIMIT 1)
    IN ('issued', 'received', 'delivered', 'activated', 'lost', 'replaced', 'wrong_info', 'corrected')"""
IN_POST = """o.deleted = 0 AND m.deleted = 0 AND coalesce(o.since, '') <= :e AND coalesce(o.until, '9999') > :e"""
OFFICERS = f"SELECT DISTINCT m.id FROM officers o JOIN members m ON m.id = o.member_id WHERE {IN_POST}"
NO_CADRE = "o.post NOT IN ('60', '70', '71', '72')"
BEST = """(SELECT min(x.nature) FROM officers x WHERE x.member_id = o.member_id AND x.deleted = 0
    AND coalesce(x.since, '') <= :e AND coalesce(x.until, '9999') > :e)"""
CHAIR = f"""SELECT o.id FROM officers o JOIN members m ON m.id = o.member_id WHERE {IN_POST} AND o.post = '01'
    AND o.branch_id IS NULL"""
BRANCH = "deleted = 0 AND coalesce(founded_on, '') <= :e AND coalesce(closed_on, '9999') > :e"
COVERED = "deleted = 0 AND coalesce(covered_from, '') <= :e AND coalesce(covered_until, '9999') >= :e"
REPS = """SELECT DISTINCT r.member_id FROM congress_reps r JOIN members m ON m.id = r.member_id WHERE r.deleted = 0
    AND m.deleted = 0 AND r.kind = 'staff' AND coalesce(r.term_from, '') <= :e AND coalesce(r.term_to, '9999') >= :e
    AND coalesce(r.ended_on, '9999') > :e"""
HELD = """a.deleted = 0 AND a.status IN ('running', 'settling', 'archived') AND a.starts_on BETWEEN :b AND :e"""
ACTIVITY = f"SELECT a.id FROM activities a WHERE {HELD}"
TURNOUT = "FROM activity_sign_ins s JOIN activities a ON a.id = s.activity_id WHERE s.deleted = 0 AND " + HELD
CONTRACT = "deleted = 0 AND valid_from <= :e AND coalesce(valid_to, '9999') >= :e"
STEP = """SELECT c.id FROM rights_cases c JOIN rights_case_events e ON e.case_id = c.id WHERE c.deleted = 0
    AND e.deleted = 0 AND e.happened_on BETWEEN :b AND :e AND e.event = """
APPEAL = "SELECT id FROM appeals WHERE deleted = 0 AND "
HERE, GONE = APPEAL + "received_on BETWEEN :b AND :e", APPEAL + "closed_on BETWEEN :b AND :e"
PAID = """FROM welfare_claims c WHERE c.deleted = 0 AND c.claim_state = 'paid'
    AND EXISTS (SELECT 1 FROM welfare_events e WHERE e.claim_id = c.id AND e.event = 'pay'
    AND e.happened_on BETWEEN :b AND :e)"""
MONTHS = "deleted = 0 AND printf('%04d-%02d', year, month) BETWEEN substr(:b, 1, 7) AND substr(:e, 1, 7)"
LEDGER = "FROM ledger_entries WHERE deleted = 0 AND happened_on BETWEEN :b AND :e AND side = "
MODEL = """SELECT DISTINCT member_id FROM model_workers WHERE deleted = 0 AND coalesce(retired, 0) = 0
    AND year <= substr(:e, 1, 4) + 0 AND level IN """
HONOUR = """SELECT id FROM honours WHERE deleted = 0 AND coalesce(awarded_on BETWEEN :b AND :e,
    year = substr(:e, 1, 4) + 0) AND award IN """
UNION = "SELECT id FROM unions WHERE deleted = 0 AND "

FILE = """SELECT f.id FROM hardship_files f WHERE f.deleted = 0 AND (SELECT e.to_state FROM hardship_events e
    WHERE e.file_id = f.id AND e.deleted = 0 AND coalesce(e.happened_on, '') <= :e ORDER BY e.n DESC LIMIT 1)
    IN ('on_file', 'recheck', 'exit_publicity') AND f.category = """
HELPED = """FROM help_records h WHERE h.deleted = 0 AND h.help_state IN ('approved', 'paying', 'paid')
    AND coalesce(h.paid_on, h.helped_on) BETWEEN :b AND :e"""
HELP_PAID = HELPED + " AND h.help_state = 'paid'"
WORTH = "coalesce(h.amount, 0) + coalesce(h.in_kind_value, 0)"
TRAINED = """FROM trainees t JOIN trainings c ON c.id = t.training_id WHERE t.deleted = 0 AND c.deleted = 0
    AND t.state = 'present' AND coalesce(c.ends_on, c.begins_on) BETWEEN :b AND :e"""


def _members(more: str = "1") -> str:
    return f"SELECT m.id FROM members m WHERE {ON_BOOKS} AND {more}"


def _body(kind: str, column: str) -> str:
    bodies = f"""SELECT id FROM committees WHERE deleted = 0 AND kind = '{kind}' AND coalesce(term_from, '') <= :e
        AND coalesce(ended_on, '9999') > :e"""
    return f"{bodies} UNION ALL {UNION} {column} = 1 AND NOT EXISTS ({bodies})"


def _staff(column: str) -> str:
    return f"""SELECT id, {column} FROM employers WHERE {COVERED} AND employees IS NOT NULL UNION ALL
        SELECT id, {column} FROM unions WHERE deleted = 0
        AND NOT EXISTS (SELECT 1 FROM employers WHERE {COVERED} AND employees IS NOT NULL)"""


def _post(*codes: str, more: str = "1") -> str:
    return f"{OFFICERS} AND o.post IN ({', '.join(repr(c) for c in codes)}) AND {more}"


# Value: how many; with a second column: its sum
LISTS: dict[str, str] = {
    "covered_units": f"SELECT id FROM employers WHERE {COVERED} UNION ALL SELECT id FROM unions WHERE deleted = 0 "
                     f"AND NOT EXISTS (SELECT 1 FROM employers WHERE {COVERED})",
    "employees_total": _staff("employees"), "employees_female": _staff("employees_female"),
    "employees_migrant": _staff("employees_migrant"), "employees_dispatch": _staff("employees_dispatch"),
    "members_total": _members(), "members_female": _members("m.sex = '2'"),
    "members_migrant": _members("m.is_migrant_worker = 1"), "members_dispatch": _members("m.employment_form = '3'"),
    "members_nef": _members("(m.employment_form = '9' OR m.nef_category IS NOT NULL)"),
    "members_realname_qualified": _members("m.qualified = 1"),
    "medical_mutual_members": _members("m.mutual_aid_joined = 1"),
    "contracts_signed": _members("m.contract_type IS NOT NULL"),
    "cards_live": f"SELECT DISTINCT c.member_id FROM cards c WHERE {CARD}",
    "cards_activated": f"SELECT DISTINCT c.member_id FROM cards c WHERE {CARD} AND c.activated_on <= :e",
    **{f"cadres_{name}": f"{OFFICERS} AND {NO_CADRE} AND {BEST} = '{nature}'"
       for name, nature in (("full", "1"), ("part", "2"), ("social", "4"))},
    **{f"cadres_{name}_female": f"{OFFICERS} AND {NO_CADRE} AND {BEST} = '{nature}' AND m.sex = '2'"
       for name, nature in (("full", "1"), ("part", "2"))},
    "branches": f"SELECT id FROM branches WHERE {BRANCH} AND branch_kind = '1'",
    "groups": f"SELECT id FROM branches WHERE {BRANCH} AND branch_kind = '2'",
    "group_leaders": f"""SELECT b.id FROM branches b WHERE {BRANCH} AND branch_kind = '2' AND (leader IS NOT NULL OR
        EXISTS (SELECT 1 FROM officers o WHERE o.branch_id = b.id AND o.post = '60' AND o.deleted = 0
        AND coalesce(o.since, '') <= :e AND coalesce(o.until, '9999') > :e))""",
    "committee_members": _post("01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11",
                               more="o.branch_id IS NULL"),
    "committee_members_female": _post("01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11",
                                      more="o.branch_id IS NULL AND m.sex = '2'"),
    "audit_members": _post("20", "21", "22"), "women_members": _post("30", "31", "32"), "mediators": _post("72"),
    "supervisors_law": _post("71"), "protection_inspectors": _post("70"),
    "election_due": "SELECT id FROM committees WHERE deleted = 0 AND kind = '01' AND branch_id IS NULL "
                    "AND term_to BETWEEN :b AND :e",
    "election_done": "SELECT id FROM elections WHERE deleted = 0 AND body = '01' AND branch_id IS NULL "
                     "AND approved_on BETWEEN :b AND :e",
    "staff_reps": REPS, "staff_reps_female": f"{REPS} AND m.sex = '2'",
    "staff_reps_frontline": f"{REPS} AND r.frontline = 1",
    "congress_meetings": "SELECT id FROM staff_congresses WHERE deleted = 0 AND kind IN ('1', '2') "
                         "AND held_on BETWEEN :b AND :e",
    "proposals_received": "SELECT id FROM proposals WHERE deleted = 0 AND submitted_on BETWEEN :b AND :e",
    "proposals_filed": """SELECT DISTINCT p.id FROM proposals p JOIN proposal_events e ON e.proposal_id = p.id
        WHERE p.deleted = 0 AND e.deleted = 0 AND e.event = 'file' AND e.happened_on BETWEEN :b AND :e""",
    "proposals_settled": "SELECT id FROM proposals WHERE deleted = 0 AND closed_on BETWEEN :b AND :e",
    **{count: f"SELECT id FROM collective_contracts WHERE {CONTRACT} AND kind = '{kind}'"
       for count, kind in (("collective_contract", "1"), ("wage_agreement", "2"), ("women_contract", "3"),
                           ("safety_contract", "4"))},
    **{covered: f"SELECT id, covered FROM collective_contracts WHERE {CONTRACT} AND kind = '{kind}'"
       for covered, kind in (("cc_covered", "1"), ("wage_covered", "2"), ("women_covered", "3"),
                             ("safety_covered", "4"))},
    "disputes_received": STEP + "'mediate'", "disputes_settled": STEP + "'settle'",
    "disputes_to_arbitration": STEP + "'arbitrate'",
    "legal_aid_cases": STEP + "'approve' AND c.aid_form IN ('2', '3', '4', '5')",
    "legal_consult_times": "SELECT id, coalesce(people_count, 1) FROM rights_cases WHERE deleted = 0 "
                           "AND applied_on BETWEEN :b AND :e AND aid_form = '1'",
    "appeals_received": HERE, "appeals_closed": GONE,
    "appeals_ontime": f"{GONE} AND closed_on <= coalesce(extended_to, due_on)",
    "appeals_satisfied": f"{GONE} AND satisfaction IN ('1', '2')",
    "petitions_individual": f"{HERE} AND is_petition = 1 AND coalesce(is_collective, 0) = 0",
    "petitions_collective": f"{HERE} AND is_petition = 1 AND is_collective = 1",
    "workers_high_temp_visited": f"SELECT s.id {TURNOUT} AND a.kind = 'A06' AND a.title LIKE '%送清凉%'",
    "competitions": f"{ACTIVITY} AND a.kind = 'A03'", "competitors": f"SELECT s.id {TURNOUT} AND a.kind = 'A03'",
    "suggestions_made": f"{HERE} AND appeal_type = '4'",
    "suggestions_adopted": f"{HERE} AND appeal_type = '4' AND result IN ('1', '2')",
    "model_workers_national": f"{MODEL} ('1', '2')", "model_workers_province": f"{MODEL} ('3')",
    "model_workers_city": f"{MODEL} ('4')", "mayday_medals": f"{HONOUR} ('01', '02')", "pioneers": f"{HONOUR} ('03')",
    "rest_recuperation_persons": f"SELECT DISTINCT s.member_id {TURNOUT} AND a.kind = 'A07'",
    "condolence_persons": f"SELECT c.id {PAID}", "condolence_amount": f"SELECT c.id, c.amount {PAID}",
    **{name: f"SELECT id FROM service_stations WHERE deleted = 0 AND coalesce(opened_on, '') <= :e "
             f"AND coalesce(closed_on, '9999') > :e AND kind = '{kind}'"
       for name, kind in (("nursing_rooms", "3"), ("stations_outdoor", "1"))},
    **{f"hardship_files_{category}": f"{FILE} '{category}'" for category in "123"},
    "hardship_exited": """SELECT DISTINCT f.id FROM hardship_files f JOIN hardship_events e ON e.file_id = f.id
        WHERE f.deleted = 0 AND e.deleted = 0 AND e.event = 'close' AND e.happened_on BETWEEN :b AND :e""",
    "hardship_helped": f"SELECT DISTINCT h.member_id {HELP_PAID} AND h.file_id IS NOT NULL",
    "help_persons": f"SELECT h.id {HELP_PAID}", "help_amount": f"SELECT h.id, {WORTH} {HELP_PAID}",
    **{persons: f"SELECT h.id {HELP_PAID} AND h.help_kind = '{kind}'"
       for persons, kind in (("songwennuan_persons", "06"), ("study_aid_students", "03"), ("mutual_claims", "09"))},
    **{amount: f"SELECT h.id, {WORTH} {HELP_PAID} AND h.help_kind = '{kind}'"
       for amount, kind in (("songwennuan_amount", "06"), ("study_aid_amount", "03"), ("mutual_amount", "09"))},
    "job_placed": f"SELECT h.id {HELPED} AND h.job_outcome = '1'",
    "job_trained": f"SELECT h.id {HELPED} AND h.job_outcome = '2'",
    "trainees_cadre": f"SELECT t.id {TRAINED}",
    "training_hours": f"SELECT t.id, coalesce(t.hours, c.hours) {TRAINED}",
    "cadres_trained": f"SELECT DISTINCT t.cadre_id {TRAINED}",
    "activities_total": ACTIVITY, "participations": f"SELECT s.id {TURNOUT}",
    "participants_unique": f"SELECT DISTINCT s.member_id {TURNOUT}",
    "learning_sessions": f"{ACTIVITY} AND a.kind = 'A01'", "learners": f"SELECT s.id {TURNOUT} AND a.kind = 'A01'",
    "volunteers": f"SELECT DISTINCT s.member_id {TURNOUT} AND a.kind = 'A12'",
    "psych_services": f"SELECT s.id {TURNOUT} AND a.kind = 'A09'",
    "fund_due": f"SELECT id, due FROM remittances WHERE nature IS NOT '2' AND {MONTHS}",
    "fund_paid": f"SELECT id, paid FROM remittances WHERE nature IS NOT '2' AND {MONTHS}",
    "dues_due": f"SELECT member_id, sum(amount_due) FROM dues WHERE {MONTHS} GROUP BY member_id",
    "dues_paid": f"SELECT member_id, sum(amount_paid) FROM dues WHERE {MONTHS} GROUP BY member_id",
    "income_by_item": f"SELECT id, amount {LEDGER} '1'", "expense_by_item": f"SELECT id, amount {LEDGER} '2'",
}
# Value: 1 where there is any
ANSWERS: dict[str, str] = {
    "org_new_this_year": f"{UNION} established_on BETWEEN :b AND :e",
    "chair_fulltime": f"{CHAIR} AND o.nature = '1'", "chair_female": f"{CHAIR} AND m.sex = '2'",
    "chair_directly_elected": f"""{CHAIR} AND o.way = '1' AND EXISTS (SELECT 1 FROM elections x
        WHERE x.successor_id = o.committee_id AND x.meeting_form = '1' AND x.deleted = 0)""",
    "has_audit_committee": _body("03", "has_audit_committee"),
    "has_women_committee": _body("04", "has_women_committee"), "has_mediation": _body("05", "has_mediation"),
    "has_law_supervision": _body("06", "has_labour_law_supervision"),
    "has_protection_committee": _body("07", "has_labour_protection"),
    "legal_person": f"{UNION} (has_legal_person = 1 OR (legal_cert_from <= :e AND legal_cert_to >= :e))",
    "audit_done": "SELECT id FROM fund_audits WHERE deleted = 0 AND kind <> '1' AND audited_on BETWEEN :b AND :e",
    "has_staff_congress": f"{UNION} has_staff_congress = 1", "has_open_affairs": f"{UNION} has_open_affairs = 1",
    "independent_account": f"{UNION} bank_account IS NOT NULL",
}
CODES = {"org_form": "SELECT organisation_form FROM unions WHERE deleted = 0",
         "home_grade": "SELECT home_level FROM unions WHERE deleted = 0"}
SPLITS = {
    "help_persons": f"SELECT h.help_kind, count(*) {HELP_PAID} GROUP BY 1",
    "help_amount": f"SELECT h.help_kind, sum({WORTH}) {HELP_PAID} GROUP BY 1",
    "condolence_persons": f"SELECT c.event, count(*) {PAID} GROUP BY 1",
    "condolence_amount": f"SELECT c.event, sum(c.amount) {PAID} GROUP BY 1",
    "income_by_item": f"SELECT category, sum(amount) {LEDGER} '1' GROUP BY 1",
    "expense_by_item": f"SELECT category, sum(amount) {LEDGER} '2' GROUP BY 1",
}
STEPS = ("joined", "transferred_in", "restored", "other_in", "transferred_out", "kept", "withdrawn", "expelled",
         "deceased", "other_out")
NAMES = {"kept": "transferred_kept", "withdrawn": "transferred_withdrawn", "expelled": "transferred_expelled"}


def rows(session: Session, sql: str, begins: str, ends: str) -> list[Any]:
    """Return the rows of a statement."""
    return list(session.execute(sa.text(sql), {name: day for name, day in (("b", begins), ("e", ends))
                                               if f":{name}" in sql}))


def steps(session: Session, begins: str, ends: str) -> Counter[str]:
    """Count who came and went, walking each member's events in the order in which they happened."""
    found: Counter[str] = Counter()
    last: dict[str, tuple[int, str]] = {}
    sql = """SELECT e.member_id, e.n, e.event, e.to_state, coalesce(e.happened_on, '') FROM membership_events e
        JOIN members m ON m.id = e.member_id WHERE e.deleted = 0 AND m.deleted = 0
        AND coalesce(e.happened_on, '') <= :e ORDER BY 5, e.n"""
    for member, n, event, state, day in rows(session, sql, begins, ends):
        before, was = last.get(member, (0, ""))
        if n < before:  # entered before what had happened earlier: it changed nothing any more
            continue
        last[member] = (n, state)
        came, went = state in ("active", "transferring_out"), was in ("active", "transferring_out")
        if day >= begins and came != went:
            found[_kind(event, state, came=came)] += 1
    return found


def _kind(event: str, state: str, *, came: bool) -> str:
    if came:
        return {"approve": "joined", "register": "joined", "transfer_in": "transferred_in", "restore": "restored",
                "cancel_transfer_out": "restored", "request_transfer_out": "restored"}.get(event, "other_in")
    return {"auto_withdrawn": "withdrawn"}.get(state, state if state in STEPS else "other_out")
