"""The gate: nothing leaves past it, by inspection of the modules and by doing what the program can do."""

from __future__ import annotations

import ast
import zipfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.samples import id_number
from union_desk import journal, office, records, registers
from union_desk.access import Actor
from union_desk.errors import NotAllowedError
from union_desk.exchange import exporting
from union_desk.safety import gate
from union_desk.safety.gate import Release

if TYPE_CHECKING:
    from collections.abc import Iterator

    from union_desk.database import Database

ROOT = Path(__file__).parents[2]
ROOMS = ("union_desk", "sync/desk", "ui")
GATE = "union_desk.safety.gate"
MEMBERS = registers.get("members")
PERSON = Actor("李经办", rights=frozenset({"members.*"}), account="1")

# What puts data outside the database, as it is written in a module: a call of that name, or of that attribute
EXITS = {"xlsxwriter.Workbook", "copy.save", "table.write", "csv.writer", "Canvas", "clipboard", "QPrintDialog",
         "QPrinter", "write_bytes", "write_text", "durable.write", "writestr", "print_form", "run_session", "grab"}
# Modules with such a call that give out no personal data, or nothing that is outside, each with its reason
HARMLESS = {
    "union_desk.durable": "the door to the disk: whoever calls `durable.write` leads outside",
    "union_desk.words": "the joined catalogue of the program's own words",
    "union_desk.safety.updating": "what the makers signed, laid beside the program",
    "union_desk.safety.attempts": "counts of wrong passphrases",
    "union_desk.safety.backups": "key files, wrapped, into the sealed backup's folder",
    "union_desk.safety.restoring": "key files, wrapped, in a folder that is gone at once",
    "union_desk.safety.keys": "the key file, wrapped, in the office's own folder",
    "union_desk.safety.recovery": "the key, wrapped under the code of the sheet, in the office's own folder",
    "union_desk.safety.shares": "the key, wrapped under shares, in the office's own folder",
    "union_desk.safety.swapping": "a note of which folder is being swapped",
    "sync.desk.device": "the computer's own key, sealed, in the user's folder",
    "sync.desk.enrolment": "who asks to be enrolled: a token's name and a public key",
    "union_desk.exchange.templates": "a blank workbook",
    "union_desk.exchange.filling.package": "rewrites the parts of a form; a filled table leaves by `table.write`",
    "union_desk.exchange.filling.mapping": "which column of a form is which field",
    "union_desk.statistics.snapshot": "goes into the sealed attachments",
    "union_desk.exchange.returning": "the sender's own rows, back to the sender",
    "union_desk.papers.overlay": "where on a form which field stands",
    "ui.pages.overlay": "the same, drawn with the mouse on a canvas of the screen library",
    "ui.pages.overlay_canvas": "that canvas",
    "union_desk.recovering": "the superior's share of the key; whoever makes one is journaled",
    "ui.pages.organisation_ballots": "opens the print preview, which asks at the gate",
    "union_desk.papers.sheet": "the drawing board; what is drawn leaves by print_form",
    "ui.pages.figures": "counts, no person",
    "ui.demo": "the practice office",
    "ui.start": "a picture of the window, asked for on the command line by whoever tests the program",
    "ui.printing": "sends pages that were let through, and the recovery sheet",
}


@cache
def modules() -> dict[str, ast.Module]:
    """Return the program's modules, parsed."""
    found = {}
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            found[name] = ast.parse(path.read_text("utf-8"))
    return found


@cache
def imports(name: str) -> frozenset[str]:
    """Return the modules of the program that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(modules()[name]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(found & modules().keys())


def called(node: ast.AST) -> set[str]:
    """Return the names of what is called or named within a piece of a program."""
    dotted = [one for one in ast.walk(node) if isinstance(one, ast.Attribute)]
    names = {one.attr for one in dotted}
    names |= {f"{one.value.id}.{one.attr}" for one in dotted if isinstance(one.value, ast.Name)}
    return names | {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


@cache  # walking the trees is what costs
def pieces(name: str) -> dict[str, set[str]]:
    """Return the functions and classes of a module with what each of them calls or names."""
    return {one.name: called(one) for one in modules()[name].body if isinstance(one, (ast.FunctionDef, ast.ClassDef))}


def leaky(name: str, leaks: frozenset[str]) -> set[str]:
    """Return the functions and classes of a module by which something leaves: with one of the calls, or by each other.

    leaks: the names that are calls to the outside for this module.
    """
    found: set[str] = set()
    while True:
        more = {piece for piece, names in pieces(name).items() if names & (leaks | found)} - found
        if not more:
            return found
        found |= more


def at_the_gate(name: str) -> bool:
    """Tell whether a module asks at the gate."""
    return GATE in imports(name)


def reached_past_the_gate(name: str, ways: frozenset[str] = frozenset(EXITS),
                          seen: frozenset[str] = frozenset()) -> set[str]:
    """Return the modules nearest the person from which an exit is reached without anybody at the gate between."""
    if at_the_gate(name) or name in HARMLESS or name in seen:
        return set()
    mine = leaky(name, ways)
    above = {user for user in modules() if user != name and name in imports(user) and leaky(user, frozenset(mine))}
    if not above:  # what nobody calls is no way out; a page or a command is called by the person
        return {name} if mine and (name.startswith("ui") or ".commands" in name) else set()
    return set().union(*(reached_past_the_gate(user, frozenset(mine), seen | {name}) for user in above))


def test_no_path_of_imports_goes_around_the_gate() -> None:
    ways = {name for name in modules() if leaky(name, frozenset(EXITS))}
    assert len(ways) > 20
    past = {name: reached_past_the_gate(name) for name in ways}
    assert {name: found for name, found in past.items() if found} == {}


def test_each_harmless_module_still_has_an_exit_and_a_reason() -> None:
    assert {name for name in HARMLESS if name not in modules() or not leaky(name, frozenset(EXITS))} == set()


def test_the_inspection_finds_an_exit_that_nobody_guards(monkeypatch: pytest.MonkeyPatch) -> None:
    tree = ast.parse("import xlsxwriter\n\ndef leak(rows):\n    xlsxwriter.Workbook('leak.xlsx')\n")
    monkeypatch.setitem(modules(), "ui.leak", tree)
    assert leaky("ui.leak", frozenset(EXITS)) == {"leak"}
    assert reached_past_the_gate("ui.leak") == {"ui.leak"}


# ---- what is asked and kept


@pytest.fixture
def db(office_template: tuple[Path, Database]) -> Database:
    return office_template[1]


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Database]:
    made = office.create_office(tmp_path / "o", "office passphrase", "某某工会")
    with made.write(Actor("setup"), "Laid the ground") as s:
        records.insert_many(s, MEMBERS, [{"name": "张三甲", "id_type": "01", "id_number": id_number(1),
                                          "mobile": "13812345678"}])
    yield made
    made.close()


def last(db: Database) -> gate.Passing:
    with db.read() as s:
        return gate.passed(s)[0]


def test_an_export_is_journaled_with_count_fields_and_reason_and_no_value(filled: Database, tmp_path: Path) -> None:
    options = exporting.Options(unmasked=True, columns=("name", "mobile"), reason="年报核对")
    exporting.export(filled, PERSON, MEMBERS, tmp_path / "a.xlsx", options)
    facts = last(filled).facts
    assert (facts["gate"], facts["book"], facts["released"], facts["fields"], facts["private"], facts["reason"]) == (
        "export", "members", 1, "name mobile", True, "年报核对")
    assert "13812345678" not in str(facts)
    assert "张三甲" not in str(facts)


@pytest.mark.parametrize("way", list(gate.WAYS))
def test_private_data_needs_the_right_and_a_reason(way: str) -> None:
    wanted = Release(way, "members", 1, unmasked=True)
    with pytest.raises(gate.ReasonNeededError):
        gate.check(PERSON, wanted)
    gate.check(PERSON, Release(way, "members", 1, unmasked=True, reason="核对"))
    gate.check(PERSON, Release(way, "members", 1))
    for right in wanted.rights:
        with pytest.raises(NotAllowedError):
            gate.check(Actor("客", rights=frozenset(set(wanted.rights) - {right}), account="2"), wanted)


def test_what_fails_is_not_journaled(filled: Database) -> None:
    with filled.read() as s:
        before = s.query(journal.GestureRow).count()
    with pytest.raises(OSError, match="no"), gate.passing(filled, PERSON, Release(gate.EXPORT, "members", 1), "Tried"):
        raise OSError("no")  # noqa: EM101  a test
    with filled.read() as s:
        assert s.query(journal.GestureRow).count() == before


def test_a_leaked_workbook_names_its_export(filled: Database, tmp_path: Path) -> None:
    exporting.export(filled, PERSON, MEMBERS, tmp_path / "a.xlsx")
    exporting.export(filled, PERSON, MEMBERS, tmp_path / "b.xlsx")
    marks = [gate.marks_in(tmp_path / name) for name in ("a.xlsx", "b.xlsx")]
    assert [len(found) for found in marks] == [1, 1]
    with filled.read() as s:
        named = [gate.of_marks(s, found)[0] for found in marks]
        assert gate.of_marks(s, ["UD-0000000000000000"]) == []
    assert [(one.actor, one.facts["to"]) for one in named] == [(PERSON.name, "a.xlsx"), (PERSON.name, "b.xlsx")]


def test_the_mark_stands_on_the_page_and_hidden_in_the_file(filled: Database, tmp_path: Path) -> None:
    exporting.export(filled, PERSON, MEMBERS, tmp_path / "a.xlsx")
    mark = gate.marks_in(tmp_path / "a.xlsx")[0]
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert mark in archive.read("docProps/core.xml").decode()
        footer = archive.read("xl/worksheets/sheet1.xml").decode()
    assert f"{mark} {PERSON.name}" in footer
