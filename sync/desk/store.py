"""What the office remembers about its reports, read and written inside the caller's transaction."""

from __future__ import annotations

import base64
import datetime as dt
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from sync.desk import driver
from sync.protocol.admission import Head
from sync.protocol.frame import DOWN
from sync.protocol.rows import Root
from union_desk import registers
from union_desk.errors import UserError
from union_desk.schema.register import OFFICE, PRIVATE
from union_desk.synctables import FRAMES
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from sync.protocol.messages import Welcome
    from union_desk.schema.register import Register

SEALED_THROUGH, LAST_SESSION, OFFICE_NAME = "sealed_through", "last_session", "office"
DIFFERENCE, COMPARE = "difference", "compare"
SUPERIOR, STICKS = "superior", "carrier"
PASSED, PACE = "passed", "pace"
STICK_WRITTEN, STICK_READ, SESSIONS = "carrier_written", "carrier_read", "sessions"


_MOST_SESSIONS = 50  # so many are remembered


class NotEnrolledError(UserError):
    """The office has no superior yet."""

    code = "not_enrolled"
    message = N_("This office does not report to a superior union yet. Enter the server's address and the token "
                 "that the superior union has given you.")


class ByStickError(UserError):
    """The office was enrolled by files: it knows no server."""

    code = "by_stick"
    message = N_("This office reports by stick: it was enrolled without a network and knows no server. Write a report "
                 "file, hand it in at the superior union, and read the answer that comes back.")


@dataclass(frozen=True)
class Superior:
    """Whom the office reports to, and as whom."""

    server: str
    key: bytes
    name: str
    unit: str
    unit_code: str
    unit_name: str
    device: str
    certificate: str
    enrolled_at: str
    pinned: bool = False  # the server's TLS key is the superior's own
    level: str = ""  # of the superior, a code of the list union_level


@dataclass(frozen=True)
class Log:
    """A log as this office holds it; `acked` is the last frame that the superior confirmed."""

    n: int
    log: str
    unit: str
    device: str
    share: str
    open: bool
    head: Head
    acked: int


def now() -> str:
    """Return the moment as ISO text, UTC, to the second."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def get(session: Session, name: str, default: Any = None) -> Any:
    """Return a remembered fact, or the default."""
    found = driver.fetch(session, "SELECT value FROM sync_state WHERE name = ?", (name,))
    return json.loads(found[0][0]) if found else default


def put(session: Session, name: str, value: Any) -> None:
    """Remember a fact."""
    driver.run(session, "INSERT INTO sync_state (name, value) VALUES (?, ?) "
                        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
               (name, json.dumps(value, ensure_ascii=False)))


def put_session(session: Session, last: dict[str, Any], figures: dict[str, Any], pace: list[int]) -> None:
    """Remember how a session ended, the pace that the road allows, and its figures among those of the last ones."""
    put(session, PACE, pace)
    put(session, LAST_SESSION, last)
    put(session, SESSIONS, [{**last, **figures}, *get(session, SESSIONS, [])][:_MOST_SESSIONS])


def superior(session: Session) -> Superior:
    """Return whom the office reports to; raises NotEnrolledError."""
    found = get(session, SUPERIOR)
    if found is None:
        raise NotEnrolledError
    return Superior(**found | {"key": base64.b64decode(found["key"])})


def put_superior(session: Session, given: Superior) -> None:
    """Remember whom the office reports to."""
    put(session, SUPERIOR, {**vars(given), "key": base64.b64encode(given.key).decode()})


def learn(session: Session, known: Superior, welcome: Welcome) -> None:
    """Remember how the superior is called now, and which level it is."""
    level = "" if isinstance(welcome.level, msgspec.UnsetType) else welcome.level
    if (welcome.superior_name, level) != (known.name, known.level):
        put_superior(session, replace(known, name=welcome.superior_name, level=level))


def outdate_sticks(session: Session) -> None:
    """Let answers to earlier carrier files say nothing about heads any more: a session has said it since."""
    state = get(session, STICKS)
    if state:
        put(session, STICKS, {**state, "read": state.get("written", 0) + 1})


def shared() -> dict[str, Register]:
    """Return the registers whose records are reported, by name."""
    return {r.name: r for r in registers.ALL if r.owner == OFFICE and r.share != PRIVATE}


def going(changes: str) -> str:
    """Return the condition, to be added to one on a table or alias with `register` and `record`, for what travels.

    A record that goes with another book's files stays here unless that book sends them, or it was reported before.
    """
    told = ""
    for register in shared().values():
        if register.goes_with:
            books = ", ".join(f"'{name}'" for name in sorted(r.name for r in registers.ALL if r.sends_files))
            told += (f" AND ({changes}.register <> '{register.name}' OR EXISTS (SELECT 1 FROM {register.table.name} g "  # noqa: S608  names of ours
                     f"WHERE g.id = {changes}.record AND g.{register.goes_with} IN ({books})) OR EXISTS (SELECT 1 FROM "
                     f"sync_record t WHERE t.register = {changes}.register AND t.record = {changes}.record))")
    return told


def those_going(session: Session, register: Register, ids: Sequence[str]) -> set[str]:
    """Return those of a shared register's records that travel."""
    if not register.goes_with:
        return set(ids)
    found = session.execute(
        sa.text(f"SELECT c.record FROM (SELECT :register AS register, value AS record FROM json_each(:ids)) c "  # noqa: S608  our own text
                f"WHERE 1 = 1{going('c')}"), {"register": register.name, "ids": json.dumps(list(ids))})
    return set(found.scalars())


def logs(session: Session) -> list[Log]:
    """Return all logs of the unit, oldest first; the superior's own are not among them."""
    return [log for log in all_logs(session) if log.share != DOWN]


def all_logs(session: Session) -> list[Log]:
    """Return the logs of the unit and of the superior, oldest first."""
    found = driver.fetch(session, "SELECT n, log, unit, device, share, open, seq, hash, acked FROM sync_log ORDER BY n")
    return [Log(n, log, unit, device, share, bool(is_open), Head(seq, digest), acked)
            for n, log, unit, device, share, is_open, seq, digest, acked in found]


def hash_at(session: Session, log: Log, seq: int) -> str | None:
    """Return the hash of a frame of a log."""
    return session.execute(sa.select(FRAMES.c.hash).where(FRAMES.c.log == log.n, FRAMES.c.seq == seq)).scalar()


def roots(session: Session) -> dict[str, Root]:
    """Return the sums over what was sealed, by register."""
    found = driver.fetch(session, "SELECT register, rows, a, b FROM sync_root")
    return {register: Root(rows, int(a, 16), int(b, 16)) for register, rows, a, b in found}


def put_root(session: Session, register: str, root: Root) -> None:
    """Remember the sums of a register."""
    driver.run(session, "INSERT OR REPLACE INTO sync_root (register, rows, a, b) VALUES (?, ?, ?, ?)",
               (register, *root.wire()))
