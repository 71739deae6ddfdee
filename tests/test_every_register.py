"""What holds for every register, without another line: words, kinds, validation, storage, rights."""

from __future__ import annotations

import shutil
from collections import Counter
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.protocol import columns
from tests import any_record, offices
from tests.offices import ACTOR
from union_desk import checking, journal, records, registers, search, undo, words
from union_desk.access import Actor
from union_desk.database import Database
from union_desk.errors import NotAllowedError
from union_desk.registers import ALL
from union_desk.schema import codes
from union_desk.schema.kinds import Code, Parsed, PersonName, Ref
from union_desk.schema.problem import ERROR, INFO
from union_desk.schema.register import NATION, OFFICE, PRIVATE, SUPERIOR, SUPERIOR_ONLY, THREAD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from union_desk.schema.field import Field
    from union_desk.schema.register import Register

EDITORS = {"line", "area", "date", "number", "money", "check", "choice", "region", "ref"}
FILTERS = {"text", "range", "choice", "ref"}
VERBS = ("view", "edit", "delete", "import", "export", "export_unmasked", "unmask", "print")
# Equal kinds are one kind: what holds for a value of it holds in every field
KINDS = list({field.kind: field for register in ALL for field in register.fields.values()}.values())
every = pytest.mark.parametrize("register", ALL, ids=repr)
each_kind = pytest.mark.parametrize("field", KINDS, ids=lambda f: f"{type(f.kind).__name__}.{f.name}")


# ---- what is declared


@every
def test_its_words_are_there_in_both_languages(register: Register) -> None:
    texts = {register.label, register.singular}
    for field in register.fields.values():
        texts |= {field.label, field.section, field.help}
    for text in texts - {""}:
        chinese = words._(text)
        assert chinese != text, text
        assert any("\u4e00" <= c <= "\u9fff" for c in chinese), text
        with words.speaking("en"):
            assert words._(text) == text


@every
def test_no_two_of_its_fields_are_called_the_same(register: Register) -> None:
    for language in words.LANGUAGES:
        with words.speaking(language):
            labels = Counter(words._(field.label) for field in register.fields.values())
        assert [label for label, count in labels.items() if count > 1] == []
    headings = Counter(codes.fold(text) for f in register.fields.values() for text in {*f.also, words._(f.label)})
    several = [text for text, count in headings.items() if count > 1]
    assert [text for text in several if len(_bearers(register, text)) > 1] == []


def _bearers(register: Register, folded: str) -> list[str]:
    return [f.name for f in register.fields.values() if folded in {codes.fold(t) for t in (*f.also, words._(f.label))}]


@every
def test_what_it_names_is_there(register: Register) -> None:
    fields = register.fields
    assert registers.get(register.name) is register
    assert register.table.name == register.name
    assert register.owner in {OFFICE, SUPERIOR, THREAD}
    assert register.share in {PRIVATE, SUPERIOR_ONLY, NATION}
    named = [*register.title, *register.columns, *(n for n in register.sort if n != "n"), *register.weight,
             *(n for key in register.keys for n in key), *(n for rule in register.rules for n in rule.fields),
             *(n for pair in register.follows for n in pair), *((register.parent,) if register.parent else ())]
    assert set(named) <= set(fields)
    assert register.title
    assert all(rule.code for rule in register.rules)
    for field in fields.values():
        if isinstance(field.kind, Code):
            assert len(codes.get(field.kind.list)) > 1
        if isinstance(field.kind, Ref):
            assert registers.get(field.kind.register) in ALL


@every
def test_a_child_hangs_on_its_parent_and_a_lifecycle_on_its_events(register: Register) -> None:
    if register.parent:
        parent = register.fields[register.parent]
        assert isinstance(parent.kind, Ref)
        assert parent.required
    life = register.lifecycle
    if life is None:
        return
    events = registers.get(life.events)
    assert (events.append_only, events.parent) == (True, life.link)
    assert register.fields[life.state].computed
    assert {"event", "happened_on", "from_state", "to_state"} <= set(events.fields)
    assert life.find("", life.opening) is not None
    needed = {name for step in life.transitions for name in step.needs}
    assert needed <= {f.name for f in events.typed}


@every
def test_what_is_needed_can_be_typed_and_what_is_there_at_first_is_sound(register: Register) -> None:
    for field in register.fields.values():
        assert not (field.required and field.computed), field.name
        assert field.default is None or field.kind.check(field.default) == [], field.name
    assert set(register.typed) >= {f for f in register.fields.values() if f.required}


def test_the_private_fields_are_those_of_the_law() -> None:
    found = {f"{register.name}.{name}" for register in ALL for name in register.sensitive}
    assert found >= {
        "members.id_number", "members.mobile", "members.home_address", "members.bank_account", "members.dues_base",
        "members.health_status", "members.disability_type", "family_members.phone", "emergency_contacts.phone",
        "appellants.name", "appellants.mobile", "appellants.identity_no", "appellants.address",
        "rights_applicants.name", "rights_applicants.mobile", "rights_applicants.identity_no",
        "rights_applicants.address", "rights_applicants.monthly_income", "rights_applicants.family_income",
        "rights_applicants.facts",
        "dues.base", "welfare_claims.details",
        "unions.bank_account", "employers.phone", "legal_registrations.handler_number",
        "legal_registrations.handler_phone",
        "cards.card_number", "cards.holder_id_number", "cards.holder_mobile", "card_events.card_number",
        "card_events.proxy_id_number", "card_events.right_value",
        "transfers.document_number", "arrivals.id_number", "model_workers.allowance", "model_workers.hardship",
        "cadres.mobile", "cadre_certificates.number", "model_worker_visits.found",
        "hardship_persons.identity_no", "hardship_persons.health", "hardship_incomes.amount",
        "hardship_assessments.per_capita", "hardship_accounts.number", "hardship_visits.found",
        "hardship_objections.objector", "help_medical.disease", "help_study.student", "help_payments.number"}


# ---- kinds: editor, filter, wire


@every
def test_each_kind_has_an_editor_and_a_filter(register: Register) -> None:
    assert {field.kind.editor for field in register.fields.values()} <= EDITORS
    assert {field.kind.filter for field in register.fields.values()} <= FILTERS


@each_kind
@settings(max_examples=30)
@given(data=st.data())
def test_any_value_is_shown_read_back_and_carried_over_the_wire(field: Field, data: st.DataObject) -> None:
    if isinstance(field.kind, Ref):
        value: Any = data.draw(st.uuids().map(str))
    else:
        value = data.draw(any_record.values(field.kind))
    kind = field.kind
    assert [p for p in kind.check(value) if p.level == ERROR] == []
    for language in words.LANGUAGES:
        with words.speaking(language):
            assert kind.parse(kind.show(value)) == Parsed(value)
    assert journal.unpack(journal.pack(value)) == value
    assert msgspec.json.decode(msgspec.json.encode(value)) == value
    wire: Any = int(value) if isinstance(value, bool) else value
    table = columns.Table("members", ["00000000-0000-7000-8000-000000000001"], {field.name: [wire]}, [0])
    (back,) = columns.unpack(*columns.pack([table]))
    assert back.columns[field.name] == [value]


@each_kind
@settings(max_examples=30)
@given(data=st.data())
def test_a_mask_never_shows_the_value(field: Field, data: st.DataObject) -> None:
    if isinstance(field.kind, Ref):
        return
    value = data.draw(any_record.values(field.kind))
    shown, masked = field.kind.show(value), field.kind.mask(value)
    assert masked
    assert field.kind.mask(None) == ""
    if not isinstance(field.kind, PersonName) or len(shown) > 1:
        assert masked != shown


# ---- validation


@every
def test_an_empty_form_says_what_is_missing(register: Register) -> None:
    found = {(p.field, p.level) for p in checking.validate(register, {}, checking.Alone())}
    assert found >= {(f.name, ERROR) for f in register.fields.values() if f.required}
    assert found >= {(f.name, INFO) for f in register.typed if f.core and not f.required}
    assert {name for name, level in found if level == ERROR} == {f.name for f in register.fields.values() if f.required}


@every
@settings(max_examples=6)
@given(data=st.data())
def test_any_sound_record_is_accepted_has_a_name_and_its_rules_read_what_they_name(
    register: Register, data: st.DataObject
) -> None:
    record = data.draw(any_record.sound_records(register, any_record.BASE))
    problems = checking.validate(register, record, checking.Alone())
    assert [p for p in problems if p.level == ERROR] == []
    assert all(p.text() for p in problems)
    assert register.name_of(record)
    for rule in register.rules:  # an import that changes one field asks only the rules that name it
        read = _Read(record)
        list(rule.check(read, checking.Alone()))
        typed = {f.name for f in register.typed}
        assert read.seen & typed <= set(rule.fields), rule.code


class _Read(dict[str, Any]):
    """A record that remembers which of its fields were looked at."""

    def __init__(self, record: dict[str, Any]) -> None:
        super().__init__(record)
        self.seen: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.seen.add(name)
        return super().get(name, default)

    def __getitem__(self, name: str) -> Any:
        self.seen.add(name)
        return super().__getitem__(name)


# ---- storage


@pytest.fixture(scope="session")
def grounded(office_template: tuple[Path, Database], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Database]:
    """Return the folder of an office in which other records may be named, closed, and what knows its key."""
    folder = tmp_path_factory.mktemp("grounded") / "office"
    shutil.copytree(office_template[0], folder)
    office = Database.open_with(folder, office_template[1].key)
    with office.write(ACTOR, "Laid the ground") as s:
        any_record.lay_ground(s)
    office.close()
    return folder, office


@pytest.fixture(scope="session")
def opened(
    grounded: tuple[Path, Database], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], Database]]:
    """Return a function that opens an office in which other records may be named."""
    yield from offices.copies(*grounded, tmp_path_factory)


def content(office: Database, register: Register, *, deleted: bool = False) -> list[dict[str, Any]]:
    """Return all records of a register."""
    with office.read() as s:
        return records.page(s, register, search.Query(deleted=deleted))


@every
@settings(max_examples=3)
@given(data=st.data())
def test_what_is_saved_is_what_was_meant(
    opened: Callable[[], Database], register: Register, data: st.DataObject
) -> None:
    office = opened()
    rows = data.draw(any_record.several(register, any_record.BASE))
    with office.write(ACTOR, "Added") as s:
        ids = any_record.add(s, register, rows)
    found = {row["id"]: row for row in content(office, register)}
    proposed = {f.name for f in register.typed if f.default is not None} | _derived(register)
    for record_id, row in zip(ids, rows, strict=True):
        assert {name: found[record_id][name] for name in row} == row
        assert {f.name for f in register.typed if found[record_id][f.name] is not None} <= set(row) | proposed
    with office.read() as s:
        assert journal.verify(s) == 2
        for record_id, row in zip(ids, rows, strict=True):
            told = {name: new for entry in reversed(records.history(s, register, record_id))
                    for name, (_old, new) in entry.fields.items()}
            assert {name: told[name] for name in row} == row


def _derived(register: Register) -> set[str]:
    """Return the typed fields that the program proposes."""
    numbered = {register.numbering.field} if register.numbering else set()
    opened = {"join_union_date"} if register.lifecycle else set()
    return numbered | opened | {name for name, _source in register.follows}


@every
@settings(max_examples=2)
@given(data=st.data())
def test_adding_removing_and_taking_back(
    opened: Callable[[], Database], register: Register, data: st.DataObject
) -> None:
    office = opened()
    before = _state(office, register)
    row = data.draw(any_record.sound_records(register, any_record.BASE))
    with office.write(ACTOR, "Added") as s:
        (made,) = any_record.add(s, register, [row])
    if register.append_only:
        with pytest.raises(records.AppendOnlyError), office.write(ACTOR, "Deleted") as s:
            records.delete(s, register, [made])
    else:
        with office.write(ACTOR, "Deleted") as s:
            assert records.delete(s, register, [made]) == 1
        assert [r["id"] for r in content(office, register, deleted=True)] == [made]
        with office.write(ACTOR, "Restored") as s:
            assert records.restore(s, register, [made]) == 1
        undo.undo(office, ACTOR)
        undo.undo(office, ACTOR)
    undo.undo(office, ACTOR)
    assert _state(office, register) == before


def _state(office: Database, register: Register) -> list[dict[str, Any]]:
    return [{k: v for k, v in row.items() if k not in {"n", "revision"}} for row in content(office, register)]


@every
def test_its_table_is_what_the_migrations_made(office: Database, register: Register) -> None:
    with office.read() as s:
        made = {c["name"]: str(c["type"]) for c in sa.inspect(s.connection()).get_columns(register.table.name)}
        guards = set(s.execute(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars())
        indexed = s.execute(sa.text("SELECT 1 FROM sqlite_master WHERE name = :n"),
                            {"n": search.index_name(register)}).scalar()
    assert list(made) == [c.name for c in register.table.columns]
    assert {f"guard_{register.name}_{verb}" for verb in ("insert", "update", "delete")} <= guards
    assert bool(indexed) == bool(register.searched)


def test_alembic_finds_nothing_to_do(office: Database) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    from union_desk.migrations.env_filter import ours
    from union_desk.schema.record import described

    with office.read() as s:
        context = MigrationContext.configure(s.connection(), opts={"include_object": ours, "compare_type": True})
        assert compare_metadata(context, described()) == []


# ---- rights


@every
def test_each_of_its_verbs_can_be_given_alone(register: Register) -> None:
    for verb in VERBS:
        name = f"{register.name}.{verb}"
        one, whole, nobody = (Actor("甲", rights=frozenset(r)) for r in ({name}, {f"{register.name}.*"}, set[str]()))
        one.need(name)
        whole.need(name)
        assert [f"{r.name}.{v}" for r in ALL for v in VERBS if one.can(f"{r.name}.{v}")] == [name]
        assert not any(whole.can(f"{r.name}.{verb}") for r in ALL if r is not register)
        with pytest.raises(NotAllowedError, match=name):
            nobody.need(name)


def test_child_books_stand_after_their_parents() -> None:
    places = {register.name: place for place, register in enumerate(ALL)}
    for register in ALL:
        if register.parent:
            kind = register.fields[register.parent].kind
            assert isinstance(kind, Ref)
            assert places[kind.register] < places[register.name]
