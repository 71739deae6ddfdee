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
        sa.Column("claim_id", sa.Text(), nullable=True),
        sa.Column("void_of", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("side", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_ledger_entries")),
        sa.UniqueConstraint("id", name=op.f("uq_ledger_entries_id")),
    )
    op.create_index(op.f("ix_ledger_entries_category"), "ledger_entries", ["category"], unique=False)
    op.create_index(op.f("ix_ledger_entries_claim_id"), "ledger_entries", ["claim_id"], unique=False)
    op.create_index(op.f("ix_ledger_entries_deleted"), "ledger_entries", ["deleted"], unique=False)
    op.create_index(op.f("ix_ledger_entries_happened_on"), "ledger_entries", ["happened_on"], unique=False)
    op.create_index(op.f("ix_ledger_entries_receipt_id"), "ledger_entries", ["receipt_id"], unique=False)
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
        "norms",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("valid_from", sa.Text(), nullable=True),
        sa.Column("valid_to", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_norms")),
        sa.UniqueConstraint("id", name=op.f("uq_norms_id")),
    )
    op.create_index(op.f("ix_norms_deleted"), "norms", ["deleted"], unique=False)

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
        "remittances",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=True),
        sa.Column("month", sa.BigInteger(), nullable=True),
        sa.Column("employer", sa.Text(), nullable=True),
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
        sa.PrimaryKeyConstraint("n", name=op.f("pk_remittances")),
        sa.UniqueConstraint("id", name=op.f("uq_remittances_id")),
    )
    op.create_index(op.f("ix_remittances_arrears"), "remittances", ["arrears"], unique=False)
    op.create_index(op.f("ix_remittances_deleted"), "remittances", ["deleted"], unique=False)
    op.create_index(op.f("ix_remittances_year"), "remittances", ["year"], unique=False)

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
