"""Further sources of indicators: rights, democratic management, honours and money (domain reference §11.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from union_desk import registers
from union_desk.registers.staff_congress import SESSIONS
from union_desk.statistics.sources import Rows, Source, happened, in_state, standing, table, within

if TYPE_CHECKING:
    from union_desk.statistics.period import Period

ON_FILE = ("on_file", "recheck", "exit_publicity")


def _proposals(period: Period) -> Rows:
    of = table("proposals")
    filed = happened("proposal_events", "proposal_id", of.c.id, "file").label("filed_on")
    return sa.select(of.c.id, of.c.submitted_on, of.c.closed_on, filed).where(
        of.c.deleted.is_(False), of.c.submitted_on <= period.ends,
        sa.or_(of.c.closed_on.is_(None), of.c.closed_on >= period.begins))


def _contracts(period: Period) -> Rows:
    of = table("collective_contracts")
    return sa.select(of.c.id, of.c.kind, of.c.covered).where(
        of.c.deleted.is_(False), of.c.valid_from <= period.ends,
        sa.or_(of.c.valid_to.is_(None), of.c.valid_to >= period.ends))


def _stations(period: Period) -> Rows:
    of = table("service_stations")
    return sa.select(of.c.id, of.c.kind).where(standing(of, period, "opened_on", "closed_on"))


def _congresses(period: Period) -> Rows:
    of = table("staff_congresses")
    return sa.select(of.c.id, of.c.kind).where(
        of.c.deleted.is_(False), of.c.kind.in_(SESSIONS), within(of.c.held_on, period))


def _rights(period: Period) -> Rows:
    of = table("rights_cases")
    steps = {"mediated_on": "mediate", "settled_on": "settle", "arbitrated_on": "arbitrate", "approved_on": "approve"}
    days = [happened("rights_case_events", "case_id", of.c.id, event).label(name) for name, event in steps.items()]
    return sa.select(of.c.id, of.c.applied_on, of.c.aid_form, sa.func.coalesce(of.c.people_count, 1).label("people"),
                     *days).where(of.c.deleted.is_(False), of.c.applied_on <= period.ends)


def _appeals(period: Period) -> Rows:
    of = table("appeals")
    names = ("received_on", "closed_on", "satisfaction", "is_petition", "is_collective", "appeal_type", "result")
    due = sa.func.coalesce(of.c.extended_to, of.c.due_on).label("due")
    return sa.select(of.c.id, *(of.c[name] for name in names), due).where(
        of.c.deleted.is_(False), of.c.received_on <= period.ends,
        sa.or_(of.c.closed_on.is_(None), of.c.closed_on >= period.begins))


def _honours(period: Period) -> Rows:
    of = table("honours")
    return sa.select(of.c.id, of.c.award, of.c.holder).where(
        of.c.deleted.is_(False), sa.or_(within(of.c.awarded_on, period), sa.and_(
            of.c.awarded_on.is_(None), of.c.year == int(period.ends[:4]))))


def _model_workers(period: Period) -> Rows:
    of = table("model_workers")
    return sa.select(of.c.id, of.c.member_id, of.c.level).where(
        of.c.deleted.is_(False), of.c.retired.is_not(True), of.c.year <= int(period.ends[:4]))


def _claims(period: Period) -> Rows:
    of = table("welfare_claims")
    paid = happened("welfare_events", "claim_id", of.c.id, "pay")
    return sa.select(of.c.id, of.c.member_id, of.c.event, of.c.amount).where(
        of.c.deleted.is_(False), of.c.claim_state == "paid", within(paid, period))


def _remittances(period: Period) -> Rows:
    of, (first, last) = table("remittances"), period.months
    month = of.c.year * 100 + sa.func.coalesce(of.c.month, 12)
    return sa.select(of.c.id, of.c.due, of.c.paid).where(
        of.c.deleted.is_(False), of.c.nature.is_distinct_from("2"), month.between(first, last))  # no founding levy


def _audits(period: Period) -> Rows:
    of = table("fund_audits")
    return sa.select(of.c.id).where(of.c.deleted.is_(False), of.c.kind != "1", within(of.c.audited_on, period))


def _dues(period: Period) -> Rows:
    """Return one row a member: what was owed and paid for the months of the period."""
    of, (first, last) = table("dues"), period.months
    return (sa.select(of.c.member_id.label("id"), sa.func.sum(of.c.amount_due).label("due"),
                      sa.func.sum(of.c.amount_paid).label("paid"))
            .where(of.c.deleted.is_(False), of.c.period.between(first, last)).group_by(of.c.member_id))


def _ledger(period: Period) -> Rows:
    of = table("ledger_entries")
    return sa.select(of.c.id, of.c.side, of.c.category, of.c.amount).where(
        of.c.deleted.is_(False), within(of.c.happened_on, period))


def _files(period: Period) -> Rows:
    book = registers.get("hardship_files")
    return sa.select(book.table.c.id, book.table.c.category).where(in_state(book, period, ON_FILE))


def _closed_files(period: Period) -> Rows:
    of = table("hardship_files")
    return sa.select(of.c.id).where(
        of.c.deleted.is_(False), within(happened("hardship_events", "file_id", of.c.id, "close"), period))


def _helps(period: Period) -> Rows:
    of = table("help_records")
    amount = sa.func.coalesce(of.c.amount, 0) + sa.func.coalesce(of.c.in_kind_value, 0)
    return sa.select(of.c.id, of.c.member_id, of.c.file_id, of.c.help_kind, of.c.job_outcome, amount.label("amount"),
                     (of.c.help_state == "paid").label("is_paid")).where(
        of.c.deleted.is_(False), of.c.help_state.in_(("approved", "paying", "paid")),
        within(sa.func.coalesce(of.c.paid_on, of.c.helped_on), period))


def _trainees(period: Period) -> Rows:
    of, courses = table("trainees"), table("trainings")
    return (sa.select(of.c.id, of.c.cadre_id, sa.func.coalesce(of.c.hours, courses.c.hours).label("hours"))
            .join(courses, sa.and_(courses.c.id == of.c.training_id, courses.c.deleted.is_(False)))
            .where(of.c.deleted.is_(False), of.c.state == "present",
                   within(sa.func.coalesce(courses.c.ends_on, courses.c.begins_on), period)))


PROPOSALS, CONTRACTS = Source("proposals", _proposals), Source("collective_contracts", _contracts)
STATIONS, RIGHTS, APPEALS = (Source("service_stations", _stations), Source("rights_cases", _rights),
                             Source("appeals", _appeals))
CONGRESSES = Source("staff_congresses", _congresses)
HONOURS, MODEL_WORKERS = Source("honours", _honours), Source("model_workers", _model_workers)
CLAIMS, REMITTANCES = Source("welfare_claims", _claims), Source("remittances", _remittances)
AUDITS = Source("fund_audits", _audits)
DUES, LEDGER = Source("members", _dues), Source("ledger_entries", _ledger)
FILES, CLOSED_FILES = Source("hardship_files", _files), Source("hardship_files", _closed_files)
HELPS, TRAINEES = Source("help_records", _helps), Source("trainees", _trainees)
