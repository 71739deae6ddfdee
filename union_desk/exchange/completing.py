"""What the identity number says about the other columns of the row: kind of document, sex, date of birth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from union_desk.schema import identity
from union_desk.schema.kinds import IdNumber
from union_desk.schema.problem import INFO, WARNING, Problem
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from union_desk.schema.kinds import Scalar
    from union_desk.schema.register import Register

UPGRADED = N_("A 15-digit number is out of use; it was made the 18-digit number {new}.")
KIND_GUESSED = N_("No kind of document is given; by its form the number belongs to: {kind}.")
FROM_NUMBER = N_("Empty in the file; taken from the identity number.")
DATE_FROM_NUMBER = N_("“{old}” is not exact; the date was taken from the identity number: {new}.")

_VAGUE = {"month_ambiguous", "day_missing", "month_missing", "short_year"}
_FAMILY = {"01", "02", "11", "12", "21"}
_SURE_LENGTHS = (15, 18)


@dataclass(frozen=True, slots=True)
class Completion:
    """Values that a row gains or has replaced, remarks about it, and remarks of the reading that it settles."""

    values: Mapping[str, Scalar]
    remarks: tuple[Problem, ...]
    settled: frozenset[str] = frozenset()


NOTHING = Completion({}, ())


def number_field(register: Register) -> str | None:
    """Return the register's identity-number field, when it has one together with its kind of document."""
    found = next((f.name for f in register.fields.values() if isinstance(f.kind, IdNumber)), None)
    return found if found is not None and "id_type" in register.fields else None


def is_sound(number: str, kind: Scalar, born: Scalar, sex: Scalar) -> bool:
    """Tell whether a faultless number says just what the row says: then rules R1 and R2 have nothing to add."""
    return kind in _FAMILY and born is not None and sex is not None and identity.agrees(str(kind), number, born, sex)


def complete(number: str, kind: Scalar, born: Scalar, sex: Scalar, vague: Mapping[str, object]) -> Completion:
    """Return what follows from a row's number; `vague` has the remarks on its date of birth: code -> text."""
    chosen, remarks = _kind(number, kind)
    reading = identity.read(chosen, number)
    values: dict[str, Scalar] = {}
    if reading.upgraded and not reading.faults:
        values["id_number"] = reading.number
        remarks = [
            *remarks,
            Problem(WARNING, "upgraded", "id_number", UPGRADED, {"old": number, "new": reading.number}),
        ]
    proper = reading.kind if chosen in _FAMILY and not reading.faults else chosen
    if proper != kind:
        values["id_type"] = proper
    if reading.faults:
        return Completion(values, tuple(remarks))
    return _person(reading, born, sex, vague, Completion(values, tuple(remarks)))


def _kind(number: str, kind: Scalar) -> tuple[str, list[Problem]]:
    if isinstance(kind, str) and kind:
        return kind, []
    guess = identity.guess_kind(number) if len(number) not in _SURE_LENGTHS else None
    if guess is None or guess in _FAMILY:
        return "01", []
    from union_desk.schema import codes

    label = codes.get("id_type").label(guess)
    return guess, [Problem(WARNING, "kind_guessed", "id_type", KIND_GUESSED, {"kind": label})]


def _person(
    reading: identity.IdentityReading, born: Scalar, sex: Scalar, vague: Mapping[str, object], so_far: Completion
) -> Completion:
    values, remarks = dict(so_far.values), list(so_far.remarks)
    settled: frozenset[str] = frozenset()
    if reading.sex and sex in {None, "0", "9"}:
        values["sex"] = reading.sex
        remarks.append(Problem(INFO, "from_number", "sex", FROM_NUMBER))
    told = reading.birth_date
    if told and born is None:
        values["birth_date"] = told
        remarks.append(Problem(INFO, "from_number", "birth_date", FROM_NUMBER))
    elif told and isinstance(born, str) and vague and born != told and _compatible(born, told, vague):
        values["birth_date"] = told
        settled = frozenset(_VAGUE)
        said = next(iter(vague.values()), born)
        params = {"old": said, "new": told}
        remarks.append(Problem(WARNING, "date_from_number", "birth_date", DATE_FROM_NUMBER, params))
    elif told and born == told:
        settled = frozenset(_VAGUE)
    return Completion(values, tuple(remarks), settled)


def _compatible(born: str, told: str, vague: Mapping[str, object]) -> bool:
    """Tell whether an inexact date can mean the exact one."""
    if "month_ambiguous" in vague:
        return born[:4] == told[:4] and told[5:7] in {"01", "10"}
    if "month_missing" in vague:
        return born[:4] == told[:4]
    if "short_year" in vague:
        return born[2:7] == told[2:7] and (born[8:] == "01" or born[2:] == told[2:])
    return born[:7] == told[:7]
