"""Any value of any kind, and any sound record of any register, for tests that hold for all of them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from tests.ground import GROUND, MEND, place
from tests.samples import id_number
from union_desk import checking, lifecycle, records, registers
from union_desk.exchange.cells import NOT_STORED
from union_desk.exchange.workbook import ERROR_VALUES
from union_desk.schema import codes, identity
from union_desk.schema.kinds import (
    Address,
    BankAccount,
    Code,
    CreditCode,
    Date,
    IdNumber,
    Integer,
    Kind,
    LongText,
    Mobile,
    Money,
    PersonName,
    Phone,
    Ref,
    YesNo,
)
from union_desk.schema.problem import ERROR

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

    from sqlalchemy.orm import Session

    from union_desk.schema.kinds import Scalar
    from union_desk.schema.register import Register

Row = dict[str, Any]

HAN = "天地玄黄宇宙洪荒辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜𠮷𡃁㐂龘"
ALPHABET = HAN + "ABCXYZabcxyz0123456789 ·、，。%_\\'\"&<>[]{}|;@#~^+=-"
# What a roster means by an empty cell comes back as one
UNWRITABLE = NOT_STORED | ERROR_VALUES
SAMPLES = {"xx", "xxx", "**", "***"}  # what the row that shows how to fill in a roster is called


def _text(kind: Kind, alphabet: str = ALPHABET, most: int = 20) -> st.SearchStrategy[str]:
    """Return texts as the kind keeps them: what is shown reads back, and the importer takes none for an empty cell."""
    written = st.text(alphabet, min_size=1, max_size=most).map(lambda raw: str(kind.parse(raw).value or ""))
    return written.filter(lambda value: bool(value) and not kind.check(value) and value not in UNWRITABLE
                          and value.casefold() not in SAMPLES)


def _credit_code(body: str, serial: int) -> str:
    eight = f"{serial:08d}"
    first = body + eight + identity.organisation_check_digit(eight)
    return first + identity.credit_check_digit(first)


def _card(first: int) -> str:
    return next(f"{first}{digit}" for digit in range(10) if identity.luhn(f"{first}{digit}"))


@cache
def _codes(name: str) -> tuple[str, ...]:
    found = [entry.code for entry in codes.get(name)]
    return tuple(found if len(found) <= 200 else found[:: len(found) // 200])


@cache  # strategies are made once a kind: making them costs more than drawing from them
def values(kind: Kind) -> st.SearchStrategy[Any]:
    """Return the sound values of a kind."""
    names = st.text(HAN, min_size=2, max_size=4)
    days = st.dates(min_value=_day("1955-01-01"), max_value=_day("2005-12-31")).map(str)
    table: tuple[tuple[type[Kind], st.SearchStrategy[Any]], ...] = (
        (PersonName, st.one_of(names, st.tuples(names, names).map("·".join), st.just("Anne-Marie O'Neill"))),
        (LongText, st.one_of(_text(kind), st.lists(_text(kind), min_size=2, max_size=3).map("\n".join))),
        (Date, days),
        (Money, st.integers(max(getattr(kind, "least", 0) or 0, 0), 10**9)),
        (Integer, st.integers(getattr(kind, "least", 0) or 0, min(getattr(kind, "most", None) or 10**6, 10**6))),
        (YesNo, st.booleans()),
        (Code, st.deferred(lambda: st.sampled_from(_codes(getattr(kind, "list", ""))))),
        (IdNumber, st.tuples(st.integers(1, 400), days).map(lambda told: id_number(*told))),
        (CreditCode, st.tuples(st.sampled_from(["81460100", "91350100"]), st.integers(0, 99_999_999)).map(
            lambda told: _credit_code(*told))),
        (Mobile, st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)),
        (Phone, st.from_regex(r"0[1-9][0-9]{2}-[2-8][0-9]{7}", fullmatch=True)),
        (BankAccount, st.integers(10**17, 10**18 - 1).map(_card)),
        (Address, st.integers(1, 999).map(lambda house: f"海南省海口市龙华区和风路{house}号{house % 30 + 1}栋")),
        (Ref, st.nothing()),
    )
    return next((found for of, found in table if isinstance(kind, of)), _text(kind))


def _day(iso: str) -> Any:
    import datetime as dt

    return dt.date.fromisoformat(iso)


@st.composite
def sound_records(draw: st.DrawFn, register: Register, refs: dict[str, list[str]]) -> Row:
    """Make the values of a record that validation accepts; `refs` has the ids of the records that may be named."""
    made: Row = {}
    for field in register.typed:
        named = refs.get(field.kind.register, []) if isinstance(field.kind, Ref) else None
        if field.required or draw(st.booleans()):
            strategy = values(field.kind) if named is None else st.sampled_from(named) if named else st.none()
            made[field.name] = draw(strategy)
    if "id_number" in register.fields:
        reading = identity.read("01", str(made["id_number"]))
        made |= {"id_type": "01", "birth_date": reading.birth_date, "sex": reading.sex}
    made = {name: value for name, value in MEND.get(register.name, dict)(made).items() if value is not None}
    # Sound is what the register's own rules let pass: whatever they object to is left out
    alone = checking.Alone(importing=True)
    while blamed := {p.field for p in checking.validate(register, made, alone) if p.level == ERROR}:
        less = _without(register, made, blamed)
        if len(less) == len(made):  # what is blamed is missing: what asks for it is left out
            asking = {name for rule in register.rules if any(p.level == ERROR for p in rule.check(made, alone))
                      for name in rule.fields}
            less = _without(register, made, asking)
        assert len(less) < len(made), blamed
        made = less
    return {name: value for name, value in made.items() if value is not None}


def _without(register: Register, made: Row, names: AbstractSet[str]) -> Row:
    """Return a record without some of its fields; the required ones stay."""
    return {name: value for name, value in made.items() if name not in names or register.fields[name].required}


def several(register: Register, refs: dict[str, list[str]], most: int = 4) -> st.SearchStrategy[list[Row]]:
    """Return lists of sound records that can stand beside each other."""
    key = register.keys[0] if register.keys else (*register.title, *((register.parent,) if register.parent else ()))

    def known_by(record: Row) -> tuple[Scalar, ...]:
        return tuple(record.get(name) for name in key)

    def apart(names: tuple[str, ...]) -> Callable[[Row], object]:
        return lambda record: tuple(record.get(n) for n in names) if all(record.get(n) for n in names) else object()

    unique = (known_by, *map(apart, register.keys[1:]))
    return st.lists(sound_records(register, refs), min_size=1, max_size=most, unique_by=unique)


BASE = {register: [place(register)] for register in GROUND}


def lay_ground(session: Session) -> None:
    """Add a record of each register that others may name, with the same ids in every office."""
    for name, row in GROUND.items():
        records.insert_many(session, registers.get(name.partition(":")[0]), [row], BASE[name])


def add(session: Session, register: Register, rows: list[Row]) -> list[str]:
    """Save records as a form would; returns their ids."""
    return [lifecycle.create(session, register, row).id for row in rows]
