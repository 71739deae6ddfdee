"""What becomes of one row: presence, rules, the record it belongs to, the first event of a new record."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from union_desk import checking, lifecycle, registers
from union_desk.errors import InvalidRecordError
from union_desk.exchange import neighbours, remarks
from union_desk.exchange.asking import Inquiry
from union_desk.exchange.matching import OPENING_FIELDS
from union_desk.exchange.remarks import CHANGED, NEW, REFUSED, SAME, SKIPPED, Remark
from union_desk.exchange.skipping import Skip
from union_desk.registers.membership import CURRENT, OPENING
from union_desk.schema import codes
from union_desk.schema.problem import ERROR, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from sqlalchemy.orm import Session

    from union_desk.exchange.checking import Checked
    from union_desk.exchange.twins import Key

Row = dict[str, Any]
KEEP, SAME_PERSON = "keep", "same_person"
_LOOK, _BORN = "name", "birth_date"
_CHANGE_TYPE, _CHANGE_DATE, _CHANGE_REASON = OPENING_FIELDS
_EVENT_COLUMN = {"event": _CHANGE_TYPE, "happened_on": _CHANGE_DATE, "reason": _CHANGE_REASON}
_JOINED, _JOINED_ON = "1", "join_union_date"
_COMING = ("applicant", "probationary")
_ABOUT_NUMBERS = ("R1", "R2")  # the rules about the identity number
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """What was asked for all rows at once: each row's key, the records by key, each row's owner, a person's decisions.

    An owner is a record's id, or '#' and the place of a row that has no record yet.
    """

    keys: Sequence[Key | None]
    known: Mapping[Key, Row]
    owners: Sequence[str]
    decisions: Mapping[int, str]


class Judge:
    """Decides row by row; everything that needs the database was asked for all rows at once beforehand."""

    def __init__(self, session: Session, result: Checked, context: neighbours.Bulk, around: Neighbourhood) -> None:
        """Take the check so far and what is known about its rows' neighbours."""
        self._result, self._register, self._context = result, result.register, context
        self._keys, self._known, self._owners = around.keys, around.known, around.owners
        self._decisions, self._session = around.decisions, session
        fields = self._register.fields.values()
        self._core = {f.name: f.label for f in fields if f.core and not f.required and not f.computed}
        self._required = [f.name for f in fields if f.required]
        self._expected = [*self._core, *self._required]
        self._inquiry = Inquiry(self._register.rules, context, lambda rule: rule.code in _ABOUT_NUMBERS)
        self._computed = {f.name for f in fields if f.computed}
        self._defaults = {f.name: f.default for f in fields if f.default is not None}
        self._ignored = set(OPENING_FIELDS) if self._register.lifecycle else set()
        self._opened: dict[tuple[Any, ...], tuple[Row, Row, list[Remark]]] = {}
        self._opening = [result.columns.get(name) for name in OPENING_FIELDS]
        life = self._register.lifecycle
        self._events = registers.get(life.events) if life else None
        self._worked_out = set(self._defaults)  # the fields that a new record gains beside those of the file
        self._looks = self._find_looks()
        self._alike = {look for look, holders in self._looks.items() if len(holders) > 1}

    def judge(self, places: Sequence[int], rows: Sequence[Row]) -> None:
        """Set the outcomes of rows from their values, with their remarks and what follows from the others."""
        result = self._result
        new: list[int] = []
        newcomers: list[Row] = []
        for place, values in zip(places, rows, strict=True):
            if place in result.skips:
                result.outcomes[place] = SKIPPED
                continue
            result.changes.pop(place, None)
            before = self._record(place)
            result.targets[place] = before["id"] if before else None
            if before is None:
                new.append(place)
                newcomers.append(values)
            else:
                result.outcomes[place] = self._judge_old(place, values, before)
        if new:
            self._judge_new(new, newcomers)

    def _judge_old(self, place: int, values: Row, before: Row) -> str:
        if self._decisions.get(place) == KEEP:
            self._result.skips[place] = Skip(self._result.places[place][1], "kept_mine")
            return SKIPPED
        self._context.own = self._owners[place]
        return self._judge_known(place, values, before)

    def _record(self, place: int) -> Row | None:
        key = self._keys[place]
        found = self._known.get(key) if key is not None else None
        if found is not None and not found["deleted"]:
            return found
        if self._decisions.get(place) == SAME_PERSON:
            return self._namesake(place)
        if found is not None:
            self._result.remark(place, remarks.in_bin(neighbours.natural_key(self._register)[0]))
        return None

    def _judge_new(self, places: Sequence[int], rows: Sequence[Row]) -> None:
        """Judge rows that become new records; their values gain defaults and what the first event sets."""
        begun = [self._begin(place, values) for place, values in zip(places, rows, strict=True)]
        owners, sound = self._owners, self._result.sound
        problems = self._inquiry.ask(
            rows, self._columns(places, rows), [owners[p] for p in places], [sound[p] for p in places]
        )
        for index, (place, values) in enumerate(zip(places, rows, strict=True)):
            self._finish(place, values, begun[index], problems.get(index, ()))

    def _begin(self, place: int, values: Row) -> tuple[Row, Row, list[Remark]]:
        """Return (values that were worked out, first event, remarks) of a new row, and put the values into it."""
        worked_out: Row = {}
        for name, value in self._defaults.items():
            if values.get(name) is None:
                values[name] = worked_out[name] = value
        found = self._presence(values, self._failed(place))
        if self._events is None:
            return worked_out, {}, found
        derived, event, remarked = self._open(place, values)
        values.update(derived)
        return worked_out | derived, event, found + remarked

    def _columns(self, places: Sequence[int], rows: Sequence[Row]) -> dict[str, Sequence[Any]]:
        """Return the values that rules look at, field by field, with what was worked out."""
        columns, fields = self._result.columns, self._inquiry.fields
        pick = itemgetter(*places, places[0])  # one too many: a single place would not give a tuple
        found: dict[str, Sequence[Any]] = {n: pick(columns[n])[:-1] for n in self._result.own_fields if n in fields}
        return found | {name: [row.get(name) for row in rows] for name in fields & self._worked_out}

    def _finish(
        self, place: int, values: Row, begun: tuple[Row, Row, list[Remark]], problems: Sequence[Problem]
    ) -> None:
        result = self._result
        worked_out, event, found = begun
        failed = self._failed(place)
        if problems:
            found = [*found, *(Remark(p.field, p) for p in problems if not self._is_settled(place, p, failed))]
        self._context.own = self._owners[place]
        worked_out |= checking.derived(self._register, values, [r.problem for r in found], self._context)
        if self._alike and (values.get(_LOOK), values.get(_BORN)) in self._alike:
            found = [*found, *self._lookalike(place, values)]
        if found:
            result.remarks.setdefault(place, []).extend(found)
        if failed or (found and remarks.has_error(found)):
            result.outcomes[place] = REFUSED
            return
        result.extras[place] = worked_out
        result.events[place] = event
        result.outcomes[place] = NEW

    def _failed(self, place: int) -> AbstractSet[str]:
        """Return the fields that already have an error ('' for the row as a whole)."""
        found = self._result.remarks.get(place)
        return {r.field for r in found if r.level == ERROR} if found else _NONE

    def _judge_known(self, place: int, values: Row, before: Row) -> str:
        self._compare_membership(place, before)
        differing = {
            name: (before.get(name), value)
            for name, value in values.items()
            if value is not None and before.get(name) != value and name not in self._computed
        }
        if not differing:
            return REFUSED if self._failed(place) else SAME
        return self._judge_changes(place, str(before["id"]), differing)

    def _judge_changes(self, place: int, record_id: str, differing: Mapping[str, tuple[Any, Any]]) -> str:
        result, register = self._result, self._register
        whole = self._whole(record_id)
        merged = whole | {name: new for name, (_old, new) in differing.items()}
        if "name" in differing and "name_pinyin" in merged and "name_pinyin" not in differing:
            merged["name_pinyin"] = None
        failed = self._failed(place)
        found = self._presence(merged, failed)
        problems = [
            p
            for rule in register.rules
            if not differing.keys().isdisjoint(rule.fields)
            for p in rule.check(merged, self._context)
        ]
        found += [Remark(p.field, p) for p in problems if not self._is_settled(place, p, failed)]
        self._add(place, found)
        if remarks.has_error(result.remarks.get(place, ())):
            return REFUSED
        merged |= checking.derived(register, merged, [r.problem for r in found], self._context)
        result.changes[place] = {
            name: (whole.get(name), value)
            for name, value in merged.items()
            if name in register.fields and whole.get(name) != value
        }
        return CHANGED

    def _whole(self, record_id: str) -> Row:
        table = self._register.table
        row = self._session.execute(table.select().where(table.c.id == record_id)).mappings().one()
        return dict(row)

    def _presence(self, values: Row, failed: AbstractSet[str]) -> list[Remark]:
        """Name what is missing: required fields one by one, core fields together."""
        if None not in map(values.get, self._expected):
            return []
        found = [remarks.missing(name) for name in self._required if name not in failed and values.get(name) is None]
        lacking = tuple(label for name, label in self._core.items() if values.get(name) is None and name not in failed)
        return [*found, remarks.incomplete(lacking)] if lacking else found

    def _is_settled(self, place: int, problem: Problem, failed: AbstractSet[str]) -> bool:
        """Tell whether a rule only repeats what the reading of the cell already said."""
        if problem.field in failed:
            return True
        if problem.code != "R10":
            return False
        return any(
            r.field == problem.field and r.code.startswith(("name_", "several_"))
            for r in self._result.remarks.get(place, ())
        )

    def _open(self, place: int, values: Row) -> tuple[Row, Row, list[Remark]]:
        """Return (derived values, event, remarks) of the first event of a new record's life."""
        kind, day, reason = (None if column is None else column[place] for column in self._opening)
        life = self._register.lifecycle
        joined = values.get(life.opened_on) if life and life.opened_on else None
        key = (kind, day, reason, joined)
        opened = self._opened.get(key)
        if opened is None:
            if day is None and kind in (None, _JOINED):
                day = joined
            derived, event, remarked = self._first_event(str(kind), day, reason, joined)
            derived = {n: v for n, v in derived.items() if v is not None or n in self._result.columns}
            opened = self._opened[key] = (
                derived, {n: v for n, v in event.items() if v is not None}, remarked
            )  # fmt: skip
            self._worked_out |= opened[0].keys()
        return opened

    def _first_event(self, kind: str, day: Any, reason: Any, joined: Any) -> tuple[Row, Row, list[Remark]]:
        """Return (derived values, event, remarks); of the record the lifecycle sees only the day of joining."""
        life = self._register.lifecycle
        assert life is not None
        assert self._events is not None
        event = {"event": OPENING.get(kind, life.opening), "happened_on": day, "reason": reason}
        if day is None and life.opened_on != _JOINED_ON:
            del event["happened_on"]  # such a book's record begins today; a membership without a day is older
        seen = {life.opened_on: joined} if life.opened_on else {}
        try:
            derived, whole = lifecycle.opening(self._register, seen, event, self._context)
        except InvalidRecordError as error:
            problems = [problem for problem in error.problems if isinstance(problem, Problem)]
            assert problems
            return {}, {}, [Remark(_EVENT_COLUMN.get(p.field, ""), p) for p in problems]
        problems = checking.check_rules(self._events, whole, self._context)
        return derived, whole, [Remark(_EVENT_COLUMN.get(p.field, ""), p) for p in problems]

    def _compare_membership(self, place: int, before: Row) -> None:
        """Say when a roster contradicts the membership on record; it never changes it."""
        if _CHANGE_TYPE not in self._register.fields:
            return
        state = str(before.get(life.state) or "") if (life := self._register.lifecycle) else ""
        if life and state and state not in (*CURRENT, *_COMING):
            shown = self._register.fields[life.state].kind.show(state)
            self._result.remark(place, remarks.ended(life.state, shown))
        column = self._result.columns.get(_CHANGE_TYPE)
        if not self._ignored or column is None or column[place] is None or _CHANGE_TYPE not in before:
            return
        told, known = str(column[place]), before[_CHANGE_TYPE]
        if known is not None and told != known:
            label = codes.get("membership_change_type").label
            self._result.remark(place, remarks.membership_kept(_CHANGE_TYPE, label(told), label(str(known))))

    def _find_looks(self) -> dict[tuple[Any, Any], dict[str, str]]:
        """Return who has which name and date of birth: owner -> number, among records and rows."""
        fields, columns = self._register.fields, self._result.columns
        key = neighbours.natural_key(self._register)[0]
        if _LOOK not in columns or _BORN not in columns or key in (_LOOK, _BORN) or _BORN not in fields:
            return {}
        looks: dict[tuple[Any, Any], dict[str, str]] = {}
        numbers = columns.get(key, [])
        for owner, number, *look in zip(self._owners, numbers, columns[_LOOK], columns[_BORN], strict=False):
            if number is not None and None not in look:
                looks.setdefault((look[0], look[1]), {})[owner] = str(number)
        people = (name for name, _born in looks)
        rows = neighbours.matching(self._session, self._register, _LOOK, people, (_LOOK, _BORN, key))
        for record_id, name, born, number in rows:
            if (name, born) in looks:
                looks[name, born][record_id] = str(number)
        return looks

    def _lookalike(self, place: int, values: Row) -> list[Remark]:
        holders = self._looks[values.get(_LOOK), values.get(_BORN)]
        key = neighbours.natural_key(self._register)[0]
        own = str(values.get(key))
        others = [owner for owner, number in holders.items() if owner != self._owners[place] and number != own]
        if not others:
            return []
        return [remarks.lookalike(_LOOK, self._who(owner, values)) for owner in others[:1]]

    def _who(self, owner: str, values: Row) -> str:
        name = str(values.get(_LOOK))
        return f"{name} (#{self._result.row_number(int(owner[1:]))})" if owner.startswith("#") else name

    def _namesake(self, place: int) -> Row | None:
        """Return the record that a person declared to be the row's, found by name and date of birth."""
        columns = self._result.columns
        holders = self._looks.get((columns[_LOOK][place], columns[_BORN][place]), {}) if self._looks else {}
        record = next((owner for owner in holders if not owner.startswith("#")), None)
        return self._whole(record) if record else None

    def _add(self, place: int, found: Sequence[Remark]) -> None:
        if found:
            self._result.remarks.setdefault(place, []).extend(found)
