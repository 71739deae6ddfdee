"""Schemes as data: the shipped examples, a new version of one in use, what must be right before it is used (§10.3)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from union_desk import records, registers
from union_desk.errors import UserError
from union_desk.paths import resource
from union_desk.registers.cadres_schemes import BASIC, PERCENT
from union_desk.schema.kinds import Points
from union_desk.search import Filter, Query
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Row = dict[str, Any]

SCHEMES, ITEMS, GRADES = (registers.get(f"assessment_{n}") for n in ("schemes", "items", "grades"))
VERSION_MADE = N_("Made a new version of the scheme {name}")
_COPIED = ("name", "kind", "year", "basis", "issued_by", "bonus_most", "example", "note")
_COPIED_ITEM = ("position", "part", "work", "item", "standard", "item_kind", "max_score", "weight", "metric", "target",
                "scoring", "note")
_COPIED_GRADE = ("name", "from_score", "share_most", "note")


class NoItemsError(UserError):
    """A scheme without items cannot assess anybody."""

    code = "no_items"
    message = N_("The scheme '{name}' has no items yet. Enter them in the scheme editor first.")


class WeightsError(UserError):
    """The weights of a scheme do not make a whole."""

    code = "weights"
    message = N_("The weights of '{name}' add up to {sum} per cent; they must make 100, and every basic item needs one "
                 "(domain reference §10.3: such as 30, 50 and 20 per cent).")


@dataclass(frozen=True, slots=True)
class Tree:
    """A scheme with its items in order and its grades, the highest first."""

    scheme: Row
    items: list[Row]
    grades: list[Row]

    @property
    def full(self) -> int:
        """Return the points of all basic items, in hundredths; 100 points where parts are weighted."""
        if self.weighted:
            return PERCENT * PERCENT
        return sum(int(item["max_score"] or 0) for item in self.items if item["item_kind"] == BASIC)

    @property
    def weighted(self) -> bool:
        """Tell whether parts weigh differently."""
        return any(item["weight"] is not None for item in self.items)

    @property
    def weights(self) -> int:
        """Return the sum of the weights, per cent."""
        return sum(int(item["weight"] or 0) for item in self.items if item["item_kind"] == BASIC)

    def parts(self) -> dict[str, list[Row]]:
        """Return the items by class, in order."""
        found: dict[str, list[Row]] = {}
        for item in self.items:
            found.setdefault(str(item["part"]), []).append(item)
        return found


def tree(session: Session, scheme_id: str) -> Tree:
    """Return a scheme with everything that hangs on it."""
    of_scheme = (Filter("scheme_id", "is", (scheme_id,)),)
    items = records.page(session, ITEMS, Query(filters=of_scheme, sort=(("position", False), ("n", False))), limit=-1)
    grades = records.page(session, GRADES, Query(filters=of_scheme, sort=(("from_score", True),)), limit=-1)
    return Tree(records.get(session, SCHEMES, scheme_id), items, grades)


def ready(session: Session, scheme_id: str) -> Tree:
    """Return a scheme that may be used; raises what is wrong with it."""
    found = tree(session, scheme_id)
    name = found.scheme["name"]
    if not found.items:
        raise NoItemsError(name=name)
    basic = [item for item in found.items if item["item_kind"] == BASIC]
    if found.weighted and (found.weights != PERCENT or any(item["weight"] is None for item in basic)):
        raise WeightsError(name=name, sum=found.weights)
    return found


def freeze(session: Session, found: Tree, day: str) -> None:
    """Mark a scheme as used since a day; inside `db.write(...)`."""
    if not found.scheme["frozen_on"]:
        records.update_many(session, SCHEMES, [(found.scheme["id"], {"frozen_on": (None, day)})])


def new_version(session: Session, scheme_id: str) -> str:
    """Copy a scheme with items and grades as its next version, free to be changed; inside `db.write(...)`."""
    old = tree(session, scheme_id)
    same = records.page(session, SCHEMES, Query(filters=(Filter("name", "is", (old.scheme["name"],)),)), limit=-1)
    values = {name: old.scheme[name] for name in _COPIED}
    made = records.save(session, SCHEMES, values | {"version": max(int(row["version"]) for row in same) + 1}).id
    for item in old.items:
        records.save(session, ITEMS, {"scheme_id": made, **{name: item[name] for name in _COPIED_ITEM}})
    for grade in old.grades:
        records.save(session, GRADES, {"scheme_id": made, **{name: grade[name] for name in _COPIED_GRADE}})
    return made


# ---- the shipped examples


def _rows(name: str) -> list[dict[str, str]]:
    with resource("rules", "assessment", f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(line for line in stream if not line.startswith("#")))


def _read(register: str, row: dict[str, str]) -> Row:
    """Return a row of the shipped tables as values of a register."""
    fields = registers.get(register).fields
    found: Row = {}
    for name, text in row.items():
        if name in fields and text:
            found[name] = text if fields[name].kind.name == "code" else fields[name].kind.parse(text).value
    return found


def take_examples(session: Session) -> list[str]:
    """Enter the shipped example schemes that the office does not have; inside `db.write(...)`; returns their ids."""
    there = {row["name"] for row in records.page(session, SCHEMES, limit=-1)}
    made: dict[str, str] = {}
    for row in _rows("schemes"):
        if row["name"] not in there:
            values = _read("assessment_schemes", row) | {"example": True}
            made[row["scheme"]] = records.save(session, SCHEMES, values).id
    for place, row in enumerate(_rows("items"), 1):
        if row["scheme"] in made:
            values = {"scheme_id": made[row["scheme"]], "position": place}
            records.save(session, ITEMS, _read("assessment_items", row) | values)
    for row in _rows("grades"):
        if row["scheme"] in made:
            records.save(session, GRADES, _read("assessment_grades", row) | {"scheme_id": made[row["scheme"]]})
    return [*made.values()]


def points(value: int | None) -> str:
    """Return points as they are read, a dash where there are none."""
    return "—" if value is None else Points().show(value)
