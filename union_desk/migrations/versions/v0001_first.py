"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "branches",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("branch_kind", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("parent_id", sa.Text(), nullable=True),
        sa.Column("leader", sa.Text(), nullable=True),
        sa.Column("founded_on", sa.Text(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column("closed_on", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_branches")),
        sa.UniqueConstraint("id", name=op.f("uq_branches_id")),
    )
    with op.batch_alter_table("branches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_branches_deleted"), ["deleted"], unique=False)
        batch_op.create_index(batch_op.f("ix_branches_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "emergency_contacts",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("relation", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_emergency_contacts")),
        sa.UniqueConstraint("id", name=op.f("uq_emergency_contacts_id")),
    )
    with op.batch_alter_table("emergency_contacts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_emergency_contacts_deleted"), ["deleted"], unique=False)
        batch_op.create_index(batch_op.f("ix_emergency_contacts_member_id"), ["member_id"], unique=False)

    op.create_table(
        "family_members",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("relation", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("employer", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_family_members")),
        sa.UniqueConstraint("id", name=op.f("uq_family_members_id")),
    )
    with op.batch_alter_table("family_members", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_family_members_deleted"), ["deleted"], unique=False)
        batch_op.create_index(batch_op.f("ix_family_members_member_id"), ["member_id"], unique=False)

    op.create_table(
        "journal_change",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("gesture", sa.Integer(), nullable=False),
        sa.Column("register", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("fields", sa.LargeBinary(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_journal_change")),
    )
    with op.batch_alter_table("journal_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_journal_change_gesture"), ["gesture"], unique=False)
        batch_op.create_index(batch_op.f("ix_journal_change_record"), ["record"], unique=False)

    op.create_table(
        "journal_gesture",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_journal_gesture")),
    )
    with op.batch_alter_table("journal_gesture", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_journal_gesture_undoes"), ["undoes"], unique=False)

    op.create_table(
        "journal_redaction",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=True),
        sa.Column("gesture", sa.Integer(), nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.Column("now", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_journal_redaction")),
    )
    with op.batch_alter_table("journal_redaction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_journal_redaction_change"), ["change"], unique=False)
        batch_op.create_index(batch_op.f("ix_journal_redaction_gesture"), ["gesture"], unique=False)
        batch_op.create_index(batch_op.f("ix_journal_redaction_by"), ["by"], unique=False)

    op.create_table(
        "members",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("name_pinyin", sa.Text(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("birth_date", sa.Text(), nullable=True),
        sa.Column("ethnicity", sa.Text(), nullable=True),
        sa.Column("id_type", sa.Text(), nullable=True),
        sa.Column("id_number", sa.Text(), nullable=True),
        sa.Column("id_valid_from", sa.Text(), nullable=True),
        sa.Column("id_valid_to", sa.Text(), nullable=True),
        sa.Column("id_no_expiry", sa.Boolean(), nullable=True),
        sa.Column("mobile", sa.Text(), nullable=True),
        sa.Column("home_address", sa.Text(), nullable=True),
        sa.Column("household_type", sa.Text(), nullable=True),
        sa.Column("household_place", sa.Text(), nullable=True),
        sa.Column("household_region", sa.Text(), nullable=True),
        sa.Column("native_place", sa.Text(), nullable=True),
        sa.Column("political_status", sa.Text(), nullable=True),
        sa.Column("party_join_date", sa.Text(), nullable=True),
        sa.Column("marital_status", sa.Text(), nullable=True),
        sa.Column("education", sa.Text(), nullable=True),
        sa.Column("degree", sa.Text(), nullable=True),
        sa.Column("skill_grade", sa.Text(), nullable=True),
        sa.Column("professional_title", sa.Text(), nullable=True),
        sa.Column("employment_status", sa.Text(), nullable=True),
        sa.Column("employment_form", sa.Text(), nullable=True),
        sa.Column("employer_name", sa.Text(), nullable=True),
        sa.Column("is_migrant_worker", sa.Boolean(), nullable=True),
        sa.Column("nef_category", sa.Text(), nullable=True),
        sa.Column("platform_name", sa.Text(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("workshop", sa.Text(), nullable=True),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("job_title", sa.Text(), nullable=True),
        sa.Column("work_start_date", sa.Text(), nullable=True),
        sa.Column("hire_date", sa.Text(), nullable=True),
        sa.Column("leave_date", sa.Text(), nullable=True),
        sa.Column("contract_type", sa.Text(), nullable=True),
        sa.Column("contract_from", sa.Text(), nullable=True),
        sa.Column("contract_to", sa.Text(), nullable=True),
        sa.Column("membership_state", sa.Text(), nullable=True),
        sa.Column("membership_change_type", sa.Text(), nullable=True),
        sa.Column("membership_change_date", sa.Text(), nullable=True),
        sa.Column("membership_change_reason", sa.Text(), nullable=True),
        sa.Column("join_union_date", sa.Text(), nullable=True),
        sa.Column("member_no", sa.Text(), nullable=True),
        sa.Column("superior_member_no", sa.Text(), nullable=True),
        sa.Column("branch_id", sa.Text(), nullable=True),
        sa.Column("is_staff_rep", sa.Boolean(), nullable=True),
        sa.Column("staff_rep_term", sa.Text(), nullable=True),
        sa.Column("is_member_rep", sa.Boolean(), nullable=True),
        sa.Column("member_rep_term", sa.Text(), nullable=True),
        sa.Column("is_party_committee", sa.Boolean(), nullable=True),
        sa.Column("is_npc", sa.Boolean(), nullable=True),
        sa.Column("is_cppcc", sa.Boolean(), nullable=True),
        sa.Column("model_worker_level", sa.Text(), nullable=True),
        sa.Column("model_worker_year", sa.Text(), nullable=True),
        sa.Column("model_worker_cert", sa.Text(), nullable=True),
        sa.Column("mutual_aid_joined", sa.Boolean(), nullable=True),
        sa.Column("mutual_aid_to", sa.Text(), nullable=True),
        sa.Column("dues_base", sa.BigInteger(), nullable=True),
        sa.Column("salary_in_fund_base", sa.Boolean(), nullable=True),
        sa.Column("bank_account", sa.Text(), nullable=True),
        sa.Column("bank_name", sa.Text(), nullable=True),
        sa.Column("health_status", sa.Text(), nullable=True),
        sa.Column("disability_type", sa.Text(), nullable=True),
        sa.Column("resume", sa.Text(), nullable=True),
        sa.Column("hobbies", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("data_source", sa.Text(), nullable=True),
        sa.Column("collected_by", sa.Text(), nullable=True),
        sa.Column("collected_at", sa.Text(), nullable=True),
        sa.Column("consent_at", sa.Text(), nullable=True),
        sa.Column("difference_reason", sa.Text(), nullable=True),
        sa.Column("qualified", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_members")),
        sa.UniqueConstraint("id", name=op.f("uq_members_id")),
    )
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_members_branch_id"), ["branch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_members_deleted"), ["deleted"], unique=False)
        batch_op.create_index("ix_members_deleted_name_pinyin", ["deleted", "name_pinyin"], unique=False)
        batch_op.create_index(batch_op.f("ix_members_id_number"), ["id_number"], unique=False)
        batch_op.create_index(batch_op.f("ix_members_membership_state"), ["membership_state"], unique=False)
        batch_op.create_index(batch_op.f("ix_members_mobile"), ["mobile"], unique=False)
        batch_op.create_index(batch_op.f("ix_members_name"), ["name"], unique=False)

    op.create_table(
        "membership_events",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("happened_on", sa.Text(), nullable=True),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("proposed_by", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("filed_on", sa.Text(), nullable=True),
        sa.Column("other_union", sa.Text(), nullable=True),
        sa.Column("other_union_code", sa.Text(), nullable=True),
        sa.Column("card_returned", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_membership_events")),
        sa.UniqueConstraint("id", name=op.f("uq_membership_events_id")),
    )
    with op.batch_alter_table("membership_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_events_deleted"), ["deleted"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_events_happened_on"), ["happened_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_events_member_id"), ["member_id"], unique=False)

    op.create_table(
        "settings",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_settings")),
    )
    op.create_table(
        "sync_again",
        sa.Column("register", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("register", "record", name=op.f("pk_sync_again")),
        comment="Records to be sealed once more though nothing changed: asked for by a person, or a branch was cut",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sync_frame",
        sa.Column("log", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sealed_at", sa.Text(), nullable=False),
        sa.Column("received_at", sa.Text(), nullable=True),
        sa.Column("receipt", sa.Text(), nullable=True),
        sa.Column("data", sa.LargeBinary(), nullable=True),
        sa.Column("through", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("log", "seq", name=op.f("pk_sync_frame")),
        comment="Sealed frames (`counts`: rows per register); confirmed bytes may be pruned, the hash stays for ever; `through` is the journal's number that a frame sealed here covers",
    )
    op.create_table(
        "sync_log",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("log", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("share", sa.Text(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("acked", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_sync_log")),
        sa.UniqueConstraint("log", name=op.f("uq_sync_log_log")),
        comment="Heads: the last frame of each log, and the last one that the superior confirmed; closed logs stay",
    )
    op.create_table(
        "sync_record",
        sa.Column("register", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("log", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("through", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("register", "record", name=op.f("pk_sync_record")),
        comment="The last sealed version of each record: its frame, the journal's number it covers, its hash and vector",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sync_remark",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("register", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("suggestion", sa.Text(), nullable=True),
        sa.Column("log", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("above", sa.Integer(), server_default="0", nullable=False),
        sa.Column("said_by", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_sync_remark")),
        comment="What a superior said about a record in its last receipt; params and suggestion are JSON; `above` is 0 for "
        "the direct superior and counts the levels above it, `said_by` names one of those",
    )
    with op.batch_alter_table("sync_remark", schema=None) as batch_op:
        batch_op.create_index("ix_sync_remark_record", ["register", "record"], unique=False)

    op.create_table(
        "sync_level",
        sa.Column("log", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("above", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("received_at", sa.Text(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("log", "seq", "above", name=op.f("pk_sync_level")),
        comment="Receipts of the levels above the direct superior for frames of this union, as the superior told them",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sync_root",
        sa.Column("register", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("a", sa.Text(), nullable=False),
        sa.Column("b", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("register", name=op.f("pk_sync_root")),
        comment="Count and sums of the row hashes per register, as sealed last",
    )
    op.create_table(
        "sync_device",
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("device", name=op.f("pk_sync_device")),
        comment="Certificates of the union's other computers, to verify what they sealed",
    )
    op.create_table(
        "sync_extra",
        sa.Column("register", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("register", "record", name=op.f("pk_sync_extra")),
        comment="Columns, and whole records, of a newer program on another computer: kept and sent on as they came (JSON)",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sync_posted",
        sa.Column("register", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("log", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("register", "record", name=op.f("pk_sync_posted")),
        comment="What came down from the superior: frame and vector; the content where this program does not know the book",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sync_rival",
        sa.Column("register", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("register", "record", "hash", name=op.f("pk_sync_rival")),
        comment="Versions of the union's other computers beside the shown one, until the next sealing has seen them",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sync_state",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sync_state")),
        comment="One row per fact, JSON: who the superior is, the certificate, how far the journal is sealed",
    )
    op.create_table(
        "unions",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("union_name", sa.Text(), nullable=True),
        sa.Column("union_short_name", sa.Text(), nullable=True),
        sa.Column("union_uscc", sa.Text(), nullable=True),
        sa.Column("union_code", sa.Text(), nullable=True),
        sa.Column("stat_code", sa.Text(), nullable=True),
        sa.Column("union_kind", sa.Text(), nullable=True),
        sa.Column("organisation_form", sa.Text(), nullable=True),
        sa.Column("parent_union", sa.Text(), nullable=True),
        sa.Column("parent_union_code", sa.Text(), nullable=True),
        sa.Column("established_on", sa.Text(), nullable=True),
        sa.Column("establish_reply_no", sa.Text(), nullable=True),
        sa.Column("establish_approver", sa.Text(), nullable=True),
        sa.Column("establish_mode", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("has_legal_person", sa.Boolean(), nullable=True),
        sa.Column("legal_cert_no", sa.Text(), nullable=True),
        sa.Column("legal_cert_from", sa.Text(), nullable=True),
        sa.Column("legal_cert_to", sa.Text(), nullable=True),
        sa.Column("reg_authority", sa.Text(), nullable=True),
        sa.Column("legal_rep", sa.Text(), nullable=True),
        sa.Column("home_level", sa.Text(), nullable=True),
        sa.Column("unit_name", sa.Text(), nullable=True),
        sa.Column("unit_uscc", sa.Text(), nullable=True),
        sa.Column("unit_address", sa.Text(), nullable=True),
        sa.Column("unit_region", sa.Text(), nullable=True),
        sa.Column("unit_nature", sa.Text(), nullable=True),
        sa.Column("economic_type", sa.Text(), nullable=True),
        sa.Column("industry", sa.Text(), nullable=True),
        sa.Column("unit_scale", sa.Text(), nullable=True),
        sa.Column("unit_legal_rep", sa.Text(), nullable=True),
        sa.Column("has_party_org", sa.Boolean(), nullable=True),
        sa.Column("nef_group", sa.Text(), nullable=True),
        sa.Column("office_address", sa.Text(), nullable=True),
        sa.Column("post_code", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("bank_name", sa.Text(), nullable=True),
        sa.Column("bank_account", sa.Text(), nullable=True),
        sa.Column("has_seal", sa.Boolean(), nullable=True),
        sa.Column("employees", sa.BigInteger(), nullable=True),
        sa.Column("employees_female", sa.BigInteger(), nullable=True),
        sa.Column("employees_migrant", sa.BigInteger(), nullable=True),
        sa.Column("employees_dispatch", sa.BigInteger(), nullable=True),
        sa.Column("stated_employees", sa.BigInteger(), nullable=True),
        sa.Column("stated_members", sa.BigInteger(), nullable=True),
        sa.Column("stated_female", sa.BigInteger(), nullable=True),
        sa.Column("stated_migrant", sa.BigInteger(), nullable=True),
        sa.Column("stated_dispatched", sa.BigInteger(), nullable=True),
        sa.Column("stated_reason", sa.Text(), nullable=True),
        sa.Column("full_time_cadres", sa.BigInteger(), nullable=True),
        sa.Column("part_time_cadres", sa.BigInteger(), nullable=True),
        sa.Column("has_audit_committee", sa.Boolean(), nullable=True),
        sa.Column("has_women_committee", sa.Boolean(), nullable=True),
        sa.Column("has_labour_law_supervision", sa.Boolean(), nullable=True),
        sa.Column("has_labour_protection", sa.Boolean(), nullable=True),
        sa.Column("has_mediation", sa.Boolean(), nullable=True),
        sa.Column("has_staff_congress", sa.Boolean(), nullable=True),
        sa.Column("has_open_affairs", sa.Boolean(), nullable=True),
        sa.Column("has_collective_contract", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_unions")),
        sa.UniqueConstraint("id", name=op.f("uq_unions_id")),
    )
    with op.batch_alter_table("unions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unions_deleted"), ["deleted"], unique=False)
