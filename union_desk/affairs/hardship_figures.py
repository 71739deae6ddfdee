"""What the yearly statistics ask of hardship help, each figure with the records behind it (domain reference §11.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from union_desk import records, registers
from union_desk.registers.hardship import ON_FILE
from union_desk.registers.hardship_caps import MUTUAL, STUDY, WARMTH
from union_desk.registers.hardship_help import JOB
from union_desk.schema import codes
from union_desk.search import Filter, Query
from union_desk.words import N_, _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

FILES, HELP = registers.get("hardship_files"), registers.get("help_records")
_COUNSELLING, _PLACED, _TRAINED = "08", "1", "2"
_CATEGORIES = {"1": N_("Files of deep hardship"), "2": N_("Files of relative hardship"),
               "3": N_("Files of accidental hardship")}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: the indicator's id, its words, its value (a count, or fen), and the query of who is behind it."""

    id: str
    label: str
    value: int
    unit: str
    register: str
    query: Query

    def document(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {"id": self.id, "label": self.label, "value": self.value, "unit": self.unit, "register": self.register}


def of_year(session: Session, first: str, last: str) -> list[Figure]:
    """Return the indicators of hardship for a period of ISO days; files count as they stand now."""
    found = [_files(session, f"hardship_files_{code}", _(label), Filter("hardship_state", "is", ON_FILE),
                    Filter("category", "is", (code,))) for code, label in _CATEGORIES.items()]
    for name, label, day, state in (
        ("hardship_lifted", N_("Households lifted out of hardship in the period"), "lifted_on", ()),
        ("hardship_exited", N_("Hardship files closed this year"), "ended_on", (_state("exited"),)),
    ):
        found.append(_files(session, name, _(label), Filter(day, "from", (first,)), Filter(day, "to", (last,)), *state))
    paid = (Filter("help_state", "is", ("paid",)), Filter("paid_on", "from", (first,)), Filter("paid_on", "to",
                                                                                               (last,)))
    found += _help(session, "help", _("Help given, all kinds"), *paid)
    for entry in codes.get("help_kind"):
        found += _help(session, f"help_{entry.code}", entry.text(), *paid, Filter("help_kind", "is", (entry.code,)))
    for name, code, label in (("songwennuan", WARMTH, N_("Warmth campaign")), ("study_aid", STUDY, N_("Study aid")),
                              ("mutual", MUTUAL, N_("Claims of the mutual aid"))):
        found += _help(session, name, _(label), *paid, Filter("help_kind", "is", (code,)))
    for name, outcome, label in (("job_placed", _PLACED, N_("Found a job with the union's help")),
                                 ("job_trained", _TRAINED, N_("Trained with the union's help"))):
        found += _help(session, name, _(label), *paid, Filter("help_kind", "is", (JOB,)),
                       Filter("job_outcome", "is", (outcome,)))[:1]
    found += _help(session, "psych_services", _("Counselling"), *paid, Filter("help_kind", "is", (_COUNSELLING,)))[:1]
    return found


def _state(name: str) -> Filter:
    return Filter("hardship_state", "is", (name,))


def _files(session: Session, name: str, label: str, *filters: Filter) -> Figure:
    query = Query(filters=filters)
    return Figure(name, label, records.count(session, FILES, query), "households", FILES.name, query)


def _help(session: Session, name: str, label: str, *filters: Filter) -> list[Figure]:
    """Return how often help was given and what it was worth."""
    query = Query(filters=filters)
    rows = records.page(session, HELP, query, limit=-1, columns=("amount", "in_kind_value"))
    worth = sum(int(row["amount"] or 0) + int(row["in_kind_value"] or 0) for row in rows)
    return [Figure(f"{name}_persons", label, len(rows), "times", HELP.name, query),
            Figure(f"{name}_amount", label, worth, "fen", HELP.name, query)]
