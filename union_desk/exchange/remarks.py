"""Remarks on the cells and rows of a file, and what becomes of each row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from union_desk.checking import MISSING
from union_desk.exchange.cells import Words
from union_desk.schema.problem import ERROR, INFO, WARNING, Problem
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

NEW, CHANGED, SAME, REFUSED, SKIPPED = "new", "changed", "same", "refused", "skipped"
OUTCOMES = (NEW, CHANGED, SAME, REFUSED, SKIPPED)
OUTCOME_LABELS = {
    NEW: N_("Added"),
    CHANGED: N_("Updated"),
    SAME: N_("Unchanged"),
    REFUSED: N_("Refused"),
    SKIPPED: N_("Skipped"),
}

INCOMPLETE = N_("Missing for a qualified record: {fields}.")
TWIN = N_("Row {first} has the same {key}, but differs in: {fields}. Keep one of the two rows.")
DRAGGED = N_(
    "The numbers of rows {first} to {last} rise by one from row to row: they were filled in by dragging. "
    "Type them again from the documents."
)
LOOKALIKE = N_("{who} has the same name and date of birth, but another number: perhaps the same person.")
IN_BIN = N_(
    "A record with this number lies in the bin; the import makes a new one. Restore the old one instead if it "
    "is the same person."
)
ENDED = N_(
    "The register says “{state}”. A roster brings nobody back; enter the event under membership if the person is a "
    "member again."
)
MEMBERSHIP_KEPT = N_(
    "The file says “{told}”, the register “{known}”. A roster never changes memberships; enter the "
    "event under membership."
)


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark on a row: the field it is about ('' for the row as a whole) and what is to be said."""

    field: str
    problem: Problem

    @property
    def level(self) -> str:
        """Return 'error', 'warning' or 'info'."""
        return self.problem.level

    @property
    def code(self) -> str:
        """Return the stable name of the remark."""
        return self.problem.code

    def text(self) -> str:
        """Return the sentence in the current language."""
        return self.problem.text()


def has_error(remarks: Sequence[Remark]) -> bool:
    """Tell whether the remarks refuse the row."""
    return any(r.problem.level == ERROR for r in remarks)


_incomplete: dict[tuple[str, ...], Remark] = {}


def incomplete(labels: tuple[str, ...]) -> Remark:
    """Return the one remark that names all core fields that a row lacks."""
    found = _incomplete.get(labels)
    if found is None:
        found = Remark("", Problem(INFO, "incomplete", "", INCOMPLETE, {"fields": Words(labels)}))
        _incomplete[labels] = found
    return found


def missing(field: str) -> Remark:
    """Return the remark on a required field that is empty."""
    return Remark(field, Problem(ERROR, "missing", field, MISSING))


def twin(field: str, first: int, key: str, labels: tuple[str, ...]) -> Remark:
    """Return the remark on a second row with the same key and other values; `first` is the row in the file."""
    params = {"first": first, "key": Words((key,)), "fields": Words(labels)}
    return Remark(field, Problem(ERROR, "twin_row", field, TWIN, params))


def dragged(field: str, first: int, last: int) -> Remark:
    """Return the remark on a row whose number was filled in by dragging."""
    return Remark(field, Problem(ERROR, "drag_filled", field, DRAGGED, {"first": first, "last": last}))


def lookalike(field: str, who: object) -> Remark:
    """Return the remark on somebody with the same name and birthday."""
    return Remark(field, Problem(WARNING, "possible_duplicate", field, LOOKALIKE, {"who": who}))


def in_bin(field: str) -> Remark:
    """Return the remark on a number that lies in the bin."""
    return Remark(field, Problem(WARNING, "in_bin", field, IN_BIN))


def membership_kept(field: str, told: str, known: str) -> Remark:
    """Return the remark on a roster that contradicts the membership on record."""
    return Remark(field, Problem(WARNING, "membership_kept", field, MEMBERSHIP_KEPT, {"told": told, "known": known}))


def ended(field: str, state: str) -> Remark:
    """Return the remark on somebody in the roster whose membership has ended."""
    return Remark(field, Problem(WARNING, "membership_ended", field, ENDED, {"state": state}))
