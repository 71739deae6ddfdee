"""One book that the office keeps: its fields, rules, lifecycle and who owns its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from union_desk.schema.kinds import Ref
from union_desk.schema.many import Many
from union_desk.schema.problem import ERROR, Problem
from union_desk.words import _

if TYPE_CHECKING:
    import sqlalchemy as sa

    from union_desk.schema.field import Field
    from union_desk.schema.norms import Norm
    from union_desk.schema.record import Record

Values = Mapping[str, object]

OFFICE, SUPERIOR, THREAD = "office", "superior", "thread"
PRIVATE, SUPERIOR_ONLY, NATION = "P", "S", "N"
EMPTY: Mapping[str, str] = {}


class Context(Protocol):
    """What a rule may ask besides the record itself: the day, the settings, other rows of the same book."""

    today: str
    importing: bool

    def lookup(self, register: str, record_id: str, field_name: str) -> object:
        """Return one value of another living record; None when there is no such record."""
        ...

    def known(self, register: str, field_name: str) -> frozenset[str]:
        """Return all values of a field among living records (for small books)."""
        ...

    def others(self, register: str, field_name: str, value: object) -> Iterable[str]:
        """Return the ids of other living records with that value."""
        ...

    def twins(self, register: str, values: Values) -> Iterable[str]:
        """Return the ids of other living records that have all these values."""
        ...

    def standing(self, register: str, record_id: str) -> str:
        """Tell whether another record is 'living', 'binned' or 'unknown'."""
        ...

    def setting(self, name: str) -> object:
        """Return a setting of the office."""
        ...

    def norm(self, name: str, day: str | None = None) -> Norm:
        """Return the limit of that name in force on an ISO day (today)."""
        ...

    def rows(self, register: str, field_name: str, value: object) -> Sequence[Values]:
        """Return the living records of a book with that value, such as the child rows of a record, by their place."""
        ...


Check = Callable[[Values, Context], Iterable[Problem]]
Doubtful = Callable[[Many, Context], Iterable[int]]


@dataclass(frozen=True)
class Rule:
    """A rule over one record, named as in the domain reference.

    `fields` are all the typed ones that it looks at: their change makes the rule speak again; `others` says that it
    asks for other rows, so that bulk work can answer those questions at once; `worst` is the gravest level it ever
    gives, so that whoever looks for errors alone need not ask it; `doubtful` names, of many records, all those in which
    it may find an error.
    """

    code: str
    fields: tuple[str, ...]
    check: Check
    others: bool = False
    worst: str = ERROR
    doubtful: Doubtful | None = None


@dataclass(frozen=True)
class Transition:
    """One arrow of a lifecycle: the event that leads from some states to another."""

    event: str
    sources: tuple[str, ...]  # "" is "no record yet"
    target: str
    needs: tuple[str, ...] = ()  # fields of the event that must be given
    code: str = ""
    also: tuple[str, ...] = ()  # further fields of the event that may be given: the form shows them


@dataclass(frozen=True)
class Lifecycle:
    """States that change only by events; the events stand in a register of their own and are never changed."""

    events: str  # the register that holds the events
    link: str  # its field that names the record
    state: str  # the derived field on the record itself
    transitions: tuple[Transition, ...]
    opening: str = "register"  # the event of a new record, unless the caller names another
    derive: Callable[[Values, Values], Values] | None = None  # (record, event) -> further derived values
    opened_on: str = ""  # the record's field that dates its opening event; today without
    guard: Callable[[Values, Values, Context], Iterable[Problem]] | None = None  # (record, event, …) -> what forbids it
    complete: Callable[[Values, Values], Values] | None = None  # (record, event) -> the event's computed fields
    basis: str = ""  # where the table of transitions comes from, for the sentence that refuses a step
    label: str = ""  # what the life is called on the screen
    then: str = ""  # "module:function" of (session, record, event): what else a step does, in the same gesture

    def allowed(self, state: str) -> tuple[Transition, ...]:
        """Return the arrows that leave a state."""
        return tuple(t for t in self.transitions if state in t.sources)

    def find(self, state: str, event: str) -> Transition | None:
        """Return the arrow of that event from that state, if the table has one."""
        return next((t for t in self.transitions if t.event == event and state in t.sources), None)


@dataclass(frozen=True)
class Numbering:
    """How a book numbers its records: `field` is filled when it is empty, from the year or month of a date.

    pattern: `{year}`, `{month}` (two digits), `{union}` (the union's code), `{serial}` (with a width, `{serial:04d}`).
    The serial begins anew with every different text of the rest, and no number is given twice.
    """

    field: str
    pattern: str
    day: str = ""  # the record's date field that gives year and month; today without


@dataclass(frozen=True)
class Register:
    """A register; everything generic (grid, form, import, export, sync, docs) reads it from here."""

    name: str
    label: str
    singular: str
    model: type[Record]
    title: tuple[str, ...]  # the fields that name a record to a person
    owner: str = OFFICE
    share: str = NATION
    rules: tuple[Rule, ...] = ()
    keys: tuple[tuple[str, ...], ...] = ()  # each a set of fields that no two living records share
    lifecycle: Lifecycle | None = None
    derive: Callable[[Values, Iterable[Problem]], Values] | None = None  # computed fields of one record
    reckon: Callable[[Values, Context], Values] | None = None  # those that need the day, the norms or other rows
    parent: str | None = None  # the field that makes this a child book of another register
    distinct: str = ""  # the field that tells records of the same name apart: exports write it behind the name
    beside: tuple[str, ...] = ()  # further fields that refer to records in whose panel these rows are shown too
    stays: Callable[[Values, Context], Iterable[Problem]] | None = None  # what forbids putting a record into the bin
    columns: tuple[str, ...] = ()  # shown in the grid at first
    append_only: bool = False
    by_program: bool = False  # the program makes the records: nobody adds or imports any
    follows: tuple[tuple[str, str], ...] = ()  # (field, source): made anew when the source changes, unless typed too
    sort: tuple[str, ...] = field(default=())
    weight: tuple[str, ...] = field(default=())  # fields offered first as filter chips
    area: str = "members"  # the page of the menu that shows it
    numbering: Numbering | None = None
    attachable: bool = False  # papers and photographs may hang on its records
    keeps_files: bool = False  # its records may travel, the files on them never do
    goes_with: str = ""  # the field that names the book with whose files a record travels; without it all of them do
    screen: str = ""  # "module:function" of (register's name, file) that may refuse to let a file be attached

    def __repr__(self) -> str:
        """Return the name; a register's whole content would fill a page."""
        return f"<register {self.name}>"

    @property
    def fields(self) -> dict[str, Field]:
        """Return the fields by name, in order of declaration."""
        return self.model.fields

    @property
    def table(self) -> sa.Table:
        """Return the office's table."""
        return self.model.__table__

    @property
    def takes_rows(self) -> bool:
        """Tell whether people add records and import them: not events, the superior's rows, the program's own."""
        return self.owner == OFFICE and not self.append_only and not self.by_program

    @property
    def sends_files(self) -> bool:
        """Tell whether the files on its records go to the superior with them."""
        return self.attachable and self.owner == OFFICE and self.share != PRIVATE and not self.keeps_files

    @cached_property
    def typed(self) -> tuple[Field, ...]:
        """Return the fields that people fill in."""
        return tuple(f for f in self.fields.values() if not f.computed)

    @cached_property
    def sensitive(self) -> frozenset[str]:
        """Return the names of the masked fields."""
        return frozenset(f.name for f in self.fields.values() if f.sensitive)

    @cached_property
    def searched(self) -> tuple[Field, ...]:
        """Return the fields that the search looks into."""
        return tuple(f for f in self.fields.values() if f.search)

    @cached_property
    def named_by(self) -> tuple[Field, ...]:
        """Return the fields of the title that refer to other records; `records.name` shows what those are called."""
        return tuple(self.fields[name] for name in self.title if isinstance(self.fields[name].kind, Ref))

    def name_of(self, values: Values, names: Mapping[str, str] = EMPTY) -> str:
        """Return the words by which a person knows the record; `names` says what records of its title are called."""
        referring = {field.name for field in self.named_by}
        parts = (names.get(str(values.get(f)), "") if f in referring
                 else self.fields[f].kind.show(values.get(f))  # type: ignore[arg-type]  # a record's values are scalars
                 for f in self.title)
        return " ".join(p for p in parts if p) or _(self.singular)
