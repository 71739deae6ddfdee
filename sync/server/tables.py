"""The superior's tables: units, devices, logs and frames, and one mirror per register made from the register's fields.

A mirror has no constraint except its key (unit, record), so that whatever an office sealed can be stored. When a
register gains a field, the mirror gains a column; nothing is ever dropped.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from union_desk import registers
from union_desk.schema.register import OFFICE, PRIVATE

if TYPE_CHECKING:
    from union_desk.schema.register import Register

metadata = sa.MetaData()


def _text(name: str, *, primary: bool = False, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=primary, nullable=null)


_Id = sa.Text().with_variant(postgresql.UUID(as_uuid=False), "postgresql")  # 16 bytes, no language


def _number(name: str, *, primary: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, primary_key=primary, nullable=False, autoincrement=False)


def _serial() -> sa.Column[int]:
    return sa.Column("n", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True)


SUPERIOR = sa.Table("superior", metadata, _text("name", primary=True), _text("value"))
"""Facts about this superior by name: its own name, its private key."""

UNITS = sa.Table("units", metadata, _text("id", primary=True),
                 sa.Column("code", sa.Text, nullable=False, unique=True), _text("name"), _text("added_at"),
                 _text("parent_id", null=True), _text("closed_at", null=True), _text("merged_into", null=True),
                 _text("via", null=True), sa.Column("relays", sa.Boolean(create_constraint=False)))
"""The unions in a tree. One that is closed or merged into another may not report any more; its records stay.

`via` is the relay that passes on what the union reports; `relays` tells that a union may be such a relay.
"""

UNIT_HISTORY = sa.Table("unit_history", metadata, _serial(), _text("at"),
                        sa.Column("unit_id", sa.Text, nullable=False, index=True), _text("event"), _text("detail"))
"""What became of a unit: added, renamed, moved, closed, merged, opened again; `detail` is JSON of before and after."""

TOKENS = sa.Table("tokens", metadata, _text("number", primary=True), _text("unit_id"), sa.Column("key", sa.LargeBinary),
                  _text("device", null=True), _text("made_at"), _text("expires_at"), _text("revoked_at", null=True))

DEVICES = sa.Table("devices", metadata, _text("device", primary=True), _text("unit_id"),
                   sa.Column("key", sa.LargeBinary, nullable=False), _text("certificate"), _text("app"),
                   _text("added_at"), _text("revoked_at", null=True), _text("seen_at", null=True))

LOGS = sa.Table("logs", metadata, _text("log", primary=True), sa.Column("unit_id", sa.Text, nullable=False, index=True),
                _text("device"), _text("share"), _number("seq"), _text("hash"),
                sa.Column("audience", sa.Text, nullable=False, server_default=""),
                sa.Column("closed", sa.Boolean(create_constraint=False), nullable=False, server_default=sa.false()))
"""Heads. `audience` is the unit that a log of the superior's own is for ('' for all); a closed one is not written."""

FRAMES = sa.Table("frames", metadata, _text("log", primary=True), _number("seq", primary=True), _text("hash"),
                  _text("unit_id"), _number("place"), _number("records"), _text("received_at"), _text("receipt"),
                  sa.Column("data", sa.LargeBinary, nullable=False),
                  sa.Index("ix_frames_place", "unit_id", "place", unique=True))
"""Every frame as it came; `place` counts a unit's frames in the order in which they were taken."""

ROOTS = sa.Table("roots", metadata, _text("unit_id", primary=True), _text("register", primary=True),
                 _number("rows"), _text("a"), _text("b"))

REMARKS = sa.Table("remarks", metadata, _serial(),
                   _text("unit_id"), _text("register"), _text("record"), _text("level"), _text("code"), _text("field"),
                   _text("message"), _text("params"), _text("suggestion", null=True),
                   sa.Index("ix_remarks_record", "unit_id", "register", "record"))

KEPT = sa.Table("kept_versions", metadata, _text("unit_id", primary=True), _text("register", primary=True),
                _text("id", primary=True), _text("hash", primary=True), _text("seen"), _text("content"))
"""Versions that are not shown because another, concurrent one is; a person of the unit decides.

`content` is JSON: values, whether in the bin, and the salt of the hash (hexadecimal).
"""

FANS = sa.Table("fans", metadata, _text("unit_id", primary=True), _text("register", primary=True), _text("root"),
                sa.Column("data", sa.LargeBinary, nullable=False))
"""Sums over the parts of a unit's register as it stood with that root; made when an office compares."""

POSTS = sa.Table("posts", metadata, _text("audience", primary=True), _text("register", primary=True),
                 _text("id", primary=True), _text("content"), sa.Column("deleted", sa.Boolean(create_constraint=False),
                                                                        nullable=False), _text("seen"),
                 sa.Column("hash", sa.LargeBinary, nullable=False), sa.Column("salt", sa.LargeBinary, nullable=False),
                 _text("posted_at"))
"""The superior's own records, for all unions ('') or for one: papers, tasks, answers. `content` is JSON."""

READ = sa.Table("read", metadata, _text("device", primary=True), _text("log", primary=True), _number("seq"),
                _text("at"))
"""How far each computer has read the superior's logs, by its own greeting: that is the proof of delivery."""

AUDIT = sa.Table("audit", metadata, _serial(), _text("at"), _text("unit_id"), _text("device"), _text("event"),
                 _text("detail"))

DOCUMENTS = sa.Table("document_hashes", metadata, _text("unit_id", primary=True), _text("record", primary=True),
                     sa.Column("digest", sa.LargeBinary, nullable=False, index=True))
"""Whose document a member's is, as a keyed hash: the same document in two units is found without its number."""

DOCUMENT_SCANS = sa.Table("document_scans", metadata, _text("unit_id", primary=True), _number("rows"), _text("a"),
                          _text("b"))
"""The sums of a unit's members when their documents were last hashed: an unchanged unit is not read again."""

ERASING = sa.Table("erasing", metadata, _text("unit_id", primary=True), _number("place"), _text("erasures"),
                   _text("found"))
"""How far a unit's frames were looked through for values of erased records: the erasures that were carried out, and
the records that they are about (JSON)."""

TASKS = sa.Table("tasks", metadata, _serial(), sa.Column("unit_id", sa.Text, nullable=False), _text("kind"),
                 _text("register"), _text("record"), _text("other_unit"), _text("detail"), _text("made_at"),
                 _text("settled_at", null=True), _text("post", null=True),
                 sa.Index("ix_tasks_about", "unit_id", "kind", "register", "record", "other_unit", unique=True))
"""What a unit is asked to look at; settled by itself once the reason is gone. `post` is the paper that told it."""

CONTENTS = sa.Table("contents", metadata, _text("unit_id", primary=True), _text("content", primary=True),
                    _number("size"), _number("have"), _text("begun_at"), _text("moved_at", null=True),
                    _text("received_at", null=True),
                    _text("receipt", null=True), _text("refused", null=True),
                    sa.Column("posted", sa.Boolean(create_constraint=False), nullable=False,
                              server_default=sa.false()))
"""What files hold, each once for its unit; one without `received_at` is on its way. `posted` are the superior's own.

`moved_at` is when the last piece of it came.
"""

PIECES = sa.Table("content_pieces", metadata, _text("unit_id", primary=True), _text("content", primary=True),
                  _number("start", primary=True), sa.Column("data", sa.LargeBinary, nullable=False))
"""The bytes of a content as they came, one after another; `start` is where a piece begins."""

ROUTES = sa.Table("transfer_routes", metadata, _text("unit_id", primary=True), _text("slip", primary=True),
                  _text("slip_no"), _text("to_unit", null=True), _text("arrival", null=True), _text("state"),
                  _text("noticed_at"), _text("changed_at"))
"""Transfers between units that both report here: the slip of one, and what became of it at the other."""

OTHER = sa.Table("mirror_other", metadata, _text("unit_id", primary=True), _text("register", primary=True),
                 _text("id", primary=True), _text("seen"), sa.Column("hash", sa.LargeBinary, nullable=False),
                 sa.Column("salt", sa.LargeBinary, nullable=False),
                 sa.Column("deleted", sa.Boolean(create_constraint=False), nullable=False), _text("extra", null=True))
"""Rows of registers that this version does not know, whole, until it is updated."""

RELAYS = sa.Table("relays", metadata, _text("unit_id", primary=True), _text("units"), _number("number"),
                  _text("fields"), _text("told_at"))
"""What a relay below told last: the digest of its units, and the fields that it does not pass on (JSON)."""

PASSED = sa.Table("passed", metadata, _number("n", primary=True), _text("unit_id"), _text("log"), _number("seq"),
                  _number("above"), _text("at"), _text("document"),
                  sa.Index("ix_passed_frame", "unit_id", "log", "seq", "above", unique=True))
"""Receipts of the levels above for frames of the units here, as they go down; `n` only grows."""

RELAY_LOGS = sa.Table("relay_logs", metadata, _text("log", primary=True),
                      sa.Column("unit_id", sa.Text, nullable=False, index=True), _text("author"), _text("device"),
                      _number("seq"), _text("hash"), _number("acked"), _number("told"),
                      sa.Column("open", sa.Boolean(create_constraint=False), nullable=False))
"""Logs between this relay and its superior: one that it writes for each unit, and the superior's own (`author`).

`unit_id` is the unit that it is about, '' for all; `told` is how far the superior was last found to hold it.
"""

RELAY_FRAMES = sa.Table(
    "relay_frames", metadata, _text("log", primary=True), _number("seq", primary=True), _text("hash"),
    _text("of_log", null=True), sa.Column("of_seq", sa.BigInteger), _text("of_hash", null=True), _number("policy"),
    _number("records"), _text("sealed_at"), _text("received_at", null=True), _text("receipt", null=True),
    sa.Column("data", sa.LargeBinary), sa.Index("ix_relay_frames_of", "of_log", "of_seq"))
"""Their frames, each with the one that it was made of; the bytes are dropped once the superior has confirmed them."""

RELAY_WORDS = sa.Table("relay_words", metadata, _text("log", primary=True), _number("seq", primary=True),
                       _number("above", primary=True), _text("unit_id"), _text("document"))
"""What levels above said last of a frame that went up, by their number, 0 for the direct superior's people (JSON)."""

RELAY_UNITS = sa.Table("relay_units", metadata, _text("unit_id", primary=True), _number("place"), _text("fault"))
"""Up to which of a unit's frames all is made ready to go up, and why the superior does not take it."""

RELAY_POSTS = sa.Table("relay_posts", metadata, _text("audience", primary=True), _text("register", primary=True),
                       _text("id", primary=True), _text("log"), _number("seq"), _text("seen"), _text("content"),
                       sa.Column("hash", sa.LargeBinary, nullable=False),
                       sa.Column("deleted", sa.Boolean(create_constraint=False), nullable=False), _text("at"))
"""What came down from the superior, for all, for this union itself or for a unit below it; `content` is JSON."""

RELAY_CONTENTS = sa.Table("relay_contents", metadata, _text("unit_id", primary=True), _text("content", primary=True),
                          _text("received_at", null=True), _text("receipt", null=True), _text("refused", null=True))
"""What the superior said of the contents of a unit's files that were passed on: it has them, or never takes them."""

RELAY_HELD = sa.Table("relay_held", metadata, _text("unit_id", primary=True), _text("log", primary=True),
                      _number("seq", primary=True), _text("hash"))
"""Frames of the units that the superior was found to hold of a past that this relay lost, under their own names."""

RELAY_FORKS = sa.Table("relay_forks", metadata, _text("unit_id", primary=True), _text("log", primary=True),
                       _number("seq"), _text("hash"))
"""From which number on a unit's log is another branch here than there, and the hash of its first frame."""

RELAY_LOST = sa.Table("relay_lost", metadata, _text("log", primary=True), _number("seq", primary=True),
                      sa.Column("unit_id", sa.Text, nullable=False, index=True),
                      sa.Column("data", sa.LargeBinary, nullable=False))
"""Frames of this relay's own that it lost and the superior gave back, until what they say is here again."""

RELAY_NAMES = sa.Table("relay_names", metadata, _text("unit_id", primary=True), _text("name", primary=True),
                       _text("log"))
"""By their names in vectors here, the logs whose rest was lost and filed anew."""

RELAY_CALLED = sa.Table("relay_called", metadata, _text("unit_id", primary=True), _text("device", primary=True))
"""The computers that have nothing to send again of what a unit's superior lost."""

OF_RELAYS = (RELAYS, RELAY_LOGS, RELAY_FRAMES, RELAY_WORDS, RELAY_UNITS, RELAY_POSTS, RELAY_CONTENTS,
             RELAY_HELD, RELAY_FORKS, RELAY_LOST, RELAY_NAMES, RELAY_CALLED)

SYSTEM = ("unit_id", "id", "seen", "hash", "salt", "deleted", "extra")


@dataclass(frozen=True)
class Mirror:
    """Where the rows of a register are kept; `register` is None when this version does not know it."""

    name: str
    table: sa.Table
    register: Register | None

    @property
    def columns(self) -> dict[str, sa.Column[object]]:
        """Return the columns that hold fields."""
        return {str(c.name): c for c in self.table.columns if c.name not in SYSTEM and c.name != "register"}

    def of(self, unit: str) -> sa.ColumnElement[bool]:
        """Return the condition for one unit's rows."""
        mine = self.table.c.unit_id == unit
        return mine if self.register else sa.and_(mine, self.table.c.register == self.name)


def _mirror_table(register: Register) -> sa.Table:
    keyed = {key[0] for key in register.keys}
    return sa.Table(
        f"mirror_{register.name}", metadata,
        sa.Column("unit_id", _Id, primary_key=True), sa.Column("id", _Id, primary_key=True), _text("seen"),
        sa.Column("hash", sa.LargeBinary, nullable=False), sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("deleted", sa.Boolean(create_constraint=False), nullable=False), _text("extra", null=True),
        *(sa.Column(f.name, f.kind.column(), nullable=True, index=f.name in keyed) for f in register.fields.values()))


@cache
def _shared() -> dict[str, Register]:
    """Return the registers that offices own and share, by name."""
    return {r.name: r for r in registers.ALL if r.owner == OFFICE and r.share != PRIVATE}


def mirrors() -> dict[str, Mirror]:
    """Return the mirrors of all registers that offices own and share, by register."""
    return {name: mirror(name) for name in _shared()}


def mirror(name: str) -> Mirror:
    """Return the mirror of a register, known or not; its table is described when it is first asked for.

    A description takes 45 KB, and a server sees few of the eighty registers.
    """
    register = _shared().get(name)
    if register is None:
        return Mirror(name, OTHER, None)
    found = _mirrors.get(name)
    if found is None:
        with _describing:  # requests run in threads, and a table can be described once
            found = _mirrors.get(name) or Mirror(name, _mirror_table(register), register)
            _mirrors[name] = found
    return found


_mirrors: dict[str, Mirror] = {}
_describing = threading.Lock()


def of_units() -> tuple[sa.Table, ...]:
    """Return the tables whose rows belong to a unit each."""
    others = (UNITS, DEVICES, TOKENS, LOGS, FRAMES, ROOTS, REMARKS, KEPT, AUDIT, DOCUMENTS, DOCUMENT_SCANS, TASKS,
              ROUTES, UNIT_HISTORY, FANS, RELAYS, PASSED, OTHER, CONTENTS, PIECES, ERASING)
    return (*others, *(one.table for one in mirrors().values()))


def ensure(connection: sa.Connection) -> None:
    """Make what is missing: tables, and columns and indexes of fields that a register gained since."""
    known = mirrors()
    metadata.create_all(connection)
    if connection.dialect.name == "postgresql":  # packed already: do not try again
        for name in ("frames", "content_pieces"):
            connection.exec_driver_sql(f"ALTER TABLE {name} ALTER COLUMN data SET STORAGE EXTERNAL")
    tables = (*(one.table for one in known.values()), UNITS, TOKENS, TASKS, LOGS, CONTENTS)
    columns, indexes = _there(connection, [table.name for table in tables])
    quote = connection.dialect.identifier_preparer.quote
    for table in tables:
        for column in table.columns:
            if column.name not in columns[table.name]:
                added = f"{quote(column.name)} {column.type.compile(connection.dialect)}"
                connection.exec_driver_sql(f"ALTER TABLE {quote(table.name)} ADD COLUMN {added}")
        for index in table.indexes:
            if index.name not in indexes[table.name]:
                index.create(connection)


def _there(connection: sa.Connection, tables: list[str]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return the columns and the indexes that each table has, asked for all tables at once."""
    inspector = sa.inspect(connection)
    columns = inspector.get_multi_columns(filter_names=tables)
    indexes = inspector.get_multi_indexes(filter_names=tables)
    return ({key[1]: {column["name"] for column in found} for key, found in columns.items()},
            {key[1]: {str(index["name"]) for index in found} for key, found in indexes.items()})
