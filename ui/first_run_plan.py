"""What the first-run wizard collects and checks, without a screen; making the office is `union_desk.office`."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from union_desk import office
from union_desk.database import (
    FILE,
    CloudFolderError,
    Database,
    OfficeExistsError,
    ReadOnlyFolderError,
    check_folder,
)
from union_desk.paths import default_office
from union_desk.progress import NONE, Progress
from union_desk.safety import keys, recovery
from union_desk.safety.strength import Strength, estimate
from union_desk.schema.problem import ERROR, Problem
from union_desk.words import N_, _

if TYPE_CHECKING:
    from pathlib import Path

    from union_desk.errors import UserError

IMPORT, EMPTY, PRACTICE = "import", "empty", "practice"
LITTLE_SPACE = 1 << 30
PRACTICE_MEMBERS = 500
PRACTICE_SEED = 20260501
PRACTICE_UNION = {"union_name": N_("Practice union of the Hefeng machine works"), "union_code": "LX-0001",
                  "unit_name": N_("Hefeng machine works (practice)")}
UNION_FIELDS = ("union_name", "union_code", "union_uscc", "unit_name", "unit_uscc")


@dataclass(frozen=True)
class Founded:
    """The open office, the code for the recovery sheet ('' when none was asked for), and how to go on."""

    db: Database
    recovery_code: str
    start: str


@dataclass
class Plan:
    """The answers so far; each step's faults are sentences that the wizard shows while the person types."""

    start: str = IMPORT
    folder: Path = field(default_factory=default_office)
    union: dict[str, str] = field(default_factory=dict)
    passphrase: str = ""
    again: str = ""
    sheet: bool = True

    def values(self) -> dict[str, str]:
        """Return the union's record."""
        if self.start == PRACTICE:
            return {name: _(value) for name, value in PRACTICE_UNION.items()}
        return {name: value.strip() for name, value in self.union.items() if value.strip()}

    def union_problems(self) -> list[Problem]:
        """Check the union's name and codes with the very rules of its form; what only the form needs is left out."""
        values = self.values()
        record = office.identity_of(values.get("union_name", ""), values.get("union_code", ""), self._parsed(values))
        return [p for p in office.check(record) if p.field in UNION_FIELDS and p.code != "incomplete"]

    def union_ready(self) -> bool:
        """Tell whether the union's record can be kept."""
        return not any(p.level == ERROR for p in self.union_problems())

    def folder_fault(self) -> UserError | None:
        """Return why the folder cannot hold the office, or None."""
        try:
            check_folder(self.folder)
        except CloudFolderError as fault:
            return fault
        if (self.folder / FILE).exists() or (self.folder / keys.KEY_FILE).exists():
            return OfficeExistsError(folder=self.folder)
        if not os.access(self._nearest(), os.W_OK):
            return ReadOnlyFolderError(folder=self.folder)
        return None

    def folder_warning(self) -> str:
        """Return what speaks against the folder without forbidding it."""
        if str(self.folder).startswith(("\\\\", "//")):
            return _("This is a folder of another computer. The database is safe only on a disk of this one.")
        if shutil.disk_usage(self._nearest()).free < LITTLE_SPACE:
            return _("Less than 1 GB is free on this disk.")
        return ""

    def strength(self) -> Strength:
        """Estimate the passphrase, the union's own words counted as known."""
        return estimate(self.passphrase, self.values().values())

    def passphrase_fault(self) -> str:
        """Return what is missing before the passphrase can be taken ('' when nothing is)."""
        if len(self.passphrase) < keys.LEAST_PASSPHRASE:
            return _("At least {least} characters.").format(least=keys.LEAST_PASSPHRASE)
        if self.again and self.again != self.passphrase:
            return _("The two passphrases differ.")
        return "" if self.again else _("Type the passphrase a second time.")

    def found(self, progress: Progress = NONE) -> Founded:
        """Make the office, its recovery sheet's code and, for practice, its invented people."""
        values = self.values()
        name, code = values.pop("union_name"), values.pop("union_code", "")
        practice = self.start == PRACTICE
        more = self._parsed(values)
        db = office.create_office(self.folder, self.passphrase, name, code, more=more, practice=practice)
        sheet = recovery.create(db.folder, db.key) if self.sheet else ""
        if practice:
            office.generate(db, PRACTICE_MEMBERS, PRACTICE_SEED, progress)
        return Founded(db, sheet, self.start)

    def _parsed(self, values: dict[str, str]) -> dict[str, object]:
        """Read what was typed as the form would (full-width digits, blanks inside codes)."""
        fields = office.UNIONS.fields
        return {name: fields[name].kind.parse(value).value for name, value in values.items()
                if name not in {"union_name", "union_code"}}

    def _nearest(self) -> Path:
        """Return the folder itself or the nearest one above it that exists."""
        return next(p for p in (self.folder.absolute(), *self.folder.absolute().parents) if p.exists())
