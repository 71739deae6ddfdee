"""The books beside members and organisation. Written by resources/makers/schema_step.py."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "activities",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("act_no", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("form", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("organiser", sa.Text(), nullable=True),
        sa.Column("branch_id", sa.Text(), nullable=True),
        sa.Column("co_organisers", sa.Text(), nullable=True),
        sa.Column("starts_on", sa.Text(), nullable=True),
        sa.Column("starts_at", sa.Text(), nullable=True),
        sa.Column("ends_on", sa.Text(), nullable=True),
        sa.Column("ends_at", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("outside_province", sa.Boolean(), nullable=True),
        sa.Column("contact_name", sa.Text(), nullable=True),
        sa.Column("contact_phone", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("notice_text", sa.Text(), nullable=True),
        sa.Column("plan_no", sa.Text(), nullable=True),
        sa.Column("decision_ref", sa.Text(), nullable=True),
        sa.Column("quota", sa.BigInteger(), nullable=True),
        sa.Column("guests_each", sa.BigInteger(), nullable=True),
        sa.Column("deadline", sa.Text(), nullable=True),
        sa.Column("scope_sex", sa.Text(), nullable=True),
        sa.Column("scope_age_from", sa.BigInteger(), nullable=True),
        sa.Column("scope_age_to", sa.BigInteger(), nullable=True),
        sa.Column("scope_branch_id", sa.Text(), nullable=True),
        sa.Column("scope_nef", sa.Text(), nullable=True),
        sa.Column("headcount", sa.BigInteger(), nullable=True),
        sa.Column("satisfaction", sa.BigInteger(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("spent", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_activities")),
        sa.UniqueConstraint("id", name=op.f("uq_activities_id")),
    )
    op.create_index(op.f("ix_activities_deleted"), "activities", ["deleted"], unique=False)
    op.create_index(op.f("ix_activities_starts_on"), "activities", ["starts_on"], unique=False)
    op.create_index(op.f("ix_activities_status"), "activities", ["status"], unique=False)

    op.create_table(
        "activity_budget_lines",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("activity_id", sa.Text(), nullable=True),
        sa.Column("item", sa.Text(), nullable=True),
        sa.Column("cost", sa.Text(), nullable=True),
        sa.Column("unit_price", sa.BigInteger(), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("fund_item", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_activity_budget_lines")),
        sa.UniqueConstraint("id", name=op.f("uq_activity_budget_lines_id")),
    )
    op.create_index(op.f("ix_activity_budget_lines_activity_id"), "activity_budget_lines", ["activity_id"], unique=False)
    op.create_index(op.f("ix_activity_budget_lines_deleted"), "activity_budget_lines", ["deleted"], unique=False)

    op.create_table(
        "activity_enrolments",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("activity_id", sa.Text(), nullable=True),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("enrolled_on", sa.Text(), nullable=True),
        sa.Column("guests", sa.BigInteger(), nullable=True),
        sa.Column("guest_names", sa.Text(), nullable=True),
        sa.Column("cancelled_on", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_activity_enrolments")),
        sa.UniqueConstraint("id", name=op.f("uq_activity_enrolments_id")),
    )
    op.create_index(op.f("ix_activity_enrolments_activity_id"), "activity_enrolments", ["activity_id"], unique=False)
    op.create_index(op.f("ix_activity_enrolments_deleted"), "activity_enrolments", ["deleted"], unique=False)
    op.create_index(op.f("ix_activity_enrolments_member_id"), "activity_enrolments", ["member_id"], unique=False)

    op.create_table(
        "activity_events",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("activity_id", sa.Text(), nullable=True),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("happened_on", sa.Text(), nullable=True),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=True),
        sa.Column("handled_by", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("new_start", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_activity_events")),
        sa.UniqueConstraint("id", name=op.f("uq_activity_events_id")),
    )
    op.create_index(op.f("ix_activity_events_activity_id"), "activity_events", ["activity_id"], unique=False)
    op.create_index(op.f("ix_activity_events_deleted"), "activity_events", ["deleted"], unique=False)

    op.create_table(
        "activity_expenses",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("activity_id", sa.Text(), nullable=True),
        sa.Column("item", sa.Text(), nullable=True),
        sa.Column("cost", sa.Text(), nullable=True),
        sa.Column("spent_on", sa.Text(), nullable=True),
        sa.Column("payee", sa.Text(), nullable=True),
        sa.Column("invoice_no", sa.Text(), nullable=True),
        sa.Column("invoice_on", sa.Text(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("fund_item", sa.Text(), nullable=True),
        sa.Column("voucher_no", sa.Text(), nullable=True),
        sa.Column("handled_by", sa.Text(), nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_activity_expenses")),
        sa.UniqueConstraint("id", name=op.f("uq_activity_expenses_id")),
    )
    op.create_index(op.f("ix_activity_expenses_activity_id"), "activity_expenses", ["activity_id"], unique=False)
    op.create_index(op.f("ix_activity_expenses_deleted"), "activity_expenses", ["deleted"], unique=False)
    op.create_index(op.f("ix_activity_expenses_invoice_no"), "activity_expenses", ["invoice_no"], unique=False)
    op.create_index(op.f("ix_activity_expenses_spent_on"), "activity_expenses", ["spent_on"], unique=False)

    op.create_table(
        "activity_goods",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("activity_id", sa.Text(), nullable=True),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("item", sa.Text(), nullable=True),
        sa.Column("cost", sa.Text(), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=True),
        sa.Column("unit_value", sa.BigInteger(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("signature", sa.Text(), nullable=True),
        sa.Column("signed_on", sa.Text(), nullable=True),
        sa.Column("signed_by", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_activity_goods")),
        sa.UniqueConstraint("id", name=op.f("uq_activity_goods_id")),
    )
    op.create_index(op.f("ix_activity_goods_activity_id"), "activity_goods", ["activity_id"], unique=False)
    op.create_index(op.f("ix_activity_goods_deleted"), "activity_goods", ["deleted"], unique=False)
    op.create_index(op.f("ix_activity_goods_member_id"), "activity_goods", ["member_id"], unique=False)

    op.create_table(
        "activity_results",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("activity_id", sa.Text(), nullable=True),
        sa.Column("contest", sa.Text(), nullable=True),
        sa.Column("rank", sa.BigInteger(), nullable=True),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("is_team", sa.Boolean(), nullable=True),
        sa.Column("score", sa.Text(), nullable=True),
        sa.Column("award", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_activity_results")),
        sa.UniqueConstraint("id", name=op.f("uq_activity_results_id")),
    )
    op.create_index(op.f("ix_activity_results_activity_id"), "activity_results", ["activity_id"], unique=False)
    op.create_index(op.f("ix_activity_results_deleted"), "activity_results", ["deleted"], unique=False)
    op.create_index(op.f("ix_activity_results_member_id"), "activity_results", ["member_id"], unique=False)

    op.create_table(
        "activity_sign_ins",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("activity_id", sa.Text(), nullable=True),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("signed_on", sa.Text(), nullable=True),
        sa.Column("signed_at", sa.Text(), nullable=True),
        sa.Column("method", sa.Text(), nullable=True),
        sa.Column("signer", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_activity_sign_ins")),
        sa.UniqueConstraint("id", name=op.f("uq_activity_sign_ins_id")),
    )
    op.create_index(op.f("ix_activity_sign_ins_activity_id"), "activity_sign_ins", ["activity_id"], unique=False)
    op.create_index(op.f("ix_activity_sign_ins_deleted"), "activity_sign_ins", ["deleted"], unique=False)
    op.create_index(op.f("ix_activity_sign_ins_member_id"), "activity_sign_ins", ["member_id"], unique=False)

    op.create_table(
        "activity_waivers",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("activity_id", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_activity_waivers")),
        sa.UniqueConstraint("id", name=op.f("uq_activity_waivers_id")),
    )
    op.create_index(op.f("ix_activity_waivers_activity_id"), "activity_waivers", ["activity_id"], unique=False)
    op.create_index(op.f("ix_activity_waivers_deleted"), "activity_waivers", ["deleted"], unique=False)

    op.create_table(
        "appeal_answers",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("appeal_id", sa.Text(), nullable=True),
        sa.Column("answered_on", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("receipt_no", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_appeal_answers")),
        sa.UniqueConstraint("id", name=op.f("uq_appeal_answers_id")),
    )
    op.create_index(op.f("ix_appeal_answers_appeal_id"), "appeal_answers", ["appeal_id"], unique=False)
    op.create_index(op.f("ix_appeal_answers_deleted"), "appeal_answers", ["deleted"], unique=False)

    op.create_table(
        "appeal_events",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("appeal_id", sa.Text(), nullable=True),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("happened_on", sa.Text(), nullable=True),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=True),
        sa.Column("handler_dept", sa.Text(), nullable=True),
        sa.Column("handler", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("notified_on", sa.Text(), nullable=True),
        sa.Column("until", sa.Text(), nullable=True),
        sa.Column("sent_to", sa.Text(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("reply_mode", sa.Text(), nullable=True),
        sa.Column("satisfaction", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("merged_into", sa.Text(), nullable=True),
        sa.Column("archive_no", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_appeal_events")),
        sa.UniqueConstraint("id", name=op.f("uq_appeal_events_id")),
    )
    op.create_index(op.f("ix_appeal_events_appeal_id"), "appeal_events", ["appeal_id"], unique=False)
    op.create_index(op.f("ix_appeal_events_deleted"), "appeal_events", ["deleted"], unique=False)
    op.create_index(op.f("ix_appeal_events_happened_on"), "appeal_events", ["happened_on"], unique=False)

    op.create_table(
        "appeal_steps",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("appeal_id", sa.Text(), nullable=True),
        sa.Column("happened_on", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("action", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("told_member", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_appeal_steps")),
        sa.UniqueConstraint("id", name=op.f("uq_appeal_steps_id")),
    )
    op.create_index(op.f("ix_appeal_steps_appeal_id"), "appeal_steps", ["appeal_id"], unique=False)
    op.create_index(op.f("ix_appeal_steps_deleted"), "appeal_steps", ["deleted"], unique=False)
    op.create_index(op.f("ix_appeal_steps_happened_on"), "appeal_steps", ["happened_on"], unique=False)

    op.create_table(
        "appeals",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("case_no", sa.Text(), nullable=True),
        sa.Column("received_on", sa.Text(), nullable=True),
        sa.Column("receiver", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("appeal_type", sa.Text(), nullable=True),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("urgency", sa.Text(), nullable=True),
        sa.Column("is_urgent", sa.Boolean(), nullable=True),
        sa.Column("is_petition", sa.Boolean(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("wish", sa.Text(), nullable=True),
        sa.Column("respondent_unit", sa.Text(), nullable=True),
        sa.Column("appellant_kind", sa.Text(), nullable=True),
        sa.Column("people_count", sa.BigInteger(), nullable=True),
        sa.Column("is_collective", sa.Boolean(), nullable=True),
        sa.Column("appeal_state", sa.Text(), nullable=True),
        sa.Column("accept_due_on", sa.Text(), nullable=True),
        sa.Column("accepted_on", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Text(), nullable=True),
        sa.Column("extended_to", sa.Text(), nullable=True),
        sa.Column("handler_dept", sa.Text(), nullable=True),
        sa.Column("handler", sa.Text(), nullable=True),
        sa.Column("escalated_to", sa.Text(), nullable=True),
        sa.Column("escalated_on", sa.Text(), nullable=True),
        sa.Column("up_ref", sa.Text(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("replied_on", sa.Text(), nullable=True),
        sa.Column("reply_mode", sa.Text(), nullable=True),
        sa.Column("callback_on", sa.Text(), nullable=True),
        sa.Column("satisfaction", sa.Text(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("closed_on", sa.Text(), nullable=True),
        sa.Column("merged_into", sa.Text(), nullable=True),
        sa.Column("archive_no", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_appeals")),
        sa.UniqueConstraint("id", name=op.f("uq_appeals_id")),
    )
    op.create_index(op.f("ix_appeals_appeal_state"), "appeals", ["appeal_state"], unique=False)
    op.create_index(op.f("ix_appeals_deleted"), "appeals", ["deleted"], unique=False)
    op.create_index(op.f("ix_appeals_due_on"), "appeals", ["due_on"], unique=False)
    op.create_index(op.f("ix_appeals_received_on"), "appeals", ["received_on"], unique=False)

    op.create_table(
        "appellants",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("appeal_id", sa.Text(), nullable=True),
        sa.Column("alias", sa.Text(), nullable=True),
        sa.Column("capacity", sa.Text(), nullable=True),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("mobile", sa.Text(), nullable=True),
        sa.Column("identity_no", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("employer_name", sa.Text(), nullable=True),
        sa.Column("is_migrant_worker", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_appellants")),
        sa.UniqueConstraint("id", name=op.f("uq_appellants_id")),
    )
    op.create_index(op.f("ix_appellants_appeal_id"), "appellants", ["appeal_id"], unique=False)
    op.create_index(op.f("ix_appellants_deleted"), "appellants", ["deleted"], unique=False)

    op.create_table(
        "arrival_events",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("arrival_id", sa.Text(), nullable=True),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("happened_on", sa.Text(), nullable=True),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_arrival_events")),
        sa.UniqueConstraint("id", name=op.f("uq_arrival_events_id")),
    )
    op.create_index(op.f("ix_arrival_events_arrival_id"), "arrival_events", ["arrival_id"], unique=False)
    op.create_index(op.f("ix_arrival_events_deleted"), "arrival_events", ["deleted"], unique=False)
    op.create_index(op.f("ix_arrival_events_happened_on"), "arrival_events", ["happened_on"], unique=False)

    op.create_table(
        "arrivals",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("slip_no", sa.Text(), nullable=True),
        sa.Column("from_union", sa.Text(), nullable=True),
        sa.Column("from_code", sa.Text(), nullable=True),
        sa.Column("issued_on", sa.Text(), nullable=True),
        sa.Column("valid_until", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("id_type", sa.Text(), nullable=True),
        sa.Column("id_number", sa.Text(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("birth_date", sa.Text(), nullable=True),
        sa.Column("member_no", sa.Text(), nullable=True),
        sa.Column("join_union_date", sa.Text(), nullable=True),
        sa.Column("dues_paid_to", sa.Text(), nullable=True),
        sa.Column("card_tail", sa.Text(), nullable=True),
        sa.Column("history", sa.Text(), nullable=True),
        sa.Column("received_on", sa.Text(), nullable=True),
        sa.Column("branch_id", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("accepted_on", sa.Text(), nullable=True),
        sa.Column("fingerprint", sa.Text(), nullable=True),
        sa.Column("proof", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_arrivals")),
        sa.UniqueConstraint("id", name=op.f("uq_arrivals_id")),
    )
    op.create_index(op.f("ix_arrivals_deleted"), "arrivals", ["deleted"], unique=False)
    op.create_index(op.f("ix_arrivals_member_id"), "arrivals", ["member_id"], unique=False)
    op.create_index(op.f("ix_arrivals_state"), "arrivals", ["state"], unique=False)

    op.create_table(
        "assessment_ballots",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("assessment_id", sa.Text(), nullable=True),
        sa.Column("item_id", sa.Text(), nullable=True),
        sa.Column("choice", sa.Text(), nullable=True),
        sa.Column("count", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_assessment_ballots")),
        sa.UniqueConstraint("id", name=op.f("uq_assessment_ballots_id")),
    )
    op.create_index(op.f("ix_assessment_ballots_assessment_id"), "assessment_ballots", ["assessment_id"], unique=False)
    op.create_index(op.f("ix_assessment_ballots_deleted"), "assessment_ballots", ["deleted"], unique=False)
    op.create_index(op.f("ix_assessment_ballots_item_id"), "assessment_ballots", ["item_id"], unique=False)

    op.create_table(
        "assessment_events",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("assessment_id", sa.Text(), nullable=True),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("happened_on", sa.Text(), nullable=True),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_assessment_events")),
        sa.UniqueConstraint("id", name=op.f("uq_assessment_events_id")),
    )
    op.create_index(op.f("ix_assessment_events_assessment_id"), "assessment_events", ["assessment_id"], unique=False)
    op.create_index(op.f("ix_assessment_events_deleted"), "assessment_events", ["deleted"], unique=False)
    op.create_index(op.f("ix_assessment_events_happened_on"), "assessment_events", ["happened_on"], unique=False)

    op.create_table(
        "assessment_grades",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("scheme_id", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("from_score", sa.BigInteger(), nullable=True),
        sa.Column("share_most", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_assessment_grades")),
        sa.UniqueConstraint("id", name=op.f("uq_assessment_grades_id")),
    )
    op.create_index(op.f("ix_assessment_grades_deleted"), "assessment_grades", ["deleted"], unique=False)
    op.create_index(op.f("ix_assessment_grades_scheme_id"), "assessment_grades", ["scheme_id"], unique=False)

    op.create_table(
        "assessment_items",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("scheme_id", sa.Text(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column("part", sa.Text(), nullable=True),
        sa.Column("work", sa.Text(), nullable=True),
        sa.Column("item", sa.Text(), nullable=True),
        sa.Column("standard", sa.Text(), nullable=True),
        sa.Column("item_kind", sa.Text(), nullable=True),
        sa.Column("max_score", sa.BigInteger(), nullable=True),
        sa.Column("weight", sa.BigInteger(), nullable=True),
        sa.Column("metric", sa.Text(), nullable=True),
        sa.Column("target", sa.BigInteger(), nullable=True),
        sa.Column("scoring", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_assessment_items")),
        sa.UniqueConstraint("id", name=op.f("uq_assessment_items_id")),
    )
    op.create_index(op.f("ix_assessment_items_deleted"), "assessment_items", ["deleted"], unique=False)
    op.create_index(op.f("ix_assessment_items_scheme_id"), "assessment_items", ["scheme_id"], unique=False)

    op.create_table(
        "assessment_schemes",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=True),
        sa.Column("year", sa.BigInteger(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("issued_by", sa.Text(), nullable=True),
        sa.Column("bonus_most", sa.BigInteger(), nullable=True),
        sa.Column("example", sa.Boolean(), nullable=True),
        sa.Column("frozen_on", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_assessment_schemes")),
        sa.UniqueConstraint("id", name=op.f("uq_assessment_schemes_id")),
    )
    op.create_index(op.f("ix_assessment_schemes_deleted"), "assessment_schemes", ["deleted"], unique=False)

    op.create_table(
        "assessment_scores",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("assessment_id", sa.Text(), nullable=True),
        sa.Column("item_id", sa.Text(), nullable=True),
        sa.Column("item", sa.Text(), nullable=True),
        sa.Column("auto_score", sa.BigInteger(), nullable=True),
        sa.Column("auto_part", sa.BigInteger(), nullable=True),
        sa.Column("auto_whole", sa.BigInteger(), nullable=True),
        sa.Column("auto_on", sa.Text(), nullable=True),
        sa.Column("self_score", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("evidence_book", sa.Text(), nullable=True),
        sa.Column("evidence_id", sa.Text(), nullable=True),
        sa.Column("evidence_note", sa.Text(), nullable=True),
        sa.Column("review_score", sa.BigInteger(), nullable=True),
        sa.Column("reviewer", sa.Text(), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=True),
        sa.Column("vetoed", sa.Boolean(), nullable=True),
        sa.Column("appeal", sa.Text(), nullable=True),
        sa.Column("final_score", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_assessment_scores")),
        sa.UniqueConstraint("id", name=op.f("uq_assessment_scores_id")),
    )
    op.create_index(op.f("ix_assessment_scores_assessment_id"), "assessment_scores", ["assessment_id"], unique=False)
    op.create_index(op.f("ix_assessment_scores_deleted"), "assessment_scores", ["deleted"], unique=False)
    op.create_index(op.f("ix_assessment_scores_item_id"), "assessment_scores", ["item_id"], unique=False)

    op.create_table(
        "assessments",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=True),
        sa.Column("scheme_id", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("cadre_id", sa.Text(), nullable=True),
        sa.Column("branch_id", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("assessor", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("self_total", sa.BigInteger(), nullable=True),
        sa.Column("review_total", sa.BigInteger(), nullable=True),
        sa.Column("final_total", sa.BigInteger(), nullable=True),
        sa.Column("vetoed", sa.Boolean(), nullable=True),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_assessments")),
        sa.UniqueConstraint("id", name=op.f("uq_assessments_id")),
    )
    op.create_index(op.f("ix_assessments_cadre_id"), "assessments", ["cadre_id"], unique=False)
    op.create_index(op.f("ix_assessments_deleted"), "assessments", ["deleted"], unique=False)
    op.create_index(op.f("ix_assessments_due_on"), "assessments", ["due_on"], unique=False)
    op.create_index(op.f("ix_assessments_scheme_id"), "assessments", ["scheme_id"], unique=False)
    op.create_index(op.f("ix_assessments_state"), "assessments", ["state"], unique=False)

    op.create_table(
        "attachments",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("owner_register", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("dated", sa.Text(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=True),
        sa.Column("media_type", sa.Text(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_attachments")),
        sa.UniqueConstraint("id", name=op.f("uq_attachments_id")),
    )
    op.create_index(op.f("ix_attachments_content"), "attachments", ["content"], unique=False)
    op.create_index(op.f("ix_attachments_deleted"), "attachments", ["deleted"], unique=False)
    op.create_index(op.f("ix_attachments_owner_id"), "attachments", ["owner_id"], unique=False)

    op.create_table(
        "budgets",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("item", sa.Text(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("adopted_on", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("filed_on", sa.Text(), nullable=True),
        sa.Column("adjusted", sa.BigInteger(), nullable=True),
        sa.Column("adjusted_on", sa.Text(), nullable=True),
        sa.Column("adjustment", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_budgets")),
        sa.UniqueConstraint("id", name=op.f("uq_budgets_id")),
    )
    op.create_index(op.f("ix_budgets_deleted"), "budgets", ["deleted"], unique=False)
    op.create_index(op.f("ix_budgets_year"), "budgets", ["year"], unique=False)

    op.create_table(
        "cadre_certificates",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("cadre_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("issued_on", sa.Text(), nullable=True),
        sa.Column("valid_to", sa.Text(), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_cadre_certificates")),
        sa.UniqueConstraint("id", name=op.f("uq_cadre_certificates_id")),
    )
    op.create_index(op.f("ix_cadre_certificates_cadre_id"), "cadre_certificates", ["cadre_id"], unique=False)
    op.create_index(op.f("ix_cadre_certificates_deleted"), "cadre_certificates", ["deleted"], unique=False)
    op.create_index(op.f("ix_cadre_certificates_valid_to"), "cadre_certificates", ["valid_to"], unique=False)

    op.create_table(
        "cadre_duties",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("cadre_id", sa.Text(), nullable=True),
        sa.Column("duty", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("stand_in", sa.Text(), nullable=True),
        sa.Column("since", sa.Text(), nullable=True),
        sa.Column("until", sa.Text(), nullable=True),
        sa.Column("rhythm", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("systems", sa.Text(), nullable=True),
        sa.Column("contacts", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_cadre_duties")),
        sa.UniqueConstraint("id", name=op.f("uq_cadre_duties_id")),
    )
    op.create_index(op.f("ix_cadre_duties_cadre_id"), "cadre_duties", ["cadre_id"], unique=False)
    op.create_index(op.f("ix_cadre_duties_deleted"), "cadre_duties", ["deleted"], unique=False)
    op.create_index(op.f("ix_cadre_duties_until"), "cadre_duties", ["until"], unique=False)

    op.create_table(
        "cadre_services",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("cadre_id", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("post_text", sa.Text(), nullable=True),
        sa.Column("nature", sa.Text(), nullable=True),
        sa.Column("since", sa.Text(), nullable=True),
        sa.Column("until", sa.Text(), nullable=True),
        sa.Column("contract_to", sa.Text(), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_cadre_services")),
        sa.UniqueConstraint("id", name=op.f("uq_cadre_services_id")),
    )
    op.create_index(op.f("ix_cadre_services_cadre_id"), "cadre_services", ["cadre_id"], unique=False)
    op.create_index(op.f("ix_cadre_services_contract_to"), "cadre_services", ["contract_to"], unique=False)
    op.create_index(op.f("ix_cadre_services_deleted"), "cadre_services", ["deleted"], unique=False)
    op.create_index(op.f("ix_cadre_services_until"), "cadre_services", ["until"], unique=False)

    op.create_table(
        "cadres",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("admin_post", sa.Text(), nullable=True),
        sa.Column("admin_rank", sa.Text(), nullable=True),
        sa.Column("speciality", sa.Text(), nullable=True),
        sa.Column("mobile", sa.Text(), nullable=True),
        sa.Column("left_on", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_cadres")),
        sa.UniqueConstraint("id", name=op.f("uq_cadres_id")),
    )
    op.create_index(op.f("ix_cadres_deleted"), "cadres", ["deleted"], unique=False)
    op.create_index(op.f("ix_cadres_left_on"), "cadres", ["left_on"], unique=False)
    op.create_index(op.f("ix_cadres_member_id"), "cadres", ["member_id"], unique=False)

    op.create_table(
        "card_batches",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("batch_no", sa.Text(), nullable=True),
        sa.Column("batch_month", sa.Text(), nullable=True),
        sa.Column("made_on", sa.Text(), nullable=True),
        sa.Column("bank_name", sa.Text(), nullable=True),
        sa.Column("bank_branch", sa.Text(), nullable=True),
        sa.Column("template", sa.Text(), nullable=True),
        sa.Column("medium", sa.Text(), nullable=True),
        sa.Column("submitted_by", sa.Text(), nullable=True),
        sa.Column("batch_state", sa.Text(), nullable=True),
        sa.Column("submitted_on", sa.Text(), nullable=True),
        sa.Column("row_count", sa.BigInteger(), nullable=True),
        sa.Column("checksum", sa.Text(), nullable=True),
        sa.Column("returned_on", sa.Text(), nullable=True),
        sa.Column("result_file", sa.Text(), nullable=True),
        sa.Column("issued_count", sa.BigInteger(), nullable=True),
        sa.Column("rejected_count", sa.BigInteger(), nullable=True),
        sa.Column("collected_on", sa.Text(), nullable=True),
        sa.Column("collected_by", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_card_batches")),
        sa.UniqueConstraint("id", name=op.f("uq_card_batches_id")),
    )
    op.create_index(op.f("ix_card_batches_batch_no"), "card_batches", ["batch_no"], unique=False)
    op.create_index(op.f("ix_card_batches_batch_state"), "card_batches", ["batch_state"], unique=False)
    op.create_index(op.f("ix_card_batches_deleted"), "card_batches", ["deleted"], unique=False)

    op.create_table(
        "card_events",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("card_id", sa.Text(), nullable=True),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("happened_on", sa.Text(), nullable=True),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=True),
        sa.Column("batch_id", sa.Text(), nullable=True),
        sa.Column("handled_by", sa.Text(), nullable=True),
        sa.Column("card_number", sa.Text(), nullable=True),
        sa.Column("reject_reason", sa.Text(), nullable=True),
        sa.Column("wrong_item", sa.Text(), nullable=True),
        sa.Column("right_value", sa.Text(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("proxy_name", sa.Text(), nullable=True),
        sa.Column("proxy_id_number", sa.Text(), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_card_events")),
        sa.UniqueConstraint("id", name=op.f("uq_card_events_id")),
    )
    op.create_index(op.f("ix_card_events_batch_id"), "card_events", ["batch_id"], unique=False)
    op.create_index(op.f("ix_card_events_card_id"), "card_events", ["card_id"], unique=False)
    op.create_index(op.f("ix_card_events_deleted"), "card_events", ["deleted"], unique=False)
    op.create_index(op.f("ix_card_events_happened_on"), "card_events", ["happened_on"], unique=False)

    op.create_table(
        "card_registrations",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("card_id", sa.Text(), nullable=True),
        sa.Column("year", sa.BigInteger(), nullable=True),
        sa.Column("registered_on", sa.Text(), nullable=True),
        sa.Column("paid", sa.Boolean(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("paid_on", sa.Text(), nullable=True),
        sa.Column("voucher", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_card_registrations")),
        sa.UniqueConstraint("id", name=op.f("uq_card_registrations_id")),
    )
    op.create_index(op.f("ix_card_registrations_card_id"), "card_registrations", ["card_id"], unique=False)
    op.create_index(op.f("ix_card_registrations_deleted"), "card_registrations", ["deleted"], unique=False)

    op.create_table(
        "cards",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("application_no", sa.Text(), nullable=True),
        sa.Column("apply_kind", sa.Text(), nullable=True),
        sa.Column("applied_on", sa.Text(), nullable=True),
        sa.Column("card_state", sa.Text(), nullable=True),
        sa.Column("own_will", sa.Boolean(), nullable=True),
        sa.Column("authorised_by_member", sa.Boolean(), nullable=True),
        sa.Column("authorised_on", sa.Text(), nullable=True),
        sa.Column("tax_statement", sa.Boolean(), nullable=True),
        sa.Column("occupation", sa.Text(), nullable=True),
        sa.Column("existing_card_tail", sa.Text(), nullable=True),
        sa.Column("batch_id", sa.Text(), nullable=True),
        sa.Column("batch_place", sa.Text(), nullable=True),
        sa.Column("holder_name", sa.Text(), nullable=True),
        sa.Column("holder_sex", sa.Text(), nullable=True),
        sa.Column("holder_id_type", sa.Text(), nullable=True),
        sa.Column("holder_id_number", sa.Text(), nullable=True),
        sa.Column("holder_mobile", sa.Text(), nullable=True),
        sa.Column("submitted_on", sa.Text(), nullable=True),
        sa.Column("reject_reason", sa.Text(), nullable=True),
        sa.Column("card_number", sa.Text(), nullable=True),
        sa.Column("card_tail", sa.Text(), nullable=True),
        sa.Column("issued_on", sa.Text(), nullable=True),
        sa.Column("received_on", sa.Text(), nullable=True),
        sa.Column("delivered_on", sa.Text(), nullable=True),
        sa.Column("activated_on", sa.Text(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_cards")),
        sa.UniqueConstraint("id", name=op.f("uq_cards_id")),
    )
    op.create_index(op.f("ix_cards_application_no"), "cards", ["application_no"], unique=False)
    op.create_index(op.f("ix_cards_batch_id"), "cards", ["batch_id"], unique=False)
    op.create_index(op.f("ix_cards_card_number"), "cards", ["card_number"], unique=False)
    op.create_index(op.f("ix_cards_card_state"), "cards", ["card_state"], unique=False)
    op.create_index(op.f("ix_cards_deleted"), "cards", ["deleted"], unique=False)
    op.create_index(op.f("ix_cards_holder_id_number"), "cards", ["holder_id_number"], unique=False)
    op.create_index(op.f("ix_cards_member_id"), "cards", ["member_id"], unique=False)
    op.create_index(op.f("ix_cards_received_on"), "cards", ["received_on"], unique=False)

    op.create_table(
        "closings",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=True),
        sa.Column("month", sa.BigInteger(), nullable=True),
        sa.Column("closed_on", sa.Text(), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.Column("income", sa.BigInteger(), nullable=True),
        sa.Column("spending", sa.BigInteger(), nullable=True),
        sa.Column("balance", sa.BigInteger(), nullable=True),
        sa.Column("entries", sa.BigInteger(), nullable=True),
        sa.Column("owed_up", sa.BigInteger(), nullable=True),
        sa.Column("to_come", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_closings")),
        sa.UniqueConstraint("id", name=op.f("uq_closings_id")),
    )
    op.create_index(op.f("ix_closings_deleted"), "closings", ["deleted"], unique=False)
    op.create_index(op.f("ix_closings_year"), "closings", ["year"], unique=False)

    op.create_table(
        "collective_contracts",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("employer_id", sa.Text(), nullable=True),
        sa.Column("employer_side", sa.Text(), nullable=True),
        sa.Column("union_side", sa.Text(), nullable=True),
        sa.Column("congress_on", sa.Text(), nullable=True),
        sa.Column("congress_entitled", sa.BigInteger(), nullable=True),
        sa.Column("congress_attended", sa.BigInteger(), nullable=True),
        sa.Column("congress_for", sa.BigInteger(), nullable=True),
        sa.Column("signed_on", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Text(), nullable=True),
        sa.Column("valid_to", sa.Text(), nullable=True),
        sa.Column("filed_on", sa.Text(), nullable=True),
        sa.Column("filed_with", sa.Text(), nullable=True),
        sa.Column("filing_no", sa.Text(), nullable=True),
        sa.Column("objected_on", sa.Text(), nullable=True),
        sa.Column("covered", sa.BigInteger(), nullable=True),
        sa.Column("covered_female", sa.BigInteger(), nullable=True),
        sa.Column("covered_migrant", sa.BigInteger(), nullable=True),
        sa.Column("raise_permille", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_collective_contracts")),
        sa.UniqueConstraint("id", name=op.f("uq_collective_contracts_id")),
    )
    op.create_index(op.f("ix_collective_contracts_deleted"), "collective_contracts", ["deleted"], unique=False)
    op.create_index(op.f("ix_collective_contracts_employer_id"), "collective_contracts", ["employer_id"], unique=False)
    op.create_index(op.f("ix_collective_contracts_valid_to"), "collective_contracts", ["valid_to"], unique=False)

    op.create_table(
        "committees",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("branch_id", sa.Text(), nullable=True),
        sa.Column("term_no", sa.BigInteger(), nullable=True),
        sa.Column("term_years", sa.BigInteger(), nullable=True),
        sa.Column("term_from", sa.Text(), nullable=True),
        sa.Column("term_to", sa.Text(), nullable=True),
        sa.Column("seats", sa.BigInteger(), nullable=True),
        sa.Column("members_at_start", sa.BigInteger(), nullable=True),
        sa.Column("reply_no", sa.Text(), nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("ended_on", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_committees")),
        sa.UniqueConstraint("id", name=op.f("uq_committees_id")),
    )
    op.create_index(op.f("ix_committees_branch_id"), "committees", ["branch_id"], unique=False)
    op.create_index(op.f("ix_committees_deleted"), "committees", ["deleted"], unique=False)
    op.create_index(op.f("ix_committees_term_to"), "committees", ["term_to"], unique=False)

    op.create_table(
        "congress_reps",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("congress", sa.Text(), nullable=True),
        sa.Column("delegation", sa.Text(), nullable=True),
        sa.Column("elected_on", sa.Text(), nullable=True),
        sa.Column("term_from", sa.Text(), nullable=True),
        sa.Column("term_to", sa.Text(), nullable=True),
        sa.Column("frontline", sa.Boolean(), nullable=True),
        sa.Column("on_committee", sa.Boolean(), nullable=True),
        sa.Column("proposals", sa.BigInteger(), nullable=True),
        sa.Column("ended_on", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_congress_reps")),
        sa.UniqueConstraint("id", name=op.f("uq_congress_reps_id")),
    )
    op.create_index(op.f("ix_congress_reps_deleted"), "congress_reps", ["deleted"], unique=False)
    op.create_index(op.f("ix_congress_reps_member_id"), "congress_reps", ["member_id"], unique=False)

    op.create_table(
        "consents",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("given_on", sa.Text(), nullable=True),
        sa.Column("form", sa.Text(), nullable=True),
        sa.Column("text_version", sa.Text(), nullable=True),
        sa.Column("valid_to", sa.Text(), nullable=True),
        sa.Column("guardian", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("withdrawn_on", sa.Text(), nullable=True),
        sa.Column("handled_on", sa.Text(), nullable=True),
        sa.Column("handled", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_consents")),
        sa.UniqueConstraint("id", name=op.f("uq_consents_id")),
    )
    op.create_index(op.f("ix_consents_deleted"), "consents", ["deleted"], unique=False)
    op.create_index(op.f("ix_consents_member_id"), "consents", ["member_id"], unique=False)
    op.create_index(op.f("ix_consents_purpose"), "consents", ["purpose"], unique=False)
    op.create_index(op.f("ix_consents_withdrawn_on"), "consents", ["withdrawn_on"], unique=False)

    op.create_table(
        "deliverable_events",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("deliverable_id", sa.Text(), nullable=True),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("happened_on", sa.Text(), nullable=True),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=True),
        sa.Column("medium", sa.Text(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("figures", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_deliverable_events")),
        sa.UniqueConstraint("id", name=op.f("uq_deliverable_events_id")),
    )
    op.create_index(op.f("ix_deliverable_events_deleted"), "deliverable_events", ["deleted"], unique=False)
    op.create_index(op.f("ix_deliverable_events_deliverable_id"), "deliverable_events", ["deliverable_id"], unique=False)
    op.create_index(op.f("ix_deliverable_events_happened_on"), "deliverable_events", ["happened_on"], unique=False)

    op.create_table(
        "deliverables",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("task_id", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("deliverable_kind", sa.Text(), nullable=True),
        sa.Column("due_at", sa.Text(), nullable=True),
        sa.Column("deliverable_state", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=True),
        sa.Column("sent_on", sa.Text(), nullable=True),
        sa.Column("receipt_no", sa.Text(), nullable=True),
        sa.Column("returned_for", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_deliverables")),
        sa.UniqueConstraint("id", name=op.f("uq_deliverables_id")),
    )
    op.create_index(op.f("ix_deliverables_deleted"), "deliverables", ["deleted"], unique=False)
    op.create_index(op.f("ix_deliverables_deliverable_state"), "deliverables", ["deliverable_state"], unique=False)
    op.create_index(op.f("ix_deliverables_due_at"), "deliverables", ["due_at"], unique=False)
    op.create_index(op.f("ix_deliverables_task_id"), "deliverables", ["task_id"], unique=False)

    op.create_table(
        "departure_events",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("departure_id", sa.Text(), nullable=True),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("happened_on", sa.Text(), nullable=True),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_departure_events")),
        sa.UniqueConstraint("id", name=op.f("uq_departure_events_id")),
    )
    op.create_index(op.f("ix_departure_events_deleted"), "departure_events", ["deleted"], unique=False)
    op.create_index(op.f("ix_departure_events_departure_id"), "departure_events", ["departure_id"], unique=False)
    op.create_index(op.f("ix_departure_events_happened_on"), "departure_events", ["happened_on"], unique=False)

    op.create_table(
        "departures",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("proposed_on", sa.Text(), nullable=True),
        sa.Column("proposed_by", sa.Text(), nullable=True),
        sa.Column("grounds", sa.Text(), nullable=True),
        sa.Column("unpaid_from", sa.Text(), nullable=True),
        sa.Column("unpaid_months", sa.BigInteger(), nullable=True),
        sa.Column("took_part", sa.Boolean(), nullable=True),
        sa.Column("educated_on", sa.Text(), nullable=True),
        sa.Column("educated_by", sa.Text(), nullable=True),
        sa.Column("judgment_no", sa.Text(), nullable=True),
        sa.Column("judged_on", sa.Text(), nullable=True),
        sa.Column("card_returned", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("filed_on", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_departures")),
        sa.UniqueConstraint("id", name=op.f("uq_departures_id")),
    )
    op.create_index(op.f("ix_departures_deleted"), "departures", ["deleted"], unique=False)
    op.create_index(op.f("ix_departures_member_id"), "departures", ["member_id"], unique=False)
    op.create_index(op.f("ix_departures_state"), "departures", ["state"], unique=False)

    op.create_table(
        "directive_events",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("directive_id", sa.Text(), nullable=True),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("happened_on", sa.Text(), nullable=True),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("handler", sa.Text(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("archive_no", sa.Text(), nullable=True),
        sa.Column("archive_term", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_directive_events")),
        sa.UniqueConstraint("id", name=op.f("uq_directive_events_id")),
    )
    op.create_index(op.f("ix_directive_events_deleted"), "directive_events", ["deleted"], unique=False)
    op.create_index(op.f("ix_directive_events_directive_id"), "directive_events", ["directive_id"], unique=False)
    op.create_index(op.f("ix_directive_events_happened_on"), "directive_events", ["happened_on"], unique=False)

    op.create_table(
        "directive_readers",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("directive_id", sa.Text(), nullable=True),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("given_on", sa.Text(), nullable=True),
        sa.Column("read_at", sa.Text(), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_directive_readers")),
        sa.UniqueConstraint("id", name=op.f("uq_directive_readers_id")),
    )
    op.create_index(op.f("ix_directive_readers_deleted"), "directive_readers", ["deleted"], unique=False)
    op.create_index(op.f("ix_directive_readers_directive_id"), "directive_readers", ["directive_id"], unique=False)
    op.create_index(op.f("ix_directive_readers_read_at"), "directive_readers", ["read_at"], unique=False)

    op.create_table(
        "directive_tasks",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("directive_id", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("task_kind", sa.Text(), nullable=True),
        sa.Column("due_at", sa.Text(), nullable=True),
        sa.Column("what", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("co_owners", sa.Text(), nullable=True),
        sa.Column("groups", sa.Text(), nullable=True),
        sa.Column("quota", sa.BigInteger(), nullable=True),
        sa.Column("quota_used", sa.BigInteger(), nullable=True),
        sa.Column("done_on", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_directive_tasks")),
        sa.UniqueConstraint("id", name=op.f("uq_directive_tasks_id")),
    )
    op.create_index(op.f("ix_directive_tasks_deleted"), "directive_tasks", ["deleted"], unique=False)
    op.create_index(op.f("ix_directive_tasks_directive_id"), "directive_tasks", ["directive_id"], unique=False)
    op.create_index(op.f("ix_directive_tasks_done_on"), "directive_tasks", ["done_on"], unique=False)
    op.create_index(op.f("ix_directive_tasks_due_at"), "directive_tasks", ["due_at"], unique=False)

    op.create_table(
        "directives",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("recv_no", sa.Text(), nullable=True),
        sa.Column("recv_date", sa.Text(), nullable=True),
        sa.Column("received_via", sa.Text(), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("doc_no", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("doc_kind", sa.Text(), nullable=True),
        sa.Column("urgency", sa.Text(), nullable=True),
        sa.Column("secrecy", sa.Text(), nullable=True),
        sa.Column("dated", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("superior_ref", sa.Text(), nullable=True),
        sa.Column("archive_term", sa.Text(), nullable=True),
        sa.Column("directive_state", sa.Text(), nullable=True),
        sa.Column("signed_by", sa.Text(), nullable=True),
        sa.Column("signed_at", sa.Text(), nullable=True),
        sa.Column("draft_opinion", sa.Text(), nullable=True),
        sa.Column("drafted_by", sa.Text(), nullable=True),
        sa.Column("chair_instruction", sa.Text(), nullable=True),
        sa.Column("instructed_by", sa.Text(), nullable=True),
        sa.Column("handler", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("reported_on", sa.Text(), nullable=True),
        sa.Column("closed_on", sa.Text(), nullable=True),
        sa.Column("archive_no", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_directives")),
        sa.UniqueConstraint("id", name=op.f("uq_directives_id")),
    )
    op.create_index(op.f("ix_directives_deleted"), "directives", ["deleted"], unique=False)
    op.create_index(op.f("ix_directives_directive_state"), "directives", ["directive_state"], unique=False)
    op.create_index(op.f("ix_directives_recv_date"), "directives", ["recv_date"], unique=False)

    op.create_table(
        "dues",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("year", sa.BigInteger(), nullable=True),
        sa.Column("month", sa.BigInteger(), nullable=True),
        sa.Column("base", sa.BigInteger(), nullable=True),
        sa.Column("amount_due", sa.BigInteger(), nullable=True),
        sa.Column("due_reason", sa.Text(), nullable=True),
        sa.Column("exempt_reason", sa.Text(), nullable=True),
        sa.Column("exempt_basis", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("amount_paid", sa.BigInteger(), nullable=True),
        sa.Column("paid_on", sa.Text(), nullable=True),
        sa.Column("method", sa.Text(), nullable=True),
        sa.Column("dues_state", sa.Text(), nullable=True),
        sa.Column("period", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_dues")),
        sa.UniqueConstraint("id", name=op.f("uq_dues_id")),
    )
    op.create_index(op.f("ix_dues_deleted"), "dues", ["deleted"], unique=False)
    op.create_index(op.f("ix_dues_dues_state"), "dues", ["dues_state"], unique=False)
    op.create_index(op.f("ix_dues_member_id"), "dues", ["member_id"], unique=False)
    op.create_index(op.f("ix_dues_period"), "dues", ["period"], unique=False)

    op.create_table(
        "dues_payments",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("dues_id", sa.Text(), nullable=True),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("paid_on", sa.Text(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("method", sa.Text(), nullable=True),
        sa.Column("receipt_id", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("void_of", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_dues_payments")),
        sa.UniqueConstraint("id", name=op.f("uq_dues_payments_id")),
    )
    op.create_index(op.f("ix_dues_payments_deleted"), "dues_payments", ["deleted"], unique=False)
    op.create_index(op.f("ix_dues_payments_dues_id"), "dues_payments", ["dues_id"], unique=False)
    op.create_index(op.f("ix_dues_payments_member_id"), "dues_payments", ["member_id"], unique=False)
    op.create_index(op.f("ix_dues_payments_paid_on"), "dues_payments", ["paid_on"], unique=False)
    op.create_index(op.f("ix_dues_payments_receipt_id"), "dues_payments", ["receipt_id"], unique=False)
    op.create_index(op.f("ix_dues_payments_void_of"), "dues_payments", ["void_of"], unique=False)

    op.create_table(
        "dues_receipts",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("receipt_no", sa.Text(), nullable=True),
        sa.Column("issued_on", sa.Text(), nullable=True),
        sa.Column("payer", sa.Text(), nullable=True),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("method", sa.Text(), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("cashier", sa.Text(), nullable=True),
        sa.Column("official_no", sa.Text(), nullable=True),
        sa.Column("void_of", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_dues_receipts")),
        sa.UniqueConstraint("id", name=op.f("uq_dues_receipts_id")),
    )
    op.create_index(op.f("ix_dues_receipts_deleted"), "dues_receipts", ["deleted"], unique=False)
    op.create_index(op.f("ix_dues_receipts_issued_on"), "dues_receipts", ["issued_on"], unique=False)
    op.create_index(op.f("ix_dues_receipts_member_id"), "dues_receipts", ["member_id"], unique=False)
    op.create_index(op.f("ix_dues_receipts_void_of"), "dues_receipts", ["void_of"], unique=False)

    op.create_table(
        "election_ballots",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("election_id", sa.Text(), nullable=True),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("meeting_form", sa.Text(), nullable=True),
        sa.Column("held_on", sa.Text(), nullable=True),
        sa.Column("seats", sa.BigInteger(), nullable=True),
        sa.Column("entitled", sa.BigInteger(), nullable=True),
        sa.Column("attended", sa.BigInteger(), nullable=True),
        sa.Column("issued", sa.BigInteger(), nullable=True),
        sa.Column("returned", sa.BigInteger(), nullable=True),
        sa.Column("valid", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_election_ballots")),
        sa.UniqueConstraint("id", name=op.f("uq_election_ballots_id")),
    )
    op.create_index(op.f("ix_election_ballots_deleted"), "election_ballots", ["deleted"], unique=False)
    op.create_index(op.f("ix_election_ballots_election_id"), "election_ballots", ["election_id"], unique=False)

    op.create_table(
        "election_candidates",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("election_id", sa.Text(), nullable=True),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column("nominated_by", sa.Text(), nullable=True),
        sa.Column("votes_for", sa.BigInteger(), nullable=True),
        sa.Column("votes_against", sa.BigInteger(), nullable=True),
        sa.Column("abstained", sa.BigInteger(), nullable=True),
        sa.Column("elected", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_election_candidates")),
        sa.UniqueConstraint("id", name=op.f("uq_election_candidates_id")),
    )
    op.create_index(op.f("ix_election_candidates_deleted"), "election_candidates", ["deleted"], unique=False)
    op.create_index(op.f("ix_election_candidates_election_id"), "election_candidates", ["election_id"], unique=False)
    op.create_index(op.f("ix_election_candidates_member_id"), "election_candidates", ["member_id"], unique=False)

    op.create_table(
        "election_events",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("election_id", sa.Text(), nullable=True),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("happened_on", sa.Text(), nullable=True),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("new_date", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_election_events")),
        sa.UniqueConstraint("id", name=op.f("uq_election_events_id")),
    )
    op.create_index(op.f("ix_election_events_deleted"), "election_events", ["deleted"], unique=False)
    op.create_index(op.f("ix_election_events_election_id"), "election_events", ["election_id"], unique=False)

    op.create_table(
        "elections",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("branch_id", sa.Text(), nullable=True),
        sa.Column("timing", sa.Text(), nullable=True),
        sa.Column("timing_approval", sa.Text(), nullable=True),
        sa.Column("planned_on", sa.Text(), nullable=True),
        sa.Column("prepared_by", sa.Text(), nullable=True),
        sa.Column("committee_id", sa.Text(), nullable=True),
        sa.Column("old_term_to", sa.Text(), nullable=True),
        sa.Column("term_no", sa.BigInteger(), nullable=True),
        sa.Column("term_years", sa.BigInteger(), nullable=True),
        sa.Column("term_from", sa.Text(), nullable=True),
        sa.Column("term_to", sa.Text(), nullable=True),
        sa.Column("successor_id", sa.Text(), nullable=True),
        sa.Column("meeting_form", sa.Text(), nullable=True),
        sa.Column("meeting_on", sa.Text(), nullable=True),
        sa.Column("meeting_place", sa.Text(), nullable=True),
        sa.Column("members_total", sa.BigInteger(), nullable=True),
        sa.Column("representatives", sa.BigInteger(), nullable=True),
        sa.Column("entitled", sa.BigInteger(), nullable=True),
        sa.Column("attended", sa.BigInteger(), nullable=True),
        sa.Column("committee_seats", sa.BigInteger(), nullable=True),
        sa.Column("audit_seats", sa.BigInteger(), nullable=True),
        sa.Column("presider", sa.Text(), nullable=True),
        sa.Column("scrutineer", sa.Text(), nullable=True),
        sa.Column("requested_on", sa.Text(), nullable=True),
        sa.Column("request_no", sa.Text(), nullable=True),
        sa.Column("replied_on", sa.Text(), nullable=True),
        sa.Column("reply_no", sa.Text(), nullable=True),
        sa.Column("notified_on", sa.Text(), nullable=True),
        sa.Column("reported_on", sa.Text(), nullable=True),
        sa.Column("report_no", sa.Text(), nullable=True),
        sa.Column("approved_on", sa.Text(), nullable=True),
        sa.Column("approval_no", sa.Text(), nullable=True),
        sa.Column("legal_changed_on", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_elections")),
        sa.UniqueConstraint("id", name=op.f("uq_elections_id")),
    )
    op.create_index(op.f("ix_elections_deleted"), "elections", ["deleted"], unique=False)
    op.create_index(op.f("ix_elections_meeting_on"), "elections", ["meeting_on"], unique=False)
    op.create_index(op.f("ix_elections_old_term_to"), "elections", ["old_term_to"], unique=False)
    op.create_index(op.f("ix_elections_state"), "elections", ["state"], unique=False)

    op.create_table(
        "employers",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("unit_name", sa.Text(), nullable=True),
        sa.Column("unit_uscc", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("nature", sa.Text(), nullable=True),
        sa.Column("economic_type", sa.Text(), nullable=True),
        sa.Column("industry", sa.Text(), nullable=True),
        sa.Column("scale", sa.Text(), nullable=True),
        sa.Column("legal_rep", sa.Text(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("has_party_org", sa.Boolean(), nullable=True),
        sa.Column("nef_group", sa.Text(), nullable=True),
        sa.Column("covered_from", sa.Text(), nullable=True),
        sa.Column("covered_until", sa.Text(), nullable=True),
        sa.Column("employees", sa.BigInteger(), nullable=True),
        sa.Column("employees_female", sa.BigInteger(), nullable=True),
        sa.Column("employees_migrant", sa.BigInteger(), nullable=True),
        sa.Column("employees_dispatch", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_employers")),
        sa.UniqueConstraint("id", name=op.f("uq_employers_id")),
    )
    op.create_index(op.f("ix_employers_deleted"), "employers", ["deleted"], unique=False)

    op.create_table(
        "erasure_events",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("erasure_id", sa.Text(), nullable=True),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("happened_on", sa.Text(), nullable=True),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("until", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_erasure_events")),
        sa.UniqueConstraint("id", name=op.f("uq_erasure_events_id")),
    )
    op.create_index(op.f("ix_erasure_events_deleted"), "erasure_events", ["deleted"], unique=False)
    op.create_index(op.f("ix_erasure_events_erasure_id"), "erasure_events", ["erasure_id"], unique=False)
    op.create_index(op.f("ix_erasure_events_happened_on"), "erasure_events", ["happened_on"], unique=False)

    op.create_table(
        "erasures",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("owner_register", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.Text(), nullable=True),
        sa.Column("ground", sa.Text(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("since", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("proposed_on", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("keep_until", sa.Text(), nullable=True),
        sa.Column("erased_on", sa.Text(), nullable=True),
        sa.Column("rows_erased", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_erasures")),
        sa.UniqueConstraint("id", name=op.f("uq_erasures_id")),
    )
    op.create_index(op.f("ix_erasures_deleted"), "erasures", ["deleted"], unique=False)
    op.create_index(op.f("ix_erasures_due_on"), "erasures", ["due_on"], unique=False)
    op.create_index(op.f("ix_erasures_owner_id"), "erasures", ["owner_id"], unique=False)
    op.create_index(op.f("ix_erasures_state"), "erasures", ["state"], unique=False)

    op.create_table(
        "former_memberships",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("union_name", sa.Text(), nullable=True),
        sa.Column("union_code", sa.Text(), nullable=True),
        sa.Column("joined_on", sa.Text(), nullable=True),
        sa.Column("left_on", sa.Text(), nullable=True),
        sa.Column("member_no", sa.Text(), nullable=True),
        sa.Column("slip_no", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_former_memberships")),
        sa.UniqueConstraint("id", name=op.f("uq_former_memberships_id")),
    )
    op.create_index(op.f("ix_former_memberships_deleted"), "former_memberships", ["deleted"], unique=False)
    op.create_index(op.f("ix_former_memberships_member_id"), "former_memberships", ["member_id"], unique=False)

    op.create_table(
        "founding_units",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("unit_name", sa.Text(), nullable=True),
        sa.Column("unit_uscc", sa.Text(), nullable=True),
        sa.Column("employees", sa.BigInteger(), nullable=True),
        sa.Column("opened_on", sa.Text(), nullable=True),
        sa.Column("levied_from", sa.Text(), nullable=True),
        sa.Column("asked_on", sa.Text(), nullable=True),
        sa.Column("found_by", sa.Text(), nullable=True),
        sa.Column("founded_on", sa.Text(), nullable=True),
        sa.Column("founding_doc", sa.Text(), nullable=True),
        sa.Column("union_name", sa.Text(), nullable=True),
        sa.Column("account_on", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("founding_state", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_founding_units")),
        sa.UniqueConstraint("id", name=op.f("uq_founding_units_id")),
    )
    op.create_index(op.f("ix_founding_units_deleted"), "founding_units", ["deleted"], unique=False)
    op.create_index(op.f("ix_founding_units_founded_on"), "founding_units", ["founded_on"], unique=False)
    op.create_index(op.f("ix_founding_units_founding_state"), "founding_units", ["founding_state"], unique=False)

    op.create_table(
        "fund_audits",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("audited_on", sa.Text(), nullable=True),
        sa.Column("audited_by", sa.Text(), nullable=True),
        sa.Column("officer_id", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("findings", sa.Text(), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("rectify_by", sa.Text(), nullable=True),
        sa.Column("rectified_on", sa.Text(), nullable=True),
        sa.Column("rectification", sa.Text(), nullable=True),
        sa.Column("published_on", sa.Text(), nullable=True),
        sa.Column("published_how", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_fund_audits")),
        sa.UniqueConstraint("id", name=op.f("uq_fund_audits_id")),
    )
    op.create_index(op.f("ix_fund_audits_audited_on"), "fund_audits", ["audited_on"], unique=False)
    op.create_index(op.f("ix_fund_audits_deleted"), "fund_audits", ["deleted"], unique=False)
    op.create_index(op.f("ix_fund_audits_kind"), "fund_audits", ["kind"], unique=False)
    op.create_index(op.f("ix_fund_audits_officer_id"), "fund_audits", ["officer_id"], unique=False)
    op.create_index(op.f("ix_fund_audits_published_on"), "fund_audits", ["published_on"], unique=False)
    op.create_index(op.f("ix_fund_audits_year"), "fund_audits", ["year"], unique=False)

    op.create_table(
        "fund_refund_events",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("refund_id", sa.Text(), nullable=True),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("happened_on", sa.Text(), nullable=True),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("voucher", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_fund_refund_events")),
        sa.UniqueConstraint("id", name=op.f("uq_fund_refund_events_id")),
    )
    op.create_index(op.f("ix_fund_refund_events_deleted"), "fund_refund_events", ["deleted"], unique=False)
    op.create_index(op.f("ix_fund_refund_events_happened_on"), "fund_refund_events", ["happened_on"], unique=False)
    op.create_index(op.f("ix_fund_refund_events_refund_id"), "fund_refund_events", ["refund_id"], unique=False)

    op.create_table(
        "fund_refunds",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("refund_no", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("year", sa.BigInteger(), nullable=True),
        sa.Column("from_month", sa.BigInteger(), nullable=True),
        sa.Column("to_month", sa.BigInteger(), nullable=True),
        sa.Column("employer", sa.Text(), nullable=True),
        sa.Column("founding_id", sa.Text(), nullable=True),
        sa.Column("scale", sa.Text(), nullable=True),
        sa.Column("paid_base", sa.BigInteger(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("applied_on", sa.Text(), nullable=True),
        sa.Column("handler", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("policy", sa.Text(), nullable=True),
        sa.Column("clause", sa.Text(), nullable=True),
        sa.Column("policy_from", sa.Text(), nullable=True),
        sa.Column("income_as", sa.Text(), nullable=True),
        sa.Column("refund_state", sa.Text(), nullable=True),
        sa.Column("granted", sa.BigInteger(), nullable=True),
        sa.Column("received", sa.BigInteger(), nullable=True),
        sa.Column("received_on", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_fund_refunds")),
        sa.UniqueConstraint("id", name=op.f("uq_fund_refunds_id")),
    )
    op.create_index(op.f("ix_fund_refunds_applied_on"), "fund_refunds", ["applied_on"], unique=False)
    op.create_index(op.f("ix_fund_refunds_deleted"), "fund_refunds", ["deleted"], unique=False)
    op.create_index(op.f("ix_fund_refunds_founding_id"), "fund_refunds", ["founding_id"], unique=False)
    op.create_index(op.f("ix_fund_refunds_kind"), "fund_refunds", ["kind"], unique=False)
    op.create_index(op.f("ix_fund_refunds_refund_state"), "fund_refunds", ["refund_state"], unique=False)
    op.create_index(op.f("ix_fund_refunds_year"), "fund_refunds", ["year"], unique=False)

    op.create_table(
        "hardship_accounts",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=True),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("bank", sa.Text(), nullable=True),
        sa.Column("bank_branch", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_hardship_accounts")),
        sa.UniqueConstraint("id", name=op.f("uq_hardship_accounts_id")),
    )
    op.create_index(op.f("ix_hardship_accounts_deleted"), "hardship_accounts", ["deleted"], unique=False)
    op.create_index(op.f("ix_hardship_accounts_file_id"), "hardship_accounts", ["file_id"], unique=False)

    op.create_table(
        "hardship_assessments",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=True),
        sa.Column("year", sa.BigInteger(), nullable=True),
        sa.Column("assessed_on", sa.Text(), nullable=True),
        sa.Column("assessed_by", sa.Text(), nullable=True),
        sa.Column("size_given", sa.BigInteger(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("is_sudden", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("wages", sa.BigInteger(), nullable=True),
        sa.Column("business", sa.BigInteger(), nullable=True),
        sa.Column("property", sa.BigInteger(), nullable=True),
        sa.Column("transfers", sa.BigInteger(), nullable=True),
        sa.Column("other_income", sa.BigInteger(), nullable=True),
        sa.Column("medical", sa.BigInteger(), nullable=True),
        sa.Column("study", sa.BigInteger(), nullable=True),
        sa.Column("disaster", sa.BigInteger(), nullable=True),
        sa.Column("rent", sa.BigInteger(), nullable=True),
        sa.Column("other_rigid", sa.BigInteger(), nullable=True),
        sa.Column("income_total", sa.BigInteger(), nullable=True),
        sa.Column("rigid_total", sa.BigInteger(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("per_capita", sa.BigInteger(), nullable=True),
        sa.Column("low_line", sa.BigInteger(), nullable=True),
        sa.Column("low_line_basis", sa.Text(), nullable=True),
        sa.Column("proposed", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_hardship_assessments")),
        sa.UniqueConstraint("id", name=op.f("uq_hardship_assessments_id")),
    )
    op.create_index(op.f("ix_hardship_assessments_assessed_on"), "hardship_assessments", ["assessed_on"], unique=False)
    op.create_index(op.f("ix_hardship_assessments_deleted"), "hardship_assessments", ["deleted"], unique=False)
    op.create_index(op.f("ix_hardship_assessments_file_id"), "hardship_assessments", ["file_id"], unique=False)

    op.create_table(
        "hardship_events",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=True),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("happened_on", sa.Text(), nullable=True),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=True),
        sa.Column("sent_to", sa.Text(), nullable=True),
        sa.Column("until", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("leaving", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_hardship_events")),
        sa.UniqueConstraint("id", name=op.f("uq_hardship_events_id")),
    )
    op.create_index(op.f("ix_hardship_events_deleted"), "hardship_events", ["deleted"], unique=False)
    op.create_index(op.f("ix_hardship_events_file_id"), "hardship_events", ["file_id"], unique=False)
    op.create_index(op.f("ix_hardship_events_happened_on"), "hardship_events", ["happened_on"], unique=False)

    op.create_table(
        "hardship_files",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("file_no", sa.Text(), nullable=True),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("applied_on", sa.Text(), nullable=True),
        sa.Column("declared_year", sa.BigInteger(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("registered_by", sa.Text(), nullable=True),
        sa.Column("public_unit", sa.Text(), nullable=True),
        sa.Column("expected_help", sa.BigInteger(), nullable=True),
        sa.Column("second_phone", sa.Text(), nullable=True),
        sa.Column("post_code", sa.Text(), nullable=True),
        sa.Column("enterprise", sa.Text(), nullable=True),
        sa.Column("can_work", sa.Boolean(), nullable=True),
        sa.Column("disability_grade", sa.Text(), nullable=True),
        sa.Column("single_parent", sa.Boolean(), nullable=True),
        sa.Column("nobody_employed", sa.Boolean(), nullable=True),
        sa.Column("housing", sa.Text(), nullable=True),
        sa.Column("floor_area", sa.BigInteger(), nullable=True),
        sa.Column("support", sa.BigInteger(), nullable=True),
        sa.Column("relief_card", sa.Text(), nullable=True),
        sa.Column("main_cause", sa.Text(), nullable=True),
        sa.Column("cause_2", sa.Text(), nullable=True),
        sa.Column("cause_3", sa.Text(), nullable=True),
        sa.Column("cause_4", sa.Text(), nullable=True),
        sa.Column("circumstances", sa.Text(), nullable=True),
        sa.Column("medical_insurance", sa.Boolean(), nullable=True),
        sa.Column("pension_insurance", sa.Boolean(), nullable=True),
        sa.Column("job_insurance", sa.Boolean(), nullable=True),
        sa.Column("mutual_aid", sa.Boolean(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("hardship_state", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("published_on", sa.Text(), nullable=True),
        sa.Column("publish_to", sa.Text(), nullable=True),
        sa.Column("publicity_until", sa.Text(), nullable=True),
        sa.Column("exit_publicity", sa.Boolean(), nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("approval", sa.Text(), nullable=True),
        sa.Column("opened_on", sa.Text(), nullable=True),
        sa.Column("confirmed_on", sa.Text(), nullable=True),
        sa.Column("review_due_on", sa.Text(), nullable=True),
        sa.Column("lifted_on", sa.Text(), nullable=True),
        sa.Column("follow_until", sa.Text(), nullable=True),
        sa.Column("ended_on", sa.Text(), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_hardship_files")),
        sa.UniqueConstraint("id", name=op.f("uq_hardship_files_id")),
    )
    op.create_index(op.f("ix_hardship_files_applied_on"), "hardship_files", ["applied_on"], unique=False)
    op.create_index(op.f("ix_hardship_files_category"), "hardship_files", ["category"], unique=False)
    op.create_index(op.f("ix_hardship_files_deleted"), "hardship_files", ["deleted"], unique=False)
    op.create_index(op.f("ix_hardship_files_follow_until"), "hardship_files", ["follow_until"], unique=False)
    op.create_index(op.f("ix_hardship_files_hardship_state"), "hardship_files", ["hardship_state"], unique=False)
    op.create_index(op.f("ix_hardship_files_member_id"), "hardship_files", ["member_id"], unique=False)
    op.create_index(op.f("ix_hardship_files_opened_on"), "hardship_files", ["opened_on"], unique=False)
    op.create_index(op.f("ix_hardship_files_publicity_until"), "hardship_files", ["publicity_until"], unique=False)
    op.create_index(op.f("ix_hardship_files_review_due_on"), "hardship_files", ["review_due_on"], unique=False)

    op.create_table(
        "hardship_helpers",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=True),
        sa.Column("helper", sa.Text(), nullable=True),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("begins", sa.Text(), nullable=True),
        sa.Column("ends", sa.Text(), nullable=True),
        sa.Column("measures", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_hardship_helpers")),
        sa.UniqueConstraint("id", name=op.f("uq_hardship_helpers_id")),
    )
    op.create_index(op.f("ix_hardship_helpers_deleted"), "hardship_helpers", ["deleted"], unique=False)
    op.create_index(op.f("ix_hardship_helpers_file_id"), "hardship_helpers", ["file_id"], unique=False)

    op.create_table(
        "hardship_incomes",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=True),
        sa.Column("year", sa.BigInteger(), nullable=True),
        sa.Column("line", sa.Text(), nullable=True),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_hardship_incomes")),
        sa.UniqueConstraint("id", name=op.f("uq_hardship_incomes_id")),
    )
    op.create_index(op.f("ix_hardship_incomes_deleted"), "hardship_incomes", ["deleted"], unique=False)
    op.create_index(op.f("ix_hardship_incomes_file_id"), "hardship_incomes", ["file_id"], unique=False)
    op.create_index(op.f("ix_hardship_incomes_year"), "hardship_incomes", ["year"], unique=False)

    op.create_table(
        "hardship_materials",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=True),
        sa.Column("material", sa.Text(), nullable=True),
        sa.Column("shown_on", sa.Text(), nullable=True),
        sa.Column("waiver", sa.Text(), nullable=True),
        sa.Column("waived_by", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_hardship_materials")),
        sa.UniqueConstraint("id", name=op.f("uq_hardship_materials_id")),
    )
    op.create_index(op.f("ix_hardship_materials_deleted"), "hardship_materials", ["deleted"], unique=False)
    op.create_index(op.f("ix_hardship_materials_file_id"), "hardship_materials", ["file_id"], unique=False)

    op.create_table(
        "hardship_objections",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=True),
        sa.Column("received_on", sa.Text(), nullable=True),
        sa.Column("objector", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("answer_due_on", sa.Text(), nullable=True),
        sa.Column("answered_on", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_hardship_objections")),
        sa.UniqueConstraint("id", name=op.f("uq_hardship_objections_id")),
    )
    op.create_index(op.f("ix_hardship_objections_answer_due_on"), "hardship_objections", ["answer_due_on"], unique=False)
    op.create_index(op.f("ix_hardship_objections_deleted"), "hardship_objections", ["deleted"], unique=False)
    op.create_index(op.f("ix_hardship_objections_file_id"), "hardship_objections", ["file_id"], unique=False)
    op.create_index(op.f("ix_hardship_objections_received_on"), "hardship_objections", ["received_on"], unique=False)

    op.create_table(
        "hardship_persons",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("relation", sa.Text(), nullable=True),
        sa.Column("in_household", sa.Boolean(), nullable=True),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("identity_no", sa.Text(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("born_on", sa.Text(), nullable=True),
        sa.Column("political_status", sa.Text(), nullable=True),
        sa.Column("education", sa.Text(), nullable=True),
        sa.Column("standing", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("medical_insurance", sa.Boolean(), nullable=True),
        sa.Column("health", sa.Text(), nullable=True),
        sa.Column("guardian_consent_on", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_hardship_persons")),
        sa.UniqueConstraint("id", name=op.f("uq_hardship_persons_id")),
    )
    op.create_index(op.f("ix_hardship_persons_deleted"), "hardship_persons", ["deleted"], unique=False)
    op.create_index(op.f("ix_hardship_persons_file_id"), "hardship_persons", ["file_id"], unique=False)
    op.create_index(op.f("ix_hardship_persons_identity_no"), "hardship_persons", ["identity_no"], unique=False)
    op.create_index(op.f("ix_hardship_persons_member_id"), "hardship_persons", ["member_id"], unique=False)

    op.create_table(
        "hardship_refusals",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=True),
        sa.Column("ground", sa.Text(), nullable=True),
        sa.Column("applies", sa.Boolean(), nullable=True),
        sa.Column("checked_on", sa.Text(), nullable=True),
        sa.Column("checked_by", sa.Text(), nullable=True),
        sa.Column("exception", sa.Text(), nullable=True),
        sa.Column("exception_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_hardship_refusals")),
        sa.UniqueConstraint("id", name=op.f("uq_hardship_refusals_id")),
    )
    op.create_index(op.f("ix_hardship_refusals_deleted"), "hardship_refusals", ["deleted"], unique=False)
    op.create_index(op.f("ix_hardship_refusals_file_id"), "hardship_refusals", ["file_id"], unique=False)

    op.create_table(
        "hardship_reviews",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=True),
        sa.Column("reviewed_on", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("chaired_by", sa.Text(), nullable=True),
        sa.Column("recorder", sa.Text(), nullable=True),
        sa.Column("present", sa.BigInteger(), nullable=True),
        sa.Column("in_favour", sa.BigInteger(), nullable=True),
        sa.Column("against", sa.BigInteger(), nullable=True),
        sa.Column("abstained", sa.BigInteger(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("participants", sa.Text(), nullable=True),
        sa.Column("opinions", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_hardship_reviews")),
        sa.UniqueConstraint("id", name=op.f("uq_hardship_reviews_id")),
    )
    op.create_index(op.f("ix_hardship_reviews_deleted"), "hardship_reviews", ["deleted"], unique=False)
    op.create_index(op.f("ix_hardship_reviews_file_id"), "hardship_reviews", ["file_id"], unique=False)
    op.create_index(op.f("ix_hardship_reviews_reviewed_on"), "hardship_reviews", ["reviewed_on"], unique=False)

    op.create_table(
        "hardship_visits",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=True),
        sa.Column("visit_kind", sa.Text(), nullable=True),
        sa.Column("visited_on", sa.Text(), nullable=True),
        sa.Column("visitor", sa.Text(), nullable=True),
        sa.Column("second_visitor", sa.Text(), nullable=True),
        sa.Column("others", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("found", sa.Text(), nullable=True),
        sa.Column("wishes", sa.Text(), nullable=True),
        sa.Column("signed", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_hardship_visits")),
        sa.UniqueConstraint("id", name=op.f("uq_hardship_visits_id")),
    )
    op.create_index(op.f("ix_hardship_visits_deleted"), "hardship_visits", ["deleted"], unique=False)
    op.create_index(op.f("ix_hardship_visits_file_id"), "hardship_visits", ["file_id"], unique=False)
    op.create_index(op.f("ix_hardship_visits_visited_on"), "hardship_visits", ["visited_on"], unique=False)

    op.create_table(
        "help_batches",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("batch_no", sa.Text(), nullable=True),
        sa.Column("made_on", sa.Text(), nullable=True),
        sa.Column("fund_source", sa.Text(), nullable=True),
        sa.Column("bank", sa.Text(), nullable=True),
        sa.Column("prepared_by", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("row_count", sa.BigInteger(), nullable=True),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("submitted_on", sa.Text(), nullable=True),
        sa.Column("submitted_by", sa.Text(), nullable=True),
        sa.Column("result_file", sa.Text(), nullable=True),
        sa.Column("result_on", sa.Text(), nullable=True),
        sa.Column("paid_count", sa.BigInteger(), nullable=True),
        sa.Column("failed_count", sa.BigInteger(), nullable=True),
        sa.Column("batch_state", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_help_batches")),
        sa.UniqueConstraint("id", name=op.f("uq_help_batches_id")),
    )
    op.create_index(op.f("ix_help_batches_batch_state"), "help_batches", ["batch_state"], unique=False)
    op.create_index(op.f("ix_help_batches_deleted"), "help_batches", ["deleted"], unique=False)
    op.create_index(op.f("ix_help_batches_made_on"), "help_batches", ["made_on"], unique=False)

    op.create_table(
        "help_events",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("help_id", sa.Text(), nullable=True),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("happened_on", sa.Text(), nullable=True),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("cashier", sa.Text(), nullable=True),
        sa.Column("signed_by", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_help_events")),
        sa.UniqueConstraint("id", name=op.f("uq_help_events_id")),
    )
    op.create_index(op.f("ix_help_events_deleted"), "help_events", ["deleted"], unique=False)
    op.create_index(op.f("ix_help_events_happened_on"), "help_events", ["happened_on"], unique=False)
    op.create_index(op.f("ix_help_events_help_id"), "help_events", ["help_id"], unique=False)

    op.create_table(
        "help_medical",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("help_id", sa.Text(), nullable=True),
        sa.Column("patient", sa.Text(), nullable=True),
        sa.Column("relation", sa.Text(), nullable=True),
        sa.Column("disease", sa.Text(), nullable=True),
        sa.Column("stays", sa.BigInteger(), nullable=True),
        sa.Column("own_paid", sa.BigInteger(), nullable=True),
        sa.Column("aid_received", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_help_medical")),
        sa.UniqueConstraint("id", name=op.f("uq_help_medical_id")),
    )
    op.create_index(op.f("ix_help_medical_deleted"), "help_medical", ["deleted"], unique=False)
    op.create_index(op.f("ix_help_medical_help_id"), "help_medical", ["help_id"], unique=False)

    op.create_table(
        "help_payments",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("batch_id", sa.Text(), nullable=True),
        sa.Column("help_id", sa.Text(), nullable=True),
        sa.Column("place", sa.BigInteger(), nullable=True),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("bank", sa.Text(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("result_on", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_help_payments")),
        sa.UniqueConstraint("id", name=op.f("uq_help_payments_id")),
    )
    op.create_index(op.f("ix_help_payments_batch_id"), "help_payments", ["batch_id"], unique=False)
    op.create_index(op.f("ix_help_payments_deleted"), "help_payments", ["deleted"], unique=False)
    op.create_index(op.f("ix_help_payments_help_id"), "help_payments", ["help_id"], unique=False)

    op.create_table(
        "help_records",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("help_no", sa.Text(), nullable=True),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("file_id", sa.Text(), nullable=True),
        sa.Column("help_kind", sa.Text(), nullable=True),
        sa.Column("fund_source", sa.Text(), nullable=True),
        sa.Column("helped_on", sa.Text(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("in_kind", sa.Text(), nullable=True),
        sa.Column("in_kind_value", sa.BigInteger(), nullable=True),
        sa.Column("job_outcome", sa.Text(), nullable=True),
        sa.Column("handler", sa.Text(), nullable=True),
        sa.Column("override_reason", sa.Text(), nullable=True),
        sa.Column("override_by", sa.Text(), nullable=True),
        sa.Column("details", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("year_total", sa.BigInteger(), nullable=True),
        sa.Column("year_cap", sa.BigInteger(), nullable=True),
        sa.Column("cap_basis", sa.Text(), nullable=True),
        sa.Column("help_state", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("approved_on", sa.Text(), nullable=True),
        sa.Column("paid_on", sa.Text(), nullable=True),
        sa.Column("failed_why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_help_records")),
        sa.UniqueConstraint("id", name=op.f("uq_help_records_id")),
    )
    op.create_index(op.f("ix_help_records_deleted"), "help_records", ["deleted"], unique=False)
    op.create_index(op.f("ix_help_records_file_id"), "help_records", ["file_id"], unique=False)
    op.create_index(op.f("ix_help_records_help_kind"), "help_records", ["help_kind"], unique=False)
    op.create_index(op.f("ix_help_records_help_state"), "help_records", ["help_state"], unique=False)
    op.create_index(op.f("ix_help_records_helped_on"), "help_records", ["helped_on"], unique=False)
    op.create_index(op.f("ix_help_records_member_id"), "help_records", ["member_id"], unique=False)
    op.create_index(op.f("ix_help_records_paid_on"), "help_records", ["paid_on"], unique=False)

    op.create_table(
        "help_study",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("help_id", sa.Text(), nullable=True),
        sa.Column("student", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("score", sa.BigInteger(), nullable=True),
        sa.Column("school", sa.Text(), nullable=True),
        sa.Column("major", sa.Text(), nullable=True),
        sa.Column("years", sa.BigInteger(), nullable=True),
        sa.Column("admission", sa.Text(), nullable=True),
        sa.Column("tuition", sa.BigInteger(), nullable=True),
        sa.Column("loan", sa.BigInteger(), nullable=True),
        sa.Column("other_aid", sa.BigInteger(), nullable=True),
        sa.Column("promise", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_help_study")),
        sa.UniqueConstraint("id", name=op.f("uq_help_study_id")),
    )
    op.create_index(op.f("ix_help_study_deleted"), "help_study", ["deleted"], unique=False)
    op.create_index(op.f("ix_help_study_help_id"), "help_study", ["help_id"], unique=False)

    op.create_table(
        "honours",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("award", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("year", sa.BigInteger(), nullable=True),
        sa.Column("awarded_on", sa.Text(), nullable=True),
        sa.Column("grantor", sa.Text(), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("certificate_no", sa.Text(), nullable=True),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("branch_id", sa.Text(), nullable=True),
        sa.Column("bonus", sa.BigInteger(), nullable=True),
        sa.Column("deeds", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_honours")),
        sa.UniqueConstraint("id", name=op.f("uq_honours_id")),
    )
    op.create_index(op.f("ix_honours_branch_id"), "honours", ["branch_id"], unique=False)
    op.create_index(op.f("ix_honours_deleted"), "honours", ["deleted"], unique=False)
    op.create_index(op.f("ix_honours_member_id"), "honours", ["member_id"], unique=False)

    op.create_table(
        "join_applicants",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("batch_id", sa.Text(), nullable=True),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("applied_on", sa.Text(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_join_applicants")),
        sa.UniqueConstraint("id", name=op.f("uq_join_applicants_id")),
    )
    op.create_index(op.f("ix_join_applicants_batch_id"), "join_applicants", ["batch_id"], unique=False)
    op.create_index(op.f("ix_join_applicants_deleted"), "join_applicants", ["deleted"], unique=False)
    op.create_index(op.f("ix_join_applicants_member_id"), "join_applicants", ["member_id"], unique=False)

    op.create_table(
        "join_batch_events",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("batch_id", sa.Text(), nullable=True),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("happened_on", sa.Text(), nullable=True),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_join_batch_events")),
        sa.UniqueConstraint("id", name=op.f("uq_join_batch_events_id")),
    )
    op.create_index(op.f("ix_join_batch_events_batch_id"), "join_batch_events", ["batch_id"], unique=False)
    op.create_index(op.f("ix_join_batch_events_deleted"), "join_batch_events", ["deleted"], unique=False)
    op.create_index(op.f("ix_join_batch_events_happened_on"), "join_batch_events", ["happened_on"], unique=False)

    op.create_table(
        "join_batches",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("batch_no", sa.Text(), nullable=True),
        sa.Column("opened_on", sa.Text(), nullable=True),
        sa.Column("group_meeting_on", sa.Text(), nullable=True),
        sa.Column("proposed_by", sa.Text(), nullable=True),
        sa.Column("meeting_id", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("meeting_on", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("admitted", sa.BigInteger(), nullable=True),
        sa.Column("held", sa.BigInteger(), nullable=True),
        sa.Column("refused", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_join_batches")),
        sa.UniqueConstraint("id", name=op.f("uq_join_batches_id")),
    )
    op.create_index(op.f("ix_join_batches_deleted"), "join_batches", ["deleted"], unique=False)
    op.create_index(op.f("ix_join_batches_meeting_id"), "join_batches", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_join_batches_state"), "join_batches", ["state"], unique=False)

    op.create_table(
        "kept_inner_versions",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("owner_register", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.Text(), nullable=True),
        sa.Column("disputed", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("was_deleted", sa.Boolean(), nullable=True),
        sa.Column("kept_state", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_kept_inner_versions")),
        sa.UniqueConstraint("id", name=op.f("uq_kept_inner_versions_id")),
    )
    op.create_index(op.f("ix_kept_inner_versions_deleted"), "kept_inner_versions", ["deleted"], unique=False)
    op.create_index(op.f("ix_kept_inner_versions_kept_state"), "kept_inner_versions", ["kept_state"], unique=False)
    op.create_index(op.f("ix_kept_inner_versions_owner_id"), "kept_inner_versions", ["owner_id"], unique=False)

    op.create_table(
        "kept_versions",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("owner_register", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.Text(), nullable=True),
        sa.Column("disputed", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("was_deleted", sa.Boolean(), nullable=True),
        sa.Column("kept_state", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_kept_versions")),
        sa.UniqueConstraint("id", name=op.f("uq_kept_versions_id")),
    )
    op.create_index(op.f("ix_kept_versions_deleted"), "kept_versions", ["deleted"], unique=False)
    op.create_index(op.f("ix_kept_versions_kept_state"), "kept_versions", ["kept_state"], unique=False)
    op.create_index(op.f("ix_kept_versions_owner_id"), "kept_versions", ["owner_id"], unique=False)

    op.create_table(
        "ledger_entries",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("voucher_no", sa.Text(), nullable=True),
        sa.Column("happened_on", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("item", sa.Text(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("party", sa.Text(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("method", sa.Text(), nullable=True),
        sa.Column("handler", sa.Text(), nullable=True),
        sa.Column("approver", sa.Text(), nullable=True),
        sa.Column("cashier", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("invoice_no", sa.Text(), nullable=True),
        sa.Column("receipt_id", sa.Text(), nullable=True),
        sa.Column("activity_id", sa.Text(), nullable=True),
        sa.Column("claim_id", sa.Text(), nullable=True),
        sa.Column("help_id", sa.Text(), nullable=True),
        sa.Column("remittance_id", sa.Text(), nullable=True),
        sa.Column("transfer_id", sa.Text(), nullable=True),
        sa.Column("refund_id", sa.Text(), nullable=True),
        sa.Column("void_of", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("side", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_ledger_entries")),
        sa.UniqueConstraint("id", name=op.f("uq_ledger_entries_id")),
    )
    op.create_index(op.f("ix_ledger_entries_activity_id"), "ledger_entries", ["activity_id"], unique=False)
    op.create_index(op.f("ix_ledger_entries_category"), "ledger_entries", ["category"], unique=False)
    op.create_index(op.f("ix_ledger_entries_claim_id"), "ledger_entries", ["claim_id"], unique=False)
    op.create_index(op.f("ix_ledger_entries_deleted"), "ledger_entries", ["deleted"], unique=False)
    op.create_index(op.f("ix_ledger_entries_happened_on"), "ledger_entries", ["happened_on"], unique=False)
    op.create_index(op.f("ix_ledger_entries_help_id"), "ledger_entries", ["help_id"], unique=False)
    op.create_index(op.f("ix_ledger_entries_receipt_id"), "ledger_entries", ["receipt_id"], unique=False)
    op.create_index(op.f("ix_ledger_entries_refund_id"), "ledger_entries", ["refund_id"], unique=False)
    op.create_index(op.f("ix_ledger_entries_remittance_id"), "ledger_entries", ["remittance_id"], unique=False)
    op.create_index(op.f("ix_ledger_entries_transfer_id"), "ledger_entries", ["transfer_id"], unique=False)
    op.create_index(op.f("ix_ledger_entries_void_of"), "ledger_entries", ["void_of"], unique=False)

    op.create_table(
        "legal_registration_events",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("registration_id", sa.Text(), nullable=True),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("happened_on", sa.Text(), nullable=True),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Text(), nullable=True),
        sa.Column("valid_to", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_legal_registration_events")),
        sa.UniqueConstraint("id", name=op.f("uq_legal_registration_events_id")),
    )
    op.create_index(op.f("ix_legal_registration_events_deleted"), "legal_registration_events", ["deleted"], unique=False)
    op.create_index(op.f("ix_legal_registration_events_registration_id"), "legal_registration_events", ["registration_id"], unique=False)

    op.create_table(
        "legal_registrations",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("election_id", sa.Text(), nullable=True),
        sa.Column("prepared_on", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Text(), nullable=True),
        sa.Column("authority", sa.Text(), nullable=True),
        sa.Column("submitted_on", sa.Text(), nullable=True),
        sa.Column("union_name", sa.Text(), nullable=True),
        sa.Column("old_name", sa.Text(), nullable=True),
        sa.Column("office_address", sa.Text(), nullable=True),
        sa.Column("old_address", sa.Text(), nullable=True),
        sa.Column("approver", sa.Text(), nullable=True),
        sa.Column("approval_no", sa.Text(), nullable=True),
        sa.Column("first_elected_on", sa.Text(), nullable=True),
        sa.Column("elected_on", sa.Text(), nullable=True),
        sa.Column("employees", sa.BigInteger(), nullable=True),
        sa.Column("members", sa.BigInteger(), nullable=True),
        sa.Column("full_time_cadres", sa.BigInteger(), nullable=True),
        sa.Column("scope", sa.Text(), nullable=True),
        sa.Column("income_left", sa.BigInteger(), nullable=True),
        sa.Column("income_dues", sa.BigInteger(), nullable=True),
        sa.Column("income_share", sa.BigInteger(), nullable=True),
        sa.Column("income_other", sa.BigInteger(), nullable=True),
        sa.Column("income_total", sa.BigInteger(), nullable=True),
        sa.Column("fixed_assets", sa.BigInteger(), nullable=True),
        sa.Column("working_funds", sa.BigInteger(), nullable=True),
        sa.Column("other_funds", sa.BigInteger(), nullable=True),
        sa.Column("office_space", sa.BigInteger(), nullable=True),
        sa.Column("activity_space", sa.BigInteger(), nullable=True),
        sa.Column("other_space", sa.BigInteger(), nullable=True),
        sa.Column("chair", sa.Text(), nullable=True),
        sa.Column("chair_id", sa.Text(), nullable=True),
        sa.Column("old_chair", sa.Text(), nullable=True),
        sa.Column("chair_nature", sa.Text(), nullable=True),
        sa.Column("chair_since", sa.Text(), nullable=True),
        sa.Column("handler", sa.Text(), nullable=True),
        sa.Column("handler_number", sa.Text(), nullable=True),
        sa.Column("handler_phone", sa.Text(), nullable=True),
        sa.Column("old_code", sa.Text(), nullable=True),
        sa.Column("old_certificate", sa.Text(), nullable=True),
        sa.Column("lost_on", sa.Text(), nullable=True),
        sa.Column("lost_notice", sa.Text(), nullable=True),
        sa.Column("issued_on", sa.Text(), nullable=True),
        sa.Column("certificate_no", sa.Text(), nullable=True),
        sa.Column("certificate_from", sa.Text(), nullable=True),
        sa.Column("certificate_to", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_legal_registrations")),
        sa.UniqueConstraint("id", name=op.f("uq_legal_registrations_id")),
    )
    op.create_index(op.f("ix_legal_registrations_deleted"), "legal_registrations", ["deleted"], unique=False)
    op.create_index(op.f("ix_legal_registrations_due_on"), "legal_registrations", ["due_on"], unique=False)
    op.create_index(op.f("ix_legal_registrations_election_id"), "legal_registrations", ["election_id"], unique=False)
    op.create_index(op.f("ix_legal_registrations_state"), "legal_registrations", ["state"], unique=False)

    op.create_table(
        "low_income_lines",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("monthly", sa.BigInteger(), nullable=True),
        sa.Column("valid_from", sa.Text(), nullable=True),
        sa.Column("valid_to", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_low_income_lines")),
        sa.UniqueConstraint("id", name=op.f("uq_low_income_lines_id")),
    )
    op.create_index(op.f("ix_low_income_lines_deleted"), "low_income_lines", ["deleted"], unique=False)
    op.create_index(op.f("ix_low_income_lines_region"), "low_income_lines", ["region"], unique=False)

    op.create_table(
        "meeting_resolutions",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("meeting_id", sa.Text(), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("matter", sa.Text(), nullable=True),
        sa.Column("decided", sa.Text(), nullable=True),
        sa.Column("votes_for", sa.BigInteger(), nullable=True),
        sa.Column("votes_against", sa.BigInteger(), nullable=True),
        sa.Column("abstained", sa.BigInteger(), nullable=True),
        sa.Column("adopted", sa.Boolean(), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Text(), nullable=True),
        sa.Column("done_on", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_meeting_resolutions")),
        sa.UniqueConstraint("id", name=op.f("uq_meeting_resolutions_id")),
    )
    op.create_index(op.f("ix_meeting_resolutions_deleted"), "meeting_resolutions", ["deleted"], unique=False)
    op.create_index(op.f("ix_meeting_resolutions_due_on"), "meeting_resolutions", ["due_on"], unique=False)
    op.create_index(op.f("ix_meeting_resolutions_meeting_id"), "meeting_resolutions", ["meeting_id"], unique=False)

    op.create_table(
        "meetings",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("committee_id", sa.Text(), nullable=True),
        sa.Column("branch_id", sa.Text(), nullable=True),
        sa.Column("held_on", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("caller", sa.Text(), nullable=True),
        sa.Column("asked_by", sa.BigInteger(), nullable=True),
        sa.Column("notified_on", sa.Text(), nullable=True),
        sa.Column("presider", sa.Text(), nullable=True),
        sa.Column("members_total", sa.BigInteger(), nullable=True),
        sa.Column("entitled", sa.BigInteger(), nullable=True),
        sa.Column("attended", sa.BigInteger(), nullable=True),
        sa.Column("observers", sa.Text(), nullable=True),
        sa.Column("absent", sa.Text(), nullable=True),
        sa.Column("agenda", sa.Text(), nullable=True),
        sa.Column("recorder", sa.Text(), nullable=True),
        sa.Column("minutes_no", sa.Text(), nullable=True),
        sa.Column("discussion", sa.Text(), nullable=True),
        sa.Column("reported_on", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_meetings")),
        sa.UniqueConstraint("id", name=op.f("uq_meetings_id")),
    )
    op.create_index(op.f("ix_meetings_branch_id"), "meetings", ["branch_id"], unique=False)
    op.create_index(op.f("ix_meetings_committee_id"), "meetings", ["committee_id"], unique=False)
    op.create_index(op.f("ix_meetings_deleted"), "meetings", ["deleted"], unique=False)
    op.create_index(op.f("ix_meetings_held_on"), "meetings", ["held_on"], unique=False)

    op.create_table(
        "model_worker_visits",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=True),
        sa.Column("visited_on", sa.Text(), nullable=True),
        sa.Column("visitors", sa.Text(), nullable=True),
        sa.Column("occasion", sa.Text(), nullable=True),
        sa.Column("found", sa.Text(), nullable=True),
        sa.Column("wishes", sa.Text(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("signed", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_model_worker_visits")),
        sa.UniqueConstraint("id", name=op.f("uq_model_worker_visits_id")),
    )
    op.create_index(op.f("ix_model_worker_visits_deleted"), "model_worker_visits", ["deleted"], unique=False)
    op.create_index(op.f("ix_model_worker_visits_worker_id"), "model_worker_visits", ["worker_id"], unique=False)

    op.create_table(
        "model_workers",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("year", sa.BigInteger(), nullable=True),
        sa.Column("grantor", sa.Text(), nullable=True),
        sa.Column("certificate_no", sa.Text(), nullable=True),
        sa.Column("treatment", sa.Text(), nullable=True),
        sa.Column("allowance", sa.BigInteger(), nullable=True),
        sa.Column("allowance_from", sa.Text(), nullable=True),
        sa.Column("retired", sa.Boolean(), nullable=True),
        sa.Column("hardship", sa.Boolean(), nullable=True),
        sa.Column("checked_on", sa.Text(), nullable=True),
        sa.Column("recuperated_on", sa.Text(), nullable=True),
        sa.Column("deeds", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_model_workers")),
        sa.UniqueConstraint("id", name=op.f("uq_model_workers_id")),
    )
    op.create_index(op.f("ix_model_workers_deleted"), "model_workers", ["deleted"], unique=False)
    op.create_index(op.f("ix_model_workers_member_id"), "model_workers", ["member_id"], unique=False)

    op.create_table(
        "norms",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("valid_from", sa.Text(), nullable=True),
        sa.Column("valid_to", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_norms")),
        sa.UniqueConstraint("id", name=op.f("uq_norms_id")),
    )
    op.create_index(op.f("ix_norms_deleted"), "norms", ["deleted"], unique=False)

    op.create_table(
        "offers",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("shop_id", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("percent", sa.BigInteger(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("valid_from", sa.Text(), nullable=True),
        sa.Column("valid_to", sa.Text(), nullable=True),
        sa.Column("card_holders", sa.Boolean(), nullable=True),
        sa.Column("family_too", sa.Boolean(), nullable=True),
        sa.Column("quota", sa.BigInteger(), nullable=True),
        sa.Column("uptake", sa.BigInteger(), nullable=True),
        sa.Column("saved", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_offers")),
        sa.UniqueConstraint("id", name=op.f("uq_offers_id")),
    )
    op.create_index(op.f("ix_offers_deleted"), "offers", ["deleted"], unique=False)
    op.create_index(op.f("ix_offers_shop_id"), "offers", ["shop_id"], unique=False)
    op.create_index(op.f("ix_offers_valid_to"), "offers", ["valid_to"], unique=False)

    op.create_table(
        "officers",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("nature", sa.Text(), nullable=True),
        sa.Column("committee_id", sa.Text(), nullable=True),
        sa.Column("branch_id", sa.Text(), nullable=True),
        sa.Column("duties", sa.Text(), nullable=True),
        sa.Column("way", sa.Text(), nullable=True),
        sa.Column("since", sa.Text(), nullable=True),
        sa.Column("until", sa.Text(), nullable=True),
        sa.Column("approval_no", sa.Text(), nullable=True),
        sa.Column("deputy_of", sa.Text(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("own_consent", sa.Boolean(), nullable=True),
        sa.Column("superior_consent", sa.Boolean(), nullable=True),
        sa.Column("removal_entitled", sa.BigInteger(), nullable=True),
        sa.Column("removal_votes", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_officers")),
        sa.UniqueConstraint("id", name=op.f("uq_officers_id")),
    )
    op.create_index(op.f("ix_officers_branch_id"), "officers", ["branch_id"], unique=False)
    op.create_index(op.f("ix_officers_committee_id"), "officers", ["committee_id"], unique=False)
    op.create_index(op.f("ix_officers_deleted"), "officers", ["deleted"], unique=False)
    op.create_index(op.f("ix_officers_member_id"), "officers", ["member_id"], unique=False)
    op.create_index(op.f("ix_officers_until"), "officers", ["until"], unique=False)

    op.create_table(
        "partner_shops",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("uscc", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("agreement_no", sa.Text(), nullable=True),
        sa.Column("agreed_from", sa.Text(), nullable=True),
        sa.Column("agreed_to", sa.Text(), nullable=True),
        sa.Column("ended_on", sa.Text(), nullable=True),
        sa.Column("rating", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_partner_shops")),
        sa.UniqueConstraint("id", name=op.f("uq_partner_shops_id")),
    )
    op.create_index(op.f("ix_partner_shops_agreed_to"), "partner_shops", ["agreed_to"], unique=False)
    op.create_index(op.f("ix_partner_shops_deleted"), "partner_shops", ["deleted"], unique=False)

    op.create_table(
        "posted_files",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("paper_id", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=True),
        sa.Column("media_type", sa.Text(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_posted_files")),
        sa.UniqueConstraint("id", name=op.f("uq_posted_files_id")),
    )
    op.create_index(op.f("ix_posted_files_content"), "posted_files", ["content"], unique=False)
    op.create_index(op.f("ix_posted_files_deleted"), "posted_files", ["deleted"], unique=False)
    op.create_index(op.f("ix_posted_files_paper_id"), "posted_files", ["paper_id"], unique=False)

    op.create_table(
        "posted_papers",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("doc_no", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("doc_kind", sa.Text(), nullable=True),
        sa.Column("urgency", sa.Text(), nullable=True),
        sa.Column("secrecy", sa.Text(), nullable=True),
        sa.Column("dated", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_posted_papers")),
        sa.UniqueConstraint("id", name=op.f("uq_posted_papers_id")),
    )
    op.create_index(op.f("ix_posted_papers_deleted"), "posted_papers", ["deleted"], unique=False)

    op.create_table(
        "posted_tasks",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("paper_id", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("task_kind", sa.Text(), nullable=True),
        sa.Column("due_at", sa.Text(), nullable=True),
        sa.Column("what", sa.Text(), nullable=True),
        sa.Column("quota", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_posted_tasks")),
        sa.UniqueConstraint("id", name=op.f("uq_posted_tasks_id")),
    )
    op.create_index(op.f("ix_posted_tasks_deleted"), "posted_tasks", ["deleted"], unique=False)
    op.create_index(op.f("ix_posted_tasks_due_at"), "posted_tasks", ["due_at"], unique=False)
    op.create_index(op.f("ix_posted_tasks_paper_id"), "posted_tasks", ["paper_id"], unique=False)

    op.create_table(
        "proposal_events",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=True),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("happened_on", sa.Text(), nullable=True),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=True),
        sa.Column("handler_dept", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("satisfaction", sa.Text(), nullable=True),
        sa.Column("merged_into", sa.Text(), nullable=True),
        sa.Column("archive_no", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_proposal_events")),
        sa.UniqueConstraint("id", name=op.f("uq_proposal_events_id")),
    )
    op.create_index(op.f("ix_proposal_events_deleted"), "proposal_events", ["deleted"], unique=False)
    op.create_index(op.f("ix_proposal_events_happened_on"), "proposal_events", ["happened_on"], unique=False)
    op.create_index(op.f("ix_proposal_events_proposal_id"), "proposal_events", ["proposal_id"], unique=False)

    op.create_table(
        "proposal_seconders",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("proposal_id", sa.Text(), nullable=True),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("delegation", sa.Text(), nullable=True),
        sa.Column("signed", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_proposal_seconders")),
        sa.UniqueConstraint("id", name=op.f("uq_proposal_seconders_id")),
    )
    op.create_index(op.f("ix_proposal_seconders_deleted"), "proposal_seconders", ["deleted"], unique=False)
    op.create_index(op.f("ix_proposal_seconders_member_id"), "proposal_seconders", ["member_id"], unique=False)
    op.create_index(op.f("ix_proposal_seconders_proposal_id"), "proposal_seconders", ["proposal_id"], unique=False)

    op.create_table(
        "proposals",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("proposal_no", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("suggestion", sa.Text(), nullable=True),
        sa.Column("congress", sa.Text(), nullable=True),
        sa.Column("congress_on", sa.Text(), nullable=True),
        sa.Column("submitted_on", sa.Text(), nullable=True),
        sa.Column("proposer_id", sa.Text(), nullable=True),
        sa.Column("delegation", sa.Text(), nullable=True),
        sa.Column("proposal_state", sa.Text(), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=True),
        sa.Column("handler_dept", sa.Text(), nullable=True),
        sa.Column("assigned_on", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Text(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("reply_document", sa.Text(), nullable=True),
        sa.Column("replied_on", sa.Text(), nullable=True),
        sa.Column("satisfaction", sa.Text(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("closed_on", sa.Text(), nullable=True),
        sa.Column("merged_into", sa.Text(), nullable=True),
        sa.Column("archive_no", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_proposals")),
        sa.UniqueConstraint("id", name=op.f("uq_proposals_id")),
    )
    op.create_index(op.f("ix_proposals_deleted"), "proposals", ["deleted"], unique=False)
    op.create_index(op.f("ix_proposals_due_on"), "proposals", ["due_on"], unique=False)
    op.create_index(op.f("ix_proposals_proposal_state"), "proposals", ["proposal_state"], unique=False)
    op.create_index(op.f("ix_proposals_submitted_on"), "proposals", ["submitted_on"], unique=False)

    op.create_table(
        "refund_policies",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("policy", sa.Text(), nullable=True),
        sa.Column("clause", sa.Text(), nullable=True),
        sa.Column("permille", sa.BigInteger(), nullable=True),
        sa.Column("base", sa.Text(), nullable=True),
        sa.Column("most_paid", sa.BigInteger(), nullable=True),
        sa.Column("scales", sa.Text(), nullable=True),
        sa.Column("apply_by", sa.BigInteger(), nullable=True),
        sa.Column("months", sa.BigInteger(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Text(), nullable=True),
        sa.Column("valid_to", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_refund_policies")),
        sa.UniqueConstraint("id", name=op.f("uq_refund_policies_id")),
    )
    op.create_index(op.f("ix_refund_policies_deleted"), "refund_policies", ["deleted"], unique=False)
    op.create_index(op.f("ix_refund_policies_kind"), "refund_policies", ["kind"], unique=False)

    op.create_table(
        "remittances",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=True),
        sa.Column("month", sa.BigInteger(), nullable=True),
        sa.Column("nature", sa.Text(), nullable=True),
        sa.Column("employer", sa.Text(), nullable=True),
        sa.Column("founding_id", sa.Text(), nullable=True),
        sa.Column("collector", sa.Text(), nullable=True),
        sa.Column("headcount", sa.BigInteger(), nullable=True),
        sa.Column("wage_total", sa.BigInteger(), nullable=True),
        sa.Column("due", sa.BigInteger(), nullable=True),
        sa.Column("due_reason", sa.Text(), nullable=True),
        sa.Column("paid", sa.BigInteger(), nullable=True),
        sa.Column("paid_on", sa.Text(), nullable=True),
        sa.Column("voucher", sa.Text(), nullable=True),
        sa.Column("reminded_on", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("arrears", sa.BigInteger(), nullable=True),
        sa.Column("kept", sa.BigInteger(), nullable=True),
        sa.Column("upward", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_remittances")),
        sa.UniqueConstraint("id", name=op.f("uq_remittances_id")),
    )
    op.create_index(op.f("ix_remittances_arrears"), "remittances", ["arrears"], unique=False)
    op.create_index(op.f("ix_remittances_deleted"), "remittances", ["deleted"], unique=False)
    op.create_index(op.f("ix_remittances_founding_id"), "remittances", ["founding_id"], unique=False)
    op.create_index(op.f("ix_remittances_year"), "remittances", ["year"], unique=False)

    op.create_table(
        "rights_applicants",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("identity_no", sa.Text(), nullable=True),
        sa.Column("occupation", sa.Text(), nullable=True),
        sa.Column("household_place", sa.Text(), nullable=True),
        sa.Column("employer_name", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("mobile", sa.Text(), nullable=True),
        sa.Column("agent", sa.Text(), nullable=True),
        sa.Column("monthly_income", sa.BigInteger(), nullable=True),
        sa.Column("family_income", sa.BigInteger(), nullable=True),
        sa.Column("hardship_proof", sa.Text(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("signed_on", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_rights_applicants")),
        sa.UniqueConstraint("id", name=op.f("uq_rights_applicants_id")),
    )
    op.create_index(op.f("ix_rights_applicants_case_id"), "rights_applicants", ["case_id"], unique=False)
    op.create_index(op.f("ix_rights_applicants_deleted"), "rights_applicants", ["deleted"], unique=False)

    op.create_table(
        "rights_case_events",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=True),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("happened_on", sa.Text(), nullable=True),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("notified_on", sa.Text(), nullable=True),
        sa.Column("lawyer", sa.Text(), nullable=True),
        sa.Column("law_firm", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("recovered", sa.BigInteger(), nullable=True),
        sa.Column("archive_no", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_rights_case_events")),
        sa.UniqueConstraint("id", name=op.f("uq_rights_case_events_id")),
    )
    op.create_index(op.f("ix_rights_case_events_case_id"), "rights_case_events", ["case_id"], unique=False)
    op.create_index(op.f("ix_rights_case_events_deleted"), "rights_case_events", ["deleted"], unique=False)
    op.create_index(op.f("ix_rights_case_events_happened_on"), "rights_case_events", ["happened_on"], unique=False)

    op.create_table(
        "rights_cases",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("case_no", sa.Text(), nullable=True),
        sa.Column("applied_on", sa.Text(), nullable=True),
        sa.Column("received_by", sa.Text(), nullable=True),
        sa.Column("appeal_id", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("person_class", sa.Text(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("case_kind", sa.Text(), nullable=True),
        sa.Column("aid_form", sa.Text(), nullable=True),
        sa.Column("respondent_unit", sa.Text(), nullable=True),
        sa.Column("people_count", sa.BigInteger(), nullable=True),
        sa.Column("claim", sa.BigInteger(), nullable=True),
        sa.Column("known_on", sa.Text(), nullable=True),
        sa.Column("left_on", sa.Text(), nullable=True),
        sa.Column("limitation_on", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Text(), nullable=True),
        sa.Column("rights_state", sa.Text(), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=True),
        sa.Column("lawyer", sa.Text(), nullable=True),
        sa.Column("law_firm", sa.Text(), nullable=True),
        sa.Column("mediation_from", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("recovered", sa.BigInteger(), nullable=True),
        sa.Column("concluded_on", sa.Text(), nullable=True),
        sa.Column("archive_no", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_rights_cases")),
        sa.UniqueConstraint("id", name=op.f("uq_rights_cases_id")),
    )
    op.create_index(op.f("ix_rights_cases_applied_on"), "rights_cases", ["applied_on"], unique=False)
    op.create_index(op.f("ix_rights_cases_deleted"), "rights_cases", ["deleted"], unique=False)
    op.create_index(op.f("ix_rights_cases_due_on"), "rights_cases", ["due_on"], unique=False)
    op.create_index(op.f("ix_rights_cases_limitation_on"), "rights_cases", ["limitation_on"], unique=False)
    op.create_index(op.f("ix_rights_cases_rights_state"), "rights_cases", ["rights_state"], unique=False)

    op.create_table(
        "service_stations",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("opened_on", sa.Text(), nullable=True),
        sa.Column("closed_on", sa.Text(), nullable=True),
        sa.Column("hours", sa.Text(), nullable=True),
        sa.Column("area_m2", sa.BigInteger(), nullable=True),
        sa.Column("facilities", sa.Text(), nullable=True),
        sa.Column("keeper", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("partner", sa.Text(), nullable=True),
        sa.Column("served_month", sa.BigInteger(), nullable=True),
        sa.Column("checked_on", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_service_stations")),
        sa.UniqueConstraint("id", name=op.f("uq_service_stations_id")),
    )
    op.create_index(op.f("ix_service_stations_deleted"), "service_stations", ["deleted"], unique=False)

    op.create_table(
        "share_transfers",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=True),
        sa.Column("month", sa.BigInteger(), nullable=True),
        sa.Column("way", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("moved_on", sa.Text(), nullable=True),
        sa.Column("party", sa.Text(), nullable=True),
        sa.Column("voucher", sa.Text(), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_share_transfers")),
        sa.UniqueConstraint("id", name=op.f("uq_share_transfers_id")),
    )
    op.create_index(op.f("ix_share_transfers_deleted"), "share_transfers", ["deleted"], unique=False)
    op.create_index(op.f("ix_share_transfers_moved_on"), "share_transfers", ["moved_on"], unique=False)
    op.create_index(op.f("ix_share_transfers_way"), "share_transfers", ["way"], unique=False)
    op.create_index(op.f("ix_share_transfers_year"), "share_transfers", ["year"], unique=False)

    op.create_table(
        "staff_congresses",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("term_no", sa.BigInteger(), nullable=True),
        sa.Column("session_no", sa.BigInteger(), nullable=True),
        sa.Column("held_on", sa.Text(), nullable=True),
        sa.Column("ended_on", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("presider", sa.Text(), nullable=True),
        sa.Column("employer_id", sa.Text(), nullable=True),
        sa.Column("entitled", sa.BigInteger(), nullable=True),
        sa.Column("attended", sa.BigInteger(), nullable=True),
        sa.Column("frontline", sa.BigInteger(), nullable=True),
        sa.Column("female", sa.BigInteger(), nullable=True),
        sa.Column("agenda", sa.Text(), nullable=True),
        sa.Column("decisions", sa.Text(), nullable=True),
        sa.Column("open_affairs", sa.Boolean(), nullable=True),
        sa.Column("leaders_reviewed", sa.Boolean(), nullable=True),
        sa.Column("reported_on", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_staff_congresses")),
        sa.UniqueConstraint("id", name=op.f("uq_staff_congresses_id")),
    )
    op.create_index(op.f("ix_staff_congresses_deleted"), "staff_congresses", ["deleted"], unique=False)
    op.create_index(op.f("ix_staff_congresses_employer_id"), "staff_congresses", ["employer_id"], unique=False)
    op.create_index(op.f("ix_staff_congresses_held_on"), "staff_congresses", ["held_on"], unique=False)

    op.create_table(
        "statistics_return_events",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("return_id", sa.Text(), nullable=True),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("happened_on", sa.Text(), nullable=True),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("receipt", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("records_digest", sa.Text(), nullable=True),
        sa.Column("snapshot", sa.Text(), nullable=True),
        sa.Column("findings", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_statistics_return_events")),
        sa.UniqueConstraint("id", name=op.f("uq_statistics_return_events_id")),
    )
    op.create_index(op.f("ix_statistics_return_events_deleted"), "statistics_return_events", ["deleted"], unique=False)
    op.create_index(op.f("ix_statistics_return_events_happened_on"), "statistics_return_events", ["happened_on"], unique=False)
    op.create_index(op.f("ix_statistics_return_events_return_id"), "statistics_return_events", ["return_id"], unique=False)

    op.create_table(
        "statistics_return_lines",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("return_id", sa.Text(), nullable=True),
        sa.Column("indicator", sa.Text(), nullable=True),
        sa.Column("part", sa.Text(), nullable=True),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("counted", sa.BigInteger(), nullable=True),
        sa.Column("previous", sa.BigInteger(), nullable=True),
        sa.Column("line_state", sa.Text(), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=True),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_statistics_return_lines")),
        sa.UniqueConstraint("id", name=op.f("uq_statistics_return_lines_id")),
    )
    op.create_index(op.f("ix_statistics_return_lines_deleted"), "statistics_return_lines", ["deleted"], unique=False)
    op.create_index(op.f("ix_statistics_return_lines_return_id"), "statistics_return_lines", ["return_id"], unique=False)

    op.create_table(
        "statistics_returns",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("period_from", sa.Text(), nullable=True),
        sa.Column("period_to", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=True),
        sa.Column("corrects", sa.Text(), nullable=True),
        sa.Column("correction", sa.Text(), nullable=True),
        sa.Column("prepared_by", sa.Text(), nullable=True),
        sa.Column("head", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("signed_on", sa.Text(), nullable=True),
        sa.Column("signed_by", sa.Text(), nullable=True),
        sa.Column("reported_on", sa.Text(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("records_digest", sa.Text(), nullable=True),
        sa.Column("snapshot", sa.Text(), nullable=True),
        sa.Column("findings", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_statistics_returns")),
        sa.UniqueConstraint("id", name=op.f("uq_statistics_returns_id")),
    )
    op.create_index(op.f("ix_statistics_returns_deleted"), "statistics_returns", ["deleted"], unique=False)
    op.create_index(op.f("ix_statistics_returns_state"), "statistics_returns", ["state"], unique=False)

    op.create_table(
        "sync_content",
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("received_at", sa.Text(), nullable=True),
        sa.Column("receipt", sa.Text(), nullable=True),
        sa.Column("refused", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("content", name=op.f("pk_sync_content")),
        comment="What became of the contents of files on the road: the superior's receipt, or why one end will not have it",
    )

    op.create_table(
        "sync_content_level",
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("above", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("received_at", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("content", "above", name=op.f("pk_sync_content_level")),
        comment="Receipts of the levels above the direct superior for contents of files, as the superior told them",
        sqlite_with_rowid=False,
    )

    op.create_table(
        "task_groups",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("task_id", sa.Text(), nullable=True),
        sa.Column("branch_id", sa.Text(), nullable=True),
        sa.Column("asked_on", sa.Text(), nullable=True),
        sa.Column("due_at", sa.Text(), nullable=True),
        sa.Column("quota", sa.BigInteger(), nullable=True),
        sa.Column("replied_on", sa.Text(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_task_groups")),
        sa.UniqueConstraint("id", name=op.f("uq_task_groups_id")),
    )
    op.create_index(op.f("ix_task_groups_deleted"), "task_groups", ["deleted"], unique=False)
    op.create_index(op.f("ix_task_groups_due_at"), "task_groups", ["due_at"], unique=False)
    op.create_index(op.f("ix_task_groups_replied_on"), "task_groups", ["replied_on"], unique=False)
    op.create_index(op.f("ix_task_groups_task_id"), "task_groups", ["task_id"], unique=False)

    op.create_table(
        "trainees",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("training_id", sa.Text(), nullable=True),
        sa.Column("cadre_id", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("enrolled_on", sa.Text(), nullable=True),
        sa.Column("signed_on", sa.Text(), nullable=True),
        sa.Column("hours", sa.BigInteger(), nullable=True),
        sa.Column("score", sa.BigInteger(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("certificate_no", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_trainees")),
        sa.UniqueConstraint("id", name=op.f("uq_trainees_id")),
    )
    op.create_index(op.f("ix_trainees_cadre_id"), "trainees", ["cadre_id"], unique=False)
    op.create_index(op.f("ix_trainees_deleted"), "trainees", ["deleted"], unique=False)
    op.create_index(op.f("ix_trainees_training_id"), "trainees", ["training_id"], unique=False)

    op.create_table(
        "trainings",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("course_no", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("organiser", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("begins_on", sa.Text(), nullable=True),
        sa.Column("ends_on", sa.Text(), nullable=True),
        sa.Column("hours", sa.BigInteger(), nullable=True),
        sa.Column("pass_mark", sa.BigInteger(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("teacher", sa.Text(), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_trainings")),
        sa.UniqueConstraint("id", name=op.f("uq_trainings_id")),
    )
    op.create_index(op.f("ix_trainings_begins_on"), "trainings", ["begins_on"], unique=False)
    op.create_index(op.f("ix_trainings_deleted"), "trainings", ["deleted"], unique=False)
    op.create_index(op.f("ix_trainings_ends_on"), "trainings", ["ends_on"], unique=False)

    op.create_table(
        "transfer_events",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("transfer_id", sa.Text(), nullable=True),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("happened_on", sa.Text(), nullable=True),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("accepted_by", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_transfer_events")),
        sa.UniqueConstraint("id", name=op.f("uq_transfer_events_id")),
    )
    op.create_index(op.f("ix_transfer_events_deleted"), "transfer_events", ["deleted"], unique=False)
    op.create_index(op.f("ix_transfer_events_happened_on"), "transfer_events", ["happened_on"], unique=False)
    op.create_index(op.f("ix_transfer_events_transfer_id"), "transfer_events", ["transfer_id"], unique=False)

    op.create_table(
        "transfers",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("slip_no", sa.Text(), nullable=True),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("issued_on", sa.Text(), nullable=True),
        sa.Column("to_union", sa.Text(), nullable=True),
        sa.Column("to_code", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("dues_paid_to", sa.Text(), nullable=True),
        sa.Column("card_tail", sa.Text(), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("valid_until", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("born_on", sa.Text(), nullable=True),
        sa.Column("document_type", sa.Text(), nullable=True),
        sa.Column("document_number", sa.Text(), nullable=True),
        sa.Column("member_no", sa.Text(), nullable=True),
        sa.Column("join_union_date", sa.Text(), nullable=True),
        sa.Column("accepted_on", sa.Text(), nullable=True),
        sa.Column("accepted_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_transfers")),
        sa.UniqueConstraint("id", name=op.f("uq_transfers_id")),
    )
    op.create_index(op.f("ix_transfers_deleted"), "transfers", ["deleted"], unique=False)
    op.create_index(op.f("ix_transfers_member_id"), "transfers", ["member_id"], unique=False)
    op.create_index(op.f("ix_transfers_slip_no"), "transfers", ["slip_no"], unique=False)
    op.create_index(op.f("ix_transfers_state"), "transfers", ["state"], unique=False)
    op.create_index(op.f("ix_transfers_valid_until"), "transfers", ["valid_until"], unique=False)

    op.create_table(
        "update_offers",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Text(), nullable=True),
        sa.Column("system", sa.Text(), nullable=True),
        sa.Column("machine", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("offered_on", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_update_offers")),
        sa.UniqueConstraint("id", name=op.f("uq_update_offers_id")),
    )
    op.create_index(op.f("ix_update_offers_deleted"), "update_offers", ["deleted"], unique=False)

    op.create_table(
        "welfare_claims",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("claim_no", sa.Text(), nullable=True),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("happened_on", sa.Text(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("form", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("details", sa.Text(), nullable=True),
        sa.Column("festival", sa.Text(), nullable=True),
        sa.Column("illness", sa.Text(), nullable=True),
        sa.Column("relation", sa.Text(), nullable=True),
        sa.Column("relative", sa.Text(), nullable=True),
        sa.Column("only_here", sa.Boolean(), nullable=True),
        sa.Column("paid_elsewhere", sa.Text(), nullable=True),
        sa.Column("handler", sa.Text(), nullable=True),
        sa.Column("override_reason", sa.Text(), nullable=True),
        sa.Column("override_by", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("policy", sa.Text(), nullable=True),
        sa.Column("clause", sa.Text(), nullable=True),
        sa.Column("policy_from", sa.Text(), nullable=True),
        sa.Column("claim_state", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_welfare_claims")),
        sa.UniqueConstraint("id", name=op.f("uq_welfare_claims_id")),
    )
    op.create_index(op.f("ix_welfare_claims_claim_state"), "welfare_claims", ["claim_state"], unique=False)
    op.create_index(op.f("ix_welfare_claims_deleted"), "welfare_claims", ["deleted"], unique=False)
    op.create_index(op.f("ix_welfare_claims_happened_on"), "welfare_claims", ["happened_on"], unique=False)
    op.create_index(op.f("ix_welfare_claims_member_id"), "welfare_claims", ["member_id"], unique=False)

    op.create_table(
        "welfare_events",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=True),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("happened_on", sa.Text(), nullable=True),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("cashier", sa.Text(), nullable=True),
        sa.Column("signed_by", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_welfare_events")),
        sa.UniqueConstraint("id", name=op.f("uq_welfare_events_id")),
    )
    op.create_index(op.f("ix_welfare_events_claim_id"), "welfare_events", ["claim_id"], unique=False)
    op.create_index(op.f("ix_welfare_events_deleted"), "welfare_events", ["deleted"], unique=False)
    op.create_index(op.f("ix_welfare_events_happened_on"), "welfare_events", ["happened_on"], unique=False)

    op.create_table(
        "welfare_policies",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("policy", sa.Text(), nullable=True),
        sa.Column("clause", sa.Text(), nullable=True),
        sa.Column("limit_fen", sa.BigInteger(), nullable=True),
        sa.Column("times", sa.BigInteger(), nullable=True),
        sa.Column("once", sa.Boolean(), nullable=True),
        sa.Column("forms", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Text(), nullable=True),
        sa.Column("valid_to", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_welfare_policies")),
        sa.UniqueConstraint("id", name=op.f("uq_welfare_policies_id")),
    )
    op.create_index(op.f("ix_welfare_policies_deleted"), "welfare_policies", ["deleted"], unique=False)
    op.create_index(op.f("ix_welfare_policies_event"), "welfare_policies", ["event"], unique=False)
