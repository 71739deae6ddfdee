"""What an office remembers about its reports to the superior: bookkeeping of `sync`, declared beside the registers.

Declared here, without any knowledge of the road itself, so that one migration makes all tables and the grid can show
what waits, what was received and what came back. A number of a frame counts within its log, from 1.
"""

from __future__ import annotations

import sqlalchemy as sa

from union_desk.schema.record import metadata

STATE = sa.Table(
    "sync_state", metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    comment="One row per fact, JSON: who the superior is, the certificate, how far the journal is sealed",
)

LOGS = sa.Table(
    "sync_log", metadata,
    sa.Column("n", sa.Integer, primary_key=True),
    sa.Column("log", sa.Text, nullable=False, unique=True),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("device", sa.Text, nullable=False),
    sa.Column("share", sa.Text, nullable=False),
    sa.Column("open", sa.Boolean(create_constraint=False), nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("acked", sa.Integer, nullable=False),
    comment="Heads: the last frame of each log, and the last one that the superior confirmed; closed logs stay",
)

FRAMES = sa.Table(
    "sync_frame", metadata,
    sa.Column("log", sa.Integer, primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("records", sa.Integer, nullable=False),
    sa.Column("counts", sa.Text, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("sealed_at", sa.Text, nullable=False),
    sa.Column("received_at", sa.Text, nullable=True),
    sa.Column("receipt", sa.Text, nullable=True),
    sa.Column("data", sa.LargeBinary, nullable=True),
    sa.Column("through", sa.Integer, nullable=True),
    comment="Sealed frames (`counts`: rows per register); confirmed bytes may be pruned, the hash stays for ever; "
            "`through` is the journal's number that a frame sealed here covers",
)

RECORDS = sa.Table(
    "sync_record", metadata,
    sa.Column("register", sa.Text, primary_key=True),
    sa.Column("record", sa.Text, primary_key=True),
    sa.Column("log", sa.Integer, nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("through", sa.Integer, nullable=False),
    sa.Column("hash", sa.LargeBinary, nullable=False),
    sa.Column("seen", sa.Text, nullable=True),
    sqlite_with_rowid=False,
    comment="The last sealed version of each record: its frame, the journal's number it covers, its hash and vector",
)

ROOTS = sa.Table(
    "sync_root", metadata,
    sa.Column("register", sa.Text, primary_key=True),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Column("a", sa.Text, nullable=False),
    sa.Column("b", sa.Text, nullable=False),
    comment="Count and sums of the row hashes per register, as sealed last",
)

REMARKS = sa.Table(
    "sync_remark", metadata,
    sa.Column("n", sa.Integer, primary_key=True),
    sa.Column("register", sa.Text, nullable=False),
    sa.Column("record", sa.Text, nullable=False),
    sa.Column("level", sa.Text, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("field", sa.Text, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("params", sa.Text, nullable=False),
    sa.Column("suggestion", sa.Text, nullable=True),
    sa.Column("log", sa.Integer, nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("above", sa.Integer, nullable=False, server_default="0"),
    sa.Column("said_by", sa.Text, nullable=False, server_default=""),
    sa.Index("ix_sync_remark_record", "register", "record"),
    comment="What a superior said about a record in its last receipt; params and suggestion are JSON; `above` is 0 for "
            "the direct superior and counts the levels above it, `said_by` names one of those",
)

LEVELS = sa.Table(
    "sync_level", metadata,
    sa.Column("log", sa.Integer, primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("above", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("received_at", sa.Text, nullable=False),
    sa.Column("returned", sa.Integer, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
    sqlite_with_rowid=False,
    comment="Receipts of the levels above the direct superior for frames of this union, as the superior told them",
)

AGAIN = sa.Table(
    "sync_again", metadata,
    sa.Column("register", sa.Text, primary_key=True),
    sa.Column("record", sa.Text, primary_key=True),
    sqlite_with_rowid=False,
    comment="Records to be sealed once more though nothing changed: asked for by a person, or a branch was cut",
)

RIVALS = sa.Table(
    "sync_rival", metadata,
    sa.Column("register", sa.Text, primary_key=True),
    sa.Column("record", sa.Text, primary_key=True),
    sa.Column("hash", sa.LargeBinary, primary_key=True),
    sa.Column("seen", sa.Text, nullable=False),
    sa.Column("deleted", sa.Boolean(create_constraint=False), nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sqlite_with_rowid=False,
    comment="Versions of the union's other computers beside the shown one, until the next sealing has seen them",
)

EXTRA = sa.Table(
    "sync_extra", metadata,
    sa.Column("register", sa.Text, primary_key=True),
    sa.Column("record", sa.Text, primary_key=True),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("deleted", sa.Boolean(create_constraint=False), nullable=False),
    sqlite_with_rowid=False,
    comment="Columns, and whole records, of a newer program on another computer: kept and sent on as they came (JSON)",
)

POSTED = sa.Table(
    "sync_posted", metadata,
    sa.Column("register", sa.Text, primary_key=True),
    sa.Column("record", sa.Text, primary_key=True),
    sa.Column("log", sa.Integer, nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("seen", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=True),
    sqlite_with_rowid=False,
    comment="What came down from the superior: frame and vector; the content where this program does not know the book",
)

COMPUTERS = sa.Table(
    "sync_device", metadata,
    sa.Column("device", sa.Text, primary_key=True),
    sa.Column("certificate", sa.Text, nullable=False),
    comment="Certificates of the union's other computers, to verify what they sealed",
)

CONTENTS = sa.Table(
    "sync_content", metadata,
    sa.Column("content", sa.Text, primary_key=True),
    sa.Column("received_at", sa.Text, nullable=True),
    sa.Column("receipt", sa.Text, nullable=True),
    sa.Column("refused", sa.Text, nullable=True),
    sa.Column("message", sa.Text, nullable=True),
    comment="What became of the contents of files on the road: the superior's receipt, or why one end will not have it",
)

CONTENT_LEVELS = sa.Table(
    "sync_content_level", metadata,
    sa.Column("content", sa.Text, primary_key=True),
    sa.Column("above", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("received_at", sa.Text, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
    sqlite_with_rowid=False,
    comment="Receipts of the levels above the direct superior for contents of files, as the superior told them",
)

ALL = (STATE, LOGS, FRAMES, RECORDS, ROOTS, REMARKS, LEVELS, AGAIN, RIVALS, EXTRA, POSTED, COMPUTERS, CONTENTS,
       CONTENT_LEVELS)
