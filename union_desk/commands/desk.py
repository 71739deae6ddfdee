"""What every command needs: the office, who works there, and how the answer is given."""

from __future__ import annotations

import json
import os
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from union_desk import paths
from union_desk.access import Actor, logged_in
from union_desk.commands import passphrases
from union_desk.errors import InvalidRecordError, UserError
from union_desk.progress import Progress, State
from union_desk.schema.dates import local_minute
from union_desk.words import N_, _

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from union_desk.database import Database
    from union_desk.schema.problem import Problem
    from union_desk.schema.register import Register

OPERATOR = "UNION_DESK_OPERATOR"
_SHOWED = N_("Showed private values of {count} records ({register}): {reason}")
_NO_REASON = N_("on the command line, no reason given")


@dataclass(frozen=True)
class Command:
    """A command: how its arguments are declared, and what it does."""

    configure: Callable[[argparse.ArgumentParser], None]
    run: Callable[[Desk, argparse.Namespace], None]


class Desk:
    """The office that a command works on; opened when first asked for, closed at the end."""

    def __init__(self, options: argparse.Namespace) -> None:
        """Take the options of every command."""
        self.options = options
        self.json: bool = options.json
        self.folder = Path(options.office) if options.office else paths.default_office()
        self.operator = options.operator or os.environ.get(OPERATOR) or logged_in()
        self.changing = False  # the passphrase is being changed, which one that somebody else set allows
        self._actor: Actor | None = None
        self._db: Database | None = None
        self._open = ExitStack()

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_fault: object) -> None:
        """Close what was opened."""
        self._open.close()

    def open_with(self, passphrase: str) -> Database:
        """Open the office with a passphrase that is already known."""
        from union_desk.database import Database
        from union_desk.safety import accounts

        db = self.keep(Database.open(self.folder, passphrase, self._account()))
        self._actor = accounts.enter(db, self.operator, changing=self.changing)
        if sys.stderr.isatty() and not self.changing:
            _warn(accounts.days_left, db)
        return db

    def _account(self) -> str:
        """Return the account that the operator's name means, so that only its passphrase is tried; "" for none."""
        from union_desk.safety import keys

        if not (self.folder / keys.KEY_FILE).exists():
            return ""
        return next((one.account for one in keys.wraps(self.folder) if one.name and one.name == self.operator), "")

    @property
    def actor(self) -> Actor:
        """Return who works here: the account whose passphrase opens the office, else the operator's name."""
        if self._actor is None and self._db is None and (self.folder / paths.OFFICE_FILE).exists():
            self.open_with(passphrases.current(self.options))
        return self._actor or Actor(self.operator)

    @property
    def db(self) -> Database:
        """Return the open office; asks for its passphrase the first time."""
        if self._db is None:
            return self.open_with(passphrases.current(self.options))
        return self._db

    def keep(self, db: Database) -> Database:
        """Take over an office that a command has just set up."""
        self._db = db
        self._open.callback(db.close)
        return db

    def answer(self, document: Any, text: str) -> None:
        """Give the answer: the document with --json, else the text."""
        if self.json:
            write(document)
        else:
            print(text, flush=True)  # noqa: T201  a command's answer

    def progress(self) -> Progress:
        """Return a progress that is shown on the terminal, and silent everywhere else."""
        return Progress(_show if sys.stderr.isatty() and not self.json else None)

    def unmask(self, register: Register, count: int, reason: str | None) -> None:
        """Journal that private values are shown in full; refused where the role does not include it."""
        if not register.sensitive or not count:
            return
        from union_desk.safety import gate

        release = gate.Release(gate.UNMASK, register.name, count, unmasked=True, reason=reason or "")
        with gate.passing(self.db, self.actor, release, _SHOWED, count=count, register=register.label,
                          reason=reason or _NO_REASON):
            pass


def _warn(days_left: Callable[[Session, str], int | None], db: Database) -> None:
    """Say on the terminal that the passphrase must be changed soon."""
    from union_desk.safety.ageing import SOON

    with db.read(whole=True) as session:
        days = days_left(session, db.account)
    if days is not None:
        print(_(SOON).format(days=days), file=sys.stderr, flush=True)  # noqa: T201  a command's warning


def _show(state: State) -> None:
    whole = f"{state.done}/{state.total}" if state.total else str(state.done)
    end = "\n" if state.total and state.done >= state.total else ""
    print(f"\r\x1b[K{state.text} {whole}", end=end, file=sys.stderr, flush=True)  # noqa: T201  a command's progress


local = local_minute  # how every command shows a moment of the journal


def write(document: Any) -> None:
    """Write one JSON document as a line."""
    print(json.dumps(document, ensure_ascii=False, default=str), flush=True)  # noqa: T201  a command's answer


def fault_document(fault: UserError) -> dict[str, Any]:
    """Return a fault as a document: its code, the sentence, the parameters, and what is wrong with which field."""
    error: dict[str, Any] = {"code": fault.code, "message": str(fault), "params": fault.params}
    if isinstance(fault, InvalidRecordError):
        problems: list[Any] = fault.problems
        error["problems"] = [problem_document(p) for p in problems]
    return {"error": error}


def problem_document(problem: Problem) -> dict[str, Any]:
    """Return a remark on a record as a document."""
    return {"field": problem.field, "level": problem.level, "code": problem.code, "message": problem.text(),
            "suggestion": problem.suggestion}
