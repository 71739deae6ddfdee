"""An office as a whole: making one, its own union record, its passphrase, and the practice office's invented people."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from union_desk import checking, practice_office, records, settings
from union_desk.access import Actor
from union_desk.database import Database
from union_desk.errors import InvalidRecordError
from union_desk.progress import NONE, Progress
from union_desk.registers import organisation
from union_desk.safety import keys
from union_desk.schema import identity
from union_desk.schema.problem import ERROR, Problem, has_errors
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from union_desk.schema.register import Values

UNIONS = organisation.UNIONS
PRACTICE = practice_office.SETTING
SETUP = Actor("setup")
FULL_CODE = 18


def identity_of(name: str, code: str = "", more: Values | None = None) -> dict[str, Any]:
    """Return the union's record for a name and a code; an 18-character code is also its (or its unit's) credit code."""
    values: dict[str, Any] = {"union_name": name.strip() or None, "union_code": code.strip() or None}
    if len(code.strip()) == FULL_CODE:
        reading = identity.credit_code(code)
        if not reading.faults:
            values["union_uscc" if reading.is_union else "unit_uscc"] = reading.code
    given = {k: v for k, v in (more or {}).items() if v not in (None, "")}
    return values | given


def check(values: Values) -> list[Problem]:
    """Return what is wrong with a union's record, before there is an office to keep it in."""
    return checking.validate(UNIONS, values, checking.Alone())


def create_office(folder: Path, passphrase: str, name: str, code: str = "", *,  # noqa: PLR0913  an office is all of these
                  more: Values | None = None, practice: bool = False, actor: Actor = SETUP) -> Database:
    """Make a new office with its union's record and return it open; nothing is written when anything is refused.

    Raises what `Database.create` raises, and InvalidRecordError when the union's name or codes are wrong.
    """
    values = identity_of(name, code, more)
    problems = check(values)
    if has_errors(problems):
        raise InvalidRecordError([p for p in problems if p.level == ERROR])
    db = Database.create(Path(folder), passphrase)
    with db.write(actor, N_("Set up the office of {name}"), name=name) as session:
        records.save(session, UNIONS, values)
        settings.put(session, PRACTICE, practice)
    return db


def union(session: Session) -> dict[str, Any]:
    """Return the office's own union; an empty record when it has none."""
    found = records.page(session, UNIONS, limit=1)
    return found[0] if found else {}


def is_practice(session: Session) -> bool:
    """Tell whether the office holds invented people."""
    return bool(settings.get(session, PRACTICE, default=False))


def change_passphrase(folder: Path, old: str, new: str) -> None:
    """Wrap the data key under a new passphrase; the old one stops working, the recovery sheet stays valid."""
    key, account = keys.enter(folder, old)
    keys.put(folder, key, new, account)


def set_passphrase(folder: Path, key: keys.DataKey, new: str, account: str = "") -> None:
    """Set a new passphrase with the data key, which a recovery gave; every other account's stays."""
    try:
        there = keys.wraps(folder)
    except (keys.KeyFileMissingError, keys.KeyFileDamagedError):  # the other accounts are reset from the open office
        keys.check_strength(new)
        keys.write(folder, key, new)
        return
    keys.put(folder, key, new, account or (there[0].account if there else keys.OWNER))


def generate(db: Database, members: int, seed: int = 1, progress: Progress = NONE, *,
             actor: Actor = SETUP, years: int = 0) -> practice_office.Generated:
    """Fill an empty office, or a practice office, with invented people and `years` of work."""
    return practice_office.fill(db, actor, members, seed, progress, years=years)
